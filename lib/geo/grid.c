#include <htscover/grid.h>

#include <math.h>

#include <htscover/crs.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/raster_file.h"

struct htsc_grid {
    htsc_grid_spec spec, whole; /* of what was read, and of the file's raster */
    int column, row;            /* where what was read begins in it */
    char *crs;
    float *values;
};

/* Bounds of `box` in the raster's CRS: its edges are sampled, since they may bend. */
static htsc_status project_box(const htsc_box *box, const char *from, const char *to, htsc_box *out, htsc_error *err) {
    enum { STEPS = 21 };
    double x[4 * STEPS], y[4 * STEPS];
    for (int i = 0; i < STEPS; i++) {
        double f = (double)i / (STEPS - 1);
        double along_x = box->min_x + f * (box->max_x - box->min_x),
               along_y = box->min_y + f * (box->max_y - box->min_y);
        x[4 * i] = along_x, y[4 * i] = box->min_y;
        x[4 * i + 1] = along_x, y[4 * i + 1] = box->max_y;
        x[4 * i + 2] = box->min_x, y[4 * i + 2] = along_y;
        x[4 * i + 3] = box->max_x, y[4 * i + 3] = along_y;
    }
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(from, to, &transform, err);
    if (status == HTSC_OK) status = htsc_transform_points(transform, (size_t)4 * STEPS, x, y, err);
    htsc_transform_free(transform);
    if (status != HTSC_OK) return status;
    *out = (htsc_box){(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    for (int i = 0; i < 4 * STEPS; i++) {
        if (isnan(x[i])) return htsc__error_set(err, HTSC_ERR_CRS, "the study area lies outside the raster's CRS");
        out->min_x = fmin(out->min_x, x[i]), out->max_x = fmax(out->max_x, x[i]);
        out->min_y = fmin(out->min_y, y[i]), out->max_y = fmax(out->max_y, y[i]);
    }
    return HTSC_OK;
}

/* The pixels that touch the box, and one more around. */
static htsc__window find_window(const htsc_grid_spec *whole, const htsc_box *box) {
    if (box == NULL) return (htsc__window){0, 0, whole->width, whole->height};
    int left = htsc__clamp_int(floor((box->min_x - whole->west) / whole->cell_width) - 1, 0, whole->width);
    int right = htsc__clamp_int(ceil((box->max_x - whole->west) / whole->cell_width) + 1, 0, whole->width);
    int top = htsc__clamp_int(floor((whole->north - box->max_y) / whole->cell_height) - 1, 0, whole->height);
    int bottom = htsc__clamp_int(ceil((whole->north - box->min_y) / whole->cell_height) + 1, 0, whole->height);
    return (htsc__window){left, top, right - left, bottom - top};
}

static htsc_status fill(htsc__raster *raster, const char *path, const htsc_box *box, const char *box_crs,
                        htsc_grid *grid, htsc_error *err) {
    htsc_box projected;
    htsc_status status = HTSC_OK;
    if (box != NULL && box_crs != NULL) {
        status = project_box(box, box_crs, raster->crs, &projected, err);
        if (status != HTSC_OK) return htsc__error_prefix(err, status, path);
        box = &projected;
    }
    const htsc_grid_spec *whole = &raster->spec;
    const htsc__window w = find_window(whole, box);
    status = htsc__window_check(&w, path, err);
    if (status != HTSC_OK) return status;
    grid->whole = *whole;
    grid->column = w.column, grid->row = w.row;
    grid->spec = (htsc_grid_spec){whole->west + w.column * whole->cell_width,
                                  whole->north - w.row * whole->cell_height,
                                  whole->cell_width,
                                  whole->cell_height,
                                  w.width,
                                  w.height};
    grid->crs = raster->crs;
    raster->crs = NULL;
    grid->values = htsc__alloc((size_t)w.width * (size_t)w.height, sizeof *grid->values);
    if (grid->values == NULL) return htsc__error_memory(err, path);
    return htsc__raster_read(raster, path, &w, grid->values, err);
}

htsc_status htsc_grid_read(const char *path, const htsc_box *window_box, const char *window_crs, htsc_grid **grid,
                           htsc_error *err) {
    *grid = NULL;
    htsc__raster raster;
    htsc_status status = htsc__raster_open(path, false, &raster, err);
    if (status != HTSC_OK) return status;
    htsc_grid *g = htsc__alloc(1, sizeof *g);
    status = g == NULL ? htsc__error_memory(err, path) : fill(&raster, path, window_box, window_crs, g, err);
    htsc__raster_close(&raster);
    if (status != HTSC_OK) {
        htsc_grid_free(g);
        return status;
    }
    *grid = g;
    return HTSC_OK;
}

void htsc_grid_free(htsc_grid *grid) {
    if (grid == NULL) return;
    htsc__free(grid->crs);
    htsc__free(grid->values);
    htsc__free(grid);
}

const htsc_grid_spec *htsc_grid_get_spec(const htsc_grid *grid) {
    return &grid->spec;
}

const char *htsc_grid_crs(const htsc_grid *grid) {
    return grid->crs;
}

const float *htsc_grid_values(const htsc_grid *grid) {
    return grid->values;
}

double htsc_grid_sample(const htsc_grid *grid, double x, double y) {
    const htsc_grid_spec *s = &grid->spec;
    /* Counted from the file's own corner, and only then from the window's: the bits do not depend on the window. */
    const double left = grid->column, top = grid->row;
    double column = (x - grid->whole.west) / s->cell_width, row = (grid->whole.north - y) / s->cell_height;
    if (!(column >= left && column <= left + s->width && row >= top && row <= top + s->height)) return (double)NAN;
    /* Between centres; the outer half pixel holds the edge. */
    column = fmin(fmax(column - 0.5, left), left + s->width - 1);
    row = fmin(fmax(row - 0.5, top), top + s->height - 1);
    double whole_column = floor(column), whole_row = floor(row), fc = column - whole_column, fr = row - whole_row;
    int c0 = (int)whole_column - grid->column, r0 = (int)whole_row - grid->row;
    int c1 = c0 + 1 < s->width ? c0 + 1 : c0, r1 = r0 + 1 < s->height ? r0 + 1 : r0;
    const int columns[4] = {c0, c1, c0, c1}, rows[4] = {r0, r0, r1, r1};
    const double weights[4] = {(1 - fc) * (1 - fr), fc * (1 - fr), (1 - fc) * fr, fc * fr};
    double sum = 0, weight = 0, plain_sum = 0;
    int known = 0;
    for (int i = 0; i < 4; i++) {
        double value = (double)grid->values[(size_t)rows[i] * (size_t)s->width + (size_t)columns[i]];
        if (isnan(value)) continue;
        sum += weights[i] * value, weight += weights[i];
        plain_sum += value, known++;
    }
    if (known == 0) return (double)NAN;
    return weight > 0 ? sum / weight : plain_sum / known;
}
