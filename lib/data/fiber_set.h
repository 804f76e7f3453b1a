#ifndef HTSC_DATA_FIBER_SET_H
#define HTSC_DATA_FIBER_SET_H

#include <htscover/fiber.h>

#include "base/memory.h"
#include "data/chains.h"
#include "data/operators.h"

/* What the fibre handle holds, and what its readers share. Private to fiber*.c and ofds.c. */

/* Where an access point was declared. */
typedef struct htsc__access_source {
    const char *file;
    int64_t row;
    bool told; /* that its OLT is not known */
} htsc__access_source;

struct htsc_fiber {
    char *working_crs;
    htsc_box near_lonlat;
    bool has_near;
    htsc__operators operators;
    htsc__pool *texts, *route_keys, *point_keys, *olt_keys;
    htsc_fiber_route *routes;
    size_t route_count, route_capacity;
    htsc__chains chains; /* of all routes */
    htsc_access_point *access_points;
    htsc__access_source *access_sources; /* beside them */
    size_t access_count, access_capacity, source_capacity;
    htsc_olt *olts;
    size_t olt_count, olt_capacity;
    bool *has_access_points; /* of each operator: it sent some, whatever became of them */
    size_t access_flag_capacity;
};

/* Names of technologies that files may declare, from HTSC_FIBER_GPON on, and of placements, from HTSC_PLACEMENT_AERIAL
 * on. */
enum { HTSC__FIBER_TECHNOLOGIES = 5, HTSC__FIBER_PLACEMENTS = 4 };
extern const char *const htsc__fiber_technology_words[HTSC__FIBER_TECHNOLOGIES];
extern const char *const htsc__fiber_placement_words[HTSC__FIBER_PLACEMENTS];
/* (0, 1000000] Mb/s; [0, 50000] km in metres and in kilometres */
extern const htsc__range htsc__fiber_speed_range, htsc__fiber_length_m_range, htsc__fiber_length_km_range;

/* Fields that tables of routes, access points and OLTs begin with. */
enum { HTSC__FIBER_ID, HTSC__FIBER_OPERATOR, HTSC__FIBER_TECHNOLOGY, HTSC__FIBER_STATUS, HTSC__FIBER_COMMON_COUNT };

/* What they say. */
typedef struct htsc__fiber_common {
    const char *id;
    uint32_t operator_index;
    htsc_fiber_technology technology;
    bool in_service;
} htsc__fiber_common;

htsc_fiber_technology htsc__fiber_technology_of_row(htsc__rows *rows, size_t field);
/* Fetches and checks them; a good row whose operator has the id already is refused as a duplicate. To be called when
 * the rest of the row is checked. */
htsc_status htsc__fiber_read_common(htsc_fiber *fiber, htsc__rows *rows, htsc__pool *keys, htsc__fiber_common *common,
                                    htsc_error *err);
/* Makes the id of a good row the set's own; refuses the row where its operator has it already (in that network, if it
 * is not NULL). */
htsc_status htsc__fiber_own_id(htsc_fiber *fiber, htsc__rows *rows, htsc__pool *keys, const char *network,
                               htsc__fiber_common *common, htsc_error *err);

/* Appends each chain of the lines as a route like `like`, whose id is the set's own. A declared length that differs
 * from the measured one is told under `column` with the value as written. */
htsc_status htsc__fiber_add_routes(htsc_fiber *fiber, htsc__rows *rows, htsc__geos *geos, const htsc__geom *lines,
                                   const htsc_fiber_route *like, const char *column, const char *declared,
                                   htsc_error *err);
/* Notes that the operator counts by access points. */
htsc_status htsc__fiber_note_access(htsc_fiber *fiber, uint32_t operator_index, htsc_error *err);
htsc_status htsc__fiber_add_access_point(htsc_fiber *fiber, htsc__rows *rows, const htsc_access_point *point,
                                         htsc_error *err);
htsc_status htsc__fiber_add_olt(htsc_fiber *fiber, const htsc_olt *olt, htsc_error *err);

#endif
