/* The main job on the smallest project, with every allocation failing in its turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <dirent.h>
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

typedef struct fixture {
    char folder[64], project[96], out[96];
} fixture;

static const char *const files[][2] = {
    {"project.yaml",
     "name: Nhỏ\ncommune_code: \"15061\"\nperiod: thử\ndate: 2026-09-30\noperators: [một, hai]\n"
     "inputs:\n"
     "  commune: {path: commune.csv, crs: \"EPSG:5897\"}\n"
     "  villages: {path: villages.csv, crs: \"EPSG:5897\"}\n"
     "  population: [{path: people.csv, crs: \"EPSG:5897\"}]\n"
     "  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n"
     "  access_points: [{path: points.csv, crs: \"EPSG:5897\"}]\n"
     "technologies: [{name: 5G, covered_dbm: -110, good_dbm: -100}]\n"
     "resolution_m: 200\nmodel: {name: tr38901, scenario: rma}\noutputs: [tables, shapefiles]\n"
     "declared: [{id: eid_accounts, numerator: 1, denominator: 3, date: 2026-09-01, source: \"=1+1\"}]\n"},
    {"commune.csv",
     "wkt\n\"POLYGON ((500000 2220000, 502000 2220000, 502000 2221000, 500000 2221000, 500000 2220000))\"\n"},
    {"villages.csv",
     "code,name,persons,wkt\n"
     "01,Tây,6,\"POLYGON ((500000 2220000, 501000 2220000, 501000 2221000, 500000 2221000, 500000 2220000))\"\n"
     "02,=Đông,,\"POLYGON ((501000 2220000, 502500 2220000, 502500 2221000, 501000 2221000, 501000 2220000))\"\n"},
    {"people.csv",
     "persons,households,x_m,y_m\n4,1,500500,2220500\n2,1,501900,2220500\n3,1,502300,2220500\nx,1,500100,2220100\n"},
    {"sites.csv", "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,bandwidth_mhz,eirp_dbm\n"
                  "A,một,5G,500500,2220400,30,3750,100,60\n"},
    {"points.csv", "access_point_id,operator,technology,max_down_mbps,x_m,y_m\nP,hai,XGS-PON,2500,500600,2220500\n"}};
enum { FILES = sizeof files / sizeof files[0] };

static void clear_folder(const char *folder) {
    DIR *dir = opendir(folder);
    if (dir == NULL) return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(folder);
}

static size_t entry_count(const char *folder) {
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL) return 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->folder, "/tmp/htscover-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    for (int i = 0; i < FILES; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", f->folder, files[i][0]);
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        fputs(files[i][1], out);
        fclose(out);
    }
    snprintf(f->project, sizeof f->project, "%s/project.yaml", f->folder);
    snprintf(f->out, sizeof f->out, "%s/out", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    clear_folder(f->out);
    clear_folder(f->folder);
    free(f);
    return 0;
}

static htsc_status run(const fixture *f, int jobs, const htsc_progress *progress, htsc_report **report,
                       htsc_project **project, htsc_error *error) {
    htsc_report_options options;
    *report = NULL;
    htsc_status status = htsc_project_read(f->project, project, error);
    if (status != HTSC_OK) return status;
    htsc_report_options_init(&options);
    options.jobs = jobs;
    options.progress = progress;
    return htsc_report_run(*project, f->out, &options, report, error);
}

static void test_report_of_the_smallest_project_is_the_hand_count(void **state) {
    const fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_report *report;
    htsc_project *project = NULL;
    if (run(f, 0, NULL, &report, &project, &error) != HTSC_OK) fail_msg("%s", error.message);
    const htsc_score *fiber = htsc_report_score(report, HTSC_TARGET_FIBER_HOUSEHOLDS);
    /* Inside the commune: two households; the one of Tây is 100 m from the access point. */
    assert_true(fiber->numerator == 1 && fiber->denominator == 2 && fiber->value_pct == 50);
    assert_true(isnan(fiber->use_pct) && !fiber->met);
    /* Tây declares 6 persons for the 4 counted: 6 of 6 + 2; the household beyond the commune does not count here. */
    const htsc_score *gigabit = htsc_report_score(report, HTSC_TARGET_ACCESS_1GBPS);
    assert_true(gigabit->numerator == 6 && gigabit->denominator == 8);
    const htsc_score *covered = htsc_report_score(report, HTSC_TARGET_POP_5G);
    assert_true(covered->denominator == 8 && covered->numerator >= 6);
    const htsc_score *eid = htsc_report_score(report, HTSC_TARGET_EID_ACCOUNTS);
    assert_true(eid->declared && eid->known && !eid->met && eid->date == 20260901);
    const htsc_score *signatures = htsc_report_score(report, HTSC_TARGET_DIGITAL_SIGNATURES);
    assert_true(signatures->declared && !signatures->known && !signatures->met && isnan(signatures->value_pct));
    assert_int_equal(htsc_findings_total(htsc_report_findings(report), HTSC_SEVERITY_ERROR), 1);
    assert_int_equal(htsc_report_point_count(report), 3);
    assert_int_equal(entry_count(f->out), htsc_report_file_count(report));
    htsc_report_free(report);
    htsc_project_free(project);
    clear_folder(f->out);
}

static void test_report_with_any_allocation_failing_leaks_and_writes_nothing(void **state) {
    const fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_report *report = NULL;
    htsc_project *project = NULL;
    htsc__memory_fail_at(0);
    assert_int_equal(run(f, 1, NULL, &report, &project, &error), HTSC_OK); /* also sets up what is made once */
    htsc_report_free(report);
    htsc_project_free(project);
    long total = htsc__memory_count(), failures = 0;
    assert_true(total > 200);
    clear_folder(f->out);
    for (long n = 1; n <= total; n++) {
        project = NULL;
        htsc__memory_fail_at(n);
        htsc_status status = run(f, 1, NULL, &report, &project, &error);
        htsc__memory_fail_at(0);
        if (status == HTSC_OK) fail_msg("allocation %ld of %ld failed and nobody noticed", n, total);
        if (status != HTSC_ERR_MEMORY)
            print_message("allocation %ld: %s: %s\n", n, htsc_status_name(status), error.message);
        failures++;
        assert_null(report);
        htsc_project_free(project);
        assert_int_equal(entry_count(f->out), 0);
    }
    print_message("%ld allocations failed in their turn\n", failures);
    clear_folder(f->out);
}

typedef struct stopper {
    int asked, stop_at;
} stopper;

static int stop(void *ctx) {
    stopper *s = ctx;
    return ++s->asked >= s->stop_at;
}

static void test_report_cancelled_anywhere_writes_nothing(void **state) {
    const fixture *f = *state;
    int stopped = 0;
    for (int at = 1;; at++) {
        htsc_error error = {HTSC_OK, ""};
        htsc_report *report = NULL;
        htsc_project *project = NULL;
        stopper s = {0, at};
        htsc_progress progress = {&s, NULL, stop};
        htsc_status status = run(f, 1, &progress, &report, &project, &error);
        size_t written = entry_count(f->out);
        htsc_report_free(report);
        htsc_project_free(project);
        if (status == HTSC_OK) break;
        assert_int_equal(status, HTSC_ERR_CANCELLED);
        assert_int_equal(written, 0);
        stopped++;
    }
    assert_true(stopped > 5);
    clear_folder(f->out);
}

static void test_report_drops_what_an_earlier_run_made_and_leaves_the_rest(void **state) {
    const fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_report *report = NULL;
    htsc_project *project = NULL;
    char note[128], shapes[128];
    assert_int_equal(run(f, 0, NULL, &report, &project, &error), HTSC_OK);
    htsc_report_free(report);
    snprintf(note, sizeof note, "%s/ghi chú.txt", f->out);
    snprintf(shapes, sizeof shapes, "%s/villages.shp", f->out);
    FILE *out = fopen(note, "wb");
    assert_non_null(out);
    fclose(out);
    assert_int_equal(access(shapes, F_OK), 0);
    project->outputs &= ~(unsigned)HTSC_OUTPUT_SHAPEFILES;
    htsc_report_options options;
    htsc_report_options_init(&options);
    assert_int_equal(htsc_report_run(project, f->out, &options, &report, &error), HTSC_OK);
    assert_int_not_equal(access(shapes, F_OK), 0);
    assert_int_equal(access(note, F_OK), 0);
    htsc_report_free(report);
    htsc_project_free(project);
    clear_folder(f->out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_of_the_smallest_project_is_the_hand_count),
        cmocka_unit_test(test_report_with_any_allocation_failing_leaks_and_writes_nothing),
        cmocka_unit_test(test_report_cancelled_anywhere_writes_nothing),
        cmocka_unit_test(test_report_drops_what_an_earlier_run_made_and_leaves_the_rest),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
