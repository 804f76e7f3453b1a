/* A VRT is a text that names other files, drivers, even programs: what is in it is looked at before GDAL opens it. */
#include <cpl_conv.h>
#include <cpl_minixml.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/gdal.h"
#include "geo/raster_file.h"

enum { MAX_DEPTH = 32, MAX_BYTES = 1 << 26 };

typedef struct check {
    const char *path;
    char *last; /* source that was opened last: bands and overviews name the same again */
    htsc_error *err;
} check;

static htsc_status refuse(check *c, const char *what, const char *name) {
    return htsc__error_set(c->err, HTSC_ERR_UNSUPPORTED, "%s: %s \"%.200s\" in a VRT is not allowed", c->path, what,
                           name);
}

static htsc_status try_source(check *c, const char *name) {
    if (c->last != NULL && strcmp(c->last, name) == 0) return HTSC_OK;
    htsc__raster raster;
    htsc_status status = htsc__raster_open(name, false, &raster, c->err);
    if (status != HTSC_OK) return htsc__error_prefix(c->err, status, c->path);
    htsc__raster_close(&raster);
    htsc__free(c->last);
    c->last = htsc__strdup(name);
    return c->last == NULL ? htsc__error_memory(c->err, c->path) : HTSC_OK;
}

/* A regular local file that the plain drivers open; so GDAL, which asks all of its drivers, finds no other in it. */
static htsc_status check_source(check *c, const CPLXMLNode *node) {
    const char *name = CPLGetXMLValue(node, NULL, ""), *relative = CPLGetXMLValue(node, "relativeToVRT", "0");
    if (strncmp(name, "/vsi", 4) == 0 && strncmp(name, "/vsizip/", 8) != 0) return refuse(c, "source", name);
    if (strstr(name, "://") != NULL || htsc__path_has_ext(name, "vrt")) return refuse(c, "source", name);
    if (strcmp(relative, "1") != 0) return try_source(c, name);
    char *folder = CPLStrdup(CPLGetPath(c->path));
    char *full = CPLStrdup(CPLProjectRelativeFilename(folder, name));
    htsc_status status = try_source(c, full);
    CPLFree(full);
    CPLFree(folder);
    return status;
}

static bool ends_in_source(const char *name) {
    size_t length = strlen(name);
    return length >= 6 && htsc__text_equal_nocase(name + length - 6, "source");
}

/* Asking by name, GDAL takes elements and attributes alike, without regard to case. */
static htsc_status check_node(check *c, const CPLXMLNode *node) {
    static const char *const names[] = {"OpenOptions", "Group", "PixelFunctionType", "GDALWarpOptions",
                                        "SourceDataset"};
    const bool element = node->eType == CXT_Element;
    const char *what = element ? "element" : "attribute", *name = node->pszValue;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (htsc__text_equal_nocase(name, names[i])) return refuse(c, what, name);
    bool plain =
        element && (htsc__text_equal_nocase(name, "SimpleSource") || htsc__text_equal_nocase(name, "ComplexSource"));
    if (ends_in_source(name) && !plain) return refuse(c, what, name);
    if (!element) return htsc__text_equal_nocase(name, "SourceFilename") ? refuse(c, what, name) : HTSC_OK;
    const char *sub_class = CPLGetXMLValue(node, "subClass", "VRTSourcedRasterBand");
    if (!htsc__text_equal_nocase(sub_class, "VRTSourcedRasterBand")) return refuse(c, "subClass", sub_class);
    if (htsc__text_equal_nocase(name, "SourceFilename")) return check_source(c, node);
    return HTSC_OK;
}

static htsc_status check_tree(check *c, const CPLXMLNode *node, int depth) {
    htsc_status status = HTSC_OK;
    if (depth > MAX_DEPTH) return htsc__error_set(c->err, HTSC_ERR_LIMIT, "%s: nested too deep", c->path);
    for (; node != NULL && status == HTSC_OK; node = node->psNext) {
        if (node->eType != CXT_Element && node->eType != CXT_Attribute) continue;
        status = check_node(c, node);
        if (status == HTSC_OK) status = check_tree(c, node->psChild, depth + 1);
    }
    return status;
}

htsc_status htsc__vrt_check(const char *path, htsc_error *err) {
    struct stat info;
    if (stat(path, &info) == 0 && info.st_size > MAX_BYTES)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: has %lld bytes, more than a VRT's limit of %d", path,
                               (long long)info.st_size, MAX_BYTES);
    check c = {path, NULL, err};
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    CPLXMLNode *tree = CPLParseXMLFile(path);
    htsc__gdal_end();
    htsc_status status =
        tree == NULL ? htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is no VRT: %s", path, errors.message) : HTSC_OK;
    if (status == HTSC_OK) status = check_tree(&c, tree, 0);
    CPLDestroyXMLNode(tree);
    htsc__free(c.last);
    return status;
}
