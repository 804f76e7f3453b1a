/* The workbook: private to workbook*.c and write_workbook.c, which alone see libxlsxwriter. */
#ifndef HTSC_REPORT_WORKBOOK_H
#define HTSC_REPORT_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xlsxwriter.h>

#include "report/table.h"

enum {
    HTSC__BOOK_MEMORY_ROWS = 50000,
    HTSC__BOOK_ROWS = 1048576, /* of a sheet */
    HTSC__BOOK_UNITS = 32767,  /* of a cell's text, in UTF-16 */
    HTSC__BOOK_NAME = 31,      /* characters of a sheet's name */
    HTSC__BOOK_DECIMALS = 7,   /* most that a number is shown with */
    HTSC__BOOK_MAX_SHEETS = HTSC_TECHNOLOGY_COUNT + 16
};

/* Rows of a table, and those that stand apart from it, as sums do. */
typedef enum htsc__look { HTSC__LOOK_PLAIN, HTSC__LOOK_APART, HTSC__LOOK_COUNT } htsc__look;

/* After a failure nothing more is written; the first one is kept. */
typedef struct htsc__book {
    const htsc__results *x;
    htsc_language language;
    lxw_workbook *file;
    htsc_status status;
    htsc_error *err;
    bool at_once;     /* rows are gone once they end */
    size_t row_limit; /* HTSC__BOOK_ROWS */
    lxw_format *text[HTSC__LOOK_COUNT], *long_text[HTSC__LOOK_COUNT],
        *number[HTSC__LOOK_COUNT][HTSC__BOOK_DECIMALS + 1], *any[HTSC__LOOK_COUNT], *whole[HTSC__LOOK_COUNT],
        *date[HTSC__LOOK_COUNT], *heading, *title, *levels[HTSC_LEVEL_COUNT], *unknown;
    char *folder, *scratch; /* of the file; for texts */
    size_t scratch_capacity;
    struct {
        const char *name;
        size_t left_out;
    } cut[HTSC__BOOK_MAX_SHEETS]; /* sheets that had more rows than fit */
    size_t cut_count;
} htsc__book;

typedef struct htsc__book_column {
    double width; /* of what stands in it, in characters */
    char *label;
} htsc__book_column;

typedef struct htsc__sheet {
    htsc__book *book;
    lxw_worksheet *page;
    const char *name;
    htsc__look look;
    bool one_page;                        /* in width, however small that is */
    lxw_row_t row, heading_row, body_end; /* the next row; the table's headings; the row after its last */
    lxw_col_t column;                     /* of the next cell */
    htsc__book_column *columns;
    size_t frozen_columns, column_count, column_capacity, left_out, lines; /* of the row */
} htsc__sheet;

/* `path` is where the file is made; temporary files stand beside it. Needs the C locale until it is closed. Of more
 * than HTSC__BOOK_MEMORY_ROWS rows each is written at once: charts then do not carry their figures along, which
 * programs that only show need; some 120 bytes a cell are saved. */
htsc_status htsc__book_open(const htsc__results *x, const char *path, size_t row_count, htsc__book *book,
                            htsc_error *err);
/* Writes the file and ends the book; after a failure only ends it. */
htsc_status htsc__book_close(htsc__book *book);
void htsc__book_fail(htsc__book *book, lxw_error error);
/* The file has all its parts, each whole: temporary files that were cut leave no other trace. */
htsc_status htsc__book_check(const char *path, htsc_error *err);

/* A sheet after the others. `title` is its name and lives on; the first columns stay in sight. */
void htsc__sheet_open(htsc__book *book, htsc__phrase title, size_t frozen_columns, htsc__sheet *sheet);
/* The headings of the table, in the row after what stands above them, then cells in their order. */
void htsc__sheet_heading(htsc__sheet *sheet, const char *label);
/* One that is somebody's name. */
void htsc__sheet_name(htsc__sheet *sheet, const char *label);
void htsc__sheet_headings(htsc__sheet *sheet, const htsc__phrase *labels, size_t count);
void htsc__sheet_text(htsc__sheet *sheet, const char *text);
/* Not wrapped. */
void htsc__sheet_note(htsc__sheet *sheet, const char *text);
void htsc__sheet_phrase(htsc__sheet *sheet, htsc__phrase phrase);
/* Empty for NaN. `decimals` below 0: as many as it has. */
void htsc__sheet_number(htsc__sheet *sheet, double value, int decimals);
/* Empty for 0. */
void htsc__sheet_date(htsc__sheet *sheet, int32_t yyyymmdd);
void htsc__sheet_end_row(htsc__sheet *sheet);
/* What follows does not belong to the table: an empty row, and another look. */
void htsc__sheet_end_body(htsc__sheet *sheet);
/* Fills cells of a column of the table whose text is `word`. */
void htsc__sheet_mark(htsc__sheet *sheet, size_t column, const char *word, lxw_format *fill);
/* Widths, filter, frozen headings and columns, print. */
void htsc__sheet_close(htsc__sheet *sheet);

/* Text as a cell holds it: no control characters, at most HTSC__BOOK_UNITS, and nothing that reads as an escape. `to`
 * has room for 2 * strlen(text) + 8 bytes. Returns the number of characters. */
size_t htsc__book_clean(const char *text, char *to);
/* A part of a header or footer: at most `most` characters, without the meaning of "&". `to` has 8 * most + 1 bytes. */
void htsc__book_header(const char *text, size_t most, char *to);
/* 0xRRGGBB of a level as a fill with ink that can be read on it. */
lxw_format *htsc__book_fill(lxw_workbook *file, uint32_t rgb);

/* What a word of a table's column means, e.g. "none" of "class"; the word itself where it has no other. `room` has
 * HTSC__BOOK_WORD bytes. */
enum { HTSC__BOOK_WORD = 96 };
const char *htsc__book_word(htsc_language language, const char *key, const char *word, char *room);
/* What a key of "method", "fiber" and the inputs means; the key itself where it is a name. */
htsc__phrase htsc__book_key(const char *key);

/* The sheets. */
void htsc__book_scoreboard(htsc__book *book);
void htsc__book_table(htsc__book *book, const htsc__table *table, htsc__phrase title, size_t frozen_columns);
void htsc__book_villages(htsc__book *book);
void htsc__book_findings(htsc__book *book);
void htsc__book_changes(htsc__book *book);
void htsc__book_parameters(htsc__book *book);
void htsc__book_sources(htsc__book *book);
void htsc__book_defaults(htsc__book *book);
void htsc__book_signal_chart(htsc__book *book);
void htsc__book_fiber_chart(htsc__book *book);

#endif
