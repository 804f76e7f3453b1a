/* The main job without its outputs: compute and count what was read. */
#include "report/results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/text.h"
#include "report/results_read.h"

double htsc__pct(double part, double whole) {
    return whole > 0 ? 100 * part / whole : (double)NAN;
}

const char *htsc__region_code(const htsc__results *results, size_t region) {
    size_t villages = htsc_villages_count(results->villages);
    if (region < villages) return htsc_villages_get(results->villages, region)->code;
    if (region == HTSC_REGION_OUTSIDE(villages)) return "outside";
    return region == HTSC_REGION_COMMUNE(villages) ? "commune" : "total";
}

const char *htsc__region_name(const htsc__results *results, size_t region) {
    size_t villages = htsc_villages_count(results->villages);
    if (region < villages) return htsc_villages_get(results->villages, region)->name;
    if (region == HTSC_REGION_OUTSIDE(villages)) return "Ngoài các thôn";
    return region == HTSC_REGION_COMMUNE(villages) ? results->project->name : "Tổng";
}

const char *htsc__operator_name(const htsc__results *results, uint32_t operator_index) {
    return operator_index < results->operator_count ? results->project->operators[operator_index] : "";
}

/* One more question about a technology, for every operator and any. */
static htsc_status count_question(htsc__results *x, const htsc_coverage *coverage, htsc_technology technology,
                                  double at_least_mbps, const char *name, htsc_error *err) {
    htsc_status status =
        htsc__grow(&x->questions, &x->question_capacity, x->question_count + 1, sizeof *x->questions, "ratios", err);
    if (status != HTSC_OK) return status;
    htsc__question *q = &x->questions[x->question_count++];
    *q = (htsc__question){.ratios = htsc__alloc(x->operator_count + 1, sizeof(htsc_ratio *))};
    htsc__text_copy(q->name, sizeof q->name, name);
    if (q->ratios == NULL) return htsc__error_memory(err, "ratios");
    const size_t villages = htsc_villages_count(x->villages);
    for (size_t o = 0; o <= x->operator_count && status == HTSC_OK; o++) {
        const uint32_t who = o == x->operator_count ? HTSC_UNION : (uint32_t)o;
        status = isnan(at_least_mbps)
                     ? htsc_ratio_count_indoor(x->population, villages, coverage, technology, who, &q->ratios[o], err)
                     : htsc_ratio_count_rate(x->population, villages, coverage, technology, who, at_least_mbps,
                                             &q->ratios[o], err);
    }
    return status;
}

static htsc_status count_technology(htsc__results *x, const htsc_coverage *coverage, htsc__technology_ratios *t,
                                    htsc_error *err) {
    t->ratios = htsc__alloc(x->operator_count + 1, sizeof(htsc_ratio *));
    if (t->ratios == NULL) return htsc__error_memory(err, "ratios");
    htsc_status status = HTSC_OK;
    for (size_t o = 0; o <= x->operator_count && status == HTSC_OK; o++)
        status = htsc_ratio_count_coverage(x->population, htsc_villages_count(x->villages), coverage, t->technology,
                                           o == x->operator_count ? HTSC_UNION : (uint32_t)o, &t->ratios[o], err);
    char name[64];
    snprintf(name, sizeof name, "%s_indoor", htsc_technology_name(t->technology));
    if (status == HTSC_OK && x->project->building_entry != HTSC_PROJECT_BUILDING_NONE)
        status = count_question(x, coverage, t->technology, (double)NAN, name, err);
    const htsc_project_rate *rate = &x->project->rate;
    for (size_t i = 0; i < rate->at_least_count && status == HTSC_OK; i++) {
        if (htsc_coverage_rate_mbps(coverage, t->technology, HTSC_UNION) == NULL) continue;
        snprintf(name, sizeof name, "%s_%gmbps", htsc_technology_name(t->technology), rate->at_least_mbps[i]);
        status = count_question(x, coverage, t->technology, rate->at_least_mbps[i], name, err);
    }
    return status;
}

static void note_coverage(htsc__results *x, const htsc_coverage *coverage) {
    x->heard_count = htsc_coverage_heard_count(coverage);
    x->silent_count = htsc_coverage_silent_count(coverage);
    x->left_out_count = htsc_coverage_left_out_count(coverage);
    x->pair_count += htsc_coverage_pair_count(coverage);
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++)
        x->flagged[bit] += htsc_coverage_flagged_count(coverage, bit);
}

static htsc_status cover_population(htsc__results *x, const htsc_coverage_options *options, htsc_error *err) {
    htsc_status status =
        htsc_coverage_create(x->sites, options, htsc_population_count(x->population),
                             htsc_population_x_m(x->population), htsc_population_y_m(x->population), &x->people, err);
    for (size_t i = 0; i < x->technology_count && status == HTSC_OK; i++)
        status = count_technology(x, x->people, &x->technologies[i], err);
    if (status == HTSC_OK) note_coverage(x, x->people);
    return status;
}

static htsc_status cover_pixels(htsc__results *x, const htsc_coverage_options *options, htsc_error *err) {
    htsc_status status = htsc_study_create(x->villages, x->project->resolution_m, &x->study, err);
    if (status == HTSC_OK)
        status = htsc_coverage_create(x->sites, options, htsc_study_count(x->study), htsc_study_x_m(x->study),
                                      htsc_study_y_m(x->study), &x->pixels, err);
    for (size_t i = 0; i < x->technology_count && status == HTSC_OK; i++) {
        htsc_zones_options zones;
        htsc_zones_options_init(&zones);
        zones.technology = x->technologies[i].technology;
        zones.min_area_m2 = x->project->min_zone_area_m2;
        zones.simplify_m = x->project->simplify_m;
        zones.date = options->date;
        zones.jobs = options->jobs;
        zones.progress = options->progress;
        status = htsc_zones_create(x->study, x->pixels, x->villages, x->population, x->sites, &zones,
                                   &x->technologies[i].zones, err);
    }
    if (status == HTSC_OK) note_coverage(x, x->pixels);
    return status;
}

static htsc_status compute(htsc__results *x, const htsc_report_options *run, htsc_error *err) {
    htsc_coverage_options options;
    htsc__results_coverage_options(x, run, &options);
    htsc_status status = cover_population(x, &options, err);
    if (status == HTSC_OK) status = htsc__results_reach(x, run, err);
    if (status == HTSC_OK) status = cover_pixels(x, &options, err);
    return status == HTSC_OK ? htsc__results_fiber_gap(x, err) : status;
}

static htsc_status fill(htsc__results *x, const htsc_report_options *run, htsc_error *err) {
    const htsc_project_inputs *in = &x->project->inputs;
    htsc__reading r = {x, run->progress, 0, 0};
    r.total = 1 + in->population_count + in->site_count + in->fiber_route_count + in->access_point_count +
              (in->commune.path != NULL) + (in->population_raster.path != NULL) + (in->terrain.path != NULL) +
              (in->land_cover.path != NULL) + in->olt_count + in->road_count + in->subscription_count;
    for (size_t i = 0; i < in->ofds_count; i++)
        r.total += (size_t)(in->ofds[i].nodes.path != NULL) + (in->ofds[i].spans.path != NULL);
    htsc_status status = htsc__results_begin(x, err);
    if (status == HTSC_OK) status = htsc__results_villages(&r, err);
    if (status == HTSC_OK) status = htsc__results_population(&r, err);
    if (status == HTSC_OK) status = htsc__results_sites(&r, err);
    if (status == HTSC_OK) status = htsc__results_fiber(&r, err);
    if (status == HTSC_OK) status = htsc__results_roads(&r, err);
    if (status == HTSC_OK) status = htsc__results_subscriptions(&r, err);
    if (status == HTSC_OK) status = htsc__results_ground(&r, err);
    if (status == HTSC_OK) status = htsc__progress_step(run->progress, HTSC_STAGE_READ, r.total, r.total, err);
    return status == HTSC_OK ? compute(x, run, err) : status;
}

htsc_status htsc__results_create(const htsc_project *project, const htsc_report_options *options,
                                 htsc__results **results, htsc_error *err) {
    *results = NULL;
    htsc__results *x = htsc__alloc(1, sizeof *x);
    if (x == NULL) return htsc__error_memory(err, "results");
    x->project = project;
    htsc_status status = fill(x, options, err);
    if (status != HTSC_OK) {
        htsc__results_free(x);
        return status;
    }
    *results = x;
    return HTSC_OK;
}

static void free_ratios(htsc_ratio **ratios, size_t count) {
    for (size_t i = 0; ratios != NULL && i < count; i++) htsc_ratio_free(ratios[i]);
    htsc__free((void *)ratios);
}

void htsc__results_free(htsc__results *results) {
    if (results == NULL) return;
    for (size_t i = 0; i < results->technology_count; i++) {
        free_ratios(results->technologies[i].ratios, results->operator_count + 1);
        htsc_zones_free(results->technologies[i].zones);
    }
    for (size_t i = 0; i < results->question_count; i++)
        free_ratios(results->questions[i].ratios, results->operator_count + 1);
    htsc__free(results->questions);
    free_ratios(results->reach, results->operator_count + 1);
    htsc_coverage_free(results->people);
    htsc_coverage_free(results->pixels);
    htsc_study_free(results->study);
    htsc_terrain_free(results->terrain);
    htsc_clutter_free(results->clutter);
    htsc__fiber_results_free(results->fiber_results, results->operator_count);
    htsc_subscriptions_free(results->subscriptions);
    htsc_roads_free(results->roads);
    htsc_fiber_free(results->fiber);
    htsc_sites_free(results->sites);
    for (size_t i = 0; i < results->pattern_count; i++) htsc_antenna_pattern_free(results->owned_patterns[i]);
    htsc__free((void *)results->owned_patterns);
    htsc__free(results->patterns);
    htsc_population_free(results->population);
    htsc_villages_free(results->villages);
    htsc_findings_free(results->findings);
    htsc__free(results->sources);
    htsc__free(results);
}
