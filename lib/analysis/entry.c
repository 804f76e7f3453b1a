#include <math.h>

#include "analysis/coverage_run.h"

htsc_status htsc__entry_init(htsc__entry *entry, htsc_building building, double freq_mhz, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (int deg = 0; deg <= 90 && status == HTSC_OK; deg++)
        status =
            htsc_p2109_entry_normal(building, freq_mhz / 1000, deg, &entry->median_db[deg], &entry->sigma_db[deg], err);
    return status;
}

void htsc__entry_get(const htsc__entry *entry, double elevation_deg, double *median_db, double *sigma_db) {
    const double up = fmin(fabs(elevation_deg), 90);
    const int deg = up < 89 ? (int)up : 89;
    const double share = up - deg;
    *median_db = entry->median_db[deg] + share * (entry->median_db[deg + 1] - entry->median_db[deg]);
    *sigma_db = entry->sigma_db[deg] + share * (entry->sigma_db[deg + 1] - entry->sigma_db[deg]);
}
