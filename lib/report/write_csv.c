#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "report/csv.h"
#include "report/write.h"

const char *htsc__technology_stem(htsc_technology technology) {
    static const char *const stems[HTSC_TECHNOLOGY_COUNT] = {"2g", "3g", "4g", "5g"};
    return stems[technology];
}

static void heading(htsc__csv *csv, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__csv_text(csv, names[i]);
}

static void prefixed(htsc__csv *csv, const char *stem, const char *name) {
    char text[96];
    snprintf(text, sizeof text, "%s_%s", stem, name);
    htsc__csv_text(csv, text);
}

/* "5G_indoor" is the columns 5g_indoor_persons and 5g_indoor_pct. */
static void question_heading(const char *name, htsc__csv *csv) {
    char stem[64];
    htsc__text_copy(stem, sizeof stem, name);
    if (stem[1] == 'G') stem[1] = 'g';
    prefixed(csv, stem, "persons");
    prefixed(csv, stem, "pct");
}

static void village_heading(const htsc__results *x, htsc__csv *csv) {
    static const char *const first[] = {"code",       "name",           "area_km2",         "persons",
                                        "households", "persons_factor", "households_factor"};
    heading(csv, first, sizeof first / sizeof first[0]);
    for (size_t t = 0; t < x->technology_count; t++) {
        const char *stem = htsc__technology_stem(x->technologies[t].technology);
        static const char *const names[] = {
            "persons_good",    "persons_weak",  "persons_none", "households_good",  "households_weak",
            "households_none", "covered_pct",   "expected_pct", "maximum_operator", "maximum_covered_pct",
            "area_good_km2",   "area_weak_km2", "area_none_km2"};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) prefixed(csv, stem, names[i]);
    }
    for (size_t q = 0; q < x->question_count; q++) question_heading(x->questions[q].name, csv);
    static const char *const reach[] = {"fiber_households", "fiber_households_pct", "gigabit_persons",
                                        "gigabit_persons_pct"};
    static const char *const used[] = {"fiber_used_households", "fiber_used_pct"};
    if (x->reach != NULL) heading(csv, reach, sizeof reach / sizeof reach[0]);
    for (int r = HTSC_FIBER_TOO_FAR; x->reach != NULL && r < HTSC__REASON_COUNT; r++) {
        char name[64];
        snprintf(name, sizeof name, "fiber_%s_households", htsc__reason_stem((htsc_fiber_reason)r));
        htsc__csv_text(csv, name);
    }
    if (x->subscriptions != NULL) heading(csv, used, sizeof used / sizeof used[0]);
}

static void technology_cells(const htsc__results *x, const htsc__technology_ratios *t, size_t region, htsc__csv *csv) {
    const htsc_tally *any = htsc_ratio_get(t->ratios[x->operator_count], region);
    const uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)t->ratios, x->operator_count, region);
    const htsc_tally *best = htsc_ratio_get(t->ratios[most], region);
    double persons = htsc_tally_persons(any);
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) htsc__csv_number(csv, any->persons[level], 2);
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--)
        htsc__csv_number(csv, any->households[level], 2);
    htsc__csv_number(csv, htsc__pct(htsc_tally_persons_from(any, HTSC_LEVEL_WEAK), persons), 2);
    htsc__csv_number(csv, htsc__pct(any->expected_persons, persons), 2);
    htsc__csv_text(csv, htsc__operator_name(x, most));
    htsc__csv_number(csv, htsc__pct(htsc_tally_persons_from(best, HTSC_LEVEL_WEAK), persons), 2);
    size_t villages = htsc_villages_count(x->villages);
    for (int level = HTSC_LEVEL_GOOD; level >= HTSC_LEVEL_NONE; level--) {
        double area_m2 = region < villages ? htsc_zones_level_area_m2(t->zones, region, (htsc_level)level) : 0;
        for (size_t v = 0; v < villages && region == HTSC_REGION_TOTAL(villages); v++)
            area_m2 += htsc_zones_level_area_m2(t->zones, v, (htsc_level)level);
        if (region < villages || region == HTSC_REGION_TOTAL(villages))
            htsc__csv_number(csv, area_m2 / 1e6, 4);
        else
            htsc__csv_text(csv, "");
    }
}

static void region_row(const htsc__results *x, size_t region, htsc__csv *csv) {
    size_t villages = htsc_villages_count(x->villages);
    const htsc_tally *any = htsc_ratio_get(x->technologies[0].ratios[x->operator_count], region);
    htsc__csv_text(csv, htsc__region_code(x, region));
    htsc__csv_text(csv, htsc__region_name(x, region));
    if (region < villages)
        htsc__csv_number(csv, htsc_villages_get(x->villages, region)->area_m2 / 1e6, 4);
    else
        htsc__csv_text(csv, "");
    htsc__csv_number(csv, htsc_tally_persons(any), 2);
    htsc__csv_number(csv, htsc_tally_households(any), 2);
    if (region < villages) {
        htsc__csv_number(csv, htsc_population_persons_factor(x->population, region), 6);
        htsc__csv_number(csv, htsc_population_households_factor(x->population, region), 6);
    } else {
        htsc__csv_text(csv, "");
        htsc__csv_text(csv, "");
    }
    for (size_t t = 0; t < x->technology_count; t++) technology_cells(x, &x->technologies[t], region, csv);
    for (size_t q = 0; q < x->question_count; q++) {
        const htsc_tally *yes = htsc_ratio_get(x->questions[q].ratios[x->operator_count], region);
        htsc__csv_number(csv, htsc_tally_persons_from(yes, 1), 2);
        htsc__csv_number(csv, htsc__pct(htsc_tally_persons_from(yes, 1), htsc_tally_persons(yes)), 2);
    }
    if (x->reach != NULL) {
        const htsc_tally *reach = htsc_ratio_get(x->reach[x->operator_count], region);
        double households = htsc_tally_households_from(reach, HTSC_REACH_FIBER);
        double persons = htsc_tally_persons_from(reach, HTSC_REACH_GIGABIT);
        htsc__csv_number(csv, households, 2);
        htsc__csv_number(csv, htsc__pct(households, htsc_tally_households(reach)), 2);
        htsc__csv_number(csv, persons, 2);
        htsc__csv_number(csv, htsc__pct(persons, htsc_tally_persons(reach)), 2);
        for (int r = HTSC_FIBER_TOO_FAR; r < HTSC__REASON_COUNT; r++)
            htsc__csv_number(
                csv,
                htsc_tally_households_from(htsc_ratio_get(x->fiber_results->reasons[r][x->operator_count], region), 1),
                2);
    }
    if (x->subscriptions != NULL) {
        double used = htsc__used_households(x, region, x->operator_count);
        htsc__csv_number(csv, used, 2);
        htsc__csv_number(csv, htsc__pct(used, htsc_tally_households(any)), 2);
    }
    htsc__csv_end_row(csv);
}

static htsc_status write_villages(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    htsc__csv csv;
    htsc_status status = htsc__csv_open(&csv, outputs, "villages.csv", err);
    if (status != HTSC_OK) return status;
    village_heading(x, &csv);
    htsc__csv_end_row(&csv);
    for (size_t region = 0; region < HTSC_REGION_COUNT(htsc_villages_count(x->villages)); region++)
        region_row(x, region, &csv);
    return htsc__csv_close(&csv, err);
}

/* One line of the long table. `question` is a technology or "fiber". */
static void ratio_row(const htsc__results *x, htsc__csv *csv, size_t region, const char *question, const char *layer,
                      const char *operator_name, const htsc_tally *tally) {
    double persons = htsc_tally_persons(tally), households = htsc_tally_households(tally);
    htsc__csv_text(csv, htsc__region_code(x, region));
    htsc__csv_text(csv, htsc__region_name(x, region));
    htsc__csv_text(csv, question);
    htsc__csv_text(csv, layer);
    htsc__csv_text(csv, operator_name);
    htsc__csv_number(csv, persons, 4);
    for (int i = HTSC_CLASS_COUNT - 1; i >= 0; i--) htsc__csv_number(csv, tally->persons[i], 4);
    htsc__csv_number(csv, tally->expected_persons, 4);
    htsc__csv_number(csv, htsc__pct(htsc_tally_persons_from(tally, 1), persons), 4);
    htsc__csv_number(csv, households, 4);
    for (int i = HTSC_CLASS_COUNT - 1; i >= 0; i--) htsc__csv_number(csv, tally->households[i], 4);
    htsc__csv_number(csv, tally->expected_households, 4);
    htsc__csv_number(csv, htsc__pct(htsc_tally_households_from(tally, 1), households), 4);
    htsc__csv_end_row(csv);
}

static void ratio_rows(const htsc__results *x, htsc__csv *csv, const char *question, htsc_ratio *const *ratios) {
    for (size_t region = 0; region < HTSC_REGION_COUNT(htsc_villages_count(x->villages)); region++) {
        uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)ratios, x->operator_count, region);
        for (size_t o = 0; o < x->operator_count; o++)
            ratio_row(x, csv, region, question, "operator", x->project->operators[o],
                      htsc_ratio_get(ratios[o], region));
        htsc_tally best = *htsc_ratio_get(ratios[most], region);
        if (most == x->operator_count) best.expected_persons = best.expected_households = (double)NAN; /* nobody's */
        ratio_row(x, csv, region, question, "maximum", htsc__operator_name(x, most), &best);
        ratio_row(x, csv, region, question, "union", "", htsc_ratio_get(ratios[x->operator_count], region));
    }
}

static htsc_status write_ratios(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    static const char *const names[] = {"region_code",
                                        "region_name",
                                        "question",
                                        "layer",
                                        "operator",
                                        "persons",
                                        "persons_class2",
                                        "persons_class1",
                                        "persons_class0",
                                        "expected_persons",
                                        "covered_persons_pct",
                                        "households",
                                        "households_class2",
                                        "households_class1",
                                        "households_class0",
                                        "expected_households",
                                        "covered_households_pct"};
    htsc__csv csv;
    htsc_status status = htsc__csv_open(&csv, outputs, "ratios.csv", err);
    if (status != HTSC_OK) return status;
    heading(&csv, names, sizeof names / sizeof names[0]);
    htsc__csv_end_row(&csv);
    for (size_t t = 0; t < x->technology_count; t++)
        ratio_rows(x, &csv, htsc_technology_name(x->technologies[t].technology), x->technologies[t].ratios);
    for (size_t q = 0; q < x->question_count; q++) ratio_rows(x, &csv, x->questions[q].name, x->questions[q].ratios);
    if (x->reach != NULL) ratio_rows(x, &csv, "fiber", x->reach);
    return htsc__csv_close(&csv, err);
}

htsc_status htsc__write_csv(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    htsc_status status = write_villages(results, outputs, err);
    if (status == HTSC_OK) status = write_ratios(results, outputs, err);
    return status == HTSC_OK ? htsc__write_fiber_csv(results, outputs, err) : status;
}

htsc_status htsc__write_rejects(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    static const char *const names[] = {"file", "row", "column", "value", "severity", "code", "reason_vi", "reason_en"};
    htsc__csv csv;
    htsc_status status = htsc__csv_open(&csv, outputs, "rejects.csv", err);
    if (status != HTSC_OK) return status;
    heading(&csv, names, sizeof names / sizeof names[0]);
    htsc__csv_end_row(&csv);
    for (size_t i = 0; i < htsc_findings_count(results->findings); i++) {
        const htsc_finding *f = htsc_findings_get(results->findings, i);
        char text[1024];
        htsc__csv_text(&csv, f->file);
        htsc__csv_integer(&csv, f->row);
        htsc__csv_text(&csv, f->column);
        htsc__csv_text(&csv, f->value);
        htsc__csv_text(&csv, htsc_severity_name(f->severity));
        htsc__csv_text(&csv, htsc_finding_code_name(f->code));
        htsc_finding_text(f, HTSC_LANGUAGE_VI, text, sizeof text);
        htsc__csv_text(&csv, text);
        htsc_finding_text(f, HTSC_LANGUAGE_EN, text, sizeof text);
        htsc__csv_text(&csv, text);
        htsc__csv_end_row(&csv);
    }
    return htsc__csv_close(&csv, err);
}
