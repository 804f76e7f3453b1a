/* What the marks and colours mean, and how many people each class has. */
#include <stdio.h>

#include "report/map_page.h"
#include "report/map_text.h"
#include "report/palette.h"

enum { LISTED_OPERATORS = 8 };
static const double row_mm = 5.8, swatch_mm = 9, text_x = 11.5, base_mm = 3.7;
static const htsc__style plain = {2.7, HTSC__MAP_INK, false, HTSC__ALIGN_LEFT, 0};
static const htsc__style figure = {2.7, HTSC__MAP_INK, false, HTSC__ALIGN_RIGHT, 0};

/* The place of the next row. */
typedef struct cursor {
    const htsc__map_page *page;
    htsc__canvas *canvas;
    double x, y, width;
} cursor;

static const char *say(const cursor *c, htsc__phrase phrase) {
    return htsc__say(c->page->x->project->language, phrase);
}

double htsc__map_heading(htsc__canvas *canvas, const htsc__rect *at, const char *text) {
    static const htsc__style style = {3, HTSC__MAP_INK, true, HTSC__ALIGN_LEFT, 0};
    htsc__canvas_line(canvas, at->x, at->y + 3.2, at->width, text, &style);
    htsc__canvas_rule(canvas, at->x, at->y + 4.8, at->x + at->width, at->y + 4.8, 0.25, HTSC__MAP_INK);
    return 6.6;
}

static void row_text(cursor *c, const char *text, double right) {
    htsc__canvas_line(c->canvas, c->x + text_x, c->y + base_mm, c->width - text_x - right, text, &plain);
    c->y += row_mm;
}

/* A phrase with a number in the place of its '@'. */
static void count_row(cursor *c, htsc__phrase phrase, size_t count) {
    char number[40], text[192];
    htsc__number_text(c->page->x->project->language, (double)count, 0, number, sizeof number);
    htsc__map_fill(text, sizeof text, say(c, phrase), number);
    row_text(c, text, 0);
}

static void swatch(const cursor *c, int class) {
    const htsc__map_classes *classes = &c->page->classes;
    cairo_t *cr = c->canvas->cr;
    const double x = c->x, y = c->y + 0.6, height = row_mm - 1.4;
    htsc__canvas_box(c->canvas, x, y, swatch_mm, height, 0xf6f6f6, 1);
    htsc__canvas_box(c->canvas, x, y, swatch_mm, height, classes->rgb[class], classes->opacity[class]);
    if (class == 1) {
        cairo_save(cr);
        cairo_rectangle(cr, x, y, swatch_mm, height);
        cairo_clip(cr);
        const double apart = c->page->technology != NULL ? 2.1 : 1.06;
        for (int i = 0; i * apart < swatch_mm + height; i++) {
            const double at = i * apart - height;
            cairo_move_to(cr, x + at, y);
            cairo_line_to(cr, x + at + height, y + height);
        }
        htsc__canvas_colour(c->canvas, classes->rgb[1], 0.8);
        cairo_set_line_width(cr, 0.2);
        cairo_stroke(cr);
        cairo_restore(cr);
    }
    htsc__canvas_colour(c->canvas, HTSC__MAP_INK, 1);
    cairo_set_line_width(cr, 0.15);
    cairo_rectangle(cr, x, y, swatch_mm, height);
    cairo_stroke(cr);
}

/* "12.907 người · 46,1 %" at the right end of the row. */
static void share(const cursor *c, double part, double whole, htsc__phrase unit) {
    const htsc_language language = c->page->x->project->language;
    char count[40], pct[40], text[128];
    htsc__number_text(language, part, 0, count, sizeof count);
    htsc__number_text(language, htsc__pct(part, whole), 1, pct, sizeof pct);
    snprintf(text, sizeof text, "%s %s · %s %%", count, say(c, unit), pct);
    htsc__canvas_line(c->canvas, c->x + c->width, c->y + base_mm, 0, text, &figure);
}

static void radio_rows(cursor *c) {
    const htsc__results *x = c->page->x;
    const htsc__technology_ratios *t = c->page->technology;
    const htsc_tally *all =
        htsc_ratio_get(t->ratios[x->operator_count], HTSC_REGION_COMMUNE(htsc_villages_count(x->villages)));
    char good[40], covered[40], text[192];
    htsc__number_text(x->project->language, t->settings->good_dbm, 0, good, sizeof good);
    htsc__number_text(x->project->language, t->settings->covered_dbm, 0, covered, sizeof covered);
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) {
        swatch(c, level + 1);
        share(c, all->persons[level], htsc_tally_persons(all), (htsc__phrase){"người", "persons"});
        const char *name = say(c, htsc__level_phrase((htsc_level)level));
        if (level == HTSC_LEVEL_GOOD)
            snprintf(text, sizeof text, "%s (≥ %s dBm)", name, good);
        else if (level == HTSC_LEVEL_WEAK)
            snprintf(text, sizeof text, "%s (%s … %s dBm)", name, covered, good);
        else
            snprintf(text, sizeof text, "%s (< %s dBm)", name, covered);
        row_text(c, text, 38);
    }
}

static void fiber_rows(cursor *c) {
    const htsc__results *x = c->page->x;
    const htsc_tally *all =
        htsc_ratio_get(x->reach[x->operator_count], HTSC_REGION_COMMUNE(htsc_villages_count(x->villages)));
    static const htsc__phrase names[] = {{"chưa tiếp cận được cáp quang", "not reached by fibre"},
                                         {"có cáp quang, không quá 1 Gb/s", "fibre, 1 Gb/s or less"},
                                         {"có cáp quang, trên 1 Gb/s", "fibre, more than 1 Gb/s"}};
    static const htsc__style small = {2.5, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    htsc__canvas_line(c->canvas, c->x, c->y + base_mm, c->width,
                      say(c, (htsc__phrase){"Ô có nhà dân, theo đa số hộ trong ô",
                                            "Squares with households, by what most of them have"}),
                      &small);
    c->y += row_mm - 0.4;
    for (int i = HTSC_REACH_GIGABIT; i >= HTSC_REACH_NONE; i--) {
        swatch(c, i + 1);
        share(c, all->households[i], htsc_tally_households(all), (htsc__phrase){"hộ", "households"});
        row_text(c, say(c, names[i]), 38);
    }
}

static void line_row(cursor *c, double width, uint32_t rgb, htsc__phrase name) {
    htsc__canvas_rule(c->canvas, c->x, c->y + 2.9, c->x + swatch_mm, c->y + 2.9, width, rgb);
    row_text(c, say(c, name), 0);
}

static void operator_mark(const cursor *c, uint32_t o, double x, double y) {
    cairo_t *cr = c->canvas->cr;
    if (c->page->technology != NULL) {
        htsc__map_mark_draw(c->canvas, &(htsc__map_mark){x + swatch_mm / 2, y + 2.9, 2.8, o, false});
        return;
    }
    htsc__map_cable_pen(c->canvas, o);
    cairo_move_to(cr, x, y + 2.9);
    cairo_line_to(cr, x + swatch_mm, y + 2.9);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    htsc__map_mark_draw(c->canvas, &(htsc__map_mark){x + swatch_mm / 2, y + 2.9, 1.8, o, false});
}

/* Two columns: mark, name and how many there are. */
static void operator_rows(cursor *c) {
    const htsc__results *x = c->page->x;
    const size_t listed = x->operator_count < LISTED_OPERATORS ? x->operator_count : LISTED_OPERATORS;
    const size_t rows = (listed + 1) / 2;
    const double half = c->width / 2;
    const htsc__phrase heading = c->page->technology != NULL
                                     ? (htsc__phrase){"Trạm theo nhà mạng (số trạm)", "Sites by operator (number)"}
                                     : (htsc__phrase){"Tuyến cáp và điểm truy nhập theo nhà mạng (số điểm)",
                                                      "Routes and access points by operator (number of points)"};
    static const htsc__style small = {2.5, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    htsc__canvas_line(c->canvas, c->x, c->y + base_mm, c->width, say(c, heading), &small);
    c->y += row_mm - 0.4;
    for (size_t o = 0; o < listed; o++) {
        char name[HTSC__MAP_NAME_SIZE], count[40], text[48];
        const size_t row = o / 2;
        const double left = c->x + (o % 2 == 0 ? 0 : half), y = c->y + row_mm * (double)row;
        htsc__map_text(name, sizeof name, x->project->operators[o]);
        htsc__number_text(x->project->language, (double)c->page->mark_counts[o], 0, count, sizeof count);
        operator_mark(c, (uint32_t)o, left, y);
        const double room = half - text_x - 14;
        const double wide = htsc__canvas_line(c->canvas, left + text_x, y + base_mm, room, name, &plain);
        snprintf(text, sizeof text, "(%s)", count);
        htsc__canvas_line(c->canvas, left + text_x + wide + 1, y + base_mm, 0, text, &plain);
    }
    c->y += row_mm * (double)rows;
    if (listed == x->operator_count) return;
    count_row(c, (htsc__phrase){"và @ nhà mạng khác", "and @ more operators"}, x->operator_count - listed);
}

static void fiber_lines(cursor *c) {
    const htsc__results *x = c->page->x;
    cairo_t *cr = c->canvas->cr;
    if (htsc_fiber_olt_count(x->fiber) > 0) {
        htsc__map_mark_draw(c->canvas, &(htsc__map_mark){c->x + swatch_mm / 2, c->y + 2.9, 3.4, 0, true});
        row_text(c,
                 say(c, (htsc__phrase){"thiết bị đầu cuối quang OLT (dạng dấu và màu theo nhà mạng)",
                                       "optical line terminal (mark and colour by operator)"}),
                 0);
    }
    if (x->fiber_results->roads == NULL) return;
    htsc__map_build_pen(c->canvas, false);
    cairo_move_to(cr, c->x, c->y + 2.9);
    cairo_line_to(cr, c->x + swatch_mm, c->y + 2.9);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    row_text(c, say(c, (htsc__phrase){"tuyến cáp nên kéo thêm, theo đường giao thông", "cable to add, along roads"}),
             0);
    line_row(c, 0.18, 0x8c8c8c, (htsc__phrase){"đường giao thông", "road"});
}

static void zone_row(cursor *c) {
    if (c->page->zone_count == 0) return;
    htsc__map_number(c->canvas, c->x + swatch_mm / 2, c->y + 2.9, 1);
    count_row(c,
              c->page->technology != NULL ? (htsc__phrase){"vùng sóng yếu hoặc không có sóng, @ vùng đông dân nhất",
                                                           "zone without good signal; the @ with most people"}
                                          : (htsc__phrase){"vùng chưa có cáp quang, @ vùng nhiều hộ nhất",
                                                           "zone without fibre; the @ with most households"},
              c->page->zone_count);
}

double htsc__map_legend_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at) {
    cursor c = {page, canvas, at->x, at->y, at->width};
    c.y += htsc__map_heading(canvas, at, say(&c, (htsc__phrase){"Chú giải", "Legend"}));
    if (page->technology != NULL)
        radio_rows(&c);
    else
        fiber_rows(&c);
    zone_row(&c);
    line_row(&c, 0.7, HTSC__MAP_INK, (htsc__phrase){"ranh giới xã", "commune boundary"});
    line_row(&c, 0.25, HTSC__MAP_INK, (htsc__phrase){"ranh giới thôn", "village boundary"});
    if (page->technology == NULL) fiber_lines(&c);
    operator_rows(&c);
    if (page->left_out_count > 0) {
        c.x -= text_x; /* no mark before it */
        count_row(
            &c, (htsc__phrase){"Tên @ thôn không đủ chỗ ghi trên bản đồ.", "@ village names found no room on the map."},
            page->left_out_count);
    }
    return c.y - at->y;
}
