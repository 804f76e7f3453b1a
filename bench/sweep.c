/* How many receivers a second does the sweep serve, and how many the exact function on each one's own profile?
 * sweep [--dem FILE] [--land-cover FILE] [--radius-km R] [--resolution-m S] [--gap-m G] [--threads N] [--runs N]
 *       [--height-m H] [--freq-mhz F] [--growth]
 * Receivers are the pixels of a square grid within the radius of a mast in the middle of the terrain. Figures are of
 * the fastest of the runs; ratios are of one process. */
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct settings {
    const char *dem, *land_cover; /* NULL: none */
    double radius_km, resolution_m, gap_m, height_m, freq_mhz;
    int threads, runs;
} settings;

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "sweep: %s\n", error.message);
    exit(1);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *some(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (block == NULL) exit(1);
    return block;
}

typedef struct world {
    htsc_terrain *terrain;
    htsc_clutter *clutter;
    double x_m, y_m;
    size_t count;
    double *rx_x_m, *rx_y_m;
    float *loss_db;
} world;

/* The mast stands in the middle of the raster, in the UTM zone there. */
static void make_world(const settings *s, double radius_km, world *w) {
    htsc_grid *grid;
    htsc_transform *transform;
    char crs[32];
    must(htsc_grid_read(s->dem, NULL, NULL, &grid, &error));
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    double lon_deg = spec->west + spec->width * spec->cell_width / 2,
           lat_deg = spec->north - spec->height * spec->cell_height / 2;
    must(htsc_transform_create(htsc_grid_crs(grid), HTSC_CRS_WGS84, &transform, &error));
    must(htsc_transform_points(transform, 1, &lon_deg, &lat_deg, &error));
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    snprintf(crs, sizeof crs, "EPSG:%d", (lat_deg < 0 ? 32700 : 32600) + (int)((lon_deg + 180) / 6) + 1);
    must(htsc_transform_create(HTSC_CRS_WGS84, crs, &transform, &error));
    must(htsc_transform_points(transform, 1, &lon_deg, &lat_deg, &error));
    htsc_transform_free(transform);
    w->x_m = lon_deg, w->y_m = lat_deg;
    const double reach_m = radius_km * 1000;
    const htsc_box box = {w->x_m - reach_m, w->y_m - reach_m, w->x_m + reach_m, w->y_m + reach_m};
    must(htsc_terrain_read(s->dem, &box, crs, &w->terrain, &error));
    if (s->land_cover != NULL) must(htsc_clutter_read(s->land_cover, &box, crs, NULL, 0, &w->clutter, &error));
    const long half = (long)(reach_m / s->resolution_m);
    w->rx_x_m = some((size_t)((2 * half + 1) * (2 * half + 1)), sizeof *w->rx_x_m);
    w->rx_y_m = some((size_t)((2 * half + 1) * (2 * half + 1)), sizeof *w->rx_y_m);
    for (long row = half; row >= -half; row--) {
        for (long column = -half; column <= half; column++) {
            const double dx = (double)column * s->resolution_m, dy = (double)row * s->resolution_m;
            if (hypot(dx, dy) > reach_m) continue;
            w->rx_x_m[w->count] = w->x_m + dx;
            w->rx_y_m[w->count++] = w->y_m + dy;
        }
    }
    w->loss_db = some(4 * w->count, sizeof *w->loss_db);
}

static void free_world(world *w) {
    htsc_terrain_free(w->terrain);
    htsc_clutter_free(w->clutter);
    free(w->rx_x_m);
    free(w->rx_y_m);
    free(w->loss_db);
    *w = (world){0};
}

/* Seconds of the fastest run for so many bands at one height. */
static double sweep_s(const settings *s, const world *w, double radius_km, size_t bands, int threads) {
    htsc_sweep_options options;
    htsc_sweep_options_init(&options);
    options.terrain = w->terrain;
    options.max_radius_m = radius_km * 1000;
    options.clutter = w->clutter;
    options.step_m = s->resolution_m;
    options.receiver_gap_m = s->gap_m;
    htsc_mast masts[4];
    for (size_t i = 0; i < 4; i++)
        masts[i] = (htsc_mast){w->x_m, w->y_m, s->height_m, (double)NAN, s->freq_mhz * (1 - 0.2 * (double)i)};
    double best = HUGE_VAL;
    for (int i = 0; i < s->runs; i++) {
        const double start = now_s();
        must(htsc_sweep_losses(&options, bands, masts, 1.5, w->count, w->rx_x_m, w->rx_y_m, threads, w->loss_db,
                               &error));
        best = fmin(best, now_s() - start);
    }
    return best;
}

/* The exact function on a pixel's own straight profile: points every step from the mast, the last half a step or more
 * before the pixel; clutter as far as the gap before it, where there is a point more. */
static double exact_db(const settings *s, const world *w, size_t pixel, double *xy, float *heights_m, double *profile) {
    const double dx = w->rx_x_m[pixel] - w->x_m, dy = w->rx_y_m[pixel] - w->y_m, d_m = hypot(dx, dy);
    const double points = d_m / s->resolution_m - 0.5, end_m = d_m - s->gap_m;
    const size_t room = (size_t)fmax(points, 0) + 3;
    double *x_m = xy, *y_m = xy + room, *d_km = profile, *h_m = profile + room, *tops_m = h_m + room;
    size_t count = 0;
    bool ended = w->clutter == NULL || end_m <= 0;
    for (size_t i = 0; i == 0 || (double)i <= points; i++) {
        const double at_m = (double)i * s->resolution_m;
        if (!ended && at_m >= end_m) {
            if (at_m > end_m) d_km[count++] = end_m / 1000;
            ended = true;
        }
        d_km[count++] = at_m / 1000;
    }
    if (!ended) d_km[count++] = end_m / 1000;
    d_km[count++] = d_m / 1000;
    for (size_t i = 0; i < count; i++) {
        const double share = d_m > 0 ? 1000 * d_km[i] / d_m : 0;
        x_m[i] = w->x_m + share * dx;
        y_m[i] = w->y_m + share * dy;
    }
    must(htsc_terrain_sample(w->terrain, count, x_m, y_m, heights_m, &error));
    for (size_t i = 0; i < count; i++) h_m[i] = (double)heights_m[i];
    if (w->clutter != NULL) htsc_clutter_sample(w->clutter, count, x_m, y_m, heights_m, NULL, NULL);
    for (size_t i = 0; i < count && w->clutter != NULL; i++)
        tops_m[i] = d_km[i] <= end_m / 1000 ? (double)heights_m[i] : 0;
    htsc_p1812_options options;
    htsc_p1812_result result;
    htsc_p1812_options_init(&options);
    options.freq_ghz = s->freq_mhz / 1000;
    options.tx_height_agl_m = s->height_m;
    options.rx_height_agl_m = 1.5;
    const htsc_p1812_profile given = {count, d_km, h_m, w->clutter == NULL ? NULL : tops_m, NULL};
    must(htsc_p1812_loss(&given, &options, &result, &error));
    return result.loss_db;
}

/* Every so-manyth pixel, so that it takes about two seconds. */
static double exact_points_per_s(const settings *s, const world *w, double radius_km) {
    const size_t room = (size_t)(radius_km * 1000 / s->resolution_m) + 5;
    double *xy = some(2 * room, sizeof *xy), *profile = some(3 * room, sizeof *profile), sum = 0;
    float *heights_m = some(room, sizeof *heights_m);
    const size_t stride = w->count / 150000 + 1;
    size_t done = 0;
    const double start = now_s();
    for (size_t i = 0; i < w->count; i += stride, done++) sum += exact_db(s, w, i, xy, heights_m, profile);
    const double took_s = now_s() - start;
    free(xy);
    free(profile);
    free(heights_m);
    return sum > 0 ? (double)done / took_s : 0;
}

static double per_point_ns(const settings *s, double radius_km) {
    world w = {0};
    make_world(s, radius_km, &w);
    const double ns = 1e9 * sweep_s(s, &w, radius_km, 1, 1) / (double)w.count;
    free_world(&w);
    return ns;
}

static bool take(int argc, char **argv, int *i, const char *name, double *number) {
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc) return false;
    *number = atof(argv[++*i]);
    return true;
}

int main(int argc, char **argv) {
    settings s = {"../shared/data/terrain/relief_standin_N20E105.tif", NULL, 10, 30, 30, 35, 2600, 1, 3};
    double threads = 1, runs = 3, growth = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--dem") == 0 && i + 1 < argc)
            s.dem = argv[++i];
        else if (strcmp(argv[i], "--land-cover") == 0 && i + 1 < argc)
            s.land_cover = argv[++i];
        else if (strcmp(argv[i], "--growth") == 0)
            growth = 1;
        else if (!take(argc, argv, &i, "--radius-km", &s.radius_km) &&
                 !take(argc, argv, &i, "--resolution-m", &s.resolution_m) &&
                 !take(argc, argv, &i, "--gap-m", &s.gap_m) && !take(argc, argv, &i, "--height-m", &s.height_m) &&
                 !take(argc, argv, &i, "--freq-mhz", &s.freq_mhz) && !take(argc, argv, &i, "--threads", &threads) &&
                 !take(argc, argv, &i, "--runs", &runs)) {
            fprintf(stderr, "usage: sweep [--dem FILE] [--land-cover FILE] [--radius-km R] [--resolution-m S] "
                            "[--gap-m G] [--threads N] [--runs N] [--height-m H] [--freq-mhz F] [--growth]\n");
            return 2;
        }
    }
    s.threads = (int)threads, s.runs = (int)runs;
    world w = {0};
    make_world(&s, s.radius_km, &w);
    const double points = (double)w.count;
    const double took_s = sweep_s(&s, &w, s.radius_km, 1, s.threads);
    const double one_s = s.threads == 1 ? took_s : sweep_s(&s, &w, s.radius_km, 1, 1);
    const double two_s = sweep_s(&s, &w, s.radius_km, 2, 1);
    const double exact = exact_points_per_s(&s, &w, s.radius_km);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("points %zu points\n", w.count);
    printf("sweep_points_per_s %.0f points/s\n", points / took_s);
    printf("exact_points_per_s %.0f points/s\n", exact);
    printf("ratio %.1f ratio\n", points / took_s / exact);
    printf("sweep_per_point %.1f ns\n", 1e9 * took_s / points);
    printf("one_thread_over_threads %.2f ratio\n", one_s / took_s);
    printf("second_band_over_first %.2f ratio\n", (two_s - one_s) / one_s);
    printf("peak_memory %.1f MB\n", (double)usage.ru_maxrss / 1024);
    free_world(&w);
    if (growth > 0) {
        const double near_ns = per_point_ns(&s, 5), far_ns = per_point_ns(&s, 30);
        printf("per_point_5_km %.1f ns\nper_point_30_km %.1f ns\n", near_ns, far_ns);
        printf("growth_5_to_30_km %.2f ratio\n", far_ns / near_ns);
    }
    return 0;
}
