/* Sites, access points and OLTs. */
#include <math.h>
#include <string.h>

#include "analysis/masts.h"
#include "base/error.h"
#include "base/memory.h"
#include "report/map_page.h"
#include "report/palette.h"

static bool is_on_map(const htsc__map_frame *f, double x, double y, double size) {
    return x > f->map.x + size && y > f->map.y + size && x < f->map.x + f->map.width - size &&
           y < f->map.y + f->map.height - size;
}

static htsc_status add(htsc__map_page *page, double x_m, double y_m, double size, uint32_t operator_index, bool hollow,
                       htsc_error *err) {
    const double x = htsc__map_x(&page->frame, x_m), y = htsc__map_y(&page->frame, y_m);
    if (!is_on_map(&page->frame, x, y, size)) return HTSC_OK;
    htsc_status status =
        htsc__grow(&page->marks, &page->mark_capacity, page->mark_count + 1, sizeof *page->marks, "marks", err);
    if (status == HTSC_OK) page->marks[page->mark_count++] = (htsc__map_mark){x, y, size, operator_index, hollow};
    return status;
}

/* A cell of a site that was seen before: the same operator's, by id and place. */
static bool is_seen(const htsc__results *x, const size_t *first, size_t count, const htsc_cell *cell) {
    for (size_t i = 0; i < count; i++) {
        const htsc_cell *other = htsc_sites_get(x->sites, first[i]);
        if (other->operator_index == cell->operator_index && other->x_m == cell->x_m && other->y_m == cell->y_m &&
            strcmp(other->site_id, cell->site_id) == 0)
            return true;
    }
    return false;
}

/* Marks of one place stand side by side. */
static void spread(htsc__map_page *page) {
    static const double apart = 2.9, near = 1.5;
    for (size_t i = 0; i < page->mark_count; i++)
        for (size_t j = 0; j < i;) {
            htsc__map_mark *m = &page->marks[i], *other = &page->marks[j];
            if (fabs(m->x - other->x) >= near || fabs(m->y - other->y) >= near) {
                j++;
                continue;
            }
            m->x += apart;
            j = 0;
        }
}

static htsc_status add_sites(htsc__map_page *page, htsc_error *err) {
    const htsc__results *x = page->x;
    const size_t count = htsc_sites_count(x->sites);
    size_t *first = htsc__alloc(count, sizeof *first), seen = 0;
    htsc_status status = first == NULL ? htsc__error_memory(err, "sites") : HTSC_OK;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const htsc_cell *cell = htsc_sites_get(x->sites, i);
        if (cell->technology != page->technology->technology || !htsc__cell_is_heard(cell, x->project->date) ||
            is_seen(x, first, seen, cell))
            continue;
        first[seen++] = i;
        page->mark_counts[cell->operator_index]++;
        status = add(page, cell->x_m, cell->y_m, 2.8, cell->operator_index, false, err);
    }
    htsc__free(first);
    if (status == HTSC_OK) spread(page);
    return status;
}

static htsc_status add_terminals(htsc__map_page *page, htsc_error *err) {
    const htsc_fiber *fiber = page->x->fiber;
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < htsc_fiber_access_point_count(fiber) && status == HTSC_OK; i++) {
        const htsc_access_point *p = htsc_fiber_get_access_point(fiber, i);
        page->mark_counts[p->operator_index]++;
        status = add(page, p->x_m, p->y_m, 1.5, p->operator_index, false, err);
    }
    for (size_t i = 0; i < htsc_fiber_olt_count(fiber) && status == HTSC_OK; i++) {
        const htsc_olt *olt = htsc_fiber_get_olt(fiber, i);
        status = add(page, olt->x_m, olt->y_m, 3.6, olt->operator_index, true, err);
    }
    return status;
}

htsc_status htsc__map_marks_make(htsc__map_page *page, htsc_error *err) {
    page->mark_counts = htsc__alloc(page->x->operator_count, sizeof *page->mark_counts);
    if (page->mark_counts == NULL) return htsc__error_memory(err, "marks");
    return page->technology != NULL ? add_sites(page, err) : add_terminals(page, err);
}

static void outline(cairo_t *cr, htsc__mark mark, double x, double y, double half) {
    switch (mark) {
    case HTSC__MARK_CIRCLE: cairo_arc(cr, x, y, half, 0, 6.283185307179586); break;
    case HTSC__MARK_SQUARE: cairo_rectangle(cr, x - 0.88 * half, y - 0.88 * half, 1.76 * half, 1.76 * half); break;
    case HTSC__MARK_TRIANGLE:
        cairo_move_to(cr, x, y - 1.15 * half);
        cairo_line_to(cr, x + 1.1 * half, y + 0.8 * half);
        cairo_line_to(cr, x - 1.1 * half, y + 0.8 * half);
        break;
    default:
        cairo_move_to(cr, x, y - 1.2 * half);
        cairo_line_to(cr, x + 1.2 * half, y);
        cairo_line_to(cr, x, y + 1.2 * half);
        cairo_line_to(cr, x - 1.2 * half, y);
        break;
    }
    cairo_close_path(cr);
}

void htsc__map_mark_draw(htsc__canvas *canvas, const htsc__map_mark *mark) {
    cairo_t *cr = canvas->cr;
    const double edge = mark->size > 2 ? 0.22 : 0.14;
    cairo_new_path(cr);
    outline(cr, htsc__operator_mark(mark->operator_index), mark->x, mark->y, mark->size / 2);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    htsc__canvas_colour(canvas, 0xffffff, 1);
    cairo_set_line_width(cr, 4 * edge);
    cairo_stroke_preserve(cr);
    htsc__canvas_colour(canvas, mark->hollow ? 0xffffff : htsc__operator_rgb(mark->operator_index), 1);
    cairo_fill_preserve(cr);
    htsc__canvas_colour(canvas, mark->hollow ? htsc__operator_rgb(mark->operator_index) : HTSC__MAP_INK, 1);
    cairo_set_line_width(cr, mark->hollow ? 3 * edge : edge);
    cairo_stroke(cr);
}

void htsc__map_marks_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    for (size_t i = 0; i < page->mark_count; i++) htsc__map_mark_draw(canvas, &page->marks[i]);
}
