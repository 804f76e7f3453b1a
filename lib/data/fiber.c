#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "data/fiber.h"
#include "data/fiber_set.h"
#include "geo/crs.h"

const char *const htsc__fiber_technology_words[HTSC__FIBER_TECHNOLOGIES] = {"GPON", "XGS-PON", "EPON", "10G-EPON",
                                                                            "P2P"};
const char *const htsc__fiber_placement_words[HTSC__FIBER_PLACEMENTS] = {"aerial", "buried", "duct", "submarine"};
const htsc__range htsc__fiber_speed_range = {0, 1e6, true, false, "(0, 1000000] Mb/s"};
const htsc__range htsc__fiber_length_m_range = {0, 5e7, false, false, "[0, 50000000] m"};
const htsc__range htsc__fiber_length_km_range = {0, 5e4, false, false, "[0, 50000] km"};

const char *htsc_fiber_technology_name(htsc_fiber_technology technology) {
    unsigned index = (unsigned)technology;
    return index >= 1 && index <= HTSC__FIBER_TECHNOLOGIES ? htsc__fiber_technology_words[index - 1] : "";
}

const char *htsc_fiber_placement_name(htsc_fiber_placement placement) {
    unsigned index = (unsigned)placement;
    return index >= 1 && index <= HTSC__FIBER_PLACEMENTS ? htsc__fiber_placement_words[index - 1] : "";
}

double htsc_fiber_technology_max_mbps(htsc_fiber_technology technology) {
    switch (technology) {
    case HTSC_FIBER_UNDECLARED: return 0;
    case HTSC_FIBER_GPON: return 2488;
    case HTSC_FIBER_XGS_PON: return 9953;
    case HTSC_FIBER_EPON: return 1000;
    case HTSC_FIBER_10G_EPON: return 10000;
    case HTSC_FIBER_P2P: return (double)INFINITY;
    }
    return 0;
}

htsc_status htsc_fiber_create(const htsc_sites_options *options, htsc_fiber **fiber, htsc_error *err) {
    *fiber = NULL;
    htsc_status status = htsc__crs_check_metric(options->working_crs, err);
    if (status != HTSC_OK) return status;
    htsc_fiber *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, "fibre");
    f->working_crs = htsc__strdup(options->working_crs);
    if (options->near_lonlat != NULL) {
        f->near_lonlat = *options->near_lonlat;
        f->has_near = true;
    }
    if (f->working_crs == NULL) status = htsc__error_memory(err, "fibre");
    if (status == HTSC_OK)
        status = htsc__operators_init(&f->operators, options->operators, options->operator_count, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->texts, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->route_keys, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->point_keys, err);
    if (status == HTSC_OK) status = htsc__pool_create(&f->olt_keys, err);
    if (status != HTSC_OK) {
        htsc_fiber_free(f);
        return status;
    }
    *fiber = f;
    return HTSC_OK;
}

void htsc_fiber_free(htsc_fiber *fiber) {
    if (fiber == NULL) return;
    htsc__operators_clear(&fiber->operators);
    htsc__pool_free(fiber->texts);
    htsc__pool_free(fiber->route_keys);
    htsc__pool_free(fiber->point_keys);
    htsc__pool_free(fiber->olt_keys);
    htsc__chains_clear(&fiber->chains);
    htsc__free(fiber->routes);
    htsc__free(fiber->access_points);
    htsc__free(fiber->access_sources);
    htsc__free(fiber->olts);
    htsc__free(fiber->has_access_points);
    htsc__free(fiber->working_crs);
    htsc__free(fiber);
}

htsc_fiber_technology htsc__fiber_technology_of_row(htsc__rows *rows, size_t field) {
    int word = htsc__rows_word(rows, field, htsc__fiber_technology_words, HTSC__FIBER_TECHNOLOGIES);
    return word < 0 ? HTSC_FIBER_UNDECLARED : (htsc_fiber_technology)(word + 1);
}

htsc_status htsc__fiber_own_id(htsc_fiber *fiber, htsc__rows *rows, htsc__pool *keys, const char *network,
                               htsc__fiber_common *common, htsc_error *err) {
    char key[512];
    const char *stored;
    bool added;
    snprintf(key, sizeof key, "%u %s%s%s", (unsigned)common->operator_index, common->id, network == NULL ? "" : "\n",
             network == NULL ? "" : network);
    htsc_status status = htsc__pool_add(keys, key, &stored, &added, err);
    if (status == HTSC_OK && !added) htsc__rows_refuse(rows, HTSC_FINDING_DUPLICATE, "", common->id, "");
    if (status == HTSC_OK) status = htsc__pool_add(fiber->texts, common->id, &common->id, NULL, err);
    return status;
}

htsc_status htsc__fiber_read_common(htsc_fiber *fiber, htsc__rows *rows, htsc__pool *keys, htsc__fiber_common *common,
                                    htsc_error *err) {
    static const char *const states[] = {"in_service", "planned", "off"};
    common->id = htsc__rows_required_text(rows, HTSC__FIBER_ID);
    common->operator_index = htsc__operators_of_row(&fiber->operators, rows, HTSC__FIBER_OPERATOR);
    common->technology = htsc__fiber_technology_of_row(rows, HTSC__FIBER_TECHNOLOGY);
    common->in_service = htsc__rows_word(rows, HTSC__FIBER_STATUS, states, 3) <= 0;
    return rows->refused ? HTSC_OK : htsc__fiber_own_id(fiber, rows, keys, NULL, common, err);
}

bool htsc__fiber_has_access_points(const htsc_fiber *fiber, uint32_t operator_index) {
    return operator_index < fiber->access_flag_capacity && fiber->has_access_points[operator_index];
}

size_t htsc_fiber_route_count(const htsc_fiber *fiber) {
    return fiber->route_count;
}

const htsc_fiber_route *htsc_fiber_get_route(const htsc_fiber *fiber, size_t index) {
    return &fiber->routes[index];
}

const double *htsc_fiber_points(const htsc_fiber *fiber) {
    return fiber->chains.points;
}

size_t htsc_fiber_access_point_count(const htsc_fiber *fiber) {
    return fiber->access_count;
}

const htsc_access_point *htsc_fiber_get_access_point(const htsc_fiber *fiber, size_t index) {
    return &fiber->access_points[index];
}

size_t htsc_fiber_olt_count(const htsc_fiber *fiber) {
    return fiber->olt_count;
}

const htsc_olt *htsc_fiber_get_olt(const htsc_fiber *fiber, size_t index) {
    return &fiber->olts[index];
}

size_t htsc_fiber_operator_count(const htsc_fiber *fiber) {
    return fiber->operators.count;
}

const char *htsc_fiber_operator(const htsc_fiber *fiber, size_t index) {
    return fiber->operators.names[index];
}
