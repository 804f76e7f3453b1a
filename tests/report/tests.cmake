htsc_test(report report path fiber_report words)
target_sources(test_fiber_report PRIVATE e2e/files.c e2e/csv.c)
