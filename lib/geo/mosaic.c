#include "geo/mosaic.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/gdal.h"

static const double size_tolerance = 1e-9, lattice_tolerance_px = 1e-3;

static bool is_tile_name(const char *name) {
    static const char *const endings[] = {".hgt", ".hgt.zip", ".tif", ".tiff", ".asc"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t n = strlen(endings[i]);
        if (length > n && htsc__text_equal_nocase(name + length - n, endings[i])) return true;
    }
    return false;
}

static htsc_status add_tile(htsc__mosaic *m, const char *folder, const char *name, htsc_error *err) {
    htsc_status status = htsc__grow(&m->tiles, &m->capacity, m->count + 1, sizeof *m->tiles, m->path, err);
    if (status != HTSC_OK) return status;
    size_t size = (folder == NULL ? 0 : strlen(folder) + 1) + strlen(name) + 1;
    char *path = htsc__alloc(size, 1);
    if (path == NULL) return htsc__error_memory(err, m->path);
    snprintf(path, size, "%s%s%s", folder == NULL ? "" : folder, folder == NULL ? "" : "/", name);
    m->tiles[m->count++] = (htsc__tile){path, {0, 0, 0, 0}, false};
    return HTSC_OK;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const htsc__tile *)a)->path, ((const htsc__tile *)b)->path);
}

static htsc_status list_folder(htsc__mosaic *m, htsc_error *err) {
    DIR *folder = opendir(m->path);
    if (folder == NULL) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot open: %s", m->path, htsc__reason(errno));
    htsc_status status = HTSC_OK;
    for (struct dirent *entry; status == HTSC_OK && (entry = readdir(folder)) != NULL;)
        if (is_tile_name(entry->d_name)) status = add_tile(m, m->path, entry->d_name, err);
    closedir(folder);
    if (status == HTSC_OK && m->count == 0)
        status =
            htsc__error_set(err, HTSC_ERR_FORMAT, "%s: holds no raster (.hgt, .hgt.zip, .tif, .tiff, .asc)", m->path);
    if (status == HTSC_OK) qsort(m->tiles, m->count, sizeof *m->tiles, by_name);
    return status;
}

static bool same_crs(const char *a, const char *b) {
    if (strcmp(a, b) == 0) return true;
    static const char *const options[] = {"CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS",
                                          "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", NULL};
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    OGRSpatialReferenceH one = OSRNewSpatialReference(NULL), other = OSRNewSpatialReference(NULL);
    bool same = OSRSetFromUserInput(one, a) == OGRERR_NONE && OSRSetFromUserInput(other, b) == OGRERR_NONE &&
                OSRIsSameEx(one, other, options);
    OSRDestroySpatialReference(one);
    OSRDestroySpatialReference(other);
    htsc__gdal_end();
    return same;
}

static double off_lattice(double distance, double cell) {
    double pixels = distance / cell;
    return fabs(pixels - round(pixels));
}

/* Whether a tile fits the first one; the error names both. */
static htsc_status fits(const htsc__mosaic *m, const char *path, const htsc__raster *r, htsc_error *err) {
    const char *first = m->tiles[0].path;
    const htsc_grid_spec *a = &m->whole, *b = &r->spec;
    if (!same_crs(m->crs, r->crs))
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: its CRS %.60s is not the %.60s of %s", path, r->crs, m->crs,
                               first);
    if (fabs(b->cell_width / a->cell_width - 1) > size_tolerance ||
        fabs(b->cell_height / a->cell_height - 1) > size_tolerance)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: its pixels of %.12g x %.12g are not the %.12g x %.12g of %s",
                               path, b->cell_width, b->cell_height, a->cell_width, a->cell_height, first);
    double x_px = off_lattice(b->west - a->west, a->cell_width),
           y_px = off_lattice(b->north - a->north, a->cell_height);
    if (!(x_px <= lattice_tolerance_px && y_px <= lattice_tolerance_px))
        return htsc__error_set(err, HTSC_ERR_FORMAT,
                               "%s: lies %.3f, %.3f pixels off the lattice of %s: resample one to the other's", path,
                               x_px, y_px, first);
    return HTSC_OK;
}

/* specs[i]: place of tile i. The lattice starts at the most western and northern edges, as a merged file would. */
static htsc_status place_tiles(htsc__mosaic *m, const htsc_grid_spec *specs, htsc_error *err) {
    htsc_grid_spec *whole = &m->whole;
    for (size_t i = 0; i < m->count; i++) {
        whole->west = fmin(whole->west, specs[i].west);
        whole->north = fmax(whole->north, specs[i].north);
    }
    double width = 0, height = 0;
    for (size_t i = 0; i < m->count; i++) {
        double column = round((specs[i].west - whole->west) / whole->cell_width);
        double row = round((whole->north - specs[i].north) / whole->cell_height);
        width = fmax(width, column + specs[i].width), height = fmax(height, row + specs[i].height);
        if (width > INT_MAX || height > INT_MAX)
            return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: %.0f x %.0f pixels are more than can be counted", m->path,
                                   width, height);
        m->tiles[i].place = (htsc__window){(int)column, (int)row, specs[i].width, specs[i].height};
    }
    whole->width = (int)width, whole->height = (int)height;
    return HTSC_OK;
}

static htsc_status read_headers(htsc__mosaic *m, bool allow_vrt, htsc_error *err) {
    htsc_status status = HTSC_OK;
    htsc_grid_spec *specs = htsc__alloc(m->count, sizeof *specs);
    if (specs == NULL) return htsc__error_memory(err, m->path);
    for (size_t i = 0; i < m->count && status == HTSC_OK; i++) {
        htsc__raster raster;
        status = htsc__raster_open(m->tiles[i].path, allow_vrt, &raster, err);
        if (status != HTSC_OK) break;
        specs[i] = raster.spec;
        if (i == 0) {
            m->whole = raster.spec;
            m->crs = raster.crs;
            raster.crs = NULL;
        } else {
            status = fits(m, m->tiles[i].path, &raster, err);
        }
        htsc__raster_close(&raster);
    }
    if (status == HTSC_OK) status = place_tiles(m, specs, err);
    htsc__free(specs);
    return status;
}

htsc_status htsc__mosaic_open(const char *path, htsc__mosaic *mosaic, htsc_error *err) {
    struct stat info;
    *mosaic = (htsc__mosaic){.path = htsc__strdup(path)};
    if (mosaic->path == NULL) return htsc__error_memory(err, path);
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    htsc_status status = folder ? list_folder(mosaic, err) : add_tile(mosaic, NULL, path, err);
    if (status == HTSC_OK) status = read_headers(mosaic, !folder, err);
    if (status != HTSC_OK) htsc__mosaic_close(mosaic);
    return status;
}

void htsc__mosaic_close(htsc__mosaic *mosaic) {
    for (size_t i = 0; i < mosaic->count; i++) htsc__free(mosaic->tiles[i].path);
    htsc__free(mosaic->tiles);
    htsc__free(mosaic->crs);
    htsc__free(mosaic->path);
    *mosaic = (htsc__mosaic){0};
}

/* Where two windows meet; empty where they do not. */
static htsc__window meet(const htsc__window *a, const htsc__window *b) {
    long long left = a->column > b->column ? a->column : b->column, top = a->row > b->row ? a->row : b->row;
    long long a_right = (long long)a->column + a->width, b_right = (long long)b->column + b->width;
    long long a_bottom = (long long)a->row + a->height, b_bottom = (long long)b->row + b->height;
    long long width = (a_right < b_right ? a_right : b_right) - left;
    long long height = (a_bottom < b_bottom ? a_bottom : b_bottom) - top;
    return (htsc__window){(int)left, (int)top, width < 0 ? 0 : (int)width, height < 0 ? 0 : (int)height};
}

/* Rows are read in strips, so that a tile is never in memory as a whole. */
static htsc_status read_tile(const htsc__tile *tile, const htsc__window *window, const htsc__window *shared,
                             htsc__mosaic_fn take, void *ctx, htsc_error *err) {
    enum { STRIP_PIXELS = 1 << 20 };
    htsc__raster raster;
    htsc_status status = htsc__raster_open(tile->path, true, &raster, err);
    if (status != HTSC_OK) return status;
    int rows = STRIP_PIXELS / shared->width < 1 ? 1 : STRIP_PIXELS / shared->width;
    if (rows > shared->height) rows = shared->height;
    float *values = htsc__alloc((size_t)rows * (size_t)shared->width, sizeof *values);
    if (values == NULL) status = htsc__error_memory(err, tile->path);
    for (int row = 0; row < shared->height && status == HTSC_OK; row += rows) {
        int height = shared->height - row < rows ? shared->height - row : rows;
        htsc__window file = {shared->column - tile->place.column, shared->row + row - tile->place.row, shared->width,
                             height};
        status = htsc__raster_read(&raster, tile->path, &file, values, err);
        htsc__window part = {shared->column - window->column, shared->row + row - window->row, shared->width, height};
        if (status == HTSC_OK) take(ctx, &part, values);
    }
    htsc__free(values);
    htsc__raster_close(&raster);
    return status;
}

htsc_status htsc__mosaic_read(htsc__mosaic *mosaic, const htsc__window *window, htsc__mosaic_fn take, void *ctx,
                              uint32_t *file_count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    *file_count = 0;
    for (size_t i = 0; i < mosaic->count && status == HTSC_OK; i++) {
        htsc__window shared = meet(window, &mosaic->tiles[i].place);
        if (shared.width == 0 || shared.height == 0) continue;
        status = read_tile(&mosaic->tiles[i], window, &shared, take, ctx, err);
        mosaic->tiles[i].read = true;
        (*file_count)++;
    }
    return status;
}

const char *htsc__mosaic_file(const htsc__mosaic *mosaic, size_t i) {
    for (size_t k = 0; k < mosaic->count; k++)
        if (mosaic->tiles[k].read && i-- == 0) return mosaic->tiles[k].path;
    return NULL;
}
