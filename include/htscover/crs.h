/** @file crs.h  Coordinate reference systems and transforms between them. */
#ifndef HTSCOVER_CRS_H
#define HTSCOVER_CRS_H

#include <stddef.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** VN-2000 / TM-3, central meridian 105 degrees: the default working CRS (Thanh Hoa). */
#define HTSC_CRS_VN2000_TM3_105 "EPSG:5897"
/** WGS 84 longitude and latitude. */
#define HTSC_CRS_WGS84 "EPSG:4326"

/** A transform of points between two CRS. Not to be shared between threads at one time. */
typedef struct htsc_transform htsc_transform;

/**
 * Transform from one CRS to another, x (or longitude) first in both, whatever the CRS' own axis order.
 * Operations without a known datum shift ("ballpark") are refused; WGS 84 to VN-2000 is EPSG:6960.
 * No network is used.
 *
 * @param from,to      "EPSG:code", WKT or a PROJ string
 * @param[out] transform  owned by the caller; htsc_transform_free()
 * @return HTSC_ERR_CRS when a CRS is unknown or no shift between the two is
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_transform_create(const char *from, const char *to, htsc_transform **transform,
                                                          htsc_error *err);

/** NULL is fine. */
HTSC_API void htsc_transform_free(htsc_transform *transform);

/**
 * Transforms points in place: degrees or metres as each CRS has them.
 * A point that cannot be transformed becomes NaN, NaN; that is not an error.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_transform_points(htsc_transform *transform, size_t count, double *x, double *y,
                                                          htsc_error *err);

/** The same the other way round: from the CRS named second to the one named first. */
HTSC_API HTSC_NODISCARD htsc_status htsc_transform_points_inverse(htsc_transform *transform, size_t count, double *x,
                                                                  double *y, htsc_error *err);

/** Length in metres of the geodesic between two WGS 84 points in degrees. */
HTSC_API double htsc_geodesic_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg);

#ifdef __cplusplus
}
#endif
#endif
