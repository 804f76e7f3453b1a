htsc_test(report report path)
