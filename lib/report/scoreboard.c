#include <math.h>

#include "report/results.h"

static const htsc_project_declared *declared_of(const htsc_project *project, htsc_target_id target) {
    for (size_t i = 0; i < project->declared_count; i++)
        if (project->declared[i].target == target) return &project->declared[i];
    return NULL;
}

static void set(htsc_score *score, double numerator, double denominator) {
    score->numerator = numerator;
    score->denominator = denominator;
    score->value_pct = htsc__pct(numerator, denominator);
    score->known = !isnan(score->value_pct);
}

/* Reach is computed, use is declared; the plan asks for both, so the lower one decides. */
static void score_fiber(const htsc__results *x, const htsc_tally *reach, htsc_score *score) {
    const htsc_project_declared *use = declared_of(x->project, HTSC_TARGET_FIBER_HOUSEHOLDS);
    if (reach != NULL) {
        set(score, htsc_tally_households_from(reach, HTSC_REACH_FIBER), htsc_tally_households(reach));
        score->reach_pct = score->value_pct;
    }
    double users, households;
    if (use != NULL) {
        users = use->numerator;
        households = use->denominator;
    } else { /* subscriptions, over the households that reach is counted over */
        const size_t commune = HTSC_REGION_COMMUNE(htsc_villages_count(x->villages));
        users = htsc__used_households(x, commune, x->operator_count);
        households = htsc_tally_households(htsc_ratio_get(x->technologies[0].ratios[x->operator_count], commune));
    }
    score->use_pct = htsc__pct(users, households);
    if (isnan(score->reach_pct) || isnan(score->use_pct) || score->use_pct >= score->reach_pct) return;
    set(score, users, households);
    if (use == NULL) return;
    score->date = use->date;
    score->source = use->source;
}

static void score_5g(const htsc__results *x, size_t commune, htsc_score *score) {
    for (size_t i = 0; i < x->technology_count; i++) {
        const htsc__technology_ratios *t = &x->technologies[i];
        if (t->technology != HTSC_TECHNOLOGY_5G) continue;
        const htsc_tally *any = htsc_ratio_get(t->ratios[x->operator_count], commune);
        set(score, htsc_tally_persons_from(any, HTSC_LEVEL_WEAK), htsc_tally_persons(any));
        uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)t->ratios, x->operator_count, commune);
        const htsc_tally *best = htsc_ratio_get(t->ratios[most], commune);
        score->maximum_pct = htsc__pct(htsc_tally_persons_from(best, HTSC_LEVEL_WEAK), htsc_tally_persons(best));
    }
}

static void score_declared(const htsc__results *x, htsc_score *score) {
    const htsc_project_declared *figure = declared_of(x->project, score->target);
    score->declared = true;
    if (figure == NULL) return;
    set(score, figure->numerator, figure->denominator);
    score->date = figure->date;
    score->source = figure->source;
}

void htsc__scoreboard(htsc__results *results) {
    size_t commune = HTSC_REGION_COMMUNE(htsc_villages_count(results->villages));
    const htsc_tally *reach =
        results->reach == NULL ? NULL : htsc_ratio_get(results->reach[results->operator_count], commune);
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) {
        htsc_score *score = &results->scores[i];
        double none = (double)NAN;
        *score = (htsc_score){.target = (htsc_target_id)i,
                              .target_pct = results->project->target_pct[i],
                              .value_pct = none,
                              .reach_pct = none,
                              .use_pct = none,
                              .maximum_pct = none,
                              .date = results->project->date,
                              .source = ""};
        switch (score->target) {
        case HTSC_TARGET_FIBER_HOUSEHOLDS: score_fiber(results, reach, score); break;
        case HTSC_TARGET_POP_5G: score_5g(results, commune, score); break;
        case HTSC_TARGET_ACCESS_1GBPS:
            if (reach != NULL)
                set(score, htsc_tally_persons_from(reach, HTSC_REACH_GIGABIT), htsc_tally_persons(reach));
            break;
        case HTSC_TARGET_INFOSEC_SYSTEMS:
        case HTSC_TARGET_EID_ACCOUNTS:
        case HTSC_TARGET_DIGITAL_SIGNATURES: score_declared(results, score); break;
        }
        score->met = score->known && score->value_pct >= score->target_pct;
        /* The plan asks for reach and use: reach alone does not meet it. */
        if (score->target == HTSC_TARGET_FIBER_HOUSEHOLDS && isnan(score->use_pct)) score->met = false;
    }
}
