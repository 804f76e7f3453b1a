#include "radio/antenna_pattern.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#define RAD_PER_DEG 0.017453292519943295769
#define FADE_START_DEG 60.0
#define MAX_GAP_DEG 10.0
#define MAX_LOSS_DB 100.0

enum { BINS_PER_DEG = 4, BIN_COUNT = 360 * BINS_PER_DEG, NAME_BYTES = 128 };

/* Knots from 0 to 360 degrees, both there; `bins` says at which knot the search for an angle starts. */
typedef struct table {
    size_t count;
    double *angle_deg, *loss_db, *slope_db;
    uint16_t bins[BIN_COUNT];
} table;

struct htsc_antenna_pattern {
    table horizontal, vertical;
    double h_front_db, h_back_db;
    char name[NAME_BYTES];
    double gain_dbi, freq_mhz, electrical_tilt_deg;
};

htsc_status htsc__antenna_angle_check(double previous_deg, double angle_deg, double loss_db, htsc_error *err) {
    if (!(angle_deg >= -180.0 && angle_deg <= 360.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "angle %g deg outside [-180, 360]", angle_deg);
    }
    if (!(loss_db >= 0.0 && loss_db <= MAX_LOSS_DB)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "attenuation %g dB outside [0, 100]", loss_db);
    }
    if (isnan(previous_deg)) {
        return HTSC_OK;
    }
    if (!(angle_deg > previous_deg)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "angle %g deg after %g deg: angles must increase", angle_deg,
                               previous_deg);
    }
    if (angle_deg - previous_deg > MAX_GAP_DEG) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "angle %g deg after %g deg: a gap above 10 deg", angle_deg,
                               previous_deg);
    }
    return HTSC_OK;
}

static htsc_status check_cut(const htsc_antenna_cut *cut, const char *which, htsc_error *err) {
    if (cut->count < HTSC__ANTENNA_MIN_ANGLES || cut->count > HTSC__ANTENNA_MAX_ANGLES) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s cut of %zu angles, outside [36, 3601]", which, cut->count);
    }
    htsc_error reason;
    for (size_t i = 0; i < cut->count; i++) {
        double previous_deg = i == 0 ? (double)NAN : cut->angle_deg[i - 1];
        if (htsc__antenna_angle_check(previous_deg, cut->angle_deg[i], cut->loss_db[i], &reason) != HTSC_OK) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s cut, index %zu: %s", which, i, reason.message);
        }
    }
    double first_deg = cut->angle_deg[0], last_deg = cut->angle_deg[cut->count - 1];
    double rest_deg = 360.0 - (last_deg - first_deg);
    if (rest_deg < 0.0) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s cut from %g to %g deg: more than a turn", which, first_deg,
                               last_deg);
    }
    if (rest_deg > MAX_GAP_DEG) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s cut from %g to %g deg: a gap above 10 deg", which, first_deg,
                               last_deg);
    }
    if (rest_deg <= 0.0 && cut->loss_db[0] != cut->loss_db[cut->count - 1]) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s cut: %g and %g deg are one direction with two attenuations",
                               which, first_deg, last_deg);
    }
    return HTSC_OK;
}

static void add_knot(table *t, double angle_deg, double loss_db) {
    t->angle_deg[t->count] = angle_deg;
    t->loss_db[t->count] = loss_db;
    t->count++;
}

/* The cut from its first angle at or above 0 on, negative ones a turn later, with knots at 0 and 360. */
static void lay_knots(table *t, const htsc_antenna_cut *cut) {
    size_t last = cut->count - 1, used = cut->count, start = 0;
    if (cut->angle_deg[last] - cut->angle_deg[0] >= 360.0) {
        used--;
    }
    while (start < used && cut->angle_deg[start] < 0.0) {
        start++;
    }
    if (start == used) {
        start = 0;
    }
    size_t end = start == 0 ? used - 1 : start - 1;
    double right_deg = cut->angle_deg[start], left_deg = cut->angle_deg[end];
    right_deg += right_deg < 0.0 ? 360.0 : 0.0;
    left_deg -= left_deg >= 0.0 ? 360.0 : 0.0;
    double at_0_db = cut->loss_db[start];
    if (right_deg > 0.0) {
        double share = -left_deg / (right_deg - left_deg);
        at_0_db = cut->loss_db[end] + share * (cut->loss_db[start] - cut->loss_db[end]);
        add_knot(t, 0.0, at_0_db);
    }
    for (size_t i = 0; i < used; i++) {
        size_t at = start + i < used ? start + i : start + i - used;
        double angle_deg = cut->angle_deg[at];
        add_knot(t, angle_deg < 0.0 ? angle_deg + 360.0 : angle_deg, cut->loss_db[at]);
    }
    if (t->angle_deg[t->count - 1] < 360.0) {
        add_knot(t, 360.0, at_0_db);
    }
}

static void index_knots(table *t) {
    size_t knot = 0;
    for (size_t i = 0; i + 1 < t->count; i++) {
        double width_deg = t->angle_deg[i + 1] - t->angle_deg[i];
        /* A negative angle so near 0 that it becomes 360 makes a knot of no width. */
        t->slope_db[i] = width_deg > 0.0 ? (t->loss_db[i + 1] - t->loss_db[i]) / width_deg : 0.0;
    }
    for (size_t bin = 0; bin < BIN_COUNT; bin++) {
        while (t->angle_deg[knot + 1] <= (double)bin / BINS_PER_DEG) {
            knot++;
        }
        t->bins[bin] = (uint16_t)knot;
    }
}

static htsc_status make_table(table *t, const htsc_antenna_cut *cut, const char *which, htsc_error *err) {
    htsc_status status = check_cut(cut, which, err);
    if (status != HTSC_OK) {
        return status;
    }
    size_t room = cut->count + 2;
    t->angle_deg = htsc__alloc(3 * room, sizeof *t->angle_deg);
    if (t->angle_deg == NULL) {
        return htsc__error_memory(err, "an antenna pattern");
    }
    t->loss_db = t->angle_deg + room;
    t->slope_db = t->loss_db + room;
    lay_knots(t, cut);
    index_knots(t);
    return HTSC_OK;
}

static double look_up(const table *t, double angle_deg) {
    if (!(angle_deg >= 0.0 && angle_deg < 360.0)) {
        angle_deg = 0.0;
    }
    size_t knot = t->bins[(size_t)(angle_deg * BINS_PER_DEG)];
    while (t->angle_deg[knot + 1] <= angle_deg) {
        knot++;
    }
    return t->loss_db[knot] + (angle_deg - t->angle_deg[knot]) * t->slope_db[knot];
}

void htsc_antenna_pattern_info_init(htsc_antenna_pattern_info *info) {
    *info = (htsc_antenna_pattern_info){.struct_size = sizeof *info,
                                        .name = "",
                                        .gain_dbi = (double)NAN,
                                        .freq_mhz = (double)NAN,
                                        .electrical_tilt_deg = (double)NAN};
}

static htsc_status check_info(const htsc_antenna_pattern_info *info, htsc_error *err) {
    if (info->struct_size != sizeof *info) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "antenna pattern info of %zu bytes, expected %zu",
                               info->struct_size, sizeof *info);
    }
    if (!isnan(info->gain_dbi) && !(info->gain_dbi >= -30.0 && info->gain_dbi <= 60.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "gain_dbi %g outside [-30, 60]", info->gain_dbi);
    }
    if (!isnan(info->freq_mhz) && !(info->freq_mhz > 0.0 && isfinite(info->freq_mhz))) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "freq_mhz %g not finite and above 0", info->freq_mhz);
    }
    if (!isnan(info->electrical_tilt_deg) && !(fabs(info->electrical_tilt_deg) <= 90.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "electrical_tilt_deg %g outside [-90, 90]",
                               info->electrical_tilt_deg);
    }
    return HTSC_OK;
}

htsc_status htsc_antenna_pattern_create(const htsc_antenna_cut *horizontal, const htsc_antenna_cut *vertical,
                                        const htsc_antenna_pattern_info *info, htsc_antenna_pattern **pattern,
                                        htsc_error *err) {
    assert(horizontal != NULL && vertical != NULL && pattern != NULL);
    *pattern = NULL;
    htsc_antenna_pattern_info known;
    htsc_antenna_pattern_info_init(&known);
    if (info != NULL) {
        known = *info;
    }
    htsc_status status = check_info(&known, err);
    if (status != HTSC_OK) {
        return status;
    }
    htsc_antenna_pattern *p = htsc__alloc(1, sizeof *p);
    if (p == NULL) {
        return htsc__error_memory(err, "an antenna pattern");
    }
    status = make_table(&p->horizontal, horizontal, "horizontal", err);
    if (status == HTSC_OK) {
        status = make_table(&p->vertical, vertical, "vertical", err);
    }
    if (status != HTSC_OK) {
        htsc_antenna_pattern_free(p);
        return status;
    }
    p->h_front_db = look_up(&p->horizontal, 0.0);
    p->h_back_db = look_up(&p->horizontal, 180.0);
    htsc__text_copy(p->name, sizeof p->name, known.name == NULL ? "" : known.name);
    htsc__text_one_line(p->name);
    p->gain_dbi = known.gain_dbi;
    p->freq_mhz = known.freq_mhz;
    p->electrical_tilt_deg = known.electrical_tilt_deg;
    *pattern = p;
    return HTSC_OK;
}

void htsc_antenna_pattern_free(htsc_antenna_pattern *pattern) {
    if (pattern == NULL) {
        return;
    }
    htsc__free(pattern->horizontal.angle_deg);
    htsc__free(pattern->vertical.angle_deg);
    htsc__free(pattern);
}

const char *htsc_antenna_pattern_name(const htsc_antenna_pattern *pattern) {
    return pattern->name;
}

double htsc_antenna_pattern_gain_dbi(const htsc_antenna_pattern *pattern) {
    return pattern->gain_dbi;
}

double htsc_antenna_pattern_freq_mhz(const htsc_antenna_pattern *pattern) {
    return pattern->freq_mhz;
}

double htsc_antenna_pattern_electrical_tilt_deg(const htsc_antenna_pattern *pattern) {
    return pattern->electrical_tilt_deg;
}

static double sphere_gain_db(const htsc_antenna_pattern *p, double azimuth_deg, double elevation_deg) {
    double back = fabs(azimuth_deg) / 180.0, front = 1.0 - back;
    double ahead_db = look_up(&p->vertical, elevation_deg > 0.0 ? 360.0 - elevation_deg : -elevation_deg);
    double behind_db = look_up(&p->vertical, 180.0 + elevation_deg);
    double around_db = look_up(&p->horizontal, azimuth_deg < 0.0 ? azimuth_deg + 360.0 : azimuth_deg);
    double shape_db = around_db - front * p->h_front_db - back * p->h_back_db;
    double height_deg = fabs(elevation_deg);
    if (height_deg > FADE_START_DEG) {
        shape_db *= (90.0 - height_deg) / (90.0 - FADE_START_DEG);
    }
    double loss_db = front * ahead_db + back * behind_db + shape_db;
    return loss_db > 0.0 ? 0.0 - loss_db : 0.0;
}

/* Boresight lies tilt_deg under the horizon: the components of the direction along the antenna's own axes. x is ahead,
 * y to the right, z up. */
static void turn_back(double tilt_deg, double *azimuth_deg, double *elevation_deg) {
    double azimuth = *azimuth_deg * RAD_PER_DEG, elevation = *elevation_deg * RAD_PER_DEG;
    double tilt = tilt_deg * RAD_PER_DEG, level = cos(elevation);
    double x = level * cos(azimuth), y = level * sin(azimuth), z = sin(elevation);
    double ahead = x * cos(tilt) - z * sin(tilt), up = x * sin(tilt) + z * cos(tilt);
    *azimuth_deg = atan2(y, ahead) / RAD_PER_DEG;
    *elevation_deg = atan2(up, sqrt(ahead * ahead + y * y)) / RAD_PER_DEG;
}

double htsc__antenna_pattern_gain_db(const htsc_antenna_pattern *pattern, double azimuth_deg, double elevation_deg,
                                     double tilt_deg) {
    if (tilt_deg != 0.0) {
        turn_back(tilt_deg, &azimuth_deg, &elevation_deg);
    }
    return sphere_gain_db(pattern, azimuth_deg, elevation_deg);
}
