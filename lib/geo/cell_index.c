#include "geo/cell_index.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/cells.h"

/* Boxes up to the reach are in layer 0, those up to 4 times as large in layer 1 and so on; the last takes the rest. */
enum { LAYERS = 16, GROWTH = 4, CROWD = 64 };
/* A query looks for low corners in its own box, made wider by the largest box of the layer. Cells are in memory, every
 * one, as long as they are about as many as boxes; where boxes crowd in few of those, as when one stands very far away,
 * cells are smaller and only those with boxes in them are kept: `first` is NULL and `keys` are searched. */
typedef struct layer {
    size_t from, count;   /* of the index's boxes; by row, column and number */
    int grade;            /* how many times boxes may be GROWTH times the reach */
    double width, height; /* of the largest */
    htsc__cells cells;    /* over the low corners */
    uint32_t *first;      /* box of every cell, and one more */
    uint64_t *keys;       /* cells of the boxes */
} layer;

struct htsc__cell_index {
    htsc_box *boxes;
    uint32_t *numbers;
    size_t layer_count;
    layer layers[LAYERS]; /* those with boxes */
};

typedef struct keyed {
    uint64_t key;
    uint32_t number;
} keyed;

static size_t layer_of(const htsc_box *box, double reach_m) {
    double size_m = fmax(box->max_x - box->min_x, box->max_y - box->min_y);
    double limit_m = reach_m;
    size_t at = 0;
    if (!isfinite(box->min_x) || !isfinite(box->min_y) || !isfinite(box->max_x) || !isfinite(box->max_y)) return LAYERS;
    for (; at + 1 < LAYERS && size_m > limit_m; at++) limit_m *= GROWTH;
    return at;
}

/* The numbers of the boxes, by layer. */
static void deal(htsc__cell_index *index, const htsc_box *boxes, size_t count, double reach_m) {
    size_t counts[LAYERS + 1] = {0}, from[LAYERS + 1] = {0};
    for (size_t i = 0; i < count; i++) counts[layer_of(&boxes[i], reach_m)]++;
    for (size_t k = 0; k < LAYERS; k++) {
        from[k + 1] = from[k] + counts[k];
        if (counts[k] > 0)
            index->layers[index->layer_count++] = (layer){.from = from[k], .count = counts[k], .grade = (int)k};
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = layer_of(&boxes[i], reach_m);
        if (at < LAYERS) index->numbers[from[at]++] = (uint32_t)i;
    }
}

static int by_key(const void *left, const void *right) {
    const keyed *a = left, *b = right;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static inline uint64_t key_of(size_t row, size_t column) {
    return (uint64_t)row << 32 | (uint64_t)column;
}

static htsc_status sort_sparse(layer *l, const htsc__places *at, uint32_t *numbers, htsc_error *err) {
    keyed *sorted = htsc__alloc(l->count, sizeof *sorted);
    l->keys = htsc__alloc(l->count, sizeof *l->keys);
    htsc_status status = sorted == NULL || l->keys == NULL ? htsc__error_memory(err, "an index") : HTSC_OK;
    for (size_t i = 0; i < l->count && status == HTSC_OK; i++) {
        size_t n = numbers[i] * at->step;
        sorted[i] =
            (keyed){key_of(htsc__cells_row(&l->cells, at->y[n]), htsc__cells_column(&l->cells, at->x[n])), numbers[i]};
    }
    if (status == HTSC_OK) qsort(sorted, l->count, sizeof *sorted, by_key);
    for (size_t i = 0; i < l->count && status == HTSC_OK; i++) {
        l->keys[i] = sorted[i].key;
        numbers[i] = sorted[i].number;
    }
    htsc__free(sorted);
    return status;
}

/* Boxes in the cell of the average box. */
static double crowd_of(const layer *l) {
    double squares = 0;
    for (size_t k = 0; k < l->cells.columns * l->cells.rows; k++) {
        double inside = (double)(l->first[k + 1] - l->first[k]);
        squares += inside * inside;
    }
    return squares / (double)l->count;
}

/* Cells of `side_m` are what queries want; where boxes are too few for those, larger ones. */
static htsc_status sort_layer(layer *l, const htsc_box *boxes, uint32_t *numbers, double side_m, htsc_error *err) {
    const htsc__places at = {&boxes->min_x, &boxes->min_y, sizeof *boxes / sizeof boxes->min_x};
    double least_m;
    for (size_t i = 0; i < l->count; i++) {
        const htsc_box *b = &boxes[numbers[i]];
        l->width = fmax(l->width, b->max_x - b->min_x);
        l->height = fmax(l->height, b->max_y - b->min_y);
    }
    l->cells = htsc__cells_lay(&at, numbers, l->count, side_m, &least_m);
    htsc_status status = htsc__cells_sort(&l->cells, &at, numbers, l->count, &l->first, err);
    if (status != HTSC_OK || least_m <= 2 * side_m || crowd_of(l) <= CROWD) return status;
    htsc__free(l->first);
    l->first = NULL;
    const htsc_box *bounds = &l->cells.bounds;
    double most_m = fmax(bounds->max_x - bounds->min_x, bounds->max_y - bounds->min_y);
    htsc__cells_set_side(&l->cells, fmax(side_m, most_m / HTSC__CELLS_MOST));
    return sort_sparse(l, &at, numbers, err);
}

htsc_status htsc__cell_index_create(const htsc_box *boxes, size_t count, double reach_m, htsc__cell_index **index,
                                    htsc_error *err) {
    *index = NULL;
    if (count >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "an index: %zu boxes are above 2^32 - 2", count);
    htsc__cell_index *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "an index");
    made->boxes = htsc__alloc(count, sizeof *made->boxes);
    made->numbers = htsc__alloc(count, sizeof *made->numbers);
    htsc_status status = made->boxes == NULL || made->numbers == NULL ? htsc__error_memory(err, "an index") : HTSC_OK;
    if (status == HTSC_OK) deal(made, boxes, count, reach_m);
    for (size_t k = 0; k < made->layer_count && status == HTSC_OK; k++) {
        layer *l = &made->layers[k];
        status = sort_layer(l, boxes, made->numbers + l->from, reach_m * pow(GROWTH, l->grade), err);
        for (size_t i = l->from; i < l->from + l->count && status == HTSC_OK; i++)
            made->boxes[i] = boxes[made->numbers[i]];
    }
    if (status != HTSC_OK) {
        htsc__cell_index_free(made);
        return status;
    }
    *index = made;
    return HTSC_OK;
}

void htsc__cell_index_free(htsc__cell_index *index) {
    if (index == NULL) return;
    for (size_t k = 0; k < index->layer_count; k++) {
        htsc__free(index->layers[k].first);
        htsc__free(index->layers[k].keys);
    }
    htsc__free(index->boxes);
    htsc__free(index->numbers);
    htsc__free(index);
}

/* The cells of a layer a query has to look at, and the next row of them. */
typedef struct walk {
    const layer *layer;
    size_t column, last_column, row, last_row;
} walk;

static inline bool enter(walk *w, const layer *l, const htsc_box *box) {
    double min_x = box->min_x - l->width, min_y = box->min_y - l->height;
    min_x -= 4e-16 * (fabs(box->min_x) + l->width); /* as large as the two rounding errors */
    min_y -= 4e-16 * (fabs(box->min_y) + l->height);
    const htsc__cells *c = &l->cells;
    if (!(min_x <= c->bounds.max_x && box->max_x >= c->bounds.min_x && min_y <= c->bounds.max_y &&
          box->max_y >= c->bounds.min_y))
        return false;
    *w = (walk){l, htsc__cells_column(c, min_x), htsc__cells_column(c, box->max_x), htsc__cells_row(c, min_y),
                htsc__cells_row(c, box->max_y)};
    return true;
}

/* The first box not before a cell. */
static size_t find_key(const layer *l, uint64_t key) {
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->keys[middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Rows without boxes are passed over. */
static bool next_sparse(walk *w, size_t *from, size_t *to) {
    const layer *l = w->layer;
    while (w->row <= w->last_row) {
        *from = find_key(l, key_of(w->row, w->column));
        if (*from == l->count) return false;
        size_t row = (size_t)(l->keys[*from] >> 32);
        if (row > w->row) {
            w->row = row;
            if (row > w->last_row) return false;
            if ((l->keys[*from] & UINT32_MAX) < w->column) continue;
        }
        *to = find_key(l, key_of(w->row++, w->last_column) + 1);
        if (*from < *to) return true;
    }
    return false;
}

/* Boxes of the index, *from to before *to, in the cells of one row. */
static inline bool next_row(walk *w, size_t *from, size_t *to) {
    const layer *l = w->layer;
    if (l->first == NULL) {
        if (!next_sparse(w, from, to)) return false;
    } else {
        if (w->row > w->last_row) return false;
        const uint32_t *row = l->first + l->cells.columns * w->row++;
        *from = row[w->column];
        *to = row[w->last_column + 1];
    }
    *from += l->from;
    *to += l->from;
    return true;
}

static inline double outside_m(double low_m, double high_m, double at_m) {
    double below_m = low_m - at_m, above_m = at_m - high_m, off_m = below_m > above_m ? below_m : above_m;
    return off_m > 0 ? off_m : 0;
}

void htsc__cell_index_near(const htsc__cell_index *index, double x_m, double y_m, double within_m,
                           double (*tell)(void *ctx, uint32_t number, double off_m2), void *ctx) {
    const double most_m = htsc__cell_index_most_m(x_m, y_m, within_m);
    const htsc_box box = {x_m - most_m, y_m - most_m, x_m + most_m, y_m + most_m};
    double wanted_m2 = most_m * most_m;
    for (const layer *l = index->layers; l < index->layers + index->layer_count; l++) {
        const bool points = l->width + l->height == 0;
        walk w;
        size_t from, to;
        if (!enter(&w, l, &box)) continue;
        while (next_row(&w, &from, &to)) {
            for (size_t i = from; i < to; i++) {
                const htsc_box *b = &index->boxes[i];
                double dx = points ? b->min_x - x_m : outside_m(b->min_x, b->max_x, x_m);
                double dy = points ? b->min_y - y_m : outside_m(b->min_y, b->max_y, y_m);
                double off_m2 = dx * dx + dy * dy;
                if (!(off_m2 <= wanted_m2)) continue;
                double next_m2 = tell(ctx, index->numbers[i], off_m2);
                if (next_m2 < wanted_m2) wanted_m2 = next_m2;
            }
        }
    }
}

void htsc__cell_index_query(const htsc__cell_index *index, const htsc_box *box,
                            void (*tell)(void *ctx, uint32_t number), void *ctx) {
    for (size_t k = 0; k < index->layer_count; k++) {
        walk w;
        size_t from, to;
        if (!enter(&w, &index->layers[k], box)) continue;
        while (next_row(&w, &from, &to)) {
            for (size_t i = from; i < to; i++) {
                const htsc_box *b = &index->boxes[i];
                if (b->min_x <= box->max_x && box->min_x <= b->max_x && b->min_y <= box->max_y &&
                    box->min_y <= b->max_y)
                    tell(ctx, index->numbers[i]);
            }
        }
    }
}
