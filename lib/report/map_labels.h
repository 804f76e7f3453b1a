/* Where labels go on a map: geometry alone, no text and no drawing. */
#ifndef HTSC_REPORT_MAP_LABELS_H
#define HTSC_REPORT_MAP_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

typedef struct htsc__rect {
    double x, y, width, height; /* of the top left corner; >= 0 */
} htsc__rect;

enum { HTSC__LABEL_FORMS = 6 };

/* A text that may be set in several forms (smaller, on two lines), the best one first. */
typedef struct htsc__label {
    double x, y;         /* what it names */
    double min_distance; /* the middle of the label stays this far from it; 0: it may lie on it */
    double max_distance; /* and is no farther than that */
    uint32_t owner;      /* its cells on the ground; UINT32_MAX: it has none and may lie anywhere */
    bool at_home;        /* not where most of it would lie off its own ground */
    size_t form_count;   /* 1 … HTSC__LABEL_FORMS */
    double width[HTSC__LABEL_FORMS], height[HTSC__LABEL_FORMS];
    /* found */
    bool placed;
    bool away; /* lies mostly off its own ground and off its place: a line should lead to it */
    size_t form;
    htsc__rect at;
} htsc__label;

/* To whom the ground belongs: cells, row by row, of the rectangle `area`. */
typedef struct htsc__label_ground {
    htsc__rect area;
    size_t columns, rows;
    const uint32_t *owner; /* columns * rows; NULL: nobody's */
} htsc__label_ground;

/*
 * Places labels in the order given, each where it lies on its own ground and near its place, in the best form that
 * finds room: inside `frame`, at least `gap` from `taken` and from labels placed before. Those without room are not
 * placed. The same numbers give the same places. Cost: labels x places tried x (taken + placed).
 */
htsc_status htsc__labels_place(const htsc__rect *frame, const htsc__label_ground *ground, double gap,
                               size_t taken_count, const htsc__rect *taken, size_t count, htsc__label *labels,
                               htsc_error *err);

bool htsc__rects_meet(const htsc__rect *a, const htsc__rect *b, double gap);

#endif
