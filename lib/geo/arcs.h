#ifndef HTSC_GEO_ARCS_H
#define HTSC_GEO_ARCS_H

#include <stdbool.h>
#include <stdint.h>

#include "geo/geometry.h"

/*
 * The planar map of a class raster: its areas, the arcs between them, and each area's rings as signed arcs. An area is
 * a set of pixels of one class joined by edges (corners join nothing, for every class alike). An arc runs along pixel
 * edges from node to node; nodes are the corners where three or four areas meet. Where only two or three do but touch
 * diagonally there is none: the area that has two pixels there is taken as passing between the others, so lines that
 * touch at a corner are separate ones. An arc without a node is closed and starts at its topmost, then leftmost corner.
 * Both neighbours of an arc refer to it, so whatever becomes of it becomes of both.
 *
 * Coordinates are in pixels: x from the raster's west edge eastwards, y from its north edge southwards.
 */

#define HTSC__NO_AREA UINT32_MAX

typedef struct htsc__arc_vertex {
    double x, y;
    bool fixed; /* may not move */
} htsc__arc_vertex;

typedef struct htsc__arc {
    size_t first, count;  /* vertices, both ends with it; of a closed arc the last is the first */
    uint32_t left, right; /* areas beside it as it runs, north up; HTSC__NO_AREA outside the raster */
    bool closed;          /* without a node */
} htsc__arc;

typedef struct htsc__arc_ring {
    size_t first, count; /* in ring_halves */
    uint32_t area;       /* which is on the left throughout: outer rings run counter-clockwise, north up */
    bool hole;
} htsc__arc_ring;

/* Filled by htsc__arcs_build; read it freely. */
typedef struct htsc__arcs {
    int width, height;
    uint32_t *areas;       /* of each pixel, row-major; numbered in the order of their first pixels */
    uint8_t *area_classes; /* of each area */
    size_t area_count;
    htsc__arc_vertex *vertices;
    size_t vertex_count, vertex_capacity;
    htsc__arc *arcs;
    size_t arc_count, arc_capacity;
    htsc__arc_ring *rings; /* by area, the outer one first */
    size_t ring_count, ring_capacity;
    uint32_t *ring_halves; /* 2 * arc, and 1 more where the ring runs against it */
    size_t half_count, half_capacity;
    size_t *area_rings; /* area_count + 1: where each area's rings begin */
} htsc__arcs;

/* Numbers the areas of a raster in the order of their first pixels, below 2^32 pixels; the count is returned. */
size_t htsc__arcs_number(int width, int height, const uint8_t *classes, uint32_t *areas);

/*
 * `classes` is row-major. `free_pixels` (may be NULL: all) is non-zero where lines may move: a corner is fixed unless
 * all four pixels around it are in the raster and free. Memory: about 6 bytes a pixel and 50 a corner. Clear it
 * whatever the status.
 */
htsc_status htsc__arcs_build(int width, int height, const uint8_t *classes, const uint8_t *free_pixels, htsc__arcs *map,
                             htsc_error *err);
void htsc__arcs_clear(htsc__arcs *map);

/* Outline of an area as its arcs now are, in the grid's CRS; valid by construction. */
htsc_status htsc__arcs_polygon(const htsc__arcs *map, uint32_t area, const htsc_grid_spec *spec, htsc__geos *geos,
                               htsc__geom **polygon, htsc_error *err);

/* A step of htsc__arcs_build: rings from arcs. `half_at` are the half arcs that leave each node, by direction. */
typedef struct htsc__arc_node {
    size_t corner;    /* row * (width + 1) + column */
    uint32_t half[4]; /* east, north, west, south; HTSC__NO_AREA where none leaves */
} htsc__arc_node;
htsc_status htsc__arcs_join(htsc__arcs *map, const htsc__arc_node *nodes, size_t node_count, htsc_error *err);

#endif
