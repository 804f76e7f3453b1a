/* Ports, nearest first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/fiber_serve.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

/* Pairs are made and served in rings of equal area around the points, so narrow that about so many pairs a point are in
 * memory at once; those of points that were served nearer by are never made. */
enum { PAIRS_A_POINT = 3, MOST_RINGS = 64 };

/* The outlets of all runs are numbered through, in the order of the runs. */
typedef struct pair {
    double distance_m;
    uint32_t outlet, point;
} pair;

typedef struct pair_list {
    pair *pairs;
    size_t count, capacity;
} pair_list;

typedef struct ring {
    const htsc__fiber_serving *serving;
    size_t *first_outlet; /* of every run, and one more */
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
    const htsc_fiber_reach_point *p = &r->serving->points[point];
    return r->gigabit ? p->terminal != UINT32_MAX && p->gigabit_terminal == UINT32_MAX : p->terminal == UINT32_MAX;
}

/* Of one run; nothing farther than an outlet of its that serves anyone is needed. */
static htsc_status list_pairs(const ring *r, size_t k, const htsc__fiber_scout *scout, size_t point, pair_list *list,
                              htsc_error *err) {
    const htsc__fiber_run *run = &r->serving->runs[k];
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
        list->pairs[list->count++] = (pair){c->distance_m, (uint32_t)(r->first_outlet[k] + c->outlet), (uint32_t)point};
    }
    size_t kept = first;
    for (size_t i = first; i < list->count; i++)
        if (list->pairs[i].distance_m <= enough_m) list->pairs[kept++] = list->pairs[i];
    list->count = kept;
    return HTSC_OK;
}

/* `i` is the point's place in the demand. */
static htsc_status ring_point(const ring *r, htsc__fiber_scout *scout, size_t i, pair_list *list, htsc_error *err) {
    const htsc__fiber_serving *s = r->serving;
    htsc_status status = HTSC_OK;
    for (size_t k = 0; k < s->run_count && status == HTSC_OK; k++) {
        const double *nearest_m = r->gigabit ? s->runs[k].nearest_gigabit_m : s->runs[k].nearest_m;
        if (!(nearest_m[i] <= r->within_m)) continue;
        scout->run = &s->runs[k];
        status = htsc__fiber_scout_find(scout, i, r->within_m, err);
        if (status == HTSC_OK) status = list_pairs(r, k, scout, s->demand->number[i], list, err);
    }
    return status;
}

static htsc_status ring_block(void *ctx, size_t block, htsc_error *err) {
    ring *r = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    htsc__fiber_scout *scout;
    htsc_status status = htsc__fiber_crew_take(r->serving->crew, &scout, err);
    if (status != HTSC_OK) return status;
    const htsc_fiber_demand *demand = r->serving->demand;
    pair_list *list = &r->blocks[block];
    for (size_t i = first; i < last && i < demand->count && status == HTSC_OK; i++) {
        htsc__fiber_expect(demand, r->serving->points, i);
        if (is_waiting(r, demand->number[i])) status = ring_point(r, scout, i, list, err);
    }
    if (list->count > 1) qsort(list->pairs, list->count, sizeof *list->pairs, by_order);
    htsc__fiber_crew_return(r->serving->crew, scout);
    return status;
}

static void serve(const ring *r, const pair *p) {
    const htsc__fiber_serving *s = r->serving;
    htsc_fiber_reach_point *point = &s->points[p->point];
    size_t k = 0;
    while (p->outlet >= r->first_outlet[k + 1]) k++;
    htsc__fiber_run *run = &s->runs[k];
    const htsc__outlet *o = &run->outlets[p->outlet - r->first_outlet[k]];
    int64_t *left = &run->ports_left_milli[o->terminal], wanted = s->demand->ports_milli[p->point];
    if ((r->gigabit ? point->gigabit_terminal : point->terminal) != UINT32_MAX) return;
    if (*left >= 0 && *left < wanted) return;
    if (*left >= 0) *left -= wanted;
    if (o->gigabit) {
        point->gigabit_terminal = o->terminal;
        if (s->gigabit_operator_index != NULL) s->gigabit_operator_index[p->point] = s->operators[k];
    }
    if (r->gigabit) return;
    point->terminal = o->terminal;
    point->distance_m = (float)p->distance_m;
    point->loss_db = (float)htsc__fiber_loss_db(run, o, p->distance_m);
    if (s->operator_index != NULL) s->operator_index[p->point] = s->operators[k];
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

/* Rings to be served one after the other; 0: nobody may be served. */
static size_t count_rings(const ring *r) {
    const htsc__fiber_serving *s = r->serving;
    size_t pairs = 0;
    for (size_t k = 0; k < s->run_count; k++)
        pairs += atomic_load(r->gigabit ? &s->runs[k].gigabit_pairs : &s->runs[k].pairs);
    size_t rings = 1 + pairs / (PAIRS_A_POINT * s->demand->count + 1);
    return pairs == 0 ? 0 : rings < MOST_RINGS ? rings : MOST_RINGS;
}

static htsc_status number_outlets(ring *r, htsc_error *err) {
    const htsc__fiber_serving *s = r->serving;
    r->first_outlet = htsc__alloc(s->run_count + 1, sizeof *r->first_outlet);
    if (r->first_outlet == NULL) return htsc__error_memory(err, "fibre ports");
    for (size_t k = 0; k < s->run_count; k++) r->first_outlet[k + 1] = r->first_outlet[k] + s->runs[k].outlet_count;
    if (r->first_outlet[s->run_count] < UINT32_MAX) return HTSC_OK;
    return htsc__error_set(err, HTSC_ERR_LIMIT, "%zu terminals of all operators are above 2^32 - 2",
                           r->first_outlet[s->run_count]);
}

static htsc_status serve_rings(ring *r, size_t rings, htsc_error *err) {
    const htsc_fiber_reach_options *options = r->serving->options;
    size_t blocks = (r->serving->demand->count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK;
    htsc_status status = HTSC_OK;
    r->blocks = htsc__alloc(blocks, sizeof *r->blocks);
    if (r->blocks == NULL) return htsc__error_memory(err, "fibre ports");
    for (size_t k = 1; k <= rings && status == HTSC_OK; k++) {
        double share = k == rings ? 1 : sqrt((double)k / (double)rings);
        r->within_m = options->max_drop_m * share;
        status = htsc__parallel(blocks, options->jobs, NULL, HTSC_STAGE_REACH, ring_block, r, err);
        if (status == HTSC_OK) status = serve_all(r, blocks, err);
        for (size_t b = 0; b < blocks; b++) {
            htsc__free(r->blocks[b].pairs);
            r->blocks[b] = (pair_list){NULL, 0, 0};
        }
        if (status == HTSC_OK && options->progress != NULL)
            status = htsc__progress_step(options->progress, HTSC_STAGE_REACH, k, rings, err);
        r->beyond_m = r->within_m;
    }
    htsc__free(r->blocks);
    return status;
}

htsc_status htsc__fiber_serve(const htsc__fiber_serving *serving, bool gigabit, htsc_error *err) {
    ring r = {.serving = serving, .gigabit = gigabit, .beyond_m = -1};
    const size_t rings = count_rings(&r);
    if (rings == 0) return HTSC_OK;
    htsc_status status = number_outlets(&r, err);
    if (status == HTSC_OK) status = serve_rings(&r, rings, err);
    htsc__free(r.first_outlet);
    return status;
}
