#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/village.h>

#include "data/villages.h"

static htsc_villages *new_villages(void) {
    htsc_villages *villages = NULL;
    htsc_error err;
    assert_ok(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &err), err);
    return villages;
}

static htsc_read_counts read_wkt(htsc_villages *villages, scratch *s, const char *text, htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "villages.csv", text));
    htsc_read_counts counts = {0, 0, 0};
    htsc_error err;
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_villages_read(villages, &input, findings, &counts, &err), err);
    return counts;
}

static void read_outline(htsc_villages *villages, scratch *s, const char *text, htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "commune.csv", text));
    htsc_error err;
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_villages_read_commune(villages, &input, NULL, findings, NULL, &err), err);
}

/* Squares of 100 m from 538000, 2221000: columns and rows of it. */
#define SQUARE(x, y, w, h) square_text((x), (y), (w), (h))
static const char *square_text(int x, int y, int w, int h) {
    static char texts[8][256];
    static int used;
    char *text = texts[used++ % 8];
    int x0 = 538000 + 100 * x, y0 = 2221000 + 100 * y, x1 = x0 + 100 * w, y1 = y0 + 100 * h;
    snprintf(text, sizeof texts[0], "\"POLYGON ((%d %d, %d %d, %d %d, %d %d, %d %d))\"", x0, y0, x1, y0, x1, y1, x0, y1,
             x0, y0);
    return text;
}

static uint32_t village_at(const htsc_villages *villages, double x, double y, int in_commune) {
    htsc_place place;
    htsc_error err;
    double x_m = 538000 + 100 * x, y_m = 2221000 + 100 * y;
    assert_ok(htsc_villages_locate(villages, 1, &x_m, &y_m, &place, &err), err);
    assert_int_equal(place.in_commune, in_commune);
    return place.village;
}

static void test_villages_read_values_and_areas(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048];
    snprintf(text, sizeof text,
             "code,name,persons,households,wkt\n001,Làng Một,812,203,%s\n002, Làng Hai ,,,%s\n003,Ba,0,0.5,%s\n",
             SQUARE(0, 0, 1, 1), SQUARE(1, 0, 2, 1), SQUARE(5, 5, 1, 1));
    htsc_read_counts counts = read_wkt(villages, *state, text, findings);
    assert_no_findings(findings);
    assert_true(counts.read_count == 3 && counts.kept_count == 3 && counts.refused_count == 0);
    const htsc_village *one = htsc_villages_get(villages, 0), *two = htsc_villages_get(villages, 1);
    assert_string_equal(one->code, "001"); /* text: leading zeros stay */
    assert_string_equal(one->name, "Làng Một");
    assert_string_equal(two->name, "Làng Hai");
    assert_true(one->declared_persons == 812 && one->declared_households == 203);
    assert_true(isnan(two->declared_persons) && isnan(two->declared_households));
    assert_near(one->grid_area_m2, 10000, 1e-6);
    assert_near(two->grid_area_m2, 20000, 1e-6);
    /* Near the central meridian the scale is 0.9999 (k0 of EPSG:5897): areas on the ground are 1 / k^2 of those in the
     * grid. */
    assert_near(one->area_m2 / one->grid_area_m2, 1 / (0.9999 * 0.9999), 5e-5);
    assert_near(htsc_villages_commune_area_m2(villages), 40000, 1e-6);
    htsc_box box = htsc_villages_bounds(villages);
    assert_near(box.min_x, 538000, 1e-6);
    assert_near(box.max_y, 2221600, 1e-6);
    assert_string_equal(htsc_villages_crs(villages), HTSC_CRS_VN2000_TM3_105);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
    htsc_villages_free(NULL);
}

/* One row a rule. */
static void test_villages_read_wrong_rows_are_refused(void **state) {
    const struct {
        const char *row;
        htsc_finding_code code;
        const char *column;
    } rules[] = {
        {",Tên,1,1,\"POLYGON ((0 0, 100 0, 100 100, 0 0))\"", HTSC_FINDING_MISSING_VALUE, "code"},
        {"001,,1,1,\"POLYGON ((0 0, 100 0, 100 100, 0 0))\"", HTSC_FINDING_MISSING_VALUE, "name"},
        {"001,Tên,x,1,\"POLYGON ((0 0, 100 0, 100 100, 0 0))\"", HTSC_FINDING_NOT_A_NUMBER, "persons"},
        {"001,Tên,-1,1,\"POLYGON ((0 0, 100 0, 100 100, 0 0))\"", HTSC_FINDING_OUT_OF_RANGE, "persons"},
        {"001,Tên,1,1e10,\"POLYGON ((0 0, 100 0, 100 100, 0 0))\"", HTSC_FINDING_OUT_OF_RANGE, "households"},
        {"001,Tên,1,1,", HTSC_FINDING_MISSING_VALUE, "geometry"},
        {"001,Tên,1,1,nonsense", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,POINT (1 1)", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,\"LINESTRING (0 0, 100 100)\"", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,POLYGON EMPTY", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,\"POLYGON ((0 0, 9 9, 20 20, 0 0))\"", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,\"POLYGON ((0 0, 1 0, 1 1, 0 0))\"", HTSC_FINDING_BAD_GEOMETRY,
         "geometry"}, /* half a square metre */
        {"001,Tên,1,1,\"POLYGON ((0 0, 1e400 0, 100 100, 0 0))\"", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,\"POLYGON ((0 0, nan 0, 100 100, 0 0))\"", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"001,Tên,1,1,\"POLYGON ((1e30 0, 1e31 0, 1e31 1e30, 1e30 0))\"", HTSC_FINDING_BAD_POSITION, "geometry"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, "code,name,persons,households,wkt\n%s\n002,Tốt,1,1,%s\n", rules[i].row,
                 SQUARE(0, 0, 1, 1));
        htsc_villages *villages = new_villages();
        htsc_findings *findings = new_findings();
        htsc_read_counts counts = read_wkt(villages, *state, text, findings);
        assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1 &&
                    counts.refused_count == 1); /* the rest goes on */
        assert_string_equal(htsc_villages_get(villages, 0)->code, "002");
        htsc_findings_free(findings);
        htsc_villages_free(villages);
    }
}

static void test_villages_read_self_crossing_is_repaired_and_reported(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    read_wkt(villages, *state,
             "code,name,wkt\n001,Nơ,\"POLYGON ((538000 2221000, 538200 2221200, 538200 2221000, 538000 2221200, 538000 "
             "2221000))\"\n",
             findings);
    const htsc_finding *f =
        assert_finding(findings, HTSC_SEVERITY_REPAIR, HTSC_FINDING_REPAIRED_GEOMETRY, 2, "geometry");
    assert_contains(f->value, "538100"); /* where */
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_near(htsc_villages_get(villages, 0)->grid_area_m2, 20000, 1e-6); /* both triangles */
    assert_int_equal(village_at(villages, 0.2, 1, 1), 0);
    assert_int_equal(village_at(villages, 1, 0.2, 0), HTSC_NO_VILLAGE);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

/* The overlap goes to the first; what is left of the second is all that it has, on the ground and in the grid. */
static void test_villages_read_overlap_stays_with_the_first(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048];
    snprintf(text, sizeof text, "code,name,wkt\n001,A,%s\n002,B,%s\n003,C,%s\n", SQUARE(0, 0, 2, 2), SQUARE(1, 0, 3, 2),
             SQUARE(0, 0, 1, 1));
    htsc_read_counts counts = read_wkt(villages, *state, text, findings);
    const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_REPAIR, HTSC_FINDING_OVERLAP, 3, "geometry");
    assert_string_equal(f->value, "001");
    assert_string_equal(f->expected, "20000 m2");
    f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_OVERLAP, 4, "geometry"); /* nothing left */
    assert_string_equal(f->value, "001");
    assert_int_equal(htsc_findings_count(findings), 2);
    assert_int_equal(counts.kept_count, 2);
    const htsc_village *a = htsc_villages_get(villages, 0), *b = htsc_villages_get(villages, 1);
    assert_near(a->grid_area_m2, 40000, 1e-6);
    assert_near(b->grid_area_m2, 40000, 1e-6);
    assert_near(b->area_m2 / b->grid_area_m2, a->area_m2 / a->grid_area_m2, 1e-6); /* the scale changes by less */
    assert_int_equal(village_at(villages, 1.5, 1, 1), 0);
    assert_int_equal(village_at(villages, 2.5, 1, 1), 1);
    assert_int_equal(village_at(villages, 2, 1, 1), 0); /* on the border that the cut made */
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static void test_villages_read_sliver_overlap_is_nobodys_business(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048]; /* 100 m by 5 mm */
    snprintf(text, sizeof text,
             "code,name,wkt\n001,A,%s\n002,B,\"POLYGON ((538099.995 2221000, 538200 2221000, 538200 2221100, "
             "538099.995 2221100, 538099.995 2221000))\"\n",
             SQUARE(0, 0, 1, 1));
    read_wkt(villages, *state, text, findings);
    assert_no_findings(findings);
    assert_int_equal(htsc_villages_count(villages), 2);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static void test_villages_read_duplicate_code_is_refused_as_such(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048];
    snprintf(text, sizeof text, "code,name,wkt\n001,A,%s\n001,B,%s\n001,A,%s\n002,C,%s\n", SQUARE(0, 0, 1, 1),
             SQUARE(1, 0, 1, 1), SQUARE(0, 0, 1, 1), SQUARE(2, 0, 1, 1));
    read_wkt(villages, *state, text, findings);
    for (int row = 3; row <= 4; row++) {
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, row, "code");
        assert_string_equal(f->value, "001");
    }
    assert_int_equal(htsc_findings_count(findings), 2);
    assert_int_equal(htsc_villages_count(villages), 2);
    /* A row that was refused does not hold its code. */
    read_wkt(villages, *state,
             "code,name,wkt\n009,A,nonsense\n009,B,\"POLYGON ((538900 2221000, 539000 2221000, 539000 2221100, 538900 "
             "2221000))\"\n",
             findings);
    assert_int_equal(htsc_villages_count(villages), 3);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static void test_villages_read_heading_and_crs_errors(void **state) {
    static const struct {
        const char *text, *crs, *words;
        htsc_status status;
    } cases[] = {{"name,wkt\n", NULL, "code", HTSC_ERR_FORMAT},
                 {"code,wkt\n", NULL, "name", HTSC_ERR_FORMAT},
                 {"code,name\n", NULL, "wkt", HTSC_ERR_FORMAT},
                 {"code,name,wkt\n", "EPSG:999999", "999999", HTSC_ERR_CRS},
                 {"code,name,wkt\n", NULL, "", HTSC_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_input input = htsc_input_of(scratch_write(*state, "v.csv", cases[i].text));
        htsc_villages *villages = new_villages();
        htsc_findings *findings = new_findings();
        htsc_error err;
        input.crs = cases[i].crs;
        assert_status(htsc_villages_read(villages, &input, findings, NULL, &err), cases[i].status, err);
        if (cases[i].status != HTSC_OK) assert_contains(err.message, cases[i].words);
        htsc_findings_free(findings);
        htsc_villages_free(villages);
    }
    htsc_villages *villages = NULL;
    htsc_error err;
    assert_status(htsc_villages_create("EPSG:3857", &villages, &err), HTSC_ERR_CRS, err);
    assert_status(htsc_villages_create("EPSG:4326", &villages, &err), HTSC_ERR_CRS, err);
    assert_null(villages);
}

static void test_villages_read_commune_overhang_is_reported_and_kept(void **state) {
    static const char outline[] =
        "wkt\n\"POLYGON ((538000 2221000, 538300 2221000, 538300 2221100, 538000 2221100, 538000 2221000))\"\n"
        "\"POLYGON ((538300 2221000, 538500 2221000, 538500 2221100, 538300 2221100, 538300 2221000))\"\n";
    char text[2048];
    snprintf(text, sizeof text, "code,name,wkt\n001,A,%s\n002,B,%s\n003,C,%s\n", SQUARE(0, 0, 1, 1), SQUARE(4, 0, 2, 1),
             SQUARE(8, 8, 1, 1));
    for (int outline_first = 0; outline_first < 2; outline_first++) {
        htsc_villages *villages = new_villages();
        htsc_findings *findings = new_findings();
        if (outline_first) read_outline(villages, *state, outline, findings);
        read_wkt(villages, *state, text, findings);
        if (!outline_first) read_outline(villages, *state, outline, findings);
        int rows[2] = {outline_first ? 3 : 0, outline_first ? 4 : 0};
        assert_int_equal(htsc_findings_count(findings), 2);
        for (size_t i = 0; i < 2; i++) {
            const htsc_finding *f = htsc_findings_get(findings, i);
            assert_int_equal(f->code, HTSC_FINDING_OUTSIDE_COMMUNE);
            assert_int_equal(f->severity, HTSC_SEVERITY_ANOMALY);
            assert_int_equal(f->row, rows[i]);
            assert_string_equal(f->value, i == 0 ? "002" : "003");
            assert_string_equal(f->expected, "10000 m2");
        }
        assert_int_equal(htsc_villages_count(villages), 3);
        assert_near(htsc_villages_commune_area_m2(villages), 50000, 1e-6);
        assert_int_equal(village_at(villages, 0.5, 0.5, 1), 0);
        assert_int_equal(village_at(villages, 2.5, 0.5, 1), HTSC_NO_VILLAGE); /* in the commune, in no village */
        assert_int_equal(village_at(villages, 4.5, 0.5, 1), 1);
        assert_int_equal(village_at(villages, 5.5, 0.5, 0), 1); /* the overhang */
        assert_int_equal(village_at(villages, 8.5, 8.5, 0), 2);
        assert_int_equal(village_at(villages, 20, 20, 0), HTSC_NO_VILLAGE);
        htsc_findings_free(findings);
        htsc_villages_free(villages);
    }
}

static void test_villages_read_commune_without_a_polygon_is_an_error(void **state) {
    htsc_input input = htsc_input_of(scratch_write(*state, "commune.csv", "wkt\nPOINT (1 1)\n"));
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_status(htsc_villages_read_commune(villages, &input, NULL, findings, NULL, &err), HTSC_ERR_GEOMETRY, err);
    assert_contains(err.message, "commune.csv");
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static void test_villages_locate_border_gap_and_far_away(void **state) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048];
    snprintf(text, sizeof text, "code,name,wkt\n001,A,%s\n002,B,%s\n", SQUARE(1, 0, 1, 1), SQUARE(0, 0, 1, 1));
    read_wkt(villages, *state, text, findings);
    assert_int_equal(village_at(villages, 1, 0.5, 1), 0);      /* the first in the file, not the first in the west */
    assert_int_equal(village_at(villages, 0.5, 1.0045, 1), 1); /* 0.45 m outside */
    assert_int_equal(village_at(villages, 0.5, 1.0055, 0), HTSC_NO_VILLAGE);
    double x[3] = {1e7, (double)NAN, -1e300}, y[3] = {1e7, 0, 1e300};
    htsc_place places[3];
    htsc_error err;
    assert_ok(htsc_villages_locate(villages, 3, x, y, places, &err), err);
    for (int i = 0; i < 3; i++) assert_true(places[i].village == HTSC_NO_VILLAGE && places[i].in_commune == 0);
    assert_ok(htsc_villages_locate(villages, 0, NULL, NULL, NULL, &err), err);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static htsc_villages *testdata_villages(bool outline) {
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    htsc_input commune = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/commune.geojson"),
               input = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/villages.gpkg");
    htsc_error err;
    if (outline) assert_ok(htsc_villages_read_commune(villages, &commune, NULL, findings, NULL, &err), err);
    assert_ok(htsc_villages_read(villages, &input, findings, NULL, &err), err);
    assert_no_findings(findings);
    assert_int_equal(htsc_villages_count(villages), 50);
    htsc_findings_free(findings);
    return villages;
}

/* A partition: to 1e-5 m2 as testdata/README.md has it, and some more for the outline's way through two transforms: its
 * 742 vertices are rounded to 1e-7 degrees, 1 cm. The villages' own are not, so the outline and they differ by slivers.
 */
static void test_villages_testdata_areas_sum_to_the_commune(void **state) {
    (void)state;
    for (int outline = 0; outline < 2; outline++) {
        htsc_villages *villages = testdata_villages(outline == 1);
        double sum_m2 = 0, geodesic_m2 = 0;
        for (size_t i = 0; i < 50; i++) {
            sum_m2 += htsc_villages_get(villages, i)->grid_area_m2;
            geodesic_m2 += htsc_villages_get(villages, i)->area_m2;
        }
        assert_near(sum_m2, htsc_villages_commune_area_m2(villages), outline ? 1 : 1e-5);
        assert_near(geodesic_m2 / 1e6, 90.546, 5e-4); /* half of the last digit of the README's figure */
        htsc_villages_free(villages);
    }
}

/* Of all 7004 households, 48 of them on or beside borders, each is in one village and none in none. */
static void test_villages_testdata_households_are_counted_once(void **state) {
    (void)state;
    enum { HOUSEHOLDS = 7004 };
    static double x[HOUSEHOLDS], y[HOUSEHOLDS];
    static htsc_place places[HOUSEHOLDS];
    double persons[HOUSEHOLDS], counted[50] = {0};
    htsc_villages *villages = testdata_villages(true);
    htsc_transform *transform = NULL;
    htsc_error err;
    FILE *in = fopen(HTSC_TESTDATA_DIR "/ngoclac/households.csv", "rb");
    char line[256];
    int count = 0;
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    while (fgets(line, sizeof line, in) != NULL) {
        assert_true(count < HOUSEHOLDS);
        assert_int_equal(sscanf(line, "%lf,%lf,%*[^,],%lf", &x[count], &y[count], &persons[count]), 3);
        count++;
    }
    fclose(in);
    assert_int_equal(count, HOUSEHOLDS);
    assert_ok(htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &transform, &err), err);
    assert_ok(htsc_transform_points(transform, HOUSEHOLDS, x, y, &err), err);
    htsc_transform_free(transform);
    assert_ok(htsc_villages_locate(villages, HOUSEHOLDS, x, y, places, &err), err);
    double total = 0;
    for (int i = 0; i < HOUSEHOLDS; i++) {
        assert_true(places[i].village < 50 && places[i].in_commune == 1);
        counted[places[i].village] += persons[i];
        total += persons[i];
    }
    assert_true(total == 28017);
    /* Declared totals follow the rule of the first village on a border; three villages declare otherwise. */
    for (size_t v = 0; v < 50; v++) {
        const htsc_village *village = htsc_villages_get(villages, v);
        double expected = village->declared_persons;
        if (strcmp(village->code, "15061-007") == 0) expected = 780;
        if (strcmp(village->code, "15061-029") == 0) expected = 557;
        if (strcmp(village->code, "15061-033") == 0) expected = 289;
        if (counted[v] != expected) fail_msg("%s: counted %g, expected %g", village->code, counted[v], expected);
    }
    htsc_villages_free(villages);
}

/* Pieces are a partition: villages inside and outside the outline, and the rest of the commune. */
static void test_villages_pieces_are_the_whole_without_overlaps(void **state) {
    static const char outline[] =
        "wkt\n\"POLYGON ((538000 2221000, 538500 2221000, 538500 2221100, 538000 2221100, 538000 2221000))\"\n";
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    char text[2048];
    snprintf(text, sizeof text, "code,name,wkt\n001,A,%s\n002,B,%s\n", SQUARE(0, 0, 1, 1), SQUARE(4, 0, 2, 1));
    read_outline(villages, *state, outline, findings);
    read_wkt(villages, *state, text, findings);
    htsc__geos *geos = NULL;
    htsc__piece *pieces = NULL;
    size_t count = 0;
    htsc_error err;
    assert_ok(htsc__geos_create(&geos, &err), err);
    assert_ok(htsc__villages_pieces(villages, geos, &pieces, &count, &err), err);
    double inside[3] = {0, 0, 0}, outside[3] = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t v = pieces[i].place.village == HTSC_NO_VILLAGE ? 2 : pieces[i].place.village;
        *(pieces[i].place.in_commune ? &inside[v] : &outside[v]) += htsc__geom_area(geos, pieces[i].geom);
    }
    assert_int_equal(count, 4);
    assert_near(inside[0], 10000, 1e-6);
    assert_near(inside[1], 10000, 1e-6);
    assert_near(outside[1], 10000, 1e-6);
    assert_near(inside[2], 30000, 1e-6);
    assert_near(outside[0] + outside[2], 0, 0);
    htsc__pieces_free(geos, pieces, count);
    htsc__geos_free(geos);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

/* All 166 communes of the province; some declared areas are wrong, the polygons are not. */
static void test_villages_read_166_communes(void **state) {
    (void)state;
    const char *path = shared_data("thanhhoa/communes_2025.gpkg");
    if (path == NULL) skip();
    htsc_input input = htsc_input_of(path);
    htsc_villages *villages = new_villages();
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_villages_read(villages, &input, findings, &counts, &err), err);
    assert_int_equal(counts.read_count, 166);
    assert_int_equal(htsc_villages_count(villages), 166);
    for (size_t i = 0; i < htsc_findings_count(findings); i++) /* none of them is invalid */
        assert_int_equal(htsc_findings_get(findings, i)->code, HTSC_FINDING_OVERLAP);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
}

static htsc_status read_and_locate(void *ctx, htsc_error *err) {
    char *const *paths = ctx;
    htsc_villages *villages = NULL;
    htsc_findings *findings = NULL;
    htsc_status status = htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, err);
    htsc_input outline = htsc_input_of(paths[1]), input = htsc_input_of(paths[0]);
    outline.crs = input.crs = HTSC_CRS_VN2000_TM3_105;
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) status = htsc_villages_read_commune(villages, &outline, NULL, findings, NULL, err);
    if (status == HTSC_OK) status = htsc_villages_read(villages, &input, findings, NULL, err);
    double x_m = 538150, y_m = 2221050;
    htsc_place place;
    if (status == HTSC_OK) status = htsc_villages_locate(villages, 1, &x_m, &y_m, &place, err);
    htsc_findings_free(findings);
    htsc_villages_free(villages);
    return status;
}

static void test_villages_failing_allocation_is_an_error(void **state) {
    char text[2048];
    snprintf(text, sizeof text,
             "code,name,wkt\n001,A,%s\n002,B,%s\n001,B,%s\n003,D,\"POLYGON ((538000 2221000, 538200 2221200, 538200 "
             "2221000, 538000 2221200, 538000 2221000))\"\n",
             SQUARE(0, 0, 2, 1), SQUARE(1, 0, 2, 1), SQUARE(5, 0, 1, 1));
    char *paths[2] = {strdup(scratch_write(*state, "v.csv", text)), NULL};
    snprintf(text, sizeof text, "wkt\n%s\n%s\n", SQUARE(0, 0, 2, 1), SQUARE(3, 0, 2, 1));
    paths[1] = strdup(scratch_write(*state, "c.csv", text));
    assert_true(fail_each_allocation(read_and_locate, paths) >= 40);
    free(paths[0]);
    free(paths[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_villages_read_values_and_areas),
        IN_SCRATCH(test_villages_read_wrong_rows_are_refused),
        IN_SCRATCH(test_villages_read_self_crossing_is_repaired_and_reported),
        IN_SCRATCH(test_villages_read_overlap_stays_with_the_first),
        IN_SCRATCH(test_villages_read_sliver_overlap_is_nobodys_business),
        IN_SCRATCH(test_villages_read_duplicate_code_is_refused_as_such),
        IN_SCRATCH(test_villages_read_heading_and_crs_errors),
        IN_SCRATCH(test_villages_read_commune_overhang_is_reported_and_kept),
        IN_SCRATCH(test_villages_read_commune_without_a_polygon_is_an_error),
        IN_SCRATCH(test_villages_locate_border_gap_and_far_away),
        cmocka_unit_test(test_villages_testdata_areas_sum_to_the_commune),
        cmocka_unit_test(test_villages_testdata_households_are_counted_once),
        IN_SCRATCH(test_villages_pieces_are_the_whole_without_overlaps),
        cmocka_unit_test(test_villages_read_166_communes),
        IN_SCRATCH(test_villages_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
