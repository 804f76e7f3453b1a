#include <assert.h>
#include <math.h>

#include <htscover/entry.h>

#include "base/error.h"
#include "radio/normal.h"

#define QUANTILE_90 1.2815515655446004
#define FLOOR_DB (-3.0) /* C, (4) */

/* Table 1. */
typedef struct coefficients {
    double r, s, t, u, v, w, x, y, z;
} coefficients;

static const coefficients buildings[] = {{12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0},
                                         {28.19, -3.0, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1}};

static htsc_status check(htsc_building building, double freq_ghz, double elevation_deg, htsc_error *err) {
    if (building != HTSC_BUILDING_TRADITIONAL && building != HTSC_BUILDING_THERMALLY_EFFICIENT) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "building %d outside [0, 1]", (int)building);
    }
    if (!(freq_ghz >= 0.08 && freq_ghz <= 100.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "freq_ghz %g outside [0.08, 100]", freq_ghz);
    }
    if (!(fabs(elevation_deg) <= 90.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "elevation_deg %g outside [-90, 90]", elevation_deg);
    }
    return HTSC_OK;
}

static double loss_at(htsc_building building, double freq_ghz, double elevation_deg, double quantile) {
    const coefficients *c = &buildings[building];
    double log_f = log10(freq_ghz);
    double horizontal_db = c->r + c->s * log_f + c->t * log_f * log_f;                              /* (9) */
    double mu1_db = horizontal_db + 0.212 * fabs(elevation_deg);                                    /* (5), (10) */
    double mu2_db = c->w + c->x * log_f;                                                            /* (6) */
    double sigma1_db = c->u + c->v * log_f, sigma2_db = c->y + c->z * log_f;                        /* (7), (8) */
    double a_db = quantile * sigma1_db + mu1_db, b_db = quantile * sigma2_db + mu2_db;              /* (2), (3) */
    return 10.0 * log10(pow(10.0, 0.1 * a_db) + pow(10.0, 0.1 * b_db) + pow(10.0, 0.1 * FLOOR_DB)); /* (1) */
}

htsc_status htsc_p2109_entry_loss_db(htsc_building building, double freq_ghz, double elevation_deg, double probability,
                                     double *loss_db, htsc_error *err) {
    assert(loss_db != NULL);
    htsc_status status = check(building, freq_ghz, elevation_deg, err);
    if (status != HTSC_OK) {
        return status;
    }
    if (!(probability > 0.0 && probability < 1.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "probability %g outside (0, 1)", probability);
    }
    *loss_db = loss_at(building, freq_ghz, elevation_deg, htsc__normal_quantile(probability));
    return HTSC_OK;
}

htsc_status htsc_p2109_entry_normal(htsc_building building, double freq_ghz, double elevation_deg, double *median_db,
                                    double *sigma_db, htsc_error *err) {
    assert(median_db != NULL && sigma_db != NULL);
    htsc_status status = check(building, freq_ghz, elevation_deg, err);
    if (status != HTSC_OK) {
        return status;
    }
    double high_db = loss_at(building, freq_ghz, elevation_deg, QUANTILE_90);
    double low_db = loss_at(building, freq_ghz, elevation_deg, -QUANTILE_90);
    *median_db = loss_at(building, freq_ghz, elevation_deg, 0.0);
    *sigma_db = (high_db - low_db) / (2.0 * QUANTILE_90);
    return HTSC_OK;
}
