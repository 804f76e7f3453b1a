#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "report/json.h"
#include "report/path_parts.h"

/* Every figure of htsc_p1812_breakdown, by its name. */
#define FIGURE(name) \
    { #name, offsetof(htsc_p1812_breakdown, name) }
static const struct {
    const char *name;
    size_t offset;
} figures[] = {
    FIGURE(d_km),        FIGURE(dlt_km),         FIGURE(dlr_km),         FIGURE(theta_t_mrad), FIGURE(theta_r_mrad),
    FIGURE(theta_mrad),  FIGURE(hts_amsl_m),     FIGURE(hrs_amsl_m),     FIGURE(htc_amsl_m),   FIGURE(hrc_amsl_m),
    FIGURE(omega_frac),  FIGURE(dtm_km),         FIGURE(dlm_km),         FIGURE(phi_deg),      FIGURE(b0_pct),
    FIGURE(ae_km),       FIGURE(hst_fit_amsl_m), FIGURE(hsr_fit_amsl_m), FIGURE(hst_amsl_m),   FIGURE(hsr_amsl_m),
    FIGURE(hstd_amsl_m), FIGURE(hsrd_amsl_m),    FIGURE(htc_smooth_m),   FIGURE(hrc_smooth_m), FIGURE(hte_m),
    FIGURE(hre_m),       FIGURE(hm_m),           FIGURE(fi_frac),        FIGURE(fj_frac),      FIGURE(fk_frac),
    FIGURE(lbfs_db),     FIGURE(lb0p_db),        FIGURE(lb0b_db),        FIGURE(lbulla_db),    FIGURE(lbulls_db),
    FIGURE(ldsph_db),    FIGURE(ld50_db),        FIGURE(ldb_db),         FIGURE(ldp_db),       FIGURE(lbd50_db),
    FIGURE(lbd_db),      FIGURE(lminb0p_db),     FIGURE(lba_db),         FIGURE(lminbap_db),   FIGURE(lbda_db),
    FIGURE(lbam_db),     FIGURE(lbs_db),         FIGURE(lbc_db),         FIGURE(lb_db),        FIGURE(ep_dbuvm),
    FIGURE(lbulla50_db), FIGURE(lbulls50_db),    FIGURE(ldsph50_db),
};

static json_t *breakdown_json(bool *bad, const htsc_p1812_breakdown *b) {
    json_t *o = json_object();
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        put(bad, o, figures[i].name, real(*(const double *)(const void *)((const char *)b + figures[i].offset)));
    return o;
}

static json_t *profile_json(bool *bad, const htsc_path_profile *profile) {
    json_t *o = json_object(), *points = json_array();
    for (size_t i = 0; i < profile->count; i++) {
        json_t *point = json_object();
        put(bad, point, "distance_km", real(profile->distance_km[i]));
        put(bad, point, "ground_amsl_m", real(profile->ground_amsl_m[i]));
        put(bad, point, "clutter_m", real(profile->clutter_m[i]));
        append(bad, points, point);
    }
    put(bad, o, "bearing_deg", real(profile->bearing_deg));
    put(bad, o, "points_count", json_integer((json_int_t)profile->count));
    put(bad, o, "unknown_ground_count", json_integer((json_int_t)profile->unknown_count));
    put(bad, o, "points", points);
    return o;
}

static json_t *mixture_json(bool *bad, const htsc_loss *loss) {
    json_t *o = json_object();
    put(bad, o, "los_probability", real(loss->los_probability));
    put(bad, o, "los_db", real(loss->los_db));
    put(bad, o, "los_sigma_db", real(loss->los_sigma_db));
    put(bad, o, "nlos_db", real(loss->nlos_db));
    put(bad, o, "nlos_sigma_db", real(loss->nlos_sigma_db));
    return o;
}

static json_t *validity_json(bool *bad, uint32_t validity) {
    json_t *list = json_array();
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++)
        if ((validity >> bit & 1) != 0) append(bad, list, json_string(htsc__json_validity_name(bit)));
    return list;
}

static void put_p1812(bool *bad, json_t *o, const htsc_path *path, const htsc_path_link *l) {
    json_t *clearance = json_object();
    put(bad, clearance, "line_of_sight", json_boolean(l->line_of_sight));
    put(bad, clearance, "clearance_m", real(l->clearance_m));
    put(bad, clearance, "clearance_at_km", real(l->clearance_at_km));
    put(bad, clearance, "fresnel_frac", real(l->fresnel_frac));
    put(bad, clearance, "fresnel_at_km", real(l->fresnel_at_km));
    put(bad, o, "profile", json_integer((json_int_t)(l->profile - path->profiles)));
    put(bad, o, "clearance", clearance);
    put(bad, o, "breakdown", breakdown_json(bad, &l->p1812.breakdown));
    put(bad, o, "p1812_loss_db", real(l->p1812.loss_db));
    put(bad, o, "under_250_m", json_boolean((l->p1812.validity & HTSC_VALIDITY_DISTANCE) != 0));
    put(bad, o, "terminal_clutter_db", real(l->terminal_db));
    put(bad, o, "terminal_clutter_sigma_db", real(l->terminal_sigma_db));
    put(bad, o, "location_sigma_db", real(l->location_sigma_db));
    put(bad, o, "direct_loss_db", real(l->direct_db));
}

static json_t *link_json(bool *bad, const htsc_path *path, const htsc_path_link *l) {
    json_t *o = json_object();
    put(bad, o, "mast_lon_deg", real(l->mast_lon_deg));
    put(bad, o, "mast_lat_deg", real(l->mast_lat_deg));
    put(bad, o, "mast_ground_amsl_m", real(l->mast_ground_amsl_m));
    put(bad, o, "antenna_height_agl_m", real(l->antenna_height_agl_m));
    put(bad, o, "freq_mhz", real(l->freq_mhz));
    put(bad, o, "distance_m", real(l->distance_m));
    put(bad, o, "bearing_deg", real(l->bearing_deg));
    put(bad, o, "elevation_deg", real(l->elevation_deg));
    put(bad, o, "loss", mixture_json(bad, &l->loss));
    put(bad, o, "outside_validity", validity_json(bad, l->loss.validity));
    put(bad, o, "entry_loss_db", real(l->entry_db));
    put(bad, o, "entry_sigma_db", real(l->entry_sigma_db));
    if (l->profile != NULL) put_p1812(bad, o, path, l);
    return o;
}

static const char *silence_name(htsc_path_silence silence) {
    switch (silence) {
    case HTSC_PATH_HEARD: return "heard";
    case HTSC_PATH_PLANNED: return "planned";
    case HTSC_PATH_OFF: return "off";
    case HTSC_PATH_LATER: return "on_air_later";
    case HTSC_PATH_BEYOND_RADIUS: return "beyond_max_distance";
    case HTSC_PATH_TECHNOLOGY_UNUSED: return "technology_not_in_project";
    case HTSC_PATH_FREQUENCY: return "frequency_outside_model";
    case HTSC_PATH_MAST_WITHOUT_GROUND: return "mast_without_ground_height";
    }
    return "";
}

static void put_levels(bool *bad, json_t *o, const htsc_path *path, const htsc_path_cell *c) {
    put(bad, o, "link", json_integer((json_int_t)(c->link - path->links)));
    put(bad, o, "gain_db", real(c->gain_db));
    put(bad, o, "reference_eirp_dbm", real(c->reference_eirp_dbm));
    put(bad, o, "rsrp_dbm", real(c->rsrp_dbm));
    put(bad, o, "covered_dbm", real(c->covered_dbm));
    put(bad, o, "good_dbm", real(c->good_dbm));
    put(bad, o, "covered_probability", real(c->covered_probability));
    put(bad, o, "good_probability", real(c->good_probability));
    put(bad, o, "level", json_string(htsc_level_name(c->level)));
    put(bad, o, "indoor_dbm", real(c->indoor_dbm));
    put(bad, o, "indoor_probability", real(c->indoor_probability));
}

static json_t *cell_json(bool *bad, const htsc_path *path, const htsc_path_cell *c) {
    const htsc_cell *cell = c->cell;
    json_t *o = json_object();
    put(bad, o, "operator", json_string(c->operator_name));
    put(bad, o, "technology", json_string(htsc_technology_name(cell->technology)));
    put(bad, o, "azimuth_deg", real(cell->azimuth_deg));
    put(bad, o, "downtilt_deg", real(cell->downtilt_deg));
    put(bad, o, "freq_mhz", real(cell->freq_mhz));
    put(bad, o, "bandwidth_mhz", real(cell->bandwidth_mhz));
    put(bad, o, "eirp_dbm", real(cell->eirp_dbm));
    put(bad, o, "file", json_string(path->project->inputs.sites[cell->file_index].name));
    put(bad, o, "row", json_integer((json_int_t)cell->row));
    put(bad, o, "heard", json_boolean(c->silence == HTSC_PATH_HEARD));
    put(bad, o, "state", json_string(silence_name(c->silence)));
    if (c->link != NULL) put_levels(bad, o, path, c);
    return o;
}

static json_t *point_json(bool *bad, const htsc_path *path) {
    json_t *o = json_object();
    put(bad, o, "lon_deg", real(path->lon_deg));
    put(bad, o, "lat_deg", real(path->lat_deg));
    put(bad, o, "x_m", real(path->x_m));
    put(bad, o, "y_m", real(path->y_m));
    put(bad, o, "height_agl_m", real(path->project->receiver_height_agl_m));
    put(bad, o, "ground_amsl_m", real(path->ground_amsl_m));
    put(bad, o, "clutter_m", real(path->clutter_m));
    return o;
}

htsc_status htsc_path_write_json(const htsc_path *path, FILE *out, htsc_error *err) {
    const htsc__results *x = ((const htsc__path *)path)->results;
    bool failed = false, *bad = &failed;
    if (path->problem != HTSC_PATH_FINE)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "a path with problem %d has no figures", (int)path->problem);
    json_t *root = json_object(), *method = json_object();
    json_t *profiles = json_array(), *links = json_array(), *cells = json_array();
    htsc__json_put_model(bad, method, x);
    put(bad, method, "technologies", htsc__json_technologies(bad, x));
    for (size_t i = 0; i < path->profile_count; i++) append(bad, profiles, profile_json(bad, &path->profiles[i]));
    for (size_t i = 0; i < path->link_count; i++) append(bad, links, link_json(bad, path, &path->links[i]));
    for (size_t i = 0; i < path->cell_count; i++) append(bad, cells, cell_json(bad, path, &path->cells[i]));
    put(bad, root, "tool", htsc__json_tool(bad));
    put(bad, root, "project", htsc__json_project(bad, x));
    put(bad, root, "method", method);
    put(bad, root, "inputs", htsc__json_inputs(bad, x));
    put(bad, root, "site_id", json_string(path->site_id));
    put(bad, root, "point", point_json(bad, path));
    put(bad, root, "cells", cells);
    put(bad, root, "links", links);
    put(bad, root, "profiles", profiles);
    if (json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) != 0) failed = true;
    json_decref(root);
    if (failed) return htsc__error_set(err, HTSC_ERR_IO, "the path could not be written as JSON");
    if (fputc('\n', out) == EOF) return htsc__error_set(err, HTSC_ERR_IO, "the path could not be written as JSON");
    return HTSC_OK;
}
