#include "analysis/masts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

bool htsc__cell_is_heard(const htsc_cell *cell, int32_t date) {
    return cell->status == HTSC_SITE_ON_AIR && (date == 0 || cell->on_air_date <= date);
}

static int compare(double a, double b) {
    return (a > b) - (a < b);
}

static int mast_order(const htsc_cell *a, const htsc_cell *b) {
    int order = compare(a->x_m, b->x_m);
    if (order == 0) order = compare(a->y_m, b->y_m);
    if (order == 0) order = compare(a->antenna_height_agl_m, b->antenna_height_agl_m);
    return order != 0 ? order : compare(a->freq_mhz, b->freq_mhz);
}

static const char *pattern_name(const htsc_cell *cell) {
    return cell->pattern == NULL ? "" : htsc_antenna_pattern_name(cell->pattern);
}

static int cell_order(const void *left, const void *right) {
    const htsc_cell *a = *(const htsc_cell *const *)left, *b = *(const htsc_cell *const *)right;
    int order = mast_order(a, b);
    if (order == 0) order = (int)a->technology - (int)b->technology;
    if (order == 0) order = compare(a->operator_index, b->operator_index);
    if (order == 0) order = strcmp(a->site_id, b->site_id);
    if (order == 0)
        order = compare(isnan(a->azimuth_deg) ? -1 : a->azimuth_deg, isnan(b->azimuth_deg) ? -1 : b->azimuth_deg);
    if (order == 0) order = compare(a->downtilt_deg, b->downtilt_deg);
    if (order == 0) order = compare(a->eirp_dbm, b->eirp_dbm);
    return order != 0 ? order : strcmp(pattern_name(a), pattern_name(b));
}

htsc_status htsc__heard_init(const htsc_cell *cell, const htsc_coverage_options *options, htsc__heard *heard,
                             htsc_error *err) {
    const htsc_thresholds *thresholds = &options->thresholds[cell->technology];
    htsc_link_budget budget = {
        cell->technology,      cell->eirp_dbm, cell->bandwidth_mhz, cell->scs_khz, thresholds->reference_offset_db,
        options->extra_loss_db};
    htsc_antenna_init(&heard->antenna);
    heard->antenna.v_beamwidth_deg = cell->v_beamwidth_deg;
    heard->antenna.downtilt_deg = cell->downtilt_deg;
    if (!isnan(cell->azimuth_deg)) {
        heard->antenna.kind = HTSC_ANTENNA_SECTOR;
        heard->antenna.azimuth_deg = cell->azimuth_deg;
        heard->antenna.h_beamwidth_deg = cell->h_beamwidth_deg;
    }
    if (cell->pattern != NULL) {
        heard->antenna.kind = HTSC_ANTENNA_PATTERN;
        heard->antenna.pattern = cell->pattern;
    }
    heard->technology = cell->technology;
    heard->operator_index = cell->operator_index;
    htsc_status status = htsc_antenna_check(&heard->antenna, err);
    if (status == HTSC_OK) status = htsc_link_reference_dbm(&budget, &heard->reference_dbm, err);
    return status == HTSC_OK ? HTSC_OK : htsc__error_prefix(err, status, cell->site_id);
}

/* Ground heights under the cells; NaN without terrain. */
static htsc_status find_ground(const htsc_coverage_options *options, const htsc_cell *const *cells, size_t count,
                               float *ground_amsl_m, htsc_error *err) {
    const htsc_terrain *terrain = options->sweep != NULL ? options->sweep->terrain : options->terrain;
    for (size_t i = 0; i < count; i++) ground_amsl_m[i] = NAN;
    if (terrain == NULL || count == 0) return HTSC_OK;
    double *xy = htsc__alloc(2 * count, sizeof *xy);
    if (xy == NULL) return htsc__error_memory(err, "masts");
    for (size_t i = 0; i < count; i++) {
        xy[i] = cells[i]->x_m;
        xy[count + i] = cells[i]->y_m;
    }
    htsc_status status = htsc_terrain_sample(terrain, count, xy, xy + count, ground_amsl_m, err);
    htsc__free(xy);
    return status;
}

htsc_status htsc__masts_create(const htsc_sites *sites, const htsc_coverage_options *options, htsc__masts *masts,
                               htsc_error *err) {
    size_t count = htsc_sites_count(sites), kept = 0;
    *masts = (htsc__masts){0};
    const htsc_cell **cells = htsc__alloc(count, sizeof(const htsc_cell *));
    masts->heard = htsc__alloc(count, sizeof *masts->heard);
    masts->groups = htsc__alloc(count, sizeof *masts->groups);
    htsc_status status = HTSC_OK;
    float *ground_amsl_m = htsc__alloc(count, sizeof *ground_amsl_m);
    if (cells == NULL || masts->heard == NULL || masts->groups == NULL || ground_amsl_m == NULL)
        status = htsc__error_memory(err, "masts");
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const htsc_cell *cell = htsc_sites_get(sites, i);
        if (!options->thresholds[cell->technology].used) continue;
        if (htsc__cell_is_heard(cell, options->date))
            cells[kept++] = cell;
        else
            masts->silent_count++;
    }
    if (status == HTSC_OK) qsort(cells, kept, sizeof(const htsc_cell *), cell_order);
    if (status == HTSC_OK) status = find_ground(options, cells, kept, ground_amsl_m, err);
    for (size_t i = 0; i < kept && status == HTSC_OK; i++) {
        const htsc_cell *cell = cells[i];
        if (i == 0 || mast_order(cells[i - 1], cell) != 0)
            masts->groups[masts->group_count++] = (htsc__mast_group){
                {cell->x_m, cell->y_m, cell->antenna_height_agl_m, (double)ground_amsl_m[i], cell->freq_mhz}, i, 0};
        masts->groups[masts->group_count - 1].count++;
        masts->heard[i].cell = (uint32_t)(cell - htsc_sites_get(sites, 0));
        status = htsc__heard_init(cell, options, &masts->heard[i], err);
    }
    masts->heard_count = kept;
    htsc__free(ground_amsl_m);
    htsc__free((void *)cells);
    if (status != HTSC_OK) htsc__masts_clear(masts);
    return status;
}

void htsc__masts_clear(htsc__masts *masts) {
    htsc__free(masts->heard);
    htsc__free(masts->groups);
    *masts = (htsc__masts){0};
}
