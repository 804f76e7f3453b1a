#include <htscover/coverage.h>

#include <math.h>

#include "analysis/coverage_run.h"
#include "base/error.h"
#include "base/memory.h"

struct htsc_coverage {
    htsc__signals signals;
    double location_probability_frac;
    size_t heard_count, silent_count, left_out_count;
    uint64_t pair_count, flagged[HTSC_VALIDITY_COUNT];
};

const char *htsc_level_name(htsc_level level) {
    static const char *const names[HTSC_LEVEL_COUNT] = {"none", "weak", "good"};
    return (unsigned)level < HTSC_LEVEL_COUNT ? names[level] : "";
}

void htsc_coverage_options_init(htsc_coverage_options *options) {
    *options = (htsc_coverage_options){0};
    options->struct_size = sizeof *options;
    options->location_probability_frac = 0.9;
    options->receiver_height_agl_m = 1.5;
}

static htsc_status check(const htsc_coverage_options *o, htsc_error *err) {
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage options of %zu bytes, expected %zu", o->struct_size,
                               sizeof *o);
    if ((o->model == NULL || o->model->loss == NULL) == (o->sweep == NULL))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage needs one of a propagation model and a sweep");
    if (!(o->location_probability_frac > 0 && o->location_probability_frac < 1))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "location_probability_frac %g is outside (0, 1)",
                               o->location_probability_frac);
    if (!(o->receiver_height_agl_m > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver_height_agl_m %g is not above 0",
                               o->receiver_height_agl_m);
    if (o->sweep != NULL && !(o->receiver_height_agl_m >= 1))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver_height_agl_m %g is under P.1812's 1 m",
                               o->receiver_height_agl_m);
    if (o->server_count > 16)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "server_count %zu outside [0, 16]", o->server_count);
    if ((o->rate == NULL) != (o->sinr == NULL))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "rates need both rate and sinr options");
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++)
        if (o->thresholds[t].used && !(o->thresholds[t].good_dbm >= o->thresholds[t].covered_dbm))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: good_dbm %g is below covered_dbm %g",
                                   htsc_technology_name((htsc_technology)t), o->thresholds[t].good_dbm,
                                   o->thresholds[t].covered_dbm);
    return o->sweep == NULL ? HTSC_OK : htsc_sweep_options_check(o->sweep, err);
}

/* Takes the signals over from the run and its counts. */
static void keep(htsc_coverage *c, htsc__coverage_run *run) {
    htsc__signals_end(&run->signals);
    c->signals = run->signals;
    run->signals = (htsc__signals){0};
    c->location_probability_frac = run->options->location_probability_frac;
    c->heard_count = run->masts.heard_count - run->left_out_count;
    c->silent_count = run->masts.silent_count;
    c->left_out_count = run->left_out_count;
    c->pair_count = atomic_load(&run->pairs);
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++) c->flagged[bit] = atomic_load(&run->flagged[bit]);
}

htsc_status htsc_coverage_create(const htsc_sites *sites, const htsc_coverage_options *options, size_t count,
                                 const double *x_m, const double *y_m, htsc_coverage **coverage, htsc_error *err) {
    *coverage = NULL;
    htsc_status status = check(options, err);
    if (status != HTSC_OK) return status;
    htsc_coverage *c = htsc__alloc(1, sizeof *c);
    if (c == NULL) return htsc__error_memory(err, "coverage");
    htsc__coverage_run run = {.options = options, .sites = sites, .count = count, .x_m = x_m, .y_m = y_m};
    status = htsc__masts_create(sites, options, &run.masts, err);
    if (status == HTSC_OK)
        status = htsc__signals_init(&run.signals, options, &run.masts, htsc_sites_operator_count(sites), count, err);
    if (status == HTSC_OK)
        status = options->sweep != NULL ? htsc__coverage_by_sweep(&run, err) : htsc__coverage_by_pairs(&run, err);
    if (status == HTSC_OK) keep(c, &run);
    htsc__masts_clear(&run.masts);
    htsc__signals_clear(&run.signals);
    if (status != HTSC_OK) {
        htsc_coverage_free(c);
        return status;
    }
    *coverage = c;
    return HTSC_OK;
}

void htsc_coverage_free(htsc_coverage *coverage) {
    if (coverage == NULL) return;
    htsc__signals_clear(&coverage->signals);
    htsc__free(coverage);
}

size_t htsc_coverage_count(const htsc_coverage *coverage) {
    return coverage->signals.count;
}

const htsc_signal *htsc_coverage_get(const htsc_coverage *coverage, htsc_technology technology,
                                     uint32_t operator_index) {
    const htsc_signal *layers = coverage->signals.layers[technology];
    return layers == NULL ? NULL : layers + htsc__layer(&coverage->signals, operator_index);
}

const htsc_server *htsc_coverage_servers(const htsc_coverage *coverage, htsc_technology technology,
                                         uint32_t operator_index) {
    const htsc__signals *s = &coverage->signals;
    return s->servers[technology] == NULL ? NULL
                                          : s->servers[technology] + htsc__layer(s, operator_index) * s->server_count;
}

const float *htsc_coverage_rate_mbps(const htsc_coverage *coverage, htsc_technology technology,
                                     uint32_t operator_index) {
    const float *rates_mbps = coverage->signals.rates_mbps[technology];
    return rates_mbps == NULL ? NULL : rates_mbps + htsc__layer(&coverage->signals, operator_index);
}

htsc_level htsc_coverage_level(const htsc_coverage *coverage, const htsc_signal *signal) {
    float wanted = (float)coverage->location_probability_frac; /* as the probabilities are kept */
    if (signal->good_probability >= wanted) return HTSC_LEVEL_GOOD;
    return signal->covered_probability >= wanted ? HTSC_LEVEL_WEAK : HTSC_LEVEL_NONE;
}

double htsc_coverage_location_probability(const htsc_coverage *coverage) {
    return coverage->location_probability_frac;
}

size_t htsc_coverage_heard_count(const htsc_coverage *coverage) {
    return coverage->heard_count;
}

size_t htsc_coverage_silent_count(const htsc_coverage *coverage) {
    return coverage->silent_count;
}

size_t htsc_coverage_left_out_count(const htsc_coverage *coverage) {
    return coverage->left_out_count;
}

uint64_t htsc_coverage_pair_count(const htsc_coverage *coverage) {
    return coverage->pair_count;
}

uint64_t htsc_coverage_flagged_count(const htsc_coverage *coverage, unsigned bit) {
    return bit < HTSC_VALIDITY_COUNT ? coverage->flagged[bit] : 0;
}
