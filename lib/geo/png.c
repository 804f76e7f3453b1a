#include "geo/png.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/gdal.h"

/* The raster that is copied into the PNG; it looks at `pixels` where they are. */
static GDALDatasetH open_pixels(int width, int height, const uint8_t *pixels, const uint32_t *rgba, int colour_count) {
    char pointer[64] = "", option[96];
    uint8_t *data = (uint8_t *)(uintptr_t)pixels;
    pointer[CPLPrintPointer(pointer, data, sizeof pointer - 1)] = '\0';
    snprintf(option, sizeof option, "DATAPOINTER=%s", pointer);
    GDALDatasetH made = GDALCreate(GDALGetDriverByName("MEM"), "", width, height, 0, GDT_Byte, NULL);
    if (made == NULL) return NULL;
    char *options[] = {option, NULL};
    GDALColorTableH table = GDALCreateColorTable(GPI_RGB);
    for (int i = 0; i < colour_count; i++) {
        const GDALColorEntry entry = {(short)(rgba[i] >> 24), (short)(rgba[i] >> 16 & 255), (short)(rgba[i] >> 8 & 255),
                                      (short)(rgba[i] & 255)};
        GDALSetColorEntry(table, i, &entry);
    }
    const bool good = GDALAddBand(made, GDT_Byte, options) == CE_None &&
                      GDALSetRasterColorTable(GDALGetRasterBand(made, 1), table) == CE_None;
    GDALDestroyColorTable(table);
    if (good) return made;
    GDALClose(made);
    return NULL;
}

htsc_status htsc__png_encode(int width, int height, const uint8_t *pixels, const uint32_t *rgba, int colour_count,
                             unsigned char **bytes, size_t *size, htsc_error *err) {
    char name[64], nbits[] = "NBITS=8", zlevel[] = "ZLEVEL=9";
    char *options[] = {nbits, zlevel, NULL};
    htsc__gdal_errors errors;
    vsi_l_offset length = 0;
    if (width < 1 || height < 1 || (double)width * height > (double)(1 << 26) || colour_count < 1 || colour_count > 256)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "a picture of %d x %d pixels and %d colours", width, height,
                               colour_count);
    nbits[6] = (char)('0' + (colour_count <= 4 ? 2 : colour_count <= 16 ? 4 : 8));
    htsc__gdal_init();
    htsc__gdal_begin(&errors);
    GDALDatasetH source = open_pixels(width, height, pixels, rgba, colour_count), made = NULL;
    snprintf(name, sizeof name, "/vsimem/htscover-%p.png", (void *)&source);
    if (source != NULL) made = GDALCreateCopy(GDALGetDriverByName("PNG"), name, source, 0, options, NULL, NULL);
    if (made != NULL) GDALClose(made);
    if (source != NULL) GDALClose(source);
    const GByte *held = made == NULL ? NULL : VSIGetMemFileBuffer(name, &length, 0);
    htsc_status status = HTSC_OK;
    if (held == NULL) status = htsc__error_set(err, HTSC_ERR_MEMORY, "a picture cannot be made: %s", errors.message);
    if (status == HTSC_OK) {
        *bytes = htsc__alloc((size_t)length, 1);
        if (*bytes == NULL) status = htsc__error_memory(err, "a picture");
    }
    if (status == HTSC_OK) {
        memcpy(*bytes, held, (size_t)length);
        *size = (size_t)length;
    }
    VSIUnlink(name);
    htsc__gdal_end();
    return status;
}
