/* Names on maps. */
#include <string.h>

#include "base/support.h"
#include "base/text.h"
#include "report/map_text.h"

static const char *clean(const char *from) {
    static char text[HTSC__MAP_NAME_SIZE];
    htsc__map_text(text, sizeof text, from);
    assert_true(htsc__text_is_utf8(text));
    return text;
}

static void test_map_text_leaves_vietnamese_as_it_is(void **state) {
    (void)state;
    assert_string_equal(clean("Thôn Ngọc Sơn – Phố Lê Đình Chinh"), "Thôn Ngọc Sơn – Phố Lê Đình Chinh");
    assert_string_equal(clean(""), "");
}

static void test_map_text_composes_accents(void **state) {
    (void)state;
    assert_string_equal(clean("Nghe\xcc\xa3\xcc\x82"), "Nghệ"); /* e, dot below, circumflex */
}

static void test_map_text_drops_controls_directions_and_what_is_not_seen(void **state) {
    (void)state;
    assert_string_equal(clean("a\x01"
                              "b\x1b[31m\x7f"),
                        "ab[31m");
    assert_string_equal(clean("a\xe2\x80\xae"
                              "b\xe2\x81\xa6"
                              "c\xe2\x80\x8f\xd8\x9c\xef\xbb\xbf\xe2\x80\x8b"
                              "d"),
                        "abcd");
    assert_string_equal(clean(" a\n\t b\xe2\x80\xa8 c\xc2\xa0 "), "a b c");
    assert_string_equal(clean("a\xef\xb8\x8f\xf3\xa0\x84\x80z"), "az"); /* variation selectors */
}

static void test_map_text_keeps_what_only_looks_dangerous(void **state) {
    (void)state;
    assert_string_equal(clean("<script>&\"'"), "<script>&\"'"); /* escaped where it is written */
}

static void test_map_text_marks_bytes_that_are_no_utf8(void **state) {
    (void)state;
    assert_string_equal(clean("Th\xf4n \xff"), "Th?n ?");
}

static void test_map_text_holds_no_more_than_two_accents_a_letter(void **state) {
    (void)state;
    char flood[256] = "x";
    for (int i = 0; i < 60; i++) strcat(flood, "\xcc\x8d"); /* vertical line above */
    assert_string_equal(clean(flood), "x\xcc\x8d\xcc\x8d");
    assert_string_equal(clean("\xcc\x8d"
                              "x"),
                        "x"); /* an accent on nothing */
}

static void test_map_text_of_ten_thousand_characters_ends_in_an_ellipsis(void **state) {
    (void)state;
    char *name = calloc(10000 * 3 + 1, 1);
    assert_non_null(name);
    for (int i = 0; i < 10000; i++) strcpy(name + (size_t)i * 3, "ọ");
    const char *text = clean(name);
    assert_true(strlen(text) == 80 * 3 + strlen("…"));
    assert_string_equal(text + 80 * 3, "…");
    free(name);
}

static void test_map_fill_puts_the_value_in_its_place(void **state) {
    (void)state;
    char text[40];
    htsc__map_fill(text, sizeof text, "Tên @ thôn", "12");
    assert_string_equal(text, "Tên 12 thôn");
    htsc__map_fill(text, sizeof text, "@.", "12");
    assert_string_equal(text, "12.");
    htsc__map_fill(text, 6, "@", "aaaaọ");
    assert_string_equal(text, "aaaa"); /* no half of a character */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map_text_leaves_vietnamese_as_it_is),
        cmocka_unit_test(test_map_text_composes_accents),
        cmocka_unit_test(test_map_text_drops_controls_directions_and_what_is_not_seen),
        cmocka_unit_test(test_map_text_keeps_what_only_looks_dangerous),
        cmocka_unit_test(test_map_text_marks_bytes_that_are_no_utf8),
        cmocka_unit_test(test_map_text_holds_no_more_than_two_accents_a_letter),
        cmocka_unit_test(test_map_text_of_ten_thousand_characters_ends_in_an_ellipsis),
        cmocka_unit_test(test_map_fill_puts_the_value_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
