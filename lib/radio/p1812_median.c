#include "p1812_median.h"

#include <math.h>

#include "vector_math.h"

#define LOG10_2 0.30102999566398119521
#define LOG2_E 1.4426950408889634074

enum { LANES = HTSC__P1812_LANES };

static size_t whole_registers(size_t count) {
    return (count + HTSC__VECTOR_WIDTH - 1) / HTSC__VECTOR_WIDTH * HTSC__VECTOR_WIDTH;
}

/* (29a), (29b): land */
static const double permittivity = 22.0, conductivity_s_m = 0.003;

/* (53) at the least: for the largest beta (54), which is b0 over no distance, and the farthest path there may be. Not
 * the farthest of the lanes: a receiver's bits must not depend on the others. */
static double least_time_loss_db(double latitude_deg) {
    const double phi = fabs(latitude_deg);
    const double log_beta = phi <= 70.0 ? 1.67 - 0.015 * phi : log10(4.17);
    const double slow =
        exp(-(9.51 - 4.8 * log_beta + 0.198 * log_beta * log_beta) * 1e-6 * pow(HTSC__P1812_LANES_FARTHEST_KM, 1.13));
    const double log_ratio = log10(50.0) - log_beta;
    return -12.0 + 1.2 * log_ratio + 12.0 * pow(10.0, 1.076 / pow(2.0058 - log_beta, 1.012) * slow * log_ratio);
}

void htsc__p1812_band_init(htsc__p1812_band *band, const htsc_p1812_options *options) {
    const double f = options->freq_ghz, log_f = log10(f), log_half = log10(f / 2.0);
    const double loss = 18.0 * conductivity_s_m / f, less = permittivity - 1.0;
    double k = 0.036 / (cbrt(f) * sqrt(sqrt(less * less + loss * loss)));
    if (options->polarization == HTSC_POLARIZATION_VERTICAL) k *= sqrt(permittivity * permittivity + loss * loss);
    *band = (htsc__p1812_band){.options = *options,
                               .root_wavelength_m = sqrt(HTSC__P1812_WAVELENGTH_M_GHZ / f),
                               .free_space_db = 92.4 + 20.0 * log_f,
                               .scatter_db = 25.0 * log_f - 2.5 * log_half * log_half - 0.15 * options->n0,
                               .admittance = k,
                               .distance = 21.88 * cbrt(f),
                               .height = 0.9575 * cbrt(f * f),
                               .shielding_per_mrad_db = 0.264 * cbrt(f),
                               .root_ghz = sqrt(f)};
    const double ae_km = HTSC__P1812_EARTH_RADIUS_KM * 157.0 / (157.0 - options->delta_n);
    band->per_mrad_db = 5e-5 * ae_km * cbrt(f);
    band->least_time_db = least_time_loss_db(options->mid_latitude_deg);
}

/* Angles: horizons by (76) to (81a), scatter by (44), and the bound of (46) to (52). */
HTSC__FOR_EACH_PROCESSOR static void shape_angles(size_t n, const htsc__p1812_radial *r, const htsc__p1812_lanes *l,
                                                  const double *theta_t, const double *theta_r, const double *log_d,
                                                  htsc__p1812_shape *s) {
    for (size_t i = 0; i < n; i++) {
        const double t = 1000.0 * theta_t[i], u = 1000.0 * theta_r[i], earth = 1000.0 * l->d_km[i] / r->ae_km;
        /* (52a): in sight the horizon's place is not looked for, and no place gives less than one at the terminal. */
        const double knee_t = 0.1 * l->dlt_km[i], knee_r = 0.1 * l->dlr_km[i];
        s->scatter_db[i] = 190.1 + 20.0 * LOG10_2 * log_d[i] + 0.573 * (earth + t + u);
        s->duct_mrad[i] = earth + (t < knee_t ? t : knee_t) + (u < knee_r ? u : knee_r);
        const double over_t = t > knee_t ? t - knee_t : 0.0, over_r = u > knee_r ? u - knee_r : 0.0;
        s->shield_mrad[i] = over_t + over_r;
        s->shield_t[i] = 0.361 * over_t * sqrt(l->dlt_km[i]);
        s->shield_r[i] = 0.361 * over_r * sqrt(l->dlr_km[i]);
    }
}

/* Attachment 1, section 5.6: heights over the smooth Earth. */
HTSC__FOR_EACH_PROCESSOR static void shape_heights(size_t n, const htsc__p1812_radial *r, const htsc__p1812_lanes *l,
                                                   htsc__p1812_shape *s) {
    const double ground_m = r->line.ground_amsl_m[0], hts = r->hts_amsl_m;
    for (size_t i = 0; i < n; i++) {
        const double d = l->d_km[i], angles = l->from_tx[i] + l->from_rx[i];
        const double share = l->obstruction_m[i] > 0.0 ? l->obstruction_m[i] / angles : 0.0;
        const double hst = (2.0 * l->v1[i] * d - l->v2[i]) / (d * d) - share * l->from_tx[i];
        const double hsr = (l->v2[i] - l->v1[i] * d) / (d * d) - share * l->from_rx[i];
        s->htc_m[i] = hts - (hst < ground_m ? hst : ground_m);
        s->hrc_m[i] = l->hrs_amsl_m[i] - (hsr < l->ground_amsl_m[i] ? hsr : l->ground_amsl_m[i]);
    }
}

/* The first and last point of a profile: the line's or the brink. */
static inline double first_km(const htsc__p1812_lanes *l, size_t i, double step) {
    return l->brink_km[i] < step ? l->brink_km[i] : step;
}

static inline double last_km(const htsc__p1812_lanes *l, size_t i, double step) {
    const double last = (double)l->passed[i] * step;
    return l->brink_km[i] > last ? l->brink_km[i] : last;
}

/* (13) to (20) up to the parameter, with the slopes known. */
HTSC__FOR_EACH_PROCESSOR static void shape_actual(size_t n, const htsc__p1812_radial *r, const htsc__p1812_lanes *l,
                                                  htsc__p1812_shape *s) {
    const double step = r->line.step_km, hts = r->hts_amsl_m;
    for (size_t i = 0; i < n; i++) {
        const double d = l->d_km[i], hrs = l->hrs_amsl_m[i];
        const double slopes = l->tx_slope[i] + l->rx_slope[i], first = first_km(l, i, step), last = last_km(l, i, step);
        double near = slopes > 0.0 ? (hrs - hts + l->rx_slope[i] * d) / slopes : first;
        near = near > first ? near : first;
        near = near < last ? near : last;
        const double far = d - near;
        const double nu = (hts + l->tx_slope[i] * near - (hts * far + hrs * near) / d) * sqrt(0.002 * d / (near * far));
        s->nu_actual[i] = l->sight_nu[i] == l->sight_nu[i] ? l->sight_nu[i] : nu;
    }
}

/* (24c) to (24e) up to the arcsine. */
HTSC__FOR_EACH_PROCESSOR static void reflection_sine(size_t n, const htsc__p1812_lanes *l, const htsc__p1812_shape *s,
                                                     double ae_km, double *sine, double *scale) {
    for (size_t i = 0; i < n; i++) {
        const double sum_m = s->htc_m[i] + s->hrc_m[i], c = (s->htc_m[i] - s->hrc_m[i]) / sum_m;
        const double m = 250.0 * l->d_km[i] * l->d_km[i] / (ae_km * sum_m), m1 = m + 1.0;
        const double x = 1.5 * c * sqrt(3.0 * m / (m1 * m1 * m1));
        sine[i] = x > 1.0 ? 1.0 : (x < -1.0 ? -1.0 : x);
        scale[i] = 2.0 * sqrt(m1 / (3.0 * m));
    }
}

/* A point of the line next to x: the one before it, between the first and the last of the line. */
static inline double point_before(double x, double step, double last) {
    const double at = floor(x / step) * step;
    const double held = at < last ? at : last;
    return held > step ? held : step;
}

static inline double larger(double a, double b) {
    return a > b ? a : b;
}

static inline double smooth_rise(double near, double d, double bulge, double from_m) {
    return bulge * (d - near) - from_m / near;
}

static inline double smooth_nu(double near, double d, double bulge, double from_m, double to_m) {
    const double far = d - near;
    return (bulge * near * far - (from_m * far + to_m * near) / d) * sqrt(0.002 * d / (near * far));
}

/* The smooth path's parameter over the points: of bare spheres seen between two heights, slopes and parameter each have
 * one maximum, and the line's best point is one of the two beside it; the brink may be better. The maximum of the
 * parameter is the point of reflection, (24a): equal grazing angles are the condition of both. */
HTSC__FOR_EACH_PROCESSOR static void shape_smooth(size_t n, const htsc__p1812_radial *r, const htsc__p1812_lanes *l,
                                                  const double *reflection_km, htsc__p1812_shape *s) {
    const double step = r->line.step_km, bulge = 500.0 / r->ae_km;
    for (size_t i = 0; i < n; i++) {
        const double d = l->d_km[i], a = s->htc_m[i], b = s->hrc_m[i], last = (double)l->passed[i] * step;
        const double t0 = point_before(sqrt(a / bulge), step, last), t1 = t0 + step < last ? t0 + step : last;
        const double r0 = point_before(d - sqrt(b / bulge), step, last), r1 = r0 + step < last ? r0 + step : last;
        const double n0 = point_before(reflection_km[i], step, last), n1 = n0 + step < last ? n0 + step : last;
        const double x = l->brink_km[i], first = first_km(l, i, step), end = last_km(l, i, step);
        const double tx0 = smooth_rise(t0, d, bulge, a), tx1 = smooth_rise(t1, d, bulge, a);
        const double rx0 = smooth_rise(d - r0, d, bulge, b), rx1 = smooth_rise(d - r1, d, bulge, b);
        const double nu0 = smooth_nu(n0, d, bulge, a, b), nu1 = smooth_nu(n1, d, bulge, a, b);
        const double tx = larger(larger(tx0, tx1), smooth_rise(x, d, bulge, a));
        const double rx = larger(larger(rx0, rx1), smooth_rise(d - x, d, bulge, b));
        const double sight = larger(larger(nu0, nu1), smooth_nu(x, d, bulge, a, b));
        double near = tx + rx > 0.0 ? (b - a + rx * d) / (tx + rx) : first;
        near = near > first ? near : first;
        near = near < end ? near : end;
        const double far = d - near;
        const double past = (a + tx * near - (a * far + b * near) / d) * sqrt(0.002 * d / (near * far));
        s->nu_smooth[i] = tx < (b - a) / d ? sight : past;
    }
}

/* (22) to (26): which radius (28) is for, and how clear the sphere is. */
HTSC__FOR_EACH_PROCESSOR static void shape_sphere(size_t n, const htsc__p1812_lanes *l, const double *sine,
                                                  const double *scale, double ae_km, htsc__p1812_shape *s,
                                                  double *reflection_km, double *radius_km) {
    for (size_t i = 0; i < n; i++) {
        const double d = l->d_km[i], a = s->htc_m[i], b = s->hrc_m[i], roots = sqrt(a) + sqrt(b);
        const double near = d / 2.0 * (1.0 + scale[i] * sine[i]), far = d - near, reach = d / roots;
        reflection_km[i] = near;
        s->clear_m[i] = ((a - 500.0 * near * near / ae_km) * far + (b - 500.0 * far * far / ae_km) * near) / d;
        s->fresnel_m2[i] = 17.456 * 17.456 * near * far / d;
        s->beyond[i] = d >= sqrt(0.002 * ae_km) * roots ? 1.0 : 0.0;
        radius_km[i] = s->beyond[i] > 0.0 ? ae_km : 500.0 * reach * reach;
    }
}

HTSC__FOR_EACH_PROCESSOR static void squares(size_t n, const htsc__p1812_lanes *l, double hts_amsl_m, double *slant_km2,
                                             double *horizons_km2) {
    for (size_t i = 0; i < n; i++) {
        const double d = l->d_km[i], up = (hts_amsl_m - l->hrs_amsl_m[i]) / 1000.0, slant = d * d + up * up;
        slant_km2[i] = slant > 1e-6 ? slant : 1e-6; /* of 1 m at least */
        horizons_km2[i] = l->horizons_km[i] * l->horizons_km[i];
    }
}

HTSC__FOR_EACH_PROCESSOR static void decibels(size_t n, const double *log_slant2, const double *log_horizons2,
                                              htsc__p1812_shape *s) {
    for (size_t i = 0; i < n; i++) {
        s->slant_db[i] = 10.0 * LOG10_2 * log_slant2[i];
        s->ducting_db[i] = 10.05 + 10.0 * LOG10_2 * log_horizons2[i] - s->slant_db[i];
    }
}

HTSC__FOR_EACH_PROCESSOR static void thirds(size_t n, const double *x, double *third) {
    for (size_t i = 0; i < n; i++) third[i] = x[i] / 3.0;
}

void htsc__p1812_shape_lanes(const htsc__p1812_radial *radial, htsc__p1812_lanes *lanes, htsc__p1812_shape *shape) {
    double one[LANES], two[LANES], three[LANES];
    const double ae = radial->ae_km;
    const size_t n = whole_registers(lanes->count);
    htsc__p1812_lanes_fill_up(lanes, n);
    shape->hts_amsl_m = radial->hts_amsl_m;
    htsc__vector_atan(n, lanes->tan_t, one);
    htsc__vector_atan(n, lanes->tan_r, two);
    htsc__vector_log2(n, lanes->d_km, three);
    shape_angles(n, radial, lanes, one, two, three, shape);

    squares(n, lanes, radial->hts_amsl_m, one, two);
    htsc__vector_log2(n, one, one);
    htsc__vector_log2(n, two, two);
    decibels(n, one, two, shape);

    shape_heights(n, radial, lanes, shape);
    shape_actual(n, radial, lanes, shape);
    reflection_sine(n, lanes, shape, ae, one, two);
    htsc__vector_asin(n, one, one);
    thirds(n, one, one);
    htsc__vector_sin(n, one, one);
    shape_sphere(n, lanes, one, two, ae, shape, three, shape->root_a);
    shape_smooth(n, radial, lanes, three, shape);
    htsc__vector_log2(n, shape->root_a, one);
    thirds(n, one, shape->log2_root_a);
    htsc__vector_exp2(n, shape->log2_root_a, shape->root_a);
}

/* Argument of the logarithm of (12). */
HTSC__FOR_EACH_PROCESSOR static void edge_arguments(size_t n, const double *nu, double root_wavelength_m, double *u) {
    for (size_t i = 0; i < n; i++) {
        const double x = nu[i] / root_wavelength_m - 0.1;
        u[i] = sqrt(x * x + 1.0) + x;
    }
}

/* (12), and the power of two of (21). */
HTSC__FOR_EACH_PROCESSOR static void edges(size_t n, const double *nu, double root_wavelength_m, const double *log_u,
                                           double *edge_db, double *power) {
    for (size_t i = 0; i < n; i++) {
        const double db = 6.9 + 20.0 * LOG10_2 * log_u[i];
        edge_db[i] = nu[i] / root_wavelength_m > -0.78 ? db : 0.0;
        power[i] = -edge_db[i] * (LOG2_E / 6.0);
    }
}

/* (21) */
static void bullington(size_t n, const htsc__p1812_lanes *l, const double *nu, double root_wavelength_m,
                       double *loss_db) {
    double u[LANES] = {0}, power[LANES] = {0};
    edge_arguments(n, nu, root_wavelength_m, u);
    htsc__vector_log2(n, u, u);
    edges(n, nu, root_wavelength_m, u, loss_db, power);
    htsc__vector_exp2(n, power, power);
    for (size_t i = 0; i < n; i++) loss_db[i] += (1.0 - power[i]) * (10.0 + 0.02 * l->d_km[i]);
}

/* (29) to (32) and the arguments of (33) and (35). */
typedef struct first_term {
    double x[LANES], log_x[LANES], power[LANES];
    double t_gain[LANES], r_gain[LANES]; /* arguments of the logarithms of (35), then those */
    double t_high[LANES], r_high[LANES]; /* 17.6 sqrt(B - 1.1) - 8 where B is above 2, else negative */
} first_term;

static inline double gain_argument(double b) {
    return b > 2.0 ? b - 1.1 : b + 0.1 * b * b * b;
}

HTSC__FOR_EACH_PROCESSOR static void first_arguments(size_t n, const htsc__p1812_lanes *l, const htsc__p1812_shape *s,
                                                     const htsc__p1812_band *band, first_term *t) {
    for (size_t i = 0; i < n; i++) {
        const double root = s->root_a[i], k = band->admittance / root, k2 = k * k, k4 = k2 * k2;
        const double beta = (1.0 + 1.6 * k2 + 0.67 * k4) / (1.0 + 4.5 * k2 + 1.53 * k4);
        const double y = band->height * beta / root, bt = beta * y * s->htc_m[i], br = beta * y * s->hrc_m[i];
        t->x[i] = band->distance * beta / (root * root) * l->d_km[i];
        t->t_gain[i] = gain_argument(bt);
        t->r_gain[i] = gain_argument(br);
        t->t_high[i] = bt > 2.0 ? 17.6 * sqrt(t->t_gain[i]) - 8.0 : -1.0;
        t->r_high[i] = br > 2.0 ? 17.6 * sqrt(t->r_gain[i]) - 8.0 : -1.0;
    }
}

static inline double gain_db(double high_db, double log_argument, double floor_db) {
    const double db = high_db > 0.0 ? high_db - 5.0 * LOG10_2 * log_argument : 20.0 * LOG10_2 * log_argument;
    return db > floor_db ? db : floor_db;
}

/* (27), (33) to (36) */
HTSC__FOR_EACH_PROCESSOR static void spheres(size_t n, const htsc__p1812_shape *s, const htsc__p1812_band *band,
                                             const first_term *t, double log_admittance, double *loss_db) {
    const double wavelength_m = band->root_wavelength_m * band->root_wavelength_m;
    for (size_t i = 0; i < n; i++) {
        const double floor_db = 2.0 + 20.0 * LOG10_2 * (log_admittance - s->log2_root_a[i]);
        const double far_db = 11.0 + 10.0 * LOG10_2 * t->log_x[i] - 17.6 * t->x[i];
        const double near_db = -20.0 * LOG10_2 * t->log_x[i] - 5.6488 * t->power[i];
        const double distance_db = t->x[i] >= 1.6 ? far_db : near_db;
        const double first_db = -distance_db - gain_db(t->t_high[i], t->t_gain[i], floor_db) -
                                gain_db(t->r_high[i], t->r_gain[i], floor_db);
        const double needed_m = sqrt(s->fresnel_m2[i] * wavelength_m), share = 1.0 - s->clear_m[i] / needed_m;
        const double sight_db = s->clear_m[i] > needed_m || first_db < 0.0 ? 0.0 : share * first_db;
        loss_db[i] = s->beyond[i] > 0.0 ? first_db : sight_db;
    }
}

/* Section 4.3.2 */
static void spherical(size_t n, const htsc__p1812_lanes *l, const htsc__p1812_shape *s, const htsc__p1812_band *band,
                      double *loss_db) {
    first_term t = {0};
    first_arguments(n, l, s, band, &t);
    htsc__vector_log2(n, t.x, t.log_x);
    for (size_t i = 0; i < n; i++) t.power[i] = 1.425 * t.log_x[i];
    htsc__vector_exp2(n, t.power, t.power);
    htsc__vector_log2(n, t.t_gain, t.t_gain);
    htsc__vector_log2(n, t.r_gain, t.r_gain);
    spheres(n, s, band, &t, log2(band->admittance), loss_db);
}

/* (39), (43), and how far scatter is from it, for (63). */
HTSC__FOR_EACH_PROCESSOR static void diffracted(size_t n, const htsc__p1812_shape *s, const htsc__p1812_band *band,
                                                const double *actual_db, const double *smooth_db,
                                                const double *sphere_db, double *excess_db, double *loss_db,
                                                double *power) {
    for (size_t i = 0; i < n; i++) {
        const double more_db = sphere_db[i] > smooth_db[i] ? sphere_db[i] - smooth_db[i] : 0.0;
        const double lbd_db = band->free_space_db + s->slant_db[i] + actual_db[i] + more_db;
        const double scatter_db = s->scatter_db[i] + band->scatter_db;
        const double apart_db = lbd_db < scatter_db ? scatter_db - lbd_db : lbd_db - scatter_db;
        excess_db[i] = actual_db[i] + more_db;
        loss_db[i] = lbd_db < scatter_db ? lbd_db : scatter_db;
        power[i] = apart_db * (-0.2 / LOG10_2);
    }
}

/* Product of the arguments of the two logarithms of (48). */
HTSC__FOR_EACH_PROCESSOR static void shields(size_t n, const htsc__p1812_shape *s, double root_ghz, double *product) {
    for (size_t i = 0; i < n; i++) product[i] = (1.0 + s->shield_t[i] * root_ghz) * (1.0 + s->shield_r[i] * root_ghz);
}

/* (63), (69), and the rule below 0.25 km. */
HTSC__FOR_EACH_PROCESSOR static void combine(size_t n, const htsc__p1812_lanes *l, const htsc__p1812_shape *s,
                                             double free_space_db, const double *log_sum, double *loss_db) {
    for (size_t i = 0; i < n; i++) {
        const double lbfs_db = free_space_db + s->slant_db[i], lbc_db = loss_db[i] - 5.0 * LOG10_2 * log_sum[i];
        const double lb_db = lbc_db < lbfs_db ? lbfs_db : lbc_db, share = l->d_km[i] / HTSC__P1812_SHORTEST_KM;
        loss_db[i] = lbfs_db + (share < 1.0 ? share : 1.0) * (lb_db - lbfs_db);
    }
}

/* Roughness, (91) and (93), between the horizons. A brink that is neither of them is on the chord between two points
 * that are looked at; where it is one of them, the mast's comes first. */
static double roughness_m(const htsc__p1812_line *line, const htsc__p1812_lanes *l, size_t lane,
                          const htsc__p1812_path *path, uint32_t from, uint32_t to) {
    const double slope = (path->hsr_amsl_m - path->hst_amsl_m) / path->d_km;
    const bool from_brink = from == HTSC__P1812_AT_BRINK, to_brink = to == HTSC__P1812_AT_BRINK;
    const size_t behind = (size_t)l->brink_after[lane] + 1;
    const size_t first = from_brink ? behind : (from < to ? from : to);
    const size_t end = to_brink ? behind : (size_t)(from_brink || from < to ? to : from) + 1;
    double highest = -HUGE_VAL;
    if (from_brink || to_brink) highest = l->brink_ground_amsl_m[lane] - (path->hst_amsl_m + slope * l->brink_km[lane]);
    for (size_t i = first; i < end; i++) {
        const double m = line->ground_amsl_m[i] - (path->hst_amsl_m + slope * (double)i * line->step_km);
        highest = m > highest ? m : highest;
    }
    return highest;
}

/* What the closed form of p1812.c wants of one receiver. At 50 % nothing of the other Earth radius matters: it is given
 * as the same. */
static htsc__p1812_path path_of(const htsc__p1812_radial *r, const htsc__p1812_lanes *l, const htsc__p1812_shape *s,
                                size_t i) {
    const double d = l->d_km[i], hst = (2.0 * l->v1[i] * d - l->v2[i]) / (d * d),
                 hsr = (l->v2[i] - l->v1[i] * d) / (d * d);
    htsc__p1812_path path = {.d_km = d,
                             .hts_amsl_m = r->hts_amsl_m,
                             .hrs_amsl_m = l->hrs_amsl_m[i],
                             .dlt_km = l->dlt_km[i],
                             .dlr_km = l->dlr_km[i],
                             .theta_t_mrad = 1000.0 * atan(l->tan_t[i]),
                             .theta_r_mrad = 1000.0 * atan(l->tan_r[i]),
                             .dtm_km = d,
                             .dlm_km = d,
                             .dct_km = 500.0,
                             .dcr_km = 500.0,
                             .ae_km = {r->ae_km, r->ae_km},
                             .hst_fit_amsl_m = hst,
                             .hsr_fit_amsl_m = hsr,
                             .hst_amsl_m = fmin(hst, r->line.ground_amsl_m[0]),
                             .hsr_amsl_m = fmin(hsr, l->ground_amsl_m[i]),
                             .hstd_amsl_m = r->hts_amsl_m - s->htc_m[i],
                             .hsrd_amsl_m = l->hrs_amsl_m[i] - s->hrc_m[i],
                             .nu_actual = {s->nu_actual[i], s->nu_actual[i]},
                             .nu_smooth = {s->nu_smooth[i], s->nu_smooth[i]}};
    path.theta_mrad = 1000.0 * d / r->ae_km + path.theta_t_mrad + path.theta_r_mrad;
    path.hte_m = path.hts_amsl_m - path.hst_amsl_m;
    path.hre_m = path.hrs_amsl_m - path.hsr_amsl_m;
    return path;
}

/* Whether ducting may be the lesser loss, now that the horizons of a path in sight are known: (46) with (53) at the
 * least. */
static bool may_duct(const htsc__p1812_path *path, const htsc__p1812_band *band, double excess_db) {
    const double f = band->options.freq_ghz, t = path->theta_t_mrad, r = path->theta_r_mrad;
    const double dlt = path->dlt_km, dlr = path->dlr_km, over_t = fmax(t - 0.1 * dlt, 0.0),
                 over_r = fmax(r - 0.1 * dlr, 0.0);
    const double angle_mrad = 1000.0 * path->d_km / path->ae_km[0] + fmin(t, 0.1 * dlt) + fmin(r, 0.1 * dlr);
    const double logs = log10((1.0 + 0.361 * over_t * sqrt(f * dlt)) * (1.0 + 0.361 * over_r * sqrt(f * dlr)));
    const double up_km = (path->hts_amsl_m - path->hrs_amsl_m) / 1000.0;
    const double slant_km2 = path->d_km * path->d_km + up_km * up_km;
    const double apart = (dlt + dlr) * (dlt + dlr) / slant_km2;
    return 10.05 + 10.0 * log10(apart) + 20.0 * logs + band->shielding_per_mrad_db * (over_t + over_r) +
               band->per_mrad_db * angle_mrad + band->least_time_db <=
           excess_db;
}

/* One receiver by the closed form of p1812.c. */
static double the_long_way(const htsc__p1812_band *band, const htsc__p1812_path *path) {
    htsc_p1812_options options = band->options;
    options.location_sigma_db = 0.0;
    htsc_p1812_result result;
    htsc__p1812_finish(path, &options, &result);
    return result.loss_db;
}

/* The receiver of lane `i`, where the first bound left it open whether ducting matters; false where it does not. */
static bool look_closer(const htsc__p1812_radial *r, const htsc__p1812_lanes *l, const htsc__p1812_shape *s,
                        const htsc__p1812_band *band, size_t i, double excess_db, double *loss_db) {
    htsc__p1812_path path = path_of(r, l, s, i);
    uint32_t from = l->tx_at[i], to = l->rx_at[i];
    if (from == 0) {
        from = to = htsc__p1812_least_clear_point(r, l, i);
        path.dlt_km = from == HTSC__P1812_AT_BRINK ? l->brink_km[i] : (double)from * r->line.step_km;
        path.dlr_km = path.d_km - path.dlt_km;
        if (!may_duct(&path, band, excess_db)) return false;
    }
    path.hm_m = roughness_m(&r->line, l, i, &path, from, to);
    *loss_db = the_long_way(band, &path);
    return true;
}

size_t htsc__p1812_median_db(const htsc__p1812_radial *radial, const htsc__p1812_lanes *lanes,
                             const htsc__p1812_shape *shape, const htsc__p1812_band *band, double *loss_db) {
    double actual_db[LANES], smooth_db[LANES], sphere_db[LANES], excess_db[LANES] = {0}, power[LANES] = {0};
    const size_t n = whole_registers(lanes->count);
    bullington(n, lanes, shape->nu_actual, band->root_wavelength_m, actual_db);
    bullington(n, lanes, shape->nu_smooth, band->root_wavelength_m, smooth_db);
    spherical(n, lanes, shape, band, sphere_db);
    diffracted(n, shape, band, actual_db, smooth_db, sphere_db, excess_db, loss_db, power);
    htsc__vector_exp2(n, power, power);
    for (size_t i = 0; i < n; i++) power[i] += 1.0;
    htsc__vector_log2(n, power, power);
    combine(n, lanes, shape, band->free_space_db, power, loss_db);

    shields(n, shape, band->root_ghz, power);
    htsc__vector_log2(n, power, power);
    size_t long_count = 0;
    for (size_t i = 0; i < lanes->count; i++) {
        const double ducting_db = shape->ducting_db[i] + band->least_time_db + band->per_mrad_db * shape->duct_mrad[i] +
                                  band->shielding_per_mrad_db * shape->shield_mrad[i] + 20.0 * LOG10_2 * power[i];
        if (ducting_db > excess_db[i]) continue;
        long_count += look_closer(radial, lanes, shape, band, i, excess_db[i], &loss_db[i]);
    }
    return long_count;
}
