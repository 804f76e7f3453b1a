/* How far is the sweep's loss from the exact function's on each pixel's own great circle?
 * sweep_error [--dem NAME FILE]... [--radius-km R] [--resolution-m S] [--step-m S] [--places N] [--pixels N]
 *             [--profile-step-m S] [--last-steps L] [--threads N] [--csv FILE]
 * Masts of 35 and 15 m stand at places about the middle of the terrain; receivers are the pixels of a square grid. Of
 * them every so-manyth is compared. Exact: points every --profile-step-m along the great circle, whose places are those
 * of a sphere between the ends' longitudes and latitudes, the last of them --last-steps (half of one) or more before
 * the pixel; lengths are geodesic. The covered share is that of the compared pixels at or under a loss. 5G: 69 dBm EIRP
 * over 100 MHz at 30 kHz, 33.85 dBm a resource element, at -110 dBm. */
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHTS = 2, FREQS = 3, CASES = HEIGHTS * FREQS, LIMITS = 3, DEMS_MAX = 8 };

static const double heights_m[HEIGHTS] = {35, 15}, freqs_mhz[FREQS] = {700, 2600, 3500};
static const double limits_db[LIMITS] = {120, 130, 143.85};
static const char *const limit_names[LIMITS] = {"120_db", "130_db", "5g_110_dbm"};

typedef struct settings {
    size_t dem_count;
    const char *dem_names[DEMS_MAX], *dems[DEMS_MAX];
    double radius_km, resolution_m, step_m, profile_step_m, last_steps;
    size_t places, pixels;
    int threads;
    FILE *csv;
} settings;

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "sweep_error: %s\n", error.message);
    exit(1);
}

static void *some(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (block == NULL) exit(1);
    return block;
}

/* Terrain with the mast's place, and what is found of each case. */
typedef struct world {
    htsc_terrain *terrain;
    htsc_transform *to_lonlat, *from_lonlat;
    double middle_x_m, middle_y_m, x_m, y_m, lon_deg, lat_deg;
    size_t count; /* pixels of a place */
    double *rx_x_m, *rx_y_m;
    float *loss_db;  /* of the sweep, case after case */
    size_t compared; /* over all places */
    double *off_db[CASES];
    size_t covered_sweep[CASES][LIMITS], covered_exact[CASES][LIMITS];
    double farthest_off_line_m; /* of the great circle from the straight line in the working CRS */
} world;

static void make_world(const settings *s, const char *dem, world *w) {
    htsc_grid *grid;
    char crs[32];
    must(htsc_grid_read(dem, NULL, NULL, &grid, &error));
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    double x = spec->west + spec->width * spec->cell_width / 2, y = spec->north - spec->height * spec->cell_height / 2;
    htsc_transform *transform;
    must(htsc_transform_create(htsc_grid_crs(grid), HTSC_CRS_WGS84, &transform, &error));
    must(htsc_transform_points(transform, 1, &x, &y, &error));
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    snprintf(crs, sizeof crs, "EPSG:%d", (y < 0 ? 32700 : 32600) + (int)((x + 180) / 6) + 1);
    must(htsc_transform_create(HTSC_CRS_WGS84, crs, &w->from_lonlat, &error));
    must(htsc_transform_create(crs, HTSC_CRS_WGS84, &w->to_lonlat, &error));
    must(htsc_transform_points(w->from_lonlat, 1, &x, &y, &error));
    w->middle_x_m = x, w->middle_y_m = y;
    const double reach_m = s->radius_km * 1000 + 16000;
    const htsc_box box = {x - reach_m, y - reach_m, x + reach_m, y + reach_m};
    must(htsc_terrain_read(dem, &box, crs, &w->terrain, &error));
    const long half = (long)(s->radius_km * 1000 / s->resolution_m);
    const size_t room = (size_t)((2 * half + 1) * (2 * half + 1));
    w->rx_x_m = some(room, sizeof *w->rx_x_m);
    w->rx_y_m = some(room, sizeof *w->rx_y_m);
    w->loss_db = some(CASES * room, sizeof *w->loss_db);
    for (size_t c = 0; c < CASES; c++) w->off_db[c] = some(2 * (s->pixels + s->places), sizeof(double));
}

static void free_world(world *w) {
    htsc_terrain_free(w->terrain);
    htsc_transform_free(w->to_lonlat);
    htsc_transform_free(w->from_lonlat);
    free(w->rx_x_m);
    free(w->rx_y_m);
    free(w->loss_db);
    for (size_t c = 0; c < CASES; c++) free(w->off_db[c]);
}

/* The middle, then places within 15 km of it, spread evenly (the golden angle). */
static void stand_at(const settings *s, size_t place, world *w) {
    const double away_m = 15000 * sqrt((double)place / (double)s->places), turn = 2.399963229728653 * (double)place;
    w->x_m = w->middle_x_m + away_m * sin(turn);
    w->y_m = w->middle_y_m + away_m * cos(turn);
    w->lon_deg = w->x_m, w->lat_deg = w->y_m;
    must(htsc_transform_points(w->to_lonlat, 1, &w->lon_deg, &w->lat_deg, &error));
    const long half = (long)(s->radius_km * 1000 / s->resolution_m);
    w->count = 0;
    for (long row = half; row >= -half; row--) {
        for (long column = -half; column <= half; column++) {
            const double dx = (double)column * s->resolution_m, dy = (double)row * s->resolution_m;
            if (hypot(dx, dy) > s->radius_km * 1000) continue;
            w->rx_x_m[w->count] = w->x_m + dx;
            w->rx_y_m[w->count++] = w->y_m + dy;
        }
    }
}

static void sweep_place(const settings *s, world *w) {
    htsc_sweep_options options;
    htsc_sweep_options_init(&options);
    options.terrain = w->terrain;
    options.max_radius_m = s->radius_km * 1000;
    options.step_m = s->step_m;
    htsc_mast masts[CASES];
    for (size_t c = 0; c < CASES; c++)
        masts[c] = (htsc_mast){w->x_m, w->y_m, heights_m[c / FREQS], (double)NAN, freqs_mhz[c % FREQS]};
    must(
        htsc_sweep_losses(&options, CASES, masts, 1.5, w->count, w->rx_x_m, w->rx_y_m, s->threads, w->loss_db, &error));
}

/* A profile with room for its points. */
typedef struct profile {
    size_t count;
    double *x_m, *y_m, *d_km, *ground_m;
    float *heights;
} profile;

static void direction(double lon_deg, double lat_deg, double v[3]) {
    const double lon = lon_deg * (M_PI / 180), lat = lat_deg * (M_PI / 180);
    v[0] = cos(lat) * cos(lon), v[1] = cos(lat) * sin(lon), v[2] = sin(lat);
}

/* Points along the great circle to a pixel: longitudes and latitudes, then places. */
static void great_circle(const settings *s, world *w, size_t pixel, profile *p) {
    double lon_deg = w->rx_x_m[pixel], lat_deg = w->rx_y_m[pixel], from[3], to[3];
    must(htsc_transform_points(w->to_lonlat, 1, &lon_deg, &lat_deg, &error));
    const double length_m = htsc_geodesic_distance_m(w->lon_deg, w->lat_deg, lon_deg, lat_deg);
    const double whole = floor(length_m / s->profile_step_m - s->last_steps);
    const size_t between = whole > 0 ? (size_t)whole : 0;
    direction(w->lon_deg, w->lat_deg, from);
    direction(lon_deg, lat_deg, to);
    const double chord = sqrt(pow(to[0] - from[0], 2) + pow(to[1] - from[1], 2) + pow(to[2] - from[2], 2)),
                 angle = 2 * asin(chord / 2);
    p->count = between + 2;
    for (size_t i = 0; i < p->count; i++) {
        const double at_m = i + 1 == p->count ? length_m : (double)i * s->profile_step_m,
                     share = length_m > 0 ? at_m / length_m : 0;
        const double a = angle > 0 ? sin((1 - share) * angle) / sin(angle) : 1,
                     b = angle > 0 ? sin(share * angle) / sin(angle) : 0;
        const double v[3] = {a * from[0] + b * to[0], a * from[1] + b * to[1], a * from[2] + b * to[2]};
        p->x_m[i] = atan2(v[1], v[0]) * (180 / M_PI);
        p->y_m[i] = atan2(v[2], hypot(v[0], v[1])) * (180 / M_PI);
        p->d_km[i] = at_m / 1000;
    }
    must(htsc_transform_points(w->from_lonlat, p->count, p->x_m, p->y_m, &error));
    const double dx = w->rx_x_m[pixel] - w->x_m, dy = w->rx_y_m[pixel] - w->y_m, d_m = hypot(dx, dy);
    for (size_t i = 0; i < p->count && d_m > 0; i++) {
        const double aside_m = fabs((p->x_m[i] - w->x_m) * dy - (p->y_m[i] - w->y_m) * dx) / d_m;
        w->farthest_off_line_m = fmax(w->farthest_off_line_m, aside_m);
    }
}

static void compare_pixel(const settings *s, world *w, size_t pixel, profile *p) {
    great_circle(s, w, pixel, p);
    must(htsc_terrain_sample(w->terrain, p->count, p->x_m, p->y_m, p->heights, &error));
    for (size_t i = 0; i < p->count; i++) p->ground_m[i] = (double)p->heights[i];
    for (size_t c = 0; c < CASES; c++) {
        htsc_p1812_options options;
        htsc_p1812_result result;
        htsc_p1812_options_init(&options);
        options.freq_ghz = freqs_mhz[c % FREQS] / 1000;
        options.tx_height_agl_m = heights_m[c / FREQS];
        options.rx_height_agl_m = 1.5;
        const htsc_p1812_profile given = {p->count, p->d_km, p->ground_m, NULL, NULL};
        must(htsc_p1812_loss(&given, &options, &result, &error));
        const double loss_db = (double)w->loss_db[c * w->count + pixel];
        w->off_db[c][w->compared] = loss_db - result.loss_db;
        for (size_t l = 0; l < LIMITS; l++) {
            w->covered_sweep[c][l] += loss_db <= limits_db[l];
            w->covered_exact[c][l] += result.loss_db <= limits_db[l];
        }
    }
    w->compared++;
}

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void print_case(const world *w, const char *dem, size_t c) {
    char name[128];
    const size_t n = w->compared;
    double *off_db = w->off_db[c], sum_db = 0;
    snprintf(name, sizeof name, "%s_%.0f_m_%.0f_mhz", dem, heights_m[c / FREQS], freqs_mhz[c % FREQS]);
    for (size_t i = 0; i < n; i++) {
        sum_db += off_db[i];
        off_db[i] = fabs(off_db[i]);
    }
    qsort(off_db, n, sizeof *off_db, compare);
    printf("%s_median %.3f dB\n%s_p95 %.3f dB\n", name, off_db[n / 2], name, off_db[n * 95 / 100]);
    printf("%s_max %.2f dB\n%s_mean_signed %.4f dB\n", name, off_db[n - 1], name, sum_db / (double)n);
    for (size_t l = 0; l < LIMITS; l++) {
        const double sweep_pct = 100 * (double)w->covered_sweep[c][l] / (double)n,
                     exact_pct = 100 * (double)w->covered_exact[c][l] / (double)n;
        printf("%s_covered_%s_sweep %.3f %%\n", name, limit_names[l], sweep_pct);
        printf("%s_covered_%s_exact %.3f %%\n", name, limit_names[l], exact_pct);
        printf("%s_covered_%s_difference %.3f points\n", name, limit_names[l], sweep_pct - exact_pct);
    }
}

/* Share of pixels whose difference is at most so much: ten bounds a decade. */
static void write_case(const world *w, FILE *csv, const char *dem, size_t c) {
    size_t within = 0;
    for (int k = -30; k <= 20; k++) {
        const double bound_db = pow(10, k / 10.0);
        while (within < w->compared && w->off_db[c][within] <= bound_db) within++;
        fprintf(csv, "%s,%.0f,%.0f,%.6g,%.6f\n", dem, heights_m[c / FREQS], freqs_mhz[c % FREQS], bound_db,
                (double)within / (double)w->compared);
    }
}

static void measure(const settings *s, size_t dem) {
    world w = {0};
    make_world(s, s->dems[dem], &w);
    const size_t room = (size_t)(s->radius_km * 1100 / s->profile_step_m) + 4;
    profile p = {0,
                 some(room, sizeof(double)),
                 some(room, sizeof(double)),
                 some(room, sizeof(double)),
                 some(room, sizeof(double)),
                 some(room, sizeof(float))};
    size_t stride = 1;
    for (size_t place = 0; place < s->places; place++) {
        stand_at(s, place, &w);
        sweep_place(s, &w);
        stride = w.count * s->places / s->pixels;
        stride = stride > 0 ? stride : 1;
        for (size_t i = place % stride; i < w.count; i += stride) compare_pixel(s, &w, i, &p);
    }
    const char *name = s->dem_names[dem];
    printf("%s_places %zu places\n%s_compared %zu pixels\n%s_every %zu pixels\n", name, s->places, name, w.compared,
           name, stride);
    printf("%s_great_circle_off_straight_line %.3f m\n", name, w.farthest_off_line_m);
    for (size_t c = 0; c < CASES; c++) print_case(&w, name, c);
    for (size_t c = 0; c < CASES && s->csv != NULL; c++) write_case(&w, s->csv, name, c);
    free(p.x_m), free(p.y_m), free(p.d_km), free(p.ground_m), free(p.heights);
    free_world(&w);
}

static bool take(int argc, char **argv, int *i, const char *name, double *number) {
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc) return false;
    *number = atof(argv[++*i]);
    return true;
}

static int usage(void) {
    fprintf(stderr,
            "usage: sweep_error [--dem NAME FILE]... [--radius-km R] [--resolution-m S] [--step-m S] [--places N] "
            "[--pixels N] [--profile-step-m S] [--last-steps L] [--threads N] [--csv FILE]\n");
    return 2;
}

int main(int argc, char **argv) {
    settings s = {0, {NULL}, {NULL}, 10, 30, 30, 30, 0.5, 4, 24000, 1, NULL};
    double places = 4, pixels = 24000, threads = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--dem") == 0 && i + 2 < argc && s.dem_count < DEMS_MAX) {
            s.dem_names[s.dem_count] = argv[++i];
            s.dems[s.dem_count++] = argv[++i];
        } else if (strcmp(argv[i], "--csv") == 0 && i + 1 < argc && s.csv == NULL) {
            s.csv = fopen(argv[++i], "w");
            if (s.csv == NULL) return usage();
        } else if (!take(argc, argv, &i, "--radius-km", &s.radius_km) &&
                   !take(argc, argv, &i, "--resolution-m", &s.resolution_m) &&
                   !take(argc, argv, &i, "--step-m", &s.step_m) && !take(argc, argv, &i, "--places", &places) &&
                   !take(argc, argv, &i, "--pixels", &pixels) && !take(argc, argv, &i, "--threads", &threads) &&
                   !take(argc, argv, &i, "--profile-step-m", &s.profile_step_m) &&
                   !take(argc, argv, &i, "--last-steps", &s.last_steps)) {
            return usage();
        }
    }
    if (!(places >= 1 && pixels >= 100 && s.radius_km > 0 && s.resolution_m >= 1 && s.profile_step_m >= 1 &&
          s.last_steps >= 0.01))
        return usage();
    s.places = (size_t)places, s.pixels = (size_t)pixels, s.threads = (int)threads;
    if (s.dem_count == 0) {
        s.dem_names[0] = "thanh_hoa_standin", s.dems[0] = "../shared/data/terrain/relief_standin_N20E105.tif";
        s.dem_names[1] = "pyrenees", s.dems[1] = "../shared/data/terrain/N42E001.hgt.zip";
        s.dem_count = 2;
    }
    if (s.csv != NULL) fprintf(s.csv, "terrain,mast_m,freq_mhz,difference_db,share_within_frac\n");
    for (size_t dem = 0; dem < s.dem_count; dem++) measure(&s, dem);
    return s.csv == NULL || fclose(s.csv) == 0 ? 0 : 1;
}
