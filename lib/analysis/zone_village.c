/* Zones of one village: its window of pixels is outlined class by class and clipped to its polygon. Outlines leave the
 * pixel edges only among pixels that lie wholly in the village: so they meet its border where the pixels do, as the
 * neighbouring village's do, and clipping finds the parts that the pixels have. */
#include <math.h>
#include <string.h>

#include "analysis/study.h"
#include "analysis/zones.h"
#include "base/error.h"
#include "base/memory.h"
#include "data/villages.h"
#include "geo/overlap.h"
#include "geo/polygonize.h"

/* Clipping leaves crumbs where outline and border run together. */
static const double crumb_m2 = 1e-3;

typedef struct village_run {
    const htsc__zone_run *run;
    htsc__geos *geos;
    const htsc__geom *polygon;
    uint32_t village;
    htsc_grid_spec window; /* the village's part of the study's raster */
    int first_column, first_row;
    uint8_t *classes; /* of the window, as the outliner wants them: 0 is good or elsewhere, 1 none, 2 weak */
    uint8_t *inside;  /* pixels of the window wholly in the village */
    double *shares;   /* of each pixel in the village */
    htsc__village_zones *out;
} village_run;

static const htsc_signal *signal_at(const village_run *v, int column, int row) {
    size_t width = (size_t)htsc_study_spec(v->run->study)->width;
    uint32_t pixel =
        htsc__study_pixels(v->run->study)[(size_t)(v->first_row + row) * width + (size_t)(v->first_column + column)];
    return pixel == HTSC__NO_PIXEL ? NULL : &v->run->signals[pixel];
}

static void find_window(village_run *v, const htsc_box *box) {
    const htsc_grid_spec *s = htsc_study_spec(v->run->study);
    int last_column = (int)fmin(ceil((box->max_x - s->west) / s->cell_width), s->width);
    int last_row = (int)fmin(ceil((s->north - box->min_y) / s->cell_height), s->height);
    v->first_column = (int)fmax(floor((box->min_x - s->west) / s->cell_width), 0);
    v->first_row = (int)fmax(floor((s->north - box->max_y) / s->cell_height), 0);
    v->window = (htsc_grid_spec){s->west + v->first_column * s->cell_width,
                                 s->north - v->first_row * s->cell_height,
                                 s->cell_width,
                                 s->cell_height,
                                 last_column - v->first_column,
                                 last_row - v->first_row};
}

static htsc_status add_level_area(void *ctx, int column, int row, double share, htsc_error *err) {
    (void)err;
    village_run *v = ctx;
    const htsc_signal *signal = signal_at(v, column, row);
    htsc_level level = signal == NULL ? HTSC_LEVEL_NONE : htsc_coverage_level(v->run->coverage, signal);
    size_t at = (size_t)row * (size_t)v->window.width + (size_t)column;
    v->out->level_area_m2[level] += share * v->window.cell_width * v->window.cell_height;
    if (signal != NULL && level != HTSC_LEVEL_GOOD) v->classes[at] = (uint8_t)(level + 1);
    v->inside[at] = share == 1;
    v->shares[at] = share;
    return HTSC_OK;
}

/* Mean and lowest level over a zone's own pixels: its outline may take in corners of others. */
typedef struct level_sum {
    village_run *v;
    htsc_level level;
    double weight, sum_dbm, lowest_dbm;
} level_sum;

static htsc_status add_level(void *ctx, int column, int row, double share, htsc_error *err) {
    (void)err;
    level_sum *sum = ctx;
    const htsc_signal *signal = signal_at(sum->v, column, row);
    if (signal == NULL || signal->server == HTSC_NO_SERVER) return HTSC_OK;
    if (htsc_coverage_level(sum->v->run->coverage, signal) != sum->level) return HTSC_OK;
    sum->weight += share;
    sum->sum_dbm += share * (double)signal->rsrp_dbm;
    sum->lowest_dbm = fmin(sum->lowest_dbm, (double)signal->rsrp_dbm);
    return HTSC_OK;
}

/* Keeps one part; takes `geom`. */
static htsc_status keep(village_run *v, htsc_level level, htsc__geom *geom, htsc_error *err) {
    htsc__village_zones *out = v->out;
    htsc_zone zone = {.village = v->village, .level = level, .site_id = "", .area_m2 = htsc__geom_area(v->geos, geom)};
    htsc_status status = HTSC_OK;
    if (zone.area_m2 <= crumb_m2) {
        htsc__geom_free(v->geos, geom);
        return HTSC_OK;
    }
    level_sum sum = {v, level, 0, 0, (double)INFINITY};
    status = htsc__overlap_cells(v->geos, geom, &v->window, add_level, &sum, err);
    zone.mean_rsrp_dbm = sum.weight > 0 ? sum.sum_dbm / sum.weight : (double)NAN;
    zone.min_rsrp_dbm = sum.weight > 0 ? sum.lowest_dbm : (double)NAN;
    if (status == HTSC_OK) status = htsc__geom_inner_point(v->geos, geom, &zone.x_m, &zone.y_m, err);
    if (status == HTSC_OK)
        status = htsc__grow(&out->zones, &out->zone_capacity, out->count + 1, sizeof *out->zones, "zones", err);
    if (status == HTSC_OK)
        status = htsc__grow(&out->geoms, &out->geom_capacity, out->count + 1, sizeof(htsc__geom *), "zones", err);
    if (status != HTSC_OK) {
        htsc__geom_free(v->geos, geom);
        return status;
    }
    out->zones[out->count] = zone;
    out->geoms[out->count++] = geom;
    return HTSC_OK;
}

/* A connected area of the window: clipped to the village, its parts are zones. */
static htsc_status take_area(void *ctx, uint8_t value, bool all_inside, htsc__geom *area, htsc_error *err) {
    village_run *v = ctx;
    if (all_inside) return keep(v, (htsc_level)(value - 1), area, err);
    htsc__geom *clipped = NULL;
    htsc_status status = htsc__geom_intersection(v->geos, area, v->polygon, &clipped, err);
    size_t parts = status == HTSC_OK ? htsc__geom_part_count(v->geos, clipped) : 0;
    for (size_t i = 0; i < parts && status == HTSC_OK; i++) {
        htsc__geom *part = NULL;
        status = htsc__geom_clone(v->geos, htsc__geom_part(v->geos, clipped, i), &part, err);
        if (status == HTSC_OK) status = keep(v, (htsc_level)(value - 1), part, err);
    }
    htsc__geom_free(v->geos, clipped);
    htsc__geom_free(v->geos, area);
    return status;
}

static htsc_status outline(village_run *v, htsc_error *err) {
    const double wanted_m = v->run->options->simplify_m;
    const double tolerance_m = isnan(wanted_m) ? v->window.cell_width : wanted_m;
    const double pixel_m2 = v->window.cell_width * v->window.cell_height;
    /* What will not be listed leaves no mark on what is; what is just large enough is not to be lost to rounding. */
    const htsc__outline drawn = {tolerance_m * tolerance_m / pixel_m2, v->inside, v->shares,
                                 v->run->options->min_area_m2 / pixel_m2 * (1 - 1e-9)};
    return htsc__polygonize(v->geos, &v->window, v->classes, &drawn, take_area, v, err);
}

static htsc_status make_window(village_run *v, const htsc_box *box, htsc_error *err) {
    find_window(v, box);
    size_t count = (size_t)v->window.width * (size_t)v->window.height;
    v->classes = htsc__alloc(count, 1);
    v->inside = htsc__alloc(count, 1);
    v->shares = htsc__alloc(count, sizeof *v->shares);
    if (v->classes == NULL || v->inside == NULL || v->shares == NULL) return htsc__error_memory(err, "zones");
    return HTSC_OK;
}

htsc_status htsc__zone_village(const htsc__zone_run *run, size_t village, htsc__geos *geos, htsc__village_zones *out,
                               htsc_error *err) {
    village_run v = {.run = run, .geos = geos, .village = (uint32_t)village, .out = out};
    htsc__geom *polygon = NULL;
    htsc_box box;
    htsc_status status = htsc__geom_clone(geos, htsc__villages_geom(run->villages, village), &polygon, err);
    if (status == HTSC_OK) status = htsc__geom_bounds(geos, polygon, &box, err);
    if (status == HTSC_OK) {
        v.polygon = polygon;
        status = make_window(&v, &box, err);
    }
    if (status == HTSC_OK) {
        status = htsc__overlap_cells(geos, polygon, &v.window, add_level_area, &v, err);
    }
    if (status == HTSC_OK) status = outline(&v, err);
    htsc__free(v.classes);
    htsc__free(v.inside);
    htsc__free(v.shares);
    htsc__geom_free(geos, polygon);
    return status;
}

void htsc__village_zones_clear(htsc__village_zones *zones, htsc__geos *geos) {
    for (size_t i = 0; i < zones->count; i++) htsc__geom_free(geos, zones->geoms[i]);
    htsc__free(zones->zones);
    htsc__free(zones->geoms);
    *zones = (htsc__village_zones){0};
}
