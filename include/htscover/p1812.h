/** @file p1812.h  Basic transmission loss over a terrain profile: Recommendation ITU-R P.1812-8 (09/2025). */
#ifndef HTSCOVER_P1812_H
#define HTSCOVER_P1812_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Radio-climatic zones (section 3.3), numbered as in the profile files of ITU-R Study Group 3. */
typedef enum htsc_p1812_zone {
    HTSC_P1812_SEA = 1,   /**< seas and other large bodies of water */
    HTSC_P1812_COAST = 3, /**< land within 50 km of the sea and up to 100 m above it */
    HTSC_P1812_INLAND = 4 /**< all other land */
} htsc_p1812_zone;

/** Polarisation, numbered as in the same files. */
typedef enum htsc_polarization { HTSC_POLARIZATION_HORIZONTAL = 1, HTSC_POLARIZATION_VERTICAL = 2 } htsc_polarization;

/**
 * A path from the transmitter to the receiver; all arrays are borrowed for the call and have `count` items.
 * Points need not be evenly spaced. A single point is a receiver at the mast.
 */
typedef struct htsc_p1812_profile {
    size_t count;                /**< >= 1 */
    const double *distance_km;   /**< along the great circle: starts at 0, never decreases, ends at 3000 at most */
    const double *ground_amsl_m; /**< terrain, [-500, 9000] */
    const double *clutter_m;     /**< representative clutter above the terrain, [0, 1000]; those of the two terminals
                                      only serve the automatic location variability; NULL: none */
    const uint8_t *zone;         /**< htsc_p1812_zone of each point; NULL: all inland */
} htsc_p1812_profile;

/** Value of htsc_p1812_options.location_sigma_db for the Recommendation's own rule. */
#define HTSC_P1812_SIGMA_AUTO (-1.0)

/** Parameters of the prediction. The three without a default must be set. */
typedef struct htsc_p1812_options {
    size_t struct_size;
    double freq_ghz;                /**< [0.03, 6]; no default */
    double tx_height_agl_m;         /**< [1, 3000]; no default */
    double rx_height_agl_m;         /**< [1, 3000]; no default */
    htsc_polarization polarization; /**< HTSC_POLARIZATION_VERTICAL */
    double time_pct;                /**< the loss is not exceeded for this share of an average year, [1, 50]; 50 */
    double location_pct;            /**< the loss is not exceeded at this share of places, [1, 99]; 50 */
    double location_sigma_db;       /**< outdoor location variability, [0, 50], or HTSC_P1812_SIGMA_AUTO (default):
                                         section 4.7 from the frequency, resolution_m and the receiver's height above
                                         the clutter at its place; 0 where the receiver stands at sea */
    double resolution_m;            /**< width of the square the automatic variability is over, [1, 10000]; 100 */
    double mid_latitude_deg;        /**< of the middle of the path, [-90, 90]; 20 (Thanh Hóa) */
    double delta_n;                 /**< refractivity lapse rate at mid-path, N-units/km, [0, 150]; 45 */
    double n0;                      /**< sea-level surface refractivity at mid-path, N-units, [200, 500]; 325 */
    double dct_km;                  /**< land between the transmitter and the coast, along the path, [0, 20000]; 500
                                         (no sea near). Taken as 0 where the terminal's own zone is sea */
    double dcr_km;                  /**< the same for the receiver */
    bool smooth_path_alternative;   /**< the Bullington loss of the smooth path from the effective heights alone, by the
                                         alternative method in the Recommendation's last attachment; false */
} htsc_p1812_options;

/**
 * Intermediate results, with the Recommendation's symbols and equation numbers; the first 50 are those the reference
 * logs of ITU-R Study Group 3 list, in that order. Of a path of no length only d, hts, hrs, htc, hrc, phi, ae, Lbfs,
 * Lb and Ep are set, the rest is 0.
 */
typedef struct htsc_p1812_breakdown {
    double d_km;           /**< path length */
    double dlt_km;         /**< transmitter's horizon distance, (78) */
    double dlr_km;         /**< receiver's horizon distance, (81a) */
    double theta_t_mrad;   /**< transmitter's horizon angle, (77) */
    double theta_r_mrad;   /**< receiver's horizon angle, (79), (80) */
    double theta_mrad;     /**< path angular distance, (82) */
    double hts_amsl_m;     /**< transmitting antenna */
    double hrs_amsl_m;     /**< receiving antenna */
    double htc_amsl_m;     /**< as hts, table 5 */
    double hrc_amsl_m;     /**< as hrs, table 5 */
    double omega_frac;     /**< share of the path over sea */
    double dtm_km;         /**< longest stretch over land, section 3.6 */
    double dlm_km;         /**< longest stretch over inland, section 3.6 */
    double phi_deg;        /**< latitude of the middle */
    double b0_pct;         /**< time share of ducting, (5) */
    double ae_km;          /**< median effective Earth radius, (7a) */
    double hst_fit_amsl_m; /**< smooth-Earth surface at the transmitter, (85) */
    double hsr_fit_amsl_m; /**< at the receiver, (86) */
    double hst_amsl_m;     /**< not above the terrain, (90a) */
    double hsr_amsl_m;     /**< not above the terrain, (90b) */
    double hstd_amsl_m;    /**< for diffraction, (89) */
    double hsrd_amsl_m;    /**< for diffraction, (89) */
    double htc_smooth_m;   /**< htc above hstd, (37a) */
    double hrc_smooth_m;   /**< hrc above hsrd, (37b) */
    double hte_m;          /**< effective height for ducting, (92a) */
    double hre_m;          /**< effective height for ducting, (92b) */
    double hm_m;           /**< terrain roughness, (93) */
    double fi_frac;        /**< interpolation in time, (40) */
    double fj_frac;        /**< interpolation in angular distance, (57) */
    double fk_frac;        /**< interpolation in distance, (58) */
    double lbfs_db;        /**< free space, (8) */
    double lb0p_db;        /**< line of sight for time_pct, (10) */
    double lb0b_db;        /**< line of sight for b0, (11) */
    double lbulla_db;      /**< Bullington, actual path, Earth radius of b0, (21) */
    double lbulls_db;      /**< Bullington, smooth path, Earth radius of b0, (21) */
    double ldsph_db;       /**< spherical Earth, Earth radius of b0, (27) */
    double ld50_db;        /**< diffraction, median, (39) */
    double ldb_db;         /**< diffraction for b0, (39) */
    double ldp_db;         /**< diffraction for time_pct, (41) */
    double lbd50_db;       /**< with diffraction, median, (42) */
    double lbd_db;         /**< with diffraction, (43) */
    double lminb0p_db;     /**< (59) */
    double lba_db;         /**< ducting and layer reflection, (46) */
    double lminbap_db;     /**< (60) */
    double lbda_db;        /**< (61) */
    double lbam_db;        /**< (62) */
    double lbs_db;         /**< tropospheric scatter, (44) */
    double lbc_db;         /**< for time_pct and half the places, (63) */
    double lb_db;          /**< for time_pct and location_pct, (69) */
    double ep_dbuvm;       /**< field strength of lb_db for 1 kW e.r.p., (70) */
    double lbulla50_db;    /**< as lbulla, median Earth radius */
    double lbulls50_db;    /**< as lbulls, median Earth radius */
    double ldsph50_db;     /**< as ldsph, median Earth radius */
    double sigma_db;       /**< location variability used */
} htsc_p1812_breakdown;

/** A predicted loss. */
typedef struct htsc_p1812_result {
    double loss_db;     /**< basic transmission loss between isotropic antennas: lb_db from 0.25 km on */
    double field_dbuvm; /**< field strength of loss_db for 1 kW effective radiated power, (70) */
    uint32_t validity;  /**< HTSC_VALIDITY_DISTANCE (propagation.h) under 0.25 km, where the source ends; else 0 */
    htsc_p1812_breakdown breakdown;
} htsc_p1812_result;

/** The defaults named at each field. */
HTSC_API void htsc_p1812_options_init(htsc_p1812_options *options);

/**
 * Basic transmission loss and field strength outdoors by Recommendation ITU-R P.1812-8, Annex: line of sight,
 * diffraction (delta-Bullington with spherical Earth), tropospheric scatter, ducting and layer reflection, variability
 * in time and over places. Building entry (section 4.8) is not added. Pure; allocates nothing; thread-safe. Linear in
 * the number of points: some tens of nanoseconds a point.
 *
 * Beyond the source:
 *  - Under 0.25 km the excess of (69) over free space is scaled by length / 0.25 km, so that the loss runs on without a
 *    step and meets free space at the mast; the breakdown stays unscaled, the result is flagged.
 *  - Free space is over the slant distance, of 1 m at least; lengths under 1 mm count as none.
 *  - A path with no point between its terminals gets one halfway, at the mean of their ground, without clutter.
 *
 * What theory gives: at time_pct 50 the loss is never under free space. Below 50 % it may be, by at most
 * 2.6 log10(50 / time_pct) dB, which is 4.42 dB at 1 %: multipath and focusing, (9a). It falls or stays as time_pct
 * falls, but for paths whose diffraction loss is larger for b0 than in the median. At location_pct 50 swapping the ends
 * (with dct and dcr) changes nothing, but for paths in sight with two points of equally small clearance.
 *
 * The alternative for the smooth path is equations (105) to (112) of edition 5, there Attachment 4 to Annex 1; editions
 * 6 and 7 have it as Attachment 3.
 *
 * @return HTSC_ERR_ARGUMENT for options and profiles outside the ranges stated at their fields, naming field, value and
 *         bound; `result` is then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_p1812_loss(const htsc_p1812_profile *profile,
                                                    const htsc_p1812_options *options, htsc_p1812_result *result,
                                                    htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
