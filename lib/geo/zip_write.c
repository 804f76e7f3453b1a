#include "geo/zip_write.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <string.h>

#include "base/error.h"
#include "geo/gdal.h"

htsc_status htsc__zip_write(const char *path, const char *entry, const void *bytes, size_t size, htsc_error *err) {
    htsc__gdal_errors errors;
    htsc__gdal_init();
    htsc__gdal_begin(&errors);
    void *zip = CPLCreateZip(path, NULL);
    bool good = zip != NULL && CPLCreateFileInZip(zip, entry, NULL) == CE_None;
    /* an int at a time */
    for (size_t at = 0; at < size && good; at += 1u << 30) {
        const size_t part = size - at < 1u << 30 ? size - at : 1u << 30;
        good = CPLWriteFileInZip(zip, (const char *)bytes + at, (int)part) == CE_None;
    }
    good = good && CPLCloseFileInZip(zip) == CE_None;
    if (zip != NULL && CPLCloseZip(zip) != CE_None) good = false;
    htsc__gdal_end();
    if (good && errors.message[0] == '\0') return HTSC_OK;
    const char *slash = strrchr(path, '/');
    return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", slash == NULL ? path : slash + 1,
                           errors.message[0] == '\0' ? "unknown reason" : errors.message);
}
