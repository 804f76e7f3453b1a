#ifndef HTSC_GEO_GRID_H
#define HTSC_GEO_GRID_H

#include <htscover/grid.h>

/* Values outside [low, high] become NaN. For whoever made the grid, before it is shared. */
void htsc__grid_void_outside(htsc_grid *grid, float low, float high);

#endif
