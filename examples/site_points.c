/* From three files of points to a proposal: which candidates cover most, and what no choice can exceed.
 * site_points --demand D.csv --candidates C.csv --radius-m R --sites P [--fixed F.csv] [--exact] [--time-limit-s T]
 * Files have the columns x_m,y_m,weight in this order (candidates and fixed sites need no weight). A point within R of
 * a site, R included, is covered. covered, total, upper_bound and gap_pct count what fixed sites cover; these are not
 * among the P. Chosen are rows of the candidates, from 0, in the order of building. */
#include <htscover/siting.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct points {
    size_t count, room;
    double *x_m, *y_m, *weight;
} points;

typedef struct covers {
    size_t *first, room;
    uint32_t *demand;
} covers;

static htsc_error error;

static void stop(const char *what, const char *which) {
    fprintf(stderr, "site_points: %s%s\n", what, which);
    exit(1);
}

static void *resized(void *block, size_t count, size_t size) {
    void *more = realloc(block, (count == 0 ? 1 : count) * size);
    if (more == NULL) stop("out of memory", "");
    return more;
}

static double number(const char *path, size_t row, const char *column, char **at) {
    char *end;
    double value = strtod(*at, &end);
    while (*end == ' ') end++;
    if (end == *at || !isfinite(value) || (*end != ',' && *end != '\0')) {
        fprintf(stderr, "site_points: %s:%zu: %s is no number: %.40s\n", path, row, column, *at);
        exit(1);
    }
    *at = *end == ',' ? end + 1 : end;
    return value;
}

static void read_points(const char *path, int weighted, points *p) {
    char line[1024];
    FILE *file = fopen(path, "r");
    if (file == NULL) stop("cannot open ", path);
    for (size_t row = 1; fgets(line, sizeof line, file) != NULL; row++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (row == 1) {
            if (strncmp(line, "x_m,y_m", 7) != 0) stop("no header x_m,y_m,weight in ", path);
            continue;
        }
        if (line[0] == '\0') continue;
        if (p->count == p->room) {
            p->room = 2 * p->room + 1024;
            p->x_m = resized(p->x_m, p->room, sizeof *p->x_m);
            p->y_m = resized(p->y_m, p->room, sizeof *p->y_m);
            p->weight = resized(p->weight, p->room, sizeof *p->weight);
        }
        char *at = line;
        p->x_m[p->count] = number(path, row, "x_m", &at);
        p->y_m[p->count] = number(path, row, "y_m", &at);
        p->weight[p->count++] = weighted ? number(path, row, "weight", &at) : 0;
    }
    if (ferror(file) != 0) stop("cannot read ", path);
    fclose(file);
}

/* Demand in square cells a radius wide: who is near stands in nine of them. */
typedef struct cells {
    double x_m, y_m, side_m;
    size_t columns, rows, *first;
    uint32_t *demand;
} cells;

static size_t cell_at(double from_m, double at_m, double side_m, size_t count) {
    double cell = floor((at_m - from_m) / side_m);
    return cell < 0 ? 0 : cell >= (double)count ? count - 1 : (size_t)cell;
}

static size_t cell_of(const cells *c, const points *d, size_t i) {
    return cell_at(c->y_m, d->y_m[i], c->side_m, c->rows) * c->columns +
           cell_at(c->x_m, d->x_m[i], c->side_m, c->columns);
}

static cells make_cells(const points *d, double radius_m) {
    double west = HUGE_VAL, east = -HUGE_VAL, south = HUGE_VAL, north = -HUGE_VAL;
    for (size_t i = 0; i < d->count; i++) {
        west = fmin(west, d->x_m[i]), east = fmax(east, d->x_m[i]);
        south = fmin(south, d->y_m[i]), north = fmax(north, d->y_m[i]);
    }
    if (d->count == 0) west = east = south = north = 0;
    double side_m = fmax(fmax(radius_m, 1e-3), fmax(east - west, north - south) / 1000);
    cells c = {.x_m = west, .y_m = south, .side_m = side_m};
    c.columns = (size_t)((east - west) / side_m) + 1;
    c.rows = (size_t)((north - south) / side_m) + 1;
    c.first = calloc(c.columns * c.rows + 2, sizeof *c.first);
    c.demand = resized(NULL, d->count, sizeof *c.demand);
    if (c.first == NULL) stop("out of memory", "");
    for (size_t i = 0; i < d->count; i++) c.first[cell_of(&c, d, i) + 2]++;
    for (size_t k = 0; k < c.columns * c.rows; k++) c.first[k + 1] += c.first[k];
    for (size_t i = 0; i < d->count; i++) c.demand[c.first[cell_of(&c, d, i) + 1]++] = (uint32_t)i;
    return c;
}

static size_t add_near(const cells *c, const points *d, double x_m, double y_m, double radius_m, size_t used,
                       covers *found) {
    /* A little wider, so that no rounding of a cell's edge loses a point. */
    double reach_m = radius_m + 1e-6 * (radius_m + c->side_m);
    size_t left = cell_at(c->x_m, x_m - reach_m, c->side_m, c->columns),
           right = cell_at(c->x_m, x_m + reach_m, c->side_m, c->columns),
           top = cell_at(c->y_m, y_m + reach_m, c->side_m, c->rows);
    for (size_t row = cell_at(c->y_m, y_m - reach_m, c->side_m, c->rows); row <= top; row++)
        for (size_t k = c->first[row * c->columns + left]; k < c->first[row * c->columns + right + 1]; k++) {
            uint32_t i = c->demand[k];
            double east_m = d->x_m[i] - x_m, north_m = d->y_m[i] - y_m;
            if (east_m * east_m + north_m * north_m > radius_m * radius_m) continue;
            if (used == found->room) {
                found->room = 2 * found->room + 4096;
                found->demand = resized(found->demand, found->room, sizeof *found->demand);
            }
            found->demand[used++] = i;
        }
    return used;
}

static covers find_covered(const points *d, const points *sites, double radius_m) {
    cells c = make_cells(d, radius_m);
    covers found = {.first = resized(NULL, sites->count + 1, sizeof *found.first)};
    found.first[0] = 0;
    for (size_t s = 0; s < sites->count; s++)
        found.first[s + 1] = add_near(&c, d, sites->x_m[s], sites->y_m[s], radius_m, found.first[s], &found);
    free(c.first), free(c.demand);
    return found;
}

/* Equal candidates are taken by their place, so that the order of rows does not matter. */
static const points *ranked;

static int by_place(const void *a, const void *b) {
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    if (ranked->x_m[i] != ranked->x_m[j]) return ranked->x_m[i] < ranked->x_m[j] ? -1 : 1;
    if (ranked->y_m[i] != ranked->y_m[j]) return ranked->y_m[i] < ranked->y_m[j] ? -1 : 1;
    return i < j ? -1 : i > j;
}

static uint32_t *rank_by_place(const points *sites) {
    uint32_t *order = resized(NULL, sites->count, sizeof *order), *rank = resized(NULL, sites->count, sizeof *rank);
    for (uint32_t s = 0; s < sites->count; s++) order[s] = s;
    ranked = sites;
    qsort(order, sites->count, sizeof *order, by_place);
    for (uint32_t r = 0; r < sites->count; r++) rank[order[r]] = r;
    free(order);
    return rank;
}

static double now_s(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void print(const htsc_siting *siting, double seconds) {
    const htsc_siting_summary *s = htsc_siting_get_summary(siting);
    double most = fmin(s->before_weight + s->bound, s->total_weight);
    printf("covered,total,upper_bound,gap_pct,seconds\n%.15g,%.15g,%.15g,%.6f,%.3f\nchosen", s->covered_weight,
           s->total_weight, most, most > 0 ? 100 * (most - s->covered_weight) / most : 0, seconds);
    for (size_t k = 0; k < s->site_count; k++) printf(",%u", htsc_siting_get(siting, k)->candidate);
    printf("\n");
}

int main(int argc, char **argv) {
    const char *demand = NULL, *candidates = NULL, *fixed = NULL, *radius = NULL, *sites = NULL;
    htsc_siting_options options;
    htsc_siting_options_init(&options);
    for (int a = 1; a < argc; a++) {
        const char **value = strcmp(argv[a], "--demand") == 0       ? &demand
                             : strcmp(argv[a], "--candidates") == 0 ? &candidates
                             : strcmp(argv[a], "--fixed") == 0      ? &fixed
                             : strcmp(argv[a], "--radius-m") == 0   ? &radius
                             : strcmp(argv[a], "--sites") == 0      ? &sites
                                                                    : NULL;
        if (strcmp(argv[a], "--exact") == 0)
            options.exact = 1;
        else if (a + 1 == argc)
            stop("no such option, or no value for it: ", argv[a]);
        else if (value != NULL)
            *value = argv[++a];
        else if (strcmp(argv[a], "--time-limit-s") == 0)
            options.time_limit_s = strtod(argv[++a], NULL);
        else
            stop("no such option: ", argv[a]);
    }
    if (demand == NULL || candidates == NULL || radius == NULL || sites == NULL)
        return fprintf(stderr, "usage: site_points --demand D.csv --candidates C.csv --radius-m R --sites P "
                               "[--fixed F.csv] [--exact] [--time-limit-s T]\n"),
               2;
    char *end;
    double radius_m = strtod(radius, &end);
    if (*end != '\0' || !(radius_m >= 0 && isfinite(radius_m))) stop("--radius-m is not a length: ", radius);
    long long wanted = strtoll(sites, &end, 10);
    if (*end != '\0' || end == sites || wanted < 0) stop("--sites is not a number >= 0: ", sites);
    options.max_sites = (size_t)wanted;

    points people = {0}, places = {0};
    read_points(demand, 1, &people);
    read_points(candidates, 0, &places);
    size_t candidate_count = places.count;
    if (fixed != NULL) read_points(fixed, 0, &places);
    covers found = find_covered(&people, &places, radius_m);
    uint32_t *rank = rank_by_place(&places);
    uint8_t *is_fixed = resized(NULL, places.count, 1);
    for (size_t s = 0; s < places.count; s++) is_fixed[s] = s >= candidate_count;
    htsc_siting_input input = {.candidate_count = places.count,
                               .first_covered = found.first,
                               .covered = found.demand,
                               .fixed = is_fixed,
                               .rank = rank,
                               .demand_count = people.count,
                               .weight = people.weight};
    htsc_siting *siting;
    double start_s = now_s();
    if (htsc_siting_create(&input, &options, &siting, &error) != HTSC_OK) stop(error.message, "");
    print(siting, now_s() - start_s);
    htsc_siting_free(siting);
    free(found.first), free(found.demand), free(rank), free(is_fixed);
    free(people.x_m), free(people.y_m), free(people.weight), free(places.x_m), free(places.y_m), free(places.weight);
    return 0;
}
