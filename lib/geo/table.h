#ifndef HTSC_GEO_TABLE_H
#define HTSC_GEO_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/input.h>

/* Rows of a CSV file or a vector layer, one after another. */
typedef struct htsc__table htsc__table;

/* What is wrong with a row as a row, before its values are looked at. */
typedef enum htsc__row_problem {
    HTSC__ROW_GOOD = 0,
    HTSC__ROW_TOO_LONG = 1,     /* a line above 1 MiB, or an unclosed quote over many lines */
    HTSC__ROW_BAD_ENCODING = 2, /* no UTF-8, or a zero byte */
    HTSC__ROW_FIELD_COUNT = 3,  /* more fields than the heading */
    HTSC__ROW_BAD_GEOMETRY = 4  /* cannot be read, or above 1,000,000 vertices */
} htsc__row_problem;

typedef enum htsc__shape_kind {
    HTSC__SHAPE_NONE = 0,
    HTSC__SHAPE_POINT = 1,
    HTSC__SHAPE_LINE = 2,
    HTSC__SHAPE_POLYGON = 3,
    HTSC__SHAPE_OTHER = 4
} htsc__shape_kind;

/* A row; everything in it is borrowed until the next call. */
typedef struct htsc__row {
    int64_t number; /* line where it starts, or feature counted from 1 */
    htsc__row_problem problem;
    char *const *cells; /* "" where not declared */
    htsc__shape_kind shape;
    double x, y;              /* of a point */
    const unsigned char *wkb; /* of lines and polygons */
    size_t wkb_size;
} htsc__row;

/* Opens by the file's ending: csv, tsv, txt; geojson, json; gpkg; shp. */
htsc_status htsc__table_open(const htsc_input *input, htsc__table **table, htsc_error *err);
/* Rows that the caller makes. `next` fills the row's cells, one for each column, and its shape; its number is set. */
typedef struct htsc__row_source {
    void *ctx;
    htsc_status (*next)(void *ctx, htsc__row *row, bool *more, htsc_error *err);
    void (*close)(void *ctx);
} htsc__row_source;
/* `path` is for messages. Closes the source with the table, on failure too. crs NULL: rows have no geometry. */
htsc_status htsc__table_create(const char *path, const char *const *columns, size_t count, const char *crs,
                               const htsc__row_source *source, htsc__table **table, htsc_error *err);
void htsc__table_free(htsc__table *table);
size_t htsc__table_column_count(const htsc__table *table);
const char *htsc__table_column_name(const htsc__table *table, size_t column);
/* Index of a column, ASCII case aside; -1 where there is none. */
long htsc__table_find(const htsc__table *table, const char *name);
/* CRS of the geometries; NULL where the file has none. Borrowed. */
const char *htsc__table_crs(const htsc__table *table);
/* Rows carry geometries of their own. */
bool htsc__table_has_geometry(const htsc__table *table);
/* *more is false after the last row. */
htsc_status htsc__table_next(htsc__table *table, htsc__row *row, bool *more, htsc_error *err);

#endif
