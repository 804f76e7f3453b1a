/* TR 38.901 V17.0.0: tables 7.4.1-1 (loss, shadowing) and 7.4.2-1 (LOS probability) for one pair of heights. */
#include <math.h>

#include "free_space.h"
#include "tr38901.h"

/* "c = 3.0 * 10^8 m/s": notes 1 and 5 of table 7.4.1-1. */
#define TABLE_C_M_S 3.0e8
/* h_E of note 1: exact for UMi, and for UMa receivers up to 13 m. */
#define ENVIRONMENT_HEIGHT_M 1.0

static uint32_t out_of(double value, double low, double high, uint32_t bit) {
    return value < low || value > high ? bit : 0u;
}

/* Heights below the scenario's range can put the breakpoint under the shortest distance, or at 0 where the far branch
 * has no value: it is then taken at the shortest distance, where both branches still meet. */
static double break_or_shortest_m(double break_m) {
    return break_m > HTSC__TR38901_SHORTEST_M ? break_m : HTSC__TR38901_SHORTEST_M;
}

/* Note 1: d'BP = 4 h'BS h'UT fc / c. Multiplied before dividing, so that round figures stay round. */
static double effective_break_m(double freq_mhz, double tx_m, double rx_m) {
    double tx = fmax(tx_m - ENVIRONMENT_HEIGHT_M, 0.0);
    double rx = fmax(rx_m - ENVIRONMENT_HEIGHT_M, 0.0);
    return break_or_shortest_m(4.0 * tx * rx * freq_mhz * 1e6 / TABLE_C_M_S);
}

/* Note 5: dBP = 2 pi hBS hUT fc / c. */
static double actual_break_m(double freq_mhz, double tx_m, double rx_m) {
    return break_or_shortest_m(2.0 * HTSC__PI * tx_m * rx_m * freq_mhz * 1e6 / TABLE_C_M_S);
}

/* The last term of PL2 in UMa and UMi, without its factor. */
static double break_term(double break_m, double height_difference_m) {
    return log10(break_m * break_m + height_difference_m * height_difference_m);
}

static void rma_losses(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m,
                       htsc__tr38901_curve *curve) {
    const double freq_ghz = freq_mhz / 1e3;
    const double h = options->building_height_m;
    const double h_power = pow(h, 1.72);
    curve->break_m = actual_break_m(freq_mhz, tx_m, rx_m);

    curve->near_db = 20.0 * log10(40.0 * HTSC__PI * freq_ghz / 3.0) - fmin(0.044 * h_power, 14.77);
    curve->near_slope_db = 20.0 + fmin(0.03 * h_power, 10.0);
    curve->near_db_per_m = 0.002 * log10(h);

    /* PL2 = PL1(dBP) + 40 log10(d3D / dBP) */
    const double log_break = log10(curve->break_m);
    curve->far_db =
        curve->near_db + curve->near_slope_db * log_break + curve->near_db_per_m * curve->break_m - 40.0 * log_break;

    const double h_ratio = h / tx_m;
    const double log_tx = log10(tx_m);
    const double log_rx = log10(11.75 * rx_m);
    curve->nlos_slope_db = 43.42 - 3.1 * log_tx;
    curve->nlos_db = 161.04 - 7.1 * log10(options->street_width_m) + 7.5 * log10(h) -
                     (24.37 - 3.7 * h_ratio * h_ratio) * log_tx - 3.0 * curve->nlos_slope_db + 20.0 * log10(freq_ghz) -
                     (3.2 * log_rx * log_rx - 4.97);
}

static void rma_rest(double freq_mhz, double tx_m, double rx_m, htsc__tr38901_curve *curve) {
    curve->near_sigma_db = 4.0;
    curve->far_sigma_db = 6.0;
    curve->nlos_sigma_db = 8.0;
    curve->offset_m = 10.0;
    curve->share_m = 0.0;
    curve->decay_m = 1000.0;
    curve->tall = 0.0;
    curve->validity = out_of(freq_mhz, 500.0, 30000.0, HTSC_VALIDITY_FREQUENCY) |
                      out_of(tx_m, 10.0, 150.0, HTSC_VALIDITY_TX_HEIGHT) |
                      out_of(rx_m, 1.0, 10.0, HTSC_VALIDITY_RX_HEIGHT);
}

/* What UMa and UMi share; the table gives one transmitter height each, with no range about it. */
static void urban_rest(double freq_mhz, double tx_m, double nominal_tx_m, double rx_m, htsc__tr38901_curve *curve) {
    curve->near_db_per_m = 0.0;
    curve->near_sigma_db = 4.0;
    curve->far_sigma_db = 4.0;
    curve->offset_m = 0.0;
    curve->share_m = 18.0;
    curve->tall = 0.0;
    curve->validity = out_of(freq_mhz, 500.0, 100000.0, HTSC_VALIDITY_FREQUENCY) |
                      out_of(tx_m, nominal_tx_m - 0.5, nominal_tx_m + 0.5, HTSC_VALIDITY_TX_HEIGHT) |
                      out_of(rx_m, 1.5, 22.5, HTSC_VALIDITY_RX_HEIGHT);
}

static void uma_curve(double freq_mhz, double tx_m, double rx_m, htsc__tr38901_curve *curve) {
    const double log_freq_ghz = log10(freq_mhz / 1e3);
    urban_rest(freq_mhz, tx_m, 25.0, rx_m, curve);
    curve->break_m = effective_break_m(freq_mhz, tx_m, rx_m);
    curve->near_db = 28.0 + 20.0 * log_freq_ghz;
    curve->near_slope_db = 22.0;
    curve->far_db = 28.0 + 20.0 * log_freq_ghz - 9.0 * break_term(curve->break_m, tx_m - rx_m);
    curve->nlos_db = 13.54 + 20.0 * log_freq_ghz - 0.6 * (rx_m - 1.5);
    curve->nlos_slope_db = 39.08;
    curve->nlos_sigma_db = 6.0;
    curve->decay_m = 63.0;
    if (rx_m > 13.0) {
        /* 5/4 C'(hUT); table 7.4.2-1 defines C' up to 23 m, and it stays there. */
        curve->tall = 1.25 * pow((fmin(rx_m, 23.0) - 13.0) / 10.0, 1.5);
    }
}

static void umi_curve(double freq_mhz, double tx_m, double rx_m, htsc__tr38901_curve *curve) {
    const double log_freq_ghz = log10(freq_mhz / 1e3);
    urban_rest(freq_mhz, tx_m, 10.0, rx_m, curve);
    curve->break_m = effective_break_m(freq_mhz, tx_m, rx_m);
    curve->near_db = 32.4 + 20.0 * log_freq_ghz;
    curve->near_slope_db = 21.0;
    curve->far_db = 32.4 + 20.0 * log_freq_ghz - 9.5 * break_term(curve->break_m, tx_m - rx_m);
    curve->nlos_db = 22.4 + 21.3 * log_freq_ghz - 0.3 * (rx_m - 1.5);
    curve->nlos_slope_db = 35.3;
    curve->nlos_sigma_db = 7.82;
    curve->decay_m = 36.0;
}

void htsc__tr38901_curve_init(const htsc_tr38901_options *options, double freq_mhz, double tx_height_agl_m,
                              double rx_height_agl_m, htsc__tr38901_curve *curve) {
    curve->height_difference_m = tx_height_agl_m - rx_height_agl_m;
    curve->bound_at_1m_db = -(double)INFINITY;
    switch (options->scenario) {
    case HTSC_SCENARIO_UMA: uma_curve(freq_mhz, tx_height_agl_m, rx_height_agl_m, curve); return;
    case HTSC_SCENARIO_UMI: umi_curve(freq_mhz, tx_height_agl_m, rx_height_agl_m, curve); return;
    case HTSC_SCENARIO_RMA: break;
    }
    rma_losses(options, freq_mhz, tx_height_agl_m, rx_height_agl_m, curve);
    rma_rest(freq_mhz, tx_height_agl_m, rx_height_agl_m, curve);
}
