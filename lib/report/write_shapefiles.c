#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/shapefile.h"
#include "report/qml.h"
#include "report/table.h"
#include "report/write.h"

/* The columns that have a name in Shapefiles. */
typedef struct chosen {
    htsc__field *fields;
    htsc__value *values;
    size_t *columns;
    size_t count;
} chosen;

static htsc_status choose(const htsc__row *row, chosen *c, htsc_error *err) {
    c->fields = htsc__alloc(row->count, sizeof *c->fields);
    c->values = htsc__alloc(row->count, sizeof *c->values);
    c->columns = htsc__alloc(row->count, sizeof *c->columns);
    if (c->fields == NULL || c->values == NULL || c->columns == NULL) return htsc__error_memory(err, "a layer");
    for (size_t i = 0; i < row->count; i++) {
        const htsc__column *column = &row->columns[i];
        if (column->dbf[0] == '\0') continue;
        c->fields[c->count] = (htsc__field){column->dbf, column->kind, column->width, column->decimals};
        c->columns[c->count++] = i;
    }
    return HTSC_OK;
}

static void clear(chosen *c) {
    htsc__free(c->fields);
    htsc__free(c->values);
    htsc__free(c->columns);
}

static htsc_status create(const htsc__table *table, const chosen *c, htsc__outputs *outputs, htsc__shapefile **file,
                          htsc_error *err) {
    static const char *const ends[5] = {"shp", "shx", "dbf", "prj", "cpg"};
    const htsc_project *project = table->x->project;
    const char *paths[5];
    for (int i = 0; i < 5; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", table->stem, ends[i]);
        htsc_status status = htsc__outputs_add(outputs, name, &paths[i], err);
        if (status != HTSC_OK) return status;
    }
    const htsc__shapefile_target target = {
        paths[0], paths[1], paths[2], paths[3], paths[4], project->working_crs, project->date, table->kind};
    return htsc__shapefile_create(&target, c->fields, c->count, file, err);
}

static htsc_status add_rows(const htsc__table *table, htsc__row *row, chosen *c, htsc__shapefile *file,
                            htsc_error *err) {
    htsc__shape_room room = {.x = NULL};
    htsc__geos *geos = NULL;
    htsc_status status = htsc__geos_create(&geos, err);
    for (size_t i = 0; i < table->row_count && status == HTSC_OK; i++) {
        htsc__shape shape;
        status = htsc__table_row(table, i, row, err);
        if (status == HTSC_OK) status = table->shape(table, i, &room, &shape, err);
        for (size_t k = 0; k < c->count && status == HTSC_OK; k++) c->values[k] = row->values[c->columns[k]];
        if (status == HTSC_OK) status = htsc__shapefile_add(file, geos, &shape, c->values, err);
    }
    htsc__geos_free(geos);
    htsc__shape_room_clear(&room);
    return status;
}

static htsc_status write_layer(const htsc__table *table, htsc__outputs *outputs, htsc_error *err) {
    htsc__row row = {.count = 0};
    chosen c = {.count = 0};
    htsc__shapefile *file = NULL;
    htsc_status status = htsc__table_describe(table, &row, err);
    if (status == HTSC_OK) status = choose(&row, &c, err);
    if (status == HTSC_OK) status = create(table, &c, outputs, &file, err);
    if (status == HTSC_OK) status = add_rows(table, &row, &c, file, err);
    htsc_status closed = htsc__shapefile_close(file, status == HTSC_OK ? err : NULL);
    if (status == HTSC_OK) status = closed;
    if (status == HTSC_OK) status = htsc__qml_write(table, &row, outputs, err);
    clear(&c);
    htsc__row_clear(&row);
    return status;
}

htsc_status htsc__write_shapefiles(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    htsc__table tables[HTSC__MAX_LAYERS];
    const size_t count = htsc__table_layers(results, tables);
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) status = write_layer(&tables[i], outputs, err);
    return status;
}
