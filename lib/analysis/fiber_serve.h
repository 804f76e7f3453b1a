#ifndef HTSC_ANALYSIS_FIBER_SERVE_H
#define HTSC_ANALYSIS_FIBER_SERVE_H

#include "analysis/fiber_crew.h"

/* Points and the operators that serve them together: one, or those that have ports for what the others leave. */
typedef struct htsc__fiber_serving {
    const htsc_fiber_demand *demand;
    const htsc_fiber_reach_options *options;
    size_t run_count;
    htsc__fiber_run *runs;     /* nearest_m, nearest_gigabit_m: of outlets that may serve the point; infinite: none */
    const uint32_t *operators; /* of every run, upwards; NULL: there is one only, and nobody asks */
    htsc__fiber_crew *crew;
    htsc_fiber_reach_point *points;                    /* so far */
    uint32_t *operator_index, *gigabit_operator_index; /* of every point; NULL: not asked for */
} htsc__fiber_serving;

/* Serves points where ports are counted, in the order of (distance, operator, outlet, point): those that have nothing
 * with anything, or those that have no gigabit with one. */
htsc_status htsc__fiber_serve(const htsc__fiber_serving *serving, bool gigabit, htsc_error *err);
/* Class and reason, of the terminals and checks_passed. */
void htsc__fiber_conclude(htsc_fiber_reach_point *point);

#endif
