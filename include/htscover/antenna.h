/** @file antenna.h  Antenna patterns, relative to their maximum: parametric ones, and measured ones from files. */
#ifndef HTSCOVER_ANTENNA_H
#define HTSCOVER_ANTENNA_H

#include <stddef.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of pattern. */
typedef enum htsc_antenna_kind {
    HTSC_ANTENNA_OMNI = 0,   /**< no loss in azimuth; vertical cut as the sector's when v_beamwidth_deg is set */
    HTSC_ANTENNA_SECTOR = 1, /**< 3GPP parametric sector */
    HTSC_ANTENNA_PATTERN = 2 /**< two measured cuts, htsc_antenna_pattern */
} htsc_antenna_kind;

/** A horizontal and a vertical cut, combined to the full sphere. Immutable after create; may be shared by threads. */
typedef struct htsc_antenna_pattern htsc_antenna_pattern;

/**
 * An antenna. The parametric kinds are 3GPP TR 38.901 V17.0.0, table 7.3-1, with its constants as parameters. Of the
 * kind HTSC_ANTENNA_PATTERN only azimuth_deg, downtilt_deg and pattern count.
 */
typedef struct htsc_antenna {
    htsc_antenna_kind kind;
    double azimuth_deg;      /**< boresight, clockwise from grid north, [0, 360) */
    double downtilt_deg;     /**< below the horizon positive, [-90, 90]: electrical and mechanical together; with a
                                  pattern the mechanical one alone, as the electrical one is in the cuts */
    double h_beamwidth_deg;  /**< half-power width, (0, 360] */
    double v_beamwidth_deg;  /**< half-power width, (0, 180]; NaN on an omni: no vertical loss */
    double front_to_back_db; /**< A_max, > 0; 30 in the table */
    double side_lobe_db;     /**< SLA_V, > 0; 30 in the table */
    const htsc_antenna_pattern *pattern; /**< borrowed, of the kind HTSC_ANTENNA_PATTERN; else NULL */
} htsc_antenna;

/** An omnidirectional antenna without vertical loss. */
HTSC_API void htsc_antenna_init(htsc_antenna *antenna);

/** @return HTSC_ERR_ARGUMENT naming the field that is outside its range */
HTSC_API HTSC_NODISCARD htsc_status htsc_antenna_check(const htsc_antenna *antenna, htsc_error *err);

/**
 * Gain relative to the pattern's maximum, in dB, never above 0. Thread-safe.
 * @param bearing_deg    direction to the receiver, clockwise from grid north, any finite value
 * @param elevation_deg  direction to the receiver above the horizon, [-90, 90]
 */
HTSC_API double htsc_antenna_gain_db(const htsc_antenna *antenna, double bearing_deg, double elevation_deg);

/**
 * A cut through a pattern, full circle. Horizontal: 0 is boresight, 90 its right, seen from above. Vertical, in the
 * plane of boresight: 0 is boresight, 90 straight down, 180 behind, 270 straight up. Arrays are borrowed for the call.
 */
typedef struct htsc_antenna_cut {
    size_t count;            /**< [36, 3601] */
    const double *angle_deg; /**< increasing, within [-180, 360], no gap above 10; a last one that is the first plus 360
                                  is the same direction and must have the same loss */
    const double *loss_db;   /**< below the pattern's maximum, [0, 100]; between the angles linear in dB */
} htsc_antenna_cut;

/** What is known of a pattern beside its cuts. */
typedef struct htsc_antenna_pattern_info {
    size_t struct_size;
    const char *name;           /**< at most 127 bytes are kept; "" */
    double gain_dbi;            /**< of the maximum, [-30, 60]; NaN (default): not known */
    double freq_mhz;            /**< of the measurement, > 0; NaN (default): not known */
    double electrical_tilt_deg; /**< that the vertical cut holds, [-90, 90]; NaN (default): not known */
} htsc_antenna_pattern_info;

/** The defaults named at each field. */
HTSC_API void htsc_antenna_pattern_info_init(htsc_antenna_pattern_info *info);

/**
 * Makes a pattern; free it with htsc_antenna_pattern_free(). Everything is copied.
 * @param info  NULL: nothing is known
 * @return HTSC_ERR_ARGUMENT for what is outside the ranges stated at the fields, naming cut, index, value and bound
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_antenna_pattern_create(const htsc_antenna_cut *horizontal,
                                                                const htsc_antenna_cut *vertical,
                                                                const htsc_antenna_pattern_info *info,
                                                                htsc_antenna_pattern **pattern, htsc_error *err);

/**
 * Reads an MSI Planet file (.msi, .pln); free with htsc_antenna_pattern_free().
 *
 * Lines are a keyword, blanks or tabs, and a value; keywords in any case, LF or CR LF, a byte order mark, blank lines.
 * NAME (a first line without a known keyword is the name too); FREQUENCY in MHz, or GHz when said (what is no single
 * number counts as not known); GAIN in dBd, the default, or dBi: dBd + 2.15 = dBi; TILT and ELECTRICAL_TILT, of which
 * the electrical tilt is the number, if there is one; HORIZONTAL n and VERTICAL n, each followed by n lines "angle
 * attenuation" as in htsc_antenna_cut (n + 1 lines where the last one repeats the first a turn later). Other keywords
 * are passed over. Vertical angles count downwards from the horizon ahead, so that a beam tilted down by 6 degrees has
 * its maximum at 6. There is no standard; the handbook of Radio Mobile describes the format (Definitions,
 * MSI), but not which way vertical angles count.
 *
 * @return HTSC_ERR_IO; HTSC_ERR_LIMIT above 1 MiB; HTSC_ERR_FORMAT with "file:line: reason"
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_antenna_pattern_read(const char *path, htsc_antenna_pattern **pattern,
                                                              htsc_error *err);

HTSC_API void htsc_antenna_pattern_free(htsc_antenna_pattern *pattern);

/** Borrowed from `pattern`, UTF-8, one line; "" when not known. */
HTSC_API const char *htsc_antenna_pattern_name(const htsc_antenna_pattern *pattern);
/** Gain of the maximum in dBi; NaN when not known. */
HTSC_API double htsc_antenna_pattern_gain_dbi(const htsc_antenna_pattern *pattern);
/** NaN when not known. */
HTSC_API double htsc_antenna_pattern_freq_mhz(const htsc_antenna_pattern *pattern);
/** Tilt that is part of the vertical cut; NaN when not known. */
HTSC_API double htsc_antenna_pattern_electrical_tilt_deg(const htsc_antenna_pattern *pattern);

/**
 * Gain relative to the maximum, in dB, never above 0, over the full sphere. Thread-safe; allocates nothing. Without
 * tilt four table look-ups and no trigonometry.
 *
 * Horizontal projection interpolation (Altair WinProp 2021, AMan, "HPI"; the same in the spectrum access system of the
 * Wireless Innovation Forum, release 2, requirement REL2-R3-SGN-52105, method B1, step b):
 * with h the horizontal and v the vertical cut as losses, phi in [-180, 180], a = |phi| / 180, e the elevation,
 *
 *     loss = h(phi) + (1 - a) (v(-e) - h(0)) + a (v(180 + e) - h(180)), not below 0
 *
 * which on the plane of boresight, ahead and behind, is the vertical cut, and on the horizon the horizontal cut where
 * the two agree at 0 and at 180 degrees (else the horizontal cut moved to meet the vertical one there). Beyond the
 * source: the part that is of azimuth alone, h(phi) - (1 - a) h(0) - a h(180), fades linearly from 60 degrees of
 * elevation to nothing at 90, so that straight up and straight down have one value and the whole is continuous.
 *
 * Mechanical tilt turns the antenna about the horizontal axis across boresight: the direction is turned back the same
 * way before the look-up, so that the back lobe rises as the front lobe falls and the sides stay.
 *
 * @param azimuth_deg    clockwise from boresight, any finite value
 * @param elevation_deg  above the horizon, [-90, 90]
 * @param tilt_deg       mechanical, boresight below the horizon positive, [-90, 90]
 */
HTSC_API double htsc_antenna_pattern_gain_db(const htsc_antenna_pattern *pattern, double azimuth_deg,
                                             double elevation_deg, double tilt_deg);

#ifdef __cplusplus
}
#endif
#endif
