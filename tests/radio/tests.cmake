htsc_test(radio antenna bands link model tr38901)
