/* coverage_report path: what people see of one path, and what they are told when there is none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static const char site[] = "LS-TH-0001", point[] = "105.40,20.11";
static char *folder_project;

/* The synthetic commune over terrain and land cover, with people enough. */
static int set_up(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    static const char head[] = "name: Thử\ncommune_code: \"15061\"\nperiod: thử\ndate: 2026-09-30\nlanguage: vi\n"
                               "operators: [Lam Sơn Telecom, Sông Âm Mobile]\n"
                               "inputs:\n"
                               "  villages: {path: villages.gpkg}\n"
                               "  population: [{path: households.csv}]\n"
                               "  sites: [{path: sites_lam_son.csv}]\n"
                               "  terrain: {path: terrain.tif}\n"
                               "  land_cover: {path: land_cover.tif}\n"
                               "technologies: [{name: 5G, covered_dbm: -110, good_dbm: -100}]\n"
                               "model: {name: p1812}\nbody_loss_db: 3\n";
    folder_project = strdup(path_of(in, "project.yaml"));
    assert_non_null(folder_project);
    file_write_text(folder_project, head);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(folder_project);
    return 0;
}

/* Columns of the widest line: bytes that begin a character. */
static int widest(const char *text) {
    int most = 0, columns = 0;
    for (; *text != '\0'; text++) {
        columns = *text == '\n' ? 0 : columns + (((unsigned char)*text & 0xc0) != 0x80);
        if (columns > most) most = columns;
    }
    return most;
}

static void test_path_text_in_both_languages(void **state) {
    (void)state;
    result vi = RUN("path", folder_project, "--site", site, "--to", point, "--technology", "5G");
    assert_code(&vi, 0);
    assert_string_equal(vi.err, "");
    static const char *const words[] = {"Tầm nhìn thẳng", "Fresnel",         "█",        "▒",      "×", "Bullington",
                                        "RSRP",           "Lam Sơn Telecom", "P.1812-8", "tại 2,5"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) assert_contains(vi.out, words[i]);
    result en =
        RUN("path", "--project", folder_project, "--site", site, "--to", point, "--technology", "5G", "--lang", "en");
    assert_code(&en, 0);
    assert_contains(en.out, "Line of sight");
    assert_contains(en.out, "at 2.5");
    assert_contains(vi.out, "vật che dừng lại cách điểm thu 30,0 m");
    assert_contains(en.out, "clutter ends 30.0 m before the point");
    assert_lacks(en.out, "Tầm nhìn");
    assert_true(widest(en.out) <= 80);
    assert_true(widest(vi.out) <= 80);
    result_clear(&vi);
    result_clear(&en);
}

/* The project's gap is said, and nothing of it where there is no land cover. */
static void test_path_text_tells_the_gap_where_there_is_clutter(void **state) {
    (void)state;
    file_replace(folder_project, "{name: p1812}", "{name: p1812, receiver_gap_m: 12.5}");
    result ran = RUN("path", folder_project, "--site", site, "--to", point, "--lang", "en");
    assert_contains(ran.out, "clutter ends 12.5 m before the point");
    result_clear(&ran);
    file_replace(folder_project, "{name: p1812, receiver_gap_m: 12.5}", "{name: p1812}");
    file_replace(folder_project, "  land_cover: {path: land_cover.tif}\n", "");
    ran = RUN("path", folder_project, "--site", site, "--to", point, "--lang", "en");
    assert_code(&ran, 0);
    assert_lacks(ran.out, "clutter ends");
    result_clear(&ran);
    file_replace(folder_project, "  terrain: {path: terrain.tif}\n",
                 "  terrain: {path: terrain.tif}\n  land_cover: {path: land_cover.tif}\n");
}

static void test_path_json_to_screen_and_file(void **state) {
    (void)state;
    const char *file = path_of(folder_new(), "path.json");
    result shown = RUN("path", folder_project, "--site", site, "--to", point, "--format", "json");
    assert_code(&shown, 0);
    assert_contains(shown.out, "\"rsrp_dbm\": -1");
    assert_contains(shown.out, "\"direct_loss_db\"");
    result written = RUN("path", folder_project, "--site", site, "--to", point, "--format=json", "-o", file);
    assert_code(&written, 0);
    assert_string_equal(written.out, "");
    char *text = file_read(file, NULL);
    assert_string_equal(text, shown.out);
    free(text);
    result_clear(&shown);
    result_clear(&written);
}

static void test_path_file_not_writable_leaves_nothing(void **state) {
    (void)state;
    const char *in = folder_new();
    result ran = RUN("path", folder_project, "--site", site, "--to", point, "-o", path_of(in, "no/such.txt"));
    assert_code(&ran, 1);
    assert_contains(ran.err, "no/such.txt");
    assert_nothing_written(in);
    result_clear(&ran);
}

static void test_path_of_other_models_tells_the_mixture(void **state) {
    (void)state;
    static const char *const models[] = {"{name: tr38901, scenario: rma}", "{name: free_space, max_radius_m: 9000}"};
    char before[64] = "{name: p1812}";
    for (size_t i = 0; i < 2; i++) {
        file_replace(folder_project, before, models[i]);
        snprintf(before, sizeof before, "%s", models[i]);
        result ran = RUN("path", folder_project, "--site", site, "--to", point, "--lang", "en");
        assert_code(&ran, 0);
        assert_contains(ran.out, "Probability of line of sight");
        assert_contains(ran.out, "RSRP");
        assert_lacks(ran.out, "Bullington");
        result_clear(&ran);
    }
    file_replace(folder_project, before, "{name: p1812}");
}

static void test_path_beyond_the_radius_is_drawn_and_said(void **state) {
    (void)state;
    file_replace(folder_project, "{name: p1812}", "{name: p1812, max_radius_m: 1000}");
    result ran = RUN("path", folder_project, "--site", site, "--to", point, "--lang", "en");
    file_replace(folder_project, "{name: p1812, max_radius_m: 1000}", "{name: p1812}");
    assert_code(&ran, 0);
    assert_contains(ran.out, "too far *");
    assert_contains(ran.out, "coverage does not count");
    assert_contains(ran.out, "█");
    result_clear(&ran);
}

static void test_path_usage_wrong_exits_2(void **state) {
    (void)state;
    const struct {
        const char *words[10], *says;
    } uses[] = {
        {{"path"}, "PROJECT.yaml"},
        {{"path", folder_project, "--to", point}, "--site"},
        {{"path", folder_project, "--site", site}, "--to"},
        {{"path", folder_project, "--site", site, "--to", "105.4"}, "105.4"},
        {{"path", folder_project, "--site", site, "--to", "105.4,"}, "105.4,"},
        {{"path", folder_project, "--site", site, "--to", "105,40,20,11"}, "105,40,20,11"},
        {{"path", folder_project, "--site", site, "--to", "105.4;20.1"}, "105.4;20.1"},
        {{"path", folder_project, "--site", site, "--to", "nan,20.1"}, "nan,20.1"},
        {{"path", folder_project, "--site", site, "--to", "here"}, "here"},
        {{"path", folder_project, "--site", site, "--to", point, "--technology", "6G"}, "6G"},
        {{"path", folder_project, "--site", site, "--to", point, "--format", "xml"}, "xml"},
        {{"path", folder_project, folder_project, "--site", site, "--to", point}, "project.yaml"},
    };
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        result ran = run_words(NULL, uses[i].words);
        assert_code(&ran, 2);
        assert_contains(ran.err, uses[i].says);
        assert_string_equal(ran.out, "");
        result_clear(&ran);
    }
}

static void test_path_without_answer_exits_1_and_says_why(void **state) {
    (void)state;
    const struct {
        const char *site, *to, *more, *says_vi, *says_en;
    } uses[] = {
        {"LS-TH-1001", point, NULL, "không có trạm", "LS-TH-0001"},
        {site, "20.11,105.40", NULL, "đổi chỗ", "exchanged"},
        {site, "2.35,48.85", NULL, "cách các thôn", "from the villages"},
        {site, "105.9,20.1", NULL, "không có độ cao", "no height"},
        {site, point, "--operator=Không có", "dự án không có nhà mạng", "Lam Sơn Telecom"},
        {site, point, "--operator=Sông Âm Mobile", "không có cell", "no cell"},
    };
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        result vi = RUN("path", folder_project, "--site", uses[i].site, "--to", uses[i].to, uses[i].more);
        result en =
            RUN("path", "--lang", "en", folder_project, "--site", uses[i].site, "--to", uses[i].to, uses[i].more);
        assert_code(&vi, 1);
        assert_code(&en, 1);
        assert_string_equal(vi.out, "");
        assert_contains(vi.err, uses[i].says_vi);
        assert_contains(en.err, uses[i].says_en);
        result_clear(&vi);
        result_clear(&en);
    }
    result absent = RUN("path", "no/such.yaml", "--site", site, "--to", point);
    assert_code(&absent, 1);
    assert_contains(absent.err, "no/such.yaml");
    result_clear(&absent);
}

static void test_path_help_in_both_languages(void **state) {
    (void)state;
    result vi = RUN("path", "--help", "--lang", "vi"), en = RUN("path", "--help", "--lang", "en");
    assert_code(&vi, 0);
    assert_code(&en, 0);
    static const char *const words[] = {"--site", "--to", "--technology", "--operator", "--format", "--output"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_contains(vi.out, words[i]);
        assert_contains(en.out, words[i]);
    }
    assert_contains(vi.out, "kinh độ");
    assert_contains(en.out, "as the site files write it");
    result_clear(&vi);
    result_clear(&en);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_text_in_both_languages),
        cmocka_unit_test(test_path_text_tells_the_gap_where_there_is_clutter),
        cmocka_unit_test(test_path_json_to_screen_and_file),
        cmocka_unit_test(test_path_file_not_writable_leaves_nothing),
        cmocka_unit_test(test_path_of_other_models_tells_the_mixture),
        cmocka_unit_test(test_path_beyond_the_radius_is_drawn_and_said),
        cmocka_unit_test(test_path_usage_wrong_exits_2),
        cmocka_unit_test(test_path_without_answer_exits_1_and_says_why),
        cmocka_unit_test(test_path_help_in_both_languages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
