#include <htscover/siting.h>

#include <math.h>

#include "analysis/siting_result.h"
#include "base/error.h"
#include "base/memory.h"

/* Everything one call makes, so that one place frees it. */
typedef struct work {
    const htsc_siting_input *input;
    const htsc_siting_options *options;
    htsc__siting_numbers numbers;
    htsc__siting_problem problem;
    htsc__siting_search *search;
    htsc_siting *siting;
    bool proved;
} work;

/* How few sites, or how little money, the conditions need: a bound, and a choice that may keep to the limits. */
static htsc_status solve_least(work *w, htsc_siting_goal goal, int64_t limit, htsc_error *err) {
    htsc__siting_problem least = w->problem;
    htsc__siting_search *search = NULL, *main_search = w->search;
    int64_t *ones = htsc__alloc(least.sites, sizeof *ones);
    if (ones == NULL) return htsc__error_memory(err, "siting");
    for (uint32_t j = 0; j < least.sites; j++) ones[j] = 1;
    least.goal = goal;
    least.max_sites = least.sites;
    least.max_cost = INT64_MAX / 4;
    if (goal == HTSC_SITING_FEWEST_SITES) {
        least.cost = ones;
        least.cost_step = 1;
    }
    htsc_status status = htsc__siting_search_create(&least, w->options->jobs, w->options->progress, &search, err);
    if (status == HTSC_OK) status = htsc__siting_greedy(search, err);
    if (status == HTSC_OK) status = htsc__siting_bound(search, err);
    if (status == HTSC_OK && search->bound > limit) {
        htsc_siting_summary *s = &w->siting->summary;
        bool sites = goal == HTSC_SITING_FEWEST_SITES;
        main_search->impossible = true;
        s->condition = sites ? HTSC_SITING_MAX_SITES : HTSC_SITING_MAX_COST;
        s->needed = (double)search->bound / (sites ? 1 : HTSC_SITING_COST_UNIT);
        s->possible = (double)limit / (sites ? 1 : HTSC_SITING_COST_UNIT);
    } else if (status == HTSC_OK && search->best.missing == 0) {
        int64_t cost = 0;
        for (uint32_t j = 0; j < least.sites; j++) cost += search->best.in[j] != 0 ? w->problem.cost[j] : 0;
        if (search->best.count <= w->problem.max_sites && cost <= w->problem.max_cost) {
            htsc__siting_search_load(main_search, search->best.in);
            status = htsc__siting_improve(main_search, err);
        }
    }
    htsc__siting_search_free(search);
    htsc__free(ones);
    return status;
}

static htsc_status solve(work *w, htsc_error *err) {
    const htsc__siting_problem *p = &w->problem;
    htsc_status status = htsc__siting_search_create(p, w->options->jobs, w->options->progress, &w->search, err);
    if (status == HTSC_OK) status = htsc__siting_greedy(w->search, err);
    if (status != HTSC_OK) return status;
    if (p->goal == HTSC_SITING_MOST && w->search->best.missing > 0 && p->max_sites < p->sites)
        status = solve_least(w, HTSC_SITING_FEWEST_SITES, p->max_sites, err);
    if (status == HTSC_OK && p->goal == HTSC_SITING_MOST && w->search->best.missing > 0 && !w->search->impossible &&
        p->max_cost < INT64_MAX / 4)
        status = solve_least(w, HTSC_SITING_LEAST_COST, p->max_cost, err);
    if (status == HTSC_OK && !w->search->impossible) status = htsc__siting_bound(w->search, err);
    w->proved = htsc__siting_search_done(w->search);
    if (status == HTSC_OK && w->options->exact != 0)
        status = htsc__siting_exact(w->search, w->options->time_limit_s, &w->proved, err);
    return status;
}

/* Branch and bound proved that the limits are too tight where no bound had: by one step at least. */
static void say_limit(work *w) {
    htsc_siting_summary *s = &w->siting->summary;
    const htsc__siting_problem *p = &w->problem;
    bool sites = p->max_cost >= INT64_MAX / 4;
    s->condition = sites ? HTSC_SITING_MAX_SITES : HTSC_SITING_MAX_COST;
    s->possible = sites ? p->max_sites : (double)p->max_cost / HTSC_SITING_COST_UNIT;
    s->needed = s->possible + (sites ? 1 : (double)p->cost_step / HTSC_SITING_COST_UNIT);
}

static void judge(work *w) {
    htsc_siting_summary *s = &w->siting->summary;
    const htsc__siting_search *search = w->search;
    const htsc__siting_problem *p = &w->problem;
    bool most = p->goal == HTSC_SITING_MOST;
    double unit = most ? HTSC_SITING_WEIGHT_UNIT : p->goal == HTSC_SITING_FEWEST_SITES ? 1 : HTSC_SITING_COST_UNIT;
    s->objective = (double)htsc__siting_search_objective(search) / unit;
    s->bound = (double)search->bound / unit;
    s->candidates_left = p->sites;
    s->demand_left = p->points;
    s->verdict = HTSC_SITING_INFEASIBLE;
    bool out_of_reach = htsc__siting_first_failure(w->input, &w->numbers, w->siting);
    if (!out_of_reach && !search->impossible) {
        s->verdict = search->best.missing > 0 ? HTSC_SITING_UNKNOWN
                     : w->proved              ? HTSC_SITING_OPTIMAL
                                              : HTSC_SITING_FEASIBLE;
        if (s->verdict == HTSC_SITING_UNKNOWN) (void)htsc__siting_first_failure(w->input, &w->numbers, w->siting);
    } else if (!out_of_reach && s->condition == HTSC_SITING_NO_CONDITION) {
        say_limit(w);
    }
    if (s->verdict == HTSC_SITING_INFEASIBLE || s->verdict == HTSC_SITING_OPTIMAL) s->bound = s->objective;
    double gap = most ? s->bound - s->objective : s->objective - s->bound, of = most ? s->bound : s->objective;
    s->gap_pct = gap > 0 && of > 0 ? 100 * gap / of : 0;
    htsc__siting_explain(s);
}

static htsc_status report(work *w, htsc_error *err) {
    const htsc__siting_problem *p = &w->problem;
    uint32_t count = 0;
    uint32_t *chosen = htsc__alloc(w->search->best.count, sizeof *chosen);
    int64_t *reached = htsc__alloc((size_t)w->search->best.count + 1, sizeof *reached);
    int64_t *curve = htsc__alloc((size_t)w->search->best.count + 1, sizeof *curve);
    htsc_status status =
        chosen == NULL || reached == NULL || curve == NULL ? htsc__error_memory(err, "siting") : HTSC_OK;
    for (uint32_t j = 0; j < p->sites && status == HTSC_OK; j++)
        if (w->search->best.in[j] != 0) chosen[count++] = p->origin[j];
    if (status == HTSC_OK)
        status = htsc__siting_order(w->input, &w->numbers, p->goal, chosen, count, w->siting, reached, err);
    if (status == HTSC_OK) judge(w);
    if (status == HTSC_OK) status = htsc__siting_curve(w->search, count, reached, curve, err);
    bool plain = p->goal == HTSC_SITING_MOST && p->need_all == 0 && p->floors == 0 && p->max_cost >= INT64_MAX / 4;
    for (uint32_t k = 0; k < count && status == HTSC_OK; k++) {
        int64_t bound =
            plain && k + 1 == p->max_sites && w->search->bound < curve[k + 1] ? w->search->bound : curve[k + 1];
        w->siting->sites[k].bound = (double)bound / HTSC_SITING_WEIGHT_UNIT;
    }
    htsc__free(chosen);
    htsc__free(reached);
    htsc__free(curve);
    return status;
}

htsc_status htsc_siting_create(const htsc_siting_input *input, const htsc_siting_options *options, htsc_siting **siting,
                               htsc_error *err) {
    *siting = NULL;
    work w = {.input = input, .options = options};
    htsc_status status = htsc__siting_numbers_create(input, options, &w.numbers, err);
    if (status == HTSC_OK) {
        w.siting = htsc__alloc(1, sizeof *w.siting);
        if (w.siting == NULL) status = htsc__error_memory(err, "siting");
    }
    if (status == HTSC_OK) status = htsc__siting_presolve(input, options, &w.numbers, &w.problem, err);
    if (status == HTSC_OK) status = solve(&w, err);
    if (status == HTSC_OK) status = report(&w, err);
    htsc__siting_search_free(w.search);
    htsc__siting_problem_clear(&w.problem);
    htsc__siting_numbers_clear(&w.numbers);
    if (status == HTSC_OK)
        *siting = w.siting;
    else
        htsc_siting_free(w.siting);
    return status;
}

void htsc_siting_free(htsc_siting *siting) {
    if (siting == NULL) return;
    htsc__free(siting->sites);
    htsc__free(siting->covered);
    htsc__free(siting);
}

const htsc_siting_summary *htsc_siting_get_summary(const htsc_siting *siting) {
    return &siting->summary;
}

const htsc_siting_site *htsc_siting_get(const htsc_siting *siting, size_t index) {
    return &siting->sites[index];
}

const uint8_t *htsc_siting_covered(const htsc_siting *siting) {
    return siting->covered;
}
