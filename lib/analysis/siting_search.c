#include <string.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

enum { MOST_PASSES = 200 };

htsc_status htsc__siting_search_create(const htsc__siting_problem *p, int jobs, const htsc_progress *progress,
                                       htsc__siting_search **search, htsc_error *err) {
    htsc__siting_search *s = *search = htsc__alloc(1, sizeof *s);
    if (s == NULL) return htsc__error_memory(err, "siting");
    s->problem = p;
    s->jobs = jobs;
    s->progress = progress;
    s->total = 1;
    s->best.in = htsc__alloc(p->sites, sizeof *s->best.in);
    s->fate = htsc__alloc(p->sites, sizeof *s->fate);
    htsc_status status = s->best.in == NULL || s->fate == NULL ? htsc__error_memory(err, "siting")
                                                               : htsc__siting_state_create(p, &s->state, err);
    if (status != HTSC_OK) {
        htsc__siting_search_free(s);
        *search = NULL;
        return status;
    }
    s->best.missing = s->state->missing;
    if (p->goal == HTSC_SITING_MOST)
        for (uint32_t i = 0; i < p->points; i++) s->bound += p->value[i];
    return HTSC_OK;
}

void htsc__siting_search_free(htsc__siting_search *s) {
    if (s == NULL) return;
    htsc__siting_state_free(s->state);
    htsc__free(s->best.in);
    htsc__free(s->fate);
    htsc__free(s);
}

void htsc__siting_search_load(htsc__siting_search *s, const uint8_t *in) {
    for (uint32_t j = 0; j < s->problem->sites; j++)
        if (s->state->in[j] != 0 && in[j] == 0) htsc__siting_state_remove(s->state, j);
    for (uint32_t j = 0; j < s->problem->sites; j++)
        if (s->state->in[j] == 0 && in[j] != 0) htsc__siting_state_add(s->state, j);
}

bool htsc__siting_search_keep(htsc__siting_search *s) {
    const htsc__siting_state *now = s->state;
    bool least = s->problem->goal != HTSC_SITING_MOST;
    int64_t worse_by = now->missing - s->best.missing, dearer_by = now->cost - s->best.cost,
            lower_by = s->best.value - now->value;
    int64_t first = least ? dearer_by : lower_by, second = least ? lower_by : dearer_by;
    if (worse_by > 0 || (worse_by == 0 && (first > 0 || (first == 0 && second >= 0)))) return false;
    memcpy(s->best.in, now->in, s->problem->sites);
    s->best.count = now->count;
    s->best.cost = now->cost;
    s->best.value = now->value;
    s->best.missing = now->missing;
    return true;
}

int64_t htsc__siting_search_objective(const htsc__siting_search *s) {
    return s->problem->goal == HTSC_SITING_MOST ? s->best.value : s->best.cost;
}

bool htsc__siting_search_done(const htsc__siting_search *s) {
    return s->impossible || (s->best.missing == 0 && s->bound == htsc__siting_search_objective(s));
}

htsc_status htsc__siting_search_pulse(const htsc__siting_search *s, htsc_error *err) {
    return htsc__progress_step(s->progress, HTSC_STAGE_SITING, s->done, s->total, err);
}

static bool wants_more(const htsc__siting_state *s) {
    return s->problem->goal == HTSC_SITING_MOST || s->missing > 0;
}

static void fill(htsc__siting_state *s, bool per_cost) {
    for (uint32_t j; wants_more(s) && (j = htsc__siting_state_pick(s, per_cost)) != HTSC_SITING_NONE;)
        htsc__siting_state_add(s, j);
}

static bool is_better(const htsc__siting_state *s, int64_t missing, int64_t value, int64_t cost) {
    if (s->missing != missing) return s->missing < missing;
    if (s->value != value) return s->value > value;
    return s->cost < cost;
}

/* Takes one site away and puts the best other in its place, or, where money is the limit, whatever fills its place
 * best. Undone unless it helps. */
static bool exchange(htsc__siting_state *s, uint32_t out, uint8_t *before) {
    int64_t missing = s->missing, value = s->value, cost = s->cost;
    bool money = s->max_cost < INT64_MAX / 4;
    if (money) memcpy(before, s->in, s->problem->sites);
    htsc__siting_state_remove(s, out);
    uint32_t in = htsc__siting_state_pick(s, false);
    if (in != HTSC_SITING_NONE && in != out) {
        htsc__siting_state_add(s, in);
        if (is_better(s, missing, value, cost)) return true;
        htsc__siting_state_remove(s, in);
    }
    if (money) {
        fill(s, true);
        if (is_better(s, missing, value, cost)) return true;
        for (uint32_t j = 0; j < s->problem->sites; j++)
            if (s->in[j] != 0 && before[j] == 0) htsc__siting_state_remove(s, j);
        if (s->in[out] != 0) return false;
    }
    htsc__siting_state_add(s, out);
    return false;
}

static htsc_status exchange_all(htsc__siting_search *search, htsc_error *err) {
    htsc__siting_state *s = search->state;
    uint32_t sites = search->problem->sites;
    uint8_t *before = htsc__alloc(sites, sizeof *before);
    if (before == NULL) return htsc__error_memory(err, "siting");
    htsc_status status = HTSC_OK;
    bool changed = true;
    for (int pass = 0; pass < MOST_PASSES && changed && status == HTSC_OK; pass++) {
        fill(s, false);
        changed = false;
        for (uint32_t j = 0; j < sites && status == HTSC_OK && wants_more(s); j++) {
            if (s->in[j] == 0) continue;
            changed |= exchange(s, j, before);
            status = htsc__siting_search_pulse(search, err);
        }
    }
    htsc__free(before);
    return status;
}

/* Sites that the conditions do not need go, the dearest first. */
static void drop_needless(htsc__siting_state *s) {
    const htsc__siting_problem *p = s->problem;
    for (bool again = s->missing == 0; again;) {
        uint32_t drop = HTSC_SITING_NONE;
        for (uint32_t j = 0; j < p->sites; j++) {
            if (s->in[j] == 0 || (drop != HTSC_SITING_NONE && p->cost[j] < p->cost[drop])) continue;
            htsc__siting_state_remove(s, j);
            if (s->missing == 0) drop = j;
            htsc__siting_state_add(s, j);
        }
        again = drop != HTSC_SITING_NONE;
        if (again) htsc__siting_state_remove(s, drop);
    }
}

/* Takes away what is missed least until the rest costs no more than the limit. */
static void shrink(htsc__siting_state *s) {
    while (s->cost > s->max_cost) {
        uint32_t out = HTSC_SITING_NONE;
        int64_t least = INT64_MAX;
        for (uint32_t j = 0; j < s->problem->sites; j++) {
            if (s->in[j] == 0 || s->problem->cost[j] == 0) continue;
            htsc__siting_state_remove(s, j);
            if (s->missing < least) {
                least = s->missing;
                out = j;
            }
            htsc__siting_state_add(s, j);
        }
        htsc__siting_state_remove(s, out);
    }
}

/* As long as the conditions can be met for less than before. */
static htsc_status cheapen(htsc__siting_search *search, htsc_error *err) {
    htsc__siting_state *s = search->state;
    const htsc__siting_problem *p = search->problem;
    htsc_status status = HTSC_OK;
    while (s->missing == 0 && status == HTSC_OK) {
        drop_needless(s);
        htsc__siting_search_keep(search);
        s->max_cost = s->cost - p->cost_step;
        if (s->max_cost < 0) break;
        shrink(s);
        fill(s, true);
        status = exchange_all(search, err);
    }
    s->max_cost = p->max_cost;
    return status;
}

htsc_status htsc__siting_improve(htsc__siting_search *search, htsc_error *err) {
    htsc_status status;
    if (search->problem->goal == HTSC_SITING_MOST) {
        status = exchange_all(search, err);
    } else {
        fill(search->state, true);
        status = cheapen(search, err);
    }
    if (status == HTSC_OK) htsc__siting_search_keep(search);
    return status;
}

htsc_status htsc__siting_greedy(htsc__siting_search *search, htsc_error *err) {
    const htsc__siting_problem *p = search->problem;
    uint8_t *none = htsc__alloc(p->sites, sizeof *none);
    if (none == NULL) return htsc__error_memory(err, "siting");
    htsc_status status = HTSC_OK;
    /* By gain, and by gain per cost where there is a budget: neither is always the better. */
    for (int per_cost = 0; per_cost < (p->max_cost < INT64_MAX / 4 ? 2 : 1) && status == HTSC_OK; per_cost++) {
        htsc__siting_search_load(search, none);
        fill(search->state, per_cost != 0);
        status = htsc__siting_improve(search, err);
    }
    htsc__free(none);
    return status;
}
