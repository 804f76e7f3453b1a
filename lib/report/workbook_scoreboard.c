/* The scoreboard: what the plan asks for, what is, and the distance between. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/palette.h"
#include "report/workbook.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

enum { NAME, VALUE, TARGET, DISTANCE, VERDICT };

static const htsc__phrase labels[] = {{"chỉ tiêu", "target"},
                                      {"giá trị, %", "value, %"},
                                      {"mục tiêu, %", "target, %"},
                                      {"chênh lệch so với mục tiêu, điểm %", "distance to the target, points"},
                                      {"kết quả", "verdict"},
                                      {"tử số", "numerator"},
                                      {"mẫu số", "denominator"},
                                      {"cách có số liệu", "kind"},
                                      {"ngày số liệu", "date"},
                                      {"nguồn", "source"},
                                      {"tiếp cận (tính toán), %", "reach (computed), %"},
                                      {"sử dụng (khai báo), %", "use (declared), %"},
                                      {"nhà mạng phủ nhiều nhất, %", "operator that covers most, %"},
                                      {"mã chỉ tiêu", "id"}};
enum { LABELS = sizeof labels / sizeof labels[0] };

/* Of whom, when and by what, above the table. */
static void preface(htsc__sheet *s) {
    htsc__book *book = s->book;
    const htsc_project *p = book->x->project;
    const struct {
        htsc__phrase label;
        const char *text;
    } rows[] = {{PHRASE("Xã", "Commune"), p->name},
                {PHRASE("Mã xã", "Code of the commune"), p->commune_code},
                {PHRASE("Kỳ", "Period"), p->period},
                {PHRASE("Ngày", "Date"), NULL},
                {PHRASE("Phiên bản công cụ", "Version of the tool"), htsc_version()}};
    if (book->status == HTSC_OK)
        htsc__book_fail(
            book, worksheet_write_string(s->page, s->row, 0,
                                         htsc__say(book->language, PHRASE("Bảng chỉ tiêu hạ tầng số",
                                                                          "Scoreboard of digital infrastructure")),
                                         book->title));
    htsc__sheet_end_row(s);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        htsc__sheet_phrase(s, rows[i].label);
        if (rows[i].text != NULL)
            htsc__sheet_note(s, rows[i].text);
        else
            htsc__sheet_date(s, p->date);
        htsc__sheet_end_row(s);
    }
    htsc__sheet_end_row(s);
}

static void score_row(htsc__sheet *s, const htsc_score *score) {
    const double none = (double)NAN;
    htsc__sheet_phrase(s, htsc__target_phrase(score->target));
    htsc__sheet_number(s, score->value_pct, 2);
    htsc__sheet_number(s, score->target_pct, 2);
    htsc__sheet_number(s, score->value_pct - score->target_pct, 2);
    htsc__sheet_phrase(s, htsc__verdict_phrase(score));
    htsc__sheet_number(s, score->known ? score->numerator : none, 0);
    htsc__sheet_number(s, score->known ? score->denominator : none, 0);
    htsc__sheet_phrase(s, htsc__kind_phrase(score));
    htsc__sheet_date(s, score->date);
    htsc__sheet_text(s, score->source);
    htsc__sheet_number(s, score->reach_pct, 2);
    htsc__sheet_number(s, score->use_pct, 2);
    htsc__sheet_number(s, score->maximum_pct, 2);
    htsc__sheet_text(s, htsc_target_name(score->target));
    htsc__sheet_end_row(s);
}

static void mark_verdicts(htsc__sheet *s) {
    static const htsc_score met = {.known = true, .met = true}, not_met = {.target = HTSC_TARGET_POP_5G, .known = true},
                            use_unknown = {.known = true, .use_pct = NAN}, unknown = {.known = false};
    htsc__book *book = s->book;
    const htsc_language language = book->language;
    htsc__sheet_mark(s, VERDICT, htsc__say(language, htsc__verdict_phrase(&met)), book->levels[HTSC_LEVEL_GOOD]);
    htsc__sheet_mark(s, VERDICT, htsc__say(language, htsc__verdict_phrase(&not_met)), book->levels[HTSC_LEVEL_NONE]);
    htsc__sheet_mark(s, VERDICT, htsc__say(language, htsc__verdict_phrase(&use_unknown)),
                     book->levels[HTSC_LEVEL_WEAK]);
    htsc__sheet_mark(s, VERDICT, htsc__say(language, htsc__verdict_phrase(&unknown)), book->unknown);
}

/* Values as bars, targets as hollow ones: they differ without colour too. */
static void chart(htsc__sheet *s) {
    htsc__book *book = s->book;
    const lxw_row_t first = s->heading_row + 1, last = s->heading_row + HTSC_TARGET_COUNT;
    lxw_chart *made = book->status == HTSC_OK ? workbook_add_chart(book->file, LXW_CHART_BAR) : NULL;
    if (made == NULL) {
        htsc__book_fail(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    for (int i = VALUE; i <= TARGET; i++) {
        const lxw_col_t column = (lxw_col_t)i;
        lxw_chart_series *series = chart_add_series(made, NULL, NULL);
        if (series == NULL) {
            htsc__book_fail(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return;
        }
        lxw_chart_fill fill = {.color = column == VALUE ? htsc__operator_rgb(0) : LXW_COLOR_WHITE};
        lxw_chart_line line = {.color = 0x404040, .width = 1};
        chart_series_set_name_range(series, s->name, s->heading_row, column);
        chart_series_set_categories(series, s->name, first, NAME, last, NAME);
        chart_series_set_values(series, s->name, first, column, last, column);
        chart_series_set_fill(series, &fill);
        chart_series_set_line(series, &line);
        chart_series_set_labels(series);
        chart_series_set_labels_num_format(series, "0.0");
    }
    chart_title_set_name(made,
                         htsc__say(book->language, PHRASE("Giá trị so với mục tiêu, %", "Value against target, %")));
    chart_axis_set_reverse(made->y_axis);
    chart_axis_set_label_position(made->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    chart_axis_set_min(made->x_axis, 0);
    chart_axis_set_max(made->x_axis, 100);
    chart_set_series_overlap(made, 0);
    chart_legend_set_position(made, LXW_CHART_LEGEND_BOTTOM);
    char text[96];
    snprintf(text, sizeof text, "%s",
             htsc__say(book->language, PHRASE("Biểu đồ giá trị so với mục tiêu của sáu chỉ tiêu",
                                              "Chart of value against target of the six targets")));
    lxw_chart_options place = {.x_scale = 2.4, .y_scale = 1.5, .description = text};
    htsc__book_fail(book, worksheet_insert_chart_opt(s->page, last + 2, 0, made, &place));
}

void htsc__book_scoreboard(htsc__book *book) {
    htsc__sheet sheet;
    htsc__sheet_open(book, PHRASE("Bảng chỉ tiêu", "Scoreboard"), 1, &sheet);
    sheet.one_page = true;
    preface(&sheet);
    htsc__sheet_headings(&sheet, labels, LABELS);
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) score_row(&sheet, &book->x->scores[i]);
    mark_verdicts(&sheet);
    chart(&sheet);
    htsc__sheet_close(&sheet);
}
