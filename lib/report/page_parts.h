/* The page: private to page*.c. */
#ifndef HTSC_REPORT_PAGE_PARTS_H
#define HTSC_REPORT_PAGE_PARTS_H

#include "geo/geometry.h"
#include "report/json.h"
#include "report/results.h"
#include "report/words.h"

/* The page but its data, made by cmake/embed_page.cmake from lib/report/page and Leaflet. */
extern const unsigned char htsc__page_before[], htsc__page_after[];
extern const size_t htsc__page_before_size, htsc__page_after_size;

/* A page must open quickly: of more than this it shows the first, and says so. */
enum {
    HTSC__PAGE_ZONES = 500,
    HTSC__PAGE_VERTICES = 100000,
    HTSC__PAGE_PIXELS = 10000000,
    HTSC__PAGE_RELIEF_PIXELS = 400000
};

/* The place of the page's map: metres east and north of the south-west corner of the study's raster. */
typedef struct htsc__page_frame {
    double west_m, south_m, width_m, height_m;
} htsc__page_frame;
htsc__page_frame htsc__page_frame_of(const htsc__results *x);

/* ---- shapes: whole metres of the frame as text, "x y dx dy dx dy …" a ring or line, ";" between them ---- */

typedef struct htsc__page_shape {
    char *text; /* htsc__free() */
    size_t length, capacity;
    size_t vertex_count;
} htsc__page_shape;

/* Adds a ring (closed as given, or not) or a line. Vertices that lie within `tolerance_m` of what remains are left out.
 * Rings that vanish are dropped. */
htsc_status htsc__page_shape_add(htsc__page_shape *shape, const htsc__page_frame *frame, bool ring, double tolerance_m,
                                 size_t count, const double *x, const double *y, htsc_error *err);

/* One polygon a shape, all with the lowest tolerance by which they together keep to HTSC__PAGE_VERTICES: 0, or half a
 * metre times a power of 1.5, up to 500 m. `geom(ctx, i)` is the i-th. Puts the list of texts and the tolerance into
 * `o` as "shapes" and "tolerance_m". */
typedef const htsc__geom *(*htsc__page_geom_fn)(const void *ctx, size_t index);
htsc_status htsc__page_put_shapes(bool *bad, json_t *o, const htsc__page_frame *frame, htsc__page_geom_fn geom,
                                  const void *ctx, size_t count, htsc_error *err);

/* ---- pictures as data URIs ---- */

/* Classes of a layer, the best levels of the union by steps of 5 dB, and the relief; the coarser the larger the area.
 * Puts "classes" (a list: operators, union) and "levels" into `o`; "relief" and "pictures" into `root`. */
htsc_status htsc__page_put_pictures(bool *bad, json_t *root, json_t *technologies, const htsc__results *x,
                                    htsc_error *err);

/* ---- parts of the data ---- */

/* Figures of every region: villages, outside, commune, total. */
void htsc__page_put_figures(bool *bad, json_t *root, const htsc__results *x);
/* What stands on the map: villages, zones, sites, fibre. */
htsc_status htsc__page_put_layers(bool *bad, json_t *root, json_t *technologies, const htsc__results *x,
                                  htsc_error *err);
htsc_status htsc__page_put_fiber(bool *bad, json_t *root, const htsc__results *x, htsc_error *err);

/* [vi, en] */
json_t *htsc__page_phrase(htsc__phrase phrase);

#endif
