#ifndef HTSC_DATA_PROJECT_SCHEMA_H
#define HTSC_DATA_PROJECT_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

/* The project file as YAML has it: numbers are still text, and optional values NULL where absent. Private to
 * project*.c. */

typedef struct raw_field {
    char *field, *column, *value;
} raw_field;

typedef struct raw_input {
    char *path, *layer, *crs;
    raw_field *fields;
    unsigned fields_count;
} raw_input;

typedef struct raw_antenna {
    char *path;
} raw_antenna;

typedef struct raw_ofds {
    char *nodes, *spans, *crs;
    raw_field *node_fields, *span_fields;
    unsigned node_fields_count, span_fields_count;
} raw_ofds;

typedef struct raw_inputs {
    raw_input *commune, *villages, *population_raster, *terrain, *land_cover;
    raw_input *population, *sites, *fiber_routes, *access_points;
    unsigned population_count, sites_count, fiber_routes_count, access_points_count;
    raw_antenna *antennas;
    unsigned antennas_count;
    raw_input *olts, *roads, *subscriptions;
    unsigned olts_count, roads_count, subscriptions_count;
    raw_ofds *ofds;
    unsigned ofds_count;
} raw_inputs;

typedef struct raw_defaults {
    char *antenna_height_agl_m, *h_beamwidth_deg, *v_beamwidth_deg, *downtilt_deg, *freq_mhz, *bandwidth_mhz, *scs_khz,
        *eirp_dbm;
} raw_defaults;

typedef struct raw_technology {
    char *name, *covered_dbm, *good_dbm, *reference_offset_db;
    raw_defaults *defaults;
} raw_technology;

typedef struct raw_model {
    char *name, *scenario, *max_radius_m, *building_height_m, *street_width_m;
    char *profile_step_m, *receiver_gap_m, *time_pct, *delta_n, *n0, *delta_n_file, *n0_file, *polarization,
        *location_sigma_db, *location_resolution_m, *terminal_clutter;
} raw_model;

typedef struct raw_land_cover_class {
    char *code, *name, *category, *height_m, *sigma_db;
} raw_land_cover_class;

typedef struct raw_building_entry {
    char *type;
} raw_building_entry;

typedef struct raw_rate {
    char *load_frac, *noise_figure_db, *max_efficiency_bps_hz;
    char **at_least_mbps;
    unsigned at_least_mbps_count;
} raw_rate;

typedef struct raw_fiber {
    char *method, *max_off_road_m, *snap_m, *overshoot_m, *attach_m, *db_per_km, *splices_per_km, *splice_db,
        *connectors, *connector_db, *margin_db, *link_m, *min_cluster_households;
} raw_fiber;

typedef struct raw_target {
    char *id, *target_pct;
} raw_target;

typedef struct raw_declared {
    char *id, *date, *source, *numerator, *denominator;
} raw_declared;

typedef struct raw_project {
    char *name, *commune_code, *period, *date, *language, *working_crs;
    char **operators;
    unsigned operators_count;
    raw_inputs *inputs;
    raw_technology *technologies;
    unsigned technologies_count;
    char *location_probability_frac, *receiver_height_agl_m, *resolution_m, *body_loss_db, *entry_loss_db,
        *max_site_distance_km, *persons_per_household, *max_drop_m, *gigabit_mbps, *min_zone_area_m2, *simplify_m;
    char *scale_to_declared;
    raw_land_cover_class *land_cover_classes;
    unsigned land_cover_classes_count;
    raw_model *model; /* NULL: the default */
    raw_building_entry *building_entry;
    raw_rate *rate;
    raw_fiber *fiber;
    raw_target *targets;
    unsigned targets_count;
    raw_declared *declared;
    unsigned declared_count;
    char **outputs;
    unsigned outputs_count;
} raw_project;

/* Loads text of a project file; unknown keys, wrong types and broken YAML are errors with line and column. */
htsc_status htsc__project_load(const char *path, const uint8_t *text, size_t size, raw_project **raw, htsc_error *err);
void htsc__project_unload(raw_project *raw);

/* Line and column (from 1) of the value at a place such as "technologies[1].good_dbm"; false where there is none. */
int htsc__project_place(const uint8_t *text, size_t size, const char *place, size_t *line, size_t *column);
/* The same of the first key of that name that stands at or after *line, *column. */
int htsc__project_key(const uint8_t *text, size_t size, const char *key, size_t *line, size_t *column);
/* The text is one YAML document; else an error with line and column. */
htsc_status htsc__project_scan(const char *path, const uint8_t *text, size_t size, htsc_error *err);

#endif
