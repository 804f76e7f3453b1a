#include "data/reading.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <htscover/crs.h>
#include <htscover/population.h>

/* Two villages of 1 km x 1 km side by side in a commune of 3 km x 1 km, the last third of which is in no village. */
static const char village_rows[] =
    "code,name,persons,households,wkt\n"
    "001,Đông,200,50,\"POLYGON ((538000 2221000, 539000 2221000, 539000 2222000, 538000 2222000, 538000 2221000))\"\n"
    "002,Tây,,,\"POLYGON ((539000 2221000, 540000 2221000, 540000 2222000, 539000 2222000, 539000 2221000))\"\n";
static const char outline_row[] =
    "wkt\n\"POLYGON ((538000 2221000, 541000 2221000, 541000 2222000, 538000 2222000, 538000 2221000))\"\n";

typedef struct world {
    htsc_villages *villages;
    htsc_population *population;
    htsc_findings *findings;
} world;

static world make_world(scratch *s, const char *villages, const char *outline) {
    world w = {NULL, NULL, new_findings()};
    htsc_error err;
    assert_ok(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &w.villages, &err), err);
    htsc_input input = htsc_input_of(scratch_write(s, "villages.csv", villages));
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_villages_read(w.villages, &input, w.findings, NULL, &err), err);
    if (outline != NULL) {
        input.path = scratch_write(s, "commune.csv", outline);
        assert_ok(htsc_villages_read_commune(w.villages, &input, NULL, w.findings, NULL, &err), err);
    }
    assert_no_findings(w.findings);
    assert_ok(htsc_population_create(w.villages, &w.population, &err), err);
    return w;
}

static void free_world(world *w) {
    htsc_population_free(w->population);
    htsc_population_free(NULL);
    htsc_villages_free(w->villages);
    htsc_findings_free(w->findings);
}

static htsc_read_counts read_points(world *w, scratch *s, const char *text) {
    htsc_input input = htsc_input_of(scratch_write(s, "people.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_population_read_points(w->population, &input, w->findings, &counts, &err), err);
    return counts;
}

typedef struct sums {
    double persons[3], households[3]; /* of villages 0, 1 and of none */
    double outside_commune;
} sums;

static sums sum_up(const htsc_population *population) {
    sums s = {{0}, {0}, 0};
    const htsc_demand *items = htsc_population_get(population);
    for (size_t i = 0; i < htsc_population_count(population); i++) {
        size_t v = items[i].place.village == HTSC_NO_VILLAGE ? 2 : items[i].place.village;
        assert_true(v <= 2);
        s.persons[v] += items[i].persons;
        s.households[v] += items[i].households;
        if (!items[i].place.in_commune) s.outside_commune += items[i].persons;
    }
    return s;
}

static void test_population_read_points_places_and_counts(void **state) {
    world w = make_world(*state, village_rows, outline_row);
    htsc_read_counts counts =
        read_points(&w, *state,
                    "persons,households,x_m,y_m\n4,1,538500,2221500\n5,2,539500,2221500\n6,1,540500,2221500\n"
                    "3,1,539000,2221500\n7,1,545000,2221500\n8,1,545000,2221600\n0,,538500,2221500\n");
    assert_true(counts.read_count == 7 && counts.kept_count == 7 && counts.refused_count == 0);
    sums s = sum_up(w.population);
    assert_near(s.persons[0], 7, 0); /* the border's three belong to the first */
    assert_near(s.persons[1], 5, 0);
    assert_near(s.persons[2], 6, 0);
    assert_near(s.households[0], 2, 0); /* an empty cell is none */
    assert_near(s.outside_commune, 0, 0);
    assert_int_equal(htsc_population_count(w.population), 5);
    assert_near(htsc_population_persons_outside(w.population), 15, 0);
    const htsc_finding *f = assert_finding(w.findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_OUTSIDE_COMMUNE, 0, "");
    assert_string_equal(f->value, "2 points, 15 persons");
    assert_int_equal(htsc_findings_count(w.findings), 1);
    free_world(&w);
}

static void test_population_read_points_without_outline_strangers_are_told(void **state) {
    world w = make_world(*state, village_rows, NULL);
    read_points(&w, *state, "persons,x_m,y_m\n4,538500,2221500\n6,540500,2221500\n7,545000,2221500\n");
    /* They count as outside all villages, not for the commune, and that is said. */
    const htsc_finding *f = assert_finding(w.findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_OUTSIDE_COMMUNE, 0, "");
    assert_string_equal(f->value, "2 points, 13 persons");
    sums s = sum_up(w.population);
    assert_near(s.persons[2], 13, 0);
    assert_near(s.outside_commune, 13, 0);
    assert_near(htsc_population_persons_outside(w.population), 0, 0); /* counted, so not left out */
    assert_near(s.households[0] + s.households[2], 3, 0);             /* no such column: one each */
    free_world(&w);
}

static void test_population_read_points_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *row;
        htsc_finding_code code;
        const char *column;
    } rules[] = {{",1,538500,2221500", HTSC_FINDING_MISSING_VALUE, "persons"},
                 {"x,1,538500,2221500", HTSC_FINDING_NOT_A_NUMBER, "persons"},
                 {"-1,1,538500,2221500", HTSC_FINDING_OUT_OF_RANGE, "persons"},
                 {"100001,1,538500,2221500", HTSC_FINDING_OUT_OF_RANGE, "persons"},
                 {"4,-1,538500,2221500", HTSC_FINDING_OUT_OF_RANGE, "households"},
                 {"4,many,538500,2221500", HTSC_FINDING_NOT_A_NUMBER, "households"},
                 {"4,1,,2221500", HTSC_FINDING_MISSING_VALUE, "x_m"},
                 {"4,1,538500,", HTSC_FINDING_MISSING_VALUE, "y_m"},
                 {"4,1,538500,y", HTSC_FINDING_NOT_A_NUMBER, "y_m"},
                 {"4,1,538500,2221500,9", HTSC_FINDING_FIELD_COUNT, ""}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        world w = make_world(*state, village_rows, outline_row);
        char text[256];
        snprintf(text, sizeof text, "persons,households,x_m,y_m\n%s\n4,1,538500,2221500\n", rules[i].row);
        htsc_read_counts counts = read_points(&w, *state, text);
        assert_finding(w.findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_int_equal(htsc_findings_count(w.findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1 && counts.refused_count == 1);
        free_world(&w);
    }
}

static void test_population_scale_to_declared_factors(void **state) {
    world w = make_world(*state, village_rows, outline_row);
    htsc_error err;
    read_points(&w, *state,
                "persons,households,x_m,y_m\n100,20,538500,2221500\n60,20,538600,2221500\n7,2,539500,2221500\n9,3,"
                "540500,2221500\n");
    assert_ok(htsc_population_scale_to_declared(w.population, w.findings, &err), err);
    /* 200 declared of 160: a quarter more, 20 % of what is declared but 25 % of what was counted. */
    const htsc_finding *f =
        assert_finding(w.findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_TOTAL_MISMATCH, 0, "persons");
    assert_string_equal(f->value, "001 200");
    assert_string_equal(f->expected, "160.0");
    assert_finding(w.findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_TOTAL_MISMATCH, 0, "households");
    assert_int_equal(htsc_findings_count(w.findings), 2);
    assert_near(htsc_population_persons_factor(w.population, 0), 1.25, 0);
    assert_near(htsc_population_households_factor(w.population, 0), 1.25, 0);
    assert_near(htsc_population_persons_factor(w.population, 1), 1, 0);
    sums s = sum_up(w.population);
    assert_near(s.persons[0], 200, 1e-9);
    assert_near(s.households[0], 50, 1e-9);
    assert_near(s.persons[1] + s.persons[2], 16, 0); /* without a declared total, as read */
    free_world(&w);
}

static void test_population_scale_to_declared_small_difference_is_not_told(void **state) {
    world w = make_world(*state, village_rows, outline_row);
    htsc_error err;
    read_points(&w, *state, "persons,households,x_m,y_m\n190,45,538500,2221500\n");
    assert_ok(htsc_population_scale_to_declared(w.population, w.findings, &err), err);
    assert_no_findings(w.findings);
    assert_near(sum_up(w.population).persons[0], 200, 1e-9);
    free_world(&w);
}

static void test_population_scale_to_declared_nobody_there_is_told_and_left(void **state) {
    static const char rows[] =
        "code,name,persons,households,wkt\n"
        "001,A,200,0,\"POLYGON ((538000 2221000, 539000 2221000, 539000 2222000, 538000 2222000, 538000 2221000))\"\n";
    world w = make_world(*state, rows, NULL);
    htsc_error err;
    assert_ok(htsc_population_scale_to_declared(w.population, w.findings, &err), err);
    assert_finding(w.findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_TOTAL_MISMATCH, 0, "persons");
    assert_int_equal(htsc_findings_count(w.findings), 1); /* no households declared and none counted is no mismatch */
    assert_near(htsc_population_persons_factor(w.population, 0), 1, 0);
    free_world(&w);
}

/* An empty cell read as 0, a thousands point: such a factor is no correction. */
static void test_population_scale_to_declared_absurd_factor_is_an_error_and_not_applied(void **state) {
    static const char *const declared[] = {"0", "0.200", "2001", "19"};
    for (size_t i = 0; i < sizeof declared / sizeof declared[0]; i++) {
        char rows[400];
        snprintf(rows, sizeof rows,
                 "code,name,persons,wkt\n001,A,%s,\"POLYGON ((538000 2221000, 539000 2221000, 539000 2222000, "
                 "538000 2222000, 538000 2221000))\"\n",
                 declared[i]);
        world w = make_world(*state, rows, NULL);
        htsc_error err;
        read_points(&w, *state, "persons,x_m,y_m\n200,538500,2221500\n");
        assert_ok(htsc_population_scale_to_declared(w.population, w.findings, &err), err);
        assert_finding(w.findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_TOTAL_MISMATCH, 0, "persons");
        assert_near(htsc_population_persons_factor(w.population, 0), 1, 0);
        assert_near(sum_up(w.population).persons[0], 200, 0);
        free_world(&w);
    }
}

/* A Vietnamese code that is cut in the finding stays UTF-8. */
static void test_population_scale_to_declared_long_code_is_cut_between_characters(void **state) {
    char rows[1024] = "code,name,persons,wkt\n", text[256];
    for (int i = 0; i < 40; i++) strcat(rows, "ặ");
    strcat(rows,
           ",A,200,\"POLYGON ((538000 2221000, 539000 2221000, 539000 2222000, 538000 2222000, 538000 2221000))\"\n");
    world w = make_world(*state, rows, NULL);
    htsc_error err;
    assert_ok(htsc_population_scale_to_declared(w.population, w.findings, &err), err);
    htsc_finding_text(htsc_findings_get(w.findings, 0), HTSC_LANGUAGE_EN, text, sizeof text);
    assert_contains(text, "ặ 200");
    free_world(&w);
}

/* width x height cells of `size` m from 537500, 2222500 in EPSG:5897. */
static const char *make_raster(scratch *s, const char *name, int width, int height, double size, const float *values) {
    const char *path = scratch_path(s, name);
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, width, height, 1, GDT_Float32, NULL);
    assert_non_null(dataset);
    double transform[6] = {537500, size, 0, 2222500, 0, -size};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 5897), OGRERR_NONE);
    assert_int_equal(GDALSetGeoTransform(dataset, transform), CE_None);
    assert_int_equal(GDALSetSpatialRef(dataset, srs), CE_None);
    OSRDestroySpatialReference(srs);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    assert_int_equal(GDALSetRasterNoDataValue(band, -99999), CE_None);
    float *copy = malloc(sizeof *copy * (size_t)(width * height));
    assert_non_null(copy);
    memcpy(copy, values, sizeof *copy * (size_t)(width * height));
    assert_int_equal(GDALRasterIO(band, GF_Write, 0, 0, width, height, copy, width, height, GDT_Float32, 0, 0),
                     CE_None);
    free(copy);
    GDALClose(dataset);
    return path;
}

/* Cells of 1 km, half a cell aside from the villages: each village has a quarter of each of four cells. */
static void test_population_read_raster_exact_shares(void **state) {
    static const float values[] = {40, 80, 120, 160, 200, 240, -99999, 280, -5, 0, 400, 800};
    world w = make_world(*state, village_rows, outline_row);
    htsc_input input = htsc_input_of(make_raster(*state, "people.tif", 6, 2, 1000, values));
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_population_read_raster(w.population, &input, 100, 4, w.findings, &counts, &err), err);
    sums s = sum_up(w.population);
    assert_near(s.persons[0], (40 + 80 + 0 + 280) / 4.0, 1e-6); /* a cell without data has nobody; 1e-9 of the shares */
    assert_near(s.persons[1], (80 + 120 + 280 + 0) / 4.0, 1e-6);
    assert_near(s.persons[2], (120 + 160 + 0 + 0) / 4.0, 1e-6);
    assert_near(s.households[0], s.persons[0] / 4, 1e-9);
    assert_near(s.outside_commune, 0, 0);
    assert_int_equal(counts.read_count, 12 - 2); /* the window leaves out what is more than a cell away */
    assert_int_equal(counts.refused_count, 2);
    const htsc_finding *f = assert_finding(w.findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_VOID, 0, "");
    assert_string_equal(f->value, "2 / 10");
    free_world(&w);
}

/* However finely cells are divided, the sums are the same: 1e-9 of them. */
static void test_population_read_raster_sums_do_not_depend_on_the_sample(void **state) {
    static float values[144];
    static const double samples_m[] = {5000, 250, 100, 37, 20};
    uint64_t seed = 2;
    for (int i = 0; i < 144; i++) values[i] = (float)random_in(&seed, 0, 500);
    sums first = {{0}, {0}, 0};
    size_t count = 0;
    for (size_t i = 0; i < sizeof samples_m / sizeof samples_m[0]; i++) {
        world w = make_world(*state, village_rows, outline_row);
        htsc_input input = htsc_input_of(make_raster(*state, "people.tif", 12, 12, 310, values));
        htsc_error err;
        assert_ok(htsc_population_read_raster(w.population, &input, samples_m[i], (double)NAN, w.findings, NULL, &err),
                  err);
        sums s = sum_up(w.population);
        if (i == 0) first = s;
        for (int v = 0; v < 3; v++) {
            assert_near(s.persons[v], first.persons[v], 1e-9 * first.persons[v]);
            assert_near(s.households[v], 0, 0); /* none without persons_per_household */
        }
        assert_true(htsc_population_count(w.population) >= count);
        count = htsc_population_count(w.population);
        free_world(&w);
    }
    assert_true(count > 3000000 / (20 * 20));
}

static void test_population_read_raster_arguments_out_of_range(void **state) {
    static const float values[4] = {1, 1, 1, 1};
    world w = make_world(*state, village_rows, outline_row);
    htsc_input input = htsc_input_of(make_raster(*state, "people.tif", 2, 2, 1000, values));
    htsc_error err;
    assert_status(htsc_population_read_raster(w.population, &input, 0, 4, w.findings, NULL, &err), HTSC_ERR_ARGUMENT,
                  err);
    assert_status(htsc_population_read_raster(w.population, &input, (double)NAN, 4, w.findings, NULL, &err),
                  HTSC_ERR_ARGUMENT, err);
    assert_status(htsc_population_read_raster(w.population, &input, 100, 0, w.findings, NULL, &err), HTSC_ERR_ARGUMENT,
                  err);
    assert_status(htsc_population_read_raster(w.population, &input, 0.01, 4, w.findings, NULL, &err), HTSC_ERR_ARGUMENT,
                  err);
    assert_contains(err.message, "too fine");
    input.path = scratch_path(*state, "absent.tif");
    assert_status(htsc_population_read_raster(w.population, &input, 100, 4, w.findings, NULL, &err), HTSC_ERR_IO, err);
    assert_int_equal(htsc_population_count(w.population), 0);
    free_world(&w);
}

/* WorldPop on the real commune: about 22,229 persons by exact overlap. 0.5 %, for the figure is "about". */
static void test_population_read_raster_worldpop_commune_15061(void **state) {
    (void)state;
    const char *commune = shared_data("thanhhoa/commune_15061_ngoc_lac.geojson"),
               *raster = shared_data("population/worldpop_2020_1km_thanhhoa.tif");
    if (commune == NULL || raster == NULL) skip();
    htsc_villages *villages = NULL;
    htsc_population *population = NULL;
    htsc_findings *findings = new_findings();
    htsc_input input = htsc_input_of(commune);
    htsc_error err;
    assert_ok(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &err), err);
    assert_ok(htsc_villages_read_commune(villages, &input, NULL, findings, NULL, &err), err);
    assert_ok(htsc_population_create(villages, &population, &err), err);
    input = htsc_input_of(raster);
    assert_ok(htsc_population_read_raster(population, &input, 100, 4, findings, NULL, &err), err);
    double persons = 0;
    for (size_t i = 0; i < htsc_population_count(population); i++) {
        assert_true(htsc_population_get(population)[i].place.in_commune == 1);
        persons += htsc_population_get(population)[i].persons;
    }
    assert_near(persons, 22229, 0.005 * 22229);
    htsc_population_free(population);
    htsc_villages_free(villages);
    htsc_findings_free(findings);
}

/* The synthetic commune: 28017 persons in 7004 households, all in villages; then scaled to what villages declare. */
static void test_population_testdata_sums_and_factors(void **state) {
    (void)state;
    htsc_villages *villages = NULL;
    htsc_population *population = NULL;
    htsc_findings *findings = new_findings();
    htsc_input outline = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/commune.geojson"),
               input = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/villages.gpkg");
    htsc_error err;
    assert_ok(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &err), err);
    assert_ok(htsc_villages_read_commune(villages, &outline, NULL, findings, NULL, &err), err);
    assert_ok(htsc_villages_read(villages, &input, findings, NULL, &err), err);
    assert_ok(htsc_population_create(villages, &population, &err), err);
    input = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/households.csv");
    htsc_read_counts counts;
    assert_ok(htsc_population_read_points(population, &input, findings, &counts, &err), err);
    assert_int_equal(counts.kept_count, 7004);
    double persons = 0, households = 0, scaled_persons = 0, scaled_households = 0;
    for (size_t i = 0; i < htsc_population_count(population); i++) {
        persons += htsc_population_get(population)[i].persons;
        households += htsc_population_get(population)[i].households;
    }
    assert_near(persons, 28017, 0);
    assert_near(households, 7004, 0);
    assert_ok(htsc_population_scale_to_declared(population, findings, &err), err);
    for (size_t i = 0; i < htsc_population_count(population); i++) {
        scaled_persons += htsc_population_get(population)[i].persons;
        scaled_households += htsc_population_get(population)[i].households;
    }
    /* Declared in all, and village 033, which declares nothing; sums of 7004 doubles keep 1e-6. */
    assert_near(scaled_persons, 27768 + 289, 1e-6);
    assert_near(scaled_households, 6937 + 77, 1e-6);
    int scaled = 0;
    for (size_t v = 0; v < htsc_villages_count(villages); v++) {
        const char *code = htsc_villages_get(villages, v)->code;
        double factor = htsc_population_persons_factor(population, v), expected = 1;
        if (strcmp(code, "15061-007") == 0) expected = 803.0 / 780;
        if (strcmp(code, "15061-029") == 0) expected = 574.0 / 557;
        assert_near(factor, expected, 0);
        scaled += factor != 1;
    }
    assert_int_equal(scaled, 2);
    assert_no_findings(findings);
    htsc_population_free(population);
    htsc_villages_free(villages);
    htsc_findings_free(findings);
}

typedef struct attempt_case {
    char *villages, *outline, *points, *raster;
} attempt_case;

static htsc_status read_everything(void *ctx, htsc_error *err) {
    const attempt_case *c = ctx;
    htsc_villages *villages = NULL;
    htsc_population *population = NULL;
    htsc_findings *findings = NULL;
    htsc_input outline = htsc_input_of(c->outline), input = htsc_input_of(c->villages),
               points = htsc_input_of(c->points), raster = htsc_input_of(c->raster);
    outline.crs = input.crs = points.crs = HTSC_CRS_VN2000_TM3_105;
    htsc_status status = htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) status = htsc_villages_read(villages, &input, findings, NULL, err);
    if (status == HTSC_OK) status = htsc_villages_read_commune(villages, &outline, NULL, findings, NULL, err);
    if (status == HTSC_OK) status = htsc_population_create(villages, &population, err);
    if (status == HTSC_OK) status = htsc_population_read_points(population, &points, findings, NULL, err);
    if (status == HTSC_OK) {
        size_t before = htsc_population_count(population);
        status = htsc_population_read_raster(population, &raster, 500, 4, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_population_count(population), before); /* appends nothing */
    }
    if (status == HTSC_OK) status = htsc_population_scale_to_declared(population, findings, err);
    htsc_population_free(population);
    htsc_villages_free(villages);
    htsc_findings_free(findings);
    return status;
}

static void test_population_failing_allocation_is_an_error(void **state) {
    static const float values[] = {40, 80, 120, 160, 200, 240, -99999, 280, -5, 0, 400, 800};
    scratch *s = *state;
    attempt_case c = {strdup(scratch_write(s, "v.csv", village_rows)), strdup(scratch_write(s, "c.csv", outline_row)),
                      strdup(scratch_write(s, "p.csv", "persons,x_m,y_m\n4,538500,2221500\n7,545000,2221500\nx,1,1\n")),
                      strdup(make_raster(s, "p.tif", 6, 2, 1000, values))};
    assert_true(fail_each_allocation(read_everything, &c) >= 60);
    free(c.villages), free(c.outline), free(c.points), free(c.raster);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_population_read_points_places_and_counts),
        IN_SCRATCH(test_population_read_points_without_outline_strangers_are_told),
        IN_SCRATCH(test_population_read_points_wrong_rows_are_refused),
        IN_SCRATCH(test_population_scale_to_declared_factors),
        IN_SCRATCH(test_population_scale_to_declared_small_difference_is_not_told),
        IN_SCRATCH(test_population_scale_to_declared_nobody_there_is_told_and_left),
        IN_SCRATCH(test_population_scale_to_declared_absurd_factor_is_an_error_and_not_applied),
        IN_SCRATCH(test_population_scale_to_declared_long_code_is_cut_between_characters),
        IN_SCRATCH(test_population_read_raster_exact_shares),
        IN_SCRATCH(test_population_read_raster_sums_do_not_depend_on_the_sample),
        IN_SCRATCH(test_population_read_raster_arguments_out_of_range),
        cmocka_unit_test(test_population_read_raster_worldpop_commune_15061),
        cmocka_unit_test(test_population_testdata_sums_and_factors),
        IN_SCRATCH(test_population_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
