#ifndef HTSC_DATA_TERRAIN_H
#define HTSC_DATA_TERRAIN_H

#include <htscover/terrain.h>

/* Heights at x_m + i dx_m, y_m + i dy_m, i from 0 to count - 1, as htsc_terrain_sample gives them, to the bit. For
 * loops over radials: no allocation, no call of PROJ, any number of threads. */
void htsc__terrain_line(const htsc_terrain *terrain, double x_m, double y_m, double dx_m, double dy_m, size_t count,
                        float *ground_amsl_m);

/* Path of the i-th file that was read, for those who note where figures come from; NULL beyond the last. Borrowed. */
const char *htsc__terrain_file(const htsc_terrain *terrain, size_t i);

#endif
