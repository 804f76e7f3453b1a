/* P.1812-8, section 4 but for diffraction and ducting, and the way in. */
#include "p1812.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include <htscover/propagation.h>

#include "base/error.h"

#define SHORTEST_SLANT_KM 1e-3

void htsc_p1812_options_init(htsc_p1812_options *options) {
    *options = (htsc_p1812_options){.struct_size = sizeof *options,
                                    .polarization = HTSC_POLARIZATION_VERTICAL,
                                    .time_pct = 50.0,
                                    .location_pct = 50.0,
                                    .location_sigma_db = HTSC_P1812_SIGMA_AUTO,
                                    .resolution_m = 100.0,
                                    .mid_latitude_deg = 20.0,
                                    .delta_n = 45.0,
                                    .n0 = 325.0,
                                    .dct_km = 500.0,
                                    .dcr_km = 500.0};
}

htsc_status htsc__p1812_options_read(const htsc_p1812_options *given, htsc_p1812_options *options, htsc_error *err) {
    const size_t first_size =
        offsetof(htsc_p1812_options, smooth_path_alternative) + sizeof given->smooth_path_alternative;
    if (given->struct_size < first_size) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "struct_size %zu under %zu: call htsc_p1812_options_init first",
                               given->struct_size, first_size);
    }
    htsc_p1812_options_init(options);
    memcpy(options, given, given->struct_size < sizeof *options ? given->struct_size : sizeof *options);
    options->struct_size = sizeof *options;

    const struct {
        const char *name;
        double value, low, high;
    } ranges[] = {
        {"freq_ghz", options->freq_ghz, 0.03, 6.0},
        {"tx_height_agl_m", options->tx_height_agl_m, 1.0, 3000.0},
        {"rx_height_agl_m", options->rx_height_agl_m, 1.0, 3000.0},
        {"time_pct", options->time_pct, 1.0, 50.0},
        {"location_pct", options->location_pct, 1.0, 99.0},
        {"resolution_m", options->resolution_m, 1.0, 10000.0},
        {"mid_latitude_deg", options->mid_latitude_deg, -90.0, 90.0},
        {"delta_n", options->delta_n, 0.0, 150.0},
        {"n0", options->n0, 200.0, 500.0},
        {"dct_km", options->dct_km, 0.0, 20000.0},
        {"dcr_km", options->dcr_km, 0.0, 20000.0},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (!(ranges[i].value >= ranges[i].low && ranges[i].value <= ranges[i].high)) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s %g outside [%g, %g]", ranges[i].name, ranges[i].value,
                                   ranges[i].low, ranges[i].high);
        }
    }
    const double sigma_db = options->location_sigma_db;
    if (!(sigma_db >= 0.0 && sigma_db <= 50.0) && sigma_db != HTSC_P1812_SIGMA_AUTO) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "location_sigma_db %g outside [0, 50] and not %g (automatic)",
                               sigma_db, HTSC_P1812_SIGMA_AUTO);
    }
    if (options->polarization != HTSC_POLARIZATION_HORIZONTAL && options->polarization != HTSC_POLARIZATION_VERTICAL) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "polarization %d not 1 (horizontal) or 2 (vertical)",
                               (int)options->polarization);
    }
    return HTSC_OK;
}

/* (95a) and (95b) of Attachment 2, for x up to a half. */
static double upper_tail(double x) {
    const double t = sqrt(-2.0 * log(x));
    return t - ((0.010328 * t + 0.802853) * t + 2.515516698) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0);
}

/* (94a), (94b) */
double htsc__p1812_inverse_normal(double x) {
    const double p = fmin(fmax(x, 1e-6), 1.0 - 1e-6);
    return p <= 0.5 ? upper_tail(p) : -upper_tail(1.0 - p);
}

/* (8), (8a) */
static double free_space_db(const htsc__p1812_path *path, const htsc_p1812_options *options) {
    const double slant_km = hypot(path->d_km, (path->hts_amsl_m - path->hrs_amsl_m) / 1000.0);
    return 92.4 + 20.0 * log10(options->freq_ghz) + 20.0 * log10(fmax(slant_km, SHORTEST_SLANT_KM));
}

/* (9a) to (11) */
static void line_of_sight(const htsc__p1812_path *path, const htsc_p1812_options *options, htsc_p1812_breakdown *b) {
    const double depth_db = 2.6 * (1.0 - exp(-0.1 * (path->dlt_km + path->dlr_km)));
    b->lb0p_db = b->lbfs_db + depth_db * log10(options->time_pct / 50.0);
    b->lb0b_db = b->lbfs_db + depth_db * log10(b->b0_pct / 50.0);
}

/* Section 4.3.5 */
static void diffraction(const htsc__p1812_path *path, const htsc_p1812_options *options, htsc_p1812_breakdown *b) {
    const htsc__p1812_diffraction median = htsc__p1812_diffract(path, options, HTSC__P1812_MEDIAN);
    const htsc__p1812_diffraction beta = htsc__p1812_diffract(path, options, HTSC__P1812_BETA);
    b->lbulla50_db = median.lbulla_db;
    b->lbulls50_db = median.lbulls_db;
    b->ldsph50_db = median.ldsph_db;
    b->ld50_db = median.ld_db;
    b->lbulla_db = beta.lbulla_db;
    b->lbulls_db = beta.lbulls_db;
    b->ldsph_db = beta.ldsph_db;
    b->ldb_db = beta.ld_db;

    const double p = options->time_pct;
    b->fi_frac = p > b->b0_pct ? htsc__p1812_inverse_normal(p / 100.0) / htsc__p1812_inverse_normal(b->b0_pct / 100.0)
                               : 1.0;                                                       /* (40) */
    b->ldp_db = p < 50.0 ? b->ld50_db + b->fi_frac * (b->ldb_db - b->ld50_db) : b->ld50_db; /* (41) */
    b->lbd50_db = b->lbfs_db + b->ld50_db;                                                  /* (42) */
    b->lbd_db = b->lb0p_db + b->ldp_db;                                                     /* (43) */
}

/* (44), (45) */
static double troposcatter_db(const htsc__p1812_path *path, const htsc_p1812_options *options) {
    const double log_f = log10(options->freq_ghz), log_half = log10(options->freq_ghz / 2.0);
    const double frequency_db = 25.0 * log_f - 2.5 * log_half * log_half;
    return 190.1 + frequency_db + 20.0 * log10(path->d_km) + 0.573 * path->theta_mrad - 0.15 * options->n0 -
           10.125 * pow(log10(50.0 / options->time_pct), 0.7);
}

/* Section 4.6. (60) and (63) are written about their larger term, so that no exponential overflows. */
static void combine(const htsc__p1812_path *path, const htsc_p1812_options *options, htsc_p1812_breakdown *b) {
    b->fj_frac = 1.0 - 0.5 * (1.0 + tanh(3.0 * 0.8 * (path->theta_mrad - 0.3) / 0.3));
    b->fk_frac = 1.0 - 0.5 * (1.0 + tanh(3.0 * 0.5 * (path->d_km - 20.0) / 20.0));

    const double land_db = (1.0 - path->omega_frac) * b->ldp_db;
    b->lminb0p_db = options->time_pct < b->b0_pct ? b->lb0p_db + land_db
                                                  : b->lbd50_db + (b->lb0b_db + land_db - b->lbd50_db) * b->fi_frac;

    const double eta = 2.5;
    b->lminbap_db = fmax(b->lba_db, b->lb0p_db) + eta * log1p(exp(-fabs(b->lba_db - b->lb0p_db) / eta));
    b->lbda_db = b->lminbap_db > b->lbd_db ? b->lbd_db : b->lminbap_db + (b->lbd_db - b->lminbap_db) * b->fk_frac;
    b->lbam_db = b->lbda_db + (b->lminb0p_db - b->lbda_db) * b->fj_frac;
    b->lbc_db = fmin(b->lbs_db, b->lbam_db) - 5.0 * log10(1.0 + pow(10.0, -0.2 * fabs(b->lbs_db - b->lbam_db)));
}

double htsc__p1812_location_sigma_db(double freq_ghz, double resolution_m) {
    return (0.024 * freq_ghz + 0.52) * pow(resolution_m, 0.28);
}

double htsc__p1812_height_factor(double above_clutter_m) {
    return above_clutter_m < 0.0 ? 1.0 : fmax(1.0 - above_clutter_m / 10.0, 0.0);
}

/* None at sea. */
static double location_sigma_db(const htsc__p1812_path *path, const htsc_p1812_options *options) {
    if (options->location_sigma_db >= 0.0) {
        return options->location_sigma_db;
    }
    if (path->rx_at_sea) {
        return 0.0;
    }
    return htsc__p1812_height_factor(options->rx_height_agl_m - path->rx_clutter_m) *
           htsc__p1812_location_sigma_db(options->freq_ghz, options->resolution_m);
}

/* (70) */
static double field_dbuvm(double freq_ghz, double loss_db) {
    return 199.36 + 20.0 * log10(freq_ghz) - loss_db;
}

static void copy_geometry(const htsc__p1812_path *path, htsc_p1812_breakdown *b) {
    b->dlt_km = path->dlt_km;
    b->dlr_km = path->dlr_km;
    b->theta_t_mrad = path->theta_t_mrad;
    b->theta_r_mrad = path->theta_r_mrad;
    b->theta_mrad = path->theta_mrad;
    b->omega_frac = path->omega_frac;
    b->dtm_km = path->dtm_km;
    b->dlm_km = path->dlm_km;
    b->hst_fit_amsl_m = path->hst_fit_amsl_m;
    b->hsr_fit_amsl_m = path->hsr_fit_amsl_m;
    b->hst_amsl_m = path->hst_amsl_m;
    b->hsr_amsl_m = path->hsr_amsl_m;
    b->hstd_amsl_m = path->hstd_amsl_m;
    b->hsrd_amsl_m = path->hsrd_amsl_m;
    b->htc_smooth_m = path->hts_amsl_m - path->hstd_amsl_m;
    b->hrc_smooth_m = path->hrs_amsl_m - path->hsrd_amsl_m;
    b->hte_m = path->hte_m;
    b->hre_m = path->hre_m;
    b->hm_m = path->hm_m;
}

void htsc__p1812_finish(const htsc__p1812_path *path, const htsc_p1812_options *options, htsc_p1812_result *result) {
    memset(result, 0, sizeof *result);
    htsc_p1812_breakdown *b = &result->breakdown;
    b->d_km = path->d_km;
    b->hts_amsl_m = b->htc_amsl_m = path->hts_amsl_m;
    b->hrs_amsl_m = b->hrc_amsl_m = path->hrs_amsl_m;
    b->phi_deg = options->mid_latitude_deg;
    b->ae_km = path->ae_km[HTSC__P1812_MEDIAN];
    b->lbfs_db = b->lb_db = free_space_db(path, options);

    double weight = 0.0;
    if (path->d_km >= HTSC__P1812_NO_LENGTH_KM) {
        copy_geometry(path, b);
        b->b0_pct = htsc__p1812_b0_pct(path, options->mid_latitude_deg);
        line_of_sight(path, options, b);
        diffraction(path, options, b);
        b->lba_db = htsc__p1812_ducting_db(path, options, b->b0_pct);
        b->lbs_db = troposcatter_db(path, options);
        combine(path, options, b);
        b->sigma_db = location_sigma_db(path, options);
        const double quantile = htsc__p1812_inverse_normal(options->location_pct / 100.0);
        const double spread_db = b->lbc_db - quantile * b->sigma_db;
        b->lb_db = spread_db < b->lb0p_db ? b->lb0p_db : spread_db; /* (69); no number stays none */
        weight = fmin(path->d_km / HTSC__P1812_SHORTEST_KM, 1.0);
    }
    b->ep_dbuvm = field_dbuvm(options->freq_ghz, b->lb_db);
    result->validity = weight < 1.0 ? HTSC_VALIDITY_DISTANCE : 0u;
    result->loss_db = weight < 1.0 ? b->lbfs_db + weight * (b->lb_db - b->lbfs_db) : b->lb_db;
    result->field_dbuvm = field_dbuvm(options->freq_ghz, result->loss_db);
}

htsc_status htsc_p1812_loss(const htsc_p1812_profile *profile, const htsc_p1812_options *options,
                            htsc_p1812_result *result, htsc_error *err) {
    assert(profile != NULL && options != NULL && result != NULL);
    htsc_p1812_options read;
    htsc__p1812_path path;
    htsc_status status = htsc__p1812_options_read(options, &read, err);
    if (status == HTSC_OK) {
        status = htsc__p1812_path_read(profile, &read, &path, err);
    }
    if (status != HTSC_OK) {
        return status;
    }
    htsc_p1812_result found;
    htsc__p1812_finish(&path, &read, &found);
    if (!isfinite(found.loss_db)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT,
                               "profile of %zu points: loss not finite over %g km between %g and %g m above sea level",
                               profile->count, path.d_km, path.hts_amsl_m, path.hrs_amsl_m);
    }
    *result = found;
    return HTSC_OK;
}
