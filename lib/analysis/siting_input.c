#include <htscover/siting.h>

#include <math.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/memory.h"

void htsc_siting_options_init(htsc_siting_options *options) {
    *options = (htsc_siting_options){.struct_size = sizeof *options,
                                     .goal = HTSC_SITING_MOST,
                                     .max_sites = SIZE_MAX,
                                     .max_cost = INFINITY,
                                     .time_limit_s = INFINITY};
}

static htsc_status check_options(const htsc_siting_options *o, htsc_error *err) {
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: struct_size %zu is not %zu", o->struct_size,
                               sizeof *o);
    if (o->goal != HTSC_SITING_MOST && o->goal != HTSC_SITING_FEWEST_SITES && o->goal != HTSC_SITING_LEAST_COST)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: goal %d is none", (int)o->goal);
    if (!(o->max_cost >= 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: max_cost %g is below 0", o->max_cost);
    if (o->goal != HTSC_SITING_MOST && (o->max_sites != SIZE_MAX || !isinf(o->max_cost)))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: max_sites and max_cost limit the goal of most");
    if (!(o->reach_frac >= 0 && o->reach_frac <= 1))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: reach_frac %g is outside [0, 1]",
                               o->reach_frac);
    if (!(o->time_limit_s > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "siting options: time_limit_s %g is not above 0",
                               o->time_limit_s);
    if (o->exact != 0 && htsc_siting_has_exact() == 0)
        return htsc__error_set(err, HTSC_ERR_UNSUPPORTED,
                               "exact siting needs CBC, which this build does not have (coinor-libcbc-dev)");
    return HTSC_OK;
}

static htsc_status check_lists(const htsc_siting_input *in, htsc_error *err) {
    if (in->candidate_count >= UINT32_MAX || in->demand_count >= UINT32_MAX || in->village_count >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT,
                               "siting: %zu candidates, %zu demand points or %zu villages are "
                               "above 2^32 - 2",
                               in->candidate_count, in->demand_count, in->village_count);
    for (size_t c = 0; c < in->candidate_count; c++) {
        if (in->first_covered[c] > in->first_covered[c + 1])
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "candidate %zu: first_covered falls from %zu to %zu", c,
                                   in->first_covered[c], in->first_covered[c + 1]);
        for (size_t k = in->first_covered[c]; k < in->first_covered[c + 1]; k++)
            if (in->covered[k] >= in->demand_count)
                return htsc__error_set(err, HTSC_ERR_ARGUMENT, "candidate %zu: covers demand point %u of %zu", c,
                                       in->covered[k], in->demand_count);
    }
    for (size_t i = 0; in->village != NULL && i < in->demand_count; i++)
        if (in->village[i] >= in->village_count && in->village[i] != HTSC_SITING_OUTSIDE)
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "demand point %zu: is in village %u of %zu", i,
                                   in->village[i], in->village_count);
    for (size_t v = 0; in->floor_frac != NULL && v < in->village_count; v++)
        if (!(in->floor_frac[v] >= 0 && in->floor_frac[v] <= 1))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "village %zu: floor_frac %g is outside [0, 1]", v,
                                   in->floor_frac[v]);
    return HTSC_OK;
}

/* Numbers to the nearest 1/unit; their sum stays where doubles are still exact. */
static htsc_status take(const double *from, size_t count, double unit, const char *whose, const char *what,
                        int64_t **taken, htsc_error *err) {
    const double most = 9e15 / unit;
    double sum = 0;
    *taken = htsc__alloc(count, sizeof **taken);
    if (*taken == NULL) return htsc__error_memory(err, "siting");
    for (size_t i = 0; i < count; i++) {
        double number = from == NULL ? 1 : from[i];
        if (!(number >= 0 && isfinite(number)))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %zu: %s %g is not a number >= 0", whose, i, what,
                                   number);
        sum += number;
        if (sum > most)
            return htsc__error_set(err, HTSC_ERR_LIMIT, "%s %zu: %s adds up to %g, above %g", whose, i, what, sum,
                                   most);
        (*taken)[i] = llround(number * unit);
    }
    return HTSC_OK;
}

/* The least whole number that is a share of a total; the share is what its nine decimals say. */
static int64_t share_of(double frac, int64_t total) {
    const int64_t billion = 1000000000;
    int64_t share = llround(frac * 1e9), part = share * (total % billion);
    return share * (total / billion) + part / billion + (part % billion != 0 ? 1 : 0);
}

static void mark_covered(const htsc_siting_input *in, htsc__siting_numbers *n) {
    for (size_t i = 0; i < in->demand_count; i++)
        n->after[i] = n->before[i] = in->already != NULL && in->already[i] != 0;
    for (size_t c = 0; c < in->candidate_count; c++) {
        bool fixed = in->fixed != NULL && in->fixed[c] != 0;
        if (!fixed && n->cost[c] > n->max_cost) continue;
        for (size_t k = in->first_covered[c]; k < in->first_covered[c + 1]; k++) {
            n->after[in->covered[k]] = 1;
            if (fixed) n->before[in->covered[k]] = 1;
        }
    }
}

static htsc_status count_conditions(const htsc_siting_input *in, const htsc_siting_options *options,
                                    htsc__siting_numbers *n, htsc_error *err) {
    n->need = htsc__alloc(in->village_count, sizeof *n->need);
    n->had = htsc__alloc(in->village_count, sizeof *n->had);
    n->possible = htsc__alloc(in->village_count, sizeof *n->possible);
    if (n->need == NULL || n->had == NULL || n->possible == NULL) return htsc__error_memory(err, "siting");
    for (size_t i = 0; i < in->demand_count; i++) {
        n->total += n->weight[i];
        n->total_before += n->before[i] != 0 ? n->weight[i] : 0;
        n->possible_all += n->after[i] != 0 ? n->weight[i] : 0;
        if (in->village == NULL || in->village[i] == HTSC_SITING_OUTSIDE) continue;
        n->need[in->village[i]] += n->weight[i];
        n->had[in->village[i]] += n->before[i] != 0 ? n->weight[i] : 0;
        n->possible[in->village[i]] += n->after[i] != 0 ? n->weight[i] : 0;
    }
    n->need_all = share_of(options->reach_frac, n->total);
    for (size_t v = 0; v < in->village_count; v++)
        n->need[v] = in->floor_frac == NULL ? 0 : share_of(in->floor_frac[v], n->need[v]);
    return HTSC_OK;
}

htsc_status htsc__siting_numbers_create(const htsc_siting_input *in, const htsc_siting_options *options,
                                        htsc__siting_numbers *n, htsc_error *err) {
    *n = (htsc__siting_numbers){0};
    htsc_status status = check_options(options, err);
    if (status == HTSC_OK) status = check_lists(in, err);
    if (status == HTSC_OK)
        status = take(in->weight, in->demand_count, HTSC_SITING_WEIGHT_UNIT, "demand point", "weight", &n->weight, err);
    if (status == HTSC_OK)
        status = take(in->priority != NULL ? in->priority : in->weight, in->demand_count, HTSC_SITING_WEIGHT_UNIT,
                      "demand point", "priority", &n->priority, err);
    if (status == HTSC_OK)
        status = take(in->cost, in->candidate_count, HTSC_SITING_COST_UNIT, "candidate", "cost", &n->cost, err);
    if (status != HTSC_OK) return status;
    n->max_cost = options->max_cost < 9e12 ? llround(options->max_cost * HTSC_SITING_COST_UNIT) : INT64_MAX / 4;
    n->before = htsc__alloc(in->demand_count, sizeof *n->before);
    n->after = htsc__alloc(in->demand_count, sizeof *n->after);
    if (n->before == NULL || n->after == NULL) return htsc__error_memory(err, "siting");
    mark_covered(in, n);
    return count_conditions(in, options, n, err);
}

void htsc__siting_numbers_clear(htsc__siting_numbers *n) {
    htsc__free(n->weight);
    htsc__free(n->priority);
    htsc__free(n->cost);
    htsc__free(n->before);
    htsc__free(n->after);
    htsc__free(n->need);
    htsc__free(n->had);
    htsc__free(n->possible);
    *n = (htsc__siting_numbers){0};
}
