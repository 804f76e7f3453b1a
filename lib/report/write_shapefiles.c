#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/zones.h"
#include "base/error.h"
#include "base/text.h"
#include "data/villages.h"
#include "geo/shapefile.h"
#include "report/layer.h"
#include "report/write.h"

static void village_fields(const htsc__results *x, layer *l) {
    field(l, "CODE", HTSC__FIELD_TEXT, 40, 0);
    field(l, "NAME", HTSC__FIELD_TEXT, 120, 0);
    field(l, "AREA_KM2", HTSC__FIELD_REAL, 14, 4);
    field(l, "PERSONS", HTSC__FIELD_REAL, 16, 2);
    field(l, "HOUSEH", HTSC__FIELD_REAL, 16, 2);
    for (size_t t = 0; t < x->technology_count; t++) {
        static const char *const names[] = {"GOOD", "WEAK", "NONE", "COV_PCT", "EXP_PCT", "MAX_PCT"};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            char name[32];
            snprintf(name, sizeof name, "P%c_%s", "2345"[x->technologies[t].technology], names[i]);
            field(l, name, HTSC__FIELD_REAL, i < 3 ? 16 : 8, 2);
        }
    }
    if (x->reach == NULL) return;
    field(l, "FIB_HH", HTSC__FIELD_REAL, 16, 2);
    field(l, "FIB_HH_PCT", HTSC__FIELD_REAL, 8, 2);
    field(l, "GBIT_P", HTSC__FIELD_REAL, 16, 2);
    field(l, "GBIT_P_PCT", HTSC__FIELD_REAL, 8, 2);
}

static void village_values(const htsc__results *x, size_t v, layer *l) {
    const htsc_village *village = htsc_villages_get(x->villages, v);
    const htsc_tally *all = htsc_ratio_get(x->technologies[0].ratios[x->operator_count], v);
    l->count = 0;
    text(l, village->code);
    text(l, village->name);
    number(l, village->area_m2 / 1e6);
    number(l, htsc_tally_persons(all));
    number(l, htsc_tally_households(all));
    for (size_t t = 0; t < x->technology_count; t++) {
        htsc_ratio **ratios = x->technologies[t].ratios;
        const htsc_tally *any = htsc_ratio_get(ratios[x->operator_count], v);
        uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)ratios, x->operator_count, v);
        double persons = htsc_tally_persons(any);
        for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) number(l, any->persons[level]);
        number(l, htsc__pct(htsc_tally_persons_from(any, HTSC_LEVEL_WEAK), persons));
        number(l, htsc__pct(any->expected_persons, persons));
        number(l, htsc__pct(htsc_tally_persons_from(htsc_ratio_get(ratios[most], v), HTSC_LEVEL_WEAK), persons));
    }
    if (x->reach == NULL) return;
    const htsc_tally *reach = htsc_ratio_get(x->reach[x->operator_count], v);
    number(l, htsc_tally_households_from(reach, HTSC_REACH_FIBER));
    number(l, htsc__pct(htsc_tally_households_from(reach, HTSC_REACH_FIBER), htsc_tally_households(reach)));
    number(l, htsc_tally_persons_from(reach, HTSC_REACH_GIGABIT));
    number(l, htsc__pct(htsc_tally_persons_from(reach, HTSC_REACH_GIGABIT), htsc_tally_persons(reach)));
}

htsc_status htsc__layer_open(const htsc__results *x, htsc__outputs *outputs, const char *stem, bool lines,
                             const layer *l, htsc__shapefile **file, htsc_error *err) {
    static const char *const ends[5] = {"shp", "shx", "dbf", "prj", "cpg"};
    const char *paths[5];
    for (int i = 0; i < 5; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", stem, ends[i]);
        htsc_status status = htsc__outputs_add(outputs, name, &paths[i], err);
        if (status != HTSC_OK) return status;
    }
    htsc__shapefile_target target = {paths[0],         paths[1], paths[2], paths[3], paths[4], x->project->working_crs,
                                     x->project->date, lines};
    return htsc__shapefile_create(&target, l->fields, l->count, file, err);
}

htsc_status htsc__layer_close(htsc__shapefile *file, htsc__geos *geos, htsc_status status, htsc_error *err) {
    htsc_status closed = htsc__shapefile_close(file, status == HTSC_OK ? err : NULL);
    htsc__geos_free(geos);
    return status != HTSC_OK ? status : closed;
}

static htsc_status write_villages(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    layer l = {.count = 0};
    htsc__shapefile *file = NULL;
    htsc__geos *geos = NULL;
    village_fields(x, &l);
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__layer_open(x, outputs, "villages", false, &l, &file, err);
    for (size_t v = 0; v < htsc_villages_count(x->villages) && status == HTSC_OK; v++) {
        village_values(x, v, &l);
        status = htsc__shapefile_add(file, geos, htsc__villages_geom(x->villages, v), l.values, err);
    }
    return htsc__layer_close(file, geos, status, err);
}

static void zone_fields(layer *l) {
    field(l, "RANK", HTSC__FIELD_INTEGER, 9, 0);
    field(l, "VIL_CODE", HTSC__FIELD_TEXT, 40, 0);
    field(l, "VIL_NAME", HTSC__FIELD_TEXT, 120, 0);
    field(l, "TECH", HTSC__FIELD_TEXT, 4, 0);
    field(l, "CLASS", HTSC__FIELD_TEXT, 8, 0);
    field(l, "CLASS_VI", HTSC__FIELD_TEXT, 24, 0);
    field(l, "AREA_M2", HTSC__FIELD_REAL, 16, 1);
    field(l, "PERSONS", HTSC__FIELD_REAL, 16, 2);
    field(l, "HOUSEH", HTSC__FIELD_REAL, 16, 2);
    field(l, "RSRP_MEAN", HTSC__FIELD_REAL, 9, 2);
    field(l, "RSRP_MIN", HTSC__FIELD_REAL, 9, 2);
    field(l, "SITE_M", HTSC__FIELD_REAL, 12, 1);
    field(l, "SITE_ID", HTSC__FIELD_TEXT, 60, 0);
    field(l, "LON_DEG", HTSC__FIELD_REAL, 13, 7);
    field(l, "LAT_DEG", HTSC__FIELD_REAL, 13, 7);
    field(l, "COV_DBM", HTSC__FIELD_REAL, 8, 1);
    field(l, "GOOD_DBM", HTSC__FIELD_REAL, 8, 1);
    field(l, "LOC_PROB", HTSC__FIELD_REAL, 6, 3);
    field(l, "MODEL", HTSC__FIELD_TEXT, 40, 0);
}

static void zone_values(const htsc__results *x, const htsc__technology_ratios *t, const htsc_zone *zone, layer *l) {
    const htsc_village *village = htsc_villages_get(x->villages, zone->village);
    l->count = 0;
    number(l, zone->rank);
    text(l, village->code);
    text(l, village->name);
    text(l, htsc_technology_name(t->technology));
    text(l, htsc_level_name(zone->level));
    text(l, zone->level == HTSC_LEVEL_WEAK ? "sóng yếu" : "không có sóng");
    number(l, zone->area_m2);
    number(l, zone->persons);
    number(l, zone->households);
    number(l, zone->mean_rsrp_dbm);
    number(l, zone->min_rsrp_dbm);
    number(l, zone->site_distance_m);
    text(l, zone->site_id);
    number(l, zone->lon_deg);
    number(l, zone->lat_deg);
    number(l, t->settings->covered_dbm);
    number(l, t->settings->good_dbm);
    number(l, x->project->location_probability_frac);
    text(l, x->model.name);
}

static htsc_status write_zones(const htsc__results *x, const htsc__technology_ratios *t, htsc__outputs *outputs,
                               htsc_error *err) {
    layer l = {.count = 0};
    char stem[32];
    htsc__shapefile *file = NULL;
    htsc__geos *geos = NULL;
    snprintf(stem, sizeof stem, "weak_zones_%s", htsc__technology_stem(t->technology));
    zone_fields(&l);
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__layer_open(x, outputs, stem, false, &l, &file, err);
    for (size_t i = 0; i < htsc_zones_count(t->zones) && status == HTSC_OK; i++) {
        zone_values(x, t, htsc_zones_get(t->zones, i), &l);
        status = htsc__shapefile_add(file, geos, htsc__zones_geom(t->zones, i), l.values, err);
    }
    return htsc__layer_close(file, geos, status, err);
}

htsc_status htsc__write_shapefiles(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    htsc_status status = write_villages(results, outputs, err);
    for (size_t t = 0; t < results->technology_count && status == HTSC_OK; t++)
        status = write_zones(results, &results->technologies[t], outputs, err);
    return status == HTSC_OK ? htsc__write_fiber_shapefiles(results, outputs, err) : status;
}
