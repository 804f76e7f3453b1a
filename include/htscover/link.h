/** @file link.h  Link budget: from transmit power to RSRP, resource blocks, bands, probability of a level. */
#ifndef HTSCOVER_LINK_H
#define HTSCOVER_LINK_H

#include <stddef.h>

#include <htscover/error.h>
#include <htscover/propagation.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Generations of radio access. */
typedef enum htsc_technology {
    HTSC_TECHNOLOGY_2G = 0,
    HTSC_TECHNOLOGY_3G = 1,
    HTSC_TECHNOLOGY_4G = 2,
    HTSC_TECHNOLOGY_5G = 3
} htsc_technology;
#define HTSC_TECHNOLOGY_COUNT 4

/** "2G" to "5G". Static storage. */
HTSC_API const char *htsc_technology_name(htsc_technology technology);

/**
 * Resource blocks of a carrier; 0 where the standard has no such pair.
 * 5G: 3GPP TS 38.101-1 V17, table 5.3.2-1 (FR1). 4G: 3GPP TS 36.101 V17, table 5.6-1; scs_khz is then 15.
 */
HTSC_API int htsc_resource_blocks(htsc_technology technology, double bandwidth_mhz, double scs_khz);

/**
 * Downlink centre frequency of a band name ("n78", "B3", "b3", "3" for 4G) in MHz; NaN for an unknown name.
 * 3GPP TS 38.101-1 table 5.2-1 and TS 36.101 table 5.5-1: the middle of the downlink range. 2G and 3G are named by the
 * 4G number of the same range ("B8" is 900 MHz).
 */
HTSC_API double htsc_band_freq_mhz(htsc_technology technology, const char *band);

/** What a level is made of. All dB terms are gains when positive unless named a loss. */
typedef struct htsc_link_budget {
    htsc_technology technology;
    double eirp_dbm;            /**< total, in the direction of the pattern's maximum */
    double bandwidth_mhz;       /**< 4G and 5G */
    double scs_khz;             /**< 5G; 4G is 15 */
    double reference_offset_db; /**< power of the reference signal against the level reference: SSB offset (4G, 5G per
                                   resource element), CPICH share (3G, about -10), BCCH (2G, 0) */
    double extra_loss_db;       /**< body and building entry, >= 0 */
} htsc_link_budget;

/**
 * The reference signal's EIRP: RSRP = this + pattern gain - path loss.
 * 4G, 5G: EIRP per resource element, eirp_dbm - 10 log10(12 N_RB) + reference_offset_db - extra_loss_db (RSRP and
 * SS-RSRP as defined in TS 36.214 5.1.1 and TS 38.215 5.1.1). 2G, 3G: eirp_dbm + reference_offset_db - extra_loss_db.
 * @return HTSC_ERR_ARGUMENT where the standard has no such bandwidth and spacing, or a value is not finite
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_link_reference_dbm(const htsc_link_budget *budget, double *reference_dbm,
                                                            htsc_error *err);

/**
 * Probability that reference_dbm - loss exceeds a threshold, mixing line of sight and not, each with its own normal
 * shadowing: p Q((t - m_los) / s_los) + (1 - p) Q((t - m_nlos) / s_nlos). A sigma of 0 is a step (1 at equality).
 */
HTSC_API double htsc_link_probability(const htsc_loss *loss, double level_dbm_without_loss, double threshold_dbm);

/** Mean level in dBm over the mixture: p (r - los_db) + (1 - p) (r - nlos_db). */
HTSC_API double htsc_link_mean_dbm(const htsc_loss *loss, double level_dbm_without_loss);

#ifdef __cplusplus
}
#endif
#endif
