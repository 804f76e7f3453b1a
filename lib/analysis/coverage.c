#include <htscover/coverage.h>

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "analysis/masts.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

enum { BLOCK = 256 };

struct htsc_coverage {
    size_t count;
    size_t operator_count;
    double location_probability_frac;
    htsc_signal *layers[HTSC_TECHNOLOGY_COUNT]; /* operators, then the union, `count` signals each */
    size_t heard_count, silent_count;
    uint64_t pair_count, flagged[HTSC_VALIDITY_COUNT];
};

/* One run: what all blocks read, and the sums they add to. */
typedef struct run {
    const htsc_coverage_options *options;
    htsc__masts masts;
    const double *x_m, *y_m;
    float *ground_amsl_m; /* NULL: flat */
    htsc_coverage *out;
    atomic_ullong pairs, flagged[HTSC_VALIDITY_COUNT];
} run;

/* Lowest standard score of the cell that gave the best probability so far: a cell whose scores are all below it cannot
 * do better, because a mixture of normal tails lies between its parts. */
typedef struct floor_z {
    double covered, good;
} floor_z;

/* The receivers of a block that one mast reaches. */
typedef struct audience {
    size_t count;
    uint32_t index[BLOCK]; /* within the block */
    htsc_receiver receivers[BLOCK];
    htsc_loss losses[BLOCK];
    double bearing_deg[BLOCK], elevation_deg[BLOCK];
} audience;

const char *htsc_level_name(htsc_level level) {
    static const char *const names[HTSC_LEVEL_COUNT] = {"none", "weak", "good"};
    return (unsigned)level < HTSC_LEVEL_COUNT ? names[level] : "";
}

void htsc_coverage_options_init(htsc_coverage_options *options) {
    *options = (htsc_coverage_options){0};
    options->struct_size = sizeof *options;
    options->location_probability_frac = 0.9;
    options->receiver_height_agl_m = 1.5;
}

static htsc_status check(const htsc_coverage_options *o, htsc_error *err) {
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage options of %zu bytes, expected %zu", o->struct_size,
                               sizeof *o);
    if (o->model == NULL || o->model->loss == NULL)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "coverage needs a propagation model");
    if (!(o->location_probability_frac > 0 && o->location_probability_frac < 1))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "location_probability_frac %g is outside (0, 1)",
                               o->location_probability_frac);
    if (!(o->receiver_height_agl_m > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver_height_agl_m %g is not above 0",
                               o->receiver_height_agl_m);
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++)
        if (o->thresholds[t].used && !(o->thresholds[t].good_dbm >= o->thresholds[t].covered_dbm))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: good_dbm %g is below covered_dbm %g",
                                   htsc_technology_name((htsc_technology)t), o->thresholds[t].good_dbm,
                                   o->thresholds[t].covered_dbm);
    return HTSC_OK;
}

/* Fills the audience of a mast among the block's receivers; false where nobody hears it. */
static bool gather(const run *r, const htsc_mast *mast, size_t first, size_t count, audience *a) {
    const double reach_m = r->options->model->max_distance_m;
    const double mast_top_m = mast->ground_amsl_m + mast->antenna_height_agl_m;
    a->count = 0;
    for (size_t i = 0; i < count; i++) {
        double dx = r->x_m[first + i] - mast->x_m, dy = r->y_m[first + i] - mast->y_m;
        double squared = dx * dx + dy * dy;
        if (!(squared <= reach_m * reach_m)) continue;
        double ground_amsl_m = r->ground_amsl_m == NULL ? (double)NAN : (double)r->ground_amsl_m[first + i];
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

static void hear(const run *r, const htsc__heard *heard, const audience *a, htsc_signal *signals, floor_z *floors) {
    const htsc_thresholds *t = &r->options->thresholds[heard->technology];
    for (size_t k = 0; k < a->count; k++) {
        const htsc_loss *loss = &a->losses[k];
        htsc_signal *signal = &signals[a->index[k]];
        floor_z *floor = &floors[a->index[k]];
        double level_dbm =
            heard->reference_dbm + htsc_antenna_gain_db(&heard->antenna, a->bearing_deg[k], a->elevation_deg[k]);
        float rsrp_dbm = (float)htsc_link_mean_dbm(loss, level_dbm);
        if (signal->server == HTSC_NO_SERVER || rsrp_dbm > signal->rsrp_dbm) {
            signal->rsrp_dbm = rsrp_dbm;
            signal->server = heard->cell;
        }
        try_probability(loss, level_dbm, t->covered_dbm, &signal->covered_probability, &floor->covered);
        try_probability(loss, level_dbm, t->good_dbm, &signal->good_probability, &floor->good);
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

static htsc_signal *layer_at(const htsc_coverage *c, htsc_technology technology, uint32_t operator_index) {
    size_t layer = operator_index == HTSC_UNION ? c->operator_count : operator_index;
    return c->layers[technology] + layer * c->count;
}

/* The best of the operators, point by point. */
static void unite(htsc_coverage *c, size_t first, size_t count) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        if (c->layers[t] == NULL) continue;
        htsc_signal *all = layer_at(c, (htsc_technology)t, HTSC_UNION) + first;
        for (uint32_t o = 0; o < c->operator_count; o++) {
            const htsc_signal *one = layer_at(c, (htsc_technology)t, o) + first;
            for (size_t i = 0; i < count; i++) {
                all[i].covered_probability = fmaxf(all[i].covered_probability, one[i].covered_probability);
                all[i].good_probability = fmaxf(all[i].good_probability, one[i].good_probability);
                if (one[i].server == HTSC_NO_SERVER) continue;
                if (all[i].server != HTSC_NO_SERVER && one[i].rsrp_dbm <= all[i].rsrp_dbm) continue;
                all[i].rsrp_dbm = one[i].rsrp_dbm;
                all[i].server = one[i].server;
            }
        }
    }
}

static bool out_of_reach(const htsc_mast *mast, const htsc_box *box, double reach_m) {
    double dx = fmax(fmax(box->min_x - mast->x_m, mast->x_m - box->max_x), 0);
    double dy = fmax(fmax(box->min_y - mast->y_m, mast->y_m - box->max_y), 0);
    return dx * dx + dy * dy > reach_m * reach_m;
}

static htsc_box box_of(const run *r, size_t first, size_t count) {
    htsc_box box = {r->x_m[first], r->y_m[first], r->x_m[first], r->y_m[first]};
    for (size_t i = 1; i < count; i++) {
        box.min_x = fmin(box.min_x, r->x_m[first + i]), box.max_x = fmax(box.max_x, r->x_m[first + i]);
        box.min_y = fmin(box.min_y, r->y_m[first + i]), box.max_y = fmax(box.max_y, r->y_m[first + i]);
    }
    return box;
}

static void silence(htsc_coverage *c, size_t first, size_t count) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++)
        for (size_t o = 0; c->layers[t] != NULL && o <= c->operator_count; o++)
            for (size_t i = 0; i < count; i++)
                c->layers[t][o * c->count + first + i] = (htsc_signal){0, 0, NAN, HTSC_NO_SERVER};
}

static htsc_status run_block(void *ctx, size_t block, htsc_error *err) {
    run *r = ctx;
    htsc_coverage *c = r->out;
    size_t first = block * BLOCK, count = c->count - first < BLOCK ? c->count - first : BLOCK;
    size_t floor_count = c->operator_count * HTSC_TECHNOLOGY_COUNT * BLOCK;
    audience *a = htsc__alloc(1, sizeof *a);
    floor_z *floors = htsc__alloc(floor_count, sizeof *floors);
    uint64_t pairs = 0, flagged[HTSC_VALIDITY_COUNT] = {0};
    htsc_status status = a == NULL || floors == NULL ? htsc__error_memory(err, "coverage") : HTSC_OK;
    htsc_box box = box_of(r, first, count);
    silence(c, first, count);
    for (size_t i = 0; floors != NULL && i < floor_count; i++)
        floors[i] = (floor_z){-(double)INFINITY, -(double)INFINITY};
    for (size_t g = 0; g < r->masts.group_count && status == HTSC_OK; g++) {
        const htsc__mast_group *group = &r->masts.groups[g];
        if (out_of_reach(&group->mast, &box, r->options->model->max_distance_m)) continue;
        if (!gather(r, &group->mast, first, count, a)) continue;
        const htsc_propagation_model *model = r->options->model;
        status = model->loss(model->ctx, &group->mast, a->receivers, a->count, a->losses, err);
        if (status == HTSC_OK) status = check_losses(a, model, flagged, err);
        pairs += a->count;
        for (size_t h = group->first; h < group->first + group->count && status == HTSC_OK; h++) {
            const htsc__heard *heard = &r->masts.heard[h];
            size_t layer = (size_t)heard->technology * c->operator_count + heard->operator_index;
            hear(r, heard, a, layer_at(c, heard->technology, heard->operator_index) + first, floors + layer * BLOCK);
        }
    }
    unite(c, first, count);
    atomic_fetch_add(&r->pairs, pairs);
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++) atomic_fetch_add(&r->flagged[bit], flagged[bit]);
    htsc__free(a);
    htsc__free(floors);
    return status;
}

static htsc_status allocate(htsc_coverage *c, const htsc_coverage_options *options, htsc_error *err) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        if (!options->thresholds[t].used) continue;
        c->layers[t] = htsc__alloc((c->operator_count + 1) * c->count, sizeof *c->layers[t]);
        if (c->layers[t] == NULL) return htsc__error_memory(err, "coverage");
    }
    return HTSC_OK;
}

htsc_status htsc_coverage_create(const htsc_sites *sites, const htsc_coverage_options *options, size_t count,
                                 const double *x_m, const double *y_m, htsc_coverage **coverage, htsc_error *err) {
    *coverage = NULL;
    htsc_status status = check(options, err);
    if (status != HTSC_OK) return status;
    htsc_coverage *c = htsc__alloc(1, sizeof *c);
    if (c == NULL) return htsc__error_memory(err, "coverage");
    run r = {.options = options, .x_m = x_m, .y_m = y_m, .out = c};
    c->count = count;
    c->operator_count = htsc_sites_operator_count(sites);
    c->location_probability_frac = options->location_probability_frac;
    status = allocate(c, options, err);
    if (status == HTSC_OK) status = htsc__masts_create(sites, options, &r.masts, err);
    if (status == HTSC_OK && options->terrain != NULL) {
        r.ground_amsl_m = htsc__alloc(count, sizeof *r.ground_amsl_m);
        if (r.ground_amsl_m == NULL) status = htsc__error_memory(err, "coverage");
        if (status == HTSC_OK) status = htsc_terrain_sample(options->terrain, count, x_m, y_m, r.ground_amsl_m, err);
    }
    if (status == HTSC_OK)
        status = htsc__parallel((count + BLOCK - 1) / BLOCK, options->jobs, options->progress, HTSC_STAGE_COVERAGE,
                                run_block, &r, err);
    c->heard_count = r.masts.heard_count;
    c->silent_count = r.masts.silent_count;
    c->pair_count = atomic_load(&r.pairs);
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++) c->flagged[bit] = atomic_load(&r.flagged[bit]);
    htsc__masts_clear(&r.masts);
    htsc__free(r.ground_amsl_m);
    if (status != HTSC_OK) {
        htsc_coverage_free(c);
        return status;
    }
    *coverage = c;
    return HTSC_OK;
}

void htsc_coverage_free(htsc_coverage *coverage) {
    if (coverage == NULL) return;
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) htsc__free(coverage->layers[t]);
    htsc__free(coverage);
}

size_t htsc_coverage_count(const htsc_coverage *coverage) {
    return coverage->count;
}

const htsc_signal *htsc_coverage_get(const htsc_coverage *coverage, htsc_technology technology,
                                     uint32_t operator_index) {
    if (coverage->layers[technology] == NULL) return NULL;
    return layer_at(coverage, technology, operator_index);
}

htsc_level htsc_coverage_level(const htsc_coverage *coverage, const htsc_signal *signal) {
    float wanted = (float)coverage->location_probability_frac; /* as the probabilities are kept */
    if (signal->good_probability >= wanted) return HTSC_LEVEL_GOOD;
    return signal->covered_probability >= wanted ? HTSC_LEVEL_WEAK : HTSC_LEVEL_NONE;
}

size_t htsc_coverage_heard_count(const htsc_coverage *coverage) {
    return coverage->heard_count;
}

size_t htsc_coverage_silent_count(const htsc_coverage *coverage) {
    return coverage->silent_count;
}

uint64_t htsc_coverage_pair_count(const htsc_coverage *coverage) {
    return coverage->pair_count;
}

uint64_t htsc_coverage_flagged_count(const htsc_coverage *coverage, unsigned bit) {
    return bit < HTSC_VALIDITY_COUNT ? coverage->flagged[bit] : 0;
}
