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

static htsc_status write_ratios(const htsc__results *x, htsc__outputs *outputs, htsc_error *err) {
    const htsc__table table = htsc__table_ratios(x);
    return htsc__write_table_csv(&table, table.row_count, outputs, err);
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
