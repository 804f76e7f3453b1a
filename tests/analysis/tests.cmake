htsc_test(analysis coverage coverage_sweep sweep reach ratio zones line_net graph fiber_reach fiber_gap fiber_lines fiber_degenerate fiber_any siting siting_random)
if(HTSC_CBC)
  htsc_test(analysis siting_exact)
endif()
