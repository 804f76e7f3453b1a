/* What does a commune cost over real relief with sixty sites of three operators?
 * relief --commune FILE.geojson --code CODE --dem FILE --population RASTER [--land-cover FILE] [--sites N] [--jobs N]
 * Sites stand at random places (fixed seed) in and around the commune; each has three sectors of 4G and three of 5G.
 * Makes a project in a temporary folder and runs it whole; figures are of the fastest of three runs. */
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { OPERATORS = 3, RUNS = 3 };

typedef struct settings {
    const char *commune, *code, *dem, *population, *land_cover;
    int sites, jobs;
} settings;

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "relief: %s\n", error.message);
    exit(1);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static FILE *open_in(const char *folder, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
        exit(1);
    }
    return out;
}

static double uniform(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

/* Sites in the commune's bounds, grown by 3 km. */
static void write_sites(const char *folder, const settings *s) {
    htsc_villages *villages;
    htsc_input commune = htsc_input_of(s->commune);
    htsc_findings *findings;
    must(htsc_findings_create(&findings, &error));
    must(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &error));
    must(htsc_villages_read_commune(villages, &commune, s->code, findings, NULL, &error));
    const htsc_box box = htsc_villages_bounds(villages);
    FILE *out = open_in(folder, "sites.csv");
    uint64_t state = 20261122;
    fprintf(out, "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,azimuth_deg,downtilt_deg,freq_mhz,"
                 "bandwidth_mhz,scs_khz,eirp_dbm\n");
    for (int i = 0; i < s->sites; i++) {
        const double x_m = box.min_x - 3000 + uniform(&state) * (box.max_x - box.min_x + 6000);
        const double y_m = box.min_y - 3000 + uniform(&state) * (box.max_y - box.min_y + 6000);
        const double height_m = 25 + 20 * uniform(&state);
        for (int sector = 0; sector < 3; sector++) {
            fprintf(out, "S%03d,Operator %d,4G,%.2f,%.2f,%.1f,%d,4,1800,20,15,60\n", i, i % OPERATORS, x_m, y_m,
                    height_m, sector * 120);
            fprintf(out, "S%03d,Operator %d,5G,%.2f,%.2f,%.1f,%d,4,%d,100,30,66\n", i, i % OPERATORS, x_m, y_m,
                    height_m, sector * 120, 2600 + 500 * (i % OPERATORS));
        }
    }
    fclose(out);
    htsc_villages_free(villages);
    htsc_findings_free(findings);
}

static void write_project(const char *folder, const settings *s) {
    char here[400], land_cover[700] = "";
    const char *files[3] = {s->commune, s->dem, s->population};
    char paths[3][900];
    if (getcwd(here, sizeof here) == NULL) exit(1);
    for (int i = 0; i < 3; i++)
        snprintf(paths[i], sizeof paths[i], "%s%s%s", files[i][0] == '/' ? "" : here, files[i][0] == '/' ? "" : "/",
                 files[i]);
    if (s->land_cover != NULL)
        snprintf(land_cover, sizeof land_cover, "  land_cover: {path: \"%s%s%s\"}\n",
                 s->land_cover[0] == '/' ? "" : here, s->land_cover[0] == '/' ? "" : "/", s->land_cover);
    FILE *out = open_in(folder, "project.yaml");
    fprintf(out,
            "name: Relief\ncommune_code: \"%s\"\nperiod: bench\ndate: 2026-11-22\n"
            "operators: [Operator 0, Operator 1, Operator 2]\ninputs:\n"
            "  commune: {path: \"%s\"}\n  villages: {path: \"%s\"}\n"
            "  population_raster: {path: \"%s\"}\n  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n"
            "  terrain: {path: \"%s\"}\n%s"
            "technologies:\n  - {name: 4G, covered_dbm: -110, good_dbm: -100}\n"
            "  - {name: 5G, covered_dbm: -110, good_dbm: -100}\nresolution_m: 30\nscale_to_declared: false\n"
            "model: {name: p1812, max_radius_m: 10000}\nmin_zone_area_m2: 10000\n",
            s->code, paths[0], paths[0], paths[2], paths[1], land_cover);
    fclose(out);
}

typedef struct figures {
    double total_s, coverage_s;
    uint64_t pairs;
    size_t pixels, points;
} figures;

typedef struct watch {
    double last_s, coverage_s;
} watch;

static void listen(void *ctx, htsc_stage stage, uint64_t done, uint64_t total) {
    watch *w = ctx;
    const double now = now_s();
    (void)done, (void)total;
    if (stage == HTSC_STAGE_COVERAGE) w->coverage_s += now - w->last_s;
    w->last_s = now;
}

static figures run(const char *folder, int jobs) {
    char project_path[512], out[512];
    figures f = {0};
    watch w = {now_s(), 0};
    const htsc_progress progress = {&w, listen, NULL};
    snprintf(project_path, sizeof project_path, "%s/project.yaml", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    htsc_project *project;
    htsc_report *report;
    htsc_report_options options;
    htsc_report_options_init(&options);
    options.jobs = jobs;
    options.progress = &progress;
    const double start = now_s();
    must(htsc_project_read(project_path, &project, &error));
    must(htsc_report_run(project, out, &options, &report, &error));
    f.total_s = now_s() - start;
    f.coverage_s = w.coverage_s;
    f.pairs = htsc_report_pair_count(report);
    f.pixels = htsc_report_pixel_count(report);
    f.points = htsc_report_point_count(report);
    htsc_report_free(report);
    htsc_project_free(project);
    return f;
}

static figures best_run(const char *folder, int jobs) {
    figures best = run(folder, jobs);
    for (int i = 1; i < RUNS; i++) {
        const figures f = run(folder, jobs);
        if (f.total_s < best.total_s) best = f;
    }
    return best;
}

int main(int argc, char **argv) {
    settings s = {"../shared/data/thanhhoa/commune_15061_ngoc_lac.geojson",
                  "15061",
                  "../shared/data/terrain/relief_standin_N20E105.tif",
                  "../shared/data/population/worldpop_2020_1km_thanhhoa.tif",
                  NULL,
                  60,
                  0};
    const struct {
        const char *name;
        const char **text;
        int *number;
    } options[] = {{"--commune", &s.commune, NULL},
                   {"--code", &s.code, NULL},
                   {"--dem", &s.dem, NULL},
                   {"--population", &s.population, NULL},
                   {"--land-cover", &s.land_cover, NULL},
                   {"--sites", NULL, &s.sites},
                   {"--jobs", NULL, &s.jobs}};
    const size_t count = sizeof options / sizeof *options;
    for (int i = 1; i < argc; i++) {
        size_t k = 0;
        while (k < count && strcmp(argv[i], options[k].name) != 0) k++;
        if (k == count || i + 1 >= argc)
            return fprintf(stderr, "usage: relief [--commune FILE --code CODE] [--dem FILE] [--population RASTER] "
                                   "[--land-cover FILE] [--sites N] [--jobs N]\n"),
                   2;
        i++;
        if (options[k].text != NULL) *options[k].text = argv[i];
        if (options[k].number != NULL) *options[k].number = atoi(argv[i]);
    }
    char folder[] = "/tmp/htscover-relief-XXXXXX";
    if (mkdtemp(folder) == NULL) return perror("relief"), 1;
    write_sites(folder, &s);
    write_project(folder, &s);
    const figures all = best_run(folder, s.jobs), one = best_run(folder, 1);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("sites %d sites\ncells %d cells\n", s.sites, 6 * s.sites);
    printf("pixels %zu pixels\npoints %zu points\n", all.pixels, all.points);
    printf("pairs %llu pairs\n", (unsigned long long)all.pairs);
    printf("total %.3f s\ncoverage %.3f s\n", all.total_s, all.coverage_s);
    printf("total_one_thread %.3f s\ncoverage_one_thread %.3f s\n", one.total_s, one.coverage_s);
    printf("coverage_per_10_sites %.3f s\n", 10 * all.coverage_s / s.sites);
    printf("coverage_one_thread_over_all %.2f ratio\n", one.coverage_s / all.coverage_s);
    printf("coverage_one_thread_per_pair %.1f ns\n", 1e9 * one.coverage_s / (double)one.pairs);
    printf("peak_memory %.1f MB\n", (double)usage.ru_maxrss / 1024);
    printf("outputs %s\n", folder);
    return 0;
}
