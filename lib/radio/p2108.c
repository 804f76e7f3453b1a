#include <assert.h>
#include <math.h>

#include <htscover/entry.h>

#include "base/error.h"
#include "radio/normal.h"

#define SIGMA_L_DB 4.0
#define SIGMA_S_DB 6.0
#define SHORTEST_KM 0.25
#define CAP_KM 2.0

typedef struct spread {
    double median_db, sigma_db;
} spread;

static htsc_status check(double freq_ghz, double distance_km, htsc_error *err) {
    if (!(freq_ghz >= 0.5 && freq_ghz <= 67.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "freq_ghz %g outside [0.5, 67]", freq_ghz);
    }
    if (!(distance_km >= 0.0 && distance_km <= 20000.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "distance_km %g outside [0, 20000]", distance_km);
    }
    return HTSC_OK;
}

static spread spread_at(double freq_ghz, double distance_km) {
    double log_f = log10(freq_ghz);
    double ll_db = -2.0 * log10(pow(10.0, -5.0 * log_f - 12.5) + pow(10.0, -16.5)); /* (4a) */
    double ls_db = 32.98 + 23.9 * log10(distance_km) + 3.0 * log_f;                 /* (5a) */
    double l = pow(10.0, -0.2 * ll_db), s = pow(10.0, -0.2 * ls_db);
    double variance = (SIGMA_L_DB * SIGMA_L_DB * l + SIGMA_S_DB * SIGMA_S_DB * s) / (l + s); /* (3b), (4b), (5b) */
    return (spread){-5.0 * log10(l + s), sqrt(variance)};
}

static double scale_of(double distance_km) {
    return distance_km < SHORTEST_KM ? distance_km / SHORTEST_KM : 1.0;
}

htsc_status htsc_p2108_terminal_loss_db(double freq_ghz, double distance_km, double location_pct, double *loss_db,
                                        htsc_error *err) {
    assert(loss_db != NULL);
    htsc_status status = check(freq_ghz, distance_km, err);
    if (status != HTSC_OK) {
        return status;
    }
    if (!(location_pct > 0.0 && location_pct < 100.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "location_pct %g outside (0, 100)", location_pct);
    }
    /* (3a) subtracts Q^-1(p), the upper quantile: minus the lower one. */
    double quantile = htsc__normal_quantile(location_pct / 100.0);
    spread here = spread_at(freq_ghz, fmax(distance_km, SHORTEST_KM)), cap = spread_at(freq_ghz, CAP_KM);
    double here_db = here.median_db + here.sigma_db * quantile, cap_db = cap.median_db + cap.sigma_db * quantile;
    *loss_db = scale_of(distance_km) * fmin(here_db, cap_db); /* (6) */
    return HTSC_OK;
}

htsc_status htsc_p2108_terminal_normal(double freq_ghz, double distance_km, double *median_db, double *sigma_db,
                                       htsc_error *err) {
    assert(median_db != NULL && sigma_db != NULL);
    htsc_status status = check(freq_ghz, distance_km, err);
    if (status != HTSC_OK) {
        return status;
    }
    spread at = spread_at(freq_ghz, fmin(fmax(distance_km, SHORTEST_KM), CAP_KM));
    *median_db = scale_of(distance_km) * at.median_db;
    *sigma_db = scale_of(distance_km) * at.sigma_db;
    return HTSC_OK;
}
