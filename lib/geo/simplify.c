#include "geo/simplify.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/simplify_chamfer.h"
#include "geo/simplify_lines.h"

/* Least number of points of a closed line, the first once more at the end. */
enum { LEAST_CLOSED = 5 };

/* What counts as no area at all, square pixels: stretches that are balanced become straight. */
static const double no_area_px = 1e-12;

/* Cutting two corners off displaces this much, square pixels. */
static const double chamfer_px = 0.25;

/* Cosine of the sharpest angle that a step may leave: corners of pixels pass, needles do not. */
static const double sharpest_cos = 0.5;

typedef struct candidate {
    double displaced_px;
    uint32_t point, turn; /* the b of the stretch; good while the point's turn is this */
} candidate;

typedef struct work {
    htsc__arcs *map;
    double tolerance_px;
    htsc__lines lines;
    uint32_t *arc_of, *turns;
    size_t *counts; /* of points left, by arc */
    candidate *heap;
    size_t heap_count, heap_capacity;
} work;

static bool before(const candidate *a, const candidate *b) {
    return a->displaced_px < b->displaced_px || (a->displaced_px == b->displaced_px && a->point < b->point);
}

static htsc_status push(work *w, candidate c, htsc_error *err) {
    htsc_status status = htsc__grow(&w->heap, &w->heap_capacity, w->heap_count + 1, sizeof *w->heap, "outlines", err);
    if (status != HTSC_OK) return status;
    size_t at = w->heap_count++;
    for (; at > 0 && before(&c, &w->heap[(at - 1) / 2]); at = (at - 1) / 2) w->heap[at] = w->heap[(at - 1) / 2];
    w->heap[at] = c;
    return HTSC_OK;
}

static candidate pop(work *w) {
    candidate least = w->heap[0], last = w->heap[--w->heap_count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < w->heap_count; at = child) {
        if (child + 1 < w->heap_count && before(&w->heap[child + 1], &w->heap[child])) child++;
        if (!before(&w->heap[child], &last)) break;
        w->heap[at] = w->heap[child];
    }
    if (w->heap_count > 0) w->heap[at] = last;
    return least;
}

static double cross(const htsc__point *o, const htsc__point *p, const htsc__point *q) {
    return (p->x - o->x) * (q->y - o->y) - (p->y - o->y) * (q->x - o->x);
}

/* Twice a lobe between the old way b, c, d and the new one e, d: the other lobe is as large. */
static double displaced(const htsc__point *b, const htsc__point *c, const htsc__point *d, const htsc__point *e) {
    double dx = d->x - e->x, dy = d->y - e->y;
    double along = (c->x - b->x) * dy - (c->y - b->y) * dx;
    double where = along == 0 ? 0 : ((e->x - b->x) * dy - (e->y - b->y) * dx) / along;
    return fabs(fmin(fmax(where, 0), 1) * cross(b, e, c));
}

static htsc__point between(const htsc__point *p, const htsc__point *q, double t) {
    return (htsc__point){p->x + t * (q->x - p->x), p->y + t * (q->y - p->y)};
}

/*
 * Heights over the line a, d are taken as twice the areas of triangles on it: e must be as high as the stretch's area.
 * It lies on the line of whichever of b and c is farther out on its side; so the other end's segment alone moves.
 */
static void place(const htsc__lines *lines, htsc__collapse *k) {
    const htsc__point *a = &lines->at[k->a], *b = &lines->at[k->b], *c = &lines->at[k->c], *d = &lines->at[k->d];
    double height_b = cross(a, b, d), height_c = cross(a, c, d), area = cross(a, b, c) + height_c;
    k->straight = fabs(area) <= no_area_px;
    if (k->straight)
        k->at_start = true;
    else
        k->at_start = height_b * height_c > 0 ? fabs(height_b) >= fabs(height_c) : area * height_b > 0;
    if (k->straight)
        k->e = *a;
    else if (k->at_start)
        k->e = between(a, b, area / height_b);
    else
        k->e = between(d, c, area / height_c);
    k->displaced_px = k->at_start ? displaced(b, c, d, &k->e) : displaced(c, b, a, &k->e);
    /* Of a stretch that winds, e may come to lie behind its end. */
    if (!k->straight && area * (k->at_start ? height_b : height_c) <= 0) k->displaced_px = (double)INFINITY;
}

/* The stretch whose second point is b; false where there is none that may be touched. */
static bool stretch(const work *w, uint32_t b, htsc__collapse *k) {
    const htsc__lines *lines = &w->lines;
    const uint32_t gone = HTSC__NO_POINT;
    if (b == gone || w->map->vertices[b].fixed || lines->previous[b] == gone || lines->next[b] == gone) return false;
    *k = (htsc__collapse){.a = lines->previous[b], .b = b, .c = lines->next[b]};
    if (w->map->vertices[k->c].fixed || lines->next[k->c] == gone) return false;
    k->d = lines->next[k->c];
    place(lines, k);
    const htsc__arc *arc = &w->map->arcs[w->arc_of[b]];
    const htsc__arc_vertex *ends = w->map->vertices + arc->first;
    bool closed = arc->closed || (ends->x == ends[arc->count - 1].x && ends->y == ends[arc->count - 1].y);
    size_t left = w->counts[w->arc_of[b]] - (k->straight ? 2 : 1);
    return left >= (closed ? LEAST_CLOSED : 2) && isfinite(k->displaced_px);
}

static bool is_sharp(const htsc__point *before, const htsc__point *at, const htsc__point *after) {
    double ax = before->x - at->x, ay = before->y - at->y, bx = after->x - at->x, by = after->y - at->y;
    return ax * bx + ay * by > sharpest_cos * sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
}

static bool leaves_needles(const htsc__lines *lines, const htsc__collapse *k) {
    const htsc__point *a = &lines->at[k->a], *d = &lines->at[k->d];
    uint32_t before = lines->previous[k->a], after = lines->next[k->d];
    if (!k->straight && is_sharp(a, &k->e, d)) return true;
    if (before != HTSC__NO_POINT && is_sharp(&lines->at[before], a, k->straight ? d : &k->e)) return true;
    return after != HTSC__NO_POINT && is_sharp(k->straight ? a : &k->e, d, &lines->at[after]);
}

static htsc_status propose(work *w, uint32_t b, htsc_error *err) {
    htsc__collapse k;
    if (b == HTSC__NO_POINT) return HTSC_OK;
    w->turns[b]++;
    if (!stretch(w, b, &k) || !(k.displaced_px <= w->tolerance_px)) return HTSC_OK;
    return push(w, (candidate){k.displaced_px, b, w->turns[b]}, err);
}

static void unlink_point(htsc__lines *lines, uint32_t point) {
    uint32_t previous = lines->previous[point], next = lines->next[point];
    lines->next[previous] = next;
    lines->previous[next] = previous;
    lines->previous[point] = lines->next[point] = HTSC__NO_POINT;
}

static htsc_status collapse(work *w, const htsc__collapse *k, htsc_error *err) {
    htsc__lines *lines = &w->lines;
    unlink_point(lines, k->c);
    if (k->straight)
        unlink_point(lines, k->b);
    else
        lines->at[k->b] = k->e;
    w->counts[w->arc_of[k->b]] -= k->straight ? 2 : 1;
    w->turns[k->b]++, w->turns[k->c]++;
    htsc_status status = htsc__lines_index(lines, k->a, err);
    if (status == HTSC_OK && !k->straight) status = htsc__lines_index(lines, k->b, err);
    /* Every stretch that holds a changed point. */
    if (status == HTSC_OK) status = propose(w, lines->previous[k->a], err);
    if (status == HTSC_OK) status = propose(w, k->a, err);
    if (status == HTSC_OK && !k->straight) status = propose(w, k->b, err);
    return status == HTSC_OK ? propose(w, k->d, err) : status;
}

static htsc_status run(work *w, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < w->map->vertex_count && status == HTSC_OK; i++) status = propose(w, (uint32_t)i, err);
    while (w->heap_count > 0 && status == HTSC_OK) {
        candidate c = pop(w);
        htsc__collapse k;
        if (c.turn == w->turns[c.point] && stretch(w, c.point, &k) && !leaves_needles(&w->lines, &k) &&
            htsc__lines_allow(&w->lines, &k))
            status = collapse(w, &k, err);
    }
    return status;
}

/* A closed line goes round; the repeat of its first point is left out of it. */
static htsc_status link_arcs(work *w, htsc_error *err) {
    htsc_status status = HTSC_OK;
    htsc__lines *lines = &w->lines;
    for (size_t i = 0; i < w->map->arc_count; i++) {
        const htsc__arc *arc = &w->map->arcs[i];
        size_t count = arc->closed ? arc->count - 1 : arc->count;
        w->counts[i] = arc->count;
        for (size_t j = 0; j < count; j++) {
            uint32_t point = (uint32_t)(arc->first + j);
            lines->at[point] = (htsc__point){w->map->vertices[point].x, w->map->vertices[point].y};
            w->arc_of[point] = (uint32_t)i;
            if (j + 1 < count)
                lines->next[point] = point + 1, lines->previous[point + 1] = point;
            else if (arc->closed)
                lines->next[point] = (uint32_t)arc->first, lines->previous[arc->first] = point;
        }
    }
    for (size_t i = 0; i < w->map->vertex_count && status == HTSC_OK; i++)
        if (lines->next[i] != HTSC__NO_POINT) status = htsc__lines_index(lines, (uint32_t)i, err);
    return status;
}

static bool is_free(const htsc__arcs *map, const uint8_t *free_pixels, int column, int row) {
    return free_pixels[(size_t)row * (size_t)map->width + (size_t)column] != 0;
}

/* Between free pixels and others stand walls, one a pixel edge: told by their ends to `wall`, or counted. */
static size_t each_wall(const htsc__arcs *map, const uint8_t *free_pixels, htsc__point *points) {
    size_t count = 0;
    if (free_pixels == NULL) return 0;
    for (int row = 0; row < map->height; row++)
        for (int column = 0; column < map->width; column++)
            for (int below = 0; below < 2; below++) {
                int x = column + !below, y = row + below; /* of the neighbour, and of the wall's beginning */
                if (x >= map->width || y >= map->height) continue;
                if (is_free(map, free_pixels, column, row) == is_free(map, free_pixels, x, y)) continue;
                if (points != NULL) {
                    points[2 * count] = (htsc__point){x, y};
                    points[2 * count + 1] = (htsc__point){column + 1, row + 1};
                }
                count++;
            }
    return count;
}

static htsc_status raise_walls(work *w, const uint8_t *free_pixels, htsc_error *err) {
    htsc_status status = HTSC_OK;
    htsc__lines *lines = &w->lines;
    size_t first = w->map->vertex_count, count = each_wall(w->map, free_pixels, lines->at + first);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        uint32_t from = (uint32_t)(first + 2 * i);
        lines->next[from] = from + 1;
        status = htsc__lines_index(lines, from, err);
    }
    return status;
}

/* Points stay in their order along an arc, so the map's vertices can be written over. */
static void take_back(work *w) {
    htsc__arcs *map = w->map;
    size_t written = 0;
    for (size_t i = 0; i < map->arc_count; i++) {
        htsc__arc *arc = &map->arcs[i];
        size_t first = written;
        for (size_t j = arc->first; j < arc->first + arc->count; j++) {
            if (w->lines.next[j] == HTSC__NO_POINT && w->lines.previous[j] == HTSC__NO_POINT) continue;
            map->vertices[written++] = (htsc__arc_vertex){w->lines.at[j].x, w->lines.at[j].y, map->vertices[j].fixed};
        }
        if (arc->closed) map->vertices[written] = map->vertices[first], written++;
        arc->first = first;
        arc->count = written - first;
    }
    map->vertex_count = written;
}

htsc_status htsc__arcs_simplify(htsc__arcs *map, const uint8_t *free_pixels, double tolerance_px, htsc_error *err) {
    if (!(tolerance_px > 0)) return HTSC_OK;
    work w = {.map = map, .tolerance_px = tolerance_px};
    size_t walls = each_wall(map, free_pixels, NULL);
    htsc_status status = tolerance_px >= chamfer_px ? htsc__arcs_chamfer(map, err) : HTSC_OK;
    if (status == HTSC_OK)
        status = htsc__lines_create(map->vertex_count + 2 * walls, map->width, map->height, &w.lines, err);
    if (status == HTSC_OK) {
        w.arc_of = htsc__alloc(map->vertex_count, sizeof *w.arc_of);
        w.turns = htsc__alloc(map->vertex_count, sizeof *w.turns);
        w.counts = htsc__alloc(map->arc_count, sizeof *w.counts);
        if (w.arc_of == NULL || w.turns == NULL || w.counts == NULL) status = htsc__error_memory(err, "outlines");
    }
    if (status == HTSC_OK) status = link_arcs(&w, err);
    if (status == HTSC_OK) status = raise_walls(&w, free_pixels, err);
    if (status == HTSC_OK) status = run(&w, err);
    if (status == HTSC_OK) take_back(&w);
    htsc__lines_clear(&w.lines);
    htsc__free(w.arc_of);
    htsc__free(w.turns);
    htsc__free(w.counts);
    htsc__free(w.heap);
    return status;
}
