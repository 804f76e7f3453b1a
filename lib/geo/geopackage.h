#ifndef HTSC_GEO_GEOPACKAGE_H
#define HTSC_GEO_GEOPACKAGE_H

#include <stdint.h>

#include "geo/feature.h"

/* Writes one GeoPackage of vector layers, each with a style that QGIS opens it with. */
typedef struct htsc__geopackage htsc__geopackage;

typedef struct htsc__gpkg_field {
    const char *name;  /* ASCII */
    const char *label; /* what people read, at most 200 bytes */
    htsc__field_kind kind;
} htsc__gpkg_field;

typedef struct htsc__gpkg_layer {
    const char *name;  /* ASCII, one word */
    const char *title; /* what people read */
    const char *crs;
    htsc__shape_kind kind; /* polygons and lines become multipart */
    const htsc__gpkg_field *fields;
    size_t field_count;
    const char *qml; /* style for QGIS; NULL: none */
} htsc__gpkg_layer;

/* The time stamps in the file are that day's. The file must not be there. `path` is copied. */
htsc_status htsc__geopackage_create(const char *path, int32_t yyyymmdd, htsc__geopackage **file, htsc_error *err);
/* Features that follow go there. */
htsc_status htsc__geopackage_layer(htsc__geopackage *file, const htsc__gpkg_layer *layer, htsc_error *err);
htsc_status htsc__geopackage_add(htsc__geopackage *file, htsc__geos *geos, const htsc__shape *shape,
                                 const htsc__value *values, htsc_error *err);
/* Closes and reports what could not be written; frees in any case. NULL is fine. */
htsc_status htsc__geopackage_close(htsc__geopackage *file, htsc_error *err);

#endif
