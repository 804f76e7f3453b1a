#ifndef HTSC_DATA_VILLAGES_H
#define HTSC_DATA_VILLAGES_H

#include <htscover/village.h>

#include "geo/geometry.h"

/* Polygons behind the public handle, for floors above. */

/* A village's polygon in the working CRS. Borrowed; may be empty. */
const htsc__geom *htsc__villages_geom(const htsc_villages *villages, size_t index);

/* A commune outline was read. */
bool htsc__villages_has_commune(const htsc_villages *villages);

/* A piece of the study area: the pieces do not overlap and together are all of it. */
typedef struct htsc__piece {
    htsc__geom *geom; /* working CRS */
    htsc_place place;
} htsc__piece;

/* Villages split by the commune's outline, and the commune outside all villages. Geometries belong to `geos`; free with
 * htsc__pieces_free. */
htsc_status htsc__villages_pieces(const htsc_villages *villages, htsc__geos *geos, htsc__piece **pieces, size_t *count,
                                  htsc_error *err);
void htsc__pieces_free(htsc__geos *geos, htsc__piece *pieces, size_t count);

#endif
