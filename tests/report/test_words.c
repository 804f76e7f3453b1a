#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "report/palette.h"
#include "report/words.h"
#include "report/xml.h"

static const char *number(htsc_language language, double value, int decimals) {
    static char text[64];
    htsc__number_text(language, value, decimals, text, sizeof text);
    return text;
}

static void test_number_text_follows_the_language(void **state) {
    (void)state;
    assert_string_equal(number(HTSC_LANGUAGE_VI, 1234567.25, 1), "1.234.567,2");
    assert_string_equal(number(HTSC_LANGUAGE_EN, 1234567.25, 1), "1,234,567.2");
    assert_string_equal(number(HTSC_LANGUAGE_VI, 999, 0), "999");
    assert_string_equal(number(HTSC_LANGUAGE_VI, 1000, 0), "1.000");
    assert_string_equal(number(HTSC_LANGUAGE_VI, -1000.5, 2), "-1.000,50");
    assert_string_equal(number(HTSC_LANGUAGE_EN, -0.001, 1), "0.0");
    assert_string_equal(number(HTSC_LANGUAGE_VI, (double)NAN, 1), "–");
}

static void test_date_text_follows_the_language(void **state) {
    (void)state;
    char text[16];
    htsc__date_text(HTSC_LANGUAGE_VI, 20260930, text, sizeof text);
    assert_string_equal(text, "30/09/2026");
    htsc__date_text(HTSC_LANGUAGE_EN, 20260930, text, sizeof text);
    assert_string_equal(text, "2026-09-30");
    htsc__date_text(HTSC_LANGUAGE_EN, 0, text, sizeof text);
    assert_string_equal(text, "–");
}

static void test_verdict_phrase_without_use_says_so(void **state) {
    (void)state;
    htsc_score score = {.target = HTSC_TARGET_FIBER_HOUSEHOLDS, .known = true, .use_pct = (double)NAN};
    assert_string_equal(htsc__say(HTSC_LANGUAGE_EN, htsc__verdict_phrase(&score)), "use unknown");
    score.use_pct = 80;
    assert_string_equal(htsc__say(HTSC_LANGUAGE_VI, htsc__verdict_phrase(&score)), "chưa đạt");
    score.met = true;
    assert_string_equal(htsc__say(HTSC_LANGUAGE_VI, htsc__verdict_phrase(&score)), "đạt");
    score.known = false;
    assert_string_equal(htsc__say(HTSC_LANGUAGE_EN, htsc__verdict_phrase(&score)), "not known");
}

/* Relative luminance of WCAG 2.1. */
static double luminance(uint32_t rgb) {
    static const double weight[] = {0.0722, 0.7152, 0.2126};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        const double c = (double)(rgb >> (8 * i) & 255) / 255;
        sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void test_level_rgb_is_told_apart_in_grey(void **state) {
    (void)state;
    for (int level = HTSC_LEVEL_NONE; level < HTSC_LEVEL_GOOD; level++)
        assert_true((luminance(htsc__level_rgb((htsc_level)(level + 1))) + 0.05) /
                        (luminance(htsc__level_rgb((htsc_level)level)) + 0.05) >
                    1.6);
    assert_true((luminance(htsc__reach_rgb(HTSC_REACH_FIBER)) + 0.05) /
                    (luminance(htsc__reach_rgb(HTSC_REACH_NONE)) + 0.05) >
                1.6);
}

static void test_operator_marks_differ_where_colours_repeat(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(htsc__operator_rgb(i), htsc__operator_rgb(i + 8));
        assert_int_not_equal(htsc__operator_mark(i), htsc__operator_mark(i + 8));
    }
}

static void test_xml_text_is_inert_and_whole(void **state) {
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    htsc__xml_text(out, "Thôn <b>\"'&\x01\n\xef\xbf\xbe\xef\xbf\xbd\xef\xbb\xbf");
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "Thôn &#60;b&#62;&#34;&#39;&#38;\xef\xbf\xbd\xef\xbb\xbf");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_number_text_follows_the_language),
                                       cmocka_unit_test(test_date_text_follows_the_language),
                                       cmocka_unit_test(test_verdict_phrase_without_use_says_so),
                                       cmocka_unit_test(test_level_rgb_is_told_apart_in_grey),
                                       cmocka_unit_test(test_operator_marks_differ_where_colours_repeat),
                                       cmocka_unit_test(test_xml_text_is_inert_and_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
