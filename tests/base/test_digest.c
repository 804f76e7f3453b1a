#include "base/support.h"

#include "base/digest.h"

/* FIPS 180-2 appendix B, and the empty text. */
static void test_digest_file_known_vectors(void **state) {
    static const struct {
        const char *text, *hex;
    } cases[] = {{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                 {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                 {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char hex[65] = "";
        uint64_t size = 99;
        htsc_error err;
        assert_ok(htsc__digest_file(scratch_write(*state, "in", cases[i].text), hex, &size, &err), err);
        assert_string_equal(hex, cases[i].hex);
        assert_int_equal(size, strlen(cases[i].text));
    }
}

/* FIPS 180-2 B.3: a million times "a", which spans several reads. */
static void test_digest_file_of_many_blocks(void **state) {
    char *text = malloc(1000000);
    assert_non_null(text);
    memset(text, 'a', 1000000);
    const char *path = scratch_write_bytes(*state, "million", text, 1000000);
    free(text);
    char hex[65];
    uint64_t size = 0;
    htsc_error err;
    assert_ok(htsc__digest_file(path, hex, &size, &err), err);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_int_equal(size, 1000000);
}

static void test_digest_file_that_cannot_be_read_is_an_io_error(void **state) {
    scratch *s = *state;
    char hex[65];
    uint64_t size;
    htsc_error err;
    assert_status(htsc__digest_file(scratch_path(s, "absent"), hex, &size, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "absent");
    assert_status(htsc__digest_file(s->folder, hex, &size, &err), HTSC_ERR_IO, err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_digest_file_known_vectors),
        IN_SCRATCH(test_digest_file_of_many_blocks),
        IN_SCRATCH(test_digest_file_that_cannot_be_read_is_an_io_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
