#include "tr38901.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "free_space.h"
#include "model.h"

void htsc_tr38901_options_init(htsc_tr38901_options *options) {
    *options = (htsc_tr38901_options){.struct_size = sizeof *options,
                                      .scenario = HTSC_SCENARIO_RMA,
                                      .building_height_m = 5.0,
                                      .street_width_m = 20.0,
                                      .max_distance_m = 0.0};
}

static htsc_status check_metres(const char *name, double value, double low, double high, htsc_error *err) {
    if (value >= low && value <= high) {
        return HTSC_OK;
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %g outside [%g, %g]", name, value, low, high);
}

htsc_status htsc__tr38901_options_read(const htsc_tr38901_options *given, htsc_tr38901_options *options,
                                       htsc_error *err) {
    const size_t first_size = offsetof(htsc_tr38901_options, max_distance_m) + sizeof given->max_distance_m;
    if (given->struct_size < first_size) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT,
                               "struct_size %zu under %zu: call htsc_tr38901_options_init first", given->struct_size,
                               first_size);
    }
    htsc_tr38901_options_init(options);
    memcpy(options, given, given->struct_size < sizeof *options ? given->struct_size : sizeof *options);
    options->struct_size = sizeof *options;

    if (options->scenario != HTSC_SCENARIO_UMA && options->scenario != HTSC_SCENARIO_UMI &&
        options->scenario != HTSC_SCENARIO_RMA) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "scenario %d outside [0, 2]", (int)options->scenario);
    }
    if (!(options->max_distance_m >= 0.0) || !isfinite(options->max_distance_m)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "max_distance_m %g not finite and at least 0",
                               options->max_distance_m);
    }
    htsc_status status = HTSC_OK;
    if (options->scenario == HTSC_SCENARIO_RMA) {
        status = check_metres("building_height_m", options->building_height_m, 5.0, 50.0, err);
        if (status == HTSC_OK) {
            status = check_metres("street_width_m", options->street_width_m, 5.0, 50.0, err);
        }
    }
    return status;
}

/* The same arithmetic for every element, in passes a compiler can vectorise: square roots, then logarithms and
 * exponentials, then sums and choices. */
static void los_probabilities(const htsc__tr38901_curve *curve, const double *d2_m, size_t count, double *p) {
    for (size_t i = 0; i < count; i++) {
        p[i] = exp((curve->offset_m - d2_m[i]) / curve->decay_m);
    }
    for (size_t i = 0; i < count; i++) {
        double share = curve->share_m / d2_m[i];
        p[i] = share + p[i] * (1.0 - share);
    }
    if (curve->tall > 0.0) {
        for (size_t i = 0; i < count; i++) {
            double hundreds = d2_m[i] / 100.0;
            p[i] *= 1.0 + curve->tall * hundreds * hundreds * hundreds * exp(-d2_m[i] / 150.0);
        }
    }
    for (size_t i = 0; i < count; i++) {
        p[i] = p[i] > 1.0 ? 1.0 : p[i];
    }
}

void htsc__tr38901_losses(const htsc__tr38901_curve *curve, const double *distance_m, size_t count, htsc_loss *losses) {
    double d2_m[HTSC__TR38901_BATCH], d3_m[HTSC__TR38901_BATCH], log_d3[HTSC__TR38901_BATCH], p[HTSC__TR38901_BATCH];
    assert(count <= HTSC__TR38901_BATCH);

    const double dz = curve->height_difference_m;
    for (size_t i = 0; i < count; i++) {
        double d = distance_m[i];
        d2_m[i] = d < HTSC__TR38901_SHORTEST_M ? HTSC__TR38901_SHORTEST_M : d;
        d3_m[i] = sqrt(d2_m[i] * d2_m[i] + dz * dz);
    }
    for (size_t i = 0; i < count; i++) {
        log_d3[i] = htsc__log10(d3_m[i]);
    }
    los_probabilities(curve, d2_m, count, p);

    for (size_t i = 0; i < count; i++) {
        const int near = d2_m[i] <= curve->break_m;
        const double pl1_db = curve->near_db + curve->near_slope_db * log_d3[i] + curve->near_db_per_m * d3_m[i];
        const double pl2_db = curve->far_db + 40.0 * log_d3[i];
        const double model_los_db = near ? pl1_db : pl2_db;
        const double bound_db = curve->bound_at_1m_db + 20.0 * log_d3[i];
        const double los_db = model_los_db < bound_db ? bound_db : model_los_db;
        const double nlos_db = curve->nlos_db + curve->nlos_slope_db * log_d3[i];
        const int far_off = distance_m[i] < HTSC__TR38901_SHORTEST_M || distance_m[i] > HTSC__TR38901_LONGEST_M;

        losses[i].los_probability = p[i];
        losses[i].los_db = los_db;
        losses[i].los_sigma_db = near ? curve->near_sigma_db : curve->far_sigma_db;
        losses[i].nlos_db = nlos_db < los_db ? los_db : nlos_db; /* also holds it up to the bound */
        losses[i].nlos_sigma_db = curve->nlos_sigma_db;
        losses[i].validity = curve->validity | (far_off ? HTSC_VALIDITY_DISTANCE : 0u) |
                             (model_los_db < bound_db ? HTSC_VALIDITY_FREE_SPACE : 0u);
    }
}

static htsc_status check_positive(const char *name, double value, htsc_error *err) {
    if (value > 0.0 && isfinite(value)) {
        return HTSC_OK;
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %g not finite and above 0", name, value);
}

htsc_status htsc_tr38901_loss(const htsc_tr38901_options *options, double freq_mhz, double tx_height_agl_m,
                              double rx_height_agl_m, double distance_m, htsc_loss *loss, htsc_error *err) {
    assert(options != NULL && loss != NULL);
    htsc_tr38901_options read;
    htsc_status status = htsc__tr38901_options_read(options, &read, err);
    if (status == HTSC_OK) {
        status = check_positive("freq_mhz", freq_mhz, err);
    }
    if (status == HTSC_OK) {
        status = check_positive("tx_height_agl_m", tx_height_agl_m, err);
    }
    if (status == HTSC_OK) {
        status = check_positive("rx_height_agl_m", rx_height_agl_m, err);
    }
    if (status == HTSC_OK && (!(distance_m >= 0.0) || !isfinite(distance_m))) {
        status = htsc__error_set(err, HTSC_ERR_ARGUMENT, "distance_m %g not finite and at least 0", distance_m);
    }
    if (status != HTSC_OK) {
        return status;
    }
    htsc__tr38901_curve curve;
    htsc_loss result;
    htsc__tr38901_curve_init(&read, freq_mhz, tx_height_agl_m, rx_height_agl_m, &curve);
    htsc__tr38901_losses(&curve, &distance_m, 1, &result);
    if (!isfinite(result.los_db) || !isfinite(result.nlos_db)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "loss not finite at distance_m %g, heights %g and %g",
                               distance_m, tx_height_agl_m, rx_height_agl_m);
    }
    *loss = result;
    return HTSC_OK;
}
