#ifndef HTSC_GEO_SRS_H
#define HTSC_GEO_SRS_H

#include <htscover/error.h>

/* Private to floor geo: a GDAL spatial reference as the text PROJ takes, "EPSG:code" where it has one. */
struct OGRSpatialReferenceHS;
htsc_status htsc__srs_name(void *srs, char **name, htsc_error *err);

/* Contents of a .prj file (ESRI WKT) for a CRS. The caller frees with htsc__free. */
htsc_status htsc__srs_esri_wkt(const char *crs, char **wkt, htsc_error *err);

#endif
