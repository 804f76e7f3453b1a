#include "analysis/zones.h"

#include <math.h>
#include <stdlib.h>

#include <htscover/crs.h>

#include "analysis/masts.h"
#include "analysis/study.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "geo/polygon_index.h"

struct htsc_zones {
    htsc__geos *geos;
    size_t village_count;
    htsc__village_zones *villages; /* emptied into zones once ranked */
    htsc_zone *zones;
    htsc__geom **geoms;
    size_t count;
    size_t dropped_count;
    double dropped_area_m2, dropped_persons;
};

typedef struct run {
    htsc__zone_run shared;
    htsc_zones *out;
} run;

void htsc_zones_options_init(htsc_zones_options *options) {
    *options = (htsc_zones_options){.struct_size = sizeof *options,
                                    .technology = HTSC_TECHNOLOGY_5G,
                                    .operator_index = HTSC_UNION,
                                    .simplify_m = (double)NAN};
}

static htsc_status run_village(void *ctx, size_t village, htsc_error *err) {
    run *r = ctx;
    htsc__geos *geos = NULL; /* one a thread at a time: geometries outlive it */
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__zone_village(&r->shared, village, geos, &r->out->villages[village], err);
    htsc__geos_free(geos);
    return status;
}

/* Persons of each zone: points of a village are looked for among the zones of that village. */
static htsc_status count_persons(htsc_zones *z, const htsc_population *population, htsc_error *err) {
    htsc_status status = HTSC_OK;
    htsc__polygon_index **indices = htsc__alloc(z->village_count, sizeof(htsc__polygon_index *));
    if (indices == NULL) return htsc__error_memory(err, "zones");
    for (size_t i = 0; i < z->village_count && status == HTSC_OK; i++)
        status = htsc__polygon_index_create(z->geos, (const htsc__geom *const *)z->villages[i].geoms,
                                            z->villages[i].count, &indices[i], err);
    const htsc_demand *demands = htsc_population_get(population);
    const double *x_m = htsc_population_x_m(population), *y_m = htsc_population_y_m(population);
    for (size_t i = 0; i < htsc_population_count(population) && status == HTSC_OK; i++) {
        uint32_t village = demands[i].place.village, found;
        if (village == HTSC_NO_VILLAGE || z->villages[village].count == 0) continue;
        status = htsc__polygon_index_find(indices[village], x_m[i], y_m[i], 0, &found, err);
        if (status != HTSC_OK || found == HTSC__NO_POLYGON) continue;
        z->villages[village].zones[found].persons += demands[i].persons;
        z->villages[village].zones[found].households += demands[i].households;
    }
    for (size_t i = 0; i < z->village_count; i++) htsc__polygon_index_free(indices[i]);
    htsc__free(indices);
    return status;
}

typedef struct ranked {
    htsc_zone zone;
    htsc__geom *geom;
    size_t order;
} ranked;

static int rank_order(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    if (a->zone.persons != b->zone.persons) return a->zone.persons > b->zone.persons ? -1 : 1;
    if (a->zone.area_m2 != b->zone.area_m2) return a->zone.area_m2 > b->zone.area_m2 ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* A zone too small to list: what it holds is still told. */
static void drop(htsc_zones *z, const htsc_zone *zone, htsc__geom *geom) {
    z->dropped_count++;
    z->dropped_area_m2 += zone->area_m2;
    z->dropped_persons += zone->persons;
    htsc__geom_free(z->geos, geom);
}

static htsc_status rank(htsc_zones *z, double min_area_m2, htsc_error *err) {
    size_t total = 0, k = 0;
    for (size_t i = 0; i < z->village_count; i++) total += z->villages[i].count;
    ranked *all = htsc__alloc(total, sizeof *all);
    z->zones = htsc__alloc(total, sizeof *z->zones);
    z->geoms = htsc__alloc(total, sizeof(htsc__geom *));
    if (all == NULL || z->zones == NULL || z->geoms == NULL) {
        htsc__free(all);
        return htsc__error_memory(err, "zones");
    }
    for (size_t i = 0; i < z->village_count; i++) {
        htsc__village_zones *v = &z->villages[i];
        for (size_t j = 0; j < v->count; j++) {
            if (v->zones[j].area_m2 < min_area_m2)
                drop(z, &v->zones[j], v->geoms[j]);
            else
                all[k] = (ranked){v->zones[j], v->geoms[j], k}, k++;
        }
        v->count = 0; /* the geometries move on */
    }
    qsort(all, k, sizeof *all, rank_order);
    for (size_t i = 0; i < k; i++) {
        z->zones[i] = all[i].zone;
        z->zones[i].rank = (uint32_t)i + 1;
        z->geoms[i] = all[i].geom;
    }
    z->count = k;
    htsc__free(all);
    return HTSC_OK;
}

static void find_nearest_site(htsc_zone *zone, const htsc_sites *sites, const htsc_zones_options *options) {
    zone->site_distance_m = (double)NAN;
    for (size_t i = 0; i < htsc_sites_count(sites); i++) {
        const htsc_cell *cell = htsc_sites_get(sites, i);
        if (cell->technology != options->technology || !htsc__cell_is_heard(cell, options->date)) continue;
        if (options->operator_index != HTSC_UNION && cell->operator_index != options->operator_index) continue;
        double distance_m = hypot(cell->x_m - zone->x_m, cell->y_m - zone->y_m);
        if (distance_m >= zone->site_distance_m) continue;
        zone->site_distance_m = distance_m;
        zone->site_id = cell->site_id;
    }
}

static htsc_status locate_zones(htsc_zones *z, const htsc_villages *villages, htsc_error *err) {
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(htsc_villages_crs(villages), HTSC_CRS_WGS84, &transform, err);
    for (size_t i = 0; i < z->count && status == HTSC_OK; i++) {
        z->zones[i].lon_deg = z->zones[i].x_m;
        z->zones[i].lat_deg = z->zones[i].y_m;
        status = htsc_transform_points(transform, 1, &z->zones[i].lon_deg, &z->zones[i].lat_deg, err);
    }
    htsc_transform_free(transform);
    return status;
}

static htsc_status check(const htsc_study *study, const htsc_coverage *coverage, const htsc_zones_options *options,
                         htsc_error *err) {
    if (options->struct_size != sizeof *options || !(options->min_area_m2 >= 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "zones options: min_area_m2 %g is below 0",
                               options->min_area_m2);
    if (options->simplify_m < 0 || isinf(options->simplify_m))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "zones options: simplify_m %g is not a length of 0 or more",
                               options->simplify_m);
    if (htsc_coverage_get(coverage, options->technology, options->operator_index) == NULL)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s was not computed",
                               htsc_technology_name(options->technology));
    if (htsc_coverage_count(coverage) != htsc_study_count(study))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage of %zu points for a study of %zu pixels",
                               htsc_coverage_count(coverage), htsc_study_count(study));
    return HTSC_OK;
}

htsc_status htsc_zones_create(const htsc_study *study, const htsc_coverage *coverage, const htsc_villages *villages,
                              const htsc_population *population, const htsc_sites *sites,
                              const htsc_zones_options *options, htsc_zones **zones, htsc_error *err) {
    *zones = NULL;
    htsc_status status = check(study, coverage, options, err);
    if (status != HTSC_OK) return status;
    htsc_zones *z = htsc__alloc(1, sizeof *z);
    if (z == NULL) return htsc__error_memory(err, "zones");
    run r = {
        {study, coverage, htsc_coverage_get(coverage, options->technology, options->operator_index), villages, options},
        z};
    status = htsc__geos_create(&z->geos, err);
    if (status == HTSC_OK) {
        z->villages = htsc__alloc(htsc_villages_count(villages), sizeof *z->villages);
        z->village_count = z->villages == NULL ? 0 : htsc_villages_count(villages);
        if (z->villages == NULL) status = htsc__error_memory(err, "zones");
    }
    if (status == HTSC_OK)
        status =
            htsc__parallel(z->village_count, options->jobs, options->progress, HTSC_STAGE_ZONES, run_village, &r, err);
    if (status == HTSC_OK) status = count_persons(z, population, err);
    if (status == HTSC_OK) status = rank(z, options->min_area_m2, err);
    for (size_t i = 0; i < z->count && status == HTSC_OK; i++) find_nearest_site(&z->zones[i], sites, options);
    if (status == HTSC_OK) status = locate_zones(z, villages, err);
    if (status != HTSC_OK) {
        htsc_zones_free(z);
        return status;
    }
    *zones = z;
    return HTSC_OK;
}

void htsc_zones_free(htsc_zones *zones) {
    if (zones == NULL) return;
    for (size_t i = 0; i < zones->village_count; i++) htsc__village_zones_clear(&zones->villages[i], zones->geos);
    for (size_t i = 0; i < zones->count; i++) htsc__geom_free(zones->geos, zones->geoms[i]);
    htsc__geos_free(zones->geos);
    htsc__free(zones->villages);
    htsc__free(zones->zones);
    htsc__free(zones->geoms);
    htsc__free(zones);
}

size_t htsc_zones_count(const htsc_zones *zones) {
    return zones->count;
}

const htsc_zone *htsc_zones_get(const htsc_zones *zones, size_t index) {
    return &zones->zones[index];
}

const htsc__geom *htsc__zones_geom(const htsc_zones *zones, size_t index) {
    return zones->geoms[index];
}

double htsc_zones_level_area_m2(const htsc_zones *zones, size_t village, htsc_level level) {
    return zones->villages[village].level_area_m2[level];
}

size_t htsc_zones_dropped_count(const htsc_zones *zones) {
    return zones->dropped_count;
}

double htsc_zones_dropped_area_m2(const htsc_zones *zones) {
    return zones->dropped_area_m2;
}

double htsc_zones_dropped_persons(const htsc_zones *zones) {
    return zones->dropped_persons;
}
