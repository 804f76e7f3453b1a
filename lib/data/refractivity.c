#include <assert.h>
#include <math.h>

#include <htscover/refractivity.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/lines.h"

enum { ROWS = 121, COLUMNS = 241, LIMIT_BYTES = 4 << 20 };
static const double step_deg = 1.5;

struct htsc_refractivity {
    double n0[ROWS * COLUMNS], delta_n[ROWS * COLUMNS];
};

typedef struct map_range {
    const char *name, *text;
    double low, high;
} map_range;

static htsc_status read_row(const htsc__lines *lines, char *line, const map_range *range, double *row,
                            htsc_error *err) {
    int count = 0;
    for (char *word = htsc__lines_word(&line); word != NULL; word = htsc__lines_word(&line), count++) {
        if (count == COLUMNS) return htsc__lines_error(lines, err, "more than %d numbers", COLUMNS);
        double value;
        if (!htsc__text_to_double(word, &value))
            return htsc__lines_error(lines, err, "\"%.40s\" is not a number", word);
        if (!(value >= range->low && value <= range->high))
            return htsc__lines_error(lines, err, "%s %g outside %s", range->name, value, range->text);
        row[count] = value;
    }
    if (count < COLUMNS) return htsc__lines_error(lines, err, "%d numbers, expected %d", count, COLUMNS);
    return HTSC_OK;
}

static htsc_status read_map(const char *path, const map_range *range, double *values, htsc_error *err) {
    htsc__lines lines;
    htsc_status status = htsc__lines_open(&lines, path, LIMIT_BYTES, err);
    if (status != HTSC_OK) return status;
    int row = 0;
    for (char *line = htsc__lines_next(&lines); line != NULL && status == HTSC_OK; line = htsc__lines_next(&lines)) {
        if (htsc__text_is_blank(line)) continue;
        if (row == ROWS)
            status = htsc__lines_error(&lines, err, "more than %d lines of numbers", ROWS);
        else
            status = read_row(&lines, line, range, values + (size_t)row++ * COLUMNS, err);
    }
    if (status == HTSC_OK && row < ROWS)
        status = htsc__lines_error(&lines, err, "ends after %d lines of numbers, expected %d", row, ROWS);
    htsc__lines_close(&lines);
    return status;
}

htsc_status htsc_refractivity_read(const char *n0_path, const char *delta_n_path, htsc_refractivity **map,
                                   htsc_error *err) {
    static const map_range n0_bounds = {"N0", "[200, 500] N-units", 200.0, 500.0};
    static const map_range delta_n_bounds = {"delta N", "[-50, 200) N-units/km", -50.0, 199.9};
    assert(map != NULL);
    *map = NULL;
    htsc_refractivity *m = htsc__alloc(1, sizeof *m);
    if (m == NULL) return htsc__error_memory(err, "refractivity maps");
    htsc_status status = read_map(n0_path, &n0_bounds, m->n0, err);
    if (status == HTSC_OK) status = read_map(delta_n_path, &delta_n_bounds, m->delta_n, err);
    if (status != HTSC_OK) {
        htsc_refractivity_free(m);
        return status;
    }
    *map = m;
    return HTSC_OK;
}

void htsc_refractivity_free(htsc_refractivity *map) {
    htsc__free(map);
}

/* Index of the lower neighbour and the share of the upper one; the last point belongs to the last pair. */
static size_t split(double position, size_t count, double *share) {
    size_t index = (size_t)position;
    if (index > count - 2) index = count - 2;
    *share = position - (double)index;
    return index;
}

static double between(const double *corner, double right, double down) {
    double upper = corner[0] + right * (corner[1] - corner[0]);
    double lower = corner[COLUMNS] + right * (corner[COLUMNS + 1] - corner[COLUMNS]);
    return upper + down * (lower - upper);
}

htsc_status htsc_refractivity_get(const htsc_refractivity *map, double lon_deg, double lat_deg, double *n0,
                                  double *delta_n, htsc_error *err) {
    assert(map != NULL && n0 != NULL && delta_n != NULL);
    if (!isfinite(lon_deg)) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "lon_deg %g is not finite", lon_deg);
    if (!(fabs(lat_deg) <= 90.0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "lat_deg %g outside [-90, 90]", lat_deg);
    double east_deg = fmod(lon_deg, 360.0), right, down;
    if (east_deg < 0.0) east_deg += 360.0;
    size_t column = split(east_deg / step_deg, COLUMNS, &right), row = split((90.0 - lat_deg) / step_deg, ROWS, &down);
    *n0 = between(map->n0 + row * COLUMNS + column, right, down);
    *delta_n = between(map->delta_n + row * COLUMNS + column, right, down);
    return HTSC_OK;
}
