#ifndef HTSC_GEO_SIMPLIFY_H
#define HTSC_GEO_SIMPLIFY_H

#include "geo/arcs.h"

/*
 * Takes the pixel stairs out of the arcs of a map, once for both neighbours: two inner vertices of an arc become one,
 * or none, where that displaces at most `tolerance_px` pixels of area (the symmetric difference of one such step), the
 * least displacement first. Each step leaves the area on both sides as it was, so every area of the map keeps its own
 * to rounding. Fixed vertices and nodes stay. No line comes to cross or touch another or itself, nothing changes its
 * side, and no closed arc falls below four corners; so outlines stay valid, without gaps and overlaps. Neither do lines
 * enter pixels that are not free (as given to htsc__arcs_build) from those that are.
 *
 * Kronenfeld, Stanislawski, Buttenfield, Brockmeyer: Simplification of polylines by segment collapse: minimizing areal
 * displacement while preserving area. International Journal of Cartography 6(1), 2020.
 *
 * The outcome depends on the map alone. 0 leaves the stairs. Cost: about n log n of n vertices.
 */
htsc_status htsc__arcs_simplify(htsc__arcs *map, const uint8_t *free_pixels, double tolerance_px, htsc_error *err);

#endif
