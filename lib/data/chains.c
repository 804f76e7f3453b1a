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
            htsc__rows_refuse(rows, HTSC_FINDING_BAD_POSITION, "geometry", "", "");
            return HTSC_OK;
        }
        xy[2 * i] = x_m[i], xy[2 * i + 1] = y_m[i];
    }
    if (!htsc__rows_is_near(rows, x_m[0], y_m[0]) || !htsc__rows_is_near(rows, x_m[count - 1], y_m[count - 1])) {
        char shown[64];
        snprintf(shown, sizeof shown, "%.7g %.7g", x[0], y[0]);
        htsc__rows_refuse(rows, HTSC_FINDING_FAR_AWAY, "geometry", shown, "");
        return HTSC_OK;
    }
    chains->count += count;
    return HTSC_OK;
}
