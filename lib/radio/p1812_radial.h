/* P.1812-8 along one radial of a mast: what a profile to each receiver in turn gives, without going over the profile
 * again. Every figure is that of htsc__p1812_path_read() for the same profile, to rounding.
 *
 * Heights less 500 d^2 / a_e turn the Earth's bulge into a plain height: there the highest point as the receiver sees
 * it is where a tangent from the receiver touches the upper hull of the points passed. A second plane, without bulge,
 * serves the smooth Earth, and a third, with clutter, the Bullington construction.
 *
 * Clutter ends a gap before the receiver, ground does not: the third plane lags behind the others. Points are no lower
 * with clutter than without, so the Bullington construction takes the highest of both planes. Where clutter ends, the
 * brink, is a point of its own for each receiver, and is looked at by itself. Its ground is on the chord between its
 * neighbours: it changes neither the smooth Earth's areas nor heights above straight lines, but with the bulge it may
 * be the horizon. */
#ifndef HTSC_RADIO_P1812_RADIAL_H
#define HTSC_RADIO_P1812_RADIAL_H

#include "p1812.h"
#include "p1812_hull.h"

/* Receivers are treated so many at a time. */
enum { HTSC__P1812_LANES = 64 };

/* A straight line away from a mast: points every step_km, the first under the mast. Arrays are borrowed. They hold a
 * point more than those between the mast and the farthest receiver: the brink may be nearest to it. */
typedef struct htsc__p1812_line {
    size_t count; /* points, that under the mast too */
    double step_km;
    const double *ground_amsl_m;
    const double *clutter_m; /* above the ground; NULL: none */
    double receiver_gap_km;  /* clutter ends so far before a receiver; > 0 */
} htsc__p1812_line;

/* Where clutter ends before a receiver. */
typedef struct htsc__p1812_brink {
    size_t after; /* points of the line 1 .. after have their clutter, those beyond none */
    bool stands;  /* the end is a point of its own, after that one */
    double d_km, ground_amsl_m, clutter_m;
} htsc__p1812_brink;

/* What the mast sees of the points passed so far. Scratch of one thread. */
typedef struct htsc__p1812_radial {
    htsc__p1812_line line;
    size_t capacity;
    size_t passed; /* points 1 .. passed lie behind */
    size_t topped; /* the same for clutter */
    double hts_amsl_m, ae_km;
    double v1, v2;       /* (83), (84) as far as the last point passed */
    double flat_highest; /* slope from the antenna, no bulge */
    double horizon;      /* highest tangent of an elevation angle, (76) */
    uint32_t horizon_at;
    double highest_ground, highest_top; /* slopes from the antenna, less the bulge; top: ground and clutter */
    htsc__hull flat, ground, tops;
    htsc__rises ground_rises, top_rises; /* tops: only where there is clutter */
    double *storage;
    uint32_t *storage_at;
} htsc__p1812_radial;

/* Receivers of one radial, by distance, and what the passes over their profiles give. */
typedef struct htsc__p1812_lanes {
    size_t count;
    double d_km[HTSC__P1812_LANES], ground_amsl_m[HTSC__P1812_LANES]; /* given, with hrs */
    double hrs_amsl_m[HTSC__P1812_LANES];
    double tan_t[HTSC__P1812_LANES], tan_r[HTSC__P1812_LANES];   /* tangents of the horizon angles */
    double horizons_km[HTSC__P1812_LANES];                       /* dlt + dlr */
    double dlt_km[HTSC__P1812_LANES], dlr_km[HTSC__P1812_LANES]; /* 0 in sight: not looked for */
    double v1[HTSC__P1812_LANES], v2[HTSC__P1812_LANES];
    double obstruction_m[HTSC__P1812_LANES], from_tx[HTSC__P1812_LANES], from_rx[HTSC__P1812_LANES];
    double tx_slope[HTSC__P1812_LANES], rx_slope[HTSC__P1812_LANES]; /* (14), (17) */
    double sight_nu[HTSC__P1812_LANES]; /* NaN where the Bullington path is not in sight, (15) */
    uint32_t passed[HTSC__P1812_LANES]; /* points between; 0: the profile has none, and nothing here is set */
    uint32_t tx_at[HTSC__P1812_LANES], rx_at[HTSC__P1812_LANES]; /* points of the horizons; 0 in sight */
    double brink_km[HTSC__P1812_LANES]; /* that of the line's first point where no brink stands: any point would do */
    double brink_ground_amsl_m[HTSC__P1812_LANES];
    uint32_t brink_after[HTSC__P1812_LANES]; /* HTSC__P1812_NO_BRINK: none stands */
} htsc__p1812_lanes;

/* The brink among points, and no brink. */
#define HTSC__P1812_AT_BRINK UINT32_MAX
#define HTSC__P1812_NO_BRINK UINT32_MAX

/* Room for lines of up to `points` points. All zero is a radial without room. */
htsc_status htsc__p1812_radial_reserve(htsc__p1812_radial *radial, size_t points, htsc_error *err);
void htsc__p1812_radial_clear(htsc__p1812_radial *radial);

/* Stands at the mast. `line` is copied, its arrays are not. */
void htsc__p1812_radial_start(htsc__p1812_radial *radial, const htsc__p1812_line *line, double tx_height_agl_m,
                              double ae_km);

/* Points of a line between the mast and a receiver at d_km: the last is half a step or more before it. The line runs
 * beside the receiver, so what it finds nearer is not what stands before the receiver (docs/methods.md). */
size_t htsc__p1812_points_between(double d_km, double step_km);

/* Those of the points between that are the gap or more before the receiver, counted from the mast. */
size_t htsc__p1812_points_cluttered(size_t between, double d_km, double step_km, double receiver_gap_km);

/* Where clutter ends before a receiver: the gap from it, on the chord between its neighbours in the profile, with the
 * clutter of the line's nearest point that is not beyond the receiver. None stands where clutter ends at a point
 * between, where the nearest point is the mast's, and on a line without clutter. */
htsc__p1812_brink htsc__p1812_brink_of(const htsc__p1812_line *line, size_t between, double d_km, double ground_amsl_m);

/* The profile of a receiver: the mast, the line's points between and the brink, the receiver with `clutter_m`. Arrays
 * have room for three points more than there are between.
 * @return points */
size_t htsc__p1812_line_profile(const htsc__p1812_line *line, double d_km, double ground_amsl_m, double clutter_m,
                                double *distance_km, double *profile_ground_amsl_m, double *profile_clutter_m);

/* Fills lane `i`, whose d_km, ground_amsl_m and hrs_amsl_m are set. Receivers must come by points between and, on a
 * line with clutter, by points cluttered. `root_wavelength_m` is that of the lowest frequency: a path that clears its
 * first Fresnel ellipsoid by so much that (12) gives nothing there has only a bound in sight_nu. */
void htsc__p1812_radial_look(htsc__p1812_radial *radial, htsc__p1812_lanes *lanes, size_t i, double root_wavelength_m);

/* The point that the path of lane `i`, in sight, clears by the smallest share of its Fresnel ellipsoid. */
uint32_t htsc__p1812_least_clear_point(const htsc__p1812_radial *radial, const htsc__p1812_lanes *lanes, size_t i);

/* Repeats the last lane as far as `whole`, for loops over whole registers. */
void htsc__p1812_lanes_fill_up(htsc__p1812_lanes *lanes, size_t whole);

#endif
