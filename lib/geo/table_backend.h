#ifndef HTSC_GEO_TABLE_BACKEND_H
#define HTSC_GEO_TABLE_BACKEND_H

#include "geo/table.h"

/* Private to table*.c: what the two kinds of table share. */
enum {
    HTSC__MAX_COLUMNS = 256,
    HTSC__MAX_LINE_BYTES = 1 << 20,
    HTSC__MAX_ROWS = 5000000,
    HTSC__MAX_VERTICES = 1000000
};

struct htsc__table {
    char *path;
    char **columns;
    size_t column_count;
    char *crs;
    bool has_geometry;
    int64_t row_count;
    void *backend;
    htsc_status (*next)(htsc__table *table, htsc__row *row, bool *more, htsc_error *err);
    void (*close)(void *backend);
};

htsc_status htsc__table_open_csv(htsc__table *table, const htsc_input *input, htsc_error *err);
htsc_status htsc__table_open_ogr(htsc__table *table, const htsc_input *input, htsc_error *err);
/* Copies the name, blanks around it aside. */
htsc_status htsc__table_add_column(htsc__table *table, const char *name, htsc_error *err);

#endif
