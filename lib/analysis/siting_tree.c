#include <math.h>
#include <string.h>

#include "analysis/siting_dual.h"
#include "base/error.h"
#include "base/memory.h"

/* Entries to be looked at, bytes to be kept, rounds for a part, parts whose relaxation is made a choice. */
enum { WORK = 150000000, ROOM = 64000000, NODE_ROUNDS = 40, TRIES = 100 };

/* A part of the choices: what is decided of each site, the prices it was bounded with, and by which site to split. */
typedef struct node {
    double level;
    double *price; /* by point, by floor, of all */
    uint8_t *fate;
    uint32_t split;
} node;

typedef struct tree {
    htsc__siting_search *search;
    htsc__siting_dual *dual;
    node *nodes;
    size_t count, capacity, tries;
    double *average; /* by site: how much of it was taken lately */
    double *prices;  /* the ones a node's level was lowest with */
    uint8_t *fate;
} tree;

static void save_prices(const htsc__siting_dual *d, double *to) {
    memcpy(to, d->price, d->problem->points * sizeof *to);
    memcpy(to + d->problem->points, d->price_floor, d->problem->floors * sizeof *to);
    to[d->problem->points + d->problem->floors] = d->price_all;
}

static void free_node(node *n) {
    htsc__free(n->price);
    htsc__free(n->fate);
}

static htsc_status keep_node(tree *t, double level, uint32_t split, htsc_error *err) {
    const htsc__siting_problem *p = t->search->problem;
    size_t prices = (size_t)p->points + p->floors + 1;
    htsc_status status = htsc__grow(&t->nodes, &t->capacity, t->count + 1, sizeof *t->nodes, "siting", err);
    if (status != HTSC_OK) return status;
    node n = {.level = level,
              .price = htsc__alloc(prices, sizeof *n.price),
              .fate = htsc__alloc(p->sites, sizeof *n.fate),
              .split = split};
    if (n.price == NULL || n.fate == NULL) {
        free_node(&n);
        return htsc__error_memory(err, "siting");
    }
    memcpy(n.price, t->prices, prices * sizeof *n.price);
    memcpy(n.fate, t->fate, p->sites);
    t->nodes[t->count++] = n;
    return HTSC_OK;
}

/* The open site that the relaxation could least make up its mind about. */
static uint32_t choose_split(const tree *t) {
    uint32_t split = HTSC_SITING_NONE;
    double least = HUGE_VAL;
    for (uint32_t j = 0; j < t->search->problem->sites; j++) {
        double off = fabs(t->average[j] - 0.5);
        if (t->fate[j] != HTSC_SITING_OPEN || off >= least) continue;
        least = off;
        split = j;
    }
    return split;
}

/* Bounds the part that t->fate leaves, from the prices the dual has. *level: not above it; -infinity: nothing in it is
 * better than the best. */
static htsc_status bound_part(tree *t, double *level, htsc_error *err) {
    htsc__siting_search *s = t->search;
    htsc__siting_dual *d = t->dual;
    uint32_t sites = s->problem->sites;
    htsc_status status = HTSC_OK;
    for (uint32_t j = 0; j < sites; j++) t->average[j] = 0;
    for (int r = 0; r < NODE_ROUNDS && status == HTSC_OK; r++) {
        htsc__siting_dual_decide(d, t->fate);
        status = htsc__siting_dual_evaluate(d, err);
        if (status != HTSC_OK) break;
        if (d->level < *level || r == 0) save_prices(d, t->prices);
        if (d->level < *level) *level = d->level;
        for (uint32_t j = 0; j < sites; j++) t->average[j] += 0.2 * (d->share[j] - t->average[j]);
        if (!htsc__siting_mark(s, d, t->fate)) {
            *level = -HUGE_VAL;
            break;
        }
        int shorter = 1 + r / 10;
        if (!htsc__siting_dual_step(d, htsc__siting_aim(s, d), 0.5 / shorter)) break;
    }
    return status;
}

static htsc_status split_node(tree *t, const node *n, htsc_error *err) {
    const htsc__siting_problem *p = t->search->problem;
    htsc_status status = HTSC_OK;
    for (int side = 0; side < 2 && status == HTSC_OK; side++) {
        memcpy(t->dual->price, n->price, p->points * sizeof *n->price);
        memcpy(t->dual->price_floor, n->price + p->points, p->floors * sizeof *n->price);
        t->dual->price_all = n->price[p->points + p->floors];
        htsc__siting_dual_refresh(t->dual);
        t->dual->fresh = true;
        memcpy(t->fate, n->fate, p->sites);
        t->fate[n->split] = side == 0 ? HTSC_SITING_IN : HTSC_SITING_OUT;
        double level = n->level;
        status = bound_part(t, &level, err);
        if (status != HTSC_OK || level < htsc__siting_better(t->search)) continue;
        uint32_t split = choose_split(t);
        /* Where nothing is open there is one choice left, and it is tried. */
        if (split == HTSC_SITING_NONE || t->tries++ < TRIES) status = htsc__siting_try(t->search, t->dual, err);
        if (status == HTSC_OK && split != HTSC_SITING_NONE) status = keep_node(t, level, split, err);
    }
    return status;
}

/* Takes out the node with the highest level; of equal ones the first. */
static node take_node(tree *t) {
    size_t best = 0;
    for (size_t k = 1; k < t->count; k++)
        if (t->nodes[k].level > t->nodes[best].level) best = k;
    node n = t->nodes[best];
    memmove(&t->nodes[best], &t->nodes[best + 1], (t->count - best - 1) * sizeof n);
    t->count--;
    return n;
}

static htsc_status grow(tree *t, size_t most_splits, size_t most_kept, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t k = 0; k < most_splits && t->count > 0 && t->count < most_kept && status == HTSC_OK; k++) {
        status = htsc__siting_search_pulse(t->search, err);
        node n = take_node(t);
        if (status == HTSC_OK && n.level >= htsc__siting_better(t->search)) status = split_node(t, &n, err);
        free_node(&n);
        if (htsc__siting_search_done(t->search)) break;
    }
    return status;
}

/* No choice that is better than the best is above the highest part that is left. */
static void conclude(tree *t) {
    double level = -HUGE_VAL;
    for (size_t k = 0; k < t->count; k++) level = fmax(level, t->nodes[k].level);
    if (t->search->best.missing > 0 && level < htsc__siting_better(t->search))
        t->search->impossible = true;
    else
        htsc__siting_lower(t->search, level);
}

htsc_status htsc__siting_tree(htsc__siting_search *s, htsc__siting_dual *d, htsc_error *err) {
    const htsc__siting_problem *p = s->problem;
    tree t = {.search = s, .dual = d};
    size_t prices = (size_t)p->points + p->floors + 1;
    double entries = 2.0 * NODE_ROUNDS * ((double)p->first_site[p->points] + p->points + 10.0 * p->sites + 1);
    size_t most_splits = (size_t)(WORK / entries), most_kept = ROOM / (prices * sizeof(double) + p->sites);
    if (most_splits < 2 || most_kept < 2) return HTSC_OK;
    t.average = htsc__alloc(p->sites, sizeof *t.average);
    t.prices = htsc__alloc(prices, sizeof *t.prices);
    t.fate = htsc__alloc(p->sites, sizeof *t.fate);
    htsc_status status =
        t.average == NULL || t.prices == NULL || t.fate == NULL ? htsc__error_memory(err, "siting") : HTSC_OK;
    if (status == HTSC_OK) {
        memcpy(t.fate, s->fate, p->sites);
        double level = HUGE_VAL;
        status = bound_part(&t, &level, err);
        uint32_t split = choose_split(&t);
        if (status == HTSC_OK && split == HTSC_SITING_NONE) status = htsc__siting_try(s, d, err);
        if (status == HTSC_OK && level >= htsc__siting_better(s) && split != HTSC_SITING_NONE)
            status = keep_node(&t, level, split, err);
    }
    if (status == HTSC_OK) status = grow(&t, most_splits, most_kept, err);
    if (status == HTSC_OK) conclude(&t);
    for (size_t k = 0; k < t.count; k++) free_node(&t.nodes[k]);
    htsc__free(t.nodes);
    htsc__free(t.average);
    htsc__free(t.prices);
    htsc__free(t.fate);
    return status;
}
