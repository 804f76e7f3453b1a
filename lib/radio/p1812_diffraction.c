/* P.1812-8, section 4.3: diffraction, and the alternative for the smooth path. */
#include "p1812.h"

#include <math.h>

/* Electrical constants of the ground, section 4.3.3. */
typedef struct ground {
    double permittivity, conductivity_s_m;
} ground;
static const ground land = {22.0, 0.003};
static const ground sea = {80.0, 5.0};

/* (12) */
static double knife_edge_db(double nu) {
    if (nu <= -0.78) {
        return 0.0;
    }
    const double x = nu - 0.1;
    return 6.9 + 20.0 * log10(sqrt(x * x + 1.0) + x);
}

/* (16), (20), (21) */
static double bullington_db(double nu, double d_km) {
    const double edge_db = knife_edge_db(nu);
    return edge_db + (1.0 - exp(-edge_db / 6.0)) * (10.0 + 0.02 * d_km);
}

/* Distance at which two antennas see each other past a smooth Earth, (22). */
static double marginal_sight_km(double ae_km, double hte_m, double hre_m) {
    return sqrt(2.0 * ae_km) * (sqrt(0.001 * hte_m) + sqrt(0.001 * hre_m));
}

/* The least clearance over a smooth Earth on a path in sight, (23), and where it is, (24a) to (24e). The cosine of
 * (24c) is written as a sine: the same angle, without cancellation on short paths. */
static double least_clearance_m(double d_km, double ae_km, double hte_m, double hre_m, double *near_km,
                                double *far_km) {
    const double sum_m = hte_m + hre_m;
    const double c = (hte_m - hre_m) / sum_m;
    const double m = 250.0 * d_km * d_km / (ae_km * sum_m);
    const double m1 = m + 1.0;
    const double x = fmax(fmin(1.5 * c * sqrt(3.0 * m / (m1 * m1 * m1)), 1.0), -1.0);
    const double b = 2.0 * sqrt(m1 / (3.0 * m)) * sin(asin(x) / 3.0);
    const double near = d_km / 2.0 * (1.0 + b), far = d_km - near;
    *near_km = near;
    *far_km = far;
    return ((hte_m - 500.0 * near * near / ae_km) * far + (hre_m - 500.0 * far * far / ae_km) * near) / d_km;
}

/* Height gain, (35), not under its floor. */
static double height_gain_db(double b, double k) {
    const double gain_db =
        b > 2.0 ? 17.6 * sqrt(b - 1.1) - 5.0 * log10(b - 1.1) - 8.0 : 20.0 * log10(b + 0.1 * b * b * b);
    return fmax(gain_db, 2.0 + 20.0 * log10(k));
}

/* (29) to (36) over one kind of ground. */
static double first_term_over_db(const ground *g, const htsc_p1812_options *options, double d_km, double ae_km,
                                 double hte_m, double hre_m) {
    const double f = options->freq_ghz;
    const double loss = 18.0 * g->conductivity_s_m / f;
    const double less = g->permittivity - 1.0;
    double k = 0.036 / (cbrt(ae_km * f) * sqrt(sqrt(less * less + loss * loss))); /* (29a) */
    if (options->polarization == HTSC_POLARIZATION_VERTICAL) {
        k *= sqrt(g->permittivity * g->permittivity + loss * loss); /* (29b) */
    }
    const double k2 = k * k, k4 = k2 * k2;
    const double beta = (1.0 + 1.6 * k2 + 0.67 * k4) / (1.0 + 4.5 * k2 + 1.53 * k4); /* (30) */
    const double x = 21.88 * beta * cbrt(f / (ae_km * ae_km)) * d_km;                /* (31) */
    const double y = 0.9575 * beta * cbrt(f * f / ae_km);                            /* (32), a metre */
    const double distance_db =
        x >= 1.6 ? 11.0 + 10.0 * log10(x) - 17.6 * x : -20.0 * log10(x) - 5.6488 * pow(x, 1.425);    /* (33) */
    return -distance_db - height_gain_db(beta * y * hte_m, k) - height_gain_db(beta * y * hre_m, k); /* (36) */
}

/* (28) */
static double first_term_db(const htsc__p1812_path *path, const htsc_p1812_options *options, double ae_km, double hte_m,
                            double hre_m) {
    const double omega = path->omega_frac;
    double db = 0.0;
    if (omega > 0.0) {
        db += omega * first_term_over_db(&sea, options, path->d_km, ae_km, hte_m, hre_m);
    }
    if (omega < 1.0) {
        db += (1.0 - omega) * first_term_over_db(&land, options, path->d_km, ae_km, hte_m, hre_m);
    }
    return db;
}

/* Section 4.3.2 */
static double spherical_db(const htsc__p1812_path *path, const htsc_p1812_options *options, double ae_km, double hte_m,
                           double hre_m) {
    const double d = path->d_km;
    if (d >= marginal_sight_km(ae_km, hte_m, hre_m)) {
        return first_term_db(path, options, ae_km, hte_m, hre_m);
    }
    double near, far;
    const double wavelength_m = HTSC__P1812_WAVELENGTH_M_GHZ / options->freq_ghz;
    const double clear_m = least_clearance_m(d, ae_km, hte_m, hre_m, &near, &far);
    const double needed_m = 17.456 * sqrt(near * far * wavelength_m / d); /* (25) */
    if (clear_m > needed_m) {
        return 0.0;
    }
    const double reach = d / (sqrt(hte_m) + sqrt(hre_m));
    const double first_db = first_term_db(path, options, 500.0 * reach * reach, hte_m, hre_m); /* (26) */
    return (1.0 - clear_m / needed_m) * fmax(first_db, 0.0);                                   /* (27) */
}

/* Edition 5, Attachment 4 to Annex 1, (105) to (110). As in section 4.3.1 the Bullington point is kept between the two
 * points where the rays touch the Earth. */
double htsc__p1812_smooth_nu(double d_km, double ae_km, double hte_m, double hre_m) {
    double near, far;
    if (d_km < marginal_sight_km(ae_km, hte_m, hre_m)) {
        const double clear_m = least_clearance_m(d_km, ae_km, hte_m, hre_m, &near, &far);
        return -clear_m * sqrt(0.002 * d_km / (near * far));
    }
    const double bulge = 500.0 / ae_km;
    const double tx_slope = bulge * d_km - 2.0 * sqrt(bulge * hte_m);
    const double rx_slope = bulge * d_km - 2.0 * sqrt(bulge * hre_m);
    const double tx_touch = sqrt(hte_m / bulge), rx_touch = d_km - sqrt(hre_m / bulge);
    const double slopes = tx_slope + rx_slope;
    near = slopes > 0.0 ? (hre_m - hte_m + rx_slope * d_km) / slopes : tx_touch;
    near = fmax(fmin(near, rx_touch), tx_touch);
    far = d_km - near;
    return (hte_m + tx_slope * near - (hte_m * far + hre_m * near) / d_km) * sqrt(0.002 * d_km / (near * far));
}

htsc__p1812_diffraction htsc__p1812_diffract(const htsc__p1812_path *path, const htsc_p1812_options *options,
                                             int radius) {
    const double root_m = sqrt(HTSC__P1812_WAVELENGTH_M_GHZ / options->freq_ghz);
    htsc__p1812_diffraction it;
    it.lbulla_db = bullington_db(path->nu_actual[radius] / root_m, path->d_km);
    it.lbulls_db = bullington_db(path->nu_smooth[radius] / root_m, path->d_km);
    it.ldsph_db = spherical_db(path, options, path->ae_km[radius], path->hts_amsl_m - path->hstd_amsl_m,
                               path->hrs_amsl_m - path->hsrd_amsl_m); /* (38) */
    it.ld_db = it.lbulla_db + fmax(it.ldsph_db - it.lbulls_db, 0.0);  /* (39) */
    return it;
}
