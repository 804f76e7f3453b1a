#ifndef HTSC_TESTS_GEO_SHAPES_H
#define HTSC_TESTS_GEO_SHAPES_H

#include "base/support.h"

#include <geos_c.h>

#include "geo/geometry.h"

static inline htsc__geos *new_geos(void) {
    htsc__geos *geos = NULL;
    htsc_error err;
    assert_ok(htsc__geos_create(&geos, &err), err);
    return geos;
}

static inline htsc__geom *from_wkt(htsc__geos *geos, const char *wkt) {
    htsc__geom *geom = NULL;
    htsc_error err;
    assert_ok(htsc__geom_from_wkt(geos, wkt, &geom, &err), err);
    return geom;
}

static inline size_t put_ring(char *text, size_t size, uint64_t *seed, double x, double y, double low, double high,
                              int count) {
    double first_x = 0, first_y = 0;
    size_t used = (size_t)snprintf(text, size, "(");
    for (int i = 0; i < count; i++) {
        double angle = 6.283185307179586 * i / count, radius = random_in(seed, low, high);
        double px = x + radius * cos(angle), py = y + radius * sin(angle);
        if (i == 0) first_x = px, first_y = py;
        used += (size_t)snprintf(text + used, size - used, "%.17g %.17g, ", px, py);
    }
    return used + (size_t)snprintf(text + used, size - used, "%.17g %.17g)", first_x, first_y);
}

/* A star around x, y with a hole around the same place: always valid. */
static inline htsc__geom *random_star(htsc__geos *geos, uint64_t *seed, double x, double y, double radius, int count) {
    char text[65536];
    size_t used = (size_t)snprintf(text, sizeof text, "POLYGON (");
    used += put_ring(text + used, sizeof text - used, seed, x, y, 0.55 * radius, radius, count);
    used += (size_t)snprintf(text + used, sizeof text - used, ", ");
    used += put_ring(text + used, sizeof text - used, seed, x, y, 0.05 * radius, 0.3 * radius, count / 2 + 3);
    snprintf(text + used, sizeof text - used, ")");
    return from_wkt(geos, text);
}

#endif
