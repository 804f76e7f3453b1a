#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "report/json.h"
#include "report/write.h"

static json_t *terrain_json(bool *bad, const htsc__results *x) {
    const htsc_terrain_counts *c = x->terrain == NULL ? NULL : htsc_terrain_get_counts(x->terrain);
    if (c == NULL) return json_null();
    json_t *o = json_object();
    put(bad, o, "files_count", json_integer((json_int_t)c->file_count));
    put(bad, o, "pixels_count", json_integer((json_int_t)c->pixel_count));
    put(bad, o, "voids_count", json_integer((json_int_t)c->void_count));
    put(bad, o, "filled_count", json_integer((json_int_t)c->filled_count));
    put(bad, o, "pixel_size_m", real(c->pixel_size_m));
    return o;
}

static json_t *land_cover_json(bool *bad, const htsc__results *x) {
    const htsc_clutter_counts *c = x->clutter == NULL ? NULL : htsc_clutter_get_counts(x->clutter);
    if (c == NULL) return json_null();
    size_t count = x->project->land_cover_class_count;
    const htsc_clutter_class *classes = x->project->land_cover_classes;
    if (classes == NULL) classes = htsc_clutter_worldcover(&count);
    json_t *o = json_object(), *list = json_array();
    put(bad, o, "pixels_count", json_integer((json_int_t)c->pixel_count));
    put(bad, o, "fallback_count", json_integer((json_int_t)c->fallback_count));
    put(bad, o, "fallback_pct", real(htsc__pct((double)c->fallback_count, (double)c->pixel_count)));
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_object();
        const double height_m = classes[i].height_m;
        put(bad, one, "code", json_integer(classes[i].code));
        put(bad, one, "category", json_string(htsc_clutter_category_name(classes[i].category)));
        put(bad, one, "height_m",
            real(isnan(height_m) ? htsc_clutter_category_height_m(classes[i].category) : height_m));
        put(bad, one, "sigma_db", isnan(classes[i].sigma_db) ? json_string("auto") : real(classes[i].sigma_db));
        append(bad, list, one);
    }
    put(bad, o, "classes", list);
    return o;
}

static void put_rate(bool *bad, json_t *o, const htsc__results *x) {
    const htsc_project_rate *rate = &x->project->rate;
    json_t *r = rate->used ? json_object() : json_null();
    if (rate->used) {
        put(bad, r, "source", json_string("3GPP TR 36.942, annex A"));
        put(bad, r, "load_frac", real(rate->load_frac));
        put(bad, r, "noise_figure_db", real(rate->noise_figure_db));
        put(bad, r, "max_efficiency_bps_hz", real(rate->max_efficiency_bps_hz));
        put(bad, r, "attenuation_frac", real(x->rate.attenuation_frac));
        put(bad, r, "sinr_min_db", real(x->rate.sinr_min_db));
    }
    put(bad, o, "rate", r);
}

json_t *htsc__json_method(bool *bad, const htsc__results *x) {
    const htsc_project *p = x->project;
    json_t *o = json_object(), *outside = json_object();
    htsc__json_put_model(bad, o, x);
    put_rate(bad, o, x);
    put(bad, o, "terrain", terrain_json(bad, x));
    put(bad, o, "land_cover", land_cover_json(bad, x));
    put(bad, o, "max_drop_m", real(p->max_drop_m));
    put(bad, o, "gigabit_above_mbps", real(p->gigabit_mbps));
    put(bad, o, "min_zone_area_m2", real(p->min_zone_area_m2));
    put(bad, o, "simplify_m", real(p->simplify_m));
    put(bad, o, "scale_to_declared", json_boolean(p->scale_to_declared));
    put(bad, o, "technologies", htsc__json_technologies(bad, x));
    put(bad, o, "pairs_count", json_integer((json_int_t)x->pair_count));
    for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++)
        put(bad, outside, htsc__json_validity_name(bit), json_integer((json_int_t)x->flagged[bit]));
    put(bad, o, "pairs_outside_validity", outside);
    return o;
}

json_t *htsc__json_findings(bool *bad, const htsc__results *x) {
    json_t *o = json_object();
    for (int s = 0; s <= HTSC_SEVERITY_REPAIR; s++)
        put(bad, o, htsc_severity_name((htsc_severity)s),
            json_integer((json_int_t)htsc_findings_total(x->findings, (htsc_severity)s)));
    put(bad, o, "listed", json_integer((json_int_t)htsc_findings_count(x->findings)));
    return o;
}

/* Share of cells per operator whose fields were not declared. */
json_t *htsc__json_operators(bool *bad, const htsc__results *x) {
    json_t *list = json_array();
    for (size_t op = 0; op < x->operator_count; op++) {
        size_t cells = 0, missing[HTSC_CELL_FIELD_COUNT] = {0};
        for (size_t i = 0; i < htsc_sites_count(x->sites); i++) {
            const htsc_cell *cell = htsc_sites_get(x->sites, i);
            if (cell->operator_index != op) continue;
            cells++;
            for (unsigned bit = 0; bit < HTSC_CELL_FIELD_COUNT; bit++) missing[bit] += cell->defaulted >> bit & 1;
        }
        json_t *o = json_object(), *defaulted = json_object();
        put(bad, o, "operator", json_string(x->project->operators[op]));
        put(bad, o, "cells_count", json_integer((json_int_t)cells));
        for (unsigned bit = 0; bit < HTSC_CELL_FIELD_COUNT; bit++)
            if (missing[bit] > 0)
                put(bad, defaulted, htsc_cell_field_name(bit), json_integer((json_int_t)missing[bit]));
        put(bad, o, "defaulted_count", defaulted);
        append(bad, list, o);
    }
    return list;
}

json_t *htsc__json_scoreboard(bool *bad, const htsc__results *x) {
    static const char *const vi[HTSC_TARGET_COUNT] = {
        "Hộ gia đình tiếp cận và sử dụng cáp quang",   "Dân số được phủ sóng 5G",
        "Người dân có khả năng truy nhập trên 1 Gb/s", "Hệ thống thông tin bảo đảm an toàn theo cấp độ",
        "Người từ 14 tuổi có định danh điện tử",       "Người trưởng thành có chữ ký số"};
    static const char *const en[HTSC_TARGET_COUNT] = {"Households that can reach and use fibre",
                                                      "Population covered by 5G",
                                                      "People able to get more than 1 Gb/s",
                                                      "Information systems secured at their level",
                                                      "People aged 14 and over with an electronic identity",
                                                      "Adults with a digital signature"};
    json_t *list = json_array();
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) {
        const htsc_score *s = &x->scores[i];
        json_t *o = json_object();
        put(bad, o, "id", json_string(htsc_target_name(s->target)));
        put(bad, o, "label_vi", json_string(vi[i]));
        put(bad, o, "label_en", json_string(en[i]));
        put(bad, o, "kind", json_string(s->declared ? "declared" : "computed"));
        put(bad, o, "known", json_boolean(s->known));
        put(bad, o, "numerator", s->known ? real(s->numerator) : json_null());
        put(bad, o, "denominator", s->known ? real(s->denominator) : json_null());
        put(bad, o, "value_pct", real(s->value_pct));
        put(bad, o, "target_pct", real(s->target_pct));
        put(bad, o, "met", s->known ? json_boolean(s->met) : json_null());
        if (s->target == HTSC_TARGET_FIBER_HOUSEHOLDS) {
            put(bad, o, "reach_pct", real(s->reach_pct));
            put(bad, o, "use_pct", real(s->use_pct));
            put(bad, o, "decided_by",
                !s->known ? json_null() : json_string(s->use_pct < s->reach_pct ? "use" : "reach"));
        }
        if (s->target == HTSC_TARGET_POP_5G) put(bad, o, "maximum_operator_pct", real(s->maximum_pct));
        put(bad, o, "date", date(s->date));
        put(bad, o, "source", json_string(s->source));
        append(bad, list, o);
    }
    return list;
}

static json_t *tally_json(bool *bad, const htsc_tally *t, const char *const *names) {
    json_t *o = json_object(), *persons = json_object(), *households = json_object();
    put(bad, o, "persons", real(htsc_tally_persons(t)));
    put(bad, o, "households", real(htsc_tally_households(t)));
    for (int i = HTSC_CLASS_COUNT - 1; i >= 0; i--) {
        if (names[i] == NULL) continue;
        put(bad, persons, names[i], real(t->persons[i]));
        put(bad, households, names[i], real(t->households[i]));
    }
    put(bad, o, "persons_by_class", persons);
    put(bad, o, "households_by_class", households);
    put(bad, o, "expected_persons", real(t->expected_persons));
    put(bad, o, "expected_households", real(t->expected_households));
    put(bad, o, "persons_pct", real(htsc__pct(htsc_tally_persons_from(t, 1), htsc_tally_persons(t))));
    put(bad, o, "households_pct", real(htsc__pct(htsc_tally_households_from(t, 1), htsc_tally_households(t))));
    return o;
}

static json_t *layers_json(bool *bad, const htsc__results *x, htsc_ratio *const *ratios, size_t region,
                           const char *const *names) {
    json_t *o = json_object(), *operators = json_object();
    uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)ratios, x->operator_count, region);
    for (size_t i = 0; i < x->operator_count; i++)
        put(bad, operators, x->project->operators[i], tally_json(bad, htsc_ratio_get(ratios[i], region), names));
    put(bad, o, "operators", operators);
    put(bad, o, "union", tally_json(bad, htsc_ratio_get(ratios[x->operator_count], region), names));
    put(bad, o, "maximum_operator", json_string(htsc__operator_name(x, most)));
    return o;
}

static json_t *regions_json(bool *bad, const htsc__results *x) {
    static const char *const levels[] = {"none", "weak", "good"};
    static const char *const reaches[] = {"not_reached", "reached", "gigabit"};
    static const char *const yes_no[] = {"no", "yes", NULL};
    json_t *list = json_array();
    for (size_t region = 0; region < HTSC_REGION_COUNT(htsc_villages_count(x->villages)); region++) {
        json_t *o = json_object();
        put(bad, o, "code", json_string(htsc__region_code(x, region)));
        put(bad, o, "name", json_string(htsc__region_name(x, region)));
        for (size_t t = 0; t < x->technology_count; t++)
            put(bad, o, htsc_technology_name(x->technologies[t].technology),
                layers_json(bad, x, x->technologies[t].ratios, region, levels));
        for (size_t q = 0; q < x->question_count; q++)
            put(bad, o, x->questions[q].name, layers_json(bad, x, x->questions[q].ratios, region, yes_no));
        if (x->reach != NULL) {
            json_t *fiber = layers_json(bad, x, x->reach, region, reaches);
            htsc__json_put_reasons(bad, fiber, x, region);
            put(bad, o, "fiber", fiber);
        }
        append(bad, list, o);
    }
    return list;
}

static json_t *zones_json(bool *bad, const htsc__results *x) {
    json_t *all = json_object();
    for (size_t t = 0; t < x->technology_count; t++) {
        const htsc_zones *zones = x->technologies[t].zones;
        json_t *o = json_object();
        double area_m2[HTSC_LEVEL_COUNT] = {0}, zone_area_m2 = 0, persons = 0;
        for (size_t v = 0; v < htsc_villages_count(x->villages); v++)
            for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
                area_m2[level] += htsc_zones_level_area_m2(zones, v, (htsc_level)level);
        for (size_t i = 0; i < htsc_zones_count(zones); i++) {
            zone_area_m2 += htsc_zones_get(zones, i)->area_m2;
            persons += htsc_zones_get(zones, i)->persons;
        }
        put(bad, o, "count", json_integer((json_int_t)htsc_zones_count(zones)));
        put(bad, o, "area_m2", real(zone_area_m2));
        put(bad, o, "persons", real(persons));
        put(bad, o, "not_listed_count", json_integer((json_int_t)htsc_zones_dropped_count(zones)));
        put(bad, o, "not_listed_area_m2", real(htsc_zones_dropped_area_m2(zones)));
        put(bad, o, "not_listed_persons", real(htsc_zones_dropped_persons(zones)));
        const htsc_tally *outside = htsc_ratio_get(x->technologies[t].ratios[x->operator_count],
                                                   HTSC_REGION_OUTSIDE(htsc_villages_count(x->villages)));
        /* Zones are parts of villages: people outside them are in none. */
        put(bad, o, "persons_outside_villages_without_good_signal",
            real(outside->persons[HTSC_LEVEL_NONE] + outside->persons[HTSC_LEVEL_WEAK]));
        for (int level = HTSC_LEVEL_COUNT - 1; level >= 0; level--) {
            char key[32];
            snprintf(key, sizeof key, "villages_%s_m2", htsc_level_name((htsc_level)level));
            put(bad, o, key, real(area_m2[level]));
        }
        put(bad, all, htsc_technology_name(x->technologies[t].technology), o);
    }
    return all;
}

/* Names and checksums of the other outputs. */
static htsc_status files_json(bool *bad, const htsc__outputs *outputs, json_t **list, htsc_error *err) {
    *list = json_array();
    for (size_t i = 0; i < htsc__outputs_count(outputs); i++) {
        char sha256[65];
        uint64_t bytes;
        htsc_status status = htsc__digest_file(htsc__outputs_staged(outputs, i), sha256, &bytes, err);
        if (status != HTSC_OK) {
            json_decref(*list);
            *list = NULL;
            return status;
        }
        json_t *o = json_object();
        put(bad, o, "name", json_string(htsc__outputs_name(outputs, i)));
        put(bad, o, "sha256", json_string(sha256));
        put(bad, o, "bytes", json_integer((json_int_t)bytes));
        append(bad, *list, o);
    }
    return HTSC_OK;
}

json_t *htsc__json_population(bool *bad, const htsc__results *x) {
    json_t *o = json_object();
    put(bad, o, "points_count", json_integer((json_int_t)htsc_population_count(x->population)));
    put(bad, o, "persons_outside_area", real(htsc_population_persons_outside(x->population)));
    put(bad, o, "persons_of_villages_beyond_outline", real(x->persons_beyond_outline));
    put(bad, o, "households_of_villages_beyond_outline", real(x->households_beyond_outline));
    return o;
}

htsc_status htsc__write_summary(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    bool failed = false, *bad = &failed;
    json_t *files = NULL, *root, *cells = json_object();
    const char *path;
    htsc_status status = files_json(bad, outputs, &files, err);
    if (status == HTSC_OK) status = htsc__outputs_add(outputs, "summary.json", &path, err);
    root = json_object();
    put(bad, cells, "heard_count", json_integer((json_int_t)results->heard_count));
    put(bad, cells, "silent_count", json_integer((json_int_t)results->silent_count));
    put(bad, cells, "left_out_count", json_integer((json_int_t)results->left_out_count));
    put(bad, root, "tool", htsc__json_tool(bad));
    put(bad, root, "project", htsc__json_project(bad, results));
    put(bad, root, "scoreboard", htsc__json_scoreboard(bad, results));
    put(bad, root, "method", htsc__json_method(bad, results));
    put(bad, root, "inputs", htsc__json_inputs(bad, results));
    put(bad, root, "findings", htsc__json_findings(bad, results));
    put(bad, root, "cells", cells);
    put(bad, root, "operators", htsc__json_operators(bad, results));
    put(bad, root, "population", htsc__json_population(bad, results));
    put(bad, root, "zones", zones_json(bad, results));
    put(bad, root, "fiber", htsc__json_fiber(bad, results));
    put(bad, root, "regions", regions_json(bad, results));
    put(bad, root, "files", files);
    if (status == HTSC_OK) {
        FILE *out = fopen(path, "wb");
        if (out == NULL) {
            status = htsc__error_set(err, HTSC_ERR_IO, "summary.json: cannot write");
        } else {
            if (json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) != 0) failed = true;
            fputc('\n', out);
            status = htsc__file_close(out, "summary.json", err);
            if (status == HTSC_OK && failed)
                status = htsc__error_set(err, HTSC_ERR_MEMORY, "out of memory for summary.json");
        }
    }
    json_decref(root);
    return status;
}
