/* What stands on the page's map: villages, zones of weak signal, sites. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/zones.h"
#include "base/error.h"
#include "base/memory.h"
#include "data/villages.h"
#include "report/page_parts.h"
#include "report/write.h"

static void put_place(bool *bad, json_t *o, const htsc__page_frame *frame, double x_m, double y_m) {
    put(bad, o, "x", json_integer((json_int_t)llround(x_m - frame->west_m)));
    put(bad, o, "y", json_integer((json_int_t)llround(y_m - frame->south_m)));
}

static const htsc__geom *village_geom(const void *ctx, size_t index) {
    return htsc__villages_geom(ctx, index);
}

static const htsc__geom *zone_geom(const void *ctx, size_t index) {
    return htsc__zones_geom(ctx, index);
}

static json_t *zone_row(bool *bad, const htsc_zone *zone, const htsc__page_frame *frame) {
    json_t *o = json_object();
    put(bad, o, "rank", json_integer(zone->rank));
    put(bad, o, "village", json_integer(zone->village));
    put(bad, o, "level", json_integer(zone->level));
    put(bad, o, "area_m2", real(zone->area_m2));
    put(bad, o, "persons", real(zone->persons));
    put(bad, o, "households", real(zone->households));
    put(bad, o, "mean_rsrp_dbm", real(zone->mean_rsrp_dbm));
    put(bad, o, "min_rsrp_dbm", real(zone->min_rsrp_dbm));
    put(bad, o, "site_distance_m", real(zone->site_distance_m));
    put(bad, o, "site_id", json_string(zone->site_id));
    put(bad, o, "lon_deg", real(zone->lon_deg));
    put(bad, o, "lat_deg", real(zone->lat_deg));
    put_place(bad, o, frame, zone->x_m, zone->y_m);
    return o;
}

static htsc_status put_zones(bool *bad, json_t *technology, const htsc_zones *zones, const char *stem,
                             const htsc__page_frame *frame, htsc_error *err) {
    char file[64];
    const size_t count = htsc_zones_count(zones), shown = count < HTSC__PAGE_ZONES ? count : HTSC__PAGE_ZONES;
    json_t *o = json_object(), *rows = json_array();
    snprintf(file, sizeof file, "weak_zones_%s.shp", stem);
    put(bad, o, "count", json_integer((json_int_t)count));
    put(bad, o, "file", json_string(file));
    put(bad, o, "not_listed_count", json_integer((json_int_t)htsc_zones_dropped_count(zones)));
    put(bad, o, "not_listed_persons", real(htsc_zones_dropped_persons(zones)));
    for (size_t i = 0; i < shown; i++) append(bad, rows, zone_row(bad, htsc_zones_get(zones, i), frame));
    put(bad, o, "rows", rows);
    put(bad, technology, "zones", o);
    return htsc__page_put_shapes(bad, o, frame, zone_geom, zones, shown, err);
}

/* [technology, freq_mhz, azimuth_deg, height_m, eirp_dbm, heard, fields not declared]; lists, as there are many. */
static json_t *cell_json(bool *bad, const htsc_cell *cell, int32_t date) {
    json_t *list = json_array();
    const bool heard = cell->status == HTSC_SITE_ON_AIR && (date == 0 || cell->on_air_date <= date);
    append(bad, list, json_string(htsc_technology_name(cell->technology)));
    append(bad, list, real(cell->freq_mhz));
    append(bad, list, real(cell->azimuth_deg));
    append(bad, list, real(cell->antenna_height_agl_m));
    append(bad, list, real(cell->eirp_dbm));
    append(bad, list, json_integer(heard));
    append(bad, list, json_integer(__builtin_popcount(cell->defaulted)));
    return list;
}

static bool same_site(const htsc_cell *a, const htsc_cell *b) {
    return a->operator_index == b->operator_index && a->x_m == b->x_m && a->y_m == b->y_m &&
           strcmp(a->site_id, b->site_id) == 0;
}

/* Files list the cells of a site one after the other; those that do not become two marks on one place. */
static json_t *sites_json(bool *bad, const htsc__results *x, const htsc__page_frame *frame) {
    json_t *list = json_array(), *cells = NULL;
    for (size_t i = 0; i < htsc_sites_count(x->sites); i++) {
        const htsc_cell *cell = htsc_sites_get(x->sites, i);
        if (i == 0 || !same_site(cell, htsc_sites_get(x->sites, i - 1))) {
            json_t *o = json_object();
            cells = json_array();
            put(bad, o, "id", json_string(cell->site_id));
            put(bad, o, "operator", json_integer(cell->operator_index));
            put_place(bad, o, frame, cell->x_m, cell->y_m);
            put(bad, o, "lon_deg", real(cell->lon_deg));
            put(bad, o, "lat_deg", real(cell->lat_deg));
            put(bad, o, "cells", cells);
            append(bad, list, o);
        }
        append(bad, cells, cell_json(bad, cell, x->project->date));
    }
    return list;
}

/* Longitude and latitude of the pointer: a quadratic through three by three nodes, south to north, west to east; and
 * how far it is off at most on a grid of nine by nine. */
static htsc_status put_lonlat(bool *bad, json_t *root, const htsc__results *x, const htsc__page_frame *frame,
                              htsc_error *err) {
    enum { FINE = 9 };
    double lon[FINE][FINE], lat[FINE][FINE], error_m = 0;
    htsc_transform *transform = NULL;
    htsc_status status = htsc_transform_create(x->project->working_crs, HTSC_CRS_WGS84, &transform, err);
    for (int r = 0; r < FINE && status == HTSC_OK; r++) {
        for (int c = 0; c < FINE; c++) {
            lon[r][c] = frame->west_m + frame->width_m * c / (FINE - 1);
            lat[r][c] = frame->south_m + frame->height_m * r / (FINE - 1);
        }
        status = htsc_transform_points(transform, FINE, lon[r], lat[r], err);
    }
    htsc_transform_free(transform);
    if (status != HTSC_OK) return status;
    json_t *o = json_object(), *lons = json_array(), *lats = json_array();
    for (int r = 0; r < FINE; r++)
        for (int c = 0; c < FINE; c++) {
            double sum_lon = 0, sum_lat = 0;
            for (int i = 0; i < 9; i++) {
                const double u = (double)c / (FINE - 1), v = (double)r / (FINE - 1);
                const double along[3] = {(2 * u - 1) * (u - 1), 4 * u * (1 - u), u * (2 * u - 1)};
                const double up[3] = {(2 * v - 1) * (v - 1), 4 * v * (1 - v), v * (2 * v - 1)};
                sum_lon += along[i % 3] * up[i / 3] * lon[i / 3 * 4][i % 3 * 4];
                sum_lat += along[i % 3] * up[i / 3] * lat[i / 3 * 4][i % 3 * 4];
            }
            error_m = fmax(error_m, htsc_geodesic_distance_m(sum_lon, sum_lat, lon[r][c], lat[r][c]));
            if (r % 4 == 0 && c % 4 == 0) {
                append(bad, lons, real(lon[r][c]));
                append(bad, lats, real(lat[r][c]));
            }
        }
    put(bad, o, "lon_deg", lons);
    put(bad, o, "lat_deg", lats);
    put(bad, o, "error_m", real(error_m));
    put(bad, root, "lonlat", o);
    return HTSC_OK;
}

htsc_status htsc__page_put_layers(bool *bad, json_t *root, json_t *technologies, const htsc__results *x,
                                  htsc_error *err) {
    const htsc__page_frame frame = htsc__page_frame_of(x);
    json_t *o = json_object(), *villages = json_object();
    put(bad, o, "width_m", real(frame.width_m));
    put(bad, o, "height_m", real(frame.height_m));
    put(bad, root, "frame", o);
    put(bad, root, "villages", villages);
    put(bad, root, "sites", sites_json(bad, x, &frame));
    htsc_status status = put_lonlat(bad, root, x, &frame, err);
    if (status == HTSC_OK)
        status = htsc__page_put_shapes(bad, villages, &frame, village_geom, x->villages,
                                       htsc_villages_count(x->villages), err);
    for (size_t t = 0; t < x->technology_count && status == HTSC_OK; t++)
        status = put_zones(bad, json_array_get(technologies, t), x->technologies[t].zones,
                           htsc__technology_stem(x->technologies[t].technology), &frame, err);
    return status;
}
