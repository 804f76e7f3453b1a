#include "geo/srs.h"

#include <cpl_conv.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/gdal.h"

static htsc_status take(char *text, OGRErr failed, char **out, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (failed != OGRERR_NONE || text == NULL || text[0] == '\0') {
        status = htsc__error_set(err, HTSC_ERR_CRS, "its CRS cannot be written as WKT");
    } else {
        *out = htsc__strdup(text);
        if (*out == NULL) status = htsc__error_memory(err, "a CRS");
    }
    CPLFree(text);
    return status;
}

htsc_status htsc__srs_name(void *srs, char **name, htsc_error *err) {
    if (srs == NULL) return htsc__error_set(err, HTSC_ERR_CRS, "carries no CRS");
    const char *authority = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    if (authority != NULL && code != NULL && strcmp(authority, "EPSG") == 0) {
        char text[64];
        snprintf(text, sizeof text, "EPSG:%s", code);
        *name = htsc__strdup(text);
        return *name == NULL ? htsc__error_memory(err, "a CRS") : HTSC_OK;
    }
    static const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL;
    OGRErr failed = OSRExportToWktEx(srs, &wkt, options);
    return take(wkt, failed, name, err);
}

htsc_status htsc__srs_esri_wkt(const char *crs, char **wkt, htsc_error *err) {
    *wkt = NULL;
    htsc__gdal_init();
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OGRErr failed = OSRSetFromUserInput(srs, crs);
    char *text = NULL;
    static const char *const options[] = {"FORMAT=WKT1_ESRI", NULL};
    if (failed == OGRERR_NONE) failed = OSRExportToWktEx(srs, &text, options);
    OSRDestroySpatialReference(srs);
    htsc__gdal_end();
    return take(text, failed, wkt, err);
}
