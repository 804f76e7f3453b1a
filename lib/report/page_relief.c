/* Shaded relief under the page's map. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/page_raster.h"

enum { SHADE_COUNT = 15 };

/* Heights at the centres of the raster's cells, row by row from the north. */
static htsc_status sample(const htsc__results *x, const htsc__page_raster *raster, float *heights_m, htsc_error *err) {
    const htsc_grid_spec *spec = htsc_study_spec(x->study);
    const size_t width = (size_t)raster->width;
    double *px = htsc__alloc(width, sizeof *px), *py = htsc__alloc(width, sizeof *py);
    htsc_status status = px == NULL || py == NULL ? htsc__error_memory(err, "the relief") : HTSC_OK;
    for (int row = 0; row < raster->height && status == HTSC_OK; row++) {
        for (size_t c = 0; c < width; c++) {
            px[c] = spec->west + ((double)c + 0.5) * raster->pixel_m;
            py[c] = spec->north - (row + 0.5) * raster->pixel_m;
        }
        status = htsc_terrain_sample(x->terrain, width, px, py, heights_m + (size_t)row * width, err);
    }
    htsc__free(px);
    htsc__free(py);
    return status;
}

/* Cosine of the angle between slope and light from the north-west, 45 degrees high; slopes are doubled, as hills of a
 * commune are low beside its width. NaN where a height is not known. */
static double light(const htsc__page_raster *raster, const float *heights_m, int row, int column) {
    const int left = column > 0 ? column - 1 : column, right = column < raster->width - 1 ? column + 1 : column;
    const int up = row > 0 ? row - 1 : row, down = row < raster->height - 1 ? row + 1 : row;
    if (left == right || up == down) return (double)NAN;
    const float *h = heights_m;
    const size_t w = (size_t)raster->width;
    const double east = (double)(h[(size_t)row * w + (size_t)right] - h[(size_t)row * w + (size_t)left]),
                 north = (double)(h[(size_t)up * w + (size_t)column] - h[(size_t)down * w + (size_t)column]);
    const double slope_x = 2 * east / ((right - left) * raster->pixel_m),
                 slope_y = 2 * north / ((down - up) * raster->pixel_m);
    return (0.5 * slope_x - 0.5 * slope_y + sqrt(0.5)) / sqrt(1 + slope_x * slope_x + slope_y * slope_y);
}

static htsc_status draw(bool *bad, json_t *root, const htsc__page_raster *raster, const float *heights_m,
                        htsc_error *err) {
    uint32_t rgba[SHADE_COUNT + 1] = {0xffffff00};
    uint8_t *pixels = htsc__alloc((size_t)raster->width * (size_t)raster->height, 1);
    if (pixels == NULL) return htsc__error_memory(err, "the relief");
    for (uint32_t i = 0; i < SHADE_COUNT; i++) {
        const uint32_t grey = 0x70 + (0xff - 0x70) * i / (SHADE_COUNT - 1);
        rgba[i + 1] = grey << 24 | grey << 16 | grey << 8 | 0xff;
    }
    for (int row = 0; row < raster->height; row++)
        for (int column = 0; column < raster->width; column++) {
            const double lit = light(raster, heights_m, row, column);
            pixels[(size_t)row * (size_t)raster->width + (size_t)column] =
                (uint8_t)(isnan(lit) ? 0 : 1 + fmin(floor(fmax(lit, 0) * SHADE_COUNT), SHADE_COUNT - 1));
        }
    htsc_status status = htsc__page_put_picture(bad, root, "relief", raster, pixels, rgba, SHADE_COUNT + 1, err);
    htsc__free(pixels);
    return status;
}

htsc_status htsc__page_put_relief(bool *bad, json_t *root, const htsc__results *x, htsc_error *err) {
    const htsc__page_frame frame = htsc__page_frame_of(x);
    htsc__page_raster raster;
    if (x->terrain == NULL) {
        put(bad, root, "relief", json_null());
        return HTSC_OK;
    }
    htsc_status status = htsc__page_raster_init(&raster, x, 1, HTSC__PAGE_RELIEF_PIXELS, err);
    float *heights_m =
        status == HTSC_OK ? htsc__alloc((size_t)raster.width * (size_t)raster.height, sizeof *heights_m) : NULL;
    if (status == HTSC_OK && heights_m == NULL) status = htsc__error_memory(err, "the relief");
    if (status == HTSC_OK) status = sample(x, &raster, heights_m, err);
    if (status == HTSC_OK) status = draw(bad, root, &raster, heights_m, err);
    if (status == HTSC_OK) put(bad, root, "relief_extent", htsc__page_extent(bad, &raster, &frame));
    htsc__free(heights_m);
    htsc__page_raster_clear(&raster);
    return status;
}
