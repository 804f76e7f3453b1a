/* Where lines meet: touches are found, and lines split there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/line_work.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct place {
    double x_m, y_m;
    uint32_t owner, line, point;
} place;

/* Of the same owner, in cabled networks (`by_line`) of the same line, at the same place: next to each other. */
static int by_owner_place(const void *left, const void *right) {
    const place *a = left, *b = right;
    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    if (a->x_m != b->x_m) return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m != b->y_m) return a->y_m < b->y_m ? -1 : 1;
    return a->point < b->point ? -1 : a->point > b->point;
}

static bool same_place(const place *a, const place *b) {
    return a->owner == b->owner && a->x_m == b->x_m && a->y_m == b->y_m;
}

static bool is_inner(const htsc__line_work *w, const place *p) {
    return p->point > w->first[p->line] && p->point < w->last[p->line];
}

/* Inner points that share their place with another point: of any line on roads, of their own line on cables. The end
 * of a cable on an inner point of another was joined before. */
static htsc_status mark_group(htsc__line_work *w, const place *group, size_t count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        bool before = i > 0 && group[i - 1].line == group[i].line;
        bool own = before || (i + 1 < count && group[i + 1].line == group[i].line);
        if (!own && (w->options->shared_points == 0 || count == 1)) continue;
        const double *xy = w->xy_m + 2 * (size_t)group[i].point;
        if (before) status = htsc__line_work_log(w, HTSC_LINE_SELF_TOUCH, group[i].line, group[i].line, xy, 0, err);
        if (status == HTSC_OK && is_inner(w, &group[i]))
            status = htsc__line_work_cut(w, group[i].line, group[i].point, xy[0], xy[1], err);
    }
    return status;
}

htsc_status htsc__line_mark_touches(htsc__line_work *work, htsc_error *err) {
    place *places = htsc__alloc(work->point_count, sizeof *places);
    if (places == NULL) return htsc__error_memory(err, "a line network");
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++) {
        bool ring = memcmp(work->xy_m + 2 * work->first[i], work->xy_m + 2 * work->last[i], 2 * sizeof(double)) == 0;
        if (work->gone[i]) continue;
        for (size_t p = work->first[i]; p <= work->last[i] - (ring ? 1 : 0); p++)
            places[count++] =
                (place){work->xy_m[2 * p], work->xy_m[2 * p + 1], work->owner[i], (uint32_t)i, (uint32_t)p};
    }
    qsort(places, count, sizeof *places, by_owner_place);
    htsc_status status = HTSC_OK;
    for (size_t i = 0, next; i < count && status == HTSC_OK; i = next) {
        for (next = i + 1; next < count && same_place(&places[i], &places[next]);) next++;
        status = mark_group(work, places + i, next - i, err);
    }
    htsc__free(places);
    return status;
}

typedef struct split_at {
    htsc__line_cut cut;
    double along_frac; /* on its piece */
} split_at;

static int by_position(const void *left, const void *right) {
    const split_at *a = left, *b = right;
    if (a->cut.line != b->cut.line) return a->cut.line < b->cut.line ? -1 : 1;
    if (a->cut.piece != b->cut.piece) return a->cut.piece < b->cut.piece ? -1 : 1;
    if (a->along_frac != b->along_frac) return a->along_frac < b->along_frac ? -1 : 1;
    if (a->cut.x_m != b->cut.x_m) return a->cut.x_m < b->cut.x_m ? -1 : 1;
    return a->cut.y_m < b->cut.y_m ? -1 : a->cut.y_m > b->cut.y_m;
}

static split_at *order_cuts(const htsc__line_work *w) {
    split_at *splits = htsc__alloc(w->cut_count, sizeof *splits);
    if (splits == NULL) return NULL;
    for (size_t i = 0; i < w->cut_count; i++) {
        const htsc__line_cut *c = &w->cuts[i];
        const double *a = w->xy_m + 2 * (size_t)c->piece;
        splits[i] = (split_at){*c, htsc__foot_on(a, a + 2, c->x_m, c->y_m).along_frac};
    }
    qsort(splits, w->cut_count, sizeof *splits, by_position);
    return splits;
}

/* Lines come out one after the other; the last one is open until finish. */
typedef struct emitter {
    htsc__line_work *to;
    size_t used;
} emitter;

static void add_point(emitter *e, const double *xy) {
    size_t start = e->to->first[e->to->count];
    if (e->used > start && memcmp(e->to->xy_m + 2 * (e->used - 1), xy, 2 * sizeof *xy) == 0) return;
    memcpy(e->to->xy_m + 2 * e->used++, xy, 2 * sizeof *xy);
}

/* Pieces of a single point vanish. */
static void finish(emitter *e, uint32_t owner, uint32_t source) {
    htsc__line_work *to = e->to;
    size_t line = to->count;
    if (e->used - to->first[line] < 2) {
        e->used = to->first[line];
        return;
    }
    to->last[line] = e->used - 1;
    to->owner[line] = owner;
    to->source[line] = source;
    for (size_t p = to->first[line]; p <= to->last[line]; p++) to->line_of[p] = (uint32_t)line;
    to->count++;
}

static void split_line(const htsc__line_work *w, size_t line, const split_at *splits, size_t count, emitter *e) {
    size_t next = 0;
    e->to->first[e->to->count] = e->used;
    for (size_t p = w->first[line]; p <= w->last[line]; p++) {
        add_point(e, w->xy_m + 2 * p);
        for (; next < count && splits[next].cut.piece == p; next++) {
            const double xy[2] = {splits[next].cut.x_m, splits[next].cut.y_m};
            add_point(e, xy);
            finish(e, w->owner[line], w->source[line]);
            e->to->first[e->to->count] = e->used;
            add_point(e, xy);
        }
    }
    finish(e, w->owner[line], w->source[line]);
}

htsc_status htsc__line_split(htsc__line_work *work, htsc_error *err) {
    htsc__line_work out = {.options = work->options};
    split_at *splits = order_cuts(work);
    if (splits == NULL) return htsc__error_memory(err, "a line network");
    /* one more line, which the emitter keeps open */
    htsc_status status = htsc__line_work_shape(&out, work->count + work->cut_count + 1,
                                               work->point_count + 2 * work->cut_count + 1, err);
    emitter e = {&out, 0};
    out.count = 0;
    for (size_t i = 0, at = 0, next; i < work->count && status == HTSC_OK; i++, at = next) {
        for (next = at; next < work->cut_count && splits[next].cut.line == i;) next++;
        if (!work->gone[i]) split_line(work, i, splits + at, next - at, &e);
    }
    htsc__free(splits);
    if (status != HTSC_OK) {
        htsc__line_work_clear(&out);
        return status;
    }
    out.point_count = e.used;
    out.changes = work->changes, out.change_count = work->change_count, out.change_capacity = work->change_capacity;
    work->changes = NULL;
    htsc__line_work_clear(work);
    *work = out;
    return HTSC_OK;
}
