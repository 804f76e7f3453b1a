#include <htscover/line_net.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/line_work.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

struct htsc_line_net {
    htsc__line_work work;
    htsc_line_set lines;
    size_t *first;
};

const char *htsc_line_change_name(htsc_line_change_kind kind) {
    static const char *const names[] = {"zero length", "duplicate",   "merged",     "reversed", "overshoot",
                                        "end to end",  "end to line", "self touch", "gap"};
    return names[kind];
}

void htsc_line_net_options_init(htsc_line_net_options *options) {
    *options = (htsc_line_net_options){
        .struct_size = sizeof *options, .snap_m = 1, .overshoot_m = 5, .duplicate_m = 1, .near_miss_m = 100};
}

static htsc_status check_options(const htsc_line_net_options *o, htsc_error *err) {
    const struct {
        const char *name;
        double value, high;
    } bounds[] = {{"snap_m", o->snap_m, 10},
                  {"overshoot_m", o->overshoot_m, 50},
                  {"duplicate_m", o->duplicate_m, 10},
                  {"near_miss_m", o->near_miss_m, 10000}};
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "line network options: struct_size %zu is not %zu",
                               o->struct_size, sizeof *o);
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        if (!(bounds[i].value >= 0 && bounds[i].value <= bounds[i].high))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "line network options: %s %g is outside [0, %g]",
                                   bounds[i].name, bounds[i].value, bounds[i].high);
    return HTSC_OK;
}

htsc_status htsc__line_work_shape(htsc__line_work *work, size_t count, size_t point_count, htsc_error *err) {
    htsc__free(work->first), htsc__free(work->last), htsc__free(work->xy_m), htsc__free(work->owner);
    htsc__free(work->source), htsc__free(work->line_of), htsc__free(work->gone);
    work->count = count;
    work->point_count = point_count;
    work->first = htsc__alloc(count, sizeof *work->first);
    work->last = htsc__alloc(count, sizeof *work->last);
    work->xy_m = htsc__alloc(2 * point_count, sizeof *work->xy_m);
    work->owner = htsc__alloc(count, sizeof *work->owner);
    work->source = htsc__alloc(count, sizeof *work->source);
    work->line_of = htsc__alloc(point_count, sizeof *work->line_of);
    work->gone = htsc__alloc(count, sizeof *work->gone);
    if (work->first == NULL || work->last == NULL || work->xy_m == NULL || work->owner == NULL ||
        work->source == NULL || work->line_of == NULL || work->gone == NULL)
        return htsc__error_memory(err, "a line network");
    return HTSC_OK;
}

void htsc__line_work_clear(htsc__line_work *work) {
    htsc__free(work->first), htsc__free(work->last), htsc__free(work->xy_m), htsc__free(work->owner);
    htsc__free(work->source), htsc__free(work->line_of), htsc__free(work->gone);
    htsc__free(work->cuts), htsc__free(work->changes);
    *work = (htsc__line_work){0};
}

/* A copy without repeated points. A line of one point or none is kept as one of no length, to be dropped by name. */
htsc_status htsc__line_work_create(const htsc_line_set *lines, const htsc_line_net_options *options,
                                   htsc__line_work *work, htsc_error *err) {
    size_t points = lines->count == 0 ? 0 : lines->first_point[lines->count];
    *work = (htsc__line_work){.options = options};
    if (points + lines->count >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "lines: %zu points are above 2^32 - 2", points);
    htsc_status status = htsc__line_work_shape(work, lines->count, points + lines->count, err);
    size_t used = 0;
    for (size_t i = 0; i < lines->count && status == HTSC_OK; i++) {
        work->first[i] = used;
        work->owner[i] = lines->owner == NULL ? 0 : lines->owner[i];
        work->source[i] = (uint32_t)i;
        for (size_t p = lines->first_point[i]; p < lines->first_point[i + 1]; p++) {
            const double *xy = lines->xy_m + 2 * p;
            if (!isfinite(xy[0]) || !isfinite(xy[1]))
                return htsc__error_set(err, HTSC_ERR_ARGUMENT, "line %zu: point %zu at x_m %g y_m %g is not finite", i,
                                       p - lines->first_point[i], xy[0], xy[1]);
            if (used > work->first[i] && memcmp(work->xy_m + 2 * (used - 1), xy, 2 * sizeof *xy) == 0) continue;
            work->line_of[used] = (uint32_t)i;
            memcpy(work->xy_m + 2 * used++, xy, 2 * sizeof *xy);
        }
        if (used == work->first[i]) work->line_of[used++] = (uint32_t)i;
        work->last[i] = used - 1;
    }
    work->point_count = used;
    return status;
}

htsc_status htsc__line_work_log(htsc__line_work *work, htsc_line_change_kind kind, size_t line, size_t other,
                                const double *xy_m, double length_m, htsc_error *err) {
    htsc_status status = htsc__grow(&work->changes, &work->change_capacity, work->change_count + 1,
                                    sizeof *work->changes, "changes of a line network", err);
    if (status != HTSC_OK) return status;
    work->changes[work->change_count++] = (htsc_line_change){
        kind, work->source[line], other == SIZE_MAX ? UINT32_MAX : work->source[other], xy_m[0], xy_m[1], length_m};
    return HTSC_OK;
}

htsc_status htsc__line_work_cut(htsc__line_work *work, size_t line, size_t piece, double x_m, double y_m,
                                htsc_error *err) {
    htsc_status status = htsc__grow(&work->cuts, &work->cut_capacity, work->cut_count + 1, sizeof *work->cuts,
                                    "nodes of a line network", err);
    if (status != HTSC_OK) return status;
    work->cuts[work->cut_count++] = (htsc__line_cut){(uint32_t)line, (uint32_t)piece, x_m, y_m};
    return HTSC_OK;
}

double htsc__line_work_length_m(const htsc__line_work *work, size_t line) {
    double length_m = 0;
    for (size_t p = work->first[line]; p < work->last[line]; p++)
        length_m += htsc__segment_m(work->xy_m + 2 * p, work->xy_m + 2 * p + 2);
    return length_m;
}

htsc_status htsc__line_drop_empty(htsc__line_work *work, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < work->count && status == HTSC_OK; i++) {
        double length_m = htsc__line_work_length_m(work, i);
        if (work->gone[i] || length_m >= HTSC__SAME_M) continue;
        work->gone[i] = true;
        status = htsc__line_work_log(work, HTSC_LINE_ZERO_LENGTH, i, SIZE_MAX, work->xy_m + 2 * work->first[i],
                                     length_m, err);
    }
    return status;
}

static htsc_status publish(htsc_line_net *net, htsc_error *err) {
    net->first = htsc__alloc(net->work.count + 1, sizeof *net->first);
    if (net->first == NULL) return htsc__error_memory(err, "a line network");
    for (size_t i = 0; i < net->work.count; i++) net->first[i + 1] = net->work.last[i] + 1;
    net->lines = (htsc_line_set){net->work.count, net->first, net->work.xy_m, net->work.owner};
    return HTSC_OK;
}

htsc_status htsc_line_net_create(const htsc_line_set *lines, const htsc_line_net_options *options, htsc_line_net **net,
                                 htsc_error *err) {
    static htsc_status (*const steps[])(htsc__line_work *, htsc_error *) = {
        htsc__line_drop_empty, htsc__line_drop_duplicates, htsc__line_merge, htsc__line_drop_duplicates,
        htsc__line_join_ends,  htsc__line_mark_touches,    htsc__line_split};
    *net = NULL;
    htsc_status status = check_options(options, err);
    if (status != HTSC_OK) return status;
    htsc_line_net *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "a line network");
    status = htsc__line_work_create(lines, options, &made->work, err);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == HTSC_OK; i++)
        status = steps[i](&made->work, err);
    if (status == HTSC_OK) status = publish(made, err);
    if (status == HTSC_OK && options->near_miss_m > 0) status = htsc__line_list_gaps(&made->work, &made->lines, err);
    if (status != HTSC_OK) {
        htsc_line_net_free(made);
        return status;
    }
    made->work.options = NULL;
    *net = made;
    return HTSC_OK;
}

void htsc_line_net_free(htsc_line_net *net) {
    if (net == NULL) return;
    htsc__line_work_clear(&net->work);
    htsc__free(net->first);
    htsc__free(net);
}

const htsc_line_set *htsc_line_net_lines(const htsc_line_net *net) {
    return &net->lines;
}

uint32_t htsc_line_net_source(const htsc_line_net *net, size_t line) {
    return net->work.source[line];
}

size_t htsc_line_net_change_count(const htsc_line_net *net) {
    return net->work.change_count;
}

const htsc_line_change *htsc_line_net_get_change(const htsc_line_net *net, size_t index) {
    return &net->work.changes[index];
}
