/* Groups of points that are near each other. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/fiber_plan.h"
#include "base/error.h"
#include "base/memory.h"

/* Points by square cells so small that all points of one are within link_m; those of a cell farther than two columns
 * or rows away are not. */
typedef struct celled {
    int64_t column, row;
    uint32_t point;
    uint32_t parent; /* of the union-find, by place in this order */
} celled;

typedef struct grouping {
    const htsc_fiber_gap_input *input;
    double link_m;
    celled *at;
    size_t count;
    size_t *cell; /* first place of every cell, and one more */
    size_t cell_count;
} grouping;

static int by_cell(const void *left, const void *right) {
    const celled *a = left, *b = right;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return a->point < b->point ? -1 : a->point > b->point;
}

static uint32_t root_of(grouping *g, uint32_t i) {
    while (g->at[i].parent != i) i = g->at[i].parent = g->at[g->at[i].parent].parent;
    return i;
}

static void join(grouping *g, uint32_t a, uint32_t b) {
    a = root_of(g, a);
    b = root_of(g, b);
    g->at[a > b ? a : b].parent = a > b ? b : a;
}

static bool any_near(const grouping *g, size_t a, size_t b) {
    const double *x = g->input->x_m, *y = g->input->y_m;
    for (size_t i = g->cell[a]; i < g->cell[a + 1]; i++) {
        uint32_t p = g->at[i].point;
        for (size_t k = g->cell[b]; k < g->cell[b + 1]; k++) {
            uint32_t q = g->at[k].point;
            if (hypot(x[p] - x[q], y[p] - y[q]) <= g->link_m) return true;
        }
    }
    return false;
}

/* The first cell not before row, column. */
static size_t find_cell(const grouping *g, int64_t row, int64_t column) {
    size_t low = 0, high = g->cell_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const celled *c = &g->at[g->cell[middle]];
        if (c->row < row || (c->row == row && c->column < column)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void join_neighbours(grouping *g, size_t cell) {
    const celled here = g->at[g->cell[cell]];
    for (int64_t row = here.row; row <= here.row + 2; row++) {
        size_t other = row == here.row ? cell + 1 : find_cell(g, row, here.column - 2);
        for (; other < g->cell_count; other++) {
            const celled *c = &g->at[g->cell[other]];
            uint32_t a = (uint32_t)g->cell[cell], b = (uint32_t)g->cell[other];
            if (c->row != row || c->column > here.column + 2) break;
            if (root_of(g, a) != root_of(g, b) && any_near(g, cell, other)) join(g, a, b);
        }
    }
}

static htsc_status group(grouping *g, htsc_error *err) {
    const htsc_fiber_gap_input *in = g->input;
    double side_m = g->link_m / 1.4142135624; /* a little above the root of 2 */
    g->at = htsc__alloc(in->count, sizeof *g->at);
    if (g->at == NULL) return htsc__error_memory(err, "zones without fibre");
    for (size_t i = 0; i < in->count; i++)
        if (in->reached[i] == 0)
            g->at[g->count++] =
                (celled){(int64_t)floor(in->x_m[i] / side_m), (int64_t)floor(in->y_m[i] / side_m), (uint32_t)i, 0};
    qsort(g->at, g->count, sizeof *g->at, by_cell);
    g->cell = htsc__alloc(g->count + 1, sizeof *g->cell);
    if (g->cell == NULL) return htsc__error_memory(err, "zones without fibre");
    for (size_t i = 0; i < g->count; i++) {
        bool first = i == 0 || g->at[i].row != g->at[i - 1].row || g->at[i].column != g->at[i - 1].column;
        if (first) g->cell[g->cell_count++] = i;
        g->at[i].parent = (uint32_t)g->cell[g->cell_count - 1];
    }
    g->cell[g->cell_count] = g->count;
    for (size_t c = 0; c < g->cell_count; c++) join_neighbours(g, c);
    return HTSC_OK;
}

/* Numbers the groups by their lowest point and lists their members, ascending. */
static htsc_status list_members(grouping *g, htsc_fiber_gap *gap, htsc_error *err) {
    const htsc_fiber_gap_input *in = g->input;
    uint32_t *zone_of = htsc__alloc(g->count, sizeof *zone_of); /* of a root */
    uint32_t *place = htsc__alloc(in->count, sizeof *place);    /* of a point, in the order of cells */
    gap->zones = htsc__alloc(g->count, sizeof *gap->zones);
    gap->members = htsc__alloc(g->count, sizeof *gap->members);
    gap->member_count = g->count;
    htsc_status status = zone_of == NULL || place == NULL || gap->zones == NULL || gap->members == NULL
                             ? htsc__error_memory(err, "zones without fibre")
                             : HTSC_OK;
    for (size_t i = 0; i < g->count && status == HTSC_OK; i++) {
        place[g->at[i].point] = (uint32_t)i;
        zone_of[i] = UINT32_MAX;
    }
    for (size_t i = 0; i < in->count && status == HTSC_OK; i++) {
        if (in->reached[i] != 0) continue;
        uint32_t root = root_of(g, place[i]);
        if (zone_of[root] == UINT32_MAX) zone_of[root] = (uint32_t)gap->zone_count++;
        htsc_fiber_zone *z = &gap->zones[zone_of[root]];
        z->member_count++;
        z->persons += in->persons[i];
        z->households += in->households[i];
    }
    for (size_t z = 1; z < gap->zone_count && status == HTSC_OK; z++)
        gap->zones[z].first_member = gap->zones[z - 1].first_member + gap->zones[z - 1].member_count;
    for (size_t z = 0; z < gap->zone_count && status == HTSC_OK; z++) gap->zones[z].member_count = 0;
    for (size_t i = 0; i < in->count && status == HTSC_OK; i++) {
        if (in->reached[i] != 0) continue;
        htsc_fiber_zone *z = &gap->zones[zone_of[root_of(g, place[i])]];
        gap->members[z->first_member + z->member_count++] = (uint32_t)i;
    }
    htsc__free(zone_of);
    htsc__free(place);
    return status;
}

static int by_x(const void *left, const void *right) {
    const double *a = left, *b = right;
    if (a[0] != b[0]) return a[0] < b[0] ? -1 : 1;
    return a[1] < b[1] ? -1 : a[1] > b[1];
}

static double turn(const double *a, const double *b, const double *c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Andrew's monotone chain: sorts xy, writes the hull (room for count + 1 points), anticlockwise; returns its size. */
static size_t hull_of(double *xy, size_t count, double *hull) {
    size_t used = 0;
    qsort(xy, count, 2 * sizeof *xy, by_x);
    for (int side = 0; side < 2; side++) {
        size_t start = used;
        for (size_t k = 0; k < count; k++) {
            const double *p = xy + 2 * (side == 0 ? k : count - 1 - k);
            while (used >= start + 2 && turn(hull + 2 * (used - 2), hull + 2 * (used - 1), p) <= 0) used--;
            memcpy(hull + 2 * used++, p, 2 * sizeof *p);
        }
        used--; /* it begins the other side */
    }
    return used == 0 ? 1 : used;
}

/* The hull of the points with a regular polygon of 16 corners around each. */
static htsc_status outline(const htsc_fiber_gap_input *in, double margin_m, htsc_fiber_gap *gap, htsc_fiber_zone *zone,
                           htsc_error *err) {
    enum { SIDES = 16 };
    const double step_rad = 2 * 3.14159265358979323846 / SIDES;
    size_t n = zone->member_count, corners = 0;
    double *xy = htsc__alloc(2 * n, sizeof *xy), *hull = htsc__alloc(2 * (n + 2), sizeof *hull), *wide = NULL;
    htsc_status status = xy == NULL || hull == NULL ? htsc__error_memory(err, "zones without fibre") : HTSC_OK;
    for (size_t i = 0; i < n && status == HTSC_OK; i++) {
        xy[2 * i] = in->x_m[gap->members[zone->first_member + i]];
        xy[2 * i + 1] = in->y_m[gap->members[zone->first_member + i]];
    }
    if (status == HTSC_OK) {
        corners = hull_of(xy, n, hull);
        wide = htsc__alloc(2 * SIDES * corners, sizeof *wide);
        if (wide == NULL) status = htsc__error_memory(err, "zones without fibre");
    }
    for (size_t i = 0; i < SIDES * corners && status == HTSC_OK; i++) {
        double angle_rad = step_rad * (double)(i % SIDES);
        wide[2 * i] = hull[2 * (i / SIDES)] + margin_m * cos(angle_rad);
        wide[2 * i + 1] = hull[2 * (i / SIDES) + 1] + margin_m * sin(angle_rad);
    }
    if (status == HTSC_OK)
        status = htsc__grow(&gap->corners, &gap->corner_capacity, gap->corner_count + SIDES * corners + 2,
                            2 * sizeof *gap->corners, "zones without fibre", err);
    if (status == HTSC_OK) {
        zone->first_corner = gap->corner_count;
        zone->corner_count = hull_of(wide, SIDES * corners, gap->corners + 2 * gap->corner_count);
        gap->corner_count += zone->corner_count;
    }
    htsc__free(xy);
    htsc__free(hull);
    htsc__free(wide);
    return status;
}

htsc_status htsc__fiber_cluster(const htsc_fiber_gap_input *input, const htsc_fiber_gap_options *options,
                                htsc_fiber_gap *gap, htsc_error *err) {
    grouping g = {.input = input, .link_m = options->link_m};
    htsc_status status = group(&g, err);
    if (status == HTSC_OK) status = list_members(&g, gap, err);
    htsc__free(g.at);
    htsc__free(g.cell);
    for (size_t z = 0; z < gap->zone_count && status == HTSC_OK; z++)
        status = outline(input, options->outline_m, gap, &gap->zones[z], err);
    return status;
}
