#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

static void join(char *to, size_t size, const char *stem, const char *name) {
    htsc__text_copy(to, size, stem);
    const size_t used = strlen(to);
    htsc__text_copy(to + used, size - used, name);
}

static void add(htsc__row *row, const char *key, const char *dbf, htsc__phrase label, htsc__column column,
                htsc__value value) {
    if (row->status != HTSC_OK) return;
    const size_t at = row->count;
    if (row->describing) {
        row->status = htsc__grow(&row->columns, &row->column_capacity, at + 1, sizeof *row->columns, "a table", NULL);
        if (row->status != HTSC_OK) return;
        join(column.key, sizeof column.key, row->key_stem, key);
        if (dbf != NULL) join(column.dbf, sizeof column.dbf, row->dbf_stem, dbf);
        join(column.vi, sizeof column.vi, row->vi_stem, label.vi);
        join(column.en, sizeof column.en, row->en_stem, label.en);
        row->columns[at] = column;
    }
    row->status = htsc__grow(&row->values, &row->value_capacity, at + 1, sizeof *row->values, "a table", NULL);
    if (row->status != HTSC_OK) return;
    row->values[at] = value;
    row->count++;
}

void htsc__row_text(htsc__row *row, const char *key, const char *dbf, int width, htsc__phrase label,
                    const char *value) {
    add(row, key, dbf, label, (htsc__column){.kind = HTSC__FIELD_TEXT, .width = width}, (htsc__value){value, 0});
}

void htsc__row_integer(htsc__row *row, const char *key, const char *dbf, htsc__phrase label, double value) {
    add(row, key, dbf, label, (htsc__column){.kind = HTSC__FIELD_INTEGER, .width = 9}, (htsc__value){NULL, value});
}

void htsc__row_real(htsc__row *row, const char *key, const char *dbf, int width, int decimals, htsc__phrase label,
                    double value) {
    add(row, key, dbf, label, (htsc__column){.kind = HTSC__FIELD_REAL, .width = width, .decimals = decimals},
        (htsc__value){NULL, value});
}

void htsc__row_stem(htsc__row *row, const char *key, const char *dbf, const char *vi, const char *en) {
    htsc__text_copy(row->key_stem, sizeof row->key_stem, key == NULL ? "" : key);
    htsc__text_copy(row->dbf_stem, sizeof row->dbf_stem, dbf == NULL ? "" : dbf);
    htsc__text_copy(row->vi_stem, sizeof row->vi_stem, vi == NULL ? "" : vi);
    htsc__text_copy(row->en_stem, sizeof row->en_stem, en == NULL ? "" : en);
}

void htsc__row_clear(htsc__row *row) {
    htsc__free(row->columns);
    htsc__free(row->values);
    *row = (htsc__row){.count = 0};
}

void htsc__shape_room_clear(htsc__shape_room *room) {
    htsc__free(room->x);
    htsc__free(room->y);
    htsc__free(room->starts);
}

static htsc_status fill(const htsc__table *table, size_t index, bool describing, htsc__row *row, htsc_error *err) {
    row->count = 0;
    row->describing = describing;
    row->status = HTSC_OK;
    table->fill(table, index, row);
    htsc__row_stem(row, NULL, NULL, NULL, NULL);
    return row->status == HTSC_OK ? HTSC_OK : htsc__error_memory(err, table->stem);
}

htsc_status htsc__table_describe(const htsc__table *table, htsc__row *row, htsc_error *err) {
    return fill(table, 0, true, row, err);
}

htsc_status htsc__table_row(const htsc__table *table, size_t index, htsc__row *row, htsc_error *err) {
    return fill(table, index, false, row, err);
}

htsc_status htsc__shape_parts(htsc__shape_room *room, size_t part_count, size_t point_count, htsc__shape *shape,
                              htsc_error *err) {
    htsc_status status = htsc__grow(&room->x, &room->x_capacity, point_count + 1, sizeof *room->x, "a shape", err);
    if (status == HTSC_OK)
        status = htsc__grow(&room->y, &room->y_capacity, point_count + 1, sizeof *room->y, "a shape", err);
    if (status == HTSC_OK)
        status =
            htsc__grow(&room->starts, &room->starts_capacity, part_count + 1, sizeof *room->starts, "a shape", err);
    if (status != HTSC_OK) return status;
    *shape = (htsc__shape){NULL, part_count, room->starts, point_count, room->x, room->y};
    room->starts[0] = 0;
    return HTSC_OK;
}

htsc_status htsc__shape_point(htsc__shape_room *room, double x_m, double y_m, htsc__shape *shape, htsc_error *err) {
    htsc_status status = htsc__shape_parts(room, 1, 1, shape, err);
    if (status != HTSC_OK) return status;
    room->x[0] = x_m;
    room->y[0] = y_m;
    return HTSC_OK;
}

size_t htsc__table_layers(const htsc__results *x, htsc__table tables[HTSC__MAX_LAYERS]) {
    size_t count = 0;
    tables[count++] = htsc__table_villages(x);
    for (size_t t = 0; t < x->technology_count; t++) tables[count++] = htsc__table_zones(x, t);
    if (x->fiber_results != NULL) tables[count++] = htsc__table_fiber_zones(x);
    if (x->fiber_results != NULL && x->fiber_results->roads != NULL) tables[count++] = htsc__table_buildout(x);
    if (x->fiber_results != NULL) tables[count++] = htsc__table_routes(x);
    if (x->fiber_results != NULL) tables[count++] = htsc__table_access_points(x);
    tables[count++] = htsc__table_sites(x);
    tables[count++] = htsc__table_households(x);
    return count;
}
