#ifndef HTSC_GEO_SIMPLIFY_CHAMFER_H
#define HTSC_GEO_SIMPLIFY_CHAMFER_H

#include "geo/arcs.h"

/*
 * Of a map as htsc__arcs_build made it: cuts its corners off, up to half a pixel from them, convex and concave ones of
 * an arc in balance, so that areas stay. Fixed corners and arcs that turn one way only stay as they are.
 */
htsc_status htsc__arcs_chamfer(htsc__arcs *map, htsc_error *err);

#endif
