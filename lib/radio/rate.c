#include <assert.h>
#include <math.h>

#include <htscover/rate.h>

#include "base/error.h"

#define THERMAL_DBM_HZ (-174.0)
#define HZ_PER_KHZ 1000.0

void htsc_rate_options_init(htsc_rate_options *options) {
    *options = (htsc_rate_options){.struct_size = sizeof *options,
                                   .attenuation_frac = 0.6,
                                   .sinr_min_db = -10.0,
                                   .efficiency_bps_hz = HTSC_RATE_LTE_64QAM_BPS_HZ};
}

static htsc_status check_rate(const htsc_rate_options *o, double sinr_db, double bandwidth_mhz, htsc_error *err) {
    if (o->struct_size != sizeof *o) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "rate options of %zu bytes, expected %zu", o->struct_size,
                               sizeof *o);
    }
    if (!(o->attenuation_frac > 0.0 && o->attenuation_frac <= 1.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "attenuation_frac %g outside (0, 1]", o->attenuation_frac);
    }
    if (!(o->sinr_min_db >= -30.0 && o->sinr_min_db <= 30.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sinr_min_db %g outside [-30, 30]", o->sinr_min_db);
    }
    if (!(o->efficiency_bps_hz > 0.0 && o->efficiency_bps_hz <= 20.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "efficiency_bps_hz %g outside (0, 20]", o->efficiency_bps_hz);
    }
    if (isnan(sinr_db)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sinr_db is no number");
    }
    if (!(bandwidth_mhz >= 0.0 && bandwidth_mhz <= 10000.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "bandwidth_mhz %g outside [0, 10000]", bandwidth_mhz);
    }
    return HTSC_OK;
}

htsc_status htsc_rate_mbps(const htsc_rate_options *options, double sinr_db, double bandwidth_mhz, double *rate_mbps,
                           htsc_error *err) {
    assert(options != NULL && rate_mbps != NULL);
    htsc_status status = check_rate(options, sinr_db, bandwidth_mhz, err);
    if (status != HTSC_OK) {
        return status;
    }
    double efficiency = 0.0;
    if (sinr_db >= options->sinr_min_db) {
        efficiency = options->attenuation_frac * log2(1.0 + pow(10.0, 0.1 * sinr_db));
    }
    *rate_mbps = bandwidth_mhz * fmin(efficiency, options->efficiency_bps_hz);
    return HTSC_OK;
}

void htsc_sinr_options_init(htsc_sinr_options *options) {
    *options = (htsc_sinr_options){
        .struct_size = sizeof *options, .noise_figure_db = 9.0, .scs_khz = (double)NAN, .load_frac = 1.0};
}

static htsc_status check_sinr(const htsc_sinr_options *o, double signal_dbm, htsc_error *err) {
    if (o->struct_size != sizeof *o) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sinr options of %zu bytes, expected %zu", o->struct_size,
                               sizeof *o);
    }
    if (!(o->noise_figure_db >= 0.0 && o->noise_figure_db <= 30.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "noise_figure_db %g outside [0, 30]", o->noise_figure_db);
    }
    if (!(o->scs_khz > 0.0 && o->scs_khz <= 1000.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "scs_khz %g outside (0, 1000]", o->scs_khz);
    }
    if (!(o->load_frac >= 0.0 && o->load_frac <= 1.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "load_frac %g outside [0, 1]", o->load_frac);
    }
    if (!(signal_dbm >= -400.0 && signal_dbm <= 100.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "signal_dbm %g outside [-400, 100]", signal_dbm);
    }
    return HTSC_OK;
}

htsc_status htsc_sinr_db(const htsc_sinr_options *options, double signal_dbm, const double *interference_dbm,
                         size_t count, double *sinr_db, htsc_error *err) {
    assert(options != NULL && sinr_db != NULL && (count == 0 || interference_dbm != NULL));
    htsc_status status = check_sinr(options, signal_dbm, err);
    if (status != HTSC_OK) {
        return status;
    }
    double others_mw = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!(interference_dbm[i] <= 100.0)) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "interference_dbm[%zu] %g above 100", i,
                                   interference_dbm[i]);
        }
        others_mw += pow(10.0, 0.1 * interference_dbm[i]);
    }
    double noise_dbm = THERMAL_DBM_HZ + 10.0 * log10(HZ_PER_KHZ * options->scs_khz) + options->noise_figure_db;
    double against_mw = options->load_frac * others_mw + pow(10.0, 0.1 * noise_dbm);
    *sinr_db = signal_dbm - 10.0 * log10(against_mw);
    return HTSC_OK;
}
