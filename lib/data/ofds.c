/* Open Fibre Data Standard: spans and nodes as layers, or of a network package. Nested properties come as JSON text,
 * lists of words as JSON or as "(2:pop,cabinet)", the way OGR writes them. Names and codes of the standard, editions
 * 0.1 to 0.4. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "data/fiber_set.h"
#include "data/ofds_package.h"
#include "geo/geometry.h"

enum { MAX_JSON_BYTES = 1 << 20, MAX_NAME_BYTES = 200 };

enum { ID, OPERATOR, OWNER, MEDIUM_OWNER, PROVIDERS, STATUS, NETWORK, TECHNOLOGY, SPEED, COMMON_COUNT };
/* clang-format off */
#define COMMON_WANTS \
    {"id", true}, {"operator", false}, {"physicalInfrastructureProvider", false}, {"transmissionMediumOwner", false}, \
    {"networkProviders", false}, {"status", false}, {"network", false}, {"technology", false}, {"max_down_mbps", false}
/* clang-format on */

enum { TYPE = COMMON_COUNT, ACCESS_POINT, NODE_FIELD_COUNT };
static const htsc__field_want node_wants[NODE_FIELD_COUNT] = {COMMON_WANTS, {"type", false}, {"accessPoint", false}};

enum { MEDIUM = COMMON_COUNT, DEPLOYMENT, SUPPORT, LENGTH_KM, LENGTH_M, SPAN_FIELD_COUNT };
static const htsc__field_want span_wants[SPAN_FIELD_COUNT] = {
    COMMON_WANTS,           {"transmissionMedium", false},
    {"deployment", false},  {"supportingInfrastructure", false},
    {"fibreLength", false}, {"length_m", false}};

/* The cell's JSON; NULL where it is none. */
static json_t *json_of(const char *cell) {
    if (cell[0] != '{' && cell[0] != '[') return NULL;
    size_t size = strlen(cell);
    return size > MAX_JSON_BYTES ? NULL : json_loadb(cell, size, 0, NULL);
}

/* The text of a string, or of a member of an object; NULL where there is none. */
static const char *text_of(const json_t *value, const char *member) {
    return json_string_value(json_is_object(value) ? json_object_get(value, member) : value);
}

/* A word in a list without JSON: "(2:pop,cabinet)" or "pop;cabinet". */
static bool plain_list_has(const char *cell, const char *word) {
    const char *at = cell;
    size_t size = strlen(word);
    if (*at == '(') {
        at += 1 + strspn(at + 1, "0123456789");
        if (*at == ':') at++;
    }
    while (*at != '\0') {
        at += strspn(at, ",; )");
        size_t length = strcspn(at, ",;)");
        if (length == size && strncmp(at, word, size) == 0) return true;
        at += length;
    }
    return false;
}

static bool list_has(const char *cell, const char *word) {
    bool found = false;
    json_t *list = json_of(cell);
    if (list == NULL) return plain_list_has(cell, word);
    for (size_t i = 0; i < json_array_size(list) && !found; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        found = text != NULL && strcmp(text, word) == 0;
    }
    json_decref(list);
    return found;
}

/* The member of an object that the cell holds, or the cell as it is; "" where there is neither. */
static void take_member(const char *cell, const char *member, char *text, size_t size) {
    json_t *object = json_of(cell);
    const char *found = object == NULL ? cell : text_of(object, member);
    htsc__text_copy(text, size, found == NULL ? "" : found);
    json_decref(object);
}

/* What a search for the operator of a row comes upon. */
typedef struct name_search {
    const htsc__operators *operators;
    uint32_t found;
    size_t field; /* of the first name */
    char first[MAX_NAME_BYTES + 1];
} name_search;

static void look_at(name_search *search, size_t field, const char *name) {
    if (name == NULL || name[0] == '\0' || strlen(name) > MAX_NAME_BYTES || search->found != UINT32_MAX) return;
    if (search->first[0] == '\0') {
        htsc__text_copy(search->first, sizeof search->first, name);
        search->field = field;
    }
    search->found = htsc__operators_find(search->operators, name);
}

/* The operator is the first organisation of the row that is in the list; where any is taken, the first of all. */
static uint32_t operator_of_row(htsc_fiber *f, htsc__rows *rows) {
    static const size_t fields[] = {OWNER, MEDIUM_OWNER, PROVIDERS};
    if (htsc__rows_text(rows, OPERATOR)[0] != '\0') return htsc__operators_of_row(&f->operators, rows, OPERATOR);
    name_search search = {&f->operators, UINT32_MAX, OWNER, ""};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *cell = htsc__rows_text(rows, fields[i]);
        json_t *json = json_of(cell);
        if (json == NULL) look_at(&search, fields[i], cell);
        for (size_t k = 0; k < json_array_size(json); k++)
            look_at(&search, fields[i], text_of(json_array_get(json, k), "name"));
        if (!json_is_array(json)) look_at(&search, fields[i], text_of(json, "name"));
        json_decref(json);
    }
    if (search.found != UINT32_MAX) return search.found;
    if (search.first[0] != '\0')
        return htsc__operators_of_name(&f->operators, rows, rows->wants[search.field].name, search.first);
    htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, "operator", "",
                      "or physicalInfrastructureProvider, networkProviders");
    return UINT32_MAX;
}

/* In service when nothing is said; a word that nobody knows is told, and is not in service. */
static bool in_service(htsc__rows *rows) {
    static const char *const words[] = {"operational",       "in_service", "planned",        "proposed",
                                        "underConstruction", "inactive",   "decommissioned", "off"};
    const char *text = htsc__rows_text(rows, STATUS);
    if (text[0] == '\0') return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (htsc__text_equal_nocase(text, words[i])) return i < 2;
    htsc__rows_remark(rows, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_NOT_ALLOWED, "status", text,
                      "operational; counts as not in service");
    return false;
}

/* What spans and nodes share; their id is not yet the set's own. */
static void read_common(htsc_fiber *f, htsc__rows *rows, htsc__fiber_common *c, double *max_down_mbps) {
    c->id = htsc__rows_required_text(rows, ID);
    c->operator_index = operator_of_row(f, rows);
    c->technology = htsc__fiber_technology_of_row(rows, TECHNOLOGY);
    *max_down_mbps = htsc__rows_number(rows, SPEED, &htsc__fiber_speed_range);
    c->in_service = in_service(rows);
}

static htsc_status own_id(htsc_fiber *f, htsc__rows *rows, htsc__pool *keys, htsc__fiber_common *c, htsc_error *err) {
    char network[MAX_NAME_BYTES + 1];
    take_member(htsc__rows_text(rows, NETWORK), "id", network, sizeof network);
    return htsc__fiber_own_id(f, rows, keys, network[0] == '\0' ? NULL : network, c, err);
}

static htsc_status read_node(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ctx;
    htsc__fiber_common c = {0};
    double x_m = 0, y_m = 0, lon_deg, lat_deg, max_down_mbps;
    htsc__rows_point(rows, &x_m, &y_m, &lon_deg, &lat_deg);
    read_common(f, rows, &c, &max_down_mbps);
    const char *type = htsc__rows_text(rows, TYPE), *access = htsc__rows_text(rows, ACCESS_POINT);
    bool is_access = strcmp(access, "1") == 0 || htsc__text_equal_nocase(access, "true") || list_has(type, "cabinet");
    bool is_olt = list_has(type, "exchange");
    htsc_status status = HTSC_OK;
    if (is_access && c.operator_index != UINT32_MAX) status = htsc__fiber_note_access(f, c.operator_index, err);
    if (status == HTSC_OK && !rows->refused && is_access) status = own_id(f, rows, f->point_keys, &c, err);
    if (status == HTSC_OK && !rows->refused && is_olt) status = own_id(f, rows, f->olt_keys, &c, err);
    if (status != HTSC_OK || rows->refused || !c.in_service) return status;
    if (is_access) {
        const htsc_access_point point = {c.id, c.operator_index, c.technology, max_down_mbps, x_m, y_m, -1,
                                         -1,   (double)NAN,      "",           HTSC_NO_OLT};
        status = htsc__fiber_add_access_point(f, rows, &point, err);
    }
    if (status != HTSC_OK || !is_olt) return status;
    const htsc_olt olt = {c.id, c.operator_index, c.technology, (double)NAN, x_m, y_m};
    return htsc__fiber_add_olt(f, &olt, err);
}

static htsc_fiber_placement placement_of_row(htsc__rows *rows) {
    const char *cell = htsc__rows_text(rows, DEPLOYMENT);
    char support[64];
    bool above = list_has(cell, "aboveGround"), below = list_has(cell, "belowGround");
    if (above == below) return HTSC_PLACEMENT_UNDECLARED;
    if (above) return HTSC_PLACEMENT_AERIAL;
    take_member(htsc__rows_text(rows, SUPPORT), "type", support, sizeof support);
    return strcmp(support, "duct") == 0 ? HTSC_PLACEMENT_DUCT : HTSC_PLACEMENT_BURIED;
}

/* A network being read, and the geometry its spans go through. */
typedef struct span_reading {
    htsc_fiber *fiber;
    htsc__geos *geos;
} span_reading;

static htsc_status read_span(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_fiber *f = ((span_reading *)ctx)->fiber;
    htsc__geos *geos = ((span_reading *)ctx)->geos;
    htsc__fiber_common c = {0};
    htsc_fiber_route route = {0};
    htsc__geom *lines = htsc__rows_geometry(rows, geos, HTSC__SHAPE_LINE);
    read_common(f, rows, &c, &route.max_down_mbps);
    route.placement = placement_of_row(rows);
    double length_m = htsc__rows_number(rows, LENGTH_M, &htsc__fiber_length_m_range);
    double length_km = htsc__rows_number(rows, LENGTH_KM, &htsc__fiber_length_km_range);
    size_t said = isnan(length_m) ? LENGTH_KM : LENGTH_M;
    route.declared_length_m = isnan(length_m) ? 1000 * length_km : length_m;
    const char *medium = htsc__rows_text(rows, MEDIUM);
    bool is_fiber = medium[0] == '\0' || list_has(medium, "fibre");
    htsc_status status = rows->refused ? HTSC_OK : own_id(f, rows, f->route_keys, &c, err);
    if (status == HTSC_OK && !rows->refused && c.in_service && is_fiber) {
        route.route_id = c.id;
        route.operator_index = c.operator_index;
        route.technology = c.technology;
        status = htsc__fiber_add_routes(f, rows, geos, lines, &route, span_wants[said].name,
                                        htsc__rows_text(rows, said), err);
    }
    htsc__geom_free(geos, lines);
    return status;
}

static htsc_status read_layer(htsc_fiber *f, const htsc_input *input, const htsc__field_want *wants, size_t count,
                              htsc__shape_kind shape, htsc__row_fn take, void *ctx, htsc_findings *findings,
                              htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows = {0};
    htsc__table *table = NULL;
    bool is_package = false;
    const htsc_box *near_lonlat = f->has_near ? &f->near_lonlat : NULL;
    htsc_status status = htsc__ofds_is_package(input->path, &is_package, err);
    if (status == HTSC_OK && is_package) {
        status = htsc__ofds_package_open(input, shape == HTSC__SHAPE_LINE, wants, count, &table, err);
        if (status == HTSC_OK)
            status = htsc__rows_open_table(&rows, table, input, wants, count, shape, f->working_crs, near_lonlat,
                                           findings, err);
    } else if (status == HTSC_OK) {
        status = htsc__rows_open(&rows, input, wants, count, shape, f->working_crs, near_lonlat, findings, err);
    }
    if (status == HTSC_OK) status = htsc__rows_each(&rows, take, ctx, err);
    htsc__rows_close(&rows);
    if (status == HTSC_OK && counts != NULL) *counts = rows.counts;
    return status;
}

htsc_status htsc_fiber_read_ofds(htsc_fiber *fiber, const htsc_input *nodes, const htsc_input *spans,
                                 htsc_findings *findings, htsc_read_counts *node_counts, htsc_read_counts *span_counts,
                                 htsc_error *err) {
    size_t routes = fiber->route_count, points = fiber->chains.count, access_points = fiber->access_count,
           olts = fiber->olt_count;
    span_reading reading = {fiber, NULL};
    htsc_status status = HTSC_OK;
    if (node_counts != NULL) *node_counts = (htsc_read_counts){0};
    if (span_counts != NULL) *span_counts = (htsc_read_counts){0};
    if (nodes != NULL)
        status = read_layer(fiber, nodes, node_wants, NODE_FIELD_COUNT, HTSC__SHAPE_POINT, read_node, fiber, findings,
                            node_counts, err);
    if (status == HTSC_OK && spans != NULL) status = htsc__geos_create(&reading.geos, err);
    if (status == HTSC_OK && spans != NULL)
        status = read_layer(fiber, spans, span_wants, SPAN_FIELD_COUNT, HTSC__SHAPE_LINE, read_span, &reading, findings,
                            span_counts, err);
    htsc__geos_free(reading.geos);
    if (status != HTSC_OK) {
        fiber->route_count = routes, fiber->chains.count = points;
        fiber->access_count = access_points, fiber->olt_count = olts;
    }
    return status;
}
