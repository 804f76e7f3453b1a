#include <math.h>
#include <string.h>

#include <htscover/crs.h>
#include <htscover/terrain.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/grid.h"

/* No ground lies beyond these; a value there is a hole whose no-data tag was lost. */
static const float lowest_amsl_m = -500, highest_amsl_m = 9000;

struct htsc_terrain {
    htsc_grid *grid;
    char *working_crs;
};

htsc_status htsc_terrain_read(const char *path, const htsc_box *area, const char *working_crs, htsc_terrain **terrain,
                              htsc_error *err) {
    *terrain = NULL;
    htsc_terrain *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, path);
    t->working_crs = htsc__strdup(working_crs);
    htsc_status status =
        t->working_crs == NULL ? htsc__error_memory(err, path) : htsc_grid_read(path, area, working_crs, &t->grid, err);
    if (status != HTSC_OK) {
        htsc_terrain_free(t);
        return status;
    }
    htsc__grid_void_outside(t->grid, lowest_amsl_m, highest_amsl_m);
    *terrain = t;
    return HTSC_OK;
}

void htsc_terrain_free(htsc_terrain *terrain) {
    if (terrain == NULL) return;
    htsc_grid_free(terrain->grid);
    htsc__free(terrain->working_crs);
    htsc__free(terrain);
}

htsc_status htsc_terrain_sample(const htsc_terrain *terrain, size_t count, const double *x_m, const double *y_m,
                                float *ground_amsl_m, htsc_error *err) {
    enum { BLOCK = 4096 };
    double x[BLOCK], y[BLOCK];
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(terrain->working_crs, htsc_grid_crs(terrain->grid), &transform, err);
    for (size_t first = 0; first < count && status == HTSC_OK; first += BLOCK) {
        size_t n = count - first < BLOCK ? count - first : BLOCK;
        memcpy(x, x_m + first, n * sizeof *x);
        memcpy(y, y_m + first, n * sizeof *y);
        status = htsc_transform_points(transform, n, x, y, err);
        for (size_t i = 0; i < n && status == HTSC_OK; i++)
            ground_amsl_m[first + i] = (float)htsc_grid_sample(terrain->grid, x[i], y[i]);
    }
    htsc_transform_free(transform);
    return status;
}
