/* The fibre keys of the project file. */
#include "base/support.h"

#include <htscover/project.h>

#define HEADING \
    "name: Xã\ncommune_code: \"15061\"\nperiod: 2026-Q3\ndate: 2026-09-30\noperators: [A]\n" \
    "technologies: [{name: 4G, covered_dbm: -110, good_dbm: -100}]\nmodel: {name: free_space, max_radius_m: 1000}\n" \
    "inputs:\n  villages: {path: v.gpkg}\n  population: [{path: p.csv}]\n"

static htsc_project *read_project(scratch *s, const char *rest) {
    static char text[65536];
    htsc_project *project = NULL;
    htsc_error err;
    snprintf(text, sizeof text, HEADING "%s", rest);
    assert_ok(htsc_project_read(scratch_write(s, "project.yaml", text), &project, &err), err);
    return project;
}

static void test_project_fiber_defaults(void **state) {
    htsc_project *p = read_project(*state, "");
    const htsc_project_fiber *f = &p->fiber;
    assert_int_equal(f->method, HTSC_FIBER_METHOD_STRAIGHT);
    assert_true(f->max_off_road_m == 50 && f->snap_m == 1 && f->overshoot_m == 5 && f->attach_m == 20);
    assert_true(f->db_per_km == 0.35 && f->splices_per_km == 0.5 && f->splice_db == 0.1);
    assert_true(f->connectors == 2 && f->connector_db == 0.5 && f->margin_db == 3);
    assert_true(f->link_m == 200 && f->min_cluster_households == 1);
    assert_true(p->inputs.olt_count == 0 && p->inputs.road_count == 0 && p->inputs.subscription_count == 0 &&
                p->inputs.ofds_count == 0);
    assert_null(p->inputs.ofds);
    htsc_project_free(p);
}

static void test_project_fiber_all_keys(void **state) {
    scratch *s = *state;
    char expected[600];
    htsc_project *p = read_project(
        s,
        "  olts: [{path: o.csv, crs: \"EPSG:4756\"}]\n"
        "  roads: [{path: r.gpkg, layer: roads}, {path: /x/r2.shp}]\n"
        "  subscriptions: [{path: s.csv, fields: [{field: operator, value: A}]}]\n"
        "  ofds:\n"
        "    - {nodes: n.geojson, spans: s.geojson, crs: \"EPSG:4326\", node_fields: [{field: id, column: node_id}],\n"
        "       span_fields: [{field: id, column: line_id}, {field: operator, value: A}]}\n"
        "    - {spans: only.geojson}\n"
        "    - {nodes: only.geojson}\n"
        "fiber: {method: roads, max_off_road_m: 0, snap_m: 10, overshoot_m: 0, attach_m: 500, db_per_km: 1,\n"
        "  splices_per_km: 10, splice_db: 0, connectors: 4, connector_db: 0.3, margin_db: 0, link_m: 5000,\n"
        "  min_cluster_households: 12}\n");
    const htsc_project_inputs *in = &p->inputs;
    assert_true(in->olt_count == 1 && in->road_count == 2 && in->subscription_count == 1 && in->ofds_count == 3);
    snprintf(expected, sizeof expected, "%s/o.csv", s->folder);
    assert_string_equal(in->olts[0].path, expected);
    assert_string_equal(in->olts[0].crs, "EPSG:4756");
    assert_string_equal(in->roads[0].layer, "roads");
    assert_string_equal(in->roads[1].path, "/x/r2.shp");
    assert_string_equal(in->subscriptions[0].fields[0].value, "A");
    snprintf(expected, sizeof expected, "%s/n.geojson", s->folder);
    assert_string_equal(in->ofds[0].nodes.path, expected);
    assert_string_equal(in->ofds[0].nodes.name, "n.geojson");
    assert_string_equal(in->ofds[0].nodes.crs, "EPSG:4326");
    assert_string_equal(in->ofds[0].nodes.fields[0].column, "node_id");
    assert_int_equal(in->ofds[0].spans.field_count, 2);
    assert_string_equal(in->ofds[0].spans.fields[1].value, "A");
    assert_null(in->ofds[1].nodes.path);
    assert_non_null(in->ofds[1].spans.path);
    assert_null(in->ofds[2].spans.path);
    assert_int_equal(in->ofds[2].nodes.struct_size, sizeof(htsc_input));
    const htsc_project_fiber *f = &p->fiber;
    assert_int_equal(f->method, HTSC_FIBER_METHOD_ROADS);
    assert_true(f->max_off_road_m == 0 && f->snap_m == 10 && f->overshoot_m == 0 && f->attach_m == 500);
    assert_true(f->db_per_km == 1 && f->splices_per_km == 10 && f->splice_db == 0);
    assert_true(f->connectors == 4 && f->connector_db == 0.3 && f->margin_db == 0);
    assert_true(f->link_m == 5000 && f->min_cluster_households == 12);
    htsc_project_free(p);
}

/* The '@' stands where the error must point, and is taken out; the place is line:column after the heading. */
static void assert_bad(scratch *s, const char *rest, const char *words) {
    static char text[65536];
    char place[64];
    int line = 1, column = 1;
    htsc_project *project = NULL;
    htsc_error err = {HTSC_OK, ""};
    snprintf(text, sizeof text, HEADING "%s", rest);
    char *mark = strchr(text, '@');
    if (mark != NULL) {
        for (const char *c = text; c < mark; c++) {
            column++;
            if (*c == '\n') line++, column = 1;
        }
        memmove(mark, mark + 1, strlen(mark));
    }
    htsc_status status = htsc_project_read(scratch_write(s, "project.yaml", text), &project, &err);
    if (status != HTSC_ERR_FORMAT) fail_msg("\"%s\" gives status %s: %s", rest, htsc_status_name(status), err.message);
    assert_null(project);
    assert_contains(err.message, words);
    snprintf(place, sizeof place, "project.yaml:%d:%d: ", line, column);
    if (mark != NULL) assert_contains(err.message, place);
}

static void test_project_fiber_wrong_values_are_told_with_their_place(void **state) {
    static const struct {
        const char *rest, *words;
    } cases[] = {
        {"fiber: {method: @drone}\n", "none of straight, roads"},
        {"fiber: {method: @roads}\n", "roads needs inputs.roads"},
        {"fiber: {max_off_road_m: @-1}\n", "outside [0, 1000]"},
        {"fiber: {max_off_road_m: @1000.1}\n", "outside [0, 1000]"},
        {"fiber: {snap_m: @10.1}\n", "outside [0, 10]"},
        {"fiber: {overshoot_m: @51}\n", "outside [0, 50]"},
        {"fiber: {attach_m: @501}\n", "outside [0, 500]"},
        {"fiber: {db_per_km: @0.05}\n", "outside [0.1, 1]"},
        {"fiber: {splices_per_km: @11}\n", "outside [0, 10]"},
        {"fiber: {splice_db: @1.1}\n", "outside [0, 1]"},
        {"fiber: {connectors: @2.5}\n", "not a whole number"},
        {"fiber: {connectors: @21}\n", "outside [0, 20]"},
        {"fiber: {connector_db: @x}\n", "is not a number"},
        {"fiber: {margin_db: @10.5}\n", "outside [0, 10]"},
        {"fiber: {link_m: @9}\n", "outside [10, 5000]"},
        {"fiber: {min_cluster_households: @0}\n", "outside [1, 1e+06]"},
        {"fiber: {min_cluster_households: @1.5}\n", "not a whole number"},
        {"fiber: {speed: 1}\n", "Unexpected key: speed"},
        {"  ofds: [@{crs: \"EPSG:4326\"}]\n", "names neither nodes nor spans"},
        {"  ofds: [@{spans: s.geojson, node_fields: [{field: id, column: x}]}]\n", "node_fields without nodes"},
        {"  ofds: [@{nodes: s.geojson, span_fields: [{field: id, column: x}]}]\n", "span_fields without spans"},
        {"  ofds: [{spans: s.geojson, span_fields: [@{field: id}]}]\n", "needs one of column and value"},
        {"  ofds: [{nodes: @\"\"}]\n", "is empty"},
        {"  ofds: [{path: s.geojson}]\n", "Unexpected key: path"},
        {"  roads: [{path: @\"\"}]\n", "is empty"},
        {"  olts: [{layer: x}]\n", "path"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_bad(*state, cases[i].rest, cases[i].words);
}

static htsc_status read_path(void *ctx, htsc_error *err) {
    htsc_project *project = NULL;
    htsc_status status = htsc_project_read(ctx, &project, err);
    htsc_project_free(project);
    return status;
}

static void test_project_fiber_failing_allocation_is_an_error(void **state) {
    char *path = strdup(scratch_write(*state, "project.yaml",
                                      HEADING "  roads: [{path: r.csv, fields: [{field: wkt, column: w}]}]\n"
                                              "  olts: [{path: o.csv}]\n  subscriptions: [{path: s.csv}]\n"
                                              "  ofds: [{nodes: n.geojson, spans: s.geojson, node_fields: [{field: id, "
                                              "column: x}]}, {spans: t.geojson}]\nfiber: {method: roads}\n"));
    assert_true(fail_each_allocation(read_path, path) >= 60);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_project_fiber_defaults),
        IN_SCRATCH(test_project_fiber_all_keys),
        IN_SCRATCH(test_project_fiber_wrong_values_are_told_with_their_place),
        IN_SCRATCH(test_project_fiber_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
