#ifndef HTSC_ANALYSIS_SITING_DUAL_H
#define HTSC_ANALYSIS_SITING_DUAL_H

#include "analysis/siting_work.h"

typedef struct htsc__siting_profit {
    double worth, profit; /* worth: what they are ordered by */
    uint32_t site;
} htsc__siting_profit;

/* Prices for coverage and for the conditions, and what they say: an upper bound of value, or of minus the cost. */
typedef struct htsc__siting_dual {
    const htsc__siting_problem *problem;
    uint32_t max_sites;
    int64_t max_cost;
    int jobs;
    double *most;  /* by point: what its coverage is worth at most, with the prices of the conditions */
    double *price; /* by point: [0, most], paid to every site that covers it */
    double price_all, *price_floor;
    double scale_all, *scale_floor;                     /* how far a condition's price moves */
    double *direction, direction_all, *direction_floor; /* of the last step, by point, of all, by floor */
    bool fresh;                                         /* the next step takes no account of it */
    double *got_floor;                                  /* what the relaxation covers of it */
    uint8_t *fate;                                      /* by site: HTSC_SITING_IN is taken whatever it brings */
    uint32_t *open, open_count;                         /* sites not ruled out, ascending */
    size_t open_entries;                                /* of their lists */
    double *received;                                   /* by place in open: what the site's points pay */
    htsc__siting_profit *order;                         /* best first */
    double *share;                                      /* by site: how much of it the relaxation takes, [0, 1] */
    double *cover;                                      /* by point: the sum of shares */
    double level;                                       /* the bound, rounding errors allowed for */
    double kept;            /* level without what the sites bring: the same for every number of sites */
    double slack;           /* of level, kept and any sum of profits */
    double threshold, next; /* profit, or profit per cost, of the last site in; of the next one */
    bool by_cost;           /* max_cost was what held, not max_sites */
} htsc__siting_dual;

/* Prices start from a choice; its cover counts tell what a point may be worth. */
htsc_status htsc__siting_dual_create(const htsc__siting_problem *problem, const htsc__siting_state *start, int jobs,
                                     htsc__siting_dual **dual, htsc_error *err);
/* Points pay what that choice suggests. */
void htsc__siting_dual_start(htsc__siting_dual *dual, const htsc__siting_state *start);
void htsc__siting_dual_free(htsc__siting_dual *dual);
htsc_status htsc__siting_dual_evaluate(htsc__siting_dual *dual, htsc_error *err);
/* After the prices were set from outside. */
void htsc__siting_dual_refresh(htsc__siting_dual *dual);
/* A subgradient step towards a level; false where there is nowhere to go. */
bool htsc__siting_dual_step(htsc__siting_dual *dual, double towards, double length);
/* How much lower the level is for choices with the site (for one that is not taken), or without it (for one that is).
 */
double htsc__siting_dual_loss(const htsc__siting_dual *dual, size_t place);
/* From now on sites that are HTSC_SITING_OUT are not taken, those that are HTSC_SITING_IN are. */
void htsc__siting_dual_decide(htsc__siting_dual *dual, const uint8_t *fate);

/* Shared by the bound and the tree over it. */

/* What must be reached to beat the best, as the dual counts: value, or minus the cost. */
double htsc__siting_better(const htsc__siting_search *search);
/* Where steps aim at. */
double htsc__siting_aim(const htsc__siting_search *search, const htsc__siting_dual *dual);
/* Marks in fate (by site) what the level now says of every choice that is better than the best. False: there is none.
 */
bool htsc__siting_mark(const htsc__siting_search *search, const htsc__siting_dual *dual, uint8_t *fate);
/* The bound of the search becomes what a level says of all choices better than the best. */
void htsc__siting_lower(htsc__siting_search *search, double level);
/* What the relaxation takes whole, made a real choice and improved. */
htsc_status htsc__siting_try(htsc__siting_search *search, const htsc__siting_dual *dual, htsc_error *err);
/* Splits by sites that are taken or not, and bounds each part, until nothing is left or work is used up. */
htsc_status htsc__siting_tree(htsc__siting_search *search, htsc__siting_dual *dual, htsc_error *err);

#endif
