#include <cyaml/cyaml.h>
#include <jansson.h>
#include <stdio.h>

#include <htscover/error.h>

#include "geo/gdal.h"

void htsc_version_parts(char *text, size_t size) {
    char geo[256];
    htsc__geo_versions(geo, sizeof geo);
    snprintf(text, size, "libhtscover %s\n%slibcyaml %s\njansson %s\n", htsc_version(), geo, cyaml_version_str,
             jansson_version_str());
}
