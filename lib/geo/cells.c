#include "geo/cells.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static size_t cells_along(double length_m, double per_m) {
    double wanted = length_m * per_m;
    return wanted > 0 ? (size_t)fmin(wanted, HTSC__CELLS_MOST - 1) + 1 : 1; /* not a number: 1 */
}

void htsc__cells_set_side(htsc__cells *c, double side_m) {
    c->per_m = 1 / side_m;
    c->columns = cells_along(c->bounds.max_x - c->bounds.min_x, c->per_m);
    c->rows = cells_along(c->bounds.max_y - c->bounds.min_y, c->per_m);
}

htsc__cells htsc__cells_lay(const htsc__places *at, const uint32_t *numbers, size_t count, double side_m,
                            double *least_m) {
    htsc__cells c = {.bounds = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL}};
    for (size_t i = 0; i < count; i++) {
        double x = at->x[numbers[i] * at->step], y = at->y[numbers[i] * at->step];
        if (x < c.bounds.min_x) c.bounds.min_x = x;
        if (y < c.bounds.min_y) c.bounds.min_y = y;
        if (x > c.bounds.max_x) c.bounds.max_x = x;
        if (y > c.bounds.max_y) c.bounds.max_y = y;
    }
    double width_m = c.bounds.max_x - c.bounds.min_x, height_m = c.bounds.max_y - c.bounds.min_y;
    *least_m = fmax(sqrt(width_m / (double)count) * sqrt(height_m), fmax(width_m, height_m) / (double)count);
    htsc__cells_set_side(&c, fmax(side_m, *least_m));
    return c;
}

htsc_status htsc__cells_sort(const htsc__cells *c, const htsc__places *at, uint32_t *numbers, size_t count,
                             uint32_t **first, htsc_error *err) {
    size_t cell_count = c->columns * c->rows;
    uint32_t *unsorted = htsc__alloc(count, sizeof *unsorted), *cell = htsc__alloc(count, sizeof *cell);
    *first = htsc__alloc(cell_count + 2, sizeof **first);
    htsc_status status =
        unsorted == NULL || cell == NULL || *first == NULL ? htsc__error_memory(err, "an index") : HTSC_OK;
    if (status == HTSC_OK) {
        memcpy(unsorted, numbers, count * sizeof *numbers);
        for (size_t i = 0; i < count; i++) {
            size_t n = numbers[i] * at->step;
            cell[i] = (uint32_t)(htsc__cells_row(c, at->y[n]) * c->columns + htsc__cells_column(c, at->x[n]));
            (*first)[cell[i] + 2]++;
        }
        for (size_t k = 2; k < cell_count + 2; k++) (*first)[k] += (*first)[k - 1];
        for (size_t i = 0; i < count; i++) numbers[(*first)[cell[i] + 1]++] = unsorted[i];
    }
    htsc__free(unsorted);
    htsc__free(cell);
    return status;
}

htsc_status htsc__cells_order(size_t count, const double *x_m, const double *y_m, double side_m, uint32_t **order,
                              htsc_error *err) {
    const htsc__places at = {x_m, y_m, 1};
    uint32_t *first = NULL;
    double least_m;
    *order = htsc__alloc(count, sizeof **order);
    if (*order == NULL) return htsc__error_memory(err, "an order of points");
    for (size_t i = 0; i < count; i++) (*order)[i] = (uint32_t)i;
    const htsc__cells c = htsc__cells_lay(&at, *order, count, side_m, &least_m);
    htsc_status status = htsc__cells_sort(&c, &at, *order, count, &first, err);
    htsc__free(first);
    if (status == HTSC_OK) return status;
    htsc__free(*order);
    *order = NULL;
    return status;
}
