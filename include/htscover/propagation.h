/** @file propagation.h  Basic transmission loss: built-in models and the interface for a caller's own. */
#ifndef HTSCOVER_PROPAGATION_H
#define HTSCOVER_PROPAGATION_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Scenarios of 3GPP TR 38.901. */
typedef enum htsc_scenario {
    HTSC_SCENARIO_UMA = 0, /**< urban macro */
    HTSC_SCENARIO_UMI = 1, /**< urban micro, street canyon */
    HTSC_SCENARIO_RMA = 2  /**< rural macro */
} htsc_scenario;

/** Why a loss lies outside what its source vouches for: bits of htsc_loss.validity. */
enum {
    HTSC_VALIDITY_DISTANCE = 1u << 0,   /**< shorter or longer than the model's range */
    HTSC_VALIDITY_FREQUENCY = 1u << 1,  /**< outside the model's frequencies */
    HTSC_VALIDITY_TX_HEIGHT = 1u << 2,  /**< transmitter height outside the model's range */
    HTSC_VALIDITY_RX_HEIGHT = 1u << 3,  /**< receiver height outside the model's range */
    HTSC_VALIDITY_FREE_SPACE = 1u << 4, /**< a loss below free space was raised to it */
    HTSC_VALIDITY_TERRAIN = 1u << 5     /**< the path crosses ground whose height is not known */
};
/** Number of validity bits. */
#define HTSC_VALIDITY_COUNT 6

/** A transmitting place: one mast, one height, one frequency. */
typedef struct htsc_mast {
    double x_m, y_m; /**< working CRS */
    double antenna_height_agl_m;
    double ground_amsl_m; /**< NaN when terrain is unknown */
    double freq_mhz;
} htsc_mast;

/** A receiving place. */
typedef struct htsc_receiver {
    double x_m, y_m; /**< working CRS */
    double height_agl_m;
    double ground_amsl_m; /**< NaN when terrain is unknown */
} htsc_receiver;

/**
 * Loss between a mast and a receiver as a mixture: with `probability` of line of sight the loss is normal about
 * los_db with los_sigma_db, otherwise about nlos_db with nlos_sigma_db. A model without that distinction sets
 * los_probability 1. All in dB between isotropic antennas.
 */
typedef struct htsc_loss {
    double los_probability; /**< [0, 1] */
    double los_db;
    double los_sigma_db; /**< >= 0 */
    double nlos_db;
    double nlos_sigma_db; /**< >= 0 */
    uint32_t validity;    /**< HTSC_VALIDITY_ bits; 0 is inside the model's range */
} htsc_loss;

/**
 * A propagation model. A caller may fill one with a function of its own (examples/own_model.c).
 * `loss` is called from several threads at once with the same `ctx` and must give the same answer for the same pair
 * whatever else is in the batch. It must set all `count` losses to finite numbers or return a status.
 */
typedef struct htsc_propagation_model {
    const char *name;      /**< for reports, e.g. "TR 38.901 RMa" */
    const char *source;    /**< document and edition */
    double max_distance_m; /**< horizontal distance beyond which a mast is not heard */
    const void *ctx;
    htsc_status (*loss)(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                        htsc_loss *losses, htsc_error *err);
} htsc_propagation_model;

/** Parameters of TR 38.901. */
typedef struct htsc_tr38901_options {
    size_t struct_size;
    htsc_scenario scenario;   /**< HTSC_SCENARIO_RMA */
    double building_height_m; /**< average, RMa only, [5, 50]; 5 */
    double street_width_m;    /**< average, RMa only, [5, 50]; 20 */
    double max_distance_m;    /**< 0: the scenario's own limit (10 km RMa, 5 km UMa and UMi) */
} htsc_tr38901_options;

/** The defaults named at each field. */
HTSC_API void htsc_tr38901_options_init(htsc_tr38901_options *options);

/**
 * Path loss, LOS probability and shadowing of 3GPP TR 38.901 V17.0.0, tables 7.4.1-1 and 7.4.2-1, as written: no
 * free-space bound is applied. Horizontal distances under 10 m are taken as 10 m and flagged. The effective environment
 * height is 1 m (exact for receivers up to 13 m). Pure; thread-safe.
 *
 * Flagged, and computed by the same formulas: beyond 5 km (RMa too: its LOS branch reaches 10 km, but the NLOS branch,
 * which ends at 5 km, always has weight there); under 0.5 GHz, over 30 GHz (RMa) or 100 GHz; masts outside 10 to 150 m
 * (RMa) or more than 0.5 m from the one height the table gives, 25 m (UMa) or 10 m (UMi); receivers outside 1 to 10 m
 * (RMa) or 1.5 to 22.5 m. Where the table has no value, a breakpoint under 10 m is taken as 10 m, C' keeps its value of
 * 23 m, and a probability over 1 is taken as 1.
 *
 * @param distance_m  horizontal, finite, >= 0
 * @return HTSC_ERR_ARGUMENT for non-finite or non-positive inputs, options outside their ranges, a loss that is not
 *         finite (distances of 1e150 m); what is merely outside the model's range is flagged
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_tr38901_loss(const htsc_tr38901_options *options, double freq_mhz,
                                                      double tx_height_agl_m, double rx_height_agl_m, double distance_m,
                                                      htsc_loss *loss, htsc_error *err);

/**
 * Free-space basic transmission loss, Recommendation ITU-R P.525-5 equation (4) with the exact constant; dB.
 * Both arguments above 0; pure; thread-safe.
 */
HTSC_API double htsc_free_space_loss_db(double freq_mhz, double distance_m);

/** Storage of a built-in model's parameters; contents are private. */
typedef struct htsc_model_storage {
    double words[16];
} htsc_model_storage;

/**
 * Fills `model` with TR 38.901, held up to free space. `storage` must outlive `model` and is not copied with it.
 * Distances are horizontal in the working CRS; heights are above ground, as the flat-terrain model has them, and the
 * slant distance of the bound is that between them (with 10 m at least across). A pair costs a logarithm and an
 * exponential; neighbouring receivers of one height share what depends on height.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_model_tr38901(const htsc_tr38901_options *options, htsc_model_storage *storage,
                                                       htsc_propagation_model *model, htsc_error *err);

/**
 * Fills `model` with free space over the slant distance (terrain heights where both are known). Slant distances under
 * 1 m are taken as 1 m and flagged. `storage` must outlive `model`.
 * @param max_distance_m  finite, > 0
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_model_free_space(double max_distance_m, htsc_model_storage *storage,
                                                          htsc_propagation_model *model, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
