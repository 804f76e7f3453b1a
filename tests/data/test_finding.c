#include "data/reading.h"

#include "base/text.h"

static const htsc_finding_code codes[] = {
    HTSC_FINDING_MISSING_VALUE,   HTSC_FINDING_NOT_A_NUMBER,      HTSC_FINDING_OUT_OF_RANGE,
    HTSC_FINDING_NOT_ALLOWED,     HTSC_FINDING_UNKNOWN_OPERATOR,  HTSC_FINDING_UNKNOWN_TECHNOLOGY,
    HTSC_FINDING_UNKNOWN_BAND,    HTSC_FINDING_BANDWIDTH_SCS,     HTSC_FINDING_SWAPPED_LONLAT,
    HTSC_FINDING_FAR_AWAY,        HTSC_FINDING_BAD_POSITION,      HTSC_FINDING_DUPLICATE,
    HTSC_FINDING_BAD_GEOMETRY,    HTSC_FINDING_REPAIRED_GEOMETRY, HTSC_FINDING_OVERLAP,
    HTSC_FINDING_OUTSIDE_COMMUNE, HTSC_FINDING_BAD_DATE,          HTSC_FINDING_BAD_ENCODING,
    HTSC_FINDING_TOO_LONG,        HTSC_FINDING_FIELD_COUNT,       HTSC_FINDING_VOID,
    HTSC_FINDING_TOTAL_MISMATCH,  HTSC_FINDING_LENGTH_MISMATCH,   HTSC_FINDING_UNKNOWN_VILLAGE,
    HTSC_FINDING_UNKNOWN_OLT,     HTSC_FINDING_USE_ABOVE_REACH,   HTSC_FINDING_FREE_PORTS_ONLY,
    HTSC_FINDING_BUDGET_UNCHECKED};
enum { CODES = sizeof codes / sizeof codes[0] };

static htsc_finding finding_of(htsc_finding_code code) {
    return (htsc_finding){code, HTSC_SEVERITY_ERROR, "sites.csv", 14, "azimuth_deg", "372", "[0, 360) deg"};
}

/* What a text of a code must say: c column, v value, e expected. */
static const char *pieces_of(htsc_finding_code code) {
    switch (code) {
    case HTSC_FINDING_MISSING_VALUE: return "ce";
    case HTSC_FINDING_NOT_A_NUMBER:
    case HTSC_FINDING_OUT_OF_RANGE:
    case HTSC_FINDING_NOT_ALLOWED:
    case HTSC_FINDING_SWAPPED_LONLAT:
    case HTSC_FINDING_FAR_AWAY:
    case HTSC_FINDING_BAD_POSITION:
    case HTSC_FINDING_LENGTH_MISMATCH:
    case HTSC_FINDING_UNKNOWN_VILLAGE:
    case HTSC_FINDING_UNKNOWN_OLT: return "cve";
    case HTSC_FINDING_BAD_DATE: return "cv";
    case HTSC_FINDING_BAD_ENCODING:
    case HTSC_FINDING_TOO_LONG:
    case HTSC_FINDING_FIELD_COUNT: return "";
    default: return "ve";
    }
}

static void test_finding_text_every_code_both_languages_say_all(void **state) {
    (void)state;
    for (int i = 0; i < CODES; i++) {
        htsc_finding f = finding_of(codes[i]);
        char vi[512], en[512];
        htsc_finding_text(&f, HTSC_LANGUAGE_VI, vi, sizeof vi);
        htsc_finding_text(&f, HTSC_LANGUAGE_EN, en, sizeof en);
        assert_true(strlen(vi) > 10 && strlen(en) > 10);
        assert_string_not_equal(vi, en);
        const char *texts[2] = {vi, en};
        for (int k = 0; k < 2; k++) {
            assert_true(htsc__text_is_utf8(texts[k]));
            assert_null(strchr(texts[k], '{'));
            if (strchr(pieces_of(codes[i]), 'c') != NULL) assert_contains(texts[k], "azimuth_deg");
            if (strchr(pieces_of(codes[i]), 'v') != NULL) assert_contains(texts[k], "372");
            if (strchr(pieces_of(codes[i]), 'e') != NULL) assert_contains(texts[k], "([0, 360) deg)");
        }
        bool marked = false; /* Vietnamese is written with its marks */
        for (const char *c = vi; *c != '\0'; c++) marked = marked || (unsigned char)*c >= 0x80;
        assert_true(marked);
        f.expected = "";
        htsc_finding_text(&f, HTSC_LANGUAGE_EN, en, sizeof en);
        assert_null(strstr(en, "()"));
    }
}

static void test_finding_code_name_every_code_has_its_own(void **state) {
    (void)state;
    for (int i = 0; i < CODES; i++) {
        assert_int_equal(codes[i], i + 1); /* never renumbered */
        const char *name = htsc_finding_code_name(codes[i]);
        assert_string_not_equal(name, "unknown");
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        for (int k = 0; k < i; k++) assert_string_not_equal(name, htsc_finding_code_name(codes[k]));
    }
    assert_string_equal(htsc_finding_code_name((htsc_finding_code)(CODES + 1)), "unknown");
    assert_string_equal(htsc_finding_code_name((htsc_finding_code)0), "unknown");
    assert_string_equal(htsc_severity_name(HTSC_SEVERITY_REPAIR), "repair");
    assert_string_equal(htsc_severity_name((htsc_severity)9), "unknown");
}

static void test_finding_text_is_cut_between_characters_and_on_one_line(void **state) {
    (void)state;
    htsc_finding f = finding_of(HTSC_FINDING_UNKNOWN_OPERATOR);
    f.value = "Mạng\nđộng";
    char whole[256];
    htsc_finding_text(&f, HTSC_LANGUAGE_VI, whole, sizeof whole);
    assert_null(strchr(whole, '\n'));
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        char text[256];
        memset(text, '#', sizeof text);
        htsc_finding_text(&f, HTSC_LANGUAGE_VI, text, size);
        assert_true(strlen(text) < size && htsc__text_is_utf8(text));
        assert_memory_equal(text, whole, strlen(text));
        assert_int_equal(text[size], '#');
    }
    htsc_finding_text(&f, HTSC_LANGUAGE_VI, NULL, 0);
}

static void test_findings_append_copies_and_cuts_values_at_80_bytes(void **state) {
    (void)state;
    htsc_findings *findings = new_findings();
    htsc_error err;
    char file[] = "sites.csv", value[200];
    memset(value, 'x', 78);
    strcpy(value + 78, "ặặặ"); /* the first of them would end at byte 81 */
    htsc_finding f = {HTSC_FINDING_OUT_OF_RANGE, HTSC_SEVERITY_ERROR, file, 7, "azimuth_deg", value, NULL};
    assert_ok(htsc_findings_append(findings, &f, &err), err);
    memset(file, '#', sizeof file - 1);
    memset(value, '#', sizeof value);
    const htsc_finding *kept = htsc_findings_get(findings, 0);
    assert_string_equal(kept->file, "sites.csv");
    assert_int_equal(strlen(kept->value), 78);
    assert_string_equal(kept->expected, "");
    assert_int_equal(kept->row, 7);
    htsc_findings_free(findings);
    htsc_findings_free(NULL);
}

static void test_findings_append_unknown_code_or_severity_is_refused(void **state) {
    (void)state;
    htsc_findings *findings = new_findings();
    htsc_error err;
    htsc_finding f = finding_of((htsc_finding_code)999);
    assert_status(htsc_findings_append(findings, &f, &err), HTSC_ERR_ARGUMENT, err);
    f = finding_of(HTSC_FINDING_VOID);
    f.severity = (htsc_severity)3;
    assert_status(htsc_findings_append(findings, &f, &err), HTSC_ERR_ARGUMENT, err);
    assert_int_equal(htsc_findings_count(findings), 0);
    htsc_findings_free(findings);
}

static void test_findings_append_beyond_200000_are_counted_only(void **state) {
    (void)state;
    htsc_findings *findings = new_findings();
    htsc_error err;
    for (int i = 1; i <= 200010; i++) {
        htsc_finding f = finding_of(HTSC_FINDING_OUT_OF_RANGE);
        f.row = i;
        f.severity = i <= 200000 || i % 2 == 0 ? HTSC_SEVERITY_ERROR : HTSC_SEVERITY_ANOMALY;
        assert_ok(htsc_findings_append(findings, &f, &err), err);
    }
    assert_int_equal(htsc_findings_count(findings), 200000);
    assert_int_equal(htsc_findings_get(findings, 199999)->row, 200000);
    assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_ERROR), 200005);
    assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_ANOMALY), 5);
    assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_REPAIR), 0);
    htsc_findings_free(findings);
}

static htsc_status append_some(void *ctx, htsc_error *err) {
    (void)ctx;
    htsc_findings *findings = NULL;
    htsc_status status = htsc_findings_create(&findings, err);
    for (int i = 0; i < 40 && status == HTSC_OK; i++) {
        char value[16];
        snprintf(value, sizeof value, "%d", i);
        htsc_finding f = finding_of(HTSC_FINDING_OUT_OF_RANGE);
        f.value = value;
        status = htsc_findings_append(findings, &f, err);
        if (status == HTSC_OK) assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_ERROR), i + 1);
        if (status != HTSC_OK) assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_ERROR), i);
    }
    htsc_findings_free(findings);
    return status;
}

static void test_findings_failing_allocation_is_an_error(void **state) {
    (void)state;
    assert_true(fail_each_allocation(append_some, NULL) >= 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finding_text_every_code_both_languages_say_all),
        cmocka_unit_test(test_finding_code_name_every_code_has_its_own),
        cmocka_unit_test(test_finding_text_is_cut_between_characters_and_on_one_line),
        cmocka_unit_test(test_findings_append_copies_and_cuts_values_at_80_bytes),
        cmocka_unit_test(test_findings_append_unknown_code_or_severity_is_refused),
        cmocka_unit_test(test_findings_append_beyond_200000_are_counted_only),
        cmocka_unit_test(test_findings_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
