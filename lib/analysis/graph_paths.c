#include "analysis/graph_paths.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

/* Marks in place of a slot of the heap. */
#define UNSEEN UINT32_MAX
#define SETTLED (UINT32_MAX - 1)

htsc_status htsc__paths_create(const htsc__graph *graph, htsc__paths **paths, htsc_error *err) {
    *paths = NULL;
    size_t n = graph->node_count;
    htsc__paths *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "shortest paths");
    made->graph = graph;
    made->distance_m = htsc__alloc(n, sizeof *made->distance_m);
    made->label = htsc__alloc(n, sizeof *made->label);
    made->parent_edge = htsc__alloc(n, sizeof *made->parent_edge);
    made->heap = htsc__alloc(n, sizeof *made->heap);
    made->slot = htsc__alloc(n, sizeof *made->slot);
    made->touched = htsc__alloc(n, sizeof *made->touched);
    if (made->distance_m == NULL || made->label == NULL || made->parent_edge == NULL || made->heap == NULL ||
        made->slot == NULL || made->touched == NULL) {
        htsc__paths_free(made);
        return htsc__error_memory(err, "shortest paths");
    }
    for (size_t i = 0; i < n; i++) {
        made->distance_m[i] = HUGE_VAL;
        made->label[i] = made->parent_edge[i] = UINT32_MAX;
        made->slot[i] = UNSEEN;
    }
    *paths = made;
    return HTSC_OK;
}

void htsc__paths_free(htsc__paths *paths) {
    if (paths == NULL) return;
    htsc__free(paths->distance_m);
    htsc__free(paths->label);
    htsc__free(paths->parent_edge);
    htsc__free(paths->heap);
    htsc__free(paths->slot);
    htsc__free(paths->touched);
    htsc__free(paths);
}

void htsc__paths_reset(htsc__paths *paths) {
    for (size_t i = 0; i < paths->touched_count; i++) {
        uint32_t n = paths->touched[i];
        paths->distance_m[n] = HUGE_VAL;
        paths->label[n] = paths->parent_edge[n] = UINT32_MAX;
        paths->slot[n] = UNSEEN;
    }
    paths->touched_count = paths->heap_count = 0;
}

static bool before(const htsc__paths *p, uint32_t a, uint32_t b) {
    return p->distance_m[a] < p->distance_m[b] || (p->distance_m[a] == p->distance_m[b] && a < b);
}

static void put(htsc__paths *p, size_t slot, uint32_t node) {
    p->heap[slot] = node;
    p->slot[node] = (uint32_t)slot;
}

static void rise(htsc__paths *p, size_t slot) {
    uint32_t node = p->heap[slot];
    for (; slot > 0 && before(p, node, p->heap[(slot - 1) / 2]); slot = (slot - 1) / 2)
        put(p, slot, p->heap[(slot - 1) / 2]);
    put(p, slot, node);
}

static uint32_t pop(htsc__paths *p) {
    uint32_t top = p->heap[0], node = p->heap[--p->heap_count];
    size_t slot = 0;
    p->slot[top] = SETTLED;
    if (p->heap_count == 0) return top;
    for (size_t child; (child = 2 * slot + 1) < p->heap_count; slot = child) {
        if (child + 1 < p->heap_count && before(p, p->heap[child + 1], p->heap[child])) child++;
        if (!before(p, p->heap[child], node)) break;
        put(p, slot, p->heap[child]);
    }
    put(p, slot, node);
    return top;
}

static void reach(htsc__paths *p, uint32_t node, double distance_m, uint32_t label, uint32_t parent_edge) {
    double known_m = p->distance_m[node];
    if (distance_m > known_m || (distance_m == known_m && label >= p->label[node])) return;
    p->distance_m[node] = distance_m;
    p->label[node] = label;
    p->parent_edge[node] = parent_edge;
    if (p->slot[node] == UNSEEN) p->touched[p->touched_count++] = node;
    if (p->slot[node] >= SETTLED) put(p, p->heap_count++, node);
    rise(p, p->slot[node]);
}

void htsc__paths_start(htsc__paths *paths, uint32_t node, double distance_m, uint32_t label) {
    reach(paths, node, distance_m, label, UINT32_MAX);
}

bool htsc__paths_next(htsc__paths *paths, double radius_m, uint32_t *node) {
    const htsc__graph *g = paths->graph;
    if (paths->heap_count == 0 || !(paths->distance_m[paths->heap[0]] <= radius_m)) return false;
    *node = pop(paths);
    for (size_t a = g->first_arc[*node]; a < g->first_arc[*node + 1]; a++) {
        const htsc__arc *arc = &g->arcs[a];
        reach(paths, arc->to, paths->distance_m[*node] + g->length_m[arc->edge], paths->label[*node], arc->edge);
    }
    return true;
}

uint32_t htsc__paths_before(const htsc__paths *paths, uint32_t node) {
    uint32_t edge = paths->parent_edge[node];
    if (edge == UINT32_MAX) return UINT32_MAX;
    return paths->graph->from[edge] == node ? paths->graph->to[edge] : paths->graph->from[edge];
}
