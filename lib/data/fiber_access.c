/* Access points and OLTs, and which OLT each access point hangs on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/fiber_optics.h"
#include "data/fiber_set.h"

enum { MAX_PORTS = 1000000 };

enum { SPEED = HTSC__FIBER_COMMON_COUNT, PORTS, PORTS_FREE, SPLITTER, OLT, ACCESS_FIELD_COUNT };
static const htsc__field_want access_wants[ACCESS_FIELD_COUNT] = {
    {"access_point_id", true}, {"operator", true},       {"technology", false},
    {"status", false},         {"max_down_mbps", false}, {"ports", false},
    {"ports_free", false},     {"splitter", false},      {"olt", false}};

enum { BUDGET_CLASS = HTSC__FIBER_COMMON_COUNT, BUDGET_DB, OLT_FIELD_COUNT };
static const htsc__field_want olt_wants[OLT_FIELD_COUNT] = {{"olt_id", true},        {"operator", true},
                                                            {"technology", false},   {"status", false},
                                                            {"budget_class", false}, {"budget_db", false}};
static const htsc__range budget_range = {10, 45, false, false, "[10, 45] dB"};

htsc_status htsc__fiber_note_access(htsc_fiber *fiber, uint32_t operator_index, htsc_error *err) {
    size_t before = fiber->access_flag_capacity;
    htsc_status status = htsc__grow(&fiber->has_access_points, &fiber->access_flag_capacity, (size_t)operator_index + 1,
                                    sizeof *fiber->has_access_points, "access points", err);
    if (status != HTSC_OK) return status;
    memset(fiber->has_access_points + before, 0,
           (fiber->access_flag_capacity - before) * sizeof *fiber->has_access_points); /* new flags are false */
    fiber->has_access_points[operator_index] = true;
    return HTSC_OK;
}

htsc_status htsc__fiber_add_access_point(htsc_fiber *fiber, htsc__rows *rows, const htsc_access_point *point,
                                         htsc_error *err) {
    htsc__access_source source = {"", rows->row.number, false};
    htsc_access_point copy = *point;
    htsc_status status = htsc__grow(&fiber->access_points, &fiber->access_capacity, fiber->access_count + 1,
                                    sizeof *fiber->access_points, "access points", err);
    if (status == HTSC_OK)
        status = htsc__grow(&fiber->access_sources, &fiber->source_capacity, fiber->access_count + 1,
                            sizeof *fiber->access_sources, "access points", err);
    if (status == HTSC_OK) status = htsc__pool_add(fiber->texts, point->olt_id, &copy.olt_id, NULL, err);
    if (status == HTSC_OK) status = htsc__pool_add(fiber->texts, rows->file, &source.file, NULL, err);
    if (status != HTSC_OK) return status;
    copy.olt_index = HTSC_NO_OLT;
    fiber->access_points[fiber->access_count] = copy;
    fiber->access_sources[fiber->access_count++] = source;
    return HTSC_OK;
}

htsc_status htsc__fiber_add_olt(htsc_fiber *fiber, const htsc_olt *olt, htsc_error *err) {
    htsc_status status =
        htsc__grow(&fiber->olts, &fiber->olt_capacity, fiber->olt_count + 1, sizeof *fiber->olts, "OLTs", err);
    if (status == HTSC_OK) fiber->olts[fiber->olt_count++] = *olt;
    return status;
}

/* Ports, splitter and OLT of an access point. */
static void read_equipment(htsc__rows *rows, htsc_access_point *point) {
    point->ports = (int32_t)htsc__rows_whole(rows, PORTS, MAX_PORTS);
    point->ports_free = (int32_t)htsc__rows_whole(rows, PORTS_FREE, MAX_PORTS);
    if (point->ports >= 0 && point->ports_free > point->ports) {
        char expected[64];
        snprintf(expected, sizeof expected, "<= ports %d", (int)point->ports);
        htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, "ports_free", htsc__rows_text(rows, PORTS_FREE), expected);
    }
    const char *splitter = htsc__rows_text(rows, SPLITTER);
    point->splitter_loss_db = (double)NAN;
    if (splitter[0] != '\0' && !htsc__splitter_loss_db(splitter, &point->splitter_loss_db))
        htsc__rows_refuse(rows, HTSC_FINDING_NOT_ALLOWED, "splitter", splitter, HTSC__SPLITTERS);
    point->olt_id = htsc__rows_text(rows, OLT);
    if (strlen(point->olt_id) > 200)
        htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, "olt", point->olt_id, "<= 200 bytes");
}

static htsc_status read_access_point(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ctx;
    htsc_access_point point = {0};
    htsc__fiber_common c = {0};
    double lon_deg, lat_deg;
    htsc__rows_point(rows, &point.x_m, &point.y_m, &lon_deg, &lat_deg);
    point.max_down_mbps = htsc__rows_number(rows, SPEED, &htsc__fiber_speed_range);
    read_equipment(rows, &point);
    htsc_status status = htsc__fiber_read_common(f, rows, f->point_keys, &c, err);
    if (status == HTSC_OK && c.operator_index != UINT32_MAX) status = htsc__fiber_note_access(f, c.operator_index, err);
    if (status != HTSC_OK || rows->refused || !c.in_service) return status;
    point.access_point_id = c.id;
    point.operator_index = c.operator_index;
    point.technology = c.technology;
    return htsc__fiber_add_access_point(f, rows, &point, err);
}

static htsc_status read_olt(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ctx;
    htsc_olt olt = {0};
    htsc__fiber_common c = {0};
    double lon_deg, lat_deg;
    htsc__rows_point(rows, &olt.x_m, &olt.y_m, &lon_deg, &lat_deg);
    int word = htsc__rows_word(rows, BUDGET_CLASS, htsc__budget_classes, HTSC__BUDGET_CLASS_COUNT);
    olt.budget_db = htsc__rows_number(rows, BUDGET_DB, &budget_range);
    if (isnan(olt.budget_db) && word >= 0) olt.budget_db = htsc__budget_class_db[word];
    htsc_status status = htsc__fiber_read_common(f, rows, f->olt_keys, &c, err);
    if (status != HTSC_OK || rows->refused || !c.in_service) return status;
    if (isnan(olt.budget_db))
        htsc__rows_remark(rows, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_MISSING_VALUE, "budget_class", "",
                          "or budget_db; the optical budget is not checked");
    olt.olt_id = c.id;
    olt.operator_index = c.operator_index;
    olt.technology = c.technology;
    return htsc__fiber_add_olt(f, &olt, err);
}

static htsc_status read_points(htsc_fiber *fiber, const htsc_input *input, const htsc__field_want *wants, size_t count,
                               htsc__row_fn take, htsc_findings *findings, htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    size_t access_points = fiber->access_count, olts = fiber->olt_count;
    htsc_status status = htsc__rows_open(&rows, input, wants, count, HTSC__SHAPE_POINT, fiber->working_crs,
                                         fiber->has_near ? &fiber->near_lonlat : NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, take, fiber, err);
    htsc__rows_close(&rows);
    if (status != HTSC_OK)
        fiber->access_count = access_points, fiber->olt_count = olts;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

htsc_status htsc_fiber_read_access_points(htsc_fiber *fiber, const htsc_input *input, htsc_findings *findings,
                                          htsc_read_counts *counts, htsc_error *err) {
    return read_points(fiber, input, access_wants, ACCESS_FIELD_COUNT, read_access_point, findings, counts, err);
}

htsc_status htsc_fiber_read_olts(htsc_fiber *fiber, const htsc_input *input, htsc_findings *findings,
                                 htsc_read_counts *counts, htsc_error *err) {
    return read_points(fiber, input, olt_wants, OLT_FIELD_COUNT, read_olt, findings, counts, err);
}

/* An OLT's name and place in the set, for searching. */
typedef struct olt_key {
    uint32_t operator_index, index;
    const char *id;
} olt_key;

static int compare_keys(const void *a, const void *b) {
    const olt_key *one = a, *two = b;
    if (one->operator_index != two->operator_index) return one->operator_index < two->operator_index ? -1 : 1;
    return strcmp(one->id, two->id);
}

static htsc_status tell_unknown(const htsc_access_point *point, htsc__access_source *source, htsc_findings *findings,
                                htsc_error *err) {
    htsc_finding finding = {
        HTSC_FINDING_UNKNOWN_OLT, HTSC_SEVERITY_ANOMALY, source->file, source->row, "olt", point->olt_id, ""};
    if (source->told) return HTSC_OK;
    source->told = true;
    return htsc_findings_append(findings, &finding, err);
}

htsc_status htsc_fiber_link(htsc_fiber *fiber, htsc_findings *findings, htsc_error *err) {
    olt_key *keys = htsc__alloc(fiber->olt_count, sizeof *keys);
    if (keys == NULL) return htsc__error_memory(err, "OLTs");
    for (size_t i = 0; i < fiber->olt_count; i++)
        keys[i] = (olt_key){fiber->olts[i].operator_index, (uint32_t)i, fiber->olts[i].olt_id};
    qsort(keys, fiber->olt_count, sizeof *keys, compare_keys);
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < fiber->access_count && status == HTSC_OK; i++) {
        htsc_access_point *point = &fiber->access_points[i];
        if (point->olt_id[0] == '\0') continue;
        const olt_key wanted = {point->operator_index, 0, point->olt_id};
        const olt_key *found = bsearch(&wanted, keys, fiber->olt_count, sizeof *keys, compare_keys);
        point->olt_index = found == NULL ? HTSC_NO_OLT : found->index;
        if (found == NULL) status = tell_unknown(point, &fiber->access_sources[i], findings, err);
    }
    htsc__free(keys);
    return status;
}
