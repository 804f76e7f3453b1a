/* Lines of the fibre map: roads, routes, what to build, zones without fibre. */
#include "report/map_page.h"
#include "report/palette.h"

void htsc__map_cable_pen(htsc__canvas *canvas, uint32_t operator_index) {
    static const double dashes[HTSC__MARK_COUNT][4] = {
        {1, 0, 1, 0}, {2.4, 0.9, 2.4, 0.9}, {2.4, 0.7, 0.5, 0.7}, {1, 0.7, 1, 0.7}};
    htsc__canvas_colour(canvas, htsc__operator_rgb(operator_index), 1);
    cairo_set_line_width(canvas->cr, 0.45);
    cairo_set_line_cap(canvas->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    if (operator_index % HTSC__MARK_COUNT > 0)
        cairo_set_dash(canvas->cr, dashes[operator_index % HTSC__MARK_COUNT], 4, 0);
    else
        cairo_set_dash(canvas->cr, NULL, 0, 0);
}

void htsc__map_build_pen(htsc__canvas *canvas, bool casing) {
    static const double dash[] = {1.3, 1.1};
    htsc__canvas_colour(canvas, casing ? 0xffffff : HTSC__MAP_INK, casing ? 0.9 : 1);
    cairo_set_line_width(canvas->cr, casing ? 1.1 : 0.6);
    cairo_set_line_cap(canvas->cr, casing ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    if (casing)
        cairo_set_dash(canvas->cr, NULL, 0, 0);
    else
        cairo_set_dash(canvas->cr, dash, 2, 0);
}

static void draw_roads(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc_roads *roads = page->x->roads;
    for (size_t i = 0; roads != NULL && i < htsc_roads_count(roads); i++) {
        const htsc_road *road = htsc_roads_get(roads, i);
        htsc__map_chain(canvas, &page->frame, road->point_count, htsc_roads_points(roads) + 2 * road->first_point);
    }
    htsc__canvas_colour(canvas, 0x8c8c8c, 1);
    cairo_set_line_width(canvas->cr, 0.18);
    cairo_stroke(canvas->cr);
}

static void draw_routes(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc_fiber *fiber = page->x->fiber;
    for (uint32_t o = 0; o < page->x->operator_count; o++) {
        for (size_t i = 0; i < htsc_fiber_route_count(fiber); i++) {
            const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
            if (route->operator_index == o)
                htsc__map_chain(canvas, &page->frame, route->point_count,
                                htsc_fiber_points(fiber) + 2 * route->first_point);
        }
        htsc__map_cable_pen(canvas, o);
        cairo_stroke(canvas->cr);
    }
    cairo_set_dash(canvas->cr, NULL, 0, 0);
}

static void draw_build(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc_fiber_gap *gap = page->x->fiber_results->gap;
    if (page->x->fiber_results->roads == NULL) return;
    const htsc_line_set *lines = htsc_fiber_gap_lines(gap);
    for (int casing = 1; casing >= 0; casing--) {
        for (size_t i = 0; i < lines->count; i++)
            htsc__map_chain(canvas, &page->frame, lines->first_point[i + 1] - lines->first_point[i],
                            lines->xy_m + 2 * lines->first_point[i]);
        htsc__map_build_pen(canvas, casing != 0);
        cairo_stroke(canvas->cr);
    }
    cairo_set_dash(canvas->cr, NULL, 0, 0);
}

/* Those with a number stand out. */
static void draw_zones(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc__fiber_results *f = page->x->fiber_results;
    for (size_t i = f->ranked_count; i-- > 0;) {
        const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, f->ranked[i]);
        htsc__map_chain(canvas, &page->frame, zone->corner_count,
                        htsc_fiber_gap_corners(f->gap) + 2 * zone->first_corner);
        cairo_close_path(canvas->cr);
        if (i != 0 && i != page->zone_count) continue;
        htsc__canvas_colour(canvas, htsc__reach_rgb(HTSC_REACH_NONE), 1);
        cairo_set_line_width(canvas->cr, i == 0 ? 0.45 : 0.15);
        cairo_stroke(canvas->cr);
    }
}

void htsc__map_cables_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    draw_roads(page, canvas);
    draw_zones(page, canvas);
    draw_build(page, canvas);
    draw_routes(page, canvas);
}
