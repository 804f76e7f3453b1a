#ifndef HTSC_DATA_ROWS_H
#define HTSC_DATA_ROWS_H

#include <stdbool.h>

#include <htscover/crs.h>
#include <htscover/finding.h>
#include <htscover/grid.h>
#include <htscover/input.h>

#include "geo/geometry.h"
#include "geo/table.h"

/* Rows of a file bound to the fields a reader wants: values are fetched by field number, checked, and what is wrong
 * with them is told to the findings. All readers of floor data stand on this. */

enum { HTSC__MAX_FIELDS = 32 };

typedef struct htsc__field_want {
    const char *name;
    bool required; /* a file without such a column is an error */
} htsc__field_want;

/* Where a row's place comes from. */
typedef enum htsc__place_source {
    HTSC__PLACE_GEOMETRY,
    HTSC__PLACE_LONLAT,
    HTSC__PLACE_XY,
    HTSC__PLACE_WKT,
    HTSC__PLACE_NONE
} htsc__place_source;

typedef struct htsc__rows {
    const htsc_input *input;
    const char *file; /* for findings */
    htsc_findings *findings;
    const htsc_box *near_lonlat;
    const htsc__field_want *wants;
    size_t want_count;
    htsc__table *table;
    long columns[HTSC__MAX_FIELDS]; /* -1: no such column */
    const char *constants[HTSC__MAX_FIELDS];
    char filled[HTSC__MAX_FIELDS][256]; /* constants with {row} filled in */
    htsc__place_source source;
    long place_columns[2];
    htsc_transform *to_working; /* from the file's CRS */
    htsc_transform *to_lonlat;  /* from the working CRS */
    htsc__row row;
    bool refused;
    htsc_read_counts counts;
    htsc_status failed; /* a finding could not be kept */
} htsc__rows;

/* Opens and binds. `shape` is what the place must be; points may come from columns, lines and polygons from WKT. Rows
 * of HTSC__SHAPE_NONE have no place, and need no CRS. */
htsc_status htsc__rows_open(htsc__rows *rows, const htsc_input *input, const htsc__field_want *wants, size_t count,
                            htsc__shape_kind shape, const char *working_crs, const htsc_box *near_lonlat,
                            htsc_findings *findings, htsc_error *err);
/* The same with a table that is open already; it is the rows' own from now on, and freed on failure too. */
htsc_status htsc__rows_open_table(htsc__rows *rows, htsc__table *table, const htsc_input *input,
                                  const htsc__field_want *wants, size_t count, htsc__shape_kind shape,
                                  const char *working_crs, const htsc_box *near_lonlat, htsc_findings *findings,
                                  htsc_error *err);
void htsc__rows_close(htsc__rows *rows);
/* Calls `take` for each row that can be looked at; rows that are bad as rows are refused on the way. */
typedef htsc_status (*htsc__row_fn)(void *ctx, htsc__rows *rows, htsc_error *err);
htsc_status htsc__rows_each(htsc__rows *rows, htsc__row_fn take, void *ctx, htsc_error *err);

bool htsc__rows_has(const htsc__rows *rows, size_t field);
/* "" where not declared. */
const char *htsc__rows_text(htsc__rows *rows, size_t field);
/* Text that must be there and be at most 200 bytes. */
const char *htsc__rows_required_text(htsc__rows *rows, size_t field);
/* NaN where not declared or wrong; wrong refuses the row. `range` is shown, e.g. "[0, 360) deg"; low_open and high_open
 * leave out the bound itself. */
typedef struct htsc__range {
    double low, high;
    bool low_open, high_open;
    const char *text;
} htsc__range;
double htsc__rows_number(htsc__rows *rows, size_t field, const htsc__range *range);
/* A whole number in [0, high]; -1 where not declared or wrong. */
int64_t htsc__rows_whole(htsc__rows *rows, size_t field, int64_t high);
/* Index into words; -1 where not declared or wrong. */
int htsc__rows_word(htsc__rows *rows, size_t field, const char *const *words, size_t count);
/* yyyymmdd; 0 where not declared or wrong. */
int32_t htsc__rows_date(htsc__rows *rows, size_t field);
/* The point in the working CRS and in degrees. False refuses the row. */
bool htsc__rows_point(htsc__rows *rows, double *x_m, double *y_m, double *lon_deg, double *lat_deg);

/* A point of the working CRS is not farther from the study area than the reader allows. */
bool htsc__rows_is_near(htsc__rows *rows, double x_m, double y_m);
/* The line or polygon as it stands in the file, owned by the caller. NULL refuses the row. */
htsc__geom *htsc__rows_geometry(htsc__rows *rows, htsc__geos *geos, htsc__shape_kind kind);

/* Refuses the row (or only remarks on it). */
void htsc__rows_refuse(htsc__rows *rows, htsc_finding_code code, const char *column, const char *value,
                       const char *expected);
void htsc__rows_remark(htsc__rows *rows, htsc_severity severity, htsc_finding_code code, const char *column,
                       const char *value, const char *expected);

#endif
