/* GeoJSON geometries (RFC 7946) of points and lines, as rows carry them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/ofds_package.h"

enum { MAX_VERTICES = 1000000, HEAD_BYTES = 9, POINT_BYTES = 16, WKB_LINE = 2, WKB_MULTI_LINE = 5 };

/* A position: two numbers, and what more there may be. */
static bool read_position(const json_t *position, double xy[2]) {
    if (!json_is_array(position) || json_array_size(position) < 2) return false;
    for (size_t i = 0; i < 2; i++) {
        const json_t *value = json_array_get(position, i);
        if (!json_is_number(value)) return false;
        xy[i] = json_number_value(value);
    }
    return true;
}

/* Little-endian whatever the machine. */
static unsigned char *put(unsigned char *to, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++) *to++ = (unsigned char)(value >> (8 * i));
    return to;
}

static unsigned char *put_head(unsigned char *to, uint32_t type, size_t count) {
    *to++ = 1;
    to = put(to, type, 4);
    return put(to, count, 4);
}

static unsigned char *put_line(unsigned char *to, const json_t *line) {
    to = put_head(to, WKB_LINE, json_array_size(line));
    for (size_t i = 0; i < json_array_size(line); i++) {
        double xy[2];
        if (!read_position(json_array_get(line, i), xy)) return NULL;
        for (int k = 0; k < 2; k++) {
            uint64_t bits;
            memcpy(&bits, &xy[k], sizeof bits);
            to = put(to, bits, 8);
        }
    }
    return to;
}

/* Vertices of the lines; SIZE_MAX where they are no lists, or too many. */
static size_t vertex_count(const json_t *lines) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        if (!json_is_array(line)) return SIZE_MAX;
        count += json_array_size(line);
        if (count > MAX_VERTICES) return SIZE_MAX;
    }
    return count;
}

static htsc_status write_lines(const json_t *coordinates, bool multi, unsigned char **wkb, size_t *capacity,
                               htsc__row *row, htsc_error *err) {
    size_t lines = multi ? json_array_size(coordinates) : 1, vertices = json_array_size(coordinates);
    if (multi) vertices = vertex_count(coordinates);
    if (vertices > MAX_VERTICES) {
        row->problem = HTSC__ROW_BAD_GEOMETRY;
        return HTSC_OK;
    }
    htsc_status status =
        htsc__grow(wkb, capacity, (lines + 1) * HEAD_BYTES + vertices * POINT_BYTES, 1, "a geometry", err);
    if (status != HTSC_OK) return status;
    unsigned char *to = *wkb;
    if (!multi) to = put_line(to, coordinates);
    if (multi) to = put_head(to, WKB_MULTI_LINE, lines);
    for (size_t i = 0; multi && i < lines && to != NULL; i++) to = put_line(to, json_array_get(coordinates, i));
    if (to == NULL) {
        row->problem = HTSC__ROW_BAD_GEOMETRY;
        return HTSC_OK;
    }
    row->wkb = *wkb;
    row->wkb_size = (size_t)(to - *wkb);
    return HTSC_OK;
}

static htsc__shape_kind kind_of(const char *type) {
    static const struct {
        const char *type;
        htsc__shape_kind kind;
    } kinds[] = {{"Point", HTSC__SHAPE_POINT},
                 {"LineString", HTSC__SHAPE_LINE},
                 {"MultiLineString", HTSC__SHAPE_LINE},
                 {"Polygon", HTSC__SHAPE_POLYGON},
                 {"MultiPolygon", HTSC__SHAPE_POLYGON}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(type, kinds[i].type) == 0) return kinds[i].kind;
    return HTSC__SHAPE_OTHER;
}

htsc_status htsc__ofds_geometry(const json_t *geometry, unsigned char **wkb, size_t *capacity, htsc__row *row,
                                htsc_error *err) {
    if (geometry == NULL || json_is_null(geometry)) return HTSC_OK;
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    double xy[2];
    if (type == NULL || !json_is_array(coordinates)) {
        row->problem = HTSC__ROW_BAD_GEOMETRY;
        return HTSC_OK;
    }
    if (json_array_size(coordinates) == 0) return HTSC_OK; /* empty */
    row->shape = kind_of(type);
    if (row->shape == HTSC__SHAPE_LINE)
        return write_lines(coordinates, strcmp(type, "MultiLineString") == 0, wkb, capacity, row, err);
    if (row->shape != HTSC__SHAPE_POINT) return HTSC_OK;
    if (read_position(coordinates, xy))
        row->x = xy[0], row->y = xy[1];
    else
        row->problem = HTSC__ROW_BAD_GEOMETRY;
    return HTSC_OK;
}
