#ifndef HTSC_GEO_SHAPEFILE_H
#define HTSC_GEO_SHAPEFILE_H

#include <stdint.h>

#include "geo/feature.h"

/* Writes one Shapefile: shp, shx, dbf, prj, cpg. */
typedef struct htsc__shapefile htsc__shapefile;

typedef struct htsc__field {
    const char *name; /* ASCII, at most 10 bytes */
    htsc__field_kind kind;
    int width;    /* bytes; text is cut at a character where it is longer */
    int decimals; /* of a real */
} htsc__field;

/* Where the five parts go, and what the .prj says. */
typedef struct htsc__shapefile_target {
    const char *shp, *shx, *dbf, *prj, *cpg; /* one folder and stem */
    const char *crs;
    int32_t date; /* yyyymmdd for the .dbf heading */
    htsc__shape_kind kind;
} htsc__shapefile_target;

htsc_status htsc__shapefile_create(const htsc__shapefile_target *target, const htsc__field *fields, size_t field_count,
                                   htsc__shapefile **file, htsc_error *err);
htsc_status htsc__shapefile_add(htsc__shapefile *file, htsc__geos *geos, const htsc__shape *shape,
                                const htsc__value *values, htsc_error *err);
/* Closes and reports what did not reach the disk; frees in any case. NULL is fine. */
htsc_status htsc__shapefile_close(htsc__shapefile *file, htsc_error *err);

#endif
