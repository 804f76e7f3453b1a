htsc_test(data finding sites villages population fiber terrain project)
