#ifndef HTSC_ANALYSIS_FIBER_RUN_H
#define HTSC_ANALYSIS_FIBER_RUN_H

#include <stdatomic.h>

#include <htscover/fiber_reach.h>

#include "analysis/graph.h"
#include "analysis/graph_paths.h"
#include "geo/cell_index.h"

enum { HTSC__FIBER_BLOCK = 1024 };

struct htsc_fiber_demand {
    size_t count;
    uint32_t *number; /* the caller's, of points in the order of cells: those near each other come together */
    double *x_m, *y_m;
    int64_t *ports_milli; /* a point takes, in thousandths of a port; by the caller's number */
    bool along_roads;     /* the rest is there only then */
    htsc__graph *roads;
    htsc__graph_index *index;
    uint32_t *part;            /* of every node */
    htsc__graph_place *places; /* of every point */
};

/* Something a household may be connected to: a terminal, or a straight piece of a route. */
typedef struct htsc__outlet {
    double x0_m, y0_m, x1_m, y1_m;
    uint32_t terminal; /* or route */
    bool gigabit, has_olt;
    bool no_cable;    /* the OLT cannot be reached */
    double base_db;   /* OLT to outlet, infinite where no drop can do; with has_olt */
    double path_m;    /* OLT to outlet */
    double budget_db; /* margin taken off */
} htsc__outlet;

/* Outlets on one road, in a row of htsc__fiber_run.parked. */
typedef struct htsc__parked {
    uint32_t outlet;
    double along_m, off_m;
} htsc__parked;

/* One operator's run. */
typedef struct htsc__fiber_run {
    const htsc_fiber_demand *demand;
    const htsc_fiber_plant *plant;
    const htsc_fiber_reach_options *options;
    htsc__outlet *outlets;
    size_t outlet_count;
    htsc__cell_index *index;   /* of the outlets */
    htsc__graph_place *places; /* of the outlets, on roads */
    size_t *first_parked;      /* of every road, and one more */
    htsc__parked *parked;
    atomic_size_t pairs, gigabit_pairs; /* that pass up to the budget */
    bool any_ports;                     /* some terminal declares its ports */
    int64_t *ports_left_milli;          /* of every terminal, in thousandths; -1: not declared */
    /* With any_ports: of the outlets that pass up to the budget; infinite: none. */
    double *nearest_m, *nearest_gigabit_m;
} htsc__fiber_run;

/* Points near each other are far apart in `points`: asks for the memory of one to come. */
static inline void htsc__fiber_expect(const htsc_fiber_demand *demand, const htsc_fiber_reach_point *points, size_t i) {
    enum { AHEAD = 16 };
    if (i + AHEAD < demand->count) __builtin_prefetch(&points[demand->number[i + AHEAD]], 1);
}

/* An outlet within the drop length of a point. */
typedef struct htsc__candidate {
    uint32_t outlet;
    double distance_m;
} htsc__candidate;

/* What one thread needs to look for outlets. */
typedef struct htsc__fiber_scout {
    const htsc__fiber_run *run;
    htsc__paths *paths; /* along roads */
    htsc__candidate *found;
    size_t count, capacity;
    size_t point;
    double within_m;
    bool nearest_only;   /* straight to terminals without ports and budgets: no other than the nearest decides */
    double enough_m2[2]; /* of the nearest met so far, and of the nearest gigabit one */
    int passed;          /* of the pairs that came to nothing */
    htsc_status status;
    htsc_error *err;
} htsc__fiber_scout;

htsc_status htsc__fiber_options_check(const htsc_fiber_reach_options *options, htsc_error *err);
htsc_status htsc__fiber_run_create(htsc__fiber_run *run, htsc_error *err); /* the outlets */
void htsc__fiber_run_clear(htsc__fiber_run *run);
/* Where each outlet stands on the cables: losses from its OLT. */
htsc_status htsc__fiber_budget(htsc__fiber_run *run, htsc_error *err);
/* Loss up to a household; NaN where it is not computed. */
double htsc__fiber_loss_db(const htsc__fiber_run *run, const htsc__outlet *outlet, double distance_m);
/* Checks passed by a pair that is within the drop length: 3, 4 or 5. */
int htsc__fiber_optical_checks(const htsc__fiber_run *run, const htsc__outlet *outlet, double distance_m);

htsc_status htsc__fiber_scout_create(const htsc__fiber_run *run, htsc__fiber_scout *scout, htsc_error *err);
void htsc__fiber_scout_clear(htsc__fiber_scout *scout);
/* Outlets no farther from a point than within_m: scout->found, scout->count. In no set order, some more than once; with
 * nearest_only perhaps without those that are not the nearest, or the nearest gigabit one. */
htsc_status htsc__fiber_scout_find(htsc__fiber_scout *scout, size_t point, double within_m, htsc_error *err);
/* Where nothing was found: how many checks the best pair passed, 0 to 2. */
int htsc__fiber_scout_excuse(htsc__fiber_scout *scout, size_t point);

#endif
