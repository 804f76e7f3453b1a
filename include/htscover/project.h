/** @file project.h  The project file: what is read, by which method and thresholds, against which targets. */
#ifndef HTSCOVER_PROJECT_H
#define HTSCOVER_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/clutter.h>
#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/input.h>
#include <htscover/link.h>
#include <htscover/p1812.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Thresholds and defaults of one technology. */
typedef struct htsc_project_technology {
    htsc_technology technology;
    double covered_dbm;         /**< RSRP (RSCP, RxLev) from which a place counts as covered, [-150, -30] */
    double good_dbm;            /**< from which it is good; between the two it is weak; >= covered_dbm */
    double reference_offset_db; /**< see htsc_link_budget; default 0, and -10 for 3G */
    /* Defaults of cells of this technology; NaN: none, and a row without the value is refused. */
    double antenna_height_agl_m, h_beamwidth_deg, v_beamwidth_deg, downtilt_deg, freq_mhz, bandwidth_mhz, scs_khz,
        eirp_dbm;
} htsc_project_technology;

/** Models a project may name. */
typedef enum htsc_project_model {
    HTSC_MODEL_TR38901 = 0,
    HTSC_MODEL_FREE_SPACE = 1,
    HTSC_MODEL_P1812 = 2 /**< the default where there is terrain, and only there */
} htsc_project_model;

/** Loss by what stands around the receiver, where no land cover tells it; never beside land cover. */
typedef enum htsc_terminal_clutter {
    HTSC_TERMINAL_CLUTTER_NONE = 0,
    HTSC_TERMINAL_CLUTTER_P2108 = 1 /**< Recommendation ITU-R P.2108, terrestrial paths */
} htsc_terminal_clutter;

/** Buildings the levels indoors are computed for (Recommendation ITU-R P.2109). */
typedef enum htsc_project_building {
    HTSC_PROJECT_BUILDING_NONE = 0, /**< no levels indoors */
    HTSC_PROJECT_BUILDING_TRADITIONAL = 1,
    HTSC_PROJECT_BUILDING_THERMALLY_EFFICIENT = 2
} htsc_project_building;

/** Targets of the plan, in the order of the scoreboard. */
typedef enum htsc_target_id {
    HTSC_TARGET_FIBER_HOUSEHOLDS = 0,
    HTSC_TARGET_POP_5G = 1,
    HTSC_TARGET_ACCESS_1GBPS = 2,
    HTSC_TARGET_INFOSEC_SYSTEMS = 3,
    HTSC_TARGET_EID_ACCOUNTS = 4,
    HTSC_TARGET_DIGITAL_SIGNATURES = 5
} htsc_target_id;
#define HTSC_TARGET_COUNT 6

/** Identifier of a target as the project file writes it, e.g. "pop_5g". Static storage. */
HTSC_API const char *htsc_target_name(htsc_target_id target);

/** A figure that an office declares. */
typedef struct htsc_project_declared {
    htsc_target_id target;
    double numerator, denominator; /**< counts, 0 <= numerator, 0 < denominator */
    int32_t date;                  /**< yyyymmdd */
    const char *source;
} htsc_project_declared;

/** A network of the Open Fibre Data Standard. One of the paths may be NULL. */
typedef struct htsc_project_ofds {
    htsc_input nodes, spans;
} htsc_project_ofds;

/** Input files. A path is NULL where the project has no such input. */
typedef struct htsc_project_inputs {
    htsc_input commune, villages, population_raster;
    htsc_input terrain, land_cover; /**< a raster, a virtual raster (.vrt) or a folder of rasters */
    htsc_input *population, *sites, *fiber_routes, *access_points;
    size_t population_count, site_count, fiber_route_count, access_point_count;
    htsc_input *antennas;       /**< pattern files; path and name alone */
    const char **antenna_names; /**< of each: its file's name without folders and ending, as cells refer to it; no two
                                     differ in ASCII case alone */
    size_t antenna_count;
    htsc_input *olts, *roads, *subscriptions;
    size_t olt_count, road_count, subscription_count;
    htsc_project_ofds *ofds;
    size_t ofds_count;
} htsc_project_inputs;

/** Kinds of output a project may ask for; summary.json and rejects.csv are always written. Bits. */
typedef enum htsc_output {
    HTSC_OUTPUT_TABLES = 1,
    HTSC_OUTPUT_SHAPEFILES = 2,
    HTSC_OUTPUT_GEOPACKAGE = 4,
    HTSC_OUTPUT_GRIDS = 8,
    HTSC_OUTPUT_KMZ = 16,
    HTSC_OUTPUT_PAGE = 32,
    HTSC_OUTPUT_MAPS = 64,
    HTSC_OUTPUT_WORKBOOK = 128,
    HTSC_OUTPUT_ALL = 255 /**< of this version */
} htsc_output;

/** How the way from a household to an access point is measured. */
typedef enum htsc_fiber_method {
    HTSC_FIBER_METHOD_STRAIGHT = 0,
    HTSC_FIBER_METHOD_ROADS = 1 /**< along inputs.roads, and straight off them */
} htsc_fiber_method;

/** How fibre is computed. */
typedef struct htsc_project_fiber {
    htsc_fiber_method method;
    double max_off_road_m;         /**< longest straight way off the road, [0, 1000]; 50 */
    double snap_m;                 /**< ends of routes closer than this are one, [0, 10]; 1 */
    double overshoot_m;            /**< ends beyond a crossing by less than this are cut, [0, 50]; 5 */
    double attach_m;               /**< longest way from a point of the network to its route, [0, 500]; 20 */
    double db_per_km;              /**< loss of the fibre, [0.1, 1]; 0.35 */
    double splices_per_km;         /**< [0, 10]; 0.5 */
    double splice_db;              /**< of each, [0, 1]; 0.1 */
    double connectors;             /**< on the whole path, whole, [0, 20]; 2 */
    double connector_db;           /**< of each, [0, 2]; 0.5 */
    double margin_db;              /**< kept back for repairs and ageing, [0, 10]; 3 */
    double link_m;                 /**< unreached households closer than this are of one cluster, [10, 5000]; 200 */
    double min_cluster_households; /**< clusters with fewer are not listed, whole, [1, 1000000]; 1 */
} htsc_project_fiber;

/** Rates that are computed from the levels. All is 0 where it is not used. */
typedef struct htsc_project_rate {
    bool used;
    double load_frac;             /**< share of its resources a neighbouring cell sends on, [0, 1] */
    double noise_figure_db;       /**< of the receiver, [0, 20]; 7 */
    double max_efficiency_bps_hz; /**< what no link exceeds, (0.1, 20]; 7.4 (5G: 256-QAM at rate 948/1024) */
    double *at_least_mbps;        /**< persons with at least these rates are counted: each (0, 10000], rising */
    size_t at_least_count;        /**< [0, 8] */
} htsc_project_rate;

/** A project file as read; every value is checked. All strings and arrays belong to the project. */
typedef struct htsc_project {
    const char *path;
    const char *name;
    const char *commune_code; /**< five digits, text */
    const char *period;       /**< free text, e.g. "2026-Q3" */
    int32_t date;             /**< yyyymmdd: the state that is computed; cells on air later are not heard */
    htsc_language language;
    const char *working_crs;
    const char **operators;
    size_t operator_count;
    htsc_project_inputs inputs;
    htsc_project_technology *technologies; /**< each technology once */
    size_t technology_count;
    double location_probability_frac; /**< [0.5, 0.99]; 0.9 */
    double receiver_height_agl_m;     /**< [0.5, 30]; 1.5 */
    double resolution_m;              /**< [5, 1000]; 30 */
    double body_loss_db;              /**< [0, 30]; 0 */
    double entry_loss_db;             /**< building entry, [0, 60]; 0 */
    double max_site_distance_km;      /**< rows farther from the study area are refused, [1, 2000]; 80 */
    htsc_project_model model;
    int scenario;             /**< htsc_scenario; of TR 38.901 */
    double max_radius_m;      /**< 0: the model's own limit; 10000 of P.1812 */
    double building_height_m; /**< of TR 38.901, [5, 50]; 5 */
    double street_width_m;    /**< of TR 38.901, [5, 50]; 20 */
    /* Of P.1812; with other models they hold their defaults. */
    double profile_step_m;              /**< between the points of a profile, and between radials at their ends,
                                             [5, 500]; 30 */
    double receiver_gap_m;              /**< before a receiver, without clutter, [1, 1000]; 30. With land cover
                                             coverage hangs on it */
    double time_pct;                    /**< [1, 50]; 50 */
    double delta_n;                     /**< N-units/km, [0, 150]; 45. Not looked at where there is delta_n_path */
    double n0;                          /**< N-units, [200, 500]; 325. Not looked at where there is n0_path */
    const char *delta_n_path, *n0_path; /**< ITU maps; both or neither is NULL */
    htsc_polarization polarization;     /**< vertical */
    double location_sigma_db;           /**< [0, 30], or HTSC_P1812_SIGMA_AUTO (default) */
    double location_resolution_m;       /**< width of the square of the automatic one, [1, 1000]; 100 */
    htsc_terminal_clutter terminal_clutter;
    htsc_clutter_class
        *land_cover_classes; /**< at most 255, no code twice; NULL: the built-in classes of ESA WorldCover */
    size_t land_cover_class_count;
    htsc_project_building building_entry; /**< levels indoors besides those outdoors; then entry_loss_db is 0 */
    htsc_project_rate rate;
    double persons_per_household; /**< of a population raster; NaN: no households */
    bool scale_to_declared;       /**< village totals scale the population; true */
    double max_drop_m;            /**< [1, 10000]; 300 */
    double gigabit_mbps;          /**< an offer above this counts as more than 1 Gb/s, [1, 1000000]; 1000 */
    double min_zone_area_m2;      /**< smaller zones are counted but not listed, [0, 1e9]; 0 */
    double simplify_m;            /**< htsc_zones_options.simplify_m, [0, 1000]; resolution_m */
    double target_pct[HTSC_TARGET_COUNT];
    htsc_project_declared *declared;
    size_t declared_count;
    unsigned outputs; /**< htsc_output bits; all */
    htsc_project_fiber fiber;
} htsc_project;

/**
 * Reads and checks a project file (YAML; docs/formats.md). Paths in it are relative to its folder.
 * @param[out] project  owned by the caller; htsc_project_free()
 * @return HTSC_ERR_IO; HTSC_ERR_FORMAT with "file:line:column: reason" for unknown keys, wrong types and values out of
 * range
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_project_read(const char *path, htsc_project **project, htsc_error *err);
HTSC_API void htsc_project_free(htsc_project *project);

#ifdef __cplusplus
}
#endif
#endif
