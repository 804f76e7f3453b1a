/* Relief and land cover that tests of the sweep make for themselves, in the working CRS. */
#ifndef TESTS_ANALYSIS_RELIEF_H
#define TESTS_ANALYSIS_RELIEF_H

#include "base/support.h"

#include <htscover/clutter.h>
#include <htscover/crs.h>
#include <htscover/terrain.h>

#include "geo/raster.h"

/* 12 km square of 50 m pixels about the mast. */
enum { RELIEF_PX = 240, RELIEF_CELL_M = 50, RELIEF_COUNT = RELIEF_PX * RELIEF_PX };
static const double relief_x_m = 536000, relief_y_m = 2221000;

/* East and north of the mast, in metres. */
typedef double (*relief_fn)(double east_m, double north_m);

static inline double relief_hills(double east_m, double north_m) {
    return 250 + 120 * sin(east_m / 700) * cos(north_m / 900) + 60 * sin(east_m / 190 + north_m / 240) +
           15 * sin(east_m / 61) * sin(north_m / 53);
}

static inline double relief_sea(double east_m, double north_m) {
    (void)east_m, (void)north_m;
    return 0;
}

static inline void relief_fill(float *values, relief_fn height) {
    const double half_m = RELIEF_PX * RELIEF_CELL_M / 2;
    for (int i = 0; i < RELIEF_COUNT; i++)
        values[i] = (float)height((i % RELIEF_PX + 0.5) * RELIEF_CELL_M - half_m,
                                  half_m - (i / RELIEF_PX + 0.5) * RELIEF_CELL_M);
}

static inline const char *relief_file(scratch *s, const char *name, GDALDataType type, float *values) {
    const double half_m = RELIEF_PX * RELIEF_CELL_M / 2;
    return make_raster(
        scratch_path(s, name),
        &(raster){RELIEF_PX, RELIEF_PX, relief_x_m - half_m, relief_y_m + half_m, RELIEF_CELL_M, 5897, -9999}, type,
        values);
}

static inline htsc_terrain *relief_read(const char *path, double reach_m) {
    const htsc_box box = {relief_x_m - reach_m, relief_y_m - reach_m, relief_x_m + reach_m, relief_y_m + reach_m};
    htsc_terrain *terrain = NULL;
    htsc_error err;
    assert_ok(htsc_terrain_read(path, &box, HTSC_CRS_VN2000_TM3_105, &terrain, &err), err);
    return terrain;
}

static inline htsc_terrain *relief_terrain(scratch *s, const char *name, relief_fn height) {
    static float values[RELIEF_COUNT];
    relief_fill(values, height);
    return relief_read(relief_file(s, name, GDT_Float32, values), 6000);
}

/* Land cover of codes; 1 is open, 2 has buildings of 20 m, 3 trees of 12 m with a variability of their own, 7 dB. */
static inline htsc_clutter *relief_read_clutter(const char *path, double reach_m) {
    static const htsc_clutter_class classes[] = {{1, HTSC_CLUTTER_OPEN, "open", 0, NAN},
                                                 {2, HTSC_CLUTTER_DENSE_URBAN, "town", 20, NAN},
                                                 {3, HTSC_CLUTTER_TREES, "trees", 12, 7}};
    const htsc_box box = {relief_x_m - reach_m, relief_y_m - reach_m, relief_x_m + reach_m, relief_y_m + reach_m};
    htsc_clutter *clutter = NULL;
    htsc_error err;
    assert_ok(htsc_clutter_read(path, &box, HTSC_CRS_VN2000_TM3_105, classes, 3, &clutter, &err), err);
    return clutter;
}

static inline htsc_clutter *relief_clutter(scratch *s, const char *name, relief_fn code) {
    static float values[RELIEF_COUNT];
    relief_fill(values, code);
    return relief_read_clutter(relief_file(s, name, GDT_Byte, values), 6000);
}

static inline double relief_patches(double east_m, double north_m) {
    return 1 + fmod(floor(east_m / 400 + 100) + 2 * floor(north_m / 300 + 100), 3);
}

#endif
