#ifndef HTSC_GEO_OVERLAP_H
#define HTSC_GEO_OVERLAP_H

#include "geo/geometry.h"

/* Told each cell that a polygon overlaps, with the exact share of the cell's area, (0, 1]. */
typedef htsc_status (*htsc__overlap_fn)(void *ctx, int column, int row, double share, htsc_error *err);

/* Exact overlap of a valid polygonal geometry with the cells of a grid in the same CRS. The order of calls depends on
 * the polygon and grid alone; each overlapped cell is told once. Cost: about the number of cells along the border. */
htsc_status htsc__overlap_cells(htsc__geos *geos, const htsc__geom *polygon, const htsc_grid_spec *spec,
                                htsc__overlap_fn tell, void *ctx, htsc_error *err);

#endif
