#include "analysis/siting_result.h"

#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* What a candidate covers anew; a demand point listed twice counts once. */
typedef struct gains {
    int64_t value, weight;
} gains;

typedef struct ordering {
    const htsc_siting_input *input;
    const htsc__siting_numbers *numbers;
    const int64_t *value;
    uint8_t *covered;
    uint32_t *seen, stamp;
} ordering;

static gains count_gains(ordering *o, uint32_t candidate) {
    gains g = {0, 0};
    o->stamp++;
    for (size_t k = o->input->first_covered[candidate]; k < o->input->first_covered[candidate + 1]; k++) {
        uint32_t i = o->input->covered[k];
        if (o->covered[i] != 0 || o->seen[i] == o->stamp) continue;
        o->seen[i] = o->stamp;
        g.value += o->value[i];
        g.weight += o->numbers->weight[i];
    }
    return g;
}

static double in_weight(int64_t number) {
    return (double)number / HTSC_SITING_WEIGHT_UNIT;
}

/* Gains only fall while sites are added, so one that is still the highest after counting it anew is the highest
 * (Minoux). Of equal ones the first: chosen stands in order of rank. */
static uint32_t pick_next(ordering *o, const uint32_t *chosen, uint32_t count, gains *known, uint8_t *done) {
    for (;;) {
        uint32_t best = HTSC_SITING_NONE;
        for (uint32_t c = 0; c < count; c++)
            if (done[c] == 0 && (best == HTSC_SITING_NONE || known[c].value > known[best].value)) best = c;
        int64_t before = known[best].value;
        known[best] = count_gains(o, chosen[best]);
        if (known[best].value != before) continue;
        done[best] = 1;
        return best;
    }
}

static void build(ordering *o, const uint32_t *chosen, uint32_t count, gains *known, uint8_t *done, htsc_siting *siting,
                  int64_t *reached) {
    htsc_siting_summary *summary = &siting->summary;
    int64_t covered = o->numbers->total_before, cost = 0;
    for (uint32_t c = 0; c < count; c++) {
        known[c] = count_gains(o, chosen[c]);
        siting->sites[c].gain_alone = in_weight(known[c].value);
        siting->sites[c].weight_alone = in_weight(known[c].weight);
    }
    /* The figures of each alone are moved along with it. */
    htsc_siting_site *alone = siting->sites, *ordered = siting->sites + count;
    reached[0] = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t c = pick_next(o, chosen, count, known, done);
        for (size_t e = o->input->first_covered[chosen[c]]; e < o->input->first_covered[chosen[c] + 1]; e++)
            o->covered[o->input->covered[e]] = 1;
        covered += known[c].weight;
        cost += o->numbers->cost[chosen[c]];
        reached[k + 1] = reached[k] + known[c].value;
        ordered[k] = alone[c];
        ordered[k].candidate = chosen[c];
        ordered[k].cost = (double)o->numbers->cost[chosen[c]] / HTSC_SITING_COST_UNIT;
        ordered[k].gain = in_weight(known[c].value);
        ordered[k].weight_gain = in_weight(known[c].weight);
        ordered[k].covered_weight = in_weight(covered);
    }
    for (uint32_t k = 0; k < count; k++) siting->sites[k] = ordered[k];
    summary->site_count = count;
    summary->cost = (double)cost / HTSC_SITING_COST_UNIT;
    summary->total_weight = in_weight(o->numbers->total);
    summary->before_weight = in_weight(o->numbers->total_before);
    summary->covered_weight = in_weight(covered);
}

htsc_status htsc__siting_order(const htsc_siting_input *in, const htsc__siting_numbers *n, htsc_siting_goal goal,
                               const uint32_t *chosen, uint32_t count, htsc_siting *siting, int64_t *reached,
                               htsc_error *err) {
    ordering o = {.input = in, .numbers = n, .value = goal == HTSC_SITING_MOST ? n->priority : n->weight};
    gains *known = htsc__alloc(count, sizeof *known);
    uint8_t *done = htsc__alloc(count, sizeof *done);
    o.seen = htsc__alloc(in->demand_count, sizeof *o.seen);
    siting->sites = htsc__alloc(2 * (size_t)count, sizeof *siting->sites);
    siting->covered = o.covered = htsc__alloc(in->demand_count, sizeof *o.covered);
    htsc_status status = HTSC_OK;
    if (known == NULL || done == NULL || o.seen == NULL || siting->sites == NULL || o.covered == NULL) {
        status = htsc__error_memory(err, "siting");
    } else {
        for (size_t i = 0; i < in->demand_count; i++) o.covered[i] = n->before[i];
        build(&o, chosen, count, known, done, siting, reached);
    }
    htsc__free(known);
    htsc__free(done);
    htsc__free(o.seen);
    return status;
}

/* What is covered of a village now. */
static int64_t covered_of(const htsc_siting_input *in, const htsc__siting_numbers *n, const uint8_t *covered,
                          size_t v) {
    int64_t weight = 0;
    for (size_t i = 0; i < in->demand_count; i++)
        if (in->village[i] == v && covered[i] != 0) weight += n->weight[i];
    return weight;
}

bool htsc__siting_first_failure(const htsc_siting_input *in, const htsc__siting_numbers *n, htsc_siting *siting) {
    htsc_siting_summary *s = &siting->summary;
    bool possible = s->verdict == HTSC_SITING_INFEASIBLE;
    int64_t all = possible ? n->possible_all : 0;
    for (size_t i = 0; !possible && i < in->demand_count; i++) all += siting->covered[i] != 0 ? n->weight[i] : 0;
    if (all < n->need_all) {
        s->condition = HTSC_SITING_REACH;
        s->needed = in_weight(n->need_all);
        s->possible = in_weight(all);
        return true;
    }
    for (size_t v = 0; in->village != NULL && v < in->village_count; v++) {
        if (n->need[v] == 0) continue;
        int64_t covered = possible ? n->possible[v] : covered_of(in, n, siting->covered, v);
        if (covered >= n->need[v]) continue;
        s->condition = HTSC_SITING_FLOOR;
        s->village = (uint32_t)v;
        s->needed = in_weight(n->need[v]);
        s->possible = in_weight(covered);
        return true;
    }
    return false;
}

void htsc__siting_explain(htsc_siting_summary *s) {
    char text[sizeof s->explanation] = "";
    double missing = s->needed - s->possible;
    const char *how = s->verdict == HTSC_SITING_INFEASIBLE ? "possible" : "found";
    switch (s->condition) {
    case HTSC_SITING_NO_CONDITION: break;
    case HTSC_SITING_REACH:
        snprintf(text, sizeof text, "coverage of all demand: %.3f needed, %.3f %s, %.3f missing", s->needed,
                 s->possible, how, missing);
        break;
    case HTSC_SITING_FLOOR:
        snprintf(text, sizeof text, "coverage of village %u: %.3f needed, %.3f %s, %.3f missing", s->village, s->needed,
                 s->possible, how, missing);
        break;
    case HTSC_SITING_MAX_SITES:
        snprintf(text, sizeof text, "number of sites: the conditions need %.0f at least, %.0f allowed, %.0f missing",
                 s->needed, s->possible, missing);
        break;
    case HTSC_SITING_MAX_COST:
        snprintf(text, sizeof text, "cost: the conditions need %.3f at least, %.3f allowed, %.3f missing", s->needed,
                 s->possible, missing);
        break;
    }
    htsc__text_copy(s->explanation, sizeof s->explanation, text);
}
