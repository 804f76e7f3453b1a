/* A sheet: rows of cells, one after another, under headings. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/workbook.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

enum {
    MIN_WIDTH = 7,
    MAX_WIDTH = 60,
    MAX_LINES = 8,
    MAX_HEADING_LINES = 4,
    PAGE_WIDTH = 200,
    LONG_TEXT = 255,
    LINE_POINTS = 15
};

static void page_texts(htsc__book *book, lxw_worksheet *page) {
    const htsc_project *p = book->x->project;
    char name[8 * 60 + 1], period[8 * 30 + 1], date[16], text[1200];
    htsc__book_header(p->name, 60, name);
    htsc__book_header(p->period, 30, period);
    htsc__date_text(book->language, p->date, date, sizeof date);
    snprintf(text, sizeof text, "&L%s (%s)&C&\"Calibri,Bold\"&A&R%s: %s · %s", name, p->commune_code,
             htsc__say(book->language, PHRASE("Kỳ", "Period")), period, date);
    htsc__book_fail(book, worksheet_set_header(page, text));
    snprintf(text, sizeof text, "&Llibhtscover %s&R%s &P/&N", htsc_version(),
             htsc__say(book->language, PHRASE("Trang", "Page")));
    htsc__book_fail(book, worksheet_set_footer(page, text));
}

void htsc__sheet_open(htsc__book *book, htsc__phrase title, size_t frozen_columns, htsc__sheet *sheet) {
    *sheet = (htsc__sheet){.book = book, .name = htsc__say(book->language, title), .frozen_columns = frozen_columns};
    if (book->status != HTSC_OK) return;
    sheet->page = workbook_add_worksheet(book->file, sheet->name);
    if (sheet->page == NULL) {
        htsc__book_fail(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    worksheet_set_landscape(sheet->page);
    worksheet_set_paper(sheet->page, 9); /* A4 */
    worksheet_set_margins(sheet->page, 0.4, 0.4, 0.75, 0.6);
    page_texts(book, sheet->page);
    /* On every page; now, since it is refused once rows are gone. */
    if (frozen_columns > 0)
        htsc__book_fail(book, worksheet_repeat_columns(sheet->page, 0, (lxw_col_t)(frozen_columns - 1)));
}

/* The next cell can be written; the last row is kept for saying what did not fit. */
static bool is_open(const htsc__sheet *s) {
    return s->book->status == HTSC_OK && s->row + 1 < s->book->row_limit;
}

static void widen(htsc__sheet *s, double characters) {
    if (s->look == HTSC__LOOK_APART) characters *= 1.15;     /* bold */
    const double lines = ceil(characters / (MAX_WIDTH - 6)); /* not every line is full */
    if (s->column >= s->column_count) return;
    if (characters + 2 > MAX_WIDTH && lines > (double)s->lines) s->lines = (size_t)fmin(lines, MAX_LINES);
    s->columns[s->column].width = fmax(s->columns[s->column].width, characters);
}

static const char *clean(htsc__book *book, const char *text, size_t *characters) {
    if (htsc__grow(&book->scratch, &book->scratch_capacity, 2 * strlen(text) + 8, 1, "bao_cao.xlsx", book->err) !=
        HTSC_OK) {
        book->status = HTSC_ERR_MEMORY;
        return "";
    }
    *characters = htsc__book_clean(text, book->scratch);
    return book->scratch;
}

static void put_text(htsc__sheet *s, const char *text, lxw_format *format) {
    size_t characters = 0;
    const char *shown = clean(s->book, text, &characters);
    if (s->book->status != HTSC_OK) return;
    if (format == s->book->text[s->look] && characters > LONG_TEXT) format = s->book->long_text[s->look];
    htsc__book_fail(s->book, worksheet_write_string(s->page, s->row, s->column, shown, format));
    if (format != s->book->heading) widen(s, (double)characters);
}

void htsc__sheet_name(htsc__sheet *s, const char *label) {
    htsc__book *book = s->book;
    if (book->status != HTSC_OK) return;
    s->heading_row = s->row;
    book->status =
        htsc__grow(&s->columns, &s->column_capacity, s->column_count + 1, sizeof *s->columns, s->name, book->err);
    if (book->status != HTSC_OK) return;
    put_text(s, label, book->heading);
    size_t ignored;
    char *kept = book->status == HTSC_OK ? htsc__strdup(clean(book, label, &ignored)) : NULL;
    if (kept == NULL) {
        if (book->status == HTSC_OK) book->status = htsc__error_memory(book->err, s->name);
        return;
    }
    s->columns[s->column_count++] = (htsc__book_column){MIN_WIDTH, kept};
    s->column++;
}

/* Labels begin small, for they stand in sentences too. */
void htsc__sheet_heading(htsc__sheet *s, const char *label) {
    char text[160];
    htsc__text_copy(text, sizeof text, label);
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    else if (strncmp(text, "đ", 2) == 0)
        text[1]--; /* Đ */
    htsc__sheet_name(s, text);
}

void htsc__sheet_headings(htsc__sheet *s, const htsc__phrase *labels, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__sheet_heading(s, htsc__say(s->book->language, labels[i]));
    htsc__sheet_end_row(s);
}

void htsc__sheet_text(htsc__sheet *s, const char *text) {
    if (is_open(s)) put_text(s, text, s->book->text[s->look]);
    s->column++;
}

void htsc__sheet_note(htsc__sheet *s, const char *text) {
    if (is_open(s)) put_text(s, text, s->book->any[s->look]);
    s->column++;
}

void htsc__sheet_phrase(htsc__sheet *s, htsc__phrase phrase) {
    htsc__sheet_text(s, htsc__say(s->book->language, phrase));
}

void htsc__sheet_number(htsc__sheet *s, double value, int decimals) {
    htsc__book *book = s->book;
    const int shown = decimals > HTSC__BOOK_DECIMALS ? HTSC__BOOK_DECIMALS : decimals;
    lxw_format *format = decimals >= 0         ? book->number[s->look][shown]
                         : fmod(value, 1) == 0 ? book->whole[s->look]
                                               : book->any[s->look];
    char text[64];
    if (is_open(s) && isfinite(value)) {
        htsc__number_text(book->language, value, decimals < 0 ? 3 : shown, text, sizeof text);
        htsc__book_fail(book, worksheet_write_number(s->page, s->row, s->column, value + 0.0, format)); /* no -0 */
        widen(s, (double)strlen(text));
    } else if (is_open(s)) {
        htsc__book_fail(book, worksheet_write_blank(s->page, s->row, s->column, format));
    }
    s->column++;
}

void htsc__sheet_date(htsc__sheet *s, int32_t yyyymmdd) {
    lxw_datetime day = {.year = yyyymmdd / 10000, .month = yyyymmdd / 100 % 100, .day = yyyymmdd % 100};
    lxw_format *format = s->book->date[s->look];
    if (is_open(s) && yyyymmdd != 0) {
        htsc__book_fail(s->book, worksheet_write_datetime(s->page, s->row, s->column, &day, format));
        widen(s, 10);
    } else if (is_open(s)) {
        htsc__book_fail(s->book, worksheet_write_blank(s->page, s->row, s->column, format));
    }
    s->column++;
}

static void heading_height(htsc__sheet *s, size_t lines) {
    htsc__book_fail(s->book, worksheet_set_row(s->page, s->heading_row, LINE_POINTS * (double)lines + 6, NULL));
}

void htsc__sheet_end_row(htsc__sheet *s) {
    if (s->lines > 1 && is_open(s))
        htsc__book_fail(s->book, worksheet_set_row(s->page, s->row, LINE_POINTS * (double)s->lines, NULL));
    s->lines = 0;
    if (s->book->at_once && s->book->status == HTSC_OK && s->column_count > 0 && s->row == s->heading_row)
        heading_height(s, MAX_HEADING_LINES);
    if (s->row + 1 < s->book->row_limit)
        s->row++;
    else
        s->left_out++;
    s->column = 0;
}

/* While its last row is there: it is refused once that is gone. */
static void set_filter(htsc__sheet *s) {
    s->body_end = s->row;
    const lxw_row_t last = s->row > s->heading_row ? s->row - 1 : s->heading_row;
    if (s->book->status != HTSC_OK || s->column_count == 0) return;
    htsc__book_fail(s->book, worksheet_autofilter(s->page, s->heading_row, 0, last, (lxw_col_t)(s->column_count - 1)));
}

void htsc__sheet_end_body(htsc__sheet *s) {
    set_filter(s);
    htsc__sheet_end_row(s);
    s->look = HTSC__LOOK_APART;
}

void htsc__sheet_mark(htsc__sheet *s, size_t column, const char *word, lxw_format *fill) {
    const lxw_row_t first = s->heading_row + 1, end = s->body_end == 0 ? s->row : s->body_end;
    char text[128];
    if (s->book->status != HTSC_OK || end <= first) return;
    snprintf(text, sizeof text, "\"%s\"", word);
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                   .value_string = text,
                                   .format = fill};
    htsc__book_fail(s->book, worksheet_conditional_format_range(s->page, first, (lxw_col_t)column, end - 1,
                                                                (lxw_col_t)column, &rule));
}

/* Characters of UTF-8. */
static size_t length_of(const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++) count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* Lines of words in a column, bold letters being wider, with room for the filter's button behind the last. */
static size_t lines_at(const char *label, double width) {
    size_t lines = 1;
    double used = 0;
    for (const char *word = label; *word != '\0';) {
        const size_t bytes = strcspn(word, " ");
        const double size = 1.15 * (double)length_of(word, bytes);
        if (used > 0 && used + 1 + size > width) {
            lines++;
            used = 0;
        }
        if (size > width) return MAX_HEADING_LINES + 1;
        used += size + (used > 0);
        word += bytes + (word[bytes] == ' ');
    }
    return used + 3 > width ? lines + 1 : lines;
}

/* Returns the sum of the widths. */
static double fit_columns(htsc__sheet *s) {
    size_t most = 1;
    double all = 0;
    for (size_t i = 0; i < s->column_count; i++) {
        double width = fmin(fmax(s->columns[i].width + 2, MIN_WIDTH), MAX_WIDTH);
        while (width < MAX_WIDTH && lines_at(s->columns[i].label, width) > MAX_HEADING_LINES) width++;
        const size_t lines = lines_at(s->columns[i].label, width);
        if (lines > most) most = lines;
        htsc__book_fail(s->book, worksheet_set_column(s->page, (lxw_col_t)i, (lxw_col_t)i, width, NULL));
        all += width;
    }
    if (most > MAX_HEADING_LINES + 2) most = MAX_HEADING_LINES + 2;
    if (!s->book->at_once) heading_height(s, most);
    return all;
}

static void tell_cut(htsc__sheet *s) {
    htsc__book *book = s->book;
    char text[200], count[32];
    if (s->left_out == 0) return;
    htsc__number_text(book->language, (double)s->left_out, 0, count, sizeof count);
    snprintf(text, sizeof text,
             book->language == HTSC_LANGUAGE_VI ? "Còn %s dòng nữa không ghi được vào trang tính này."
                                                : "%s more rows do not fit on this sheet.",
             count);
    htsc__book_fail(book, worksheet_write_string(s->page, (lxw_row_t)(book->row_limit - 1), 0, text, book->title));
    if (book->cut_count >= HTSC__BOOK_MAX_SHEETS) return;
    book->cut[book->cut_count].name = s->name;
    book->cut[book->cut_count++].left_out = s->left_out;
}

void htsc__sheet_close(htsc__sheet *s) {
    htsc__book *book = s->book;
    if (book->status == HTSC_OK && s->column_count > 0) {
        const double all = fit_columns(s);
        if (s->body_end == 0) set_filter(s);
        tell_cut(s);
        worksheet_freeze_panes(s->page, s->heading_row + 1, (lxw_col_t)s->frozen_columns);
        htsc__book_fail(book, worksheet_repeat_rows(s->page, s->heading_row, s->heading_row));
        /* What would be too small on one page stands side by side on more. */
        const double pages = s->one_page ? 1 : ceil(all / PAGE_WIDTH);
        worksheet_fit_to_pages(s->page, (uint16_t)pages, 0);
    }
    for (size_t i = 0; i < s->column_count; i++) htsc__free(s->columns[i].label);
    htsc__free(s->columns);
    s->columns = NULL;
    s->column_count = 0;
}
