/* The project's propagation model and what is computed from its levels: building entry and rates. */
#include "data/project_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/propagation.h>

#include "base/error.h"
#include "base/text.h"

enum { MAX_RATES = 8 };

/* in the order of htsc_project_model */
static const char *const model_names[] = {"tr38901", "free_space", "p1812"};

static htsc_status take_name(loaded_project *l, htsc_error *err) {
    htsc_project *p = &l->project;
    const bool terrain = l->raw->inputs->terrain != NULL;
    int word = HTSC_MODEL_P1812;
    if (l->raw->model == NULL && !terrain)
        return htsc__project_bad(l, err, "inputs",
                                 "has no terrain for model p1812: give inputs.terrain, or model with name tr38901 and "
                                 "scenario, or with name free_space and max_radius_m");
    if (l->raw->model != NULL) {
        htsc_status status = htsc__project_take_word(l, "model.name", l->raw->model->name, model_names, 3, &word, err);
        if (status != HTSC_OK) return status;
    }
    p->model = (htsc_project_model)word;
    if (p->model == HTSC_MODEL_P1812 && !terrain)
        return htsc__project_bad(l, err, "model.name", "p1812 needs inputs.terrain");
    return HTSC_OK;
}

/* free_space takes the keys of tr38901 too, and makes nothing of them. */
static htsc_status refuse_foreign_keys(const loaded_project *l, const raw_model *r, htsc_error *err) {
    const struct {
        const char *key, *raw;
        bool of_p1812;
    } keys[] = {{"scenario", r->scenario, false},
                {"building_height_m", r->building_height_m, false},
                {"street_width_m", r->street_width_m, false},
                {"profile_step_m", r->profile_step_m, true},
                {"receiver_gap_m", r->receiver_gap_m, true},
                {"time_pct", r->time_pct, true},
                {"delta_n", r->delta_n, true},
                {"n0", r->n0, true},
                {"delta_n_file", r->delta_n_file, true},
                {"n0_file", r->n0_file, true},
                {"polarization", r->polarization, true},
                {"location_sigma_db", r->location_sigma_db, true},
                {"location_resolution_m", r->location_resolution_m, true},
                {"terminal_clutter", r->terminal_clutter, true}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char place[60];
        if (keys[i].raw == NULL || keys[i].of_p1812 == (l->project.model == HTSC_MODEL_P1812)) continue;
        snprintf(place, sizeof place, "model.%s", keys[i].key);
        return htsc__project_bad(l, err, place, "belongs to %s, not to %s", keys[i].of_p1812 ? "p1812" : "tr38901",
                                 model_names[l->project.model]);
    }
    return HTSC_OK;
}

static htsc_status take_radius_and_scenario(loaded_project *l, const raw_model *r, htsc_error *err) {
    static const char *const scenarios[] = {"uma", "umi", "rma"};
    htsc_project *p = &l->project;
    p->scenario = HTSC_SCENARIO_RMA;
    htsc_status status = htsc__project_take_word(l, "model.scenario", r->scenario, scenarios, 3, &p->scenario, err);
    if (status == HTSC_OK && p->model == HTSC_MODEL_TR38901 && r->scenario == NULL)
        status = htsc__project_bad(l, err, "model", "tr38901 needs a scenario: uma, umi, rma");
    if (status == HTSC_OK && p->model == HTSC_MODEL_FREE_SPACE && r->max_radius_m == NULL)
        status = htsc__project_bad(l, err, "model", "free_space needs max_radius_m");
    if (status != HTSC_OK) return status;
    const bool p1812 = p->model == HTSC_MODEL_P1812;
    const number_rule rules[] = {
        {"max_radius_m", r->max_radius_m, p1812 ? 10000 : 0, p1812 ? 250 : 100, 100000, &p->max_radius_m},
        {"building_height_m", r->building_height_m, 5, 5, 50, &p->building_height_m},
        {"street_width_m", r->street_width_m, 20, 5, 50, &p->street_width_m}};
    return htsc__project_take_numbers(l, "model.", rules, sizeof rules / sizeof rules[0], err);
}

/* Either two numbers or two maps. */
static htsc_status take_refractivity(loaded_project *l, const raw_model *r, htsc_error *err) {
    htsc_project *p = &l->project;
    if (r->delta_n_file != NULL && r->n0_file == NULL)
        return htsc__project_bad(l, err, "model.delta_n_file", "stands without n0_file");
    if (r->n0_file != NULL && r->delta_n_file == NULL)
        return htsc__project_bad(l, err, "model.n0_file", "stands without delta_n_file");
    if (r->n0_file != NULL && (r->delta_n != NULL || r->n0 != NULL))
        return htsc__project_bad(l, err, r->delta_n != NULL ? "model.delta_n" : "model.n0",
                                 "stands beside delta_n_file and n0_file: give numbers or maps");
    htsc_status status = htsc__project_take_path(l, "model.delta_n_file", r->delta_n_file, &p->delta_n_path, err);
    return status == HTSC_OK ? htsc__project_take_path(l, "model.n0_file", r->n0_file, &p->n0_path, err) : status;
}

static htsc_status take_location_sigma(loaded_project *l, const raw_model *r, htsc_error *err) {
    double *sigma_db = &l->project.location_sigma_db;
    const char *raw = r->location_sigma_db, *place = "model.location_sigma_db";
    *sigma_db = HTSC_P1812_SIGMA_AUTO;
    if (raw == NULL || strcmp(raw, "auto") == 0) return HTSC_OK;
    if (!htsc__text_to_double(raw, sigma_db))
        return htsc__project_bad(l, err, place, "\"%.40s\" is neither auto nor a number", raw);
    return htsc__project_take_number(l, place, raw, 0, 0, 30, sigma_db, err);
}

static htsc_status take_p1812(loaded_project *l, const raw_model *r, htsc_error *err) {
    static const char *const polarizations[] = {"horizontal", "vertical"}, *const clutters[] = {"none", "p2108"};
    htsc_project *p = &l->project;
    int polarization = 1, clutter = 0;
    const number_rule rules[] = {
        {"profile_step_m", r->profile_step_m, 30, 5, 500, &p->profile_step_m},
        {"receiver_gap_m", r->receiver_gap_m, 30, 1, 1000, &p->receiver_gap_m},
        {"time_pct", r->time_pct, 50, 1, 50, &p->time_pct},
        {"delta_n", r->delta_n, 45, 0, 150, &p->delta_n},
        {"n0", r->n0, 325, 200, 500, &p->n0},
        {"location_resolution_m", r->location_resolution_m, 100, 1, 1000, &p->location_resolution_m}};
    htsc_status status = htsc__project_take_numbers(l, "model.", rules, sizeof rules / sizeof rules[0], err);
    if (status == HTSC_OK) status = take_refractivity(l, r, err);
    if (status == HTSC_OK) status = take_location_sigma(l, r, err);
    if (status == HTSC_OK)
        status =
            htsc__project_take_word(l, "model.polarization", r->polarization, polarizations, 2, &polarization, err);
    if (status == HTSC_OK)
        status = htsc__project_take_word(l, "model.terminal_clutter", r->terminal_clutter, clutters, 2, &clutter, err);
    p->polarization = polarization == 0 ? HTSC_POLARIZATION_HORIZONTAL : HTSC_POLARIZATION_VERTICAL;
    p->terminal_clutter = (htsc_terminal_clutter)clutter;
    if (status == HTSC_OK && p->terminal_clutter == HTSC_TERMINAL_CLUTTER_P2108 && l->raw->inputs->land_cover != NULL)
        status = htsc__project_bad(l, err, "model.terminal_clutter",
                                   "p2108 stands beside inputs.land_cover: clutter would be counted twice");
    return status;
}

htsc_status htsc__project_take_model(loaded_project *l, htsc_error *err) {
    static const raw_model none = {0};
    const raw_model *raw = l->raw->model == NULL ? &none : l->raw->model;
    htsc_status status = take_name(l, err);
    if (status == HTSC_OK) status = refuse_foreign_keys(l, raw, err);
    if (status == HTSC_OK) status = take_radius_and_scenario(l, raw, err);
    return status == HTSC_OK ? take_p1812(l, raw, err) : status;
}

htsc_status htsc__project_take_building_entry(loaded_project *l, htsc_error *err) {
    static const char *const types[] = {"traditional", "thermally_efficient"};
    htsc_project *p = &l->project;
    int type = 0;
    p->building_entry = HTSC_PROJECT_BUILDING_NONE;
    if (l->raw->building_entry == NULL) return HTSC_OK;
    htsc_status status =
        htsc__project_take_word(l, "building_entry.type", l->raw->building_entry->type, types, 2, &type, err);
    if (status != HTSC_OK) return status;
    if (p->entry_loss_db > 0)
        return htsc__project_bad(l, err, "building_entry",
                                 "stands beside entry_loss_db %g: building entry would be counted twice",
                                 p->entry_loss_db);
    p->building_entry = type == 0 ? HTSC_PROJECT_BUILDING_TRADITIONAL : HTSC_PROJECT_BUILDING_THERMALLY_EFFICIENT;
    return HTSC_OK;
}

static htsc_status take_at_least(loaded_project *l, const raw_rate *raw, htsc_error *err) {
    htsc_project_rate *rate = &l->project.rate;
    unsigned count = raw->at_least_mbps_count;
    htsc_status status = HTSC_OK;
    if (count == 0) return HTSC_OK;
    if (count > MAX_RATES)
        return htsc__project_bad(l, err, "rate.at_least_mbps", "holds %u values, more than %d", count, MAX_RATES);
    rate->at_least_mbps = htsc__alloc(count, sizeof *rate->at_least_mbps);
    if (rate->at_least_mbps == NULL) return htsc__error_memory(err, "rates");
    rate->at_least_count = count;
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) {
        double *mbps = &rate->at_least_mbps[i];
        char place[60];
        snprintf(place, sizeof place, "rate.at_least_mbps[%u]", i);
        status = htsc__project_take_number_above(l, place, raw->at_least_mbps[i], 0, 0, 10000, mbps, err);
        if (status == HTSC_OK && i > 0 && *mbps <= mbps[-1])
            status = htsc__project_bad(l, err, place, "%g is not above the one before it, %g", *mbps, mbps[-1]);
    }
    return status;
}

htsc_status htsc__project_take_rate(loaded_project *l, htsc_error *err) {
    const raw_rate *raw = l->raw->rate;
    htsc_project_rate *rate = &l->project.rate;
    if (raw == NULL) return HTSC_OK;
    rate->used = true;
    const number_rule rules[] = {{"load_frac", raw->load_frac, 0, 0, 1, &rate->load_frac},
                                 {"noise_figure_db", raw->noise_figure_db, 7, 0, 20, &rate->noise_figure_db}};
    htsc_status status = htsc__project_take_numbers(l, "rate.", rules, sizeof rules / sizeof rules[0], err);
    if (status == HTSC_OK)
        status = htsc__project_take_number_above(l, "rate.max_efficiency_bps_hz", raw->max_efficiency_bps_hz, 7.4, 0.1,
                                                 20, &rate->max_efficiency_bps_hz, err);
    return status == HTSC_OK ? take_at_least(l, raw, err) : status;
}
