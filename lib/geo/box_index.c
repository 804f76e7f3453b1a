#include "geo/box_index.h"

#include <geos_c.h>

#include "base/error.h"
#include "base/memory.h"

struct htsc__box_index {
    htsc__geos *geos;
    GEOSSTRtree *tree;
    uint32_t *numbers;
};

static void ignore(void *item, void *ctx) {
    (void)item;
    (void)ctx;
}

static GEOSGeometry *rectangle(GEOSContextHandle_t handle, const htsc_box *box) {
    return GEOSGeom_createRectangle_r(handle, box->min_x, box->min_y, box->max_x, box->max_y);
}

htsc_status htsc__box_index_create(const htsc_box *boxes, size_t count, htsc__box_index **index, htsc_error *err) {
    *index = NULL;
    htsc__box_index *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "an index");
    htsc_status status = htsc__geos_create(&made->geos, err);
    GEOSContextHandle_t handle = status == HTSC_OK ? htsc__geos_handle(made->geos) : NULL;
    if (status == HTSC_OK) {
        made->numbers = htsc__alloc(count, sizeof *made->numbers);
        made->tree = GEOSSTRtree_create_r(handle, 10);
        if (made->numbers == NULL || made->tree == NULL) status = htsc__error_memory(err, "an index");
    }
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        GEOSGeometry *box = rectangle(handle, &boxes[i]);
        if (box == NULL) {
            status = htsc__geos_failed(made->geos, "an index", err);
            break;
        }
        made->numbers[i] = (uint32_t)i;
        GEOSSTRtree_insert_r(handle, made->tree, box, &made->numbers[i]); /* keeps the bounds, not the geometry */
        htsc__geom_free(made->geos, box);
    }
    if (status == HTSC_OK) { /* the first query builds the tree; from then on it is only read */
        htsc_box nowhere = {0, 0, 0, 0};
        GEOSGeometry *box = rectangle(handle, &nowhere);
        if (box != NULL) GEOSSTRtree_query_r(handle, made->tree, box, ignore, NULL);
        htsc__geom_free(made->geos, box);
    }
    if (status != HTSC_OK) {
        htsc__box_index_free(made);
        return status;
    }
    *index = made;
    return HTSC_OK;
}

void htsc__box_index_free(htsc__box_index *index) {
    if (index == NULL) return;
    if (index->tree != NULL) GEOSSTRtree_destroy_r(htsc__geos_handle(index->geos), index->tree);
    htsc__geos_free(index->geos);
    htsc__free(index->numbers);
    htsc__free(index);
}

typedef struct relay {
    void (*tell)(void *ctx, uint32_t number);
    void *ctx;
} relay;

static void pass_on(void *item, void *ctx) {
    relay *r = ctx;
    r->tell(r->ctx, *(const uint32_t *)item);
}

htsc_status htsc__box_index_query(const htsc__box_index *index, htsc__geos *geos, const htsc_box *box,
                                  void (*tell)(void *ctx, uint32_t number), void *ctx, htsc_error *err) {
    GEOSContextHandle_t handle = htsc__geos_handle(geos);
    GEOSGeometry *window = rectangle(handle, box);
    if (window == NULL) return htsc__geos_failed(geos, "a query", err);
    relay r = {tell, ctx};
    GEOSSTRtree_query_r(handle, index->tree, window, pass_on, &r);
    htsc__geom_free(geos, window);
    return HTSC_OK;
}
