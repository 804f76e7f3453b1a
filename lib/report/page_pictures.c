/* Pictures of levels: classes of each layer, and the signal of the best server in steps. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/page_raster.h"
#include "report/palette.h"

/* Bands of 5 dB: below -120 dBm, then from -120 up, the last from -70 up. Colours: viridis (CC0), weak is dark. */
enum { BAND_COUNT = 12, BAND_FROM_DBM = -120, BAND_STEP_DB = 5 };
static const uint32_t band_rgb[BAND_COUNT] = {0x440154, 0x482173, 0x433e85, 0x38588c, 0x2d708e, 0x25858e,
                                              0x1e9b8a, 0x2ab07f, 0x52c569, 0x86d549, 0xc2df23, 0xfde725};

/* What is being drawn on. */
typedef struct drawing {
    htsc__page_raster raster;
    size_t cell_count;
    uint8_t *pixels;
    uint32_t (*levels)[HTSC_LEVEL_COUNT]; /* pixels of each level in a cell */
    double *sum_dbm;
    uint32_t *heard;
} drawing;

static htsc_status open_drawing(drawing *d, const htsc__results *x, size_t pictures, htsc_error *err) {
    htsc_status status = htsc__page_raster_init(&d->raster, x, pictures, HTSC__PAGE_PIXELS, err);
    if (status != HTSC_OK) return status;
    d->cell_count = (size_t)d->raster.width * (size_t)d->raster.height;
    d->pixels = htsc__alloc(d->cell_count, 1);
    d->levels = htsc__alloc(d->cell_count, sizeof *d->levels);
    d->sum_dbm = htsc__alloc(d->cell_count, sizeof *d->sum_dbm);
    d->heard = htsc__alloc(d->cell_count, sizeof *d->heard);
    if (d->pixels == NULL || d->levels == NULL || d->sum_dbm == NULL || d->heard == NULL)
        return htsc__error_memory(err, "a picture");
    return HTSC_OK;
}

static void close_drawing(drawing *d) {
    htsc__page_raster_clear(&d->raster);
    htsc__free(d->pixels);
    htsc__free(d->levels);
    htsc__free(d->sum_dbm);
    htsc__free(d->heard);
}

/* The level of most pixels of a cell; of equal ones the worse. Index 0 is outside the area. */
static htsc_status put_classes(bool *bad, json_t *list, drawing *d, const htsc__results *x, const htsc_signal *signals,
                               htsc_error *err) {
    uint32_t rgba[HTSC_LEVEL_COUNT + 1] = {0xffffff00};
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
        rgba[level + 1] = htsc__level_rgb((htsc_level)level) << 8 | 0xff;
    memset(d->levels, 0, d->cell_count * sizeof *d->levels);
    for (size_t i = 0; i < d->raster.pixel_count; i++)
        d->levels[d->raster.cell_of[i]][htsc_coverage_level(x->pixels, &signals[i])]++;
    for (size_t c = 0; c < d->cell_count; c++) {
        const uint32_t *n = d->levels[c];
        int most = 0;
        for (int level = 1; level < HTSC_LEVEL_COUNT; level++)
            if (n[level] > n[most]) most = level;
        d->pixels[c] = (uint8_t)(n[most] == 0 ? 0 : most + 1);
    }
    return htsc__page_put_picture(bad, list, NULL, &d->raster, d->pixels, rgba, HTSC_LEVEL_COUNT + 1, err);
}

/* The mean level of a cell's pixels that hear somebody. */
static htsc_status put_levels(bool *bad, json_t *o, drawing *d, const htsc_signal *signals, htsc_error *err) {
    uint32_t rgba[BAND_COUNT + 1] = {0xffffff00};
    for (int band = 0; band < BAND_COUNT; band++) rgba[band + 1] = band_rgb[band] << 8 | 0xff;
    memset(d->sum_dbm, 0, d->cell_count * sizeof *d->sum_dbm);
    memset(d->heard, 0, d->cell_count * sizeof *d->heard);
    for (size_t i = 0; i < d->raster.pixel_count; i++) {
        if (isnan(signals[i].rsrp_dbm)) continue;
        d->sum_dbm[d->raster.cell_of[i]] += (double)signals[i].rsrp_dbm;
        d->heard[d->raster.cell_of[i]]++;
    }
    for (size_t c = 0; c < d->cell_count; c++) {
        const double band = floor((d->sum_dbm[c] / d->heard[c] - BAND_FROM_DBM) / BAND_STEP_DB) + 1;
        d->pixels[c] = (uint8_t)(d->heard[c] == 0 ? 0 : 1 + fmin(fmax(band, 0), BAND_COUNT - 1));
    }
    return htsc__page_put_picture(bad, o, "levels", &d->raster, d->pixels, rgba, BAND_COUNT + 1, err);
}

static htsc_status put_technology(bool *bad, json_t *o, drawing *d, const htsc__results *x, htsc_technology technology,
                                  htsc_error *err) {
    json_t *classes = json_array();
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < x->operator_count && status == HTSC_OK; i++)
        status = put_classes(bad, classes, d, x, htsc_coverage_get(x->pixels, technology, (uint32_t)i), err);
    const htsc_signal *any = htsc_coverage_get(x->pixels, technology, HTSC_UNION);
    if (status == HTSC_OK) status = put_classes(bad, classes, d, x, any, err);
    if (status == HTSC_OK) status = put_levels(bad, o, d, any, err);
    put(bad, o, "classes", classes);
    return status;
}

static json_t *bands_json(bool *bad) {
    json_t *o = json_object(), *colours = json_array();
    put(bad, o, "from_dbm", json_integer(BAND_FROM_DBM));
    put(bad, o, "step_db", json_integer(BAND_STEP_DB));
    for (int band = 0; band < BAND_COUNT; band++) append(bad, colours, json_sprintf("#%06x", band_rgb[band]));
    put(bad, o, "colours", colours);
    return o;
}

htsc_status htsc__page_put_pictures(bool *bad, json_t *root, json_t *technologies, const htsc__results *x,
                                    htsc_error *err) {
    const htsc__page_frame frame = htsc__page_frame_of(x);
    drawing d = {.pixels = NULL};
    htsc_status status = open_drawing(&d, x, x->technology_count * (x->operator_count + 2), err);
    if (status == HTSC_OK) put(bad, root, "pictures", htsc__page_extent(bad, &d.raster, &frame));
    for (size_t t = 0; t < x->technology_count && status == HTSC_OK; t++)
        status = put_technology(bad, json_array_get(technologies, t), &d, x, x->technologies[t].technology, err);
    close_drawing(&d);
    put(bad, root, "bands", bands_json(bad));
    return status == HTSC_OK ? htsc__page_put_relief(bad, root, x, err) : status;
}
