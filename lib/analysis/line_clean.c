/* Duplicates and pieces of lines. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/line_work.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"
#include "geo/box_index.h"

typedef struct twins {
    htsc__line_work *work;
    const htsc_box *boxes;
    size_t line, found; /* lowest earlier line that runs with this one; SIZE_MAX: none */
} twins;

static bool near_line(const htsc__line_work *w, const double *xy, size_t line, double within_m) {
    for (size_t p = w->first[line]; p < w->last[line]; p++)
        if (htsc__foot_on(w->xy_m + 2 * p, w->xy_m + 2 * p + 2, xy[0], xy[1]).off_m <= within_m) return true;
    return false;
}

static bool all_near(const htsc__line_work *w, size_t line, size_t other, double within_m) {
    for (size_t p = w->first[line]; p <= w->last[line]; p++)
        if (!near_line(w, w->xy_m + 2 * p, other, within_m)) return false;
    return true;
}

static bool ends_meet(const htsc__line_work *w, size_t a, size_t b, double within_m) {
    const double *a0 = w->xy_m + 2 * w->first[a], *a1 = w->xy_m + 2 * w->last[a], *b0 = w->xy_m + 2 * w->first[b],
                 *b1 = w->xy_m + 2 * w->last[b];
    return (htsc__segment_m(a0, b0) <= within_m && htsc__segment_m(a1, b1) <= within_m) ||
           (htsc__segment_m(a0, b1) <= within_m && htsc__segment_m(a1, b0) <= within_m);
}

static bool boxes_agree(const htsc_box *a, const htsc_box *b, double within_m) {
    return fabs(a->min_x - b->min_x) <= within_m && fabs(a->min_y - b->min_y) <= within_m &&
           fabs(a->max_x - b->max_x) <= within_m && fabs(a->max_y - b->max_y) <= within_m;
}

static void meet_twin(void *ctx, uint32_t number) {
    twins *t = ctx;
    const htsc__line_work *w = t->work;
    size_t a = number, b = t->line;
    if (a >= b || a >= t->found || w->gone[a] || w->owner[a] != w->owner[b]) return;
    if (!boxes_agree(&t->boxes[a], &t->boxes[b], w->options->duplicate_m)) return;
    /* Short pieces in a row are no duplicates of each other. */
    double within_m =
        fmin(w->options->duplicate_m, fmin(htsc__line_work_length_m(w, a), htsc__line_work_length_m(w, b)) / 4);
    if (ends_meet(w, a, b, within_m) && all_near(w, b, a, within_m) && all_near(w, a, b, within_m)) t->found = a;
}

static htsc_box box_of(const htsc__line_work *w, size_t line) {
    htsc_box box = htsc__point_box(w->xy_m[2 * w->first[line]], w->xy_m[2 * w->first[line] + 1], 0);
    for (size_t p = w->first[line]; p <= w->last[line]; p++) {
        const double *xy = w->xy_m + 2 * p;
        box =
            (htsc_box){fmin(box.min_x, xy[0]), fmin(box.min_y, xy[1]), fmax(box.max_x, xy[0]), fmax(box.max_y, xy[1])};
    }
    return box;
}

htsc_status htsc__line_drop_duplicates(htsc__line_work *work, htsc_error *err) {
    htsc__box_index *index = NULL;
    htsc__geos *geos = NULL;
    htsc_box *boxes = htsc__alloc(work->count, sizeof *boxes);
    htsc_status status = boxes == NULL ? htsc__error_memory(err, "a line network") : htsc__geos_create(&geos, err);
    for (size_t i = 0; i < work->count && status == HTSC_OK; i++) boxes[i] = box_of(work, i);
    if (status == HTSC_OK) status = htsc__box_index_create(boxes, work->count, &index, err);
    for (size_t i = 0; i < work->count && status == HTSC_OK; i++) {
        if (work->gone[i]) continue;
        twins t = {work, boxes, i, SIZE_MAX};
        const double *xy = work->xy_m + 2 * work->first[i];
        htsc_box here = htsc__point_box(xy[0], xy[1], work->options->duplicate_m);
        status = htsc__box_index_query(index, geos, &here, meet_twin, &t, err);
        if (status != HTSC_OK || t.found == SIZE_MAX) continue;
        work->gone[i] = true;
        status = htsc__line_work_log(work, HTSC_LINE_DUPLICATE, i, t.found, xy, htsc__line_work_length_m(work, i), err);
    }
    htsc__box_index_free(index);
    htsc__geos_free(geos);
    htsc__free(boxes);
    return status;
}

/* An end of a line, numbered 2 * line + (0 first point, 1 last). */
typedef struct line_end {
    double x_m, y_m;
    uint32_t owner;
    size_t number;
} line_end;

static int by_place(const void *left, const void *right) {
    const line_end *a = left, *b = right;
    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    if (a->x_m != b->x_m) return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m != b->y_m) return a->y_m < b->y_m ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* partner[end]: the one other end at its place, where there is exactly one and it is another line's. */
static htsc_status find_partners(const htsc__line_work *w, size_t *partner, htsc_error *err) {
    line_end *ends = htsc__alloc(2 * w->count, sizeof *ends);
    if (ends == NULL) return htsc__error_memory(err, "a line network");
    size_t count = 0;
    for (size_t e = 0; e < 2 * w->count; e++) {
        partner[e] = SIZE_MAX;
        if (w->gone[e / 2]) continue;
        const double *xy = w->xy_m + 2 * (e % 2 == 0 ? w->first[e / 2] : w->last[e / 2]);
        ends[count++] = (line_end){xy[0], xy[1], w->owner[e / 2], e};
    }
    qsort(ends, count, sizeof *ends, by_place);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && ends[next].owner == ends[i].owner && ends[next].x_m == ends[i].x_m &&
                           ends[next].y_m == ends[i].y_m;)
            next++;
        if (next != i + 2 || ends[i].number / 2 == ends[i + 1].number / 2) continue;
        partner[ends[i].number] = ends[i + 1].number;
        partner[ends[i + 1].number] = ends[i].number;
    }
    htsc__free(ends);
    return HTSC_OK;
}

typedef struct passing {
    const htsc__line_work *work;
    const uint32_t *piece_of;
    const double *at;
    size_t line, other;
    bool found;
} passing;

static void meet_passing(void *ctx, uint32_t number) {
    passing *t = ctx;
    const htsc__line_work *w = t->work;
    size_t piece = t->piece_of[number], line = w->line_of[piece];
    if (line == t->line || line == t->other || w->owner[line] != w->owner[t->line]) return;
    const double *a = w->xy_m + 2 * piece;
    if (htsc__foot_on(a, a + 2, t->at[0], t->at[1]).off_m <= HTSC__SAME_M) t->found = true;
}

/* Ends that meet where a third line passes are a joint of three, not of two. */
static htsc_status part_at_passing_lines(const htsc__line_work *w, size_t *partner, htsc_error *err) {
    htsc__box_index *index = NULL;
    htsc__geos *geos = NULL;
    uint32_t *piece_of = htsc__alloc(w->point_count, sizeof *piece_of);
    htsc_box *boxes = htsc__alloc(w->point_count, sizeof *boxes);
    size_t count = 0;
    htsc_status status =
        piece_of == NULL || boxes == NULL ? htsc__error_memory(err, "a line network") : htsc__geos_create(&geos, err);
    for (size_t i = 0; i < w->count && status == HTSC_OK; i++) {
        for (size_t p = w->first[i]; p < w->last[i] && !w->gone[i]; p++) {
            boxes[count] = htsc__segment_box(w->xy_m + 2 * p, w->xy_m + 2 * p + 2, HTSC__SAME_M);
            piece_of[count++] = (uint32_t)p;
        }
    }
    if (status == HTSC_OK) status = htsc__box_index_create(boxes, count, &index, err);
    for (size_t e = 0; e < 2 * w->count && status == HTSC_OK; e++) {
        if (partner[e] == SIZE_MAX || partner[e] < e) continue;
        const double *at = w->xy_m + 2 * (e % 2 == 0 ? w->first[e / 2] : w->last[e / 2]);
        passing t = {w, piece_of, at, e / 2, partner[e] / 2, false};
        htsc_box here = htsc__point_box(at[0], at[1], 0);
        status = htsc__box_index_query(index, geos, &here, meet_passing, &t, err);
        if (t.found) {
            partner[partner[e]] = SIZE_MAX;
            partner[e] = SIZE_MAX;
        }
    }
    htsc__box_index_free(index);
    htsc__geos_free(geos);
    htsc__free(piece_of);
    htsc__free(boxes);
    return status;
}

/* Appends a line's points, the first left out where it is where the chain ends already. */
static size_t lay(const htsc__line_work *from, size_t line, bool reversed, bool joined, double *xy_m, size_t used) {
    size_t first = from->first[line], last = from->last[line];
    for (size_t k = joined ? 1 : 0; k <= last - first; k++)
        memcpy(xy_m + 2 * used++, from->xy_m + 2 * (reversed ? last - k : first + k), 2 * sizeof *xy_m);
    return used;
}

/* The chain that line belongs to, laid in the direction of that line, its lowest. */
static htsc_status lay_chain(htsc__line_work *from, const size_t *partner, bool *done, size_t line, htsc__line_work *to,
                             size_t *used, htsc_error *err) {
    size_t entry = 2 * line; /* the end by which the walk enters a line */
    while (partner[entry] != SIZE_MAX) {
        entry = partner[entry] ^ 1;
        if (entry == 2 * line) break; /* a ring */
    }
    size_t chain = to->count++;
    htsc_status status = HTSC_OK;
    to->first[chain] = *used;
    to->owner[chain] = from->owner[line];
    to->source[chain] = from->source[line];
    for (bool joined = false; status == HTSC_OK; joined = true) {
        size_t piece = entry / 2;
        const double *joint = from->xy_m + 2 * (entry % 2 == 0 ? from->first[piece] : from->last[piece]);
        double length_m = htsc__line_work_length_m(from, piece);
        *used = lay(from, piece, entry % 2 == 1, joined, to->xy_m, *used);
        done[piece] = true;
        if (piece != line) status = htsc__line_work_log(from, HTSC_LINE_MERGED, line, piece, joint, length_m, err);
        if (status == HTSC_OK && entry % 2 == 1)
            status = htsc__line_work_log(from, HTSC_LINE_REVERSED, piece, line, joint, length_m, err);
        entry = partner[entry ^ 1];
        if (entry == SIZE_MAX || done[entry / 2]) break;
    }
    to->last[chain] = *used - 1;
    for (size_t p = to->first[chain]; p <= to->last[chain]; p++) to->line_of[p] = (uint32_t)chain;
    return status;
}

htsc_status htsc__line_merge(htsc__line_work *work, htsc_error *err) {
    htsc__line_work merged = {.options = work->options};
    size_t *partner = htsc__alloc(2 * work->count, sizeof *partner), used = 0;
    bool *done = htsc__alloc(work->count, sizeof *done);
    htsc_status status =
        partner == NULL || done == NULL ? htsc__error_memory(err, "a line network") : find_partners(work, partner, err);
    if (status == HTSC_OK) status = part_at_passing_lines(work, partner, err);
    if (status == HTSC_OK) status = htsc__line_work_shape(&merged, work->count, work->point_count, err);
    merged.count = 0;
    for (size_t i = 0; i < work->count && status == HTSC_OK; i++)
        if (!work->gone[i] && !done[i]) status = lay_chain(work, partner, done, i, &merged, &used, err);
    merged.point_count = used;
    if (status == HTSC_OK) {
        merged.changes = work->changes, merged.change_count = work->change_count;
        merged.change_capacity = work->change_capacity;
        work->changes = NULL;
        htsc__line_work_clear(work);
        *work = merged;
    } else {
        htsc__line_work_clear(&merged);
    }
    htsc__free(partner);
    htsc__free(done);
    return status;
}
