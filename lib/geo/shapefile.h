#ifndef HTSC_GEO_SHAPEFILE_H
#define HTSC_GEO_SHAPEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "geo/geometry.h"

/* Writes one Shapefile of polygons or lines: shp, shx, dbf, prj, cpg. */
typedef struct htsc__shapefile htsc__shapefile;

typedef enum htsc__field_kind { HTSC__FIELD_TEXT, HTSC__FIELD_INTEGER, HTSC__FIELD_REAL } htsc__field_kind;

typedef struct htsc__field {
    const char *name; /* ASCII, at most 10 bytes */
    htsc__field_kind kind;
    int width;    /* bytes */
    int decimals; /* of a real */
} htsc__field;

typedef struct htsc__value {
    const char *text; /* UTF-8; cut at a character where too wide */
    double number;    /* NaN is written as null */
} htsc__value;

/* Where the five parts go, and what the .prj says. */
typedef struct htsc__shapefile_target {
    const char *shp, *shx, *dbf, *prj, *cpg; /* one folder and stem */
    const char *crs;
    int32_t date; /* yyyymmdd for the .dbf heading */
    bool lines;   /* polylines; else polygons */
} htsc__shapefile_target;

htsc_status htsc__shapefile_create(const htsc__shapefile_target *target, const htsc__field *fields, size_t field_count,
                                   htsc__shapefile **file, htsc_error *err);
htsc_status htsc__shapefile_add(htsc__shapefile *file, htsc__geos *geos, const htsc__geom *polygon,
                                const htsc__value *values, htsc_error *err);
/* One feature of parts as they are: lines, or closed rings that run as the format wants them (outer ones clockwise).
 * Part i begins at point starts[i]; without parts there is no shape. */
htsc_status htsc__shapefile_add_parts(htsc__shapefile *file, size_t part_count, const int *starts, size_t point_count,
                                      const double *x, const double *y, const htsc__value *values, htsc_error *err);
/* Closes and reports what did not reach the disk; frees in any case. NULL is fine. */
htsc_status htsc__shapefile_close(htsc__shapefile *file, htsc_error *err);

#endif
