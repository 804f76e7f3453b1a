/* index.html: its data equal summary.json, texts from submissions stay texts, sizes are bounded, bytes are the same. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htscover/htscover.h>

#include "base/base64.h"
#include "base/memory.h"
#include "e2e/run.h"
#include "geo/png.h"
#include "report/page_parts.h"

static void run_into(const char *in, const char *out, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    htsc_report *report = NULL;
    htsc_report_options options;
    htsc_report_options_init(&options);
    options.jobs = jobs;
    if (htsc_project_read(path_of(in, "project.yaml"), &project, &error) != HTSC_OK) fail_msg("%s", error.message);
    if (htsc_report_run(project, out, &options, &report, &error) != HTSC_OK) fail_msg("%s", error.message);
    htsc_report_free(report);
    htsc_project_free(project);
}

/* The text between the tags of the data, as a browser finds them: up to the first end of a script. */
static char *data_text(const char *html) {
    static const char opening[] = "<script type=\"application/json\" id=\"data\">";
    const char *from = strstr(html, opening);
    if (from == NULL) fail_msg("the page has no data");
    from += sizeof opening - 1;
    const char *to = strcasestr(from, "</script");
    assert_non_null(to);
    return strndup(from, (size_t)(to - from));
}

static json_t *page_data(const char *out) {
    char *html = file_read(path_of(out, "index.html"), NULL), *text = data_text(html);
    json_error_t error;
    json_t *data = json_loads(text, 0, &error);
    if (data == NULL) fail_msg("%s at %d", error.text, error.position);
    free(text);
    free(html);
    return data;
}

static json_t *at(json_t *value, const char *path) {
    char key[64];
    while (*path != '\0') {
        const size_t length = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        json_t *next = json_is_array(value) ? json_array_get(value, (size_t)atoi(key)) : json_object_get(value, key);
        if (next == NULL) fail_msg("there is no \"%s\" of \"%s\"", key, path);
        value = next;
        path += length + (path[length] == '/');
    }
    return value;
}

static void assert_same(json_t *page, json_t *summary, const char *what) {
    if (!json_equal(page, summary))
        fail_msg("%s: %.15g in the page, %.15g in the summary", what, json_number_value(page),
                 json_number_value(summary));
}

/* One layer of a region: persons and households by class, and both shares. */
static void assert_layer(json_t *page, json_t *summary, size_t region, const char *const names[3]) {
    char path[64];
    for (int c = 0; c < 3; c++) {
        snprintf(path, sizeof path, "persons/%d/%zu", c, region);
        assert_same(at(page, path), at(at(summary, "persons_by_class"), names[c]), path);
        snprintf(path, sizeof path, "households/%d/%zu", c, region);
        assert_same(at(page, path), at(at(summary, "households_by_class"), names[c]), path);
    }
    snprintf(path, sizeof path, "persons_pct/%zu", region);
    assert_same(at(page, path), at(summary, "persons_pct"), path);
    snprintf(path, sizeof path, "households_pct/%zu", region);
    assert_same(at(page, path), at(summary, "households_pct"), path);
}

static void assert_region(json_t *page, json_t *summary, json_t *operators, size_t region) {
    static const char *const levels[] = {"none", "weak", "good"}, *const reach[] = {"not_reached", "reached",
                                                                                    "gigabit"};
    static const char *const technologies[] = {"4G", "5G"};
    const size_t count = json_array_size(operators);
    for (size_t i = 0; i <= count; i++) {
        const char *who = i < count ? json_string_value(json_array_get(operators, i)) : NULL;
        for (int t = 0; t < 2; t++) {
            json_t *layer = json_array_get(at(at(at(page, "coverage"), technologies[t]), "layers"), i);
            json_t *other = at(summary, technologies[t]);
            other = who == NULL ? at(other, "union") : json_object_get(at(other, "operators"), who);
            assert_layer(layer, other, region, levels);
        }
        json_t *other = who == NULL ? at(summary, "fiber/union") : json_object_get(at(summary, "fiber/operators"), who);
        assert_layer(json_array_get(at(page, "fiber/layers"), i), other, region, reach);
    }
}

static void test_page_figures_equal_the_summary(void **state) {
    (void)state;
    const char *out = path_of(folder_new(), "out");
    run_into(HTSC_TESTDATA_DIR "/ngoclac", out, 0);
    json_t *page = page_data(out), *summary = json_load_file(path_of(out, "summary.json"), 0, NULL), *region, *score;
    assert_non_null(summary);
    size_t i;
    assert_int_equal(json_array_size(at(page, "regions/codes")), json_array_size(at(summary, "regions")));
    json_array_foreach(at(summary, "regions"), i, region) {
        assert_same(json_array_get(at(page, "regions/codes"), i), at(region, "code"), "code");
        assert_same(json_array_get(at(page, "regions/names"), i), at(region, "name"), "name");
        assert_same(json_array_get(at(page, "regions/persons"), i), at(region, "5G/union/persons"), "persons");
        assert_same(json_array_get(at(page, "regions/households"), i), at(region, "5G/union/households"), "households");
        assert_region(at(page, "regions"), region, at(page, "operators"), i);
    }
    json_array_foreach(at(summary, "scoreboard"), i, score) {
        const char *key;
        json_t *value;
        json_object_foreach(score, key, value)
            assert_same(json_object_get(json_array_get(at(page, "scoreboard"), i), key), value, key);
    }
    assert_true(json_equal(at(page, "method"), at(summary, "method")));
    assert_true(json_equal(at(page, "inputs"), at(summary, "inputs")));
    for (int t = 0; t < 2; t++) {
        json_t *zones = at(json_array_get(at(page, "technologies"), (size_t)t), "zones");
        json_t *whole = at(at(summary, "zones"), t == 0 ? "4G" : "5G");
        double persons = 0, area_m2 = 0;
        assert_same(at(zones, "count"), at(whole, "count"), "zones");
        assert_int_equal(json_array_size(at(zones, "rows")), json_integer_value(at(whole, "count"))); /* below 500 */
        assert_int_equal(json_array_size(at(zones, "shapes")), json_array_size(at(zones, "rows")));
        json_array_foreach(at(zones, "rows"), i, region) {
            persons += json_number_value(at(region, "persons"));
            area_m2 += json_number_value(at(region, "area_m2"));
        }
        /* Twelve digits of each of some three hundred. */
        assert_true(fabs(persons - json_number_value(at(whole, "persons"))) < 1e-6);
        assert_true(fabs(area_m2 - json_number_value(at(whole, "area_m2"))) < 1e-2);
    }
    json_decref(page);
    json_decref(summary);
}

/* The area of "x y dx dy …;…" by the trapezium rule; holes run the other way in GEOS, so that signs add up. */
static double shape_area_m2(const char *shape) {
    double total = 0, ring = 0, x = 0, y = 0, first_x = 0, first_y = 0;
    bool start = true;
    for (const char *c = shape; *c != '\0';) {
        char *end;
        const double dx = strtod(c, &end), dy = strtod(end, &end);
        const double next_x = start ? dx : x + dx, next_y = start ? dy : y + dy;
        if (start)
            first_x = next_x, first_y = next_y;
        else
            ring += x * next_y - next_x * y;
        x = next_x, y = next_y;
        start = *end == ';' || *end == '\0';
        if (start) {
            total += ring + x * first_y - first_x * y;
            ring = 0;
        }
        c = end + (*end != '\0');
    }
    return fabs(total) / 2;
}

static void test_page_zone_outlines_hold_the_zones_area(void **state) {
    (void)state;
    const char *out = path_of(folder_new(), "out");
    run_into(HTSC_TESTDATA_DIR "/ngoclac", out, 0);
    json_t *page = page_data(out), *zones = at(page, "technologies/1/zones"), *row;
    double drawn = 0, whole = 0;
    size_t i;
    assert_true(json_number_value(at(zones, "tolerance_m")) == 0);
    json_array_foreach(at(zones, "rows"), i, row) {
        drawn += shape_area_m2(json_string_value(json_array_get(at(zones, "shapes"), i)));
        whole += json_number_value(at(row, "area_m2"));
    }
    assert_true(whole > 1e6);
    /* Corners are whole metres: half a metre off at most, along some 700 km of outlines of 66 km2 that cancel. */
    assert_true(fabs(drawn - whole) < 1e-3 * whole);
    json_decref(page);
}

static void test_page_of_the_commune_is_small_and_asks_for_nothing(void **state) {
    (void)state;
    const char *out = path_of(folder_new(), "out");
    run_into(HTSC_TESTDATA_DIR "/ngoclac", out, 0);
    size_t size;
    char *html = file_read(path_of(out, "index.html"), &size);
    assert_true(size < 3000000);
    static const char *const refused[] = {" src=\"", "url(", "@import", "<link", "<iframe", "{{"};
    char *text = data_text(html);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (strstr(text, refused[i]) != NULL) fail_msg("the data hold %s", refused[i]);
    const char *styles = strstr(html, "<style>"), *end = strstr(html, "<body>");
    assert_non_null(styles);
    assert_non_null(end);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *found = strstr(styles, refused[i]);
        if (found != NULL && found < end) fail_msg("the styles hold %s", refused[i]);
    }
    assert_non_null(strstr(html, "default-src 'none'; script-src 'sha256-"));
    assert_null(strstr(html, "unsafe"));
    free(text);
    free(html);
}

/* A name that would end the data, begin a script or a comment, or act in an attribute. */
static const char *const hostile[] = {
    "</script><script>alert(1)</script>", "<!--<script>", "\\\"onload=\\\"alert(1)",
    "]]>&lt;b&gt;&#x3c;img src=x onerror=alert(1)&#62;\\u2028\\u2029\\u202e\\ud83d\\ude00"};

static void test_page_hostile_names_stay_names(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny"), *out = path_of(in, "out");
    static const char *const names[] = {"Thôn Ngọc Sơn", "Làng Chẹ", "Phố Lê Lợi", "Thôn Hạ Đụ"};
    for (int i = 0; i < 4; i++) file_replace(path_of(in, "villages.geojson"), names[i], hostile[i]);
    file_replace(path_of(in, "project.yaml"), "name: Xã thử nghiệm", "name: \"</script><svg onload=alert(2)>\"");
    file_replace(path_of(in, "project.yaml"), "[tables, shapefiles]", "[page, tables]");
    file_replace(path_of(in, "project.yaml"), "source: Công an xã", "source: \"</SCRIPT >&<!--\"");
    run_into(in, out, 0);
    char *html = file_read(path_of(out, "index.html"), NULL), *text = data_text(html);
    assert_null(strchr(text, '<'));
    assert_null(strstr(html, "alert(1)</script>"));
    for (const char *c = text; *c != '\0'; c++) assert_true((unsigned char)*c < 128);
    json_t *page = json_loads(text, 0, NULL), *layers = json_load_file(path_of(in, "villages.geojson"), 0, NULL);
    assert_non_null(page);
    for (size_t i = 0; i < 4; i++) /* what came in is what the page holds */
        assert_same(json_array_get(at(page, "regions/names"), i),
                    at(json_array_get(at(layers, "features"), i), "properties/name"), hostile[i]);
    assert_string_equal(json_string_value(at(page, "project/name")), "</script><svg onload=alert(2)>");
    json_decref(layers);
    json_decref(page);
    free(text);
    free(html);
}

static void test_page_has_the_same_bytes_for_any_number_of_threads(void **state) {
    (void)state;
    const char *folder = folder_new(), *one = path_of(folder, "one"), *four = path_of(folder, "four");
    run_into(HTSC_TESTDATA_DIR "/ngoclac", one, 1);
    run_into(HTSC_TESTDATA_DIR "/ngoclac", four, 4);
    assert_true(files_equal(path_of(one, "index.html"), path_of(four, "index.html")));
}

static void test_page_is_made_where_it_is_wanted(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny");
    file_replace(path_of(in, "project.yaml"), "[tables, shapefiles]", "[tables]");
    run_into(in, path_of(in, "tables"), 0);
    assert_false(file_exists(path_of(in, "tables/index.html")));
    file_replace(path_of(in, "project.yaml"), "[tables]", "[page]");
    run_into(in, path_of(in, "page"), 0);
    json_t *page = page_data(path_of(in, "page"));
    assert_true(json_is_false(at(page, "shapefiles")));
    assert_true(json_is_null(at(page, "relief")));
    assert_string_equal(json_string_value(at(page, "project/language")), "en");
    assert_int_equal(folder_count(path_of(in, "page"), ""), 3); /* with summary.json and rejects.csv */
    json_decref(page);
}

static void test_shape_keeps_within_the_tolerance(void **state) {
    (void)state;
    const htsc__page_frame frame = {1000, 2000, 100, 100};
    /* A stair of four steps of 1 m, closed by two long sides; one vertex in the middle of a side. */
    const double x[] = {1000, 1001, 1001, 1002, 1002, 1003, 1003, 1050, 1050, 1000, 1000},
                 y[] = {2000, 2000, 2001, 2001, 2002, 2002, 2003, 2003, 2040, 2040, 2000};
    const double mid_x[] = {1000, 1020, 1050, 1050, 1000}, mid_y[] = {2000, 2000, 2000, 2050, 2000};
    htsc_error error = {HTSC_OK, ""};
    htsc__page_shape shape = {.text = NULL};
    assert_int_equal(htsc__page_shape_add(&shape, &frame, true, 0, 5, mid_x, mid_y, &error), HTSC_OK);
    assert_string_equal(shape.text, "0 0 50 0 0 50");
    assert_int_equal(htsc__page_shape_add(&shape, &frame, true, 0, 11, x, y, &error), HTSC_OK);
    assert_string_equal(shape.text, "0 0 50 0 0 50;0 0 1 0 0 1 1 0 0 1 1 0 0 1 47 0 0 37 -50 0");
    shape.length = 0;
    assert_int_equal(htsc__page_shape_add(&shape, &frame, true, 1, 11, x, y, &error), HTSC_OK);
    assert_string_equal(shape.text, "0 0 3 3 47 0 0 37 -50 0");
    /* Less than a metre of it: nothing is left, and what was there before stays. */
    const double dot_x[] = {1000, 1000.2, 1000.2, 1000}, dot_y[] = {2000, 2000, 2000.2, 2000};
    assert_int_equal(htsc__page_shape_add(&shape, &frame, true, 0, 4, dot_x, dot_y, &error), HTSC_OK);
    assert_string_equal(shape.text, "0 0 3 3 47 0 0 37 -50 0");
    assert_int_equal(htsc__page_shape_add(&shape, &frame, false, 0, 2, dot_x, dot_y, &error), HTSC_OK);
    assert_string_equal(shape.text, "0 0 3 3 47 0 0 37 -50 0");
    htsc__free(shape.text);
}

/* Vectors of RFC 4648, section 10. */
static void test_base64_vectors(void **state) {
    (void)state;
    static const char *const vectors[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        char text[HTSC__BASE64_LENGTH(6) + 1];
        htsc__base64((const unsigned char *)vectors[i][0], strlen(vectors[i][0]), text);
        assert_string_equal(text, vectors[i][1]);
        assert_int_equal(strlen(text), HTSC__BASE64_LENGTH(strlen(vectors[i][0])));
    }
}

static void test_png_of_few_colours_is_small_and_the_same_again(void **state) {
    (void)state;
    enum { WIDTH = 300, HEIGHT = 200 };
    static uint8_t pixels[WIDTH * HEIGHT];
    const uint32_t rgba[] = {0xffffff00, 0x7f0000ff, 0xf08a24ff, 0xc6dbefff};
    for (int i = 0; i < WIDTH * HEIGHT; i++) pixels[i] = (uint8_t)(i / 60 % 4);
    htsc_error error = {HTSC_OK, ""};
    unsigned char *bytes[2];
    size_t size[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(htsc__png_encode(WIDTH, HEIGHT, pixels, rgba, 4, &bytes[i], &size[i], &error), HTSC_OK);
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    assert_memory_equal(bytes[0], "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\xc8\x02\x03",
                        26); /* 2 bits, indexed */
    assert_true(size[0] < WIDTH * HEIGHT / 4);
    htsc__free(bytes[0]);
    htsc__free(bytes[1]);
    assert_int_equal(htsc__png_encode(0, 1, pixels, rgba, 4, &bytes[0], &size[0], &error), HTSC_ERR_LIMIT);
    assert_int_equal(htsc__png_encode(1, 1, pixels, rgba, 257, &bytes[0], &size[0], &error), HTSC_ERR_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_page_figures_equal_the_summary),
                                       cmocka_unit_test(test_page_zone_outlines_hold_the_zones_area),
                                       cmocka_unit_test(test_page_of_the_commune_is_small_and_asks_for_nothing),
                                       cmocka_unit_test(test_page_hostile_names_stay_names),
                                       cmocka_unit_test(test_page_has_the_same_bytes_for_any_number_of_threads),
                                       cmocka_unit_test(test_page_is_made_where_it_is_wanted),
                                       cmocka_unit_test(test_shape_keeps_within_the_tolerance),
                                       cmocka_unit_test(test_base64_vectors),
                                       cmocka_unit_test(test_png_of_few_colours_is_small_and_the_same_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
