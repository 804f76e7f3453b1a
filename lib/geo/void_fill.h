#ifndef HTSC_GEO_VOID_FILL_H
#define HTSC_GEO_VOID_FILL_H

#include "geo/raster_file.h"

/* A void takes its height from the known pixels at most this far away, and from no other. */
#define HTSC__FILL_REACH_PX 100

/*
 * Fills the NaN of `inner` within values, `width` x `height`, by GDALFillNodata: of each quadrant the nearest known
 * pixel, weighted by the inverse of its distance; no smoothing. Infinities are no pixels at all: neither filled nor
 * taken from. The result for a pixel does not depend on what lies farther than the reach, so it is the same in every
 * window that has that much around `inner`, or ends where the raster does.
 */
htsc_status htsc__fill_voids(float *values, int width, int height, const htsc__window *inner, htsc_error *err);

#endif
