/* The JSON form of the Open Fibre Data Standard: network packages, good and broken. All of them synthetic. */
#include "data/fiber_world.h"

#include <unistd.h>

#include "data/fiber.h"
#include "data/ofds_package.h"

#define PACKAGE(networks) "{\"networks\":[" networks "]}"
#define NETWORK(id, nodes, spans) "{\"id\":\"" id "\",\"nodes\":[" nodes "],\"spans\":[" spans "]}"
#define HERE "\"location\":{\"type\":\"Point\",\"coordinates\":[105.37,20.08]}"
#define LINE "{\"type\":\"LineString\",\"coordinates\":[[105.37,20.08],[105.38,20.08]]}" /* 1046 m */
#define ALONG "\"route\":" LINE
#define BY(name) "\"networkProviders\":[{\"name\":\"" name "\"}]"
#define NODE(id, rest) "{\"id\":\"" id "\"," BY("A") "," HERE rest "}"
#define SPAN(id, rest) "{\"id\":\"" id "\"," BY("A") "," ALONG rest "}"

/* Reads a package as nodes and as spans. */
static htsc_status read_package(htsc_fiber *fiber, const char *path, htsc_findings *findings,
                                htsc_read_counts counts[2], htsc_error *err) {
    const htsc_input input = htsc_input_of(path);
    return htsc_fiber_read_ofds(fiber, &input, &input, findings, &counts[0], &counts[1], err);
}

static void read_text(htsc_fiber *fiber, scratch *s, const char *text, htsc_findings *findings,
                      htsc_read_counts counts[2]) {
    htsc_error err;
    assert_ok(read_package(fiber, scratch_write(s, "package.json", text), findings, counts, &err), err);
    for (int k = 0; k < 2; k++) assert_int_equal(counts[k].read_count, counts[k].kept_count + counts[k].refused_count);
}

#define NODE_1 \
    "\"id\":\"1\"," BY("A") ",\"type\":[\"pop\",\"exchange\"],\"accessPoint\":true,\"status\":\"operational\""
#define NODE_2 \
    "\"id\":\"2\",\"physicalInfrastructureProvider\":{\"id\":\"x\",\"name\":\"B\"},\"type\":[\"cabinet\"]," \
    "\"technology\":\"XGS-PON\",\"max_down_mbps\":1500.5"
#define SPAN_1 \
    "\"id\":\"1\"," BY("A") ",\"transmissionMedium\":[\"fibre\"],\"deployment\":[\"belowGround\"]," \
                            "\"supportingInfrastructure\":{\"type\":\"duct\"},\"fibreLength\":1.05"
#define SPAN_2 "\"id\":\"2\"," BY("B") ",\"status\":\"operational\",\"deployment\":[\"aboveGround\"],\"length_m\":1050"
#define SPAN_3 "\"id\":\"3\"," BY("B") ",\"status\":\"planned\""
#define TWO_LINES \
    "{\"type\":\"MultiLineString\",\"coordinates\":[[[105.37,20.08],[105.375,20.08]],[[105.38,20.08],[105.385,20.08]]" \
    "]}"
#define OTHER "{\"type\":\"Point\",\"coordinates\":[105.36,20.09,12.5]}"
#define FEATURE(properties, geometry) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define FEATURES(list) "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"

static void assert_same_routes(const htsc_fiber *a, const htsc_fiber *b) {
    assert_int_equal(htsc_fiber_route_count(a), htsc_fiber_route_count(b));
    for (size_t i = 0; i < htsc_fiber_route_count(a); i++) {
        const htsc_fiber_route *r = htsc_fiber_get_route(a, i), *q = htsc_fiber_get_route(b, i);
        assert_string_equal(r->route_id, q->route_id);
        assert_true(r->operator_index == q->operator_index && r->technology == q->technology);
        assert_true(r->placement == q->placement && r->point_count == q->point_count);
        assert_true(r->first_point == q->first_point && r->length_m == q->length_m);
        assert_memory_equal(&r->declared_length_m, &q->declared_length_m, sizeof r->declared_length_m);
        assert_memory_equal(htsc_fiber_points(a) + 2 * r->first_point, htsc_fiber_points(b) + 2 * q->first_point,
                            2 * r->point_count * sizeof(double));
    }
}

/* The same network in both forms, to the last bit. */
static void test_package_reads_as_the_layers_do(void **state) {
    scratch *s = *state;
    htsc_fiber *fiber[2] = {fiber_in(NULL, &fiber_area), fiber_in(NULL, &fiber_area)};
    htsc_findings *findings[2] = {new_findings(), new_findings()};
    htsc_read_counts counts[2][2];
    htsc_error err;
    const htsc_input nodes = htsc_input_of(scratch_write(
                         s, "n.geojson",
                         FEATURES(FEATURE(NODE_1, "{\"type\":\"Point\",\"coordinates\":[105.37,20.08]}") "," FEATURE(
                             NODE_2, OTHER)))),
                     spans = htsc_input_of(scratch_write(
                         s, "s.geojson",
                         FEATURES(FEATURE(SPAN_1, LINE) "," FEATURE(SPAN_2, TWO_LINES) "," FEATURE(SPAN_3, LINE))));
    assert_ok(htsc_fiber_read_ofds(fiber[0], &nodes, &spans, findings[0], &counts[0][0], &counts[0][1], &err), err);
    read_text(fiber[1], s,
              PACKAGE(NETWORK("n1", "{" NODE_1 "," HERE "},{" NODE_2 ",\"location\":" OTHER "}",
                              "{" SPAN_1 "," ALONG "},{" SPAN_2 ",\"route\":" TWO_LINES "},{" SPAN_3 "," ALONG "}")),
              findings[1], counts[1]);
    assert_no_findings(findings[0]);
    assert_no_findings(findings[1]);
    assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
    assert_true(counts[1][0].kept_count == 2 && counts[1][1].kept_count == 3);
    assert_same_routes(fiber[0], fiber[1]);
    assert_int_equal(htsc_fiber_route_count(fiber[1]), 3); /* 1, the two lines of 2 */
    assert_int_equal(htsc_fiber_access_point_count(fiber[1]), 2);
    for (size_t i = 0; i < 2; i++) {
        const htsc_access_point *a = htsc_fiber_get_access_point(fiber[0], i),
                                *b = htsc_fiber_get_access_point(fiber[1], i);
        assert_string_equal(a->access_point_id, b->access_point_id);
        assert_true(a->operator_index == b->operator_index && a->technology == b->technology);
        assert_true(a->x_m == b->x_m && a->y_m == b->y_m);
    }
    assert_near(htsc_fiber_get_access_point(fiber[1], 1)->max_down_mbps, 1500.5, 0);
    assert_int_equal(htsc_fiber_olt_count(fiber[1]), 1);
    assert_string_equal(htsc_fiber_get_olt(fiber[1], 0)->olt_id, "1");
    for (int k = 0; k < 2; k++) {
        htsc_findings_free(findings[k]);
        htsc_fiber_free(fiber[k]);
    }
}

/* Rows are numbered through the file; ids are a network's own; an organisation is known by its id. */
static void test_package_of_several_networks(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts[2];
    read_text(
        fiber, *state,
        "{\"links\":{\"next\":\"https://example.com\"},\"networks\":[" NETWORK(
            "n1", "",
            SPAN("1", "")) ","
                           "{\"id\":\"n2\",\"spans\":[]},{\"name\":\"no lists\"},"
                           "{\"id\":\"n3\",\"organisations\":[{\"id\":\"o1\",\"name\":\"A\"},{\"id\":\"o2\",\"name\":"
                           "\"B\"},7,"
                           "{\"id\":\"o3\"}],\"crs\":{\"name\":\"urn:ogc:def:crs:OGC::CRS84\","
                           "\"uri\":\"http://www.opengis.net/def/crs/OGC/1.3/CRS84\"},"
                           "\"spans\":[{\"id\":\"1\",\"physicalInfrastructureProvider\":{\"id\":\"o2\"}," ALONG "},"
                           "{\"id\":\"2\",\"networkProviders\":[{\"id\":\"o3\"},{\"id\":\"o1\"}]," ALONG "},"
                           "{\"id\":\"3\",\"networkProviders\":[{\"id\":\"o9\"}]," ALONG "}," SPAN("1", "") "," SPAN(
                               "2", ",\"network\":{\"id\":\"n7\"}") "]}," NETWORK("n1", "", SPAN("1", "")) "]}",
        findings, counts);
    assert_true(counts[0].read_count == 0 && counts[1].read_count == 7);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_MISSING_VALUE, 4, "operator");
    const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 7, "");
    assert_string_equal(f->value, "1");
    assert_int_equal(htsc_findings_count(findings), 2);
    static const struct {
        const char *id;
        unsigned operator_index;
    } expected[] = {{"1", 0}, {"1", 1}, {"2", 0}, {"1", 0}, {"2", 0}};
    assert_int_equal(htsc_fiber_route_count(fiber), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(htsc_fiber_get_route(fiber, i)->route_id, expected[i].id);
        assert_int_equal(htsc_fiber_get_route(fiber, i)->operator_index, expected[i].operator_index);
    }
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_package_broken_rows_are_refused(void **state) {
    static const struct {
        const char *span, *column, *value;
        htsc_finding_code code;
        size_t findings;
    } rules[] = {
        {"{" BY("A") "," ALONG "}", "id", "", HTSC_FINDING_MISSING_VALUE, 1},
        {"{\"id\":\"1\"," ALONG "}", "operator", "", HTSC_FINDING_MISSING_VALUE, 1},
        {"{\"id\":\"1\"," BY("Z") "," ALONG "}", "networkProviders", "Z", HTSC_FINDING_UNKNOWN_OPERATOR, 1},
        {"{\"id\":\"1\"," BY("A") "}", "geometry", "", HTSC_FINDING_MISSING_VALUE, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":null}", "geometry", "", HTSC_FINDING_MISSING_VALUE, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"LineString\",\"coordinates\":[]}}", "geometry", "",
         HTSC_FINDING_MISSING_VALUE, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":\"LINESTRING (0 0, 1 1)\"}", "geometry", "", HTSC_FINDING_BAD_GEOMETRY,
         1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"LineString\"}}", "geometry", "", HTSC_FINDING_BAD_GEOMETRY,
         1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"LineString\",\"coordinates\":[[105.37,\"20.08\"],[0,0]]}}",
         "geometry", "", HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"LineString\",\"coordinates\":[[105.37],[105.38,20]]}}",
         "geometry", "", HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"MultiLineString\",\"coordinates\":[[105.37,20.08]]}}",
         "geometry", "", HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"MultiLineString\",\"coordinates\":[7]}}", "geometry", "",
         HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"Point\",\"coordinates\":[105.37,20.08]}}", "geometry",
         "point", HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}",
         "geometry", "polygon", HTSC_FINDING_BAD_GEOMETRY, 1},
        {"{\"id\":\"1\"," BY("A") ",\"route\":{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}}", "geometry",
         "0 0", HTSC_FINDING_FAR_AWAY, 1},
        {SPAN("1", ",\"fibreLength\":-1"), "fibreLength", "-1", HTSC_FINDING_OUT_OF_RANGE, 1},
        {SPAN("1", ",\"fibreLength\":1e300"), "fibreLength", "1e+300", HTSC_FINDING_OUT_OF_RANGE, 1},
        {SPAN("1", ",\"fibreLength\":\"far\""), "fibreLength", "far", HTSC_FINDING_NOT_A_NUMBER, 1},
        {SPAN("1", ",\"max_down_mbps\":{\"down\":100}"), "max_down_mbps", "{\"down\":100}", HTSC_FINDING_NOT_A_NUMBER,
         1},
        {SPAN("1", ",\"technology\":[\"GPON\"]"), "technology", "[\"GPON\"]", HTSC_FINDING_NOT_ALLOWED, 1},
        {SPAN("1\\u0000", ""), "", "", HTSC_FINDING_BAD_ENCODING, 1},
        {"7", "id", "", HTSC_FINDING_MISSING_VALUE, 3}, /* and no operator, and no route */
        {"null", "geometry", "", HTSC_FINDING_MISSING_VALUE, 3},
        {"[]", "operator", "", HTSC_FINDING_MISSING_VALUE, 3}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[4096];
        htsc_read_counts counts[2];
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, PACKAGE("{\"spans\":[" SPAN("0", "") ",%s," SPAN("9", "") "]}"), rules[i].span);
        read_text(fiber, *state, text, findings, counts);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_string_equal(f->value, rules[i].value);
        assert_contains(f->file, "package.json");
        if (htsc_findings_count(findings) != rules[i].findings) print_findings(findings);
        assert_int_equal(htsc_findings_count(findings), rules[i].findings);
        assert_true(counts[1].read_count == 3 && counts[1].kept_count == 2);
        assert_int_equal(htsc_fiber_route_count(fiber), 2);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_package_broken_nodes_are_refused(void **state) {
    static const struct {
        const char *node, *column, *value;
        htsc_finding_code code;
    } rules[] = {{"{\"id\":\"1\"," BY("A") "}", "geometry", "", HTSC_FINDING_MISSING_VALUE},
                 {"{\"id\":\"1\"," BY("A") ",\"location\":{\"type\":\"Point\",\"coordinates\":[\"105\",20]}}",
                  "geometry", "", HTSC_FINDING_BAD_GEOMETRY},
                 {"{\"id\":\"1\"," BY("A") ",\"location\":" LINE "}", "geometry", "", HTSC_FINDING_BAD_GEOMETRY},
                 {"{\"id\":\"1\"," BY("A") ",\"location\":{\"type\":\"Point\",\"coordinates\":[20.08,105.37]}}",
                  "geometry", "20.08", HTSC_FINDING_SWAPPED_LONLAT}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[2048];
        htsc_read_counts counts[2];
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, PACKAGE("{\"nodes\":[%s," NODE("1", ",\"accessPoint\":true") "]}"), rules[i].node);
        read_text(fiber, *state, text, findings, counts);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 1, rules[i].column);
        assert_string_equal(f->value, rules[i].value);
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts[0].read_count == 2 && counts[0].kept_count == 1);
        assert_int_equal(htsc_fiber_access_point_count(fiber), 1);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* Nothing in it is nothing, and no error. */
static void test_package_that_is_empty_gives_nothing(void **state) {
    static const char *const texts[] = {PACKAGE(""), PACKAGE("{}"), PACKAGE("{\"id\":\"n\",\"nodes\":[],\"spans\":[]}"),
                                        "\xef\xbb\xbf" PACKAGE("{\"id\":\"n\"},{\"id\":\"m\"}")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        htsc_read_counts counts[2];
        read_text(fiber, *state, texts[i], findings, counts);
        assert_no_findings(findings);
        assert_true(counts[0].read_count == 0 && counts[1].read_count == 0);
        assert_true(htsc_fiber_route_count(fiber) == 0 && htsc_fiber_access_point_count(fiber) == 0);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_package_that_cannot_be_read_is_an_error(void **state) {
    scratch *s = *state;
    enum { DEEP = 5000 };
    char *deep = calloc(3 * DEEP, 1);
    assert_non_null(deep);
    strcpy(deep, "{\"networks\":");
    memset(deep + strlen(deep), '[', DEEP);
    const struct {
        const char *text, *message;
    } files[] = {{"{\"networks\":7}", "networks is no list"},
                 {"{\"networks\":{}}", "networks is no list"},
                 {PACKAGE("{},7"), "networks[1] is no object"},
                 {PACKAGE("{\"nodes\":{}}"), "networks[0].nodes is no list"},
                 {PACKAGE("{},{\"spans\":\"many\"}"), "networks[1].spans is no list"},
                 {PACKAGE("{\"crs\":{\"name\":\"urn:ogc:def:crs:EPSG::5897\"}}"), "networks[0].crs is not CRS84"},
                 {PACKAGE("{\"id\":\"n\""), "package.json:1:23: is no JSON"},
                 {"{\"networks\":[\n{\"id\":nobody}]}", "package.json:2:12: is no JSON"},
                 {PACKAGE("") "7", "is no JSON"},
                 {PACKAGE("{\"a\":1e999}"), "is no JSON"},
                 {PACKAGE("\"\xff\""), "is no JSON"},
                 {deep, "is no JSON: maximum parsing depth reached"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        htsc_fiber *fiber = fiber_in(NULL, NULL);
        htsc_findings *findings = new_findings();
        htsc_read_counts counts[2];
        htsc_error err = {HTSC_OK, ""};
        const char *path = scratch_write(s, "package.json", files[i].text);
        assert_status(read_package(fiber, path, findings, counts, &err), HTSC_ERR_FORMAT, err);
        assert_contains(err.message, "package.json");
        assert_contains(err.message, files[i].message);
        assert_int_equal(htsc_fiber_route_count(fiber), 0);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
    free(deep);
}

/* 64 MiB is read, one byte more is not looked at; a layer of a package is a slip. */
static void test_package_that_is_too_large_is_an_error(void **state) {
    const char *path = scratch_write(*state, "large.json", PACKAGE(""));
    htsc_input input = htsc_input_of(path);
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_int_equal(truncate(path, (64 << 20) + 1), 0);
    assert_status(htsc_fiber_read_ofds(fiber, NULL, &input, findings, NULL, NULL, &err), HTSC_ERR_LIMIT, err);
    assert_contains(err.message, "large.json: has 67108865 bytes");
    assert_int_equal(truncate(path, 64 << 20), 0); /* zeros after it are no JSON */
    assert_status(htsc_fiber_read_ofds(fiber, NULL, &input, findings, NULL, NULL, &err), HTSC_ERR_FORMAT, err);
    input = htsc_input_of(scratch_write(*state, "layer.json", PACKAGE("")));
    input.layer = "spans";
    assert_status(htsc_fiber_read_ofds(fiber, NULL, &input, findings, NULL, NULL, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "has no layer \"spans\"");
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* What a package is hangs on the members of the outermost object alone. */
static void test_is_package_looks_at_outermost_members(void **state) {
    static const struct {
        const char *name, *text;
        bool is_package;
    } files[] = {{"a.json", "{\"networks\":[]}", true},
                 {"a.GeoJSON", " { \"a\\\"networks\\\\\" : {\"features\":[1]}, \"networks\" : 7}", true},
                 {"a.json", "{\"type\":\"FeatureCollection\",\"features\":[],\"networks\":[]}", false},
                 {"a.json", "{\"type\":\"networks\",\"x\":{\"networks\":[]}}", false},
                 {"a.json", "[{\"networks\":[]}]", false},
                 {"a.json", "{\"networks_of_mine\":1,\"network\":2,\"networks\\u0000\":3}", false},
                 {"a.json", "{\"networks\"", false},
                 {"a.json", "networks:", false},
                 {"a.json", "]]}\"networks\":{", false},
                 {"a.csv", "{\"networks\":[]}", false},
                 {"a", "{\"networks\":[]}", false}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        htsc_error err;
        bool is_package = !files[i].is_package;
        const char *path = scratch_write(*state, files[i].name, files[i].text);
        assert_ok(htsc__ofds_is_package(path, &is_package, &err), err);
        if (is_package != files[i].is_package) fail_msg("%s: %d", files[i].text, is_package);
    }
}

static void test_package_fields_are_mapped(void **state) {
    static const htsc_field_map good[] = {{"id", "code", NULL}, {"operator", NULL, "B"}, {"length_m", "metres", NULL}},
                                bad[] = {{"id", "number", NULL}};
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_error err;
    htsc_input input = htsc_input_of(scratch_write(
        *state, "mapped.json",
        PACKAGE("{},{\"spans\":[{\"code\":4711,\"metres\":1040.25," ALONG "},{\"metres\":1," ALONG "}]}")));
    input.fields = good, input.field_count = 3;
    assert_ok(htsc_fiber_read_ofds(fiber, NULL, &input, findings, NULL, NULL, &err), err);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_MISSING_VALUE, 2, "id");
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_int_equal(htsc_fiber_route_count(fiber), 1);
    assert_string_equal(htsc_fiber_get_route(fiber, 0)->route_id, "4711");
    assert_near(htsc_fiber_get_route(fiber, 0)->declared_length_m, 1040.25, 1e-9);
    input.fields = bad, input.field_count = 1;
    assert_status(htsc_fiber_read_ofds(fiber, NULL, &input, findings, NULL, NULL, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "has no column \"number\" to read id from");
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static const char whole[] = PACKAGE("{\"id\":\"n\",\"organisations\":[{\"id\":\"o\",\"name\":\"A\"}],\"nodes\":[" NODE(
    "1", ",\"type\":[\"cabinet\",\"exchange\"]") "],\"spans\":[{\"id\":\"1\",\"networkProviders\":[{\"id\":\"o\"}],"
                                                 "\"route\":" TWO_LINES "}," SPAN("2", ",\"fibreLength\":1.05") "]}");

/* Cut anywhere, or with a byte changed anywhere: an error or rows, never anything worse; and rows add up. */
static void test_package_cut_or_changed_does_no_harm(void **state) {
    enum { CHANGES = 400 };
    uint64_t seed = 11;
    size_t size = sizeof whole - 1, errors = 0;
    for (size_t i = 1; i < size + CHANGES; i += i < size ? 2 : 1) {
        char text[sizeof whole];
        htsc_fiber *fiber = fiber_in(NULL, NULL);
        htsc_findings *findings = new_findings();
        htsc_read_counts counts[2] = {{0, 0, 0}, {0, 0, 0}};
        htsc_error err;
        memcpy(text, whole, sizeof text);
        if (i < size)
            text[i] = '\0';
        else
            text[random_bits(&seed) % size] = "{}[]\",:0-e. x\xc3"[random_bits(&seed) % 14];
        htsc_status status = read_package(fiber, scratch_write(*state, "changed.json", text), findings, counts, &err);
        if (i < size) assert_status(status, HTSC_ERR_FORMAT, err);
        for (int k = 0; k < 2; k++)
            assert_int_equal(counts[k].read_count, counts[k].kept_count + counts[k].refused_count);
        for (size_t r = 0; r < htsc_fiber_route_count(fiber); r++)
            assert_true(isfinite(htsc_fiber_get_route(fiber, r)->length_m));
        errors += i >= size && status != HTSC_OK;
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
    assert_true(errors > 0 && errors < CHANGES); /* some changes break the file, others a row or nothing */
}

static htsc_status read_whole_package(void *ctx, htsc_error *err) {
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_findings *findings = NULL;
    htsc_read_counts counts[2];
    htsc_sites_options_init(&options);
    htsc_status status = htsc_fiber_create(&options, &fiber, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) {
        status = read_package(fiber, ctx, findings, counts, err);
        assert_int_equal(htsc_fiber_route_count(fiber), status == HTSC_OK ? 3 : 0);
    }
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
    return status;
}

static void test_package_failing_allocation_is_an_error(void **state) {
    char *path = strdup(scratch_write(*state, "whole.json", whole));
    assert_true(fail_each_allocation(read_whole_package, path) >= 40);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_package_reads_as_the_layers_do),
        IN_SCRATCH(test_package_of_several_networks),
        IN_SCRATCH(test_package_broken_rows_are_refused),
        IN_SCRATCH(test_package_broken_nodes_are_refused),
        IN_SCRATCH(test_package_that_is_empty_gives_nothing),
        IN_SCRATCH(test_package_that_cannot_be_read_is_an_error),
        IN_SCRATCH(test_package_that_is_too_large_is_an_error),
        IN_SCRATCH(test_is_package_looks_at_outermost_members),
        IN_SCRATCH(test_package_fields_are_mapped),
        IN_SCRATCH(test_package_cut_or_changed_does_no_harm),
        IN_SCRATCH(test_package_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
