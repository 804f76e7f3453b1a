htsc_test(data finding antenna_file refractivity sites site_patterns villages population fiber fiber_equipment fiber_lengths roads
  subscriptions subscriptions_faults ofds ofds_package fiber_empty terrain clutter project project_fiber)
