/* A page from its parts. */
#include "report/map_page.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/map_text.h"
#include "analysis/zones.h"
#include "report/palette.h"

static const double gap_mm = 5, panel_mm = 116;

/* Which village each square millimetre of the map is in. */
static htsc_status own_ground(htsc__map_shared *s, htsc_error *err) {
    const htsc__rect *m = &s->frame.map;
    s->owner_columns = (size_t)m->width;
    s->owner_rows = (size_t)m->height;
    const size_t count = s->owner_columns * s->owner_rows;
    double *x_m = htsc__alloc(count, sizeof *x_m), *y_m = htsc__alloc(count, sizeof *y_m);
    htsc_place *places = htsc__alloc(count, sizeof *places);
    s->owner = htsc__alloc(count, sizeof *s->owner);
    htsc_status status = HTSC_OK;
    if (x_m == NULL || y_m == NULL || places == NULL || s->owner == NULL) status = htsc__error_memory(err, "a map");
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const size_t column = i % s->owner_columns, row = i / s->owner_columns;
        const double x = ((double)column + 0.5) * m->width / (double)s->owner_columns;
        const double y = ((double)row + 0.5) * m->height / (double)s->owner_rows;
        x_m[i] = s->frame.west_m + x / s->frame.mm_per_m;
        y_m[i] = s->frame.north_m - y / s->frame.mm_per_m;
    }
    if (status == HTSC_OK) status = htsc_villages_locate(s->x->villages, count, x_m, y_m, places, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) s->owner[i] = places[i].village;
    htsc__free(x_m);
    htsc__free(y_m);
    htsc__free(places);
    return status;
}

htsc_status htsc__map_shared_make(const htsc__results *x, htsc__map_shared *shared, htsc_error *err) {
    *shared = (htsc__map_shared){.x = x};
    const htsc_box ground = htsc_villages_bounds(x->villages);
    htsc__map_frame_fit(&ground, &shared->frame);
    htsc_status status = htsc__fonts_create(&shared->fonts, err);
    if (status == HTSC_OK) status = htsc__map_border_make(x, &shared->border, err);
    if (status == HTSC_OK) status = htsc__map_relief_make(x, &shared->relief, err);
    return status == HTSC_OK ? own_ground(shared, err) : status;
}

void htsc__map_shared_clear(htsc__map_shared *shared) {
    htsc__fonts_free(shared->fonts);
    htsc__map_border_clear(&shared->border);
    htsc__map_relief_clear(&shared->relief);
    htsc__free(shared->owner);
}

static void title_in(const htsc__map_page *page, htsc_language language, char *text, size_t size) {
    if (page->technology == NULL)
        snprintf(text, size, "%s",
                 htsc__say(language,
                           (htsc__phrase){"Cáp quang và các vùng chưa có cáp quang", "Fibre and zones without it"}));
    else
        htsc__map_fill(text, size,
                       htsc__say(language, (htsc__phrase){"Vùng phủ sóng @ và các vùng sóng yếu",
                                                          "@ coverage and zones without good signal"}),
                       htsc_technology_name(page->technology->technology));
}

static void entitle(htsc__map_page *page) {
    const htsc_project *p = page->x->project;
    const htsc_language other = p->language == HTSC_LANGUAGE_VI ? HTSC_LANGUAGE_EN : HTSC_LANGUAGE_VI;
    char title[160], place[HTSC__MAP_NAME_SIZE], period[HTSC__MAP_NAME_SIZE], date[32];
    htsc__map_text(place, sizeof place, p->name);
    htsc__map_text(period, sizeof period, p->period);
    title_in(page, p->language, title, sizeof title);
    snprintf(page->title, sizeof page->title, "%s – %s", title, place);
    title_in(page, other, title, sizeof title);
    htsc__date_text(p->language, p->date, date, sizeof date);
    snprintf(page->subject, sizeof page->subject, "%s · %s · %s", title, period, date);
    snprintf(page->author, sizeof page->author, "libhtscover %s", htsc_version());
    page->about = (htsc__canvas_about){page->title, page->subject, page->author, p->date};
}

htsc_status htsc__map_page_make(const htsc__map_shared *shared, const htsc__technology_ratios *technology,
                                htsc__map_page *page, htsc_error *err) {
    *page = (htsc__map_page){.x = shared->x,
                             .technology = technology,
                             .fonts = shared->fonts,
                             .border = &shared->border,
                             .relief = &shared->relief,
                             .frame = shared->frame};
    entitle(page);
    htsc_status status = htsc__map_classes_make(page, err);
    if (status == HTSC_OK) status = htsc__map_marks_make(page, err);
    return status == HTSC_OK ? htsc__map_names_make(shared, page, err) : status;
}

void htsc__map_page_clear(htsc__map_page *page) {
    htsc__free(page->classes.of);
    if (page->ground != NULL) cairo_surface_destroy(page->ground);
    htsc__free(page->marks);
    htsc__free(page->mark_counts);
    htsc__free(page->labels);
}

static void stroke(htsc__canvas *canvas, double width_mm, uint32_t rgb, double opacity) {
    htsc__canvas_colour(canvas, rgb, opacity);
    cairo_set_line_width(canvas->cr, width_mm);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(canvas->cr);
}

/* Classes and relief inside the area alone. */
static htsc_status draw_ground(const htsc__map_page *page, htsc__canvas *canvas, htsc_error *err) {
    const htsc__map_border *b = page->border;
    htsc_status status = HTSC_OK;
    cairo_save(canvas->cr);
    cairo_new_path(canvas->cr);
    for (size_t i = 0; i < b->piece_count && status == HTSC_OK; i++)
        status = htsc__map_path(canvas, &page->frame, b->geos, b->pieces[i].geom, 0, err);
    cairo_set_fill_rule(canvas->cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_clip(canvas->cr);
    htsc__map_ground_draw(page, canvas);
    htsc__map_hatch(page, canvas);
    cairo_restore(canvas->cr);
    return status;
}

static htsc_status draw_borders(const htsc__map_page *page, htsc__canvas *canvas, htsc_error *err) {
    const htsc__map_border *b = page->border;
    const htsc__results *x = page->x;
    htsc_status status = HTSC_OK;
    for (size_t v = 0; v < htsc_villages_count(x->villages) && status == HTSC_OK; v++)
        status = htsc__map_path(canvas, &page->frame, b->geos, htsc__villages_geom(x->villages, v), 0, err);
    cairo_path_t *path = cairo_copy_path(canvas->cr);
    stroke(canvas, 0.55, 0xffffff, 0.55);
    cairo_append_path(canvas->cr, path);
    cairo_path_destroy(path);
    stroke(canvas, 0.22, 0x404040, 1);
    for (size_t i = 0; i < page->zone_count && page->technology != NULL && status == HTSC_OK; i++)
        status = htsc__map_path(canvas, &page->frame, b->geos, htsc__zones_geom(page->technology->zones, i), 1.5, err);
    if (page->technology != NULL) stroke(canvas, 0.35, htsc__level_rgb(HTSC_LEVEL_NONE), 1);
    if (status == HTSC_OK) status = htsc__map_path(canvas, &page->frame, b->geos, b->outline, 0, err);
    stroke(canvas, 0.7, HTSC__MAP_INK, 1);
    return status;
}

static void draw_title(const htsc__map_page *page, htsc__canvas *canvas) {
    static const htsc__style title = {5.6, HTSC__MAP_INK, true, HTSC__ALIGN_LEFT, 0};
    static const htsc__style small = {2.6, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    const htsc__rect *m = &page->frame.map;
    htsc__style fitting = title;
    while (fitting.size_mm > 3.5 && htsc__fonts_line_width(page->fonts, page->title, &fitting) > m->width)
        fitting.size_mm -= 0.2;
    htsc__canvas_line(canvas, m->x, m->y - 12, m->width, page->title, &fitting);
    htsc__canvas_line(canvas, m->x, m->y - 7, m->width, page->subject, &small);
}

/* One column holds all panels; three share them. Panels are drawn as if their column were 116 mm wide. */
static void draw_panels(const htsc__map_page *page, htsc__canvas *canvas) {
    static double (*const panels[])(const htsc__map_page *, htsc__canvas *, const htsc__rect *) = {
        htsc__map_legend_draw, htsc__map_score_draw, htsc__map_table_draw, htsc__map_sources_draw};
    static const size_t column_of[] = {0, 1, 2, 2};
    double used[3] = {0, 0, 0};
    for (size_t i = 0; i < sizeof panels / sizeof panels[0]; i++) {
        const size_t c = page->frame.column_count == 1 ? 0 : column_of[i];
        const htsc__rect *column = &page->frame.columns[c];
        const double scale = column->width / panel_mm;
        cairo_save(canvas->cr);
        cairo_translate(canvas->cr, column->x, column->y);
        cairo_scale(canvas->cr, scale, scale);
        const htsc__rect at = {0, used[c], panel_mm, column->height / scale - used[c]};
        used[c] += panels[i](page, canvas, &at) + gap_mm;
        cairo_restore(canvas->cr);
    }
}

htsc_status htsc__map_page_draw(const htsc__map_page *page, htsc__canvas *canvas, htsc_error *err) {
    const htsc__rect *m = &page->frame.map;
    draw_title(page, canvas);
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, m->x, m->y, m->width, m->height);
    cairo_clip(canvas->cr);
    htsc__canvas_box(canvas, m->x, m->y, m->width, m->height, 0xf5f5f3, 1);
    htsc_status status = draw_ground(page, canvas, err);
    if (status == HTSC_OK) status = draw_borders(page, canvas, err);
    htsc__map_grid_draw(page, canvas);
    if (page->technology == NULL) htsc__map_cables_draw(page, canvas);
    htsc__map_marks_draw(page, canvas);
    htsc__map_names_draw(page, canvas);
    cairo_restore(canvas->cr);
    htsc__map_frame_draw(page, canvas);
    draw_panels(page, canvas);
    return status;
}
