#ifndef HTSC_TESTS_GEO_RASTER_H
#define HTSC_TESTS_GEO_RASTER_H

/* Rasters that tests of mosaics, terrain and land cover make for themselves. */

#include <gdal.h>
#include <ogr_srs_api.h>

typedef struct raster {
    int width, height;
    double west, north, cell;
    int epsg;
    double no_data;
} raster;

/* A GeoTIFF of `type` from floats. */
static inline const char *make_raster(const char *path, const raster *r, GDALDataType type, float *values) {
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, r->width, r->height, 1, type, NULL);
    assert_non_null(dataset);
    double transform[6] = {r->west, r->cell, 0, r->north, 0, -r->cell};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, r->epsg), OGRERR_NONE);
    assert_int_equal(GDALSetSpatialRef(dataset, srs), CE_None);
    OSRDestroySpatialReference(srs);
    assert_int_equal(GDALSetGeoTransform(dataset, transform), CE_None);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    assert_int_equal(GDALSetRasterNoDataValue(band, r->no_data), CE_None);
    assert_int_equal(
        GDALRasterIO(band, GF_Write, 0, 0, r->width, r->height, values, r->width, r->height, GDT_Float32, 0, 0),
        CE_None);
    GDALClose(dataset);
    return path;
}

/* A copy of a file of the shared data in the scratch folder. */
static inline void copy_shared(scratch *s, const char *from, const char *name) {
    size_t size;
    char *bytes = read_whole(from, &size);
    scratch_write_bytes(s, name, bytes, size);
    free(bytes);
}

#endif
