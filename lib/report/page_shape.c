/* Outlines and lines of the page: fewer vertices, whole metres, as text. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/page_parts.h"

static double distance_m(const double *x, const double *y, size_t from, size_t to, size_t i) {
    const double dx = x[to] - x[from], dy = y[to] - y[from], length = hypot(dx, dy);
    if (length == 0) return hypot(x[i] - x[from], y[i] - y[from]);
    return fabs(dx * (y[i] - y[from]) - dy * (x[i] - x[from])) / length;
}

/* Douglas and Peucker 1973 between two vertices that are kept; `stack` has room for twice the vertices. */
static void thin(const double *x, const double *y, size_t first, size_t last, double tolerance_m, size_t *stack,
                 unsigned char *keep) {
    size_t depth = 0;
    keep[first] = keep[last] = 1;
    stack[depth++] = first, stack[depth++] = last;
    while (depth > 0) {
        const size_t to = stack[--depth], from = stack[--depth];
        size_t farthest = from;
        double most = -1;
        for (size_t i = from + 1; i < to; i++) {
            const double d = distance_m(x, y, from, to, i);
            if (d > most) most = d, farthest = i;
        }
        if (!(most > fmax(tolerance_m, 0.01))) continue;
        keep[farthest] = 1;
        if (farthest - from > 1) stack[depth++] = from, stack[depth++] = farthest;
        if (to - farthest > 1) stack[depth++] = farthest, stack[depth++] = to;
    }
}

/* The vertex farthest from the first: a ring is thinned in two halves. */
static size_t far_corner(size_t count, const double *x, const double *y) {
    size_t farthest = 0;
    double most = -1;
    for (size_t i = 1; i < count; i++) {
        const double d = hypot(x[i] - x[0], y[i] - y[0]);
        if (d > most) most = d, farthest = i;
    }
    return farthest;
}

static htsc_status add_text(htsc__page_shape *shape, const htsc__page_frame *frame, bool ring, size_t count,
                            const double *x, const double *y, const unsigned char *keep, htsc_error *err) {
    const size_t length_before = shape->length;
    size_t added = 0;
    long long last_x = 0, last_y = 0;
    for (size_t i = 0; i < count; i++) {
        if (!keep[i]) continue;
        const long long at_x = llround(x[i] - frame->west_m), at_y = llround(y[i] - frame->south_m);
        if (added > 0 && at_x == last_x && at_y == last_y) continue;
        htsc_status status = htsc__grow(&shape->text, &shape->capacity, shape->length + 64, 1, "a shape", err);
        if (status != HTSC_OK) return status;
        const char *before = added > 0 ? " " : shape->length > 0 ? ";" : "";
        shape->length +=
            (size_t)snprintf(shape->text + shape->length, 64, "%s%lld %lld", before, at_x - last_x, at_y - last_y);
        last_x = at_x, last_y = at_y;
        added++;
    }
    if (added < (ring ? 3U : 2U)) { /* shrunk to nothing */
        shape->length = length_before;
        if (shape->text != NULL) shape->text[length_before] = '\0';
        return HTSC_OK;
    }
    shape->vertex_count += added;
    return HTSC_OK;
}

htsc_status htsc__page_shape_add(htsc__page_shape *shape, const htsc__page_frame *frame, bool ring, double tolerance_m,
                                 size_t count, const double *x, const double *y, htsc_error *err) {
    if (count < 2) return HTSC_OK;
    const bool closed = ring && x[0] == x[count - 1] && y[0] == y[count - 1];
    unsigned char *keep = htsc__alloc(count, 1);
    size_t *stack = htsc__alloc(2 * count, sizeof *stack);
    htsc_status status = keep == NULL || stack == NULL ? htsc__error_memory(err, "a shape") : HTSC_OK;
    if (status == HTSC_OK) {
        const size_t middle = ring ? far_corner(count, x, y) : count - 1;
        thin(x, y, 0, middle, tolerance_m, stack, keep);
        if (middle < count - 1) thin(x, y, middle, count - 1, tolerance_m, stack, keep);
        status = add_text(shape, frame, ring, closed ? count - 1 : count, x, y, keep, err);
    }
    htsc__free(stack);
    htsc__free(keep);
    return status;
}

/* Where a geometry's rings go. */
typedef struct collecting {
    htsc__page_shape *shape;
    const htsc__page_frame *frame;
    double tolerance_m;
} collecting;

static htsc_status add_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    const collecting *c = ctx;
    (void)hole;
    return htsc__page_shape_add(c->shape, c->frame, true, c->tolerance_m, count, x, y, err);
}

static htsc_status put_all(bool *bad, json_t *list, const htsc__page_frame *frame, htsc__page_geom_fn geom,
                           const void *ctx, size_t count, double tolerance_m, htsc__geos *geos, size_t *vertices,
                           htsc_error *err) {
    htsc__page_shape shape = {.text = NULL};
    collecting c = {&shape, frame, tolerance_m};
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        shape.length = 0;
        if (shape.text != NULL) shape.text[0] = '\0';
        status = htsc__geom_each_ring(geos, geom(ctx, i), add_ring, &c, err);
        if (status == HTSC_OK) append(bad, list, json_string(shape.text == NULL ? "" : shape.text));
    }
    *vertices = shape.vertex_count;
    htsc__free(shape.text);
    return status;
}

htsc_status htsc__page_put_shapes(bool *bad, json_t *o, const htsc__page_frame *frame, htsc__page_geom_fn geom,
                                  const void *ctx, size_t count, htsc_error *err) {
    htsc__geos *geos = NULL;
    json_t *list = NULL;
    double tolerance_m = 0;
    size_t vertices = 0;
    htsc_status status = htsc__geos_create(&geos, err);
    while (status == HTSC_OK) {
        list = json_array();
        status = put_all(bad, list, frame, geom, ctx, count, tolerance_m, geos, &vertices, err);
        if (status != HTSC_OK || vertices <= HTSC__PAGE_VERTICES || tolerance_m >= 500) break;
        json_decref(list);
        tolerance_m = tolerance_m == 0 ? 0.5 : 1.5 * tolerance_m;
    }
    put(bad, o, "shapes", list == NULL ? json_array() : list);
    put(bad, o, "tolerance_m", real(tolerance_m));
    htsc__geos_free(geos);
    return status;
}
