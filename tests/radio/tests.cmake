htsc_test(radio antenna antenna_pattern p2108 p2109 rate bands link model p1812 p1812_reference p1812_sweep vector_math tr38901)

add_test(NAME radio/p1812_profile COMMAND p1812_profile ${CMAKE_CURRENT_SOURCE_DIR}/radio/vectors/p1812_sg3.csv)
set_tests_properties(radio/p1812_profile PROPERTIES PASS_REGULAR_EXPRESSION
  "dataset,freq_ghz,time_pct,lb_db,ep_dbuvm\n0,0.7,50,177.80622[0-9]*,18.45573[0-9]*\n1,2.6,10,182.96052[0-9]*,16.69893[0-9]*\n2,0.15,1,143.83487[0-9]*,26.54694")
