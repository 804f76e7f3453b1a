/** @file antenna.h  Antenna patterns, relative to their maximum. */
#ifndef HTSCOVER_ANTENNA_H
#define HTSCOVER_ANTENNA_H

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of pattern. */
typedef enum htsc_antenna_kind {
    HTSC_ANTENNA_OMNI = 0,  /**< no loss in azimuth; vertical cut as the sector's when v_beamwidth_deg is set */
    HTSC_ANTENNA_SECTOR = 1 /**< 3GPP parametric sector */
} htsc_antenna_kind;

/** A parametric antenna. 3GPP TR 38.901 V17.0.0, table 7.3-1, with its constants as parameters. */
typedef struct htsc_antenna {
    htsc_antenna_kind kind;
    double azimuth_deg;      /**< boresight, clockwise from grid north, [0, 360) */
    double downtilt_deg;     /**< electrical and mechanical together, below the horizon positive, [-90, 90] */
    double h_beamwidth_deg;  /**< half-power width, (0, 360] */
    double v_beamwidth_deg;  /**< half-power width, (0, 180]; NaN on an omni: no vertical loss */
    double front_to_back_db; /**< A_max, > 0; 30 in the table */
    double side_lobe_db;     /**< SLA_V, > 0; 30 in the table */
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

#ifdef __cplusplus
}
#endif
#endif
