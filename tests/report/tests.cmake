htsc_test(report report path fiber_report words page map_labels map_text maps)
target_sources(test_fiber_report PRIVATE e2e/files.c e2e/csv.c)
target_sources(test_page PRIVATE e2e/files.c)
target_sources(test_maps PRIVATE e2e/files.c e2e/csv.c)
