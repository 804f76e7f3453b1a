#include "geo/table.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/table_backend.h"

void htsc__table_free(htsc__table *table) {
    if (table == NULL) return;
    if (table->close != NULL) table->close(table->backend);
    for (size_t i = 0; i < table->column_count; i++) htsc__free(table->columns[i]);
    htsc__free(table->columns);
    htsc__free(table->crs);
    htsc__free(table->path);
    htsc__free(table);
}

htsc_status htsc__table_add_column(htsc__table *table, const char *name, htsc_error *err) {
    if (table->column_count == HTSC__MAX_COLUMNS)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: has more than %d columns", table->path, HTSC__MAX_COLUMNS);
    if (table->columns == NULL) {
        table->columns = htsc__alloc(HTSC__MAX_COLUMNS, sizeof *table->columns);
        if (table->columns == NULL) return htsc__error_memory(err, table->path);
    }
    char *copy = htsc__strdup(name);
    if (copy == NULL) return htsc__error_memory(err, table->path);
    char *stripped = htsc__text_strip(copy);
    memmove(copy, stripped, strlen(stripped) + 1);
    if (copy[0] != '\0' && htsc__table_find(table, copy) >= 0) {
        htsc_status status =
            htsc__error_set(err, HTSC_ERR_FORMAT, "%s: column \"%s\" stands twice in the heading", table->path, copy);
        htsc__free(copy);
        return status;
    }
    table->columns[table->column_count++] = copy;
    return HTSC_OK;
}

size_t htsc__table_column_count(const htsc__table *table) {
    return table->column_count;
}

const char *htsc__table_column_name(const htsc__table *table, size_t column) {
    return table->columns[column];
}

long htsc__table_find(const htsc__table *table, const char *name) {
    for (size_t i = 0; i < table->column_count; i++)
        if (htsc__text_equal_nocase(table->columns[i], name)) return (long)i;
    return -1;
}

const char *htsc__table_crs(const htsc__table *table) {
    return table->crs;
}

bool htsc__table_has_geometry(const htsc__table *table) {
    return table->has_geometry;
}

htsc_status htsc__table_next(htsc__table *table, htsc__row *row, bool *more, htsc_error *err) {
    *row = (htsc__row){0};
    htsc_status status = table->next(table, row, more, err);
    if (status == HTSC_OK && *more && ++table->row_count > HTSC__MAX_ROWS)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: has more than %d rows", table->path, HTSC__MAX_ROWS);
    return status;
}
