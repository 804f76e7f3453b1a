#ifndef HTSC_ANALYSIS_LINE_WORK_H
#define HTSC_ANALYSIS_LINE_WORK_H

#include <stdbool.h>

#include <htscover/line_net.h>

/* Nearer than this is the same place. */
#define HTSC__SAME_M 0.001

/* A place where a line is to be split: on the straight piece that starts at point `piece`. */
typedef struct htsc__line_cut {
    uint32_t line, piece;
    double x_m, y_m;
} htsc__line_cut;

/* Lines under repair. Line i has the points first[i] … last[i] of xy_m, none where `gone`; points keep their numbers
 * while ends are moved or cut back. */
typedef struct htsc__line_work {
    const htsc_line_net_options *options;
    size_t count, point_count;
    size_t *first, *last;
    double *xy_m;
    uint32_t *owner, *source, *line_of; /* line_of: of every point */
    bool *gone;
    htsc__line_cut *cuts;
    size_t cut_count, cut_capacity;
    htsc_line_change *changes;
    size_t change_count, change_capacity;
} htsc__line_work;

htsc_status htsc__line_work_create(const htsc_line_set *lines, const htsc_line_net_options *options,
                                   htsc__line_work *work, htsc_error *err);
/* Room for so many lines and points; options and list of changes stay. Frees what it held on failure as well. */
htsc_status htsc__line_work_shape(htsc__line_work *work, size_t count, size_t point_count, htsc_error *err);
void htsc__line_work_clear(htsc__line_work *work);
/* line and other are lines of the work, other SIZE_MAX where there is none. */
htsc_status htsc__line_work_log(htsc__line_work *work, htsc_line_change_kind kind, size_t line, size_t other,
                                const double *xy_m, double length_m, htsc_error *err);
htsc_status htsc__line_work_cut(htsc__line_work *work, size_t line, size_t piece, double x_m, double y_m,
                                htsc_error *err);
double htsc__line_work_length_m(const htsc__line_work *work, size_t line);

/* The steps, in this order. */
htsc_status htsc__line_drop_empty(htsc__line_work *work, htsc_error *err);
htsc_status htsc__line_drop_duplicates(htsc__line_work *work, htsc_error *err);
htsc_status htsc__line_merge(htsc__line_work *work, htsc_error *err);
htsc_status htsc__line_join_ends(htsc__line_work *work, htsc_error *err);
htsc_status htsc__line_mark_touches(htsc__line_work *work, htsc_error *err);
htsc_status htsc__line_split(htsc__line_work *work, htsc_error *err); /* every line's points are then in a row */
htsc_status htsc__line_list_gaps(htsc__line_work *work, const htsc_line_set *lines, htsc_error *err);

#endif
