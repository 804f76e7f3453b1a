#ifndef HTSC_GEO_FEATURE_H
#define HTSC_GEO_FEATURE_H

#include <stddef.h>

#include "geo/geometry.h"

/* Features as the writers of vector files take them. */

typedef enum htsc__shape_kind { HTSC__SHAPE_POLYGON, HTSC__SHAPE_LINES, HTSC__SHAPE_POINT } htsc__shape_kind;

/* A polygon of GEOS, or parts as they are: a point, lines, or outer rings that are closed and run clockwise. Part i
 * begins at point starts[i]; without parts there is no shape. Borrowed. */
typedef struct htsc__shape {
    const htsc__geom *polygon;
    size_t part_count;
    const int *starts;
    size_t point_count;
    const double *x, *y;
} htsc__shape;

typedef enum htsc__field_kind { HTSC__FIELD_TEXT, HTSC__FIELD_INTEGER, HTSC__FIELD_REAL } htsc__field_kind;

typedef struct htsc__value {
    const char *text; /* UTF-8 */
    double number;    /* NaN is written as null */
} htsc__value;

#endif
