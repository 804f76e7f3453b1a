/* All layers in one GeoPackage, styled. */
#include "base/error.h"
#include "base/memory.h"
#include "geo/geopackage.h"
#include "report/qml.h"
#include "report/table.h"
#include "report/write.h"

static htsc_status begin(const htsc__table *table, htsc__row *row, htsc__geopackage *file, htsc_error *err) {
    const htsc_language language = table->x->project->language;
    htsc__gpkg_field *fields = NULL;
    char *qml = NULL;
    htsc_status status = htsc__table_describe(table, row, err);
    if (status == HTSC_OK) {
        fields = htsc__alloc(row->count, sizeof *fields);
        if (fields == NULL) status = htsc__error_memory(err, table->stem);
    }
    for (size_t i = 0; i < row->count && status == HTSC_OK; i++) {
        const htsc__column *c = &row->columns[i];
        fields[i] = (htsc__gpkg_field){c->key, language == HTSC_LANGUAGE_VI ? c->vi : c->en, c->kind};
    }
    if (status == HTSC_OK) status = htsc__qml_make(table, row, false, &qml, err);
    const htsc__gpkg_layer layer = {
        table->stem, htsc__say(language, table->title), table->x->project->working_crs, table->kind, fields, row->count,
        qml};
    if (status == HTSC_OK) status = htsc__geopackage_layer(file, &layer, err);
    htsc__free(fields);
    htsc__free(qml);
    return status;
}

static htsc_status write_layer(const htsc__table *table, htsc__geopackage *file, htsc_error *err) {
    htsc__row row = {.count = 0};
    htsc__shape_room room = {.x = NULL};
    htsc__geos *geos = NULL;
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = begin(table, &row, file, err);
    for (size_t i = 0; i < table->row_count && status == HTSC_OK; i++) {
        htsc__shape shape;
        status = htsc__table_row(table, i, &row, err);
        if (status == HTSC_OK) status = table->shape(table, i, &room, &shape, err);
        if (status == HTSC_OK) status = htsc__geopackage_add(file, geos, &shape, row.values, err);
    }
    htsc__geos_free(geos);
    htsc__shape_room_clear(&room);
    htsc__row_clear(&row);
    return status;
}

htsc_status htsc__write_geopackage(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    htsc__table tables[HTSC__MAX_LAYERS];
    const size_t count = htsc__table_layers(results, tables);
    htsc__geopackage *file = NULL;
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, "coverage.gpkg", &path, err);
    if (status == HTSC_OK) status = htsc__geopackage_create(path, results->project->date, &file, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) status = write_layer(&tables[i], file, err);
    htsc_status closed = htsc__geopackage_close(file, status == HTSC_OK ? err : NULL);
    return status == HTSC_OK ? closed : status;
}
