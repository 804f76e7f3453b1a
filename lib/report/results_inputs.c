/* What a run reads: villages, population, sites, fibre, roads and subscriptions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "report/results_read.h"

htsc_status htsc__results_begin(htsc__results *x, htsc_error *err) {
    for (size_t i = 0; i < x->project->technology_count; i++) {
        x->technologies[i].technology = x->project->technologies[i].technology;
        x->technologies[i].settings = &x->project->technologies[i];
    }
    x->technology_count = x->project->technology_count;
    x->operator_count = x->project->operator_count;
    htsc_status status = htsc_findings_create(&x->findings, err);
    return status == HTSC_OK ? htsc__results_model(x, err) : status;
}

htsc_status htsc__note_source(htsc__results *x, const char *role, const char *name, const char *path,
                              htsc__source **source, htsc_error *err) {
    htsc_status status =
        htsc__grow(&x->sources, &x->source_capacity, x->source_count + 1, sizeof *x->sources, "inputs", err);
    if (status != HTSC_OK) return status;
    htsc__source *s = &x->sources[x->source_count];
    *s = (htsc__source){.role = role, .name = name};
    status = htsc__digest_file(path, s->sha256, &s->bytes, err);
    if (status != HTSC_OK) return status;
    x->source_count++;
    *source = s;
    return HTSC_OK;
}

/* Notes a file of rows that is about to be read. */
static htsc_status note_source(htsc__reading *r, const char *role, const htsc_input *input, htsc__source **source,
                               htsc_error *err) {
    const htsc__results *x = r->results;
    htsc_status status = htsc__progress_step(r->progress, HTSC_STAGE_READ, r->done++, r->total, err);
    if (status == HTSC_OK) status = htsc__note_source(r->results, role, input->name, input->path, source, err);
    for (size_t i = 0; status == HTSC_OK && i + 1 < x->source_count; i++)
        if (strcmp(x->sources[i].role, role) == 0 && strcmp(x->sources[i].sha256, (*source)->sha256) == 0)
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is the same file as %s: it would be counted twice",
                                   input->path, x->sources[i].name);
    return status;
}

/* What the findings say first, for a file of which nothing could be used. */
static htsc_status nothing_left(const htsc__results *x, const char *path, const char *what, htsc_error *err) {
    for (size_t i = 0; i < htsc_findings_count(x->findings); i++) {
        const htsc_finding *f = htsc_findings_get(x->findings, i);
        char text[512];
        if (f->severity != HTSC_SEVERITY_ERROR && f->code != HTSC_FINDING_OUTSIDE_COMMUNE) continue;
        htsc_finding_text(f, HTSC_LANGUAGE_EN, text, sizeof text);
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: holds no usable %s; first, %s:%lld: %s", path, what, f->file,
                               (long long)f->row, text);
    }
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: holds no usable %s", path, what);
}

htsc_status htsc__results_villages(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc__source *source;
    htsc_status status = htsc_villages_create(x->project->working_crs, &x->villages, err);
    if (status == HTSC_OK && in->commune.path != NULL) {
        status = note_source(r, "commune", &in->commune, &source, err);
        if (status == HTSC_OK)
            status = htsc_villages_read_commune(x->villages, &in->commune, x->project->commune_code, x->findings,
                                                &source->counts, err);
    }
    if (status == HTSC_OK) status = note_source(r, "villages", &in->villages, &source, err);
    if (status == HTSC_OK) status = htsc_villages_read(x->villages, &in->villages, x->findings, &source->counts, err);
    if (status == HTSC_OK && htsc_villages_count(x->villages) == 0)
        status = nothing_left(x, in->villages.path, "village", err);
    return status;
}

/* Persons of villages who live beyond the commune's outline: they count for their village and not for the commune. */
static htsc_status tell_overhang(htsc__results *x, htsc_error *err) {
    const htsc_demand *demands = htsc_population_get(x->population);
    double persons = 0, households = 0;
    for (size_t i = 0; i < htsc_population_count(x->population); i++) {
        if (demands[i].place.village == HTSC_NO_VILLAGE || demands[i].place.in_commune) continue;
        persons += demands[i].persons;
        households += demands[i].households;
    }
    x->persons_beyond_outline = persons;
    x->households_beyond_outline = households;
    if (persons == 0 && households == 0) return HTSC_OK;
    char value[96];
    snprintf(value, sizeof value, "%.1f persons, %.1f households of villages", persons, households);
    htsc_finding finding = {
        HTSC_FINDING_OUTSIDE_COMMUNE,  HTSC_SEVERITY_ANOMALY, x->project->inputs.villages.name, 0, "", value,
        "not in the commune's figures"};
    return htsc_findings_append(x->findings, &finding, err);
}

htsc_status htsc__results_population(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc__source *source;
    htsc_status status = htsc_population_create(x->villages, &x->population, err);
    for (size_t i = 0; i < in->population_count && status == HTSC_OK; i++) {
        status = note_source(r, "population", &in->population[i], &source, err);
        if (status == HTSC_OK)
            status = htsc_population_read_points(x->population, &in->population[i], x->findings, &source->counts, err);
    }
    if (status == HTSC_OK && in->population_raster.path != NULL) {
        status = note_source(r, "population_raster", &in->population_raster, &source, err);
        if (status == HTSC_OK)
            status = htsc_population_read_raster(x->population, &in->population_raster, x->project->resolution_m,
                                                 x->project->persons_per_household, x->findings, &source->counts, err);
    }
    if (status == HTSC_OK && htsc_population_count(x->population) == 0)
        status = nothing_left(x, in->population_count > 0 ? in->population[0].path : in->population_raster.path,
                              "population", err);
    if (status == HTSC_OK && x->project->scale_to_declared)
        status = htsc_population_scale_to_declared(x->population, x->findings, err);
    return status == HTSC_OK ? tell_overhang(x, err) : status;
}

htsc_status htsc__results_near_box(const htsc__results *x, htsc_box *lonlat, htsc_error *err) {
    htsc_box box = htsc_villages_bounds(x->villages);
    double margin_m = x->project->max_site_distance_km * 1000;
    double px[4] = {box.min_x - margin_m, box.min_x - margin_m, box.max_x + margin_m, box.max_x + margin_m};
    double py[4] = {box.min_y - margin_m, box.max_y + margin_m, box.min_y - margin_m, box.max_y + margin_m};
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &transform, err);
    if (status == HTSC_OK) status = htsc_transform_points(transform, 4, px, py, err);
    htsc_transform_free(transform);
    *lonlat = (htsc_box){fmin(px[0], px[1]), fmin(py[0], py[2]), fmax(px[2], px[3]), fmax(py[1], py[3])};
    return status;
}

static void fill_site_options(const htsc__results *x, const htsc_box *near_lonlat, htsc_sites_options *options) {
    const htsc_project *project = x->project;
    htsc_sites_options_init(options);
    options->working_crs = project->working_crs;
    options->operators = (const char *const *)project->operators;
    options->operator_count = project->operator_count;
    options->near_lonlat = near_lonlat;
    for (size_t i = 0; i < project->technology_count; i++) {
        const htsc_project_technology *t = &project->technologies[i];
        options->defaults[t->technology] = (htsc_cell_defaults){
            t->antenna_height_agl_m, t->h_beamwidth_deg, t->v_beamwidth_deg, t->downtilt_deg, t->freq_mhz,
            t->bandwidth_mhz,        t->scs_khz,         t->eirp_dbm};
    }
    options->patterns = x->patterns;
    options->pattern_count = x->pattern_count;
}

htsc_status htsc__results_sites(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc_sites_options options;
    htsc_box near_lonlat;
    htsc__source *source;
    htsc_status status = htsc__results_near_box(x, &near_lonlat, err);
    if (status == HTSC_OK) status = htsc__results_antennas(x, err);
    fill_site_options(x, &near_lonlat, &options);
    if (status == HTSC_OK) status = htsc_sites_create(&options, &x->sites, err);
    for (size_t i = 0; i < in->site_count && status == HTSC_OK; i++) {
        status = note_source(r, "sites", &in->sites[i], &source, err);
        if (status == HTSC_OK) status = htsc_sites_read(x->sites, &in->sites[i], x->findings, &source->counts, err);
    }
    return status;
}

/* One network: two files, either of which may not be there. */
static htsc_status read_network(htsc__reading *r, const htsc_project_ofds *network, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_input *files[2] = {network->nodes.path == NULL ? NULL : &network->nodes,
                                  network->spans.path == NULL ? NULL : &network->spans};
    static const char *const roles[2] = {"ofds_nodes", "ofds_spans"};
    htsc_read_counts counts[2];
    size_t noted[2] = {0, 0}; /* the list of sources may move while it grows */
    htsc_status status = HTSC_OK;
    for (int i = 0; i < 2 && status == HTSC_OK; i++) {
        htsc__source *source;
        if (files[i] == NULL) continue;
        status = note_source(r, roles[i], files[i], &source, err);
        if (status == HTSC_OK) noted[i] = x->source_count - 1;
    }
    if (status == HTSC_OK)
        status = htsc_fiber_read_ofds(x->fiber, files[0], files[1], x->findings, &counts[0], &counts[1], err);
    for (int i = 0; i < 2 && status == HTSC_OK; i++)
        if (files[i] != NULL) x->sources[noted[i]].counts = counts[i];
    return status;
}

htsc_status htsc__results_fiber(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc_sites_options options;
    htsc_box near_lonlat;
    htsc__source *source;
    htsc_status status = htsc__results_near_box(x, &near_lonlat, err);
    fill_site_options(x, &near_lonlat, &options);
    if (status == HTSC_OK) status = htsc_fiber_create(&options, &x->fiber, err);
    for (size_t i = 0; i < in->fiber_route_count && status == HTSC_OK; i++) {
        status = note_source(r, "fiber_routes", &in->fiber_routes[i], &source, err);
        if (status == HTSC_OK)
            status = htsc_fiber_read_routes(x->fiber, &in->fiber_routes[i], x->findings, &source->counts, err);
    }
    for (size_t i = 0; i < in->access_point_count && status == HTSC_OK; i++) {
        status = note_source(r, "access_points", &in->access_points[i], &source, err);
        if (status == HTSC_OK)
            status = htsc_fiber_read_access_points(x->fiber, &in->access_points[i], x->findings, &source->counts, err);
    }
    for (size_t i = 0; i < in->olt_count && status == HTSC_OK; i++) {
        status = note_source(r, "olts", &in->olts[i], &source, err);
        if (status == HTSC_OK) status = htsc_fiber_read_olts(x->fiber, &in->olts[i], x->findings, &source->counts, err);
    }
    for (size_t i = 0; i < in->ofds_count && status == HTSC_OK; i++) status = read_network(r, &in->ofds[i], err);
    return status == HTSC_OK ? htsc_fiber_link(x->fiber, x->findings, err) : status;
}

htsc_status htsc__results_roads(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc_box near_lonlat;
    htsc__source *source;
    if (in->road_count == 0) return HTSC_OK;
    htsc_status status = htsc__results_near_box(x, &near_lonlat, err);
    if (status == HTSC_OK) status = htsc_roads_create(x->project->working_crs, &near_lonlat, &x->roads, err);
    for (size_t i = 0; i < in->road_count && status == HTSC_OK; i++) {
        status = note_source(r, "roads", &in->roads[i], &source, err);
        if (status == HTSC_OK) status = htsc_roads_read(x->roads, &in->roads[i], x->findings, &source->counts, err);
    }
    return status;
}

htsc_status htsc__results_subscriptions(htsc__reading *r, htsc_error *err) {
    htsc__results *x = r->results;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc__source *source;
    if (in->subscription_count == 0) return HTSC_OK;
    htsc_status status = htsc_subscriptions_create(x->villages, (const char *const *)x->project->operators,
                                                   x->operator_count, &x->subscriptions, err);
    for (size_t i = 0; i < in->subscription_count && status == HTSC_OK; i++) {
        status = note_source(r, "subscriptions", &in->subscriptions[i], &source, err);
        if (status == HTSC_OK)
            status =
                htsc_subscriptions_read(x->subscriptions, &in->subscriptions[i], x->findings, &source->counts, err);
    }
    return status;
}
