#include "geo/overlap.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/*
 * The polygon's rings are clipped to a window of cells, and the window is halved: a window that the polygon fills or
 * misses is settled at once, so work goes only to cells that the border crosses. Only areas are wanted, so each ring is
 * clipped by one half-plane after the other (Sutherland and Hodgman, Reentrant polygon clipping, CACM 17(1), 1974):
 * where the outcome is joined by stretches along the window's edge they enclose nothing. GEOS' clip to a rectangle is
 * not used: it gave wrong areas for polygons whose edges run along the rectangle's, as outlines of pixels do.
 */

/* Closed rings, the last point not repeated; outer rings counter-clockwise, holes clockwise, so that areas add up. */
typedef struct rings {
    double *xy;
    size_t count, capacity; /* points */
    size_t *ends;           /* of each ring, in points */
    size_t ring_count, ring_capacity;
} rings;

typedef struct walk {
    const htsc_grid_spec *spec;
    htsc__overlap_fn tell;
    void *ctx;
} walk;

typedef struct cells {
    int column, row, width, height;
} cells;

/* What is kept: `axis` 0 is x, 1 is y; those with sign * (coordinate - bound) >= 0. */
typedef struct half_plane {
    int axis;
    double bound, sign;
} half_plane;

static htsc_status add_point(rings *r, double x, double y, htsc_error *err) {
    htsc_status status = htsc__grow(&r->xy, &r->capacity, r->count + 1, 2 * sizeof *r->xy, "an overlap", err);
    if (status != HTSC_OK) return status;
    r->xy[2 * r->count] = x;
    r->xy[2 * r->count + 1] = y;
    r->count++;
    return HTSC_OK;
}

static htsc_status end_ring(rings *r, htsc_error *err) {
    size_t start = r->ring_count == 0 ? 0 : r->ends[r->ring_count - 1];
    if (r->count - start < 3) {
        r->count = start;
        return HTSC_OK;
    }
    htsc_status status = htsc__grow(&r->ends, &r->ring_capacity, r->ring_count + 1, sizeof *r->ends, "an overlap", err);
    if (status == HTSC_OK) r->ends[r->ring_count++] = r->count;
    return status;
}

static void clear(rings *r) {
    htsc__free(r->xy);
    htsc__free(r->ends);
    *r = (rings){0};
}

static htsc_status clip_edge(const double *a, const double *b, const half_plane *h, rings *out, htsc_error *err) {
    double da = h->sign * (a[h->axis] - h->bound), db = h->sign * (b[h->axis] - h->bound);
    htsc_status status = HTSC_OK;
    if ((da >= 0) != (db >= 0)) {
        double t = da / (da - db), cross[2];
        cross[h->axis] = h->bound;
        cross[1 - h->axis] = a[1 - h->axis] + t * (b[1 - h->axis] - a[1 - h->axis]);
        status = add_point(out, cross[0], cross[1], err);
    }
    return status == HTSC_OK && db >= 0 ? add_point(out, b[0], b[1], err) : status;
}

static htsc_status clip(const rings *in, const half_plane *h, rings *out, htsc_error *err) {
    htsc_status status = HTSC_OK;
    out->count = out->ring_count = 0;
    for (size_t r = 0, start = 0; r < in->ring_count && status == HTSC_OK; start = in->ends[r++]) {
        const double *last = in->xy + 2 * (in->ends[r] - 1);
        for (size_t i = start; i < in->ends[r] && status == HTSC_OK; i++) {
            status = clip_edge(last, in->xy + 2 * i, h, out, err);
            last = in->xy + 2 * i;
        }
        if (status == HTSC_OK) status = end_ring(out, err);
    }
    return status;
}

/* Coordinates are taken from the window's corner, so that large ones do not eat the digits. */
static double area_of(const rings *r, double x0, double y0) {
    double twice = 0;
    for (size_t k = 0, start = 0; k < r->ring_count; start = r->ends[k++]) {
        const double *last = r->xy + 2 * (r->ends[k] - 1);
        for (size_t i = start; i < r->ends[k]; i++) {
            const double *p = r->xy + 2 * i;
            twice += (last[0] - x0) * (p[1] - y0) - (p[0] - x0) * (last[1] - y0);
            last = p;
        }
    }
    return twice / 2;
}

static htsc_status tell_all(const walk *w, cells part, double share, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (int row = part.row; row < part.row + part.height && status == HTSC_OK; row++)
        for (int column = part.column; column < part.column + part.width && status == HTSC_OK; column++)
            status = w->tell(w->ctx, column, row, share, err);
    return status;
}

static htsc_status descend(const walk *w, const rings *inside, cells part, htsc_error *err);

/* Cuts the window in two along its longer side and goes on with both halves. */
static htsc_status halve(const walk *w, const rings *inside, cells part, htsc_error *err) {
    const htsc_grid_spec *s = w->spec;
    cells first = part, second = part;
    half_plane cut;
    if (part.width >= part.height) {
        first.width = part.width / 2;
        second.column += first.width, second.width -= first.width;
        cut = (half_plane){0, s->west + second.column * s->cell_width, -1};
    } else {
        first.height = part.height / 2;
        second.row += first.height, second.height -= first.height;
        cut = (half_plane){1, s->north - second.row * s->cell_height, 1};
    }
    rings half = {0};
    htsc_status status = clip(inside, &cut, &half, err);
    if (status == HTSC_OK) status = descend(w, &half, first, err);
    cut.sign = -cut.sign;
    if (status == HTSC_OK) status = clip(inside, &cut, &half, err);
    if (status == HTSC_OK) status = descend(w, &half, second, err);
    clear(&half);
    return status;
}

/* `inside` is the part of the polygon within the window. */
static htsc_status descend(const walk *w, const rings *inside, cells part, htsc_error *err) {
    const htsc_grid_spec *s = w->spec;
    double whole = part.width * s->cell_width * (part.height * s->cell_height);
    double area = area_of(inside, s->west + part.column * s->cell_width, s->north - part.row * s->cell_height);
    if (area <= whole * 1e-12) return HTSC_OK;
    if (area >= whole * (1 - 1e-12)) return tell_all(w, part, 1, err);
    if (part.width == 1 && part.height == 1) return tell_all(w, part, area / whole, err);
    return halve(w, inside, part, err);
}

static htsc_status take_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    rings *r = ctx;
    double twice = 0;
    htsc_status status = HTSC_OK;
    if (count < 4) return HTSC_OK; /* closed: the last point is the first */
    for (size_t i = 0; i + 1 < count; i++)
        twice += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    bool reverse = (twice < 0) != hole;
    for (size_t i = 0; i + 1 < count && status == HTSC_OK; i++) {
        size_t from = reverse ? count - 1 - i : i;
        status = add_point(r, x[from], y[from], err);
    }
    return status == HTSC_OK ? end_ring(r, err) : status;
}

static int clamp_index(double value, int limit) {
    return value <= 0 ? 0 : value >= limit ? limit : (int)value;
}

/* The cells that the polygon's bounds touch. */
static cells window_of(const htsc_box *box, const htsc_grid_spec *s) {
    int first_column = clamp_index(floor((box->min_x - s->west) / s->cell_width), s->width);
    int last_column = clamp_index(ceil((box->max_x - s->west) / s->cell_width), s->width);
    int first_row = clamp_index(floor((s->north - box->max_y) / s->cell_height), s->height);
    int last_row = clamp_index(ceil((s->north - box->min_y) / s->cell_height), s->height);
    return (cells){first_column, first_row, last_column - first_column, last_row - first_row};
}

static htsc_status clip_to_window(const walk *w, const rings *all, cells window, htsc_error *err) {
    const htsc_grid_spec *s = w->spec;
    const half_plane sides[4] = {{0, s->west + window.column * s->cell_width, 1},
                                 {0, s->west + (window.column + window.width) * s->cell_width, -1},
                                 {1, s->north - window.row * s->cell_height, -1},
                                 {1, s->north - (window.row + window.height) * s->cell_height, 1}};
    rings two[2] = {{0}, {0}};
    const rings *from = all;
    htsc_status status = HTSC_OK;
    for (int i = 0; i < 4 && status == HTSC_OK; i++) {
        status = clip(from, &sides[i], &two[i % 2], err);
        from = &two[i % 2];
    }
    if (status == HTSC_OK) status = descend(w, from, window, err);
    clear(&two[0]);
    clear(&two[1]);
    return status;
}

htsc_status htsc__overlap_cells(htsc__geos *geos, const htsc__geom *polygon, const htsc_grid_spec *spec,
                                htsc__overlap_fn tell, void *ctx, htsc_error *err) {
    if (htsc__geom_is_empty(geos, polygon)) return HTSC_OK;
    htsc_box box;
    htsc_status status = htsc__geom_bounds(geos, polygon, &box, err);
    if (status != HTSC_OK) return status;
    cells window = window_of(&box, spec);
    if (window.width <= 0 || window.height <= 0) return HTSC_OK;
    rings all = {0};
    walk w = {spec, tell, ctx};
    status = htsc__geom_each_ring(geos, polygon, take_ring, &all, err);
    if (status == HTSC_OK) status = clip_to_window(&w, &all, window, err);
    clear(&all);
    return status;
}
