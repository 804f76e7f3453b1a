#include "report/xlsx.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/run.h"

char *xlsx_part(const char *book, const char *name) {
    char path[600];
    snprintf(path, sizeof path, "/vsizip/{%s}/%s", book, name);
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (file == NULL) fail_msg("there is no %s", name);
    VSIFSeekL(file, 0, SEEK_END);
    const size_t size = (size_t)VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    char *text = malloc(size + 1);
    assert_non_null(text);
    assert_int_equal(VSIFReadL(text, 1, size, file), size);
    text[size] = '\0';
    assert_int_equal(strlen(text), size); /* no zero bytes */
    VSIFCloseL(file);
    return text;
}

/* In place. */
static void undo_entities(char *text) {
    static const char *const names[] = {"&lt;", "&gt;", "&quot;", "&amp;"}, signs[] = "<>\"&";
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        size_t i = 0;
        while (i < 4 && strncmp(from, names[i], strlen(names[i])) != 0) i++;
        *to = i < 4 ? signs[i] : *from;
        from += i < 4 ? strlen(names[i]) : 1;
    }
    *to = '\0';
}

xlsx_strings xlsx_read_strings(const char *book) {
    xlsx_strings s = {xlsx_part(book, "xl/sharedStrings.xml"), calloc(20000, sizeof(char *)), 0};
    assert_non_null(s.items);
    for (char *at = s.text; (at = strstr(at, "<si>")) != NULL;) {
        char *from = strchr(strstr(at, "<t"), '>') + 1, *end = strstr(from, "</t>");
        *end = '\0';
        at = end + 1;
        undo_entities(from);
        assert_true(s.count < 20000);
        s.items[s.count++] = from;
    }
    return s;
}

void xlsx_strings_clear(xlsx_strings *s) {
    free((void *)s->items);
    free(s->text);
}

static char *attribute(const char *tag, const char *name, char *room, size_t size) {
    char want[24];
    snprintf(want, sizeof want, " %s=\"", name);
    const char *from = strstr(tag, want), *end = strchr(tag, '>');
    if (from == NULL || from > end) return NULL;
    from += strlen(want);
    snprintf(room, size, "%.*s", (int)(strchr(from, '"') - from), from);
    return room;
}

/* Which part holds the sheet of that name. */
char *xlsx_sheet(const char *book, const char *name) {
    char *all = xlsx_part(book, "xl/workbook.xml"), want[200], id[16], path[64];
    snprintf(want, sizeof want, "<sheet name=\"%s\"", name);
    const char *tag = strstr(all, want);
    if (tag == NULL) fail_msg("there is no sheet \"%s\" in %s", name, all);
    assert_non_null(attribute(tag, "sheetId", id, sizeof id));
    snprintf(path, sizeof path, "xl/worksheets/sheet%s.xml", id);
    free(all);
    return xlsx_part(book, path);
}

xlsx_grid *xlsx_read_grid(const char *book, const char *name, const xlsx_strings *shared) {
    char *xml = xlsx_sheet(book, name), at[16], type[16];
    xlsx_grid *g = calloc(1, sizeof *g);
    assert_non_null(g);
    for (size_t r = 0; r < XLSX_ROWS; r++)
        for (size_t c = 0; c < XLSX_COLUMNS; c++) g->cells[r][c].number = (double)NAN;
    for (const char *tag = xml; (tag = strstr(tag, "<c ")) != NULL; tag++) {
        size_t column = 0, i = 0;
        assert_non_null(attribute(tag, "r", at, sizeof at));
        while (at[i] >= 'A') column = 26 * column + (size_t)(at[i++] - 'A' + 1);
        const size_t row = (size_t)atoi(at + i) - 1;
        column--;
        assert_true(row < XLSX_ROWS && column < XLSX_COLUMNS);
        if (row >= g->rows) g->rows = row + 1;
        const char *close = strchr(tag, '>');
        if (close[-1] == '/') continue;
        assert_memory_equal(close + 1, "<v>", 3); /* a value and no formula */
        if (attribute(tag, "t", type, sizeof type) == NULL) {
            g->cells[row][column].number = CPLAtof(close + 4);
        } else {
            assert_string_equal(type, "s");
            const size_t index = (size_t)atol(close + 4);
            assert_true(index < shared->count);
            g->cells[row][column].text = shared->items[index];
        }
    }
    free(xml);
    return g;
}
