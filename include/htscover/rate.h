/** @file rate.h  From levels to signal-to-interference-and-noise ratio and to a downlink rate. */
#ifndef HTSCOVER_RATE_H
#define HTSCOVER_RATE_H

#include <stddef.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Highest efficiency of the 4G downlink in TR 36.942, annex A: 64QAM, code rate 4/5, one layer. */
#define HTSC_RATE_LTE_64QAM_BPS_HZ 4.4
/** Highest efficiency of one layer of the 5G downlink: 256QAM at 948/1024, TS 38.214 V17, table 5.1.3.1-2, index 27. */
#define HTSC_RATE_NR_256QAM_BPS_HZ 7.4063

/** How a ratio becomes a rate. */
typedef struct htsc_rate_options {
    size_t struct_size;
    double attenuation_frac;  /**< alpha: share of Shannon's bound that is reached, (0, 1]; 0.6, the downlink */
    double sinr_min_db;       /**< lowest ratio of the code set, [-30, 30]; -10 */
    double efficiency_bps_hz; /**< highest efficiency of the code set, one layer, (0, 20]; HTSC_RATE_LTE_64QAM_BPS_HZ.
                                   For 5G set HTSC_RATE_NR_256QAM_BPS_HZ */
} htsc_rate_options;

/** The defaults named at each field. */
HTSC_API void htsc_rate_options_init(htsc_rate_options *options);

/**
 * Downlink rate of one layer by the attenuated and truncated bound of Shannon, 3GPP TR 36.942, annex A:
 * nothing under sinr_min_db; alpha log2(1 + SINR) per hertz above it; at most efficiency_bps_hz, which the
 * downlink of 4G reaches at 22.05 dB and that of 5G at 37.15 dB. The report writes SNIR for what is SINR here.
 *
 * It is the rate of one terminal that gets the whole carrier: overheads, the share of downlink in TDD, further layers
 * and other users are the caller's. Pure; thread-safe.
 * @param sinr_db        not NaN; infinities are allowed
 * @param bandwidth_mhz  [0, 10000]
 * @return HTSC_ERR_ARGUMENT naming the value outside its range; the output is then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_rate_mbps(const htsc_rate_options *options, double sinr_db,
                                                   double bandwidth_mhz, double *rate_mbps, htsc_error *err);

/** What noise and interference are made of. */
typedef struct htsc_sinr_options {
    size_t struct_size;
    double noise_figure_db; /**< of the receiver, [0, 30]; 9, the terminals of TR 36.942 */
    double scs_khz;         /**< width of a resource element, (0, 1000]; NaN: must be set (4G: 15) */
    double load_frac;       /**< share of resource elements that the other cells fill, [0, 1]; 1 */
} htsc_sinr_options;

/** The defaults named at each field. */
HTSC_API void htsc_sinr_options_init(htsc_sinr_options *options);

/**
 * Signal-to-interference-and-noise ratio of a resource element, in dB:
 * S / (load sum(I) + N), N = -174 dBm/Hz + 10 log10(spacing in Hz) + noise figure. Thermal noise at 290 K, rounded as
 * usual. Pure; allocates nothing; thread-safe. The sum is in the order given.
 * @param signal_dbm        serving cell, per resource element (RSRP), [-400, 100]
 * @param interference_dbm  `count` others, per resource element, each at most 100; -INFINITY is none; NULL with 0
 * @return HTSC_ERR_ARGUMENT naming the value outside its range; the output is then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_sinr_db(const htsc_sinr_options *options, double signal_dbm,
                                                 const double *interference_dbm, size_t count, double *sinr_db,
                                                 htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
