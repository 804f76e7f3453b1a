#include <htscover/path.h>

#include <math.h>

#include <htscover/crs.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "report/path_parts.h"
#include "report/results_read.h"

void htsc_path_options_init(htsc_path_options *options) {
    *options = (htsc_path_options){.struct_size = sizeof *options,
                                   .lon_deg = (double)NAN,
                                   .lat_deg = (double)NAN,
                                   .technology = HTSC_PATH_ANY_TECHNOLOGY};
}

static htsc_status check(const htsc_path_options *o, htsc_error *err) {
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "path options of %zu bytes, expected %zu", o->struct_size,
                               sizeof *o);
    if (o->site_id == NULL) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "a path needs a site_id");
    if (!isfinite(o->lon_deg) || !isfinite(o->lat_deg))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "point %g, %g is not finite", o->lon_deg, o->lat_deg);
    if (o->technology < HTSC_PATH_ANY_TECHNOLOGY || o->technology >= HTSC_TECHNOLOGY_COUNT)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "technology %d outside [0, 3]", o->technology);
    return HTSC_OK;
}

static bool within(const htsc_box *box, double lon_deg, double lat_deg) {
    return lon_deg >= box->min_x && lon_deg <= box->max_x && lat_deg >= box->min_y && lat_deg <= box->max_y;
}

/* The point in the working CRS, where it lies near enough. */
static htsc_status place_point(htsc__path *p, htsc_error *err) {
    htsc_path *path = &p->path;
    htsc_box near_lonlat;
    htsc_status status = htsc__results_near_box(p->results, &near_lonlat, err);
    if (status != HTSC_OK) return status;
    if (!within(&near_lonlat, path->lon_deg, path->lat_deg)) {
        const bool swapped = within(&near_lonlat, path->lat_deg, path->lon_deg);
        path->problem = swapped ? HTSC_PATH_SWAPPED : HTSC_PATH_FAR_AWAY;
        return HTSC_OK;
    }
    htsc_transform *transform = NULL;
    path->x_m = path->lon_deg;
    path->y_m = path->lat_deg;
    status = htsc_transform_create(HTSC_CRS_WGS84, path->project->working_crs, &transform, err);
    if (status == HTSC_OK) status = htsc_transform_points(transform, 1, &path->x_m, &path->y_m, err);
    htsc_transform_free(transform);
    if (status == HTSC_OK && !(isfinite(path->x_m) && isfinite(path->y_m))) path->problem = HTSC_PATH_FAR_AWAY;
    return status;
}

/* The villages, so that terrain is found wherever a run finds it; the masts and the point, and what lies beside. */
static htsc_box ground_box(const htsc__path *p) {
    htsc_box box = htsc_villages_bounds(p->results->villages);
    double longest_m = 0;
    for (size_t i = 0; i < p->path.cell_count; i++) {
        const htsc_cell *cell = p->cells[i].cell;
        box.min_x = fmin(box.min_x, cell->x_m), box.max_x = fmax(box.max_x, cell->x_m);
        box.min_y = fmin(box.min_y, cell->y_m), box.max_y = fmax(box.max_y, cell->y_m);
        longest_m = fmax(longest_m, hypot(cell->x_m - p->path.x_m, cell->y_m - p->path.y_m));
    }
    const htsc_project *project = p->path.project;
    const double beside_m =
        project->model == HTSC_MODEL_P1812 ? project->profile_step_m * (1 + longest_m / p->path.max_distance_m) : 0;
    return (htsc_box){fmin(box.min_x, p->path.x_m) - beside_m, fmin(box.min_y, p->path.y_m) - beside_m,
                      fmax(box.max_x, p->path.x_m) + beside_m, fmax(box.max_y, p->path.y_m) + beside_m};
}

/* Ground and clutter at the point. */
static htsc_status sample_point(htsc__path *p, htsc_error *err) {
    const htsc__results *x = p->results;
    htsc_path *path = &p->path;
    float ground_amsl_m = NAN, clutter_m = NAN;
    htsc_status status = HTSC_OK;
    if (x->terrain != NULL) status = htsc_terrain_sample(x->terrain, 1, &path->x_m, &path->y_m, &ground_amsl_m, err);
    if (x->clutter != NULL) htsc_clutter_sample(x->clutter, 1, &path->x_m, &path->y_m, &clutter_m, NULL, NULL);
    path->ground_amsl_m = (double)ground_amsl_m;
    path->clutter_m = (double)clutter_m;
    if (status == HTSC_OK && path->sweep != NULL && isnan(ground_amsl_m)) path->problem = HTSC_PATH_NO_GROUND;
    return status;
}

static htsc_status fill(htsc__path *p, const htsc_path_options *options, htsc_error *err) {
    htsc__results *x = p->results;
    htsc_path *path = &p->path;
    const htsc_project_inputs *in = &x->project->inputs;
    htsc__reading r = {x, options->progress, 0, 0};
    r.total =
        1 + in->site_count + (in->commune.path != NULL) + (in->terrain.path != NULL) + (in->land_cover.path != NULL);
    htsc_status status = htsc__results_begin(x, err);
    if (status == HTSC_OK) status = htsc__results_villages(&r, err);
    if (status == HTSC_OK) status = htsc__results_sites(&r, err);
    if (status != HTSC_OK) return status;
    path->refused_count = htsc_findings_total(x->findings, HTSC_SEVERITY_ERROR);
    path->model = x->model.name;
    path->model_source = x->model.source;
    path->max_distance_m = x->model.max_distance_m;
    if (x->project->model == HTSC_MODEL_P1812) path->sweep = &x->sweep;
    status = htsc__path_find_cells(p, options, err);
    if (status == HTSC_OK && path->problem == HTSC_PATH_FINE) status = place_point(p, err);
    if (status != HTSC_OK || path->problem != HTSC_PATH_FINE) return status;
    const htsc_box box = ground_box(p);
    status = htsc__results_terrain(&r, &box, err);
    if (status == HTSC_OK) status = htsc__progress_step(options->progress, HTSC_STAGE_READ, r.total, r.total, err);
    if (status == HTSC_OK) status = sample_point(p, err);
    if (status != HTSC_OK || path->problem != HTSC_PATH_FINE) return status;
    const htsc_report_options run = {.struct_size = sizeof run, .jobs = 1};
    htsc__results_coverage_options(x, &run, &p->coverage);
    return htsc__path_follow(p, err);
}

htsc_status htsc_path_run(const htsc_project *project, const htsc_path_options *options, htsc_path **path,
                          htsc_error *err) {
    *path = NULL;
    htsc_status status = check(options, err);
    if (status != HTSC_OK) return status;
    htsc__path *p = htsc__alloc(1, sizeof *p);
    if (p == NULL) return htsc__error_memory(err, "a path");
    p->results = htsc__alloc(1, sizeof *p->results);
    p->site_id = htsc__strdup(options->site_id);
    if (p->results == NULL || p->site_id == NULL) {
        status = htsc__error_memory(err, "a path");
    } else {
        p->results->project = p->path.project = project;
        p->path.site_id = p->site_id;
        p->path.lon_deg = options->lon_deg;
        p->path.lat_deg = options->lat_deg;
        status = fill(p, options, err);
    }
    if (status != HTSC_OK) {
        htsc_path_free(&p->path);
        return status;
    }
    *path = &p->path;
    return HTSC_OK;
}

void htsc_path_free(htsc_path *path) {
    htsc__path *p = (htsc__path *)path; /* its first member */
    if (p == NULL) return;
    for (size_t i = 0; i < path->link_count; i++) htsc__free(p->lines[i]);
    for (size_t i = 0; i < path->profile_count; i++) htsc__profile_clear(&p->profiles[i]);
    htsc__receivers_clear(&p->receiver);
    htsc__free(p->profiles);
    htsc__free(p->shown);
    htsc__free((void *)p->lines);
    htsc__free(p->links);
    htsc__free(p->cells);
    htsc__free(p->site_id);
    htsc__results_free(p->results);
    htsc__free(p);
}
