/* The Open Fibre Data Standard, synthetic and as regulators of West Africa published it. */
#include "data/watra.h"

#include "data/fiber.h"

#define FEATURES(list) "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"
#define FEATURE(properties, kind, coordinates) \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" kind \
    "\",\"coordinates\":" coordinates "}}"
#define NODE(properties) FEATURE(properties, "Point", "[105.37,20.08]")
#define SPAN(properties) FEATURE(properties, "LineString", "[[105.37,20.08],[105.38,20.08]]") /* 1046 m */

static void read_network(htsc_fiber *fiber, scratch *s, const char *nodes, const char *spans, htsc_findings *findings,
                         htsc_read_counts counts[2]) {
    htsc_error err;
    htsc_input node_input = {0}, span_input = {0};
    if (nodes != NULL) node_input = htsc_input_of(scratch_write(s, "nodes.geojson", nodes));
    if (spans != NULL) span_input = htsc_input_of(scratch_write(s, "spans.geojson", spans));
    assert_ok(htsc_fiber_read_ofds(fiber, nodes == NULL ? NULL : &node_input, spans == NULL ? NULL : &span_input,
                                   findings, &counts[0], &counts[1], &err),
              err);
}

static void test_fiber_read_ofds_spans(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts[2];
    read_network(
        fiber, *state, NULL,
        FEATURES(SPAN(
            "\"id\":\"1\",\"status\":\"operational\",\"physicalInfrastructureProvider\":{\"id\":"
            "\"x\",\"name\":"
            "\"A\"},\"networkProviders\":[{\"id\":\"y\",\"name\":\"B\"}],\"transmissionMedium\":["
            "\"fibre\","
            "\"copper\"],\"deployment\":[\"belowGround\"],\"supportingInfrastructure\":{\"type\":"
            "\"duct\"},"
            "\"fibreLength\":1.05,\"start\":{\"id\":\"1\"},\"network\":{\"id\":\"n1\",\"name\":"
            "\"N\"}") "," SPAN("\"id\":\"2\",\"physicalInfrastructureProvider\":{\"name\":"
                               "\"Nobody\"},\"networkProviders\":[{"
                               "\"name\":\"Ai\"},{\"name\":\"B\"}],\"deployment\":[\"aboveGround\"],"
                               "\"fibreLength\":2") "," SPAN("\"id\":\"3\","
                                                             "\"transmissionMediumOwner\":{\"name\":"
                                                             "\"B\"},\"deployment\":["
                                                             "\"belowGround\"]") "," SPAN("\"id\":"
                                                                                          "\"4\","
                                                                                          "\"network"
                                                                                          "Providers"
                                                                                          "\":[{"
                                                                                          "\"name\":"
                                                                                          "\"B\"}],"
                                                                                          "\"transmi"
                                                                                          "ssionMedi"
                                                                                          "um\":["
                                                                                          "\"microwa"
                                                                                          "ve\"]") "," SPAN("\"id\":"
                                                                                                            "\"5\","
                                                                                                            "\"networkP"
                                                                                                            "roviders\""
                                                                                                            ":[{"
                                                                                                            "\"name\":"
                                                                                                            "\"B\"}],"
                                                                                                            "\"status\""
                                                                                                            ":\"underCo"
                                                                                                            "nstruction"
                                                                                                            "\"") "," SPAN("\"id\":\"6\",\"networkProviders\":[{\"name\":\"B\"}],\"status\":\"Unknown\"") "," SPAN("\"id\":\"7\",\"networkProviders\":[{\"name\":\"B\"}],\"deployment\":[\"aboveGround\","
                                                                                                                                                                                                                   "\"belowGround\"],\"anything\":[[{}]]")),
        findings, counts);
    assert_true(counts[1].read_count == 7 && counts[1].kept_count == 7 && counts[0].read_count == 0);
    const htsc_finding *f =
        assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_LENGTH_MISMATCH, 2, "fibreLength");
    assert_string_equal(f->value, "2");
    assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_NOT_ALLOWED, 6, "status");
    assert_int_equal(htsc_findings_count(findings), 2);
    assert_int_equal(htsc_fiber_route_count(fiber), 4); /* not the microwave, nor what is not in service */
    static const struct {
        const char *id;
        unsigned operator_index;
        htsc_fiber_placement placement;
    } expected[] = {{"1", 0, HTSC_PLACEMENT_DUCT},
                    {"2", 1, HTSC_PLACEMENT_AERIAL},
                    {"3", 1, HTSC_PLACEMENT_BURIED},
                    {"7", 1, HTSC_PLACEMENT_UNDECLARED}};
    for (size_t i = 0; i < 4; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        assert_string_equal(route->route_id, expected[i].id);
        assert_int_equal(route->operator_index, expected[i].operator_index);
        assert_int_equal(route->placement, expected[i].placement);
        assert_near(route->length_m, 1046, 0.5); /* 0.01 degree of a parallel of 104.6 km a degree */
    }
    assert_near(htsc_fiber_get_route(fiber, 0)->declared_length_m, 1050, 1e-9);
    assert_false(htsc__fiber_has_access_points(fiber, 1));
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* Access points by accessPoint or by type, OLTs by type; a node may be both or none. */
static void test_fiber_read_ofds_nodes(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts[2];
    read_network(
        fiber, *state,
        FEATURES(NODE(
            "\"id\":\"1\",\"networkProviders\":[{\"name\":\"A\"}],\"type\":[\"pop\",\"exchange\"],"
            "\"accessPoint\":true") "," NODE("\"id\":\"2\",\"networkProviders\":[{\"name\":\"A\"}],\"type\":["
                                             "\"cabinet\"]") "," NODE("\"id\":\"3\",\"networkProviders\":[{"
                                                                      "\"name\":\"A\"}],\"type\":[\"exchange\"],"
                                                                      "\"accessPoint\":false") "," NODE("\"id\":"
                                                                                                        "\"4\","
                                                                                                        "\"networkP"
                                                                                                        "roviders\""
                                                                                                        ":[{"
                                                                                                        "\"name\":"
                                                                                                        "\"B\"}],"
                                                                                                        "\"type\":["
                                                                                                        "\"tower\""
                                                                                                        "]") "," NODE("\"id\":\"5\",\"networkProviders\":[{\"name\":\"B\"}],\"type\":[\"cabinet\"],"
                                                                                                                      "\"status\":\"planned\"")),
        NULL, findings, counts);
    assert_no_findings(findings);
    assert_true(counts[0].kept_count == 5 && counts[1].read_count == 0);
    assert_int_equal(htsc_fiber_access_point_count(fiber), 2);
    const htsc_access_point *one = htsc_fiber_get_access_point(fiber, 0);
    assert_string_equal(one->access_point_id, "1");
    assert_true(one->ports == -1 && one->ports_free == -1 && isnan(one->splitter_loss_db) && isnan(one->max_down_mbps));
    assert_near(one->x_m, 538500.127, 1e-3);
    assert_string_equal(htsc_fiber_get_access_point(fiber, 1)->access_point_id, "2");
    assert_int_equal(htsc_fiber_olt_count(fiber), 2);
    assert_string_equal(htsc_fiber_get_olt(fiber, 1)->olt_id, "3");
    assert_true(isnan(htsc_fiber_get_olt(fiber, 1)->budget_db));
    assert_true(htsc__fiber_has_access_points(fiber, 0) && htsc__fiber_has_access_points(fiber, 1));
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_fiber_read_ofds_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *span, *column, *value;
        htsc_finding_code code;
    } rules[] = {
        {SPAN("\"operator\":\"A\""), "id", "", HTSC_FINDING_MISSING_VALUE},
        {SPAN("\"id\":\"1\",\"networkProviders\":null"), "operator", "", HTSC_FINDING_MISSING_VALUE},
        {SPAN("\"id\":\"1\",\"networkProviders\":[{\"id\":\"A\"}]"), "operator", "", HTSC_FINDING_MISSING_VALUE},
        {SPAN("\"id\":\"1\",\"networkProviders\":[{\"name\":\"Z\"},{\"name\":\"Y\"}]"), "networkProviders", "Z",
         HTSC_FINDING_UNKNOWN_OPERATOR},
        {SPAN("\"id\":\"1\",\"physicalInfrastructureProvider\":{\"name\":\"Z\"}"), "physicalInfrastructureProvider",
         "Z", HTSC_FINDING_UNKNOWN_OPERATOR},
        {SPAN("\"id\":\"1\",\"physicalInfrastructureProvider\":\"[broken\""), "physicalInfrastructureProvider",
         "[broken", HTSC_FINDING_UNKNOWN_OPERATOR},
        {SPAN("\"id\":\"1\",\"operator\":\"Z\",\"networkProviders\":[{\"name\":\"B\"}]"), "operator", "Z",
         HTSC_FINDING_UNKNOWN_OPERATOR},
        {SPAN("\"id\":\"1\",\"operator\":\"A\",\"fibreLength\":-1"), "fibreLength", "-1", HTSC_FINDING_OUT_OF_RANGE},
        {SPAN("\"id\":\"1\",\"operator\":\"A\",\"max_down_mbps\":0"), "max_down_mbps", "0", HTSC_FINDING_OUT_OF_RANGE},
        {FEATURE("\"id\":\"1\",\"operator\":\"A\"", "Point", "[105.37,20.08]"), "geometry", "point",
         HTSC_FINDING_BAD_GEOMETRY},
        {FEATURE("\"id\":\"1\",\"operator\":\"A\"", "LineString", "[[0,0],[1,1]]"), "geometry", "0 0",
         HTSC_FINDING_FAR_AWAY}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[4096];
        htsc_read_counts counts[2];
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text,
                 FEATURES("%s," SPAN("\"id\":\"1\",\"operator\":\"B\"") "," SPAN(
                     "\"id\":\"1\",\"networkProviders\":[{\"name\":\"B\"}]")),
                 rules[i].span);
        read_network(fiber, *state, NULL, text, findings, counts);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 1, rules[i].column);
        assert_string_equal(f->value, rules[i].value);
        assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 3, "");
        assert_int_equal(htsc_findings_count(findings), 2);
        assert_true(counts[1].read_count == 3 && counts[1].kept_count == 1);
        assert_int_equal(htsc_fiber_route_count(fiber), 1);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* Ids are a network's own; without a list of operators the first organisation is taken. */
static void test_fiber_read_ofds_networks_and_any_operator(void **state) {
    htsc_fiber *fiber = fiber_in(HTSC_CRS_VN2000_TM3_105, NULL);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts[2];
    read_network(
        fiber, *state, NULL,
        FEATURES(
            SPAN("\"id\":\"1\",\"networkProviders\":[{\"name\":\"Q\"},{\"name\":\"R\"}],\"network\":{"
                 "\"id\":\"n1\"}") "," SPAN("\"id\":\"1\",\"networkProviders\":[{\"name\":\"Q\"}],\"network\":{\"id\":"
                                            "\"n2\"}") "," SPAN("\"id\":\"1\",\"networkProviders\":[{\"name\":\"Q\"}],"
                                                                "\"network\":{\"id\":\"n1\"}")),
        findings, counts);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 3, "");
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_int_equal(htsc_fiber_route_count(fiber), 2);
    assert_int_equal(htsc_fiber_operator_count(fiber), 1);
    assert_string_equal(htsc_fiber_operator(fiber, 0), "Q");
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* Tables that carry the lists as text with separators. */
static void test_fiber_read_ofds_lists_as_text(void **state) {
    static const char *const types[] = {"cabinet", "pop;cabinet", "pop,cabinet", "(2:pop,cabinet)", "[\"cabinet\"]"};
    static const char *const others[] = {"", "cabinets", "pop", "(2:pop,cab", "[\"cab", "[7]", "{}", "(((", ";;"};
    for (size_t i = 0; i < 14; i++) {
        char text[512], quoted[64] = "";
        const char *type = i < 5 ? types[i] : others[i - 5];
        for (size_t k = 0; *type != '\0'; type++) { /* quotes are doubled */
            if (*type == '"') quoted[k++] = '"';
            quoted[k++] = *type;
        }
        htsc_fiber *fiber = fiber_in(NULL, NULL);
        htsc_findings *findings = new_findings();
        htsc_error err;
        snprintf(text, sizeof text, "id,operator,type,lon_deg,lat_deg\n1,A,\"%s\",105.37,20.08\n", quoted);
        htsc_input input = htsc_input_of(scratch_write(*state, "nodes.csv", text));
        assert_ok(htsc_fiber_read_ofds(fiber, &input, NULL, findings, NULL, NULL, &err), err);
        assert_no_findings(findings);
        assert_int_equal(htsc_fiber_access_point_count(fiber), i < 5);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_fiber_read_ofds_unreadable_file_is_an_error(void **state) {
    scratch *s = *state;
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    htsc_error err;
    htsc_input nodes = htsc_input_of(scratch_write(s, "nodes.geojson",
                                                   FEATURES(NODE("\"id\":\"1\",\"operator\":\"A\","
                                                                 "\"accessPoint\":true")))),
               spans = htsc_input_of(scratch_write(s, "spans.geojson", "{\"networks\":7}"));
    assert_status(htsc_fiber_read_ofds(fiber, &nodes, &spans, findings, NULL, NULL, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "spans.geojson");
    assert_int_equal(htsc_fiber_access_point_count(fiber), 0);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

typedef struct paths {
    char *nodes, *spans;
} paths;

static htsc_status read_both(void *ctx, htsc_error *err) {
    const paths *p = ctx;
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_findings *findings = NULL;
    htsc_input nodes = htsc_input_of(p->nodes), spans = htsc_input_of(p->spans);
    htsc_sites_options_init(&options);
    htsc_status status = htsc_fiber_create(&options, &fiber, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) {
        status = htsc_fiber_read_ofds(fiber, &nodes, &spans, findings, NULL, NULL, err);
        if (status != HTSC_OK)
            assert_true(htsc_fiber_route_count(fiber) == 0 && htsc_fiber_access_point_count(fiber) == 0 &&
                        htsc_fiber_olt_count(fiber) == 0);
    }
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
    return status;
}

static void test_fiber_read_ofds_failing_allocation_is_an_error(void **state) {
    paths p = {
        strdup(scratch_write(*state, "n.geojson",
                             FEATURES(NODE("\"id\":\"1\",\"type\":[\"cabinet\",\"exchange\"],\"operator\":\"A\"")))),
        strdup(scratch_write(*state, "s.geojson",
                             FEATURES(SPAN("\"id\":\"1\",\"networkProviders\":[{\"name\":\"A\"}]") "," SPAN(
                                 "\"id\":\"1\",\"networkProviders\":[{\"name\":\"A\"}]"))))};
    assert_true(fail_each_allocation(read_both, &p) >= 40);
    free(p.nodes), free(p.spans);
}

static void test_fiber_read_ofds_west_africa_declared_and_geodesic_lengths(void **state) {
    (void)state;
    uint64_t lines = 0, nodes = 0, kept_lines = 0, kept_nodes = 0;
    print_message("country  nodes  lines  declared km  geodesic km  ratio  told\n");
    for (size_t i = 0; i < WATRA_COUNTRIES; i++) {
        htsc_findings *findings = new_findings();
        htsc_read_counts counts[2];
        double declared_m = 0, geodesic_m = 0;
        size_t told = 0;
        htsc_fiber *fiber = watra_read(watra_countries[i], WATRA_CRS, true, findings, counts);
        if (fiber == NULL) {
            htsc_findings_free(findings);
            skip();
        }
        for (size_t k = 0; k < htsc_fiber_route_count(fiber); k++) {
            const htsc_fiber_route *route = htsc_fiber_get_route(fiber, k);
            assert_true(isfinite(route->length_m) && route->length_m >= 0 && route->point_count >= 2);
            if (isnan(route->declared_length_m)) continue;
            declared_m += route->declared_length_m;
            geodesic_m += route->length_m;
        }
        for (size_t k = 0; k < htsc_findings_count(findings); k++)
            told += htsc_findings_get(findings, k)->code == HTSC_FINDING_LENGTH_MISMATCH;
        print_message("%-7s  %5llu  %5llu  %11.1f  %11.1f  %5.3f  %4zu\n", watra_countries[i],
                      (unsigned long long)counts[0].kept_count, (unsigned long long)counts[1].kept_count,
                      declared_m / 1000, geodesic_m / 1000, declared_m / geodesic_m, told);
        nodes += counts[0].read_count, lines += counts[1].read_count;
        kept_nodes += counts[0].kept_count, kept_lines += counts[1].kept_count;
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
    assert_int_equal(lines, 1219);
    assert_int_equal(nodes, 1508);
    assert_int_equal(kept_lines, 1218); /* one of CIV has no geometry */
    assert_int_equal(kept_nodes, 1508);
}

/* Planned lines make no route; those whose status is no word of the standard (284 "Unknown", 19 "<NA>") are told. */
static void test_fiber_read_ofds_west_africa_status_of_their_own(void **state) {
    (void)state;
    static const htsc_field_map fields[] = {
        {"id", "line_id", NULL}, {"operator", "operator_name", NULL}, {"length_m", "distance", NULL}};
    const char *path = shared_data("fibre/watra/lines/combined_lines.geojson");
    if (path == NULL) skip();
    htsc_fiber *fiber = fiber_in(WATRA_CRS, NULL);
    htsc_findings *findings = new_findings();
    htsc_input spans = htsc_input_of(path);
    htsc_read_counts counts;
    htsc_error err;
    size_t unknown = 0;
    spans.fields = fields, spans.field_count = 3;
    assert_ok(htsc_fiber_read_ofds(fiber, NULL, &spans, findings, NULL, &counts, &err), err);
    assert_true(counts.read_count == 1219 && counts.kept_count == 1218);
    for (size_t i = 0; i < htsc_findings_count(findings); i++)
        unknown += htsc_findings_get(findings, i)->code == HTSC_FINDING_NOT_ALLOWED;
    assert_int_equal(unknown, 303);
    assert_true(htsc_fiber_route_count(fiber) >= 840); /* 841 are operational, one of them without a geometry */
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_fiber_read_ofds_spans),
        IN_SCRATCH(test_fiber_read_ofds_nodes),
        IN_SCRATCH(test_fiber_read_ofds_wrong_rows_are_refused),
        IN_SCRATCH(test_fiber_read_ofds_networks_and_any_operator),
        IN_SCRATCH(test_fiber_read_ofds_lists_as_text),
        IN_SCRATCH(test_fiber_read_ofds_unreadable_file_is_an_error),
        IN_SCRATCH(test_fiber_read_ofds_failing_allocation_is_an_error),
        cmocka_unit_test(test_fiber_read_ofds_west_africa_declared_and_geodesic_lengths),
        cmocka_unit_test(test_fiber_read_ofds_west_africa_status_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
