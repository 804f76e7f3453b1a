#ifndef HTSC_TESTS_E2E_CSV_H
#define HTSC_TESTS_E2E_CSV_H

#include <stddef.h>

/* A CSV file in memory, read by another hand than the library's: RFC 4180, a byte order mark is passed over. */
typedef struct csv_sheet {
    char *text;
    char **cells; /* rows * columns, the heading first; what a row lacks is "" */
    size_t rows, columns;
} csv_sheet;

csv_sheet csv_read(const char *path);
void csv_clear(csv_sheet *sheet);
/* Row 0 is the first under the heading. The test ends where there is no such column. */
const char *csv_text(const csv_sheet *sheet, size_t row, const char *column);
double csv_number(const csv_sheet *sheet, size_t row, const char *column);
size_t csv_rows(const csv_sheet *sheet);
/* Row whose cell in `column` is `value`; the test ends where there is none. */
size_t csv_find(const csv_sheet *sheet, const char *column, const char *value);

#endif
