htsc_test(data finding antenna_file refractivity sites site_patterns villages population fiber terrain clutter project)
