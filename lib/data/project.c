#include <htscover/project.h>

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>
#include <htscover/propagation.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/project_schema.h"
#include "geo/crs.h"

enum { MAX_BYTES = 1 << 20 };

typedef struct loaded {
    htsc_project project; /* first: the handle is this */
    raw_project *raw;
    htsc__pool *texts;
    uint8_t *text;
    size_t size;
} loaded;

const char *htsc_target_name(htsc_target_id target) {
    static const char *const names[HTSC_TARGET_COUNT] = {"fiber_households", "pop_5g",       "access_1gbps",
                                                         "infosec_systems",  "eid_accounts", "digital_signatures"};
    return (unsigned)target < HTSC_TARGET_COUNT ? names[target] : "";
}

/* "file:line:column: place reason". */
static htsc_status bad(const loaded *l, htsc_error *err, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static htsc_status bad(const loaded *l, htsc_error *err, const char *place, const char *format, ...) {
    char reason[400];
    size_t line = 0, column = 0;
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    if (htsc__project_place(l->text, l->size, place, &line, &column))
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%zu:%zu: %s %s", l->project.path, line, column, place, reason);
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: %s %s", l->project.path, place, reason);
}

/* A number that is in [low, high]; the fallback where absent. */
static htsc_status take_number(const loaded *l, const char *place, const char *raw, double fallback, double low,
                               double high, double *out, htsc_error *err) {
    *out = fallback;
    if (raw == NULL) return HTSC_OK;
    if (!htsc__text_to_double(raw, out)) return bad(l, err, place, "\"%.40s\" is not a number", raw);
    if (*out >= low && *out <= high) return HTSC_OK;
    return bad(l, err, place, "%g is outside [%g, %g]", *out, low, high);
}

static htsc_status take_date(const loaded *l, const char *place, const char *text, int32_t *date, htsc_error *err) {
    if (htsc__text_to_date(text, date)) return HTSC_OK;
    return bad(l, err, place, "\"%.40s\" is no real date of the form yyyy-mm-dd", text);
}

static htsc_status take_word(const loaded *l, const char *place, const char *text, const char *const *words, int count,
                             int *index, htsc_error *err) {
    char allowed[200] = "";
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            *index = i;
            return HTSC_OK;
        }
        if (used < sizeof allowed)
            used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    return bad(l, err, place, "\"%.60s\" is none of %s", text, allowed);
}

/* A path beside the project file. */
static htsc_status take_path(loaded *l, const char *path, const char **out, htsc_error *err) {
    const char *slash = strrchr(l->project.path, '/');
    if (path[0] == '/' || slash == NULL) {
        *out = path;
        return HTSC_OK;
    }
    size_t size = (size_t)(slash - l->project.path) + strlen(path) + 2;
    char *joined = htsc__alloc(size, 1);
    if (joined == NULL) return htsc__error_memory(err, "a path");
    snprintf(joined, size, "%.*s/%s", (int)(slash - l->project.path), l->project.path, path);
    htsc_status status = htsc__pool_add(l->texts, joined, out, NULL, err);
    htsc__free(joined);
    return status;
}

static htsc_status take_input(loaded *l, const char *place, const raw_input *raw, htsc_input *out, htsc_error *err) {
    *out = (htsc_input){sizeof *out, NULL, NULL, NULL, NULL, NULL, 0};
    if (raw == NULL) return HTSC_OK;
    char where[200];
    if (raw->path[0] == '\0') {
        snprintf(where, sizeof where, "%s.path", place);
        return bad(l, err, where, "is empty");
    }
    htsc_field_map *maps = NULL;
    if (raw->fields_count > 0) {
        maps = htsc__alloc(raw->fields_count, sizeof *maps);
        if (maps == NULL) return htsc__error_memory(err, "field maps");
    }
    out->fields = maps; /* freed with the project */
    out->field_count = raw->fields_count;
    for (unsigned i = 0; i < raw->fields_count; i++) {
        const raw_field *f = &raw->fields[i];
        maps[i] = (htsc_field_map){f->field, f->column, f->value};
        snprintf(where, sizeof where, "%s.fields[%u]", place, i);
        if ((f->column == NULL) == (f->value == NULL)) return bad(l, err, where, "needs one of column and value");
    }
    out->name = raw->path;
    out->layer = raw->layer;
    out->crs = raw->crs;
    return take_path(l, raw->path, &out->path, err);
}

static htsc_status take_inputs(loaded *l, const char *key, const raw_input *raw, unsigned count, htsc_input **out,
                               size_t *out_count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (count == 0) return HTSC_OK;
    *out = htsc__alloc(count, sizeof **out);
    if (*out == NULL) return htsc__error_memory(err, "inputs");
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) {
        char place[100];
        snprintf(place, sizeof place, "inputs.%s[%u]", key, i);
        *out_count = i + 1;
        status = take_input(l, place, &raw[i], &(*out)[i], err);
    }
    return status;
}

static htsc_status take_all_inputs(loaded *l, htsc_error *err) {
    const raw_inputs *raw = l->raw->inputs;
    htsc_project_inputs *in = &l->project.inputs;
    htsc_status status = take_input(l, "inputs.commune", raw->commune, &in->commune, err);
    if (status == HTSC_OK) status = take_input(l, "inputs.villages", raw->villages, &in->villages, err);
    if (status == HTSC_OK)
        status = take_input(l, "inputs.population_raster", raw->population_raster, &in->population_raster, err);
    if (status == HTSC_OK) status = take_input(l, "inputs.terrain", raw->terrain, &in->terrain, err);
    if (status == HTSC_OK)
        status = take_inputs(l, "population", raw->population, raw->population_count, &in->population,
                             &in->population_count, err);
    if (status == HTSC_OK)
        status = take_inputs(l, "sites", raw->sites, raw->sites_count, &in->sites, &in->site_count, err);
    if (status == HTSC_OK)
        status = take_inputs(l, "fiber_routes", raw->fiber_routes, raw->fiber_routes_count, &in->fiber_routes,
                             &in->fiber_route_count, err);
    if (status == HTSC_OK)
        status = take_inputs(l, "access_points", raw->access_points, raw->access_points_count, &in->access_points,
                             &in->access_point_count, err);
    if (status == HTSC_OK && in->population_count == 0 && in->population_raster.path == NULL)
        status = bad(l, err, "inputs", "names neither population nor population_raster");
    return status;
}

/* A default of a cell's field: NaN where absent and without a built-in one. */
typedef struct default_field {
    const char *name;
    const char *raw;
    double fallback, low, high;
    double *out;
} default_field;

static htsc_status take_defaults(const loaded *l, unsigned index, const raw_defaults *raw, htsc_project_technology *t,
                                 htsc_error *err) {
    static const raw_defaults none = {0};
    const raw_defaults *r = raw == NULL ? &none : raw;
    double nothing = (double)NAN;
    double scs_khz = t->technology == HTSC_TECHNOLOGY_5G ? 30 : t->technology == HTSC_TECHNOLOGY_4G ? 15 : nothing;
    const default_field fields[] = {
        {"antenna_height_agl_m", r->antenna_height_agl_m, nothing, 1, 300, &t->antenna_height_agl_m},
        {"h_beamwidth_deg", r->h_beamwidth_deg, 65, 1, 360, &t->h_beamwidth_deg},
        {"v_beamwidth_deg", r->v_beamwidth_deg, 10, 1, 180, &t->v_beamwidth_deg},
        {"downtilt_deg", r->downtilt_deg, 0, -20, 45, &t->downtilt_deg},
        {"freq_mhz", r->freq_mhz, nothing, 400, 7125, &t->freq_mhz},
        {"bandwidth_mhz", r->bandwidth_mhz, nothing, 1.4, 100, &t->bandwidth_mhz},
        {"scs_khz", r->scs_khz, scs_khz, 15, 60, &t->scs_khz},
        {"eirp_dbm", r->eirp_dbm, nothing, 0, 90, &t->eirp_dbm}};
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0] && status == HTSC_OK; i++) {
        char place[100];
        snprintf(place, sizeof place, "technologies[%u].defaults.%s", index, fields[i].name);
        status =
            take_number(l, place, fields[i].raw, fields[i].fallback, fields[i].low, fields[i].high, fields[i].out, err);
    }
    return status;
}

static htsc_status take_technology(loaded *l, unsigned index, htsc_error *err) {
    static const char *const names[] = {"2G", "3G", "4G", "5G"};
    const raw_technology *raw = &l->raw->technologies[index];
    htsc_project_technology *t = &l->project.technologies[index];
    char place[100];
    int word = 0;
    snprintf(place, sizeof place, "technologies[%u].name", index);
    htsc_status status = take_word(l, place, raw->name, names, 4, &word, err);
    if (status != HTSC_OK) return status;
    t->technology = (htsc_technology)word;
    for (unsigned i = 0; i < index; i++)
        if (l->project.technologies[i].technology == t->technology)
            return bad(l, err, place, "%s stands twice", raw->name);
    snprintf(place, sizeof place, "technologies[%u].covered_dbm", index);
    status = take_number(l, place, raw->covered_dbm, 0, -150, -30, &t->covered_dbm, err);
    if (status != HTSC_OK) return status;
    snprintf(place, sizeof place, "technologies[%u].good_dbm", index);
    status = take_number(l, place, raw->good_dbm, 0, t->covered_dbm, -30, &t->good_dbm, err);
    if (status != HTSC_OK) return status;
    snprintf(place, sizeof place, "technologies[%u].reference_offset_db", index);
    status = take_number(l, place, raw->reference_offset_db, t->technology == HTSC_TECHNOLOGY_3G ? -10 : 0, -30, 30,
                         &t->reference_offset_db, err);
    return status == HTSC_OK ? take_defaults(l, index, raw->defaults, t, err) : status;
}

static htsc_status take_technologies(loaded *l, htsc_error *err) {
    htsc_status status = HTSC_OK;
    l->project.technologies = htsc__alloc(l->raw->technologies_count, sizeof *l->project.technologies);
    if (l->project.technologies == NULL) return htsc__error_memory(err, "technologies");
    l->project.technology_count = l->raw->technologies_count;
    for (unsigned i = 0; i < l->raw->technologies_count && status == HTSC_OK; i++) status = take_technology(l, i, err);
    return status;
}

static htsc_status take_model(loaded *l, htsc_error *err) {
    static const char *const models[] = {"tr38901", "free_space"}, *const scenarios[] = {"uma", "umi", "rma"};
    const raw_model *raw = l->raw->model;
    htsc_project *p = &l->project;
    int word = 0;
    htsc_status status = take_word(l, "model.name", raw->name, models, 2, &word, err);
    if (status != HTSC_OK) return status;
    p->model = (htsc_project_model)word;
    p->scenario = HTSC_SCENARIO_RMA;
    if (raw->scenario != NULL) status = take_word(l, "model.scenario", raw->scenario, scenarios, 3, &p->scenario, err);
    if (status == HTSC_OK && p->model == HTSC_MODEL_TR38901 && raw->scenario == NULL)
        status = bad(l, err, "model", "tr38901 needs a scenario: uma, umi, rma");
    if (status == HTSC_OK && p->model == HTSC_MODEL_FREE_SPACE && raw->max_radius_m == NULL)
        status = bad(l, err, "model", "free_space needs max_radius_m");
    if (status == HTSC_OK)
        status = take_number(l, "model.max_radius_m", raw->max_radius_m, 0, 100, 100000, &p->max_radius_m, err);
    if (status == HTSC_OK)
        status =
            take_number(l, "model.building_height_m", raw->building_height_m, 5, 5, 50, &p->building_height_m, err);
    if (status == HTSC_OK)
        status = take_number(l, "model.street_width_m", raw->street_width_m, 20, 5, 50, &p->street_width_m, err);
    return status;
}

static htsc_status find_target(const loaded *l, const char *place, const char *id, htsc_target_id *target,
                               htsc_error *err) {
    const char *names[HTSC_TARGET_COUNT];
    int word = 0;
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) names[i] = htsc_target_name((htsc_target_id)i);
    htsc_status status = take_word(l, place, id, names, HTSC_TARGET_COUNT, &word, err);
    *target = (htsc_target_id)word;
    return status;
}

static htsc_status take_targets(loaded *l, htsc_error *err) {
    static const double plan_2026_pct[HTSC_TARGET_COUNT] = {90, 50, 65, 100, 65, 37};
    memcpy(l->project.target_pct, plan_2026_pct, sizeof plan_2026_pct);
    htsc_status status = HTSC_OK;
    for (unsigned i = 0; i < l->raw->targets_count && status == HTSC_OK; i++) {
        char place[100];
        htsc_target_id target;
        snprintf(place, sizeof place, "targets[%u].id", i);
        status = find_target(l, place, l->raw->targets[i].id, &target, err);
        if (status != HTSC_OK) break;
        for (unsigned k = 0; k < i && status == HTSC_OK; k++)
            if (strcmp(l->raw->targets[k].id, l->raw->targets[i].id) == 0)
                status = bad(l, err, place, "%s stands twice", l->raw->targets[i].id);
        if (status != HTSC_OK) break;
        snprintf(place, sizeof place, "targets[%u].target_pct", i);
        status = take_number(l, place, l->raw->targets[i].target_pct, 0, 0, 100, &l->project.target_pct[target], err);
    }
    return status;
}

static htsc_status take_declared(loaded *l, htsc_error *err) {
    unsigned count = l->raw->declared_count;
    l->project.declared = htsc__alloc(count, sizeof *l->project.declared);
    if (l->project.declared == NULL) return htsc__error_memory(err, "declared figures");
    l->project.declared_count = count;
    htsc_status status = HTSC_OK;
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) {
        const raw_declared *raw = &l->raw->declared[i];
        htsc_project_declared *d = &l->project.declared[i];
        char place[100];
        d->source = raw->source;
        snprintf(place, sizeof place, "declared[%u].id", i);
        status = find_target(l, place, raw->id, &d->target, err);
        if (status == HTSC_OK && (d->target == HTSC_TARGET_POP_5G || d->target == HTSC_TARGET_ACCESS_1GBPS))
            status = bad(l, err, place, "%s is computed and cannot be declared", raw->id);
        for (unsigned j = 0; j < i && status == HTSC_OK; j++)
            if (l->project.declared[j].target == d->target) status = bad(l, err, place, "%s stands twice", raw->id);
        snprintf(place, sizeof place, "declared[%u].denominator", i);
        if (status == HTSC_OK) status = take_number(l, place, raw->denominator, 0, 1e-9, 1e12, &d->denominator, err);
        snprintf(place, sizeof place, "declared[%u].numerator", i);
        if (status == HTSC_OK) status = take_number(l, place, raw->numerator, 0, 0, d->denominator, &d->numerator, err);
        snprintf(place, sizeof place, "declared[%u].date", i);
        if (status == HTSC_OK) status = take_date(l, place, raw->date, &d->date, err);
        if (status == HTSC_OK && d->date > l->project.date)
            status = bad(l, err, place, "\"%.40s\" is later than the project's date", raw->date);
    }
    return status;
}

static htsc_status take_outputs(loaded *l, htsc_error *err) {
    static const char *const kinds[] = {"tables", "shapefiles"};
    htsc_status status = HTSC_OK;
    l->project.write_tables = l->project.write_shapefiles = l->raw->outputs_count == 0;
    for (unsigned i = 0; i < l->raw->outputs_count && status == HTSC_OK; i++) {
        char place[100];
        int word = -1;
        snprintf(place, sizeof place, "outputs[%u]", i);
        status = take_word(l, place, l->raw->outputs[i], kinds, 2, &word, err);
        if (word == 0) l->project.write_tables = true;
        if (word == 1) l->project.write_shapefiles = true;
    }
    return status;
}

static htsc_status take_numbers(loaded *l, htsc_error *err) {
    const raw_project *r = l->raw;
    htsc_project *p = &l->project;
    const default_field fields[] = {
        {"location_probability_frac", r->location_probability_frac, 0.9, 0.5, 0.99, &p->location_probability_frac},
        {"receiver_height_agl_m", r->receiver_height_agl_m, 1.5, 0.5, 30, &p->receiver_height_agl_m},
        {"resolution_m", r->resolution_m, 30, 5, 1000, &p->resolution_m},
        {"body_loss_db", r->body_loss_db, 0, 0, 30, &p->body_loss_db},
        {"entry_loss_db", r->entry_loss_db, 0, 0, 60, &p->entry_loss_db},
        {"max_site_distance_km", r->max_site_distance_km, 80, 1, 2000, &p->max_site_distance_km},
        {"persons_per_household", r->persons_per_household, (double)NAN, 1, 100, &p->persons_per_household},
        {"max_drop_m", r->max_drop_m, 300, 1, 20000, &p->max_drop_m},
        {"gigabit_mbps", r->gigabit_mbps, 1000, 1, 1e6, &p->gigabit_mbps},
        {"min_zone_area_m2", r->min_zone_area_m2, 0, 0, 1e9, &p->min_zone_area_m2}};
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0] && status == HTSC_OK; i++)
        status = take_number(l, fields[i].name, fields[i].raw, fields[i].fallback, fields[i].low, fields[i].high,
                             fields[i].out, err);
    return status;
}

static htsc_status take_heading(loaded *l, htsc_error *err) {
    static const char *const languages[] = {"vi", "en"}, *const truths[] = {"false", "true"};
    const raw_project *r = l->raw;
    htsc_project *p = &l->project;
    int word = 0, scale = 1;
    p->name = r->name;
    p->commune_code = r->commune_code;
    p->period = r->period;
    p->working_crs = r->working_crs == NULL ? HTSC_CRS_VN2000_TM3_105 : r->working_crs;
    if (r->name[0] == '\0') return bad(l, err, "name", "is empty");
    if (strlen(r->commune_code) != 5 || r->commune_code[strspn(r->commune_code, "0123456789")] != '\0')
        return bad(l, err, "commune_code", "\"%.40s\" is not five digits (write it in quotes)", r->commune_code);
    htsc_status status = take_date(l, "date", r->date, &p->date, err);
    if (status == HTSC_OK && r->language != NULL)
        status = take_word(l, "language", r->language, languages, 2, &word, err);
    if (status == HTSC_OK && r->scale_to_declared != NULL)
        status = take_word(l, "scale_to_declared", r->scale_to_declared, truths, 2, &scale, err);
    p->language = (htsc_language)word;
    p->scale_to_declared = scale == 1;
    if (status != HTSC_OK) return status;
    htsc_error why = {HTSC_OK, ""};
    if (htsc__crs_check_metric(p->working_crs, &why) != HTSC_OK) return bad(l, err, "working_crs", "%s", why.message);
    p->operators = htsc__alloc(r->operators_count, sizeof *p->operators);
    if (p->operators == NULL) return htsc__error_memory(err, "operators");
    p->operator_count = r->operators_count;
    for (unsigned i = 0; i < r->operators_count; i++) {
        char place[40];
        p->operators[i] = r->operators[i];
        snprintf(place, sizeof place, "operators[%u]", i);
        if (r->operators[i][0] == '\0') return bad(l, err, place, "is empty");
        if (strlen(r->operators[i]) > 200) return bad(l, err, place, "is longer than 200 bytes");
        for (unsigned j = 0; j < i; j++)
            if (strcmp(r->operators[j], r->operators[i]) == 0)
                return bad(l, err, place, "\"%.60s\" stands twice", r->operators[i]);
    }
    return HTSC_OK;
}

static htsc_status read_text(const char *path, uint8_t **text, size_t *size, htsc_error *err) {
    FILE *in;
    htsc_status status = htsc__file_open(path, &in, err);
    if (status != HTSC_OK) return status;
    *text = htsc__alloc(MAX_BYTES + 1, 1);
    if (*text == NULL) {
        status = htsc__error_memory(err, path);
    } else {
        *size = fread(*text, 1, MAX_BYTES + 1, in);
        if (ferror(in))
            status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read: %s", path, htsc__reason(errno));
        else if (*size > MAX_BYTES)
            status = htsc__error_set(err, HTSC_ERR_LIMIT, "%s: is larger than %d bytes", path, MAX_BYTES);
        else if (*size == 0)
            status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is empty", path);
        else if (memchr(*text, 0, *size) != NULL || !htsc__text_is_utf8((const char *)*text))
            status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is not UTF-8 text", path);
    }
    fclose(in);
    return status;
}

htsc_status htsc_project_read(const char *path, htsc_project **project, htsc_error *err) {
    *project = NULL;
    loaded *l = htsc__alloc(1, sizeof *l);
    if (l == NULL) return htsc__error_memory(err, path);
    locale_t before = htsc__text_enter_c_locale(); /* libcyaml parses numbers by the locale */
    htsc_status status = htsc__pool_create(&l->texts, err);
    if (status == HTSC_OK) status = htsc__pool_add(l->texts, path, &l->project.path, NULL, err);
    if (status == HTSC_OK) status = read_text(path, &l->text, &l->size, err);
    if (status == HTSC_OK) status = htsc__project_load(path, l->text, l->size, &l->raw, err);
    if (status == HTSC_OK) status = take_heading(l, err);
    if (status == HTSC_OK) status = take_numbers(l, err);
    if (status == HTSC_OK) status = take_model(l, err);
    if (status == HTSC_OK) status = take_technologies(l, err);
    if (status == HTSC_OK) status = take_targets(l, err);
    if (status == HTSC_OK) status = take_declared(l, err);
    if (status == HTSC_OK) status = take_outputs(l, err);
    if (status == HTSC_OK) status = take_all_inputs(l, err);
    htsc__text_leave_c_locale(before);
    if (status != HTSC_OK) {
        htsc_project_free(&l->project);
        return status;
    }
    *project = &l->project;
    return HTSC_OK;
}

static void free_fields(const htsc_input *input) {
    /* The maps were made here and are only const to readers. */
    union {
        const htsc_field_map *borrowed;
        void *owned;
    } fields = {input->fields};
    htsc__free(fields.owned);
}

static void free_inputs(htsc_input *inputs, size_t count) {
    for (size_t i = 0; i < count; i++) free_fields(&inputs[i]);
    htsc__free(inputs);
}

void htsc_project_free(htsc_project *project) {
    if (project == NULL) return;
    union {
        htsc_project *project;
        loaded *whole;
    } handle = {project};
    loaded *l = handle.whole;
    htsc_project_inputs *in = &project->inputs;
    free_fields(&in->commune), free_fields(&in->villages), free_fields(&in->population_raster),
        free_fields(&in->terrain);
    free_inputs(in->population, in->population_count);
    free_inputs(in->sites, in->site_count);
    free_inputs(in->fiber_routes, in->fiber_route_count);
    free_inputs(in->access_points, in->access_point_count);
    htsc__free(project->technologies);
    htsc__free(project->declared);
    htsc__free((void *)project->operators);
    htsc__project_unload(l->raw);
    htsc__pool_free(l->texts);
    htsc__free(l->text);
    htsc__free(l);
}
