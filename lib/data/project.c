#include <htscover/project.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/project_read.h"
#include "geo/crs.h"

enum { MAX_BYTES = 1 << 20 };

const char *htsc_target_name(htsc_target_id target) {
    static const char *const names[HTSC_TARGET_COUNT] = {"fiber_households", "pop_5g",       "access_1gbps",
                                                         "infosec_systems",  "eid_accounts", "digital_signatures"};
    return (unsigned)target < HTSC_TARGET_COUNT ? names[target] : "";
}

static htsc_status take_defaults(const loaded_project *l, unsigned index, const raw_defaults *raw,
                                 htsc_project_technology *t, htsc_error *err) {
    static const raw_defaults none = {0};
    const raw_defaults *r = raw == NULL ? &none : raw;
    double nothing = (double)NAN;
    double scs_khz = t->technology == HTSC_TECHNOLOGY_5G ? 30 : t->technology == HTSC_TECHNOLOGY_4G ? 15 : nothing;
    const number_rule rules[] = {
        {"antenna_height_agl_m", r->antenna_height_agl_m, nothing, 1, 300, &t->antenna_height_agl_m},
        {"h_beamwidth_deg", r->h_beamwidth_deg, 65, 1, 360, &t->h_beamwidth_deg},
        {"v_beamwidth_deg", r->v_beamwidth_deg, 10, 1, 180, &t->v_beamwidth_deg},
        {"downtilt_deg", r->downtilt_deg, 0, -20, 45, &t->downtilt_deg},
        {"freq_mhz", r->freq_mhz, nothing, 400, 7125, &t->freq_mhz},
        {"bandwidth_mhz", r->bandwidth_mhz, nothing, 1.4, 100, &t->bandwidth_mhz},
        {"scs_khz", r->scs_khz, scs_khz, 15, 60, &t->scs_khz},
        {"eirp_dbm", r->eirp_dbm, nothing, 0, 90, &t->eirp_dbm}};
    char prefix[60];
    snprintf(prefix, sizeof prefix, "technologies[%u].defaults.", index);
    return htsc__project_take_numbers(l, prefix, rules, sizeof rules / sizeof rules[0], err);
}

static htsc_status take_technology(loaded_project *l, unsigned index, htsc_error *err) {
    static const char *const names[] = {"2G", "3G", "4G", "5G"};
    const raw_technology *raw = &l->raw->technologies[index];
    htsc_project_technology *t = &l->project.technologies[index];
    char place[100];
    int word = 0;
    snprintf(place, sizeof place, "technologies[%u].name", index);
    htsc_status status = htsc__project_take_word(l, place, raw->name, names, 4, &word, err);
    if (status != HTSC_OK) return status;
    t->technology = (htsc_technology)word;
    for (unsigned i = 0; i < index; i++)
        if (l->project.technologies[i].technology == t->technology)
            return htsc__project_bad(l, err, place, "%s stands twice", raw->name);
    snprintf(place, sizeof place, "technologies[%u].covered_dbm", index);
    status = htsc__project_take_number(l, place, raw->covered_dbm, 0, -150, -30, &t->covered_dbm, err);
    if (status != HTSC_OK) return status;
    snprintf(place, sizeof place, "technologies[%u].good_dbm", index);
    status = htsc__project_take_number(l, place, raw->good_dbm, 0, t->covered_dbm, -30, &t->good_dbm, err);
    if (status != HTSC_OK) return status;
    snprintf(place, sizeof place, "technologies[%u].reference_offset_db", index);
    status =
        htsc__project_take_number(l, place, raw->reference_offset_db, t->technology == HTSC_TECHNOLOGY_3G ? -10 : 0,
                                  -30, 30, &t->reference_offset_db, err);
    return status == HTSC_OK ? take_defaults(l, index, raw->defaults, t, err) : status;
}

static htsc_status take_technologies(loaded_project *l, htsc_error *err) {
    htsc_status status = HTSC_OK;
    l->project.technologies = htsc__alloc(l->raw->technologies_count, sizeof *l->project.technologies);
    if (l->project.technologies == NULL) return htsc__error_memory(err, "technologies");
    l->project.technology_count = l->raw->technologies_count;
    for (unsigned i = 0; i < l->raw->technologies_count && status == HTSC_OK; i++) status = take_technology(l, i, err);
    return status;
}

static htsc_status find_target(const loaded_project *l, const char *place, const char *id, htsc_target_id *target,
                               htsc_error *err) {
    const char *names[HTSC_TARGET_COUNT];
    int word = 0;
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) names[i] = htsc_target_name((htsc_target_id)i);
    htsc_status status = htsc__project_take_word(l, place, id, names, HTSC_TARGET_COUNT, &word, err);
    *target = (htsc_target_id)word;
    return status;
}

static htsc_status take_targets(loaded_project *l, htsc_error *err) {
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
                status = htsc__project_bad(l, err, place, "%s stands twice", l->raw->targets[i].id);
        if (status != HTSC_OK) break;
        snprintf(place, sizeof place, "targets[%u].target_pct", i);
        status = htsc__project_take_number(l, place, l->raw->targets[i].target_pct, 0, 0, 100,
                                           &l->project.target_pct[target], err);
    }
    return status;
}

static htsc_status take_declared(loaded_project *l, htsc_error *err) {
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
            status = htsc__project_bad(l, err, place, "%s is computed and cannot be declared", raw->id);
        for (unsigned j = 0; j < i && status == HTSC_OK; j++)
            if (l->project.declared[j].target == d->target)
                status = htsc__project_bad(l, err, place, "%s stands twice", raw->id);
        snprintf(place, sizeof place, "declared[%u].denominator", i);
        if (status == HTSC_OK)
            status = htsc__project_take_number(l, place, raw->denominator, 0, 1e-9, 1e12, &d->denominator, err);
        snprintf(place, sizeof place, "declared[%u].numerator", i);
        if (status == HTSC_OK)
            status = htsc__project_take_number(l, place, raw->numerator, 0, 0, d->denominator, &d->numerator, err);
        snprintf(place, sizeof place, "declared[%u].date", i);
        if (status == HTSC_OK) status = htsc__project_take_date(l, place, raw->date, &d->date, err);
        if (status == HTSC_OK && d->date > l->project.date)
            status = htsc__project_bad(l, err, place, "\"%.40s\" is later than the project's date", raw->date);
    }
    return status;
}

static htsc_status take_outputs(loaded_project *l, htsc_error *err) {
    static const char *const kinds[] = {"tables", "shapefiles", "geopackage", "grids",
                                        "kmz",    "page",       "maps",       "workbook"};
    enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };
    htsc_status status = HTSC_OK;
    l->project.outputs = l->raw->outputs_count == 0 ? HTSC_OUTPUT_ALL : 0;
    for (unsigned i = 0; i < l->raw->outputs_count && status == HTSC_OK; i++) {
        char place[100];
        int word = -1;
        snprintf(place, sizeof place, "outputs[%u]", i);
        status = htsc__project_take_word(l, place, l->raw->outputs[i], kinds, KIND_COUNT, &word, err);
        if (status == HTSC_OK) l->project.outputs |= 1U << word;
    }
    return status;
}

static htsc_status take_numbers(loaded_project *l, htsc_error *err) {
    const raw_project *r = l->raw;
    htsc_project *p = &l->project;
    const number_rule rules[] = {
        {"location_probability_frac", r->location_probability_frac, 0.9, 0.5, 0.99, &p->location_probability_frac},
        {"receiver_height_agl_m", r->receiver_height_agl_m, 1.5, 0.5, 30, &p->receiver_height_agl_m},
        {"resolution_m", r->resolution_m, 30, 5, 1000, &p->resolution_m},
        {"body_loss_db", r->body_loss_db, 0, 0, 30, &p->body_loss_db},
        {"entry_loss_db", r->entry_loss_db, 0, 0, 60, &p->entry_loss_db},
        {"max_site_distance_km", r->max_site_distance_km, 80, 1, 2000, &p->max_site_distance_km},
        {"persons_per_household", r->persons_per_household, (double)NAN, 1, 100, &p->persons_per_household},
        {"max_drop_m", r->max_drop_m, 300, 1, 10000, &p->max_drop_m},
        {"gigabit_mbps", r->gigabit_mbps, 1000, 1, 1e6, &p->gigabit_mbps},
        {"min_zone_area_m2", r->min_zone_area_m2, 0, 0, 1e9, &p->min_zone_area_m2},
        {"simplify_m", r->simplify_m, (double)NAN, 0, 1000, &p->simplify_m}};
    htsc_status status = htsc__project_take_numbers(l, "", rules, sizeof rules / sizeof rules[0], err);
    if (status == HTSC_OK && isnan(p->simplify_m)) p->simplify_m = p->resolution_m;
    return status;
}

static htsc_status take_heading(loaded_project *l, htsc_error *err) {
    static const char *const languages[] = {"vi", "en"}, *const truths[] = {"false", "true"};
    const raw_project *r = l->raw;
    htsc_project *p = &l->project;
    int word = 0, scale = 1;
    p->name = r->name;
    p->commune_code = r->commune_code;
    p->period = r->period;
    p->working_crs = r->working_crs == NULL ? HTSC_CRS_VN2000_TM3_105 : r->working_crs;
    if (r->name[0] == '\0') return htsc__project_bad(l, err, "name", "is empty");
    if (strlen(r->commune_code) != 5 || r->commune_code[strspn(r->commune_code, "0123456789")] != '\0')
        return htsc__project_bad(l, err, "commune_code", "\"%.40s\" is not five digits (write it in quotes)",
                                 r->commune_code);
    htsc_status status = htsc__project_take_date(l, "date", r->date, &p->date, err);
    if (status == HTSC_OK) status = htsc__project_take_word(l, "language", r->language, languages, 2, &word, err);
    if (status == HTSC_OK)
        status = htsc__project_take_word(l, "scale_to_declared", r->scale_to_declared, truths, 2, &scale, err);
    p->language = (htsc_language)word;
    p->scale_to_declared = scale == 1;
    if (status != HTSC_OK) return status;
    htsc_error why = {HTSC_OK, ""};
    if (htsc__crs_check_metric(p->working_crs, &why) != HTSC_OK)
        return htsc__project_bad(l, err, "working_crs", "%s", why.message);
    p->operators = htsc__alloc(r->operators_count, sizeof *p->operators);
    if (p->operators == NULL) return htsc__error_memory(err, "operators");
    p->operator_count = r->operators_count;
    for (unsigned i = 0; i < r->operators_count; i++) {
        char place[40];
        p->operators[i] = r->operators[i];
        snprintf(place, sizeof place, "operators[%u]", i);
        if (r->operators[i][0] == '\0') return htsc__project_bad(l, err, place, "is empty");
        if (strlen(r->operators[i]) > 200) return htsc__project_bad(l, err, place, "is longer than 200 bytes");
        for (unsigned j = 0; j < i; j++)
            if (strcmp(r->operators[j], r->operators[i]) == 0)
                return htsc__project_bad(l, err, place, "\"%.60s\" stands twice", r->operators[i]);
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
    loaded_project *l = htsc__alloc(1, sizeof *l);
    if (l == NULL) return htsc__error_memory(err, path);
    locale_t before = htsc__text_enter_c_locale(); /* libcyaml parses numbers by the locale */
    htsc_status status = htsc__pool_create(&l->texts, err);
    if (status == HTSC_OK) status = htsc__pool_add(l->texts, path, &l->project.path, NULL, err);
    if (status == HTSC_OK) status = read_text(path, &l->text, &l->size, err);
    if (status == HTSC_OK) status = htsc__project_load(path, l->text, l->size, &l->raw, err);
    if (status == HTSC_OK) status = take_heading(l, err);
    if (status == HTSC_OK) status = take_numbers(l, err);
    if (status == HTSC_OK) status = htsc__project_take_model(l, err);
    if (status == HTSC_OK) status = htsc__project_take_building_entry(l, err);
    if (status == HTSC_OK) status = htsc__project_take_rate(l, err);
    if (status == HTSC_OK) status = take_technologies(l, err);
    if (status == HTSC_OK) status = take_targets(l, err);
    if (status == HTSC_OK) status = take_declared(l, err);
    if (status == HTSC_OK) status = take_outputs(l, err);
    if (status == HTSC_OK) status = htsc__project_take_inputs(l, err);
    if (status == HTSC_OK) status = htsc__project_take_land_cover_classes(l, err);
    if (status == HTSC_OK) status = htsc__project_take_fiber(l, err);
    htsc__text_leave_c_locale(before);
    if (status != HTSC_OK) {
        htsc_project_free(&l->project);
        return status;
    }
    *project = &l->project;
    return HTSC_OK;
}

void htsc_project_free(htsc_project *project) {
    if (project == NULL) return;
    union {
        htsc_project *project;
        loaded_project *whole;
    } handle = {project};
    loaded_project *l = handle.whole;
    htsc__project_free_inputs(project);
    htsc__project_free_fiber(project);
    htsc__free(project->technologies);
    htsc__free(project->declared);
    htsc__free(project->rate.at_least_mbps);
    htsc__free((void *)project->operators);
    htsc__project_unload(l->raw);
    htsc__pool_free(l->texts);
    htsc__free(l->text);
    htsc__free(l);
}
