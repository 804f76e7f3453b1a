#ifndef HTSC_ANALYSIS_SEGMENT_H
#define HTSC_ANALYSIS_SEGMENT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include <htscover/grid.h>

/* Plain geometry of straight pieces; a and b are x, y pairs. */

typedef struct htsc__foot {
    double x_m, y_m;   /* nearest point of the piece */
    double along_frac; /* where on it, [0, 1] */
    double off_m;      /* how far away */
} htsc__foot;

static inline htsc__foot htsc__foot_on(const double *a, const double *b, double x_m, double y_m) {
    double dx = b[0] - a[0], dy = b[1] - a[1], squared = dx * dx + dy * dy;
    double along = squared > 0 ? ((x_m - a[0]) * dx + (y_m - a[1]) * dy) / squared : 0;
    htsc__foot foot = {a[0], a[1], 0, 0};
    if (along >= 1) {
        foot = (htsc__foot){b[0], b[1], 1, 0};
    } else if (along > 0) {
        foot = (htsc__foot){a[0] + along * dx, a[1] + along * dy, along, 0};
    }
    foot.off_m = hypot(x_m - foot.x_m, y_m - foot.y_m);
    return foot;
}

/* Where a-b and c-d cross or touch, as a share of a-b; false where they do not or are parallel. */
static inline bool htsc__segments_cross(const double *a, const double *b, const double *c, const double *d,
                                        double *along_frac) {
    double ux = b[0] - a[0], uy = b[1] - a[1], vx = d[0] - c[0], vy = d[1] - c[1];
    double turn = ux * vy - uy * vx, wx = c[0] - a[0], wy = c[1] - a[1];
    if (turn == 0) return false;
    double s = (wx * vy - wy * vx) / turn, t = (wx * uy - wy * ux) / turn;
    if (!(s >= 0 && s <= 1 && t >= 0 && t <= 1)) return false;
    *along_frac = s;
    return true;
}

static inline double htsc__segment_m(const double *a, const double *b) {
    return hypot(b[0] - a[0], b[1] - a[1]);
}

static inline htsc_box htsc__segment_box(const double *a, const double *b, double margin_m) {
    return (htsc_box){fmin(a[0], b[0]) - margin_m, fmin(a[1], b[1]) - margin_m, fmax(a[0], b[0]) + margin_m,
                      fmax(a[1], b[1]) + margin_m};
}

static inline htsc_box htsc__point_box(double x_m, double y_m, double margin_m) {
    return (htsc_box){x_m - margin_m, y_m - margin_m, x_m + margin_m, y_m + margin_m};
}

#endif
