#include "analysis/siting_dual.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

enum { ROUNDS = 400, PATIENCE = 12, TRIES = 60, EVERY = 10 };

/* Sums are multiples of a step. A quotient is never rounded below a whole number that it is above. */
static int64_t whole_below(double level, int64_t step) {
    return (int64_t)fmax(-9e18, fmin(9e18, floor(level / (double)step) * (double)step));
}

static int64_t step_of(const htsc__siting_problem *p) {
    return p->goal == HTSC_SITING_MOST ? p->value_step : p->cost_step;
}

/* The objective to be made largest: value, or minus the cost. */
static double height(const htsc__siting_search *s) {
    double objective = (double)htsc__siting_search_objective(s);
    return s->problem->goal == HTSC_SITING_MOST ? objective : -objective;
}

double htsc__siting_better(const htsc__siting_search *s) {
    if (s->best.missing == 0) return height(s) + (double)step_of(s->problem);
    return s->problem->goal == HTSC_SITING_MOST ? 0 : -HUGE_VAL;
}

double htsc__siting_aim(const htsc__siting_search *s, const htsc__siting_dual *d) {
    return s->best.missing > 0 ? d->level - 0.05 * fabs(d->level) : height(s);
}

/* The best is never below a bound that holds for the sites left open: the others are in nothing better than the best.
 */
void htsc__siting_lower(htsc__siting_search *s, double level) {
    const htsc__siting_problem *p = s->problem;
    int64_t most = whole_below(level, step_of(p)), objective = htsc__siting_search_objective(s);
    if (p->goal == HTSC_SITING_MOST) {
        if (s->best.missing > 0) {
            if (most < 0) s->impossible = true;
        } else if (most < objective) {
            most = objective;
        }
        if (most < s->bound) s->bound = most;
    } else {
        int64_t least = -most > objective ? objective : -most;
        if (least > s->bound) s->bound = least;
    }
}

bool htsc__siting_mark(const htsc__siting_search *s, const htsc__siting_dual *d, uint8_t *fate) {
    double better = htsc__siting_better(s);
    if (!(d->level >= better)) return false;
    for (size_t o = 0; o < d->open_count; o++) {
        uint32_t j = d->open[o];
        /* The loss has rounding errors of its own, as large as those of the level. */
        if (d->fate[j] != HTSC_SITING_OPEN || d->level + d->slack - htsc__siting_dual_loss(d, o) >= better) continue;
        uint8_t now = d->share[j] == 0 ? HTSC_SITING_OUT : HTSC_SITING_IN;
        if (fate[j] != HTSC_SITING_OPEN && fate[j] != now) return false;
        fate[j] = now;
    }
    return true;
}

static double value_taken(const htsc__siting_dual *d) {
    double value = 0;
    for (uint32_t i = 0; i < d->problem->points; i++) value += d->cover[i] > 0 ? (double)d->problem->value[i] : 0;
    return value;
}

/* Within the limits, the best first. */
htsc_status htsc__siting_try(htsc__siting_search *s, const htsc__siting_dual *d, htsc_error *err) {
    const htsc__siting_problem *p = s->problem;
    uint8_t *in = htsc__alloc(p->sites, sizeof *in);
    if (in == NULL) return htsc__error_memory(err, "siting");
    int64_t cost = 0;
    uint32_t count = 0;
    for (size_t o = 0; o < d->open_count && count < p->max_sites; o++) {
        uint32_t j = d->order[o].site;
        if (d->share[j] != 1 || p->cost[j] > p->max_cost - cost) continue;
        in[j] = 1;
        count++;
        cost += p->cost[j];
    }
    htsc__siting_search_load(s, in);
    htsc__free(in);
    return htsc__siting_improve(s, err);
}

static htsc_status round_of(htsc__siting_search *s, htsc__siting_dual *d, double *best_taken, int *tries,
                            htsc_error *err) {
    bool plain = s->problem->goal == HTSC_SITING_MOST && s->problem->need_all == 0 && s->problem->floors == 0;
    htsc_status status = htsc__siting_dual_evaluate(d, err);
    if (status != HTSC_OK) return status;
    double taken = plain ? value_taken(d) : 0;
    bool promising = (plain && taken > *best_taken) || s->done % EVERY == 0;
    if (promising && *tries < TRIES) {
        (*tries)++;
        if (taken > *best_taken) *best_taken = taken;
        status = htsc__siting_try(s, d, err);
    }
    htsc__siting_lower(s, d->level);
    if (s->best.missing > 0) return status;
    if (!htsc__siting_mark(s, d, s->fate)) s->bound = htsc__siting_search_objective(s);
    htsc__siting_dual_decide(d, s->fate);
    return status;
}

static htsc_status descend(htsc__siting_search *s, htsc__siting_dual *d, htsc_error *err) {
    htsc_status status = HTSC_OK;
    double length = 1, lowest = HUGE_VAL, best_taken = 0;
    int waited = 0, tries = 0;
    for (s->done = 0; s->done < ROUNDS && status == HTSC_OK && length > 1e-4; s->done++) {
        status = htsc__siting_search_pulse(s, err);
        if (status == HTSC_OK) status = round_of(s, d, &best_taken, &tries, err);
        if (status != HTSC_OK || htsc__siting_search_done(s)) break;
        waited = d->level < lowest - 1e-4 * fabs(lowest - height(s)) ? 0 : waited + 1;
        if (d->level < lowest) lowest = d->level;
        if (waited >= PATIENCE) {
            length *= 0.6;
            waited = 0;
        }
        if (!htsc__siting_dual_step(d, htsc__siting_aim(s, d), length)) break;
    }
    return status;
}

htsc_status htsc__siting_bound(htsc__siting_search *s, htsc_error *err) {
    if (htsc__siting_search_done(s)) return HTSC_OK;
    htsc__siting_dual *d = NULL;
    htsc__siting_search_load(s, s->best.in);
    s->total = ROUNDS;
    htsc_status status = htsc__siting_dual_create(s->problem, s->state, s->jobs, &d, err);
    if (status == HTSC_OK) status = descend(s, d, err);
    if (status == HTSC_OK && !htsc__siting_search_done(s)) status = htsc__siting_tree(s, d, err);
    htsc__siting_dual_free(d);
    return status;
}

static void lower_curve(const htsc__siting_dual *d, uint32_t count, int64_t *curve) {
    double sum = d->kept + d->slack;
    for (uint32_t k = 0; k <= count; k++) {
        int64_t most = whole_below(sum + d->slack, d->problem->value_step);
        if (most < curve[k]) curve[k] = most;
        if (k < d->open_count && d->order[k].profit > 0) sum += d->order[k].profit;
    }
}

/* From many sites to few, each number going on from the prices of the one before. */
htsc_status htsc__siting_curve(htsc__siting_search *s, uint32_t count, const int64_t *reached, int64_t *curve,
                               htsc_error *err) {
    const htsc__siting_problem *p = s->problem;
    const double work = 3e8;
    htsc__siting_problem plain = *p;
    plain.goal = HTSC_SITING_MOST;
    plain.max_cost = INT64_MAX / 4;
    htsc__siting_dual *d = NULL;
    int64_t all = 0;
    for (uint32_t i = 0; i < p->points; i++) all += p->value[i];
    for (uint32_t k = 0; k <= count; k++) curve[k] = k == 0 ? 0 : all;
    htsc__siting_search_load(s, s->best.in);
    htsc_status status = htsc__siting_dual_create(&plain, s->state, s->jobs, &d, err);
    /* Conditions that cost nothing ask nothing. */
    if (status == HTSC_OK) d->scale_all = 0;
    for (uint32_t f = 0; f < p->floors && status == HTSC_OK; f++) d->scale_floor[f] = 0;
    double rounds = work / ((double)p->first_site[p->points] + p->points + 1) / (count + 1);
    int each = rounds < 3 ? 3 : rounds > 60 ? 60 : (int)rounds;
    /* Where every point pays all it is worth, the bound of one site is what the best one covers alone. */
    for (uint32_t i = 0; i < p->points && status == HTSC_OK; i++) d->price[i] = d->most[i];
    if (status == HTSC_OK) status = htsc__siting_dual_evaluate(d, err);
    if (status == HTSC_OK) lower_curve(d, count, curve);
    if (status == HTSC_OK) htsc__siting_dual_start(d, s->state);
    for (uint32_t k = count; k > 0 && status == HTSC_OK; k--)
        for (int r = 0; r < each && status == HTSC_OK; r++) {
            d->max_sites = k;
            status = htsc__siting_dual_evaluate(d, err);
            if (status != HTSC_OK) break;
            lower_curve(d, count, curve);
            if (r % EVERY == 0) status = htsc__siting_search_pulse(s, err);
            int shorter = 1 + r / 10;
            if (!htsc__siting_dual_step(d, (double)reached[k], 1.0 / shorter)) break;
        }
    htsc__siting_dual_free(d);
    return status;
}
