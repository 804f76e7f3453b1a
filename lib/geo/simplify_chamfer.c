/* Corners of pixel stairs are cut off half a pixel from them: what climbs one by one becomes straight. */
#include "geo/simplify_chamfer.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

static double turn_at(const htsc__arc_vertex *before, const htsc__arc_vertex *at, const htsc__arc_vertex *after) {
    return (at->x - before->x) * (after->y - at->y) - (at->y - before->y) * (after->x - at->x);
}

/* The i-th vertex of an arc and those beside it; of a closed one the first has its neighbour at the end. */
static double corner(const htsc__arcs *map, const htsc__arc *arc, size_t i, const htsc__arc_vertex *around[3]) {
    const htsc__arc_vertex *v = map->vertices + arc->first;
    around[0] = around[1] = around[2] = &v[i];
    if (v[i].fixed || (!arc->closed && (i == 0 || i + 1 == arc->count))) return 0;
    around[0] = i == 0 ? &v[arc->count - 2] : &v[i - 1];
    around[2] = &v[i + 1];
    return turn_at(around[0], around[1], around[2]);
}

static htsc__arc_vertex towards(const htsc__arc_vertex *from, const htsc__arc_vertex *to, double length) {
    double x = to->x - from->x, y = to->y - from->y, whole = fabs(x) + fabs(y); /* along an axis */
    return (htsc__arc_vertex){from->x + x / whole * length, from->y + y / whole * length, false};
}

static void add(htsc__arc_vertex *out, const htsc__arc *arc, size_t *count, htsc__arc_vertex v) {
    if (*count > arc->first && out[*count - 1].x == v.x && out[*count - 1].y == v.y) return;
    out[(*count)++] = v;
}

/* Both kinds of corners lose as much in all: the arc keeps the areas beside it. */
static void cut(const htsc__arcs *map, htsc__arc *arc, htsc__arc_vertex *out, size_t *count) {
    const htsc__arc_vertex *around[3];
    const size_t corners = arc->closed ? arc->count - 1 : arc->count;
    double positive_count = 0, negative_count = 0;
    for (size_t i = 0; i < corners; i++) {
        double turn = corner(map, arc, i, around);
        positive_count += turn > 0, negative_count += turn < 0;
    }
    const double few = fmin(positive_count, negative_count);
    const double positive = positive_count > 0 ? sqrt(few / positive_count) / 2 : 0;
    const double negative = negative_count > 0 ? sqrt(few / negative_count) / 2 : 0;
    htsc__arc made = *arc;
    made.first = *count;
    for (size_t i = 0; i < corners; i++) {
        double turn = corner(map, arc, i, around), length = turn > 0 ? positive : turn < 0 ? negative : 0;
        if (length > 0) {
            add(out, &made, count, towards(around[1], around[0], length));
            add(out, &made, count, towards(around[1], around[2], length));
        } else {
            add(out, &made, count, *around[1]);
        }
    }
    if (arc->closed && (out[*count - 1].x != out[made.first].x || out[*count - 1].y != out[made.first].y))
        out[*count] = out[made.first], (*count)++;
    made.count = *count - made.first;
    *arc = made;
}

htsc_status htsc__arcs_chamfer(htsc__arcs *map, htsc_error *err) {
    htsc__arc_vertex *out = htsc__alloc(2 * map->vertex_count, sizeof *out);
    if (out == NULL) return htsc__error_memory(err, "outlines");
    size_t count = 0;
    for (size_t i = 0; i < map->arc_count; i++) cut(map, &map->arcs[i], out, &count);
    htsc__free(map->vertices);
    map->vertices = out;
    map->vertex_capacity = 2 * map->vertex_count;
    map->vertex_count = count;
    return HTSC_OK;
}
