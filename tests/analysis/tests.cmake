htsc_test(analysis coverage reach ratio zones)
