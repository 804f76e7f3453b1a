/** @file fiber.h  Fibre routes and access points as operators declare them. */
#ifndef HTSCOVER_FIBER_H
#define HTSCOVER_FIBER_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/input.h>
#include <htscover/site.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Access technologies over fibre. */
typedef enum htsc_fiber_technology {
    HTSC_FIBER_UNDECLARED = 0,
    HTSC_FIBER_GPON = 1,    /**< ITU-T G.984: 2.488 Gb/s down, shared */
    HTSC_FIBER_XGS_PON = 2, /**< ITU-T G.9807.1: 9.953 Gb/s both ways, shared */
    HTSC_FIBER_EPON = 3,    /**< IEEE 802.3: 1 Gb/s both ways, shared */
    HTSC_FIBER_10G_EPON = 4,
    HTSC_FIBER_P2P = 5 /**< a fibre of one's own */
} htsc_fiber_technology;

/** Name, e.g. "XGS-PON". Static storage. */
HTSC_API const char *htsc_fiber_technology_name(htsc_fiber_technology technology);
/** Highest downstream rate the technology can carry to one user in Mb/s; 0 when undeclared; infinite for P2P. */
HTSC_API double htsc_fiber_technology_max_mbps(htsc_fiber_technology technology);

/** An access point (closure, cabinet, distribution terminal). */
typedef struct htsc_access_point {
    const char *access_point_id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double max_down_mbps; /**< highest speed on offer there; NaN when not declared */
    double x_m, y_m;      /**< working CRS */
} htsc_access_point;

/** A route of fibre: a chain of points in the working CRS. */
typedef struct htsc_fiber_route {
    const char *route_id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double max_down_mbps; /**< NaN when not declared */
    size_t first_point;   /**< into htsc_fiber_points() */
    size_t point_count;   /**< >= 2 */
    double length_m;      /**< geodesic */
} htsc_fiber_route;

/** A fibre network. Fill from one thread; then it may be shared. */
typedef struct htsc_fiber htsc_fiber;

/** Takes CRS, operators and near_lonlat from `options`, as sites do; `options` is copied. */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_create(const htsc_sites_options *options, htsc_fiber **fiber,
                                                      htsc_error *err);
HTSC_API void htsc_fiber_free(htsc_fiber *fiber);
/**
 * Reads line geometries. Rows that are planned or withdrawn are good rows and counted as kept, but make no route.
 * After an error the network may only be freed.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_read_routes(htsc_fiber *fiber, const htsc_input *input,
                                                           htsc_findings *findings, htsc_read_counts *counts,
                                                           htsc_error *err);
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_read_access_points(htsc_fiber *fiber, const htsc_input *input,
                                                                  htsc_findings *findings, htsc_read_counts *counts,
                                                                  htsc_error *err);
HTSC_API size_t htsc_fiber_route_count(const htsc_fiber *fiber);
HTSC_API const htsc_fiber_route *htsc_fiber_get_route(const htsc_fiber *fiber, size_t index);
/** x_m, y_m pairs of all routes. Borrowed. */
HTSC_API const double *htsc_fiber_points(const htsc_fiber *fiber);
HTSC_API size_t htsc_fiber_access_point_count(const htsc_fiber *fiber);
HTSC_API const htsc_access_point *htsc_fiber_get_access_point(const htsc_fiber *fiber, size_t index);
HTSC_API size_t htsc_fiber_operator_count(const htsc_fiber *fiber);
HTSC_API const char *htsc_fiber_operator(const htsc_fiber *fiber, size_t index);

#ifdef __cplusplus
}
#endif
#endif
