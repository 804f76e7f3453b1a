#include "analysis/sweep.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "data/clutter.h"
#include "data/terrain.h"
#include "radio/vector_math.h"

enum { LANES = HTSC__P1812_LANES, RADIALS_A_BLOCK = 16, DEAL = HTSC__RECEIVERS_BOXED };

static const uint32_t beyond = UINT32_MAX;

void htsc_sweep_options_init(htsc_sweep_options *options) {
    *options = (htsc_sweep_options){.struct_size = sizeof *options,
                                    .max_radius_m = 10000,
                                    .step_m = 30,
                                    .time_pct = 50,
                                    .delta_n = 45,
                                    .n0 = 325,
                                    .mid_latitude_deg = 20,
                                    .polarization = HTSC_POLARIZATION_VERTICAL,
                                    .location_sigma_db = HTSC_P1812_SIGMA_AUTO,
                                    .location_resolution_m = 100,
                                    .receiver_gap_m = 30};
}

static void fill_path_options(const htsc_sweep_options *o, double freq_mhz, double tx_height_agl_m,
                              double rx_height_agl_m, htsc_p1812_options *path) {
    htsc_p1812_options_init(path);
    path->freq_ghz = freq_mhz / 1000;
    path->tx_height_agl_m = tx_height_agl_m;
    path->rx_height_agl_m = rx_height_agl_m;
    path->polarization = o->polarization;
    path->time_pct = o->time_pct;
    path->location_sigma_db = 0; /* the median; variability is told apart */
    path->mid_latitude_deg = o->mid_latitude_deg;
    path->delta_n = o->delta_n;
    path->n0 = o->n0;
}

htsc_status htsc_sweep_options_check(const htsc_sweep_options *options, htsc_error *err) {
    if (options->struct_size != sizeof *options)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sweep options of %zu bytes, expected %zu", options->struct_size,
                               sizeof *options);
    if (options->terrain == NULL) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "the sweep needs terrain");
    if (!(options->max_radius_m >= 250 && options->max_radius_m <= 100000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "max_radius_m %g outside [250, 100000]", options->max_radius_m);
    if (!(options->step_m >= 5 && options->step_m <= 500))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "step_m %g outside [5, 500]", options->step_m);
    if (!(options->receiver_gap_m >= 1 && options->receiver_gap_m <= 1000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver_gap_m %g outside [1, 1000]", options->receiver_gap_m);
    if (options->terminal_clutter && options->clutter != NULL)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT,
                               "terminal_clutter with a clutter profile would count the clutter twice");
    htsc_p1812_options path, read;
    fill_path_options(options, 1000, 30, 1.5, &path);
    path.location_sigma_db = options->location_sigma_db;
    path.resolution_m = options->location_resolution_m;
    return htsc__p1812_options_read(&path, &read, err);
}

htsc_status htsc__sweep_band_init(htsc__sweep_band *band, const htsc_sweep_options *options, double freq_mhz,
                                  double antenna_height_agl_m, double receiver_height_agl_m, htsc_error *err) {
    htsc_p1812_options path, read;
    fill_path_options(options, freq_mhz, antenna_height_agl_m, receiver_height_agl_m, &path);
    htsc_status status = htsc__p1812_options_read(&path, &read, err);
    if (status != HTSC_OK) return status;
    band->antenna_height_agl_m = antenna_height_agl_m;
    htsc__p1812_band_init(&band->band, &read);
    return HTSC_OK;
}

static htsc_box box_of(const double *x_m, const double *y_m, size_t count) {
    htsc_box box = {x_m[0], y_m[0], x_m[0], y_m[0]};
    for (size_t i = 1; i < count; i++) {
        box.min_x = fmin(box.min_x, x_m[i]), box.max_x = fmax(box.max_x, x_m[i]);
        box.min_y = fmin(box.min_y, y_m[i]), box.max_y = fmax(box.max_y, y_m[i]);
    }
    return box;
}

typedef struct surveying {
    htsc__receivers *receivers;
    const htsc_sweep_options *options;
} surveying;

/* Ground and clutter of one box of receivers. */
static htsc_status survey(void *ctx, size_t box, htsc_error *err) {
    const surveying *s = ctx;
    const htsc__receivers *r = s->receivers;
    const size_t first = box * DEAL, n = r->count - first < DEAL ? r->count - first : DEAL;
    r->boxes[box] = box_of(r->x_m + first, r->y_m + first, n);
    if (s->options->clutter != NULL)
        htsc_clutter_sample(s->options->clutter, n, r->x_m + first, r->y_m + first, r->clutter_m + first,
                            r->sigma_db + first, NULL);
    return htsc_terrain_sample(s->options->terrain, n, r->x_m + first, r->y_m + first, r->ground_amsl_m + first, err);
}

htsc_status htsc__receivers_init(htsc__receivers *r, const htsc_sweep_options *options, double height_agl_m,
                                 size_t count, const double *x_m, const double *y_m, int jobs, htsc_error *err) {
    *r = (htsc__receivers){.count = count, .x_m = x_m, .y_m = y_m, .height_agl_m = height_agl_m};
    const size_t boxes = (count + DEAL - 1) / DEAL;
    r->ground_amsl_m = htsc__alloc(count, sizeof *r->ground_amsl_m);
    r->boxes = htsc__alloc(boxes, sizeof *r->boxes);
    if (options->clutter != NULL) {
        r->clutter_m = htsc__alloc(count, sizeof *r->clutter_m);
        r->sigma_db = htsc__alloc(count, sizeof *r->sigma_db);
    }
    htsc_status status = HTSC_OK;
    if (r->ground_amsl_m == NULL || r->boxes == NULL ||
        (options->clutter != NULL && (r->clutter_m == NULL || r->sigma_db == NULL)))
        status = htsc__error_memory(err, "receivers");
    surveying s = {r, options};
    if (status == HTSC_OK) status = htsc__parallel(boxes, jobs, NULL, HTSC_STAGE_COVERAGE, survey, &s, err);
    if (status != HTSC_OK) htsc__receivers_clear(r);
    return status;
}

void htsc__receivers_clear(htsc__receivers *receivers) {
    htsc__free(receivers->ground_amsl_m);
    htsc__free(receivers->clutter_m);
    htsc__free(receivers->sigma_db);
    htsc__free(receivers->boxes);
    *receivers = (htsc__receivers){0};
}

double htsc__sweep_sigma_db(const htsc_sweep_options *options, const htsc__receivers *receivers, size_t receiver,
                            double below_clutter_db) {
    if (receivers->sigma_db != NULL && !isnan(receivers->sigma_db[receiver]))
        return (double)receivers->sigma_db[receiver];
    if (options->location_sigma_db >= 0) return options->location_sigma_db;
    const double clutter_m = receivers->clutter_m != NULL ? (double)receivers->clutter_m[receiver] : 0;
    return below_clutter_db * htsc__p1812_height_factor(receivers->height_agl_m - clutter_m);
}

/* One place under way. */
typedef struct sweep {
    const htsc_sweep_options *options;
    const htsc__receivers *receivers;
    const htsc__sweep_place *place;
    htsc__sweep_fn listen;
    void *ctx;
    size_t radial_count;
    double radial_rad;
    double ae_km;
    size_t near_count; /* blocks of receivers that may be in reach */
    uint32_t *near;    /* their numbers */
    uint32_t *radials; /* of each receiver of those blocks, DEAL a block */
    double *bearings;  /* the same */
    uint32_t *starts;  /* radial_count + 1: where each radial's part of `dealt` begins */
    uint32_t *dealt;   /* places in `radials`, radial after radial */
} sweep;

static bool out_of_reach(double x_m, double y_m, const htsc_box *box, double reach_m) {
    const double dx = fmax(fmax(box->min_x - x_m, x_m - box->max_x), 0);
    const double dy = fmax(fmax(box->min_y - y_m, y_m - box->max_y), 0);
    return dx * dx + dy * dy > reach_m * reach_m;
}

bool htsc__sweep_is_heard(const htsc_sweep_options *options, const htsc__receivers *receivers, double x_m, double y_m) {
    for (size_t i = 0; i < (receivers->count + DEAL - 1) / DEAL; i++)
        if (!out_of_reach(x_m, y_m, &receivers->boxes[i], options->max_radius_m)) return true;
    return false;
}

/* The radial of each receiver of a block. */
static htsc_status deal_block(void *ctx, size_t block, htsc_error *err) {
    (void)err;
    sweep *s = ctx;
    const htsc__receivers *r = s->receivers;
    const size_t first = (size_t)s->near[block] * DEAL, n = r->count - first < DEAL ? r->count - first : DEAL;
    const double reach_m = s->options->max_radius_m;
    double dx[DEAL] = {0}, dy[DEAL] = {0};
    uint32_t *radials = s->radials + block * DEAL;
    double *bearings = s->bearings + block * DEAL;
    for (size_t i = 0; i < n; i++) {
        dx[i] = r->x_m[first + i] - s->place->x_m;
        dy[i] = r->y_m[first + i] - s->place->y_m;
    }
    htsc__vector_atan2(n, dx, dy, bearings);
    for (size_t i = 0; i < n; i++) {
        const bool heard = dx[i] * dx[i] + dy[i] * dy[i] <= reach_m * reach_m && !isnan(r->ground_amsl_m[first + i]);
        radials[i] = heard ? htsc__sweep_radial(bearings[i], s->radial_count) : beyond;
    }
    for (size_t i = n; i < DEAL; i++) radials[i] = beyond;
    return HTSC_OK;
}

static htsc_status find_near(sweep *s, htsc_error *err) {
    const size_t blocks = (s->receivers->count + DEAL - 1) / DEAL;
    s->near = htsc__alloc(blocks, sizeof *s->near);
    if (s->near == NULL) return htsc__error_memory(err, "a sweep");
    for (size_t i = 0; i < blocks; i++)
        if (!out_of_reach(s->place->x_m, s->place->y_m, &s->receivers->boxes[i], s->options->max_radius_m))
            s->near[s->near_count++] = (uint32_t)i;
    s->radials = htsc__alloc(s->near_count * DEAL, sizeof *s->radials);
    s->bearings = htsc__alloc(s->near_count * DEAL, sizeof *s->bearings);
    s->dealt = htsc__alloc(s->near_count * DEAL, sizeof *s->dealt);
    s->starts = htsc__alloc(s->radial_count + 2, sizeof *s->starts);
    if (s->radials == NULL || s->bearings == NULL || s->dealt == NULL || s->starts == NULL)
        return htsc__error_memory(err, "a sweep");
    return HTSC_OK;
}

/* Receivers by radial. */
static htsc_status deal(sweep *s, int jobs, htsc_error *err) {
    htsc_status status = find_near(s, err);
    if (status == HTSC_OK) status = htsc__parallel(s->near_count, jobs, NULL, HTSC_STAGE_COVERAGE, deal_block, s, err);
    if (status != HTSC_OK) return status;
    const size_t all = s->near_count * DEAL;
    uint32_t *ends = s->starts + 1; /* counts first, then where the next goes, at last where each ends */
    for (size_t i = 0; i < all; i++)
        if (s->radials[i] != beyond) ends[s->radials[i] + 1]++;
    for (size_t i = 1; i <= s->radial_count; i++) ends[i] += ends[i - 1];
    for (size_t i = 0; i < all; i++)
        if (s->radials[i] != beyond) s->dealt[ends[s->radials[i]]++] = (uint32_t)i;
    return HTSC_OK;
}

/* Scratch of some radials. */
typedef struct scratch {
    htsc__p1812_radial radial;
    htsc__p1812_lanes lanes;
    htsc__p1812_shape shape;
    size_t points, receivers; /* room; of ranks and sorted: receivers */
    float *ground, *clutter;
    double *ground_m, *clutter_m;
    size_t known; /* points of the line before the first unknown one */
    uint32_t *sorted, *ranks, *starts;
    uint32_t numbers[LANES];
    double bearings[LANES], elevations[LANES], losses[LANES], rises[LANES];
} scratch;

static htsc_status reserve(scratch *t, size_t points, htsc_error *err) {
    t->points = points;
    t->ground = htsc__alloc(points, sizeof *t->ground);
    t->clutter = htsc__alloc(points, sizeof *t->clutter);
    t->ground_m = htsc__alloc(points, sizeof *t->ground_m);
    t->clutter_m = htsc__alloc(points, sizeof *t->clutter_m);
    t->starts = htsc__alloc(2 * points + 2, sizeof *t->starts);
    if (t->ground == NULL || t->clutter == NULL || t->ground_m == NULL || t->clutter_m == NULL || t->starts == NULL)
        return htsc__error_memory(err, "a radial");
    return htsc__p1812_radial_reserve(&t->radial, points, err);
}

static void release(scratch *t) {
    htsc__p1812_radial_clear(&t->radial);
    htsc__free(t->ground);
    htsc__free(t->clutter);
    htsc__free(t->ground_m);
    htsc__free(t->clutter_m);
    htsc__free(t->starts);
    htsc__free(t->sorted);
}

static size_t receiver_at(const sweep *s, uint32_t place) {
    return (size_t)s->near[place / DEAL] * DEAL + place % DEAL;
}

static double distance_km(const sweep *s, size_t receiver) {
    const double dx = s->receivers->x_m[receiver] - s->place->x_m, dy = s->receivers->y_m[receiver] - s->place->y_m;
    return sqrt(dx * dx + dy * dy) / 1000;
}

/* Neither points between nor cluttered ones become fewer with distance, so their sum is an order of both. */
static size_t rank_of(const sweep *s, uint32_t place) {
    const double d_km = distance_km(s, receiver_at(s, place)), step_km = s->options->step_m / 1000;
    const size_t between = htsc__p1812_points_between(d_km, step_km);
    if (s->options->clutter == NULL) return between;
    return between + htsc__p1812_points_cluttered(between, d_km, step_km, s->options->receiver_gap_m / 1000);
}

/* Receivers of a radial by rank: counted, then dealt. */
static htsc_status sort_radial(const sweep *s, size_t radial, scratch *t, htsc_error *err) {
    const uint32_t *dealt = s->dealt + s->starts[radial];
    const size_t n = s->starts[radial + 1] - s->starts[radial];
    if (n > t->receivers) {
        htsc__free(t->sorted);
        t->sorted = htsc__alloc(2 * n, sizeof *t->sorted);
        t->receivers = t->sorted == NULL ? 0 : n;
        if (t->sorted == NULL) return htsc__error_memory(err, "a radial");
        t->ranks = t->sorted + n;
    }
    memset(t->starts, 0, (2 * t->points + 2) * sizeof *t->starts);
    for (size_t i = 0; i < n; i++) {
        t->ranks[i] = (uint32_t)rank_of(s, dealt[i]);
        t->starts[t->ranks[i] + 1]++;
    }
    for (size_t i = 1; i <= 2 * t->points; i++) t->starts[i] += t->starts[i - 1];
    for (size_t i = 0; i < n; i++) t->sorted[t->starts[t->ranks[i]]++] = dealt[i];
    return HTSC_OK;
}

/* Ground and clutter along a radial. Where the ground is not known it is held over from the point before. */
static void sample_line(const sweep *s, size_t radial, size_t points, scratch *t, htsc__p1812_line *line) {
    const double angle = (double)radial * s->radial_rad, dx = s->options->step_m * sin(angle),
                 dy = s->options->step_m * cos(angle);
    htsc__terrain_line(s->options->terrain, s->place->x_m, s->place->y_m, dx, dy, points, t->ground);
    t->known = points;
    t->ground_m[0] = s->place->ground_amsl_m;
    for (size_t i = 1; i < points; i++) {
        t->ground_m[i] = isnan(t->ground[i]) ? t->ground_m[i - 1] : (double)t->ground[i];
        if (isnan(t->ground[i]) && t->known == points) t->known = i;
    }
    *line = (htsc__p1812_line){points, s->options->step_m / 1000, t->ground_m, NULL, s->options->receiver_gap_m / 1000};
    if (s->options->clutter == NULL) return;
    htsc__clutter_line(s->options->clutter, s->place->x_m, s->place->y_m, dx, dy, points, t->clutter);
    for (size_t i = 0; i < points; i++) t->clutter_m[i] = (double)t->clutter[i];
    line->clutter_m = t->clutter_m;
}

/* Lanes from `first` on that go together: those without points between one by one. */
static void fill_lanes(const sweep *s, const uint32_t *sorted, size_t count, double antenna_amsl_m, scratch *t) {
    t->lanes.count = count;
    for (size_t i = 0; i < count; i++) {
        const size_t receiver = receiver_at(s, sorted[i]);
        t->numbers[i] = (uint32_t)receiver;
        t->bearings[i] = s->bearings[sorted[i]];
        t->lanes.d_km[i] = distance_km(s, receiver);
        t->lanes.ground_amsl_m[i] = (double)s->receivers->ground_amsl_m[receiver];
        t->lanes.hrs_amsl_m[i] = t->lanes.ground_amsl_m[i] + s->receivers->height_agl_m;
        t->rises[i] = (t->lanes.hrs_amsl_m[i] - antenna_amsl_m) / 1000;
    }
    htsc__vector_atan2(count, t->rises, t->lanes.d_km, t->elevations);
}

static htsc_status tell(const sweep *s, size_t band, const scratch *t, htsc_error *err) {
    const size_t count = t->lanes.count;
    htsc__sweep_batch batch = {count, band, t->numbers, t->lanes.d_km, t->bearings, t->elevations, t->losses, 0};
    for (size_t i = 0; i < count; i++) batch.unknown_ground_count += t->lanes.passed[i] >= t->known;
    return s->listen(s->ctx, &batch, err);
}

/* The exact function, receiver by receiver: next to the mast, and for less than half of the time. */
static htsc_status exact_losses(const htsc__p1812_line *line, const htsc__sweep_band *band, scratch *t,
                                htsc_error *err) {
    for (size_t i = 0; i < t->lanes.count; i++) {
        htsc_p1812_result result;
        htsc_status status =
            htsc__p1812_exact(line, t->lanes.d_km[i], t->lanes.ground_amsl_m[i], 0, &band->band.options, &result, err);
        if (status != HTSC_OK) return status;
        t->losses[i] = result.loss_db;
    }
    return HTSC_OK;
}

/* Receivers that all have points between, or none of which has. */
static htsc_status sweep_lanes(const sweep *s, const htsc__p1812_line *line, const htsc__sweep_band *bands,
                               size_t band_count, size_t first_band, scratch *t, htsc_error *err) {
    const size_t between = htsc__p1812_points_between(t->lanes.d_km[0], line->step_km);
    const bool exact = between == 0 || s->options->time_pct < 50;
    double root_wavelength_m = 0;
    for (size_t b = 0; b < band_count; b++)
        root_wavelength_m = fmax(root_wavelength_m, bands[b].band.root_wavelength_m);
    for (size_t i = 0; i < t->lanes.count; i++) {
        if (exact)
            t->lanes.passed[i] = (uint32_t)htsc__p1812_points_between(t->lanes.d_km[i], line->step_km);
        else
            htsc__p1812_radial_look(&t->radial, &t->lanes, i, root_wavelength_m);
    }
    if (!exact) htsc__p1812_shape_lanes(&t->radial, &t->lanes, &t->shape);
    htsc_status status = HTSC_OK;
    for (size_t b = 0; b < band_count && status == HTSC_OK; b++) {
        if (exact)
            status = exact_losses(line, &bands[b], t, err);
        else
            htsc__p1812_median_db(&t->radial, &t->lanes, &t->shape, &bands[b].band, t->losses);
        if (status == HTSC_OK) status = tell(s, first_band + b, t, err);
    }
    return status;
}

/* The receivers of a radial as one antenna height sees them. */
static htsc_status sweep_height(const sweep *s, const htsc__p1812_line *line, const uint32_t *sorted, size_t count,
                                size_t near_count, size_t first_band, size_t band_count, scratch *t, htsc_error *err) {
    const htsc__sweep_band *bands = s->place->bands + first_band;
    const double height_m = bands[0].antenna_height_agl_m;
    htsc_status status = HTSC_OK;
    htsc__p1812_radial_start(&t->radial, line, height_m, s->ae_km);
    for (size_t first = 0; first < count && status == HTSC_OK;) {
        const size_t end = first < near_count ? near_count : count;
        const size_t n = end - first < LANES ? end - first : LANES;
        fill_lanes(s, sorted + first, n, s->place->ground_amsl_m + height_m, t);
        status = sweep_lanes(s, line, bands, band_count, first_band, t, err);
        first += n;
    }
    return status;
}

static htsc_status sweep_radial(const sweep *s, size_t radial, scratch *t, htsc_error *err) {
    const size_t count = s->starts[radial + 1] - s->starts[radial];
    if (count == 0) return HTSC_OK;
    htsc_status status = sort_radial(s, radial, t, err);
    if (status != HTSC_OK) return status;
    const size_t near_count = t->starts[0]; /* after dealing: where those without points between end */
    const double farthest_km = distance_km(s, receiver_at(s, t->sorted[count - 1]));
    htsc__p1812_line line;
    sample_line(s, radial, htsc__p1812_points_between(farthest_km, s->options->step_m / 1000) + 2, t, &line);
    for (size_t b = 0; b < s->place->band_count && status == HTSC_OK;) {
        size_t same = b + 1;
        while (same < s->place->band_count &&
               s->place->bands[same].antenna_height_agl_m == s->place->bands[b].antenna_height_agl_m)
            same++;
        status = sweep_height(s, &line, t->sorted, count, near_count, b, same - b, t, err);
        b = same;
    }
    return status;
}

static htsc_status sweep_radials(void *ctx, size_t block, htsc_error *err) {
    const sweep *s = ctx;
    const size_t first = block * RADIALS_A_BLOCK;
    const size_t end = first + RADIALS_A_BLOCK < s->radial_count ? first + RADIALS_A_BLOCK : s->radial_count;
    if (s->starts[first] == s->starts[end]) return HTSC_OK;
    scratch *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, "a radial");
    htsc_status status = reserve(t, (size_t)(s->options->max_radius_m / s->options->step_m) + 3, err);
    for (size_t i = first; i < end && status == HTSC_OK; i++) status = sweep_radial(s, i, t, err);
    release(t);
    htsc__free(t);
    return status;
}

htsc_status htsc__sweep(const htsc_sweep_options *options, const htsc__receivers *receivers,
                        const htsc__sweep_place *place, int jobs, htsc__sweep_fn listen, void *ctx, htsc_error *err) {
    sweep s = {.options = options, .receivers = receivers, .place = place, .listen = listen, .ctx = ctx};
    s.radial_count = htsc__sweep_radial_count(options);
    s.radial_rad = 2 * M_PI / (double)s.radial_count;
    s.ae_km = HTSC__P1812_EARTH_RADIUS_KM * 157.0 / (157.0 - options->delta_n);
    htsc_status status = deal(&s, jobs, err);
    if (status == HTSC_OK)
        status = htsc__parallel((s.radial_count + RADIALS_A_BLOCK - 1) / RADIALS_A_BLOCK, jobs, NULL,
                                HTSC_STAGE_COVERAGE, sweep_radials, &s, err);
    htsc__free(s.near);
    htsc__free(s.radials);
    htsc__free(s.bearings);
    htsc__free(s.dealt);
    htsc__free(s.starts);
    return status;
}
