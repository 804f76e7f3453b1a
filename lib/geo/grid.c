#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

#include <htscover/crs.h>
#include <htscover/grid.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "geo/gdal.h"
#include "geo/grid.h"
#include "geo/srs.h"

struct htsc_grid {
    htsc_grid_spec spec;
    char *crs;
    float *values;
};

typedef struct window {
    int column, row, width, height;
} window;

/* Bounds of `box` in the raster's CRS: its edges are sampled, since they may bend. */
static htsc_status project_box(const htsc_box *box, const char *from, const char *to, htsc_box *out, htsc_error *err) {
    enum { STEPS = 21 };
    double x[4 * STEPS], y[4 * STEPS];
    for (int i = 0; i < STEPS; i++) {
        double f = (double)i / (STEPS - 1);
        double along_x = box->min_x + f * (box->max_x - box->min_x),
               along_y = box->min_y + f * (box->max_y - box->min_y);
        x[4 * i] = along_x, y[4 * i] = box->min_y;
        x[4 * i + 1] = along_x, y[4 * i + 1] = box->max_y;
        x[4 * i + 2] = box->min_x, y[4 * i + 2] = along_y;
        x[4 * i + 3] = box->max_x, y[4 * i + 3] = along_y;
    }
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(from, to, &transform, err);
    if (status == HTSC_OK) status = htsc_transform_points(transform, (size_t)4 * STEPS, x, y, err);
    htsc_transform_free(transform);
    if (status != HTSC_OK) return status;
    *out = (htsc_box){(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    for (int i = 0; i < 4 * STEPS; i++) {
        if (isnan(x[i])) return htsc__error_set(err, HTSC_ERR_CRS, "the study area lies outside the raster's CRS");
        out->min_x = fmin(out->min_x, x[i]), out->max_x = fmax(out->max_x, x[i]);
        out->min_y = fmin(out->min_y, y[i]), out->max_y = fmax(out->max_y, y[i]);
    }
    return HTSC_OK;
}

static int clamp_int(double value, int low, int high) {
    if (!(value > low)) return low;
    return value < high ? (int)value : high;
}

static htsc_status find_window(const htsc_grid_spec *whole, const htsc_box *box, window *out, const char *path,
                               htsc_error *err) {
    *out = (window){0, 0, whole->width, whole->height};
    if (box != NULL) {
        int first_column = clamp_int(floor((box->min_x - whole->west) / whole->cell_width) - 1, 0, whole->width);
        int last_column = clamp_int(ceil((box->max_x - whole->west) / whole->cell_width) + 1, 0, whole->width);
        int first_row = clamp_int(floor((whole->north - box->max_y) / whole->cell_height) - 1, 0, whole->height);
        int last_row = clamp_int(ceil((whole->north - box->min_y) / whole->cell_height) + 1, 0, whole->height);
        *out = (window){first_column, first_row, last_column - first_column, last_row - first_row};
    }
    if (out->width <= 0 || out->height <= 0)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: does not reach the study area", path);
    if ((double)out->width * out->height > (double)(1 << 28))
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: %d x %d pixels are more than the limit of 268435456", path,
                               out->width, out->height);
    return HTSC_OK;
}

static htsc_status whole_spec(GDALDatasetH dataset, const char *path, htsc_grid_spec *spec, htsc_error *err) {
    double g[6];
    if (GDALGetGeoTransform(dataset, g) != CE_None)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no georeference", path);
    if (g[2] != 0 || g[4] != 0 || !(g[1] > 0) || !(g[5] < 0))
        return htsc__error_set(err, HTSC_ERR_UNSUPPORTED, "%s: is rotated or not north-up", path);
    *spec = (htsc_grid_spec){g[0], g[3], g[1], -g[5], GDALGetRasterXSize(dataset), GDALGetRasterYSize(dataset)};
    if (GDALGetRasterCount(dataset) < 1 || spec->width < 1 || spec->height < 1)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no pixels", path);
    return HTSC_OK;
}

static htsc_status read_values(GDALDatasetH dataset, const window *w, const char *path, htsc_grid *grid,
                               htsc_error *err) {
    size_t count = (size_t)w->width * (size_t)w->height;
    grid->values = htsc__alloc(count, sizeof *grid->values);
    if (grid->values == NULL) return htsc__error_memory(err, path);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    CPLErr failed = GDALRasterIO(band, GF_Read, w->column, w->row, w->width, w->height, grid->values, w->width,
                                 w->height, GDT_Float32, 0, 0);
    htsc__gdal_end();
    if (failed != CE_None) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read pixels: %s", path, errors.message);
    int has_no_data = 0;
    float no_data = (float)GDALGetRasterNoDataValue(band, &has_no_data);
    /* Packed rasters keep value = offset + scale * stored; the no-data value is one of the stored. */
    double scale = GDALGetRasterScale(band, NULL), offset = GDALGetRasterOffset(band, NULL);
    for (size_t i = 0; i < count; i++) {
        float *value = &grid->values[i];
        if (!isfinite(*value) || (has_no_data && *value == no_data))
            *value = NAN;
        else if (scale != 1 || offset != 0)
            *value = (float)(offset + scale * (double)*value);
    }
    return HTSC_OK;
}

static htsc_status fill(GDALDatasetH dataset, const char *path, const htsc_box *box, const char *box_crs,
                        htsc_grid *grid, htsc_error *err) {
    htsc_grid_spec whole;
    htsc_box projected;
    window w;
    htsc_status status = whole_spec(dataset, path, &whole, err);
    if (status != HTSC_OK) return status;
    status = htsc__srs_name(GDALGetSpatialRef(dataset), &grid->crs, err);
    if (status != HTSC_OK) return htsc__error_prefix(err, status, path);
    if (box != NULL && box_crs != NULL) {
        status = project_box(box, box_crs, grid->crs, &projected, err);
        if (status != HTSC_OK) return htsc__error_prefix(err, status, path);
        box = &projected;
    }
    status = find_window(&whole, box, &w, path, err);
    if (status != HTSC_OK) return status;
    grid->spec = (htsc_grid_spec){whole.west + w.column * whole.cell_width,
                                  whole.north - w.row * whole.cell_height,
                                  whole.cell_width,
                                  whole.cell_height,
                                  w.width,
                                  w.height};
    return read_values(dataset, &w, path, grid, err);
}

htsc_status htsc_grid_read(const char *path, const htsc_box *window_box, const char *window_crs, htsc_grid **grid,
                           htsc_error *err) {
    *grid = NULL;
    static const char *const drivers[] = {"GTiff", "SRTMHGT", "AAIGrid", NULL};
    htsc_status status = htsc__file_check(path, err);
    if (status != HTSC_OK) return status;
    htsc__gdal_init();
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    htsc__gdal_end();
    if (dataset == NULL)
        return htsc__error_set(err, HTSC_ERR_FORMAT,
                               "%s: is no raster this library reads (GeoTIFF, HGT, ASCII grid): %s", path,
                               errors.message);
    htsc_grid *g = htsc__alloc(1, sizeof *g);
    status = g == NULL ? htsc__error_memory(err, path) : fill(dataset, path, window_box, window_crs, g, err);
    GDALClose(dataset);
    if (status != HTSC_OK) {
        htsc_grid_free(g);
        return status;
    }
    *grid = g;
    return HTSC_OK;
}

void htsc_grid_free(htsc_grid *grid) {
    if (grid == NULL) return;
    htsc__free(grid->crs);
    htsc__free(grid->values);
    htsc__free(grid);
}

const htsc_grid_spec *htsc_grid_get_spec(const htsc_grid *grid) {
    return &grid->spec;
}

const char *htsc_grid_crs(const htsc_grid *grid) {
    return grid->crs;
}

const float *htsc_grid_values(const htsc_grid *grid) {
    return grid->values;
}

void htsc__grid_void_outside(htsc_grid *grid, float low, float high) {
    size_t count = (size_t)grid->spec.width * (size_t)grid->spec.height;
    for (size_t i = 0; i < count; i++)
        if (!(grid->values[i] >= low && grid->values[i] <= high)) grid->values[i] = NAN;
}

double htsc_grid_sample(const htsc_grid *grid, double x, double y) {
    const htsc_grid_spec *s = &grid->spec;
    double column = (x - s->west) / s->cell_width, row = (s->north - y) / s->cell_height;
    if (!(column >= 0 && column <= s->width && row >= 0 && row <= s->height)) return (double)NAN;
    /* Between centres; the outer half pixel holds the edge. */
    column = fmin(fmax(column - 0.5, 0), s->width - 1);
    row = fmin(fmax(row - 0.5, 0), s->height - 1);
    int c0 = (int)column, r0 = (int)row;
    int c1 = c0 + 1 < s->width ? c0 + 1 : c0, r1 = r0 + 1 < s->height ? r0 + 1 : r0;
    double fc = column - c0, fr = row - r0;
    const int columns[4] = {c0, c1, c0, c1}, rows[4] = {r0, r0, r1, r1};
    const double weights[4] = {(1 - fc) * (1 - fr), fc * (1 - fr), (1 - fc) * fr, fc * fr};
    double sum = 0, weight = 0, plain_sum = 0;
    int known = 0;
    for (int i = 0; i < 4; i++) {
        double value = (double)grid->values[(size_t)rows[i] * (size_t)s->width + (size_t)columns[i]];
        if (isnan(value)) continue;
        sum += weights[i] * value, weight += weights[i];
        plain_sum += value, known++;
    }
    if (known == 0) return (double)NAN;
    return weight > 0 ? sum / weight : plain_sum / known;
}
