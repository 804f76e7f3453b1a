#include <stdlib.h>
#include <string.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct column {
    uint64_t head; /* the first two sites: most comparisons end here */
    const uint32_t *sites;
    uint32_t length, floor, point;
} column;

static int compare_columns(const column *x, const column *y) {
    if (x->head != y->head) return x->head < y->head ? -1 : 1;
    uint32_t both = x->length < y->length ? x->length : y->length;
    for (uint32_t k = 0; k < both; k++)
        if (x->sites[k] != y->sites[k]) return x->sites[k] < y->sites[k] ? -1 : 1;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->floor < y->floor ? -1 : x->floor > y->floor;
}

static int by_column(const void *a, const void *b) {
    return compare_columns(a, b);
}

static column column_of(const htsc__siting_problem *p, uint32_t i) {
    const uint32_t *sites = p->site + p->first_site[i];
    uint32_t length = (uint32_t)(p->first_site[i + 1] - p->first_site[i]);
    uint64_t second = length > 1 ? (uint64_t)sites[1] + 1 : 0;
    return (column){(length > 0 ? (uint64_t)sites[0] : 0) << 32 | second, sites, length, p->floor_of[i], i};
}

/* The points of each site, from the sites of each point. */
static htsc_status list_points(htsc__siting_problem *p, htsc_error *err) {
    size_t *first = htsc__alloc((size_t)p->sites + 1, sizeof *first), entries = p->first_site[p->points];
    size_t *next = htsc__alloc((size_t)p->sites + 1, sizeof *next);
    uint32_t *point = htsc__alloc(entries, sizeof *point);
    if (first == NULL || next == NULL || point == NULL) {
        htsc__free(first);
        htsc__free(next);
        htsc__free(point);
        return htsc__error_memory(err, "siting");
    }
    for (size_t k = 0; k < entries; k++) first[p->site[k] + 1]++;
    for (uint32_t j = 0; j < p->sites; j++) first[j + 1] += first[j];
    memcpy(next, first, p->sites * sizeof *next);
    for (uint32_t i = 0; i < p->points; i++)
        for (size_t k = p->first_site[i]; k < p->first_site[i + 1]; k++) point[next[p->site[k]]++] = i;
    htsc__free(next);
    htsc__free(p->first_point);
    htsc__free(p->point);
    p->first_point = first;
    p->point = point;
    return HTSC_OK;
}

/* Points that the same sites cover and that count for the same floor are one, with their sums. Their new order is that
 * of their columns, so it does not depend on the order they came in. */
htsc_status htsc__siting_merge(htsc__siting_problem *p, htsc_error *err) {
    column *columns = htsc__alloc(p->points, sizeof *columns);
    htsc__siting_problem m = {0};
    m.first_site = htsc__alloc((size_t)p->points + 1, sizeof *m.first_site);
    m.site = htsc__alloc(p->first_site[p->points], sizeof *m.site);
    m.value = htsc__alloc(p->points, sizeof *m.value);
    m.weight = htsc__alloc(p->points, sizeof *m.weight);
    m.floor_of = htsc__alloc(p->points, sizeof *m.floor_of);
    if (columns == NULL || m.first_site == NULL || m.site == NULL || m.value == NULL || m.weight == NULL ||
        m.floor_of == NULL) {
        htsc__free(columns);
        htsc__siting_problem_clear(&m);
        return htsc__error_memory(err, "siting");
    }
    for (uint32_t i = 0; i < p->points; i++) columns[i] = column_of(p, i);
    qsort(columns, p->points, sizeof *columns, by_column);
    for (uint32_t k = 0; k < p->points; k++) {
        const column *c = &columns[k];
        if (c->length == 0) continue;
        if (m.points == 0 || k == 0 || compare_columns(&columns[k - 1], c) != 0) {
            m.floor_of[m.points] = c->floor;
            memcpy(m.site + m.first_site[m.points], c->sites, c->length * sizeof *c->sites);
            m.first_site[m.points + 1] = m.first_site[m.points] + c->length;
            m.points++;
        }
        m.value[m.points - 1] += p->value[c->point];
        m.weight[m.points - 1] += p->weight[c->point];
    }
    htsc__free(columns);
    htsc__free(p->first_site);
    htsc__free(p->site);
    htsc__free(p->value);
    htsc__free(p->weight);
    htsc__free(p->floor_of);
    p->points = m.points;
    p->first_site = m.first_site;
    p->site = m.site;
    p->value = m.value;
    p->weight = m.weight;
    p->floor_of = m.floor_of;
    return list_points(p, err);
}

static bool holds(const uint32_t *list, size_t count, uint32_t number) {
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        if (list[low + half] < number) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return list[low] == number;
}

/* b covers all that a covers, and costs no more; of twins the first stays. */
static bool is_dominated(const htsc__siting_problem *p, uint32_t a, uint32_t b) {
    size_t count_a = p->first_point[a + 1] - p->first_point[a], count_b = p->first_point[b + 1] - p->first_point[b];
    if (count_b < count_a || p->cost[b] > p->cost[a]) return false;
    if (count_b == count_a && p->cost[b] == p->cost[a] && b > a) return false;
    const uint32_t *points = p->point + p->first_point[b];
    for (size_t k = p->first_point[a]; k < p->first_point[a + 1]; k++)
        if (p->point[k] > points[count_b - 1] || !holds(points, count_b, p->point[k])) return false;
    return true;
}

/* Only who covers the point of a that fewest cover can dominate a. */
static bool has_dominator(const htsc__siting_problem *p, uint32_t a, const uint8_t *gone) {
    if (p->first_point[a] == p->first_point[a + 1]) return true;
    uint32_t rarest = p->point[p->first_point[a]];
    for (size_t k = p->first_point[a]; k < p->first_point[a + 1]; k++) {
        uint32_t i = p->point[k];
        if (p->first_site[i + 1] - p->first_site[i] < p->first_site[rarest + 1] - p->first_site[rarest]) rarest = i;
    }
    for (size_t k = p->first_site[rarest]; k < p->first_site[rarest + 1]; k++) {
        uint32_t b = p->site[k];
        if (b != a && gone[b] == 0 && is_dominated(p, a, b)) return true;
    }
    return false;
}

htsc_status htsc__siting_drop_dominated(htsc__siting_problem *p, bool *dropped, htsc_error *err) {
    uint8_t *gone = htsc__alloc(p->sites, sizeof *gone);
    uint32_t *number = htsc__alloc(p->sites, sizeof *number), left = 0;
    if (gone == NULL || number == NULL) {
        htsc__free(gone);
        htsc__free(number);
        return htsc__error_memory(err, "siting");
    }
    for (uint32_t a = 0; a < p->sites; a++) gone[a] = has_dominator(p, a, gone) ? 1 : 0;
    for (uint32_t j = 0; j < p->sites; j++) {
        if (gone[j] != 0) continue;
        number[j] = left;
        p->origin[left] = p->origin[j];
        p->cost[left++] = p->cost[j];
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < p->points; i++) {
        size_t begin = p->first_site[i];
        p->first_site[i] = kept;
        for (size_t k = begin; k < p->first_site[i + 1]; k++)
            if (gone[p->site[k]] == 0) p->site[kept++] = number[p->site[k]];
    }
    p->first_site[p->points] = kept;
    *dropped = left < p->sites;
    p->sites = left;
    htsc__free(gone);
    htsc__free(number);
    return HTSC_OK;
}
