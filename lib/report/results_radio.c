/* What a run's coverage is computed with: model, antennas, terrain, land cover. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>
#include <htscover/refractivity.h>

#include "analysis/masts.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "data/clutter.h"
#include "data/terrain.h"
#include "report/results_read.h"

static htsc_status make_tr38901(htsc__results *x, htsc_error *err) {
    const htsc_project *p = x->project;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = (htsc_scenario)p->scenario;
    options.building_height_m = p->building_height_m;
    options.street_width_m = p->street_width_m;
    options.max_distance_m = p->max_radius_m;
    return htsc_model_tr38901(&options, &x->model_storage, &x->model, err);
}

static void set_sweep(htsc__results *x) {
    const htsc_project *p = x->project;
    x->model = (htsc_propagation_model){.name = "ITU-R P.1812-8",
                                        .source = "Recommendation ITU-R P.1812-8 (09/2025)",
                                        .max_distance_m = p->max_radius_m};
    htsc_sweep_options_init(&x->sweep);
    x->sweep.max_radius_m = p->max_radius_m;
    x->sweep.step_m = p->profile_step_m;
    x->sweep.receiver_gap_m = p->receiver_gap_m;
    x->sweep.time_pct = p->time_pct;
    x->sweep.delta_n = p->delta_n;
    x->sweep.n0 = p->n0;
    x->sweep.polarization = p->polarization;
    x->sweep.location_sigma_db = p->location_sigma_db;
    x->sweep.location_resolution_m = p->location_resolution_m;
    x->sweep.terminal_clutter = p->terminal_clutter == HTSC_TERMINAL_CLUTTER_P2108;
}

htsc_status htsc__results_model(htsc__results *results, htsc_error *err) {
    const htsc_project *p = results->project;
    results->building = p->building_entry == HTSC_PROJECT_BUILDING_THERMALLY_EFFICIENT
                            ? HTSC_BUILDING_THERMALLY_EFFICIENT
                            : HTSC_BUILDING_TRADITIONAL;
    htsc_rate_options_init(&results->rate);
    htsc_sinr_options_init(&results->sinr);
    if (p->rate.used) {
        results->rate.efficiency_bps_hz = p->rate.max_efficiency_bps_hz;
        results->sinr.noise_figure_db = p->rate.noise_figure_db;
        results->sinr.load_frac = p->rate.load_frac;
    }
    switch (p->model) {
    case HTSC_MODEL_FREE_SPACE:
        return htsc_model_free_space(p->max_radius_m, &results->model_storage, &results->model, err);
    case HTSC_MODEL_TR38901: return make_tr38901(results, err);
    case HTSC_MODEL_P1812: set_sweep(results); return HTSC_OK;
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "model %d is none", (int)p->model);
}

htsc_status htsc__results_antennas(htsc__results *results, htsc_error *err) {
    const htsc_project_inputs *in = &results->project->inputs;
    htsc__source *source;
    results->patterns = htsc__alloc(in->antenna_count, sizeof *results->patterns);
    results->owned_patterns = htsc__alloc(in->antenna_count, sizeof(htsc_antenna_pattern *));
    if (results->patterns == NULL || results->owned_patterns == NULL) return htsc__error_memory(err, "antennas");
    for (size_t i = 0; i < in->antenna_count; i++) {
        htsc_status status =
            htsc__note_source(results, "antenna", in->antennas[i].name, in->antennas[i].path, &source, err);
        if (status == HTSC_OK)
            status = htsc_antenna_pattern_read(in->antennas[i].path, &results->owned_patterns[i], err);
        if (status != HTSC_OK) return status;
        results->patterns[i] = (htsc_site_pattern){in->antenna_names[i], results->owned_patterns[i]};
        results->pattern_count = i + 1;
    }
    return HTSC_OK;
}

/* The area, its people and the masts that reach it. */
static htsc_box ground_box(const htsc__results *x) {
    htsc_box box = htsc_villages_bounds(x->villages);
    const double *px = htsc_population_x_m(x->population), *py = htsc_population_y_m(x->population);
    for (size_t i = 0; i < htsc_population_count(x->population); i++) {
        box.min_x = fmin(box.min_x, px[i]), box.max_x = fmax(box.max_x, px[i]);
        box.min_y = fmin(box.min_y, py[i]), box.max_y = fmax(box.max_y, py[i]);
    }
    const htsc_box area = box;
    const double reach_m = x->model.max_distance_m;
    for (size_t i = 0; i < htsc_sites_count(x->sites); i++) {
        const htsc_cell *cell = htsc_sites_get(x->sites, i);
        const double dx = fmax(fmax(area.min_x - cell->x_m, cell->x_m - area.max_x), 0);
        const double dy = fmax(fmax(area.min_y - cell->y_m, cell->y_m - area.max_y), 0);
        if (hypot(dx, dy) > reach_m) continue;
        box.min_x = fmin(box.min_x, cell->x_m), box.max_x = fmax(box.max_x, cell->x_m);
        box.min_y = fmin(box.min_y, cell->y_m), box.max_y = fmax(box.max_y, cell->y_m);
    }
    return box;
}

/* The files of terrain or land cover that were read, as the project writes them. */
static htsc_status note_files(htsc__results *x, const char *role, const htsc_input *input,
                              const char *(*file)(const void *, size_t), const void *of, htsc_error *err) {
    const size_t path = strlen(input->path), name = strlen(input->name), before = path > name ? path - name : 0;
    for (size_t i = 0; file(of, i) != NULL; i++) {
        htsc__source *source;
        htsc_status status = htsc__note_source(x, role, file(of, i) + before, file(of, i), &source, err);
        if (status != HTSC_OK) return status;
    }
    return HTSC_OK;
}

static const char *terrain_file(const void *of, size_t i) {
    return htsc__terrain_file(of, i);
}

static const char *clutter_file(const void *of, size_t i) {
    return htsc__clutter_file(of, i);
}

/* Points without a ground height. */
static htsc_status tell_voids(htsc__results *x, const char *what, size_t count, const double *x_m, const double *y_m,
                              htsc_error *err) {
    size_t voids = 0;
    float *ground_amsl_m = htsc__alloc(count, sizeof *ground_amsl_m);
    if (ground_amsl_m == NULL) return htsc__error_memory(err, "terrain");
    htsc_status status = htsc_terrain_sample(x->terrain, count, x_m, y_m, ground_amsl_m, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) voids += isnan(ground_amsl_m[i]) ? 1 : 0;
    htsc__free(ground_amsl_m);
    if (status != HTSC_OK || voids == 0) return status;
    char value[64];
    snprintf(value, sizeof value, "%zu / %zu", voids, count);
    htsc_finding finding = {
        HTSC_FINDING_VOID, HTSC_SEVERITY_ANOMALY, x->project->inputs.terrain.name, 0, "", value, what};
    return htsc_findings_append(x->findings, &finding, err);
}

/* People whose land cover has no class, and hills alone: either way the figures come out too high. */
static htsc_status tell_clutter(htsc__results *x, htsc_error *err) {
    const htsc_project *p = x->project;
    if (p->model != HTSC_MODEL_P1812) return HTSC_OK;
    char value[64] = "";
    if (x->clutter == NULL) {
        const htsc_finding hills = {HTSC_FINDING_MISSING_VALUE,
                                    HTSC_SEVERITY_ANOMALY,
                                    p->inputs.terrain.name,
                                    0,
                                    "land_cover",
                                    value,
                                    "trees and houses; without them coverage is too high"};
        return p->terminal_clutter == HTSC_TERMINAL_CLUTTER_NONE ? htsc_findings_append(x->findings, &hills, err)
                                                                 : HTSC_OK;
    }
    const size_t count = htsc_population_count(x->population);
    uint8_t *fallback = htsc__alloc(count, sizeof *fallback);
    if (fallback == NULL) return htsc__error_memory(err, "land cover");
    htsc_clutter_sample(x->clutter, count, htsc_population_x_m(x->population), htsc_population_y_m(x->population), NULL,
                        NULL, fallback);
    size_t open = 0;
    for (size_t i = 0; i < count; i++) open += fallback[i];
    htsc__free(fallback);
    if (open == 0) return HTSC_OK;
    snprintf(value, sizeof value, "%zu / %zu", open, count);
    const htsc_finding finding = {HTSC_FINDING_VOID,
                                  HTSC_SEVERITY_ANOMALY,
                                  p->inputs.land_cover.name,
                                  0,
                                  "",
                                  value,
                                  "population points without a class count as open ground"};
    return htsc_findings_append(x->findings, &finding, err);
}

static bool in_box(const htsc_box *box, double x_m, double y_m) {
    return x_m >= box->min_x && x_m <= box->max_x && y_m >= box->min_y && y_m <= box->max_y;
}

/* Cells that reach the area and cannot be computed: a sweep leaves them out, so the row is told. */
static htsc_status tell_cells(htsc__results *x, const htsc_box *box, htsc_error *err) {
    const bool sweep = x->project->model == HTSC_MODEL_P1812;
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < htsc_sites_count(x->sites) && status == HTSC_OK; i++) {
        const htsc_cell *cell = htsc_sites_get(x->sites, i);
        float ground_amsl_m = NAN;
        if (!in_box(box, cell->x_m, cell->y_m) || !htsc__cell_is_heard(cell, x->project->date)) continue;
        status = htsc_terrain_sample(x->terrain, 1, &cell->x_m, &cell->y_m, &ground_amsl_m, err);
        const bool beyond = sweep && cell->freq_mhz > 6000;
        if (status != HTSC_OK || (!isnan(ground_amsl_m) && !beyond)) continue;
        char value[64] = "";
        if (beyond) snprintf(value, sizeof value, "%g", cell->freq_mhz);
        const htsc_finding finding = {beyond ? HTSC_FINDING_OUT_OF_RANGE : HTSC_FINDING_VOID,
                                      sweep ? HTSC_SEVERITY_ERROR : HTSC_SEVERITY_ANOMALY,
                                      x->project->inputs.sites[cell->file_index].name,
                                      cell->row,
                                      beyond ? "freq_mhz" : "",
                                      beyond ? value : cell->site_id,
                                      beyond ? "[30, 6000] MHz (P.1812)" : x->project->inputs.terrain.name};
        status = htsc_findings_append(x->findings, &finding, err);
    }
    return status;
}

/* The ITU's maps, where the project names them, in the middle of the area. */
static htsc_status set_climate(htsc__results *x, htsc_error *err) {
    const htsc_project *p = x->project;
    const htsc_box box = htsc_villages_bounds(x->villages);
    double lon_deg = (box.min_x + box.max_x) / 2, lat_deg = (box.min_y + box.max_y) / 2;
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(p->working_crs, HTSC_CRS_WGS84, &transform, err);
    if (status == HTSC_OK) status = htsc_transform_points(transform, 1, &lon_deg, &lat_deg, err);
    htsc_transform_free(transform);
    if (status != HTSC_OK) return status;
    x->sweep.mid_latitude_deg = lat_deg;
    if (p->n0_path == NULL) return HTSC_OK;
    htsc_refractivity *map = NULL;
    htsc__source *source;
    status = htsc_refractivity_read(p->n0_path, p->delta_n_path, &map, err);
    if (status == HTSC_OK) status = htsc_refractivity_get(map, lon_deg, lat_deg, &x->sweep.n0, &x->sweep.delta_n, err);
    htsc_refractivity_free(map);
    if (status == HTSC_OK) status = htsc__note_source(x, "n0", "N050.TXT", p->n0_path, &source, err);
    return status == HTSC_OK ? htsc__note_source(x, "delta_n", "DN50.TXT", p->delta_n_path, &source, err) : status;
}

static htsc_status read_land_cover(htsc__reading *r, const htsc_box *box, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_input *input = &x->project->inputs.land_cover;
    if (input->path == NULL) return HTSC_OK;
    htsc_status status = htsc__progress_step(r->progress, HTSC_STAGE_READ, r->done++, r->total, err);
    if (status == HTSC_OK)
        status = htsc_clutter_read(input->path, box, x->project->working_crs, x->project->land_cover_classes,
                                   x->project->land_cover_class_count, &x->clutter, err);
    return status == HTSC_OK ? note_files(x, "land_cover", input, clutter_file, x->clutter, err) : status;
}

htsc_status htsc__results_terrain(htsc__reading *reading, const htsc_box *box, htsc_error *err) {
    htsc__results *x = reading->results;
    const htsc_input *input = &x->project->inputs.terrain;
    if (input->path == NULL) return HTSC_OK;
    htsc_status status = htsc__progress_step(reading->progress, HTSC_STAGE_READ, reading->done++, reading->total, err);
    if (status == HTSC_OK) status = htsc_terrain_read(input->path, box, x->project->working_crs, &x->terrain, err);
    if (status == HTSC_OK) status = note_files(x, "terrain", input, terrain_file, x->terrain, err);
    if (status == HTSC_OK) status = read_land_cover(reading, box, err);
    if (status != HTSC_OK || x->project->model != HTSC_MODEL_P1812) return status;
    x->sweep.terrain = x->terrain;
    x->sweep.clutter = x->clutter;
    return set_climate(x, err);
}

htsc_status htsc__results_ground(htsc__reading *reading, htsc_error *err) {
    htsc__results *x = reading->results;
    const htsc_box box = ground_box(x);
    htsc_status status = htsc__results_terrain(reading, &box, err);
    if (status != HTSC_OK || x->terrain == NULL) return status;
    status = tell_voids(x, "population points", htsc_population_count(x->population),
                        htsc_population_x_m(x->population), htsc_population_y_m(x->population), err);
    if (status == HTSC_OK) status = tell_clutter(x, err);
    return status == HTSC_OK ? tell_cells(x, &box, err) : status;
}

void htsc__results_coverage_options(htsc__results *results, const htsc_report_options *run,
                                    htsc_coverage_options *options) {
    const htsc_project *p = results->project;
    htsc_coverage_options_init(options);
    if (p->model == HTSC_MODEL_P1812)
        options->sweep = &results->sweep;
    else
        options->model = &results->model;
    options->location_probability_frac = p->location_probability_frac;
    options->receiver_height_agl_m = p->receiver_height_agl_m;
    options->extra_loss_db = p->body_loss_db + p->entry_loss_db;
    options->date = p->date;
    options->terrain = results->terrain;
    if (p->building_entry != HTSC_PROJECT_BUILDING_NONE) options->building = &results->building;
    if (p->rate.used) {
        options->rate = &results->rate;
        options->sinr = &results->sinr;
    }
    options->jobs = run->jobs;
    options->progress = run->progress;
    for (size_t i = 0; i < p->technology_count; i++) {
        const htsc_project_technology *t = &p->technologies[i];
        options->thresholds[t->technology] =
            (htsc_thresholds){true, t->covered_dbm, t->good_dbm, t->reference_offset_db};
    }
}
