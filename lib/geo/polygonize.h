#ifndef HTSC_GEO_POLYGONIZE_H
#define HTSC_GEO_POLYGONIZE_H

#include <stdint.h>

#include "geo/geometry.h"

/* How outlines are drawn. All zero: along pixel edges. */
typedef struct htsc__outline {
    double tolerance_px;        /* as of htsc__arcs_simplify; 0 leaves the stairs */
    const uint8_t *free_pixels; /* row-major, non-zero where outlines may leave the stairs; NULL: everywhere */
    const double *weights;      /* row-major, of pixels; NULL: 1 each */
    double least_weight;        /* of an area that shapes its neighbours; 0: all do */
} htsc__outline;

/* Told each connected area (4-neighbours) of equal non-zero class, in the order of their first pixels, those below
 * least_weight last; takes ownership of `polygon`, which is valid. all_free: each of its pixels is free. */
typedef htsc_status (*htsc__area_fn)(void *ctx, uint8_t value, bool all_free, htsc__geom *polygon, htsc_error *err);

/* Outlines of the connected areas of a class raster in the grid's CRS; class 0 is passed over. Neighbours share the
 * very same line between them, and areas are those of the pixels. An area below least_weight keeps its stairs, and
 * other outlines are drawn as if it were of class 0; so they may cut its corners. */
htsc_status htsc__polygonize(htsc__geos *geos, const htsc_grid_spec *spec, const uint8_t *classes,
                             const htsc__outline *outline, htsc__area_fn tell, void *ctx, htsc_error *err);

#endif
