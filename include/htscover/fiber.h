/** @file fiber.h  Fibre routes, access points and optical line terminals (OLT) as operators declare them. */
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

/** How a cable is laid. */
typedef enum htsc_fiber_placement {
    HTSC_PLACEMENT_UNDECLARED = 0,
    HTSC_PLACEMENT_AERIAL = 1,
    HTSC_PLACEMENT_BURIED = 2,
    HTSC_PLACEMENT_DUCT = 3,
    HTSC_PLACEMENT_SUBMARINE = 4
} htsc_fiber_placement;

/** Name, e.g. "aerial"; "" when undeclared. Static storage. */
HTSC_API const char *htsc_fiber_placement_name(htsc_fiber_placement placement);

/** Index of an OLT that is not named or not known. */
#define HTSC_NO_OLT UINT32_MAX

/** An access point (closure, cabinet, distribution terminal). */
typedef struct htsc_access_point {
    const char *access_point_id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double max_down_mbps; /**< highest speed on offer there; NaN when not declared */
    double x_m, y_m;      /**< working CRS */
    int32_t ports;        /**< [0, 1000000]; -1 when not declared */
    int32_t ports_free;   /**< <= ports where both are declared; -1 when not declared */
    /** Of all splitters between OLT and household, dB: greatest insertion losses of the declared ratios
     * (docs/formats.md); NaN when not declared. */
    double splitter_loss_db;
    const char *olt_id; /**< of the same operator; "" when not declared */
    uint32_t olt_index; /**< set by htsc_fiber_link(); HTSC_NO_OLT before, and where the OLT is not known */
} htsc_access_point;

/** An optical line terminal: where the light of a passive network comes from. */
typedef struct htsc_olt {
    const char *olt_id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double budget_db; /**< greatest loss to a household, [10, 45]; NaN when not declared */
    double x_m, y_m;  /**< working CRS */
} htsc_olt;

/** A route of fibre: a chain of points in the working CRS. */
typedef struct htsc_fiber_route {
    const char *route_id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    double max_down_mbps; /**< NaN when not declared */
    size_t first_point;   /**< into htsc_fiber_points() */
    size_t point_count;   /**< >= 2 */
    double length_m;      /**< geodesic */
    htsc_fiber_placement placement;
    double declared_length_m; /**< as declared; a row of several chains is shared out by their length; NaN when not
                                   declared */
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
/** Reads OLTs; as access points. Call htsc_fiber_link() after the last file. */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_read_olts(htsc_fiber *fiber, const htsc_input *input,
                                                         htsc_findings *findings, htsc_read_counts *counts,
                                                         htsc_error *err);
/**
 * Reads a network of the Open Fibre Data Standard (0.1 to 0.4, as GeoJSON or another layer with its property names, or
 * as the standard's JSON network package): spans become routes, nodes become access points (accessPoint true, or type
 * cabinet) and OLTs (type exchange). What the standard has and is not needed here is passed over; an unknown status is
 * reported and makes nothing. A package is told by its member "networks", and rows are numbered through all of them;
 * at most 64 MiB, which is HTSC_ERR_LIMIT.
 * @param nodes,spans  either may be NULL; of a package both name the same file
 * @param node_counts,span_counts  either may be NULL; zero where the file is not given
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_read_ofds(htsc_fiber *fiber, const htsc_input *nodes,
                                                         const htsc_input *spans, htsc_findings *findings,
                                                         htsc_read_counts *node_counts, htsc_read_counts *span_counts,
                                                         htsc_error *err);
/**
 * After the last file: finds the OLT that each access point names. One that is not known is an anomaly, told once for
 * an access point; its optical budget cannot be checked. Cost n log n.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_link(htsc_fiber *fiber, htsc_findings *findings, htsc_error *err);
HTSC_API size_t htsc_fiber_route_count(const htsc_fiber *fiber);
HTSC_API const htsc_fiber_route *htsc_fiber_get_route(const htsc_fiber *fiber, size_t index);
/** x_m, y_m pairs of all routes. Borrowed. */
HTSC_API const double *htsc_fiber_points(const htsc_fiber *fiber);
HTSC_API size_t htsc_fiber_access_point_count(const htsc_fiber *fiber);
HTSC_API const htsc_access_point *htsc_fiber_get_access_point(const htsc_fiber *fiber, size_t index);
HTSC_API size_t htsc_fiber_olt_count(const htsc_fiber *fiber);
/** Borrowed; `index` below htsc_fiber_olt_count(). */
HTSC_API const htsc_olt *htsc_fiber_get_olt(const htsc_fiber *fiber, size_t index);
HTSC_API size_t htsc_fiber_operator_count(const htsc_fiber *fiber);
HTSC_API const char *htsc_fiber_operator(const htsc_fiber *fiber, size_t index);

#ifdef __cplusplus
}
#endif
#endif
