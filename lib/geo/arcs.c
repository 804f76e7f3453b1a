#include "geo/arcs.h"

#include "base/error.h"
#include "base/memory.h"

/* Directions are 0 east, 1 north, 2 west, 3 south: one more turns left. */
static const int step_x[4] = {1, 0, -1, 0}, step_y[4] = {0, -1, 0, 1};
/* Pixel left of an edge that leaves a corner, from the pixel south-east of it. The one on the right is that of the
 * direction before. */
static const int left_x[4] = {0, -1, -1, 0}, left_y[4] = {-1, -1, 0, 0};

typedef struct trace {
    htsc__arcs *map;
    const uint8_t *free_pixels;
    uint8_t *done; /* of each corner: 1 its edge to the east, 2 its edge to the south */
    htsc__arc_node *nodes;
    size_t node_count, node_capacity;
} trace;

/* Areas by a union of neighbours: each pixel points at the first of its area, then takes its number. */
static uint32_t root_of(uint32_t *areas, uint32_t pixel) {
    while (areas[pixel] != pixel) pixel = areas[pixel] = areas[areas[pixel]];
    return pixel;
}

static void join(uint32_t *areas, uint32_t a, uint32_t b) {
    uint32_t root_a = root_of(areas, a), root_b = root_of(areas, b);
    if (root_a < root_b)
        areas[root_b] = root_a;
    else
        areas[root_a] = root_b;
}

size_t htsc__arcs_number(int width, int height, const uint8_t *classes, uint32_t *areas) {
    size_t across = (size_t)width, count = across * (size_t)height;
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        areas[i] = (uint32_t)i;
        if (i % across > 0 && classes[i] == classes[i - 1]) join(areas, (uint32_t)i, (uint32_t)(i - 1));
        if (i >= across && classes[i] == classes[i - across]) join(areas, (uint32_t)i, (uint32_t)(i - across));
    }
    for (size_t i = 0; i < count; i++) areas[i] = root_of(areas, (uint32_t)i);
    /* The first one's number stands there already when the others look for it. */
    for (size_t i = 0; i < count; i++) areas[i] = areas[i] == i ? next++ : areas[areas[i]];
    return next;
}

static htsc_status number_areas(htsc__arcs *map, const uint8_t *classes, htsc_error *err) {
    size_t count = (size_t)map->width * (size_t)map->height;
    map->areas = htsc__alloc(count, sizeof *map->areas);
    if (map->areas == NULL) return htsc__error_memory(err, "areas");
    map->area_count = htsc__arcs_number(map->width, map->height, classes, map->areas);
    map->area_classes = htsc__alloc(map->area_count, 1);
    if (map->area_classes == NULL) return htsc__error_memory(err, "areas");
    for (size_t i = 0; i < count; i++) map->area_classes[map->areas[i]] = classes[i];
    return HTSC_OK;
}

static uint32_t area_at(const htsc__arcs *map, int column, int row) {
    if (column < 0 || row < 0 || column >= map->width || row >= map->height) return HTSC__NO_AREA;
    return map->areas[(size_t)row * (size_t)map->width + (size_t)column];
}

static uint32_t left_of(const htsc__arcs *map, int x, int y, int direction) {
    return area_at(map, x + left_x[direction], y + left_y[direction]);
}

static uint32_t right_of(const htsc__arcs *map, int x, int y, int direction) {
    return left_of(map, x, y, (direction + 3) % 4);
}

static bool is_edge(const htsc__arcs *map, int x, int y, int direction) {
    return left_of(map, x, y, direction) != right_of(map, x, y, direction);
}

static size_t corner_of(const htsc__arcs *map, int x, int y) {
    return (size_t)y * ((size_t)map->width + 1) + (size_t)x;
}

static bool is_fixed(const trace *t, int x, int y) {
    const htsc__arcs *map = t->map;
    if (x <= 0 || y <= 0 || x >= map->width || y >= map->height) return true;
    if (t->free_pixels == NULL) return false;
    const uint8_t *above = t->free_pixels + (size_t)(y - 1) * (size_t)map->width + (size_t)(x - 1);
    const uint8_t *below = above + map->width;
    return !(above[0] && above[1] && below[0] && below[1]);
}

static int degree_of(const htsc__arcs *map, int x, int y) {
    int degree = 0;
    for (int d = 0; d < 4; d++) degree += is_edge(map, x, y, d);
    return degree;
}

/* Three or four arcs end here. Where two pixels of one area touch diagonally none does: the area is taken as passing
 * through, between the other two, which are not joined elsewhere (they would have to cross it). */
static bool is_node(const htsc__arcs *map, int x, int y) {
    int degree = degree_of(map, x, y);
    if (degree < 4) return degree == 3;
    return area_at(map, x - 1, y - 1) != area_at(map, x, y) && area_at(map, x, y - 1) != area_at(map, x - 1, y);
}

/* The bit of `done` of an edge, and the corner that holds it. */
static uint8_t edge_bit(const htsc__arcs *map, int x, int y, int direction, size_t *corner) {
    *corner = corner_of(map, x - (direction == 2), y - (direction == 1));
    return direction % 2 == 0 ? 1 : 2;
}

static htsc_status add_vertex(trace *t, int x, int y, bool node, htsc_error *err) {
    htsc__arcs *map = t->map;
    htsc_status status =
        htsc__grow(&map->vertices, &map->vertex_capacity, map->vertex_count + 1, sizeof *map->vertices, "arcs", err);
    if (status == HTSC_OK) map->vertices[map->vertex_count++] = (htsc__arc_vertex){x, y, node || is_fixed(t, x, y)};
    return status;
}

/* Where a line passes from what is fixed to what is free it gets a vertex, though it goes straight on. */
static bool is_gate(const trace *t, int x, int y, int direction) {
    return t->free_pixels != NULL && is_fixed(t, x, y) &&
           (!is_fixed(t, x - step_x[direction], y - step_y[direction]) ||
            !is_fixed(t, x + step_x[direction], y + step_y[direction]));
}

/* The one way on between the same two areas, from a corner that is no node. */
static int turn(const htsc__arcs *map, int x, int y, int direction, const htsc__arc *arc) {
    for (int i = 0; i < 3; i++) {
        static const int turns[3] = {0, 1, 3};
        int next = (direction + turns[i]) % 4;
        if (left_of(map, x, y, next) == arc->left && right_of(map, x, y, next) == arc->right) return next;
    }
    return direction;
}

static htsc__arc_node *node_at(const trace *t, size_t corner) {
    size_t low = 0, high = t->node_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->nodes[middle].corner < corner)
            low = middle + 1;
        else
            high = middle;
    }
    return &t->nodes[low];
}

/* Follows an arc from (x, y), a node or the start of a closed one, to the next node or back. */
static htsc_status follow(trace *t, int x, int y, int direction, bool closed, htsc_error *err) {
    htsc__arcs *map = t->map;
    htsc_status status = htsc__grow(&map->arcs, &map->arc_capacity, map->arc_count + 1, sizeof *map->arcs, "arcs", err);
    if (status != HTSC_OK) return status;
    htsc__arc arc = {map->vertex_count, 0, left_of(map, x, y, direction), right_of(map, x, y, direction), closed};
    const uint32_t half = (uint32_t)(2 * map->arc_count);
    const size_t start = corner_of(map, x, y);
    status = add_vertex(t, x, y, !closed, err);
    if (!closed) node_at(t, start)->half[direction] = half;
    while (status == HTSC_OK) {
        size_t holder;
        uint8_t bit = edge_bit(map, x, y, direction, &holder);
        t->done[holder] |= bit;
        x += step_x[direction], y += step_y[direction];
        bool node = is_node(map, x, y);
        if (node || (closed && corner_of(map, x, y) == start)) {
            status = add_vertex(t, x, y, node, err);
            if (node) node_at(t, corner_of(map, x, y))->half[(direction + 2) % 4] = half + 1;
            break;
        }
        int next = turn(map, x, y, direction, &arc);
        if (next != direction || is_gate(t, x, y, direction)) status = add_vertex(t, x, y, false, err);
        direction = next;
    }
    arc.count = map->vertex_count - arc.first;
    map->arcs[map->arc_count++] = arc;
    return status;
}

static htsc_status find_nodes(trace *t, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (int y = 0; y <= t->map->height && status == HTSC_OK; y++)
        for (int x = 0; x <= t->map->width && status == HTSC_OK; x++) {
            if (!is_node(t->map, x, y)) continue;
            status = htsc__grow(&t->nodes, &t->node_capacity, t->node_count + 1, sizeof *t->nodes, "arcs", err);
            if (status != HTSC_OK) break;
            t->nodes[t->node_count++] =
                (htsc__arc_node){corner_of(t->map, x, y), {HTSC__NO_AREA, HTSC__NO_AREA, HTSC__NO_AREA, HTSC__NO_AREA}};
        }
    return status;
}

static htsc_status follow_all(trace *t, htsc_error *err) {
    htsc_status status = HTSC_OK;
    size_t across = (size_t)t->map->width + 1;
    for (size_t i = 0; i < t->node_count && status == HTSC_OK; i++) {
        int x = (int)(t->nodes[i].corner % across), y = (int)(t->nodes[i].corner / across);
        for (int d = 0; d < 4 && status == HTSC_OK; d++) {
            size_t holder;
            if (!is_edge(t->map, x, y, d)) continue;
            uint8_t bit = edge_bit(t->map, x, y, d, &holder);
            if ((t->done[holder] & bit) == 0) status = follow(t, x, y, d, false, err);
        }
    }
    /* What is left has no nodes. The first corner of it that is met is its topmost and leftmost. */
    for (int y = 0; y <= t->map->height && status == HTSC_OK; y++)
        for (int x = 0; x <= t->map->width && status == HTSC_OK; x++)
            if (is_edge(t->map, x, y, 3) && (t->done[corner_of(t->map, x, y)] & 2) == 0)
                status = follow(t, x, y, 3, true, err);
    return status;
}

htsc_status htsc__arcs_build(int width, int height, const uint8_t *classes, const uint8_t *free_pixels, htsc__arcs *map,
                             htsc_error *err) {
    *map = (htsc__arcs){.width = width, .height = height};
    trace t = {.map = map, .free_pixels = free_pixels};
    htsc_status status = number_areas(map, classes, err);
    if (status == HTSC_OK) {
        t.done = htsc__alloc(((size_t)width + 1) * ((size_t)height + 1), 1);
        if (t.done == NULL) status = htsc__error_memory(err, "arcs");
    }
    if (status == HTSC_OK) status = find_nodes(&t, err);
    if (status == HTSC_OK) status = follow_all(&t, err);
    if (status == HTSC_OK) status = htsc__arcs_join(map, t.nodes, t.node_count, err);
    htsc__free(t.nodes);
    htsc__free(t.done);
    return status;
}

void htsc__arcs_clear(htsc__arcs *map) {
    htsc__free(map->areas);
    htsc__free(map->area_classes);
    htsc__free(map->vertices);
    htsc__free(map->arcs);
    htsc__free(map->rings);
    htsc__free(map->ring_halves);
    htsc__free(map->area_rings);
    *map = (htsc__arcs){0};
}
