/* P.1812-8 against validation profiles: one of the project's own, and those of ITU-R Study Group 3 where present. */
#include <htscover/p1812.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../examples/p1812_file.h"
#include "near.h"

#define PROFILES HTSC_SHARED_DATA_DIR "/p1812"

enum { LOGGED_COUNT = 50 }; /* the breakdown's first fields, in the order of the logs */
_Static_assert(offsetof(htsc_p1812_breakdown, lbulla50_db) == LOGGED_COUNT * sizeof(double), "the logs' quantities");

typedef struct tally {
    size_t files, datasets, quantities;
    double worst_db, worst_logged;
} tally;

/* A log: inputs, a line of commas, then the intermediates, with a blank line among them. */
static void read_log(const char *path, double *values, char (*names)[64]) {
    FILE *file = fopen(path, "r");
    if (file == NULL) fail_msg("%s: cannot be opened", path);
    char line[512];
    bool inputs = true;
    size_t at = 0;
    while (at < LOGGED_COUNT && fgets(line, sizeof line, file) != NULL) {
        if (inputs || line[0] == '\n' || line[0] == '\r') {
            inputs = inputs && line[0] != ',';
            continue;
        }
        const char *cell = strstr(line, ",,"); /* "name,equation,,value," or "name,,,value," */
        assert_non_null(cell);
        snprintf(names[at], sizeof names[at], "%.*s", (int)(cell - line), line);
        values[at++] = strtod(cell + strspn(cell, ","), NULL);
    }
    fclose(file);
    if (at != LOGGED_COUNT) fail_msg("%s: %zu intermediates", path, at);
}

static size_t place(size_t offset) {
    return offset / sizeof(double);
}

/* The logs carry 10 digits, so that half a unit of the tenth is the least that can be asked; 2e-9 absolute covers what
 * cancels, such as 1 - tanh. Where (61) interpolates, they show Lbda in the place of Lbd: it is taken from (43) there.
 */
static void check_log(const char *path, const htsc_p1812_result *result, tally *all) {
    double values[LOGGED_COUNT], expected[LOGGED_COUNT];
    char names[LOGGED_COUNT][64];
    memcpy(values, &result->breakdown, sizeof values);
    read_log(path, expected, names);
    const size_t lbd = place(offsetof(htsc_p1812_breakdown, lbd_db));
    if (result->breakdown.lminbap_db <= result->breakdown.lbd_db) {
        assert_near(expected[lbd], result->breakdown.lbda_db, 2e-7);
        expected[lbd] = expected[place(offsetof(htsc_p1812_breakdown, lb0p_db))] +
                        expected[place(offsetof(htsc_p1812_breakdown, ldp_db))];
    }
    for (size_t i = 0; i < LOGGED_COUNT; i++) {
        const double off = fabs(values[i] - expected[i]);
        const double sum_of_two = i == lbd ? 1e-7 : 0;
        if (!(off <= 2e-9 + sum_of_two + 5.1e-10 * fabs(expected[i]))) {
            fail_msg("%s: %s: %.12g, not %.12g", path, names[i], values[i], expected[i]);
        }
        all->worst_logged = fmax(all->worst_logged, off / fmax(fabs(expected[i]), 1.0));
        all->quantities++;
    }
}

/* `logs`: where the logs lie and how their names begin, or NULL for none. */
static void check_file(const char *name, const char *logs, tally *all) {
    p1812_file file;
    if (!p1812_file_read(name, &file)) fail_msg("%s", file.message);
    for (size_t i = 0; i < file.dataset_count; i++) {
        const p1812_dataset *d = &file.datasets[i];
        htsc_p1812_options options;
        htsc_p1812_result result;
        htsc_error err = {0};
        p1812_file_options(&file, d, &options);
        if (htsc_p1812_loss(&file.profile, &options, &result, &err) != HTSC_OK) fail_msg("%s: %s", name, err.message);
        const double field_off = fabs(result.field_dbuvm + d->erp_dbw - 30 - d->reference_dbuvm);
        const double loss_off = fabs(result.loss_db - d->reference_lb_db);
        if (!(field_off <= 1e-6 && loss_off <= 1e-6)) {
            fail_msg("%s, dataset %zu: %.9f dBuV/m, not %.9f; %.9f dB, not %.9f", name, i,
                     result.field_dbuvm + d->erp_dbw - 30, d->reference_dbuvm, result.loss_db, d->reference_lb_db);
        }
        all->worst_db = fmax(all->worst_db, fmax(field_off, loss_off));
        if (logs != NULL) {
            char log[1024];
            snprintf(log, sizeof log, "%s_%zu_log.csv", logs, i);
            check_log(log, &result, all);
        }
        all->datasets++;
    }
    p1812_file_clear(&file);
    all->files++;
}

static void test_p1812_loss_own_profile_matches(void **state) {
    (void)state;
    tally all = {0};
    check_file(HTSC_TEST_DIR "/radio/vectors/p1812_sg3.csv", NULL, &all);
    assert_int_equal(all.datasets, 3);
}

static void test_p1812_loss_reference_profiles_match(void **state) {
    (void)state;
    DIR *folder = opendir(PROFILES);
    if (folder == NULL) {
        print_message("skipped: no " PROFILES "\n");
        skip();
    }
    tally all = {0};
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name, *dot = strrchr(name, '.');
        if (dot == NULL || strcmp(dot, ".csv") != 0) continue;
        const size_t stem = (size_t)(dot - name);
        if (stem >= 4 && strncmp(dot - 4, "_log", 4) == 0) continue;
        char path[1024], logs[1024];
        snprintf(path, sizeof path, PROFILES "/%s", name);
        snprintf(logs, sizeof logs, PROFILES "/%.*s", (int)stem, name);
        check_file(path, logs, &all);
    }
    closedir(folder);
    print_message("%zu files, %zu datasets within %.1e dB, %zu intermediates within %.1e\n", all.files, all.datasets,
                  all.worst_db, all.quantities, all.worst_logged);
    assert_true(all.files > 0);
}

/* The reader the example shares --------------------------------------------------------------------------------------
 */

#define HEAD \
    "Tx LAT:,20\nTx LON:,105\nRx LAT:,20.1\nRx LON:,105.1\nFirst Point TX or RX:,T\n" \
    "Average annual values dN (N-units/km):,45\nAverage annual sea-level surface refractivity No (N-units):,325\n"
#define POINTS "{Begin of Profile},\r\nNumber of Points:,2\n0,10,2,5,4\n1.5,20,2,,\n{End of Profile},,\n"
#define ROWS "{Begin of Measurements}\n700,30,,1.5,2,,,,,,,,22,,50,,41.5,110\n{End of Measurements}\n"

static bool read_text(const char *text, p1812_file *file) {
    char path[] = "/tmp/htsc_p1812_XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    FILE *out = fdopen(handle, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    bool good = p1812_file_read(path, file);
    remove(path);
    return good;
}

static void test_p1812_file_read_good_file_is_read(void **state) {
    (void)state;
    p1812_file file;
    if (!read_text(HEAD POINTS ROWS, &file)) fail_msg("%s", file.message);
    assert_int_equal(file.profile.count, 2);
    assert_near(file.profile.distance_km[1], 1.5, 0);
    assert_near(file.profile.clutter_m[0], 5, 0);
    assert_int_equal(file.profile.zone[1], HTSC_P1812_INLAND);
    assert_int_equal(file.dataset_count, 1);
    assert_near(file.datasets[0].freq_ghz, 0.7, 1e-15);
    assert_near(file.datasets[0].erp_dbw, 22, 0);
    /* 0.75 km to the north-east of 20 N: 0.0049 degrees or so. */
    assert_near(p1812_mid_latitude_deg(&file), 20.0049, 1e-4);
    p1812_file_clear(&file);
}

static void test_p1812_file_read_broken_file_names_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } broken[] = {
        {"", "'Tx LAT:' is missing"},
        {HEAD ROWS, "'{Begin of Profile}' is missing"},
        {HEAD POINTS, "no measurements"},
        {HEAD POINTS POINTS ROWS, ":13: a second profile"},
        {HEAD "{Begin of Profile}\n", ":8: 'Number of Points:' is missing"},
        {HEAD "{Begin of Profile}\nNumber of Points:,2.5\n", ":9: number of points 2.5 outside"},
        {HEAD "{Begin of Profile}\nNumber of Points:,3\n0,1\n", ":10: 1 points of 3"},
        {HEAD "{Begin of Profile}\nNumber of Points:,1\n0,x\n", ":10: ground height 'x' is no number"},
        {HEAD "{Begin of Profile}\nNumber of Points:,1\n0,1,2,0,2\n", ":10: radio met code 2 not 1, 3 or 4"},
        {HEAD "{Begin of Profile}\nNumber of Points:,1\n0,1\n1,1\n{End of Profile}\n",
         ":11: '{End of Profile}' is missing"},
        {HEAD POINTS "{Begin of Measurements}\n700,30,,1.5,3,,,,,,,,,,50\n", ":14: polarisation 3 not 1"},
        {HEAD POINTS "{Begin of Measurements}\n700,30,,1.5,1,,,,,,,,,,\n", ":14: time percentage '' is no number"},
        {HEAD POINTS "{Begin of Measurements}\n700,30,,1.5,1,,,,,,,,,,50\n", "'{End of Measurements}' is missing"},
        {"First Point TX or RX:,R\n", ":1: first point 'R'"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        p1812_file file;
        const bool good = read_text(broken[i].text, &file);
        if (good || strstr(file.message, broken[i].says) == NULL) {
            fail_msg("case %zu: '%s' lacks '%s'", i, file.message, broken[i].says);
        }
        p1812_file_clear(&file);
    }
    p1812_file file;
    assert_false(p1812_file_read("/nowhere/at/all.csv", &file));
    assert_string_equal(file.message, "/nowhere/at/all.csv: cannot be opened");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p1812_loss_own_profile_matches),
        cmocka_unit_test(test_p1812_loss_reference_profiles_match),
        cmocka_unit_test(test_p1812_file_read_good_file_is_read),
        cmocka_unit_test(test_p1812_file_read_broken_file_names_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
