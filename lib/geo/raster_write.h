#ifndef HTSC_GEO_RASTER_WRITE_H
#define HTSC_GEO_RASTER_WRITE_H

#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

/* Cloud-Optimised GeoTIFF, one band, deflated, with overviews. */
typedef struct htsc__raster_target {
    const char *path;
    const char *crs;
    const htsc_grid_spec *spec;
    const char *description;     /* of the band */
    const char *const *metadata; /* "KEY=text" of where it comes from, ended by NULL */
} htsc__raster_target;

/* Row-major; NaN is no data. */
htsc_status htsc__raster_write_float(const htsc__raster_target *target, const float *values, htsc_error *err);
/* Row-major; 255 is no data. Colours (0xRRGGBB) of the values 0 … count - 1. */
htsc_status htsc__raster_write_classes(const htsc__raster_target *target, const uint8_t *values, size_t count,
                                       const uint32_t *rgb, htsc_error *err);

#endif
