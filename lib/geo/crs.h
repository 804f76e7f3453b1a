#ifndef HTSC_GEO_CRS_H
#define HTSC_GEO_CRS_H

#include <stdbool.h>

#include <htscover/crs.h>

/* A transform from `from` to WGS 84 and on to `to` is wanted often: both CRS names are "EPSG:code", WKT or PROJ text.
 */

/* The CRS is projected with metres on both axes. */
htsc_status htsc__crs_check_metric(const char *crs, htsc_error *err);

/* The CRS counts in degrees. */
htsc_status htsc__crs_is_geographic(const char *crs, bool *geographic, htsc_error *err);

/* Area of rings on the WGS 84 ellipsoid, m2, always >= 0. One ring at a time; lon, lat in degrees. */
double htsc__geodesic_ring_area_m2(size_t count, const double *lon_deg, const double *lat_deg);

#endif
