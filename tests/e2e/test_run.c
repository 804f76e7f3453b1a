/* The main job on the synthetic commune: every figure that stands twice is the same, and every sum holds. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "csv.h"
#include "run.h"

static const char project_path[] = HTSC_TESTDATA_DIR "/ngoclac/project.yaml";
static const char *const technologies[] = {"4G", "5G"};

typedef struct made {
    const char *out;
    result ran;
    json_t *summary;
    csv_sheet villages, ratios, rejects;
} made;

static json_t *json_of(const char *folder) {
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

static double real_at(json_t *object, const char *key) {
    json_t *value = at(object, key);
    if (!json_is_number(value)) fail_msg("\"%s\" is no number", key);
    return json_number_value(value);
}

static const char *text_at(json_t *object, const char *key) {
    return json_string_value(at(object, key));
}

static json_t *region_of(const made *m, const char *code) {
    json_t *region;
    size_t i;
    json_array_foreach(at(m->summary, "regions"), i,
                       region) if (strcmp(text_at(region, "code"), code) == 0) return region;
    fail_msg("there is no region %s", code);
    return NULL;
}

static void assert_close(double value, double expected, double tolerance, const char *what) {
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.15g is not within %g of %.15g", what, value, tolerance, expected);
}

static int run_once(void **state) {
    made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->out = path_of(folder_new(), "out");
    m->ran = RUN("run", project_path, "-o", m->out);
    if (m->ran.code != 3) {
        print_error("exit code %d\n%s%s", m->ran.code, m->ran.out, m->ran.err);
        return -1;
    }
    m->summary = json_of(m->out);
    m->villages = csv_read(path_of(m->out, "villages.csv"));
    m->ratios = csv_read(path_of(m->out, "ratios.csv"));
    m->rejects = csv_read(path_of(m->out, "rejects.csv"));
    *state = m;
    return 0;
}

static int forget(void **state) {
    made *m = *state;
    json_decref(m->summary);
    csv_clear(&m->villages);
    csv_clear(&m->ratios);
    csv_clear(&m->rejects);
    result_clear(&m->ran);
    free(m);
    return 0;
}

static void test_run_files_present_and_listed(void **state) {
    const made *m = *state;
    static const char *const names[] = {"summary.json", "rejects.csv",       "villages.csv",
                                        "ratios.csv",   "fiber_changes.csv", "fiber_buildout.csv"};
    static const char *const layers[] = {"villages", "weak_zones_4g", "weak_zones_5g", "zones_no_fiber",
                                         "fiber_buildout"},
                             *const ends[] = {"shp", "shx", "dbf", "prj", "cpg"};
    for (size_t i = 0; i < 6; i++) assert_true(file_exists(path_of(m->out, names[i])));
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++) {
            char name[64];
            snprintf(name, sizeof name, "%s.%s", layers[i], ends[j]);
            if (!file_exists(path_of(m->out, name))) fail_msg("%s is missing", name);
        }
    assert_int_equal(folder_count(m->out, ".htscover-part-"), 0);
    json_t *file;
    size_t i;
    assert_int_equal((int)json_array_size(at(m->summary, "files")) + 1, folder_count(m->out, ""));
    json_array_foreach(at(m->summary, "files"), i, file) {
        char sha256[65];
        uint64_t bytes;
        assert_int_equal(htsc__digest_file(path_of(m->out, text_at(file, "name")), sha256, &bytes, NULL), HTSC_OK);
        assert_string_equal(sha256, text_at(file, "sha256"));
        assert_int_equal(bytes, json_integer_value(at(file, "bytes")));
    }
}

static void test_run_rejects_equal_the_expected(void **state) {
    const made *m = *state;
    csv_sheet expected = csv_read(HTSC_TESTDATA_DIR "/ngoclac/expected_rejects.csv");
    /* After the refused rows, what is told of use above reach. */
    assert_true(csv_rows(&m->rejects) > 17);
    for (size_t i = 17; i < csv_rows(&m->rejects); i++) {
        assert_string_equal(csv_text(&m->rejects, i, "file"), "subscriptions.csv");
        assert_string_equal(csv_text(&m->rejects, i, "code"), "use_above_reach");
        assert_string_equal(csv_text(&m->rejects, i, "severity"), "anomaly");
    }
    assert_int_equal(csv_rows(&expected), 17);
    for (size_t i = 0; i < 17; i++) {
        assert_string_equal(csv_text(&m->rejects, i, "file"), "sites_ham_rong.csv");
        assert_string_equal(csv_text(&m->rejects, i, "row"), csv_text(&expected, i, "row"));
        assert_string_equal(csv_text(&m->rejects, i, "column"), csv_text(&expected, i, "column"));
        assert_string_equal(csv_text(&m->rejects, i, "code"), csv_text(&expected, i, "code"));
        assert_string_equal(csv_text(&m->rejects, i, "severity"), "error");
        assert_true(strlen(csv_text(&m->rejects, i, "reason_vi")) > 5);
        assert_true(strlen(csv_text(&m->rejects, i, "reason_en")) > 5);
    }
    assert_contains(m->ran.err, "sites_ham_rong.csv:9:");
    assert_int_equal(real_at(at(m->summary, "findings"), "error"), 17);
    csv_clear(&expected);
}

static void test_run_scoreboard_six_targets(void **state) {
    const made *m = *state;
    static const char *const ids[6] = {"fiber_households", "pop_5g",       "access_1gbps",
                                       "infosec_systems",  "eid_accounts", "digital_signatures"};
    static const double targets_pct[6] = {90, 50, 65, 100, 65, 37};
    json_t *board = at(m->summary, "scoreboard"), *commune = region_of(m, "commune");
    assert_int_equal(json_array_size(board), 6);
    for (size_t i = 0; i < 6; i++) {
        json_t *score = json_array_get(board, i);
        char shown[32];
        assert_string_equal(text_at(score, "id"), ids[i]);
        assert_string_equal(text_at(score, "kind"), i < 3 ? "computed" : "declared");
        assert_close(real_at(score, "target_pct"), targets_pct[i], 0, ids[i]);
        double value_pct = real_at(score, "value_pct");
        /* 12 digits are written */
        assert_close(value_pct, 100 * real_at(score, "numerator") / real_at(score, "denominator"), 1e-9, ids[i]);
        assert_int_equal(json_is_true(at(score, "met")), value_pct >= targets_pct[i]);
        /* the screen says the same, in Vietnamese numbers */
        snprintf(shown, sizeof shown, "%.1f %%", value_pct);
        *strchr(shown, '.') = ',';
        assert_contains(m->ran.out, shown);
    }
    json_t *reach = at(at(commune, "fiber"), "union");
    assert_close(real_at(json_array_get(board, 0), "reach_pct"), real_at(reach, "households_pct"), 1e-9, "reach");
    assert_close(real_at(json_array_get(board, 0), "use_pct"), 100 * 5120.0 / 7004, 1e-9, "use");
    assert_close(real_at(json_array_get(board, 1), "value_pct"), real_at(at(at(commune, "5G"), "union"), "persons_pct"),
                 1e-9, "5G");
    assert_close(real_at(json_array_get(board, 2), "numerator"), real_at(at(reach, "persons_by_class"), "gigabit"),
                 1e-9, "gigabit");
}

/* Calls `check` for the tally of every question and layer of two regions' objects. */
typedef void tally_check(json_t *tally, void *ctx, const char *question, const char *layer);

static void each_tally(json_t *region, tally_check *check, void *ctx) {
    static const char *const questions[] = {"4G", "5G", "fiber"};
    for (size_t q = 0; q < 3; q++) {
        json_t *layers = at(region, questions[q]), *tally;
        const char *name;
        json_object_foreach(at(layers, "operators"), name, tally) check(tally, ctx, questions[q], name);
        check(at(layers, "union"), ctx, questions[q], "union");
    }
}

static json_t *same_tally(json_t *region, const char *question, const char *layer) {
    json_t *layers = at(region, question);
    return strcmp(layer, "union") == 0 ? at(layers, "union") : at(at(layers, "operators"), layer);
}

static double member(json_t *tally, size_t index) {
    json_t *persons = at(tally, "persons_by_class"), *households = at(tally, "households_by_class");
    bool radio = json_object_get(persons, "good") != NULL;
    static const char *const levels[2][3] = {{"not_reached", "reached", "gigabit"}, {"none", "weak", "good"}};
    if (index < 3) return real_at(persons, levels[radio][index]);
    if (index < 6) return real_at(households, levels[radio][index - 3]);
    static const char *const rest[] = {"persons", "households", "expected_persons", "expected_households"};
    return real_at(tally, rest[index - 6]);
}
enum { MEMBERS = 10 };

/* Villages + outside = total: 53 figures of 12 digits each, so 1e-9 of the total holds them. */
static void check_sum(json_t *total, void *ctx, const char *question, const char *layer) {
    const made *m = ctx;
    for (size_t k = 0; k < MEMBERS; k++) {
        double sum = 0;
        json_t *region;
        size_t i;
        json_array_foreach(at(m->summary, "regions"), i, region) {
            const char *code = text_at(region, "code");
            if (strcmp(code, "total") != 0 && strcmp(code, "commune") != 0)
                sum += member(same_tally(region, question, layer), k);
        }
        char what[200];
        snprintf(what, sizeof what, "%s, %s, figure %zu", question, layer, k);
        assert_close(sum, member(total, k), 1e-9 * fmax(1, member(total, k)), what);
    }
}

static void test_run_parts_sum_to_the_whole(void **state) {
    each_tally(region_of(*state, "total"), check_sum, *state);
}

static void check_whole(json_t *tally, void *ctx, const char *question, const char *layer) {
    (void)ctx;
    char what[200];
    snprintf(what, sizeof what, "%s, %s", question, layer);
    assert_close(member(tally, 0) + member(tally, 1) + member(tally, 2), member(tally, 6),
                 1e-9 * fmax(1, member(tally, 6)), what);
    assert_close(member(tally, 3) + member(tally, 4) + member(tally, 5), member(tally, 7),
                 1e-9 * fmax(1, member(tally, 7)), what);
    for (size_t k = 0; k < MEMBERS; k++) assert_true(member(tally, k) >= 0);
    assert_true(member(tally, 8) <= member(tally, 6) * (1 + 1e-9));
}

/* Nobody hears one operator and not "any". */
static void check_below_union(json_t *tally, void *ctx, const char *question, const char *layer) {
    json_t *any = at(at(ctx, question), "union");
    char what[200];
    snprintf(what, sizeof what, "%s of %s, %s", text_at(ctx, "code"), question, layer);
    double slack = 1e-9 * fmax(1, member(any, 6));
    if (member(tally, 2) > member(any, 2) + slack ||
        member(tally, 1) + member(tally, 2) > member(any, 1) + member(any, 2) + slack ||
        member(tally, 5) > member(any, 5) + slack ||
        member(tally, 4) + member(tally, 5) > member(any, 4) + member(any, 5) + slack ||
        member(tally, 8) > member(any, 8) + slack)
        fail_msg("%s covers more than the union", what);
    assert_close(member(tally, 6), member(any, 6), slack, what);
}

static void test_run_classes_make_the_whole_and_union_is_highest(void **state) {
    const made *m = *state;
    json_t *region;
    size_t i;
    json_array_foreach(at(m->summary, "regions"), i, region) {
        each_tally(region, check_whole, NULL);
        each_tally(region, check_below_union, region);
    }
}

/* The maximum over operators is the highest of them, in every table; nobody's where nobody is covered. */
static void test_run_maximum_operator_is_the_highest(void **state) {
    const made *m = *state;
    json_t *region;
    size_t i;
    json_array_foreach(at(m->summary, "regions"), i, region) for (size_t t = 0; t < 2; t++) {
        json_t *layers = at(region, technologies[t]), *tally;
        const char *name, *code = text_at(region, "code"), *maximum = text_at(layers, "maximum_operator");
        json_t *most = maximum[0] == '\0' ? NULL : at(at(layers, "operators"), maximum);
        double most_persons = most == NULL ? 0 : member(most, 1) + member(most, 2);
        assert_int_equal(most == NULL, most_persons == 0);
        json_object_foreach(at(layers, "operators"), name, tally)
            /* The same people in other classes add up alike but for rounding. */
            assert_true(member(tally, 1) + member(tally, 2) <= most_persons + 1e-6);
        size_t row = csv_find(&m->villages, "code", code);
        assert_string_equal(csv_text(&m->villages, row, t == 0 ? "4g_maximum_operator" : "5g_maximum_operator"),
                            maximum);
    }
}

/* villages.csv rounds to 2 decimals, ratios.csv to 4. */
static void test_run_tables_equal_the_summary(void **state) {
    const made *m = *state;
    static const char *const levels[] = {"good", "weak", "none"};
    assert_int_equal(csv_rows(&m->villages), json_array_size(at(m->summary, "regions")));
    for (size_t row = 0; row < csv_rows(&m->villages); row++) {
        const char *code = csv_text(&m->villages, row, "code");
        json_t *region = region_of(m, code);
        assert_string_equal(csv_text(&m->villages, row, "name"), text_at(region, "name"));
        for (size_t t = 0; t < 2; t++) {
            json_t *any = at(at(region, technologies[t]), "union");
            for (size_t l = 0; l < 3; l++) {
                char column[64];
                snprintf(column, sizeof column, "%s_persons_%s", t == 0 ? "4g" : "5g", levels[l]);
                assert_close(csv_number(&m->villages, row, column), member(any, 2 - l), 0.005001, code);
                snprintf(column, sizeof column, "%s_households_%s", t == 0 ? "4g" : "5g", levels[l]);
                assert_close(csv_number(&m->villages, row, column), member(any, 5 - l), 0.005001, code);
            }
            double covered_pct = csv_number(&m->villages, row, t == 0 ? "4g_covered_pct" : "5g_covered_pct");
            if (!isnan(covered_pct)) assert_close(covered_pct, real_at(any, "persons_pct"), 0.005001, code);
            assert_int_equal(isnan(covered_pct), member(any, 6) == 0);
        }
        json_t *reach = at(at(region, "fiber"), "union");
        assert_close(csv_number(&m->villages, row, "fiber_households"), member(reach, 4) + member(reach, 5), 0.005001,
                     code);
        assert_close(csv_number(&m->villages, row, "gigabit_persons"), member(reach, 2), 0.005001, code);
        static const char *const reasons[] = {"fiber_too_far_households", "fiber_no_path_households",
                                              "fiber_over_budget_households", "fiber_no_port_households"};
        double unreached = 0;
        for (size_t k = 0; k < 4; k++) unreached += csv_number(&m->villages, row, reasons[k]);
        assert_close(unreached, member(reach, 3), 4 * 0.005001, code);
        assert_close(csv_number(&m->villages, row, "fiber_too_slow_households"), member(reach, 4), 0.005001, code);
    }
    /* region x (4 operators + maximum + union) x 3 questions */
    assert_int_equal(csv_rows(&m->ratios), 53 * 6 * 3);
    for (size_t row = 0; row < csv_rows(&m->ratios); row++) {
        const char *layer = csv_text(&m->ratios, row, "layer"), *code = csv_text(&m->ratios, row, "region_code");
        const char *who = strcmp(layer, "union") == 0 ? "union" : csv_text(&m->ratios, row, "operator");
        bool nobody = who[0] == '\0'; /* covered by none: any operator's zeros will do, and nothing is expected of it */
        if (nobody) who = "Lam Sơn Telecom";
        json_t *tally = same_tally(region_of(m, code), csv_text(&m->ratios, row, "question"), who);
        static const char *const columns[MEMBERS] = {
            "persons_class0",    "persons_class1", "persons_class2", "households_class0", "households_class1",
            "households_class2", "persons",        "households",     "expected_persons",  "expected_households"};
        for (size_t k = 0; k < MEMBERS; k++) {
            double value = csv_number(&m->ratios, row, columns[k]);
            if (nobody && k >= 8)
                assert_true(isnan(value));
            else
                assert_close(value, member(tally, k), 0.00005001, code);
        }
    }
}

/* Declared totals are met; 15061-033 declares nothing and keeps what was counted. */
static void test_run_scales_to_declared_totals(void **state) {
    const made *m = *state;
    static const struct {
        const char *code;
        double persons, households;
    } known[] = {{"15061-007", 803, 213}, {"15061-029", 574, 142}, {"15061-033", 289, 77}};
    for (size_t i = 0; i < 3; i++) {
        json_t *any = at(at(region_of(m, known[i].code), "4G"), "union");
        assert_close(member(any, 6), known[i].persons, 1e-6, known[i].code);
        assert_close(member(any, 7), known[i].households, 1e-6, known[i].code);
    }
    json_t *all = at(at(region_of(m, "total"), "4G"), "union");
    assert_close(member(all, 6), 27768 + 289, 1e-6, "persons");
    assert_close(member(all, 7), 6937 + 77, 1e-6, "households");
}

static void test_run_without_scaling_counts_every_household_once(void **state) {
    const made *m = *state;
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac"), *out = path_of(in, "out");
    file_replace(path_of(in, "project.yaml"), "resolution_m: 30\n", "resolution_m: 200\nscale_to_declared: false\n");
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out);
    assert_code(&ran, 3);
    json_t *summary = json_of(out), *region;
    csv_sheet households = csv_read(path_of(in, "households.csv"));
    double persons = 0;
    for (size_t i = 0; i < csv_rows(&households); i++) persons += csv_number(&households, i, "persons");
    assert_close(persons, 28017, 0, "households.csv");
    size_t i;
    json_array_foreach(at(summary, "regions"), i, region) {
        json_t *raw = at(at(region, "4G"), "union");
        const char *code = text_at(region, "code");
        if (strcmp(code, "total") == 0 || strcmp(code, "commune") == 0) {
            assert_close(member(raw, 6), 28017, 1e-6, code);
            assert_close(member(raw, 7), 7004, 1e-6, code);
            continue;
        }
        if (strcmp(code, "outside") == 0) continue;
        /* what the factors of the scaled run imply; they have six decimals */
        json_t *scaled = at(at(region_of(m, code), "4G"), "union");
        size_t row = csv_find(&m->villages, "code", code);
        assert_close(member(raw, 6) * csv_number(&m->villages, row, "persons_factor"), member(scaled, 6),
                     6e-7 * member(raw, 6), code);
        assert_close(member(raw, 7) * csv_number(&m->villages, row, "households_factor"), member(scaled, 7),
                     6e-7 * member(raw, 7), code);
    }
    json_decref(summary);
    csv_clear(&households);
    result_clear(&ran);
    folder_remove(in);
}

/* Households on a border of villages, at its corners, and beside it: none is lost, none counted twice. A coarse grid
 * and other thresholds change nothing about who is counted. */
static void test_run_inputs_counts_add_up(void **state) {
    const made *m = *state;
    json_t *input;
    size_t i;
    json_array_foreach(at(m->summary, "inputs"), i, input) {
        assert_close(real_at(input, "kept_count") + real_at(input, "refused_count"), real_at(input, "read_count"), 0,
                     text_at(input, "path"));
        char sha256[65], path[300];
        uint64_t bytes;
        snprintf(path, sizeof path, "%s/ngoclac/%s", HTSC_TESTDATA_DIR, text_at(input, "path"));
        assert_int_equal(htsc__digest_file(path, sha256, &bytes, NULL), HTSC_OK);
        assert_string_equal(sha256, text_at(input, "sha256"));
    }
    assert_close(real_at(at(m->summary, "population"), "points_count"), 7004, 0, "points");
    assert_close(real_at(at(m->summary, "population"), "persons_outside_area"), 0, 0, "outside");
    /* README of testdata: cells on air, and those that are not */
    assert_close(real_at(at(m->summary, "cells"), "heard_count"), 42 + 15 + 41 + 9 + 27 + 4, 0, "on air");
}

/* Without OLTs, ports and subscriptions reach is distance alone (README of testdata). */
static void test_run_fiber_by_distance_alone(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac"), *out = path_of(in, "out"),
               *project = path_of(in, "project.yaml");
    file_replace(project, "resolution_m: 30\n", "resolution_m: 200\n");
    file_replace(project, "  olts:\n    - {path: olts.csv}\n", "");
    file_replace(project, "  roads:\n    - {path: roads.geojson}\n", "");
    file_replace(project, "  subscriptions:\n    - {path: subscriptions.csv}\n", "");
    file_replace(path_of(in, "access_points.csv"), ",ports,ports_free,", ",declared,left,");
    result ran = RUN("run", project, "-o", out);
    assert_code(&ran, 3);
    json_t *summary = json_of(out), *board = at(summary, "scoreboard");
    assert_close(real_at(json_array_get(board, 0), "reach_pct"), 85.0, 0.05, "households reached");
    assert_close(real_at(json_array_get(board, 2), "value_pct"), 52.0, 0.05, "persons with a gigabit");
    json_decref(summary);
    result_clear(&ran);
    folder_remove(in);
}

static void run_into(const char *out, const char *env, const char *jobs, const char *in) {
    run_options o = {.env = {env}};
    result ran = jobs == NULL ? RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", out, "-q")
                              : RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", out, "-q", "-j", jobs);
    assert_code(&ran, 3);
    assert_string_equal(ran.out, "");
    result_clear(&ran);
}

static const char *quick_copy(void) {
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    file_replace(path_of(in, "project.yaml"), "resolution_m: 30", "resolution_m: 60");
    return in;
}

static void test_run_same_bytes_for_any_number_of_threads(void **state) {
    (void)state;
    const char *in = quick_copy(), *first = path_of(in, "first"), *other = path_of(in, "other");
    static const char *const threads[] = {"OMP_NUM_THREADS=4"}, *const jobs[] = {"2"};
    run_into(first, "OMP_NUM_THREADS=1", NULL, in);
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        run_into(other, threads[i], NULL, in);
        assert_folders_equal(first, other);
        folder_remove(other);
    }
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        run_into(other, NULL, jobs[i], in);
        assert_folders_equal(first, other);
    }
    folder_remove(in);
}

static void test_run_again_into_the_same_folder_same_bytes(void **state) {
    const made *m = *state;
    const char *out = path_of(folder_new(), "a/b/c");
    for (int i = 0; i < 2; i++) {
        result ran = RUN("run", project_path, "-o", out);
        assert_code(&ran, 3);
        assert_folders_equal(m->out, out);
        result_clear(&ran);
    }
}

/* Nothing of the machine stands in an output. */
static void test_run_from_anywhere_same_bytes_and_no_machine_path(void **state) {
    (void)state;
    const char *in = quick_copy(), *absolute = path_of(in, "absolute");
    run_into(absolute, NULL, NULL, in);
    run_options inside = {.folder = in}, below = {.folder = absolute};
    const struct {
        const run_options *options;
        const char *project, *out, *made;
    } ways[] = {{&inside, "project.yaml", "relative", "relative"},
                {&inside, "./project.yaml", "./dotted/", "dotted"},
                {&below, "../project.yaml", "../upward", "upward"}};
    for (size_t i = 0; i < 3; i++) {
        result ran = RUN_WITH(ways[i].options, "run", ways[i].project, "-o", ways[i].out);
        assert_code(&ran, 3);
        assert_folders_equal(absolute, path_of(in, ways[i].made));
        result_clear(&ran);
    }
    assert_folder_lacks(absolute, in + 5); /* without "/tmp/" */
    assert_folder_lacks(absolute, "/tmp");
    char host[256] = "";
    FILE *f = fopen("/proc/sys/kernel/hostname", "r");
    if (f != NULL && fgets(host, sizeof host, f) != NULL) host[strcspn(host, "\n")] = '\0';
    if (f != NULL) fclose(f);
    if (strlen(host) > 6) assert_folder_lacks(absolute, host);
    folder_remove(in);
}

/* Language is of messages alone; the locale of the machine changes no figure. */
static void test_run_same_bytes_in_any_language_and_locale(void **state) {
    (void)state;
    const char *in = quick_copy(), *first = path_of(in, "first"), *other = path_of(in, "other");
    run_into(first, "LC_ALL=C", NULL, in);
    static const char *const locales[] = {"LC_ALL=vi_VN.UTF-8", "LC_ALL=de_DE.UTF-8", "TZ=Pacific/Kiritimati"};
    for (size_t i = 0; i < 3; i++) {
        run_options o = {.env = {locales[i]}};
        result ran = RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", other, "--lang", "en");
        assert_code(&ran, 3);
        assert_folders_equal(first, other);
        result_clear(&ran);
    }
    folder_remove(in);
}

static void test_run_outputs_wanted_are_outputs_made(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny"), *project = path_of(in, "project.yaml");
    file_replace(project, "outputs: [tables, shapefiles]", "outputs: [tables]");
    result ran = RUN("run", project, "-o", path_of(in, "tables"));
    assert_code(&ran, 0);
    assert_int_equal(folder_count(path_of(in, "tables"), ""), 5);
    assert_lacks(ran.out, ".shp");
    result_clear(&ran);
    file_replace(project, "[tables]", "[shapefiles]");
    ran = RUN("run", project, "-o", path_of(in, "shapes"));
    assert_code(&ran, 0);
    assert_int_equal(folder_count(path_of(in, "shapes"), ""), 2 + 8 * 6);
    assert_lacks(ran.out, "villages.csv");
    result_clear(&ran);
    file_replace(project, "[shapefiles]", "[maps]");
    ran = RUN("run", project, "-o", path_of(in, "maps"));
    assert_code(&ran, 0);
    assert_int_equal(folder_count(path_of(in, "maps"), ""), 2 + 7);
    assert_int_equal(folder_count(path_of(in, "maps"), "gap_map"), 7);
    result_clear(&ran);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_run_files_present_and_listed),
        cmocka_unit_test(test_run_rejects_equal_the_expected),
        cmocka_unit_test(test_run_scoreboard_six_targets),
        cmocka_unit_test(test_run_parts_sum_to_the_whole),
        cmocka_unit_test(test_run_classes_make_the_whole_and_union_is_highest),
        cmocka_unit_test(test_run_maximum_operator_is_the_highest),
        cmocka_unit_test(test_run_tables_equal_the_summary),
        cmocka_unit_test(test_run_scales_to_declared_totals),
        cmocka_unit_test(test_run_without_scaling_counts_every_household_once),
        cmocka_unit_test(test_run_inputs_counts_add_up),
        cmocka_unit_test(test_run_fiber_by_distance_alone),
        cmocka_unit_test(test_run_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(test_run_again_into_the_same_folder_same_bytes),
        cmocka_unit_test(test_run_from_anywhere_same_bytes_and_no_machine_path),
        cmocka_unit_test(test_run_same_bytes_in_any_language_and_locale),
        cmocka_unit_test(test_run_outputs_wanted_are_outputs_made),
    };
    return cmocka_run_group_tests(tests, run_once, forget);
}
