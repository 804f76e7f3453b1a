#include "data/project_schema.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#define TEXT(key, type, member) CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 0, 4096)
#define TEXT_OPTIONAL(key, type, member) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 0, 4096)
/* libcyaml would take "100m" for 100: numbers are read as text and parsed with the rest of the checks. */
#define NUMBER(key, type, member) TEXT(key, type, member)
#define NUMBER_OPTIONAL(type, member) TEXT_OPTIONAL(#member, type, member)
#define MAPPING_OPTIONAL(type, member, fields) \
    CYAML_FIELD_MAPPING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, fields)
#define LIST_OPTIONAL(type, member, entry) \
    CYAML_FIELD_SEQUENCE(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, entry, 0, 10000)

/* clang-format off */
static const cyaml_schema_field_t field_fields[] = {
    TEXT("field", raw_field, field), TEXT_OPTIONAL("column", raw_field, column),
    TEXT_OPTIONAL("value", raw_field, value), CYAML_FIELD_END};
static const cyaml_schema_value_t field_entry = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_field, field_fields)};

static const cyaml_schema_field_t input_fields[] = {
    TEXT("path", raw_input, path), TEXT_OPTIONAL("layer", raw_input, layer), TEXT_OPTIONAL("crs", raw_input, crs),
    LIST_OPTIONAL(raw_input, fields, &field_entry), CYAML_FIELD_END};
static const cyaml_schema_value_t input_entry = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_input, input_fields)};

static const cyaml_schema_field_t antenna_fields[] = {TEXT("path", raw_antenna, path), CYAML_FIELD_END};
static const cyaml_schema_value_t antenna_entry = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_antenna, antenna_fields)};

static const cyaml_schema_field_t ofds_fields[] = {
    TEXT_OPTIONAL("nodes", raw_ofds, nodes), TEXT_OPTIONAL("spans", raw_ofds, spans),
    TEXT_OPTIONAL("crs", raw_ofds, crs), LIST_OPTIONAL(raw_ofds, node_fields, &field_entry),
    LIST_OPTIONAL(raw_ofds, span_fields, &field_entry), CYAML_FIELD_END};
static const cyaml_schema_value_t ofds_entry = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_ofds, ofds_fields)};

static const cyaml_schema_field_t inputs_fields[] = {
    MAPPING_OPTIONAL(raw_inputs, commune, input_fields),
    CYAML_FIELD_MAPPING_PTR("villages", CYAML_FLAG_POINTER, raw_inputs, villages, input_fields),
    MAPPING_OPTIONAL(raw_inputs, population_raster, input_fields),
    MAPPING_OPTIONAL(raw_inputs, terrain, input_fields),
    MAPPING_OPTIONAL(raw_inputs, land_cover, input_fields),
    LIST_OPTIONAL(raw_inputs, population, &input_entry),
    LIST_OPTIONAL(raw_inputs, sites, &input_entry),
    LIST_OPTIONAL(raw_inputs, fiber_routes, &input_entry),
    LIST_OPTIONAL(raw_inputs, access_points, &input_entry),
    LIST_OPTIONAL(raw_inputs, antennas, &antenna_entry),
    LIST_OPTIONAL(raw_inputs, olts, &input_entry),
    LIST_OPTIONAL(raw_inputs, roads, &input_entry),
    LIST_OPTIONAL(raw_inputs, subscriptions, &input_entry),
    LIST_OPTIONAL(raw_inputs, ofds, &ofds_entry),
    CYAML_FIELD_END};

static const cyaml_schema_field_t defaults_fields[] = {
    NUMBER_OPTIONAL(raw_defaults, antenna_height_agl_m), NUMBER_OPTIONAL(raw_defaults, h_beamwidth_deg),
    NUMBER_OPTIONAL(raw_defaults, v_beamwidth_deg),      NUMBER_OPTIONAL(raw_defaults, downtilt_deg),
    NUMBER_OPTIONAL(raw_defaults, freq_mhz),             NUMBER_OPTIONAL(raw_defaults, bandwidth_mhz),
    NUMBER_OPTIONAL(raw_defaults, scs_khz),              NUMBER_OPTIONAL(raw_defaults, eirp_dbm),
    CYAML_FIELD_END};

static const cyaml_schema_field_t technology_fields[] = {
    TEXT("name", raw_technology, name), NUMBER("covered_dbm", raw_technology, covered_dbm),
    NUMBER("good_dbm", raw_technology, good_dbm), NUMBER_OPTIONAL(raw_technology, reference_offset_db),
    MAPPING_OPTIONAL(raw_technology, defaults, defaults_fields), CYAML_FIELD_END};
static const cyaml_schema_value_t technology_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_technology, technology_fields)};

static const cyaml_schema_field_t model_fields[] = {
    TEXT("name", raw_model, name), TEXT_OPTIONAL("scenario", raw_model, scenario),
    NUMBER_OPTIONAL(raw_model, max_radius_m), NUMBER_OPTIONAL(raw_model, building_height_m),
    NUMBER_OPTIONAL(raw_model, street_width_m), NUMBER_OPTIONAL(raw_model, profile_step_m),
    NUMBER_OPTIONAL(raw_model, receiver_gap_m),
    NUMBER_OPTIONAL(raw_model, time_pct), NUMBER_OPTIONAL(raw_model, delta_n), NUMBER_OPTIONAL(raw_model, n0),
    TEXT_OPTIONAL("delta_n_file", raw_model, delta_n_file), TEXT_OPTIONAL("n0_file", raw_model, n0_file),
    TEXT_OPTIONAL("polarization", raw_model, polarization),
    TEXT_OPTIONAL("location_sigma_db", raw_model, location_sigma_db), /* a number or "auto" */
    NUMBER_OPTIONAL(raw_model, location_resolution_m),
    TEXT_OPTIONAL("terminal_clutter", raw_model, terminal_clutter), CYAML_FIELD_END};

static const cyaml_schema_field_t land_cover_class_fields[] = {
    NUMBER("code", raw_land_cover_class, code), TEXT_OPTIONAL("name", raw_land_cover_class, name),
    TEXT("category", raw_land_cover_class, category), NUMBER_OPTIONAL(raw_land_cover_class, height_m),
    NUMBER_OPTIONAL(raw_land_cover_class, sigma_db), CYAML_FIELD_END};
static const cyaml_schema_value_t land_cover_class_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_land_cover_class, land_cover_class_fields)};

static const cyaml_schema_field_t building_entry_fields[] = {TEXT("type", raw_building_entry, type), CYAML_FIELD_END};

static const cyaml_schema_field_t target_fields[] = {
    TEXT("id", raw_target, id), NUMBER("target_pct", raw_target, target_pct), CYAML_FIELD_END};
static const cyaml_schema_value_t target_entry = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_target, target_fields)};

static const cyaml_schema_field_t declared_fields[] = {
    TEXT("id", raw_declared, id),     NUMBER("numerator", raw_declared, numerator),
    NUMBER("denominator", raw_declared, denominator), TEXT("date", raw_declared, date),
    TEXT("source", raw_declared, source), CYAML_FIELD_END};
static const cyaml_schema_value_t declared_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, raw_declared, declared_fields)};

static const cyaml_schema_value_t text_entry = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, 4096)};

static const cyaml_schema_field_t rate_fields[] = {
    NUMBER("load_frac", raw_rate, load_frac), NUMBER_OPTIONAL(raw_rate, noise_figure_db),
    NUMBER_OPTIONAL(raw_rate, max_efficiency_bps_hz), LIST_OPTIONAL(raw_rate, at_least_mbps, &text_entry),
    CYAML_FIELD_END};

static const cyaml_schema_field_t fiber_fields[] = {
    TEXT_OPTIONAL("method", raw_fiber, method), NUMBER_OPTIONAL(raw_fiber, max_off_road_m),
    NUMBER_OPTIONAL(raw_fiber, snap_m), NUMBER_OPTIONAL(raw_fiber, overshoot_m), NUMBER_OPTIONAL(raw_fiber, attach_m),
    NUMBER_OPTIONAL(raw_fiber, db_per_km), NUMBER_OPTIONAL(raw_fiber, splices_per_km),
    NUMBER_OPTIONAL(raw_fiber, splice_db), NUMBER_OPTIONAL(raw_fiber, connectors),
    NUMBER_OPTIONAL(raw_fiber, connector_db), NUMBER_OPTIONAL(raw_fiber, margin_db),
    NUMBER_OPTIONAL(raw_fiber, link_m), NUMBER_OPTIONAL(raw_fiber, min_cluster_households), CYAML_FIELD_END};

static const cyaml_schema_field_t project_fields[] = {
    TEXT("name", raw_project, name),
    TEXT("commune_code", raw_project, commune_code),
    TEXT("period", raw_project, period),
    TEXT("date", raw_project, date),
    TEXT_OPTIONAL("language", raw_project, language),
    TEXT_OPTIONAL("working_crs", raw_project, working_crs),
    CYAML_FIELD_SEQUENCE("operators", CYAML_FLAG_POINTER, raw_project, operators, &text_entry, 1, 1000),
    CYAML_FIELD_MAPPING_PTR("inputs", CYAML_FLAG_POINTER, raw_project, inputs, inputs_fields),
    CYAML_FIELD_SEQUENCE("technologies", CYAML_FLAG_POINTER, raw_project, technologies, &technology_entry, 1, 4),
    NUMBER_OPTIONAL(raw_project, location_probability_frac),
    NUMBER_OPTIONAL(raw_project, receiver_height_agl_m),
    NUMBER_OPTIONAL(raw_project, resolution_m),
    NUMBER_OPTIONAL(raw_project, body_loss_db),
    NUMBER_OPTIONAL(raw_project, entry_loss_db),
    NUMBER_OPTIONAL(raw_project, max_site_distance_km),
    NUMBER_OPTIONAL(raw_project, persons_per_household),
    NUMBER_OPTIONAL(raw_project, max_drop_m),
    NUMBER_OPTIONAL(raw_project, gigabit_mbps),
    NUMBER_OPTIONAL(raw_project, min_zone_area_m2),
    NUMBER_OPTIONAL(raw_project, simplify_m),
    TEXT_OPTIONAL("scale_to_declared", raw_project, scale_to_declared),
    CYAML_FIELD_SEQUENCE("land_cover_classes", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, raw_project, land_cover_classes,
                         &land_cover_class_entry, 1, 255),
    MAPPING_OPTIONAL(raw_project, model, model_fields),
    MAPPING_OPTIONAL(raw_project, building_entry, building_entry_fields),
    MAPPING_OPTIONAL(raw_project, rate, rate_fields),
    MAPPING_OPTIONAL(raw_project, fiber, fiber_fields),
    LIST_OPTIONAL(raw_project, targets, &target_entry),
    LIST_OPTIONAL(raw_project, declared, &declared_entry),
    LIST_OPTIONAL(raw_project, outputs, &text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t project_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_project, project_fields)};

/* clang-format on */

/* The first reason, and the first place, of what libcyaml says while it fails. */
typedef struct listener {
    char reason[256];
    size_t line, column;
} listener;

static void listen(cyaml_log_t level, void *ctx, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void listen(cyaml_log_t level, void *ctx, const char *format, va_list args) {
    listener *heard = ctx;
    char text[512];
    if (level < CYAML_LOG_ERROR) return;
    vsnprintf(text, sizeof text, format, args);
    text[strcspn(text, "\n")] = '\0';
    const char *said = strncmp(text, "Load: ", 6) == 0 ? text + 6 : text;
    const char *place = strstr(said, "(line: ");
    if (place != NULL && heard->line == 0) sscanf(place, "(line: %zu, column: %zu)", &heard->line, &heard->column);
    if (strstr(said, "Backtrace") == NULL && place == NULL && heard->reason[0] == '\0')
        htsc__text_copy(heard->reason, sizeof heard->reason, said);
}

static void *reallocate(void *ctx, void *block, size_t size) {
    (void)ctx;
    if (size > 0) return htsc__realloc(block, size, 1);
    htsc__free(block);
    return NULL;
}

static cyaml_config_t config_of(listener *heard) {
    return (cyaml_config_t){.log_fn = listen,
                            .log_ctx = heard,
                            .mem_fn = reallocate,
                            .log_level = CYAML_LOG_ERROR,
                            .flags = CYAML_CFG_NO_ALIAS};
}

htsc_status htsc__project_load(const char *path, const uint8_t *text, size_t size, raw_project **raw, htsc_error *err) {
    listener heard = {{0}, 0, 0};
    cyaml_config_t config = config_of(&heard);
    cyaml_data_t *data = NULL;
    *raw = NULL;
    htsc_status status = htsc__project_scan(path, text, size, err); /* libcyaml tells no place of broken YAML */
    if (status != HTSC_OK) return status;
    cyaml_err_t failed = cyaml_load_data(text, size, &config, &project_schema, &data, NULL);
    if (failed == CYAML_OK) {
        *raw = data;
        if (data == NULL) return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: holds no project", path);
        return HTSC_OK;
    }
    if (failed == CYAML_ERR_OOM) return htsc__error_memory(err, path);
    const char *reason = heard.reason[0] != '\0' ? heard.reason : cyaml_strerror(failed);
    /* For a key it does not want, libcyaml names the place of the value before it. */
    static const char *const about_keys[] = {"Unexpected key: ", "Mapping field already seen: "};
    for (int i = 0; i < 2; i++)
        if (strncmp(reason, about_keys[i], strlen(about_keys[i])) == 0)
            htsc__project_key(text, size, reason + strlen(about_keys[i]), &heard.line, &heard.column);
    if (heard.line == 0) return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: %s", path, reason);
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%zu:%zu: %s", path, heard.line, heard.column, reason);
}

void htsc__project_unload(raw_project *raw) {
    listener heard = {{0}, 0, 0};
    cyaml_config_t config = config_of(&heard);
    if (raw != NULL) cyaml_free(&config, &project_schema, raw, 0);
}
