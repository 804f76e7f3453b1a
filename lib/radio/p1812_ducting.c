/* P.1812-8, section 3.6 (incidence of ducting) and section 4.5 (ducting and layer reflection). */
#include "p1812.h"

#include <math.h>

#define LOG10_E 0.43429448190325182765

/* (3) */
static double inland_tau(double dlm_km) {
    return 1.0 - exp(-4.12e-4 * pow(dlm_km, 2.41));
}

double htsc__p1812_b0_pct(const htsc__p1812_path *path, double latitude_deg) {
    const double phi = fabs(latitude_deg);
    const double tau = inland_tau(path->dlm_km);
    const double mu1 =
        fmin(pow(pow(10.0, -path->dtm_km / (16.0 - 6.6 * tau)) + pow(10.0, -5.0 * (0.496 + 0.354 * tau)), 0.2),
             1.0); /* (2) */
    if (phi <= 70.0) {
        const double mu4 = pow(mu1, -0.935 + 0.0176 * phi); /* (4) */
        return pow(10.0, -0.015 * phi + 1.67) * mu1 * mu4;
    }
    return 4.17 * mu1 * pow(mu1, 0.3);
}

/* Site shielding of a terminal, (48), (48a). */
static double shielding_db(double f, double theta_mrad, double horizon_km) {
    const double above = theta_mrad - 0.1 * horizon_km;
    if (!(above > 0.0)) {
        return 0.0;
    }
    return 20.0 * log10(1.0 + 0.361 * above * sqrt(f * horizon_km)) + 0.264 * above * cbrt(f);
}

/* Coupling of a terminal into a duct over the sea, (49), (49a). */
static double sea_coupling_db(double omega, double coast_km, double horizon_km, double height_amsl_m) {
    if (omega < 0.75 || coast_km > horizon_km || coast_km > 5.0) {
        return 0.0;
    }
    return -3.0 * exp(-0.25 * coast_km * coast_km) * (1.0 + tanh(0.07 * (50.0 - height_amsl_m)));
}

/* Loss by time, (53), with the path's geometry and roughness, (54) to (56a), as logarithms: nothing underflows. */
static double time_loss_db(const htsc__p1812_path *path, double time_pct, double b0_pct) {
    const double d = path->d_km;
    const double alpha = fmax(-0.6 - 3.5e-9 * pow(d, 3.1) * inland_tau(path->dlm_km), -3.4); /* (55a) */
    const double roots = sqrt(path->hte_m) + sqrt(path->hre_m);
    const double ratio = 500.0 / path->ae_km[HTSC__P1812_MEDIAN] * d * d / (roots * roots);
    const double log_mu2 = fmin(alpha * log10(ratio), 0.0);                /* (55) */
    const double between_km = fmin(d - path->dlt_km - path->dlr_km, 40.0); /* (56a) */
    const double rough_m = fmax(path->hm_m - 10.0, 0.0);
    const double log_mu3 = -4.6e-5 * LOG10_E * rough_m * (43.0 + 6.0 * between_km); /* (56) */
    const double log_beta = log10(b0_pct) + log_mu2 + log_mu3;                      /* (54) */
    const double gamma = 1.076 / pow(2.0058 - log_beta, 1.012) *
                         exp(-(9.51 - 4.8 * log_beta + 0.198 * log_beta * log_beta) * 1e-6 * pow(d, 1.13)); /* (53a) */
    const double log_ratio = log10(time_pct) - log_beta;
    return -12.0 + (1.2 + 3.7e-3 * d) * log_ratio + 12.0 * pow(10.0, gamma * log_ratio); /* (53) */
}

double htsc__p1812_ducting_db(const htsc__p1812_path *path, const htsc_p1812_options *options, double b0_pct) {
    const double f = options->freq_ghz, dlt = path->dlt_km, dlr = path->dlr_km;
    const double low_db = f < 0.5 ? 45.375 - 137.0 * f + 92.5 * f * f : 0.0; /* (47a) */
    const double coupling_db = 102.45 + 20.0 * log10(f) + 20.0 * log10(dlt + dlr) + low_db +
                               shielding_db(f, path->theta_t_mrad, dlt) + shielding_db(f, path->theta_r_mrad, dlr) +
                               sea_coupling_db(path->omega_frac, path->dct_km, dlt, path->hts_amsl_m) +
                               sea_coupling_db(path->omega_frac, path->dcr_km, dlr, path->hrs_amsl_m); /* (47) */
    const double ae = path->ae_km[HTSC__P1812_MEDIAN];
    const double db_per_mrad = 5e-5 * ae * cbrt(f); /* (51) */
    const double angle_mrad = 1000.0 * path->d_km / ae + fmin(path->theta_t_mrad, 0.1 * dlt) +
                              fmin(path->theta_r_mrad, 0.1 * dlr);                                 /* (52), (52a) */
    return coupling_db + db_per_mrad * angle_mrad + time_loss_db(path, options->time_pct, b0_pct); /* (46), (50) */
}
