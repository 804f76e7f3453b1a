#include "data/chains.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void htsc__chains_clear(htsc__chains *chains) {
    htsc__free(chains->points);
    htsc__free(chains->scratch);
    *chains = (htsc__chains){0};
}

/* A straight piece this long, and more than twice as long in the working CRS as on the ground, is torn: its ends lie on
 * different sides of where that CRS is cut open, or too far from where it is true to scale. */
static const double torn_from_m = 1e5, torn_times = 2;

static bool is_torn(htsc__rows *rows, const double *a, const double *b) {
    double length_m = hypot(b[0] - a[0], b[1] - a[1]);
    if (!(length_m > torn_from_m)) return false;
    double lon[2] = {a[0], b[0]}, lat[2] = {a[1], b[1]};
    if (htsc_transform_points(rows->to_lonlat, 2, lon, lat, NULL) != HTSC_OK) return true;
    return !(length_m <= torn_times * htsc_geodesic_distance_m(lon[0], lat[0], lon[1], lat[1])); /* NaN: torn */
}

static void refuse_place(htsc__rows *rows, htsc_finding_code code, double x, double y) {
    char shown[64];
    snprintf(shown, sizeof shown, "%.7g %.7g", x, y);
    htsc__rows_refuse(rows, code, "geometry", shown, "");
}

htsc_status htsc__chains_append(htsc__chains *chains, htsc__rows *rows, size_t count, const double *x, const double *y,
                                htsc_error *err) {
    htsc_status status = htsc__grow(&chains->points, &chains->capacity, 2 * (chains->count + count),
                                    sizeof *chains->points, "lines", err);
    if (status == HTSC_OK)
        status =
            htsc__grow(&chains->scratch, &chains->scratch_capacity, 2 * count, sizeof *chains->scratch, "lines", err);
    if (status != HTSC_OK) return status;
    double *x_m = chains->scratch, *y_m = x_m + count, *xy = chains->points + 2 * chains->count;
    memcpy(x_m, x, count * sizeof *x);
    memcpy(y_m, y, count * sizeof *y);
    status = htsc_transform_points(rows->to_working, count, x_m, y_m, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x_m[i]) || !isfinite(y_m[i])) {
            refuse_place(rows, HTSC_FINDING_BAD_POSITION, x[i], y[i]);
            return HTSC_OK;
        }
        xy[2 * i] = x_m[i], xy[2 * i + 1] = y_m[i];
    }
    if (!htsc__rows_is_near(rows, x_m[0], y_m[0]) || !htsc__rows_is_near(rows, x_m[count - 1], y_m[count - 1])) {
        refuse_place(rows, HTSC_FINDING_FAR_AWAY, x[0], y[0]);
        return HTSC_OK;
    }
    for (size_t i = 1; i < count; i++) {
        if (!is_torn(rows, xy + 2 * i - 2, xy + 2 * i)) continue;
        refuse_place(rows, HTSC_FINDING_BAD_POSITION, x[i - 1], y[i - 1]);
        return HTSC_OK;
    }
    chains->count += count;
    return HTSC_OK;
}
