#ifndef HTSC_TESTS_DATA_FIBER_WORLD_H
#define HTSC_TESTS_DATA_FIBER_WORLD_H

#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/fiber.h>

/* Degrees around the synthetic commune. */
static const htsc_box fiber_area = {104.6, 19.4, 106.1, 20.8};

/* An empty network of the operators "A" and "B" (of any, where crs is not the default one). */
static inline htsc_fiber *fiber_in(const char *crs, const htsc_box *near_lonlat) {
    static const char *const operators[] = {"A", "B"};
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_error err;
    htsc_sites_options_init(&options);
    options.near_lonlat = near_lonlat;
    if (crs == NULL)
        options.operators = operators, options.operator_count = 2;
    else
        options.working_crs = crs;
    assert_ok(htsc_fiber_create(&options, &fiber, &err), err);
    return fiber;
}

#endif
