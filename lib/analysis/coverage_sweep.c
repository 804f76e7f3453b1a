#include <math.h>

#include "analysis/coverage_run.h"
#include "analysis/sweep.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

enum { BLOCK = 4096 };

/* Groups of masts at one place, as the sweep wants them. While cells are heard the signals' probabilities hold standard
 * scores: with one normal a cell, the best score is that of the best probability. */
typedef struct stand {
    htsc__coverage_run *run;
    const htsc__receivers *receivers;
    const htsc__mast_group **groups; /* one a band */
    const htsc__entry *entries;      /* the same; NULL: no levels indoors */
} stand;

static float score(double margin_db, double sigma_db) {
    if (sigma_db > 0) return (float)(margin_db / sigma_db);
    return margin_db >= 0 ? INFINITY : -INFINITY;
}

typedef struct spread {
    double loss_db, sigma_db;
} spread;

/* Loss and its spread over places, with the clutter at the receiver where that is asked for. */
static htsc_status spread_of(const stand *s, const htsc__sweep_batch *batch, size_t i, double freq_mhz,
                             double below_clutter_db, spread *out, htsc_error *err) {
    const htsc_sweep_options *sweep = s->run->options->sweep;
    *out =
        (spread){batch->loss_db[i], htsc__sweep_sigma_db(sweep, s->receivers, batch->receivers[i], below_clutter_db)};
    if (!sweep->terminal_clutter) return HTSC_OK;
    double median_db, sigma_db;
    htsc_status status = htsc_p2108_terminal_normal(freq_mhz / 1000, batch->d_km[i], &median_db, &sigma_db, err);
    if (status != HTSC_OK) return status;
    out->loss_db += median_db;
    out->sigma_db = hypot(out->sigma_db, sigma_db);
    return HTSC_OK;
}

static void hear(const stand *s, const htsc__sweep_batch *batch, const spread *spreads, const htsc__heard *heard) {
    htsc__signals *signals = &s->run->signals;
    const htsc_thresholds *t = &s->run->options->thresholds[heard->technology];
    htsc_signal *layer = signals->layers[heard->technology] + htsc__layer(signals, heard->operator_index);
    for (size_t i = 0; i < batch->count; i++) {
        const double elevation_deg = batch->elevation_rad[i] * (180 / M_PI);
        const double gain_db =
            htsc_antenna_gain_db(&heard->antenna, batch->bearing_rad[i] * (180 / M_PI), elevation_deg);
        const double rsrp_dbm = heard->reference_dbm + gain_db - spreads[i].loss_db, sigma_db = spreads[i].sigma_db;
        htsc_signal *signal = &layer[batch->receivers[i]];
        signal->covered_probability = fmaxf(signal->covered_probability, score(rsrp_dbm - t->covered_dbm, sigma_db));
        signal->good_probability = fmaxf(signal->good_probability, score(rsrp_dbm - t->good_dbm, sigma_db));
        if (s->entries != NULL) {
            double entry_db, entry_sigma_db;
            htsc__entry_get(&s->entries[batch->band], elevation_deg, &entry_db, &entry_sigma_db);
            signal->indoor_probability = fmaxf(signal->indoor_probability, score(rsrp_dbm - entry_db - t->covered_dbm,
                                                                                 hypot(sigma_db, entry_sigma_db)));
        }
        htsc__signals_hear(signals, heard, batch->receivers[i], (float)rsrp_dbm);
    }
}

static htsc_status listen(void *ctx, const htsc__sweep_batch *batch, htsc_error *err) {
    const stand *s = ctx;
    const htsc__mast_group *group = s->groups[batch->band];
    spread spreads[HTSC__P1812_LANES];
    uint64_t near = 0;
    const double below_clutter_db =
        htsc__p1812_location_sigma_db(group->mast.freq_mhz / 1000, s->run->options->sweep->location_resolution_m);
    for (size_t i = 0; i < batch->count; i++) {
        htsc_status status = spread_of(s, batch, i, group->mast.freq_mhz, below_clutter_db, &spreads[i], err);
        if (status != HTSC_OK) return status;
        near += batch->d_km[i] < HTSC__P1812_SHORTEST_KM ? 1 : 0;
    }
    for (size_t h = group->first; h < group->first + group->count; h++)
        hear(s, batch, spreads, &s->run->masts.heard[h]);
    atomic_fetch_add_explicit(&s->run->pairs, batch->count, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->run->flagged[0], near, memory_order_relaxed); /* HTSC_VALIDITY_DISTANCE */
    if (batch->unknown_ground_count > 0)
        atomic_fetch_add_explicit(&s->run->flagged[5], batch->unknown_ground_count, memory_order_relaxed);
    return HTSC_OK;
}

/* What P.1812 has: frequencies up to 6 GHz, over known ground. */
static bool can_be_swept(const htsc_mast *mast) {
    return mast->freq_mhz >= 30 && mast->freq_mhz <= 6000 && !isnan(mast->ground_amsl_m);
}

static htsc_status add_band(htsc__coverage_run *run, const htsc__mast_group *group, size_t band, stand *s,
                            htsc__sweep_band *bands, htsc__entry *entries, htsc_error *err) {
    const htsc_coverage_options *options = run->options;
    s->groups[band] = group;
    htsc_status status = htsc__sweep_band_init(&bands[band], options->sweep, group->mast.freq_mhz,
                                               group->mast.antenna_height_agl_m, options->receiver_height_agl_m, err);
    if (status != HTSC_OK || entries == NULL) return status;
    return htsc__entry_init(&entries[band], *options->building, group->mast.freq_mhz, err);
}

/* The groups of one place that can be swept; the cells of the others are counted. */
static htsc_status sweep_stand(htsc__coverage_run *run, const htsc__receivers *receivers, size_t first, size_t count,
                               htsc_error *err) {
    const htsc_coverage_options *options = run->options;
    const htsc_mast *mast = &run->masts.groups[first].mast;
    if (!htsc__sweep_is_heard(options->sweep, receivers, mast->x_m, mast->y_m)) return HTSC_OK;
    htsc__sweep_band *bands = htsc__alloc(count, sizeof *bands);
    htsc__entry *entries = options->building == NULL ? NULL : htsc__alloc(count, sizeof *entries);
    stand s = {run, receivers, htsc__alloc(count, sizeof(const htsc__mast_group *)), entries};
    htsc__sweep_place place = {mast->x_m, mast->y_m, mast->ground_amsl_m, 0, bands};
    htsc_status status = HTSC_OK;
    if (bands == NULL || s.groups == NULL || (options->building != NULL && entries == NULL))
        status = htsc__error_memory(err, "masts");
    for (size_t i = first; i < first + count && status == HTSC_OK; i++) {
        const htsc__mast_group *group = &run->masts.groups[i];
        if (can_be_swept(&group->mast))
            status = add_band(run, group, place.band_count++, &s, bands, entries, err);
        else
            run->left_out_count += group->count;
    }
    if (status == HTSC_OK && place.band_count > 0)
        status = htsc__sweep(options->sweep, receivers, &place, options->jobs, listen, &s, err);
    htsc__free((void *)s.groups);
    htsc__free(bands);
    htsc__free(entries);
    return status;
}

static float probability(float z) {
    return (float)(0.5 * erfc(-(double)z * M_SQRT1_2));
}

/* Scores become probabilities; the operators' best and rates follow. */
static htsc_status finish_block(void *ctx, size_t block, htsc_error *err) {
    htsc__coverage_run *run = ctx;
    htsc__signals *s = &run->signals;
    const size_t first = block * BLOCK, count = s->count - first < BLOCK ? s->count - first : BLOCK;
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        if (s->layers[t] == NULL) continue;
        for (uint32_t o = 0; o < s->operator_count; o++) {
            htsc_signal *signals = s->layers[t] + htsc__layer(s, o) + first;
            for (size_t i = 0; i < count; i++) {
                signals[i].covered_probability = probability(signals[i].covered_probability);
                signals[i].good_probability = probability(signals[i].good_probability);
                signals[i].indoor_probability =
                    run->options->building == NULL ? 0 : probability(signals[i].indoor_probability);
                signals[i].indoor_probability = fminf(signals[i].indoor_probability, signals[i].covered_probability);
            }
        }
    }
    htsc__signals_unite(s, first, count);
    return run->options->rate == NULL ? HTSC_OK : htsc__signals_rate(s, run->options, run->sites, first, count, err);
}

static void begin_scores(htsc__signals *s) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++)
        for (size_t i = 0; s->layers[t] != NULL && i < s->operator_count * s->count; i++)
            s->layers[t][i].covered_probability = s->layers[t][i].good_probability =
                s->layers[t][i].indoor_probability = -INFINITY;
}

htsc_status htsc__coverage_by_sweep(htsc__coverage_run *run, htsc_error *err) {
    const htsc_coverage_options *options = run->options;
    const htsc__masts *masts = &run->masts;
    htsc__receivers receivers;
    htsc_status status = htsc__receivers_init(&receivers, options->sweep, options->receiver_height_agl_m, run->count,
                                              run->x_m, run->y_m, options->jobs, err);
    if (status != HTSC_OK) return status;
    begin_scores(&run->signals);
    for (size_t g = 0; g < masts->group_count && status == HTSC_OK;) {
        const htsc_mast *mast = &masts->groups[g].mast;
        size_t end = g + 1;
        while (end < masts->group_count && masts->groups[end].mast.x_m == mast->x_m &&
               masts->groups[end].mast.y_m == mast->y_m)
            end++;
        status = htsc__progress_step(options->progress, HTSC_STAGE_COVERAGE, g, masts->group_count, err);
        if (status == HTSC_OK) status = sweep_stand(run, &receivers, g, end - g, err);
        g = end;
    }
    if (status == HTSC_OK)
        status =
            htsc__progress_step(options->progress, HTSC_STAGE_COVERAGE, masts->group_count, masts->group_count, err);
    if (status == HTSC_OK)
        status = htsc__parallel((run->count + BLOCK - 1) / BLOCK, options->jobs, NULL, HTSC_STAGE_COVERAGE,
                                finish_block, run, err);
    htsc__receivers_clear(&receivers);
    return status;
}
