#include <assert.h>
#include <math.h>

#include <htscover/antenna.h>

#include "base/error.h"
#include "radio/antenna_pattern.h"

void htsc_antenna_init(htsc_antenna *antenna) {
    *antenna = (htsc_antenna){.kind = HTSC_ANTENNA_OMNI,
                              .azimuth_deg = 0.0,
                              .downtilt_deg = 0.0,
                              .h_beamwidth_deg = 360.0,
                              .v_beamwidth_deg = (double)NAN,
                              .front_to_back_db = 30.0,
                              .side_lobe_db = 30.0};
}

static htsc_status check_above_0(const char *name, double value, double high, htsc_error *err) {
    if (value > 0.0 && value <= high) {
        return HTSC_OK;
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %g outside (0, %g]", name, value, high);
}

static htsc_status check_decibels(const char *name, double value, htsc_error *err) {
    if (value > 0.0 && isfinite(value)) {
        return HTSC_OK;
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %g not finite and above 0", name, value);
}

htsc_status htsc_antenna_check(const htsc_antenna *antenna, htsc_error *err) {
    assert(antenna != NULL);
    const int omni = antenna->kind == HTSC_ANTENNA_OMNI, measured = antenna->kind == HTSC_ANTENNA_PATTERN;
    if (!omni && !measured && antenna->kind != HTSC_ANTENNA_SECTOR) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "kind %d outside [0, 2]", (int)antenna->kind);
    }
    if (!(antenna->azimuth_deg >= 0.0 && antenna->azimuth_deg < 360.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "azimuth_deg %g outside [0, 360)", antenna->azimuth_deg);
    }
    if (!(antenna->downtilt_deg >= -90.0 && antenna->downtilt_deg <= 90.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "downtilt_deg %g outside [-90, 90]", antenna->downtilt_deg);
    }
    if (measured) {
        return antenna->pattern != NULL ? HTSC_OK : htsc__error_set(err, HTSC_ERR_ARGUMENT, "kind 2 without a pattern");
    }
    htsc_status status = check_above_0("h_beamwidth_deg", antenna->h_beamwidth_deg, 360.0, err);
    if (status == HTSC_OK && !(omni && isnan(antenna->v_beamwidth_deg))) {
        status = check_above_0("v_beamwidth_deg", antenna->v_beamwidth_deg, 180.0, err);
    }
    if (status == HTSC_OK) {
        status = check_decibels("front_to_back_db", antenna->front_to_back_db, err);
    }
    if (status == HTSC_OK) {
        status = check_decibels("side_lobe_db", antenna->side_lobe_db, err);
    }
    return status;
}

/* Into [-180, 180], exactly: remainder() does not round. Both ends are the same direction and lose the same. */
static double wrapped_deg(double angle_deg) {
    if (angle_deg >= -180.0 && angle_deg < 180.0) {
        return angle_deg;
    }
    if (fabs(angle_deg) <= 540.0) {
        return angle_deg < 0.0 ? angle_deg + 360.0 : angle_deg - 360.0; /* exact: within a factor of 2 */
    }
    return remainder(angle_deg, 360.0);
}

/* 12 (off / width)^2, at most `limit_db`: minus either cut of table 7.3-1. */
static double cut_loss_db(double off_deg, double beamwidth_deg, double limit_db) {
    double off = off_deg / beamwidth_deg;
    double loss_db = 12.0 * off * off;
    return loss_db < limit_db ? loss_db : limit_db;
}

double htsc_antenna_pattern_gain_db(const htsc_antenna_pattern *pattern, double azimuth_deg, double elevation_deg,
                                    double tilt_deg) {
    return htsc__antenna_pattern_gain_db(pattern, wrapped_deg(azimuth_deg), elevation_deg, tilt_deg);
}

double htsc_antenna_gain_db(const htsc_antenna *antenna, double bearing_deg, double elevation_deg) {
    if (antenna->kind == HTSC_ANTENNA_PATTERN) {
        double off_deg = wrapped_deg(wrapped_deg(bearing_deg) - antenna->azimuth_deg);
        return htsc__antenna_pattern_gain_db(antenna->pattern, off_deg, elevation_deg, antenna->downtilt_deg);
    }
    double loss_db = 0.0;
    if (!isnan(antenna->v_beamwidth_deg)) {
        /* theta - 90 - tilt, with theta = 90 - elevation; the square does not mind the sign. */
        double off_deg = elevation_deg + antenna->downtilt_deg;
        loss_db = cut_loss_db(off_deg, antenna->v_beamwidth_deg, antenna->side_lobe_db);
    }
    if (antenna->kind == HTSC_ANTENNA_SECTOR) {
        double off_deg = wrapped_deg(wrapped_deg(bearing_deg) - antenna->azimuth_deg);
        loss_db += cut_loss_db(off_deg, antenna->h_beamwidth_deg, antenna->front_to_back_db);
        loss_db = loss_db < antenna->front_to_back_db ? loss_db : antenna->front_to_back_db;
    }
    return 0.0 - loss_db; /* not -loss_db: that would be -0 at the maximum */
}
