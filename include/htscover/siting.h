/** @file siting.h  Where new sites go, what each brings, and how far from the best possible that is. */
#ifndef HTSCOVER_SITING_H
#define HTSCOVER_SITING_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In no village. */
#define HTSC_SITING_OUTSIDE UINT32_MAX

/** What is asked. Values are never renumbered. */
typedef enum htsc_siting_goal {
    HTSC_SITING_MOST = 0,         /**< most newly covered priority with max_sites, within max_cost */
    HTSC_SITING_FEWEST_SITES = 1, /**< fewest sites that reach reach_frac and every village's floor */
    HTSC_SITING_LEAST_COST = 2    /**< the same at least cost */
} htsc_siting_goal;

/** What is known of the proposal. Values are never renumbered. */
typedef enum htsc_siting_verdict {
    HTSC_SITING_OPTIMAL = 0,    /**< nothing better exists */
    HTSC_SITING_FEASIBLE = 1,   /**< every condition holds; gap_pct says how much better another could be at most */
    HTSC_SITING_INFEASIBLE = 2, /**< no proposal meets the conditions; what is proposed comes as near as was found */
    HTSC_SITING_UNKNOWN = 3     /**< none was found that meets them; nor is it proved that none exists */
} htsc_siting_verdict;

/**
 * Who is covered by what. Borrowed arrays. Weights are taken to the nearest millionth and costs to the nearest
 * thousandth, so that sums are exact and have no order.
 */
typedef struct htsc_siting_input {
    size_t candidate_count; /**< < 2^32 - 1 */
    const size_t
        *first_covered;      /**< candidate_count + 1 of them, not falling: where each one's part of covered starts */
    const uint32_t *covered; /**< demand points within a candidate's coverage, in any order */
    const double *cost;      /**< >= 0, together at most 9e12; NULL: 1 each */
    const uint8_t *fixed;    /**< not 0: stands already, covers, costs nothing, is not chosen; NULL: none */
    const uint32_t *rank;    /**< of equal candidates the lower rank is taken, then the lower index; NULL: index */
    size_t demand_count;     /**< < 2^32 - 1 */
    const double *weight;    /**< persons or households; >= 0, together at most 9e9 */
    const double *priority;  /**< what HTSC_SITING_MOST adds up, as weight; NULL, and for other goals: weight */
    const uint8_t *already;  /**< not 0: covered already; NULL: none */
    const uint32_t *village; /**< < village_count or HTSC_SITING_OUTSIDE; NULL: all are outside */
    size_t village_count;
    const double *floor_frac; /**< [0, 1] for each village: so much of its weight must be covered; NULL: no floors */
} htsc_siting_input;

/** What is asked, and how hard to try. */
typedef struct htsc_siting_options {
    size_t struct_size;
    htsc_siting_goal goal; /**< HTSC_SITING_MOST */
    size_t max_sites;      /**< of HTSC_SITING_MOST; new ones; SIZE_MAX, the default: no limit */
    double max_cost;       /**< of HTSC_SITING_MOST; [0, infinity], the default: no limit */
    double reach_frac;     /**< [0, 1]; so much of all weight must be covered; 0: no such condition */
    int exact;             /**< not 0: branch and bound by CBC; without it in this build HTSC_ERR_UNSUPPORTED */
    double time_limit_s;   /**< > 0, of the branch and bound alone; infinity, the default: none */
    int jobs;              /**< threads; 0: all there are */
    const htsc_progress *progress;
} htsc_siting_options;

HTSC_API void htsc_siting_options_init(htsc_siting_options *options);

/** A proposed site. Sites stand in the order of building: the one that gains most comes next, of equal ones by rank. */
typedef struct htsc_siting_site {
    uint32_t candidate;
    double cost;
    double gain;           /**< priority newly covered by it when it comes; never above that of the site before */
    double gain_alone;     /**< priority it would newly cover if it were the only new site */
    double weight_gain;    /**< as gain, in weight */
    double weight_alone;   /**< as gain_alone, in weight */
    double covered_weight; /**< all that is covered once it stands, by what was there before too */
    double bound;          /**< no so many sites, none above max_cost, newly cover more priority together */
} htsc_siting_site;

/** A condition that cannot be met, or was not. */
typedef enum htsc_siting_condition {
    HTSC_SITING_NO_CONDITION = 0,
    HTSC_SITING_REACH = 1,     /**< reach_frac of all weight: needed and possible are weights */
    HTSC_SITING_FLOOR = 2,     /**< a village's floor: needed and possible are weights */
    HTSC_SITING_MAX_SITES = 3, /**< max_sites: needed is a number of sites that every proposal has at least */
    HTSC_SITING_MAX_COST = 4   /**< max_cost: needed is a cost that every one within max_sites has at least */
} htsc_siting_condition;

typedef struct htsc_siting_summary {
    htsc_siting_verdict verdict;
    size_t site_count;     /**< proposed; fewer than max_sites where more gain nothing */
    double cost;           /**< of the proposed */
    double objective;      /**< newly covered priority; number of sites; cost */
    double bound;          /**< no proposal's objective is above it (HTSC_SITING_MOST) or below it (the others) */
    double gap_pct;        /**< [0, 100]; what may be missing of the bound (MOST), or be too much of the objective */
    double total_weight;   /**< of all demand */
    double before_weight;  /**< covered already, or by fixed candidates */
    double covered_weight; /**< with the proposed */
    size_t candidates_left, demand_left; /**< what presolve left of the problem */
    htsc_siting_condition condition;     /**< the first that fails; HTSC_SITING_NO_CONDITION where all hold */
    uint32_t village;                    /**< of HTSC_SITING_FLOOR */
    double needed, possible;             /**< needed - possible is what is missing at least; for UNKNOWN, as found */
    char explanation[256];               /**< the same in English words; empty where all conditions hold */
} htsc_siting_summary;

/** A proposal. Immutable. */
typedef struct htsc_siting htsc_siting;

/**
 * Demand is covered when any fixed or proposed candidate covers it. Greedy choice, exchanges and a Lagrangian bound
 * always; branch and bound when exact is asked. The proposal depends on neither the number of threads, nor the order of
 * demand points, nor that of candidates as long as their ranks differ and stay theirs. A time limit that cuts branch
 * and bound short makes it depend on the machine.
 * Source: docs/methods.md, "Siting".
 * Fails with HTSC_ERR_ARGUMENT, HTSC_ERR_LIMIT (sums), HTSC_ERR_UNSUPPORTED, HTSC_ERR_MEMORY, HTSC_ERR_CANCELLED. An
 * infeasible problem is no failure: see the verdict.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_siting_create(const htsc_siting_input *input,
                                                       const htsc_siting_options *options, htsc_siting **siting,
                                                       htsc_error *err);
HTSC_API void htsc_siting_free(htsc_siting *siting);
/** Borrowed, as all below. */
HTSC_API const htsc_siting_summary *htsc_siting_get_summary(const htsc_siting *siting);
/** The sites in order; index below site_count. */
HTSC_API const htsc_siting_site *htsc_siting_get(const htsc_siting *siting, size_t index);
/** For each demand point: 1 where it is covered with the proposed sites, else 0. */
HTSC_API const uint8_t *htsc_siting_covered(const htsc_siting *siting);
/** Whether this build has branch and bound. */
HTSC_API int htsc_siting_has_exact(void);

#ifdef __cplusplus
}
#endif
#endif
