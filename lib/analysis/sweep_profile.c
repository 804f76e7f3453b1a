/* One receiver's profile by itself. */
#include <math.h>
#include <string.h>

#include "analysis/sweep.h"
#include "base/error.h"
#include "base/memory.h"
#include "data/clutter.h"
#include "data/terrain.h"
#include "radio/vector_math.h"

/* Points of the line a profile is taken from. */
typedef struct samples {
    size_t count;
    float *read;
    double *ground_amsl_m, *clutter_m;
} samples;

static void free_samples(samples *s) {
    htsc__free(s->read);
    htsc__free(s->ground_amsl_m);
}

/* Ground and clutter of a line of the sweep's own; points between without a known height are counted. */
static htsc_status sample(samples *s, const htsc_sweep_options *options, const htsc__sweep_place *place,
                          double angle_rad, size_t between, size_t *unknown_count, htsc_error *err) {
    const size_t points = s->count = between + 2; /* as the sweep: one more may be nearest to where clutter ends */
    const double dx_m = options->step_m * sin(angle_rad), dy_m = options->step_m * cos(angle_rad);
    s->read = htsc__alloc(points, sizeof *s->read);
    s->ground_amsl_m = htsc__alloc(2 * points, sizeof *s->ground_amsl_m);
    if (s->read == NULL || s->ground_amsl_m == NULL) return htsc__error_memory(err, "a profile");
    s->clutter_m = s->ground_amsl_m + points;
    htsc__terrain_line(options->terrain, place->x_m, place->y_m, dx_m, dy_m, points, s->read);
    s->ground_amsl_m[0] = place->ground_amsl_m;
    for (size_t i = 1; i < points; i++) {
        const bool known = !isnan(s->read[i]);
        s->ground_amsl_m[i] = known ? (double)s->read[i] : s->ground_amsl_m[i - 1];
        *unknown_count += known || i > between ? 0 : 1;
    }
    if (options->clutter == NULL) return HTSC_OK;
    htsc__clutter_line(options->clutter, place->x_m, place->y_m, dx_m, dy_m, points, s->read);
    for (size_t i = 0; i < points; i++) s->clutter_m[i] = (double)s->read[i];
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
    const size_t between = htsc__p1812_points_between(d_km, step_km), room = between + 3;
    samples found = {0};
    *profile = (htsc__profile){.distance_km = htsc__alloc(3 * room, sizeof(double))};
    if (profile->distance_km == NULL) return htsc__error_memory(err, "a profile");
    profile->ground_amsl_m = profile->distance_km + room;
    profile->clutter_m = profile->ground_amsl_m + room;
    profile->bearing_deg = (angle_rad < 0 ? angle_rad + 2 * M_PI : angle_rad) * (180 / M_PI);
    htsc_status status = sample(&found, options, place, angle_rad, between, &profile->unknown_count, err);
    if (status == HTSC_OK) {
        const htsc__p1812_line line = {found.count, step_km, found.ground_amsl_m,
                                       options->clutter == NULL ? NULL : found.clutter_m,
                                       options->receiver_gap_m / 1000};
        const double clutter_m = receivers->clutter_m == NULL ? 0 : (double)receivers->clutter_m[receiver];
        profile->count = htsc__p1812_line_profile(&line, d_km, (double)receivers->ground_amsl_m[receiver], clutter_m,
                                                  profile->distance_km, profile->ground_amsl_m, profile->clutter_m);
    } else {
        htsc__profile_clear(profile);
    }
    free_samples(&found);
    return status;
}

void htsc__profile_clear(htsc__profile *profile) {
    htsc__free(profile->distance_km);
    *profile = (htsc__profile){0};
}
