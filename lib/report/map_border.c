/* Outlines of the area and its villages, and paths on the sheet. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/map_page.h"

/* The commune: its pieces, or where there is no outline all villages. */
static htsc_status unite(htsc__map_border *b, htsc_error *err) {
    const htsc__geom **parts = htsc__alloc(b->piece_count, sizeof(htsc__geom *));
    if (parts == NULL) return htsc__error_memory(err, "outlines");
    size_t count = 0;
    for (size_t i = 0; i < b->piece_count; i++)
        if (b->pieces[i].place.in_commune) parts[count++] = b->pieces[i].geom;
    htsc_status status = count == 0 ? HTSC_OK : htsc__geom_union(b->geos, parts, count, &b->outline, err);
    htsc__free(parts);
    return status;
}

htsc_status htsc__map_border_make(const htsc__results *x, htsc__map_border *border, htsc_error *err) {
    *border = (htsc__map_border){.geos = NULL};
    htsc_status status = htsc__geos_create(&border->geos, err);
    if (status == HTSC_OK)
        status = htsc__villages_pieces(x->villages, border->geos, &border->pieces, &border->piece_count, err);
    return status == HTSC_OK ? unite(border, err) : status;
}

void htsc__map_border_clear(htsc__map_border *border) {
    if (border->geos == NULL) return;
    htsc__geom_free(border->geos, border->outline);
    htsc__pieces_free(border->geos, border->pieces, border->piece_count);
    htsc__geos_free(border->geos);
}

typedef struct pen {
    htsc__canvas *canvas;
    const htsc__map_frame *frame;
    double least_mm;
} pen;

static const double fine_mm = 0.08; /* steps that nobody sees */

static bool is_small(const pen *p, size_t count, const double *x, const double *y) {
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        west = fmin(west, x[i]), east = fmax(east, x[i]);
        south = fmin(south, y[i]), north = fmax(north, y[i]);
    }
    return fmin(east - west, north - south) * p->frame->mm_per_m < p->least_mm;
}

static htsc_status draw_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    const pen *p = ctx;
    (void)hole;
    (void)err;
    double last_x = NAN, last_y = NAN;
    if (p->least_mm > 0 && is_small(p, count, x, y)) return HTSC_OK;
    for (size_t i = 0; i + 1 < count; i++) {
        const double at_x = htsc__map_x(p->frame, x[i]), at_y = htsc__map_y(p->frame, y[i]);
        if (fabs(at_x - last_x) < fine_mm && fabs(at_y - last_y) < fine_mm) continue;
        if (i == 0)
            cairo_move_to(p->canvas->cr, at_x, at_y);
        else
            cairo_line_to(p->canvas->cr, at_x, at_y);
        last_x = at_x;
        last_y = at_y;
    }
    if (count > 0) cairo_close_path(p->canvas->cr);
    return HTSC_OK;
}

htsc_status htsc__map_path(htsc__canvas *canvas, const htsc__map_frame *frame, htsc__geos *geos, const htsc__geom *geom,
                           double least_mm, htsc_error *err) {
    pen p = {canvas, frame, least_mm};
    if (geom == NULL || htsc__geom_is_empty(geos, geom)) return HTSC_OK;
    return htsc__geom_each_ring(geos, geom, draw_ring, &p, err);
}

void htsc__map_chain(htsc__canvas *canvas, const htsc__map_frame *frame, size_t count, const double *xy_m) {
    double last_x = NAN, last_y = NAN;
    for (size_t i = 0; i < count; i++) {
        const double x = htsc__map_x(frame, xy_m[2 * i]), y = htsc__map_y(frame, xy_m[2 * i + 1]);
        if (i + 1 < count && fabs(x - last_x) < fine_mm && fabs(y - last_y) < fine_mm) continue;
        if (i == 0)
            cairo_move_to(canvas->cr, x, y);
        else
            cairo_line_to(canvas->cr, x, y);
        last_x = x;
        last_y = y;
    }
}
