/** @file refractivity.h  The user's own ITU-R maps of refractivity: N050.TXT and DN50.TXT of P.1812 and P.452. */
#ifndef HTSCOVER_REFRACTIVITY_H
#define HTSCOVER_REFRACTIVITY_H

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Sea-level surface refractivity and its lapse rate over the Earth. Immutable after read; may be shared by threads. */
typedef struct htsc_refractivity htsc_refractivity;

/**
 * Reads the two maps that come with Recommendation ITU-R P.1812 (section 3.5) and P.452. They may not be passed on, so
 * that none come with this library: the user fetches them from the ITU.
 *
 * Each file is text of 121 lines with 241 numbers between blanks or tabs; lines from 90 degrees north to 90 degrees
 * south, numbers from 0 to 360 degrees east, every 1.5 degrees. Blank lines do not count.
 * @param n0_path      N050.TXT, N-units, each in [200, 500]
 * @param delta_n_path DN50.TXT, N-units/km, each in [-50, 200): two files in each other's place are refused
 * @return HTSC_ERR_IO; HTSC_ERR_LIMIT above 4 MiB; HTSC_ERR_FORMAT with "file:line: reason"
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_refractivity_read(const char *n0_path, const char *delta_n_path,
                                                           htsc_refractivity **map, htsc_error *err);
HTSC_API void htsc_refractivity_free(htsc_refractivity *map);

/**
 * Both values at a place, bilinear between the four points around it (P.1144, annex 1, section 1b). Pure; thread-safe.
 * @param lon_deg  any finite value: whole turns do not matter
 * @param lat_deg  [-90, 90]
 * @param n0       N-units, as htsc_p1812_options.n0
 * @param delta_n  N-units/km, as htsc_p1812_options.delta_n
 * @return HTSC_ERR_ARGUMENT for a place outside these ranges; the outputs are then left alone
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_refractivity_get(const htsc_refractivity *map, double lon_deg, double lat_deg,
                                                          double *n0, double *delta_n, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
