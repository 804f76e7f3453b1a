#ifndef HTSC_TESTS_ANALYSIS_SITING_CHECK_H
#define HTSC_TESTS_ANALYSIS_SITING_CHECK_H

/* Small siting problems and their answers by trying everything. */

#include <htscover/siting.h>

#include "base/support.h"

enum {
    MOST_POINTS = 320,
    MOST_CANDIDATES = 320,
    MOST_ENTRIES = MOST_POINTS * MOST_CANDIDATES,
    MOST_VILLAGES = 8,
    SMALL_COUNT = 14
};

typedef struct instance {
    size_t points, candidates, villages;
    size_t first[MOST_CANDIDATES + 1];
    uint32_t covered[MOST_ENTRIES];
    double cost[MOST_CANDIDATES], weight[MOST_POINTS], priority[MOST_POINTS], floor_frac[MOST_VILLAGES];
    uint32_t rank[MOST_CANDIDATES], village[MOST_POINTS];
    uint8_t fixed[MOST_CANDIDATES], already[MOST_POINTS];
    double x_m[MOST_POINTS], y_m[MOST_POINTS];
    double side_m, radius_m;
} instance;

static inline htsc_siting_input input_of(const instance *n) {
    return (htsc_siting_input){.candidate_count = n->candidates,
                               .first_covered = n->first,
                               .covered = n->covered,
                               .cost = n->cost,
                               .fixed = n->fixed,
                               .rank = n->rank,
                               .demand_count = n->points,
                               .weight = n->weight,
                               .priority = n->priority,
                               .already = n->already,
                               .village = n->village,
                               .village_count = n->villages,
                               .floor_frac = n->floor_frac};
}

static inline bool covers(const instance *n, size_t candidate, size_t point) {
    for (size_t k = n->first[candidate]; k < n->first[candidate + 1]; k++)
        if (n->covered[k] == point) return true;
    return false;
}

/* Adds a candidate that covers the points listed, ended by -1. */
static inline void add_candidate(instance *n, double cost, const int *points) {
    if (n->candidates == 0) n->first[0] = 0;
    size_t used = n->first[n->candidates];
    for (; *points >= 0; points++) n->covered[used++] = (uint32_t)*points;
    n->rank[n->candidates] = (uint32_t)n->candidates;
    n->cost[n->candidates++] = cost;
    n->first[n->candidates] = used;
}

#define ADD(n, cost, ...) add_candidate((n), (cost), (const int[]){__VA_ARGS__, -1})

static inline void add_point(instance *n, double weight, uint32_t village) {
    n->priority[n->points] = weight;
    n->village[n->points] = village;
    n->weight[n->points++] = weight;
}

/* Points in a square, each of them a candidate that covers what is within the radius. */
static inline void make_random(instance *n, uint64_t seed, size_t count, double radius_m) {
    memset(n, 0, sizeof *n);
    n->villages = 4;
    n->side_m = 20000;
    n->radius_m = radius_m;
    for (size_t i = 0; i < count; i++) {
        n->x_m[i] = random_in(&seed, 0, n->side_m);
        n->y_m[i] = random_in(&seed, 0, n->side_m);
        add_point(n, floor(random_in(&seed, 1, 100)), (uint32_t)(n->x_m[i] / n->side_m * 4));
    }
    for (size_t j = 0; j < count; j++) {
        size_t used = n->first[j];
        for (uint32_t i = 0; i < count; i++)
            if (hypot(n->x_m[i] - n->x_m[j], n->y_m[i] - n->y_m[j]) <= radius_m) n->covered[used++] = i;
        n->rank[j] = (uint32_t)j;
        n->cost[j] = floor(random_in(&seed, 10, 60));
        n->candidates++;
        n->first[j + 1] = used;
    }
}

static inline htsc_siting_options options_of(size_t sites) {
    htsc_siting_options options;
    htsc_siting_options_init(&options);
    options.max_sites = sites;
    return options;
}

static inline htsc_siting *solved(const instance *n, const htsc_siting_options *options) {
    htsc_siting_input input = input_of(n);
    htsc_siting *siting = NULL;
    htsc_error err = {HTSC_OK, ""};
    assert_ok(htsc_siting_create(&input, options, &siting, &err), err);
    return siting;
}

static inline htsc_siting_summary summary_of(const instance *n, const htsc_siting_options *options) {
    htsc_siting *siting = solved(n, options);
    htsc_siting_summary summary = *htsc_siting_get_summary(siting);
    htsc_siting_free(siting);
    return summary;
}

/* Some fixed, some covered before, conditions and limits of every kind. */
static inline void make_small(instance *n, uint64_t seed, htsc_siting_options *o) {
    uint64_t dice = seed * 977;
    make_random(n, seed, SMALL_COUNT, 3000 + 500 * (double)(seed % 8));
    htsc_siting_options_init(o);
    for (size_t i = 0; i < n->points; i++) {
        n->priority[i] = seed % 3 == 0 ? n->weight[i] : floor(random_in(&dice, 0, 20));
        n->already[i] = random_in(&dice, 0, 1) < 0.1;
        if (random_in(&dice, 0, 1) < 0.1) n->village[i] = HTSC_SITING_OUTSIDE;
        n->fixed[i] = random_in(&dice, 0, 1) < 0.1;
    }
    if (seed % 4 == 1) n->cost[seed % SMALL_COUNT] = 0;
    o->goal = (htsc_siting_goal)(seed % 3);
    if (o->goal == HTSC_SITING_MOST) o->max_sites = 1 + seed % 5;
    if (o->goal == HTSC_SITING_MOST && seed % 2 == 0) o->max_cost = 30 + (double)(seed % 90);
    if (seed % 5 < 2) o->reach_frac = 0.1 * (double)(seed % 8);
    for (size_t v = 0; seed % 7 < 4 && v < n->villages; v++) n->floor_frac[v] = 0.15 * (double)((seed + v) % 5);
}

/* By trying every subset: the best objective under the same conditions; NaN where none meets them. */
static inline double best_of_all(const instance *n, const htsc_siting_options *o) {
    double best = NAN;
    assert_true(n->candidates <= 20);
    for (uint32_t set = 0; set < 1u << n->candidates; set++) {
        double cost = 0, value = 0, all = 0, total = 0, of_village[MOST_VILLAGES] = {0},
               in_village[MOST_VILLAGES] = {0};
        size_t count = 0;
        bool good = true;
        for (size_t j = 0; j < n->candidates; j++) {
            if ((set >> j & 1) == 0) continue;
            good = good && n->fixed[j] == 0;
            cost += n->cost[j];
            count++;
        }
        for (size_t i = 0; i < n->points; i++) {
            bool before = n->already[i] != 0, now = false;
            for (size_t j = 0; j < n->candidates; j++) {
                if (!covers(n, j, i)) continue;
                before = before || n->fixed[j] != 0;
                now = now || (set >> j & 1) != 0;
            }
            bool housed = n->village[i] < n->villages;
            total += n->weight[i];
            if (housed) in_village[n->village[i]] += n->weight[i];
            if (!before && !now) continue;
            all += n->weight[i];
            if (housed) of_village[n->village[i]] += n->weight[i];
            if (!before) value += n->priority[i];
        }
        /* Whole weights and shares of few decimals: a hair's breadth is no person. */
        good = good && count <= o->max_sites && cost <= o->max_cost && all >= o->reach_frac * total - 1e-7;
        for (size_t v = 0; v < n->villages; v++)
            good = good && of_village[v] >= n->floor_frac[v] * in_village[v] - 1e-7;
        double objective = o->goal == HTSC_SITING_MOST           ? value
                           : o->goal == HTSC_SITING_FEWEST_SITES ? (double)count
                                                                 : cost;
        if (good && (isnan(best) || (o->goal == HTSC_SITING_MOST ? objective > best : objective < best)))
            best = objective;
    }
    return best;
}

#endif
