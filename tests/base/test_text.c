#include "base/comma_locale.h"

#include "base/text.h"

static void test_text_to_double_numbers_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0},
                 {"-0", -0.0},
                 {" 12.5 ", 12.5},
                 {"+3", 3},
                 {".5", 0.5},
                 {"5.", 5},
                 {"1e3", 1000},
                 {"1E-3", 0.001},
                 {"\t7\r\n", 7},
                 {"105.3631149", 105.3631149},
                 {"-110.25", -110.25},
                 {"00012", 12},
                 {"1e-400", 0},
                 {"4.9e-324", 4.9e-324}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = -1;
        if (!htsc__text_to_double(cases[i].text, &value)) fail_msg("\"%s\" was refused", cases[i].text);
        assert_memory_equal(&value, &cases[i].value, sizeof value);
    }
}

static void test_text_to_double_anything_else_is_refused_and_leaves_the_value(void **state) {
    (void)state;
    static const char *const cases[] = {"",      " ",      "x",    "1,5", "1.5.2",     "1 2",      "0x10",
                                        "0x1p3", "inf",    "-inf", "nan", "NaN",       "INF",      "1e",
                                        "1e+",   "e5",     ".",    "+",   "--1",       "+-1",      "12m",
                                        "1e400", "-1e400", "1_0",  "१",   "1\xc2\xa0", "infinity", "nan(1)"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 77;
        if (htsc__text_to_double(cases[i], &value)) fail_msg("\"%s\" was taken as %g", cases[i], value);
        assert_true(value == 77);
    }
}

/* The trick that would break a plain strtod and printf: this thread's decimal separator is the comma. */
static void test_text_numbers_under_a_comma_locale_keep_the_point(void **state) {
    locale_t comma = comma_locale(*state);
    if (comma == (locale_t)0) skip();
    locale_t before = uselocale(comma);
    char plain[16], fixed[350], shortest[32];
    double value = 0;
    snprintf(plain, sizeof plain, "%.1f", 0.5);
    bool read = htsc__text_to_double("1234.5", &value), refused = !htsc__text_to_double("1234,5", &(double){0});
    htsc__text_from_fixed(-0.25, 2, fixed, sizeof fixed);
    htsc__text_from_double(1234.5, shortest, sizeof shortest);
    snprintf(plain + 8, sizeof plain - 8, "%.1f", 0.5);
    uselocale(before);
    freelocale(comma);
    assert_string_equal(plain, "0,5"); /* or the locale proves nothing */
    assert_true(read && refused);
    assert_true(value == 1234.5);
    assert_string_equal(fixed, "-0.25");
    assert_string_equal(shortest, "1234.5");
    assert_string_equal(plain + 8, "0,5"); /* the caller's locale is left as it was */
}

static void test_text_to_int64_bounds(void **state) {
    (void)state;
    int64_t value = 0;
    assert_true(htsc__text_to_int64(" 9223372036854775807 ", &value));
    assert_true(value == INT64_MAX);
    assert_true(htsc__text_to_int64("-9223372036854775808", &value));
    assert_true(value == INT64_MIN);
    assert_false(htsc__text_to_int64("9223372036854775808", &value));
    assert_false(htsc__text_to_int64("1.0", &value));
    assert_false(htsc__text_to_int64("", &value));
    assert_false(htsc__text_to_int64("0x1", &value));
}

static void test_text_to_date_real_days(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int32_t date;
    } cases[] = {{"2026-09-30", 20260930}, {" 2024-02-29 ", 20240229}, {"2000-02-29", 20000229},
                 {"1900-01-01", 19000101}, {"2023-12-31", 20231231},   {"9999-12-31", 99991231}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t date = 0;
        assert_true(htsc__text_to_date(cases[i].text, &date));
        assert_int_equal(date, cases[i].date);
    }
}

static void test_text_to_date_days_that_are_none(void **state) {
    (void)state;
    static const char *const cases[] = {"",           "2023-02-29",  "1900-02-29",    "2100-02-29", "2026-04-31",
                                        "2026-13-01", "2026-00-10",  "2026-01-00",    "2026-1-1",   "30/09/2026",
                                        "2026/09/30", "2026-09-30T", "2026-09-3",     "20260930",   "-026-09-30",
                                        "1899-12-31", "2026-09-31",  "２０２６-09-30"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t date = 5;
        if (htsc__text_to_date(cases[i], &date)) fail_msg("\"%s\" was taken as %d", cases[i], (int)date);
        assert_int_equal(date, 5);
    }
}

/* Any finite double comes back to the last bit. */
static void test_text_from_double_random_bits_round_trip(void **state) {
    (void)state;
    uint64_t seed = 15061;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_bits(&seed), back_bits;
        double value, back = 0;
        char text[32];
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        htsc__text_from_double(value, text, sizeof text);
        if (!htsc__text_to_double(text, &back)) fail_msg("\"%s\" cannot be read back", text);
        memcpy(&back_bits, &back, sizeof back);
        assert_true(bits == back_bits);
    }
}

static void test_text_from_double_usual_numbers_are_short(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"}, {105.3631149, "105.3631149"}, {-0.0, "-0"}, {22229, "22229"}, {1e21, "1e+21"}};
    char text[32];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc__text_from_double(cases[i].value, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
    htsc__text_from_double((double)NAN, text, sizeof text);
    assert_string_equal(text, "");
}

static void test_text_from_fixed_zero_has_no_sign(void **state) {
    (void)state;
    char text[350];
    htsc__text_from_fixed(-0.0, 1, text, sizeof text);
    assert_string_equal(text, "0.0");
    htsc__text_from_fixed(-0.04, 1, text, sizeof text);
    assert_string_equal(text, "0.0");
    htsc__text_from_fixed(-0.0, 0, text, sizeof text);
    assert_string_equal(text, "0");
    htsc__text_from_fixed(-0.06, 1, text, sizeof text);
    assert_string_equal(text, "-0.1");
    htsc__text_from_fixed(-10.0, 0, text, sizeof text);
    assert_string_equal(text, "-10");
    htsc__text_from_fixed((double)NAN, 3, text, sizeof text);
    assert_string_equal(text, "");
    htsc__text_from_fixed(-1.7976931348623157e308, 10, text, sizeof text);
    assert_int_equal(strlen(text), 1 + 309 + 11);
}

static void test_text_is_utf8_rfc_3629(void **state) {
    (void)state;
    static const char *const good[] = {
        "", "abc", "Ngọc Lặc", "\xf0\x9f\x93\xb6", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "a\xff",
                                      "\xe1\xbb",
                                      "\xe1"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_true(htsc__text_is_utf8(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (htsc__text_is_utf8(bad[i])) fail_msg("case %zu was taken for UTF-8", i);
}

static void test_text_copy_never_cuts_a_character(void **state) {
    (void)state;
    const char *from = "Lặc\xf0\x9f\x93\xb6z"; /* 1 + 3 + 1 + 4 + 1 bytes */
    static const size_t expected[] = {0, 1, 1, 1, 4, 5, 5, 5, 5, 9, 10, 10};
    for (size_t size = 1; size <= 12; size++) {
        char to[16];
        memset(to, '#', sizeof to);
        htsc__text_copy(to, size, from);
        assert_int_equal(strlen(to), expected[size - 1]);
        assert_memory_equal(to, from, expected[size - 1]);
        assert_int_equal(to[size], '#');
    }
}

static void test_text_one_line_bad_bytes_become_question_marks(void **state) {
    (void)state;
    char text[] = "a\tặ\xe1\xbb z\xff\n";
    htsc__text_one_line(text);
    assert_string_equal(text, "a?ặ?? z??");
}

static void test_text_strip_and_compare(void **state) {
    (void)state;
    char text[] = " \t a b \r\n", blank[] = "   ";
    assert_string_equal(htsc__text_strip(text), "a b");
    assert_string_equal(htsc__text_strip(blank), "");
    assert_true(htsc__text_equal_nocase("On_Air", "oN_aIR"));
    assert_false(htsc__text_equal_nocase("on", "on_air"));
    assert_false(htsc__text_equal_nocase("on_air", "on"));
    assert_false(htsc__text_equal_nocase("Ặ", "ặ")); /* ASCII's folding, no other */
    assert_true(htsc__text_is_blank(" \t"));
    assert_false(htsc__text_is_blank(" x"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_to_double_numbers_are_read),
        cmocka_unit_test(test_text_to_double_anything_else_is_refused_and_leaves_the_value),
        IN_SCRATCH(test_text_numbers_under_a_comma_locale_keep_the_point),
        cmocka_unit_test(test_text_to_int64_bounds),
        cmocka_unit_test(test_text_to_date_real_days),
        cmocka_unit_test(test_text_to_date_days_that_are_none),
        cmocka_unit_test(test_text_from_double_random_bits_round_trip),
        cmocka_unit_test(test_text_from_double_usual_numbers_are_short),
        cmocka_unit_test(test_text_from_fixed_zero_has_no_sign),
        cmocka_unit_test(test_text_is_utf8_rfc_3629),
        cmocka_unit_test(test_text_copy_never_cuts_a_character),
        cmocka_unit_test(test_text_one_line_bad_bytes_become_question_marks),
        cmocka_unit_test(test_text_strip_and_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
