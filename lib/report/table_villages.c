/* Villages and the other regions with all that was counted; figures are of the union of operators. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "data/villages.h"
#include "report/table.h"
#include "report/write.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

static double area_km2(const htsc__results *x, const htsc__technology_ratios *t, size_t region, htsc_level level) {
    const size_t villages = htsc_villages_count(x->villages);
    double area_m2 = 0;
    if (region < villages) return htsc_zones_level_area_m2(t->zones, region, level) / 1e6;
    if (region != HTSC_REGION_TOTAL(villages)) return (double)NAN;
    for (size_t v = 0; v < villages; v++) area_m2 += htsc_zones_level_area_m2(t->zones, v, level);
    return area_m2 / 1e6;
}

static void technology_cells(const htsc__results *x, const htsc__technology_ratios *t, size_t region, htsc__row *r) {
    static const char *const keys[] = {"none", "weak", "good"}, *const dbfs[] = {"NONE", "WEAK", "GOOD"};
    const htsc_tally *any = htsc_ratio_get(t->ratios[x->operator_count], region);
    const uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)t->ratios, x->operator_count, region);
    const htsc_tally *best = htsc_ratio_get(t->ratios[most], region);
    const double persons = htsc_tally_persons(any);
    const char *stem = htsc__technology_stem(t->technology), *name = htsc_technology_name(t->technology);
    char key[16], dbf[4], label[16], vi[64], en[64];
    snprintf(key, sizeof key, "%s_", stem);
    snprintf(dbf, sizeof dbf, "P%c_", stem[0]);
    snprintf(label, sizeof label, "%s: ", name);
    htsc__row_stem(r, key, dbf, label, label);
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) {
        char cell[32];
        snprintf(cell, sizeof cell, "persons_%s", keys[level]);
        snprintf(vi, sizeof vi, "số người %s", htsc__level_phrase((htsc_level)level).vi);
        snprintf(en, sizeof en, "persons, %s", htsc__level_phrase((htsc_level)level).en);
        htsc__row_real(r, cell, dbfs[level], 16, 2, PHRASE(vi, en), any->persons[level]);
    }
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) {
        char cell[32];
        snprintf(cell, sizeof cell, "households_%s", keys[level]);
        snprintf(vi, sizeof vi, "số hộ %s", htsc__level_phrase((htsc_level)level).vi);
        snprintf(en, sizeof en, "households, %s", htsc__level_phrase((htsc_level)level).en);
        htsc__row_real(r, cell, NULL, 16, 2, PHRASE(vi, en), any->households[level]);
    }
    htsc__row_real(r, "covered_pct", "COV_PCT", 8, 2, PHRASE("dân số được phủ sóng, %", "persons covered, %"),
                   htsc__pct(htsc_tally_persons_from(any, HTSC_LEVEL_WEAK), persons));
    htsc__row_real(r, "expected_pct", "EXP_PCT", 8, 2,
                   PHRASE("dân số được phủ theo kỳ vọng, %", "persons covered by expectation, %"),
                   htsc__pct(any->expected_persons, persons));
    htsc__row_text(r, "maximum_operator", NULL, 120, PHRASE("nhà mạng phủ nhiều nhất", "operator that covers most"),
                   htsc__operator_name(x, most));
    htsc__row_real(r, "maximum_covered_pct", "MAX_PCT", 8, 2,
                   PHRASE("dân số nhà mạng đó phủ, %", "persons covered by it, %"),
                   htsc__pct(htsc_tally_persons_from(best, HTSC_LEVEL_WEAK), persons));
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) {
        char cell[32];
        snprintf(cell, sizeof cell, "area_%s_km2", keys[level]);
        snprintf(vi, sizeof vi, "diện tích %s, km²", htsc__level_phrase((htsc_level)level).vi);
        snprintf(en, sizeof en, "area, %s, km²", htsc__level_phrase((htsc_level)level).en);
        htsc__row_real(r, cell, NULL, 14, 4, PHRASE(vi, en), area_km2(x, t, region, (htsc_level)level));
    }
}

/* "5G_indoor" is the columns 5g_indoor_persons and 5g_indoor_pct. */
static void question_cells(const htsc__results *x, const htsc__question *q, size_t region, htsc__row *r) {
    const htsc_tally *yes = htsc_ratio_get(q->ratios[x->operator_count], region);
    char key[80], label[80];
    snprintf(key, sizeof key, "%s_", q->name);
    if (key[1] == 'G') key[1] = 'g';
    snprintf(label, sizeof label, "%s: ", q->name);
    htsc__row_stem(r, key, NULL, label, label);
    htsc__row_real(r, "persons", NULL, 16, 2, PHRASE("số người", "persons"), htsc_tally_persons_from(yes, 1));
    htsc__row_real(r, "pct", NULL, 8, 2, PHRASE("dân số, %", "persons, %"),
                   htsc__pct(htsc_tally_persons_from(yes, 1), htsc_tally_persons(yes)));
}

static void fiber_cells(const htsc__results *x, size_t region, htsc__row *r) {
    const htsc_tally *reach = htsc_ratio_get(x->reach[x->operator_count], region);
    const double households = htsc_tally_households_from(reach, HTSC_REACH_FIBER),
                 persons = htsc_tally_persons_from(reach, HTSC_REACH_GIGABIT);
    htsc__row_real(r, "fiber_households", "FIB_HH", 16, 2,
                   PHRASE("số hộ tiếp cận cáp quang", "households reached by fibre"), households);
    htsc__row_real(r, "fiber_households_pct", "FIB_HH_PCT", 8, 2,
                   PHRASE("hộ tiếp cận cáp quang, %", "households reached by fibre, %"),
                   htsc__pct(households, htsc_tally_households(reach)));
    htsc__row_real(r, "gigabit_persons", "GBIT_P", 16, 2, PHRASE("số người trên 1 Gb/s", "persons, more than 1 Gb/s"),
                   persons);
    htsc__row_real(r, "gigabit_persons_pct", "GBIT_P_PCT", 8, 2,
                   PHRASE("người trên 1 Gb/s, %", "persons, more than 1 Gb/s, %"),
                   htsc__pct(persons, htsc_tally_persons(reach)));
    for (int k = HTSC_FIBER_TOO_FAR; k < HTSC__REASON_COUNT; k++) {
        static const char *const dbfs[] = {"", "FIB_FAR", "FIB_NOPATH", "FIB_BUDGET", "FIB_NOPORT", "FIB_SLOW"};
        const htsc_fiber_reason reason = (htsc_fiber_reason)k;
        char key[64], vi[96], en[96];
        snprintf(key, sizeof key, "fiber_%s_households", htsc__reason_stem(reason));
        snprintf(vi, sizeof vi, "cáp quang, số hộ: %s", htsc__reason_phrase(reason).vi);
        snprintf(en, sizeof en, "fibre, households: %s", htsc__reason_phrase(reason).en);
        htsc__row_real(
            r, key, dbfs[k], 16, 2, PHRASE(vi, en),
            htsc_tally_households_from(htsc_ratio_get(x->fiber_results->reasons[k][x->operator_count], region), 1));
    }
}

static void fill(const htsc__table *table, size_t region, htsc__row *r) {
    const htsc__results *x = table->x;
    const bool village = region < htsc_villages_count(x->villages);
    const htsc_tally *any = htsc_ratio_get(x->technologies[0].ratios[x->operator_count], region);
    const double none = (double)NAN;
    htsc__row_text(r, "code", "CODE", 40, PHRASE("mã thôn", "village code"), htsc__region_code(x, region));
    htsc__row_text(r, "name", "NAME", 120, PHRASE("thôn", "village"), htsc__region_name(x, region));
    htsc__row_real(r, "area_km2", "AREA_KM2", 14, 4, PHRASE("diện tích, km²", "area, km²"),
                   village ? htsc_villages_get(x->villages, region)->area_m2 / 1e6 : none);
    htsc__row_real(r, "persons", "PERSONS", 16, 2, PHRASE("số người", "persons"), htsc_tally_persons(any));
    htsc__row_real(r, "households", "HOUSEH", 16, 2, PHRASE("số hộ", "households"), htsc_tally_households(any));
    htsc__row_real(r, "persons_factor", NULL, 12, 6, PHRASE("hệ số người", "factor of persons"),
                   village ? htsc_population_persons_factor(x->population, region) : none);
    htsc__row_real(r, "households_factor", NULL, 12, 6, PHRASE("hệ số hộ", "factor of households"),
                   village ? htsc_population_households_factor(x->population, region) : none);
    for (size_t t = 0; t < x->technology_count; t++) technology_cells(x, &x->technologies[t], region, r);
    for (size_t q = 0; q < x->question_count; q++) question_cells(x, &x->questions[q], region, r);
    htsc__row_stem(r, NULL, NULL, NULL, NULL);
    if (x->reach != NULL) fiber_cells(x, region, r);
    if (x->subscriptions == NULL) return;
    const double used = htsc__used_households(x, region, x->operator_count);
    htsc__row_real(r, "fiber_used_households", "FIB_USE", 16, 2,
                   PHRASE("số hộ thuê bao cáp quang", "households that subscribe"), used);
    htsc__row_real(r, "fiber_used_pct", "FIB_USEPCT", 8, 2,
                   PHRASE("hộ thuê bao cáp quang, %", "households that subscribe, %"),
                   htsc__pct(used, htsc_tally_households(any)));
}

static htsc_status shape(const htsc__table *table, size_t row, htsc__shape_room *room, htsc__shape *out,
                         htsc_error *err) {
    (void)room;
    (void)err;
    *out = (htsc__shape){.polygon = htsc__villages_geom(table->x->villages, row)};
    return HTSC_OK;
}

htsc__table htsc__table_villages(const htsc__results *x) {
    return (htsc__table){.x = x,
                         .stem = "villages",
                         .title = {"Các thôn", "Villages"},
                         .kind = HTSC__SHAPE_POLYGON,
                         .label_key = "name",
                         .theme = HTSC__THEME_OUTLINE,
                         .rgb = 0x555555,
                         .on_phones = true,
                         .row_count = htsc_villages_count(x->villages),
                         .fill = fill,
                         .shape = shape};
}
