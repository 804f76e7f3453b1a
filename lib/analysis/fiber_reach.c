#include <htscover/fiber_reach.h>

#include <math.h>

#include "analysis/fiber_serve.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

const char *htsc_fiber_reason_name(htsc_fiber_reason reason) {
    static const char *const names[] = {"served", "too far", "no path", "over budget", "no port", "too slow"};
    return names[reason];
}

void htsc_fiber_reach_options_init(htsc_fiber_reach_options *options) {
    *options = (htsc_fiber_reach_options){.struct_size = sizeof *options,
                                          .max_drop_m = 300,
                                          .gigabit_mbps = 1000,
                                          .max_off_road_m = 50,
                                          .route_step_m = 50,
                                          .attach_m = 50,
                                          .db_per_km = 0.35,
                                          .splice_db = 0.1,
                                          .splices_per_km = 0.5,
                                          .connector_db = 0.5,
                                          .connector_count = 4,
                                          .default_splitter_db = 17.2,
                                          .default_budget_db = 28,
                                          .margin_db = 3,
                                          .max_optical_path_km = 20};
}

htsc_status htsc__fiber_options_check(const htsc_fiber_reach_options *o, htsc_error *err) {
    const struct {
        const char *name;
        double value, low, high;
        bool above; /* low itself is out */
    } bounds[] = {{"max_drop_m", o->max_drop_m, 0, 10000, true},
                  {"gigabit_mbps", o->gigabit_mbps, 0, 1e6, true},
                  {"max_off_road_m", o->max_off_road_m, 0, 1000, false},
                  {"route_step_m", o->route_step_m, 1, 1000, false},
                  {"attach_m", o->attach_m, 0, 1000, false},
                  {"db_per_km", o->db_per_km, 0, 10, false},
                  {"splice_db", o->splice_db, 0, 5, false},
                  {"splices_per_km", o->splices_per_km, 0, 100, false},
                  {"connector_db", o->connector_db, 0, 5, false},
                  {"connector_count", o->connector_count, 0, 100, false},
                  {"default_splitter_db", o->default_splitter_db, 0, 40, false},
                  {"default_budget_db", o->default_budget_db, 0, 60, true},
                  {"margin_db", o->margin_db, 0, 20, false},
                  {"max_optical_path_km", o->max_optical_path_km, 0, 200, true}};
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre reach options: struct_size %zu is not %zu",
                               o->struct_size, sizeof *o);
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        double value = bounds[i].value, low = bounds[i].low, high = bounds[i].high;
        if (!(value >= low && value <= high) || (bounds[i].above && value == low))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre reach options: %s %g is outside %c%g, %g]",
                                   bounds[i].name, value, bounds[i].above ? '(' : '[', low, high);
    }
    return HTSC_OK;
}

typedef struct reaching {
    htsc__fiber_run *run;
    htsc__fiber_crew *crew;
    htsc_fiber_reach_point *points;
} reaching;

static bool is_nearer(const htsc__candidate *a, const htsc__candidate *b) {
    return b == NULL || a->distance_m < b->distance_m || (a->distance_m == b->distance_m && a->outlet < b->outlet);
}

/* Outlets within reach that pass checks 1 to 5. */
typedef struct tally {
    size_t pairs, gigabit_pairs;
} tally;

void htsc__fiber_conclude(htsc_fiber_reach_point *p) {
    static const uint8_t reasons[] = {HTSC_FIBER_TOO_FAR, HTSC_FIBER_NO_PATH,     HTSC_FIBER_TOO_FAR,
                                      HTSC_FIBER_NO_PATH, HTSC_FIBER_OVER_BUDGET, HTSC_FIBER_NO_PORT};
    if (p->terminal == UINT32_MAX) {
        p->reach_class = HTSC_REACH_NONE;
        p->reason = reasons[p->checks_passed];
        return;
    }
    bool gigabit = p->gigabit_terminal != UINT32_MAX;
    p->checks_passed = 6;
    p->reach_class = gigabit ? HTSC_REACH_GIGABIT : HTSC_REACH_FIBER;
    p->reason = gigabit ? HTSC_FIBER_SERVED : HTSC_FIBER_TOO_SLOW;
}

static void set_nearest(htsc__fiber_run *run, htsc_fiber_reach_point *out, const htsc__candidate *nearest,
                        const htsc__candidate *nearest_gigabit) {
    if (nearest == NULL) return;
    const htsc__outlet *o = &run->outlets[nearest->outlet];
    out->terminal = o->terminal;
    out->distance_m = (float)nearest->distance_m;
    out->loss_db = (float)htsc__fiber_loss_db(run, o, nearest->distance_m);
    if (nearest_gigabit != NULL) out->gigabit_terminal = run->outlets[nearest_gigabit->outlet].terminal;
}

static htsc_status check_point(const reaching *r, htsc__fiber_scout *scout, size_t i, tally *sum, htsc_error *err) {
    htsc__fiber_run *run = r->run;
    htsc_fiber_reach_point out = {
        .terminal = UINT32_MAX, .gigabit_terminal = UINT32_MAX, .distance_m = NAN, .loss_db = NAN};
    const htsc__candidate *nearest = NULL, *nearest_gigabit = NULL;
    int passed = 0;
    htsc_status status = htsc__fiber_scout_find(scout, i, run->options->max_drop_m, err);
    if (status != HTSC_OK) return status;
    if (scout->count == 0) passed = htsc__fiber_scout_excuse(scout, i);
    for (size_t k = 0; k < scout->count; k++) {
        const htsc__candidate *c = &scout->found[k];
        const htsc__outlet *o = &run->outlets[c->outlet];
        int checks = htsc__fiber_optical_checks(run, o, c->distance_m);
        if (checks > passed) passed = checks;
        if (checks < 5) continue;
        sum->pairs++;
        sum->gigabit_pairs += o->gigabit;
        if (is_nearer(c, nearest)) nearest = c;
        if (o->gigabit && is_nearer(c, nearest_gigabit)) nearest_gigabit = c;
    }
    out.checks_passed = (uint8_t)passed;
    if (run->any_ports) {
        run->nearest_m[i] = nearest == NULL ? HUGE_VAL : nearest->distance_m;
        run->nearest_gigabit_m[i] = nearest_gigabit == NULL ? HUGE_VAL : nearest_gigabit->distance_m;
    } else {
        set_nearest(run, &out, nearest, nearest_gigabit);
        htsc__fiber_conclude(&out);
    }
    r->points[run->demand->number[i]] = out;
    return HTSC_OK;
}

static htsc_status check_block(void *ctx, size_t block, htsc_error *err) {
    reaching *r = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    tally sum = {0, 0};
    htsc__fiber_scout *scout;
    htsc_status status = htsc__fiber_crew_take(r->crew, &scout, err);
    if (status != HTSC_OK) return status;
    for (size_t i = first; i < last && i < r->run->demand->count && status == HTSC_OK; i++) {
        htsc__fiber_expect(r->run->demand, r->points, i);
        status = check_point(r, scout, i, &sum, err);
    }
    htsc__fiber_crew_return(r->crew, scout);
    atomic_fetch_add_explicit(&r->run->pairs, sum.pairs, memory_order_relaxed);
    atomic_fetch_add_explicit(&r->run->gigabit_pairs, sum.gigabit_pairs, memory_order_relaxed);
    return status;
}

htsc_status htsc_fiber_reach_compute(const htsc_fiber_demand *demand, const htsc_fiber_plant *plant,
                                     const htsc_fiber_reach_options *options, htsc_fiber_reach_point *points,
                                     htsc_error *err) {
    htsc__fiber_run run = {.demand = demand, .plant = plant, .options = options};
    reaching r = {.run = &run, .points = points};
    htsc_status status = htsc__fiber_options_check(options, err);
    if (status == HTSC_OK) status = htsc__fiber_run_create(&run, err);
    if (status == HTSC_OK) status = htsc__fiber_budget(&run, err);
    if (status == HTSC_OK) status = htsc__fiber_crew_create(&run, options->jobs, &r.crew, err);
    if (status == HTSC_OK && run.any_ports) {
        run.nearest_m = htsc__alloc(demand->count, sizeof *run.nearest_m);
        run.nearest_gigabit_m = htsc__alloc(demand->count, sizeof *run.nearest_gigabit_m);
        if (run.nearest_m == NULL || run.nearest_gigabit_m == NULL) status = htsc__error_memory(err, "fibre reach");
    }
    if (status == HTSC_OK)
        status = htsc__parallel((demand->count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK, options->jobs,
                                options->progress, HTSC_STAGE_REACH, check_block, &r, err);
    const htsc__fiber_serving serving = {
        .demand = demand, .options = options, .run_count = 1, .runs = &run, .crew = r.crew, .points = points};
    if (status == HTSC_OK && run.any_ports) status = htsc__fiber_serve(&serving, false, err);
    if (status == HTSC_OK && run.any_ports) status = htsc__fiber_serve(&serving, true, err);
    for (size_t i = 0; i < demand->count && status == HTSC_OK && run.any_ports; i++) htsc__fiber_conclude(&points[i]);
    htsc__fiber_crew_free(r.crew);
    htsc__fiber_run_clear(&run);
    return status;
}
