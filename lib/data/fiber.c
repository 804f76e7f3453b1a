#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>
#include <htscover/fiber.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/fiber.h"
#include "data/operators.h"
#include "data/rows.h"
#include "geo/crs.h"
#include "geo/geometry.h"

struct htsc_fiber {
    char *working_crs;
    htsc_box near_lonlat;
    bool has_near;
    htsc__operators operators;
    htsc__pool *texts, *route_keys, *point_keys;
    htsc_fiber_route *routes;
    size_t route_count, route_capacity;
    double *points; /* x, y of all routes */
    size_t point_count, point_capacity;
    htsc_access_point *access_points;
    size_t access_count, access_capacity;
    bool *has_access_points; /* of each operator: it sent some, whatever became of them */
    size_t access_flag_capacity;
};

static const char *const technology_names[] = {"", "GPON", "XGS-PON", "EPON", "10G-EPON", "P2P"};

const char *htsc_fiber_technology_name(htsc_fiber_technology technology) {
    return (unsigned)technology <= HTSC_FIBER_P2P ? technology_names[technology] : "";
}

double htsc_fiber_technology_max_mbps(htsc_fiber_technology technology) {
    switch (technology) {
    case HTSC_FIBER_UNDECLARED: return 0;
    case HTSC_FIBER_GPON: return 2488;
    case HTSC_FIBER_XGS_PON: return 9953;
    case HTSC_FIBER_EPON: return 1000;
    case HTSC_FIBER_10G_EPON: return 10000;
    case HTSC_FIBER_P2P: return (double)INFINITY;
    }
    return 0;
}

htsc_status htsc_fiber_create(const htsc_sites_options *options, htsc_fiber **fiber, htsc_error *err) {
    *fiber = NULL;
    htsc_status status = htsc__crs_check_metric(options->working_crs, err);
    if (status != HTSC_OK) return status;
    htsc_fiber *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, "fibre");
    f->working_crs = htsc__strdup(options->working_crs);
    if (options->near_lonlat != NULL) {
        f->near_lonlat = *options->near_lonlat;
        f->has_near = true;
    }
    if (f->working_crs == NULL) status = htsc__error_memory(err, "fibre");
    if (status == HTSC_OK)
        status = htsc__operators_init(&f->operators, options->operators, options->operator_count, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->texts, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->route_keys, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->point_keys, err);
    if (status != HTSC_OK) {
        htsc_fiber_free(f);
        return status;
    }
    *fiber = f;
    return HTSC_OK;
}

void htsc_fiber_free(htsc_fiber *fiber) {
    if (fiber == NULL) return;
    htsc__operators_clear(&fiber->operators);
    htsc__pool_free(fiber->texts);
    htsc__pool_free(fiber->route_keys);
    htsc__pool_free(fiber->point_keys);
    htsc__free(fiber->routes);
    htsc__free(fiber->points);
    htsc__free(fiber->access_points);
    htsc__free(fiber->has_access_points);
    htsc__free(fiber->working_crs);
    htsc__free(fiber);
}

enum { ID, OPERATOR, TECHNOLOGY, SPEED, STATUS, FIELD_COUNT };
static const htsc__field_want route_wants[FIELD_COUNT] = {
    {"route_id", true}, {"operator", true}, {"technology", false}, {"max_down_mbps", false}, {"status", false}};
static const htsc__field_want access_wants[FIELD_COUNT] = {
    {"access_point_id", true}, {"operator", true}, {"technology", false}, {"max_down_mbps", false}, {"status", false}};
static const htsc__range speed_range = {0, 1e6, true, false, "(0, 1000000] Mb/s"};

/* What routes and access points share. */
typedef struct common {
    const char *id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double max_down_mbps;
    bool in_service;
} common;

static htsc_status read_common(htsc_fiber *f, htsc__rows *rows, htsc__pool *keys, common *c, htsc_error *err) {
    static const char *const states[] = {"in_service", "planned", "off"};
    c->id = htsc__rows_required_text(rows, ID);
    c->operator_index = htsc__operators_of_row(&f->operators, rows, OPERATOR);
    int word = htsc__rows_word(rows, TECHNOLOGY, technology_names + 1, 5);
    c->technology = word < 0 ? HTSC_FIBER_UNDECLARED : (htsc_fiber_technology)(word + 1);
    c->max_down_mbps = htsc__rows_number(rows, SPEED, &speed_range);
    c->in_service = htsc__rows_word(rows, STATUS, states, 3) <= 0;
    if (rows->refused) return HTSC_OK;
    char key[512];
    const char *stored;
    bool added;
    snprintf(key, sizeof key, "%u %s", (unsigned)c->operator_index, c->id);
    htsc_status status = htsc__pool_add(keys, key, &stored, &added, err);
    if (status == HTSC_OK && !added) htsc__rows_refuse(rows, HTSC_FINDING_DUPLICATE, "", c->id, "");
    if (status == HTSC_OK) status = htsc__pool_add(f->texts, c->id, &c->id, NULL, err);
    return status;
}

/* Notes that the operator counts by access points. New flags are false. */
static htsc_status note_access(htsc_fiber *f, uint32_t operator_index, htsc_error *err) {
    size_t before = f->access_flag_capacity;
    htsc_status status = htsc__grow(&f->has_access_points, &f->access_flag_capacity, (size_t)operator_index + 1,
                                    sizeof *f->has_access_points, "access points", err);
    if (status != HTSC_OK) return status;
    memset(f->has_access_points + before, 0, (f->access_flag_capacity - before) * sizeof *f->has_access_points);
    f->has_access_points[operator_index] = true;
    return HTSC_OK;
}

bool htsc__fiber_has_access_points(const htsc_fiber *fiber, uint32_t operator_index) {
    return operator_index < fiber->access_flag_capacity && fiber->has_access_points[operator_index];
}

static htsc_status read_access_point(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ctx;
    htsc_access_point point = {0};
    common c;
    double lon_deg, lat_deg;
    htsc__rows_point(rows, &point.x_m, &point.y_m, &lon_deg, &lat_deg);
    htsc_status status = read_common(f, rows, f->point_keys, &c, err);
    if (status == HTSC_OK && c.operator_index != UINT32_MAX) status = note_access(f, c.operator_index, err);
    if (status != HTSC_OK || rows->refused || !c.in_service) return status;
    status = htsc__grow(&f->access_points, &f->access_capacity, f->access_count + 1, sizeof *f->access_points,
                        "access points", err);
    if (status != HTSC_OK) return status;
    point.access_point_id = c.id;
    point.operator_index = c.operator_index;
    point.technology = c.technology;
    point.max_down_mbps = c.max_down_mbps;
    f->access_points[f->access_count++] = point;
    return HTSC_OK;
}

/* One chain of a route, in the file's CRS; appended in the working CRS. */
typedef struct chain {
    htsc_fiber *fiber;
    htsc__rows *rows;
    const common *common;
} chain;

static double chain_length_m(htsc_transform *to_lonlat, const double *xy, size_t count) {
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
    chain *c = ctx;
    htsc_fiber *f = c->fiber;
    if (count < 2) return HTSC_OK; /* an empty part */
    htsc_status status =
        htsc__grow(&f->points, &f->point_capacity, 2 * (f->point_count + count), sizeof *f->points, "routes", err);
    if (status == HTSC_OK)
        status = htsc__grow(&f->routes, &f->route_capacity, f->route_count + 1, sizeof *f->routes, "routes", err);
    if (status != HTSC_OK) return status;
    double *xy = f->points + 2 * f->point_count;
    for (size_t i = 0; i < count; i++) {
        xy[2 * i] = x[i], xy[2 * i + 1] = y[i];
        status = htsc_transform_points(c->rows->to_working, 1, &xy[2 * i], &xy[2 * i + 1], err);
        if (status != HTSC_OK) return status;
        if (isnan(xy[2 * i])) {
            htsc__rows_refuse(c->rows, HTSC_FINDING_BAD_POSITION, "geometry", "", "");
            return HTSC_OK;
        }
    }
    size_t last = 2 * (count - 1);
    if (!htsc__rows_is_near(c->rows, xy[0], xy[1]) || !htsc__rows_is_near(c->rows, xy[last], xy[last + 1])) {
        char shown[64];
        snprintf(shown, sizeof shown, "%.7g %.7g", x[0], y[0]);
        htsc__rows_refuse(c->rows, HTSC_FINDING_FAR_AWAY, "geometry", shown, "");
        return HTSC_OK;
    }
    f->routes[f->route_count++] = (htsc_fiber_route){c->common->id,
                                                     c->common->operator_index,
                                                     c->common->technology,
                                                     c->common->max_down_mbps,
                                                     f->point_count,
                                                     count,
                                                     chain_length_m(c->rows->to_lonlat, xy, count)};
    f->point_count += count;
    return HTSC_OK;
}

/* A network being read, and the geometry its routes go through. */
typedef struct route_reading {
    htsc_fiber *fiber;
    htsc__geos *geos;
} route_reading;

static htsc_status read_route(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ((route_reading *)ctx)->fiber;
    htsc__geos *geos = ((route_reading *)ctx)->geos;
    common c;
    htsc__geom *lines = htsc__rows_geometry(rows, geos, HTSC__SHAPE_LINE);
    htsc_status status = read_common(f, rows, f->route_keys, &c, err);
    if (status == HTSC_OK && !rows->refused && c.in_service) {
        size_t routes = f->route_count, points = f->point_count;
        chain links = {f, rows, &c};
        status = htsc__geom_each_ring(geos, lines, add_chain, &links, err);
        if (rows->refused) f->route_count = routes, f->point_count = points;
    }
    htsc__geom_free(geos, lines);
    return status;
}

htsc_status htsc_fiber_read_routes(htsc_fiber *fiber, const htsc_input *input, htsc_findings *findings,
                                   htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    htsc__geos *geos = NULL;
    size_t routes = fiber->route_count, points = fiber->point_count;
    htsc_status status = htsc__rows_open(&rows, input, route_wants, FIELD_COUNT, HTSC__SHAPE_LINE, fiber->working_crs,
                                         fiber->has_near ? &fiber->near_lonlat : NULL, findings, err);
    if (status == HTSC_OK) status = htsc__geos_create(&geos, err);
    route_reading reading = {fiber, geos};
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_route, &reading, err);
    htsc__rows_close(&rows);
    htsc__geos_free(geos);
    if (status != HTSC_OK)
        fiber->route_count = routes, fiber->point_count = points;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

htsc_status htsc_fiber_read_access_points(htsc_fiber *fiber, const htsc_input *input, htsc_findings *findings,
                                          htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    size_t before = fiber->access_count;
    htsc_status status = htsc__rows_open(&rows, input, access_wants, FIELD_COUNT, HTSC__SHAPE_POINT, fiber->working_crs,
                                         fiber->has_near ? &fiber->near_lonlat : NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_access_point, fiber, err);
    htsc__rows_close(&rows);
    if (status != HTSC_OK)
        fiber->access_count = before;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

size_t htsc_fiber_route_count(const htsc_fiber *fiber) {
    return fiber->route_count;
}

const htsc_fiber_route *htsc_fiber_get_route(const htsc_fiber *fiber, size_t index) {
    return &fiber->routes[index];
}

const double *htsc_fiber_points(const htsc_fiber *fiber) {
    return fiber->points;
}

size_t htsc_fiber_access_point_count(const htsc_fiber *fiber) {
    return fiber->access_count;
}

const htsc_access_point *htsc_fiber_get_access_point(const htsc_fiber *fiber, size_t index) {
    return &fiber->access_points[index];
}

size_t htsc_fiber_operator_count(const htsc_fiber *fiber) {
    return fiber->operators.count;
}

const char *htsc_fiber_operator(const htsc_fiber *fiber, size_t index) {
    return fiber->operators.names[index];
}
