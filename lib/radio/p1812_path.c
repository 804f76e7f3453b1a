/* P.1812-8, sections 3.2 to 3.8 and Attachment 1: what passes over the profile give. */
#include "p1812.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* The points between the terminals, for the loops: at least one, all of them off both ends. */
typedef struct between {
    size_t count;
    const double *d_km, *ground_m;
    const double *clutter_m; /* or NULL */
    double total_km;
    double middle_km, middle_m; /* storage of the point a path without any gets */
} between;

static htsc_status check_points(const htsc_p1812_profile *p, htsc_error *err) {
    if (p->count < 1) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile of 0 points: at least 1 is needed");
    }
    if (!(p->distance_km[0] == 0.0)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: distance_km[0] %g not 0", p->distance_km[0]);
    }
    for (size_t i = 0; i < p->count; i++) {
        if (i > 0 && !(p->distance_km[i] >= p->distance_km[i - 1])) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: distance_km[%zu] %g below the one before, %g", i,
                                   p->distance_km[i], p->distance_km[i - 1]);
        }
        if (!(p->ground_amsl_m[i] >= -500.0 && p->ground_amsl_m[i] <= 9000.0)) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: ground_amsl_m[%zu] %g outside [-500, 9000]", i,
                                   p->ground_amsl_m[i]);
        }
    }
    for (size_t i = 0; p->clutter_m != NULL && i < p->count; i++) {
        if (!(p->clutter_m[i] >= 0.0 && p->clutter_m[i] <= 1000.0)) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: clutter_m[%zu] %g outside [0, 1000]", i,
                                   p->clutter_m[i]);
        }
    }
    for (size_t i = 0; p->zone != NULL && i < p->count; i++) {
        if (p->zone[i] != HTSC_P1812_SEA && p->zone[i] != HTSC_P1812_COAST && p->zone[i] != HTSC_P1812_INLAND) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: zone[%zu] %d not 1 (sea), 3 (coast) or 4 (inland)",
                                   i, (int)p->zone[i]);
        }
    }
    if (p->distance_km[p->count - 1] > HTSC__P1812_LONGEST_KM) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "profile: distance_km[%zu] %g beyond %g", p->count - 1,
                               p->distance_km[p->count - 1], HTSC__P1812_LONGEST_KM);
    }
    return HTSC_OK;
}

/* fmax without its care for NaN, which checked points never give: the compiler has one instruction for it. */
static inline double larger(double a, double b) {
    return a > b ? a : b;
}

/* Points that share a terminal's distance are not between. */
static void find_between(const htsc_p1812_profile *p, between *b) {
    const double total = p->distance_km[p->count - 1];
    size_t first = 1, end = p->count - 1;
    while (first < end && !(p->distance_km[first] > 0.0)) first++;
    while (end > first && !(p->distance_km[end - 1] < total)) end--;
    b->total_km = total;
    if (first < end) {
        b->count = end - first;
        b->d_km = p->distance_km + first;
        b->ground_m = p->ground_amsl_m + first;
        b->clutter_m = p->clutter_m != NULL ? p->clutter_m + first : NULL;
        return;
    }
    b->middle_km = total / 2.0;
    b->middle_m = (p->ground_amsl_m[0] + p->ground_amsl_m[p->count - 1]) / 2.0;
    b->count = 1;
    b->d_km = &b->middle_km;
    b->ground_m = &b->middle_m;
    b->clutter_m = NULL;
}

/* Length of the path whose zone is in `mask`, in all or of its longest stretch. A point stands for its surroundings,
 * halfway to its neighbours. */
static void zone_lengths(const htsc_p1812_profile *p, unsigned mask, double *sum_km, double *longest_km) {
    const size_t n = p->count;
    double sum = 0.0, longest = 0.0;
    for (size_t i = 0; i < n;) {
        if ((mask >> p->zone[i] & 1u) == 0) {
            i++;
            continue;
        }
        double from = i == 0 ? 0.0 : (p->distance_km[i - 1] + p->distance_km[i]) / 2.0;
        while (i < n && (mask >> p->zone[i] & 1u) != 0) i++;
        double to = i == n ? p->distance_km[n - 1] : (p->distance_km[i - 1] + p->distance_km[i]) / 2.0;
        sum += to - from;
        longest = larger(longest, to - from);
    }
    *sum_km = sum;
    *longest_km = longest;
}

/* Table 5's omega and section 3.6's stretches; section 3.4's distances to the coast. */
static void read_zones(const htsc_p1812_profile *p, const htsc_p1812_options *options, htsc__p1812_path *path) {
    const unsigned sea = 1u << HTSC_P1812_SEA, coast = 1u << HTSC_P1812_COAST, inland = 1u << HTSC_P1812_INLAND;
    path->dct_km = options->dct_km;
    path->dcr_km = options->dcr_km;
    path->dtm_km = path->dlm_km = path->d_km;
    if (p->zone == NULL) {
        return;
    }
    double sea_km, sum, longest;
    zone_lengths(p, sea, &sea_km, &longest);
    path->omega_frac = sea_km / path->d_km;
    zone_lengths(p, coast | inland, &sum, &path->dtm_km);
    zone_lengths(p, inland, &sum, &path->dlm_km);
    if (p->zone[0] == HTSC_P1812_SEA) {
        path->dct_km = 0.0;
    }
    if (p->zone[p->count - 1] == HTSC_P1812_SEA) {
        path->dcr_km = 0.0;
        path->rx_at_sea = true;
    }
}

/* Smooth-Earth surface, (83) to (86), and its heights for diffraction, (87) to (89). */
static void smooth_earth(const htsc_p1812_profile *p, const between *b, htsc__p1812_path *path) {
    const double *d = p->distance_km, *h = p->ground_amsl_m;
    const double total = path->d_km;
    double v1 = 0.0, v2 = 0.0;
    for (size_t i = 1; i < p->count; i++) {
        const double step = d[i] - d[i - 1];
        v1 += step * (h[i] + h[i - 1]);
        v2 += step * (h[i] * (2.0 * d[i] + d[i - 1]) + h[i - 1] * (d[i] + 2.0 * d[i - 1]));
    }
    path->hst_fit_amsl_m = (2.0 * v1 * total - v2) / (total * total);
    path->hsr_fit_amsl_m = (v2 - v1 * total) / (total * total);

    double obstruction_m = -HUGE_VAL, from_tx = -HUGE_VAL, from_rx = -HUGE_VAL;
    for (size_t i = 0; i < b->count; i++) {
        const double near = b->d_km[i], far = total - near;
        const double above_m = b->ground_m[i] - (path->hts_amsl_m * far + path->hrs_amsl_m * near) / total;
        obstruction_m = larger(obstruction_m, above_m);
        from_tx = larger(from_tx, above_m / near);
        from_rx = larger(from_rx, above_m / far);
    }
    double hstp = path->hst_fit_amsl_m, hsrp = path->hsr_fit_amsl_m;
    if (obstruction_m > 0.0) {
        hstp -= obstruction_m * (from_tx / (from_tx + from_rx));
        hsrp -= obstruction_m * (from_rx / (from_tx + from_rx));
    }
    const double tx_ground_m = h[0], rx_ground_m = h[p->count - 1];
    path->hstd_amsl_m = fmin(hstp, tx_ground_m);
    path->hsrd_amsl_m = fmin(hsrp, rx_ground_m);
    path->hst_amsl_m = fmin(path->hst_fit_amsl_m, tx_ground_m); /* (90a) */
    path->hsr_amsl_m = fmin(path->hsr_fit_amsl_m, rx_ground_m); /* (90b) */
}

/* How far a point stands above the straight line between heights `from` and `to` at the ends, the Earth bulging. */
static double above_line(double height, double near, double far, double total, double curvature, double from,
                         double to) {
    return height + 500.0 * curvature * near * far - (from * far + to * near) / total;
}

/* The point in sight of both ends with the least relative clearance: the last of equals. */
static size_t least_clear(const between *b, const htsc__p1812_path *path) {
    const double total = path->d_km, curvature = 1.0 / path->ae_km[HTSC__P1812_MEDIAN];
    size_t at = 0;
    double highest = -HUGE_VAL;
    for (size_t i = 0; i < b->count; i++) {
        const double near = b->d_km[i], far = total - near;
        const double nu = above_line(b->ground_m[i], near, far, total, curvature, path->hts_amsl_m, path->hrs_amsl_m) *
                          sqrt(0.002 * total / (near * far));
        if (nu >= highest) {
            highest = nu;
            at = i;
        }
    }
    return at;
}

/* Tangent of the elevation angle of a point `rise_m` higher and `away_km` off, inside (75), (76), (79) and (80a). */
static double elevation(double rise_m, double away_km, double ae_km) {
    return rise_m / (1000.0 * away_km) - away_km / (2.0 * ae_km);
}

static double to_mrad(double tangent) {
    return 1000.0 * atan(tangent);
}

/* Horizons, angles and roughness: sections 4, 5.1 to 5.5 and 5.6.3 of Attachment 1. */
static void horizons(const between *b, htsc__p1812_path *path) {
    const double total = path->d_km, ae = path->ae_km[HTSC__P1812_MEDIAN];
    const double hts = path->hts_amsl_m, hrs = path->hrs_amsl_m;
    double tx_highest = -HUGE_VAL, rx_highest = -HUGE_VAL;
    size_t tx_at = 0, rx_at = 0;
    for (size_t i = 0; i < b->count; i++) {
        const double from_tx = elevation(b->ground_m[i] - hts, b->d_km[i], ae);
        const double from_rx = elevation(b->ground_m[i] - hrs, total - b->d_km[i], ae);
        if (from_tx > tx_highest) {
            tx_highest = from_tx;
            tx_at = i;
        }
        if (from_rx >= rx_highest) {
            rx_highest = from_rx;
            rx_at = i;
        }
    }
    const double to_rx = elevation(hrs - hts, total, ae);
    if (tx_highest > to_rx) {
        path->theta_t_mrad = to_mrad(tx_highest);
        path->theta_r_mrad = to_mrad(rx_highest);
    } else {
        path->theta_t_mrad = to_mrad(to_rx);
        path->theta_r_mrad = to_mrad(elevation(hts - hrs, total, ae));
        tx_at = rx_at = least_clear(b, path);
    }
    path->dlt_km = b->d_km[tx_at];
    path->dlr_km = total - b->d_km[rx_at];
    path->theta_mrad = 1000.0 * total / ae + path->theta_t_mrad + path->theta_r_mrad; /* (82) */

    const double slope = (path->hsr_amsl_m - path->hst_amsl_m) / total; /* (91) */
    const size_t last = tx_at > rx_at ? tx_at : rx_at;
    path->hm_m = -HUGE_VAL;
    for (size_t i = tx_at < rx_at ? tx_at : rx_at; i <= last; i++) {
        path->hm_m = larger(path->hm_m, b->ground_m[i] - (path->hst_amsl_m + slope * b->d_km[i])); /* (93) */
    }
}

/* Section 4.3.1 up to the diffraction parameter, (13) to (20), times the square root of the wavelength. The smooth path
 * has all heights 0. Where both slopes meet on the line itself the Bullington point is any point of it: the bounds of
 * its distance, the first and last point, keep rounding from throwing it out of the path. */
static double bullington_nu(const between *b, bool smooth, double from_m, double to_m, double curvature) {
    const double total = b->total_km;
    double tx_slope = -HUGE_VAL, rx_slope = -HUGE_VAL, highest = -HUGE_VAL;
    for (size_t i = 0; i < b->count; i++) {
        const double near = b->d_km[i], far = total - near;
        const double height = smooth ? 0.0 : b->ground_m[i] + (b->clutter_m != NULL ? b->clutter_m[i] : 0.0);
        const double bulging = height + 500.0 * curvature * near * far;
        tx_slope = larger(tx_slope, (bulging - from_m) / near);
        rx_slope = larger(rx_slope, (bulging - to_m) / far);
    }
    if (tx_slope < (to_m - from_m) / total) {
        for (size_t i = 0; i < b->count; i++) {
            const double near = b->d_km[i], far = total - near;
            const double height = smooth ? 0.0 : b->ground_m[i] + (b->clutter_m != NULL ? b->clutter_m[i] : 0.0);
            highest = larger(highest, above_line(height, near, far, total, curvature, from_m, to_m) *
                                          sqrt(0.002 * total / (near * far)));
        }
        return highest;
    }
    const double slopes = tx_slope + rx_slope;
    double near = slopes > 0.0 ? (to_m - from_m + rx_slope * total) / slopes : b->d_km[0];
    near = fmin(fmax(near, b->d_km[0]), b->d_km[b->count - 1]);
    const double far = total - near;
    return (from_m + tx_slope * near - (from_m * far + to_m * near) / total) * sqrt(0.002 * total / (near * far));
}

htsc_status htsc__p1812_path_read(const htsc_p1812_profile *profile, const htsc_p1812_options *options,
                                  htsc__p1812_path *path, htsc_error *err) {
    htsc_status status = check_points(profile, err);
    if (status != HTSC_OK) {
        return status;
    }
    const size_t last = profile->count - 1;
    memset(path, 0, sizeof *path);
    path->d_km = profile->distance_km[last];
    path->hts_amsl_m = profile->ground_amsl_m[0] + options->tx_height_agl_m;
    path->hrs_amsl_m = profile->ground_amsl_m[last] + options->rx_height_agl_m;
    path->rx_clutter_m = profile->clutter_m != NULL ? profile->clutter_m[last] : 0.0;
    path->ae_km[HTSC__P1812_MEDIAN] = HTSC__P1812_EARTH_RADIUS_KM * 157.0 / (157.0 - options->delta_n); /* (6), (7a) */
    path->ae_km[HTSC__P1812_BETA] = HTSC__P1812_EARTH_RADIUS_KM * 3.0;                                  /* (7b) */
    if (path->d_km < HTSC__P1812_NO_LENGTH_KM) {
        return HTSC_OK;
    }
    between b;
    find_between(profile, &b);
    read_zones(profile, options, path);
    smooth_earth(profile, &b, path);
    path->hte_m = path->hts_amsl_m - path->hst_amsl_m; /* (92a) */
    path->hre_m = path->hrs_amsl_m - path->hsr_amsl_m; /* (92b) */
    horizons(&b, path);

    const double htc_smooth_m = path->hts_amsl_m - path->hstd_amsl_m; /* (37a) */
    const double hrc_smooth_m = path->hrs_amsl_m - path->hsrd_amsl_m; /* (37b) */
    for (int radius = 0; radius < HTSC__P1812_RADII; radius++) {
        const double curvature = 1.0 / path->ae_km[radius];
        path->nu_actual[radius] = bullington_nu(&b, false, path->hts_amsl_m, path->hrs_amsl_m, curvature);
        path->nu_smooth[radius] =
            options->smooth_path_alternative
                ? htsc__p1812_smooth_nu(path->d_km, path->ae_km[radius], htc_smooth_m, hrc_smooth_m)
                : bullington_nu(&b, true, htc_smooth_m, hrc_smooth_m, curvature);
    }
    return HTSC_OK;
}
