#include "geo/raster_mesh.h"

#include <htscover/crs.h>

#include "base/error.h"
#include "base/memory.h"

enum { MAX_NODES = 1 << 24 };

/* Nodes from metres of the working CRS to raster coordinates, one row of the mesh at a time. */
static htsc_status place_nodes(htsc__mesh *mesh, htsc_transform *transform, htsc_error *err) {
    const htsc_grid_spec *s = &mesh->whole;
    size_t width = (size_t)mesh->width;
    double *x = htsc__alloc(2 * width, sizeof *x), *y = x + width;
    htsc_status status = x == NULL ? htsc__error_memory(err, "a terrain mesh") : HTSC_OK;
    for (int j = 0; j < mesh->height && status == HTSC_OK; j++) {
        for (size_t i = 0; i < width; i++) {
            x[i] = (mesh->first_x_km + (double)i) * 1000;
            y[i] = (mesh->first_y_km + j) * 1000;
        }
        status = htsc_transform_points(transform, width, x, y, err);
        for (size_t i = 0; i < width && status == HTSC_OK; i++) {
            if (isnan(x[i]))
                status = htsc__error_set(err, HTSC_ERR_CRS, "the study area lies outside the raster's CRS");
            mesh->nodes[(size_t)j * width + i] =
                (htsc__mesh_node){(x[i] - s->west) / s->cell_width, (s->north - y[i]) / s->cell_height};
        }
    }
    htsc__free(x);
    return status;
}

htsc_status htsc__mesh_init(htsc__mesh *mesh, const htsc_box *area, const char *working_crs, const char *raster_crs,
                            const htsc_grid_spec *whole, htsc_error *err) {
    *mesh = (htsc__mesh){.whole = *whole};
    double west = floor(area->min_x * HTSC__MESH_KM_PER_M), east = floor(area->max_x * HTSC__MESH_KM_PER_M) + 1;
    double south = floor(area->min_y * HTSC__MESH_KM_PER_M), north = floor(area->max_y * HTSC__MESH_KM_PER_M) + 1;
    double width = east - west + 1, height = north - south + 1;
    if (!(width >= 2 && height >= 2 && isfinite(west) && isfinite(south)))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "the area %g, %g to %g, %g is empty", area->min_x, area->min_y,
                               area->max_x, area->max_y);
    if (!(width * height <= MAX_NODES))
        return htsc__error_set(err, HTSC_ERR_LIMIT, "an area of %.0f x %.0f km is above the limit of %d km2", width,
                               height, (int)MAX_NODES);
    mesh->first_x_km = west, mesh->first_y_km = south;
    mesh->width = (int)width, mesh->height = (int)height;
    mesh->nodes = htsc__alloc((size_t)mesh->width * (size_t)mesh->height, sizeof *mesh->nodes);
    htsc_transform *transform = NULL;
    htsc_status status = mesh->nodes == NULL ? htsc__error_memory(err, "a terrain mesh")
                                             : htsc_transform_create(working_crs, raster_crs, &transform, err);
    if (status == HTSC_OK) status = place_nodes(mesh, transform, err);
    htsc_transform_free(transform);
    if (status != HTSC_OK) htsc__mesh_clear(mesh);
    return status;
}

void htsc__mesh_clear(htsc__mesh *mesh) {
    htsc__free(mesh->nodes);
    *mesh = (htsc__mesh){0};
}

htsc__window htsc__mesh_window(const htsc__mesh *mesh, int margin) {
    const size_t count = (size_t)mesh->width * (size_t)mesh->height;
    htsc__mesh_node low = mesh->nodes[0], high = low;
    for (size_t i = 1; i < count; i++) {
        low.column = fmin(low.column, mesh->nodes[i].column), high.column = fmax(high.column, mesh->nodes[i].column);
        low.row = fmin(low.row, mesh->nodes[i].row), high.row = fmax(high.row, mesh->nodes[i].row);
    }
    const htsc_grid_spec *s = &mesh->whole;
    if (!(high.column >= 0 && low.column <= s->width && high.row >= 0 && low.row <= s->height))
        return (htsc__window){0, 0, 0, 0};
    int left = htsc__clamp_int(floor(low.column) - margin, 0, s->width);
    int top = htsc__clamp_int(floor(low.row) - margin, 0, s->height);
    int right = htsc__clamp_int(floor(high.column) + 1 + margin, 0, s->width);
    int bottom = htsc__clamp_int(floor(high.row) + 1 + margin, 0, s->height);
    return (htsc__window){left, top, right - left, bottom - top};
}

double htsc__mesh_pixel_size_m(const htsc__mesh *mesh) {
    const htsc__mesh_node *south =
        &mesh->nodes[(size_t)((mesh->height - 1) / 2) * (size_t)mesh->width + (size_t)(mesh->width / 2)];
    const htsc__mesh_node *north = south + mesh->width;
    return 1000 / fabs(north->row - south->row);
}

/* The first index after i at which a coordinate that moves by `step` from `start` has left [low, low + 1) km, about. */
static double about_when_it_leaves(double start, double step, double low_km) {
    if (step == 0) return (double)INFINITY;
    return ((step > 0 ? low_km + 1 : low_km) * 1000 - start) / step + 1;
}

/* floor(), without a call; what is no place on Earth, NaN too, is far outside every mesh. */
static inline double floor_km(double value) {
    if (!(fabs(value) < 1e9)) return 1e9;
    double whole = (double)(int)value;
    return whole > value ? whole - 1 : whole;
}

static inline double x_km_of(const htsc__line *line, size_t i) {
    return floor_km((line->x_m + (double)i * line->dx_m) * HTSC__MESH_KM_PER_M);
}

static inline double y_km_of(const htsc__line *line, size_t i) {
    return floor_km((line->y_m + (double)i * line->dy_m) * HTSC__MESH_KM_PER_M);
}

static inline double lower(double a, double b) {
    return a < b ? a : b;
}

static inline double higher(double a, double b) {
    return a > b ? a : b;
}

static bool find_cell(const htsc__mesh *mesh, double x_km, double y_km, htsc__mesh_cell *cell) {
    double i = x_km - mesh->first_x_km, j = y_km - mesh->first_y_km;
    if (!(i >= 0 && i < mesh->width - 1 && j >= 0 && j < mesh->height - 1)) return false;
    const htsc__mesh_node *a = &mesh->nodes[(size_t)j * (size_t)mesh->width + (size_t)i], *b = a + 1;
    const htsc__mesh_node *c = a + mesh->width, *d = c + 1;
    *cell = (htsc__mesh_cell){
        x_km,
        y_km,
        {a->column, b->column - a->column, c->column - a->column, (d->column - c->column) - (b->column - a->column)},
        {a->row, b->row - a->row, c->row - a->row, (d->row - c->row) - (b->row - a->row)},
        lower(lower(a->column, b->column), lower(c->column, d->column)),
        higher(higher(a->column, b->column), higher(c->column, d->column)),
        lower(lower(a->row, b->row), lower(c->row, d->row)),
        higher(higher(a->row, b->row), higher(c->row, d->row))};
    return true;
}

/* What decides, rounding and all; a line never comes back into a cell. */
static bool is_in(const htsc__mesh_cell *cell, const htsc__line *line, size_t i) {
    return x_km_of(line, i) == cell->x_km && y_km_of(line, i) == cell->y_km;
}

size_t htsc__mesh_run(const htsc__mesh *mesh, const htsc__line *line, size_t i, size_t end, htsc__mesh_cell *cell) {
    double x_km = x_km_of(line, i), y_km = y_km_of(line, i);
    if (!find_cell(mesh, x_km, y_km, cell)) return 0;
    double about =
        lower(about_when_it_leaves(line->x_m, line->dx_m, x_km), about_when_it_leaves(line->y_m, line->dy_m, y_km));
    size_t stop = about < (double)end ? (about > (double)(i + 1) ? (size_t)about : i + 1) : end;
    while (stop > i + 1 && !is_in(cell, line, stop - 1)) stop--;
    while (stop < end && is_in(cell, line, stop)) stop++;
    return stop - i;
}
