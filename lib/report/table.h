/* Tables that several kinds of file show. Each is described once, columns and values together, so that files agree. */
#ifndef HTSC_REPORT_TABLE_H
#define HTSC_REPORT_TABLE_H

#include "geo/feature.h"
#include "report/results.h"
#include "report/words.h"

typedef struct htsc__column {
    char key[64];        /* in CSV files and GeoPackages */
    char dbf[11];        /* in a Shapefile; "" where the column is not in it */
    char vi[96], en[96]; /* heading for people */
    htsc__field_kind kind;
    int width; /* in a Shapefile */
    int decimals;
} htsc__column;

/* One row, or, while it is described, the columns. */
typedef struct htsc__row {
    htsc__column *columns;
    htsc__value *values;
    size_t count, column_capacity, value_capacity;
    bool describing;
    htsc_status status;                                        /* of memory; checked by the caller of the table */
    char key_stem[64], dbf_stem[11], vi_stem[48], en_stem[48]; /* before names that follow */
} htsc__row;

/* Shapes of a table's rows are made in here. */
typedef struct htsc__shape_room {
    double *x, *y;
    int *starts;
    size_t x_capacity, y_capacity, starts_capacity;
} htsc__shape_room;

/* What a layer's look depends on. */
typedef enum htsc__theme {
    HTSC__THEME_PLAIN,     /* nothing */
    HTSC__THEME_LEVELS,    /* class of signal */
    HTSC__THEME_OPERATORS, /* operator */
    HTSC__THEME_OUTLINE    /* nothing, and only borders are drawn */
} htsc__theme;

typedef struct htsc__table htsc__table;
struct htsc__table {
    const htsc__results *x;
    size_t index;  /* of the technology, where there is a table for each */
    char stem[40]; /* of file names, and the layer's name */
    htsc__phrase title;
    htsc__shape_kind kind;
    htsc__theme theme;
    const char *style_key; /* column it depends on */
    const char *label_key; /* column written at the shapes; NULL: none */
    uint32_t rgb;          /* plain or outline */
    bool on_phones;        /* few enough, and for everybody: in the KMZ */
    size_t row_count;      /* that have a shape */
    /* Adds the cells of a row. While describing, without rows, `row` is 0 and values do not matter. */
    void (*fill)(const htsc__table *table, size_t row, htsc__row *cells);
    htsc_status (*shape)(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *shape,
                         htsc_error *err);
};

/* Cells, in order. `dbf` NULL: not in Shapefiles. Names are put behind the stems; texts are borrowed. */
void htsc__row_text(htsc__row *row, const char *key, const char *dbf, int width, htsc__phrase label, const char *value);
void htsc__row_integer(htsc__row *row, const char *key, const char *dbf, htsc__phrase label, double value);
void htsc__row_real(htsc__row *row, const char *key, const char *dbf, int width, int decimals, htsc__phrase label,
                    double value);
/* What names and labels of the next cells begin with; all "" again with NULL. */
void htsc__row_stem(htsc__row *row, const char *key, const char *dbf, const char *vi, const char *en);
void htsc__row_clear(htsc__row *row);
void htsc__shape_room_clear(htsc__shape_room *room);

/* Fills row->columns. */
htsc_status htsc__table_describe(const htsc__table *table, htsc__row *row, htsc_error *err);
/* Fills row->values of a row that was described. */
htsc_status htsc__table_row(const htsc__table *table, size_t index, htsc__row *row, htsc_error *err);

/* A point; or room for parts, the last of which ends at point_count. */
htsc_status htsc__shape_point(htsc__shape_room *room, double x_m, double y_m, htsc__shape *shape, htsc_error *err);
htsc_status htsc__shape_parts(htsc__shape_room *room, size_t part_count, size_t point_count, htsc__shape *shape,
                              htsc_error *err);

/* The tables. Rows after the villages are the other regions. */
htsc__table htsc__table_villages(const htsc__results *x);
htsc__table htsc__table_zones(const htsc__results *x, size_t technology);
htsc__table htsc__table_sites(const htsc__results *x);
htsc__table htsc__table_households(const htsc__results *x);
/* With fibre results only; the build-out only with roads. */
htsc__table htsc__table_fiber_zones(const htsc__results *x);
htsc__table htsc__table_buildout(const htsc__results *x);
htsc__table htsc__table_access_points(const htsc__results *x);
htsc__table htsc__table_routes(const htsc__results *x);
/* Without shapes: every region, question and operator, the one that covers most, and any. */
htsc__table htsc__table_ratios(const htsc__results *x);

enum { HTSC__MAX_LAYERS = HTSC_TECHNOLOGY_COUNT + 7 };
/* Those a run has, in the order of files: at most HTSC__MAX_LAYERS. */
size_t htsc__table_layers(const htsc__results *x, htsc__table tables[HTSC__MAX_LAYERS]);

#endif
