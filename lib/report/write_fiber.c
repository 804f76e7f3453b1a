/* Tables and layers of fibre: what was changed in the routes, zones without fibre, and where to build first. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/csv.h"
#include "report/layer.h"
#include "report/write.h"

static const char *route_id(const htsc__results *x, const htsc__cables *cables, uint32_t line) {
    return line == UINT32_MAX ? "" : htsc_fiber_get_route(x->fiber, cables->routes[line])->route_id;
}

static htsc_status change_row(const htsc__results *x, size_t operator_index, const htsc_line_change *change,
                              htsc_transform *to_lonlat, htsc__csv *csv, htsc_error *err) {
    const htsc__cables *cables = &x->fiber_results->cables[operator_index];
    double lon_deg = change->x_m, lat_deg = change->y_m;
    htsc_status status = htsc_transform_points(to_lonlat, 1, &lon_deg, &lat_deg, err);
    htsc__csv_text(csv, x->project->operators[operator_index]);
    htsc__csv_text(csv, htsc__change_stem(change->kind));
    htsc__csv_text(csv, route_id(x, cables, change->line));
    htsc__csv_text(csv, route_id(x, cables, change->other_line));
    htsc__csv_number(csv, lon_deg, 7);
    htsc__csv_number(csv, lat_deg, 7);
    htsc__csv_number(csv, change->length_m, 3);
    htsc__csv_end_row(csv);
    return status;
}

static void heading(htsc__csv *csv, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__csv_text(csv, names[i]);
    htsc__csv_end_row(csv);
}

static htsc_status write_changes(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    static const char *const names[] = {"operator", "kind",    "route_id", "other_route_id",
                                        "lon_deg",  "lat_deg", "length_m"};
    htsc__csv csv;
    htsc_transform *to_lonlat = NULL;
    htsc_status status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &to_lonlat, err);
    if (status == HTSC_OK) status = htsc__csv_open(&csv, outputs, "fiber_changes.csv", err);
    if (status != HTSC_OK) {
        htsc_transform_free(to_lonlat);
        return status;
    }
    heading(&csv, names, sizeof names / sizeof names[0]);
    for (size_t o = 0; o < x->operator_count; o++) {
        const htsc_line_net *net = x->fiber_results->cables[o].net;
        for (size_t i = 0; net != NULL && i < htsc_line_net_change_count(net) && status == HTSC_OK; i++)
            status = change_row(x, o, htsc_line_net_get_change(net, i), to_lonlat, &csv, err);
    }
    htsc_transform_free(to_lonlat);
    htsc_status closed = htsc__csv_close(&csv, status == HTSC_OK ? err : NULL);
    return status == HTSC_OK ? closed : status;
}

static htsc_status write_buildout_table(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    static const char *const names[] = {
        "step",          "zone_rank",         "village_code",        "length_m",
        "households",    "households_per_km", "cumulative_length_m", "cumulative_households",
        "cumulative_pct"};
    const htsc__fiber_results *f = x->fiber_results;
    htsc__csv csv;
    htsc_status status = htsc__csv_open(&csv, outputs, "fiber_buildout.csv", err);
    if (status != HTSC_OK) return status;
    heading(&csv, names, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < htsc_fiber_gap_build_count(f->gap); i++) {
        const htsc_fiber_build *b = htsc_fiber_gap_get_build(f->gap, i);
        htsc__csv_integer(&csv, (long long)i + 1);
        htsc__csv_number(&csv, f->rank[b->zone] == 0 ? (double)NAN : f->rank[b->zone], 0);
        htsc__csv_text(&csv, htsc__fiber_zone_village(x, b->zone, false));
        htsc__csv_number(&csv, b->length_m, 1);
        htsc__csv_number(&csv, b->households, 2);
        htsc__csv_number(&csv, b->households_per_km, 2);
        htsc__csv_number(&csv, b->cumulative_length_m, 1);
        htsc__csv_number(&csv, b->cumulative_households, 2);
        htsc__csv_number(&csv, 100 * b->cumulative_frac, 2);
        htsc__csv_end_row(&csv);
    }
    return htsc__csv_close(&csv, err);
}

htsc_status htsc__write_fiber_csv(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    const htsc_project_inputs *in = &x->project->inputs;
    htsc_status status = HTSC_OK;
    if (in->fiber_route_count + in->ofds_count > 0) status = write_changes(x, outputs, err);
    if (status == HTSC_OK && x->fiber_results != NULL && x->fiber_results->roads != NULL)
        status = write_buildout_table(x, outputs, err);
    return status;
}

/* Points of one shape, x and y apart as Shapelib wants them. */
typedef struct shape {
    double *x, *y;
    int *starts;
    size_t x_capacity, y_capacity, starts_capacity;
} shape;

static htsc_status make_room(shape *s, size_t parts, size_t points, htsc_error *err) {
    htsc_status status = htsc__grow(&s->x, &s->x_capacity, points + 1, sizeof *s->x, "a shape", err);
    if (status == HTSC_OK) status = htsc__grow(&s->y, &s->y_capacity, points + 1, sizeof *s->y, "a shape", err);
    if (status == HTSC_OK)
        status = htsc__grow(&s->starts, &s->starts_capacity, parts + 1, sizeof *s->starts, "a shape", err);
    return status;
}

static void clear_shape(shape *s) {
    htsc__free(s->x);
    htsc__free(s->y);
    htsc__free(s->starts);
}

/* Corners run anticlockwise and are not closed; a Shapefile's ring runs clockwise and is. */
static htsc_status add_zone(const htsc__results *x, const htsc_fiber_zone *zone, shape *s, htsc__shapefile *file,
                            const layer *l, htsc_error *err) {
    const double *corners = htsc_fiber_gap_corners(x->fiber_results->gap) + 2 * zone->first_corner;
    const size_t count = zone->corner_count;
    htsc_status status = make_room(s, 1, count + 1, err);
    if (status != HTSC_OK) return status;
    s->starts[0] = 0;
    for (size_t i = 0; i <= count; i++) {
        const size_t from = (count - i) % count;
        s->x[i] = corners[2 * from];
        s->y[i] = corners[2 * from + 1];
    }
    return htsc__shapefile_add_parts(file, 1, s->starts, count + 1, s->x, s->y, l->values, err);
}

static void zone_fields(layer *l) {
    field(l, "RANK", HTSC__FIELD_INTEGER, 9, 0);
    field(l, "VIL_CODE", HTSC__FIELD_TEXT, 40, 0);
    field(l, "VIL_NAME", HTSC__FIELD_TEXT, 120, 0);
    field(l, "HOUSEH", HTSC__FIELD_REAL, 16, 2);
    field(l, "PERSONS", HTSC__FIELD_REAL, 16, 2);
    field(l, "NEAR_ID", HTSC__FIELD_TEXT, 60, 0);
    field(l, "NEAR_OP", HTSC__FIELD_TEXT, 120, 0);
    field(l, "NEAR_M", HTSC__FIELD_REAL, 12, 1);
    field(l, "BY_ROAD", HTSC__FIELD_INTEGER, 1, 0);
}

static void zone_values(const htsc__results *x, uint32_t rank, uint32_t index, layer *l) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, index);
    const htsc__fiber_end *end = zone->nearest == UINT32_MAX ? NULL : &f->ends[zone->nearest];
    l->count = 0;
    number(l, rank);
    text(l, htsc__fiber_zone_village(x, index, false));
    text(l, htsc__fiber_zone_village(x, index, true));
    number(l, zone->households);
    number(l, zone->persons);
    text(l, end == NULL ? "" : end->id);
    text(l, end == NULL ? "" : htsc__operator_name(x, end->operator_index));
    number(l, zone->distance_m);
    number(l, zone->along_roads != 0);
}

static htsc_status write_zones(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    layer l = {.count = 0};
    shape s = {.x = NULL};
    const htsc__fiber_results *f = x->fiber_results;
    htsc__shapefile *file = NULL;
    zone_fields(&l);
    htsc_status status = htsc__layer_open(x, outputs, "zones_no_fiber", false, &l, &file, err);
    for (size_t i = 0; i < f->ranked_count && status == HTSC_OK; i++) {
        zone_values(x, (uint32_t)i + 1, f->ranked[i], &l);
        status = add_zone(x, htsc_fiber_gap_get_zone(f->gap, f->ranked[i]), &s, file, &l, err);
    }
    clear_shape(&s);
    return htsc__layer_close(file, NULL, status, err);
}

static htsc_status add_build(const htsc__results *x, const htsc_fiber_build *build, shape *s, htsc__shapefile *file,
                             const layer *l, htsc_error *err) {
    const htsc_line_set *lines = htsc_fiber_gap_lines(x->fiber_results->gap);
    const size_t first = build->line_count == 0 ? 0 : lines->first_point[build->first_line],
                 last = build->line_count == 0 ? 0 : lines->first_point[build->first_line + build->line_count];
    htsc_status status = make_room(s, build->line_count, last - first, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < build->line_count; i++)
        s->starts[i] = (int)(lines->first_point[build->first_line + i] - first);
    for (size_t i = first; i < last; i++) {
        s->x[i - first] = lines->xy_m[2 * i];
        s->y[i - first] = lines->xy_m[2 * i + 1];
    }
    return htsc__shapefile_add_parts(file, build->line_count, s->starts, last - first, s->x, s->y, l->values, err);
}

static void build_fields(layer *l) {
    field(l, "STEP", HTSC__FIELD_INTEGER, 9, 0);
    field(l, "ZONE_RANK", HTSC__FIELD_INTEGER, 9, 0);
    field(l, "VIL_CODE", HTSC__FIELD_TEXT, 40, 0);
    field(l, "LENGTH_M", HTSC__FIELD_REAL, 14, 1);
    field(l, "HOUSEH", HTSC__FIELD_REAL, 16, 2);
    field(l, "HH_PER_KM", HTSC__FIELD_REAL, 16, 2);
    field(l, "CUM_M", HTSC__FIELD_REAL, 16, 1);
    field(l, "CUM_HH", HTSC__FIELD_REAL, 16, 2);
    field(l, "CUM_PCT", HTSC__FIELD_REAL, 8, 2);
}

static void build_values(const htsc__results *x, size_t index, layer *l) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_build *b = htsc_fiber_gap_get_build(f->gap, index);
    l->count = 0;
    number(l, (double)index + 1);
    number(l, f->rank[b->zone] == 0 ? (double)NAN : f->rank[b->zone]);
    text(l, htsc__fiber_zone_village(x, b->zone, false));
    number(l, b->length_m);
    number(l, b->households);
    number(l, b->households_per_km);
    number(l, b->cumulative_length_m);
    number(l, b->cumulative_households);
    number(l, 100 * b->cumulative_frac);
}

static htsc_status write_buildout(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    layer l = {.count = 0};
    shape s = {.x = NULL};
    const htsc_fiber_gap *gap = x->fiber_results->gap;
    htsc__shapefile *file = NULL;
    build_fields(&l);
    htsc_status status = htsc__layer_open(x, outputs, "fiber_buildout", true, &l, &file, err);
    for (size_t i = 0; i < htsc_fiber_gap_build_count(gap) && status == HTSC_OK; i++) {
        build_values(x, i, &l);
        status = add_build(x, htsc_fiber_gap_get_build(gap, i), &s, file, &l, err);
    }
    clear_shape(&s);
    return htsc__layer_close(file, NULL, status, err);
}

htsc_status htsc__write_fiber_shapefiles(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    if (x->fiber_results == NULL) return HTSC_OK;
    htsc_status status = write_zones(x, outputs, err);
    if (status == HTSC_OK && x->fiber_results->roads != NULL) status = write_buildout(x, outputs, err);
    return status;
}
