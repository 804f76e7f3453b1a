/* Losses by a propagation model, pair by pair, for blocks of points. */
#include <math.h>
#include <string.h>

#include "analysis/coverage_run.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

enum { BLOCK = 256 };

/* What the blocks read beside the run. */
typedef struct pairs {
    htsc__coverage_run *run;
    float *ground_amsl_m; /* NULL: flat */
    htsc__entry *entries; /* one a group of masts; NULL: no levels indoors */
} pairs;

/* Lowest standard score of the cell that gave the best probability so far: a cell whose scores are all below it cannot
 * do better, because a mixture of normal tails lies between its parts. */
typedef struct floor_z {
    double covered, good, indoor;
} floor_z;

/* The receivers of a block that one mast reaches. */
typedef struct audience {
    size_t count;
    uint32_t index[BLOCK]; /* within the block */
    htsc_receiver receivers[BLOCK];
    htsc_loss losses[BLOCK];
    double bearing_deg[BLOCK], elevation_deg[BLOCK];
} audience;

/* Fills the audience of a mast among the block's receivers; false where nobody hears it. */
static bool gather(const pairs *p, const htsc_mast *mast, size_t first, size_t count, audience *a) {
    const htsc__coverage_run *r = p->run;
    const double reach_m = r->options->model->max_distance_m;
    const double mast_top_m = mast->ground_amsl_m + mast->antenna_height_agl_m;
    a->count = 0;
    for (size_t i = 0; i < count; i++) {
        double dx = r->x_m[first + i] - mast->x_m, dy = r->y_m[first + i] - mast->y_m;
        double squared = dx * dx + dy * dy;
        if (!(squared <= reach_m * reach_m)) continue;
        double ground_amsl_m = p->ground_amsl_m == NULL ? (double)NAN : (double)p->ground_amsl_m[first + i];
        double height_m = r->options->receiver_height_agl_m, up_m = ground_amsl_m + height_m - mast_top_m;
        if (isnan(up_m)) up_m = height_m - mast->antenna_height_agl_m;
        size_t k = a->count++;
        a->index[k] = (uint32_t)i;
        a->receivers[k] = (htsc_receiver){r->x_m[first + i], r->y_m[first + i], height_m, ground_amsl_m};
        a->bearing_deg[k] = atan2(dx, dy) * (180 / M_PI);
        a->elevation_deg[k] = atan2(up_m, sqrt(squared)) * (180 / M_PI);
    }
    return a->count > 0;
}

static double highest_z(const htsc_loss *loss, double level_dbm, double threshold_dbm) {
    if (!(loss->los_sigma_db > 0 && loss->nlos_sigma_db > 0)) return (double)INFINITY; /* steps have no score */
    return fmax((level_dbm - loss->los_db - threshold_dbm) / loss->los_sigma_db,
                (level_dbm - loss->nlos_db - threshold_dbm) / loss->nlos_sigma_db);
}

static double lowest_z(const htsc_loss *loss, double level_dbm, double threshold_dbm) {
    return fmin((level_dbm - loss->los_db - threshold_dbm) / loss->los_sigma_db,
                (level_dbm - loss->nlos_db - threshold_dbm) / loss->nlos_sigma_db);
}

static void try_probability(const htsc_loss *loss, double level_dbm, double threshold_dbm, float *best, double *floor) {
    double z = highest_z(loss, level_dbm, threshold_dbm);
    if (z <= *floor) return;
    float probability = (float)htsc_link_probability(loss, level_dbm, threshold_dbm);
    if (probability <= *best) return;
    *best = probability;
    *floor = isfinite(z) ? lowest_z(loss, level_dbm, threshold_dbm) : -(double)INFINITY;
}

static void hear(const pairs *p, const htsc__heard *heard, const htsc__entry *entry, const audience *a, size_t first,
                 floor_z *floors) {
    htsc__coverage_run *r = p->run;
    const htsc_thresholds *t = &r->options->thresholds[heard->technology];
    htsc_signal *signals =
        r->signals.layers[heard->technology] + htsc__layer(&r->signals, heard->operator_index) + first;
    for (size_t k = 0; k < a->count; k++) {
        const htsc_loss *loss = &a->losses[k];
        htsc_signal *signal = &signals[a->index[k]];
        floor_z *floor = &floors[a->index[k]];
        double level_dbm =
            heard->reference_dbm + htsc_antenna_gain_db(&heard->antenna, a->bearing_deg[k], a->elevation_deg[k]);
        htsc__signals_hear(&r->signals, heard, first + a->index[k], (float)htsc_link_mean_dbm(loss, level_dbm));
        try_probability(loss, level_dbm, t->covered_dbm, &signal->covered_probability, &floor->covered);
        try_probability(loss, level_dbm, t->good_dbm, &signal->good_probability, &floor->good);
        if (entry == NULL) continue;
        double entry_db, sigma_db;
        htsc__entry_get(entry, a->elevation_deg[k], &entry_db, &sigma_db);
        const htsc_loss inside = {loss->los_probability,
                                  loss->los_db,
                                  hypot(loss->los_sigma_db, sigma_db),
                                  loss->nlos_db,
                                  hypot(loss->nlos_sigma_db, sigma_db),
                                  0};
        try_probability(&inside, level_dbm - entry_db, t->covered_dbm, &signal->indoor_probability, &floor->indoor);
    }
}

static htsc_status check_losses(const audience *a, const htsc_propagation_model *model, uint64_t *flagged,
                                htsc_error *err) {
    for (size_t k = 0; k < a->count; k++) {
        const htsc_loss *l = &a->losses[k];
        if (!isfinite(l->los_db) || !isfinite(l->nlos_db) || !(l->los_sigma_db >= 0) || !(l->nlos_sigma_db >= 0) ||
            !(l->los_probability >= 0 && l->los_probability <= 1))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "model \"%s\" gave no usable loss at x %.2f m, y %.2f m",
                                   model->name, a->receivers[k].x_m, a->receivers[k].y_m);
        for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++) flagged[bit] += l->validity >> bit & 1;
    }
    return HTSC_OK;
}

static bool out_of_reach(const htsc_mast *mast, const htsc_box *box, double reach_m) {
    double dx = fmax(fmax(box->min_x - mast->x_m, mast->x_m - box->max_x), 0);
    double dy = fmax(fmax(box->min_y - mast->y_m, mast->y_m - box->max_y), 0);
    return dx * dx + dy * dy > reach_m * reach_m;
}

static htsc_box box_of(const htsc__coverage_run *r, size_t first, size_t count) {
    htsc_box box = {r->x_m[first], r->y_m[first], r->x_m[first], r->y_m[first]};
    for (size_t i = 1; i < count; i++) {
        box.min_x = fmin(box.min_x, r->x_m[first + i]), box.max_x = fmax(box.max_x, r->x_m[first + i]);
        box.min_y = fmin(box.min_y, r->y_m[first + i]), box.max_y = fmax(box.max_y, r->y_m[first + i]);
    }
    return box;
}

/* What every mast group gives the block's receivers. */
static htsc_status hear_all(const pairs *p, size_t first, size_t count, audience *a, floor_z *floors, htsc_error *err) {
    htsc__coverage_run *r = p->run;
    const htsc_propagation_model *model = r->options->model;
    const htsc_box box = box_of(r, first, count);
    uint64_t pair_count = 0, flagged[HTSC_VALIDITY_COUNT] = {0};
    htsc_status status = HTSC_OK;
    for (size_t g = 0; g < r->masts.group_count && status == HTSC_OK; g++) {
        const htsc__mast_group *group = &r->masts.groups[g];
        if (out_of_reach(&group->mast, &box, model->max_distance_m)) continue;
        if (!gather(p, &group->mast, first, count, a)) continue;
        status = model->loss(model->ctx, &group->mast, a->receivers, a->count, a->losses, err);
        if (status == HTSC_OK) status = check_losses(a, model, flagged, err);
        pair_count += a->count;
        for (size_t h = group->first; h < group->first + group->count && status == HTSC_OK; h++) {
            const htsc__heard *heard = &r->masts.heard[h];
            size_t layer = (size_t)heard->technology * r->signals.operator_count + heard->operator_index;
            hear(p, heard, p->entries == NULL ? NULL : &p->entries[g], a, first, floors + layer * BLOCK);
        }
    }
    atomic_fetch_add(&r->pairs, pair_count);
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++) atomic_fetch_add(&r->flagged[bit], flagged[bit]);
    return status;
}

/* Nobody is covered indoors and not outdoors: far under the threshold the wider spread would say so. */
static void hold_indoors(htsc__signals *s, size_t first, size_t count) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        if (s->layers[t] == NULL) continue;
        for (uint32_t o = 0; o < s->operator_count; o++) {
            htsc_signal *signals = s->layers[t] + htsc__layer(s, o) + first;
            for (size_t i = 0; i < count; i++)
                signals[i].indoor_probability = fminf(signals[i].indoor_probability, signals[i].covered_probability);
        }
    }
}

static htsc_status run_block(void *ctx, size_t block, htsc_error *err) {
    const pairs *p = ctx;
    htsc__coverage_run *r = p->run;
    const size_t first = block * BLOCK, count = r->count - first < BLOCK ? r->count - first : BLOCK;
    const size_t floor_count = r->signals.operator_count * HTSC_TECHNOLOGY_COUNT * BLOCK;
    audience *a = htsc__alloc(1, sizeof *a);
    floor_z *floors = htsc__alloc(floor_count, sizeof *floors);
    htsc_status status = a == NULL || floors == NULL ? htsc__error_memory(err, "coverage") : HTSC_OK;
    for (size_t i = 0; floors != NULL && i < floor_count; i++)
        floors[i] = (floor_z){-(double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    if (status == HTSC_OK) status = hear_all(p, first, count, a, floors, err);
    htsc__free(a);
    htsc__free(floors);
    if (status != HTSC_OK) return status;
    if (r->options->building != NULL) hold_indoors(&r->signals, first, count);
    htsc__signals_unite(&r->signals, first, count);
    return r->options->rate == NULL ? HTSC_OK
                                    : htsc__signals_rate(&r->signals, r->options, r->sites, first, count, err);
}

static htsc_status make_entries(pairs *p, htsc_error *err) {
    const htsc__coverage_run *r = p->run;
    if (r->options->building == NULL) return HTSC_OK;
    p->entries = htsc__alloc(r->masts.group_count, sizeof *p->entries);
    if (p->entries == NULL) return htsc__error_memory(err, "coverage");
    htsc_status status = HTSC_OK;
    for (size_t g = 0; g < r->masts.group_count && status == HTSC_OK; g++)
        status = htsc__entry_init(&p->entries[g], *r->options->building, r->masts.groups[g].mast.freq_mhz, err);
    return status;
}

htsc_status htsc__coverage_by_pairs(htsc__coverage_run *run, htsc_error *err) {
    const htsc_coverage_options *options = run->options;
    pairs p = {run, NULL, NULL};
    htsc_status status = make_entries(&p, err);
    if (status == HTSC_OK && options->terrain != NULL) {
        p.ground_amsl_m = htsc__alloc(run->count, sizeof *p.ground_amsl_m);
        if (p.ground_amsl_m == NULL) status = htsc__error_memory(err, "coverage");
        if (status == HTSC_OK)
            status = htsc_terrain_sample(options->terrain, run->count, run->x_m, run->y_m, p.ground_amsl_m, err);
    }
    if (status == HTSC_OK)
        status = htsc__parallel((run->count + BLOCK - 1) / BLOCK, options->jobs, options->progress, HTSC_STAGE_COVERAGE,
                                run_block, &p, err);
    htsc__free(p.ground_amsl_m);
    htsc__free(p.entries);
    return status;
}
