htsc_test(analysis coverage coverage_sweep sweep reach ratio zones)
