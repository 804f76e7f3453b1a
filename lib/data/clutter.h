#ifndef HTSC_DATA_CLUTTER_H
#define HTSC_DATA_CLUTTER_H

#include <htscover/clutter.h>

/* Clutter heights at x_m + i dx_m, y_m + i dy_m, i from 0 to count - 1, as htsc_clutter_sample gives them. For loops
 * over radials: no allocation, no call of PROJ, any number of threads. */
void htsc__clutter_line(const htsc_clutter *clutter, double x_m, double y_m, double dx_m, double dy_m, size_t count,
                        float *height_m);

/* Path of the i-th file that was read, for those who note where figures come from; NULL beyond the last. Borrowed. */
const char *htsc__clutter_file(const htsc_clutter *clutter, size_t i);

#endif
