#ifndef HTSC_ANALYSIS_SITING_WORK_H
#define HTSC_ANALYSIS_SITING_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/progress.h>
#include <htscover/siting.h>

#define HTSC_SITING_NONE UINT32_MAX

/* What siting is made of: the caller's numbers as integers, a smaller problem that has the same answers, the state of a
 * choice, and the search for the best one. Weights are millionths, costs thousandths: sums are exact. */

#define HTSC_SITING_WEIGHT_UNIT 1e6
#define HTSC_SITING_COST_UNIT 1e3

/* The input in integers. */
typedef struct htsc__siting_numbers {
    int64_t *weight, *priority; /* by demand point */
    int64_t *cost;              /* by candidate */
    uint8_t *before;            /* by demand point: covered already or by a fixed candidate */
    uint8_t *after;             /* by demand point: covered by any candidate at all, within max_cost */
    int64_t total, total_before;
    int64_t need_all, possible_all; /* of all weight; need 0: no such condition */
    int64_t *need, *had, *possible; /* by village; NULL without floors */
    int64_t max_cost;
} htsc__siting_numbers;

htsc_status htsc__siting_numbers_create(const htsc_siting_input *input, const htsc_siting_options *options,
                                        htsc__siting_numbers *numbers, htsc_error *err);
void htsc__siting_numbers_clear(htsc__siting_numbers *numbers);

/* What presolve leaves: sites to choose from in order of rank, points that differ in who covers them. */
typedef struct htsc__siting_problem {
    htsc_siting_goal goal;
    uint32_t sites, points, floors;
    size_t *first_point, *first_site; /* by site, by point; one more than there are */
    uint32_t *point, *site;           /* ascending within each */
    int64_t *value, *weight;          /* by point */
    uint32_t *floor_of;               /* by point: HTSC_SITING_NONE, or the floor it counts for */
    int64_t *cost;                    /* by site; 1 each for HTSC_SITING_FEWEST_SITES */
    uint32_t *origin;                 /* by site: the candidate */
    int64_t need_all, *need;          /* weight still missing; 0: nothing; by floor */
    uint32_t max_sites;
    int64_t max_cost;
    int64_t value_step, cost_step; /* every sum of values, of costs, is a multiple of it; >= 1 */
} htsc__siting_problem;

htsc_status htsc__siting_presolve(const htsc_siting_input *input, const htsc_siting_options *options,
                                  const htsc__siting_numbers *numbers, htsc__siting_problem *problem, htsc_error *err);
void htsc__siting_problem_clear(htsc__siting_problem *problem);
/* The parts of presolve: points that the same sites cover become one; sites that another one covers go. */
htsc_status htsc__siting_merge(htsc__siting_problem *problem, htsc_error *err);
htsc_status htsc__siting_drop_dominated(htsc__siting_problem *problem, bool *dropped, htsc_error *err);

/* A choice, with the gain of every other site kept up to date. */
typedef struct htsc__siting_state {
    const htsc__siting_problem *problem;
    uint8_t *in;        /* by site */
    uint32_t *cover;    /* by point: how many chosen sites cover it */
    uint32_t count;     /* of chosen sites */
    uint32_t max_sites; /* limits of this search; the problem's, or tighter */
    int64_t max_cost;
    int64_t cost, value, missing; /* missing: what conditions still ask, added up */
    int64_t missing_all, *missing_floor;
    int64_t *gain; /* by site: value of its points that nobody covers */
    int64_t *hope; /* by site: their weight, once for each condition they count for: relief is never above it */
    int64_t *scratch;
    uint32_t *touched;
} htsc__siting_state;

htsc_status htsc__siting_state_create(const htsc__siting_problem *problem, htsc__siting_state **state, htsc_error *err);
void htsc__siting_state_free(htsc__siting_state *state);
void htsc__siting_state_add(htsc__siting_state *state, uint32_t site);
void htsc__siting_state_remove(htsc__siting_state *state, uint32_t site);
/* What adding a site would take off `missing`. */
int64_t htsc__siting_state_relief(htsc__siting_state *state, uint32_t site);
/* The best site to add within the limits: most relief, then most gain, each per cost if asked, then least cost, then
 * first. HTSC_SITING_NONE where none brings anything. */
uint32_t htsc__siting_state_pick(htsc__siting_state *state, bool per_cost);

/* A choice that was found. */
typedef struct htsc__siting_set {
    uint8_t *in;
    uint32_t count;
    int64_t cost, value, missing;
} htsc__siting_set;

enum { HTSC_SITING_OPEN = 0, HTSC_SITING_OUT = 1, HTSC_SITING_IN = 2 };

typedef struct htsc__siting_search {
    const htsc__siting_problem *problem;
    htsc__siting_state *state;
    htsc__siting_set best;
    int64_t bound;   /* in the objective's unit: value, or cost */
    bool impossible; /* proved: no choice within the limits meets the conditions */
    uint8_t *fate;   /* by site: what is known of every choice that is better than `best` */
    int jobs;
    const htsc_progress *progress;
    size_t done, total; /* rounds of the bound, for progress */
} htsc__siting_search;

htsc_status htsc__siting_search_create(const htsc__siting_problem *problem, int jobs, const htsc_progress *progress,
                                       htsc__siting_search **search, htsc_error *err);
void htsc__siting_search_free(htsc__siting_search *search);
/* The state becomes this choice. */
void htsc__siting_search_load(htsc__siting_search *search, const uint8_t *in);
/* The state is kept if it beats the best; tells whether. */
bool htsc__siting_search_keep(htsc__siting_search *search);
/* No choice beats the best. */
bool htsc__siting_search_done(const htsc__siting_search *search);
/* Reports; HTSC_ERR_CANCELLED when asked to stop. */
htsc_status htsc__siting_search_pulse(const htsc__siting_search *search, htsc_error *err);
/* The objective of the best. */
int64_t htsc__siting_search_objective(const htsc__siting_search *search);

/* Adds what the state lacks, then exchanges until no exchange helps; HTSC_SITING_LEAST_COST and FEWEST: makes it meet
 * the conditions and then cheaper. */
htsc_status htsc__siting_improve(htsc__siting_search *search, htsc_error *err);
/* Greedy from nothing, improved. */
htsc_status htsc__siting_greedy(htsc__siting_search *search, htsc_error *err);

/* Lagrangian bound; chooses on the way. */
htsc_status htsc__siting_bound(htsc__siting_search *search, htsc_error *err);
/* curve[k]: no k sites have more value together, k = 0 … count; reached[k]: what some k sites have. */
htsc_status htsc__siting_curve(htsc__siting_search *search, uint32_t count, const int64_t *reached, int64_t *curve,
                               htsc_error *err);

/* Branch and bound over what is open. `proved`: best is the optimum, or impossible is set. */
htsc_status htsc__siting_exact(htsc__siting_search *search, double time_limit_s, bool *proved, htsc_error *err);

#endif
