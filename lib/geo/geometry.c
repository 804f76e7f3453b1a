#include "geo/geometry.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/crs.h"

struct htsc__geos {
    GEOSContextHandle_t handle;
    char message[256];
};

static void keep(const char *text, void *ctx) {
    htsc__geos *geos = ctx;
    htsc__text_copy(geos->message, sizeof geos->message, text);
}

htsc_status htsc__geos_create(htsc__geos **geos, htsc_error *err) {
    *geos = htsc__alloc(1, sizeof **geos);
    if (*geos == NULL) return htsc__error_memory(err, "geometry");
    (*geos)->handle = GEOS_init_r();
    if ((*geos)->handle == NULL) {
        htsc__free(*geos);
        *geos = NULL;
        return htsc__error_memory(err, "geometry");
    }
    GEOSContext_setErrorMessageHandler_r((*geos)->handle, keep, *geos);
    return HTSC_OK;
}

void htsc__geos_free(htsc__geos *geos) {
    if (geos == NULL) return;
    GEOS_finish_r(geos->handle);
    htsc__free(geos);
}

void *htsc__geos_handle(const htsc__geos *geos) {
    return geos->handle;
}

htsc_status htsc__geos_failed(htsc__geos *geos, const char *what, htsc_error *err) {
    return htsc__error_set(err, HTSC_ERR_GEOMETRY, "%s: %s", what,
                           geos->message[0] == '\0' ? "not possible" : geos->message);
}

/* NULL is a failure, anything else the result. */
static htsc_status result(htsc__geos *geos, GEOSGeometry *made, const char *what, htsc__geom **out, htsc_error *err) {
    *out = made;
    return made == NULL ? htsc__geos_failed(geos, what, err) : HTSC_OK;
}

void htsc__geom_free(htsc__geos *geos, htsc__geom *geom) {
    if (geom != NULL) GEOSGeom_destroy_r(geos->handle, geom);
}

htsc_status htsc__geom_from_wkb(htsc__geos *geos, const unsigned char *wkb, size_t size, htsc__geom **geom,
                                htsc_error *err) {
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos->handle);
    GEOSGeometry *made = reader == NULL ? NULL : GEOSWKBReader_read_r(geos->handle, reader, wkb, size);
    if (reader != NULL) GEOSWKBReader_destroy_r(geos->handle, reader);
    return result(geos, made, "geometry cannot be read", geom, err);
}

htsc_status htsc__geom_from_wkt(htsc__geos *geos, const char *wkt, htsc__geom **geom, htsc_error *err) {
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos->handle);
    GEOSGeometry *made = reader == NULL ? NULL : GEOSWKTReader_read_r(geos->handle, reader, wkt);
    if (reader != NULL) GEOSWKTReader_destroy_r(geos->handle, reader);
    return result(geos, made, "WKT cannot be read", geom, err);
}

htsc_status htsc__geom_clone(htsc__geos *geos, const htsc__geom *geom, htsc__geom **copy, htsc_error *err) {
    return result(geos, GEOSGeom_clone_r(geos->handle, geom), "copy", copy, err);
}

typedef struct move {
    htsc_transform *transform;
    bool inverse;
} move;

static int move_vertex(double *x, double *y, void *ctx) {
    move *m = ctx;
    htsc_status status = m->inverse ? htsc_transform_points_inverse(m->transform, 1, x, y, NULL)
                                    : htsc_transform_points(m->transform, 1, x, y, NULL);
    return status == HTSC_OK && isfinite(*x) && isfinite(*y);
}

htsc_status htsc__geom_transform(htsc__geos *geos, const htsc__geom *geom, htsc_transform *transform, bool inverse,
                                 htsc__geom **moved, htsc_error *err) {
    move m = {transform, inverse};
    *moved = GEOSGeom_transformXY_r(geos->handle, geom, move_vertex, &m);
    if (*moved == NULL) return htsc__error_set(err, HTSC_ERR_CRS, "a vertex lies outside the CRS");
    return HTSC_OK;
}

bool htsc__geom_is_empty(htsc__geos *geos, const htsc__geom *geom) {
    return GEOSisEmpty_r(geos->handle, geom) != 0;
}

bool htsc__geom_is_polygonal(htsc__geos *geos, const htsc__geom *geom) {
    int type = GEOSGeomTypeId_r(geos->handle, geom);
    return type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON;
}

bool htsc__geom_is_lineal(htsc__geos *geos, const htsc__geom *geom) {
    int type = GEOSGeomTypeId_r(geos->handle, geom);
    return type == GEOS_LINESTRING || type == GEOS_MULTILINESTRING;
}

/* Keeps the polygons of whatever came out; takes `geom`. */
static htsc_status polygons_only(htsc__geos *geos, GEOSGeometry *geom, htsc__geom **out, htsc_error *err) {
    *out = NULL;
    if (geom == NULL) return htsc__geos_failed(geos, "polygons", err);
    if (htsc__geom_is_polygonal(geos, geom)) {
        *out = geom;
        return HTSC_OK;
    }
    int count = GEOSGetNumGeometries_r(geos->handle, geom), kept = 0;
    GEOSGeometry **parts = htsc__alloc(count > 0 ? (size_t)count : 1, sizeof(GEOSGeometry *));
    htsc_status status = parts == NULL ? htsc__error_memory(err, "polygons") : HTSC_OK;
    for (int i = 0; i < count && status == HTSC_OK; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geom, i);
        if (!htsc__geom_is_polygonal(geos, part)) continue;
        parts[kept] = GEOSGeom_clone_r(geos->handle, part);
        if (parts[kept++] == NULL) status = htsc__geos_failed(geos, "polygons", err);
    }
    if (status == HTSC_OK) {
        GEOSGeometry *collection =
            GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)kept);
        kept = 0; /* owned by the collection now */
        GEOSGeometry *whole = collection == NULL ? NULL : GEOSUnaryUnion_r(geos->handle, collection);
        htsc__geom_free(geos, collection);
        if (whole != NULL && !htsc__geom_is_polygonal(geos, whole)) {
            htsc__geom_free(geos, whole);
            whole = GEOSGeom_createEmptyPolygon_r(geos->handle);
        }
        status = result(geos, whole, "polygons", out, err);
    }
    for (int i = 0; i < kept; i++) htsc__geom_free(geos, parts[i]);
    htsc__free(parts);
    htsc__geom_free(geos, geom);
    return status;
}

htsc_status htsc__geom_make_polygonal(htsc__geos *geos, const htsc__geom *geom, htsc__geom **valid, char reason[200],
                                      htsc_error *err) {
    reason[0] = '\0';
    char *why = NULL;
    GEOSGeometry *where = NULL;
    char good = GEOSisValidDetail_r(geos->handle, geom, 0, &why, &where);
    if (good == 1) {
        *valid = GEOSGeom_clone_r(geos->handle, geom);
    } else {
        double x = (double)NAN, y = (double)NAN;
        if (where != NULL) {
            GEOSGeomGetX_r(geos->handle, where, &x);
            GEOSGeomGetY_r(geos->handle, where, &y);
        }
        locale_t before = htsc__text_enter_c_locale();
        snprintf(reason, 200, "%.100s at %.7g %.7g", why == NULL ? "invalid" : why, x, y);
        htsc__text_leave_c_locale(before);
        GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
        GEOSMakeValidParams_setMethod_r(geos->handle, params, GEOS_MAKE_VALID_STRUCTURE);
        *valid = GEOSMakeValidWithParams_r(geos->handle, geom, params);
        GEOSMakeValidParams_destroy_r(geos->handle, params);
    }
    if (why != NULL) GEOSFree_r(geos->handle, why);
    htsc__geom_free(geos, where);
    return polygons_only(geos, *valid, valid, err);
}

double htsc__geom_area(htsc__geos *geos, const htsc__geom *geom) {
    double area = 0;
    GEOSArea_r(geos->handle, geom, &area);
    return area;
}

static htsc_status add_area(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    (void)err;
    double *sum_m2 = ctx, area_m2 = htsc__geodesic_ring_area_m2(count > 1 ? count - 1 : count, x, y);
    *sum_m2 += hole ? -area_m2 : area_m2;
    return HTSC_OK;
}

htsc_status htsc__geom_geodesic_area_m2(htsc__geos *geos, const htsc__geom *lonlat, double *area_m2, htsc_error *err) {
    *area_m2 = 0;
    return htsc__geom_each_ring(geos, lonlat, add_area, area_m2, err);
}

htsc_status htsc__geom_bounds(htsc__geos *geos, const htsc__geom *geom, htsc_box *box, htsc_error *err) {
    if (GEOSGeom_getXMin_r(geos->handle, geom, &box->min_x) == 0 ||
        GEOSGeom_getYMin_r(geos->handle, geom, &box->min_y) == 0 ||
        GEOSGeom_getXMax_r(geos->handle, geom, &box->max_x) == 0 ||
        GEOSGeom_getYMax_r(geos->handle, geom, &box->max_y) == 0)
        return htsc__geos_failed(geos, "bounds", err);
    return HTSC_OK;
}

htsc_status htsc__geom_inner_point(htsc__geos *geos, const htsc__geom *geom, double *x, double *y, htsc_error *err) {
    GEOSGeometry *point = GEOSPointOnSurface_r(geos->handle, geom);
    int good =
        point != NULL && GEOSGeomGetX_r(geos->handle, point, x) == 1 && GEOSGeomGetY_r(geos->handle, point, y) == 1;
    htsc__geom_free(geos, point);
    return good ? HTSC_OK : htsc__geos_failed(geos, "a point inside", err);
}

htsc_status htsc__geom_intersection(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b, htsc__geom **out,
                                    htsc_error *err) {
    return polygons_only(geos, GEOSIntersection_r(geos->handle, a, b), out, err);
}

htsc_status htsc__geom_difference(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b, htsc__geom **out,
                                  htsc_error *err) {
    return polygons_only(geos, GEOSDifference_r(geos->handle, a, b), out, err);
}

htsc_status htsc__geom_union(htsc__geos *geos, const htsc__geom *const *geoms, size_t count, htsc__geom **out,
                             htsc_error *err) {
    *out = NULL;
    GEOSGeometry **copies = htsc__alloc(count, sizeof(GEOSGeometry *));
    if (copies == NULL) return htsc__error_memory(err, "a union");
    for (size_t i = 0; i < count; i++) copies[i] = GEOSGeom_clone_r(geos->handle, geoms[i]);
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, copies, (unsigned)count);
    htsc__free(copies);
    GEOSGeometry *merged = all == NULL ? NULL : GEOSUnaryUnion_r(geos->handle, all);
    htsc__geom_free(geos, all);
    return polygons_only(geos, merged, out, err);
}

bool htsc__geom_intersects(htsc__geos *geos, const htsc__geom *a, const htsc__geom *b) {
    return GEOSIntersects_r(geos->handle, a, b) == 1;
}

size_t htsc__geom_part_count(htsc__geos *geos, const htsc__geom *geom) {
    int count = htsc__geom_is_empty(geos, geom) ? 0 : GEOSGetNumGeometries_r(geos->handle, geom);
    return count < 0 ? 0 : (size_t)count;
}

const htsc__geom *htsc__geom_part(htsc__geos *geos, const htsc__geom *geom, size_t index) {
    return GEOSGetGeometryN_r(geos->handle, geom, (int)index);
}

static htsc_status one_ring(htsc__geos *geos, const GEOSGeometry *ring, bool hole, htsc__ring_fn call, void *ctx,
                            htsc_error *err) {
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    unsigned count = 0;
    if (points == NULL || GEOSCoordSeq_getSize_r(geos->handle, points, &count) == 0)
        return htsc__geos_failed(geos, "points of a ring", err);
    double *xy = htsc__alloc(2 * (size_t)count, sizeof *xy);
    if (xy == NULL) return htsc__error_memory(err, "points of a ring");
    GEOSCoordSeq_copyToArrays_r(geos->handle, points, xy, xy + count, NULL, NULL);
    htsc_status status = call(ctx, hole, count, xy, xy + count, err);
    htsc__free(xy);
    return status;
}

static htsc_status polygon_rings(htsc__geos *geos, const GEOSGeometry *polygon, htsc__ring_fn ring, void *ctx,
                                 htsc_error *err) {
    htsc_status status = one_ring(geos, GEOSGetExteriorRing_r(geos->handle, polygon), false, ring, ctx, err);
    int holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    for (int i = 0; i < holes && status == HTSC_OK; i++)
        status = one_ring(geos, GEOSGetInteriorRingN_r(geos->handle, polygon, i), true, ring, ctx, err);
    return status;
}

htsc_status htsc__geom_each_ring(htsc__geos *geos, const htsc__geom *geom, htsc__ring_fn ring, void *ctx,
                                 htsc_error *err) {
    htsc_status status = HTSC_OK;
    size_t parts = htsc__geom_part_count(geos, geom);
    for (size_t i = 0; i < parts && status == HTSC_OK; i++) {
        const GEOSGeometry *part = htsc__geom_part(geos, geom, i);
        if (GEOSGeomTypeId_r(geos->handle, part) == GEOS_POLYGON)
            status = polygon_rings(geos, part, ring, ctx, err);
        else
            status = one_ring(geos, part, false, ring, ctx, err);
    }
    return status;
}
