/* The layers people look at on a phone, as one KMZ (OGC 12-007r2, KML 2.3, of which phones know 2.2). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "geo/geometry.h"
#include "geo/zip_write.h"
#include "report/palette.h"
#include "report/write.h"
#include "report/xml.h"

typedef struct kml {
    FILE *out;
    const htsc__table *table;
    htsc_transform *to_lonlat;
    bool open; /* a Polygon is */
} kml;

static bool is_plain(const htsc__table *table) {
    return table->theme == HTSC__THEME_PLAIN || table->theme == HTSC__THEME_OUTLINE;
}

/* aabbggrr, as KML has colours. */
static void put_style(FILE *out, const char *id, uint32_t rgb, unsigned alpha) {
    const unsigned red = (unsigned)(rgb >> 16), green = (unsigned)(rgb >> 8 & 255), blue = (unsigned)(rgb & 255);
    fprintf(out,
            "<Style id=\"%s\"><LineStyle><color>ff%02x%02x%02x</color><width>2</width></LineStyle><PolyStyle><color>"
            "%02x%02x%02x%02x</color></PolyStyle><IconStyle><color>ff%02x%02x%02x</color><scale>0.8</scale></IconStyle>"
            "<LabelStyle><scale>0.8</scale></LabelStyle></Style>\n",
            id, blue, green, red, alpha, blue, green, red, blue, green, red);
}

/* One for each class and operator, and for each table that has one look. */
static void put_styles(FILE *out, const htsc__results *x, const htsc__table *tables, size_t count) {
    char id[32];
    for (size_t i = 0; i < count; i++)
        if (is_plain(&tables[i]))
            put_style(out, tables[i].stem, tables[i].rgb, tables[i].theme == HTSC__THEME_OUTLINE ? 0 : 0x80);
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++) {
        snprintf(id, sizeof id, "level%d", level);
        put_style(out, id, htsc__level_rgb((htsc_level)level), 0xa0);
    }
    for (size_t o = 0; o < x->operator_count; o++) {
        snprintf(id, sizeof id, "operator%zu", o);
        put_style(out, id, htsc__operator_rgb((uint32_t)o), 0xff);
    }
}

static htsc_status put_points(kml *k, size_t count, const double *x, const double *y, htsc_error *err) {
    htsc_status status = HTSC_OK;
    fputs("<coordinates>", k->out);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        double lon_deg = x[i], lat_deg = y[i];
        status = htsc_transform_points(k->to_lonlat, 1, &lon_deg, &lat_deg, err);
        char lon[350], lat[350];
        htsc__text_from_fixed(lon_deg, 6, lon, sizeof lon);
        htsc__text_from_fixed(lat_deg, 6, lat, sizeof lat);
        fprintf(k->out, "%s%s,%s", i == 0 ? "" : " ", lon, lat);
    }
    fputs("</coordinates>", k->out);
    return status;
}

static void close_polygon(kml *k) {
    if (k->open) fputs("</Polygon>\n", k->out);
    k->open = false;
}

static htsc_status put_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    kml *k = ctx;
    const char *name = hole ? "innerBoundaryIs" : "outerBoundaryIs";
    if (!hole) {
        close_polygon(k);
        fputs("<Polygon><tessellate>1</tessellate>", k->out);
        k->open = true;
    }
    fprintf(k->out, "<%s><LinearRing>", name);
    htsc_status status = put_points(k, count, x, y, err);
    fprintf(k->out, "</LinearRing></%s>", name);
    return status;
}

static htsc_status put_shape(kml *k, htsc__geos *geos, const htsc__shape *shape, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (shape->polygon == NULL && shape->part_count == 0) return HTSC_OK;
    fputs("<MultiGeometry>", k->out);
    if (shape->polygon != NULL) status = htsc__geom_each_ring(geos, shape->polygon, put_ring, k, err);
    for (size_t p = 0; p < shape->part_count && status == HTSC_OK; p++) {
        const size_t first = (size_t)shape->starts[p],
                     last = p + 1 < shape->part_count ? (size_t)shape->starts[p + 1] : shape->point_count;
        if (k->table->kind == HTSC__SHAPE_POLYGON) {
            status = put_ring(k, false, last - first, shape->x + first, shape->y + first, err);
            continue;
        }
        const char *name = k->table->kind == HTSC__SHAPE_LINES ? "LineString" : "Point";
        fprintf(k->out, "<%s>", name);
        status = put_points(k, last - first, shape->x + first, shape->y + first, err);
        fprintf(k->out, "</%s>", name);
    }
    close_polygon(k);
    fputs("</MultiGeometry>", k->out);
    return status;
}

static void value_text(const htsc__table *table, const htsc__column *column, const htsc__value *value, char *text,
                       size_t size) {
    if (column->kind == HTSC__FIELD_TEXT)
        htsc__text_copy(text, size, value->text);
    else
        htsc__number_text(table->x->project->language, value->number, column->decimals, text, size);
}

/* What a tap shows: every column that Shapefiles have. */
static void put_balloon(kml *k, const htsc__row *row) {
    const bool vi = k->table->x->project->language == HTSC_LANGUAGE_VI;
    fputs("<ExtendedData>", k->out);
    for (size_t i = 0; i < row->count; i++) {
        char text[512];
        const htsc__column *c = &row->columns[i];
        if (c->dbf[0] == '\0') continue;
        value_text(k->table, c, &row->values[i], text, sizeof text);
        fprintf(k->out, "<Data name=\"%s\"><displayName>", c->key);
        htsc__xml_text(k->out, vi ? c->vi : c->en);
        fputs("</displayName><value>", k->out);
        htsc__xml_text(k->out, text);
        fputs("</value></Data>", k->out);
    }
    fputs("</ExtendedData>", k->out);
}

static size_t find(const htsc__row *row, const char *key) {
    for (size_t i = 0; key != NULL && i < row->count; i++)
        if (strcmp(row->columns[i].key, key) == 0) return i;
    return SIZE_MAX;
}

static void put_style_url(kml *k, const htsc__row *row) {
    const htsc__table *table = k->table;
    const size_t at = find(row, table->style_key);
    if (table->theme == HTSC__THEME_LEVELS && at != SIZE_MAX) {
        for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
            if (strcmp(row->values[at].text, htsc_level_name((htsc_level)level)) == 0)
                fprintf(k->out, "<styleUrl>#level%d</styleUrl>", level);
    } else if (table->theme == HTSC__THEME_OPERATORS && at != SIZE_MAX) {
        for (size_t o = 0; o < table->x->operator_count; o++)
            if (strcmp(row->values[at].text, table->x->project->operators[o]) == 0)
                fprintf(k->out, "<styleUrl>#operator%zu</styleUrl>", o);
    } else {
        fprintf(k->out, "<styleUrl>#%s</styleUrl>", table->stem);
    }
}

static htsc_status put_row(kml *k, htsc__geos *geos, const htsc__row *row, const htsc__shape *shape, htsc_error *err) {
    const size_t label = find(row, k->table->label_key);
    fputs("<Placemark><name>", k->out);
    if (label != SIZE_MAX) {
        char text[512];
        value_text(k->table, &row->columns[label], &row->values[label], text, sizeof text);
        htsc__xml_text(k->out, text);
    } else {
        htsc__xml_text(k->out, row->values[0].text == NULL ? "" : row->values[0].text);
    }
    fputs("</name>", k->out);
    put_style_url(k, row);
    put_balloon(k, row);
    htsc_status status = put_shape(k, geos, shape, err);
    fputs("</Placemark>\n", k->out);
    return status;
}

static htsc_status put_folder(kml *k, htsc__geos *geos, htsc_error *err) {
    const htsc__table *table = k->table;
    htsc__row row = {.count = 0};
    htsc__shape_room room = {.x = NULL};
    htsc_status status = htsc__table_describe(table, &row, err);
    fputs("<Folder><name>", k->out);
    htsc__xml_text(k->out, htsc__say(table->x->project->language, table->title));
    fputs("</name>\n", k->out);
    for (size_t i = 0; i < table->row_count && status == HTSC_OK; i++) {
        htsc__shape shape;
        status = htsc__table_row(table, i, &row, err);
        if (status == HTSC_OK) status = table->shape(table, i, &room, &shape, err);
        if (status == HTSC_OK) status = put_row(k, geos, &row, &shape, err);
    }
    fputs("</Folder>\n", k->out);
    htsc__shape_room_clear(&room);
    htsc__row_clear(&row);
    return status;
}

static htsc_status put_all(kml *k, const htsc__results *x, htsc_error *err) {
    htsc__table tables[HTSC__MAX_LAYERS];
    htsc__geos *geos = NULL;
    const size_t count = htsc__table_layers(x, tables);
    htsc_status status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &k->to_lonlat, err);
    if (status == HTSC_OK) status = htsc__geos_create(&geos, err);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>",
          k->out);
    htsc__xml_text(k->out, x->project->name);
    fputs("</name>\n", k->out);
    put_styles(k->out, x, tables, count);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        k->table = &tables[i];
        if (k->table->on_phones) status = put_folder(k, geos, err);
    }
    k->table = NULL;
    fputs("</Document></kml>\n", k->out);
    htsc__geos_free(geos);
    htsc_transform_free(k->to_lonlat);
    return status;
}

htsc_status htsc__write_kmz(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    char *text = NULL;
    size_t size = 0;
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, "coverage.kmz", &path, err);
    if (status != HTSC_OK) return status;
    kml k = {.out = open_memstream(&text, &size)};
    if (k.out == NULL) return htsc__error_memory(err, "coverage.kmz");
    status = put_all(&k, x, err);
    const bool short_of_memory = ferror(k.out) != 0;
    if (fclose(k.out) != 0 || short_of_memory)
        status = status == HTSC_OK ? htsc__error_memory(err, "coverage.kmz") : status;
    if (status == HTSC_OK) status = htsc__zip_write(path, "doc.kml", text, size, err);
    free(text);
    return status;
}
