#ifndef HTSC_GEO_ZIP_WRITE_H
#define HTSC_GEO_ZIP_WRITE_H

#include <stddef.h>

#include <htscover/error.h>

/* A zip of one file, e.g. doc.kml in a KMZ. Nothing in it depends on the clock. */
htsc_status htsc__zip_write(const char *path, const char *entry, const void *bytes, size_t size, htsc_error *err);

#endif
