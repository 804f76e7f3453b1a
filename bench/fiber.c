/* How long does fibre reach take for a province, in how much memory, and how does it grow with the households?
 * fiber [--households N] [--terminals N] [--roads N] [--olts N] [--threads N] [--no-gap]
 * The country is a bent grid of roads with cables along all of them; households and terminals stand near crossings of
 * one village in ten. Everything is computed twice: for half of the households, then for all. Then the terminals are
 * shared out among two operators, each is computed, and any of them. `…_cpu` is processor time of all threads, which
 * other work on the machine does not lengthen as it does elapsed time. */
#include <htscover/fiber_gap.h>
#include <htscover/fiber_reach.h>
#include <htscover/line_net.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct settings {
    size_t households, terminals, roads, olts;
    int threads, gap;
} settings;

typedef struct country {
    size_t side; /* crossings a side */
    double *crossing_xy_m, *road_xy_m;
    size_t road_count, *first_point;
    size_t village_count, *village;
    double *x_m, *y_m, *ones;
    htsc_fiber_terminal *terminals;
    htsc_fiber_olt *olts;
    size_t olt_count;
} country;

static const double spacing_m = 210;
static htsc_error error;
static uint64_t seed = 4;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "fiber: %s\n", error.message);
    exit(1);
}

static double read_s(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Elapsed seconds, and those of the processor. */
typedef struct seconds {
    double wall_s, cpu_s;
} seconds;

static seconds now(void) {
    return (seconds){read_s(CLOCK_MONOTONIC), read_s(CLOCK_PROCESS_CPUTIME_ID)};
}

static seconds since(seconds start) {
    const seconds end = now();
    return (seconds){end.wall_s - start.wall_s, end.cpu_s - start.cpu_s};
}

static void print(const char *name, const char *what, seconds took) {
    printf("%s%s %.3f s\n%s%s_cpu %.3f s\n", name, what, took.wall_s, name, what, took.cpu_s);
}

static void *some(size_t count, size_t size) {
    void *block = calloc(count == 0 ? 1 : count, size);
    if (block == NULL) exit(1);
    return block;
}

static double between(double low, double high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(seed >> 11) * 0x1p-53);
}

static size_t below(size_t count) {
    return (size_t)between(0, (double)count);
}

static double peak_mb(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void lay_road(country *c, size_t a, size_t b) {
    memcpy(c->road_xy_m + 4 * c->road_count, c->crossing_xy_m + 2 * a, 2 * sizeof(double));
    memcpy(c->road_xy_m + 4 * c->road_count + 2, c->crossing_xy_m + 2 * b, 2 * sizeof(double));
    c->road_count++;
    c->first_point[c->road_count] = 2 * c->road_count;
}

static void lay_roads(country *c, size_t roads) {
    c->side = (size_t)fmax(2, sqrt((double)roads / 2));
    c->crossing_xy_m = some(2 * c->side * c->side, sizeof *c->crossing_xy_m);
    c->road_xy_m = some(8 * c->side * c->side, sizeof *c->road_xy_m);
    c->first_point = some(2 * c->side * c->side + 1, sizeof *c->first_point);
    c->village = some(c->side * c->side, sizeof *c->village);
    for (size_t i = 0; i < c->side * c->side; i++) {
        c->crossing_xy_m[2 * i] = spacing_m * (double)(i % c->side) + between(-60, 60);
        c->crossing_xy_m[2 * i + 1] = spacing_m * (double)(i / c->side) + between(-60, 60);
        if (between(0, 1) < 0.1 || i == 0) c->village[c->village_count++] = i;
    }
    for (size_t i = 0; i < c->side * c->side; i++) {
        if (i % c->side + 1 < c->side) lay_road(c, i, i + 1);
        if (i / c->side + 1 < c->side) lay_road(c, i, i + c->side);
    }
}

/* OLTs stand in the middle of square districts and serve the terminals there. */
static void settle(country *c, const settings *s) {
    c->x_m = some(s->households, sizeof *c->x_m);
    c->y_m = some(s->households, sizeof *c->y_m);
    c->ones = some(s->households, sizeof *c->ones);
    c->terminals = some(s->terminals, sizeof *c->terminals);
    for (size_t i = 0; i < s->households; i++) {
        const double *at = c->crossing_xy_m + 2 * c->village[below(c->village_count)];
        c->x_m[i] = at[0] + between(-150, 150);
        c->y_m[i] = at[1] + between(-40, 40);
        c->ones[i] = 1;
    }
    size_t districts = (size_t)fmax(1, sqrt((double)s->olts));
    double district_m = spacing_m * (double)c->side / (double)districts;
    c->olt_count = districts * districts;
    c->olts = some(c->olt_count, sizeof *c->olts);
    for (size_t i = 0; i < c->olt_count; i++) {
        size_t column = (2 * (i % districts) + 1) * c->side / (2 * districts);
        size_t row = (2 * (i / districts) + 1) * c->side / (2 * districts);
        const double *at = c->crossing_xy_m + 2 * (row * c->side + column);
        c->olts[i] = (htsc_fiber_olt){at[0], at[1], i % 3 == 0 ? 32 : 28};
    }
    for (size_t i = 0; i < s->terminals; i++) {
        const double *at = c->crossing_xy_m + 2 * c->village[below(c->village_count)];
        htsc_fiber_terminal *t = &c->terminals[i];
        *t = (htsc_fiber_terminal){.x_m = at[0] + between(-100, 100),
                                   .y_m = at[1] + between(-20, 20),
                                   .technology = i % 4 == 0 ? HTSC_FIBER_XGS_PON : HTSC_FIBER_GPON,
                                   .max_down_mbps = i % 4 == 0 ? 2000 : 300,
                                   .ports_free = i % 2 == 0 ? 16 : -1,
                                   .splitter_db = i % 2 == 0 ? 17.2 : 21.5};
        size_t column = (size_t)fmin(fmax(t->x_m / district_m, 0), (double)(districts - 1));
        size_t row = (size_t)fmin(fmax(t->y_m / district_m, 0), (double)(districts - 1));
        t->olt = (int32_t)(row * districts + column);
    }
}

static htsc_line_net *net_of(const country *c, int shared_points, const char *name) {
    const htsc_line_set set = {c->road_count, c->first_point, c->road_xy_m, NULL};
    htsc_line_net_options options;
    htsc_line_net *net = NULL;
    const seconds start = now();
    htsc_line_net_options_init(&options);
    options.shared_points = shared_points;
    must(htsc_line_net_create(&set, &options, &net, &error));
    print(name, "", since(start));
    return net;
}

/* Seconds of placing and reaching so many households. */
static seconds reach(const country *c, const settings *s, size_t households, const htsc_line_net *roads,
                     const htsc_fiber_plant *plant, const char *name, htsc_fiber_reach_point *points) {
    htsc_fiber_reach_options options;
    htsc_fiber_demand *demand = NULL;
    size_t reached = 0, gigabit = 0, reasons[6] = {0};
    htsc_fiber_reach_options_init(&options);
    options.jobs = s->threads;
    const seconds start = now();
    must(htsc_fiber_demand_create(households, c->x_m, c->y_m, c->ones, roads, &options, &demand, &error));
    const seconds placing = since(start), placed = now();
    must(htsc_fiber_reach_compute(demand, plant, &options, points, &error));
    const seconds reaching = since(placed), both = since(start);
    htsc_fiber_demand_free(demand);
    for (size_t i = 0; i < households; i++) {
        reached += points[i].reach_class >= HTSC_REACH_FIBER;
        gigabit += points[i].reach_class >= HTSC_REACH_GIGABIT;
        reasons[points[i].reason]++;
    }
    printf("%s_households %zu count\n", name, households);
    print(name, "_place", placing);
    print(name, "_reach", reaching);
    printf("%s_cpu_per_household %.3f us\n", name, 1e6 * both.cpu_s / (double)households);
    printf("%s_reached %zu count\n%s_gigabit %zu count\n", name, reached, name, gigabit);
    for (int r = 1; r < 5; r++)
        printf("%s_%s %zu count\n", name, (const char *const[]){"", "too_far", "no_path", "over_budget", "no_port"}[r],
               reasons[r]);
    printf("%s_peak %.0f MB\n", name, peak_mb());
    return both;
}

/* Two operators with two of every four terminals each, and any of them against both. */
static void reach_any(const country *c, const settings *s, const htsc_line_net *roads, const htsc_fiber_plant *full) {
    htsc_fiber_terminal *terminals = some(s->terminals, sizeof *terminals);
    htsc_fiber_reach_point *points = some(s->households, sizeof *points);
    htsc_fiber_reach_point *by[2] = {some(s->households, sizeof **by), some(s->households, sizeof **by)};
    const size_t half = s->terminals / 4 * 2;
    htsc_fiber_plant plants[2] = {*full, *full};
    const htsc_fiber_operators both = {2, plants, (const htsc_fiber_reach_point *const *)by};
    htsc_fiber_reach_options options;
    htsc_fiber_demand *demand = NULL;
    size_t alone = 0, together = 0;
    /* Terminals of even number declare ports: each operator gets as many of these as of the others. */
    size_t next[2] = {0, half};
    for (size_t i = 0; i < 2 * half; i++) terminals[next[i / 2 % 2]++] = c->terminals[i];
    for (int k = 0; k < 2; k++) plants[k].terminals = terminals + (size_t)k * half, plants[k].terminal_count = half;
    htsc_fiber_reach_options_init(&options);
    options.jobs = s->threads;
    must(htsc_fiber_demand_create(s->households, c->x_m, c->y_m, c->ones, roads, &options, &demand, &error));
    const seconds start = now();
    for (int k = 0; k < 2; k++) must(htsc_fiber_reach_compute(demand, &plants[k], &options, by[k], &error));
    const seconds each = since(start), again = now();
    must(htsc_fiber_reach_any(demand, &both, &options, points, NULL, NULL, &error));
    const seconds any = since(again);
    for (size_t i = 0; i < s->households; i++) {
        alone += by[0][i].reach_class > 0 || by[1][i].reach_class > 0;
        together += points[i].reach_class > 0;
    }
    print("operators_each", "", each);
    print("operators_any", "", any);
    printf("any_against_each %.3f ratio\n", any.cpu_s / each.cpu_s);
    printf("reached_alone %zu count\nreached_together %zu count\noperators_peak %.0f MB\n", alone, together, peak_mb());
    htsc_fiber_demand_free(demand);
    free(terminals);
    free(points);
    free(by[0]);
    free(by[1]);
}

static void find_gap(const country *c, const settings *s, const htsc_line_net *roads,
                     const htsc_fiber_reach_point *points) {
    uint8_t *reached = some(s->households, sizeof *reached);
    double *x_m = some(s->terminals, sizeof *x_m), *y_m = some(s->terminals, sizeof *y_m);
    htsc_fiber_gap_options options;
    htsc_fiber_gap *gap = NULL;
    for (size_t i = 0; i < s->households; i++) reached[i] = points[i].reach_class > 0;
    for (size_t i = 0; i < s->terminals; i++) x_m[i] = c->terminals[i].x_m, y_m[i] = c->terminals[i].y_m;
    const htsc_fiber_gap_input input = {s->households, c->x_m, c->y_m,       c->ones, c->ones,
                                        reached,       roads,  s->terminals, x_m,     y_m};
    htsc_fiber_gap_options_init(&options);
    const seconds start = now();
    must(htsc_fiber_gap_create(&input, &options, &gap, &error));
    print("gap", "", since(start));
    printf("gap_zones %zu count\ngap_steps %zu count\ngap_peak %.0f MB\n", htsc_fiber_gap_zone_count(gap),
           htsc_fiber_gap_build_count(gap), peak_mb());
    htsc_fiber_gap_free(gap);
    free(reached);
    free(x_m);
    free(y_m);
}

static void parse(int argc, char **argv, settings *s) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--no-gap") == 0) {
            s->gap = 0;
            continue;
        }
        if (i + 1 == argc) exit(2);
        const size_t value = (size_t)strtoull(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--households") == 0) s->households = value;
        if (strcmp(argv[i], "--terminals") == 0) s->terminals = value;
        if (strcmp(argv[i], "--roads") == 0) s->roads = value;
        if (strcmp(argv[i], "--olts") == 0) s->olts = value;
        if (strcmp(argv[i], "--threads") == 0) s->threads = (int)value;
        i++;
    }
}

int main(int argc, char **argv) {
    settings s = {.households = 3000000, .terminals = 200000, .roads = 500000, .olts = 400, .gap = 1};
    country c = {0};
    parse(argc, argv, &s);
    lay_roads(&c, s.roads);
    settle(&c, &s);
    printf("roads %zu count\nterminals %zu count\nolts %zu count\n", c.road_count, s.terminals, c.olt_count);
    htsc_line_net *roads = net_of(&c, 1, "clean_roads"), *cables = net_of(&c, 0, "clean_cables");
    const htsc_fiber_plant plain = {
        .terminal_count = s.terminals, .terminals = c.terminals, .olt_count = c.olt_count, .olts = c.olts};
    const htsc_fiber_plant full = {.terminal_count = s.terminals,
                                   .terminals = c.terminals,
                                   .olt_count = c.olt_count,
                                   .olts = c.olts,
                                   .cables = cables};
    htsc_fiber_reach_point *points = some(s.households, sizeof *points);
    const seconds straight_half = reach(&c, &s, s.households / 2, NULL, &plain, "straight_half", points);
    const seconds straight = reach(&c, &s, s.households, NULL, &plain, "straight", points);
    const seconds half = reach(&c, &s, s.households / 2, roads, &full, "half", points);
    const seconds all = reach(&c, &s, s.households, roads, &full, "all", points);
    print("straight", "", straight);
    print("all", "", all);
    printf("straight_growth_for_twice_the_households %.2f ratio\n", straight.cpu_s / straight_half.cpu_s);
    printf("growth_for_twice_the_households %.2f ratio\n", all.cpu_s / half.cpu_s);
    reach_any(&c, &s, roads, &full);
    if (s.gap != 0) find_gap(&c, &s, roads, points);
    htsc_line_net_free(roads);
    htsc_line_net_free(cables);
    free(points);
    free(c.crossing_xy_m), free(c.road_xy_m), free(c.first_point), free(c.village);
    free(c.x_m), free(c.y_m), free(c.ones), free(c.terminals), free(c.olts);
    return 0;
}
