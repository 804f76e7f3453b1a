/** @file entry.h  Losses at the end of a path: clutter around a terminal (P.2108) and entry into buildings (P.2109). */
#ifndef HTSCOVER_ENTRY_H
#define HTSCOVER_ENTRY_H

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Loss through the clutter around one terminal, below the roofs of a town or suburb, not exceeded at a share of
 * places: Recommendation ITU-R P.2108-1 (09/2021), section 3.2, equations (3a) to (6). At 2 km and beyond it is the
 * least of the loss there and at 2 km, (6). For paths of 1 km and more it may be added once at each end.
 *
 * It must not be added to a model that already sees the clutter in its profile (P.1812): the clutter would be counted
 * twice. At small shares of places the value may be slightly negative, as the Recommendation has it.
 *
 * Beyond the source: under 0.25 km the loss at 0.25 km is scaled by distance / 0.25 km, as htsc_p1812_loss() does, so
 * that it runs on without a step and is 0 at the mast.
 *
 * Pure; thread-safe.
 * @param freq_ghz      [0.5, 67]
 * @param distance_km   whole path, [0, 20000]
 * @param location_pct  (0, 100)
 * @return HTSC_ERR_ARGUMENT naming the value outside its range; the output is then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_p2108_terminal_loss_db(double freq_ghz, double distance_km,
                                                                double location_pct, double *loss_db, htsc_error *err);

/**
 * The normal distribution behind htsc_p2108_terminal_loss_db(), for mixing with other variability over places: its
 * median, (3a) at 50 %, and its standard deviation sigma_cb, (3b), both at the distance held to 2 km, and scaled under
 * 0.25 km. The loss at p % is median + sigma F^-1(p / 100), but where (6) takes the lower value of two distances.
 * Ranges and errors as there.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_p2108_terminal_normal(double freq_ghz, double distance_km, double *median_db,
                                                               double *sigma_db, htsc_error *err);

/** Types of building (P.2109-2, section 2). */
typedef enum htsc_building {
    HTSC_BUILDING_TRADITIONAL = 0,        /**< plain glass, no metal foil in the walls */
    HTSC_BUILDING_THERMALLY_EFFICIENT = 1 /**< metallised glass, foil-backed panels */
} htsc_building;

/**
 * Loss on entering a building, over places inside it, not exceeded with a probability: Recommendation ITU-R P.2109-2
 * (08/2023), equations (1) to (10) and table 1. Pure; thread-safe.
 * @param freq_ghz       [0.08, 100]
 * @param elevation_deg  of the path at the facade, [-90, 90]; its sign does not matter, (10)
 * @param probability    (0, 1)
 * @return HTSC_ERR_ARGUMENT naming the value outside its range; the output is then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_p2109_entry_loss_db(htsc_building building, double freq_ghz,
                                                             double elevation_deg, double probability, double *loss_db,
                                                             htsc_error *err);

/**
 * A normal distribution in place of the one above, for mixing with location variability: its median is L(0.5), its
 * standard deviation (L(0.9) - L(0.1)) / (2 F^-1(0.9)), with F^-1(0.9) = 1.2815515655446004. It is the project's own
 * stand-in, not the Recommendation's: right at the median and in the width between 10 % and 90 %; the true
 * distribution is skewed. Ranges and errors as above.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_p2109_entry_normal(htsc_building building, double freq_ghz,
                                                            double elevation_deg, double *median_db, double *sigma_db,
                                                            htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
