/* Recommendation ITU-R P.1812-8 (09/2025) in two halves: what a pass over the profile gives (geometry, with neither
 * frequency nor time in it), and what follows from that in closed form. Equation numbers are those of the
 * Recommendation. */
#ifndef HTSC_RADIO_P1812_H
#define HTSC_RADIO_P1812_H

#include <htscover/p1812.h>

#define HTSC__P1812_SHORTEST_KM 0.25  /* the source's own range begins here */
#define HTSC__P1812_LONGEST_KM 3000.0 /* and ends here */
#define HTSC__P1812_NO_LENGTH_KM 1e-6 /* shorter is none */
#define HTSC__P1812_EARTH_RADIUS_KM 6371.0
#define HTSC__P1812_WAVELENGTH_M_GHZ 0.2998 /* c as the reference results have it */

/* The two effective Earth radii of section 3.7: in the median, and exceeded for b0 % of the time. */
enum { HTSC__P1812_MEDIAN, HTSC__P1812_BETA, HTSC__P1812_RADII };

/* Geometry of a path. Diffraction parameters are kept as nu times the square root of the wavelength in metres. */
typedef struct htsc__p1812_path {
    double d_km;
    double hts_amsl_m, hrs_amsl_m;                 /* antennas */
    double dlt_km, dlr_km;                         /* horizons */
    double theta_t_mrad, theta_r_mrad, theta_mrad; /* angles */
    double omega_frac, dtm_km, dlm_km;             /* zones */
    double dct_km, dcr_km;                         /* coast */
    double ae_km[HTSC__P1812_RADII];
    double hst_fit_amsl_m, hsr_fit_amsl_m, hst_amsl_m, hsr_amsl_m, hstd_amsl_m, hsrd_amsl_m;
    double hte_m, hre_m, hm_m;
    double nu_actual[HTSC__P1812_RADII]; /* of the Bullington point of the actual path */
    double nu_smooth[HTSC__P1812_RADII]; /* and of the smooth one */
    double rx_clutter_m;
    bool rx_at_sea;
} htsc__p1812_path;

/* Reads options of any known size, fills what a caller's older struct lacks, checks ranges. */
htsc_status htsc__p1812_options_read(const htsc_p1812_options *given, htsc_p1812_options *options, htsc_error *err);

/* Checks the profile and analyses it: sections 3.2 to 3.8, Attachment 1, and the passes of section 4.3.1. */
htsc_status htsc__p1812_path_read(const htsc_p1812_profile *profile, const htsc_p1812_options *options,
                                  htsc__p1812_path *path, htsc_error *err);

/* Section 4 from the geometry. Always fills the whole result; the loss is not finite for absurd geometry. */
void htsc__p1812_finish(const htsc__p1812_path *path, const htsc_p1812_options *options, htsc_p1812_result *result);

/* Delta-Bullington loss for one of the two radii, section 4.3.4. */
typedef struct htsc__p1812_diffraction {
    double lbulla_db, lbulls_db, ldsph_db, ld_db;
} htsc__p1812_diffraction;
htsc__p1812_diffraction htsc__p1812_diffract(const htsc__p1812_path *path, const htsc_p1812_options *options,
                                             int radius);

/* Diffraction parameter (times the square root of the wavelength) of the smooth path from its heights alone. */
double htsc__p1812_smooth_nu(double d_km, double ae_km, double hte_m, double hre_m);

/* Ducting and layer reflection, section 4.5. */
double htsc__p1812_ducting_db(const htsc__p1812_path *path, const htsc_p1812_options *options, double b0_pct);

/* (5) */
double htsc__p1812_b0_pct(const htsc__p1812_path *path, double latitude_deg);

/* Standard deviation of the median over the places of a square for a receiver below its clutter, section 4.7, and what
 * it is multiplied by at a height above the clutter. */
double htsc__p1812_location_sigma_db(double freq_ghz, double resolution_m);
double htsc__p1812_height_factor(double above_clutter_m);

/* Inverse complementary cumulative normal distribution, Attachment 2; x in (0, 1), cut at 1e-6 from its ends. */
double htsc__p1812_inverse_normal(double x);

#endif
