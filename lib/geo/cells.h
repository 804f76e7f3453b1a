#ifndef HTSC_GEO_CELLS_H
#define HTSC_GEO_CELLS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

#define HTSC__CELLS_MOST 2147483648.0 /* in a row or column */

/* Square cells over points. */
typedef struct htsc__cells {
    htsc_box bounds;
    double per_m;
    size_t columns, rows;
} htsc__cells;

/* Point n is at x[n * step], y[n * step]. */
typedef struct htsc__places {
    const double *x, *y;
    size_t step;
} htsc__places;

/* Never falls as the coordinate grows, so that no point between two others is in a cell outside of theirs. */
static inline size_t htsc__cells_along(double at_m, double from_m, double per_m, size_t count) {
    double at = (at_m - from_m) * per_m;
    if (!(at > 0)) return 0;
    return at < (double)count ? (size_t)at : count - 1;
}

static inline size_t htsc__cells_column(const htsc__cells *c, double x_m) {
    return htsc__cells_along(x_m, c->bounds.min_x, c->per_m, c->columns);
}

static inline size_t htsc__cells_row(const htsc__cells *c, double y_m) {
    return htsc__cells_along(y_m, c->bounds.min_y, c->per_m, c->rows);
}

/* Square cells of that side over the bounds. */
void htsc__cells_set_side(htsc__cells *c, double side_m);
/* Cells over the numbered points, at least side_m wide and as wide as *least_m: together no more than some 3 a point.
 */
htsc__cells htsc__cells_lay(const htsc__places *at, const uint32_t *numbers, size_t count, double side_m,
                            double *least_m);
/* Orders numbers, which ascend, by row, column and number. (*first)[cell]: where a cell begins; one more, and a spare.
 * The caller frees it, also after an error. */
htsc_status htsc__cells_sort(const htsc__cells *c, const htsc__places *at, uint32_t *numbers, size_t count,
                             uint32_t **first, htsc_error *err);

/* Points in the order of square cells: those near each other come together, so that work on one after the other finds
 * the same things in the processor's caches. *order holds their numbers and is freed with htsc__free. */
htsc_status htsc__cells_order(size_t count, const double *x_m, const double *y_m, double side_m, uint32_t **order,
                              htsc_error *err);

#endif
