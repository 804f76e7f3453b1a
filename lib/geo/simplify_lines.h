#ifndef HTSC_GEO_SIMPLIFY_LINES_H
#define HTSC_GEO_SIMPLIFY_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include <htscover/error.h>

/* Lines that are being simplified, with an index of where their segments are. For simplify.c. */

#define HTSC__NO_POINT UINT32_MAX

typedef struct htsc__point {
    double x, y;
} htsc__point;

typedef struct htsc__lines {
    htsc__point *at;
    uint32_t *next, *previous; /* points along the line; HTSC__NO_POINT at an end and of a removed point */
    size_t count;
    int columns, rows; /* buckets */
    uint32_t *heads;
    struct htsc__lines_entry *entries;
    size_t entry_count, entry_capacity;
} htsc__lines;

/* What becomes of points b and c of a stretch a, b, c, d: they make way for e, or for nothing where `straight`. */
typedef struct htsc__collapse {
    uint32_t a, b, c, d;
    htsc__point e; /* on the line through a, b or through c, d; a where straight */
    bool at_start; /* e is on the line through a and b */
    bool straight;
    double displaced_px; /* area that changes sides and back */
} htsc__collapse;

/* `count` points, not yet placed or joined, in a raster of width x height. Clear it whatever the status. */
htsc_status htsc__lines_create(size_t count, int width, int height, htsc__lines *lines, htsc_error *err);
void htsc__lines_clear(htsc__lines *lines);
/* Makes the segment from a point to the next one found. */
htsc_status htsc__lines_index(htsc__lines *lines, uint32_t from, htsc_error *err);
/* Nothing is met or changes sides. */
bool htsc__lines_allow(const htsc__lines *lines, const htsc__collapse *collapse);

#endif
