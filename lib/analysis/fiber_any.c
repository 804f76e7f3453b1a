/* Reach of any operator: what households of several operators give back serves those that have none. */
#include <math.h>
#include <string.h>

#include "analysis/fiber_serve.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

typedef struct gathering {
    const htsc_fiber_operators *operators;
    int64_t **ports_left_milli; /* of every operator's terminals; NULL: none declares its ports */
    bool *gave_back;            /* every operator: some household does without its port */
    uint32_t *sharing;          /* operators that gave back: of every run */
    htsc__fiber_serving serving;
    size_t run; /* that is looked at */
} gathering;

/* Whose line the household keeps; UINT32_MAX: none serves it. A gigabit goes before distance. */
static uint32_t choose(const htsc_fiber_operators *operators, size_t point) {
    const htsc_fiber_reach_point *best = NULL;
    uint32_t chosen = UINT32_MAX;
    for (uint32_t o = 0; o < operators->count; o++) {
        const htsc_fiber_reach_point *p = &operators->points[o][point];
        if (p->terminal == UINT32_MAX) continue;
        bool gigabit = p->gigabit_terminal != UINT32_MAX,
             had_gigabit = best != NULL && best->gigabit_terminal != UINT32_MAX;
        if (best != NULL && (gigabit == had_gigabit ? !(p->distance_m < best->distance_m) : had_gigabit)) continue;
        best = p;
        chosen = o;
    }
    return chosen;
}

static htsc_status declare_ports(gathering *g, htsc_error *err) {
    const htsc_fiber_operators *operators = g->operators;
    g->ports_left_milli = htsc__alloc(operators->count, sizeof *g->ports_left_milli);
    g->gave_back = htsc__alloc(operators->count, sizeof *g->gave_back);
    g->sharing = htsc__alloc(operators->count, sizeof *g->sharing);
    if (g->ports_left_milli == NULL || g->gave_back == NULL || g->sharing == NULL)
        return htsc__error_memory(err, "fibre ports");
    for (size_t o = 0; o < operators->count; o++) {
        const htsc_fiber_plant *plant = &operators->plants[o];
        bool any_ports = false;
        for (size_t t = 0; t < plant->terminal_count && !any_ports; t++)
            any_ports = plant->terminals[t].ports_free >= 0;
        if (!any_ports) continue;
        g->ports_left_milli[o] = htsc__alloc(plant->terminal_count, sizeof **g->ports_left_milli);
        if (g->ports_left_milli[o] == NULL) return htsc__error_memory(err, "fibre ports");
        for (size_t t = 0; t < plant->terminal_count; t++)
            g->ports_left_milli[o][t] = plant->terminals[t].ports_free < 0 ? -1 : 1000 * plant->terminals[t].ports_free;
    }
    return HTSC_OK;
}

/* A port that the household holds of an operator is kept, or given back. */
static htsc_status settle_port(gathering *g, size_t point, uint32_t o, uint32_t terminal, bool kept, htsc_error *err) {
    const int64_t wanted = g->serving.demand->ports_milli[point];
    if (g->ports_left_milli[o] == NULL || terminal == UINT32_MAX) return HTSC_OK;
    int64_t *left = terminal < g->operators->plants[o].terminal_count ? &g->ports_left_milli[o][terminal] : NULL;
    if (left == NULL || (kept && *left >= 0 && *left < wanted))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT,
                               "operator %u: the reach of point %zu by terminal %u is not that of its plant", o, point,
                               terminal);
    if (*left < 0 || wanted == 0) return HTSC_OK;
    if (kept) *left -= wanted;
    if (!kept) g->gave_back[o] = true;
    return HTSC_OK;
}

/* Every household keeps what one operator gives it. */
static htsc_status settle_point(gathering *g, size_t i, htsc_error *err) {
    const htsc_fiber_operators *operators = g->operators;
    const htsc__fiber_serving *s = &g->serving;
    const uint32_t chosen = choose(operators, i);
    htsc_fiber_reach_point best = {
        .terminal = UINT32_MAX, .gigabit_terminal = UINT32_MAX, .distance_m = NAN, .loss_db = NAN};
    htsc_status status = HTSC_OK;
    for (uint32_t o = 0; o < operators->count && status == HTSC_OK; o++) {
        const htsc_fiber_reach_point *p = &operators->points[o][i];
        if (p->checks_passed > best.checks_passed) best.checks_passed = p->checks_passed;
        status = settle_port(g, i, o, p->terminal, o == chosen, err);
        if (status == HTSC_OK && p->gigabit_terminal != p->terminal)
            status = settle_port(g, i, o, p->gigabit_terminal, o == chosen, err);
    }
    s->points[i] = chosen == UINT32_MAX ? best : operators->points[chosen][i];
    if (s->operator_index != NULL) s->operator_index[i] = chosen;
    if (s->gigabit_operator_index != NULL)
        s->gigabit_operator_index[i] = s->points[i].gigabit_terminal == UINT32_MAX ? UINT32_MAX : chosen;
    return status;
}

/* Outlets with a port left for the point at place i of the demand: households without a line, and without a gigabit. */
static htsc_status look_at(const gathering *g, htsc__fiber_scout *scout, size_t i, htsc_error *err) {
    const htsc__fiber_serving *s = &g->serving;
    const size_t number = s->demand->number[i];
    const htsc_fiber_reach_point *point = &s->points[number];
    const bool waiting = point->terminal == UINT32_MAX;
    htsc__fiber_run *run = &s->runs[g->run];
    size_t pairs = 0, gigabit_pairs = 0;
    run->nearest_m[i] = run->nearest_gigabit_m[i] = HUGE_VAL;
    if (point->gigabit_terminal != UINT32_MAX) return HTSC_OK;
    if (g->operators->points[g->sharing[g->run]][number].checks_passed < 5)
        return HTSC_OK; /* none passes up to ports */
    scout->run = run;
    htsc_status status = htsc__fiber_scout_find(scout, i, s->options->max_drop_m, err);
    for (size_t k = 0; k < scout->count && status == HTSC_OK; k++) {
        const htsc__candidate *c = &scout->found[k];
        const htsc__outlet *o = &run->outlets[c->outlet];
        int64_t left = run->ports_left_milli[o->terminal];
        if ((left >= 0 && left < s->demand->ports_milli[number]) || (!waiting && !o->gigabit)) continue;
        if (htsc__fiber_optical_checks(run, o, c->distance_m) < 5) continue;
        pairs += waiting;
        gigabit_pairs += o->gigabit;
        if (waiting) run->nearest_m[i] = fmin(run->nearest_m[i], c->distance_m);
        if (o->gigabit) run->nearest_gigabit_m[i] = fmin(run->nearest_gigabit_m[i], c->distance_m);
    }
    atomic_fetch_add_explicit(&run->pairs, pairs, memory_order_relaxed);
    atomic_fetch_add_explicit(&run->gigabit_pairs, gigabit_pairs, memory_order_relaxed);
    return status;
}

static htsc_status look_block(void *ctx, size_t block, htsc_error *err) {
    const gathering *g = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    htsc__fiber_scout *scout;
    htsc_status status = htsc__fiber_crew_take(g->serving.crew, &scout, err);
    if (status != HTSC_OK) return status;
    for (size_t i = first; i < last && i < g->serving.demand->count && status == HTSC_OK; i++)
        status = look_at(g, scout, i, err);
    htsc__fiber_crew_return(g->serving.crew, scout);
    return status;
}

/* The network of an operator that has ports back, and who may want them. */
static htsc_status add_run(gathering *g, uint32_t operator_index, htsc_error *err) {
    htsc__fiber_serving *s = &g->serving;
    const htsc_fiber_plant *plant = &g->operators->plants[operator_index];
    g->run = s->run_count++;
    g->sharing[g->run] = operator_index;
    htsc__fiber_run *run = &s->runs[g->run];
    *run = (htsc__fiber_run){.demand = s->demand, .plant = plant, .options = s->options};
    htsc_status status = htsc__fiber_run_create(run, err);
    if (status == HTSC_OK) status = htsc__fiber_budget(run, err);
    if (status == HTSC_OK && s->crew == NULL) status = htsc__fiber_crew_create(run, s->options->jobs, &s->crew, err);
    if (status != HTSC_OK) return status;
    memcpy(run->ports_left_milli, g->ports_left_milli[operator_index],
           plant->terminal_count * sizeof *run->ports_left_milli);
    run->nearest_m = htsc__alloc(s->demand->count, sizeof *run->nearest_m);
    run->nearest_gigabit_m = htsc__alloc(s->demand->count, sizeof *run->nearest_gigabit_m);
    if (run->nearest_m == NULL || run->nearest_gigabit_m == NULL) return htsc__error_memory(err, "fibre reach");
    return htsc__parallel((s->demand->count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK, s->options->jobs,
                          s->options->progress, HTSC_STAGE_REACH, look_block, g, err);
}

/* Ports that nobody gave back were offered already, to everybody, by their operator. */
static htsc_status share(gathering *g, htsc_error *err) {
    htsc__fiber_serving *s = &g->serving;
    htsc_status status = HTSC_OK;
    s->operators = g->sharing;
    s->runs = htsc__alloc(g->operators->count, sizeof *s->runs);
    if (s->runs == NULL) return htsc__error_memory(err, "fibre reach");
    for (uint32_t o = 0; o < g->operators->count && status == HTSC_OK; o++)
        if (g->gave_back[o]) status = add_run(g, o, err);
    if (status == HTSC_OK) status = htsc__fiber_serve(s, false, err);
    if (status == HTSC_OK) status = htsc__fiber_serve(s, true, err);
    return status;
}

static void clear(gathering *g) {
    for (size_t k = 0; k < g->serving.run_count; k++) htsc__fiber_run_clear(&g->serving.runs[k]);
    for (size_t o = 0; g->ports_left_milli != NULL && o < g->operators->count; o++) htsc__free(g->ports_left_milli[o]);
    htsc__fiber_crew_free(g->serving.crew);
    htsc__free(g->serving.runs);
    htsc__free((void *)g->ports_left_milli);
    htsc__free(g->gave_back);
    htsc__free(g->sharing);
}

htsc_status htsc_fiber_reach_any(const htsc_fiber_demand *demand, const htsc_fiber_operators *operators,
                                 const htsc_fiber_reach_options *options, htsc_fiber_reach_point *points,
                                 uint32_t *operator_index, uint32_t *gigabit_operator_index, htsc_error *err) {
    gathering g = {.operators = operators, .serving = {.demand = demand, .options = options, .points = points}};
    g.serving.operator_index = operator_index;
    g.serving.gigabit_operator_index = gigabit_operator_index;
    htsc_status status = htsc__fiber_options_check(options, err);
    if (status == HTSC_OK) status = declare_ports(&g, err);
    for (size_t i = 0; i < demand->count && status == HTSC_OK; i++) status = settle_point(&g, i, err);
    if (status == HTSC_OK) status = share(&g, err);
    for (size_t i = 0; i < demand->count && status == HTSC_OK; i++) htsc__fiber_conclude(&points[i]);
    clear(&g);
    return status;
}
