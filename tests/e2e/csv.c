#include "csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

enum { MAX_COLUMNS = 64 };

/* Takes one cell from *in, unquoted in place; returns what ended it: ',', '\n' or 0. */
static char take_cell(char **in, char **cell) {
    char *from = *in, *to = from;
    *cell = to;
    if (*from == '"') {
        for (from++; *from != '\0'; from++) {
            if (*from == '"' && *++from != '"') break;
            *to++ = *from;
        }
    } else {
        while (*from != '\0' && *from != ',' && *from != '\r' && *from != '\n') *to++ = *from++;
    }
    if (*from == '\r') from++;
    char end = *from;
    *in = end == '\0' ? from : from + 1;
    *to = '\0';
    return end;
}

csv_sheet csv_read(const char *path) {
    static char nothing[] = "";
    csv_sheet s = {.text = file_read(path, NULL)};
    size_t capacity = 0;
    char *in = strncmp(s.text, "\xef\xbb\xbf", 3) == 0 ? s.text + 3 : s.text;
    while (*in != '\0') {
        char *row[MAX_COLUMNS], end;
        size_t count = 0;
        do {
            assert_true(count < MAX_COLUMNS);
            end = take_cell(&in, &row[count++]);
        } while (end == ',');
        if (s.rows == 0) s.columns = count;
        assert_true(count <= s.columns);
        if ((s.rows + 1) * s.columns > capacity) {
            capacity = 2 * (s.rows + 1) * s.columns;
            s.cells = realloc(s.cells, capacity * sizeof *s.cells);
            assert_non_null(s.cells);
        }
        for (size_t i = 0; i < s.columns; i++) s.cells[s.rows * s.columns + i] = i < count ? row[i] : nothing;
        s.rows++;
    }
    return s;
}

void csv_clear(csv_sheet *sheet) {
    free(sheet->text);
    free(sheet->cells);
    *sheet = (csv_sheet){0};
}

const char *csv_text(const csv_sheet *sheet, size_t row, const char *column) {
    assert_true(row + 1 < sheet->rows);
    for (size_t i = 0; i < sheet->columns; i++)
        if (strcmp(sheet->cells[i], column) == 0) return sheet->cells[(row + 1) * sheet->columns + i];
    fail_msg("there is no column %s", column);
    return NULL;
}

double csv_number(const csv_sheet *sheet, size_t row, const char *column) {
    const char *text = csv_text(sheet, row, column);
    char *end;
    if (text[0] == '\0') return (double)NAN;
    double value = strtod(text, &end);
    if (*end != '\0') fail_msg("%s: \"%s\" is no number", column, text);
    return value;
}

size_t csv_rows(const csv_sheet *sheet) {
    return sheet->rows - 1;
}

size_t csv_find(const csv_sheet *sheet, const char *column, const char *value) {
    for (size_t i = 0; i < csv_rows(sheet); i++)
        if (strcmp(csv_text(sheet, i, column), value) == 0) return i;
    fail_msg("no row has %s in %s", value, column);
    return 0;
}
