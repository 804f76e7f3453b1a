#include <string.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/memory.h"

/* A product of a gain and a cost does not fit into 64 bits. */
__extension__ typedef __int128 wide;

static int64_t above_zero(int64_t number) {
    return number > 0 ? number : 0;
}

/* For how many unmet conditions of the problem a point's weight counts. */
static int64_t asked_of(const htsc__siting_problem *p, uint32_t point) {
    return (p->need_all > 0 ? p->weight[point] : 0) + (p->floor_of[point] != HTSC_SITING_NONE ? p->weight[point] : 0);
}

htsc_status htsc__siting_state_create(const htsc__siting_problem *p, htsc__siting_state **state, htsc_error *err) {
    htsc__siting_state *s = *state = htsc__alloc(1, sizeof *s);
    if (s == NULL) return htsc__error_memory(err, "siting");
    s->problem = p;
    s->max_sites = p->max_sites;
    s->max_cost = p->max_cost;
    s->in = htsc__alloc(p->sites, sizeof *s->in);
    s->cover = htsc__alloc(p->points, sizeof *s->cover);
    s->missing_floor = htsc__alloc(p->floors, sizeof *s->missing_floor);
    s->gain = htsc__alloc(p->sites, sizeof *s->gain);
    s->hope = htsc__alloc(p->sites, sizeof *s->hope);
    s->scratch = htsc__alloc(p->floors, sizeof *s->scratch);
    s->touched = htsc__alloc(p->floors, sizeof *s->touched);
    if (s->in == NULL || s->cover == NULL || s->missing_floor == NULL || s->gain == NULL || s->hope == NULL ||
        s->scratch == NULL || s->touched == NULL) {
        htsc__siting_state_free(s);
        *state = NULL;
        return htsc__error_memory(err, "siting");
    }
    s->missing = s->missing_all = p->need_all;
    for (uint32_t f = 0; f < p->floors; f++) {
        s->missing_floor[f] = p->need[f];
        s->missing += p->need[f];
    }
    for (uint32_t j = 0; j < p->sites; j++)
        for (size_t k = p->first_point[j]; k < p->first_point[j + 1]; k++) {
            s->gain[j] += p->value[p->point[k]];
            s->hope[j] += asked_of(p, p->point[k]);
        }
    return HTSC_OK;
}

void htsc__siting_state_free(htsc__siting_state *s) {
    if (s == NULL) return;
    htsc__free(s->in);
    htsc__free(s->cover);
    htsc__free(s->missing_floor);
    htsc__free(s->gain);
    htsc__free(s->hope);
    htsc__free(s->scratch);
    htsc__free(s->touched);
    htsc__free(s);
}

/* What a condition misses may be below zero: it is met with so much to spare. */
static void move_condition(htsc__siting_state *s, int64_t *missing, int64_t by) {
    s->missing -= above_zero(*missing);
    *missing -= by;
    s->missing += above_zero(*missing);
}

/* A point becomes covered (sign 1) or uncovered (-1): every site that covers it gains so much less or more. */
static void turn_point(htsc__siting_state *s, uint32_t point, int64_t sign) {
    const htsc__siting_problem *p = s->problem;
    int64_t value = sign * p->value[point], asked = sign * asked_of(p, point);
    s->value += value;
    if (asked != 0) {
        if (p->need_all > 0) move_condition(s, &s->missing_all, sign * p->weight[point]);
        if (p->floor_of[point] != HTSC_SITING_NONE)
            move_condition(s, &s->missing_floor[p->floor_of[point]], sign * p->weight[point]);
    }
    for (size_t k = p->first_site[point]; k < p->first_site[point + 1]; k++) {
        s->gain[p->site[k]] -= value;
        s->hope[p->site[k]] -= asked;
    }
}

void htsc__siting_state_add(htsc__siting_state *s, uint32_t site) {
    const htsc__siting_problem *p = s->problem;
    s->in[site] = 1;
    s->count++;
    s->cost += p->cost[site];
    for (size_t k = p->first_point[site]; k < p->first_point[site + 1]; k++)
        if (s->cover[p->point[k]]++ == 0) turn_point(s, p->point[k], 1);
}

void htsc__siting_state_remove(htsc__siting_state *s, uint32_t site) {
    const htsc__siting_problem *p = s->problem;
    s->in[site] = 0;
    s->count--;
    s->cost -= p->cost[site];
    for (size_t k = p->first_point[site]; k < p->first_point[site + 1]; k++)
        if (--s->cover[p->point[k]] == 0) turn_point(s, p->point[k], -1);
}

int64_t htsc__siting_state_relief(htsc__siting_state *s, uint32_t site) {
    const htsc__siting_problem *p = s->problem;
    if (s->missing == 0 || s->hope[site] == 0) return 0;
    if (p->floors == 0) return s->hope[site] < s->missing ? s->hope[site] : s->missing;
    int64_t weight = 0, relief = 0;
    uint32_t touched = 0;
    for (size_t k = p->first_point[site]; k < p->first_point[site + 1]; k++) {
        uint32_t i = p->point[k], floor = p->floor_of[i];
        if (s->cover[i] != 0) continue;
        weight += p->weight[i];
        if (floor == HTSC_SITING_NONE || p->weight[i] == 0) continue;
        if (s->scratch[floor] == 0) s->touched[touched++] = floor;
        s->scratch[floor] += p->weight[i];
    }
    for (uint32_t t = 0; t < touched; t++) {
        int64_t missing = above_zero(s->missing_floor[s->touched[t]]);
        relief += s->scratch[s->touched[t]] < missing ? s->scratch[s->touched[t]] : missing;
        s->scratch[s->touched[t]] = 0;
    }
    int64_t missing = p->need_all > 0 ? above_zero(s->missing_all) : 0;
    return relief + (weight < missing ? weight : missing);
}

/* The sign of a / cost_a - b / cost_b: a gain for nothing is above all others. */
static int compare_worth(int64_t a, int64_t cost_a, int64_t b, int64_t cost_b, bool per_cost) {
    if (!per_cost || cost_a == cost_b) return (a > b) - (a < b);
    wide x = (wide)a * cost_b, y = (wide)b * cost_a;
    return (x > y) - (x < y);
}

uint32_t htsc__siting_state_pick(htsc__siting_state *s, bool per_cost) {
    const htsc__siting_problem *p = s->problem;
    uint32_t best = HTSC_SITING_NONE;
    int64_t best_relief = 0, best_gain = 0;
    if (s->count >= s->max_sites) return best;
    for (uint32_t j = 0; j < p->sites; j++) {
        if (s->in[j] != 0 || (s->gain[j] == 0 && s->hope[j] == 0) || p->cost[j] > s->max_cost - s->cost) continue;
        int64_t relief = s->hope[j] < s->missing ? s->hope[j] : s->missing;
        /* Relief may be dear to compute: not where even the hope is too little. */
        if (best != HTSC_SITING_NONE && compare_worth(relief, p->cost[j], best_relief, p->cost[best], per_cost) < 0)
            continue;
        relief = htsc__siting_state_relief(s, j);
        if (relief == 0 && s->gain[j] == 0) continue;
        if (best != HTSC_SITING_NONE) {
            int order = compare_worth(relief, p->cost[j], best_relief, p->cost[best], per_cost);
            if (order == 0) order = compare_worth(s->gain[j], p->cost[j], best_gain, p->cost[best], per_cost);
            if (order < 0 || (order == 0 && p->cost[j] >= p->cost[best])) continue;
        }
        best = j;
        best_relief = relief;
        best_gain = s->gain[j];
    }
    return best;
}
