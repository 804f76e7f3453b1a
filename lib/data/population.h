#ifndef HTSC_DATA_POPULATION_H
#define HTSC_DATA_POPULATION_H

#include <htscover/population.h>

/* Private to population*.c. */
struct htsc_population {
    const htsc_villages *villages;
    htsc_demand *items;
    double *x_m, *y_m;
    size_t count, item_capacity, x_capacity, y_capacity;
    double *persons_factors, *households_factors; /* one a village */
    double persons_outside;
};

htsc_status htsc__population_append(htsc_population *population, double x_m, double y_m, const htsc_demand *demand,
                                    htsc_error *err);

#endif
