#include "geo/simplify_lines.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

/* Width of a bucket, pixels: stairs and the lines that come of them cross few. */
enum { BUCKET_PX = 4 };

/* Nearer than this is on the line, pixels: far above rounding, far below what a map shows. */
static const double touch_px = 1e-7;

typedef struct htsc__lines_entry {
    uint32_t from, to; /* stale once `to` no longer comes after `from` */
    uint32_t older;
} entry;

typedef struct box {
    double min_x, min_y, max_x, max_y;
} box;

htsc_status htsc__lines_create(size_t count, int width, int height, htsc__lines *lines, htsc_error *err) {
    *lines = (htsc__lines){.count = count, .columns = width / BUCKET_PX + 1, .rows = height / BUCKET_PX + 1};
    size_t buckets = (size_t)lines->columns * (size_t)lines->rows;
    if (count >= HTSC__NO_POINT) return htsc__error_set(err, HTSC_ERR_LIMIT, "outlines of %zu corners", count);
    lines->at = htsc__alloc(count, sizeof *lines->at);
    lines->next = htsc__alloc(count, sizeof *lines->next);
    lines->previous = htsc__alloc(count, sizeof *lines->previous);
    lines->heads = htsc__alloc(buckets, sizeof *lines->heads);
    if (lines->at == NULL || lines->next == NULL || lines->previous == NULL || lines->heads == NULL)
        return htsc__error_memory(err, "outlines");
    for (size_t i = 0; i < count; i++) lines->next[i] = lines->previous[i] = HTSC__NO_POINT;
    for (size_t i = 0; i < buckets; i++) lines->heads[i] = HTSC__NO_POINT;
    return HTSC_OK;
}

void htsc__lines_clear(htsc__lines *lines) {
    htsc__free(lines->at);
    htsc__free(lines->next);
    htsc__free(lines->previous);
    htsc__free(lines->heads);
    htsc__free(lines->entries);
    *lines = (htsc__lines){0};
}

static void widen(box *b, const htsc__point *p) {
    b->min_x = fmin(b->min_x, p->x), b->min_y = fmin(b->min_y, p->y);
    b->max_x = fmax(b->max_x, p->x), b->max_y = fmax(b->max_y, p->y);
}

static box box_of(const htsc__point *p, const htsc__point *q) {
    box b = {p->x, p->y, p->x, p->y};
    widen(&b, q);
    return b;
}

static bool apart(const box *a, const box *b) {
    return a->min_x > b->max_x + touch_px || b->min_x > a->max_x + touch_px || a->min_y > b->max_y + touch_px ||
           b->min_y > a->max_y + touch_px;
}

static int bucket_of(double at, int limit) {
    int index = at <= 0 ? 0 : (int)(at / BUCKET_PX);
    return index < limit ? index : limit - 1;
}

typedef struct buckets {
    int first_column, last_column, first_row, last_row;
} buckets;

static buckets buckets_of(const htsc__lines *lines, const box *b) {
    return (buckets){bucket_of(b->min_x - touch_px, lines->columns), bucket_of(b->max_x + touch_px, lines->columns),
                     bucket_of(b->min_y - touch_px, lines->rows), bucket_of(b->max_y + touch_px, lines->rows)};
}

htsc_status htsc__lines_index(htsc__lines *lines, uint32_t from, htsc_error *err) {
    uint32_t to = lines->next[from];
    box around = box_of(&lines->at[from], &lines->at[to]);
    buckets k = buckets_of(lines, &around);
    for (int row = k.first_row; row <= k.last_row; row++)
        for (int column = k.first_column; column <= k.last_column; column++) {
            uint32_t *head = &lines->heads[(size_t)row * (size_t)lines->columns + (size_t)column];
            if (lines->entry_count + 1 >= HTSC__NO_POINT)
                return htsc__error_set(err, HTSC_ERR_LIMIT, "outlines of too many corners");
            htsc_status status = htsc__grow(&lines->entries, &lines->entry_capacity, lines->entry_count + 1,
                                            sizeof *lines->entries, "outlines", err);
            if (status != HTSC_OK) return status;
            lines->entries[lines->entry_count] = (entry){from, to, *head};
            *head = (uint32_t)lines->entry_count++;
        }
    return HTSC_OK;
}

/* 1 left of the line through a and b, -1 right of it, 0 on it. */
static int side(const htsc__point *a, const htsc__point *b, const htsc__point *p) {
    double dx = b->x - a->x, dy = b->y - a->y;
    double cross = dx * (p->y - a->y) - dy * (p->x - a->x);
    double limit = touch_px * (fabs(dx) + fabs(dy));
    return cross > limit ? 1 : cross < -limit ? -1 : 0;
}

static bool same(const htsc__point *a, const htsc__point *b) {
    return a->x == b->x && a->y == b->y;
}

/* From one end, both segments leave the same way. */
static bool overlay(const htsc__point *end, const htsc__point *p, const htsc__point *q) {
    if (side(end, p, q) != 0 && side(end, q, p) != 0) return false;
    return (p->x - end->x) * (q->x - end->x) + (p->y - end->y) * (q->y - end->y) > 0;
}

/* A segment a, b and another p, q have more in common than an end. */
static bool meet(const htsc__point *a, const htsc__point *b, const htsc__point *p, const htsc__point *q) {
    if (same(a, p)) return same(b, q) || overlay(a, b, q);
    if (same(a, q)) return same(b, p) || overlay(a, b, p);
    if (same(b, p)) return overlay(b, a, q);
    if (same(b, q)) return overlay(b, a, p);
    box one = box_of(a, b), two = box_of(p, q);
    return !apart(&one, &two) && side(a, b, p) * side(a, b, q) <= 0 && side(p, q, a) * side(p, q, b) <= 0;
}

static bool in_triangle(const htsc__point *a, const htsc__point *b, const htsc__point *c, const htsc__point *p) {
    box around = box_of(a, b), at = {p->x, p->y, p->x, p->y};
    widen(&around, c);
    if (apart(&around, &at)) return false;
    int ab = side(a, b, p), bc = side(b, c, p), ca = side(c, a, p);
    return !((ab > 0 || bc > 0 || ca > 0) && (ab < 0 || bc < 0 || ca < 0));
}

/* What is swept is where b (or c), the other one, the far end and e go round. */
static bool swept(const htsc__lines *lines, const htsc__collapse *k, const htsc__point *p) {
    const htsc__point *a = &lines->at[k->a], *b = &lines->at[k->b], *c = &lines->at[k->c], *d = &lines->at[k->d];
    if (same(p, a) || same(p, d)) return false;
    if (k->at_start) return in_triangle(b, c, d, p) || in_triangle(b, d, &k->e, p);
    return in_triangle(c, b, a, p) || in_triangle(c, a, &k->e, p);
}

static bool in_the_way(const htsc__lines *lines, const htsc__collapse *k, const entry *other) {
    const htsc__point *a = &lines->at[k->a], *d = &lines->at[k->d];
    const htsc__point *p = &lines->at[other->from], *q = &lines->at[other->to];
    if (swept(lines, k, p) || swept(lines, k, q)) return true;
    if (k->straight) return meet(a, d, p, q);
    return meet(a, &k->e, p, q) || meet(&k->e, d, p, q);
}

static bool is_own(const htsc__collapse *k, const entry *e) {
    return (e->from == k->a && e->to == k->b) || (e->from == k->b && e->to == k->c) ||
           (e->from == k->c && e->to == k->d);
}

bool htsc__lines_allow(const htsc__lines *lines, const htsc__collapse *collapse) {
    const htsc__point *a = &lines->at[collapse->a], *d = &lines->at[collapse->d];
    if (same(a, d) || (!collapse->straight && overlay(&collapse->e, a, d))) return false;
    box around = box_of(a, d);
    widen(&around, &lines->at[collapse->b]);
    widen(&around, &lines->at[collapse->c]);
    widen(&around, &collapse->e);
    buckets k = buckets_of(lines, &around);
    for (int row = k.first_row; row <= k.last_row; row++)
        for (int column = k.first_column; column <= k.last_column; column++) {
            uint32_t at = lines->heads[(size_t)row * (size_t)lines->columns + (size_t)column];
            for (; at != HTSC__NO_POINT; at = lines->entries[at].older) {
                const entry *e = &lines->entries[at];
                if (lines->next[e->from] != e->to || is_own(collapse, e)) continue;
                box other = box_of(&lines->at[e->from], &lines->at[e->to]);
                if (!apart(&around, &other) && in_the_way(lines, collapse, e)) return false;
            }
        }
    return true;
}
