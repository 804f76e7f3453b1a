#include "geo/void_fill.h"

#include <gdal.h>
#include <gdal_alg.h>
#include <math.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/gdal.h"

enum { BLOCK = 256 };

typedef struct job {
    float *values;
    uint8_t *known; /* 1: was known before anything was filled */
    int width, height;
} job;

static size_t at(const job *j, int column, int row) {
    return (size_t)row * (size_t)j->width + (size_t)column;
}

static htsc__window widen(const job *j, const htsc__window *block) {
    int left = block->column > HTSC__FILL_REACH_PX ? block->column - HTSC__FILL_REACH_PX : 0;
    int top = block->row > HTSC__FILL_REACH_PX ? block->row - HTSC__FILL_REACH_PX : 0;
    int right = block->column + block->width + HTSC__FILL_REACH_PX;
    int bottom = block->row + block->height + HTSC__FILL_REACH_PX;
    if (right > j->width) right = j->width;
    if (bottom > j->height) bottom = j->height;
    return (htsc__window){left, top, right - left, bottom - top};
}

static bool any_known(const job *j, const htsc__window *w) {
    for (int row = w->row; row < w->row + w->height; row++)
        for (int column = w->column; column < w->column + w->width; column++)
            if (j->known[at(j, column, row)]) return true;
    return false;
}

static bool any_void(const float *values, int width, const htsc__window *w) {
    for (int row = w->row; row < w->row + w->height; row++)
        for (int column = w->column; column < w->column + w->width; column++)
            if (isnan(values[(size_t)row * (size_t)width + (size_t)column])) return true;
    return false;
}

/* Band 1 the heights, band 2 what is known; in memory. */
static CPLErr write_bands(GDALDatasetH heights, GDALDatasetH mask, const job *j, const htsc__window *w) {
    size_t first = at(j, w->column, w->row);
    CPLErr failed = GDALRasterIO(GDALGetRasterBand(heights, 1), GF_Write, 0, 0, w->width, w->height, j->values + first,
                                 w->width, w->height, GDT_Float32, 0, j->width * (int)sizeof(float));
    if (failed != CE_None) return failed;
    return GDALRasterIO(GDALGetRasterBand(mask, 1), GF_Write, 0, 0, w->width, w->height, j->known + first, w->width,
                        w->height, GDT_Byte, 0, j->width);
}

static CPLErr fill_bands(const job *j, const htsc__window *w, const htsc__window *block, float *filled) {
    GDALDriverH memory = GDALGetDriverByName("MEM");
    GDALDatasetH heights = GDALCreate(memory, "", w->width, w->height, 1, GDT_Float32, NULL);
    GDALDatasetH mask = GDALCreate(memory, "", w->width, w->height, 1, GDT_Byte, NULL);
    char option[] = "TEMP_FILE_DRIVER=MEM", *options[] = {option, NULL};
    CPLErr failed = heights == NULL || mask == NULL ? CE_Failure : write_bands(heights, mask, j, w);
    if (failed == CE_None)
        failed = GDALFillNodata(GDALGetRasterBand(heights, 1), GDALGetRasterBand(mask, 1), HTSC__FILL_REACH_PX, 0, 0,
                                options, NULL, NULL);
    if (failed == CE_None)
        failed = GDALRasterIO(GDALGetRasterBand(heights, 1), GF_Read, block->column - w->column, block->row - w->row,
                              block->width, block->height, filled, block->width, block->height, GDT_Float32, 0, 0);
    if (heights != NULL) GDALClose(heights);
    if (mask != NULL) GDALClose(mask);
    return failed;
}

/* Known pixels keep their marks, so what one block fills is no source for the next. */
static htsc_status fill_block(job *j, const htsc__window *block, float *filled, htsc_error *err) {
    const htsc__window w = widen(j, block);
    if (!any_void(j->values, j->width, block) || !any_known(j, &w)) return HTSC_OK;
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    CPLErr failed = fill_bands(j, &w, block, filled);
    htsc__gdal_end();
    if (failed != CE_None) return htsc__error_set(err, HTSC_ERR_MEMORY, "voids cannot be filled: %s", errors.message);
    for (int row = 0; row < block->height; row++)
        for (int column = 0; column < block->width; column++) {
            float *value = &j->values[at(j, block->column + column, block->row + row)];
            if (isnan(*value)) *value = filled[row * block->width + column];
        }
    return HTSC_OK;
}

htsc_status htsc__fill_voids(float *values, int width, int height, const htsc__window *inner, htsc_error *err) {
    if (!any_void(values, width, inner)) return HTSC_OK;
    job j = {values, htsc__alloc((size_t)width, (size_t)height), width, height};
    float *filled = htsc__alloc(BLOCK * BLOCK, sizeof *filled);
    htsc_status status = j.known == NULL || filled == NULL ? htsc__error_memory(err, "filling voids") : HTSC_OK;
    for (size_t i = 0; status == HTSC_OK && i < (size_t)width * (size_t)height; i++)
        j.known[i] = isfinite(values[i]) != 0;
    const int right = inner->column + inner->width, bottom = inner->row + inner->height;
    for (int row = inner->row; row < bottom && status == HTSC_OK; row += BLOCK)
        for (int column = inner->column; column < right && status == HTSC_OK; column += BLOCK) {
            htsc__window block = {column, row, right - column < BLOCK ? right - column : BLOCK,
                                  bottom - row < BLOCK ? bottom - row : BLOCK};
            status = fill_block(&j, &block, filled, err);
        }
    htsc__free(j.known);
    htsc__free(filled);
    return status;
}
