#ifndef HTSC_GEO_PNG_H
#define HTSC_GEO_PNG_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

/*
 * A PNG of indexed colours in memory. `pixels` are row-major, the north row first, each an index below `colour_count`
 * (at most 256); `rgba` has 0xRRGGBBAA of each index. The same input gives the same bytes. Not above 2^26 pixels.
 * @param[out] bytes  `size` of them; htsc__free()
 */
htsc_status htsc__png_encode(int width, int height, const uint8_t *pixels, const uint32_t *rgba, int colour_count,
                             unsigned char **bytes, size_t *size, htsc_error *err);

#endif
