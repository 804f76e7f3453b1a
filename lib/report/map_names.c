/* Numbers of zones and names of villages: their forms, their places, and how they are drawn. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/map_page.h"
#include "report/map_text.h"

static const double number_size = 4.6;
enum { NAME_CHARACTERS = 40, MANY_NAMES = 150 };

/* A name in two forms: on one line, and cut at the blank nearest its middle. */
typedef struct name_lines {
    char whole[HTSC__MAP_NAME_SIZE], first[HTSC__MAP_NAME_SIZE];
    const char *second; /* NULL: it cannot be cut */
} name_lines;

static const htsc__style *form_style(size_t form) {
    static const htsc__style styles[] = {{2.6, HTSC__MAP_INK, false, HTSC__ALIGN_CENTRE, 0.5},
                                         {2.25, HTSC__MAP_INK, false, HTSC__ALIGN_CENTRE, 0.45},
                                         {1.9, HTSC__MAP_INK, false, HTSC__ALIGN_CENTRE, 0.4}};
    return &styles[form / 2];
}

static void lines_of(const char *name, name_lines *lines) {
    htsc__map_text(lines->whole, sizeof lines->whole, name);
    char *end = lines->whole;
    size_t characters = 0;
    for (; *end != '\0' && characters < NAME_CHARACTERS; end = g_utf8_next_char(end)) characters++;
    if (*end != '\0') htsc__text_copy(end, sizeof "…", "…");
    const size_t size = strlen(lines->whole);
    const char *cut = NULL;
    lines->second = NULL;
    for (const char *c = lines->whole; *c != '\0'; c++) {
        if (*c != ' ') continue;
        const double off = fabs((double)(c - lines->whole) - (double)size / 2);
        if (cut == NULL || off < fabs((double)(cut - lines->whole) - (double)size / 2)) cut = c;
    }
    if (cut == NULL) return;
    htsc__text_copy(lines->first, (size_t)(cut - lines->whole) + 1, lines->whole);
    lines->second = cut + 1;
}

static void name_label(const htsc__map_page *page, size_t village, double x, double y, htsc__label *label) {
    name_lines lines;
    lines_of(htsc_villages_get(page->x->villages, village)->name, &lines);
    *label = (htsc__label){.x = x,
                           .y = y,
                           .max_distance = 13,
                           .owner = (uint32_t)village,
                           .at_home = page->village_count > MANY_NAMES,
                           .form_count = HTSC__LABEL_FORMS};
    for (size_t form = 0; form < HTSC__LABEL_FORMS; form++) {
        const htsc__style *style = form_style(form);
        double ascent, descent;
        htsc__fonts_extent(page->fonts, style, &ascent, &descent);
        label->width[form] = htsc__fonts_line_width(page->fonts, lines.whole, style);
        label->height[form] = ascent + descent;
        if (form % 2 == 0 || lines.second == NULL) continue;
        label->width[form] = fmax(htsc__fonts_line_width(page->fonts, lines.first, style),
                                  htsc__fonts_line_width(page->fonts, lines.second, style));
        label->height[form] = ascent + descent + 1.2 * style->size_mm;
    }
}

/* The smallest village first: it has the fewest places for its name. */
static void order_by_area(const htsc__results *x, size_t count, uint32_t *order) {
    for (size_t i = 0; i < count; i++) {
        const double area = htsc_villages_get(x->villages, i)->grid_area_m2;
        size_t at = i;
        for (; at > 0 && htsc_villages_get(x->villages, order[at - 1])->grid_area_m2 > area; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)i;
    }
}

size_t htsc__map_zone_count(const htsc__map_page *page) {
    const size_t all =
        page->technology != NULL ? htsc_zones_count(page->technology->zones) : page->x->fiber_results->ranked_count;
    return all < HTSC__MAP_ZONES ? all : HTSC__MAP_ZONES;
}

void htsc__map_zone_place(const htsc__map_page *page, size_t index, double *x_m, double *y_m) {
    if (page->technology != NULL) {
        const htsc_zone *zone = htsc_zones_get(page->technology->zones, index);
        *x_m = zone->x_m;
        *y_m = zone->y_m;
        return;
    }
    const htsc__fiber_results *f = page->x->fiber_results;
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, f->ranked[index]);
    const double *corners = htsc_fiber_gap_corners(f->gap) + 2 * zone->first_corner;
    *x_m = *y_m = 0; /* outlines are convex: the mean of the corners is inside */
    for (size_t i = 0; i < zone->corner_count; i++) {
        *x_m += corners[2 * i] / (double)zone->corner_count;
        *y_m += corners[2 * i + 1] / (double)zone->corner_count;
    }
}

static void number_label(const htsc__map_page *page, size_t index, htsc__label *label) {
    double x_m, y_m;
    htsc__map_zone_place(page, index, &x_m, &y_m);
    *label = (htsc__label){.x = htsc__map_x(&page->frame, x_m),
                           .y = htsc__map_y(&page->frame, y_m),
                           .max_distance = 16,
                           .owner = UINT32_MAX,
                           .form_count = 1};
    label->width[0] = label->height[0] = number_size;
}

static htsc_status village_labels(htsc__map_page *page, uint32_t *order, htsc_error *err) {
    const htsc__results *x = page->x;
    htsc_status status = HTSC_OK;
    order_by_area(x, page->village_count, order);
    for (size_t i = 0; i < page->village_count && status == HTSC_OK; i++) {
        const htsc__geom *geom = htsc__villages_geom(x->villages, order[i]);
        htsc__label *label = &page->labels[page->zone_count + i];
        double x_m, y_m;
        if (htsc__geom_is_empty(page->border->geos, geom)) {
            *label = (htsc__label){.owner = order[i]}; /* no form: it finds no place */
            continue;
        }
        status = htsc__geom_inner_point(page->border->geos, geom, &x_m, &y_m, err);
        if (status == HTSC_OK)
            name_label(page, order[i], htsc__map_x(&page->frame, x_m), htsc__map_y(&page->frame, y_m), label);
    }
    return status;
}

htsc_status htsc__map_names_make(const htsc__map_shared *shared, htsc__map_page *page, htsc_error *err) {
    page->zone_count = htsc__map_zone_count(page);
    page->village_count = htsc_villages_count(page->x->villages);
    const size_t count = page->zone_count + page->village_count;
    uint32_t *order = htsc__alloc(page->village_count, sizeof *order);
    htsc__rect *taken = htsc__alloc(page->mark_count, sizeof *taken);
    page->labels = htsc__alloc(count, sizeof *page->labels);
    htsc_status status =
        order == NULL || taken == NULL || page->labels == NULL ? htsc__error_memory(err, "labels") : HTSC_OK;
    if (status == HTSC_OK) status = village_labels(page, order, err);
    if (status == HTSC_OK) {
        for (size_t i = 0; i < page->zone_count; i++) number_label(page, i, &page->labels[i]);
        for (size_t i = 0; i < page->mark_count; i++) {
            const htsc__map_mark *m = &page->marks[i];
            taken[i] = (htsc__rect){m->x - 0.6 * m->size, m->y - 0.6 * m->size, 1.2 * m->size, 1.2 * m->size};
        }
        const htsc__rect *m = &page->frame.map;
        const htsc__rect inside = {m->x + 0.8, m->y + 0.8, m->width - 1.6, m->height - 1.6};
        const htsc__label_ground ground = {*m, shared->owner_columns, shared->owner_rows, shared->owner};
        status = htsc__labels_place(&inside, &ground, 0.5, page->mark_count, taken, count, page->labels, err);
    }
    for (size_t i = 0; i < page->village_count && status == HTSC_OK; i++)
        page->left_out_count += page->labels[page->zone_count + i].placed ? 0 : 1;
    htsc__free(order);
    htsc__free(taken);
    return status;
}

void htsc__map_number(htsc__canvas *canvas, double x_mm, double y_mm, unsigned number) {
    static const htsc__style style = {2.7, 0xffffff, true, HTSC__ALIGN_CENTRE, 0};
    char text[16];
    cairo_new_path(canvas->cr);
    cairo_arc(canvas->cr, x_mm, y_mm, number_size / 2 - 0.15, 0, 6.283185307179586);
    htsc__canvas_colour(canvas, HTSC__MAP_INK, 1);
    cairo_fill_preserve(canvas->cr);
    htsc__canvas_colour(canvas, 0xffffff, 1);
    cairo_set_line_width(canvas->cr, 0.3);
    cairo_stroke(canvas->cr);
    snprintf(text, sizeof text, "%u", number);
    htsc__canvas_line(canvas, x_mm, y_mm + 1, 0, text, &style);
}

/* From what is named to the nearest point of the label. */
static void draw_leader(htsc__canvas *canvas, const htsc__label *l) {
    const double x = fmin(fmax(l->x, l->at.x), l->at.x + l->at.width);
    const double y = fmin(fmax(l->y, l->at.y), l->at.y + l->at.height);
    for (int casing = 1; casing >= 0; casing--)
        htsc__canvas_rule(canvas, l->x, l->y, x, y, casing ? 0.5 : 0.18, casing ? 0xffffff : HTSC__MAP_INK);
    cairo_arc(canvas->cr, l->x, l->y, 0.4, 0, 6.283185307179586);
    htsc__canvas_colour(canvas, HTSC__MAP_INK, 1);
    cairo_fill(canvas->cr);
}

static void draw_name(const htsc__map_page *page, htsc__canvas *canvas, const htsc__label *l) {
    htsc__style style_here = *form_style(l->form);
    const htsc__style *style = &style_here;
    if (page->village_count > MANY_NAMES) { /* edges of letters are outlines, and so many make large files */
        style_here.halo_mm = 0;
        htsc__canvas_box(canvas, l->at.x - 0.2, l->at.y, l->at.width + 0.4, l->at.height, 0xffffff, 0.7);
    }
    name_lines lines;
    double ascent, descent;
    lines_of(htsc_villages_get(page->x->villages, l->owner)->name, &lines);
    htsc__fonts_extent(page->fonts, style, &ascent, &descent);
    const double x = l->at.x + l->at.width / 2, y = l->at.y + ascent;
    if (l->form % 2 == 0 || lines.second == NULL) {
        htsc__canvas_line(canvas, x, y, 0, lines.whole, style);
        return;
    }
    htsc__canvas_line(canvas, x, y, 0, lines.first, style);
    htsc__canvas_line(canvas, x, y + 1.2 * style->size_mm, 0, lines.second, style);
}

void htsc__map_names_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    const size_t count = page->zone_count + page->village_count;
    for (size_t i = 0; i < count; i++) {
        const htsc__label *l = &page->labels[i];
        const bool moved = hypot(l->at.x + l->at.width / 2 - l->x, l->at.y + l->at.height / 2 - l->y) > 1;
        if (l->placed && (i < page->zone_count ? moved : l->away)) draw_leader(canvas, l);
    }
    for (size_t i = page->zone_count; i < count; i++)
        if (page->labels[i].placed) draw_name(page, canvas, &page->labels[i]);
    for (size_t i = 0; i < page->zone_count; i++) {
        const htsc__label *l = &page->labels[i];
        if (l->placed) htsc__map_number(canvas, l->at.x + l->at.width / 2, l->at.y + l->at.height / 2, (unsigned)i + 1);
    }
}
