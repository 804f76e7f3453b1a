/* The exact function over the points of a line, for what the sweep does not shorten. */
#include "p1812_median.h"

#include "base/error.h"
#include "base/memory.h"

htsc_status htsc__p1812_exact(const htsc__p1812_line *line, double d_km, double ground_amsl_m, double clutter_m,
                              const htsc_p1812_options *options, htsc_p1812_result *result, htsc_error *err) {
    const size_t between = htsc__p1812_points_between(d_km, line->step_km), count = between + 2;
    double *profile = htsc__alloc(3 * count, sizeof *profile);
    if (profile == NULL) return htsc__error_memory(err, "a profile");
    double *distance_km = profile, *ground_m = profile + count, *tops_m = ground_m + count;
    for (size_t i = 0; i <= between; i++) {
        distance_km[i] = (double)i * line->step_km;
        ground_m[i] = line->ground_amsl_m[i];
        tops_m[i] = line->clutter_m != NULL ? line->clutter_m[i] : 0.0;
    }
    distance_km[count - 1] = d_km;
    ground_m[count - 1] = ground_amsl_m;
    tops_m[count - 1] = clutter_m;
    const htsc_p1812_profile given = {count, distance_km, ground_m, tops_m, NULL};
    htsc_status status = htsc_p1812_loss(&given, options, result, err);
    htsc__free(profile);
    return status;
}
