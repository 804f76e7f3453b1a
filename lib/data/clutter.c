#include "data/clutter.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/mosaic.h"
#include "geo/raster_mesh.h"

enum { CODES = 256, MAX_CLASSES = 255, FALLBACK = 0 };

struct htsc_clutter {
    htsc__mosaic mosaic;
    htsc__mesh mesh;
    htsc__window window; /* of the lattice; all that points of the mesh ask for is in it */
    uint8_t *kinds;      /* row by row: 0 the fallback, else 1 + the class' index */
    uint8_t kind_of_code[CODES];
    float height_m[MAX_CLASSES + 1], sigma_db[MAX_CLASSES + 1]; /* by kind */
    htsc_clutter_counts counts;
};

static htsc_status add_class(htsc_clutter *c, const htsc_clutter_class *one, size_t index, htsc_error *err) {
    if (one->code < 0 || one->code >= CODES)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "land cover code %d is outside [0, 255]", one->code);
    if (c->kind_of_code[one->code] != FALLBACK)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "land cover code %d stands twice", one->code);
    if ((unsigned)one->category >= HTSC_CLUTTER_CATEGORY_COUNT)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "land cover code %d: %d is no category", one->code,
                               (int)one->category);
    if (one->height_m < 0 || one->height_m > 100)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "land cover code %d: height_m %g is outside [0, 100]", one->code,
                               one->height_m);
    if (one->sigma_db < 0 || one->sigma_db > 30)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "land cover code %d: sigma_db %g is outside [0, 30]", one->code,
                               one->sigma_db);
    c->kind_of_code[one->code] = (uint8_t)(index + 1);
    double height_m = isnan(one->height_m) ? htsc_clutter_category_height_m(one->category) : one->height_m;
    c->height_m[index + 1] = (float)height_m;
    c->sigma_db[index + 1] = (float)one->sigma_db;
    return HTSC_OK;
}

static htsc_status add_classes(htsc_clutter *c, const htsc_clutter_class *classes, size_t count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (count == 0) classes = htsc_clutter_worldcover(&count);
    if (count > MAX_CLASSES)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%zu land cover classes are more than %d", count, MAX_CLASSES);
    c->sigma_db[FALLBACK] = NAN;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) status = add_class(c, &classes[i], i, err);
    return status;
}

static uint8_t kind_of(const htsc_clutter *c, float value) {
    if (!(value >= 0 && value < CODES)) return FALLBACK;
    int code = (int)value;
    return (float)code == value ? c->kind_of_code[code] : FALLBACK;
}

/* The first tile that has a known class gives it. */
static void merge(void *ctx, const htsc__window *part, const float *values) {
    const htsc_clutter *c = ctx;
    for (int row = 0; row < part->height; row++) {
        uint8_t *to = c->kinds + (size_t)(part->row + row) * (size_t)c->window.width + (size_t)part->column;
        const float *from = values + (size_t)row * (size_t)part->width;
        for (int column = 0; column < part->width; column++)
            if (to[column] == FALLBACK) to[column] = kind_of(c, from[column]);
    }
}

static htsc_status read_kinds(htsc_clutter *c, htsc_error *err) {
    htsc__mosaic *mosaic = &c->mosaic;
    const htsc__window area = htsc__mesh_window(&c->mesh, 0);
    c->window = htsc__mesh_window(&c->mesh, 1); /* rounding may step over the area's edge */
    htsc_status status = htsc__window_check(&area, mosaic->path, err);
    if (status == HTSC_OK) status = htsc__window_check(&c->window, mosaic->path, err);
    if (status != HTSC_OK) return status;
    c->kinds = htsc__alloc((size_t)c->window.width, (size_t)c->window.height); /* zeroed: the fallback */
    if (c->kinds == NULL) return htsc__error_memory(err, mosaic->path);
    status = htsc__mosaic_read(mosaic, &c->window, merge, c, &c->counts.file_count, err);
    if (status != HTSC_OK) return status;
    c->counts.pixel_count = (uint64_t)area.width * (uint64_t)area.height;
    for (int row = 0; row < area.height; row++) {
        const uint8_t *kinds = c->kinds + (size_t)(area.row - c->window.row + row) * (size_t)c->window.width +
                               (area.column - c->window.column);
        for (int column = 0; column < area.width; column++) c->counts.fallback_count += kinds[column] == FALLBACK;
    }
    if (c->counts.fallback_count == c->counts.pixel_count)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: no pixel of the area has a code of the classes",
                               mosaic->path);
    return HTSC_OK;
}

htsc_status htsc_clutter_read(const char *path, const htsc_box *area, const char *working_crs,
                              const htsc_clutter_class *classes, size_t class_count, htsc_clutter **clutter,
                              htsc_error *err) {
    *clutter = NULL;
    htsc_clutter *c = htsc__alloc(1, sizeof *c);
    if (c == NULL) return htsc__error_memory(err, path);
    htsc_status status = add_classes(c, classes, class_count, err);
    if (status == HTSC_OK) status = htsc__mosaic_open(path, &c->mosaic, err);
    if (status == HTSC_OK) {
        status = htsc__mesh_init(&c->mesh, area, working_crs, c->mosaic.crs, &c->mosaic.whole, err);
        if (status != HTSC_OK) htsc__error_prefix(err, status, path);
    }
    if (status == HTSC_OK) status = read_kinds(c, err);
    if (status != HTSC_OK) {
        htsc_clutter_free(c);
        return status;
    }
    *clutter = c;
    return HTSC_OK;
}

void htsc_clutter_free(htsc_clutter *clutter) {
    if (clutter == NULL) return;
    htsc__mosaic_close(&clutter->mosaic);
    htsc__mesh_clear(&clutter->mesh);
    htsc__free(clutter->kinds);
    htsc__free(clutter);
}

const char *htsc__clutter_file(const htsc_clutter *clutter, size_t i) {
    return htsc__mosaic_file(&clutter->mosaic, i);
}

const htsc_clutter_counts *htsc_clutter_get_counts(const htsc_clutter *clutter) {
    return &clutter->counts;
}

/* The pixel of raster coordinates; a place on a border is the eastern or southern pixel's. */
static uint8_t kind_anywhere(const htsc_clutter *c, double column, double row) {
    const htsc_grid_spec *s = &c->mesh.whole;
    if (!(column >= 0 && column < s->width && row >= 0 && row < s->height)) return FALLBACK;
    const size_t i = (size_t)((int)column - c->window.column), j = (size_t)((int)row - c->window.row);
    return c->kinds[j * (size_t)c->window.width + i];
}

static void run_anywhere(const htsc_clutter *c, const htsc__mesh_cell *cell, const htsc__line *line, size_t first,
                         size_t count, uint8_t *kinds) {
    for (size_t k = 0; k < count; k++) {
        double column, row;
        htsc__mesh_place(cell, line, (double)(first + k), &column, &row);
        kinds[k] = kind_anywhere(c, column, row);
    }
}

enum { BLOCK = 64 };

/* On the raster in any case: no branches. At most BLOCK points. */
static void run_inside(const htsc_clutter *c, const htsc__mesh_cell *cell, const htsc__line *line, size_t first,
                       size_t count, uint8_t *kinds) {
    const int stride = c->window.width, left = c->window.column, top = c->window.row, n = (int)count;
    const double base = (double)first;
    int at[BLOCK];
    for (int k = 0; k < n; k++) {
        double column, row;
        htsc__mesh_place(cell, line, base + k, &column, &row);
        at[k] = ((int)row - top) * stride + ((int)column - left);
    }
    for (int k = 0; k < n; k++) kinds[k] = c->kinds[at[k]];
}

/* Kinds of at most BLOCK points from the i-th of the line on; how many there are in one cell of the mesh, at least 1.
 */
static size_t next_kinds(const htsc_clutter *c, const htsc__line *line, size_t i, size_t count, uint8_t kinds[BLOCK]) {
    const htsc_grid_spec *s = &c->mesh.whole;
    htsc__mesh_cell cell;
    size_t end = count - i < BLOCK ? count : i + BLOCK, n = htsc__mesh_run(&c->mesh, line, i, end, &cell);
    if (n == 0) {
        kinds[0] = FALLBACK;
        return 1;
    }
    bool inside =
        cell.low_column >= 1 && cell.high_column <= s->width - 1 && cell.low_row >= 1 && cell.high_row <= s->height - 1;
    (inside ? run_inside : run_anywhere)(c, &cell, line, i, n, kinds);
    return n;
}

void htsc__clutter_line(const htsc_clutter *clutter, double x_m, double y_m, double dx_m, double dy_m, size_t count,
                        float *height_m) {
    const htsc__line line = {x_m, y_m, dx_m, dy_m};
    uint8_t kinds[BLOCK];
    for (size_t i = 0; i < count;) {
        size_t n = next_kinds(clutter, &line, i, count, kinds);
        for (size_t k = 0; k < n; k++) height_m[i + k] = clutter->height_m[kinds[k]];
        i += n;
    }
}

void htsc_clutter_sample(const htsc_clutter *clutter, size_t count, const double *x_m, const double *y_m,
                         float *height_m, float *sigma_db, uint8_t *fallback) {
    uint8_t kinds[BLOCK];
    for (size_t i = 0; i < count; i++) {
        const htsc__line point = {x_m[i], y_m[i], 0, 0};
        next_kinds(clutter, &point, 0, 1, kinds);
        if (height_m != NULL) height_m[i] = clutter->height_m[kinds[0]];
        if (sigma_db != NULL) sigma_db[i] = clutter->sigma_db[kinds[0]];
        if (fallback != NULL) fallback[i] = kinds[0] == FALLBACK;
    }
}
