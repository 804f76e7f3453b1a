#include "analysis/study.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/villages.h"
#include "geo/overlap.h"

struct htsc_study {
    htsc_grid_spec spec;
    uint32_t *pixels;
    size_t count;
    double *x_m, *y_m;
};

static htsc_status mark(void *ctx, int column, int row, double share, htsc_error *err) {
    (void)share;
    (void)err;
    htsc_study *study = ctx;
    study->pixels[(size_t)row * (size_t)study->spec.width + (size_t)column] = 0;
    return HTSC_OK;
}

static htsc_status find_spec(const htsc_villages *villages, double resolution_m, htsc_grid_spec *spec,
                             htsc_error *err) {
    htsc_box box = htsc_villages_bounds(villages);
    if (!(resolution_m > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "resolution_m %g is not above 0", resolution_m);
    if (!(box.max_x > box.min_x)) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "the study area is empty");
    double west = floor(box.min_x / resolution_m), east = ceil(box.max_x / resolution_m);
    double south = floor(box.min_y / resolution_m), north = ceil(box.max_y / resolution_m);
    double width = east - west, height = north - south;
    if (width * height > (double)(1 << 28))
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%.0f x %.0f pixels of %g m are more than the limit of 268435456",
                               width, height, resolution_m);
    *spec = (htsc_grid_spec){west * resolution_m, north * resolution_m, resolution_m,
                             resolution_m,        (int32_t)width,       (int32_t)height};
    return HTSC_OK;
}

static htsc_status number_pixels(htsc_study *study, htsc_error *err) {
    size_t all = (size_t)study->spec.width * (size_t)study->spec.height;
    for (size_t i = 0; i < all; i++)
        if (study->pixels[i] != HTSC__NO_PIXEL) study->pixels[i] = (uint32_t)study->count++;
    study->x_m = htsc__alloc(study->count, sizeof *study->x_m);
    study->y_m = htsc__alloc(study->count, sizeof *study->y_m);
    if (study->x_m == NULL || study->y_m == NULL) return htsc__error_memory(err, "pixels");
    for (size_t i = 0; i < all; i++) {
        if (study->pixels[i] == HTSC__NO_PIXEL) continue;
        size_t column = i % (size_t)study->spec.width, row = i / (size_t)study->spec.width;
        study->x_m[study->pixels[i]] = study->spec.west + ((double)column + 0.5) * study->spec.cell_width;
        study->y_m[study->pixels[i]] = study->spec.north - ((double)row + 0.5) * study->spec.cell_height;
    }
    return HTSC_OK;
}

static htsc_status fill(htsc_study *study, const htsc_villages *villages, htsc_error *err) {
    size_t all = (size_t)study->spec.width * (size_t)study->spec.height, count = 0;
    htsc__geos *geos = NULL;
    htsc__piece *pieces = NULL;
    study->pixels = htsc__alloc(all, sizeof *study->pixels);
    if (study->pixels == NULL) return htsc__error_memory(err, "pixels");
    memset(study->pixels, 0xff, all * sizeof *study->pixels); /* HTSC__NO_PIXEL */
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__villages_pieces(villages, geos, &pieces, &count, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++)
        status = htsc__overlap_cells(geos, pieces[i].geom, &study->spec, mark, study, err);
    htsc__pieces_free(geos, pieces, count);
    htsc__geos_free(geos);
    return status == HTSC_OK ? number_pixels(study, err) : status;
}

htsc_status htsc_study_create(const htsc_villages *villages, double resolution_m, htsc_study **study, htsc_error *err) {
    *study = NULL;
    htsc_study *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "a study area");
    htsc_status status = find_spec(villages, resolution_m, &made->spec, err);
    if (status == HTSC_OK) status = fill(made, villages, err);
    if (status != HTSC_OK) {
        htsc_study_free(made);
        return status;
    }
    *study = made;
    return HTSC_OK;
}

void htsc_study_free(htsc_study *study) {
    if (study == NULL) return;
    htsc__free(study->pixels);
    htsc__free(study->x_m);
    htsc__free(study->y_m);
    htsc__free(study);
}

const htsc_grid_spec *htsc_study_spec(const htsc_study *study) {
    return &study->spec;
}

size_t htsc_study_count(const htsc_study *study) {
    return study->count;
}

const double *htsc_study_x_m(const htsc_study *study) {
    return study->x_m;
}

const double *htsc_study_y_m(const htsc_study *study) {
    return study->y_m;
}

const uint32_t *htsc__study_pixels(const htsc_study *study) {
    return study->pixels;
}
