# The real program, run as people run it: what it prints, writes and exits with.
set(e2e_tests)
foreach(name run layers layers_gpkg layers_others radio_inputs broken_inputs hostile cli path_cli real)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_${name}.c)
    list(APPEND e2e_tests ${name})
  endif()
endforeach()
htsc_test(e2e ${e2e_tests})
foreach(name ${e2e_tests})
  target_sources(test_${name} PRIVATE e2e/run.c e2e/files.c e2e/csv.c e2e/broken.c)
  target_compile_definitions(test_${name} PRIVATE HTSC_PROGRAM="$<TARGET_FILE:coverage_report>"
    HTSC_MSGFMT="${GETTEXT_MSGFMT_EXECUTABLE}")
  add_dependencies(test_${name} coverage_report htsc_messages)
  set_tests_properties(e2e/${name} PROPERTIES TIMEOUT 900)
endforeach()

# The page in a real browser; skipped where there is no Chromium.
find_program(HTSC_PYTHON python3)
if(HTSC_PYTHON)
  add_test(NAME e2e/page COMMAND ${HTSC_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/e2e/page/test_page.py $<TARGET_FILE:coverage_report>
    ${PROJECT_SOURCE_DIR} --axe ${PROJECT_SOURCE_DIR}/build/axe/node_modules/axe-core/axe.min.js)
  set_tests_properties(e2e/page PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endif()

# The same households as a real PostGIS finds; skipped where none is installed (bench/postgis.sh --install).
if(TARGET bench_postgis)
  add_test(NAME e2e/postgis COMMAND bash ${PROJECT_SOURCE_DIR}/bench/postgis.sh --sets --runs 1 --program $<TARGET_FILE:bench_postgis>)
  set_tests_properties(e2e/postgis PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
endif()
