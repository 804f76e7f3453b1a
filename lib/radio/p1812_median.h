/* P.1812-8, section 4, for 50 % of the time and an inland path, over many receivers of a radial at once.
 *
 * At 50 % the interpolations in time vanish: (40) is under 2e-9, so (62) is (43) but where ducting (46) is the lesser
 * loss. A bound decides where that cannot be; the rest goes the long way, one by one. */
#ifndef HTSC_RADIO_P1812_MEDIAN_H
#define HTSC_RADIO_P1812_MEDIAN_H

#include "p1812_radial.h"

/* Receivers may be no farther. */
#define HTSC__P1812_LANES_FARTHEST_KM 100.0

/* What follows from frequency and ground alone. */
typedef struct htsc__p1812_band {
    htsc_p1812_options options; /* of the whole path; heights are those of the call */
    double root_wavelength_m;
    double free_space_db, scatter_db; /* terms of (8) and (44) in the frequency */
    double admittance;                /* (29a), (29b) times the cube root of a_e */
    double distance, height;          /* (31), (32) times powers of the cube root of a_e */
    double least_time_db;             /* (53) at the least */
    double per_mrad_db;               /* (51) */
    double shielding_per_mrad_db;     /* (48), the part that is linear */
    double root_ghz;
} htsc__p1812_band;

/* `options` are checked; time_pct is 50 and smooth_path_alternative not set. */
void htsc__p1812_band_init(htsc__p1812_band *band, const htsc_p1812_options *options);

/* The receivers' paths in closed form, without frequency. */
typedef struct htsc__p1812_shape {
    double hts_amsl_m;
    double slant_db[HTSC__P1812_LANES];    /* 20 log10 of the slant distance in km, (8) */
    double scatter_db[HTSC__P1812_LANES];  /* (44) without its term in the frequency */
    double ducting_db[HTSC__P1812_LANES];  /* what (46) is above free space at the least, without angles */
    double duct_mrad[HTSC__P1812_LANES];   /* (52) at the least */
    double shield_mrad[HTSC__P1812_LANES]; /* angles of (48a), their sum at the least */
    double shield_t[HTSC__P1812_LANES], shield_r[HTSC__P1812_LANES];   /* each times 0.361 sqrt(dl), (48) */
    double nu_actual[HTSC__P1812_LANES], nu_smooth[HTSC__P1812_LANES]; /* times the root of the wavelength */
    double htc_m[HTSC__P1812_LANES], hrc_m[HTSC__P1812_LANES];         /* (37a), (37b) */
    double beyond[HTSC__P1812_LANES];                                  /* 1 past the marginal distance (22), else 0 */
    double clear_m[HTSC__P1812_LANES], fresnel_m2[HTSC__P1812_LANES];  /* (23); square of (25) a metre of wavelength */
    double root_a[HTSC__P1812_LANES], log2_root_a[HTSC__P1812_LANES];  /* cube root of the radius (28) is for */
} htsc__p1812_shape;

/* All lanes have points between. Those after the last are filled up. */
void htsc__p1812_shape_lanes(const htsc__p1812_radial *radial, htsc__p1812_lanes *lanes, htsc__p1812_shape *shape);

/* Basic transmission loss for half the places, as htsc_p1812_loss() gives it with location_sigma_db 0.
 * @return lanes that went the long way */
size_t htsc__p1812_median_db(const htsc__p1812_radial *radial, const htsc__p1812_lanes *lanes,
                             const htsc__p1812_shape *shape, const htsc__p1812_band *band, double *loss_db);

/* The same of one receiver by the exact function, for any options, over the profile of the line's points between. */
htsc_status htsc__p1812_exact(const htsc__p1812_line *line, double d_km, double ground_amsl_m, double clutter_m,
                              const htsc_p1812_options *options, htsc_p1812_result *result, htsc_error *err);

#endif
