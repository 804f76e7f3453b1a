htsc_test(data finding antenna_file refractivity sites site_patterns villages population fiber fiber_equipment fiber_lengths roads
  subscriptions ofds terrain clutter project project_fiber)
