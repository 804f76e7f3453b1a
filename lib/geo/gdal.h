#ifndef HTSC_GEO_GDAL_H
#define HTSC_GEO_GDAL_H

#include <stdbool.h>

#include <htscover/error.h>

/* Private to floor geo: GDAL's set-up, and its errors turned into ours. */

/* Registers drivers once; no network, no side-car metadata written. */
void htsc__gdal_init(void);

/* Between begin and end GDAL's last error message is kept instead of printed. Nest on one thread. */
typedef struct htsc__gdal_errors {
    char message[512];
} htsc__gdal_errors;
void htsc__gdal_begin(htsc__gdal_errors *errors);
void htsc__gdal_end(void);

/* The path ends in ".ext", in any case. */
bool htsc__path_has_ext(const char *path, const char *ext);

/* Versions of the parts of this floor, one "name version" a line. */
void htsc__geo_versions(char *text, size_t size);

#endif
