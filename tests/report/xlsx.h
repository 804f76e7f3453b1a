#ifndef HTSC_TESTS_REPORT_XLSX_H
#define HTSC_TESTS_REPORT_XLSX_H

#include <stddef.h>

/* A workbook's parts as they stand in the archive, read by another hand than the library's. What is not there, and a
 * cell with a formula, ends the test. */

/* The caller frees. */
char *xlsx_part(const char *book, const char *name);
/* The part that holds the sheet of that name. */
char *xlsx_sheet(const char *book, const char *name);

typedef struct xlsx_strings {
    char *text, **items;
    size_t count;
} xlsx_strings;

xlsx_strings xlsx_read_strings(const char *book);
void xlsx_strings_clear(xlsx_strings *strings);

typedef struct xlsx_cell {
    const char *text; /* of the strings; NULL: a number, or nothing */
    double number;    /* NaN: none */
} xlsx_cell;

enum { XLSX_ROWS = 400, XLSX_COLUMNS = 80 };
typedef struct xlsx_grid {
    xlsx_cell cells[XLSX_ROWS][XLSX_COLUMNS];
    size_t rows;
} xlsx_grid;

/* The caller frees. */
xlsx_grid *xlsx_read_grid(const char *book, const char *name, const xlsx_strings *strings);

#endif
