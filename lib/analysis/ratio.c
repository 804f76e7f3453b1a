#include <htscover/ratio.h>

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* Tallies of each village and of outside, inside the commune and beyond it; regions are sums of these. */
struct htsc_ratio {
    size_t village_count;
    htsc_tally *regions;
};

double htsc_tally_persons_from(const htsc_tally *tally, int from) {
    double sum = 0;
    for (int i = from; i < HTSC_CLASS_COUNT; i++) sum += tally->persons[i];
    return sum;
}

double htsc_tally_households_from(const htsc_tally *tally, int from) {
    double sum = 0;
    for (int i = from; i < HTSC_CLASS_COUNT; i++) sum += tally->households[i];
    return sum;
}

double htsc_tally_persons(const htsc_tally *tally) {
    return htsc_tally_persons_from(tally, 0);
}

double htsc_tally_households(const htsc_tally *tally) {
    return htsc_tally_households_from(tally, 0);
}

static void add(htsc_tally *to, const htsc_tally *from) {
    for (int i = 0; i < HTSC_CLASS_COUNT; i++) {
        to->persons[i] += from->persons[i];
        to->households[i] += from->households[i];
    }
    to->expected_persons += from->expected_persons;
    to->expected_households += from->expected_households;
}

/* Class and probability of one point, for the one counting routine. */
typedef struct verdict {
    int class_index;
    double probability;
} verdict;
typedef verdict (*judge_fn)(const void *ctx, size_t point);

/* The one counting routine: every ratio of the library comes from here. */
static htsc_status count(const htsc_population *population, size_t village_count, judge_fn judge, const void *ctx,
                         htsc_ratio **ratio, htsc_error *err) {
    *ratio = NULL;
    htsc_ratio *made = htsc__alloc(1, sizeof *made);
    /* Two tallies a place: beyond the commune, inside it. */
    htsc_tally *parts = htsc__alloc(2 * (village_count + 1), sizeof *parts);
    if (made != NULL) made->regions = htsc__alloc(HTSC_REGION_COUNT(village_count), sizeof *made->regions);
    if (made == NULL || parts == NULL || made->regions == NULL) {
        htsc__free(parts);
        htsc_ratio_free(made);
        return htsc__error_memory(err, "ratios");
    }
    made->village_count = village_count;
    const htsc_demand *demands = htsc_population_get(population);
    for (size_t i = 0; i < htsc_population_count(population); i++) {
        const htsc_demand *d = &demands[i];
        verdict v = judge(ctx, i);
        size_t place = d->place.village == HTSC_NO_VILLAGE ? village_count : d->place.village;
        htsc_tally one = {.expected_persons = d->persons * v.probability,
                          .expected_households = d->households * v.probability};
        one.persons[v.class_index] = d->persons;
        one.households[v.class_index] = d->households;
        add(&parts[2 * place + (d->place.in_commune ? 1 : 0)], &one);
    }
    for (size_t place = 0; place <= village_count; place++) {
        htsc_tally both = parts[2 * place];
        add(&both, &parts[2 * place + 1]);
        made->regions[place] = both; /* the last is HTSC_REGION_OUTSIDE */
        add(&made->regions[HTSC_REGION_TOTAL(village_count)], &both);
        add(&made->regions[HTSC_REGION_COMMUNE(village_count)], &parts[2 * place + 1]);
    }
    htsc__free(parts);
    *ratio = made;
    return HTSC_OK;
}

typedef struct signal_layer {
    const htsc_coverage *coverage;
    const htsc_signal *signals;
    const float *rates_mbps;
    float at_least_mbps;
} signal_layer;

static verdict judge_signal(const void *ctx, size_t point) {
    const signal_layer *layer = ctx;
    const htsc_signal *signal = &layer->signals[point];
    return (verdict){(int)htsc_coverage_level(layer->coverage, signal), (double)signal->covered_probability};
}

static verdict judge_indoor(const void *ctx, size_t point) {
    const signal_layer *layer = ctx;
    const float probability = layer->signals[point].indoor_probability;
    return (verdict){probability >= (float)htsc_coverage_location_probability(layer->coverage), (double)probability};
}

static verdict judge_rate(const void *ctx, size_t point) {
    const signal_layer *layer = ctx;
    const bool yes = htsc_coverage_level(layer->coverage, &layer->signals[point]) != HTSC_LEVEL_NONE &&
                     layer->rates_mbps[point] >= layer->at_least_mbps;
    return (verdict){yes, yes};
}

static htsc_status check_layer(const htsc_population *population, const signal_layer *layer, htsc_technology technology,
                               htsc_error *err) {
    if (layer->signals == NULL)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s was not computed", htsc_technology_name(technology));
    if (htsc_coverage_count(layer->coverage) != htsc_population_count(population))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage of %zu points for a population of %zu",
                               htsc_coverage_count(layer->coverage), htsc_population_count(population));
    return HTSC_OK;
}

htsc_status htsc_ratio_count_coverage(const htsc_population *population, size_t village_count,
                                      const htsc_coverage *coverage, htsc_technology technology,
                                      uint32_t operator_index, htsc_ratio **ratio, htsc_error *err) {
    signal_layer layer = {coverage, htsc_coverage_get(coverage, technology, operator_index), NULL, 0};
    *ratio = NULL;
    htsc_status status = check_layer(population, &layer, technology, err);
    return status == HTSC_OK ? count(population, village_count, judge_signal, &layer, ratio, err) : status;
}

htsc_status htsc_ratio_count_indoor(const htsc_population *population, size_t village_count,
                                    const htsc_coverage *coverage, htsc_technology technology, uint32_t operator_index,
                                    htsc_ratio **ratio, htsc_error *err) {
    signal_layer layer = {coverage, htsc_coverage_get(coverage, technology, operator_index), NULL, 0};
    *ratio = NULL;
    htsc_status status = check_layer(population, &layer, technology, err);
    return status == HTSC_OK ? count(population, village_count, judge_indoor, &layer, ratio, err) : status;
}

htsc_status htsc_ratio_count_rate(const htsc_population *population, size_t village_count,
                                  const htsc_coverage *coverage, htsc_technology technology, uint32_t operator_index,
                                  double at_least_mbps, htsc_ratio **ratio, htsc_error *err) {
    signal_layer layer = {coverage, htsc_coverage_get(coverage, technology, operator_index),
                          htsc_coverage_rate_mbps(coverage, technology, operator_index), (float)at_least_mbps};
    *ratio = NULL;
    htsc_status status = check_layer(population, &layer, technology, err);
    if (status == HTSC_OK && layer.rates_mbps == NULL)
        status =
            htsc__error_set(err, HTSC_ERR_ARGUMENT, "no rates of %s were computed", htsc_technology_name(technology));
    return status == HTSC_OK ? count(population, village_count, judge_rate, &layer, ratio, err) : status;
}

static verdict judge_reach(const void *ctx, size_t point) {
    const htsc_reach_point *p = (const htsc_reach_point *)ctx + point;
    return (verdict){p->reach_class, p->reach_class > HTSC_REACH_NONE ? 1 : 0};
}

htsc_status htsc_ratio_count_reach(const htsc_population *population, size_t village_count, const htsc_reach *reach,
                                   uint32_t operator_index, htsc_ratio **ratio, htsc_error *err) {
    *ratio = NULL;
    if (htsc_reach_count(reach) != htsc_population_count(population))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "reach of %zu points for a population of %zu",
                               htsc_reach_count(reach), htsc_population_count(population));
    return count(population, village_count, judge_reach, htsc_reach_get(reach, operator_index), ratio, err);
}

static verdict judge_fiber(const void *ctx, size_t point) {
    const htsc_fiber_reach_point *p = (const htsc_fiber_reach_point *)ctx + point;
    return (verdict){p->reach_class, p->reach_class > HTSC_REACH_NONE ? 1 : 0};
}

htsc_status htsc_ratio_count_fiber(const htsc_population *population, size_t village_count,
                                   const htsc_fiber_reach_point *points, htsc_ratio **ratio, htsc_error *err) {
    return count(population, village_count, judge_fiber, points, ratio, err);
}

typedef struct reason_layer {
    const htsc_fiber_reach_point *points;
    htsc_fiber_reason reason;
} reason_layer;

static verdict judge_reason(const void *ctx, size_t point) {
    const reason_layer *layer = ctx;
    const bool yes = layer->points[point].reason == layer->reason;
    return (verdict){yes, yes};
}

htsc_status htsc_ratio_count_fiber_reason(const htsc_population *population, size_t village_count,
                                          const htsc_fiber_reach_point *points, htsc_fiber_reason reason,
                                          htsc_ratio **ratio, htsc_error *err) {
    reason_layer layer = {points, reason};
    return count(population, village_count, judge_reason, &layer, ratio, err);
}

void htsc_ratio_free(htsc_ratio *ratio) {
    if (ratio == NULL) return;
    htsc__free(ratio->regions);
    htsc__free(ratio);
}

const htsc_tally *htsc_ratio_get(const htsc_ratio *ratio, size_t region) {
    return &ratio->regions[region];
}

uint32_t htsc_ratio_max_operator(const htsc_ratio *const *ratios, size_t operator_count, size_t region) {
    uint32_t best = (uint32_t)operator_count;
    double most = 0;
    for (uint32_t i = 0; i < operator_count; i++) {
        double persons = htsc_tally_persons_from(htsc_ratio_get(ratios[i], region), 1);
        if (persons <= most) continue;
        most = persons;
        best = i;
    }
    return best;
}
