/* Tables that other files show too, as sheets. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/workbook.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

/* A column in the other language, beside one that the sheet shows in its own. */
static bool is_shown(const htsc__column *column) {
    const size_t length = strlen(column->key);
    return length < 3 || strcmp(column->key + length - 3, "_vi") != 0;
}

static void put_row(htsc__sheet *sheet, const htsc__row *row) {
    char room[HTSC__BOOK_WORD];
    for (size_t i = 0; i < row->count; i++) {
        const htsc__column *c = &row->columns[i];
        if (!is_shown(c)) continue;
        if (c->kind == HTSC__FIELD_TEXT)
            htsc__sheet_text(sheet, htsc__book_word(sheet->book->language, c->key, row->values[i].text, room));
        else
            htsc__sheet_number(sheet, row->values[i].number, c->decimals);
    }
    htsc__sheet_end_row(sheet);
}

/* A code shown in words is headed like the words. */
static const char *vi_label(const htsc__row *row, size_t i) {
    return i + 1 < row->count && !is_shown(&row->columns[i + 1]) ? row->columns[i + 1].vi : row->columns[i].vi;
}

static void put_headings(htsc__sheet *sheet, const htsc__row *row) {
    const bool vi = sheet->book->language == HTSC_LANGUAGE_VI;
    for (size_t i = 0; i < row->count; i++)
        if (is_shown(&row->columns[i])) htsc__sheet_heading(sheet, vi ? vi_label(row, i) : row->columns[i].en);
    htsc__sheet_end_row(sheet);
}

static void mark_levels(htsc__sheet *sheet, const htsc__row *row) {
    size_t at = 0;
    for (size_t i = 0; i < row->count; i++) {
        if (!is_shown(&row->columns[i])) continue;
        for (int level = 0; level < HTSC_LEVEL_COUNT && strcmp(row->columns[i].key, "class") == 0; level++)
            htsc__sheet_mark(sheet, at, htsc__say(sheet->book->language, htsc__level_phrase((htsc_level)level)),
                             sheet->book->levels[level]);
        at++;
    }
}

/* The table's rows, then those after them that are of its kind, e.g. sums. */
static void table_sheet(htsc__book *book, const htsc__table *table, htsc__phrase title, size_t apart_count,
                        size_t frozen_columns) {
    htsc__sheet sheet;
    htsc__row row = {.count = 0};
    htsc__sheet_open(book, title, frozen_columns, &sheet);
    if (book->status == HTSC_OK) book->status = htsc__table_describe(table, &row, book->err);
    if (book->status == HTSC_OK) put_headings(&sheet, &row);
    for (size_t i = 0; i < table->row_count + apart_count && book->status == HTSC_OK; i++) {
        if (i == table->row_count) htsc__sheet_end_body(&sheet);
        book->status = htsc__table_row(table, i, &row, book->err);
        if (book->status == HTSC_OK) put_row(&sheet, &row);
    }
    if (book->status == HTSC_OK) mark_levels(&sheet, &row);
    htsc__sheet_close(&sheet);
    htsc__row_clear(&row);
}

void htsc__book_table(htsc__book *book, const htsc__table *table, htsc__phrase title, size_t frozen_columns) {
    table_sheet(book, table, title, 0, frozen_columns);
}

void htsc__book_villages(htsc__book *book) {
    const htsc__table table = htsc__table_villages(book->x);
    table_sheet(book, &table, PHRASE("Thôn", "Villages"), HTSC_REGION_COUNT(table.row_count) - table.row_count, 2);
}

void htsc__book_findings(htsc__book *book) {
    static const htsc__phrase labels[] = {{"tệp", "file"},      {"dòng", "row"},       {"cột", "column"},
                                          {"giá trị", "value"}, {"xử lý", "severity"}, {"lý do", "reason"},
                                          {"mã", "code"}};
    const htsc_findings *findings = book->x->findings;
    htsc__sheet sheet;
    htsc__sheet_open(book, PHRASE("Lỗi số liệu đầu vào", "Findings in the inputs"), 2, &sheet);
    htsc__sheet_headings(&sheet, labels, sizeof labels / sizeof labels[0]);
    for (size_t i = 0; i < htsc_findings_count(findings) && book->status == HTSC_OK; i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        char text[1024], room[HTSC__BOOK_WORD];
        htsc_finding_text(f, book->language, text, sizeof text);
        htsc__sheet_text(&sheet, f->file);
        htsc__sheet_number(&sheet, (double)f->row, 0);
        htsc__sheet_text(&sheet, f->column);
        htsc__sheet_text(&sheet, f->value);
        htsc__sheet_text(&sheet, htsc__book_word(book->language, "severity", htsc_severity_name(f->severity), room));
        htsc__sheet_text(&sheet, text);
        htsc__sheet_text(&sheet, htsc_finding_code_name(f->code));
        htsc__sheet_end_row(&sheet);
    }
    htsc__sheet_close(&sheet);
}

static const char *route_id(const htsc__results *x, const htsc__cables *cables, uint32_t line) {
    return line == UINT32_MAX ? "" : htsc_fiber_get_route(x->fiber, cables->routes[line])->route_id;
}

static void change_row(htsc__sheet *sheet, size_t operator_index, const htsc_line_change *change,
                       htsc_transform *to_lonlat) {
    htsc__book *book = sheet->book;
    const htsc__cables *cables = &book->x->fiber_results->cables[operator_index];
    double lon_deg = change->x_m, lat_deg = change->y_m;
    char room[HTSC__BOOK_WORD];
    book->status = htsc_transform_points(to_lonlat, 1, &lon_deg, &lat_deg, book->err);
    htsc__sheet_text(sheet, book->x->project->operators[operator_index]);
    htsc__sheet_text(sheet, htsc__book_word(book->language, "kind", htsc__change_stem(change->kind), room));
    htsc__sheet_text(sheet, route_id(book->x, cables, change->line));
    htsc__sheet_text(sheet, route_id(book->x, cables, change->other_line));
    htsc__sheet_number(sheet, lon_deg, 7);
    htsc__sheet_number(sheet, lat_deg, 7);
    htsc__sheet_number(sheet, change->length_m, 3);
    htsc__sheet_end_row(sheet);
}

void htsc__book_changes(htsc__book *book) {
    static const htsc__phrase labels[] = {{"nhà mạng", "operator"},     {"thay đổi", "change"},   {"tuyến", "route"},
                                          {"tuyến kia", "other route"}, {"kinh độ", "longitude"}, {"vĩ độ", "latitude"},
                                          {"chiều dài, m", "length, m"}};
    const htsc__results *x = book->x;
    htsc_transform *to_lonlat = NULL;
    htsc__sheet sheet;
    htsc__sheet_open(book, PHRASE("Chỉnh sửa tuyến cáp", "Changes of routes"), 1, &sheet);
    htsc__sheet_headings(&sheet, labels, sizeof labels / sizeof labels[0]);
    if (book->status == HTSC_OK)
        book->status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &to_lonlat, book->err);
    for (size_t o = 0; o < x->operator_count; o++) {
        const htsc_line_net *net = x->fiber_results->cables[o].net;
        for (size_t i = 0; net != NULL && i < htsc_line_net_change_count(net) && book->status == HTSC_OK; i++)
            change_row(&sheet, o, htsc_line_net_get_change(net, i), to_lonlat);
    }
    htsc_transform_free(to_lonlat);
    htsc__sheet_close(&sheet);
}
