#include "data/terrain.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/mosaic.h"
#include "geo/raster_mesh.h"
#include "geo/void_fill.h"

/* No ground lies beyond these; a value there is a hole whose no-data tag was lost. */
static const float lowest_amsl_m = -500, highest_amsl_m = 9000;

struct htsc_terrain {
    htsc__mosaic mosaic;
    htsc__mesh mesh;
    htsc__window window; /* of the lattice; all that points of the mesh ask for is in it */
    float *heights;      /* row by row; NaN: unknown */
    htsc_terrain_counts counts;
};

/* The first tile that has a height gives it. Infinite: no tile so far. */
static void merge(void *ctx, const htsc__window *part, const float *values) {
    const htsc_terrain *t = ctx;
    for (int row = 0; row < part->height; row++) {
        float *to = t->heights + (size_t)(part->row + row) * (size_t)t->window.width + (size_t)part->column;
        const float *from = values + (size_t)row * (size_t)part->width;
        for (int column = 0; column < part->width; column++) {
            if (isfinite(to[column])) continue;
            bool known = from[column] >= lowest_amsl_m && from[column] <= highest_amsl_m;
            to[column] = known ? from[column] : NAN;
        }
    }
}

/* Voids among the pixels that the area lies on; with `inner` counting from the window's corner. */
static uint64_t count_voids(const htsc_terrain *t, const htsc__window *inner) {
    uint64_t voids = 0;
    for (int row = inner->row; row < inner->row + inner->height; row++)
        for (int column = inner->column; column < inner->column + inner->width; column++)
            voids += isnan(t->heights[(size_t)row * (size_t)t->window.width + (size_t)column]) != 0;
    return voids;
}

static htsc__window within(const htsc__window *inner, const htsc__window *outer) {
    return (htsc__window){inner->column - outer->column, inner->row - outer->row, inner->width, inner->height};
}

static htsc_status read_heights(htsc_terrain *t, htsc_error *err) {
    htsc__mosaic *mosaic = &t->mosaic;
    const htsc__window area = htsc__mesh_window(&t->mesh, 0), asked = htsc__mesh_window(&t->mesh, 1);
    t->window = htsc__mesh_window(&t->mesh, 1 + HTSC__FILL_REACH_PX);
    htsc_status status = htsc__window_check(&area, mosaic->path, err);
    if (status == HTSC_OK) status = htsc__window_check(&t->window, mosaic->path, err);
    if (status != HTSC_OK) return status;
    const size_t count = (size_t)t->window.width * (size_t)t->window.height;
    t->heights = htsc__alloc(count, sizeof *t->heights);
    if (t->heights == NULL) return htsc__error_memory(err, mosaic->path);
    for (size_t i = 0; i < count; i++) t->heights[i] = INFINITY;
    status = htsc__mosaic_read(mosaic, &t->window, merge, t, &t->counts.file_count, err);
    if (status != HTSC_OK) return status;
    const htsc__window counted = within(&area, &t->window), filled = within(&asked, &t->window);
    t->counts.pixel_count = (uint64_t)area.width * (uint64_t)area.height;
    t->counts.void_count = count_voids(t, &counted);
    status = htsc__fill_voids(t->heights, t->window.width, t->window.height, &filled, err);
    if (status != HTSC_OK) return htsc__error_prefix(err, status, mosaic->path);
    t->counts.filled_count = t->counts.void_count - count_voids(t, &counted);
    t->counts.pixel_size_m = htsc__mesh_pixel_size_m(&t->mesh);
    for (size_t i = 0; i < count; i++)
        if (isinf(t->heights[i])) t->heights[i] = NAN;
    return HTSC_OK;
}

htsc_status htsc_terrain_read(const char *path, const htsc_box *area, const char *working_crs, htsc_terrain **terrain,
                              htsc_error *err) {
    *terrain = NULL;
    htsc_terrain *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, path);
    htsc_status status = htsc__mosaic_open(path, &t->mosaic, err);
    if (status == HTSC_OK) {
        status = htsc__mesh_init(&t->mesh, area, working_crs, t->mosaic.crs, &t->mosaic.whole, err);
        if (status != HTSC_OK) htsc__error_prefix(err, status, path);
    }
    if (status == HTSC_OK) status = read_heights(t, err);
    if (status != HTSC_OK) {
        htsc_terrain_free(t);
        return status;
    }
    *terrain = t;
    return HTSC_OK;
}

void htsc_terrain_free(htsc_terrain *terrain) {
    if (terrain == NULL) return;
    htsc__mosaic_close(&terrain->mosaic);
    htsc__mesh_clear(&terrain->mesh);
    htsc__free(terrain->heights);
    htsc__free(terrain);
}

const char *htsc__terrain_file(const htsc_terrain *terrain, size_t i) {
    return htsc__mosaic_file(&terrain->mosaic, i);
}

const htsc_terrain_counts *htsc_terrain_get_counts(const htsc_terrain *terrain) {
    return &terrain->counts;
}

/* Heights of four neighbours, and how far the point is from the first of them, in pixels. */
static inline float lerp(const float v[4], float right, float down) {
    float top = v[0] + right * (v[1] - v[0]), bottom = v[2] + right * (v[3] - v[2]);
    return top + down * (bottom - top);
}

/* Not all of the four are known: the others, weighted alike; where they weigh nothing, their mean. */
static float lerp_known(const float v[4], float right, float down) {
    const float weights[4] = {(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down};
    float sum = 0, weight = 0, plain_sum = 0;
    int known = 0;
    for (int i = 0; i < 4; i++) {
        if (isnan(v[i])) continue;
        sum += weights[i] * v[i], weight += weights[i];
        plain_sum += v[i], known++;
    }
    if (known == 0) return NAN;
    return weight > 0 ? sum / weight : plain_sum / (float)known;
}

/* Any point of the mesh, at raster coordinates: off the raster, at its edge, beside unknown pixels. */
static float sample_anywhere(const htsc_terrain *t, double column, double row) {
    const htsc_grid_spec *s = &t->mesh.whole;
    if (!(column >= 0 && column <= s->width && row >= 0 && row <= s->height)) return NAN;
    column = fmin(fmax(column - 0.5, 0), s->width - 1);
    row = fmin(fmax(row - 0.5, 0), s->height - 1);
    const int c0 = (int)column, r0 = (int)row;
    const size_t c = (size_t)(c0 - t->window.column), r = (size_t)(r0 - t->window.row);
    const size_t right = c0 + 1 < s->width ? 1 : 0, down = r0 + 1 < s->height ? (size_t)t->window.width : 0;
    const float *h = t->heights + r * (size_t)t->window.width + c;
    const float v[4] = {h[0], h[right], h[down], h[down + right]};
    float value = lerp(v, (float)(column - c0), (float)(row - r0));
    return isnan(value) ? lerp_known(v, (float)(column - c0), (float)(row - r0)) : value;
}

static void sample_run_anywhere(const htsc_terrain *t, const htsc__mesh_cell *cell, const htsc__line *line,
                                size_t first, size_t count, float *ground_amsl_m) {
    for (size_t k = 0; k < count; k++) {
        double column, row;
        htsc__mesh_place(cell, line, (double)(first + k), &column, &row);
        ground_amsl_m[k] = sample_anywhere(t, column, row);
    }
}

/* A pixel or more from the raster's edge, so that all four neighbours are there: no branches. */
static void sample_run_inside(const htsc_terrain *t, const htsc__mesh_cell *cell, const htsc__line *line, size_t first,
                              size_t count, float *ground_amsl_m) {
    enum { BLOCK = 64 };
    const int stride = t->window.width, left = t->window.column, top = t->window.row;
    int at[BLOCK];
    float right[BLOCK], down[BLOCK];
    for (size_t done = 0; done < count; done += BLOCK) {
        const int n = count - done < BLOCK ? (int)(count - done) : BLOCK;
        const double base = (double)(first + done);
        float *out = ground_amsl_m + done;
        int unknown = 0;
        for (int k = 0; k < n; k++) {
            double column, row;
            htsc__mesh_place(cell, line, base + k, &column, &row);
            column -= 0.5, row -= 0.5;
            const int c = (int)column, r = (int)row;
            right[k] = (float)(column - c), down[k] = (float)(row - r);
            at[k] = (r - top) * stride + (c - left);
        }
        for (int k = 0; k < n; k++) {
            const float *h = t->heights + at[k], v[4] = {h[0], h[1], h[stride], h[stride + 1]};
            out[k] = lerp(v, right[k], down[k]);
        }
        for (int k = 0; k < n; k++) unknown |= out[k] != out[k];
        if (unknown) sample_run_anywhere(t, cell, line, first + done, (size_t)n, out);
    }
}

void htsc__terrain_line(const htsc_terrain *terrain, double x_m, double y_m, double dx_m, double dy_m, size_t count,
                        float *ground_amsl_m) {
    const htsc__line line = {x_m, y_m, dx_m, dy_m};
    const htsc_grid_spec *s = &terrain->mesh.whole;
    htsc__mesh_cell cell;
    for (size_t i = 0; i < count;) {
        size_t n = htsc__mesh_run(&terrain->mesh, &line, i, count, &cell);
        if (n == 0) {
            ground_amsl_m[i++] = NAN;
            continue;
        }
        bool inside = cell.low_column >= 1 && cell.high_column <= s->width - 1 && cell.low_row >= 1 &&
                      cell.high_row <= s->height - 1;
        (inside ? sample_run_inside : sample_run_anywhere)(terrain, &cell, &line, i, n, ground_amsl_m + i);
        i += n;
    }
}

htsc_status htsc_terrain_sample(const htsc_terrain *terrain, size_t count, const double *x_m, const double *y_m,
                                float *ground_amsl_m, htsc_error *err) {
    if (count > 0 && (x_m == NULL || y_m == NULL || ground_amsl_m == NULL))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "x_m, y_m or the heights of %zu points are NULL", count);
    for (size_t i = 0; i < count; i++) htsc__terrain_line(terrain, x_m[i], y_m[i], 0, 0, 1, &ground_amsl_m[i]);
    return HTSC_OK;
}
