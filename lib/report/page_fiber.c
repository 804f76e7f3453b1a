/* Fibre on the page's map: routes, access points, zones without, and what to build. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/page_parts.h"

/* Lines as text, with the lowest tolerance that keeps to the vertices a page may have. */
typedef struct line_source {
    const double *xy_m;
    double *x, *y;
    size_t room;
} line_source;

static htsc_status add_line(line_source *s, htsc__page_shape *shape, const htsc__page_frame *frame, double tolerance_m,
                            size_t first, size_t count, htsc_error *err) {
    for (size_t i = 0; i < count; i++) {
        s->x[i] = s->xy_m[2 * (first + i)];
        s->y[i] = s->xy_m[2 * (first + i) + 1];
    }
    return htsc__page_shape_add(shape, frame, false, tolerance_m, count, s->x, s->y, err);
}

static htsc_status open_lines(line_source *s, const double *xy_m, size_t room, htsc_error *err) {
    *s = (line_source){xy_m, htsc__alloc(room, sizeof(double)), htsc__alloc(room, sizeof(double)), room};
    return s->x == NULL || s->y == NULL ? htsc__error_memory(err, "lines") : HTSC_OK;
}

static void close_lines(line_source *s) {
    htsc__free(s->x);
    htsc__free(s->y);
}

static json_t *shape_json(const htsc__page_shape *shape) {
    return json_string(shape->text == NULL ? "" : shape->text);
}

static json_t *route_json(bool *bad, const htsc_fiber_route *route, const htsc__page_shape *shape) {
    json_t *o = json_object();
    put(bad, o, "id", json_string(route->route_id));
    put(bad, o, "operator", json_integer(route->operator_index));
    put(bad, o, "technology", json_string(htsc_fiber_technology_name(route->technology)));
    put(bad, o, "max_down_mbps", real(route->max_down_mbps));
    put(bad, o, "length_m", real(route->length_m));
    put(bad, o, "shape", shape_json(shape));
    return o;
}

static htsc_status put_routes(bool *bad, json_t *o, const htsc__results *x, const htsc__page_frame *frame,
                              htsc_error *err) {
    size_t longest = 0, vertices = 0;
    for (size_t i = 0; i < htsc_fiber_route_count(x->fiber); i++) {
        const size_t count = htsc_fiber_get_route(x->fiber, i)->point_count;
        if (count > longest) longest = count;
        vertices += count;
    }
    const double tolerance_m = vertices > HTSC__PAGE_VERTICES ? 10 : 1;
    line_source lines;
    htsc__page_shape shape = {.text = NULL};
    json_t *list = json_array();
    put(bad, o, "routes", list);
    htsc_status status = open_lines(&lines, htsc_fiber_points(x->fiber), longest, err);
    for (size_t i = 0; i < htsc_fiber_route_count(x->fiber) && status == HTSC_OK; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(x->fiber, i);
        shape.length = 0;
        if (shape.text != NULL) shape.text[0] = '\0';
        status = add_line(&lines, &shape, frame, tolerance_m, route->first_point, route->point_count, err);
        if (status == HTSC_OK) append(bad, list, route_json(bad, route, &shape));
    }
    htsc__free(shape.text);
    close_lines(&lines);
    return status;
}

static json_t *count_or_null(int32_t count) {
    return count < 0 ? json_null() : json_integer(count);
}

/* [id, operator, technology, x, y], of access points [… max_down_mbps, ports, ports_free] too; lists, as there are
 * many. */
static json_t *point_json(bool *bad, const htsc__page_frame *frame, const char *id, uint32_t operator_index,
                          htsc_fiber_technology technology, double x_m, double y_m) {
    json_t *list = json_array();
    append(bad, list, json_string(id));
    append(bad, list, json_integer(operator_index));
    append(bad, list, json_string(htsc_fiber_technology_name(technology)));
    append(bad, list, json_integer((json_int_t)llround(x_m - frame->west_m)));
    append(bad, list, json_integer((json_int_t)llround(y_m - frame->south_m)));
    return list;
}

static void put_points(bool *bad, json_t *o, const htsc__results *x, const htsc__page_frame *frame) {
    json_t *points = json_array(), *olts = json_array();
    for (size_t i = 0; i < htsc_fiber_access_point_count(x->fiber); i++) {
        const htsc_access_point *p = htsc_fiber_get_access_point(x->fiber, i);
        json_t *one = point_json(bad, frame, p->access_point_id, p->operator_index, p->technology, p->x_m, p->y_m);
        append(bad, one, real(p->max_down_mbps));
        append(bad, one, count_or_null(p->ports));
        append(bad, one, count_or_null(p->ports_free));
        append(bad, points, one);
    }
    for (size_t i = 0; i < htsc_fiber_olt_count(x->fiber); i++) {
        const htsc_olt *p = htsc_fiber_get_olt(x->fiber, i);
        append(bad, olts, point_json(bad, frame, p->olt_id, p->operator_index, p->technology, p->x_m, p->y_m));
    }
    put(bad, o, "access_points", points);
    put(bad, o, "olts", olts);
}

static json_t *zone_json(bool *bad, const htsc__results *x, uint32_t index, uint32_t rank, json_t *shape) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, index);
    const htsc__fiber_end *end = zone->nearest == UINT32_MAX ? NULL : &f->ends[zone->nearest];
    json_t *o = json_object();
    put(bad, o, "rank", json_integer(rank));
    put(bad, o, "village", f->village[index] == HTSC_NO_VILLAGE ? json_null() : json_integer(f->village[index]));
    put(bad, o, "persons", real(zone->persons));
    put(bad, o, "households", real(zone->households));
    put(bad, o, "distance_m", real(zone->distance_m));
    put(bad, o, "along_roads", json_boolean(zone->along_roads != 0));
    put(bad, o, "nearest_id", json_string(end == NULL ? "" : end->id));
    put(bad, o, "nearest_operator", end == NULL ? json_null() : json_integer(end->operator_index));
    put(bad, o, "shape", shape);
    return o;
}

static htsc_status put_zones(bool *bad, json_t *o, const htsc__results *x, const htsc__page_frame *frame,
                             htsc_error *err) {
    const htsc__fiber_results *f = x->fiber_results;
    json_t *zones = json_object(), *rows = json_array();
    htsc__page_shape shape = {.text = NULL};
    line_source corners;
    size_t most = 0;
    put(bad, zones, "count", json_integer((json_int_t)f->ranked_count));
    put(bad, zones, "file", json_string("zones_no_fiber.shp"));
    put(bad, zones, "rows", rows);
    put(bad, o, "zones", zones);
    for (size_t i = 0; i < f->ranked_count; i++) {
        const size_t count = htsc_fiber_gap_get_zone(f->gap, f->ranked[i])->corner_count;
        if (count > most) most = count;
    }
    htsc_status status = open_lines(&corners, htsc_fiber_gap_corners(f->gap), most, err);
    for (size_t i = 0; i < f->ranked_count && i < HTSC__PAGE_ZONES && status == HTSC_OK; i++) {
        const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, f->ranked[i]);
        shape.length = 0;
        status = add_line(&corners, &shape, frame, 1, zone->first_corner, zone->corner_count, err);
        if (status == HTSC_OK) append(bad, rows, zone_json(bad, x, f->ranked[i], (uint32_t)i + 1, shape_json(&shape)));
    }
    htsc__free(shape.text);
    close_lines(&corners);
    return status;
}

static json_t *step_json(bool *bad, const htsc__results *x, size_t index, json_t *shape) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_build *b = htsc_fiber_gap_get_build(f->gap, index);
    json_t *o = json_object();
    put(bad, o, "step", json_integer((json_int_t)index + 1));
    put(bad, o, "zone_rank", f->rank[b->zone] == 0 ? json_null() : json_integer(f->rank[b->zone]));
    put(bad, o, "village", f->village[b->zone] == HTSC_NO_VILLAGE ? json_null() : json_integer(f->village[b->zone]));
    put(bad, o, "length_m", real(b->length_m));
    put(bad, o, "households", real(b->households));
    put(bad, o, "households_per_km", real(b->households_per_km));
    put(bad, o, "cumulative_length_m", real(b->cumulative_length_m));
    put(bad, o, "cumulative_households", real(b->cumulative_households));
    put(bad, o, "cumulative_pct", real(100 * b->cumulative_frac));
    put(bad, o, "shape", shape);
    return o;
}

static htsc_status put_steps(bool *bad, json_t *o, const htsc__results *x, const htsc__page_frame *frame,
                             htsc_error *err) {
    const htsc_fiber_gap *gap = x->fiber_results->gap;
    const htsc_line_set *set = htsc_fiber_gap_lines(gap);
    const size_t count = htsc_fiber_gap_build_count(gap);
    json_t *steps = json_object(), *rows = json_array();
    htsc__page_shape shape = {.text = NULL};
    line_source lines;
    size_t longest = 0;
    put(bad, steps, "count", json_integer((json_int_t)count));
    put(bad, steps, "file", json_string("fiber_buildout.shp"));
    put(bad, steps, "rows", rows);
    put(bad, o, "buildout", steps);
    for (size_t i = 0; i < set->count; i++)
        if (set->first_point[i + 1] - set->first_point[i] > longest)
            longest = set->first_point[i + 1] - set->first_point[i];
    htsc_status status = open_lines(&lines, set->xy_m, longest, err);
    for (size_t i = 0; i < count && i < HTSC__PAGE_ZONES && status == HTSC_OK; i++) {
        const htsc_fiber_build *b = htsc_fiber_gap_get_build(gap, i);
        shape.length = 0;
        if (shape.text != NULL) shape.text[0] = '\0';
        for (size_t l = b->first_line; l < b->first_line + b->line_count && status == HTSC_OK; l++)
            status = add_line(&lines, &shape, frame, 2, set->first_point[l],
                              set->first_point[l + 1] - set->first_point[l], err);
        if (status == HTSC_OK) append(bad, rows, step_json(bad, x, i, shape_json(&shape)));
    }
    htsc__free(shape.text);
    close_lines(&lines);
    return status;
}

htsc_status htsc__page_put_fiber(bool *bad, json_t *root, const htsc__results *x, htsc_error *err) {
    if (x->fiber_results == NULL) {
        put(bad, root, "fiber", json_null());
        return HTSC_OK;
    }
    const htsc__page_frame frame = htsc__page_frame_of(x);
    json_t *o = htsc__json_fiber(bad, x); /* method and parameters; figures of zones are replaced by their rows */
    put(bad, root, "fiber", o);
    put_points(bad, o, x, &frame);
    htsc_status status = put_routes(bad, o, x, &frame, err);
    if (status == HTSC_OK) status = put_zones(bad, o, x, &frame, err);
    if (x->fiber_results->roads == NULL) put(bad, o, "buildout", json_null());
    return status == HTSC_OK && x->fiber_results->roads != NULL ? put_steps(bad, o, x, &frame, err) : status;
}
