/** @file coverage.h  Signal of every operator and technology at points: levels, probabilities, best server. */
#ifndef HTSCOVER_COVERAGE_H
#define HTSCOVER_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/entry.h>
#include <htscover/error.h>
#include <htscover/progress.h>
#include <htscover/propagation.h>
#include <htscover/rate.h>
#include <htscover/site.h>
#include <htscover/sweep.h>
#include <htscover/terrain.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Stands for "any operator" where an operator index is asked for: the best of all of them at each point. */
#define HTSC_UNION UINT32_MAX
/** Server of a point that hears nobody. */
#define HTSC_NO_SERVER UINT32_MAX

/** Classes of a place. Covered is weak or good. */
typedef enum htsc_level { HTSC_LEVEL_NONE = 0, HTSC_LEVEL_WEAK = 1, HTSC_LEVEL_GOOD = 2 } htsc_level;
#define HTSC_LEVEL_COUNT 3
/** "none", "weak", "good". Static storage. */
HTSC_API const char *htsc_level_name(htsc_level level);

/** Signal of one layer at one point. */
typedef struct htsc_signal {
    float covered_probability; /**< best P(RSRP >= covered_dbm) over the layer's cells, [0, 1] */
    float good_probability;    /**< best P(RSRP >= good_dbm) */
    float indoor_probability;  /**< as covered_probability, behind the walls of options.building, and never above it;
                                    0 where not asked */
    float rsrp_dbm;            /**< mean level of the best server, outdoors; NaN where nobody is heard */
    uint32_t server;           /**< cell of the highest mean level, into the sites; HTSC_NO_SERVER */
} htsc_signal;

/** One of the best servers of a point. */
typedef struct htsc_server {
    uint32_t cell;  /**< into the sites; HTSC_NO_SERVER after the last */
    float rsrp_dbm; /**< mean level */
} htsc_server;

/** Thresholds of a technology. */
typedef struct htsc_thresholds {
    bool used; /**< technologies that are not used are not computed */
    double covered_dbm;
    double good_dbm;            /**< >= covered_dbm */
    double reference_offset_db; /**< see htsc_link_budget */
} htsc_thresholds;

/** How coverage is computed. */
typedef struct htsc_coverage_options {
    size_t struct_size;
    const htsc_propagation_model *model; /**< pair by pair; NULL where there is a sweep */
    const htsc_sweep_options *sweep;     /**< P.1812 over terrain; NULL where there is a model */
    htsc_thresholds thresholds[HTSC_TECHNOLOGY_COUNT];
    double location_probability_frac; /**< (0, 1); a level holds where its probability is at least this */
    double receiver_height_agl_m;     /**< > 0 */
    double extra_loss_db;             /**< body and building entry, >= 0 */
    int32_t date;                     /**< yyyymmdd: cells on air later are not heard; 0: all that are on air */
    const htsc_terrain *terrain;   /**< with a model, NULL: flat; else heights enter the antenna's elevation angle and
                                        the model */
    const htsc_building *building; /**< NULL: no levels indoors. Entry loss is mixed as a normal, see
                                        htsc_p2109_entry_normal() */
    size_t server_count;           /**< best servers to keep of each point and layer, [0, 16]; 0 */
    const htsc_rate_options *rate; /**< NULL: no rates; else one of 5G: 4G's efficiency is held to its own */
    const htsc_sinr_options *sinr; /**< with `rate`: noise and load; scs_khz is each cell's own */
    int jobs;                      /**< threads; 0: all */
    const htsc_progress *progress; /**< may be NULL */
} htsc_coverage_options;

/** No model, no sweep, no technology used, probability 0.9, receiver 1.5 m. */
HTSC_API void htsc_coverage_options_init(htsc_coverage_options *options);

/** Signals at a set of points, by technology and operator. Immutable; may be shared between threads. */
typedef struct htsc_coverage htsc_coverage;

/**
 * Signals of all heard cells at `count` points of the working CRS. The same bytes for any number of jobs, and of a
 * point whatever other points there are. Cost: one loss for each pair of mast and point within reach; cells on one
 * mast, height and frequency share it. In a sweep masts of one place share more (htsc_sweep_losses()). Cells a sweep
 * cannot compute are left out and counted: above 6 GHz, or without ground height under the mast.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_coverage_create(const htsc_sites *sites, const htsc_coverage_options *options,
                                                         size_t count, const double *x_m, const double *y_m,
                                                         htsc_coverage **coverage, htsc_error *err);
HTSC_API void htsc_coverage_free(htsc_coverage *coverage);
/** Number of points. */
HTSC_API size_t htsc_coverage_count(const htsc_coverage *coverage);
/** Signals of a layer, htsc_coverage_count() of them; NULL for a technology that is not used. Borrowed. */
HTSC_API const htsc_signal *htsc_coverage_get(const htsc_coverage *coverage, htsc_technology technology,
                                              uint32_t operator_index);
/**
 * The best servers of the layer's points, the strongest first: server_count of the first point, then of the second.
 * NULL for a technology that is not used, and where none were asked for. Borrowed.
 */
HTSC_API const htsc_server *htsc_coverage_servers(const htsc_coverage *coverage, htsc_technology technology,
                                                  uint32_t operator_index);
/**
 * Rate of the layer's best carrier at each point in Mb/s: the strongest cell of a carrier serves, the operator's others
 * on the same frequency and technology disturb with the given load (htsc_sinr_db(), htsc_rate_mbps()), all at mean
 * levels outdoors. NULL for technologies without rate (2G, 3G, not used) and where none was asked for. Borrowed.
 */
HTSC_API const float *htsc_coverage_rate_mbps(const htsc_coverage *coverage, htsc_technology technology,
                                              uint32_t operator_index);
/** Class of a signal at the location probability it was computed for. */
HTSC_API htsc_level htsc_coverage_level(const htsc_coverage *coverage, const htsc_signal *signal);
/** The probability a level must have, as given in the options. */
HTSC_API double htsc_coverage_location_probability(const htsc_coverage *coverage);
/** Cells that are heard, and those left out for their status or date. */
HTSC_API size_t htsc_coverage_heard_count(const htsc_coverage *coverage);
HTSC_API size_t htsc_coverage_silent_count(const htsc_coverage *coverage);
/** Cells that are on air and that a sweep could not compute. */
HTSC_API size_t htsc_coverage_left_out_count(const htsc_coverage *coverage);
/** Pairs of mast and point that were computed, and how many of them carry validity bit number `bit`. */
HTSC_API uint64_t htsc_coverage_pair_count(const htsc_coverage *coverage);
HTSC_API uint64_t htsc_coverage_flagged_count(const htsc_coverage *coverage, unsigned bit);

#ifdef __cplusplus
}
#endif
#endif
