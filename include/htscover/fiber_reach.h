/** @file fiber_reach.h  Which households a fibre network reaches along roads, within its optical budget and ports. */
#ifndef HTSCOVER_FIBER_REACH_H
#define HTSCOVER_FIBER_REACH_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/fiber.h>
#include <htscover/line_net.h>
#include <htscover/progress.h>
#include <htscover/reach.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why a household is not reached, or not with a gigabit. Values are never renumbered. */
typedef enum htsc_fiber_reason {
    HTSC_FIBER_SERVED = 0, /**< nothing is missing */
    HTSC_FIBER_TOO_FAR = 1,
    HTSC_FIBER_NO_PATH = 2, /**< near enough, but no road leads there, or no cable from there to its OLT */
    HTSC_FIBER_OVER_BUDGET = 3,
    HTSC_FIBER_NO_PORT = 4,
    HTSC_FIBER_TOO_SLOW = 5 /**< reached, but not with more than the gigabit speed */
} htsc_fiber_reason;

/** Name of a reason, e.g. "over budget". Static storage. */
HTSC_API const char *htsc_fiber_reason_name(htsc_fiber_reason reason);

/** Parameters. Lengths are in metres of the working CRS; the optical defaults are usual values, to be set per project.
 */
typedef struct htsc_fiber_reach_options {
    size_t struct_size;
    double max_drop_m;          /**< (0, 10000]; from the household to the access point; no authority fixes it; 300 */
    double gigabit_mbps;        /**< > 0; technology and offer both above it are a gigabit; 1000 */
    double max_off_road_m;      /**< [0, 1000]; from a point to the road it uses; 50 */
    double route_step_m;        /**< [1, 1000]; along roads, a route is left at points no farther apart; 50 */
    double attach_m;            /**< [0, 1000]; from an OLT or access point to the cable it is on; 50 */
    double db_per_km;           /**< [0, 10]; fibre at 1310 nm; 0.35 */
    double splice_db;           /**< [0, 5]; 0.1 */
    double splices_per_km;      /**< [0, 100]; 0.5: drums of 2 km */
    double connector_db;        /**< [0, 5]; 0.5 */
    double connector_count;     /**< [0, 100]; OLT to household; 4 */
    double default_splitter_db; /**< [0, 40]; undeclared splitters, save on fibres of one's own (0 dB): 1x32; 17.2 */
    double default_budget_db;   /**< (0, 60]; OLTs without a budget: class B+ of ITU-T G.984.2; 28 */
    double margin_db;           /**< [0, 20]; kept free; 3 */
    double max_optical_path_km; /**< (0, 200]; OLT to household; differential reach of ITU-T G.984.2; 20 */
    int jobs;                   /**< threads; 0: all */
    const htsc_progress *progress;
} htsc_fiber_reach_options;

HTSC_API void htsc_fiber_reach_options_init(htsc_fiber_reach_options *options);

/** Demand points and their places on the roads: made once, used for every operator. Immutable; may be shared. */
typedef struct htsc_fiber_demand htsc_fiber_demand;

/**
 * Copies the coordinates; places every point on the nearest road no farther than max_off_road_m.
 * @param households  of every point, >= 0 and below 2^31
 * @param roads       NULL: distances are straight lines. Must outlive the call only.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_demand_create(size_t count, const double *x_m, const double *y_m,
                                                             const double *households, const htsc_line_net *roads,
                                                             const htsc_fiber_reach_options *options,
                                                             htsc_fiber_demand **demand, htsc_error *err);
HTSC_API void htsc_fiber_demand_free(htsc_fiber_demand *demand);

/** Where a household may be connected. */
typedef struct htsc_fiber_terminal {
    double x_m, y_m;
    htsc_fiber_technology technology;
    double max_down_mbps; /**< NaN: not declared */
    int64_t ports_free;   /**< [-1, 2^31 - 1]; -1: not declared, serves anyone */
    double splitter_db;   /**< loss of all splitters on the way; NaN: not declared */
    int32_t olt;          /**< index; -1: not declared, its budget is not checked */
} htsc_fiber_terminal;

/** Head of optical paths. */
typedef struct htsc_fiber_olt {
    double x_m, y_m;
    double budget_db; /**< e.g. 28 (B+), 32 (C+); NaN: not declared */
} htsc_fiber_olt;

/** One operator's network. Borrowed arrays. */
typedef struct htsc_fiber_plant {
    size_t terminal_count;
    const htsc_fiber_terminal *terminals;
    size_t olt_count;
    const htsc_fiber_olt *olts;
    const htsc_line_net *cables; /**< the operator's own; NULL: budgets are not checked */
    /** Used where there is no terminal at all: households connect anywhere on them, at the routes' own offers. */
    const htsc_line_set *routes;                   /**< NULL: none */
    const htsc_fiber_technology *route_technology; /**< of every route */
    const double *route_max_down_mbps;
} htsc_fiber_plant;

/** Reach of one point. */
typedef struct htsc_fiber_reach_point {
    uint8_t reach_class;       /**< htsc_reach_class */
    uint8_t reason;            /**< htsc_fiber_reason */
    uint8_t checks_passed;     /**< 0 … 6, of the terminal that got farthest: see htsc_fiber_reach_compute() */
    uint32_t terminal;         /**< that serves it (of routes: the route); UINT32_MAX: none */
    uint32_t gigabit_terminal; /**< that serves it with a gigabit; UINT32_MAX: none */
    float distance_m;          /**< to `terminal`; NaN: none */
    float loss_db;             /**< OLT to household by `terminal`; NaN where it was not computed */
} htsc_fiber_reach_point;

/**
 * A pair of point and terminal has to pass, in this order:
 *   1. straight distance <= max_drop_m, else too far
 *   2. a way along the roads, both ends within max_off_road_m of one, else no path
 *   3. off the road + along it + off it <= max_drop_m, else too far
 *   4. with an OLT: a way along the cables, both ends within attach_m of one, else no path
 *   5. with an OLT: cable and drop <= max_optical_path_km, and fibre, splices, connectors and splitters over both
 *      <= budget - margin, else over budget
 *   6. free ports for all households of the point (a fraction of a household takes that of a port, to
 *      thousandths), else no port
 * 2 and 3 are as good as passed where there are no roads, 4 and 5 where no OLT or no cable is given, 6 where ports are
 * not declared. Pairs that pass 1 to 5 are served in the order of (distance, terminal, point), each point once. Then
 * points that were not given a gigabit by theirs are offered in the same order what gigabit terminals have left; they
 * do not give back their first ports. A point that is not reached has the reason of the pair that got farthest.
 * The same bytes for any number of jobs.
 *
 * @param[out] points  as many as the demand has
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_reach_compute(const htsc_fiber_demand *demand,
                                                             const htsc_fiber_plant *plant,
                                                             const htsc_fiber_reach_options *options,
                                                             htsc_fiber_reach_point *points, htsc_error *err);
/** Operators and what each reaches alone. Borrowed arrays. */
typedef struct htsc_fiber_operators {
    size_t count;
    const htsc_fiber_plant *plants;
    const htsc_fiber_reach_point *const *points; /**< of every operator, by htsc_fiber_reach_compute() */
} htsc_fiber_operators;

/**
 * Of any operator: who can hold a line at the same time. htsc_fiber_reach_compute() answers for an operator as if all
 * asked it alone; here a household has one operator, and what it held of the others is free for those who have nothing:
 *   1. A point that operators reach keeps what one of them gives it: of those that give it a gigabit the nearest by
 *      distance_m; of those that reach it, where none does. Of equally near ones the first. It gives back all ports it
 *      held of the others.
 *   2. Points that none reaches take the ports left, in the order of (distance, operator, terminal, point).
 *   3. Points that are reached without a gigabit are offered in that order the ports that gigabit terminals of any
 *      operator have left; they do not give back their first ports.
 * So whom an operator reaches, any operator reaches, with a gigabit where one gives it; no terminal serves more than
 * its ports; and where ports are not declared, nothing is added. A point that is not reached has the reason of the
 * operator and pair that got farthest. The same bytes for any number of jobs. Beside the operators' own runs this takes
 * little: points without a gigabit look again, at operators that got ports back.
 *
 * @param demand                      what `operators` was computed for
 * @param options                     as there
 * @param[out] points                 as many as the demand has; not those of an operator
 * @param[out] operator_index         whose `terminal` it is, UINT32_MAX where there is none; may be NULL
 * @param[out] gigabit_operator_index whose `gigabit_terminal` it is, UINT32_MAX where there is none; may be NULL
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_reach_any(const htsc_fiber_demand *demand,
                                                         const htsc_fiber_operators *operators,
                                                         const htsc_fiber_reach_options *options,
                                                         htsc_fiber_reach_point *points, uint32_t *operator_index,
                                                         uint32_t *gigabit_operator_index, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
