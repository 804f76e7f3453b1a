/* Whom does the library reach by fibre, and how long does it take? The half of bench/postgis.sh that asks the library.
 * postgis make FOLDER [--households N] [--access-points N] [--seed N]
 *   writes a generated district: households.csv and access_points.csv
 * postgis reach HOUSEHOLDS.csv ACCESS_POINTS.csv FOLDER [--drop-m D] [--runs N]
 *   prints the time of the fastest of the runs, on one thread, without reading: library_s is htsc_fiber_reach for each
 *   operator and for any of them, plain_s the same by htsc_reach, which has to agree. Writes, for a database to load,
 *   households.tsv (id, x, y), access_points.tsv (operator, x, y) and the answer, library.tsv: operator ("*" is any of
 *   them), household, distance to the nearest access point, a line for each household reached
 * A household file begins with two coordinates and the household_id. Both files are in lon_deg, lat_deg, or both in
 * x_m, y_m of the default working CRS. */
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ID_SIZE = 32, LINE_SIZE = 512, OPERATORS = 4 };

typedef struct settings {
    const char *words[4];
    int word_count;
    double households, access_points, seed, drop_m, runs;
} settings;

typedef struct people {
    size_t count, capacity;
    double *x_m, *y_m, *households;
    char (*ids)[ID_SIZE];
} people;

typedef struct plants {
    size_t count;
    htsc_fiber_plant *each;
    htsc_fiber_terminal *terminals;
    htsc_fiber_reach_point *points;        /* operators, then any of them */
    const htsc_fiber_reach_point **layers; /* of each operator */
} plants;

static htsc_error error;

static void fail(const char *what, const char *which) {
    fprintf(stderr, "postgis: %s %s\n", what, which);
    exit(1);
}

static void must(htsc_status status) {
    if (status != HTSC_OK) fail(error.message, "");
}

static double now_s(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static FILE *open_in(const char *folder, const char *name, const char *mode) {
    char path[LINE_SIZE];
    snprintf(path, sizeof path, "%s%s%s", folder, *folder == '\0' ? "" : "/", name);
    FILE *file = fopen(path, mode);
    if (file == NULL) fail("cannot open", path);
    return file;
}

static void close_written(FILE *file, const char *name) {
    if (ferror(file) != 0 || fclose(file) != 0) fail("cannot write", name);
}

/* xorshift64*, Marsaglia 2003 and Vigna 2016. (0, 1) */
static double uniform(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return ((double)((*state * UINT64_C(2685821657736338717)) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *state) {
    const double radius = sqrt(-2 * log(uniform(state)));
    return radius * cos(6.283185307179586 * uniform(state));
}

/* Villages of some 200 households, gathered around their middle, in a square of 40 km. Access points stand in two
 * villages of three, so that some households are near many, some near few and some near none. */
static void make(const settings *s) {
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)s->seed;
    const size_t households = (size_t)s->households, points = (size_t)s->access_points, villages = households / 200 + 1;
    double *middles = calloc(3 * villages, sizeof *middles);
    if (middles == NULL) exit(1);
    for (size_t i = 0; i < villages; i++) {
        middles[3 * i] = 520000 + 40000 * uniform(&state);
        middles[3 * i + 1] = 2200000 + 40000 * uniform(&state);
        middles[3 * i + 2] = 100 + 300 * uniform(&state); /* how far it spreads, m */
    }
    FILE *file = open_in(s->words[1], "households.csv", "w");
    fprintf(file, "x_m,y_m,household_id,persons,households\n");
    for (size_t i = 0; i < households; i++) {
        const double *at = middles + 3 * (size_t)(uniform(&state) * (double)villages);
        const double x_m = at[0] + at[2] * normal(&state), y_m = at[1] + at[2] * normal(&state);
        fprintf(file, "%.3f,%.3f,H%07zu,%d,1\n", x_m, y_m, i + 1, 1 + (int)(6 * uniform(&state)));
    }
    close_written(file, "households.csv");
    file = open_in(s->words[1], "access_points.csv", "w");
    fprintf(file, "access_point_id,operator,technology,max_down_mbps,status,x_m,y_m\n");
    for (size_t i = 0; i < points; i++) {
        const double *at = middles + 3 * (size_t)(uniform(&state) * (double)(2 * villages / 3 + 1));
        const double x_m = at[0] + at[2] * normal(&state), y_m = at[1] + at[2] * normal(&state);
        fprintf(file, "AP%06zu,operator %c,XGS-PON,2000,in_service,%.3f,%.3f\n", i + 1,
                (char)('A' + (int)(OPERATORS * uniform(&state))), x_m, y_m);
    }
    close_written(file, "access_points.csv");
    free(middles);
}

static void *grow(void *block, size_t count, size_t size) {
    void *grown = realloc(block, count * size);
    if (grown == NULL) exit(1);
    return grown;
}

/* Rows as they stand: the bench needs the ids, which the library does not keep. Whether the file is in degrees. */
static bool read_people(const char *path, people *p) {
    char line[LINE_SIZE];
    FILE *file = open_in("", path, "r");
    if (fgets(line, sizeof line, file) == NULL) fail("nothing in", path);
    const bool degrees = strncmp(line, "lon_deg,lat_deg,household_id,", 29) == 0;
    if (!degrees && strncmp(line, "x_m,y_m,household_id,", 21) != 0) fail("another heading is wanted in", path);
    while (fgets(line, sizeof line, file) != NULL) {
        if (p->count == p->capacity) {
            p->capacity = 2 * p->capacity + 1024;
            p->x_m = grow(p->x_m, p->capacity, sizeof *p->x_m);
            p->y_m = grow(p->y_m, p->capacity, sizeof *p->y_m);
            p->households = grow(p->households, p->capacity, sizeof *p->households);
            p->ids = grow(p->ids, p->capacity, sizeof *p->ids);
        }
        if (sscanf(line, "%lf,%lf,%31[^,\r\n]", &p->x_m[p->count], &p->y_m[p->count], p->ids[p->count]) != 3)
            fail("not a household:", line);
        p->households[p->count++] = 1;
    }
    fclose(file);
    if (degrees) {
        htsc_transform *transform;
        must(htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &transform, &error));
        must(htsc_transform_points(transform, p->count, p->x_m, p->y_m, &error));
        htsc_transform_free(transform);
    }
    return degrees;
}

static htsc_fiber *read_fiber(const char *path, bool degrees) {
    htsc_findings *findings;
    htsc_fiber *fiber;
    htsc_sites_options options;
    htsc_read_counts counts;
    htsc_input input = htsc_input_of(path);
    input.crs = degrees ? NULL : HTSC_CRS_VN2000_TM3_105;
    htsc_sites_options_init(&options);
    must(htsc_findings_create(&findings, &error));
    must(htsc_fiber_create(&options, &fiber, &error));
    must(htsc_fiber_read_access_points(fiber, &input, findings, &counts, &error));
    if (counts.refused_count > 0) fail("a row was refused in", path);
    htsc_findings_free(findings);
    return fiber;
}

static void write_points(const char *folder, const people *p, const htsc_fiber *fiber) {
    FILE *file = open_in(folder, "households.tsv", "w");
    for (size_t i = 0; i < p->count; i++) fprintf(file, "%s\t%.17g\t%.17g\n", p->ids[i], p->x_m[i], p->y_m[i]);
    close_written(file, "households.tsv");
    file = open_in(folder, "access_points.tsv", "w");
    for (size_t i = 0; i < htsc_fiber_access_point_count(fiber); i++) {
        const htsc_access_point *a = htsc_fiber_get_access_point(fiber, i);
        fprintf(file, "%s\t%.17g\t%.17g\n", htsc_fiber_operator(fiber, a->operator_index), a->x_m, a->y_m);
    }
    close_written(file, "access_points.tsv");
}

static size_t write_reached(FILE *file, const char *operator_name, const people *p,
                            const htsc_fiber_reach_point *points) {
    size_t reached = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (points[i].reach_class == HTSC_REACH_NONE) continue;
        fprintf(file, "%s\t%s\t%.17g\n", operator_name, p->ids[i], (double)points[i].distance_m);
        reached++;
    }
    return reached;
}

/* One layer an operator, then that of any. */
static size_t write_answer(const char *folder, const people *p, const htsc_fiber *fiber, const plants *all) {
    FILE *file = open_in(folder, "library.tsv", "w");
    for (size_t i = 0; i < all->count; i++)
        write_reached(file, htsc_fiber_operator(fiber, i), p, all->points + i * p->count);
    const size_t reached = write_reached(file, "*", p, all->points + all->count * p->count);
    close_written(file, "library.tsv");
    return reached;
}

/* Every operator's access points, without offers, ports and budgets: only the distance decides. */
static plants make_plants(const htsc_fiber *fiber, size_t points) {
    const size_t count = htsc_fiber_access_point_count(fiber);
    plants all = {.count = htsc_fiber_operator_count(fiber)};
    all.each = grow(NULL, all.count + 1, sizeof *all.each);
    all.layers = grow(NULL, all.count + 1, sizeof *all.layers);
    all.terminals = grow(NULL, count + 1, sizeof *all.terminals);
    all.points = grow(NULL, (all.count + 1) * points + 1, sizeof *all.points);
    size_t next = 0;
    for (size_t o = 0; o < all.count; o++) {
        all.each[o] = (htsc_fiber_plant){.terminals = all.terminals + next};
        all.layers[o] = all.points + o * points;
        for (size_t i = 0; i < count; i++) {
            const htsc_access_point *a = htsc_fiber_get_access_point(fiber, i);
            if (a->operator_index != o) continue;
            all.terminals[next++] =
                (htsc_fiber_terminal){a->x_m, a->y_m, a->technology, (double)NAN, -1, (double)NAN, -1};
            all.each[o].terminal_count++;
        }
    }
    return all;
}

/* htsc_fiber_reach: of every operator, and of any. */
static void compute(const plants *all, const people *p, const htsc_fiber_reach_options *options) {
    const htsc_fiber_operators operators = {all->count, all->each, all->layers};
    htsc_fiber_demand *demand;
    must(htsc_fiber_demand_create(p->count, p->x_m, p->y_m, p->households, NULL, options, &demand, &error));
    for (size_t o = 0; o < all->count; o++)
        must(htsc_fiber_reach_compute(demand, &all->each[o], options, all->points + o * p->count, &error));
    must(htsc_fiber_reach_any(demand, &operators, options, all->points + all->count * p->count, NULL, NULL, &error));
    htsc_fiber_demand_free(demand);
}

/* htsc_reach, the plain function, gives the same classes and the same distances. */
static void check_plain(const plants *all, const htsc_reach *plain) {
    const size_t points = htsc_reach_count(plain);
    for (size_t o = 0; o <= all->count; o++) {
        const htsc_reach_point *layer = htsc_reach_get(plain, o < all->count ? (uint32_t)o : HTSC_UNION);
        for (size_t i = 0; i < points; i++) {
            const htsc_fiber_reach_point *point = &all->points[o * points + i];
            const bool reached = layer[i].reach_class != HTSC_REACH_NONE;
            if (reached != (point->reach_class != HTSC_REACH_NONE) ||
                (reached && fabs((double)layer[i].distance_m - (double)point->distance_m) > 0))
                fail("htsc_reach and htsc_fiber_reach", "differ");
        }
    }
}

typedef struct stopwatch {
    double start_s, start_cpu_s, best_s, best_cpu_s;
} stopwatch;

static void start(stopwatch *w) {
    w->start_s = now_s(CLOCK_MONOTONIC);
    w->start_cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID);
}

static void stop(stopwatch *w) {
    w->best_s = fmin(w->best_s, now_s(CLOCK_MONOTONIC) - w->start_s);
    w->best_cpu_s = fmin(w->best_cpu_s, now_s(CLOCK_PROCESS_CPUTIME_ID) - w->start_cpu_s);
}

/* The fastest run, after one to warm up: as the database is asked. */
static void reach(const settings *s) {
    people p = {0};
    const bool degrees = read_people(s->words[1], &p);
    htsc_fiber *fiber = read_fiber(s->words[2], degrees);
    plants all = make_plants(fiber, p.count);
    htsc_fiber_reach_options options;
    htsc_fiber_reach_options_init(&options);
    options.max_drop_m = s->drop_m;
    options.jobs = 1;
    htsc_reach *plain = NULL;
    htsc_reach_options plain_options;
    htsc_reach_options_init(&plain_options);
    plain_options.max_drop_m = s->drop_m;
    plain_options.jobs = 1;
    stopwatch full = {0}, simple = {0};
    for (int run = 0; run <= (int)s->runs; run++) {
        if (run < 2) full.best_s = full.best_cpu_s = simple.best_s = simple.best_cpu_s = HUGE_VAL;
        htsc_reach_free(plain);
        start(&simple);
        must(htsc_reach_create(fiber, &plain_options, p.count, p.x_m, p.y_m, &plain, &error));
        stop(&simple);
        start(&full);
        compute(&all, &p, &options);
        stop(&full);
    }
    check_plain(&all, plain);
    write_points(s->words[3], &p, fiber);
    const size_t reached = write_answer(s->words[3], &p, fiber, &all);
    printf("households %zu points\n", p.count);
    printf("access_points %zu points\n", htsc_fiber_access_point_count(fiber));
    printf("operators %zu operators\n", htsc_fiber_operator_count(fiber));
    printf("reached %zu points\n", reached);
    printf("plain_s %.6f s\nplain_cpu_s %.6f s\n", simple.best_s, simple.best_cpu_s);
    printf("library_s %.6f s\nlibrary_cpu_s %.6f s\n", full.best_s, full.best_cpu_s);
    htsc_reach_free(plain);
    htsc_fiber_free(fiber);
    free(all.each);
    free(all.layers);
    free(all.terminals);
    free(all.points);
    free(p.x_m);
    free(p.y_m);
    free(p.households);
    free(p.ids);
}

static bool take(int argc, char **argv, int *i, const char *name, double *number) {
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc) return false;
    *number = atof(argv[++*i]);
    return true;
}

int main(int argc, char **argv) {
    settings s = {{NULL}, 0, 100000, 5000, 1, 300, 5};
    bool good = true;
    for (int i = 1; i < argc && good; i++) {
        if (take(argc, argv, &i, "--households", &s.households) || take(argc, argv, &i, "--drop-m", &s.drop_m) ||
            take(argc, argv, &i, "--access-points", &s.access_points) || take(argc, argv, &i, "--seed", &s.seed) ||
            take(argc, argv, &i, "--runs", &s.runs))
            continue;
        good = argv[i][0] != '-' && s.word_count < 4;
        if (good) s.words[s.word_count++] = argv[i];
    }
    good = good && s.households >= 1 && s.access_points >= 1 && s.seed >= 0 && s.runs >= 1;
    if (good && s.word_count == 2 && strcmp(s.words[0], "make") == 0)
        make(&s);
    else if (good && s.word_count == 4 && strcmp(s.words[0], "reach") == 0)
        reach(&s);
    else
        return fprintf(stderr, "usage: postgis make FOLDER [--households N] [--access-points N] [--seed N]\n"
                               "       postgis reach HOUSEHOLDS.csv ACCESS_POINTS.csv FOLDER [--drop-m D] "
                               "[--runs N]\n"),
               2;
    return 0;
}
