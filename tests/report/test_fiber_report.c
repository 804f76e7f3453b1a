/* Fibre in the main job: a commune of eight households, one for every reason. */
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htscover/htscover.h>

#include "base/memory.h"
#include "e2e/csv.h"
#include "e2e/run.h"

/*
 * The road runs along y = 500 from x = 0 to 2000 (all + 500000, 2220000). A1 has two ports, one of them taken, A2 is
 * behind a 1x128 splitter, B1 is slow. Household k has k persons.
 */
static const char project_text[] =
    "name: Sợi quang\ncommune_code: \"00001\"\nperiod: thử\ndate: 2026-09-30\noperators: [một, hai]\n"
    "inputs:\n"
    "  villages: {path: villages.csv, crs: \"EPSG:5897\"}\n"
    "  population: [{path: people.csv, crs: \"EPSG:5897\"}]\n"
    "  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n"
    "  fiber_routes: [{path: routes.csv, crs: \"EPSG:5897\"}]\n"
    "  access_points: [{path: points.csv, crs: \"EPSG:5897\"}]\n"
    "  olts: [{path: olts.csv, crs: \"EPSG:5897\"}]\n"
    "  roads: [{path: roads.csv, crs: \"EPSG:5897\"}]\n"
    "  subscriptions: [{path: subscriptions.csv}]\n"
    "technologies: [{name: 5G, covered_dbm: -110, good_dbm: -100}]\n"
    "resolution_m: 200\nmodel: {name: tr38901, scenario: rma}\n"
    "max_drop_m: 200\nfiber: {method: roads}\noutputs: [tables, shapefiles]\n";
static const char *const files[][2] = {
    {"villages.csv",
     "code,name,wkt\n"
     "01,Tây,\"POLYGON ((500000 2220000, 501000 2220000, 501000 2221000, 500000 2221000, 500000 2220000))\"\n"
     "02,Đông,\"POLYGON ((501000 2220000, 502000 2220000, 502000 2221000, 501000 2221000, 501000 2220000))\"\n"},
    {"people.csv", "persons,households,x_m,y_m\n"
                   "1,1,500480,2220510\n2,1,500510,2220510\n3,1,500530,2220510\n4,1,501050,2220510\n"
                   "5,1,500220,2220510\n6,1,501800,2220510\n7,1,501830,2220510\n8,1,500510,2220680\n"},
    {"sites.csv", "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,bandwidth_mhz,eirp_dbm\n"
                  "A,một,5G,500500,2220400,30,3750,100,60\n"},
    {"routes.csv", "route_id,operator,wkt\n"
                   "R1,một,\"LINESTRING (500100 2220500, 500600 2220500)\"\n"
                   "R2,một,\"LINESTRING (500600.3 2220500, 501000 2220500)\"\n"
                   "=R3,một,\"LINESTRING (500600 2220500, 500100 2220500)\"\n"},
    {"points.csv", "access_point_id,operator,technology,max_down_mbps,ports,ports_free,splitter,olt,x_m,y_m\n"
                   "A1,một,GPON,2500,2,1,1x32,O1,500500,2220500\n"
                   "A2,một,GPON,2500,,,1x128,O1,501000,2220500\n"
                   "B1,hai,XGS-PON,500,,,,,500200,2220500\n"},
    {"olts.csv", "olt_id,operator,budget_class,x_m,y_m\nO1,một,B+,500100,2220500\n"},
    {"roads.csv", "wkt\n\"LINESTRING (500000 2220500, 502000 2220500)\"\n"},
    {"subscriptions.csv", "village_code,operator,speed_mbps,households_count\n"
                          "01,một,300,2\n01,một,1500,1\n02,hai,300,1\n"}};
enum { FILES = sizeof files / sizeof files[0] };

static void assert_near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance)) fail_msg("%.15g is not within %g of %.15g", value, tolerance, expected);
}

static const char *folder_with(const char *project) {
    const char *in = folder_new();
    for (int i = 0; i < FILES; i++) file_write_text(path_of(in, files[i][0]), files[i][1]);
    file_write_text(path_of(in, "project.yaml"), project);
    return in;
}

typedef struct made {
    const char *in, *out;
    htsc_project *project;
    htsc_report *report;
    json_t *summary;
    csv_sheet villages;
} made;

static htsc_status try_run(const char *in, const char *out, int jobs, htsc_project **project, htsc_report **report,
                           htsc_error *error) {
    htsc_report_options options;
    *report = NULL;
    htsc_status status = htsc_project_read(path_of(in, "project.yaml"), project, error);
    if (status != HTSC_OK) return status;
    htsc_report_options_init(&options);
    options.jobs = jobs;
    return htsc_report_run(*project, out, &options, report, error);
}

static made make(const char *in, const char *name, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    made m = {.in = in, .out = path_of(in, name)};
    if (try_run(in, m.out, jobs, &m.project, &m.report, &error) != HTSC_OK) fail_msg("%s", error.message);
    m.summary = json_load_file(path_of(m.out, "summary.json"), 0, NULL);
    assert_non_null(m.summary);
    m.villages = csv_read(path_of(m.out, "villages.csv"));
    return m;
}

static void clear(made *m) {
    json_decref(m->summary);
    csv_clear(&m->villages);
    htsc_report_free(m->report);
    htsc_project_free(m->project);
}

static json_t *at(json_t *object, const char *path) {
    char key[64];
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        json_t *value = json_object_get(object, key);
        if (value == NULL) fail_msg("there is no \"%s\"", key);
        object = value;
        path += length + (path[length] == '/');
    }
    return object;
}

static double number_at(json_t *object, const char *path) {
    return json_number_value(at(object, path));
}

static json_t *fiber_of(const made *m, const char *code) {
    size_t i;
    json_t *region;
    json_array_foreach(at(m->summary, "regions"), i, region) {
        if (strcmp(json_string_value(at(region, "code")), code) == 0) return at(region, "fiber");
    }
    fail_msg("there is no region %s", code);
    return NULL;
}

static void test_fiber_report_every_reason_is_the_hand_count(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    static const struct {
        const char *reason;
        double households, persons;
    } expected[] = {{"gigabit", 2, 1 + 2}, {"too_slow", 1, 5}, {"no_port", 1, 3},
                    {"over_budget", 1, 4}, {"no_path", 1, 8},  {"too_far", 2, 6 + 7}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "reasons/union/households/%s", expected[i].reason);
        assert_near(number_at(fiber_of(&m, "total"), path), expected[i].households, 0);
        snprintf(path, sizeof path, "reasons/union/persons/%s", expected[i].reason);
        assert_near(number_at(fiber_of(&m, "total"), path), expected[i].persons, 0);
    }
    /* hai alone is in reach of household 5 only */
    assert_near(number_at(fiber_of(&m, "total"), "reasons/operators/hai/households/too_far"), 7, 0);
    assert_near(number_at(fiber_of(&m, "01"), "reasons/operators/một/households/no_port"), 1, 0);
    const htsc_score *score = htsc_report_score(m.report, HTSC_TARGET_FIBER_HOUSEHOLDS);
    assert_near(score->reach_pct, 100 * 3.0 / 8, 1e-12);
    assert_near(score->use_pct, 100 * 4.0 / 8, 1e-12);
    assert_near(score->value_pct, score->reach_pct, 0); /* the lower */
    assert_false(score->declared || score->met);
    assert_near(htsc_report_score(m.report, HTSC_TARGET_ACCESS_1GBPS)->numerator, 3, 0);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_reasons_are_the_classes_in_every_output(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    static const char *const missing[] = {"too_far", "no_path", "over_budget", "no_port"};
    for (size_t row = 0; row < csv_rows(&m.villages); row++) {
        json_t *fiber = fiber_of(&m, csv_text(&m.villages, row, "code"));
        double sum = 0;
        for (size_t r = 0; r < 4; r++) {
            char path[64];
            snprintf(path, sizeof path, "reasons/union/households/%s", missing[r]);
            sum += number_at(fiber, path);
            snprintf(path, sizeof path, "fiber_%s_households", missing[r]);
            sum -= csv_number(&m.villages, row, path);
            assert_near(sum, 0, 0.005); /* tables have two decimals */
        }
        assert_near(number_at(fiber, "reasons/union/households/too_slow"),
                    number_at(fiber, "union/households_by_class/reached"), 0);
        assert_near(number_at(fiber, "reasons/union/persons/gigabit"),
                    number_at(fiber, "union/persons_by_class/gigabit"), 0);
        assert_near(csv_number(&m.villages, row, "fiber_too_slow_households"),
                    number_at(fiber, "union/households_by_class/reached"), 0.005);
        json_t *used = at(fiber, "used/union/households");
        if (json_is_null(used)) {
            assert_string_equal(csv_text(&m.villages, row, "code"), "outside");
            assert_string_equal(csv_text(&m.villages, row, "fiber_used_households"), "");
        } else {
            assert_near(csv_number(&m.villages, row, "fiber_used_households"), json_number_value(used), 0.005);
        }
    }
    assert_near(number_at(fiber_of(&m, "commune"), "used/union/households"), 4, 0);
    assert_near(number_at(fiber_of(&m, "01"), "used/operators/một/households"), 3, 0);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_use_above_reach_is_told_and_not_clipped(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    const htsc_findings *findings = htsc_report_findings(m.report);
    size_t told = 0;
    for (size_t i = 0; i < htsc_findings_count(findings); i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        assert_true(f->code != HTSC_FINDING_TOTAL_MISMATCH);
        if (f->code != HTSC_FINDING_USE_ABOVE_REACH) continue;
        static const struct {
            const char *value, *expected;
        } values[] = {
            {"3 (01, một)", "<= 2.00"}, {"1 (02, hai)", "<= 0.00"}, {"1 (02)", "<= 0.00"}, {"4 (commune)", "<= 3.00"}};
        assert_true(told < 4 && f->severity == HTSC_SEVERITY_ANOMALY);
        assert_string_equal(f->expected, values[told].expected);
        assert_string_equal(f->value, values[told++].value);
        assert_string_equal(f->file, "subscriptions.csv");
        assert_string_equal(f->column, "households_count");
    }
    assert_int_equal(told, 4); /* of 01 any operator reaches 3, as many as subscribe */
    size_t row = csv_find(&m.villages, "code", "02");
    assert_near(csv_number(&m.villages, row, "fiber_used_pct"), 100.0 / 3, 0.005);
    assert_near(csv_number(&m.villages, row, "fiber_households"), 0, 0);
    clear(&m);
    folder_remove(in);
}

/* hai gets a point at A1 with room for one. Alone, A1's ports are those of households 1 and 2, B2's that of 1; as 1
 * takes one line only, 3 gets one of the two that are left by the other. */
static void test_fiber_report_union_holds_one_line_a_household(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    file_replace(path_of(in, "points.csv"), "B1,hai,XGS-PON,500,,,,,500200,2220500\n",
                 "B1,hai,XGS-PON,500,,,,,500200,2220500\nB2,hai,XGS-PON,500,1,,,,500490,2220500\n");
    made m = make(in, "out", 0);
    assert_near(number_at(fiber_of(&m, "01"), "union/households_by_class/not_reached"), 1, 0); /* 8: no road */
    assert_near(number_at(fiber_of(&m, "01"), "reasons/operators/một/households/no_port"), 1, 0);
    assert_near(number_at(fiber_of(&m, "01"), "reasons/operators/hai/households/no_port"), 2, 0);
    assert_near(number_at(fiber_of(&m, "01"), "reasons/union/households/no_port"), 0, 0);
    clear(&m);
    folder_remove(in);
}

/* B1 declares free ports alone and an OLT, and its operator has no cable: both move the figures and are told. */
static void test_fiber_report_what_is_left_out_is_told(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    file_replace(path_of(in, "points.csv"), "B1,hai,XGS-PON,500,,,,,", "B1,hai,XGS-PON,500,,1,1x32,O2,");
    file_replace(path_of(in, "olts.csv"), "O1,một,B+,500100,2220500\n",
                 "O1,một,B+,500100,2220500\nO2,hai,B+,500100,2220500\n");
    made m = make(in, "out", 0);
    const htsc_findings *findings = htsc_report_findings(m.report);
    static const htsc_finding_code codes[] = {HTSC_FINDING_FREE_PORTS_ONLY, HTSC_FINDING_BUDGET_UNCHECKED};
    size_t told = 0;
    for (size_t i = 0; i < htsc_findings_count(findings); i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        if (f->code != HTSC_FINDING_FREE_PORTS_ONLY && f->code != HTSC_FINDING_BUDGET_UNCHECKED) continue;
        assert_true(told < 2);
        assert_int_equal(f->code, codes[told++]);
        assert_int_equal(f->severity, HTSC_SEVERITY_ANOMALY);
        assert_string_equal(f->value, "1 (hai)");
    }
    assert_int_equal(told, 2);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_declared_use_stands_before_subscriptions(void **state) {
    (void)state;
    char text[2000];
    snprintf(text, sizeof text, "%s%s", project_text,
             "declared: [{id: fiber_households, numerator: 2, denominator: 8, date: 2026-09-01, source: S}]\n");
    const char *in = folder_with(text);
    made m = make(in, "out", 0);
    const htsc_score *score = htsc_report_score(m.report, HTSC_TARGET_FIBER_HOUSEHOLDS);
    assert_near(score->use_pct, 25, 1e-12);
    assert_near(score->value_pct, 25, 1e-12);
    assert_string_equal(score->source, "S");
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_changes_are_listed_and_summed(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    csv_sheet changes = csv_read(path_of(m.out, "fiber_changes.csv"));
    json_t *all = at(m.summary, "fiber/network_changes/một"), *kind;
    const char *name;
    size_t rows = 0;
    json_object_foreach(all, name, kind) {
        double length_m = 0, count = 0;
        for (size_t i = 0; i < csv_rows(&changes); i++) {
            if (strcmp(csv_text(&changes, i, "kind"), name) != 0) continue;
            length_m += csv_number(&changes, i, "length_m");
            count++;
        }
        assert_near(count, number_at(kind, "count"), 0);
        assert_near(length_m, number_at(kind, "length_m"), 0.0005 * count + 1e-9); /* three decimals */
        rows += (size_t)count;
    }
    assert_int_equal(rows, csv_rows(&changes));
    size_t duplicate = csv_find(&changes, "kind", "duplicate"), joined = csv_find(&changes, "kind", "end_to_end");
    assert_string_equal(csv_text(&changes, duplicate, "route_id"), "'=R3"); /* held back from the spreadsheet */
    assert_string_equal(csv_text(&changes, duplicate, "other_route_id"), "R1");
    assert_near(csv_number(&changes, joined, "length_m"), 0.3, 0.01);
    assert_near(csv_number(&changes, joined, "lon_deg"), 105, 0.01);
    csv_clear(&changes);
    clear(&m);
    folder_remove(in);
}

static double shape_sum(OGRLayerH layer, const char *field) {
    double sum = 0;
    OGR_L_ResetReading(layer);
    for (OGRFeatureH f; (f = OGR_L_GetNextFeature(layer)) != NULL; OGR_F_Destroy(f))
        sum += OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, field));
    return sum;
}

static OGRLayerH open_layer(const made *m, const char *name, GDALDatasetH *dataset) {
    GDALAllRegister();
    *dataset = GDALOpenEx(path_of(m->out, name), GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(*dataset);
    return GDALDatasetGetLayer(*dataset, 0);
}

static void test_fiber_report_zones_hold_everybody_not_reached(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    static const struct {
        const char *village, *near_id;
        double households, persons, near_m;
    } expected[] = {{"02", "A2", 2, 13, 810}, {"01", "A1", 2, 11, 40}, {"02", "A2", 1, 4, 60}};
    GDALDatasetH dataset;
    OGRLayerH layer = open_layer(&m, "zones_no_fiber.shp", &dataset);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 3);
    for (int i = 0; i < 3; i++) {
        OGRFeatureH f = OGR_L_GetNextFeature(layer);
        assert_int_equal(OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "RANK")), i + 1);
        assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "VIL_CODE")), expected[i].village);
        assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "NEAR_ID")), expected[i].near_id);
        assert_near(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "HOUSEH")), expected[i].households, 0);
        assert_near(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "PERSONS")), expected[i].persons, 0);
        assert_near(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "NEAR_M")), expected[i].near_m, 0.06);
        assert_int_equal(OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "BY_ROAD")), 1);
        OGRGeometryH geometry = OGR_F_GetGeometryRef(f);
        assert_true(OGR_G_IsValid(geometry) && OGR_G_Area(geometry) > 0);
        OGR_F_Destroy(f);
    }
    double unreached = number_at(fiber_of(&m, "total"), "union/households_by_class/not_reached");
    assert_near(shape_sum(layer, "HOUSEH"), unreached, 0.02);
    assert_near(number_at(m.summary, "fiber/zones/households"), unreached, 1e-9);
    GDALClose(dataset);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_buildout_is_the_hand_count(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made m = make(in, "out", 0);
    csv_sheet table = csv_read(path_of(m.out, "fiber_buildout.csv"));
    static const struct {
        double rank, length_m, households, cumulative_pct;
    } expected[] = {{2, 30, 2, 62.5}, {3, 50, 1, 75}, {1, 780, 2, 100}};
    GDALDatasetH dataset;
    OGRLayerH layer = open_layer(&m, "fiber_buildout.shp", &dataset);
    assert_int_equal(csv_rows(&table), 3);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 3);
    for (size_t i = 0; i < 3; i++) {
        OGRFeatureH f = OGR_L_GetNextFeature(layer);
        assert_near(csv_number(&table, i, "step"), (double)i + 1, 0);
        assert_near(csv_number(&table, i, "zone_rank"), expected[i].rank, 0);
        assert_near(csv_number(&table, i, "length_m"), expected[i].length_m, 0.06);
        assert_near(csv_number(&table, i, "households"), expected[i].households, 0);
        assert_near(csv_number(&table, i, "cumulative_pct"), expected[i].cumulative_pct, 0.005);
        assert_near(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "LENGTH_M")), expected[i].length_m, 0.06);
        assert_near(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "CUM_PCT")), expected[i].cumulative_pct, 0.005);
        assert_near(OGR_G_Length(OGR_F_GetGeometryRef(f)), expected[i].length_m, 0.001);
        OGR_F_Destroy(f);
    }
    assert_near(number_at(m.summary, "fiber/buildout/length_m"), shape_sum(layer, "LENGTH_M"), 0.2);
    GDALClose(dataset);
    csv_clear(&table);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_same_bytes_for_any_number_of_threads(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    made one = make(in, "one", 1), four = make(in, "four", 4);
    assert_folders_equal(one.out, four.out);
    clear(&one);
    clear(&four);
    folder_remove(in);
}

/* Straight, without OLTs and ports, reach is what htsc_reach_create() says, household by household. */
static void test_fiber_report_straight_equals_plain_reach(void **state) {
    (void)state;
    const char *in = folder_with(project_text), *project = path_of(in, "project.yaml");
    file_replace(project, "fiber: {method: roads}\n", "");
    file_replace(project, "  olts: [{path: olts.csv, crs: \"EPSG:5897\"}]\n", "");
    file_replace(project, "  roads: [{path: roads.csv, crs: \"EPSG:5897\"}]\n", "");
    file_write_text(path_of(in, "points.csv"), "access_point_id,operator,technology,max_down_mbps,status,x_m,y_m\n"
                                               "B1,hai,XGS-PON,2500,in_service,500400,2220500\n"
                                               "B2,hai,GPON,,in_service,501620,2220500\n");
    made m = make(in, "out", 0);
    const char *const operators[] = {"một", "hai"};
    htsc_error error = {HTSC_OK, ""};
    htsc_sites_options site_options;
    htsc_reach_options options;
    htsc_findings *findings = NULL;
    htsc_villages *villages = NULL;
    htsc_population *people = NULL;
    htsc_fiber *fiber = NULL;
    htsc_reach *reach = NULL;
    htsc_ratio *ratio = NULL;
    const htsc_project_inputs *inputs = &m.project->inputs;
    htsc_sites_options_init(&site_options);
    site_options.working_crs = "EPSG:5897";
    site_options.operators = operators;
    site_options.operator_count = 2;
    htsc_reach_options_init(&options);
    options.max_drop_m = 200;
    assert_int_equal(htsc_findings_create(&findings, &error), HTSC_OK);
    assert_int_equal(htsc_villages_create("EPSG:5897", &villages, &error), HTSC_OK);
    assert_int_equal(htsc_villages_read(villages, &inputs->villages, findings, NULL, &error), HTSC_OK);
    assert_int_equal(htsc_population_create(villages, &people, &error), HTSC_OK);
    assert_int_equal(htsc_population_read_points(people, &inputs->population[0], findings, NULL, &error), HTSC_OK);
    assert_int_equal(htsc_fiber_create(&site_options, &fiber, &error), HTSC_OK);
    assert_int_equal(htsc_fiber_read_routes(fiber, &inputs->fiber_routes[0], findings, NULL, &error), HTSC_OK);
    assert_int_equal(htsc_fiber_read_access_points(fiber, &inputs->access_points[0], findings, NULL, &error), HTSC_OK);
    assert_int_equal(htsc_reach_create(fiber, &options, htsc_population_count(people), htsc_population_x_m(people),
                                       htsc_population_y_m(people), &reach, &error),
                     HTSC_OK);
    for (uint32_t o = 0; o <= 2; o++) {
        assert_int_equal(htsc_ratio_count_reach(people, 2, reach, o == 2 ? HTSC_UNION : o, &ratio, &error), HTSC_OK);
        const htsc_tally *total = htsc_ratio_get(ratio, HTSC_REGION_TOTAL(2));
        json_t *all = fiber_of(&m, "total"),
               *layer = o == 2 ? at(all, "union") : at(at(all, "operators"), operators[o]);
        static const char *const keys[] = {"persons_by_class/not_reached", "persons_by_class/reached",
                                           "persons_by_class/gigabit"};
        assert_true(total->persons[0] > 0 && total->persons[1] > 0);
        for (int c = 0; c < 3; c++) assert_near(number_at(layer, keys[c]), total->persons[c], 0);
        htsc_ratio_free(ratio);
    }
    assert_false(file_exists(path_of(m.out, "fiber_buildout.csv")));
    assert_true(file_exists(path_of(m.out, "fiber_changes.csv")) && file_exists(path_of(m.out, "zones_no_fiber.shp")));
    htsc_reach_free(reach);
    htsc_fiber_free(fiber);
    htsc_population_free(people);
    htsc_villages_free(villages);
    htsc_findings_free(findings);
    clear(&m);
    folder_remove(in);
}

/* A network of the Open Fibre Data Standard counts as the operators' own files do, and both its files are noted. */
static void test_fiber_report_open_fibre_network_is_read(void **state) {
    (void)state;
    const char *in = folder_with(project_text);
    file_replace(path_of(in, "project.yaml"),
                 "  olts:", "  ofds: [{nodes: nodes.csv, spans: spans.csv, crs: \"EPSG:5897\"}]\n  olts:");
    file_write_text(path_of(in, "nodes.csv"), "id,operator,accessPoint,technology,max_down_mbps,x_m,y_m\n"
                                              "N1,hai,true,XGS-PON,2500,501810,2220500\n");
    file_write_text(path_of(in, "spans.csv"), "id,operator,wkt\n"
                                              "S1,hai,\"LINESTRING (501810 2220500, 501900 2220500)\"\n"
                                              "S2,ba,\"LINESTRING (501810 2220500, 501900 2220500)\"\n");
    made m = make(in, "out", 0);
    json_t *source;
    size_t i, noted = 0;
    json_array_foreach(at(m.summary, "inputs"), i, source) {
        const char *role = json_string_value(at(source, "role"));
        if (strncmp(role, "ofds_", 5) != 0) continue;
        noted++;
        assert_near(number_at(source, "kept_count"), 1, 0);
        assert_near(number_at(source, "read_count"), strcmp(role, "ofds_nodes") == 0 ? 1 : 2, 0);
    }
    assert_int_equal(noted, 2);
    assert_near(number_at(m.summary, "fiber/networks/routes_count"), 4, 0);
    assert_near(number_at(fiber_of(&m, "02"), "reasons/operators/hai/households/gigabit"), 2, 0);
    clear(&m);
    folder_remove(in);
}

static void test_fiber_report_with_any_allocation_failing_leaks_and_writes_nothing(void **state) {
    (void)state;
    const char *in = folder_with(project_text), *out = path_of(in, "out");
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    htsc_report *report = NULL;
    file_replace(path_of(in, "project.yaml"), "resolution_m: 200", "resolution_m: 1000");
    htsc__memory_fail_at(0);
    assert_int_equal(try_run(in, out, 1, &project, &report, &error), HTSC_OK);
    htsc_report_free(report);
    htsc_project_free(project);
    folder_remove(out);
    long total = htsc__memory_count();
    /* Every third: the floors below have tests of their own that fail each. */
    for (long n = 1; n <= total; n += 3) {
        project = NULL;
        htsc__memory_fail_at(n);
        htsc_status status = try_run(in, out, 1, &project, &report, &error);
        htsc__memory_fail_at(0);
        if (status == HTSC_OK) fail_msg("allocation %ld of %ld failed and nobody noticed", n, total);
        assert_null(report);
        assert_false(file_exists(path_of(out, "summary.json")));
        htsc_project_free(project);
    }
    print_message("%ld of %ld allocations failed in their turn\n", (total + 2) / 3, total);
    folder_remove(in);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fiber_report_every_reason_is_the_hand_count),
        cmocka_unit_test(test_fiber_report_reasons_are_the_classes_in_every_output),
        cmocka_unit_test(test_fiber_report_use_above_reach_is_told_and_not_clipped),
        cmocka_unit_test(test_fiber_report_union_holds_one_line_a_household),
        cmocka_unit_test(test_fiber_report_what_is_left_out_is_told),
        cmocka_unit_test(test_fiber_report_declared_use_stands_before_subscriptions),
        cmocka_unit_test(test_fiber_report_changes_are_listed_and_summed),
        cmocka_unit_test(test_fiber_report_zones_hold_everybody_not_reached),
        cmocka_unit_test(test_fiber_report_buildout_is_the_hand_count),
        cmocka_unit_test(test_fiber_report_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(test_fiber_report_straight_equals_plain_reach),
        cmocka_unit_test(test_fiber_report_open_fibre_network_is_read),
        cmocka_unit_test(test_fiber_report_with_any_allocation_failing_leaks_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
