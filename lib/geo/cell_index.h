#ifndef HTSC_GEO_CELL_INDEX_H
#define HTSC_GEO_CELL_INDEX_H

#include <math.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

/* Finds which of many boxes, mostly points and short pieces of lines, are near a point. Boxes of about one size lie in
 * square cells by their low corner, each in one cell, so memory is a fixed multiple of their number. Coordinates are in
 * any one unit; called metres here. Once created it is only read: threads may share it. Nothing but create can fail. */
typedef struct htsc__cell_index htsc__cell_index;

/* `reach_m`, above 0, is about how far queries will reach: it decides on the size of cells, not on what is found.
 * Boxes that are not finite are never found. HTSC_ERR_LIMIT at 2^32 - 1 boxes. */
htsc_status htsc__cell_index_create(const htsc_box *boxes, size_t count, double reach_m, htsc__cell_index **index,
                                    htsc_error *err);
void htsc__cell_index_free(htsc__cell_index *index);

/* Calls `tell` once with the number of each box no farther than within_m, in no set order; with it the square of the
 * distance of the box. Both are to the rounding of coordinates: some a hair farther are told, none nearer is missed, so
 * the caller decides by its own measure of what is in the box. `tell` returns the greatest square still wanted:
 * HUGE_VAL, or htsc__cell_index_most_m2 of the nearest found. */
void htsc__cell_index_near(const htsc__cell_index *index, double x_m, double y_m, double within_m,
                           double (*tell)(void *ctx, uint32_t number, double off_m2), void *ctx);
/* Calls `tell` once with the number of each box that meets `box`, in no set order. */
void htsc__cell_index_query(const htsc__cell_index *index, const htsc_box *box,
                            void (*tell)(void *ctx, uint32_t number), void *ctx);

/* What is farther from x, y than this is certainly farther than within_m, however either is rounded. */
static inline double htsc__cell_index_most_m(double x_m, double y_m, double within_m) {
    return within_m + 8e-15 * (fabs(x_m) + fabs(y_m) + within_m);
}

static inline double htsc__cell_index_most_m2(double x_m, double y_m, double within_m) {
    double most_m = htsc__cell_index_most_m(x_m, y_m, within_m);
    return most_m * most_m;
}

#endif
