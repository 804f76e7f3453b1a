/* The outlets within the drop length of a point. */
#include <math.h>

#include "analysis/fiber_run.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

htsc_status htsc__fiber_scout_create(const htsc__fiber_run *run, htsc__fiber_scout *scout, htsc_error *err) {
    *scout = (htsc__fiber_scout){.run = run};
    scout->nearest_only = run->plant->terminal_count > 0 && !run->any_ports &&
                          (run->plant->cables == NULL || run->plant->olt_count == 0) && !run->demand->along_roads;
    return run->demand->along_roads ? htsc__paths_create(run->demand->roads, &scout->paths, err) : HTSC_OK;
}

void htsc__fiber_scout_clear(htsc__fiber_scout *scout) {
    htsc__paths_free(scout->paths);
    htsc__free(scout->found);
}

static void append(htsc__fiber_scout *s, uint32_t outlet, double distance_m) {
    if (s->status == HTSC_OK && s->count == s->capacity)
        s->status = htsc__grow(&s->found, &s->capacity, s->count + 1, sizeof *s->found, "fibre reach", s->err);
    if (s->status == HTSC_OK) s->found[s->count++] = (htsc__candidate){outlet, distance_m};
}

static void find_one(htsc__fiber_scout *s, uint32_t outlet, double distance_m) {
    if (distance_m <= s->within_m) append(s, outlet, distance_m);
}

static double straight_m(const htsc__fiber_scout *s, uint32_t outlet) {
    const htsc__outlet *o = &s->run->outlets[outlet];
    const double a[2] = {o->x0_m, o->y0_m}, b[2] = {o->x1_m, o->y1_m};
    return htsc__foot_on(a, b, s->run->demand->x_m[s->point], s->run->demand->y_m[s->point]).off_m;
}

static double meet_straight(void *ctx, uint32_t number, double off_m2) {
    (void)off_m2;
    find_one(ctx, number, straight_m(ctx, number));
    return HUGE_VAL;
}

/* May be the nearest, or the nearest gigabit one; so far its distance is a square. */
static bool is_wanted(const htsc__fiber_scout *s, const htsc__candidate *c) {
    return c->distance_m <= s->enough_m2[s->run->outlets[c->outlet].gigabit];
}

/* Rounding does not tell what differs by less from the nearest; what is farther than a later one is dropped. */
static double meet_nearest(void *ctx, uint32_t number, double off_m2) {
    htsc__fiber_scout *s = ctx;
    bool gigabit = s->run->outlets[number].gigabit;
    double enough_m2 = off_m2 * (1 + 1e-14);
    if (off_m2 > s->enough_m2[gigabit]) return HUGE_VAL;
    if (enough_m2 < s->enough_m2[false]) s->enough_m2[false] = enough_m2;
    if (gigabit && enough_m2 < s->enough_m2[true]) s->enough_m2[true] = enough_m2;
    while (s->count > 0 && !is_wanted(s, &s->found[s->count - 1])) s->count--;
    append(s, number, off_m2);
    return s->enough_m2[true]; /* the greater one */
}

static void find_nearest(htsc__fiber_scout *s) {
    const htsc_fiber_demand *demand = s->run->demand;
    s->enough_m2[false] = s->enough_m2[true] = HUGE_VAL;
    htsc__cell_index_near(s->run->index, demand->x_m[s->point], demand->y_m[s->point], s->within_m, meet_nearest, s);
    size_t met = s->count;
    s->count = 0;
    for (size_t i = 0; i < met; i++) {
        const htsc__candidate c = s->found[i];
        if (is_wanted(s, &c)) find_one(s, c.outlet, straight_m(s, c.outlet));
    }
}

/* Outlets on a road that is entered at one end, or at both, so far from the point. */
static void enter_road(htsc__fiber_scout *s, uint32_t edge, bool at_first, double distance_m) {
    const htsc__fiber_run *run = s->run;
    for (size_t i = run->first_parked[edge]; i < run->first_parked[edge + 1]; i++) {
        const htsc__parked *p = &run->parked[i];
        double along_m = at_first ? p->along_m : run->demand->roads->length_m[edge] - p->along_m;
        find_one(s, p->outlet, distance_m + along_m + p->off_m);
    }
}

/* An outlet that can be come to in several ways is found as often: the shortest decides, the others do no harm. */
static void find_along_roads(htsc__fiber_scout *s) {
    const htsc__fiber_run *run = s->run;
    const htsc__graph *roads = run->demand->roads;
    const htsc__graph_place *here = &run->demand->places[s->point];
    uint32_t node;
    if (here->edge == UINT32_MAX) return;
    for (size_t i = run->first_parked[here->edge]; i < run->first_parked[here->edge + 1]; i++) {
        const htsc__parked *p = &run->parked[i];
        find_one(s, p->outlet, here->off_m + fabs(p->along_m - here->along_m) + p->off_m);
    }
    htsc__paths_reset(s->paths);
    htsc__paths_start(s->paths, roads->from[here->edge], here->off_m + here->along_m, 0);
    htsc__paths_start(s->paths, roads->to[here->edge], here->off_m + (roads->length_m[here->edge] - here->along_m), 0);
    while (htsc__paths_next(s->paths, s->within_m, &node)) {
        for (size_t a = roads->first_arc[node]; a < roads->first_arc[node + 1]; a++) {
            uint32_t edge = roads->arcs[a].edge;
            if (roads->from[edge] == node) enter_road(s, edge, true, s->paths->distance_m[node]);
            if (roads->to[edge] == node) enter_road(s, edge, false, s->paths->distance_m[node]);
        }
    }
}

static void set_out(htsc__fiber_scout *scout, size_t point, double within_m, htsc_error *err) {
    scout->point = point;
    scout->within_m = within_m;
    scout->count = 0;
    scout->status = HTSC_OK;
    scout->err = err;
}

htsc_status htsc__fiber_scout_find(htsc__fiber_scout *scout, size_t point, double within_m, htsc_error *err) {
    const htsc_fiber_demand *demand = scout->run->demand;
    set_out(scout, point, within_m, err);
    if (demand->along_roads) {
        find_along_roads(scout);
    } else if (scout->nearest_only) {
        find_nearest(scout);
    } else {
        htsc__cell_index_near(scout->run->index, demand->x_m[point], demand->y_m[point], within_m, meet_straight,
                              scout);
    }
    return scout->status;
}

static double excuse(void *ctx, uint32_t number, double off_m2) {
    htsc__fiber_scout *s = ctx;
    const htsc__fiber_run *run = s->run;
    (void)off_m2;
    if (s->passed == 2) return 0;
    if (!(straight_m(s, number) <= s->within_m)) return HUGE_VAL;
    const htsc__graph_place *here = &run->demand->places[s->point], *there = &run->places[number];
    bool path = here->edge != UINT32_MAX && there->edge != UINT32_MAX &&
                run->demand->part[run->demand->roads->from[here->edge]] ==
                    run->demand->part[run->demand->roads->from[there->edge]];
    s->passed = path ? 2 : 1;
    return HUGE_VAL;
}

/* In a straight line, what is within reach was found. */
int htsc__fiber_scout_excuse(htsc__fiber_scout *scout, size_t point) {
    const htsc_fiber_demand *demand = scout->run->demand;
    double within_m = scout->run->options->max_drop_m;
    if (!demand->along_roads) return 0;
    set_out(scout, point, within_m, NULL);
    scout->passed = 0;
    htsc__cell_index_near(scout->run->index, demand->x_m[point], demand->y_m[point], within_m, excuse, scout);
    return scout->passed;
}
