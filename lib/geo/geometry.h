#ifndef HTSC_GEO_GEOMETRY_H
#define HTSC_GEO_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include <htscover/crs.h>
#include <htscover/error.h>
#include <htscover/grid.h>

/* Polygons and lines, kept by GEOS. One htsc__geos a thread at a time; geometries may pass between them. */
typedef struct htsc__geos htsc__geos;
struct GEOSGeom_t;
typedef struct GEOSGeom_t htsc__geom;

htsc_status htsc__geos_create(htsc__geos **geos, htsc_error *err);
void htsc__geos_free(htsc__geos *geos);
/* The raw GEOS context, for files of this floor. */
void *htsc__geos_handle(const htsc__geos *geos);
/* Turns GEOS' last message into an error. */
htsc_status htsc__geos_failed(htsc__geos *geos, const char *what, htsc_error *err);

void htsc__geom_free(htsc__geos *geos, htsc__geom *geom);
htsc_status htsc__geom_from_wkb(htsc__geos *geos, const unsigned char *wkb, size_t size, htsc__geom **geom,
                                htsc_error *err);
htsc_status htsc__geom_from_wkt(htsc__geos *geos, const char *wkt, htsc__geom **geom, htsc_error *err);
htsc_status htsc__geom_clone(htsc__geos *geos, const htsc__geom *geom, htsc__geom **copy, htsc_error *err);

/* Every vertex moved by the transform. A vertex that cannot be is HTSC_ERR_CRS. */
htsc_status htsc__geom_transform(htsc__geos *geos, const htsc__geom *geom, htsc_transform *transform, bool inverse,
                                 htsc__geom **moved, htsc_error *err);
/* A valid polygon or multipolygon. *reason is "" where it already was; else what was wrong, with the place (bytes 200).
 */
htsc_status htsc__geom_make_polygonal(htsc__geos *geos, const htsc__geom *geom, htsc__geom **valid, char reason[200],
                                      htsc_error *err);
bool htsc__geom_is_empty(htsc__geos *geos, const htsc__geom *geom);
bool htsc__geom_is_polygonal(htsc__geos *geos, const htsc__geom *geom);
bool htsc__geom_is_lineal(htsc__geos *geos, const htsc__geom *geom);
double htsc__geom_area(htsc__geos *geos, const htsc__geom *geom);
/* Geodesic area on the WGS 84 ellipsoid of a polygonal geometry in longitude and latitude. */
htsc_status htsc__geom_geodesic_area_m2(htsc__geos *geos, const htsc__geom *lonlat, double *area_m2, htsc_error *err);
htsc_status htsc__geom_bounds(htsc__geos *geos, const htsc__geom *geom, htsc_box *box, htsc_error *err);
/* A point inside, far from the border. */
htsc_status htsc__geom_inner_point(htsc__geos *geos, const htsc__geom *geom, double *x, double *y, htsc_error *err);
/* Polygonal parts only; lines and points that come out are dropped. The result may be empty. */
htsc_status htsc__geom_intersection(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b, htsc__geom **out,
                                    htsc_error *err);
htsc_status htsc__geom_difference(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b, htsc__geom **out,
                                  htsc_error *err);
htsc_status htsc__geom_union(htsc__geos *geos, const htsc__geom *const *geoms, size_t count, htsc__geom **out,
                             htsc_error *err);
bool htsc__geom_intersects(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b);

/* Parts: polygons of a multipolygon, lines of a multiline. Borrowed. */
size_t htsc__geom_part_count(htsc__geos *geos, const htsc__geom *geom);
const htsc__geom *htsc__geom_part(htsc__geos *geos, const htsc__geom *geom, size_t index);

/* Walks rings (or lines): calls `ring` with its points. hole is false for outer rings and lines. */
typedef htsc_status (*htsc__ring_fn)(void *ctx, bool hole, size_t count, const double *x, const double *y,
                                     htsc_error *err);
htsc_status htsc__geom_each_ring(htsc__geos *geos, const htsc__geom *geom, htsc__ring_fn ring, void *ctx,
                                 htsc_error *err);

#endif
