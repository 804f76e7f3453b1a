/* The profile a line gives a receiver, and the exact function over it, for what the sweep does not shorten. */
#include "p1812_median.h"

#include "base/error.h"
#include "base/memory.h"

size_t htsc__p1812_points_between(double d_km, double step_km) {
    const double points = d_km / step_km - 0.5;
    return points > 0.0 ? (size_t)points : 0; /* cut down to whole */
}

/* Points 1 .. of the line as far as end_km, of those between. */
static size_t points_to(double end_km, double steps, double step_km, size_t between) {
    if (!(end_km >= step_km)) return 0;
    size_t points = (size_t)steps;
    if ((double)points * step_km > end_km) points--; /* the quotient was rounded */
    if ((double)(points + 1) * step_km <= end_km) points++;
    return points < between ? points : between;
}

size_t htsc__p1812_points_cluttered(size_t between, double d_km, double step_km, double receiver_gap_km) {
    const double end_km = d_km - receiver_gap_km;
    return points_to(end_km, end_km / step_km, step_km, between);
}

htsc__p1812_brink htsc__p1812_brink_of(const htsc__p1812_line *line, size_t between, double d_km,
                                       double ground_amsl_m) {
    const double step = line->step_km, end_km = d_km - line->receiver_gap_km, *ground = line->ground_amsl_m;
    htsc__p1812_brink brink = {.d_km = end_km};
    if (line->clutter_m == NULL || !(end_km > 0.0)) return brink;
    const double steps = end_km / step;
    brink.after = points_to(end_km, steps, step, between);
    const double from = (double)brink.after * step;
    size_t nearest = (size_t)(steps + 0.5);
    if ((double)nearest * step > d_km) nearest--;
    brink.stands = end_km > from && end_km < d_km && nearest > 0;
    if (!brink.stands) return brink;
    const bool last = brink.after == between;
    const double to = last ? d_km : (double)(brink.after + 1) * step, h0 = ground[brink.after],
                 h1 = last ? ground_amsl_m : ground[brink.after + 1];
    brink.ground_amsl_m = h0 + (h1 - h0) * ((end_km - from) / (to - from));
    brink.clutter_m = line->clutter_m[nearest];
    return brink;
}

size_t htsc__p1812_line_profile(const htsc__p1812_line *line, double d_km, double ground_amsl_m, double clutter_m,
                                double *distance_km, double *profile_ground_amsl_m, double *profile_clutter_m) {
    const size_t between = htsc__p1812_points_between(d_km, line->step_km);
    const htsc__p1812_brink brink = htsc__p1812_brink_of(line, between, d_km, ground_amsl_m);
    size_t n = 0;
    for (size_t i = 0; i <= between; i++) {
        distance_km[n] = (double)i * line->step_km;
        profile_ground_amsl_m[n] = line->ground_amsl_m[i];
        profile_clutter_m[n++] = line->clutter_m != NULL && i <= brink.after ? line->clutter_m[i] : 0.0;
        if (i != brink.after || !brink.stands) continue;
        distance_km[n] = brink.d_km;
        profile_ground_amsl_m[n] = brink.ground_amsl_m;
        profile_clutter_m[n++] = brink.clutter_m;
    }
    distance_km[n] = d_km;
    profile_ground_amsl_m[n] = ground_amsl_m;
    profile_clutter_m[n++] = clutter_m;
    return n;
}

htsc_status htsc__p1812_exact(const htsc__p1812_line *line, double d_km, double ground_amsl_m, double clutter_m,
                              const htsc_p1812_options *options, htsc_p1812_result *result, htsc_error *err) {
    const size_t room = htsc__p1812_points_between(d_km, line->step_km) + 3;
    double *d = htsc__alloc(3 * room, sizeof *d);
    if (d == NULL) return htsc__error_memory(err, "a profile");
    const size_t count = htsc__p1812_line_profile(line, d_km, ground_amsl_m, clutter_m, d, d + room, d + 2 * room);
    const htsc_p1812_profile given = {count, d, d + room, d + 2 * room, NULL};
    htsc_status status = htsc_p1812_loss(&given, options, result, err);
    htsc__free(d);
    return status;
}
