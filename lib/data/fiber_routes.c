/* Routes of fibre: lines, their length measured and compared with the declared one. */
#include <math.h>
#include <stdio.h>

#include <htscover/crs.h>

#include "data/fiber_set.h"
#include "geo/geometry.h"

/* A declared length is told when it differs by more than both. */
static const double mismatch_frac = 0.1, mismatch_m = 50;

enum { SPEED = HTSC__FIBER_COMMON_COUNT, PLACEMENT, LENGTH_M, LENGTH_KM, FIELD_COUNT };
static const htsc__field_want wants[FIELD_COUNT] = {
    {"route_id", true},       {"operator", true},   {"technology", false}, {"status", false},
    {"max_down_mbps", false}, {"placement", false}, {"length_m", false},   {"declared_length_km", false}};

/* The row whose chains are being appended. */
typedef struct chain_reading {
    htsc_fiber *fiber;
    htsc__rows *rows;
    const htsc_fiber_route *like;
} chain_reading;

static double geodesic_length_m(htsc_transform *to_lonlat, const double *xy, size_t count) {
    double length_m = 0, lon0 = 0, lat0 = 0;
    for (size_t i = 0; i < count; i++) {
        double lon = xy[2 * i], lat = xy[2 * i + 1];
        if (htsc_transform_points(to_lonlat, 1, &lon, &lat, NULL) != HTSC_OK) return (double)NAN;
        if (i > 0) length_m += htsc_geodesic_distance_m(lon0, lat0, lon, lat);
        lon0 = lon, lat0 = lat;
    }
    return length_m;
}

static htsc_status add_chain(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    (void)hole;
    chain_reading *c = ctx;
    htsc_fiber *f = c->fiber;
    if (count < 2 || c->rows->refused) return HTSC_OK; /* an empty part */
    htsc_status status =
        htsc__grow(&f->routes, &f->route_capacity, f->route_count + 1, sizeof *f->routes, "routes", err);
    htsc_fiber_route route = *c->like;
    route.first_point = f->chains.count;
    route.point_count = count;
    if (status == HTSC_OK) status = htsc__chains_append(&f->chains, c->rows, count, x, y, err);
    if (status != HTSC_OK || c->rows->refused) return status;
    route.length_m = geodesic_length_m(c->rows->to_lonlat, f->chains.points + 2 * route.first_point, count);
    if (isnan(route.length_m)) { /* the working CRS has no way back from there */
        htsc__rows_refuse(c->rows, HTSC_FINDING_BAD_POSITION, "geometry", "", "");
        return HTSC_OK;
    }
    f->routes[f->route_count++] = route;
    return HTSC_OK;
}

/* Tells a declared length that cannot be that of the row's chains, and gives each chain its share. */
static void share_length(htsc_fiber *f, size_t first, htsc__rows *rows, double declared_m, const char *column,
                         const char *declared) {
    double measured_m = 0;
    for (size_t i = first; i < f->route_count; i++) measured_m += f->routes[i].length_m;
    for (size_t i = first; i < f->route_count; i++)
        f->routes[i].declared_length_m = measured_m > 0 ? declared_m * (f->routes[i].length_m / measured_m)
                                                        : declared_m / (double)(f->route_count - first);
    double difference_m = fabs(declared_m - measured_m);
    if (!(difference_m > mismatch_m && difference_m > mismatch_frac * measured_m)) return;
    char expected[64];
    snprintf(expected, sizeof expected, "%.0f m", measured_m);
    htsc__rows_remark(rows, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_LENGTH_MISMATCH, column, declared, expected);
}

htsc_status htsc__fiber_add_routes(htsc_fiber *fiber, htsc__rows *rows, htsc__geos *geos, const htsc__geom *lines,
                                   const htsc_fiber_route *like, const char *column, const char *declared,
                                   htsc_error *err) {
    size_t routes = fiber->route_count, points = fiber->chains.count;
    chain_reading reading = {fiber, rows, like};
    htsc_status status = htsc__geom_each_ring(geos, lines, add_chain, &reading, err);
    if (rows->refused)
        fiber->route_count = routes, fiber->chains.count = points;
    else if (status == HTSC_OK && !isnan(like->declared_length_m))
        share_length(fiber, routes, rows, like->declared_length_m, column, declared);
    return status;
}

/* A network being read, and the geometry its routes go through. */
typedef struct route_reading {
    htsc_fiber *fiber;
    htsc__geos *geos;
} route_reading;

static htsc_status read_route(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ((route_reading *)ctx)->fiber;
    htsc__geos *geos = ((route_reading *)ctx)->geos;
    htsc__fiber_common c = {0};
    htsc_fiber_route route = {0};
    htsc__geom *lines = htsc__rows_geometry(rows, geos, HTSC__SHAPE_LINE);
    route.max_down_mbps = htsc__rows_number(rows, SPEED, &htsc__fiber_speed_range);
    int word = htsc__rows_word(rows, PLACEMENT, htsc__fiber_placement_words, HTSC__FIBER_PLACEMENTS);
    route.placement = word < 0 ? HTSC_PLACEMENT_UNDECLARED : (htsc_fiber_placement)(word + 1);
    double length_m = htsc__rows_number(rows, LENGTH_M, &htsc__fiber_length_m_range);
    double length_km = htsc__rows_number(rows, LENGTH_KM, &htsc__fiber_length_km_range);
    size_t said = isnan(length_m) ? LENGTH_KM : LENGTH_M;
    route.declared_length_m = isnan(length_m) ? 1000 * length_km : length_m;
    htsc_status status = htsc__fiber_read_common(f, rows, f->route_keys, &c, err);
    if (status == HTSC_OK && !rows->refused && c.in_service) {
        route.route_id = c.id;
        route.operator_index = c.operator_index;
        route.technology = c.technology;
        status =
            htsc__fiber_add_routes(f, rows, geos, lines, &route, wants[said].name, htsc__rows_text(rows, said), err);
    }
    htsc__geom_free(geos, lines);
    return status;
}

htsc_status htsc_fiber_read_routes(htsc_fiber *fiber, const htsc_input *input, htsc_findings *findings,
                                   htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    htsc__geos *geos = NULL;
    size_t routes = fiber->route_count, points = fiber->chains.count;
    htsc_status status = htsc__rows_open(&rows, input, wants, FIELD_COUNT, HTSC__SHAPE_LINE, fiber->working_crs,
                                         fiber->has_near ? &fiber->near_lonlat : NULL, findings, err);
    if (status == HTSC_OK) status = htsc__geos_create(&geos, err);
    route_reading reading = {fiber, geos};
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_route, &reading, err);
    htsc__rows_close(&rows);
    htsc__geos_free(geos);
    if (status != HTSC_OK)
        fiber->route_count = routes, fiber->chains.count = points;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}
