/* Charts of villages and of fibre, each beside the figures it shows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/palette.h"
#include "report/workbook.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

enum { MOST_BARS = 60, BAR_PIXELS = 17, CHART_HEIGHT = 288 };

typedef struct standing {
    double without_good; /* persons */
    size_t village;
} standing;

/* The worst first; the file's order where they are equal. */
static int by_standing(const void *a, const void *b) {
    const standing *p = a, *q = b;
    if (p->without_good != q->without_good) return p->without_good < q->without_good ? 1 : -1;
    return p->village < q->village ? -1 : p->village > q->village;
}

/* The plan is about 5G. */
static const htsc__technology_ratios *shown_technology(const htsc__results *x) {
    for (size_t t = 0; t < x->technology_count; t++)
        if (x->technologies[t].technology == HTSC_TECHNOLOGY_5G) return &x->technologies[t];
    return &x->technologies[0];
}

static htsc_status rank(const htsc__results *x, const htsc_ratio *any, standing **ranked, htsc_error *err) {
    const size_t count = htsc_villages_count(x->villages);
    *ranked = htsc__alloc(count, sizeof **ranked);
    if (*ranked == NULL) return htsc__error_memory(err, "a chart");
    for (size_t v = 0; v < count; v++) {
        const htsc_tally *tally = htsc_ratio_get(any, v);
        (*ranked)[v] = (standing){tally->persons[HTSC_LEVEL_NONE] + tally->persons[HTSC_LEVEL_WEAK], v};
    }
    qsort(*ranked, count, sizeof **ranked, by_standing);
    return HTSC_OK;
}

/* A chart whose columns are series of the sheet's table; NULL after a failure. */
static lxw_chart *add_chart(htsc__sheet *s, uint8_t kind, lxw_row_t last, lxw_col_t names, lxw_col_t from, lxw_col_t to,
                            const uint32_t *rgb) {
    htsc__book *book = s->book;
    const lxw_row_t first = s->heading_row + 1;
    lxw_chart *chart = book->status == HTSC_OK ? workbook_add_chart(book->file, kind) : NULL;
    for (lxw_col_t column = from; column <= to && chart != NULL; column++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (series == NULL) {
            chart = NULL;
            break;
        }
        lxw_chart_fill fill = {.color = rgb[column - from]};
        lxw_chart_line line = {.color = 0x404040, .width = 0.5F};
        chart_series_set_name_range(series, s->name, s->heading_row, column);
        chart_series_set_categories(series, s->name, first, names, last, names);
        chart_series_set_values(series, s->name, first, column, last, column);
        chart_series_set_fill(series, &fill);
        chart_series_set_line(series, &line);
    }
    if (chart == NULL) {
        htsc__book_fail(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    /* The y axis is that of the names. */
    chart_axis_set_reverse(chart->y_axis); /* the first row on top */
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    chart_axis_set_interval_unit(chart->y_axis, 1); /* every name */
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    lxw_chart_font small = {.size = 8};
    chart_axis_set_num_font(chart->y_axis, &small); /* copied */
    return chart;
}

static void put_chart(htsc__sheet *s, lxw_chart *chart, const char *title, size_t bars, lxw_row_t row, size_t column) {
    char text[200];
    snprintf(text, sizeof text, "%s", title);
    lxw_chart_options place = {
        .x_scale = 1.6, .y_scale = (140.0 + BAR_PIXELS * (double)bars) / CHART_HEIGHT, .description = text};
    lxw_chart_font font = {.size = 13, .bold = LXW_TRUE};
    chart_title_set_name(chart, text);
    chart_title_set_name_font(chart, &font);
    htsc__book_fail(s->book, worksheet_insert_chart_opt(s->page, row, (lxw_col_t)column, chart, &place));
}

static void signal_rows(htsc__sheet *s, const htsc_ratio *any, const standing *ranked) {
    const htsc__results *x = s->book->x;
    for (size_t i = 0; i < htsc_villages_count(x->villages) && s->book->status == HTSC_OK; i++) {
        const htsc_tally *tally = htsc_ratio_get(any, ranked[i].village);
        htsc__sheet_number(s, (double)i + 1, 0);
        htsc__sheet_text(s, htsc__region_code(x, ranked[i].village));
        htsc__sheet_text(s, htsc__region_name(x, ranked[i].village));
        for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--)
            htsc__sheet_number(s, tally->persons[level], 2);
        htsc__sheet_number(s, htsc__pct(ranked[i].without_good, htsc_tally_persons(tally)), 2);
        htsc__sheet_end_row(s);
    }
}

void htsc__book_signal_chart(htsc__book *book) {
    static const htsc__phrase labels[] = {{"thứ tự", "rank"},
                                          {"mã thôn", "village code"},
                                          {"thôn", "village"},
                                          {"số người sóng tốt", "persons, good signal"},
                                          {"số người sóng yếu", "persons, weak signal"},
                                          {"số người không có sóng", "persons, no signal"},
                                          {"chưa có sóng tốt, %", "without good signal, %"}};
    const htsc__results *x = book->x;
    const htsc__technology_ratios *t = shown_technology(x);
    const htsc_ratio *any = t->ratios[x->operator_count];
    const uint32_t rgb[] = {htsc__level_rgb(HTSC_LEVEL_GOOD), htsc__level_rgb(HTSC_LEVEL_WEAK),
                            htsc__level_rgb(HTSC_LEVEL_NONE)};
    const size_t count = htsc_villages_count(x->villages), bars = count < MOST_BARS ? count : MOST_BARS;
    standing *ranked = NULL;
    htsc__sheet s;
    char title[160];
    snprintf(title, sizeof title,
             book->language == HTSC_LANGUAGE_VI
                 ? "Số người theo mức sóng %s: %zu thôn nhiều người chưa có sóng tốt nhất"
                 : "Persons by %s signal: the %zu villages with most without a good one",
             htsc_technology_name(t->technology), bars);
    htsc__sheet_open(book, PHRASE("Biểu đồ sóng theo thôn", "Chart of signal by village"), 3, &s);
    htsc__sheet_headings(&s, labels, sizeof labels / sizeof labels[0]);
    if (book->status == HTSC_OK) book->status = rank(x, any, &ranked, book->err);
    if (book->status == HTSC_OK) signal_rows(&s, any, ranked);
    htsc__free(ranked);
    lxw_chart *chart = add_chart(&s, LXW_CHART_BAR_STACKED, (lxw_row_t)bars, 2, 3, 5, rgb);
    if (chart != NULL) {
        chart_set_series_gap(chart, 40);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_TOP);
        put_chart(&s, chart, title, bars, s.heading_row, s.column_count + 1);
    }
    htsc__sheet_close(&s);
}

/* By how far they are from a gigabit: with it, with fibre, then without. */
static const htsc_fiber_reason reasons[HTSC__REASON_COUNT] = {HTSC_FIBER_SERVED,  HTSC_FIBER_TOO_SLOW,
                                                              HTSC_FIBER_NO_PORT, HTSC_FIBER_OVER_BUDGET,
                                                              HTSC_FIBER_NO_PATH, HTSC_FIBER_TOO_FAR};

static double reason_households(const htsc__results *x, htsc_fiber_reason reason, size_t layer) {
    const size_t commune = HTSC_REGION_COMMUNE(htsc_villages_count(x->villages));
    return htsc_tally_households_from(htsc_ratio_get(x->fiber_results->reasons[reason][layer], commune), 1);
}

static void reason_row(htsc__sheet *s, htsc_fiber_reason reason) {
    const htsc__results *x = s->book->x;
    const bool reached = reason == HTSC_FIBER_SERVED || reason == HTSC_FIBER_TOO_SLOW;
    const htsc_tally *reach =
        htsc_ratio_get(x->reach[x->operator_count], HTSC_REGION_COMMUNE(htsc_villages_count(x->villages)));
    const double households = reason_households(x, reason, x->operator_count);
    htsc__sheet_phrase(s, htsc__reason_phrase(reason));
    htsc__sheet_phrase(s, reached ? PHRASE("tiếp cận được", "reached") : PHRASE("chưa tiếp cận", "not reached"));
    htsc__sheet_number(s, households, 2);
    htsc__sheet_number(s, htsc__pct(households, htsc_tally_households(reach)), 2);
    for (size_t o = 0; o < x->operator_count; o++) htsc__sheet_number(s, reason_households(x, reason, o), 2);
    htsc__sheet_end_row(s);
}

static void colour_reasons(lxw_chart *chart) {
    lxw_chart_fill fills[HTSC__REASON_COUNT];
    lxw_chart_line line = {.color = 0x404040, .width = 0.5F};
    lxw_chart_point points[HTSC__REASON_COUNT];
    lxw_chart_point *list[HTSC__REASON_COUNT + 1] = {NULL};
    for (int i = 0; i < HTSC__REASON_COUNT; i++) {
        fills[i] = (lxw_chart_fill){.color = htsc__reach_rgb(reasons[i] == HTSC_FIBER_SERVED     ? HTSC_REACH_GIGABIT
                                                             : reasons[i] == HTSC_FIBER_TOO_SLOW ? HTSC_REACH_FIBER
                                                                                                 : HTSC_REACH_NONE)};
        points[i] = (lxw_chart_point){.line = &line, .fill = &fills[i]};
        list[i] = &points[i];
    }
    lxw_chart_series *series = STAILQ_FIRST(chart->series_list);
    chart_series_set_points(series, list); /* copies them */
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "#,##0");
}

void htsc__book_fiber_chart(htsc__book *book) {
    static const htsc__phrase labels[] = {{"tình trạng cáp quang", "state of fibre"},
                                          {"loại", "class"},
                                          {"số hộ", "households"},
                                          {"số hộ, %", "households, %"}};
    const htsc__results *x = book->x;
    const uint32_t rgb = htsc__reach_rgb(HTSC_REACH_NONE);
    htsc__sheet s;
    htsc__sheet_open(book, PHRASE("Biểu đồ cáp quang", "Chart of fibre"), 1, &s);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        htsc__sheet_heading(&s, htsc__say(book->language, labels[i]));
    for (size_t o = 0; o < x->operator_count; o++) htsc__sheet_name(&s, x->project->operators[o]);
    htsc__sheet_end_row(&s);
    for (int i = 0; i < HTSC__REASON_COUNT; i++) reason_row(&s, reasons[i]);
    lxw_chart *chart = add_chart(&s, LXW_CHART_BAR, HTSC__REASON_COUNT, 0, 2, 2, &rgb);
    if (chart != NULL) {
        colour_reasons(chart);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
        put_chart(&s, chart,
                  htsc__say(book->language, PHRASE("Số hộ trong xã theo tình trạng cáp quang",
                                                   "Households of the commune by state of fibre")),
                  2 * HTSC__REASON_COUNT, HTSC__REASON_COUNT + 2, 0);
    }
    htsc__sheet_close(&s);
}
