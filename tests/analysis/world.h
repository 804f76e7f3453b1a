/* Small worlds for tests: files written into a folder of their own, read by the library. */
#ifndef TESTS_ANALYSIS_WORLD_H
#define TESTS_ANALYSIS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <htscover/htscover.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct world {
    char folder[64];
    htsc_findings *findings;
    htsc_villages *villages;
    htsc_population *population;
    htsc_sites *sites;
    htsc_fiber *fiber;
} world;

static void world_good(htsc_status status, const htsc_error *error) {
    if (status != HTSC_OK) fail_msg("%s: %s", htsc_status_name(status), error->message);
}

static void world_init(world *w) {
    htsc_error error = {HTSC_OK, ""};
    memset(w, 0, sizeof *w);
    strcpy(w->folder, "/tmp/htscover-test-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    world_good(htsc_findings_create(&w->findings, &error), &error);
}

static void world_clear(world *w) {
    htsc_fiber_free(w->fiber);
    htsc_sites_free(w->sites);
    htsc_population_free(w->population);
    htsc_villages_free(w->villages);
    htsc_findings_free(w->findings);
    rmdir(w->folder);
}

/* A file that lives as long as the reading of it. */
static void world_file(const world *w, const char *name, const char *text, char path[128]) {
    snprintf(path, 128, "%s/%s", w->folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/* Working CRS coordinates throughout: villages are WKT, the rest x_m, y_m. */
static htsc_input world_input(const char *path) {
    htsc_input input = htsc_input_of(path);
    input.crs = HTSC_CRS_VN2000_TM3_105;
    return input;
}

static inline void world_villages(world *w, const char *csv) {
    htsc_error error = {HTSC_OK, ""};
    char path[128];
    world_file(w, "villages.csv", csv, path);
    htsc_input input = world_input(path);
    world_good(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &w->villages, &error), &error);
    world_good(htsc_villages_read(w->villages, &input, w->findings, NULL, &error), &error);
    unlink(path);
}

static inline void world_population(world *w, const char *csv) {
    htsc_error error = {HTSC_OK, ""};
    char path[128];
    world_file(w, "population.csv", csv, path);
    htsc_input input = world_input(path);
    world_good(htsc_population_create(w->villages, &w->population, &error), &error);
    world_good(htsc_population_read_points(w->population, &input, w->findings, NULL, &error), &error);
    unlink(path);
}

static inline void world_sites(world *w, const char *csv) {
    htsc_error error = {HTSC_OK, ""};
    char path[128];
    htsc_sites_options options;
    htsc_sites_options_init(&options);
    world_file(w, "sites.csv", csv, path);
    htsc_input input = world_input(path);
    if (w->sites == NULL) world_good(htsc_sites_create(&options, &w->sites, &error), &error);
    world_good(htsc_sites_read(w->sites, &input, w->findings, NULL, &error), &error);
    unlink(path);
}

static inline void world_fiber(world *w, const char *access_points_csv, const char *routes_csv) {
    htsc_error error = {HTSC_OK, ""};
    char path[128];
    htsc_sites_options options;
    htsc_sites_options_init(&options);
    world_good(htsc_fiber_create(&options, &w->fiber, &error), &error);
    if (access_points_csv != NULL) {
        world_file(w, "access_points.csv", access_points_csv, path);
        htsc_input input = world_input(path);
        world_good(htsc_fiber_read_access_points(w->fiber, &input, w->findings, NULL, &error), &error);
        unlink(path);
    }
    if (routes_csv != NULL) {
        world_file(w, "routes.csv", routes_csv, path);
        htsc_input input = world_input(path);
        world_good(htsc_fiber_read_routes(w->fiber, &input, w->findings, NULL, &error), &error);
        unlink(path);
    }
}

/* The same numbers everywhere: xorshift64*, Vigna 2016. */
static inline double world_random(uint64_t *state) {
    *state ^= *state >> 12, *state ^= *state << 25, *state ^= *state >> 27;
    return (double)((*state * 2685821657736338717u) >> 11) / 9007199254740992.0;
}

#endif
