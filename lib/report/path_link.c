/* From masts to the point: losses, and the levels they make. */
#include <math.h>

#include "analysis/coverage_run.h"
#include "analysis/masts.h"
#include "base/error.h"
#include "base/memory.h"
#include "report/path_parts.h"

static htsc_path_silence silence_of(const htsc__path *p, const htsc_cell *cell, double mast_ground_amsl_m) {
    const int32_t date = p->coverage.date;
    if (!p->coverage.thresholds[cell->technology].used) return HTSC_PATH_TECHNOLOGY_UNUSED;
    if (p->path.sweep != NULL && !(cell->freq_mhz >= 30 && cell->freq_mhz <= 6000)) return HTSC_PATH_FREQUENCY;
    if (p->path.sweep != NULL && isnan(mast_ground_amsl_m)) return HTSC_PATH_MAST_WITHOUT_GROUND;
    if (cell->status == HTSC_SITE_PLANNED) return HTSC_PATH_PLANNED;
    if (cell->status == HTSC_SITE_OFF) return HTSC_PATH_OFF;
    if (!htsc__cell_is_heard(cell, date)) return HTSC_PATH_LATER;
    const double dx_m = p->path.x_m - cell->x_m, dy_m = p->path.y_m - cell->y_m;
    const double reach_m = p->path.max_distance_m;
    return dx_m * dx_m + dy_m * dy_m <= reach_m * reach_m ? HTSC_PATH_HEARD : HTSC_PATH_BEYOND_RADIUS;
}

/* The profile from a mast's place, made when it is first asked for. */
static htsc_status find_profile(htsc__path *p, const htsc__sweep_place *place, size_t link, size_t *index,
                                htsc_error *err) {
    for (size_t i = 0; i < link; i++) {
        if (p->links[i].mast_x_m != place->x_m || p->links[i].mast_y_m != place->y_m) continue;
        *index = (size_t)(p->links[i].profile - p->shown);
        return HTSC_OK;
    }
    htsc__profile *made = &p->profiles[p->path.profile_count];
    htsc_status status = htsc__profile_create(made, p->path.sweep, place, &p->receiver, 0, false, err);
    if (status != HTSC_OK) return status;
    *index = p->path.profile_count++;
    p->shown[*index] = (htsc_path_profile){made->count,       made->unknown_count, made->bearing_deg,
                                           made->distance_km, made->ground_amsl_m, made->clutter_m};
    return HTSC_OK;
}

/* The direct line over a flat Earth, less the bulge, and the first Fresnel zone about it; where it is least clear. */
static void look_along(htsc_path_link *l, double *line_amsl_m, double *fresnel_m) {
    const htsc_path_profile *profile = l->profile;
    const htsc_p1812_breakdown *b = &l->p1812.breakdown;
    const double total_km = profile->distance_km[profile->count - 1], wavelength_m = 299.792458 / l->freq_mhz;
    l->line_of_sight = true;
    l->clearance_m = l->clearance_at_km = l->fresnel_frac = l->fresnel_at_km = (double)NAN;
    for (size_t i = 0; i < profile->count; i++) {
        const double near_km = profile->distance_km[i], far_km = total_km - near_km;
        const double share = total_km > 0 ? near_km / total_km : (double)i;
        line_amsl_m[i] = b->hts_amsl_m + share * (b->hrs_amsl_m - b->hts_amsl_m) - 500 * near_km * far_km / b->ae_km;
        fresnel_m[i] = total_km > 0 ? sqrt(1000 * wavelength_m * near_km * far_km / total_km) : 0;
        if (i == 0 || i + 1 == profile->count || !(fresnel_m[i] > 0)) continue;
        const double clear_m = line_amsl_m[i] - profile->ground_amsl_m[i] - profile->clutter_m[i];
        if (!(clear_m >= l->clearance_m)) l->clearance_m = clear_m, l->clearance_at_km = near_km;
        if (!(clear_m / fresnel_m[i] >= l->fresnel_frac))
            l->fresnel_frac = clear_m / fresnel_m[i], l->fresnel_at_km = near_km;
    }
    if (l->clearance_m < 0) l->line_of_sight = false;
}

static htsc_status loss_along(const htsc__profile *profile, const htsc_p1812_options *options,
                              htsc_p1812_result *result, htsc_error *err) {
    const htsc_p1812_profile given = {profile->count, profile->distance_km, profile->ground_amsl_m, profile->clutter_m,
                                      NULL};
    return htsc_p1812_loss(&given, options, result, err);
}

/* P.1812, as the sweep has it. */
static htsc_status follow_profile(htsc__path *p, size_t index, htsc_error *err) {
    htsc_path_link *l = &p->links[index];
    const htsc_sweep_options *sweep = p->path.sweep;
    const htsc__sweep_place place = {l->mast_x_m, l->mast_y_m, l->mast_ground_amsl_m, 0, NULL};
    htsc__sweep_band band;
    htsc__profile straight = {0};
    htsc_p1812_result direct;
    size_t which = 0;
    htsc_status status =
        htsc__sweep_band_init(&band, sweep, l->freq_mhz, l->antenna_height_agl_m, p->receiver.height_agl_m, err);
    if (status == HTSC_OK) status = find_profile(p, &place, index, &which, err);
    if (status != HTSC_OK) return status;
    const htsc__profile *profile = &p->profiles[which];
    p->lines[index] = htsc__alloc(2 * profile->count, sizeof(double));
    if (p->lines[index] == NULL) return htsc__error_memory(err, "a path");
    status = loss_along(profile, &band.band.options, &l->p1812, err);
    if (status == HTSC_OK) status = htsc__profile_create(&straight, sweep, &place, &p->receiver, 0, true, err);
    if (status == HTSC_OK) status = loss_along(&straight, &band.band.options, &direct, err);
    htsc__profile_clear(&straight);
    if (status == HTSC_OK && sweep->terminal_clutter)
        status = htsc_p2108_terminal_normal(l->freq_mhz / 1000, l->distance_m / 1000, &l->terminal_db,
                                            &l->terminal_sigma_db, err);
    if (status != HTSC_OK) return status;
    l->profile = &p->shown[which];
    l->line_amsl_m = p->lines[index];
    l->fresnel_m = p->lines[index] + profile->count;
    look_along(l, p->lines[index], p->lines[index] + profile->count);
    l->direct_db = direct.loss_db;
    l->location_sigma_db = htsc__sweep_sigma_db(
        sweep, &p->receiver, 0, htsc__p1812_location_sigma_db(l->freq_mhz / 1000, sweep->location_resolution_m));
    const bool clutter = sweep->terminal_clutter;
    const double loss_db = l->p1812.loss_db + (clutter ? l->terminal_db : 0);
    const double sigma_db = clutter ? hypot(l->location_sigma_db, l->terminal_sigma_db) : l->location_sigma_db;
    l->loss =
        (htsc_loss){1,       loss_db,  sigma_db,
                    loss_db, sigma_db, l->p1812.validity | (profile->unknown_count > 0 ? HTSC_VALIDITY_TERRAIN : 0)};
    return HTSC_OK;
}

/* The models that need no profile. */
static htsc_status follow_model(const htsc__path *p, htsc_path_link *l, htsc_error *err) {
    const htsc_propagation_model *model = &p->results->model;
    const htsc_mast mast = {l->mast_x_m, l->mast_y_m, l->antenna_height_agl_m, l->mast_ground_amsl_m, l->freq_mhz};
    const htsc_receiver receiver = {p->path.x_m, p->path.y_m, p->coverage.receiver_height_agl_m, p->path.ground_amsl_m};
    return model->loss(model->ctx, &mast, &receiver, 1, &l->loss, err);
}

static htsc_status follow(htsc__path *p, size_t index, htsc_error *err) {
    htsc_path_link *l = &p->links[index];
    const double dx_m = p->path.x_m - l->mast_x_m, dy_m = p->path.y_m - l->mast_y_m;
    const double bearing_deg = atan2(dx_m, dy_m) * (180 / M_PI), height_m = p->coverage.receiver_height_agl_m;
    double up_m = p->path.ground_amsl_m + height_m - (l->mast_ground_amsl_m + l->antenna_height_agl_m);
    if (isnan(up_m)) up_m = height_m - l->antenna_height_agl_m; /* flat */
    l->distance_m = sqrt(dx_m * dx_m + dy_m * dy_m);
    l->bearing_deg = bearing_deg < 0 ? bearing_deg + 360 : bearing_deg;
    l->elevation_deg = atan2(up_m, l->distance_m) * (180 / M_PI);
    l->terminal_db = l->terminal_sigma_db = l->location_sigma_db = l->direct_db = (double)NAN;
    l->clearance_m = l->clearance_at_km = l->fresnel_frac = l->fresnel_at_km = (double)NAN;
    l->entry_db = l->entry_sigma_db = (double)NAN;
    htsc_status status = p->path.sweep != NULL ? follow_profile(p, index, err) : follow_model(p, l, err);
    if (status != HTSC_OK || p->coverage.building == NULL) return status;
    htsc__entry entry;
    status = htsc__entry_init(&entry, *p->coverage.building, l->freq_mhz, err);
    if (status == HTSC_OK) htsc__entry_get(&entry, l->elevation_deg, &l->entry_db, &l->entry_sigma_db);
    return status;
}

static htsc_status find_link(htsc__path *p, const htsc_cell *cell, double mast_ground_amsl_m,
                             const htsc_path_link **link, htsc_error *err) {
    size_t *count = &p->path.link_count;
    for (size_t i = 0; i < *count; i++) {
        const htsc_path_link *l = &p->links[i];
        if (l->mast_x_m != cell->x_m || l->mast_y_m != cell->y_m || l->freq_mhz != cell->freq_mhz ||
            l->antenna_height_agl_m != cell->antenna_height_agl_m)
            continue;
        *link = l;
        return HTSC_OK;
    }
    htsc_path_link *l = &p->links[*count];
    *link = l;
    *l = (htsc_path_link){.mast_x_m = cell->x_m,
                          .mast_y_m = cell->y_m,
                          .mast_lon_deg = cell->lon_deg,
                          .mast_lat_deg = cell->lat_deg,
                          .mast_ground_amsl_m = mast_ground_amsl_m,
                          .antenna_height_agl_m = cell->antenna_height_agl_m,
                          .freq_mhz = cell->freq_mhz};
    return follow(p, (*count)++, err);
}

static htsc_level level_of(const htsc__path *p, const htsc_path_cell *c) {
    const float enough = (float)p->coverage.location_probability_frac; /* as coverage keeps probabilities */
    if ((float)c->good_probability >= enough) return HTSC_LEVEL_GOOD;
    return (float)c->covered_probability >= enough ? HTSC_LEVEL_WEAK : HTSC_LEVEL_NONE;
}

static htsc_status hear(const htsc__path *p, htsc_path_cell *c, htsc_error *err) {
    const htsc_thresholds *t = &p->coverage.thresholds[c->cell->technology];
    const htsc_path_link *l = c->link;
    htsc__heard heard;
    htsc_status status = htsc__heard_init(c->cell, &p->coverage, &heard, err);
    if (status != HTSC_OK) return status;
    c->gain_db = htsc_antenna_gain_db(&heard.antenna, l->bearing_deg, l->elevation_deg);
    c->reference_eirp_dbm = heard.reference_dbm + p->coverage.extra_loss_db;
    c->covered_dbm = t->covered_dbm;
    c->good_dbm = t->good_dbm;
    const double level_dbm = heard.reference_dbm + c->gain_db;
    c->rsrp_dbm = htsc_link_mean_dbm(&l->loss, level_dbm);
    c->covered_probability = htsc_link_probability(&l->loss, level_dbm, t->covered_dbm);
    c->good_probability = htsc_link_probability(&l->loss, level_dbm, t->good_dbm);
    c->level = level_of(p, c);
    if (isnan(l->entry_db)) return HTSC_OK;
    htsc_loss inside = l->loss;
    inside.los_sigma_db = hypot(inside.los_sigma_db, l->entry_sigma_db);
    inside.nlos_sigma_db = hypot(inside.nlos_sigma_db, l->entry_sigma_db);
    c->indoor_dbm = c->rsrp_dbm - l->entry_db;
    c->indoor_probability =
        fmin(htsc_link_probability(&inside, level_dbm - l->entry_db, t->covered_dbm), c->covered_probability);
    return HTSC_OK;
}

static htsc_status follow_cell(htsc__path *p, htsc_path_cell *c, htsc_error *err) {
    const htsc_cell *cell = c->cell;
    float ground_amsl_m = NAN;
    c->gain_db = c->reference_eirp_dbm = c->rsrp_dbm = c->covered_dbm = c->good_dbm = (double)NAN;
    c->covered_probability = c->good_probability = c->indoor_dbm = c->indoor_probability = (double)NAN;
    htsc_status status = HTSC_OK;
    if (p->results->terrain != NULL)
        status = htsc_terrain_sample(p->results->terrain, 1, &cell->x_m, &cell->y_m, &ground_amsl_m, err);
    if (status != HTSC_OK) return status;
    c->silence = silence_of(p, cell, (double)ground_amsl_m);
    if (c->silence >= HTSC_PATH_TECHNOLOGY_UNUSED) return HTSC_OK;
    status = find_link(p, cell, (double)ground_amsl_m, &c->link, err);
    return status == HTSC_OK ? hear(p, c, err) : status;
}

htsc_status htsc__path_follow(htsc__path *p, htsc_error *err) {
    const size_t count = p->path.cell_count;
    p->profiles = htsc__alloc(count, sizeof *p->profiles);
    p->shown = htsc__alloc(count, sizeof *p->shown);
    p->lines = htsc__alloc(count, sizeof(double *));
    p->links = htsc__alloc(count, sizeof *p->links);
    if (p->profiles == NULL || p->shown == NULL || p->lines == NULL || p->links == NULL)
        return htsc__error_memory(err, "a path");
    htsc_status status = HTSC_OK;
    if (p->path.sweep != NULL) {
        status = htsc_sweep_options_check(p->path.sweep, err);
        if (status == HTSC_OK)
            status = htsc__receivers_init(&p->receiver, p->path.sweep, p->coverage.receiver_height_agl_m, 1,
                                          &p->path.x_m, &p->path.y_m, 1, err);
    }
    for (size_t i = 0; i < count && status == HTSC_OK; i++) status = follow_cell(p, &p->cells[i], err);
    p->path.profiles = p->shown;
    p->path.links = p->links;
    return status;
}
