#include <htscover/roads.h>

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/chains.h"
#include "geo/crs.h"
#include "geo/geometry.h"

static const double shortest_m = 1e-3;

struct htsc_roads {
    char *working_crs;
    htsc_box near_lonlat;
    bool has_near;
    htsc_road *items;
    size_t count, capacity;
    uint64_t dropped_count;
    htsc__chains chains;
};

htsc_status htsc_roads_create(const char *working_crs, const htsc_box *near_lonlat, htsc_roads **roads,
                              htsc_error *err) {
    *roads = NULL;
    htsc_status status = htsc__crs_check_metric(working_crs, err);
    if (status != HTSC_OK) return status;
    htsc_roads *r = htsc__alloc(1, sizeof *r);
    if (r == NULL) return htsc__error_memory(err, "roads");
    r->has_near = near_lonlat != NULL;
    if (near_lonlat != NULL) r->near_lonlat = *near_lonlat;
    r->working_crs = htsc__strdup(working_crs);
    if (r->working_crs == NULL) {
        htsc_roads_free(r);
        return htsc__error_memory(err, "roads");
    }
    *roads = r;
    return HTSC_OK;
}

void htsc_roads_free(htsc_roads *roads) {
    if (roads == NULL) return;
    htsc__chains_clear(&roads->chains);
    htsc__free(roads->items);
    htsc__free(roads->working_crs);
    htsc__free(roads);
}

/* The layer being read: its row and the geometry it goes through. */
typedef struct road_reading {
    htsc_roads *roads;
    htsc__rows *rows;
    htsc__geos *geos;
} road_reading;

static double length_m(const double *xy, size_t count) {
    double sum_m = 0;
    for (size_t i = 1; i < count; i++) sum_m += hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
    return sum_m;
}

static htsc_status add_chain(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    (void)hole;
    road_reading *reading = ctx;
    htsc_roads *r = reading->roads;
    if (count < 2 || reading->rows->refused) return HTSC_OK; /* an empty part */
    htsc_road road = {r->chains.count, count, 0};
    htsc_status status = htsc__grow(&r->items, &r->capacity, r->count + 1, sizeof *r->items, "roads", err);
    if (status == HTSC_OK) status = htsc__chains_append(&r->chains, reading->rows, count, x, y, err);
    if (status != HTSC_OK || reading->rows->refused) return status;
    road.length_m = length_m(r->chains.points + 2 * road.first_point, count);
    if (road.length_m < shortest_m) {
        r->chains.count = road.first_point;
        r->dropped_count++;
    } else {
        r->items[r->count++] = road;
    }
    return HTSC_OK;
}

static htsc_status read_road(void *ctx, htsc__rows *rows, htsc_error *err) {
    road_reading *reading = ctx;
    htsc_roads *r = reading->roads;
    size_t count = r->count, points = r->chains.count;
    uint64_t dropped = r->dropped_count;
    htsc__geom *lines = htsc__rows_geometry(rows, reading->geos, HTSC__SHAPE_LINE);
    if (lines == NULL) return HTSC_OK;
    reading->rows = rows;
    htsc_status status = htsc__geom_each_ring(reading->geos, lines, add_chain, reading, err);
    htsc__geom_free(reading->geos, lines);
    if (rows->refused) r->count = count, r->chains.count = points, r->dropped_count = dropped;
    return status;
}

htsc_status htsc_roads_read(htsc_roads *roads, const htsc_input *input, htsc_findings *findings,
                            htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    road_reading reading = {roads, NULL, NULL};
    size_t count = roads->count, points = roads->chains.count;
    uint64_t dropped = roads->dropped_count;
    htsc_status status = htsc__rows_open(&rows, input, NULL, 0, HTSC__SHAPE_LINE, roads->working_crs,
                                         roads->has_near ? &roads->near_lonlat : NULL, findings, err);
    if (status == HTSC_OK) status = htsc__geos_create(&reading.geos, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_road, &reading, err);
    htsc__rows_close(&rows);
    htsc__geos_free(reading.geos);
    if (status != HTSC_OK)
        roads->count = count, roads->chains.count = points, roads->dropped_count = dropped;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

size_t htsc_roads_count(const htsc_roads *roads) {
    return roads->count;
}

const htsc_road *htsc_roads_get(const htsc_roads *roads, size_t index) {
    return &roads->items[index];
}

const double *htsc_roads_points(const htsc_roads *roads) {
    return roads->chains.points;
}

size_t htsc_roads_point_count(const htsc_roads *roads) {
    return roads->chains.count;
}

uint64_t htsc_roads_dropped_count(const htsc_roads *roads) {
    return roads->dropped_count;
}
