#ifndef HTSC_DATA_CHAINS_H
#define HTSC_DATA_CHAINS_H

#include "data/rows.h"

/* Chains of points in the working CRS, one after another in one array: of routes and of roads. */
typedef struct htsc__chains {
    double *points; /* x, y pairs */
    size_t count;   /* of points */
    size_t capacity;
    double *scratch;
    size_t scratch_capacity;
} htsc__chains;

void htsc__chains_clear(htsc__chains *chains);
/* Appends a chain that is in the file's CRS. A chain that cannot be brought to the working CRS, begins or ends far
 * away, or has a straight piece above 100 km that the working CRS makes more than twice as long as it is on the ground
 * (one that crosses the antimeridian of the CRS) refuses the row and leaves the chains as they were. */
htsc_status htsc__chains_append(htsc__chains *chains, htsc__rows *rows, size_t count, const double *x, const double *y,
                                htsc_error *err);

#endif
