/* Ports, nearest first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/fiber_run.h"
#include "analysis/fiber_crew.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

/* Pairs are made and served in rings of equal area around the points, so narrow that about so many pairs a point are in
 * memory at once; those of points that were served nearer by are never made. */
enum { PAIRS_A_POINT = 3, MOST_RINGS = 64 };

typedef struct pair {
    double distance_m;
    uint32_t outlet, point;
} pair;

typedef struct pair_list {
    pair *pairs;
    size_t count, capacity;
} pair_list;

typedef struct ring {
    htsc__fiber_run *run;
    htsc__fiber_crew *crew;
    bool gigabit;
    double beyond_m, within_m;
    pair_list *blocks;
} ring;

static int by_order(const void *left, const void *right) {
    const pair *a = left, *b = right;
    if (a->distance_m != b->distance_m) return a->distance_m < b->distance_m ? -1 : 1;
    if (a->outlet != b->outlet) return a->outlet < b->outlet ? -1 : 1;
    return a->point < b->point ? -1 : a->point > b->point;
}

static bool is_waiting(const ring *r, size_t point) {
    const htsc__fiber_run *run = r->run;
    const htsc_fiber_reach_point *p = &run->points[run->demand->number[point]];
    double nearest_m = r->gigabit ? run->nearest_gigabit_m[point] : run->nearest_m[point];
    if (!(nearest_m <= r->within_m)) return false;
    return r->gigabit ? p->terminal != UINT32_MAX && p->gigabit_terminal == UINT32_MAX : p->terminal == UINT32_MAX;
}

/* Nothing farther than an outlet that serves anyone is needed. */
static htsc_status list_pairs(const ring *r, const htsc__fiber_scout *scout, size_t point, pair_list *list,
                              htsc_error *err) {
    const htsc__fiber_run *run = r->run;
    size_t first = list->count;
    double enough_m = r->within_m;
    htsc_status status =
        htsc__grow(&list->pairs, &list->capacity, first + scout->count, sizeof *list->pairs, "fibre ports", err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < scout->count; i++) {
        const htsc__candidate *c = &scout->found[i];
        const htsc__outlet *o = &run->outlets[c->outlet];
        if (!(c->distance_m > r->beyond_m && c->distance_m <= enough_m) || (r->gigabit && !o->gigabit)) continue;
        int64_t left = run->ports_left_milli[o->terminal];
        if (left >= 0 && left < run->demand->ports_milli[point]) continue; /* ports only get fewer */
        if (htsc__fiber_optical_checks(run, o, c->distance_m) < 5) continue;
        if (left < 0) enough_m = c->distance_m;
        list->pairs[list->count++] = (pair){c->distance_m, c->outlet, (uint32_t)point};
    }
    size_t kept = first;
    for (size_t i = first; i < list->count; i++)
        if (list->pairs[i].distance_m <= enough_m) list->pairs[kept++] = list->pairs[i];
    list->count = kept;
    return HTSC_OK;
}

static htsc_status ring_block(void *ctx, size_t block, htsc_error *err) {
    ring *r = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    htsc__fiber_scout *scout;
    htsc_status status = htsc__fiber_crew_take(r->crew, &scout, err);
    if (status != HTSC_OK) return status;
    for (size_t i = first; i < last && i < r->run->demand->count && status == HTSC_OK; i++) {
        htsc__fiber_expect(r->run, i);
        if (!is_waiting(r, i)) continue;
        status = htsc__fiber_scout_find(scout, i, r->within_m, err);
        if (status == HTSC_OK) status = list_pairs(r, scout, r->run->demand->number[i], &r->blocks[block], err);
    }
    pair_list *list = &r->blocks[block];
    if (list->count > 1) qsort(list->pairs, list->count, sizeof *list->pairs, by_order);
    htsc__fiber_crew_return(r->crew, scout);
    return status;
}

static void serve(const ring *r, const pair *p) {
    htsc__fiber_run *run = r->run;
    htsc_fiber_reach_point *point = &run->points[p->point];
    const htsc__outlet *o = &run->outlets[p->outlet];
    int64_t *left = &run->ports_left_milli[o->terminal], wanted = run->demand->ports_milli[p->point];
    if ((r->gigabit ? point->gigabit_terminal : point->terminal) != UINT32_MAX) return;
    if (*left >= 0 && *left < wanted) return;
    if (*left >= 0) *left -= wanted;
    if (o->gigabit) point->gigabit_terminal = o->terminal;
    if (r->gigabit) return;
    point->terminal = o->terminal;
    point->distance_m = (float)p->distance_m;
    point->loss_db = (float)htsc__fiber_loss_db(run, o, p->distance_m);
}

/* The blocks' lists in one order: a heap of the lists by their first pair. */
static void sink(pair_list **heap, size_t *at, size_t count, size_t slot) {
    for (size_t child; (child = 2 * slot + 1) < count; slot = child) {
#define HEAD(s) (&heap[s]->pairs[at[s]])
        if (child + 1 < count && by_order(HEAD(child + 1), HEAD(child)) < 0) child++;
        if (by_order(HEAD(slot), HEAD(child)) <= 0) return;
#undef HEAD
        pair_list *list = heap[slot];
        size_t place = at[slot];
        heap[slot] = heap[child], at[slot] = at[child];
        heap[child] = list, at[child] = place;
    }
}

static htsc_status serve_all(ring *r, size_t blocks, htsc_error *err) {
    pair_list **heap = htsc__alloc(blocks, sizeof(pair_list *));
    size_t *at = htsc__alloc(blocks, sizeof *at), count = 0;
    if (heap == NULL || at == NULL) {
        htsc__free((void *)heap);
        htsc__free(at);
        return htsc__error_memory(err, "fibre ports");
    }
    for (size_t b = 0; b < blocks; b++)
        if (r->blocks[b].count > 0) heap[count++] = &r->blocks[b];
    for (size_t slot = count; slot-- > 0;) sink(heap, at, count, slot);
    while (count > 0) {
        serve(r, &heap[0]->pairs[at[0]++]);
        if (at[0] == heap[0]->count) heap[0] = heap[--count], at[0] = at[count];
        sink(heap, at, count, 0);
    }
    htsc__free((void *)heap);
    htsc__free(at);
    return HTSC_OK;
}

htsc_status htsc__fiber_serve(htsc__fiber_run *run, htsc__fiber_crew *crew, bool gigabit, htsc_error *err) {
    size_t blocks = (run->demand->count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK;
    ring r = {.run = run, .crew = crew, .gigabit = gigabit, .beyond_m = -1};
    htsc_status status = HTSC_OK;
    size_t pairs = atomic_load(gigabit ? &run->gigabit_pairs : &run->pairs),
           rings = 1 + pairs / (PAIRS_A_POINT * run->demand->count + 1);
    if (rings > MOST_RINGS) rings = MOST_RINGS;
    r.blocks = htsc__alloc(blocks, sizeof *r.blocks);
    if (r.blocks == NULL) return htsc__error_memory(err, "fibre ports");
    for (size_t k = 1; k <= rings && status == HTSC_OK; k++) {
        double share = k == rings ? 1 : sqrt((double)k / (double)rings);
        r.within_m = run->options->max_drop_m * share;
        status = htsc__parallel(blocks, run->options->jobs, NULL, HTSC_STAGE_REACH, ring_block, &r, err);
        if (status == HTSC_OK) status = serve_all(&r, blocks, err);
        for (size_t b = 0; b < blocks; b++) {
            htsc__free(r.blocks[b].pairs);
            r.blocks[b] = (pair_list){NULL, 0, 0};
        }
        if (status == HTSC_OK && run->options->progress != NULL)
            status = htsc__progress_step(run->options->progress, HTSC_STAGE_REACH, k, rings, err);
        r.beyond_m = r.within_m;
    }
    htsc__free(r.blocks);
    return status;
}
