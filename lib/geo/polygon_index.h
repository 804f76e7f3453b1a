#ifndef HTSC_GEO_POLYGON_INDEX_H
#define HTSC_GEO_POLYGON_INDEX_H

#include <stdint.h>

#include "geo/geometry.h"

/* Finds which polygon a point is in. For one thread at a time; the polygons are borrowed and must outlive it. */
typedef struct htsc__polygon_index htsc__polygon_index;

#define HTSC__NO_POLYGON UINT32_MAX

htsc_status htsc__polygon_index_create(htsc__geos *geos, const htsc__geom *const *polygons, size_t count,
                                       htsc__polygon_index **index, htsc_error *err);
void htsc__polygon_index_free(htsc__polygon_index *index);
/* The lowest-numbered polygon that holds the point or has it on its border; else the nearest within tolerance (the
 * lowest-numbered when equal); else HTSC__NO_POLYGON. */
htsc_status htsc__polygon_index_find(htsc__polygon_index *index, double x, double y, double tolerance, uint32_t *found,
                                     htsc_error *err);

#endif
