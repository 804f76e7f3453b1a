/* The project's input files, and what the classes of its land cover mean. */
#include "data/project_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum { MAX_LAND_COVER_CODE = 255 };

htsc_status htsc__project_take_file(loaded_project *l, const char *place, const char *fields_place,
                                    const raw_input *raw, htsc_input *out, htsc_error *err) {
    char where[200];
    htsc_field_map *maps = NULL;
    *out = (htsc_input){sizeof *out, NULL, NULL, NULL, NULL, NULL, 0};
    if (raw->fields_count > 0) {
        maps = htsc__alloc(raw->fields_count, sizeof *maps);
        if (maps == NULL) return htsc__error_memory(err, "field maps");
    }
    out->fields = maps; /* freed with the project */
    out->field_count = raw->fields_count;
    for (unsigned i = 0; i < raw->fields_count; i++) {
        const raw_field *f = &raw->fields[i];
        maps[i] = (htsc_field_map){f->field, f->column, f->value};
        snprintf(where, sizeof where, "%s[%u]", fields_place, i);
        if ((f->column == NULL) == (f->value == NULL))
            return htsc__project_bad(l, err, where, "needs one of column and value");
    }
    out->name = raw->path;
    out->layer = raw->layer;
    out->crs = raw->crs;
    return htsc__project_take_path(l, place, raw->path, &out->path, err);
}

static htsc_status take_input(loaded_project *l, const char *place, const raw_input *raw, htsc_input *out,
                              htsc_error *err) {
    static const raw_input none = {0};
    char path[160], fields[160];
    snprintf(path, sizeof path, "%s.path", place);
    snprintf(fields, sizeof fields, "%s.fields", place);
    return htsc__project_take_file(l, path, fields, raw == NULL ? &none : raw, out, err);
}

htsc_status htsc__project_take_list(loaded_project *l, const char *key, const raw_input *raw, unsigned count,
                                    htsc_input **out, size_t *out_count, htsc_error *err) {
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

/* The name of a file without its folders and its ending: "patterns/x.65.msi" is "x.65". */
static htsc_status take_stem(loaded_project *l, const char *place, const char *path, const char **stem,
                             htsc_error *err) {
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1, *dot = strrchr(base, '.');
    size_t length = dot == NULL ? strlen(base) : (size_t)(dot - base);
    if (length == 0) return htsc__project_bad(l, err, place, "\"%.200s\" has no name before its ending", path);
    char *text = htsc__alloc(length + 1, 1);
    if (text == NULL) return htsc__error_memory(err, "the name of an antenna");
    snprintf(text, length + 1, "%s", base); /* cut before the ending */
    htsc_status status = htsc__pool_add(l->texts, text, stem, NULL, err);
    htsc__free(text);
    return status;
}

static htsc_status take_antenna(loaded_project *l, unsigned index, htsc_error *err) {
    htsc_project_inputs *in = &l->project.inputs;
    const char *path = l->raw->inputs->antennas[index].path;
    char place[60];
    snprintf(place, sizeof place, "inputs.antennas[%u].path", index);
    in->antennas[index] = htsc_input_of(NULL);
    in->antennas[index].name = path;
    htsc_status status = htsc__project_take_path(l, place, path, &in->antennas[index].path, err);
    if (status == HTSC_OK) status = take_stem(l, place, path, &in->antenna_names[index], err);
    for (unsigned i = 0; i < index && status == HTSC_OK; i++)
        if (htsc__text_equal_nocase(in->antenna_names[i], in->antenna_names[index]))
            status = htsc__project_bad(l, err, place, "gives the antenna name \"%.60s\" a second time",
                                       in->antenna_names[index]);
    return status;
}

static htsc_status take_antennas(loaded_project *l, htsc_error *err) {
    htsc_project_inputs *in = &l->project.inputs;
    unsigned count = l->raw->inputs->antennas_count;
    htsc_status status = HTSC_OK;
    if (count == 0) return HTSC_OK;
    in->antennas = htsc__alloc(count, sizeof *in->antennas);
    in->antenna_names = htsc__alloc(count, sizeof *in->antenna_names);
    if (in->antennas == NULL || in->antenna_names == NULL) return htsc__error_memory(err, "antennas");
    in->antenna_count = count;
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) status = take_antenna(l, i, err);
    return status;
}

htsc_status htsc__project_take_inputs(loaded_project *l, htsc_error *err) {
    const raw_inputs *raw = l->raw->inputs;
    htsc_project_inputs *in = &l->project.inputs;
    const struct {
        const char *place;
        const raw_input *raw;
        htsc_input *out;
    } single[] = {{"inputs.commune", raw->commune, &in->commune},
                  {"inputs.villages", raw->villages, &in->villages},
                  {"inputs.population_raster", raw->population_raster, &in->population_raster},
                  {"inputs.terrain", raw->terrain, &in->terrain},
                  {"inputs.land_cover", raw->land_cover, &in->land_cover}};
    const struct {
        const char *key;
        const raw_input *raw;
        unsigned raw_count;
        htsc_input **out;
        size_t *count;
    } lists[] = {
        {"population", raw->population, raw->population_count, &in->population, &in->population_count},
        {"sites", raw->sites, raw->sites_count, &in->sites, &in->site_count},
        {"fiber_routes", raw->fiber_routes, raw->fiber_routes_count, &in->fiber_routes, &in->fiber_route_count},
        {"access_points", raw->access_points, raw->access_points_count, &in->access_points, &in->access_point_count}};
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < sizeof single / sizeof single[0] && status == HTSC_OK; i++)
        status = take_input(l, single[i].place, single[i].raw, single[i].out, err);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && status == HTSC_OK; i++)
        status = htsc__project_take_list(l, lists[i].key, lists[i].raw, lists[i].raw_count, lists[i].out,
                                         lists[i].count, err);
    if (status == HTSC_OK) status = take_antennas(l, err);
    if (status == HTSC_OK && in->population_count == 0 && in->population_raster.path == NULL)
        status = htsc__project_bad(l, err, "inputs", "names neither population nor population_raster");
    return status;
}

/* [0, 255], and of no class before. */
static htsc_status take_code(const loaded_project *l, unsigned index, int32_t *code, htsc_error *err) {
    const char *raw = l->raw->land_cover_classes[index].code;
    int64_t value = 0;
    char place[60];
    snprintf(place, sizeof place, "land_cover_classes[%u].code", index);
    if (!htsc__text_to_int64(raw, &value))
        return htsc__project_bad(l, err, place, "\"%.40s\" is not a whole number", raw);
    if (value < 0 || value > MAX_LAND_COVER_CODE)
        return htsc__project_bad(l, err, place, "%lld is outside [0, %d]", (long long)value, MAX_LAND_COVER_CODE);
    for (unsigned i = 0; i < index; i++)
        if (l->project.land_cover_classes[i].code == value)
            return htsc__project_bad(l, err, place, "%d stands twice", (int)value);
    *code = (int32_t)value;
    return HTSC_OK;
}

static htsc_status take_class(loaded_project *l, unsigned index, htsc_error *err) {
    /* in the order of htsc_clutter_category */
    static const char *const categories[] = {"water", "open", "suburban", "trees", "dense_urban"};
    const raw_land_cover_class *raw = &l->raw->land_cover_classes[index];
    htsc_clutter_class *c = &l->project.land_cover_classes[index];
    char prefix[40], place[60];
    int category = 0;
    snprintf(prefix, sizeof prefix, "land_cover_classes[%u].", index);
    htsc_status status = take_code(l, index, &c->code, err);
    snprintf(place, sizeof place, "%scategory", prefix);
    if (status == HTSC_OK) status = htsc__project_take_word(l, place, raw->category, categories, 5, &category, err);
    c->category = (htsc_clutter_category)category;
    c->name = raw->name;
    snprintf(place, sizeof place, "%sname", prefix);
    if (status == HTSC_OK && c->name != NULL && c->name[0] == '\0')
        status = htsc__project_bad(l, err, place, "is empty");
    if (status == HTSC_OK && c->name != NULL && strlen(c->name) > 200)
        status = htsc__project_bad(l, err, place, "is longer than 200 bytes");
    if (status != HTSC_OK) return status;
    const number_rule rules[] = {{"height_m", raw->height_m, (double)NAN, 0, 100, &c->height_m},
                                 {"sigma_db", raw->sigma_db, (double)NAN, 0, 30, &c->sigma_db}};
    return htsc__project_take_numbers(l, prefix, rules, sizeof rules / sizeof rules[0], err);
}

htsc_status htsc__project_take_land_cover_classes(loaded_project *l, htsc_error *err) {
    unsigned count = l->raw->land_cover_classes_count;
    htsc_status status = HTSC_OK;
    if (count == 0) return HTSC_OK;
    if (l->raw->inputs->land_cover == NULL)
        return htsc__project_bad(l, err, "land_cover_classes", "stands without inputs.land_cover");
    l->project.land_cover_classes = htsc__alloc(count, sizeof *l->project.land_cover_classes);
    if (l->project.land_cover_classes == NULL) return htsc__error_memory(err, "classes of land cover");
    l->project.land_cover_class_count = count;
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) status = take_class(l, i, err);
    return status;
}

void htsc__project_free_file(const htsc_input *input) {
    /* The maps were made here and are only const to readers. */
    union {
        const htsc_field_map *borrowed;
        void *owned;
    } fields = {input->fields};
    htsc__free(fields.owned);
}

void htsc__project_free_list(htsc_input *inputs, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__project_free_file(&inputs[i]);
    htsc__free(inputs);
}

void htsc__project_free_inputs(htsc_project *project) {
    htsc_project_inputs *in = &project->inputs;
    const htsc_input *single[] = {&in->commune, &in->villages, &in->population_raster, &in->terrain, &in->land_cover};
    for (size_t i = 0; i < sizeof single / sizeof(const htsc_input *); i++) htsc__project_free_file(single[i]);
    htsc__project_free_list(in->population, in->population_count);
    htsc__project_free_list(in->sites, in->site_count);
    htsc__project_free_list(in->fiber_routes, in->fiber_route_count);
    htsc__project_free_list(in->access_points, in->access_point_count);
    htsc__free(in->antennas);
    htsc__free((void *)in->antenna_names);
    htsc__free(project->land_cover_classes);
}
