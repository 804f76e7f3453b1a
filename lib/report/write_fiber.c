/* Tables of fibre: what was changed in the routes, and where to build first. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/csv.h"
#include "report/table.h"
#include "report/write.h"

static const char *route_id(const htsc__results *x, const htsc__cables *cables, uint32_t line) {
    return line == UINT32_MAX ? "" : htsc_fiber_get_route(x->fiber, cables->routes[line])->route_id;
}

static htsc_status change_row(const htsc__results *x, size_t operator_index, const htsc_line_change *change,
                              htsc_transform *to_lonlat, htsc__csv *csv, htsc_error *err) {
    const htsc__cables *cables = &x->fiber_results->cables[operator_index];
    double lon_deg = change->x_m, lat_deg = change->y_m;
    htsc_status status = htsc_transform_points(to_lonlat, 1, &lon_deg, &lat_deg, err);
    htsc__csv_text(csv, x->project->operators[operator_index]);
    htsc__csv_text(csv, htsc__change_stem(change->kind));
    htsc__csv_text(csv, route_id(x, cables, change->line));
    htsc__csv_text(csv, route_id(x, cables, change->other_line));
    htsc__csv_number(csv, lon_deg, 7);
    htsc__csv_number(csv, lat_deg, 7);
    htsc__csv_number(csv, change->length_m, 3);
    htsc__csv_end_row(csv);
    return status;
}

static void heading(htsc__csv *csv, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__csv_text(csv, names[i]);
    htsc__csv_end_row(csv);
}

static htsc_status write_changes(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    static const char *const names[] = {"operator", "kind",    "route_id", "other_route_id",
                                        "lon_deg",  "lat_deg", "length_m"};
    htsc__csv csv;
    htsc_transform *to_lonlat = NULL;
    htsc_status status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &to_lonlat, err);
    if (status == HTSC_OK) status = htsc__csv_open(&csv, outputs, "fiber_changes.csv", err);
    if (status != HTSC_OK) {
        htsc_transform_free(to_lonlat);
        return status;
    }
    heading(&csv, names, sizeof names / sizeof names[0]);
    for (size_t o = 0; o < x->operator_count; o++) {
        const htsc_line_net *net = x->fiber_results->cables[o].net;
        for (size_t i = 0; net != NULL && i < htsc_line_net_change_count(net) && status == HTSC_OK; i++)
            status = change_row(x, o, htsc_line_net_get_change(net, i), to_lonlat, &csv, err);
    }
    htsc_transform_free(to_lonlat);
    htsc_status closed = htsc__csv_close(&csv, status == HTSC_OK ? err : NULL);
    return status == HTSC_OK ? closed : status;
}

htsc_status htsc__write_fiber_csv(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    const htsc_project_inputs *in = &x->project->inputs;
    htsc_status status = HTSC_OK;
    if (in->fiber_route_count + in->ofds_count > 0) status = write_changes(x, outputs, err);
    if (status == HTSC_OK && x->fiber_results != NULL && x->fiber_results->roads != NULL) {
        const htsc__table table = htsc__table_buildout(x);
        status = htsc__write_table_csv(&table, table.row_count, outputs, err);
    }
    return status;
}
