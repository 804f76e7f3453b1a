/* Points that come from left to right: their upper hull, and those that rise above all before them. */
#ifndef HTSC_RADIO_P1812_HULL_H
#define HTSC_RADIO_P1812_HULL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct htsc__hull {
    size_t count;
    double *x, *y;
    double *edge; /* slope from the vertex before; infinite at the first */
    uint32_t *at; /* which point it is */
} htsc__hull;

/* Points higher than all before them, as they are seen from the left end. */
typedef struct htsc__rises {
    size_t count;
    double *x, *slope;
    uint32_t *at;
} htsc__rises;

static inline void htsc__hull_push(htsc__hull *h, double x, double y, uint32_t at) {
    size_t n = h->count;
    double edge = HUGE_VAL;
    while (n > 0) {
        edge = (y - h->y[n - 1]) / (x - h->x[n - 1]);
        if (edge < h->edge[n - 1]) break; /* always at the first, whose edge is infinite */
        n--;
    }
    h->x[n] = x;
    h->y[n] = y;
    h->edge[n] = n > 0 ? edge : HUGE_VAL;
    h->at[n] = at;
    h->count = n + 1;
}

/* What a vertex is asked: old ones say yes, from some on they say no. */
typedef bool (*htsc__vertex_fn)(const htsc__hull *h, size_t j, double a, double b);

/* The last vertex that says yes, looked for from the newest with doubling strides. */
static inline size_t htsc__hull_last(const htsc__hull *h, htsc__vertex_fn says_yes, double a, double b) {
    size_t j = h->count - 1, too_new = h->count, stride = 1;
    while (!says_yes(h, j, a, b)) {
        too_new = j;
        j = j > stride ? j - stride : 0;
        stride *= 2;
    }
    while (too_new - j > 1) {
        const size_t middle = j + (too_new - j) / 2;
        if (says_yes(h, middle, a, b))
            j = middle;
        else
            too_new = middle;
    }
    return j;
}

static inline bool htsc__hull_edge_passes_over(const htsc__hull *h, size_t j, double x, double y) {
    return y <= h->y[j] + h->edge[j] * (x - h->x[j]);
}

static inline bool htsc__hull_edge_rises(const htsc__hull *h, size_t j, double slope, double unused) {
    (void)unused;
    return h->edge[j] >= slope;
}

/* Where the tangent from a point right of all of them touches the hull, which has a vertex at least. */
static inline size_t htsc__hull_tangent(const htsc__hull *h, double x, double y) {
    return htsc__hull_last(h, htsc__hull_edge_passes_over, x, y);
}

/* The vertex that stands highest above lines of that slope. */
static inline size_t htsc__hull_farthest_above(const htsc__hull *h, double slope) {
    return htsc__hull_last(h, htsc__hull_edge_rises, slope, 0.0);
}

static inline void htsc__rises_append(htsc__rises *rises, double x, double slope, uint32_t at) {
    rises->x[rises->count] = x;
    rises->slope[rises->count] = slope;
    rises->at[rises->count++] = at;
}

#endif
