#include "data/villages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/rows.h"
#include "geo/crs.h"
#include "geo/polygon_index.h"

/* Overlaps and overhangs below this come from rounding. */
static const double sliver_m2 = 1;
static const double border_tolerance_m = 0.5;

struct htsc_villages {
    char *working_crs;
    htsc__geos *geos;
    htsc__pool *texts;
    htsc_village *items;
    htsc__geom **geoms;
    htsc_box *boxes;
    size_t count, item_capacity, geom_capacity, box_capacity;
    htsc__geom *commune; /* NULL: the union of the villages */
};

htsc_status htsc_villages_create(const char *working_crs, htsc_villages **villages, htsc_error *err) {
    *villages = NULL;
    htsc_status status = htsc__crs_check_metric(working_crs, err);
    if (status != HTSC_OK) return status;
    htsc_villages *v = htsc__alloc(1, sizeof *v);
    if (v == NULL) return htsc__error_memory(err, "villages");
    v->working_crs = htsc__strdup(working_crs);
    if (v->working_crs == NULL) status = htsc__error_memory(err, "villages");
    if (status == HTSC_OK) status = htsc__geos_create(&v->geos, err);
    if (status == HTSC_OK) status = htsc__pool_create(&v->texts, err);
    if (status != HTSC_OK) {
        htsc_villages_free(v);
        return status;
    }
    *villages = v;
    return HTSC_OK;
}

void htsc_villages_free(htsc_villages *villages) {
    if (villages == NULL) return;
    for (size_t i = 0; i < villages->count; i++) htsc__geom_free(villages->geos, villages->geoms[i]);
    htsc__geom_free(villages->geos, villages->commune);
    htsc__geos_free(villages->geos);
    htsc__pool_free(villages->texts);
    htsc__free(villages->items);
    htsc__free(villages->geoms);
    htsc__free(villages->boxes);
    htsc__free(villages->working_crs);
    htsc__free(villages);
}

/* A valid polygon in the working CRS; *out is NULL where the row is refused. */
static htsc_status row_polygon(htsc_villages *v, htsc__rows *rows, htsc__geom **out, htsc_error *err) {
    htsc__geom *raw = htsc__rows_geometry(rows, v->geos, HTSC__SHAPE_POLYGON), *valid = NULL, *moved = NULL;
    htsc_error why = {HTSC_OK, ""};
    char reason[200] = "";
    *out = NULL;
    if (raw == NULL) return HTSC_OK;
    htsc_status status = htsc__geom_make_polygonal(v->geos, raw, &valid, reason, &why);
    if (status == HTSC_ERR_GEOMETRY) {
        htsc__rows_refuse(rows, HTSC_FINDING_BAD_GEOMETRY, "geometry", reason[0] != '\0' ? reason : why.message,
                          "polygon");
        status = HTSC_OK;
    } else if (status != HTSC_OK) {
        if (err != NULL) *err = why;
    } else if (htsc__geom_transform(v->geos, valid, rows->to_working, false, &moved, NULL) != HTSC_OK) {
        htsc__rows_refuse(rows, HTSC_FINDING_BAD_POSITION, "geometry", "", "");
    }
    if (status == HTSC_OK && !rows->refused) {
        if (!(htsc__geom_area(v->geos, moved) > sliver_m2)) {
            htsc__rows_refuse(rows, HTSC_FINDING_BAD_GEOMETRY, "geometry", reason[0] != '\0' ? reason : "0 m2",
                              "area > 1 m2");
        } else {
            if (reason[0] != '\0')
                htsc__rows_remark(rows, HTSC_SEVERITY_REPAIR, HTSC_FINDING_REPAIRED_GEOMETRY, "geometry", reason, "");
            *out = moved;
            moved = NULL;
        }
    }
    htsc__geom_free(v->geos, raw);
    htsc__geom_free(v->geos, valid);
    htsc__geom_free(v->geos, moved);
    return status;
}

/* Of what is left of the row's polygon once overlaps are cut. */
static htsc_status geodesic_area(htsc_villages *v, htsc__rows *rows, const htsc__geom *geom, double *area_m2,
                                 htsc_error *err) {
    htsc__geom *lonlat = NULL;
    if (htsc__geom_transform(v->geos, geom, rows->to_lonlat, false, &lonlat, NULL) != HTSC_OK) {
        htsc__rows_refuse(rows, HTSC_FINDING_BAD_POSITION, "geometry", "", "");
        return HTSC_OK;
    }
    htsc_status status = htsc__geom_geodesic_area_m2(v->geos, lonlat, area_m2, err);
    htsc__geom_free(v->geos, lonlat);
    return status;
}

static bool boxes_meet(const htsc_box *a, const htsc_box *b) {
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y && b->min_y <= a->max_y;
}

/* Takes from *geom what earlier villages already have. */
static htsc_status cut_overlaps(htsc_villages *v, htsc__rows *rows, htsc__geom **geom, htsc_error *err) {
    htsc_box box;
    htsc_status status = htsc__geom_bounds(v->geos, *geom, &box, err);
    for (size_t i = 0; i < v->count && status == HTSC_OK; i++) {
        if (!boxes_meet(&box, &v->boxes[i]) || !htsc__geom_intersects(v->geos, *geom, v->geoms[i])) continue;
        htsc__geom *common = NULL, *rest = NULL;
        status = htsc__geom_intersection(v->geos, *geom, v->geoms[i], &common, err);
        double common_m2 = status == HTSC_OK ? htsc__geom_area(v->geos, common) : 0;
        htsc__geom_free(v->geos, common);
        if (status != HTSC_OK || common_m2 <= sliver_m2) continue;
        char expected[64];
        snprintf(expected, sizeof expected, "%.0f m2", common_m2);
        status = htsc__geom_difference(v->geos, *geom, v->geoms[i], &rest, err);
        if (status != HTSC_OK) break;
        if (!(htsc__geom_area(v->geos, rest) > sliver_m2)) {
            htsc__rows_refuse(rows, HTSC_FINDING_OVERLAP, "geometry", v->items[i].code, expected);
            htsc__geom_free(v->geos, rest);
            break;
        }
        htsc__rows_remark(rows, HTSC_SEVERITY_REPAIR, HTSC_FINDING_OVERLAP, "geometry", v->items[i].code, expected);
        htsc__geom_free(v->geos, *geom);
        *geom = rest;
    }
    return status;
}

/* Tells a village that lies partly or wholly beyond the commune. Row and file are those of `finding`. */
static htsc_status tell_overhang(const htsc_villages *v, size_t index, const char *file, int64_t row,
                                 htsc_findings *findings, htsc_error *err) {
    if (v->commune == NULL) return HTSC_OK;
    htsc__geom *outside = NULL;
    htsc_status status = htsc__geom_difference(v->geos, v->geoms[index], v->commune, &outside, err);
    if (status != HTSC_OK) return status;
    double outside_m2 = htsc__geom_area(v->geos, outside);
    htsc__geom_free(v->geos, outside);
    if (outside_m2 <= sliver_m2) return HTSC_OK;
    char expected[64];
    snprintf(expected, sizeof expected, "%.0f m2", outside_m2);
    htsc_finding finding = {
        HTSC_FINDING_OUTSIDE_COMMUNE, HTSC_SEVERITY_ANOMALY, file, row, "geometry", v->items[index].code, expected};
    return htsc_findings_append(findings, &finding, err);
}

static htsc_status append_village(htsc_villages *v, const htsc_village *village, htsc__geom *geom, htsc_error *err) {
    htsc_status status = htsc__grow(&v->items, &v->item_capacity, v->count + 1, sizeof *v->items, "villages", err);
    if (status == HTSC_OK)
        status = htsc__grow(&v->geoms, &v->geom_capacity, v->count + 1, sizeof(htsc__geom *), "villages", err);
    if (status == HTSC_OK)
        status = htsc__grow(&v->boxes, &v->box_capacity, v->count + 1, sizeof *v->boxes, "villages", err);
    if (status == HTSC_OK) status = htsc__geom_bounds(v->geos, geom, &v->boxes[v->count], err);
    if (status != HTSC_OK) return status;
    v->items[v->count] = *village;
    v->items[v->count].grid_area_m2 = htsc__geom_area(v->geos, geom);
    v->geoms[v->count++] = geom;
    return HTSC_OK;
}

enum { CODE, NAME, PERSONS, HOUSEHOLDS, FIELD_COUNT };
static const htsc__field_want wants[FIELD_COUNT] = {
    {"code", true}, {"name", true}, {"persons", false}, {"households", false}};
static const htsc__range total_range = {0, 1e9, false, false, "[0, 1e9]"};

static bool has_code(const htsc_villages *v, const char *code) {
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->items[i].code, code) == 0) return true;
    return false;
}

static htsc_status read_row(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_villages *v = ctx;
    htsc_village village = {0};
    const char *code = htsc__rows_required_text(rows, CODE), *name = htsc__rows_required_text(rows, NAME);
    village.declared_persons = htsc__rows_number(rows, PERSONS, &total_range);
    village.declared_households = htsc__rows_number(rows, HOUSEHOLDS, &total_range);
    htsc__geom *geom = NULL;
    htsc_status status = row_polygon(v, rows, &geom, err);
    if (status == HTSC_OK && !rows->refused && has_code(v, code))
        htsc__rows_refuse(rows, HTSC_FINDING_DUPLICATE, "code", code, "");
    if (status == HTSC_OK && !rows->refused) status = cut_overlaps(v, rows, &geom, err);
    if (status == HTSC_OK && !rows->refused) status = geodesic_area(v, rows, geom, &village.area_m2, err);
    if (status == HTSC_OK && !rows->refused) status = htsc__pool_add(v->texts, name, &village.name, NULL, err);
    if (status == HTSC_OK && !rows->refused) status = htsc__pool_add(v->texts, code, &village.code, NULL, err);
    if (status == HTSC_OK && !rows->refused) {
        status = append_village(v, &village, geom, err);
        if (status == HTSC_OK) {
            geom = NULL;
            status = tell_overhang(v, v->count - 1, rows->file, rows->row.number, rows->findings, err);
        }
    }
    htsc__geom_free(v->geos, geom);
    return status;
}

htsc_status htsc_villages_read(htsc_villages *villages, const htsc_input *input, htsc_findings *findings,
                               htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    htsc_status status = htsc__rows_open(&rows, input, wants, FIELD_COUNT, HTSC__SHAPE_POLYGON, villages->working_crs,
                                         NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_row, villages, err);
    htsc__rows_close(&rows);
    if (status == HTSC_OK && counts != NULL) *counts = rows.counts;
    return status;
}

static const htsc__field_want outline_wants[1] = {{"code", false}};

typedef struct outline_reading {
    htsc_villages *villages;
    const char *commune_code;
} outline_reading;

/* Joins one more polygon to the commune's outline. */
static htsc_status join_outline(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_villages *v = ((outline_reading *)ctx)->villages;
    const char *wanted = ((outline_reading *)ctx)->commune_code;
    htsc__geom *part = NULL, *merged = NULL;
    if (wanted != NULL && htsc__rows_has(rows, 0) && strcmp(htsc__rows_text(rows, 0), wanted) != 0) return HTSC_OK;
    htsc_status status = row_polygon(v, rows, &part, err);
    if (status != HTSC_OK || part == NULL) return status;
    const htsc__geom *both[2] = {part, v->commune};
    status = htsc__geom_union(v->geos, both, v->commune == NULL ? 1 : 2, &merged, err);
    htsc__geom_free(v->geos, part);
    if (status != HTSC_OK) return status;
    htsc__geom_free(v->geos, v->commune);
    v->commune = merged;
    return HTSC_OK;
}

htsc_status htsc_villages_read_commune(htsc_villages *villages, const htsc_input *input, const char *commune_code,
                                       htsc_findings *findings, htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    outline_reading reading = {villages, commune_code};
    htsc_status status = htsc__rows_open(&rows, input, outline_wants, 1, HTSC__SHAPE_POLYGON, villages->working_crs,
                                         NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, join_outline, &reading, err);
    htsc__rows_close(&rows);
    if (status != HTSC_OK) return status;
    if (villages->commune == NULL)
        return htsc__error_set(err, HTSC_ERR_GEOMETRY, "%s: has no usable outline%s%s", input->path,
                               commune_code == NULL ? "" : " of commune ", commune_code == NULL ? "" : commune_code);
    if (counts != NULL) *counts = rows.counts;
    for (size_t i = 0; i < villages->count && status == HTSC_OK; i++)
        status = tell_overhang(villages, i, rows.file, 0, findings, err);
    return status;
}

size_t htsc_villages_count(const htsc_villages *villages) {
    return villages->count;
}

const htsc_village *htsc_villages_get(const htsc_villages *villages, size_t index) {
    return &villages->items[index];
}

const char *htsc_villages_crs(const htsc_villages *villages) {
    return villages->working_crs;
}

const htsc__geom *htsc__villages_geom(const htsc_villages *villages, size_t index) {
    return villages->geoms[index];
}

bool htsc__villages_has_commune(const htsc_villages *villages) {
    return villages->commune != NULL;
}

htsc_box htsc_villages_bounds(const htsc_villages *villages) {
    htsc_box all = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY}, commune = all;
    if (villages->commune != NULL && htsc__geom_bounds(villages->geos, villages->commune, &commune, NULL) == HTSC_OK)
        all = commune;
    for (size_t i = 0; i < villages->count; i++) {
        const htsc_box *box = &villages->boxes[i];
        all.min_x = fmin(all.min_x, box->min_x), all.min_y = fmin(all.min_y, box->min_y);
        all.max_x = fmax(all.max_x, box->max_x), all.max_y = fmax(all.max_y, box->max_y);
    }
    return all;
}

double htsc_villages_commune_area_m2(const htsc_villages *villages) {
    if (villages->commune != NULL) return htsc__geom_area(villages->geos, villages->commune);
    double sum_m2 = 0;
    for (size_t i = 0; i < villages->count; i++) sum_m2 += villages->items[i].grid_area_m2;
    return sum_m2;
}

/* Copies of the polygons for another thread's context, so that nothing is shared. */
static htsc_status clone_all(const htsc_villages *v, htsc__geos *geos, htsc__geom **copies, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < v->count && status == HTSC_OK; i++)
        status = htsc__geom_clone(geos, v->geoms[i], &copies[i], err);
    return status;
}

static htsc_status locate_in(htsc__geos *geos, const htsc__geom *const *polygons, size_t polygon_count, size_t count,
                             const double *x_m, const double *y_m, uint32_t *found, htsc_error *err) {
    htsc__polygon_index *index = NULL;
    htsc_status status = htsc__polygon_index_create(geos, polygons, polygon_count, &index, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++)
        status = htsc__polygon_index_find(index, x_m[i], y_m[i], border_tolerance_m, &found[i], err);
    htsc__polygon_index_free(index);
    return status;
}

static htsc_status locate_commune(const htsc_villages *v, htsc__geos *geos, size_t count, const double *x_m,
                                  const double *y_m, htsc_place *places, htsc_error *err) {
    uint32_t *found = htsc__alloc(count, sizeof *found);
    htsc__geom *outline = NULL;
    htsc_status status = found == NULL ? htsc__error_memory(err, "places") : HTSC_OK;
    if (status == HTSC_OK) status = htsc__geom_clone(geos, v->commune, &outline, err);
    const htsc__geom *const polygons[1] = {outline};
    if (status == HTSC_OK) status = locate_in(geos, polygons, 1, count, x_m, y_m, found, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) places[i].in_commune = found[i] == 0;
    htsc__geom_free(geos, outline);
    htsc__free(found);
    return status;
}

htsc_status htsc_villages_locate(const htsc_villages *villages, size_t count, const double *x_m, const double *y_m,
                                 htsc_place *places, htsc_error *err) {
    htsc__geos *geos = NULL;
    htsc__geom **copies = htsc__alloc(villages->count, sizeof(htsc__geom *));
    uint32_t *found = htsc__alloc(count, sizeof *found);
    htsc_status status =
        copies == NULL || found == NULL ? htsc__error_memory(err, "places") : htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = clone_all(villages, geos, copies, err);
    if (status == HTSC_OK)
        status = locate_in(geos, (const htsc__geom *const *)copies, villages->count, count, x_m, y_m, found, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++)
        places[i] =
            (htsc_place){found[i] == HTSC__NO_POLYGON ? HTSC_NO_VILLAGE : found[i], found[i] != HTSC__NO_POLYGON};
    if (status == HTSC_OK && villages->commune != NULL)
        status = locate_commune(villages, geos, count, x_m, y_m, places, err);
    for (size_t i = 0; copies != NULL && i < villages->count; i++) htsc__geom_free(geos, copies[i]);
    htsc__geos_free(geos);
    htsc__free(copies);
    htsc__free(found);
    return status;
}

void htsc__pieces_free(htsc__geos *geos, htsc__piece *pieces, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__geom_free(geos, pieces[i].geom);
    htsc__free(pieces);
}

/* Adds the piece unless it is a sliver; takes `geom`. */
static void add_piece(htsc__geos *geos, htsc__piece *pieces, size_t *count, htsc__geom *geom, uint32_t village,
                      bool in_commune) {
    if (htsc__geom_area(geos, geom) <= sliver_m2)
        htsc__geom_free(geos, geom);
    else
        pieces[(*count)++] = (htsc__piece){geom, {village, in_commune}};
}

static htsc_status village_pieces(const htsc_villages *v, htsc__geos *geos, size_t index, htsc__piece *pieces,
                                  size_t *count, htsc_error *err) {
    htsc__geom *outside = NULL, *inside = NULL;
    htsc_status status = HTSC_OK;
    if (v->commune != NULL) status = htsc__geom_difference(geos, v->geoms[index], v->commune, &outside, err);
    if (status != HTSC_OK) return status;
    if (outside == NULL || htsc__geom_area(geos, outside) <= sliver_m2) {
        htsc__geom_free(geos, outside);
        status = htsc__geom_clone(geos, v->geoms[index], &inside, err);
    } else {
        add_piece(geos, pieces, count, outside, (uint32_t)index, false);
        status = htsc__geom_intersection(geos, v->geoms[index], v->commune, &inside, err);
    }
    if (status == HTSC_OK) add_piece(geos, pieces, count, inside, (uint32_t)index, true);
    return status;
}

htsc_status htsc__villages_pieces(const htsc_villages *villages, htsc__geos *geos, htsc__piece **pieces, size_t *count,
                                  htsc_error *err) {
    *count = 0;
    *pieces = htsc__alloc(2 * villages->count + 1, sizeof **pieces);
    if (*pieces == NULL) return htsc__error_memory(err, "pieces of villages");
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < villages->count && status == HTSC_OK; i++)
        status = village_pieces(villages, geos, i, *pieces, count, err);
    if (status == HTSC_OK && villages->commune != NULL) {
        htsc__geom *all = NULL, *rest = NULL;
        status = htsc__geom_union(geos, (const htsc__geom *const *)villages->geoms, villages->count, &all, err);
        if (status == HTSC_OK) status = htsc__geom_difference(geos, villages->commune, all, &rest, err);
        if (status == HTSC_OK) add_piece(geos, *pieces, count, rest, HTSC_NO_VILLAGE, true);
        htsc__geom_free(geos, all);
    }
    if (status == HTSC_OK) return HTSC_OK;
    htsc__pieces_free(geos, *pieces, *count);
    *pieces = NULL;
    *count = 0;
    return status;
}
