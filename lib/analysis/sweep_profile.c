/* One receiver's profile by itself. */
#include <math.h>
#include <string.h>

#include "analysis/sweep.h"
#include "base/error.h"
#include "base/memory.h"
#include "data/clutter.h"
#include "data/terrain.h"
#include "radio/vector_math.h"

/* Ground and clutter of the points between, which are on a line of the sweep's own. */
static htsc_status sample(htsc__profile *p, const htsc_sweep_options *options, const htsc__sweep_place *place,
                          double angle_rad, htsc_error *err) {
    const size_t points = p->count - 1;
    const double dx_m = options->step_m * sin(angle_rad), dy_m = options->step_m * cos(angle_rad);
    float *heights_m = htsc__alloc(points, sizeof *heights_m);
    if (heights_m == NULL) return htsc__error_memory(err, "a profile");
    htsc__terrain_line(options->terrain, place->x_m, place->y_m, dx_m, dy_m, points, heights_m);
    p->ground_amsl_m[0] = place->ground_amsl_m;
    for (size_t i = 1; i < points; i++) {
        const bool known = !isnan(heights_m[i]);
        p->ground_amsl_m[i] = known ? (double)heights_m[i] : p->ground_amsl_m[i - 1];
        p->unknown_count += known ? 0 : 1;
    }
    if (options->clutter != NULL) {
        htsc__clutter_line(options->clutter, place->x_m, place->y_m, dx_m, dy_m, points, heights_m);
        for (size_t i = 0; i < points; i++) p->clutter_m[i] = (double)heights_m[i];
    }
    htsc__free(heights_m);
    return HTSC_OK;
}

htsc_status htsc__profile_create(htsc__profile *profile, const htsc_sweep_options *options,
                                 const htsc__sweep_place *place, const htsc__receivers *receivers, size_t receiver,
                                 bool straight, htsc_error *err) {
    const double dx_m = receivers->x_m[receiver] - place->x_m, dy_m = receivers->y_m[receiver] - place->y_m;
    const double d_km = sqrt(dx_m * dx_m + dy_m * dy_m) / 1000, step_km = options->step_m / 1000;
    const double xs[HTSC__P1812_LANES] = {dx_m}, ys[HTSC__P1812_LANES] = {dy_m}; /* whole registers are written */
    double angles_rad[HTSC__P1812_LANES];
    htsc__vector_atan2(1, xs, ys, angles_rad); /* the sweep's, so that it is the same radial */
    double angle_rad = angles_rad[0];
    if (!straight) {
        const size_t radials = htsc__sweep_radial_count(options);
        angle_rad = (double)htsc__sweep_radial(angle_rad, radials) * (2 * M_PI / (double)radials);
    }
    const size_t count = htsc__p1812_points_between(d_km, step_km) + 2;
    *profile = (htsc__profile){.count = count, .distance_km = htsc__alloc(3 * count, sizeof(double))};
    if (profile->distance_km == NULL) return htsc__error_memory(err, "a profile");
    profile->ground_amsl_m = profile->distance_km + count;
    profile->clutter_m = profile->ground_amsl_m + count;
    profile->bearing_deg = (angle_rad < 0 ? angle_rad + 2 * M_PI : angle_rad) * (180 / M_PI);
    for (size_t i = 0; i + 1 < count; i++) profile->distance_km[i] = (double)i * step_km;
    profile->distance_km[count - 1] = d_km;
    profile->ground_amsl_m[count - 1] = (double)receivers->ground_amsl_m[receiver];
    if (receivers->clutter_m != NULL) profile->clutter_m[count - 1] = (double)receivers->clutter_m[receiver];
    htsc_status status = sample(profile, options, place, angle_rad, err);
    if (status != HTSC_OK) htsc__profile_clear(profile);
    return status;
}

void htsc__profile_clear(htsc__profile *profile) {
    htsc__free(profile->distance_km);
    *profile = (htsc__profile){0};
}
