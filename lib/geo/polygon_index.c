#include "geo/polygon_index.h"

#include <geos_c.h>
#include <math.h>

#include "base/error.h"
#include "base/memory.h"

struct htsc__polygon_index {
    htsc__geos *geos;
    GEOSContextHandle_t handle;
    GEOSSTRtree *tree;
    const GEOSPreparedGeometry **prepared;
    const htsc__geom *const *polygons;
    uint32_t *numbers;
    size_t count;
};

htsc_status htsc__polygon_index_create(htsc__geos *geos, const htsc__geom *const *polygons, size_t count,
                                       htsc__polygon_index **index, htsc_error *err) {
    htsc_status status = HTSC_OK;
    *index = NULL;
    htsc__polygon_index *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "a polygon index");
    made->geos = geos;
    made->handle = htsc__geos_handle(geos);
    made->polygons = polygons;
    made->prepared = htsc__alloc(count, sizeof *made->prepared);
    made->numbers = htsc__alloc(count, sizeof *made->numbers);
    made->tree = GEOSSTRtree_create_r(made->handle, 10);
    if (made->prepared == NULL || made->numbers == NULL || made->tree == NULL)
        status = htsc__error_memory(err, "a polygon index");
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        made->numbers[i] = (uint32_t)i;
        made->count = i + 1;
        if (htsc__geom_is_empty(geos, polygons[i])) continue;
        made->prepared[i] = GEOSPrepare_r(made->handle, polygons[i]);
        if (made->prepared[i] == NULL) status = htsc__geos_failed(geos, "a polygon index", err);
        GEOSSTRtree_insert_r(made->handle, made->tree, polygons[i], &made->numbers[i]);
    }
    if (status != HTSC_OK) {
        htsc__polygon_index_free(made);
        return status;
    }
    *index = made;
    return HTSC_OK;
}

void htsc__polygon_index_free(htsc__polygon_index *index) {
    if (index == NULL) return;
    if (index->prepared != NULL)
        for (size_t i = 0; i < index->count; i++)
            if (index->prepared[i] != NULL) GEOSPreparedGeom_destroy_r(index->handle, index->prepared[i]);
    if (index->tree != NULL) GEOSSTRtree_destroy_r(index->handle, index->tree);
    htsc__free(index->prepared);
    htsc__free(index->numbers);
    htsc__free(index);
}

typedef struct query {
    const htsc__polygon_index *index;
    const GEOSGeometry *point;
    uint32_t inside, nearest;
    double distance;
} query;

static void look(void *item, void *ctx) {
    query *q = ctx;
    uint32_t number = *(const uint32_t *)item;
    GEOSContextHandle_t handle = q->index->handle;
    if (GEOSPreparedIntersects_r(handle, q->index->prepared[number], q->point) == 1) {
        if (q->inside == HTSC__NO_POLYGON || number < q->inside) q->inside = number;
        return;
    }
    if (q->inside != HTSC__NO_POLYGON) return;
    double distance = (double)INFINITY;
    if (GEOSPreparedDistance_r(handle, q->index->prepared[number], q->point, &distance) == 0) return;
    if (distance < q->distance || (distance == q->distance && number < q->nearest))
        q->distance = distance, q->nearest = number;
}

htsc_status htsc__polygon_index_find(htsc__polygon_index *index, double x, double y, double tolerance, uint32_t *found,
                                     htsc_error *err) {
    *found = HTSC__NO_POLYGON;
    if (!isfinite(x) || !isfinite(y)) return HTSC_OK;
    GEOSContextHandle_t handle = index->handle;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(handle, x, y);
    GEOSGeometry *box = GEOSGeom_createRectangle_r(handle, x - tolerance, y - tolerance, x + tolerance, y + tolerance);
    htsc_status status = HTSC_OK;
    if (point == NULL || box == NULL) {
        status = htsc__geos_failed(index->geos, "a point", err);
    } else {
        query q = {index, point, HTSC__NO_POLYGON, HTSC__NO_POLYGON, (double)INFINITY};
        GEOSSTRtree_query_r(handle, index->tree, box, look, &q);
        if (q.inside != HTSC__NO_POLYGON)
            *found = q.inside;
        else if (q.distance <= tolerance)
            *found = q.nearest;
    }
    htsc__geom_free(index->geos, box);
    htsc__geom_free(index->geos, point);
    return status;
}
