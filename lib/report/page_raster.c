/* Pictures of the page: the raster they share, and how they get into it. */
#include "report/page_raster.h"

#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "base/error.h"
#include "base/memory.h"
#include "geo/png.h"

htsc__page_frame htsc__page_frame_of(const htsc__results *x) {
    const htsc_grid_spec *spec = htsc_study_spec(x->study);
    const double height_m = spec->height * spec->cell_height;
    return (htsc__page_frame){spec->west, spec->north - height_m, spec->width * spec->cell_width, height_m};
}

htsc_status htsc__page_raster_init(htsc__page_raster *raster, const htsc__results *x, size_t picture_count,
                                   double pixel_budget, htsc_error *err) {
    const htsc_grid_spec *spec = htsc_study_spec(x->study);
    const double pixels = (double)spec->width * spec->height * (double)picture_count;
    const int step = pixels > pixel_budget ? (int)ceil(sqrt(pixels / pixel_budget)) : 1;
    const double *px = htsc_study_x_m(x->study), *py = htsc_study_y_m(x->study);
    *raster = (htsc__page_raster){
        (spec->width + step - 1) / step, (spec->height + step - 1) / step, step, step * spec->cell_width, NULL,
        htsc_study_count(x->study)};
    raster->cell_of = htsc__alloc(raster->pixel_count, sizeof *raster->cell_of);
    if (raster->cell_of == NULL) return htsc__error_memory(err, "a picture");
    for (size_t i = 0; i < raster->pixel_count; i++) {
        const int column = (int)floor((px[i] - spec->west) / spec->cell_width) / step;
        const int row = (int)floor((spec->north - py[i]) / spec->cell_height) / step;
        raster->cell_of[i] = (size_t)row * (size_t)raster->width + (size_t)column;
    }
    return HTSC_OK;
}

void htsc__page_raster_clear(htsc__page_raster *raster) {
    htsc__free(raster->cell_of);
    raster->cell_of = NULL;
}

json_t *htsc__page_extent(bool *bad, const htsc__page_raster *raster, const htsc__page_frame *frame) {
    json_t *o = json_object();
    put(bad, o, "pixel_m", real(raster->pixel_m));
    put(bad, o, "south_m", real(frame->height_m - raster->height * raster->pixel_m));
    put(bad, o, "west_m", real(0));
    put(bad, o, "north_m", real(frame->height_m));
    put(bad, o, "east_m", real(raster->width * raster->pixel_m));
    return o;
}

htsc_status htsc__page_put_picture(bool *bad, json_t *o, const char *key, const htsc__page_raster *raster,
                                   const uint8_t *pixels, const uint32_t *rgba, int colour_count, htsc_error *err) {
    static const char prefix[] = "data:image/png;base64,";
    unsigned char *bytes = NULL;
    size_t size = 0;
    htsc_status status =
        htsc__png_encode(raster->width, raster->height, pixels, rgba, colour_count, &bytes, &size, err);
    if (status != HTSC_OK) return status;
    char *uri = htsc__alloc(sizeof prefix + HTSC__BASE64_LENGTH(size), 1);
    if (uri != NULL) {
        memcpy(uri, prefix, sizeof prefix - 1);
        htsc__base64(bytes, size, uri + sizeof prefix - 1);
        if (key == NULL)
            append(bad, o, json_string(uri));
        else
            put(bad, o, key, json_string(uri));
    }
    htsc__free(bytes);
    htsc__free(uri);
    return uri == NULL ? htsc__error_memory(err, "a picture") : HTSC_OK;
}
