#include <stdlib.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct entrant {
    uint32_t rank, candidate;
} entrant;

static int by_rank(const void *a, const void *b) {
    const entrant *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return x->candidate < y->candidate ? -1 : x->candidate > y->candidate;
}

/* Who can be chosen at all, in order of rank. */
static htsc_status enter_sites(const htsc_siting_input *in, const htsc__siting_numbers *n, htsc__siting_problem *p,
                               htsc_error *err) {
    entrant *entrants = htsc__alloc(in->candidate_count, sizeof *entrants);
    p->origin = htsc__alloc(in->candidate_count, sizeof *p->origin);
    p->cost = htsc__alloc(in->candidate_count, sizeof *p->cost);
    if (entrants == NULL || p->origin == NULL || p->cost == NULL) {
        htsc__free(entrants);
        return htsc__error_memory(err, "siting");
    }
    for (uint32_t c = 0; c < in->candidate_count; c++)
        if ((in->fixed == NULL || in->fixed[c] == 0) && n->cost[c] <= n->max_cost)
            entrants[p->sites++] = (entrant){in->rank == NULL ? c : in->rank[c], c};
    qsort(entrants, p->sites, sizeof *entrants, by_rank);
    for (uint32_t j = 0; j < p->sites; j++) {
        p->origin[j] = entrants[j].candidate;
        p->cost[j] = p->goal == HTSC_SITING_FEWEST_SITES ? 1 : n->cost[p->origin[j]];
    }
    htsc__free(entrants);
    return HTSC_OK;
}

/* Floors that are not met yet; those out of reach ask for what is possible. */
static htsc_status enter_floors(const htsc_siting_input *in, const htsc__siting_numbers *n, uint32_t *floor_of_village,
                                htsc__siting_problem *p, htsc_error *err) {
    p->need = htsc__alloc(in->village_count, sizeof *p->need);
    if (p->need == NULL) return htsc__error_memory(err, "siting");
    for (size_t v = 0; v < in->village_count; v++) {
        int64_t need = n->need[v] < n->possible[v] ? n->need[v] : n->possible[v];
        floor_of_village[v] = need > n->had[v] ? p->floors : HTSC_SITING_NONE;
        if (need > n->had[v]) p->need[p->floors++] = need - n->had[v];
    }
    int64_t need = n->need_all < n->possible_all ? n->need_all : n->possible_all;
    p->need_all = need > n->total_before ? need - n->total_before : 0;
    return HTSC_OK;
}

/* Points somebody could newly cover and that matter; slot[i] is the point of demand i. */
static htsc_status enter_points(const htsc_siting_input *in, const htsc__siting_numbers *n,
                                const uint32_t *floor_of_village, uint32_t *slot, htsc__siting_problem *p,
                                htsc_error *err) {
    p->value = htsc__alloc(in->demand_count, sizeof *p->value);
    p->weight = htsc__alloc(in->demand_count, sizeof *p->weight);
    p->floor_of = htsc__alloc(in->demand_count, sizeof *p->floor_of);
    if (p->value == NULL || p->weight == NULL || p->floor_of == NULL) return htsc__error_memory(err, "siting");
    for (uint32_t i = 0; i < in->demand_count; i++) {
        bool housed = in->village != NULL && in->village[i] != HTSC_SITING_OUTSIDE;
        uint32_t floor = housed ? floor_of_village[in->village[i]] : HTSC_SITING_NONE;
        bool counts = p->need_all > 0 || floor != HTSC_SITING_NONE;
        int64_t weight = counts ? n->weight[i] : 0, value = p->goal == HTSC_SITING_MOST ? n->priority[i] : n->weight[i];
        slot[i] = HTSC_SITING_NONE;
        if (n->before[i] != 0 || n->after[i] == 0 || (value == 0 && weight == 0)) continue;
        slot[i] = p->points++;
        p->value[slot[i]] = value;
        p->weight[slot[i]] = weight;
        p->floor_of[slot[i]] = floor;
    }
    return HTSC_OK;
}

/* Who covers each point, every site once. */
static htsc_status enter_lists(const htsc_siting_input *in, const uint32_t *slot, htsc__siting_problem *p,
                               htsc_error *err) {
    uint32_t *last = htsc__alloc(p->points, sizeof *last);
    size_t *next = htsc__alloc((size_t)p->points + 1, sizeof *next);
    p->first_site = htsc__alloc((size_t)p->points + 1, sizeof *p->first_site);
    htsc_status status =
        last == NULL || next == NULL || p->first_site == NULL ? htsc__error_memory(err, "siting") : HTSC_OK;
    for (int fill = 0; fill < 2 && status == HTSC_OK; fill++) {
        for (uint32_t i = 0; i < p->points; i++) last[i] = HTSC_SITING_NONE;
        for (uint32_t j = 0; j < p->sites; j++)
            for (size_t k = in->first_covered[p->origin[j]]; k < in->first_covered[p->origin[j] + 1]; k++) {
                uint32_t i = slot[in->covered[k]];
                if (i == HTSC_SITING_NONE || last[i] == j) continue;
                last[i] = j;
                if (fill == 0)
                    p->first_site[i + 1]++;
                else
                    p->site[next[i]++] = j;
            }
        if (fill == 1) break;
        for (uint32_t i = 0; i < p->points; i++) p->first_site[i + 1] += p->first_site[i];
        for (uint32_t i = 0; i < p->points; i++) next[i] = p->first_site[i];
        p->site = htsc__alloc(p->first_site[p->points], sizeof *p->site);
        if (p->site == NULL) status = htsc__error_memory(err, "siting");
    }
    htsc__free(last);
    htsc__free(next);
    return status;
}

static int64_t common_step(const int64_t *numbers, uint32_t count) {
    int64_t step = 0;
    for (uint32_t i = 0; i < count; i++)
        for (int64_t a = numbers[i]; a != 0;) {
            int64_t rest = step % a;
            step = a;
            a = rest;
        }
    return step == 0 ? 1 : step;
}

htsc_status htsc__siting_presolve(const htsc_siting_input *in, const htsc_siting_options *options,
                                  const htsc__siting_numbers *n, htsc__siting_problem *p, htsc_error *err) {
    *p = (htsc__siting_problem){.goal = options->goal, .max_cost = n->max_cost};
    uint32_t *floor_of_village = htsc__alloc(in->village_count, sizeof *floor_of_village);
    uint32_t *slot = htsc__alloc(in->demand_count, sizeof *slot);
    htsc_status status = floor_of_village == NULL || slot == NULL ? htsc__error_memory(err, "siting") : HTSC_OK;
    if (status == HTSC_OK) status = enter_sites(in, n, p, err);
    if (status == HTSC_OK) status = enter_floors(in, n, floor_of_village, p, err);
    if (status == HTSC_OK) status = enter_points(in, n, floor_of_village, slot, p, err);
    if (status == HTSC_OK) status = enter_lists(in, slot, p, err);
    htsc__free(floor_of_village);
    htsc__free(slot);
    if (status == HTSC_OK) status = htsc__siting_merge(p, err);
    bool dropped = false;
    if (status == HTSC_OK) status = htsc__siting_drop_dominated(p, &dropped, err);
    if (status == HTSC_OK && dropped) status = htsc__siting_merge(p, err);
    p->max_sites = options->max_sites < p->sites ? (uint32_t)options->max_sites : p->sites;
    p->value_step = status == HTSC_OK ? common_step(p->value, p->points) : 1;
    p->cost_step = status == HTSC_OK ? common_step(p->cost, p->sites) : 1;
    return status;
}

void htsc__siting_problem_clear(htsc__siting_problem *p) {
    htsc__free(p->first_point);
    htsc__free(p->first_site);
    htsc__free(p->point);
    htsc__free(p->site);
    htsc__free(p->value);
    htsc__free(p->weight);
    htsc__free(p->floor_of);
    htsc__free(p->cost);
    htsc__free(p->origin);
    htsc__free(p->need);
    *p = (htsc__siting_problem){0};
}
