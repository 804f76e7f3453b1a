/* Light from the north-west over the terrain. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/map_page.h"

enum { LONGEST = 900 }; /* nodes along the longer side: what the eye sees of a subtle shade */

/* Slopes by differences over two steps (Horn 1981, Hill shading and the reflectance map, eq. for the 3 x 3 window), lit
 * from 315 degrees at 45 degrees, heights doubled: commune relief is gentle on paper. */
static float shade_of(const float *h, int width, double step_m) {
    const double across = ((double)h[-width + 1] + 2 * (double)h[1] + (double)h[width + 1] - (double)h[-width - 1] -
                           2 * (double)h[-1] - (double)h[width - 1]) /
                          (8 * step_m);
    const double up = ((double)h[-width - 1] + 2 * (double)h[-width] + (double)h[-width + 1] - (double)h[width - 1] -
                       2 * (double)h[width] - (double)h[width + 1]) /
                      (8 * step_m);
    const double east = 2 * across, north = 2 * up;
    const double light = (1 + (east - north) / sqrt(2.0)) / sqrt(1 + east * east + north * north); /* level: 1 */
    return isnan(light) ? 1.0F : (float)fmax(light, 0);
}

htsc_status htsc__map_relief_make(const htsc__results *x, htsc__map_relief *relief, htsc_error *err) {
    *relief = (htsc__map_relief){.shade = NULL};
    if (x->terrain == NULL) return HTSC_OK;
    const htsc_grid_spec *s = htsc_study_spec(x->study);
    const double east_m = s->cell_width * s->width, south_m = s->cell_height * s->height;
    const double step_m = fmax(east_m, south_m) / LONGEST;
    /* one node more at each edge, for the slopes there */
    const int width = (int)ceil(east_m / step_m) + 3, height = (int)ceil(south_m / step_m) + 3;
    const size_t count = (size_t)width * (size_t)height;
    double *x_m = htsc__alloc(count, sizeof *x_m), *y_m = htsc__alloc(count, sizeof *y_m);
    float *heights = htsc__alloc(count, sizeof *heights);
    relief->shade = htsc__alloc(count, sizeof *relief->shade);
    htsc_status status = HTSC_OK;
    if (x_m == NULL || y_m == NULL || heights == NULL || relief->shade == NULL)
        status = htsc__error_memory(err, "relief");
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const size_t column = i % (size_t)width, row = i / (size_t)width;
        x_m[i] = s->west + ((double)column - 1) * step_m;
        y_m[i] = s->north - ((double)row - 1) * step_m;
    }
    if (status == HTSC_OK) status = htsc_terrain_sample(x->terrain, count, x_m, y_m, heights, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const size_t column = i % (size_t)width, row = i / (size_t)width;
        const bool edge = column == 0 || row == 0 || column + 1 == (size_t)width || row + 1 == (size_t)height;
        relief->shade[i] = edge ? 1.0F : shade_of(heights + i, width, step_m);
    }
    relief->width = width;
    relief->height = height;
    relief->step_u = step_m / east_m;
    relief->step_v = step_m / south_m;
    htsc__free(x_m);
    htsc__free(y_m);
    htsc__free(heights);
    return status;
}

void htsc__map_relief_clear(htsc__map_relief *relief) {
    htsc__free(relief->shade);
}

double htsc__map_relief_at(const htsc__map_relief *relief, double u, double v) {
    if (relief->shade == NULL) return 1;
    const double x = fmin(fmax(u / relief->step_u + 1, 0), relief->width - 1.001);
    const double y = fmin(fmax(v / relief->step_v + 1, 0), relief->height - 1.001);
    const int column = (int)x, row = (int)y;
    const float *s = relief->shade + (size_t)row * (size_t)relief->width + (size_t)column;
    const double a = x - column, b = y - row;
    return (1 - b) * ((1 - a) * (double)s[0] + a * (double)s[1]) +
           b * ((1 - a) * (double)s[relief->width] + a * (double)s[relief->width + 1]);
}
