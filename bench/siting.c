/* How long does a proposal take once coverage is known, how far from the best possible is it, and how does that grow?
 * siting [--demand N] [--candidates N] [--sites N] [--radius-m R] [--threads N] [--grown]
 * Demand stands in villages of a square of 100 km, seven candidates in ten near demand, the others anywhere. Solved
 * with one thread and with --threads (0: all), which must give the same sites; --grown adds ten times the demand. */
#include <htscover/siting.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { VILLAGES = 300 };

typedef struct settings {
    size_t demand, candidates, sites;
    double radius_m;
    int threads, grown;
} settings;

typedef struct place {
    double x_m, y_m;
} place;

typedef struct country {
    size_t demand_count, candidate_count, used, room, *first;
    place *demand, *candidates;
    double *weight;
    uint32_t *covered;
} country;

static const double side_m = 100000;
static htsc_error error;
static uint64_t seed;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *some(void *block, size_t count, size_t size) {
    void *more = realloc(block, (count == 0 ? 1 : count) * size);
    if (more == NULL) exit(1);
    return more;
}

static double between(double low, double high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(seed >> 11) * 0x1p-53);
}

/* Twelve uniform numbers make a nearly normal one. */
static double around(double middle, double sigma) {
    double sum = -6;
    for (int k = 0; k < 12; k++) sum += between(0, 1);
    return middle + sigma * sum;
}

static void settle(country *c, const settings *s, size_t demand) {
    place village[VILLAGES];
    double spread_m[VILLAGES];
    seed = 7;
    for (int v = 0; v < VILLAGES; v++) {
        village[v] = (place){between(0, side_m), between(0, side_m)};
        spread_m[v] = between(300, 3000);
    }
    c->demand_count = demand;
    c->candidate_count = s->candidates;
    c->demand = some(c->demand, demand, sizeof *c->demand);
    c->weight = some(c->weight, demand, sizeof *c->weight);
    c->candidates = some(c->candidates, s->candidates, sizeof *c->candidates);
    c->first = some(c->first, s->candidates + 1, sizeof *c->first);
    for (size_t i = 0; i < demand; i++) {
        size_t v = (size_t)between(0, VILLAGES);
        c->demand[i] = (place){around(village[v].x_m, spread_m[v]), around(village[v].y_m, spread_m[v])};
        c->weight[i] = floor(between(1, 9));
    }
    for (size_t j = 0; j < s->candidates; j++) {
        const place *near = &c->demand[(size_t)between(0, (double)demand)];
        c->candidates[j] = between(0, 10) < 7 ? (place){around(near->x_m, 500), around(near->y_m, 500)}
                                              : (place){between(0, side_m), between(0, side_m)};
    }
}

static void cover(country *c, double radius_m) {
    c->used = 0;
    for (size_t j = 0; j < c->candidate_count; j++) {
        c->first[j] = c->used;
        for (size_t i = 0; i < c->demand_count; i++) {
            double east_m = c->demand[i].x_m - c->candidates[j].x_m, north_m = c->demand[i].y_m - c->candidates[j].y_m;
            if (east_m * east_m + north_m * north_m > radius_m * radius_m) continue;
            if (c->used == c->room) {
                c->room = 2 * c->room + 65536;
                c->covered = some(c->covered, c->room, sizeof *c->covered);
            }
            c->covered[c->used++] = (uint32_t)i;
        }
    }
    c->first[c->candidate_count] = c->used;
}

static double solve(const country *c, const settings *s, int threads, const char *name, htsc_siting **siting) {
    htsc_siting_input input = {.candidate_count = c->candidate_count,
                               .first_covered = c->first,
                               .covered = c->covered,
                               .demand_count = c->demand_count,
                               .weight = c->weight};
    htsc_siting_options options;
    htsc_siting_options_init(&options);
    options.max_sites = s->sites;
    options.jobs = threads;
    double start_s = now_s();
    clock_t start = clock();
    if (htsc_siting_create(&input, &options, siting, &error) != HTSC_OK) {
        fprintf(stderr, "siting: %s\n", error.message);
        exit(1);
    }
    double took_s = now_s() - start_s, cpu_s = (double)(clock() - start) / CLOCKS_PER_SEC;
    const htsc_siting_summary *found = htsc_siting_get_summary(*siting);
    printf("%s_time %.3f s\n%s_cpu %.3f s\n%s_gap %.4f pct\n%s_covered %.4f frac\n", name, took_s, name, cpu_s, name,
           found->gap_pct, name, found->covered_weight / found->total_weight);
    return took_s;
}

static void run(country *c, const settings *s, size_t demand, const char *name) {
    char one[64], many[64];
    htsc_siting *first, *second;
    snprintf(one, sizeof one, "%s_one_thread", name);
    snprintf(many, sizeof many, "%s_threads", name);
    settle(c, s, demand);
    cover(c, s->radius_m);
    printf("%s_demand %zu points\n%s_entries %zu pairs\n", name, demand, name, c->used);
    double one_s = solve(c, s, 1, one, &first), many_s = solve(c, s, s->threads, many, &second);
    const htsc_siting_summary *a = htsc_siting_get_summary(first), *b = htsc_siting_get_summary(second);
    int same = memcmp(a, b, sizeof *a) == 0;
    for (size_t k = 0; same && k < a->site_count; k++)
        same = memcmp(htsc_siting_get(first, k), htsc_siting_get(second, k), sizeof(htsc_siting_site)) == 0;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s_presolved_demand %zu points\n%s_presolved_candidates %zu sites\n%s_speedup %.2f ratio\n%s_same_bits %d "
           "yes\n"
           "%s_peak %.0f MB\n",
           name, a->demand_left, name, a->candidates_left, name, one_s / many_s, name, same, name,
           (double)usage.ru_maxrss / 1024);
    htsc_siting_free(first), htsc_siting_free(second);
    if (!same) exit(1);
}

int main(int argc, char **argv) {
    settings s = {100000, 5000, 30, 5000, 0, 0};
    for (int a = 1; a < argc; a++) {
        if (strcmp(argv[a], "--grown") == 0)
            s.grown = 1;
        else if (a + 1 < argc && strcmp(argv[a], "--demand") == 0)
            s.demand = strtoul(argv[++a], NULL, 10);
        else if (a + 1 < argc && strcmp(argv[a], "--candidates") == 0)
            s.candidates = strtoul(argv[++a], NULL, 10);
        else if (a + 1 < argc && strcmp(argv[a], "--sites") == 0)
            s.sites = strtoul(argv[++a], NULL, 10);
        else if (a + 1 < argc && strcmp(argv[a], "--radius-m") == 0)
            s.radius_m = strtod(argv[++a], NULL);
        else if (a + 1 < argc && strcmp(argv[a], "--threads") == 0)
            s.threads = atoi(argv[++a]);
        else
            return fprintf(stderr,
                           "usage: siting [--demand N] [--candidates N] [--sites N] [--radius-m R] [--threads N] "
                           "[--grown]\n"),
                   2;
    }
    if (s.demand == 0) return fprintf(stderr, "siting: --demand 0 is no demand\n"), 2;
    country c = {0};
    run(&c, &s, s.demand, "base");
    if (s.grown) run(&c, &s, 10 * s.demand, "grown");
    free(c.demand), free(c.candidates), free(c.weight), free(c.covered), free(c.first);
    return 0;
}
