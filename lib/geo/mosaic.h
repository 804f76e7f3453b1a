#ifndef HTSC_GEO_MOSAIC_H
#define HTSC_GEO_MOSAIC_H

#include <stdint.h>

#include "geo/raster_file.h"

/* Private to floors geo and data: one raster, or the tiles of a folder, as pixels of one lattice. */

typedef struct htsc__tile {
    char *path;
    htsc__window place; /* on the lattice */
    bool read;          /* its pixels were */
} htsc__tile;

typedef struct htsc__mosaic {
    char *path;
    char *crs;
    htsc_grid_spec whole; /* of all tiles together; column and row 0 are the most western and northern */
    htsc__tile *tiles;    /* by name, in byte order */
    size_t count, capacity;
} htsc__mosaic;

/*
 * Opens what `path` names: a raster (GeoTIFF, HGT, zipped HGT, ASCII grid, VRT), or a folder, of which the files .hgt,
 * .hgt.zip, .tif, .tiff and .asc are the tiles. All tiles have one CRS, pixels of one size (to 1e-9) and one lattice
 * (to 1e-3 pixels); else HTSC_ERR_FORMAT names two that differ. Only headers are read. On failure nothing is left;
 * close(zeroed) is fine.
 */
htsc_status htsc__mosaic_open(const char *path, htsc__mosaic *mosaic, htsc_error *err);
void htsc__mosaic_close(htsc__mosaic *mosaic);

/* Takes some rows of one tile. `part` counts from the window's own corner; NaN: no data. */
typedef void (*htsc__mosaic_fn)(void *ctx, const htsc__window *part, const float *values);

/* Gives `take` the pixels of the tiles that touch the window, tile after tile; what tiles share comes more than once.
 * *file_count: how many tiles there were. */
htsc_status htsc__mosaic_read(htsc__mosaic *mosaic, const htsc__window *window, htsc__mosaic_fn take, void *ctx,
                              uint32_t *file_count, htsc_error *err);

/* Path of the i-th file that was read, by name; NULL beyond the last. Of a VRT, the VRT. Borrowed. */
const char *htsc__mosaic_file(const htsc__mosaic *mosaic, size_t i);

#endif
