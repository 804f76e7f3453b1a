#include "geo/polygonize.h"

#include <gdal.h>
#include <gdal_alg.h>
#include <ogr_api.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/gdal.h"

static htsc_status failed(const htsc__gdal_errors *errors, htsc_error *err) {
    return htsc__error_set(err, HTSC_ERR_GEOMETRY, "outlines of classes: %s", errors->message);
}

/* A raster in memory over the caller's bytes. */
static GDALDatasetH raster_of(const htsc_grid_spec *spec, const uint8_t *classes) {
    GDALDatasetH raster = GDALCreate(GDALGetDriverByName("MEM"), "", spec->width, spec->height, 1, GDT_Byte, NULL);
    if (raster == NULL) return NULL;
    double transform[6] = {spec->west, spec->cell_width, 0, spec->north, 0, -spec->cell_height};
    GDALSetGeoTransform(raster, transform);
    /* GDALRasterIO wants a non-const buffer even to write from; it does not change it. */
    union {
        const uint8_t *in;
        void *out;
    } bytes = {classes};
    if (GDALRasterIO(GDALGetRasterBand(raster, 1), GF_Write, 0, 0, spec->width, spec->height, bytes.out, spec->width,
                     spec->height, GDT_Byte, 0, 0) != CE_None) {
        GDALClose(raster);
        return NULL;
    }
    return raster;
}

static htsc_status take_feature(htsc__geos *geos, OGRFeatureH feature, htsc__area_fn tell, void *ctx, htsc_error *err) {
    int value = OGR_F_GetFieldAsInteger(feature, 0);
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (value == 0 || geometry == NULL) return HTSC_OK;
    size_t size = (size_t)OGR_G_WkbSize(geometry);
    unsigned char *wkb = htsc__alloc(size, 1);
    if (wkb == NULL) return htsc__error_memory(err, "an outline");
    htsc__geom *outline = NULL, *valid = NULL;
    char reason[200];
    htsc_status status = OGR_G_ExportToWkb(geometry, wkbNDR, wkb) == OGRERR_NONE
                             ? htsc__geom_from_wkb(geos, wkb, size, &outline, err)
                             : htsc__error_set(err, HTSC_ERR_GEOMETRY, "an outline cannot be written");
    htsc__free(wkb);
    /* Rings that touch themselves at a corner are not valid as they come. */
    if (status == HTSC_OK) status = htsc__geom_make_polygonal(geos, outline, &valid, reason, err);
    htsc__geom_free(geos, outline);
    return status == HTSC_OK ? tell(ctx, (uint8_t)value, valid, err) : status;
}

htsc_status htsc__polygonize(htsc__geos *geos, const htsc_grid_spec *spec, const uint8_t *classes, htsc__area_fn tell,
                             void *ctx, htsc_error *err) {
    htsc__gdal_init();
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    htsc_status status = HTSC_OK;
    GDALDatasetH raster = raster_of(spec, classes), vectors = NULL;
    OGRLayerH layer = NULL;
    if (raster != NULL) vectors = GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, GDT_Unknown, NULL);
    if (vectors != NULL) layer = GDALDatasetCreateLayer(vectors, "areas", NULL, wkbPolygon, NULL);
    OGRFieldDefnH field = OGR_Fld_Create("class", OFTInteger);
    GDALRasterBandH band = raster == NULL ? NULL : GDALGetRasterBand(raster, 1);
    if (layer == NULL || OGR_L_CreateField(layer, field, 0) != OGRERR_NONE ||
        GDALPolygonize(band, band, layer, 0, NULL, NULL, NULL) != CE_None) /* the band is its own mask: 0 is left out */
        status = failed(&errors, err);
    if (status == HTSC_OK) {
        OGR_L_ResetReading(layer);
        for (OGRFeatureH feature; status == HTSC_OK && (feature = OGR_L_GetNextFeature(layer)) != NULL;
             OGR_F_Destroy(feature))
            status = take_feature(geos, feature, tell, ctx, err);
    }
    OGR_Fld_Destroy(field);
    if (vectors != NULL) GDALClose(vectors);
    if (raster != NULL) GDALClose(raster);
    htsc__gdal_end();
    return status;
}
