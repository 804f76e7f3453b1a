#include "geo/gdal.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <geos_c.h>
#include <proj.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void init(void) {
    GDALAllRegister();
    OGRRegisterAll();
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("GDAL_HTTP_TIMEOUT", "1");
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}");
    CPLSetConfigOption("OGR_GEOJSON_MAX_OBJ_SIZE", "200");
    CPLSetConfigOption("GDAL_VRT_ENABLE_PYTHON", "NO");
}

void htsc__gdal_init(void) {
    pthread_once(&once, init);
}

static void keep(CPLErr level, CPLErrorNum number, const char *text) {
    (void)number;
    htsc__gdal_errors *errors = CPLGetErrorHandlerUserData();
    if (level >= CE_Failure && errors->message[0] == '\0')
        htsc__text_copy(errors->message, sizeof errors->message, text);
}

void htsc__gdal_begin(htsc__gdal_errors *errors) {
    errors->message[0] = '\0';
    CPLPushErrorHandlerEx(keep, errors);
}

void htsc__gdal_end(void) {
    CPLPopErrorHandler();
    CPLErrorReset();
}

bool htsc__path_has_ext(const char *path, const char *ext) {
    const char *dot = strrchr(path, '.');
    return dot != NULL && htsc__text_equal_nocase(dot + 1, ext);
}

void htsc__geo_versions(char *text, size_t size) {
    PJ_INFO proj = proj_info();
    char geos[64];
    htsc__text_copy(geos, sizeof geos, GEOSversion());
    geos[strcspn(geos, "-")] = '\0';
    snprintf(text, size, "GDAL %s\nPROJ %s\nGEOS %s\n", GDALVersionInfo("RELEASE_NAME"), proj.version, geos);
}
