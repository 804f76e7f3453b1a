#include "data/antenna_file.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/lines.h"
#include "radio/antenna_pattern.h"

static const double dbi_of_0_dbd = 2.15; /* a half-wave dipole */

/* One more than a cut may have, for the angle that shows it is one too many. */
enum { ROOM = HTSC__ANTENNA_MAX_ANGLES + 1 };

typedef struct cut {
    bool there;
    long announced, line; /* line of the keyword */
    size_t count;
    double angle_deg[ROOM], loss_db[ROOM];
} cut;

typedef struct reader {
    htsc__lines lines;
    cut cuts[2]; /* horizontal, vertical */
    cut *open;   /* the one whose angles are being read */
    bool any;    /* a line was read */
    double tilt_deg, electrical_tilt_deg;
    char name[128];
    htsc_antenna_pattern_info info;
} reader;

static const char *const cut_names[] = {"HORIZONTAL", "VERTICAL"};

/* Splits the number off the front of a text: "17.5dBd" is 17.5 and "dBd". */
static bool split_number(char *text, double *value, const char **unit) {
    char number[40];
    size_t length = strspn(text, "+-.0123456789");
    if (length == 0 || length >= sizeof number) return false;
    memcpy(number, text, length);
    number[length] = '\0';
    *unit = htsc__text_strip(text + length);
    return htsc__text_to_double(number, value);
}

static htsc_status read_gain(reader *r, char *value, htsc_error *err) {
    const char *unit;
    double gain;
    if (value[0] == '\0') return HTSC_OK;
    if (!split_number(value, &gain, &unit))
        return htsc__lines_error(&r->lines, err, "GAIN \"%.40s\" is not a number of dBd or dBi", value);
    if (unit[0] == '\0' || htsc__text_equal_nocase(unit, "dBd"))
        gain += dbi_of_0_dbd;
    else if (!htsc__text_equal_nocase(unit, "dBi"))
        return htsc__lines_error(&r->lines, err, "GAIN unit \"%.40s\" is neither dBd nor dBi", unit);
    if (!(gain >= -30.0 && gain <= 60.0))
        return htsc__lines_error(&r->lines, err, "GAIN %g dBi outside [-30, 60]", gain);
    r->info.gain_dbi = gain;
    return HTSC_OK;
}

/* Ranges such as "1710-2170" stand in many files: nothing is made of what is not one number. */
static void read_frequency(reader *r, char *value) {
    const char *unit;
    double freq;
    if (!split_number(value, &freq, &unit)) return;
    if (htsc__text_equal_nocase(unit, "GHz")) freq *= 1000.0;
    if (freq > 0.0 && (unit[0] == '\0' || htsc__text_equal_nocase(unit, "MHz") || htsc__text_equal_nocase(unit, "GHz")))
        r->info.freq_mhz = freq;
}

/* "ELECTRICAL", "MECHANICAL", "6", "ELECTRICAL 6", "6 deg": the number, unless it is said to be mechanical. */
static double tilt_in(char *value) {
    double tilt_deg = (double)NAN;
    for (char *word = htsc__lines_word(&value); word != NULL; word = htsc__lines_word(&value)) {
        double number;
        if (htsc__text_equal_nocase(word, "MECHANICAL")) return (double)NAN;
        if (isnan(tilt_deg) && htsc__text_to_double(word, &number) && fabs(number) <= 90.0) tilt_deg = number;
    }
    return tilt_deg;
}

static htsc_status open_cut(reader *r, int which, char *value, htsc_error *err) {
    cut *c = &r->cuts[which];
    int64_t announced;
    if (c->there)
        return htsc__lines_error(&r->lines, err, "a second %s; the first is in line %ld", cut_names[which], c->line);
    if (!htsc__text_to_int64(value, &announced) || announced < HTSC__ANTENNA_MIN_ANGLES ||
        announced > HTSC__ANTENNA_MAX_ANGLES)
        return htsc__lines_error(&r->lines, err, "%s \"%.40s\" is not a count of angles in [%d, %d]", cut_names[which],
                                 value, HTSC__ANTENNA_MIN_ANGLES, HTSC__ANTENNA_MAX_ANGLES);
    c->there = true;
    c->line = r->lines.number;
    c->announced = (long)announced;
    r->open = c;
    return HTSC_OK;
}

/* As many angles as announced, or one more that closes the circle. */
static htsc_status close_cut(reader *r, htsc_error *err) {
    const cut *c = r->open;
    r->open = NULL;
    if (c == NULL || c->count == (size_t)c->announced) return HTSC_OK;
    if (c->count == (size_t)c->announced + 1 && c->angle_deg[c->count - 1] - c->angle_deg[0] >= 360.0) return HTSC_OK;
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%ld: %s announces %ld angles, %zu follow", r->lines.path, c->line,
                           cut_names[c - r->cuts], c->announced, c->count);
}

static htsc_status read_angle(reader *r, char *line, htsc_error *err) {
    cut *c = r->open;
    if (c == NULL) return htsc__lines_error(&r->lines, err, "\"%.40s\" stands before HORIZONTAL or VERTICAL", line);
    char *angle = htsc__lines_word(&line), *loss = htsc__lines_word(&line), *more = htsc__lines_word(&line);
    if (loss == NULL || more != NULL)
        return htsc__lines_error(&r->lines, err, "expected an angle and an attenuation%s", "");
    if (c->count > (size_t)c->announced)
        return htsc__lines_error(&r->lines, err, "more angles than the %ld announced in line %ld", c->announced,
                                 c->line);
    double angle_deg, loss_db, previous_deg = c->count == 0 ? (double)NAN : c->angle_deg[c->count - 1];
    if (!htsc__text_to_double(angle, &angle_deg))
        return htsc__lines_error(&r->lines, err, "angle \"%.40s\" is not a number", angle);
    if (!htsc__text_to_double(loss, &loss_db))
        return htsc__lines_error(&r->lines, err, "attenuation \"%.40s\" is not a number", loss);
    htsc_error reason;
    if (htsc__antenna_angle_check(previous_deg, angle_deg, loss_db, &reason) != HTSC_OK)
        return htsc__lines_error(&r->lines, err, "%s", reason.message);
    c->angle_deg[c->count] = angle_deg;
    c->loss_db[c->count++] = loss_db;
    return HTSC_OK;
}

static htsc_status read_keyword(reader *r, char *line, htsc_error *err) {
    htsc_status status = close_cut(r, err);
    if (status != HTSC_OK) return status;
    bool first = !r->any;
    char whole[128], *value = line;
    htsc__text_copy(whole, sizeof whole, line);
    const char *keyword = htsc__lines_word(&value);
    value = htsc__text_strip(value);
    for (int which = 0; which < 2; which++)
        if (htsc__text_equal_nocase(keyword, cut_names[which])) return open_cut(r, which, value, err);
    if (htsc__text_equal_nocase(keyword, "NAME"))
        htsc__text_copy(r->name, sizeof r->name, value);
    else if (htsc__text_equal_nocase(keyword, "GAIN"))
        status = read_gain(r, value, err);
    else if (htsc__text_equal_nocase(keyword, "FREQUENCY"))
        read_frequency(r, value);
    else if (htsc__text_equal_nocase(keyword, "TILT"))
        r->tilt_deg = tilt_in(value);
    else if (htsc__text_equal_nocase(keyword, "ELECTRICAL_TILT"))
        r->electrical_tilt_deg = tilt_in(value);
    else if (first)
        htsc__text_copy(r->name, sizeof r->name, whole);
    return status;
}

static htsc_status read_lines(reader *r, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (char *line = htsc__lines_next(&r->lines); line != NULL && status == HTSC_OK;
         line = htsc__lines_next(&r->lines)) {
        line = htsc__text_strip(line);
        if (line[0] == '\0') continue;
        bool number = strchr("+-.0123456789", line[0]) != NULL;
        /* The name may be without its keyword, and begin with a digit. */
        status = number && r->any ? read_angle(r, line, err) : read_keyword(r, line, err);
        r->any = true;
    }
    if (status == HTSC_OK) status = close_cut(r, err);
    for (int which = 0; which < 2 && status == HTSC_OK; which++)
        if (!r->cuts[which].there)
            status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no %s", r->lines.path, cut_names[which]);
    return status;
}

/* Where the vertical cut has least loss, of the front half, downwards; the middle of equal ones. */
static double beam_deg(const cut *c) {
    double least_db = (double)INFINITY, first_deg = 0, last_deg = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < c->count; i++) {
            const double deg = remainder(c->angle_deg[i], 360);
            if (fabs(deg) > 90) continue;
            if (pass == 0) least_db = fmin(least_db, c->loss_db[i]);
            if (pass == 0 || c->loss_db[i] > least_db) continue;
            first_deg = isnan(first_deg) || deg < first_deg ? deg : first_deg;
            last_deg = isnan(last_deg) || deg > last_deg ? deg : last_deg;
        }
        if (pass == 0) first_deg = last_deg = (double)NAN;
    }
    return (first_deg + last_deg) / 2;
}

/* A cut that counts upwards turns the tilt into its contrary: it says so where the tilt is told. */
static htsc_status check_tilt(const reader *r, htsc_error *err) {
    const double tilt_deg = r->info.electrical_tilt_deg, beam = beam_deg(&r->cuts[1]);
    if (!(fabs(tilt_deg) >= 2 && fabs(beam + tilt_deg) < 2)) return HTSC_OK;
    return htsc__error_set(err, HTSC_ERR_FORMAT,
                           "%s: the vertical cut has its beam at %g deg (downwards), the electrical tilt is %g deg",
                           r->lines.path, beam, tilt_deg);
}

static htsc_status make(reader *r, htsc_antenna_pattern **pattern, htsc_error *err) {
    htsc_antenna_cut cuts[2];
    for (int which = 0; which < 2; which++) {
        const cut *c = &r->cuts[which];
        cuts[which] = (htsc_antenna_cut){c->count, c->angle_deg, c->loss_db};
    }
    r->info.name = r->name;
    r->info.electrical_tilt_deg = isnan(r->electrical_tilt_deg) ? r->tilt_deg : r->electrical_tilt_deg;
    htsc_error reason;
    htsc_status status = check_tilt(r, err);
    if (status != HTSC_OK) return status;
    status = htsc_antenna_pattern_create(&cuts[0], &cuts[1], &r->info, pattern, &reason);
    if (status == HTSC_OK) return HTSC_OK;
    if (status == HTSC_ERR_ARGUMENT) status = HTSC_ERR_FORMAT;
    return htsc__error_set(err, status, "%s: %s", r->lines.path, reason.message);
}

htsc_status htsc_antenna_pattern_read(const char *path, htsc_antenna_pattern **pattern, htsc_error *err) {
    assert(pattern != NULL);
    *pattern = NULL;
    reader *r = htsc__alloc(1, sizeof *r);
    if (r == NULL) return htsc__error_memory(err, path);
    htsc_antenna_pattern_info_init(&r->info);
    r->tilt_deg = r->electrical_tilt_deg = (double)NAN;
    htsc_status status = htsc__lines_open(&r->lines, path, HTSC__ANTENNA_FILE_LIMIT_BYTES, err);
    if (status == HTSC_OK) status = read_lines(r, err);
    if (status == HTSC_OK) status = make(r, pattern, err);
    htsc__lines_close(&r->lines);
    htsc__free(r);
    return status;
}
