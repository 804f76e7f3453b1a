#include "geo/overlap.h"

#include <geos_c.h>
#include <math.h>

#include "base/error.h"

/*
 * The polygon is clipped to a window of cells, and the window is halved: a window that the polygon fills or misses is
 * settled at once, so work goes only to cells that the border crosses.
 */
typedef struct walk {
    htsc__geos *geos;
    const htsc_grid_spec *spec;
    htsc__overlap_fn tell;
    void *ctx;
} walk;

typedef struct cells {
    int column, row, width, height;
} cells;

static htsc_status tell_all(const walk *w, cells part, double share, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (int row = part.row; row < part.row + part.height && status == HTSC_OK; row++)
        for (int column = part.column; column < part.column + part.width && status == HTSC_OK; column++)
            status = w->tell(w->ctx, column, row, share, err);
    return status;
}

static htsc_status descend(const walk *w, const htsc__geom *geom, cells part, htsc_error *err) {
    GEOSContextHandle_t handle = htsc__geos_handle(w->geos);
    const htsc_grid_spec *s = w->spec;
    double min_x = s->west + part.column * s->cell_width, max_x = s->west + (part.column + part.width) * s->cell_width;
    double max_y = s->north - part.row * s->cell_height, min_y = s->north - (part.row + part.height) * s->cell_height;
    GEOSGeometry *clipped = GEOSClipByRect_r(handle, geom, min_x, min_y, max_x, max_y);
    if (clipped == NULL) return htsc__geos_failed(w->geos, "clip to a raster cell", err);
    double area = 0, whole = (max_x - min_x) * (max_y - min_y);
    GEOSArea_r(handle, clipped, &area);
    htsc_status status = HTSC_OK;
    if (area <= whole * 1e-12) {
        ;
    } else if (area >= whole * (1 - 1e-12)) {
        status = tell_all(w, part, 1, err);
    } else if (part.width == 1 && part.height == 1) {
        status = tell_all(w, part, area / whole, err);
    } else {
        cells first = part, second = part;
        if (part.width >= part.height) {
            first.width = part.width / 2;
            second.column += first.width, second.width -= first.width;
        } else {
            first.height = part.height / 2;
            second.row += first.height, second.height -= first.height;
        }
        status = descend(w, clipped, first, err);
        if (status == HTSC_OK) status = descend(w, clipped, second, err);
    }
    htsc__geom_free(w->geos, clipped);
    return status;
}

static int clamp_index(double value, int limit) {
    return value <= 0 ? 0 : value >= limit ? limit : (int)value;
}

htsc_status htsc__overlap_cells(htsc__geos *geos, const htsc__geom *polygon, const htsc_grid_spec *spec,
                                htsc__overlap_fn tell, void *ctx, htsc_error *err) {
    if (htsc__geom_is_empty(geos, polygon)) return HTSC_OK;
    htsc_box box;
    htsc_status status = htsc__geom_bounds(geos, polygon, &box, err);
    if (status != HTSC_OK) return status;
    int first_column = clamp_index(floor((box.min_x - spec->west) / spec->cell_width), spec->width);
    int last_column = clamp_index(ceil((box.max_x - spec->west) / spec->cell_width), spec->width);
    int first_row = clamp_index(floor((spec->north - box.max_y) / spec->cell_height), spec->height);
    int last_row = clamp_index(ceil((spec->north - box.min_y) / spec->cell_height), spec->height);
    if (first_column >= last_column || first_row >= last_row) return HTSC_OK;
    walk w = {geos, spec, tell, ctx};
    cells all = {first_column, first_row, last_column - first_column, last_row - first_row};
    return descend(&w, polygon, all, err);
}
