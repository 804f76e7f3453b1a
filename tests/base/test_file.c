#include "base/support.h"

#include "base/file.h"

static void test_file_open_regular_file_is_read(void **state) {
    FILE *in = NULL;
    htsc_error err;
    char text[8] = "";
    assert_ok(htsc__file_open(scratch_write(*state, "a.txt", "abc"), &in, &err), err);
    assert_non_null(fgets(text, sizeof text, in));
    assert_string_equal(text, "abc");
    fclose(in);
}

static void test_file_open_what_is_no_regular_file_is_refused_without_waiting(void **state) {
    scratch *s = *state;
    FILE *in = (FILE *)s;
    htsc_error err;
    const char *pipe_path = scratch_path(s, "pipe");
    assert_int_equal(mkfifo(pipe_path, 0666), 0);
    assert_status(htsc__file_open(pipe_path, &in, &err), HTSC_ERR_IO, err);
    assert_null(in);
    assert_contains(err.message, "pipe: is not a regular file");
    assert_status(htsc__file_open(s->folder, &in, &err), HTSC_ERR_IO, err);
    assert_status(htsc__file_open("/dev/zero", &in, &err), HTSC_ERR_IO, err);
    assert_status(htsc__file_open(scratch_path(s, "absent"), &in, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "absent: cannot open");
    assert_status(htsc__file_open("", &in, &err), HTSC_ERR_ARGUMENT, err);
    assert_status(htsc__file_open(NULL, &in, &err), HTSC_ERR_ARGUMENT, err);
}

/* Two sparse files, of 2 GiB and of one byte more. */
static void test_file_check_empty_and_too_large_are_refused(void **state) {
    scratch *s = *state;
    htsc_error err;
    assert_status(htsc__file_check(scratch_write(s, "empty", ""), &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "is empty");
    const char *path = scratch_write(s, "large", "x");
    assert_ok(htsc__file_check(path, &err), err);
    if (truncate(path, (off_t)2 << 30) != 0) {
        print_message("no sparse files here: this test is skipped\n");
        skip();
    }
    assert_ok(htsc__file_check(path, &err), err);
    assert_int_equal(truncate(path, ((off_t)2 << 30) + 1), 0);
    assert_status(htsc__file_check(path, &err), HTSC_ERR_LIMIT, err);
    assert_contains(err.message, "2147483649");
}

static void test_file_close_reports_a_full_disk(void **state) {
    (void)state;
    FILE *full = fopen("/dev/full", "wb");
    if (full == NULL) {
        print_message("no /dev/full: this test is skipped\n");
        skip();
    }
    htsc_error err;
    fputs("x", full);
    assert_status(htsc__file_close(full, "out.csv", &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "out.csv");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_file_open_regular_file_is_read),
        IN_SCRATCH(test_file_open_what_is_no_regular_file_is_refused_without_waiting),
        IN_SCRATCH(test_file_check_empty_and_too_large_are_refused),
        cmocka_unit_test(test_file_close_reports_a_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
