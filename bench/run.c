/* What does the main job cost, stage by stage?
 * run PROJECT.yaml FOLDER [--jobs N] [--runs N]
 * Figures are of the fastest of the runs; the ratio of one thread to all is of the same process. */
#include <htscover/htscover.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { STAGES = HTSC_STAGE_WRITE + 1 };

/* When each stage was first and last heard of. */
typedef struct stopwatch {
    double stage_s[STAGES];
    double last_s;
    htsc_stage stage;
} stopwatch;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The time since the last report belongs to the stage that was under way. */
static void listen(void *ctx, htsc_stage stage, uint64_t done, uint64_t total) {
    stopwatch *watch = ctx;
    double now = now_s();
    (void)done, (void)total;
    watch->stage_s[stage] += now - watch->last_s;
    watch->last_s = now;
    watch->stage = stage;
}

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "run: %s\n", error.message);
    exit(1);
}

typedef struct figures {
    double total_s, project_s, stage_s[STAGES];
    size_t points, pixels;
    uint64_t pairs;
} figures;

static figures run_once(const char *path, const char *folder, int jobs) {
    figures f = {0};
    stopwatch watch = {.last_s = now_s()};
    htsc_progress progress = {&watch, listen, NULL};
    htsc_project *project;
    htsc_report *report;
    htsc_report_options options;
    double start = now_s();
    must(htsc_project_read(path, &project, &error));
    f.project_s = now_s() - start;
    htsc_report_options_init(&options);
    options.jobs = jobs;
    options.progress = &progress;
    watch.last_s = now_s();
    must(htsc_report_run(project, folder, &options, &report, &error));
    f.total_s = now_s() - start;
    memcpy(f.stage_s, watch.stage_s, sizeof f.stage_s);
    f.points = htsc_report_point_count(report);
    f.pixels = htsc_report_pixel_count(report);
    f.pairs = htsc_report_pair_count(report);
    htsc_report_free(report);
    htsc_project_free(project);
    return f;
}

static figures run_best(const char *path, const char *folder, int jobs, int runs) {
    figures best = run_once(path, folder, jobs);
    for (int i = 1; i < runs; i++) {
        figures f = run_once(path, folder, jobs);
        if (f.total_s < best.total_s) best = f;
    }
    return best;
}

int main(int argc, char **argv) {
    static const char *const names[STAGES] = {"read", "coverage", "reach", "zones", "write"};
    const char *words[2] = {NULL, NULL};
    int given = 0, jobs = 0, runs = 5;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--jobs") == 0 && i + 1 < argc)
            jobs = atoi(argv[++i]);
        else if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc)
            runs = atoi(argv[++i]);
        else if (given < 2)
            words[given++] = argv[i];
    }
    if (given < 2 || runs < 1) return fprintf(stderr, "usage: run PROJECT.yaml FOLDER [--jobs N] [--runs N]\n"), 2;
    figures all = run_best(words[0], words[1], jobs, runs), one = run_best(words[0], words[1], 1, runs);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("total %.3f s\n", all.total_s);
    for (int i = 0; i < STAGES; i++)
        if (all.stage_s[i] > 0) printf("%s %.3f s\n", names[i], all.stage_s[i]);
    printf("total_one_thread %.3f s\n", one.total_s);
    printf("one_thread_over_all %.2f ratio\n", one.total_s / all.total_s);
    printf("households %zu points\n", all.points);
    printf("pixels %zu pixels\n", all.pixels);
    printf("pairs %llu pairs\n", (unsigned long long)all.pairs);
    printf("coverage_one_thread_per_pair %.1f ns\n", 1e9 * one.stage_s[HTSC_STAGE_COVERAGE] / (double)all.pairs);
    printf("total_per_household %.2f us\n", 1e6 * all.total_s / (double)all.points);
    printf("total_per_pixel %.2f us\n", 1e6 * all.total_s / (double)all.pixels);
    printf("peak_memory %.1f MB\n", (double)usage.ru_maxrss / 1024);
    return 0;
}
