/* Cells of base stations, and the households with what they hear and which fibre reaches them. */
#include <math.h>
#include <stdio.h>

#include "report/table.h"
#include "report/write.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

static void fill_site(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_cell empty = {.site_id = ""};
    const htsc__results *x = table->x;
    const htsc_cell *c = row < table->row_count ? htsc_sites_get(x->sites, row) : &empty;
    static const char *const statuses[] = {"on_air", "planned", "off"};
    htsc__row_text(r, "site_id", "SITE_ID", 60, PHRASE("mã trạm", "site"), c->site_id);
    htsc__row_text(r, "operator", "OPERATOR", 120, PHRASE("nhà mạng", "operator"),
                   htsc__operator_name(x, c->operator_index));
    htsc__row_text(r, "technology", "TECH", 4, PHRASE("công nghệ", "technology"), htsc_technology_name(c->technology));
    htsc__row_real(r, "azimuth_deg", "AZIM_DEG", 8, 2, PHRASE("góc phương vị, độ", "azimuth, degrees"), c->azimuth_deg);
    htsc__row_real(r, "downtilt_deg", "TILT_DEG", 8, 2, PHRASE("góc ngẩng xuống, độ", "downtilt, degrees"),
                   c->downtilt_deg);
    htsc__row_real(r, "antenna_height_agl_m", "HEIGHT_M", 8, 2, PHRASE("độ cao anten, m", "antenna height, m"),
                   c->antenna_height_agl_m);
    htsc__row_real(r, "freq_mhz", "FREQ_MHZ", 10, 2, PHRASE("tần số, MHz", "frequency, MHz"), c->freq_mhz);
    htsc__row_real(r, "bandwidth_mhz", "BW_MHZ", 8, 2, PHRASE("băng thông, MHz", "bandwidth, MHz"), c->bandwidth_mhz);
    htsc__row_real(r, "eirp_dbm", "EIRP_DBM", 8, 2, PHRASE("EIRP, dBm", "EIRP, dBm"), c->eirp_dbm);
    htsc__row_text(r, "status", "STATUS", 10, PHRASE("trạng thái", "status"), statuses[c->status]);
    htsc__row_real(r, "lon_deg", "LON_DEG", 13, 7, PHRASE("kinh độ", "longitude"), c->lon_deg);
    htsc__row_real(r, "lat_deg", "LAT_DEG", 13, 7, PHRASE("vĩ độ", "latitude"), c->lat_deg);
}

static htsc_status site_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                              htsc_error *err) {
    const htsc_cell *c = htsc_sites_get(table->x->sites, row);
    return htsc__shape_point(room, c->x_m, c->y_m, out, err);
}

htsc__table htsc__table_sites(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "sites",
                         .title = {"Trạm gốc", "Base stations"},
                         .on_phones = true,
                         .kind = HTSC__SHAPE_POINT,
                         .theme = HTSC__THEME_OPERATORS,
                         .style_key = "operator",
                         .row_count = htsc_sites_count(x->sites),
                         .fill = fill_site,
                         .shape = site_shape};
}

static void signal_cells(const htsc__results *x, const htsc__technology_ratios *t, size_t row, htsc__row *r) {
    static const htsc_signal silent = {0, 0, 0, NAN, HTSC_NO_SERVER};
    const htsc_signal *all = htsc_coverage_get(x->people, t->technology, HTSC_UNION),
                      *s = row < htsc_coverage_count(x->people) ? &all[row] : &silent;
    const htsc_cell *server = s->server == HTSC_NO_SERVER ? NULL : htsc_sites_get(x->sites, s->server);
    if (r->describing) {
        const char *stem = htsc__technology_stem(t->technology), *name = htsc_technology_name(t->technology);
        char key[16], dbf[8], label[16];
        snprintf(key, sizeof key, "%s_", stem);
        snprintf(dbf, sizeof dbf, "T%c_", stem[0]);
        snprintf(label, sizeof label, "%s: ", name);
        htsc__row_stem(r, key, dbf, label, label);
    }
    htsc__row_text(r, "class", "CLASS", 8, PHRASE("loại", "class"), htsc_level_name(htsc_coverage_level(x->people, s)));
    htsc__row_real(r, "rsrp_dbm", "DBM", 9, 2, PHRASE("RSRP, dBm", "RSRP, dBm"), (double)s->rsrp_dbm);
    htsc__row_real(r, "covered_probability_frac", "PROB", 7, 4,
                   PHRASE("xác suất được phủ", "probability of being covered"), (double)s->covered_probability);
    htsc__row_text(r, "site_id", NULL, 60, PHRASE("trạm phục vụ", "best server"),
                   server == NULL ? "" : server->site_id);
    htsc__row_text(r, "operator", NULL, 120, PHRASE("nhà mạng", "operator"),
                   server == NULL ? "" : htsc__operator_name(x, server->operator_index));
}

static const char *const reaches[] = {"none", "fiber", "gigabit"};

/* Of any operator, then why each operator that has a network does not reach it. */
static void fiber_cells(const htsc__results *x, size_t row, htsc__row *r) {
    static const htsc_fiber_reach_point none = {.distance_m = NAN, .loss_db = NAN};
    const htsc__fiber_results *f = x->fiber_results;
    const bool is = row < htsc_population_count(x->population);
    const htsc_fiber_reach_point *p = is ? &f->points[x->operator_count][row] : &none;
    htsc__row_stem(r, "fiber_", "FIB_", "cáp quang: ", "fibre: ");
    htsc__row_text(r, "class", "CLASS", 8, PHRASE("loại", "class"), reaches[p->reach_class]);
    htsc__row_text(r, "reason", "REASON", 12, PHRASE("lý do (mã)", "reason"),
                   htsc__reason_stem((htsc_fiber_reason)p->reason));
    htsc__row_text(r, "operator", NULL, 120, PHRASE("nhà mạng", "operator"),
                   is ? htsc__operator_name(x, f->serving_operator[row]) : "");
    htsc__row_real(r, "distance_m", "M", 12, 1, PHRASE("khoảng cách, m", "distance, m"), (double)p->distance_m);
    htsc__row_real(r, "loss_db", "LOSS_DB", 8, 2, PHRASE("suy hao quang, dB", "optical loss, dB"), (double)p->loss_db);
    htsc__row_stem(r, NULL, NULL, NULL, NULL);
    for (size_t o = 0; o < x->operator_count; o++) {
        const htsc_fiber_reach_point *own = is ? &f->points[o][row] : &none;
        char key[40] = "";
        if (r->describing) {
            const char *name = x->project->operators[o];
            snprintf(key, sizeof key, "fiber_%zu_reason", o + 1);
            htsc__row_stem(r, NULL, NULL, name, name);
        }
        htsc__row_text(r, key, NULL, 12, PHRASE(": lý do (mã)", ": reason"),
                       htsc__reason_stem((htsc_fiber_reason)own->reason));
    }
}

static void fill_household(const htsc__table *table, size_t row, htsc__row *r) {
    static const htsc_demand nobody = {.place = {.village = HTSC_NO_VILLAGE}};
    const htsc__results *x = table->x;
    const htsc_demand *d = row < table->row_count ? &htsc_population_get(x->population)[row] : &nobody;
    const bool village = d->place.village != HTSC_NO_VILLAGE;
    htsc__row_text(r, "village_code", "VIL_CODE", 40, PHRASE("mã thôn", "village code"),
                   village ? htsc_villages_get(x->villages, d->place.village)->code : "");
    htsc__row_real(r, "persons", "PERSONS", 16, 4, PHRASE("số người", "persons"), d->persons);
    htsc__row_real(r, "households", "HOUSEH", 16, 4, PHRASE("số hộ", "households"), d->households);
    for (size_t t = 0; t < x->technology_count; t++) signal_cells(x, &x->technologies[t], row, r);
    htsc__row_stem(r, NULL, NULL, NULL, NULL);
    if (x->fiber_results != NULL) fiber_cells(x, row, r);
}

static htsc_status household_shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                                   htsc_error *err) {
    const htsc_population *p = table->x->population;
    return htsc__shape_point(room, htsc_population_x_m(p)[row], htsc_population_y_m(p)[row], out, err);
}

/* Coloured by the last technology. */
htsc__table htsc__table_households(const htsc__results *x) {
    static const char *const keys[HTSC_TECHNOLOGY_COUNT] = {"2g_class", "3g_class", "4g_class", "5g_class"};
    return (htsc__table){.x = x,
                         .stem = "households",
                         .title = {"Điểm dân cư", "Population points"},
                         .kind = HTSC__SHAPE_POINT,
                         .theme = HTSC__THEME_LEVELS,
                         .style_key = keys[x->technologies[x->technology_count - 1].technology],
                         .row_count = htsc_population_count(x->population),
                         .fill = fill_household,
                         .shape = household_shape};
}
