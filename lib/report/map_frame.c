/* Sheet, scale, grid of coordinates, scale bar, north. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>

#include "report/map_page.h"
#include "report/map_text.h"

static const double margin = 10, title = 17, ticks = 5, strip = 13, gap = 6;

/* Sheets of A3: panels beside the map, upright with panels beside it, panels below it. */
static const struct {
    double width, height, beside, below;
} sheets[] = {{420, 297, 116, 0}, {297, 420, 92, 0}, {420, 297, 0, 116}};

static htsc__rect map_of(size_t sheet) {
    const double right = sheets[sheet].beside > 0 ? sheets[sheet].beside + gap : 0;
    const double bottom = strip + (sheets[sheet].below > 0 ? sheets[sheet].below + gap : 0);
    const htsc__rect map = {margin + ticks, margin + title, 0, 0};
    return (htsc__rect){map.x, map.y, sheets[sheet].width - margin - right - map.x,
                        sheets[sheet].height - margin - bottom - map.y};
}

/* The next round number that is not smaller. */
static double round_scale(double least) {
    const double power = pow(10, floor(log10(least))), times = least / power;
    const double hundredths = times > 5 ? 50 : times > 2 ? 25 : 10;
    return ceil(100 * times / hundredths - 1e-9) * hundredths * power / 100;
}

void htsc__map_frame_fit(const htsc_box *ground, htsc__map_frame *frame) {
    enum { SHEETS = sizeof sheets / sizeof sheets[0] };
    static const double inner = 4; /* mm kept free along the map's edges */
    const double width_m = fmax(ground->max_x - ground->min_x, 50), height_m = fmax(ground->max_y - ground->min_y, 50);
    double best = INFINITY;
    for (size_t i = 0; i < SHEETS; i++) {
        const htsc__rect map = map_of(i);
        const double scale =
            round_scale(1000 * fmax(width_m / (map.width - 2 * inner), height_m / (map.height - 2 * inner)));
        if (scale >= best) continue;
        best = scale;
        *frame = (htsc__map_frame){.width = sheets[i].width, .height = sheets[i].height, .map = map, .scale = scale};
        if (sheets[i].beside > 0) {
            frame->column_count = 1;
            frame->columns[0] = (htsc__rect){frame->width - margin - sheets[i].beside, margin, sheets[i].beside,
                                             frame->height - 2 * margin};
            continue;
        }
        frame->column_count = 3;
        const double each = (frame->width - 2 * margin - 2 * gap) / 3;
        for (size_t c = 0; c < 3; c++)
            frame->columns[c] = (htsc__rect){margin + (double)c * (each + gap),
                                             frame->height - margin - sheets[i].below, each, sheets[i].below};
    }
    frame->mm_per_m = 1000 / frame->scale;
    frame->west_m = (ground->min_x + ground->max_x) / 2 - frame->map.width / 2 / frame->mm_per_m;
    frame->north_m = (ground->min_y + ground->max_y) / 2 + frame->map.height / 2 / frame->mm_per_m;
}

double htsc__map_x(const htsc__map_frame *frame, double x_m) {
    return frame->map.x + (x_m - frame->west_m) * frame->mm_per_m;
}

double htsc__map_y(const htsc__map_frame *frame, double y_m) {
    return frame->map.y + (frame->north_m - y_m) * frame->mm_per_m;
}

/* 1, 2 or 5 times a power of ten, not above. */
static double round_length(double most) {
    const double power = pow(10, floor(log10(most) + 1e-9)), times = most / power;
    return (times >= 5 ? 5 : times >= 2 ? 2 : 1) * power;
}

/* A tick at both edges, with its coordinate. */
static void grid_line(const htsc__map_page *page, htsc__canvas *canvas, bool upright, double value_m) {
    static const htsc__style style = {1.9, HTSC__MAP_GREY, false, HTSC__ALIGN_CENTRE, 0};
    const htsc__map_frame *f = &page->frame;
    const htsc__rect *m = &f->map;
    char text[32];
    htsc__number_text(page->x->project->language, value_m, 0, text, sizeof text);
    cairo_set_line_cap(canvas->cr, CAIRO_LINE_CAP_BUTT);
    if (upright) {
        const double x = htsc__map_x(f, value_m);
        htsc__canvas_rule(canvas, x, m->y - 1.2, x, m->y, 0.18, HTSC__MAP_INK);
        htsc__canvas_rule(canvas, x, m->y + m->height, x, m->y + m->height + 1.2, 0.18, HTSC__MAP_INK);
        if (x < m->x + 7 || x > m->x + m->width - 7) return;
        htsc__canvas_line(canvas, x, m->y - 1.8, 0, text, &style);
        htsc__canvas_line(canvas, x, m->y + m->height + 3.4, 0, text, &style);
        return;
    }
    const double y = htsc__map_y(f, value_m);
    htsc__canvas_rule(canvas, m->x - 1.2, y, m->x, y, 0.18, HTSC__MAP_INK);
    htsc__canvas_rule(canvas, m->x + m->width, y, m->x + m->width + 1.2, y, 0.18, HTSC__MAP_INK);
    if (y < m->y + 8 || y > m->y + m->height - 8) return;
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, m->x - 1.8, y);
    cairo_rotate(canvas->cr, -1.5707963267948966);
    htsc__canvas_line(canvas, 0, 0, 0, text, &style);
    cairo_restore(canvas->cr);
}

/* Lines of the grid that are on the map: number `first` to `last` times the step. */
typedef struct grid_lines {
    double step_m;
    int first_x, last_x, first_y, last_y;
} grid_lines;

static grid_lines grid_of(const htsc__map_frame *f) {
    const double step_m = round_length(fmin(f->map.width, f->map.height) / f->mm_per_m / 3);
    const double east_m = f->west_m + f->map.width / f->mm_per_m, south_m = f->north_m - f->map.height / f->mm_per_m;
    return (grid_lines){step_m, (int)ceil(f->west_m / step_m), (int)floor(east_m / step_m), (int)ceil(south_m / step_m),
                        (int)floor(f->north_m / step_m)};
}

void htsc__map_grid_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    static const double arm = 1.5;
    const htsc__map_frame *f = &page->frame;
    const grid_lines g = grid_of(f);
    for (int i = g.first_x; i <= g.last_x; i++)
        for (int j = g.first_y; j <= g.last_y; j++) {
            const double x = htsc__map_x(f, i * g.step_m), y = htsc__map_y(f, j * g.step_m);
            htsc__canvas_rule(canvas, x - arm, y, x + arm, y, 0.12, HTSC__MAP_GREY);
            htsc__canvas_rule(canvas, x, y - arm, x, y + arm, 0.12, HTSC__MAP_GREY);
        }
}

/* Returns its length. */
static double draw_bar(const htsc__map_page *page, htsc__canvas *canvas, double x, double y) {
    static const htsc__style middle = {2.1, HTSC__MAP_INK, false, HTSC__ALIGN_CENTRE, 0};
    static const htsc__style left = {2.1, HTSC__MAP_INK, false, HTSC__ALIGN_LEFT, 0};
    const htsc_language language = page->x->project->language;
    const double length_m = round_length(95 / page->frame.mm_per_m), unit_m = length_m >= 1000 ? 1000 : 1;
    const double length = length_m * page->frame.mm_per_m;
    enum { PARTS = 4 };
    for (int i = 0; i < PARTS; i++)
        htsc__canvas_box(canvas, x + i * length / PARTS, y, length / PARTS, 1.6, i % 2 == 0 ? HTSC__MAP_INK : 0xffffff,
                         1);
    htsc__canvas_colour(canvas, HTSC__MAP_INK, 1);
    cairo_set_line_width(canvas->cr, 0.2);
    cairo_rectangle(canvas->cr, x, y, length, 1.6);
    cairo_stroke(canvas->cr);
    for (int i = 0; i <= PARTS; i += 2) {
        const double value = length_m / unit_m * i / PARTS;
        char text[40];
        htsc__number_text(language, value,
                          value == floor(value)             ? 0
                          : value * 10 == floor(value * 10) ? 1
                                                            : 2,
                          text, sizeof text);
        htsc__canvas_line(canvas, x + i * length / PARTS, y + 4.2, 0, text, &middle);
    }
    htsc__canvas_line(canvas, x + length + 2, y + 1.6, 0, unit_m > 1 ? "km" : "m", &left);
    return length;
}

static void draw_north(const htsc__map_page *page, htsc__canvas *canvas, double x, double y) {
    static const htsc__style style = {2.8, HTSC__MAP_INK, true, HTSC__ALIGN_CENTRE, 0};
    const htsc__phrase north = {"B", "N"};
    cairo_t *cr = canvas->cr;
    htsc__canvas_line(canvas, x, y + 2.2, 0, htsc__say(page->x->project->language, north), &style);
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(cr, x, y + 3);
        cairo_line_to(cr, x + side * 2.1, y + 10);
        cairo_line_to(cr, x, y + 8.3);
        cairo_close_path(cr);
        htsc__canvas_colour(canvas, side < 0 ? HTSC__MAP_INK : 0xffffff, 1);
        cairo_fill_preserve(cr);
        htsc__canvas_colour(canvas, HTSC__MAP_INK, 1);
        cairo_set_line_width(cr, 0.2);
        cairo_stroke(cr);
    }
}

/* What is below the map: lengths, scale, coordinate system, north. */
static void draw_strip(const htsc__map_page *page, htsc__canvas *canvas) {
    static const htsc__style style = {2.6, HTSC__MAP_INK, false, HTSC__ALIGN_LEFT, 0};
    static const htsc__style small = {2.2, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    const htsc__rect *m = &page->frame.map;
    const htsc_language language = page->x->project->language;
    const double y = m->y + m->height + 6;
    char number[40], text[160], crs[HTSC__MAP_NAME_SIZE], line[HTSC__MAP_NAME_SIZE + 80];
    htsc__number_text(language, page->frame.scale, 0, number, sizeof number);
    snprintf(text, sizeof text, language == HTSC_LANGUAGE_VI ? "Tỷ lệ 1:%s (khổ A3)" : "Scale 1:%s (on A3)", number);
    const double x = m->x + 2 + draw_bar(page, canvas, m->x + 2, y) + 16;
    htsc__canvas_line(canvas, x, y + 1.6, 0, text, &style);
    htsc__map_text(crs, sizeof crs, page->x->project->working_crs);
    const htsc__phrase grid = {"Lưới tọa độ (m)", "Grid (m)"}, thanh_hoa = {"VN-2000 / TM-3, kinh tuyến trục 105°, ",
                                                                            "VN-2000 / TM-3, central meridian 105°, "};
    snprintf(line, sizeof line, "%s: %s%s", htsc__say(language, grid),
             strcmp(crs, HTSC_CRS_VN2000_TM3_105) == 0 ? htsc__say(language, thanh_hoa) : "", crs);
    htsc__canvas_line(canvas, x, y + 5, m->x + m->width - 12 - x, line, &small);
    draw_north(page, canvas, m->x + m->width - 5, y - 1.6);
}

void htsc__map_frame_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc__rect *m = &page->frame.map;
    const grid_lines g = grid_of(&page->frame);
    for (int i = g.first_x; i <= g.last_x; i++) grid_line(page, canvas, true, i * g.step_m);
    for (int j = g.first_y; j <= g.last_y; j++) grid_line(page, canvas, false, j * g.step_m);
    htsc__canvas_colour(canvas, HTSC__MAP_INK, 1);
    cairo_set_line_width(canvas->cr, 0.35);
    cairo_rectangle(canvas->cr, m->x, m->y, m->width, m->height);
    cairo_stroke(canvas->cr);
    draw_strip(page, canvas);
}
