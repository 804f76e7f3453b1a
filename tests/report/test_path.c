/* The path from a site to a point: what coverage has there, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <htscover/htscover.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "report/results.h"
#include "report/results_read.h"

/* A mast with cells of every kind, north of the middle of the synthetic commune; "B-2" stands off the terrain. */
static const double mast_x_m = 537400, mast_y_m = 2222700;
static const char sites[] =
    "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,azimuth_deg,freq_mhz,bandwidth_mhz,eirp_dbm,status,"
    "on_air_date\n"
    "A-1,một,4G,537400,2222700,36,50,1825,20,62.5,on_air,2020-01-01\n"
    "A-1,một,4G,537400,2222700,36,170,1825,20,62.5,on_air,2020-01-01\n"
    "A-1,hai,5G,537400,2222700,30,,2550,100,69,on_air,2020-01-01\n"
    "A-1,hai,5G,537400,2222700,30,290,3550,100,69,planned,\n"
    "A-1,hai,5G,537400,2222700,30,290,3650,100,69,on_air,2030-01-01\n"
    "A-1,hai,5G,537400,2222700,30,290,6500,100,69,on_air,2020-01-01\n"
    "A-1,hai,2G,537400,2222700,30,290,950,,50,on_air,2020-01-01\n"
    "A-12,hai,5G,537900,2222700,30,,3550,100,69,on_air,2020-01-01\n"
    "B-2,hai,5G,580000,2222700,30,,3550,100,69,on_air,2020-01-01\n";
enum { CELLS = 7, CELLS_OF_4G = 2 };

static const char people[] = "persons,x_m,y_m\n4,537500,2222500\n";

/* Under a folder of its own: the model and what else a test puts at the end. */
static const char project[] = "name: Thử\ncommune_code: \"15061\"\nperiod: thử\ndate: 2026-09-30\n"
                              "operators: [một, hai]\n"
                              "inputs:\n"
                              "  villages: {path: \"%s/villages.gpkg\"}\n"
                              "  population: [{path: people.csv, crs: \"EPSG:5897\"}]\n"
                              "  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n"
                              "%s"
                              "technologies:\n"
                              "  - {name: 4G, covered_dbm: -110, good_dbm: -100}\n"
                              "  - {name: 5G, covered_dbm: -110, good_dbm: -100}\n"
                              "resolution_m: 300\nbody_loss_db: 3\nmax_site_distance_km: 60\n%s\n";
#define GROUND \
    "  terrain: {path: \"" HTSC_TESTDATA_DIR "/ngoclac/terrain.tif\"}\n" \
    "  land_cover: {path: \"" HTSC_TESTDATA_DIR "/ngoclac/land_cover.tif\"}\n"
#define P1812 "model: {name: p1812, profile_step_m: 30, max_radius_m: 8000}\nbuilding_entry: {type: traditional}"

typedef struct fixture {
    char folder[64], file[96];
    htsc_project *project;
    htsc_transform *to_lonlat;
} fixture;

static void good(htsc_status status, const htsc_error *error) {
    if (status != HTSC_OK) fail_msg("%s", error->message);
}

static void assert_near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g, expected %.17g to %g", value, expected, tolerance);
}

static void write_text(const fixture *f, const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/* Writes and reads the project with these parts. */
static const htsc_project *use(fixture *f, const char *ground, const char *model) {
    char text[4096];
    htsc_error error = {HTSC_OK, ""};
    snprintf(text, sizeof text, project, HTSC_TESTDATA_DIR "/ngoclac", ground, model);
    write_text(f, "project.yaml", text);
    htsc_project_free(f->project);
    good(htsc_project_read(f->file, &f->project, &error), &error);
    return f->project;
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    htsc_error error = {HTSC_OK, ""};
    assert_non_null(f);
    strcpy(f->folder, "/tmp/htscover-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->file, sizeof f->file, "%s/project.yaml", f->folder);
    write_text(f, "sites.csv", sites);
    write_text(f, "people.csv", people);
    good(htsc_transform_create(HTSC_CRS_VN2000_TM3_105, HTSC_CRS_WGS84, &f->to_lonlat, &error), &error);
    use(f, GROUND, P1812);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    static const char *const files[] = {"project.yaml", "sites.csv", "people.csv"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", f->folder, files[i]);
        unlink(path);
    }
    rmdir(f->folder);
    htsc_project_free(f->project);
    htsc_transform_free(f->to_lonlat);
    free(f);
    return 0;
}

/* Options for site A-1 and a point so far east and north of its mast. */
static htsc_path_options towards(const fixture *f, double east_m, double north_m) {
    htsc_path_options options;
    htsc_error error = {HTSC_OK, ""};
    htsc_path_options_init(&options);
    options.site_id = "A-1";
    options.lon_deg = mast_x_m + east_m;
    options.lat_deg = mast_y_m + north_m;
    good(htsc_transform_points(f->to_lonlat, 1, &options.lon_deg, &options.lat_deg, &error), &error);
    return options;
}

static htsc_path *run(const fixture *f, const htsc_path_options *options) {
    htsc_error error = {HTSC_OK, ""};
    htsc_path *path = NULL;
    good(htsc_path_run(f->project, options, &path, &error), &error);
    assert_non_null(path);
    return path;
}

/* What coverage keeps of a cell at a point: its servers hold every one. */
static double rsrp_of(const htsc_coverage *coverage, const htsc_path_cell *c, const htsc_sites *all, size_t point) {
    const htsc_server *servers = htsc_coverage_servers(coverage, c->cell->technology, c->cell->operator_index);
    for (size_t i = 0; i < 16; i++) {
        const htsc_server *s = &servers[16 * point + i];
        if (s->cell == HTSC_NO_SERVER) break;
        const htsc_cell *cell = htsc_sites_get(all, s->cell);
        if (cell->row == c->cell->row) return (double)s->rsrp_dbm;
    }
    return (double)NAN;
}

static const double offsets_m[][2] = {{0, 20},     {14, -14},   {0.3, 0.2},    {0, 0},        {-3, 1},
                                      {44, 3},     {100, -70},  {-180, 170},   {200, 152},    {700, 900},
                                      {-1500, 60}, {20, -2400}, {2900, -2100}, {-3300, 3000}, {1, 4900}};
enum { POINTS = sizeof offsets_m / sizeof offsets_m[0] };

/* Every heard cell at every point against the run's own coverage, and single layers against their signal. */
static void compare(const fixture *f) {
    htsc_error error = {HTSC_OK, ""};
    htsc_report_options run_options;
    htsc__results *results = NULL;
    htsc_coverage_options options;
    htsc_coverage *coverage = NULL;
    htsc_path *paths[POINTS];
    double x_m[POINTS], y_m[POINTS];
    size_t compared = 0;
    for (size_t i = 0; i < POINTS; i++) {
        const htsc_path_options asked = towards(f, offsets_m[i][0], offsets_m[i][1]);
        paths[i] = run(f, &asked);
        assert_int_equal(paths[i]->problem, HTSC_PATH_FINE);
        assert_int_equal(paths[i]->cell_count, CELLS);
        x_m[i] = paths[i]->x_m, y_m[i] = paths[i]->y_m;
        assert_near(x_m[i], mast_x_m + offsets_m[i][0], 1e-3); /* to and from WGS 84 */
    }
    htsc_report_options_init(&run_options);
    good(htsc__results_create(f->project, &run_options, &results, &error), &error);
    htsc__results_coverage_options(results, &run_options, &options);
    options.server_count = 16;
    good(htsc_coverage_create(results->sites, &options, POINTS, x_m, y_m, &coverage, &error), &error);
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t k = 0; k < CELLS; k++) {
            const htsc_path_cell *c = &paths[i]->cells[k];
            if (c->silence != HTSC_PATH_HEARD) continue;
            /* A level is a float: 16 ulps at 100 dBm are 1e-4 dB. */
            assert_near(c->rsrp_dbm, rsrp_of(coverage, c, results->sites, i), 1e-3);
            compared++;
        }
        /* Of operator một only 4G: its signal is the best of its two cells. */
        const htsc_signal *s = &htsc_coverage_get(coverage, HTSC_TECHNOLOGY_4G, 0)[i];
        const htsc_path_cell *a = &paths[i]->cells[0], *b = &paths[i]->cells[1];
        const htsc_path_cell *best = a->rsrp_dbm >= b->rsrp_dbm ? a : b;
        assert_near((double)s->rsrp_dbm, best->rsrp_dbm, 1e-3);
        assert_near((double)s->covered_probability, best->covered_probability, 1e-5);
        assert_near((double)s->good_probability, best->good_probability, 1e-5);
        if (f->project->building_entry != HTSC_PROJECT_BUILDING_NONE)
            assert_near((double)s->indoor_probability, best->indoor_probability, 1e-5);
        assert_int_equal(htsc_coverage_level(coverage, s), best->level);
    }
    assert_true(compared >= POINTS * 3);
    for (size_t i = 0; i < POINTS; i++) htsc_path_free(paths[i]);
    htsc_coverage_free(coverage);
    htsc__results_free(results);
}

static void test_path_level_is_that_of_coverage(void **state) {
    fixture *f = *state;
    compare(f);
    use(f, "  terrain: {path: \"" HTSC_TESTDATA_DIR "/ngoclac/terrain.tif\"}\n",
        "model: {name: p1812, profile_step_m: 45, terminal_clutter: p2108, location_sigma_db: 7}");
    compare(f);
    use(f, GROUND, "model: {name: p1812, time_pct: 10, max_radius_m: 6500}");
    compare(f);
    use(f, GROUND, "model: {name: tr38901, scenario: rma}\nbuilding_entry: {type: traditional}");
    compare(f);
    use(f, "", "model: {name: free_space, max_radius_m: 9000}");
    compare(f);
}

static void test_path_breakdown_is_of_its_own_profile(void **state) {
    fixture *f = *state;
    const htsc_path_options asked = towards(f, 2900, -2100);
    htsc_path *path = run(f, &asked);
    htsc_error error = {HTSC_OK, ""};
    const htsc_path_link *l = path->cells[0].link;
    const htsc_path_profile *p = l->profile;
    assert_true(path->profile_count == 1 && p == path->profiles); /* one mast, several heights and frequencies */
    assert_true(path->link_count == 4);
    assert_near(p->distance_km[p->count - 1] * 1000, l->distance_m, 1e-6);
    assert_near(p->ground_amsl_m[0], l->mast_ground_amsl_m, 0);
    assert_near(p->ground_amsl_m[p->count - 1], path->ground_amsl_m, 0);
    assert_near(l->bearing_deg, 180 - atan2(2900, 2100) * 180 / M_PI, 1e-4);
    assert_true(fabs(p->bearing_deg - l->bearing_deg) <= 180 * 30 / (M_PI * 8000)); /* half a radial's width */
    htsc_p1812_options options;
    htsc_p1812_result result;
    htsc_p1812_options_init(&options);
    options.freq_ghz = l->freq_mhz / 1000;
    options.tx_height_agl_m = l->antenna_height_agl_m;
    options.rx_height_agl_m = 1.5;
    options.location_sigma_db = 0;
    options.mid_latitude_deg = path->sweep->mid_latitude_deg;
    const htsc_p1812_profile profile = {p->count, p->distance_km, p->ground_amsl_m, p->clutter_m, NULL};
    good(htsc_p1812_loss(&profile, &options, &result, &error), &error);
    assert_near(result.loss_db, l->p1812.loss_db, 0);
    assert_near(l->loss.los_db, l->p1812.loss_db, 0);
    assert_true(l->location_sigma_db > 0 && l->direct_db > l->p1812.breakdown.lbfs_db);
    htsc_path_free(path);
}

/* The last clutter is at the gap to the metre, on ground between its neighbours'; the step does not move it. */
static void test_path_profile_has_clutter_up_to_the_gap(void **state) {
    fixture *f = *state;
    static const struct {
        const char *model;
        double gap_m;
    } cases[] = {{"model: {name: p1812, profile_step_m: 30}", 30},
                 {"model: {name: p1812, profile_step_m: 50, receiver_gap_m: 17}", 17},
                 {"model: {name: p1812, profile_step_m: 10, receiver_gap_m: 117}", 117}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        use(f, GROUND, cases[c].model);
        const htsc_path_options asked = towards(f, 2900, -2100);
        htsc_path *path = run(f, &asked);
        const htsc_path_profile *p = path->cells[0].link->profile;
        const double end_km = p->distance_km[p->count - 1] - cases[c].gap_m / 1000;
        double total_m = 0;
        size_t at = 0;
        for (size_t i = 1; i + 1 < p->count; i++) {
            assert_true(p->distance_km[i] > p->distance_km[i - 1]);
            if (fabs(p->distance_km[i] - end_km) < 1e-12) at = i;
            if (p->distance_km[i] > end_km + 1e-12) assert_near(p->clutter_m[i], 0, 0);
            total_m += p->clutter_m[i];
        }
        assert_true(at > 1 && total_m > 0);
        const double share = (end_km - p->distance_km[at - 1]) / (p->distance_km[at + 1] - p->distance_km[at - 1]);
        assert_near(p->ground_amsl_m[at],
                    p->ground_amsl_m[at - 1] + share * (p->ground_amsl_m[at + 1] - p->ground_amsl_m[at - 1]), 1e-9);
        htsc_path_free(path);
    }
}

/* The clearance against its definition, and against P.1812's own verdict: a path that is cut by ground has a horizon
 * angle above that of the point. */
static void test_path_clearance_is_least_of_the_points(void **state) {
    fixture *f = *state;
    int cut = 0;
    for (size_t i = 0; i < POINTS; i++) {
        const htsc_path_options asked = towards(f, offsets_m[i][0], offsets_m[i][1]);
        htsc_path *path = run(f, &asked);
        const htsc_path_link *l = path->cells[0].link;
        const htsc_path_profile *p = l->profile;
        double least_m = INFINITY, least_frac = INFINITY;
        for (size_t k = 1; k + 1 < p->count; k++) {
            const double near = p->distance_km[k], far = p->distance_km[p->count - 1] - near;
            if (!(near * far > 0)) continue;
            const double bulge_m = 500 * near * far / l->p1812.breakdown.ae_km;
            const double line_m = l->p1812.breakdown.hts_amsl_m +
                                  (l->p1812.breakdown.hrs_amsl_m - l->p1812.breakdown.hts_amsl_m) * near / (near + far);
            const double clear_m = line_m - bulge_m - p->ground_amsl_m[k] - p->clutter_m[k];
            const double radius_m = 17.3144 * sqrt(near * far / (near + far) / (l->freq_mhz / 1000)); /* P.526 (2) */
            least_m = fmin(least_m, clear_m);
            least_frac = fmin(least_frac, clear_m / radius_m);
        }
        if (isinf(least_m)) {
            assert_true(isnan(l->clearance_m) && isnan(l->fresnel_frac) && l->line_of_sight);
        } else {
            assert_near(l->clearance_m, least_m, 1e-6);
            assert_near(l->fresnel_frac, least_frac, 1e-3 * fabs(least_frac)); /* 17.3144 is rounded */
            assert_true(l->line_of_sight == (least_m >= 0));
            cut += l->line_of_sight ? 0 : 1;
        }
        htsc_path_free(path);
    }
    assert_true(cut > 0 && cut < POINTS);
}

static void test_path_next_to_the_mast_is_flagged(void **state) {
    fixture *f = *state;
    const htsc_path_options near = towards(f, 0, 20), far = towards(f, 0, 300);
    htsc_path *one = run(f, &near), *other = run(f, &far);
    assert_int_equal(one->links[0].p1812.validity, HTSC_VALIDITY_DISTANCE);
    assert_int_equal(other->links[0].p1812.validity, 0);
    assert_true(one->links[0].loss.los_db <= one->links[0].p1812.breakdown.lb_db);
    htsc_path_free(one);
    htsc_path_free(other);
}

static void test_path_silent_cells_say_why(void **state) {
    fixture *f = *state;
    htsc_path_options options = towards(f, 700, 900);
    static const htsc_path_silence expected[CELLS] = {
        HTSC_PATH_HEARD,
        HTSC_PATH_HEARD,
        HTSC_PATH_HEARD,
        HTSC_PATH_PLANNED,
        HTSC_PATH_LATER,
        HTSC_PATH_FREQUENCY,
        HTSC_PATH_TECHNOLOGY_UNUSED,
    };
    htsc_path *path = run(f, &options);
    for (size_t i = 0; i < CELLS; i++) {
        const htsc_path_cell *c = &path->cells[i];
        assert_int_equal(c->silence, expected[i]);
        assert_true((c->link != NULL) == (c->silence < HTSC_PATH_TECHNOLOGY_UNUSED));
        assert_true(isnan(c->rsrp_dbm) == (c->link == NULL));
    }
    htsc_path_free(path);
    use(f, GROUND, "model: {name: p1812, profile_step_m: 30, max_radius_m: 500}");
    options = towards(f, 700, 900);
    path = run(f, &options);
    assert_int_equal(path->cells[0].silence, HTSC_PATH_BEYOND_RADIUS);
    assert_true(path->cells[0].link->profile->count > 30 && isfinite(path->cells[0].rsrp_dbm));
    htsc_path_free(path);
    options.site_id = "B-2"; /* 42 km east of the others */
    path = run(f, &options);
    assert_int_equal(path->cells[0].silence, HTSC_PATH_MAST_WITHOUT_GROUND);
    assert_true(path->link_count == 0 && path->cells[0].link == NULL);
    htsc_path_free(path);
}

static void test_path_filters_by_technology_and_operator(void **state) {
    const fixture *f = *state;
    htsc_path_options options = towards(f, 700, 900);
    options.technology = HTSC_TECHNOLOGY_4G;
    htsc_path *path = run(f, &options);
    assert_int_equal(path->cell_count, CELLS_OF_4G);
    htsc_path_free(path);
    options.operator_name = "hai";
    path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_NO_CELL);
    htsc_path_free(path);
    options.operator_name = "ba";
    path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_UNKNOWN_OPERATOR);
    htsc_path_free(path);
}

static void test_path_site_unknown_names_the_nearest(void **state) {
    const fixture *f = *state;
    htsc_path_options options = towards(f, 700, 900);
    htsc_error error = {HTSC_OK, ""};
    options.site_id = "a-13";
    htsc_path *path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_UNKNOWN_SITE);
    assert_int_equal(path->site_count, 3);
    assert_int_equal(path->near_count, 3);
    assert_string_equal(path->near_ids[0], "A-1"); /* as near as A-12, and before it */
    assert_string_equal(path->near_ids[1], "A-12");
    assert_string_equal(path->near_ids[2], "B-2");
    assert_int_equal(htsc_path_write_json(path, stdout, &error), HTSC_ERR_ARGUMENT);
    htsc_path_free(path);
}

static void test_path_point_wrong_is_told(void **state) {
    const fixture *f = *state;
    htsc_path_options options = towards(f, 700, 900);
    const double lon_deg = options.lon_deg;
    htsc_error error = {HTSC_OK, ""};
    htsc_path *path;
    options.lon_deg = options.lat_deg;
    options.lat_deg = lon_deg;
    path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_SWAPPED);
    htsc_path_free(path);
    options.lon_deg = 0;
    path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_FAR_AWAY);
    htsc_path_free(path);
    options = towards(f, 40000, 0);
    path = run(f, &options);
    assert_int_equal(path->problem, HTSC_PATH_NO_GROUND);
    htsc_path_free(path);
    options.lon_deg = NAN;
    assert_int_equal(htsc_path_run(f->project, &options, &path, &error), HTSC_ERR_ARGUMENT);
    assert_null(path);
    options = towards(f, 0, 0);
    options.site_id = NULL;
    assert_int_equal(htsc_path_run(f->project, &options, &path, &error), HTSC_ERR_ARGUMENT);
    htsc_path_free(NULL);
}

static json_t *json_of(const htsc_path *path) {
    char *text = NULL;
    size_t size = 0;
    htsc_error error = {HTSC_OK, ""};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    good(htsc_path_write_json(path, out, &error), &error);
    fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(root);
    return root;
}

static double figure(const json_t *object, const char *key) {
    if (!json_is_number(json_object_get(object, key))) fail_msg("no number %s", key);
    return json_number_value(json_object_get(object, key));
}

static void test_path_json_holds_the_figures(void **state) {
    fixture *f = *state;
    const htsc_path_options asked = towards(f, 2900, -2100);
    htsc_path *path = run(f, &asked);
    json_t *root = json_of(path);
    const json_t *cell = json_array_get(json_object_get(root, "cells"), 0);
    const json_t *link = json_array_get(json_object_get(root, "links"), 0);
    const json_t *points = json_object_get(json_array_get(json_object_get(root, "profiles"), 0), "points");
    assert_near(figure(cell, "rsrp_dbm"), path->cells[0].rsrp_dbm, 1e-9);
    assert_near(figure(link, "direct_loss_db"), path->links[0].direct_db, 1e-9);
    assert_near(figure(json_object_get(link, "breakdown"), "lbulla50_db"), path->links[0].p1812.breakdown.lbulla50_db,
                1e-9);
    assert_int_equal(json_array_size(points), path->profiles[0].count);
    assert_near(figure(json_array_get(points, 7), "ground_amsl_m"), path->profiles[0].ground_amsl_m[7], 1e-9);
    assert_near(figure(json_object_get(root, "method"), "profile_step_m"), 30, 0);
    assert_near(figure(json_object_get(root, "method"), "receiver_gap_m"), 30, 0);
    assert_int_equal(json_array_size(json_object_get(root, "inputs")), 4);
    json_decref(root);
    htsc_path_free(path);
    use(f, "", "model: {name: tr38901, scenario: uma}");
    path = run(f, &asked);
    root = json_of(path);
    link = json_array_get(json_object_get(root, "links"), 0);
    assert_null(json_object_get(link, "breakdown"));
    assert_true(figure(json_object_get(link, "loss"), "nlos_db") > figure(json_object_get(link, "loss"), "los_db"));
    assert_int_equal(json_array_size(json_object_get(root, "profiles")), 0);
    json_decref(root);
    htsc_path_free(path);
}

static void test_path_with_any_allocation_failing_leaks_nothing(void **state) {
    const fixture *f = *state;
    const htsc_path_options asked = towards(f, 700, 900);
    htsc_error error = {HTSC_OK, ""};
    htsc_path *path = NULL;
    htsc__memory_fail_at(0);
    path = run(f, &asked);
    htsc_path_free(path);
    const long total = htsc__memory_count();
    assert_true(total > 100);
    /* Those before the sites are the same as in a run, which tests each; the last hundred are a path's own. */
    for (long n = 1; n <= total; n += n < total - 100 ? 29 : 1) {
        htsc__memory_fail_at(n);
        htsc_status status = htsc_path_run(f->project, &asked, &path, &error);
        htsc__memory_fail_at(0);
        if (status == HTSC_OK) fail_msg("allocation %ld of %ld failed and nobody noticed", n, total);
        assert_null(path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_path_level_is_that_of_coverage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_breakdown_is_of_its_own_profile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_profile_has_clutter_up_to_the_gap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_clearance_is_least_of_the_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_next_to_the_mast_is_flagged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_silent_cells_say_why, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_filters_by_technology_and_operator, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_site_unknown_names_the_nearest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_point_wrong_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_json_holds_the_figures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_with_any_allocation_failing_leaks_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
