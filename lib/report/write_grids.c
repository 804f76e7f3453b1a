/* Levels and classes of the study's pixels as rasters. */
#include <math.h>
#include <stdio.h>

#include "analysis/study.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/raster_write.h"
#include "report/palette.h"
#include "report/write.h"

typedef struct grids {
    const htsc__results *x;
    size_t cell_count;
    float *rsrp_dbm;
    uint8_t *classes;
} grids;

static void fill(const grids *g, htsc_technology technology) {
    const htsc_signal *signals = htsc_coverage_get(g->x->pixels, technology, HTSC_UNION);
    const uint32_t *pixels = htsc__study_pixels(g->x->study);
    for (size_t i = 0; i < g->cell_count; i++) {
        const htsc_signal *s = pixels[i] == HTSC__NO_PIXEL ? NULL : &signals[pixels[i]];
        g->rsrp_dbm[i] = s == NULL ? NAN : s->rsrp_dbm;
        g->classes[i] = s == NULL ? 255 : (uint8_t)htsc_coverage_level(g->x->pixels, s);
    }
}

enum { ORIGIN_COUNT = 9 };

static void tell_origin(const grids *g, htsc_technology technology, char origin[ORIGIN_COUNT][300]) {
    const htsc_project *p = g->x->project;
    const htsc_project_technology *t = p->technologies;
    while (t->technology != technology) t++;
    snprintf(origin[0], 300, "TOOL=coverage_report %s", htsc_version());
    snprintf(origin[1], 300, "PROJECT=%.250s", p->name);
    snprintf(origin[2], 300, "PERIOD=%.250s", p->period);
    snprintf(origin[3], 300, "MODEL=%.250s", g->x->model.name);
    snprintf(origin[4], 300, "COVERED_DBM=%g", t->covered_dbm);
    snprintf(origin[5], 300, "GOOD_DBM=%g", t->good_dbm);
    snprintf(origin[6], 300, "LOCATION_PROBABILITY_FRAC=%g", p->location_probability_frac);
    snprintf(origin[7], 300, "RECEIVER_HEIGHT_AGL_M=%g", p->receiver_height_agl_m);
    snprintf(origin[8], 300, "CLASSES=0 none, 1 weak, 2 good, 255 outside");
    for (size_t i = 0; i < ORIGIN_COUNT; i++) htsc__text_trim_utf8(origin[i]);
}

static htsc_status write_one(const grids *g, htsc_technology technology, const char *what, htsc__outputs *outputs,
                             htsc_error *err) {
    const htsc__results *x = g->x;
    char name[64], description[64], origin[ORIGIN_COUNT][300];
    const char *metadata[ORIGIN_COUNT + 1] = {NULL}, *path;
    uint32_t rgb[HTSC_LEVEL_COUNT];
    snprintf(name, sizeof name, "%s_%s.tif", what, htsc__technology_stem(technology));
    htsc_status status = htsc__outputs_add(outputs, name, &path, err);
    if (status != HTSC_OK) return status;
    const htsc__raster_target target = {path, x->project->working_crs, htsc_study_spec(x->study), description,
                                        metadata};
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++) rgb[level] = htsc__level_rgb((htsc_level)level);
    tell_origin(g, technology, origin);
    for (size_t i = 0; i < ORIGIN_COUNT; i++) metadata[i] = origin[i];
    const bool levels = what[0] == 'r';
    snprintf(description, sizeof description, "%s %s", htsc_technology_name(technology), levels ? "RSRP dBm" : "class");
    return levels ? htsc__raster_write_float(&target, g->rsrp_dbm, err)
                  : htsc__raster_write_classes(&target, g->classes, HTSC_LEVEL_COUNT, rgb, err);
}

htsc_status htsc__write_grids(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    const htsc_grid_spec *spec = htsc_study_spec(x->study);
    const size_t count = (size_t)spec->width * (size_t)spec->height;
    const grids g = {x, count, htsc__alloc(count, sizeof(float)), htsc__alloc(count, 1)};
    htsc_status status = HTSC_OK;
    if (g.rsrp_dbm == NULL || g.classes == NULL) status = htsc__error_memory(err, "rasters");
    for (size_t t = 0; t < x->technology_count && status == HTSC_OK; t++) {
        const htsc_technology technology = x->technologies[t].technology;
        fill(&g, technology);
        status = write_one(&g, technology, "rsrp", outputs, err);
        if (status == HTSC_OK) status = write_one(&g, technology, "class", outputs, err);
    }
    htsc__free(g.rsrp_dbm);
    htsc__free(g.classes);
    return status;
}
