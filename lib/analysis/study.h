#ifndef HTSC_ANALYSIS_STUDY_H
#define HTSC_ANALYSIS_STUDY_H

#include <htscover/zone.h>

/* Index of a pixel that touches no part of the area. */
#define HTSC__NO_PIXEL UINT32_MAX

/* Row-major: the pixel's place in htsc_study_x_m(), or HTSC__NO_PIXEL. Borrowed. */
const uint32_t *htsc__study_pixels(const htsc_study *study);

#endif
