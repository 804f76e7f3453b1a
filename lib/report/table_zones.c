/* Weak-signal zones of one technology. */
#include <stdio.h>

#include "analysis/zones.h"
#include "report/table.h"
#include "report/write.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

static void fill(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_zone empty;
    const htsc__results *x = table->x;
    const htsc__technology_ratios *t = &x->technologies[table->index];
    const htsc_zone *zone = row < table->row_count ? htsc_zones_get(t->zones, row) : &empty;
    const htsc_village *village = htsc_villages_get(x->villages, zone->village);
    htsc__row_integer(r, "rank", "RANK", PHRASE("hạng", "rank"), zone->rank);
    htsc__row_text(r, "village_code", "VIL_CODE", 40, PHRASE("mã thôn", "village code"), village->code);
    htsc__row_text(r, "village_name", "VIL_NAME", 120, PHRASE("thôn", "village"), village->name);
    htsc__row_text(r, "technology", "TECH", 4, PHRASE("công nghệ", "technology"), htsc_technology_name(t->technology));
    htsc__row_text(r, "class", "CLASS", 8, PHRASE("loại (mã)", "class"), htsc_level_name(zone->level));
    htsc__row_text(r, "class_vi", "CLASS_VI", 24, PHRASE("loại", "class in Vietnamese"),
                   htsc__level_phrase(zone->level).vi);
    htsc__row_real(r, "area_m2", "AREA_M2", 16, 1, PHRASE("diện tích, m²", "area, m²"), zone->area_m2);
    htsc__row_real(r, "persons", "PERSONS", 16, 2, PHRASE("số người", "persons"), zone->persons);
    htsc__row_real(r, "households", "HOUSEH", 16, 2, PHRASE("số hộ", "households"), zone->households);
    htsc__row_real(r, "rsrp_mean_dbm", "RSRP_MEAN", 9, 2, PHRASE("RSRP trung bình, dBm", "mean RSRP, dBm"),
                   zone->mean_rsrp_dbm);
    htsc__row_real(r, "rsrp_min_dbm", "RSRP_MIN", 9, 2, PHRASE("RSRP thấp nhất, dBm", "lowest RSRP, dBm"),
                   zone->min_rsrp_dbm);
    htsc__row_real(r, "site_distance_m", "SITE_M", 12, 1, PHRASE("đến trạm gần nhất, m", "to the nearest site, m"),
                   zone->site_distance_m);
    htsc__row_text(r, "site_id", "SITE_ID", 60, PHRASE("trạm gần nhất", "nearest site"), zone->site_id);
    htsc__row_real(r, "lon_deg", "LON_DEG", 13, 7, PHRASE("kinh độ", "longitude"), zone->lon_deg);
    htsc__row_real(r, "lat_deg", "LAT_DEG", 13, 7, PHRASE("vĩ độ", "latitude"), zone->lat_deg);
    htsc__row_real(r, "covered_dbm", "COV_DBM", 8, 1, PHRASE("ngưỡng phủ sóng, dBm", "covered from, dBm"),
                   t->settings->covered_dbm);
    htsc__row_real(r, "good_dbm", "GOOD_DBM", 8, 1, PHRASE("ngưỡng sóng tốt, dBm", "good from, dBm"),
                   t->settings->good_dbm);
    htsc__row_real(r, "location_probability_frac", "LOC_PROB", 6, 3, PHRASE("xác suất vị trí", "location probability"),
                   x->project->location_probability_frac);
    htsc__row_text(r, "model", "MODEL", 40, PHRASE("mô hình", "model"), x->model.name);
}

static htsc_status shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                         htsc_error *err) {
    (void)room;
    (void)err;
    *out = (htsc__shape){.polygon = htsc__zones_geom(table->x->technologies[table->index].zones, row)};
    return HTSC_OK;
}

htsc__table htsc__table_zones(const htsc__results *x, size_t technology) {
    static const htsc__phrase titles[HTSC_TECHNOLOGY_COUNT] = {
        {"Vùng sóng 2G yếu hoặc không có", "Zones without good 2G signal"},
        {"Vùng sóng 3G yếu hoặc không có", "Zones without good 3G signal"},
        {"Vùng sóng 4G yếu hoặc không có", "Zones without good 4G signal"},
        {"Vùng sóng 5G yếu hoặc không có", "Zones without good 5G signal"}};
    const htsc__technology_ratios *t = &x->technologies[technology];
    htsc__table table = {.x = x,
                         .index = technology,
                         .title = titles[t->technology],
                         .kind = HTSC__SHAPE_POLYGON,
                         .theme = HTSC__THEME_LEVELS,
                         .style_key = "class",
                         .label_key = "rank",
                         .on_phones = true,
                         .row_count = htsc_zones_count(t->zones),
                         .fill = fill,
                         .shape = shape};
    snprintf(table.stem, sizeof table.stem, "weak_zones_%s", htsc__technology_stem(t->technology));
    return table;
}
