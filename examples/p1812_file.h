/* Reads a validation profile of ITU-R Study Group 3: a terrain profile and the predictions asked of it. */
#ifndef P1812_FILE_H
#define P1812_FILE_H

#include <htscover/p1812.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { P1812_FIELDS_MAX = 32 };

/* One row of the measurements. */
typedef struct p1812_dataset {
    double freq_ghz, tx_height_agl_m, rx_height_agl_m, time_pct;
    htsc_polarization polarization;
    double erp_dbw;         /* 30 where the row has none */
    double reference_dbuvm; /* "measured" field strength, for erp_dbw; NaN where the row has none */
    double reference_lb_db; /* basic transmission loss; NaN where the row has none */
} p1812_dataset;

typedef struct p1812_file {
    double tx_lat_deg, tx_lon_deg, rx_lat_deg, rx_lon_deg, delta_n, n0;
    htsc_p1812_profile profile; /* its arrays are the file's */
    p1812_dataset *datasets;
    size_t dataset_count;
    size_t line;
    const char *path;
    char message[512]; /* of the first error */
} p1812_file;

static bool p1812_fail(p1812_file *file, const char *format, ...) {
    int used = snprintf(file->message, sizeof file->message, "%s:%zu: ", file->path, file->line);
    va_list args;
    va_start(args, format);
    if (used >= 0 && (size_t)used < sizeof file->message)
        vsnprintf(file->message + used, sizeof file->message - (size_t)used, format, args);
    va_end(args);
    return false;
}

/* The next line, cut at commas in place; fields that are not there are "". False at the end of the file. */
static bool p1812_next(p1812_file *file, FILE *in, char *line, int size, const char *fields[P1812_FIELDS_MAX]) {
    if (fgets(line, size, in) == NULL) return false;
    file->line++;
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < P1812_FIELDS_MAX; i++) {
        char *comma = strchr(line, ',');
        fields[i] = line;
        if (comma != NULL) *comma = '\0';
        line = comma != NULL ? comma + 1 : line + strlen(line);
    }
    return true;
}

static bool p1812_number(p1812_file *file, const char *what, const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(*value)) return p1812_fail(file, "%s '%s' is no number", what, text);
    return true;
}

static bool p1812_optional(p1812_file *file, const char *what, const char *text, double missing, double *value) {
    *value = missing;
    return *text == '\0' || p1812_number(file, what, text, value);
}

/* Profile: distance, ground, coverage code, clutter height, radio-met code. */
static bool p1812_points(p1812_file *file, FILE *in, char *line, int size, const char *fields[P1812_FIELDS_MAX]) {
    double count = 0;
    if (!p1812_next(file, in, line, size, fields) || strcmp(fields[0], "Number of Points:") != 0)
        return p1812_fail(file, "'Number of Points:' is missing");
    if (!p1812_number(file, "number of points", fields[1], &count)) return false;
    if (!(count >= 1 && count <= 1e6 && count == floor(count)))
        return p1812_fail(file, "number of points %g outside [1, 1000000]", count);
    size_t n = (size_t)count;
    double *distance = calloc(n, sizeof *distance), *ground = calloc(n, sizeof *ground);
    double *clutter = calloc(n, sizeof *clutter);
    uint8_t *zone = calloc(n, sizeof *zone);
    file->profile = (htsc_p1812_profile){n, distance, ground, clutter, zone};
    if (distance == NULL || ground == NULL || clutter == NULL || zone == NULL)
        return p1812_fail(file, "out of memory for %zu points", n);
    for (size_t i = 0; i < n; i++) {
        double code;
        if (!p1812_next(file, in, line, size, fields)) return p1812_fail(file, "%zu points of %zu", i, n);
        if (!p1812_number(file, "distance", fields[0], &distance[i]) ||
            !p1812_number(file, "ground height", fields[1], &ground[i]) ||
            !p1812_optional(file, "ground cover height", fields[3], 0, &clutter[i]) ||
            !p1812_optional(file, "radio met code", fields[4], HTSC_P1812_INLAND, &code))
            return false;
        if (code != HTSC_P1812_SEA && code != HTSC_P1812_COAST && code != HTSC_P1812_INLAND)
            return p1812_fail(file, "radio met code %g not 1, 3 or 4", code);
        zone[i] = (uint8_t)code;
    }
    if (!p1812_next(file, in, line, size, fields) || strcmp(fields[0], "{End of Profile}") != 0)
        return p1812_fail(file, "'{End of Profile}' is missing after %zu points", n);
    return true;
}

static bool p1812_rows(p1812_file *file, FILE *in, char *line, int size, const char *fields[P1812_FIELDS_MAX]) {
    for (;;) {
        if (!p1812_next(file, in, line, size, fields)) return p1812_fail(file, "'{End of Measurements}' is missing");
        if (strcmp(fields[0], "{End of Measurements}") == 0) return true;
        p1812_dataset *more = realloc(file->datasets, (file->dataset_count + 1) * sizeof *more);
        if (more == NULL) return p1812_fail(file, "out of memory for %zu datasets", file->dataset_count + 1);
        file->datasets = more;
        p1812_dataset *d = &more[file->dataset_count];
        double freq_mhz, polarization;
        if (!p1812_number(file, "frequency", fields[0], &freq_mhz) ||
            !p1812_number(file, "transmitter height", fields[1], &d->tx_height_agl_m) ||
            !p1812_number(file, "receiver height", fields[3], &d->rx_height_agl_m) ||
            !p1812_number(file, "polarisation", fields[4], &polarization) ||
            !p1812_optional(file, "effective radiated power", fields[12], 30, &d->erp_dbw) ||
            !p1812_number(file, "time percentage", fields[14], &d->time_pct) ||
            !p1812_optional(file, "field strength", fields[16], (double)NAN, &d->reference_dbuvm) ||
            !p1812_optional(file, "basic transmission loss", fields[17], (double)NAN, &d->reference_lb_db))
            return false;
        if (polarization != HTSC_POLARIZATION_HORIZONTAL && polarization != HTSC_POLARIZATION_VERTICAL)
            return p1812_fail(file, "polarisation %g not 1 (horizontal) or 2 (vertical)", polarization);
        d->polarization = (htsc_polarization)polarization;
        d->freq_ghz = freq_mhz / 1000;
        file->dataset_count++;
    }
}

static bool p1812_sections(p1812_file *file, FILE *in) {
    enum { LINE = 8192 };
    char line[LINE];
    const char *fields[P1812_FIELDS_MAX];
    struct {
        const char *name;
        double *value;
        bool seen;
    } head[] = {{"Tx LAT:", &file->tx_lat_deg, false},
                {"Tx LON:", &file->tx_lon_deg, false},
                {"Rx LAT:", &file->rx_lat_deg, false},
                {"Rx LON:", &file->rx_lon_deg, false},
                {"Average annual values dN (N-units/km):", &file->delta_n, false},
                {"Average annual sea-level surface refractivity No (N-units):", &file->n0, false}};
    while (p1812_next(file, in, line, LINE, fields)) {
        for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
            if (strcmp(fields[0], head[i].name) != 0) continue;
            if (!p1812_number(file, head[i].name, fields[1], head[i].value)) return false;
            head[i].seen = true;
        }
        if (strcmp(fields[0], "First Point TX or RX:") == 0 && strcmp(fields[1], "T") != 0)
            return p1812_fail(file, "first point '%s': only profiles from the transmitter (T) are read", fields[1]);
        if (strcmp(fields[0], "{Begin of Profile}") == 0) {
            if (file->profile.count > 0) return p1812_fail(file, "a second profile");
            if (!p1812_points(file, in, line, LINE, fields)) return false;
        }
        if (strcmp(fields[0], "{Begin of Measurements}") == 0 && !p1812_rows(file, in, line, LINE, fields))
            return false;
    }
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        if (!head[i].seen) return p1812_fail(file, "'%s' is missing", head[i].name);
    if (file->profile.count == 0) return p1812_fail(file, "'{Begin of Profile}' is missing");
    if (file->dataset_count == 0) return p1812_fail(file, "no measurements");
    return true;
}

/* On failure file->message says why; p1812_file_clear in either case. `path` must outlive the file. */
static bool p1812_file_read(const char *path, p1812_file *file) {
    *file = (p1812_file){.path = path};
    FILE *in = fopen(path, "r");
    if (in == NULL) return snprintf(file->message, sizeof file->message, "%s: cannot be opened", path), false;
    bool good = p1812_sections(file, in);
    if (good && ferror(in)) good = p1812_fail(file, "cannot be read further");
    fclose(in);
    return good;
}

static void p1812_file_clear(p1812_file *file) {
    free((void *)(uintptr_t)file->profile.distance_km), free((void *)(uintptr_t)file->profile.ground_amsl_m);
    free((void *)(uintptr_t)file->profile.clutter_m), free((void *)(uintptr_t)file->profile.zone);
    free(file->datasets);
    *file = (p1812_file){.path = file->path};
}

/* Latitude halfway along the great circle from the transmitter, on a sphere of 6371 km. */
static double p1812_mid_latitude_deg(const p1812_file *file) {
    const double deg = 0.017453292519943295;
    double t = file->tx_lat_deg * deg, r = file->rx_lat_deg * deg, east = (file->rx_lon_deg - file->tx_lon_deg) * deg;
    double half = file->profile.distance_km[file->profile.count - 1] / 2 / 6371;
    double bearing = atan2(cos(r) * sin(east), cos(t) * sin(r) - sin(t) * cos(r) * cos(east));
    return asin(sin(t) * cos(half) + cos(t) * sin(half) * cos(bearing)) / deg;
}

/* What the files' reference results assume: half the places, no spread over them. Terminals at sea need no distance to
 * the coast: the profile's zones say so. */
static void p1812_file_options(const p1812_file *file, const p1812_dataset *d, htsc_p1812_options *options) {
    htsc_p1812_options_init(options);
    options->freq_ghz = d->freq_ghz;
    options->tx_height_agl_m = d->tx_height_agl_m;
    options->rx_height_agl_m = d->rx_height_agl_m;
    options->polarization = d->polarization;
    options->time_pct = d->time_pct;
    options->location_sigma_db = 0;
    options->mid_latitude_deg = p1812_mid_latitude_deg(file);
    options->delta_n = file->delta_n;
    options->n0 = file->n0;
}

#endif
