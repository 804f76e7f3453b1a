#ifndef HTSC_TESTS_DATA_READING_H
#define HTSC_TESTS_DATA_READING_H

#include "base/support.h"

#include <htscover/finding.h>
#include <htscover/input.h>

static inline htsc_findings *new_findings(void) {
    htsc_findings *findings = NULL;
    htsc_error err;
    assert_ok(htsc_findings_create(&findings, &err), err);
    return findings;
}

static inline void print_findings(const htsc_findings *findings) {
    for (size_t i = 0; i < htsc_findings_count(findings); i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        char text[512];
        htsc_finding_text(f, HTSC_LANGUAGE_EN, text, sizeof text);
        print_error("  %s:%lld: %s %s: %s\n", f->file, (long long)f->row, htsc_finding_code_name(f->code), f->column,
                    text);
    }
}

/* The finding is there, once, with this severity. */
#define assert_finding(findings, severity, code, row, column) \
    assert_finding_at((findings), (severity), (code), (row), (column), __FILE__, __LINE__)

static inline const htsc_finding *assert_finding_at(const htsc_findings *findings, htsc_severity severity,
                                                    htsc_finding_code code, int64_t row, const char *column,
                                                    const char *file, int line) {
    const htsc_finding *found = NULL;
    int count = 0;
    for (size_t i = 0; i < htsc_findings_count(findings); i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        if (f->code != code || f->row != row || strcmp(f->column, column) != 0 || f->severity != severity) continue;
        found = f;
        count++;
    }
    if (count != 1) {
        print_error("%d findings %s of row %lld, column \"%s\"; there are:\n", count, htsc_finding_code_name(code),
                    (long long)row, column);
        print_findings(findings);
        _fail(file, line);
    }
    return found;
}

#define assert_no_findings(findings) assert_no_findings_at((findings), __FILE__, __LINE__)

static inline void assert_no_findings_at(const htsc_findings *findings, const char *file, int line) {
    if (htsc_findings_count(findings) == 0) return;
    print_findings(findings);
    _fail(file, line);
}

#endif
