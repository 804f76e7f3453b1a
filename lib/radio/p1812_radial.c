#include "p1812_radial.h"

#include <math.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/memory.h"

/* Records are skipped by blocks of blocks. */
enum { BLOCK = 8, SUPER = 8 * BLOCK };

static const double clear_nu = 0.78; /* (12): below minus this there is no loss */

htsc_status htsc__p1812_radial_reserve(htsc__p1812_radial *radial, size_t points, htsc_error *err) {
    if (points <= radial->capacity) return HTSC_OK;
    htsc__p1812_radial_clear(radial);
    const size_t n = points;
    radial->storage = htsc__alloc(13 * n, sizeof *radial->storage);
    radial->storage_at = htsc__alloc(5 * n, sizeof *radial->storage_at);
    if (radial->storage == NULL || radial->storage_at == NULL) {
        htsc__p1812_radial_clear(radial);
        return htsc__error_memory(err, "a radial");
    }
    htsc__hull *const hulls[3] = {&radial->flat, &radial->ground, &radial->tops};
    for (size_t i = 0; i < 3; i++) {
        hulls[i]->x = radial->storage + 3 * i * n;
        hulls[i]->y = hulls[i]->x + n;
        hulls[i]->edge = hulls[i]->y + n;
        hulls[i]->at = radial->storage_at + i * n;
    }
    htsc__rises *const rises[2] = {&radial->ground_rises, &radial->top_rises};
    for (size_t i = 0; i < 2; i++) {
        rises[i]->x = radial->storage + (9 + 2 * i) * n;
        rises[i]->slope = rises[i]->x + n;
        rises[i]->at = radial->storage_at + (3 + i) * n;
    }
    radial->capacity = points;
    return HTSC_OK;
}

void htsc__p1812_radial_clear(htsc__p1812_radial *radial) {
    htsc__free(radial->storage);
    htsc__free(radial->storage_at);
    *radial = (htsc__p1812_radial){0};
}

void htsc__p1812_radial_start(htsc__p1812_radial *radial, const htsc__p1812_line *line, double tx_height_agl_m,
                              double ae_km) {
    radial->line = *line;
    radial->passed = radial->topped = 0;
    radial->hts_amsl_m = line->ground_amsl_m[0] + tx_height_agl_m;
    radial->ae_km = ae_km;
    radial->v1 = radial->v2 = 0.0;
    radial->flat_highest = radial->horizon = radial->highest_ground = radial->highest_top = -HUGE_VAL;
    radial->horizon_at = 0;
    radial->flat.count = radial->ground.count = radial->tops.count = 0;
    radial->ground_rises.count = radial->top_rises.count = 0;
}

/* As in p1812_path.c, to the bit. */
static inline double elevation(double rise_m, double away_km, double ae_km) {
    return rise_m / (1000.0 * away_km) - away_km / (2.0 * ae_km);
}

static void pass_ground(htsc__p1812_radial *r, uint32_t i) {
    const double step = r->line.step_km, x = (double)i * step, before = (double)(i - 1) * step;
    const double h = r->line.ground_amsl_m[i], h0 = r->line.ground_amsl_m[i - 1], hts = r->hts_amsl_m;
    const double y = h - 500.0 * x * x / r->ae_km;
    r->v1 += step * (h + h0);
    r->v2 += step * (h * (2.0 * x + before) + h0 * (x + 2.0 * before));

    const double flat_slope = (h - hts) / x, tangent_t = elevation(h - hts, x, r->ae_km), slope = (y - hts) / x;
    if (flat_slope > r->flat_highest) r->flat_highest = flat_slope;
    htsc__hull_push(&r->flat, x, h, i);
    if (slope > r->highest_ground) r->highest_ground = slope;
    if (tangent_t > r->horizon) {
        r->horizon = tangent_t;
        r->horizon_at = i;
        htsc__rises_append(&r->ground_rises, x, slope, i);
    }
    htsc__hull_push(&r->ground, x, y, i);
}

static void pass_top(htsc__p1812_radial *r, uint32_t i) {
    const double x = (double)i * r->line.step_km;
    const double y = r->line.ground_amsl_m[i] + r->line.clutter_m[i] - 500.0 * x * x / r->ae_km;
    const double slope = (y - r->hts_amsl_m) / x;
    htsc__hull_push(&r->tops, x, y, i);
    if (slope <= r->highest_top) return;
    r->highest_top = slope;
    htsc__rises_append(&r->top_rises, x, slope, i);
}

/* What makes a path of the slope s0 clear a point by so much of its Fresnel ellipsoid. */
static inline double clear_share(double x, double slope, double d_km, double s0) {
    return (s0 - slope) * (s0 - slope) * x / (d_km - x);
}

/* The least x (s0 - s)^2 / (d - x) over rises with slopes s under s0, if it is under `best`, and where. A point with a
 * lower slope farther out than another is beaten by it for every receiver, so rises are all that need be looked at; a
 * block of them is no better than its highest slope at its smallest distance. */
static double least_clear(const htsc__rises *rises, size_t count, double d_km, double s0, double best, size_t *where) {
    const double *x = rises->x, *s = rises->slope;
    for (size_t super_end = count; super_end > 0;) {
        const size_t super = (super_end - 1) / SUPER * SUPER;
        const double super_gap = s0 - s[super_end - 1];
        for (size_t end = super_end; end > super && super_gap * super_gap * x[super] < best * (d_km - x[super]);) {
            const size_t first = (end - 1) / BLOCK * BLOCK;
            const double gap = s0 - s[end - 1];
            for (size_t i = end; gap * gap * x[first] < best * (d_km - x[first]) && i-- > first;) {
                const double share = clear_share(x[i], s[i], d_km, s0);
                if (share >= best) continue;
                best = share;
                *where = i;
            }
            end = first;
        }
        super_end = super;
    }
    return best;
}

uint32_t htsc__p1812_least_clear_point(const htsc__p1812_radial *r, const htsc__p1812_lanes *l, size_t i) {
    const htsc__rises *rises = &r->ground_rises;
    const double d = l->d_km[i], bulge = 500.0 / r->ae_km, s0 = (l->hrs_amsl_m[i] - r->hts_amsl_m) / d - bulge * d;
    size_t count = rises->count;
    while (count > 1 && rises->at[count - 1] > l->passed[i]) count--;
    size_t where = count - 1;
    const double best = least_clear(rises, count, d, s0, HUGE_VAL, &where);
    if (l->brink_after[i] == HTSC__P1812_NO_BRINK) return rises->at[where];
    const double x = l->brink_km[i], slope = (l->brink_ground_amsl_m[i] - bulge * x * x - r->hts_amsl_m) / x;
    return clear_share(x, slope, d, s0) < best ? HTSC__P1812_AT_BRINK : rises->at[where];
}

/* A receiver as the planes with the bulge have it. */
typedef struct view {
    double d, hrs, y; /* its antenna; y less the bulge */
    bool clutter;
    htsc__p1812_brink brink;
    double brink_y, brink_top; /* less the bulge */
    size_t ground_at;          /* where the tangent to the ground touches; SIZE_MAX: not looked for yet */
} view;

static inline view view_of(const htsc__p1812_radial *r, const htsc__p1812_lanes *l, size_t i) {
    view v = {.d = l->d_km[i], .hrs = l->hrs_amsl_m[i], .clutter = r->line.clutter_m != NULL, .ground_at = SIZE_MAX};
    v.y = v.hrs - 500.0 / r->ae_km * v.d * v.d;
    if (!v.clutter) return v;
    v.brink = htsc__p1812_brink_of(&r->line, l->passed[i], v.d, l->ground_amsl_m[i]);
    v.brink_y = v.brink.ground_amsl_m - 500.0 / r->ae_km * v.brink.d_km * v.brink.d_km;
    v.brink_top = v.brink_y + v.brink.clutter_m;
    return v;
}

static inline size_t ground_tangent(const htsc__p1812_radial *r, view *v) {
    if (v->ground_at == SIZE_MAX) v->ground_at = htsc__hull_tangent(&r->ground, v->d, v->y);
    return v->ground_at;
}

static inline double larger(double a, double b) {
    return a > b ? a : b;
}

/* Highest slopes, less the bulge, as they are seen from the antenna and, (17), from the receiver. */
static inline double highest_from_tx(const htsc__p1812_radial *r, const view *v) {
    if (!v->clutter) return r->highest_ground;
    const double highest = larger(r->highest_ground, r->highest_top);
    return v->brink.stands ? larger(highest, (v->brink_top - r->hts_amsl_m) / v->brink.d_km) : highest;
}

static inline double highest_from_rx(const htsc__p1812_radial *r, view *v) {
    const htsc__hull *ground = &r->ground, *tops = &r->tops;
    const size_t j = ground_tangent(r, v);
    double highest = (ground->y[j] - v->y) / (v->d - ground->x[j]);
    if (v->clutter && tops->count > 0) {
        const size_t k = htsc__hull_tangent(tops, v->d, v->y);
        highest = larger(highest, (tops->y[k] - v->y) / (v->d - tops->x[k]));
    }
    return v->brink.stands ? larger(highest, (v->brink_top - v->y) / (v->d - v->brink.d_km)) : highest;
}

/* (15), for the lowest frequency's root of the wavelength. */
static double highest_nu(const htsc__p1812_radial *r, const view *v, double sight, double root_wavelength_m) {
    const double scale = 0.002 * v->d, clear = clear_nu * root_wavelength_m, s0 = sight - 500.0 / r->ae_km * v->d;
    double best = clear * clear * (1.0 + 1e-9) / scale;
    size_t where;
    best = least_clear(&r->ground_rises, r->ground_rises.count, v->d, s0, best, &where);
    if (v->clutter) best = least_clear(&r->top_rises, r->top_rises.count, v->d, s0, best, &where);
    if (v->brink.stands) {
        const double x = v->brink.d_km, share = clear_share(x, (v->brink_top - r->hts_amsl_m) / x, v->d, s0);
        best = share < best ? share : best;
    }
    return -sqrt(best * scale);
}

/* Sections 4.3.1: slopes from both ends, or the parameter of a path in sight. */
static inline void look_bullington(const htsc__p1812_radial *r, view *v, htsc__p1812_lanes *lanes, size_t i,
                                   double root_wavelength_m) {
    const double bulge_slope = 500.0 / r->ae_km * v->d, sight = (v->hrs - r->hts_amsl_m) / v->d;
    lanes->tx_slope[i] = highest_from_tx(r, v) + bulge_slope;
    if (lanes->tx_slope[i] < sight) {
        lanes->sight_nu[i] = highest_nu(r, v, sight, root_wavelength_m);
        lanes->rx_slope[i] = 0.0;
        return;
    }
    lanes->rx_slope[i] = highest_from_rx(r, v) - bulge_slope;
    lanes->sight_nu[i] = (double)NAN;
}

/* Attachment 1, sections 4 and 5.1 to 5.3. In sight the two distances add up to the path. */
static inline void look_horizons(const htsc__p1812_radial *r, view *v, htsc__p1812_lanes *lanes, size_t i) {
    const double d = v->d, hts = r->hts_amsl_m, ae = r->ae_km, to_rx = elevation(v->hrs - hts, d, ae);
    const htsc__p1812_brink *b = &v->brink;
    const double brink_t = b->stands ? elevation(b->ground_amsl_m - hts, b->d_km, ae) : -HUGE_VAL;
    const bool brink_first = brink_t > r->horizon;
    lanes->tan_t[i] = brink_first ? brink_t : r->horizon;
    if (!(lanes->tan_t[i] > to_rx)) {
        lanes->tan_t[i] = to_rx;
        lanes->tan_r[i] = elevation(hts - v->hrs, d, ae);
        lanes->horizons_km[i] = d;
        lanes->dlt_km[i] = lanes->dlr_km[i] = 0.0;
        lanes->tx_at[i] = lanes->rx_at[i] = 0;
        return;
    }
    const size_t j = ground_tangent(r, v);
    const uint32_t at = r->ground.at[j];
    const double ground_r = elevation(r->line.ground_amsl_m[at] - v->hrs, d - r->ground.x[j], ae);
    const double brink_r = b->stands ? elevation(b->ground_amsl_m - v->hrs, d - b->d_km, ae) : -HUGE_VAL;
    const bool brink_last = brink_r > ground_r;
    lanes->tan_r[i] = brink_last ? brink_r : ground_r;
    lanes->dlt_km[i] = brink_first ? b->d_km : (double)r->horizon_at * r->line.step_km;
    lanes->dlr_km[i] = d - (brink_last ? b->d_km : r->ground.x[j]);
    lanes->horizons_km[i] = lanes->dlt_km[i] + lanes->dlr_km[i];
    lanes->tx_at[i] = brink_first ? HTSC__P1812_AT_BRINK : r->horizon_at;
    lanes->rx_at[i] = brink_last ? HTSC__P1812_AT_BRINK : at;
}

/* Attachment 1, section 5.6.1 with the last stretch to the receiver, and the maxima of 5.6.2. */
static inline void look_smooth(const htsc__p1812_radial *r, htsc__p1812_lanes *lanes, size_t i) {
    const double d = lanes->d_km[i], hrs = lanes->hrs_amsl_m[i];
    const double x = (double)r->passed * r->line.step_km, step = d - x;
    const double h = lanes->ground_amsl_m[i], h0 = r->line.ground_amsl_m[r->passed];
    lanes->v1[i] = r->v1 + step * (h + h0);
    lanes->v2[i] = r->v2 + step * (h * (2.0 * d + x) + h0 * (d + 2.0 * x));

    const double slope = (hrs - r->hts_amsl_m) / d;
    lanes->from_tx[i] = r->flat_highest - slope;
    if (!(lanes->from_tx[i] > 0.0)) {
        lanes->obstruction_m[i] = lanes->from_rx[i] = 0.0;
        return;
    }
    const size_t top = htsc__hull_farthest_above(&r->flat, slope), j = htsc__hull_tangent(&r->flat, d, hrs);
    lanes->obstruction_m[i] = r->flat.y[top] - (r->hts_amsl_m + slope * r->flat.x[top]);
    lanes->from_rx[i] = (r->flat.y[j] - hrs) / (d - r->flat.x[j]) + slope;
}

void htsc__p1812_radial_look(htsc__p1812_radial *radial, htsc__p1812_lanes *lanes, size_t i, double root_wavelength_m) {
    const size_t between = htsc__p1812_points_between(lanes->d_km[i], radial->line.step_km);
    while (radial->passed < between) pass_ground(radial, (uint32_t)++radial->passed);
    lanes->passed[i] = (uint32_t)between;
    if (between == 0) return;
    view v = view_of(radial, lanes, i);
    while (radial->topped < v.brink.after) pass_top(radial, (uint32_t)++radial->topped);
    lanes->brink_km[i] = v.brink.stands ? v.brink.d_km : radial->line.step_km;
    lanes->brink_ground_amsl_m[i] = v.brink.ground_amsl_m;
    lanes->brink_after[i] = v.brink.stands ? (uint32_t)v.brink.after : HTSC__P1812_NO_BRINK;
    look_bullington(radial, &v, lanes, i, root_wavelength_m);
    look_horizons(radial, &v, lanes, i);
    look_smooth(radial, lanes, i);
}

static void repeat(double *lane, size_t count, size_t whole) {
    for (size_t i = count; i < whole; i++) lane[i] = lane[count - 1];
}

void htsc__p1812_lanes_fill_up(htsc__p1812_lanes *l, size_t whole) {
    double *const lanes[] = {l->d_km,    l->ground_amsl_m, l->hrs_amsl_m, l->tan_t,    l->tan_r,         l->horizons_km,
                             l->dlt_km,  l->dlr_km,        l->v1,         l->v2,       l->obstruction_m, l->from_tx,
                             l->from_rx, l->tx_slope,      l->rx_slope,   l->sight_nu, l->brink_km};
    for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++) repeat(lanes[i], l->count, whole);
    for (size_t i = l->count; i < whole; i++) l->passed[i] = l->passed[l->count - 1];
}
