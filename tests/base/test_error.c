#include "base/support.h"

#include "base/error.h"
#include "base/text.h"

static void test_status_name_every_status_has_its_own(void **state) {
    (void)state;
    for (int a = HTSC_OK; a <= HTSC_ERR_LIMIT; a++) {
        assert_string_not_equal(htsc_status_name((htsc_status)a), "unknown");
        for (int b = HTSC_OK; b < a; b++)
            assert_string_not_equal(htsc_status_name((htsc_status)a), htsc_status_name((htsc_status)b));
    }
    assert_string_equal(htsc_status_name((htsc_status)999), "unknown");
}

static void test_version_is_a_dotted_number(void **state) {
    (void)state;
    int major = -1, minor = -1, patch = -1;
    assert_int_equal(sscanf(htsc_version(), "%d.%d.%d", &major, &minor, &patch), 3);
    assert_true(major >= 0 && minor >= 0 && patch >= 0);
}

static void test_error_set_no_error_struct_returns_the_status(void **state) {
    (void)state;
    assert_int_equal(htsc__error_set(NULL, HTSC_ERR_IO, "%s", "lost"), HTSC_ERR_IO);
    assert_int_equal(htsc__error_prefix(NULL, HTSC_ERR_IO, "a"), HTSC_ERR_IO);
    assert_int_equal(htsc__error_memory(NULL, "a"), HTSC_ERR_MEMORY);
}

static void test_error_set_control_characters_become_question_marks(void **state) {
    (void)state;
    htsc_error err;
    htsc__error_write(&err, HTSC_ERR_FORMAT, "a\nb\rc\td\x1b[0m\x7f");
    assert_string_equal(err.message, "a?b?c?d?[0m?");
    assert_int_equal(err.status, HTSC_ERR_FORMAT);
}

/* One Vietnamese letter of three bytes stands across every possible place of the cut. */
static void test_error_set_long_text_is_cut_between_characters(void **state) {
    (void)state;
    for (size_t pad = 1010; pad <= 1030; pad++) {
        char text[1100];
        htsc_error err;
        memset(text, 'x', pad);
        snprintf(text + pad, sizeof text - pad, "ặặặặặặ");
        htsc__error_write(&err, HTSC_ERR_FORMAT, "%s", text);
        size_t length = strlen(err.message);
        assert_true(length <= sizeof err.message - 1 && length >= sizeof err.message - 3);
        assert_true(htsc__text_is_utf8(err.message));
        assert_memory_equal(err.message, text, length);
    }
}

/* "%.40s" may cut inside a character in the middle of the message. */
static void test_error_set_cut_value_inside_stays_utf8(void **state) {
    (void)state;
    htsc_error err;
    htsc__error_write(&err, HTSC_ERR_FORMAT, "value \"%.2s\" is wrong", "ặng");
    assert_true(htsc__text_is_utf8(err.message));
    assert_string_equal(err.message, "value \"??\" is wrong");
    htsc__error_write(&err, HTSC_ERR_IO, "th\xf4n.csv: cannot open"); /* a file name in Latin-1 */
    assert_string_equal(err.message, "th?n.csv: cannot open");
}

static void test_error_prefix_message_that_quotes_itself_is_kept_whole(void **state) {
    (void)state;
    htsc_error err;
    htsc__error_write(&err, HTSC_ERR_CRS, "carries no CRS");
    assert_int_equal(htsc__error_prefix(&err, HTSC_ERR_CRS, "xã.shp"), HTSC_ERR_CRS);
    assert_string_equal(err.message, "xã.shp: carries no CRS");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_name_every_status_has_its_own),
        cmocka_unit_test(test_version_is_a_dotted_number),
        cmocka_unit_test(test_error_set_no_error_struct_returns_the_status),
        cmocka_unit_test(test_error_set_control_characters_become_question_marks),
        cmocka_unit_test(test_error_set_long_text_is_cut_between_characters),
        cmocka_unit_test(test_error_set_cut_value_inside_stays_utf8),
        cmocka_unit_test(test_error_prefix_message_that_quotes_itself_is_kept_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
