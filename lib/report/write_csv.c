#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "report/csv.h"
#include "report/table.h"
#include "report/write.h"

const char *htsc__technology_stem(htsc_technology technology) {
    static const char *const stems[HTSC_TECHNOLOGY_COUNT] = {"2g", "3g", "4g", "5g"};
    return stems[technology];
}

static void heading(htsc__csv *csv, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) htsc__csv_text(csv, names[i]);
}

htsc_status htsc__write_table_csv(const htsc__table *table, size_t row_count, htsc__outputs *outputs, htsc_error *err) {
    htsc__csv csv;
    htsc__row row = {.count = 0};
    char name[64];
    snprintf(name, sizeof name, "%s.csv", table->stem);
    htsc_status status = htsc__csv_open(&csv, outputs, name, err);
    if (status != HTSC_OK) return status;
    status = htsc__table_describe(table, &row, err);
    for (size_t i = 0; i < row.count && status == HTSC_OK; i++) htsc__csv_text(&csv, row.columns[i].key);
    htsc__csv_end_row(&csv);
    for (size_t k = 0; k < row_count && status == HTSC_OK; k++) {
        status = htsc__table_row(table, k, &row, err);
        for (size_t i = 0; i < row.count && status == HTSC_OK; i++)
            if (row.columns[i].kind == HTSC__FIELD_TEXT)
                htsc__csv_text(&csv, row.values[i].text);
            else
                htsc__csv_number(&csv, row.values[i].number, row.columns[i].decimals);
        htsc__csv_end_row(&csv);
    }
    htsc__row_clear(&row);
    htsc_status closed = htsc__csv_close(&csv, status == HTSC_OK ? err : NULL);
    return status == HTSC_OK ? closed : status;
}

static htsc_status write_villages(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    const htsc__table table = htsc__table_villages(x);
    return htsc__write_table_csv(&table, HTSC_REGION_COUNT(table.row_count), outputs, err);
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
