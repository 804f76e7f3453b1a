/** @file path.h  From one site to one point: how its level there comes about, step by step. */
#ifndef HTSCOVER_PATH_H
#define HTSCOVER_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <htscover/coverage.h>
#include <htscover/error.h>
#include <htscover/p1812.h>
#include <htscover/progress.h>
#include <htscover/project.h>
#include <htscover/propagation.h>
#include <htscover/site.h>
#include <htscover/sweep.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Stands for every technology in htsc_path_options. */
#define HTSC_PATH_ANY_TECHNOLOGY (-1)

/** What is asked. */
typedef struct htsc_path_options {
    size_t struct_size;
    const char *site_id;           /**< as the site files write it; no default */
    double lon_deg, lat_deg;       /**< the point, WGS 84; no default */
    int technology;                /**< htsc_technology, or HTSC_PATH_ANY_TECHNOLOGY (default) */
    const char *operator_name;     /**< as the project writes it; NULL: every operator */
    const htsc_progress *progress; /**< may be NULL */
} htsc_path_options;

HTSC_API void htsc_path_options_init(htsc_path_options *options);

/** Why there is no answer, told apart so that a program can say it in its user's words. */
typedef enum htsc_path_problem {
    HTSC_PATH_FINE = 0,
    HTSC_PATH_UNKNOWN_SITE = 1,     /**< see site_count, near_ids */
    HTSC_PATH_UNKNOWN_OPERATOR = 2, /**< not in the project's list */
    HTSC_PATH_NO_CELL = 3,          /**< the site has none of that technology and operator */
    HTSC_PATH_SWAPPED = 4,          /**< the point is far away, and would not be with its coordinates exchanged */
    HTSC_PATH_FAR_AWAY = 5,         /**< farther from the villages than the project's max_site_distance_km */
    HTSC_PATH_NO_GROUND = 6         /**< P.1812, and the terrain has no height at the point */
} htsc_path_problem;

/** Whether coverage counts a cell at the point, and if not, why. */
typedef enum htsc_path_silence {
    HTSC_PATH_HEARD = 0,
    HTSC_PATH_PLANNED = 1,
    HTSC_PATH_OFF = 2,
    HTSC_PATH_LATER = 3,               /**< on air after the project's date */
    HTSC_PATH_BEYOND_RADIUS = 4,       /**< farther than max_distance_m */
    HTSC_PATH_TECHNOLOGY_UNUSED = 5,   /**< the project has no thresholds for it: no figures */
    HTSC_PATH_FREQUENCY = 6,           /**< above P.1812's 6 GHz: no figures */
    HTSC_PATH_MAST_WITHOUT_GROUND = 7, /**< P.1812, and the terrain has no height under the mast: no figures */
} htsc_path_silence;

/** Ground between mast and point. The arrays have `count` items; the mast's foot comes first, the point last. */
typedef struct htsc_path_profile {
    size_t count;                /**< >= 2 */
    size_t unknown_count;        /**< points without ground height: that of the point before is held */
    double bearing_deg;          /**< of the line it runs along, [0, 360) clockwise from grid north */
    const double *distance_km;   /**< from the mast */
    const double *ground_amsl_m; /**< terrain */
    const double *clutter_m;     /**< above it; 0 where the project has no land cover */
} htsc_path_profile;

/**
 * One loss: from a mast at one height and frequency to the point. Figures are NaN, and pointers NULL, where the model
 * has no such thing; "P.1812" marks those that only it has.
 */
typedef struct htsc_path_link {
    double mast_x_m, mast_y_m, mast_lon_deg, mast_lat_deg;
    double mast_ground_amsl_m; /**< NaN when not known */
    double antenna_height_agl_m, freq_mhz;
    double distance_m;    /**< horizontal, working CRS */
    double bearing_deg;   /**< from the mast to the point, [0, 360) clockwise from grid north */
    double elevation_deg; /**< of the point as the antenna sees it */
    htsc_loss loss;       /**< what levels are made with; of P.1812 los_probability is 1 */
    double entry_db;      /**< into the project's building_entry, median; NaN: none */
    double entry_sigma_db;

    const htsc_path_profile *profile; /**< P.1812: along the sweep's radial */
    const double *line_amsl_m;        /**< P.1812: of each of its points, the direct line less the Earth's bulge in the
                                           median; it meets what is higher */
    const double *fresnel_m;          /**< P.1812: of each, radius of the first Fresnel zone */
    bool line_of_sight;               /**< P.1812: nothing between stands above the direct line */
    double clearance_m;      /**< P.1812: least height of the direct line above ground and clutter of the points between
                                  mast and point; below 0 it is cut; NaN where there is no point between */
    double clearance_at_km;  /**< where, from the mast */
    double fresnel_frac;     /**< P.1812: least clearance as a share of the first Fresnel zone's radius there */
    double fresnel_at_km;    /**< where */
    htsc_p1812_result p1812; /**< median over places; all 0 with other models */
    double terminal_db, terminal_sigma_db; /**< P.1812: clutter at the point by P.2108, where the project asks for it */
    double location_sigma_db;              /**< P.1812: spread over places, without that of P.2108 */
    double direct_db; /**< P.1812: as p1812.loss_db, with the profile straight to the point instead of the radial */
} htsc_path_link;

/** One cell of the site. Figures are those it gives, or would give if it were heard; NaN where there are none. */
typedef struct htsc_path_cell {
    const htsc_cell *cell;
    const char *operator_name;
    htsc_path_silence silence;
    const htsc_path_link *link;                   /**< NULL: no figures */
    double gain_db;                               /**< towards the point, relative to the pattern's maximum */
    double reference_eirp_dbm;                    /**< of the reference signal (4G, 5G: a resource element) */
    double rsrp_dbm;                              /**< mean level outdoors, after body_loss_db and entry_loss_db */
    double covered_dbm, good_dbm;                 /**< thresholds */
    double covered_probability, good_probability; /**< that they are reached */
    htsc_level level;
    double indoor_dbm;         /**< behind the walls of building_entry; NaN: none */
    double indoor_probability; /**< that covered_dbm is reached there, at most covered_probability; NaN: none */
} htsc_path_cell;

#define HTSC_PATH_NEAR_IDS 5

/** The answer. All pointers are borrowed from it, and from the project, which must outlive it. */
typedef struct htsc_path {
    const htsc_project *project;
    htsc_path_problem problem; /**< beside HTSC_PATH_FINE nothing below site_id is told but what the problem names */
    const char *site_id;
    size_t site_count;                        /**< sites in all */
    const char *near_ids[HTSC_PATH_NEAR_IDS]; /**< of an unknown site: those written most alike */
    size_t near_count;
    uint64_t refused_count; /**< wrong values in the site and village files, whose rows were left out */
    double lon_deg, lat_deg, x_m, y_m;
    double ground_amsl_m; /**< at the point; NaN when not known */
    double clutter_m;     /**< NaN where the project has no land cover */
    const char *model, *model_source;
    double max_distance_m;
    const htsc_sweep_options *sweep; /**< P.1812's parameters; NULL with other models */
    size_t profile_count, link_count, cell_count;
    const htsc_path_profile *profiles;
    const htsc_path_link *links;
    const htsc_path_cell *cells; /**< of the site, in file order */
} htsc_path;

/**
 * Follows the path from a site of the project to a point. Villages, sites, terrain and land cover are read as
 * htsc_report_run() reads them; population is not. Levels are those that coverage has at the point; by P.1812 the
 * profile runs along the sweep's radial (htsc_sweep_options), and the loss is htsc_p1812_loss() of it.
 *
 * @param[out] path  owned by the caller; htsc_path_free(). Made for a `problem` too
 * @return HTSC_ERR_ARGUMENT for coordinates that are not finite and for a missing site_id; errors of the files read
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_path_run(const htsc_project *project, const htsc_path_options *options,
                                                  htsc_path **path, htsc_error *err);
/** NULL is fine. */
HTSC_API void htsc_path_free(htsc_path *path);
/** Writes a path that htsc_path_run() gave, without problem, as JSON (docs/formats.md). The file stays open. */
HTSC_API HTSC_NODISCARD htsc_status htsc_path_write_json(const htsc_path *path, FILE *out, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
