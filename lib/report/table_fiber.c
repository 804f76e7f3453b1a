/* Fibre: zones without it and where to build first, routes, and access points. */
#include <math.h>
#include <stdio.h>

#include "report/palette.h"
#include "report/table.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

/* Why most households of a zone have no fibre; the first of equal reasons. */
static const char *main_reason(const htsc__results *x, uint32_t zone_index) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, zone_index);
    const uint32_t *members = htsc_fiber_gap_members(f->gap) + zone->first_member;
    double households[HTSC__REASON_COUNT] = {0};
    int most = HTSC_FIBER_TOO_FAR;
    for (size_t i = 0; i < zone->member_count; i++)
        households[f->points[x->operator_count][members[i]].reason] += f->households[members[i]];
    for (int r = HTSC_FIBER_TOO_FAR; r < HTSC__REASON_COUNT; r++)
        if (households[r] > households[most]) most = r;
    return htsc__reason_stem((htsc_fiber_reason)most);
}

static void fill_zone(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_fiber_zone empty = {.nearest = UINT32_MAX};
    const htsc__results *x = table->x;
    const htsc__fiber_results *f = x->fiber_results;
    const bool is = row < table->row_count;
    const htsc_fiber_zone *zone = is ? htsc_fiber_gap_get_zone(f->gap, f->ranked[row]) : &empty;
    const htsc__fiber_end *end = zone->nearest == UINT32_MAX ? NULL : &f->ends[zone->nearest];
    htsc__row_integer(r, "rank", "RANK", PHRASE("hạng", "rank"), (double)row + 1);
    htsc__row_text(r, "village_code", "VIL_CODE", 40, PHRASE("mã thôn", "village code"),
                   is ? htsc__fiber_zone_village(x, f->ranked[row], false) : "");
    htsc__row_text(r, "village_name", "VIL_NAME", 120, PHRASE("thôn", "village"),
                   is ? htsc__fiber_zone_village(x, f->ranked[row], true) : "");
    htsc__row_real(r, "households", "HOUSEH", 16, 2, PHRASE("số hộ", "households"), zone->households);
    htsc__row_real(r, "persons", "PERSONS", 16, 2, PHRASE("số người", "persons"), zone->persons);
    htsc__row_text(r, "nearest_id", "NEAR_ID", 60, PHRASE("điểm mạng gần nhất", "nearest network point"),
                   end == NULL ? "" : end->id);
    htsc__row_text(r, "nearest_operator", "NEAR_OP", 120, PHRASE("của nhà mạng", "of operator"),
                   end == NULL ? "" : htsc__operator_name(x, end->operator_index));
    htsc__row_real(r, "distance_m", "NEAR_M", 12, 1, PHRASE("khoảng cách, m", "distance, m"), zone->distance_m);
    htsc__row_text(r, "main_reason", "REASON", 12, PHRASE("lý do chính (mã)", "main reason"),
                   is ? main_reason(x, f->ranked[row]) : "");
    htsc__row_integer(r, "along_roads", "BY_ROAD", PHRASE("đo theo đường", "along roads"), zone->along_roads != 0);
}

/* Corners run anticlockwise and are not closed; a ring runs clockwise and is. */
static htsc_status zone_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                              htsc_error *err) {
    const htsc__fiber_results *f = table->x->fiber_results;
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, f->ranked[row]);
    const double *corners = htsc_fiber_gap_corners(f->gap) + 2 * zone->first_corner;
    const size_t count = zone->corner_count;
    htsc_status status = htsc__shape_parts(room, 1, count + 1, out, err);
    for (size_t i = 0; i <= count && status == HTSC_OK; i++) {
        const size_t from = (count - i) % count;
        room->x[i] = corners[2 * from];
        room->y[i] = corners[2 * from + 1];
    }
    return status;
}

htsc__table htsc__table_fiber_zones(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "zones_no_fiber",
                         .title = {"Vùng chưa có cáp quang", "Zones without fibre"},
                         .on_phones = true,
                         .kind = HTSC__SHAPE_POLYGON,
                         .label_key = "rank",
                         .rgb = htsc__reach_rgb(HTSC_REACH_NONE),
                         .row_count = x->fiber_results->ranked_count,
                         .fill = fill_zone,
                         .shape = zone_shape};
}

static void fill_build(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_fiber_build empty;
    const htsc__results *x = table->x;
    const htsc__fiber_results *f = x->fiber_results;
    const bool is = row < table->row_count;
    const htsc_fiber_build *b = is ? htsc_fiber_gap_get_build(f->gap, row) : &empty;
    htsc__row_integer(r, "step", "STEP", PHRASE("bước", "step"), (double)row + 1);
    htsc__row_integer(r, "zone_rank", "ZONE_RANK", PHRASE("hạng của vùng", "rank of the zone"),
                      !is || f->rank[b->zone] == 0 ? (double)NAN : f->rank[b->zone]);
    htsc__row_text(r, "village_code", "VIL_CODE", 40, PHRASE("mã thôn", "village code"),
                   is ? htsc__fiber_zone_village(x, b->zone, false) : "");
    htsc__row_text(r, "main_reason", "REASON", 12, PHRASE("lý do chính (mã)", "main reason"),
                   is ? main_reason(x, b->zone) : "");
    htsc__row_real(r, "length_m", "LENGTH_M", 14, 1, PHRASE("chiều dài cần xây, m", "length to build, m"), b->length_m);
    htsc__row_real(r, "households", "HOUSEH", 16, 2, PHRASE("số hộ", "households"), b->households);
    htsc__row_real(r, "households_per_km", "HH_PER_KM", 16, 2, PHRASE("số hộ mỗi km", "households per km"),
                   b->households_per_km);
    htsc__row_real(r, "cumulative_length_m", "CUM_M", 16, 1, PHRASE("chiều dài cộng dồn, m", "cumulative length, m"),
                   b->cumulative_length_m);
    htsc__row_real(r, "cumulative_households", "CUM_HH", 16, 2, PHRASE("số hộ cộng dồn", "cumulative households"),
                   b->cumulative_households);
    htsc__row_real(r, "cumulative_pct", "CUM_PCT", 8, 2, PHRASE("hộ tiếp cận khi đó, %", "households reached then, %"),
                   100 * b->cumulative_frac);
}

static htsc_status build_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                               htsc_error *err) {
    const htsc_fiber_gap *gap = table->x->fiber_results->gap;
    const htsc_fiber_build *b = htsc_fiber_gap_get_build(gap, row);
    const htsc_line_set *lines = htsc_fiber_gap_lines(gap);
    const size_t first = b->line_count == 0 ? 0 : lines->first_point[b->first_line],
                 last = b->line_count == 0 ? 0 : lines->first_point[b->first_line + b->line_count];
    htsc_status status = htsc__shape_parts(room, b->line_count, last - first, out, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < b->line_count; i++) room->starts[i] = (int)(lines->first_point[b->first_line + i] - first);
    for (size_t i = first; i < last; i++) {
        room->x[i - first] = lines->xy_m[2 * i];
        room->y[i - first] = lines->xy_m[2 * i + 1];
    }
    return HTSC_OK;
}

htsc__table htsc__table_buildout(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "fiber_buildout",
                         .title = {"Tuyến cáp quang cần xây", "Fibre to build"},
                         .on_phones = true,
                         .kind = HTSC__SHAPE_LINES,
                         .label_key = "step",
                         .rgb = 0xd95f02,
                         .row_count = htsc_fiber_gap_build_count(x->fiber_results->gap),
                         .fill = fill_build,
                         .shape = build_shape};
}

static void fill_route(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_fiber_route empty = {.route_id = ""};
    const htsc__results *x = table->x;
    const htsc_fiber_route *route = row < table->row_count ? htsc_fiber_get_route(x->fiber, row) : &empty;
    htsc__row_text(r, "route_id", "ROUTE_ID", 60, PHRASE("mã tuyến", "route"), route->route_id);
    htsc__row_text(r, "operator", "OPERATOR", 120, PHRASE("nhà mạng", "operator"),
                   htsc__operator_name(x, route->operator_index));
    htsc__row_text(r, "technology", "TECH", 12, PHRASE("công nghệ", "technology"),
                   htsc_fiber_technology_name(route->technology));
    htsc__row_real(r, "max_down_mbps", "DOWN_MBPS", 12, 1, PHRASE("tốc độ tối đa, Mb/s", "highest speed, Mb/s"),
                   route->max_down_mbps);
    htsc__row_text(r, "placement", "PLACEMENT", 12, PHRASE("cách đi cáp", "placement"),
                   htsc_fiber_placement_name(route->placement));
    htsc__row_real(r, "length_m", "LENGTH_M", 14, 1, PHRASE("chiều dài trắc địa, m", "geodesic length, m"),
                   route->length_m);
    htsc__row_real(r, "declared_length_m", "DECL_M", 14, 1, PHRASE("chiều dài khai báo, m", "declared length, m"),
                   route->declared_length_m);
}

static htsc_status route_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                               htsc_error *err) {
    const htsc_fiber_route *route = htsc_fiber_get_route(table->x->fiber, row);
    const double *xy_m = htsc_fiber_points(table->x->fiber) + 2 * route->first_point;
    htsc_status status = htsc__shape_parts(room, 1, route->point_count, out, err);
    for (size_t i = 0; i < route->point_count && status == HTSC_OK; i++) {
        room->x[i] = xy_m[2 * i];
        room->y[i] = xy_m[2 * i + 1];
    }
    return status;
}

htsc__table htsc__table_routes(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "fiber_routes",
                         .title = {"Tuyến cáp quang", "Fibre routes"},
                         .kind = HTSC__SHAPE_LINES,
                         .theme = HTSC__THEME_OPERATORS,
                         .style_key = "operator",
                         .row_count = htsc_fiber_route_count(x->fiber),
                         .fill = fill_route,
                         .shape = route_shape};
}

static void fill_access_point(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_access_point empty = {.access_point_id = "", .olt_id = ""};
    const htsc__results *x = table->x;
    const htsc_access_point *a = row < table->row_count ? htsc_fiber_get_access_point(x->fiber, row) : &empty;
    const double none = (double)NAN;
    htsc__row_text(r, "access_point_id", "AP_ID", 60, PHRASE("mã điểm truy nhập", "access point"), a->access_point_id);
    htsc__row_text(r, "operator", "OPERATOR", 120, PHRASE("nhà mạng", "operator"),
                   htsc__operator_name(x, a->operator_index));
    htsc__row_text(r, "technology", "TECH", 12, PHRASE("công nghệ", "technology"),
                   htsc_fiber_technology_name(a->technology));
    htsc__row_real(r, "max_down_mbps", "DOWN_MBPS", 12, 1, PHRASE("tốc độ tối đa, Mb/s", "highest speed, Mb/s"),
                   a->max_down_mbps);
    htsc__row_integer(r, "ports", "PORTS", PHRASE("số cổng", "ports"), a->ports < 0 ? none : a->ports);
    htsc__row_integer(r, "ports_free", "PORTS_FREE", PHRASE("số cổng trống", "free ports"),
                      a->ports_free < 0 ? none : a->ports_free);
    htsc__row_text(r, "olt_id", "OLT_ID", 60, PHRASE("OLT", "OLT"), a->olt_id);
}

static htsc_status access_point_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                                      htsc_error *err) {
    const htsc_access_point *a = htsc_fiber_get_access_point(table->x->fiber, row);
    return htsc__shape_point(room, a->x_m, a->y_m, out, err);
}

htsc__table htsc__table_access_points(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "access_points",
                         .title = {"Điểm truy nhập cáp quang", "Fibre access points"},
                         .on_phones = true,
                         .kind = HTSC__SHAPE_POINT,
                         .theme = HTSC__THEME_OPERATORS,
                         .style_key = "operator",
                         .row_count = htsc_fiber_access_point_count(x->fiber),
                         .fill = fill_access_point,
                         .shape = access_point_shape};
}
