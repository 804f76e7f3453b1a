htsc_test(report report)
