#ifndef HTSC_GEO_POLYGONIZE_H
#define HTSC_GEO_POLYGONIZE_H

#include <stdint.h>

#include "geo/geometry.h"

/* Told each connected area (4-neighbours) of equal non-zero class; takes ownership of `polygon`, which is valid. */
typedef htsc_status (*htsc__area_fn)(void *ctx, uint8_t value, htsc__geom *polygon, htsc_error *err);

/* Outlines of the connected areas of a class raster, pixel edges in the grid's CRS; class 0 is passed over. */
htsc_status htsc__polygonize(htsc__geos *geos, const htsc_grid_spec *spec, const uint8_t *classes, htsc__area_fn tell,
                             void *ctx, htsc_error *err);

#endif
