#include "geo/shapefile.h"

#include <errno.h>
#include <math.h>
#include <shapefil.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/srs.h"

struct htsc__shapefile {
    SHPHandle shp;
    DBFHandle dbf;
    char *path, *dbf_path;
    htsc__field *fields;
    size_t field_count;
    int type, record;
};

/* Its name without the folder, which is only where it stands for now. */
static const char *short_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static htsc_status cannot(const htsc__shapefile *file, htsc_error *err) {
    return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", short_name(file->path), htsc__reason(errno));
}

static htsc_status write_text(const char *path, const char *text, htsc_error *err) {
    FILE *out = fopen(path, "wb");
    if (out == NULL)
        return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", short_name(path), htsc__reason(errno));
    fputs(text, out);
    return htsc__file_close(out, short_name(path), err);
}

static htsc_status add_fields(htsc__shapefile *f, const htsc__field *fields, htsc_error *err) {
    for (size_t i = 0; i < f->field_count; i++) {
        DBFFieldType type = fields[i].kind == HTSC__FIELD_TEXT      ? FTString
                            : fields[i].kind == HTSC__FIELD_INTEGER ? FTInteger
                                                                    : FTDouble;
        f->fields[i] = fields[i];
        if (strlen(fields[i].name) > 10 ||
            DBFAddField(f->dbf, fields[i].name, type, fields[i].width, fields[i].decimals) < 0)
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: field \"%s\" cannot be made", short_name(f->path),
                                   fields[i].name);
    }
    return HTSC_OK;
}

htsc_status htsc__shapefile_create(const htsc__shapefile_target *target, const htsc__field *fields, size_t field_count,
                                   htsc__shapefile **file, htsc_error *err) {
    *file = NULL;
    char *wkt = NULL;
    htsc_status status = htsc__srs_esri_wkt(target->crs, &wkt, err);
    if (status == HTSC_OK) status = write_text(target->prj, wkt, err);
    htsc__free(wkt);
    if (status != HTSC_OK) return status;
    htsc__shapefile *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, target->shp);
    f->path = htsc__strdup(target->shp);
    f->dbf_path = htsc__strdup(target->dbf);
    f->fields = htsc__alloc(field_count, sizeof *f->fields);
    f->field_count = field_count;
    f->type = target->kind == HTSC__SHAPE_POINT   ? SHPT_POINT
              : target->kind == HTSC__SHAPE_LINES ? SHPT_ARC
                                                  : SHPT_POLYGON;
    if (f->path == NULL || f->dbf_path == NULL || f->fields == NULL) {
        status = htsc__error_memory(err, target->shp);
    } else {
        f->shp = SHPCreate(target->shp, f->type);
        f->dbf = DBFCreateEx(target->dbf, "UTF-8"); /* writes the .cpg beside it */
        if (f->shp == NULL || f->dbf == NULL) status = cannot(f, err);
    }
    if (status == HTSC_OK) {
        DBFSetLastModifiedDate(f->dbf, target->date / 10000 - 1900, target->date / 100 % 100, target->date % 100);
        status = add_fields(f, fields, err);
    }
    if (status != HTSC_OK) {
        htsc_status ignored = htsc__shapefile_close(f, NULL);
        (void)ignored;
        return status;
    }
    *file = f;
    return HTSC_OK;
}

/* All rings of a geometry in one array, as Shapelib wants them. */
typedef struct rings {
    double *x, *y;
    size_t point_count, x_capacity, y_capacity;
    int *starts;
    size_t ring_count, starts_capacity;
} rings;

static double signed_area(size_t count, const double *x, const double *y) {
    double sum = 0;
    for (size_t i = 0; i + 1 < count; i++) sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum / 2;
}

/* Outer rings clockwise, holes the other way (ESRI Shapefile Technical Description, 1998, p. 8). */
static htsc_status add_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    rings *r = ctx;
    htsc_status status = htsc__grow(&r->x, &r->x_capacity, r->point_count + count, sizeof *r->x, "a polygon", err);
    if (status == HTSC_OK)
        status = htsc__grow(&r->y, &r->y_capacity, r->point_count + count, sizeof *r->y, "a polygon", err);
    if (status == HTSC_OK)
        status = htsc__grow(&r->starts, &r->starts_capacity, r->ring_count + 1, sizeof *r->starts, "a polygon", err);
    if (status != HTSC_OK) return status;
    bool reverse = (signed_area(count, x, y) > 0) != hole;
    r->starts[r->ring_count++] = (int)r->point_count;
    for (size_t i = 0; i < count; i++) {
        size_t from = reverse ? count - 1 - i : i;
        r->x[r->point_count] = x[from];
        r->y[r->point_count++] = y[from];
    }
    return HTSC_OK;
}

static htsc_status write_parts(htsc__shapefile *f, const htsc__shape *shape, htsc_error *err) {
    htsc_status status = HTSC_OK;
    const int parts = (int)shape->part_count, points = (int)shape->point_count;
    SHPObject *object = parts == 0              ? SHPCreateSimpleObject(SHPT_NULL, 0, NULL, NULL, NULL)
                        : f->type == SHPT_POINT ? SHPCreateSimpleObject(SHPT_POINT, 1, shape->x, shape->y, NULL)
                                                : SHPCreateObject(f->type, -1, parts, shape->starts, NULL, points,
                                                                  shape->x, shape->y, NULL, NULL);
    if (object == NULL)
        status = htsc__error_memory(err, "a shape");
    else if (SHPWriteObject(f->shp, -1, object) != f->record)
        status = cannot(f, err);
    SHPDestroyObject(object);
    return status;
}

static htsc_status write_polygon(htsc__shapefile *f, htsc__geos *geos, const htsc__geom *polygon, htsc_error *err) {
    rings r = {0};
    htsc_status status = htsc__geom_each_ring(geos, polygon, add_ring, &r, err);
    const htsc__shape shape = {NULL, r.ring_count, r.starts, r.point_count, r.x, r.y};
    if (status == HTSC_OK) status = write_parts(f, &shape, err);
    htsc__free(r.x);
    htsc__free(r.y);
    htsc__free(r.starts);
    return status;
}

static bool write_value(htsc__shapefile *f, int index, const htsc__value *value) {
    const htsc__field *field = &f->fields[index];
    if (field->kind == HTSC__FIELD_TEXT) {
        char text[256];
        size_t room = (size_t)field->width + 1;
        htsc__text_copy(text, room < sizeof text ? room : sizeof text, value->text == NULL ? "" : value->text);
        return DBFWriteStringAttribute(f->dbf, f->record, index, text) != 0;
    }
    if (!isfinite(value->number)) return DBFWriteNULLAttribute(f->dbf, f->record, index) != 0;
    return DBFWriteDoubleAttribute(f->dbf, f->record, index, value->number) != 0;
}

static htsc_status write_values(htsc__shapefile *file, const htsc__value *values, htsc_error *err) {
    for (size_t i = 0; i < file->field_count; i++)
        if (!write_value(file, (int)i, &values[i]))
            return htsc__error_set(err, HTSC_ERR_IO, "%s: value %.12g does not fit field %s (%d wide)",
                                   short_name(file->path), values[i].number, file->fields[i].name,
                                   file->fields[i].width);
    file->record++;
    return HTSC_OK;
}

htsc_status htsc__shapefile_add(htsc__shapefile *file, htsc__geos *geos, const htsc__shape *shape,
                                const htsc__value *values, htsc_error *err) {
    htsc_status status =
        shape->polygon == NULL ? write_parts(file, shape, err) : write_polygon(file, geos, shape->polygon, err);
    return status == HTSC_OK ? write_values(file, values, err) : status;
}

/* Shapelib's close reports nothing: what is short on disk is found by its size. */
static bool has_size(const char *path, long long expected) {
    FILE *in = path == NULL ? NULL : fopen(path, "rb");
    bool whole = in != NULL && fseeko(in, 0, SEEK_END) == 0 && (long long)ftello(in) >= expected;
    if (in != NULL) fclose(in);
    return whole;
}

htsc_status htsc__shapefile_close(htsc__shapefile *file, htsc_error *err) {
    if (file == NULL) return HTSC_OK;
    htsc_status status = HTSC_OK;
    long long shp_bytes = file->shp == NULL ? 0 : (long long)file->shp->nFileSize;
    long long dbf_bytes =
        file->dbf == NULL ? 0 : file->dbf->nHeaderLength + (long long)file->record * file->dbf->nRecordLength;
    if (file->shp != NULL) SHPClose(file->shp);
    if (file->dbf != NULL) DBFClose(file->dbf);
    if (!has_size(file->path, shp_bytes) || !has_size(file->dbf_path, dbf_bytes))
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: did not reach the disk whole", file->path);
    htsc__free(file->fields);
    htsc__free(file->path);
    htsc__free(file->dbf_path);
    htsc__free(file);
    return status;
}
