/* Rasters of the page's pictures: private to page_*.c. */
#ifndef HTSC_REPORT_PAGE_RASTER_H
#define HTSC_REPORT_PAGE_RASTER_H

#include "report/page_parts.h"

/* The study's raster, `step` of its pixels wide and high becoming one, counted from the north-west. */
typedef struct htsc__page_raster {
    int width, height, step;
    double pixel_m;
    size_t *cell_of; /* of each pixel of the study */
    size_t pixel_count;
} htsc__page_raster;

/* The smallest step by which `picture_count` pictures keep to `pixel_budget` pixels. */
htsc_status htsc__page_raster_init(htsc__page_raster *raster, const htsc__results *x, size_t picture_count,
                                   double pixel_budget, htsc_error *err);
void htsc__page_raster_clear(htsc__page_raster *raster);

/* The picture as "data:image/png;base64,…" under `key`, or appended to the list `o` where that is NULL. */
htsc_status htsc__page_put_picture(bool *bad, json_t *o, const char *key, const htsc__page_raster *raster,
                                   const uint8_t *pixels, const uint32_t *rgba, int colour_count, htsc_error *err);
/* Shaded heights, light from the north-west; null without terrain. */
htsc_status htsc__page_put_relief(bool *bad, json_t *root, const htsc__results *x, htsc_error *err);

/* Pictures' place in metres of the frame. */
json_t *htsc__page_extent(bool *bad, const htsc__page_raster *raster, const htsc__page_frame *frame);

#endif
