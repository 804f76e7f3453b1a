/* The worst zones, as the numbers on the map have them. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "report/map_page.h"
#include "report/map_text.h"

static const double row_mm = 5.2;
enum { MAX_COLUMNS = 7 };

typedef struct column {
    htsc__phrase heading, unit;
    double right; /* end of the column, as a share of the width; the second column stands left */
} column;

/* clang-format off */
static const column radio_columns[] = {
    {{"", ""}, {"", ""}, 0.05}, {{"Thôn", "Village"}, {"", ""}, 0.4}, {{"Diện tích", "Area"}, {"km²", "km²"}, 0.53},
    {{"Người", "Persons"}, {"", ""}, 0.64}, {{"Hộ", "House-"}, {"", "holds"}, 0.73},
    {{"Mức TB", "Mean"}, {"dBm", "dBm"}, 0.86}, {{"Trạm gần", "Nearest"}, {"nhất, km", "site, km"}, 1}};
static const column fiber_columns[] = {
    {{"", ""}, {"", ""}, 0.05}, {{"Thôn", "Village"}, {"", ""}, 0.46}, {{"Hộ", "House-"}, {"", "holds"}, 0.58},
    {{"Người", "Persons"}, {"", ""}, 0.7}, {{"Cách mạng cáp", "To the network"}, {"m", "m"}, 0.9},
    {{"theo", "by"}, {"đường", "road"}, 1}};
/* clang-format on */

static void radio_cells(const htsc__map_page *page, size_t index, char cells[MAX_COLUMNS][HTSC__MAP_NAME_SIZE]) {
    const htsc_zone *z = htsc_zones_get(page->technology->zones, index);
    const htsc_language language = page->x->project->language;
    enum { SIZE = HTSC__MAP_NAME_SIZE };
    htsc__map_text(cells[1], SIZE, htsc_villages_get(page->x->villages, z->village)->name);
    htsc__number_text(language, z->area_m2 / 1e6, 2, cells[2], SIZE);
    htsc__number_text(language, z->persons, 0, cells[3], SIZE);
    htsc__number_text(language, z->households, 0, cells[4], SIZE);
    htsc__number_text(language, z->mean_rsrp_dbm, 1, cells[5], SIZE);
    htsc__number_text(language, z->site_distance_m / 1000, 1, cells[6], SIZE);
}

static void fiber_cells(const htsc__map_page *page, size_t index, char cells[MAX_COLUMNS][HTSC__MAP_NAME_SIZE]) {
    const htsc__fiber_results *f = page->x->fiber_results;
    const htsc_fiber_zone *z = htsc_fiber_gap_get_zone(f->gap, f->ranked[index]);
    const htsc_language language = page->x->project->language;
    enum { SIZE = HTSC__MAP_NAME_SIZE };
    htsc__map_text(cells[1], SIZE, htsc__fiber_zone_village(page->x, f->ranked[index], true));
    htsc__number_text(language, z->households, 0, cells[2], SIZE);
    htsc__number_text(language, z->persons, 0, cells[3], SIZE);
    htsc__number_text(language, z->distance_m, 0, cells[4], SIZE);
    const htsc__phrase yes = {"có", "yes"}, no = {"không", "no"};
    htsc__text_copy(cells[5], SIZE, isnan(z->distance_m) ? "" : htsc__say(language, z->along_roads ? yes : no));
}

static void draw_cell(htsc__canvas *canvas, const column *columns, size_t c, const htsc__rect *at, double y,
                      const char *text, const htsc__style *style) {
    const double left = at->x + at->width * (c == 0 ? 0 : columns[c - 1].right),
                 right = at->x + at->width * columns[c].right;
    htsc__style aligned = *style;
    aligned.align = c < 2 ? HTSC__ALIGN_LEFT : HTSC__ALIGN_RIGHT;
    htsc__canvas_line(canvas, c < 2 ? left : right, y, right - left - (c < 2 ? 1 : 0.4), text, &aligned);
}

static double draw_heading(const htsc__map_page *page, htsc__canvas *canvas, const column *columns, size_t count,
                           const htsc__rect *at, double y) {
    static const htsc__style style = {2.25, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    const htsc_language language = page->x->project->language;
    for (size_t c = 0; c < count; c++) {
        const char *first = htsc__say(language, columns[c].heading), *second = htsc__say(language, columns[c].unit);
        draw_cell(canvas, columns, c, at, second[0] == '\0' ? y + 4.9 : y + 2.1, first, &style);
        if (second[0] != '\0') draw_cell(canvas, columns, c, at, y + 4.9, second, &style);
    }
    htsc__canvas_rule(canvas, at->x, y + 6, at->x + at->width, y + 6, 0.15, HTSC__MAP_GREY);
    return 6.4;
}

static void draw_row(const htsc__map_page *page, htsc__canvas *canvas, const column *columns, size_t count,
                     const htsc__rect *at, double y, size_t index) {
    static const htsc__style style = {2.65, HTSC__MAP_INK, false, HTSC__ALIGN_LEFT, 0};
    static const htsc__style rank = {2.65, HTSC__MAP_INK, true, HTSC__ALIGN_LEFT, 0};
    char cells[MAX_COLUMNS][HTSC__MAP_NAME_SIZE] = {""};
    snprintf(cells[0], sizeof cells[0], "%zu", index + 1);
    if (page->technology != NULL)
        radio_cells(page, index, cells);
    else
        fiber_cells(page, index, cells);
    if (index % 2 == 1) htsc__canvas_box(canvas, at->x, y, at->width, row_mm, 0xf2f2f2, 1);
    for (size_t c = 0; c < count; c++) draw_cell(canvas, columns, c, at, y + 3.7, cells[c], c == 0 ? &rank : &style);
}

double htsc__map_table_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at) {
    static const htsc__style note = {2.65, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    const bool radio = page->technology != NULL;
    const column *columns = radio ? radio_columns : fiber_columns;
    const size_t count = radio ? sizeof radio_columns / sizeof *columns : sizeof fiber_columns / sizeof *columns;
    const htsc_language language = page->x->project->language;
    const htsc__phrase heading = radio ? (htsc__phrase){"Các vùng sóng yếu, không có sóng đông dân nhất",
                                                        "Zones without good signal, most people first"}
                                       : (htsc__phrase){"Các vùng chưa có cáp quang nhiều hộ nhất",
                                                        "Zones without fibre, most households first"};
    double y = at->y + htsc__map_heading(canvas, at, htsc__say(language, heading));
    if (page->zone_count == 0) {
        htsc__canvas_line(canvas, at->x, y + 2.8, at->width, htsc__say(language, (htsc__phrase){"Không có.", "None."}),
                          &note);
        return y + row_mm - at->y;
    }
    y += draw_heading(page, canvas, columns, count, at, y);
    for (size_t i = 0; i < page->zone_count; i++) draw_row(page, canvas, columns, count, at, y + (double)i * row_mm, i);
    return y + (double)page->zone_count * row_mm - at->y;
}
