/* Rings of areas from half arcs, and polygons from rings. A half arc is an arc with a direction. */
#include <geos_c.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/arcs.h"

typedef struct joining {
    htsc__arcs *map;
    const htsc__arc_node *nodes;
    uint32_t *leaves;      /* of each half arc: 4 * node + direction it leaves it by */
    htsc__arc_ring *found; /* in the order they are met */
    size_t found_count, found_capacity;
} joining;

static uint32_t left_of(const htsc__arcs *map, uint32_t half) {
    const htsc__arc *arc = &map->arcs[half / 2];
    return half % 2 == 0 ? arc->left : arc->right;
}

/* The half arc that goes on along the same area. Where the area touches itself diagonally, the turn to the right
 * closes off the outside's part, so that no ring passes a corner twice. */
static uint32_t next_of(const joining *j, uint32_t half) {
    uint32_t back = j->leaves[half ^ 1], area = left_of(j->map, half);
    const uint32_t *out = j->nodes[back / 4].half;
    static const uint32_t turns[3] = {1, 2, 3}; /* from the way back: right, straight on, left */
    for (int i = 0; i < 3; i++) {
        uint32_t next = out[(back % 4 + turns[i]) % 4];
        if (next != HTSC__NO_AREA && left_of(j->map, next) == area) return next;
    }
    return half ^ 1; /* not reached: areas are closed */
}

static double twice_area(const htsc__arcs *map, size_t first, size_t count) {
    double twice = 0;
    for (size_t i = first; i < first + count; i++) {
        const htsc__arc *arc = &map->arcs[map->ring_halves[i] / 2];
        double sum = 0;
        for (size_t k = arc->first; k + 1 < arc->first + arc->count; k++) {
            const htsc__arc_vertex *a = &map->vertices[k], *b = a + 1;
            sum += a->x * b->y - b->x * a->y;
        }
        twice += map->ring_halves[i] % 2 == 0 ? -sum : sum; /* y runs south */
    }
    return twice;
}

static htsc_status add_half(htsc__arcs *map, uint32_t half, htsc_error *err) {
    htsc_status status =
        htsc__grow(&map->ring_halves, &map->half_capacity, map->half_count + 1, sizeof *map->ring_halves, "rings", err);
    if (status == HTSC_OK) map->ring_halves[map->half_count++] = half;
    return status;
}

static htsc_status walk_ring(joining *j, uint32_t start, uint8_t *done, htsc_error *err) {
    htsc__arcs *map = j->map;
    size_t first = map->half_count;
    uint32_t half = start;
    htsc_status status = HTSC_OK;
    do {
        done[half] = 1;
        status = add_half(map, half, err);
        half = map->arcs[half / 2].closed ? start : next_of(j, half);
    } while (status == HTSC_OK && half != start);
    if (status == HTSC_OK)
        status = htsc__grow(&j->found, &j->found_capacity, j->found_count + 1, sizeof *j->found, "rings", err);
    if (status != HTSC_OK) return status;
    size_t count = map->half_count - first;
    j->found[j->found_count++] = (htsc__arc_ring){first, count, left_of(map, start), twice_area(map, first, count) < 0};
    return HTSC_OK;
}

/* By area, the outer ring first, the others as they were met. */
static htsc_status sort_rings(joining *j, htsc_error *err) {
    htsc__arcs *map = j->map;
    map->area_rings = htsc__alloc(map->area_count + 1, sizeof *map->area_rings);
    map->rings = htsc__alloc(j->found_count, sizeof *map->rings);
    size_t *next = htsc__alloc(map->area_count, sizeof *next);
    htsc_status status =
        map->area_rings == NULL || map->rings == NULL || next == NULL ? htsc__error_memory(err, "rings") : HTSC_OK;
    if (status == HTSC_OK) {
        map->ring_count = j->found_count;
        for (size_t i = 0; i < j->found_count; i++) map->area_rings[j->found[i].area + 1]++;
        for (size_t i = 0; i < map->area_count; i++) {
            map->area_rings[i + 1] += map->area_rings[i];
            next[i] = map->area_rings[i] + 1;
        }
        for (size_t i = 0; i < j->found_count; i++) {
            const htsc__arc_ring *ring = &j->found[i];
            map->rings[ring->hole ? next[ring->area]++ : map->area_rings[ring->area]] = *ring;
        }
    }
    htsc__free(next);
    return status;
}

htsc_status htsc__arcs_join(htsc__arcs *map, const htsc__arc_node *nodes, size_t node_count, htsc_error *err) {
    joining j = {.map = map, .nodes = nodes};
    uint8_t *done = htsc__alloc(2 * map->arc_count, 1);
    j.leaves = htsc__alloc(2 * map->arc_count, sizeof *j.leaves);
    htsc_status status = done == NULL || j.leaves == NULL ? htsc__error_memory(err, "rings") : HTSC_OK;
    for (size_t n = 0; n < node_count && status == HTSC_OK; n++)
        for (uint32_t d = 0; d < 4; d++)
            if (nodes[n].half[d] != HTSC__NO_AREA) j.leaves[nodes[n].half[d]] = 4 * (uint32_t)n + d;
    for (uint32_t half = 0; half < 2 * map->arc_count && status == HTSC_OK; half++)
        if (!done[half] && left_of(map, half) != HTSC__NO_AREA) status = walk_ring(&j, half, done, err);
    if (status == HTSC_OK) status = sort_rings(&j, err);
    htsc__free(j.found);
    htsc__free(j.leaves);
    htsc__free(done);
    return status;
}

static size_t ring_points(const htsc__arcs *map, const htsc__arc_ring *ring) {
    size_t count = 1;
    for (size_t i = 0; i < ring->count; i++) count += map->arcs[map->ring_halves[ring->first + i] / 2].count - 1;
    return count;
}

/* Points of a ring, closed; neighbours make the same coordinates from the same vertices. */
static void fill_ring(const htsc__arcs *map, const htsc__arc_ring *ring, const htsc_grid_spec *spec, double *x,
                      double *y) {
    size_t at = 0;
    for (size_t i = 0; i < ring->count; i++) {
        uint32_t half = map->ring_halves[ring->first + i];
        const htsc__arc *arc = &map->arcs[half / 2];
        for (size_t k = i == 0 ? 0 : 1; k < arc->count; k++) {
            const htsc__arc_vertex *v = &map->vertices[arc->first + (half % 2 == 0 ? k : arc->count - 1 - k)];
            x[at] = spec->west + v->x * spec->cell_width;
            y[at++] = spec->north - v->y * spec->cell_height;
        }
    }
}

static htsc_status make_ring(const htsc__arcs *map, const htsc__arc_ring *ring, const htsc_grid_spec *spec,
                             htsc__geos *geos, GEOSGeometry **made, htsc_error *err) {
    GEOSContextHandle_t handle = htsc__geos_handle(geos);
    size_t count = ring_points(map, ring);
    double *xy = htsc__alloc(2 * count, sizeof *xy);
    if (xy == NULL) return htsc__error_memory(err, "an outline");
    fill_ring(map, ring, spec, xy, xy + count);
    GEOSCoordSequence *points = GEOSCoordSeq_copyFromArrays_r(handle, xy, xy + count, NULL, NULL, (unsigned)count);
    htsc__free(xy);
    *made = points == NULL ? NULL : GEOSGeom_createLinearRing_r(handle, points);
    return *made == NULL ? htsc__geos_failed(geos, "an outline", err) : HTSC_OK;
}

htsc_status htsc__arcs_polygon(const htsc__arcs *map, uint32_t area, const htsc_grid_spec *spec, htsc__geos *geos,
                               htsc__geom **polygon, htsc_error *err) {
    size_t first = map->area_rings[area], count = map->area_rings[area + 1] - first, made = 0;
    *polygon = NULL;
    GEOSGeometry **rings = htsc__alloc(count, sizeof(GEOSGeometry *));
    if (rings == NULL) return htsc__error_memory(err, "an outline");
    htsc_status status = HTSC_OK;
    for (; made < count && status == HTSC_OK; made++)
        status = make_ring(map, &map->rings[first + made], spec, geos, &rings[made], err);
    if (status == HTSC_OK) {
        *polygon = GEOSGeom_createPolygon_r(htsc__geos_handle(geos), rings[0], rings + 1, (unsigned)(count - 1));
        if (*polygon == NULL) status = htsc__geos_failed(geos, "an outline", err);
    } else {
        for (size_t i = 0; i < made; i++) htsc__geom_free(geos, rings[i]);
    }
    htsc__free(rings);
    return status;
}
