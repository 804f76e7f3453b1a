#ifndef HTSC_GEO_RASTER_MESH_H
#define HTSC_GEO_RASTER_MESH_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "geo/raster_file.h"

/*
 * Raster coordinates over the working CRS without a call of PROJ: exact at nodes, which stand on whole kilometres of
 * the working CRS, bilinear between them. From VN-2000 to geographic rasters that is off by less than 0.01 m inside
 * Viet Nam (h^2 / 8 * tan(latitude) / R for a node distance h of 1 km); in the one kilometre where PROJ changes from
 * one datum shift to the next (9.35 N), its jump of 0.7 m becomes a slope. Nodes and raster coordinates are absolute,
 * so a point has the same bits whatever area the mesh was made for.
 */
#define HTSC__MESH_KM_PER_M 0.001

typedef struct htsc__mesh_node {
    double column, row; /* 0, 0 is the outer corner of the raster's first pixel */
} htsc__mesh_node;

typedef struct htsc__mesh {
    double first_x_km, first_y_km; /* of node 0 */
    int width, height;             /* nodes, at least 2 */
    htsc__mesh_node *nodes;        /* rows northwards */
    htsc_grid_spec whole;          /* of the raster */
} htsc__mesh;

/* `area`, in `working_crs`, is rounded outwards to whole kilometres. HTSC_ERR_CRS where a node has no place in the
 * raster's CRS. clear(zeroed) is fine. */
htsc_status htsc__mesh_init(htsc__mesh *mesh, const htsc_box *area, const char *working_crs, const char *raster_crs,
                            const htsc_grid_spec *whole, htsc_error *err);
void htsc__mesh_clear(htsc__mesh *mesh);

/* The pixels that points of the mesh lie in, and `margin` more around, cut to the raster. May be empty. */
htsc__window htsc__mesh_window(const htsc__mesh *mesh, int margin);

/* About how long the pixels are northwards, in metres. */
double htsc__mesh_pixel_size_m(const htsc__mesh *mesh);

/* Points x_m + i dx_m, y_m + i dy_m. */
typedef struct htsc__line {
    double x_m, y_m, dx_m, dy_m;
} htsc__line;

/* One square kilometre of the mesh: column = c[0] + c[1] u + c[2] v + c[3] u v, with u, v in [0, 1]; rows alike. */
typedef struct htsc__mesh_cell {
    double x_km, y_km; /* its south-west corner */
    double c[4], r[4];
    double low_column, high_column, low_row, high_row; /* of its corners */
} htsc__mesh_cell;

/* How many points of the line from the i-th on, `end` not included, lie in the cell of the i-th; 0 where that one is
 * off the mesh. */
size_t htsc__mesh_run(const htsc__mesh *mesh, const htsc__line *line, size_t i, size_t end, htsc__mesh_cell *cell);

/* The i-th point. One expression for all, so that the bits agree however a point is come by. */
static inline void htsc__mesh_place(const htsc__mesh_cell *cell, const htsc__line *line, double i, double *column,
                                    double *row) {
    double u = (line->x_m + i * line->dx_m) * HTSC__MESH_KM_PER_M - cell->x_km;
    double v = (line->y_m + i * line->dy_m) * HTSC__MESH_KM_PER_M - cell->y_km;
    double uv = u * v;
    *column = cell->c[0] + cell->c[1] * u + cell->c[2] * v + cell->c[3] * uv;
    *row = cell->r[0] + cell->r[1] * u + cell->r[2] * v + cell->r[3] * uv;
}

#endif
