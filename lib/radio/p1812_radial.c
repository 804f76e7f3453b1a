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
    radial->passed = 0;
    radial->hts_amsl_m = line->ground_amsl_m[0] + tx_height_agl_m;
    radial->ae_km = ae_km;
    radial->v1 = radial->v2 = 0.0;
    radial->flat_highest = radial->horizon = radial->highest_top = -HUGE_VAL;
    radial->horizon_at = 0;
    radial->flat.count = radial->ground.count = radial->tops.count = 0;
    radial->ground_rises.count = radial->top_rises.count = 0;
}

size_t htsc__p1812_points_between(double d_km, double step_km) {
    const double points = d_km / step_km - 1.0;
    return points > 0.0 ? (size_t)points : 0; /* cut down to whole */
}

static inline void push(htsc__hull *h, double x, double y, uint32_t at) {
    size_t n = h->count;
    double edge = HUGE_VAL;
    while (n > 0) {
        edge = (y - h->y[n - 1]) / (x - h->x[n - 1]);
        if (edge < h->edge[n - 1]) break; /* always at the first, whose edge is infinite */
        n--;
    }
    h->x[n] = x;
    h->y[n] = y;
    h->edge[n] = n > 0 ? edge : HUGE_VAL;
    h->at[n] = at;
    h->count = n + 1;
}

/* What a vertex is asked: old ones say yes, from some on they say no. */
typedef bool (*vertex_fn)(const htsc__hull *h, size_t j, double a, double b);

/* The last vertex that says yes, looked for from the newest with doubling strides. */
static inline size_t last_vertex(const htsc__hull *h, vertex_fn says_yes, double a, double b) {
    size_t j = h->count - 1, too_new = h->count, stride = 1;
    while (!says_yes(h, j, a, b)) {
        too_new = j;
        j = j > stride ? j - stride : 0;
        stride *= 2;
    }
    while (too_new - j > 1) {
        const size_t middle = j + (too_new - j) / 2;
        if (says_yes(h, middle, a, b))
            j = middle;
        else
            too_new = middle;
    }
    return j;
}

static inline bool edge_passes_over(const htsc__hull *h, size_t j, double x, double y) {
    return y <= h->y[j] + h->edge[j] * (x - h->x[j]);
}

static inline bool edge_rises(const htsc__hull *h, size_t j, double slope, double unused) {
    (void)unused;
    return h->edge[j] >= slope;
}

/* Where the tangent from a point right of all of them touches the hull. */
static inline size_t tangent(const htsc__hull *h, double x, double y) {
    return last_vertex(h, edge_passes_over, x, y);
}

/* The vertex that stands highest above lines of that slope. */
static inline size_t farthest_above(const htsc__hull *h, double slope) {
    return last_vertex(h, edge_rises, slope, 0.0);
}

/* As in p1812_path.c, to the bit. */
static inline double elevation(double rise_m, double away_km, double ae_km) {
    return rise_m / (1000.0 * away_km) - away_km / (2.0 * ae_km);
}

static inline void rise(htsc__rises *rises, double x, double slope, uint32_t at) {
    rises->x[rises->count] = x;
    rises->slope[rises->count] = slope;
    rises->at[rises->count++] = at;
}

static void pass_one(htsc__p1812_radial *r, uint32_t i) {
    const double step = r->line.step_km, x = (double)i * step, before = (double)(i - 1) * step;
    const double h = r->line.ground_amsl_m[i], h0 = r->line.ground_amsl_m[i - 1], hts = r->hts_amsl_m;
    const double bulge_m = 500.0 * x * x / r->ae_km;
    r->v1 += step * (h + h0);
    r->v2 += step * (h * (2.0 * x + before) + h0 * (x + 2.0 * before));

    const double flat_slope = (h - hts) / x, tangent_t = elevation(h - hts, x, r->ae_km);
    if (flat_slope > r->flat_highest) r->flat_highest = flat_slope;
    push(&r->flat, x, h, i);
    if (tangent_t > r->horizon) {
        r->horizon = tangent_t;
        r->horizon_at = i;
        rise(&r->ground_rises, x, (h - bulge_m - hts) / x, i);
    }
    push(&r->ground, x, h - bulge_m, i);
    const double top = r->line.clutter_m != NULL ? h + r->line.clutter_m[i] : h, slope = (top - bulge_m - hts) / x;
    if (r->line.clutter_m != NULL) push(&r->tops, x, top - bulge_m, i);
    if (slope <= r->highest_top) return;
    r->highest_top = slope;
    if (r->line.clutter_m != NULL) rise(&r->top_rises, x, slope, i);
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
                const double share = (s0 - s[i]) * (s0 - s[i]) * x[i] / (d_km - x[i]);
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

uint32_t htsc__p1812_least_clear_point(const htsc__p1812_radial *radial, uint32_t passed, double d_km,
                                       double hrs_amsl_m) {
    const htsc__rises *rises = &radial->ground_rises;
    const double s0 = (hrs_amsl_m - radial->hts_amsl_m) / d_km - 500.0 / radial->ae_km * d_km;
    size_t count = rises->count;
    while (count > 1 && rises->at[count - 1] > passed) count--;
    size_t where = count - 1;
    least_clear(rises, count, d_km, s0, HUGE_VAL, &where);
    return rises->at[where];
}

/* Sections 4.3.1: slopes from both ends, or the parameter of a path in sight. */
static inline void look_bullington(const htsc__p1812_radial *r, htsc__p1812_lanes *lanes, size_t i,
                                   double root_wavelength_m) {
    const double d = lanes->d_km[i], hrs = lanes->hrs_amsl_m[i], bulge = 500.0 / r->ae_km;
    const double sight = (hrs - r->hts_amsl_m) / d;
    const double y = hrs - bulge * d * d;
    const bool clutter = r->line.clutter_m != NULL;
    lanes->tx_slope[i] = r->highest_top + bulge * d;
    if (lanes->tx_slope[i] < sight) {
        const double scale = 0.002 * d, clear = clear_nu * root_wavelength_m;
        size_t where;
        const htsc__rises *rises = clutter ? &r->top_rises : &r->ground_rises;
        const double best =
            least_clear(rises, rises->count, d, sight - bulge * d, clear * clear * (1.0 + 1e-9) / scale, &where);
        lanes->sight_nu[i] = -sqrt(best * scale);
        lanes->rx_slope[i] = 0.0;
        return;
    }
    const htsc__hull *hull = clutter ? &r->tops : &r->ground;
    const size_t j = tangent(hull, d, y);
    lanes->rx_slope[i] = (hull->y[j] - y) / (d - hull->x[j]) - bulge * d;
    lanes->sight_nu[i] = (double)NAN;
}

/* Attachment 1, sections 4 and 5.1 to 5.3. In sight the two distances add up to the path. */
static inline void look_horizons(const htsc__p1812_radial *r, htsc__p1812_lanes *lanes, size_t i) {
    const double d = lanes->d_km[i], hrs = lanes->hrs_amsl_m[i], hts = r->hts_amsl_m, ae = r->ae_km;
    const double to_rx = elevation(hrs - hts, d, ae);
    if (!(r->horizon > to_rx)) {
        lanes->tan_t[i] = to_rx;
        lanes->tan_r[i] = elevation(hts - hrs, d, ae);
        lanes->horizons_km[i] = d;
        lanes->dlt_km[i] = lanes->dlr_km[i] = 0.0;
        lanes->tx_at[i] = lanes->rx_at[i] = 0;
        return;
    }
    const size_t j = tangent(&r->ground, d, hrs - 500.0 / ae * d * d);
    const uint32_t at = r->ground.at[j];
    lanes->tan_t[i] = r->horizon;
    lanes->tan_r[i] = elevation(r->line.ground_amsl_m[at] - hrs, d - r->ground.x[j], ae);
    lanes->dlt_km[i] = (double)r->horizon_at * r->line.step_km;
    lanes->dlr_km[i] = d - r->ground.x[j];
    lanes->horizons_km[i] = lanes->dlt_km[i] + lanes->dlr_km[i];
    lanes->tx_at[i] = r->horizon_at;
    lanes->rx_at[i] = at;
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
    const size_t top = farthest_above(&r->flat, slope), j = tangent(&r->flat, d, hrs);
    lanes->obstruction_m[i] = r->flat.y[top] - (r->hts_amsl_m + slope * r->flat.x[top]);
    lanes->from_rx[i] = (r->flat.y[j] - hrs) / (d - r->flat.x[j]) + slope;
}

void htsc__p1812_radial_look(htsc__p1812_radial *radial, htsc__p1812_lanes *lanes, size_t i, double root_wavelength_m) {
    const size_t between = htsc__p1812_points_between(lanes->d_km[i], radial->line.step_km);
    while (radial->passed < between) pass_one(radial, (uint32_t)++radial->passed);
    lanes->passed[i] = (uint32_t)between;
    if (between == 0) return;
    look_bullington(radial, lanes, i, root_wavelength_m);
    look_horizons(radial, lanes, i);
    look_smooth(radial, lanes, i);
}

static void repeat(double *lane, size_t count, size_t whole) {
    for (size_t i = count; i < whole; i++) lane[i] = lane[count - 1];
}

void htsc__p1812_lanes_fill_up(htsc__p1812_lanes *l, size_t whole) {
    double *const lanes[] = {l->d_km,    l->ground_amsl_m, l->hrs_amsl_m, l->tan_t,   l->tan_r,         l->horizons_km,
                             l->dlt_km,  l->dlr_km,        l->v1,         l->v2,      l->obstruction_m, l->from_tx,
                             l->from_rx, l->tx_slope,      l->rx_slope,   l->sight_nu};
    for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++) repeat(lanes[i], l->count, whole);
    for (size_t i = l->count; i < whole; i++) l->passed[i] = l->passed[l->count - 1];
}
