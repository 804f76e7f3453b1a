#include "geo/polygonize.h"

#include "base/error.h"
#include "base/memory.h"
#include "geo/arcs.h"
#include "geo/simplify.h"

typedef struct raster {
    htsc__geos *geos;
    const htsc_grid_spec *spec;
    const htsc__outline *outline;
    size_t pixel_count;
    htsc__area_fn tell;
    void *ctx;
} raster;

static htsc_status tell_areas(const raster *r, const htsc__arcs *map, const uint8_t *bound, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (uint32_t area = 0; area < map->area_count && status == HTSC_OK; area++) {
        htsc__geom *polygon = NULL;
        if (map->area_classes[area] == 0) continue;
        status = htsc__arcs_polygon(map, area, r->spec, r->geos, &polygon, err);
        if (status == HTSC_OK) status = r->tell(r->ctx, map->area_classes[area], !bound[area], polygon, err);
    }
    return status;
}

static htsc_status draw(const raster *r, const uint8_t *classes, double tolerance_px, htsc_error *err) {
    htsc__arcs map;
    uint8_t *bound = NULL; /* areas with a pixel that is not free */
    const uint8_t *free_pixels = r->outline->free_pixels;
    htsc_status status =
        htsc__arcs_build(r->spec->width, r->spec->height, classes, tolerance_px > 0 ? free_pixels : NULL, &map, err);
    if (status == HTSC_OK) status = htsc__arcs_simplify(&map, free_pixels, tolerance_px, err);
    if (status == HTSC_OK) {
        bound = htsc__alloc(map.area_count, 1);
        if (bound == NULL) status = htsc__error_memory(err, "outlines");
    }
    for (size_t i = 0; i < r->pixel_count && status == HTSC_OK && free_pixels != NULL; i++)
        if (!free_pixels[i]) bound[map.areas[i]] = 1;
    if (status == HTSC_OK) status = tell_areas(r, &map, bound, err);
    htsc__free(bound);
    htsc__arcs_clear(&map);
    return status;
}

/* Classes of the areas of enough weight, and those of the others. */
static htsc_status split(const raster *r, const uint8_t *classes, uint8_t *large, uint8_t *small, htsc_error *err) {
    uint32_t *areas = htsc__alloc(r->pixel_count, sizeof *areas);
    double *sums = NULL;
    size_t count = 0;
    htsc_status status = areas == NULL ? htsc__error_memory(err, "outlines") : HTSC_OK;
    if (status == HTSC_OK) {
        count = htsc__arcs_number(r->spec->width, r->spec->height, classes, areas);
        sums = htsc__alloc(count, sizeof *sums);
        if (sums == NULL) status = htsc__error_memory(err, "outlines");
    }
    for (size_t i = 0; i < r->pixel_count && status == HTSC_OK; i++)
        sums[areas[i]] += r->outline->weights == NULL ? 1 : r->outline->weights[i];
    for (size_t i = 0; i < r->pixel_count && status == HTSC_OK; i++)
        *(sums[areas[i]] >= r->outline->least_weight ? &large[i] : &small[i]) = classes[i];
    htsc__free(sums);
    htsc__free(areas);
    return status;
}

htsc_status htsc__polygonize(htsc__geos *geos, const htsc_grid_spec *spec, const uint8_t *classes,
                             const htsc__outline *outline, htsc__area_fn tell, void *ctx, htsc_error *err) {
    const raster r = {geos, spec, outline, (size_t)spec->width * (size_t)spec->height, tell, ctx};
    if (!(outline->least_weight > 0)) return draw(&r, classes, outline->tolerance_px, err);
    uint8_t *large = htsc__alloc(r.pixel_count, 1), *small = htsc__alloc(r.pixel_count, 1);
    htsc_status status = large == NULL || small == NULL ? htsc__error_memory(err, "outlines") : HTSC_OK;
    if (status == HTSC_OK) status = split(&r, classes, large, small, err);
    if (status == HTSC_OK) status = draw(&r, large, outline->tolerance_px, err);
    if (status == HTSC_OK) status = draw(&r, small, 0, err);
    htsc__free(large);
    htsc__free(small);
    return status;
}
