/* Loose ends: joined, or cut back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/line_work.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"
#include "geo/box_index.h"

/* The straight pieces around an end, by number of their first point. */
typedef struct around {
    uint32_t *pieces;
    size_t count, capacity;
    htsc_status status;
    htsc_error *err;
} around;

/* The nearest of something to an end. */
typedef struct target {
    size_t line, piece; /* line SIZE_MAX: none */
    double x_m, y_m, off_m;
} target;

typedef struct joiner {
    htsc__line_work *work;
    htsc__box_index *index;
    const uint32_t *piece_of; /* number in the index -> first point */
    htsc__geos *geos;
    around around;
    size_t line;
    bool at_last;
} joiner;

static void gather(void *ctx, uint32_t number) {
    joiner *j = ctx;
    around *a = &j->around;
    if (a->status != HTSC_OK) return;
    a->status = htsc__grow(&a->pieces, &a->capacity, a->count + 1, sizeof *a->pieces, "a line network", a->err);
    if (a->status == HTSC_OK) a->pieces[a->count++] = j->piece_of[number];
}

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static double *end_of(const joiner *j) {
    const htsc__line_work *w = j->work;
    return w->xy_m + 2 * (j->at_last ? w->last[j->line] : w->first[j->line]);
}

/* The piece is still part of a line of the owner. */
static bool alive(const joiner *j, size_t piece) {
    const htsc__line_work *w = j->work;
    size_t line = w->line_of[piece];
    return !w->gone[line] && w->owner[line] == w->owner[j->line] && piece >= w->first[line] && piece < w->last[line];
}

/* Along the end's own line, from the end to the nearer end of a piece of it. */
static double own_distance_m(const joiner *j, size_t piece) {
    const htsc__line_work *w = j->work;
    size_t from = j->at_last ? piece + 1 : w->first[j->line], to = j->at_last ? w->last[j->line] : piece;
    double length_m = 0;
    for (size_t p = from; p < to; p++) length_m += htsc__segment_m(w->xy_m + 2 * p, w->xy_m + 2 * p + 2);
    return length_m;
}

static void keep_nearer(target *best, size_t line, size_t piece, const double *xy, double off_m) {
    if (best->line == SIZE_MAX || off_m < best->off_m) *best = (target){line, piece, xy[0], xy[1], off_m};
}

/* The nearest end and the nearest inside of a line among the pieces around. */
static void look_around(const joiner *j, target *end, target *inside) {
    const htsc__line_work *w = j->work;
    const double *at = end_of(j);
    end->line = inside->line = SIZE_MAX;
    for (size_t i = 0; i < j->around.count; i++) {
        size_t piece = j->around.pieces[i], line = w->line_of[piece];
        const double *a = w->xy_m + 2 * piece, *b = a + 2;
        if (!alive(j, piece)) continue;
        if (line == j->line && own_distance_m(j, piece) <= 4 * w->options->snap_m + HTSC__SAME_M) continue;
        if (piece == w->first[line] && !(line == j->line && !j->at_last))
            keep_nearer(end, line, piece, a, htsc__segment_m(at, a));
        if (piece + 1 == w->last[line] && !(line == j->line && j->at_last))
            keep_nearer(end, line, piece, b, htsc__segment_m(at, b));
        htsc__foot foot = htsc__foot_on(a, b, at[0], at[1]);
        keep_nearer(inside, line, piece, (double[]){foot.x_m, foot.y_m}, foot.off_m);
    }
}

/* Another line ends on the tail a - b: then it is no overshoot. */
static bool is_used(const joiner *j, const double *a, const double *b) {
    const htsc__line_work *w = j->work;
    for (size_t i = 0; i < j->around.count; i++) {
        size_t piece = j->around.pieces[i], line = w->line_of[piece];
        if (!alive(j, piece) || line == j->line) continue;
        const double *p = w->xy_m + 2 * piece;
        if (piece == w->first[line] && htsc__foot_on(a, b, p[0], p[1]).off_m <= w->options->snap_m) return true;
        if (piece + 1 == w->last[line] && htsc__foot_on(a, b, p[2], p[3]).off_m <= w->options->snap_m) return true;
    }
    return false;
}

/* The crossing nearest the end within the overshoot; off_m is along the line. *tail: the point before it. */
static target find_crossing(const joiner *j, size_t *tail) {
    const htsc__line_work *w = j->work;
    size_t first = w->first[j->line], last = w->last[j->line];
    double passed_m = 0, limit_m = w->options->overshoot_m;
    target best = {.line = SIZE_MAX};
    for (size_t k = 0; k < last - first && passed_m <= limit_m; k++) {
        const double *a = w->xy_m + 2 * (j->at_last ? last - k : first + k), *b = j->at_last ? a - 2 : a + 2;
        double length_m = htsc__segment_m(a, b), share;
        for (size_t i = 0; i < j->around.count; i++) {
            size_t piece = j->around.pieces[i];
            if (!alive(j, piece) || w->line_of[piece] == j->line) continue;
            if (!htsc__segments_cross(a, b, w->xy_m + 2 * piece, w->xy_m + 2 * piece + 2, &share)) continue;
            double at_m = passed_m + share * length_m;
            if (at_m > limit_m || (best.line != SIZE_MAX && at_m >= best.off_m)) continue;
            if (k + 1 == last - first && (1 - share) * length_m <= HTSC__SAME_M) continue; /* its other end */
            best = (target){w->line_of[piece], piece, a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), at_m};
            *tail = k;
        }
        if (best.line != SIZE_MAX) {
            bool used = is_used(j, a, (double[]){best.x_m, best.y_m});
            if (used) best.line = SIZE_MAX;
            return best;
        }
        if (is_used(j, a, b)) return best;
        passed_m += length_m;
    }
    return best;
}

static htsc_status cut_back(joiner *j, const target *crossing, size_t tail, htsc_error *err) {
    htsc__line_work *w = j->work;
    double was[2];
    memcpy(was, end_of(j), sizeof was);
    if (j->at_last) {
        w->last[j->line] -= tail;
    } else {
        w->first[j->line] += tail;
    }
    double *end = end_of(j);
    end[0] = crossing->x_m, end[1] = crossing->y_m;
    htsc_status status =
        htsc__line_work_log(w, HTSC_LINE_OVERSHOOT, j->line, crossing->line, was, crossing->off_m, err);
    if (status != HTSC_OK) return status;
    return htsc__line_work_cut(w, crossing->line, crossing->piece, crossing->x_m, crossing->y_m, err);
}

static htsc_status move_end(joiner *j, const target *to, bool to_end, htsc_error *err) {
    htsc__line_work *w = j->work;
    htsc_line_change_kind kind = to->line == j->line ? HTSC_LINE_SELF_TOUCH
                                 : to_end            ? HTSC_LINE_END_TO_END
                                                     : HTSC_LINE_END_TO_LINE;
    htsc_status status = htsc__line_work_log(w, kind, j->line, to->line, end_of(j), to->off_m, err);
    double *end = end_of(j);
    end[0] = to->x_m, end[1] = to->y_m;
    if (status != HTSC_OK || to_end) return status;
    return htsc__line_work_cut(w, to->line, to->piece, to->x_m, to->y_m, err);
}

/* Every other line that passes where the end stands is to be split there. */
static htsc_status cut_touched(joiner *j, bool *touched, htsc_error *err) {
    htsc__line_work *w = j->work;
    const double *at = end_of(j);
    htsc_status status = HTSC_OK;
    *touched = false;
    for (size_t i = 0; i < j->around.count && status == HTSC_OK; i++) {
        size_t piece = j->around.pieces[i], line = w->line_of[piece];
        const double *a = w->xy_m + 2 * piece;
        if (!alive(j, piece) || line == j->line) continue;
        double off_m = htsc__foot_on(a, a + 2, at[0], at[1]).off_m;
        if (off_m > HTSC__SAME_M || (off_m > w->options->snap_m)) continue;
        if (htsc__segment_m(at, w->xy_m + 2 * w->first[line]) <= HTSC__SAME_M ||
            htsc__segment_m(at, w->xy_m + 2 * w->last[line]) <= HTSC__SAME_M)
            continue; /* end to end */
        if (off_m > 0 && !*touched)
            status = htsc__line_work_log(w, HTSC_LINE_END_TO_LINE, j->line, line, at, off_m, err);
        if (status == HTSC_OK) status = htsc__line_work_cut(w, line, piece, at[0], at[1], err);
        *touched = true;
    }
    return status;
}

/* An end is joined, in this order: where it stands already; onto an end; onto a line, unless it merely passes that
 * line; back to a crossing. */
static htsc_status join_end(joiner *j, htsc_error *err) {
    const htsc_line_net_options *o = j->work->options;
    const double *at = end_of(j);
    htsc_box box = htsc__point_box(at[0], at[1], fmax(o->snap_m, o->overshoot_m) + HTSC__SAME_M);
    target end, inside;
    size_t tail = 0;
    j->around.count = 0;
    j->around.err = err;
    htsc_status status = htsc__box_index_query(j->index, j->geos, &box, gather, j, err);
    if (status == HTSC_OK) status = j->around.status;
    if (status != HTSC_OK) return status;
    qsort(j->around.pieces, j->around.count, sizeof *j->around.pieces, by_number);
    bool touched;
    status = cut_touched(j, &touched, err);
    look_around(j, &end, &inside);
    if (status != HTSC_OK || touched || (end.line != SIZE_MAX && end.off_m == 0)) return status;
    if (end.line != SIZE_MAX && end.off_m <= o->snap_m) return move_end(j, &end, true, err);
    target crossing = find_crossing(j, &tail);
    if (inside.line != SIZE_MAX && inside.off_m <= o->snap_m && inside.line != crossing.line)
        return move_end(j, &inside, false, err);
    return crossing.line == SIZE_MAX ? HTSC_OK : cut_back(j, &crossing, tail, err);
}

static htsc_status index_pieces(joiner *j, uint32_t *piece_of, htsc_error *err) {
    htsc__line_work *w = j->work;
    htsc_box *boxes = htsc__alloc(w->point_count, sizeof *boxes);
    if (boxes == NULL) return htsc__error_memory(err, "a line network");
    size_t count = 0;
    for (size_t i = 0; i < w->count; i++) {
        for (size_t p = w->first[i]; p < w->last[i] && !w->gone[i]; p++) {
            boxes[count] = htsc__segment_box(w->xy_m + 2 * p, w->xy_m + 2 * p + 2, w->options->snap_m);
            piece_of[count++] = (uint32_t)p;
        }
    }
    htsc_status status = htsc__box_index_create(boxes, count, &j->index, err);
    htsc__free(boxes);
    return status;
}

htsc_status htsc__line_join_ends(htsc__line_work *work, htsc_error *err) {
    joiner j = {.work = work};
    uint32_t *piece_of = htsc__alloc(work->point_count, sizeof *piece_of);
    j.piece_of = piece_of;
    htsc_status status = piece_of == NULL ? htsc__error_memory(err, "a line network") : index_pieces(&j, piece_of, err);
    if (status == HTSC_OK) status = htsc__geos_create(&j.geos, err);
    for (size_t e = 0; e < 2 * work->count && status == HTSC_OK; e++) {
        j.line = e / 2;
        j.at_last = e % 2 == 1;
        if (!work->gone[j.line]) status = join_end(&j, err);
    }
    htsc__box_index_free(j.index);
    htsc__geos_free(j.geos);
    htsc__free(j.around.pieces);
    htsc__free(piece_of);
    return status;
}
