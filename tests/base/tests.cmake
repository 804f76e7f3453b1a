htsc_test(base error memory text file digest outputs parallel)
