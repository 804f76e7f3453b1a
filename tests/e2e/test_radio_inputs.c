/* What P.1812 takes beside sites: terrain in several shapes, land cover, patterns, indoor and rate questions; and what
 * cannot be computed. On the synthetic commune. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "csv.h"
#include "run.h"

static json_t *summary_of(const char *folder) {
    json_error_t error;
    json_t *root = json_load_file(path_of(folder, "summary.json"), JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) fail_msg("summary.json:%d: %s", error.line, error.text);
    return root;
}

static json_t *at(json_t *object, const char *key) {
    json_t *value = json_object_get(object, key);
    if (value == NULL) fail_msg("there is no \"%s\"", key);
    return value;
}

/* Coarse pixels: the questions are of people. */
static const char *project_copy(void) {
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    file_replace(path_of(in, "project.yaml"), "resolution_m: 30", "outputs: [tables]\nresolution_m: 100");
    file_replace(path_of(in, "project.yaml"), "model: {name: p1812}",
                 "model: {name: p1812, profile_step_m: 30, location_resolution_m: 30}");
    return in;
}

static void run_code(const char *in, const char *out, int code) {
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "-q", "--lang", "en");
    assert_code(&ran, code);
    result_clear(&ran);
}

/* persons_class1 and 2 of a region, question and layer. */
static double covered(const csv_sheet *ratios, const char *question, const char *layer) {
    for (size_t i = 0; i < csv_rows(ratios); i++)
        if (strcmp(csv_text(ratios, i, "region_code"), "commune") == 0 &&
            strcmp(csv_text(ratios, i, "question"), question) == 0 && strcmp(csv_text(ratios, i, "layer"), layer) == 0)
            return csv_number(ratios, i, "persons_class1") + csv_number(ratios, i, "persons_class2");
    fail_msg("ratios.csv has no %s %s", question, layer);
    return 0;
}

static void test_radio_inputs_model_left_out_is_p1812(void **state) {
    (void)state;
    const char *named = project_copy(), *silent = project_copy(), *a = folder_new(), *b = folder_new();
    file_replace(path_of(silent, "project.yaml"), "model: {name: p1812, profile_step_m: 30, location_resolution_m: 30}",
                 "#");
    file_replace(path_of(named, "project.yaml"), "model: {name: p1812, profile_step_m: 30, location_resolution_m: 30}",
                 "model: {name: p1812}");
    run_code(named, a, 3);
    run_code(silent, b, 3);
    assert_folders_equal(a, b);
    json_t *summary = summary_of(b);
    assert_string_equal(json_string_value(at(at(summary, "method"), "model")), "ITU-R P.1812-8");
    json_decref(summary);
}

static void test_radio_inputs_terrain_folder_gives_the_same_ratios(void **state) {
    (void)state;
    const char *one = project_copy(), *many = project_copy(), *a = folder_new(), *b = folder_new();
    assert_int_equal(mkdir(path_of(many, "tiles"), 0700), 0);
    assert_int_equal(rename(path_of(many, "terrain.tif"), path_of(path_of(many, "tiles"), "N20E105.tif")), 0);
    file_write_text(path_of(path_of(many, "tiles"), "readme.txt"), "not a tile");
    file_replace(path_of(many, "project.yaml"), "terrain: {path: terrain.tif}", "terrain: {path: tiles}");
    run_code(one, a, 3);
    run_code(many, b, 3);
    assert_true(files_equal(path_of(a, "ratios.csv"), path_of(b, "ratios.csv")));
    json_t *summary = summary_of(b), *source;
    size_t i, found = 0;
    json_array_foreach(at(summary, "inputs"), i, source) {
        if (strcmp(json_string_value(at(source, "role")), "terrain") != 0) continue;
        assert_string_equal(json_string_value(at(source, "path")), "tiles/N20E105.tif");
        found++;
    }
    assert_int_equal(found, 1);
    json_decref(summary);
}

static void test_radio_inputs_indoor_and_rate_questions_are_counted(void **state) {
    (void)state;
    const char *in = project_copy(), *out = folder_new();
    file_replace(
        path_of(in, "project.yaml"), "max_drop_m: 300",
        "building_entry: {type: traditional}\nrate: {load_frac: 0.5, at_least_mbps: [100, 300]}\nmax_drop_m: 300");
    run_code(in, out, 3);
    csv_sheet ratios = csv_read(path_of(out, "ratios.csv")), villages = csv_read(path_of(out, "villages.csv"));
    const double outdoor = covered(&ratios, "5G", "union"), indoor = covered(&ratios, "5G_indoor", "union");
    const double at_100 = covered(&ratios, "5G_100mbps", "union"), at_300 = covered(&ratios, "5G_300mbps", "union");
    sheet("5G: %.0f outdoors, %.0f indoors, %.0f with 100 Mb/s, %.0f with 300 Mb/s", outdoor, indoor, at_100, at_300);
    assert_true(indoor > 0 && indoor < outdoor);
    assert_true(at_300 > 0 && at_300 < at_100 && at_100 <= outdoor + 0.01); /* sums of the same people in two orders */
    for (size_t i = 0; i < csv_rows(&villages); i++)
        assert_true(csv_number(&villages, i, "5g_indoor_persons") <=
                    csv_number(&villages, i, "5g_persons_good") + csv_number(&villages, i, "5g_persons_weak") + 0.01);
    json_t *summary = summary_of(out), *method = at(summary, "method");
    assert_string_equal(json_string_value(at(method, "building_entry")), "ITU-R P.2109-2 traditional");
    assert_float_equal(json_number_value(at(at(method, "rate"), "load_frac")), 0.5, 0);
    json_decref(summary);
    csv_clear(&ratios);
    csv_clear(&villages);
}

static void test_radio_inputs_without_land_cover_more_is_covered_and_p2108_takes_some(void **state) {
    (void)state;
    const char *clutter = project_copy(), *bare = project_copy(), *p2108 = project_copy();
    const char *outs[3] = {folder_new(), folder_new(), folder_new()};
    double persons[3];
    file_replace(path_of(bare, "project.yaml"), "  land_cover: {path: land_cover.tif}\n", "");
    file_replace(path_of(p2108, "project.yaml"), "  land_cover: {path: land_cover.tif}\n", "");
    file_replace(path_of(p2108, "project.yaml"), "profile_step_m: 30,", "profile_step_m: 30, terminal_clutter: p2108,");
    const char *const ins[3] = {clutter, bare, p2108};
    for (int i = 0; i < 3; i++) {
        run_code(ins[i], outs[i], 3);
        csv_sheet ratios = csv_read(path_of(outs[i], "ratios.csv"));
        persons[i] = covered(&ratios, "5G", "union");
        csv_clear(&ratios);
    }
    sheet("5G persons: %.0f with land cover, %.0f without, %.0f with P.2108", persons[0], persons[1], persons[2]);
    assert_true(persons[0] < persons[1]);
    assert_true(persons[2] < persons[1]);
}

/* Persons of 5G with a step and a gap. */
static double covered_with(int step_m, int gap_m) {
    char keys[64];
    const char *in = project_copy(), *out = folder_new();
    snprintf(keys, sizeof keys, "profile_step_m: %d, receiver_gap_m: %d,", step_m, gap_m);
    file_replace(path_of(in, "project.yaml"), "profile_step_m: 30,", keys);
    run_code(in, out, 3);
    csv_sheet ratios = csv_read(path_of(out, "ratios.csv"));
    const double persons = covered(&ratios, "5G", "union");
    csv_clear(&ratios);
    json_t *summary = summary_of(out), *method = at(summary, "method");
    assert_float_equal(json_number_value(at(method, "profile_step_m")), step_m, 0);
    assert_float_equal(json_number_value(at(method, "receiver_gap_m")), gap_m, 0);
    json_decref(summary);
    return persons;
}

/* How far before a person clutter ends is the project's to say; how densely profiles are sampled says nothing of it. */
static void test_radio_inputs_covered_persons_hang_on_the_gap_and_not_on_the_step(void **state) {
    (void)state;
    const double all = 28017, fine = covered_with(10, 30), usual = covered_with(30, 30), coarse = covered_with(60, 30);
    const double tight = covered_with(30, 15), wide = covered_with(30, 60);
    sheet("5G persons: steps of 10, 30, 60 m %.0f, %.0f, %.0f; gaps of 15, 30, 60 m %.0f, %.0f, %.0f", fine, usual,
          coarse, tight, usual, wide);
    assert_true(fabs(fine - usual) < 0.015 * all && fabs(coarse - usual) < 0.015 * all);
    assert_true(usual - tight > 0.1 * all && wide - usual > 0.1 * all);
}

/* A quarter circle forward, silent elsewhere, in an MSI file. */
static void write_pattern(const char *path) {
    char text[16384] = "NAME Test\nFREQUENCY 2600\nGAIN 17 dBi\nTILT ELECTRICAL\nHORIZONTAL 360\n";
    size_t used = strlen(text);
    for (int cut = 0; cut < 2; cut++) {
        for (int deg = 0; deg < 360; deg++) {
            const int off = deg < 180 ? deg : 360 - deg;
            used += (size_t)snprintf(text + used, sizeof text - used, "%d %.1f\n", deg, off <= 45 ? 0.0 : 40.0);
        }
        if (cut == 0) used += (size_t)snprintf(text + used, sizeof text - used, "VERTICAL 360\n");
    }
    file_write_text(path, text);
}

static void test_radio_inputs_pattern_file_changes_what_its_cells_cover(void **state) {
    (void)state;
    const char *in = project_copy(), *out = folder_new(), *plain = folder_new();
    run_code(in, plain, 3);
    write_pattern(path_of(in, "quarter.msi"));
    file_replace(path_of(in, "project.yaml"), "  terrain: {path: terrain.tif}\n",
                 "  terrain: {path: terrain.tif}\n  antennas: [{path: quarter.msi}]\n");
    char *text = file_read(path_of(in, "sites_lam_son.csv"), NULL), *grown = calloc(2, strlen(text) + 4096);
    size_t used = 0, line = 0;
    for (char *at_line = strtok(text, "\n"); at_line != NULL; at_line = strtok(NULL, "\n"), line++)
        used += (size_t)sprintf(grown + used, "%.*s,%s\n", (int)strcspn(at_line, "\r"), at_line,
                                line == 0 ? "antenna" : "quarter");
    file_write_text(path_of(in, "sites_lam_son.csv"), grown);
    free(text);
    run_code(in, out, 3);
    csv_sheet with = csv_read(path_of(out, "ratios.csv")), without = csv_read(path_of(plain, "ratios.csv"));
    sheet("4G persons: %.0f by sectors, %.0f by quarters", covered(&without, "4G", "operator"),
          covered(&with, "4G", "operator"));
    assert_true(fabs(covered(&with, "4G", "operator") - covered(&without, "4G", "operator")) > 1);
    csv_clear(&with);
    csv_clear(&without);
    /* A name that is no pattern of the project refuses its row. */
    char *wrong = strstr(grown, "quarter");
    memcpy(wrong, "quartet", 7);
    file_write_text(path_of(in, "sites_lam_son.csv"), grown);
    free(grown);
    run_code(in, out, 3);
    csv_sheet rejects = csv_read(path_of(out, "rejects.csv"));
    const size_t row = csv_find(&rejects, "value", "quartet");
    assert_string_equal(csv_text(&rejects, row, "column"), "antenna");
    assert_string_equal(csv_text(&rejects, row, "row"), "2");
    csv_clear(&rejects);
}

static void test_radio_inputs_cells_that_cannot_be_swept_are_told(void **state) {
    (void)state;
    const char *in = project_copy(), *out = folder_new();
    char *text = file_read(path_of(in, "sites_lam_son.csv"), NULL), *grown = calloc(1, strlen(text) + 1024);
    /* Above 6 GHz; and beside the raster, within reach of the commune. */
    sprintf(grown,
            "%sX1,Lam Sơn Telecom,5G,105.36,20.09,36,50,65,10,2,,6500,100,30,66,on_air,2018-03-15\n"
            "X2,Lam Sơn Telecom,5G,105.45,20.09,36,50,65,10,2,,2600,100,30,66,on_air,2018-03-15\n",
            text);
    file_write_text(path_of(in, "sites_lam_son.csv"), grown);
    free(text);
    free(grown);
    run_code(in, out, 3);
    csv_sheet rejects = csv_read(path_of(out, "rejects.csv"));
    const size_t high = csv_find(&rejects, "value", "6500"), beside = csv_find(&rejects, "value", "X2");
    assert_string_equal(csv_text(&rejects, high, "code"), "out_of_range");
    assert_string_equal(csv_text(&rejects, high, "column"), "freq_mhz");
    assert_string_equal(csv_text(&rejects, high, "severity"), "error");
    assert_string_equal(csv_text(&rejects, beside, "code"), "void");
    assert_string_equal(csv_text(&rejects, beside, "file"), "sites_lam_son.csv");
    json_t *summary = summary_of(out);
    assert_int_equal(json_integer_value(at(at(summary, "cells"), "left_out_count")), 2);
    json_decref(summary);
    csv_clear(&rejects);
}

static void test_radio_inputs_broken_ground_is_an_error_and_writes_nothing(void **state) {
    (void)state;
    static const struct {
        const char *find, *by, *says;
    } faults[] = {{"terrain: {path: terrain.tif}", "terrain: {path: nowhere.tif}", "nowhere.tif"},
                  {"terrain: {path: terrain.tif}", "terrain: {path: households.csv}", "households.csv"},
                  {"land_cover: {path: land_cover.tif}", "land_cover: {path: project.yaml}", "project.yaml"},
                  {"terrain: {path: terrain.tif}", "terrain: {path: \"/vsicurl/http://127.0.0.1/x.tif\"}", "vsicurl"},
                  {"terrain: {path: terrain.tif}", "terrain: {path: terrain.tif}\n  antennas: [{path: villages.gpkg}]",
                   "villages.gpkg"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const char *in = project_copy(), *out = path_of(folder_new(), "out");
        file_replace(path_of(in, "project.yaml"), faults[i].find, faults[i].by);
        result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "-q", "--lang", "en");
        assert_code(&ran, 1);
        assert_contains(ran.err, faults[i].says);
        result_clear(&ran);
        assert_nothing_written(out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_radio_inputs_model_left_out_is_p1812),
        cmocka_unit_test(test_radio_inputs_terrain_folder_gives_the_same_ratios),
        cmocka_unit_test(test_radio_inputs_indoor_and_rate_questions_are_counted),
        cmocka_unit_test(test_radio_inputs_without_land_cover_more_is_covered_and_p2108_takes_some),
        cmocka_unit_test(test_radio_inputs_covered_persons_hang_on_the_gap_and_not_on_the_step),
        cmocka_unit_test(test_radio_inputs_pattern_file_changes_what_its_cells_cover),
        cmocka_unit_test(test_radio_inputs_cells_that_cannot_be_swept_are_told),
        cmocka_unit_test(test_radio_inputs_broken_ground_is_an_error_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
