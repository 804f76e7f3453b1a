#ifndef HTSC_TESTS_BASE_SUPPORT_H
#define HTSC_TESTS_BASE_SUPPORT_H

/* What the tests of base, geo and data share: a scratch folder, shared data that may be absent, failing allocations. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <htscover/error.h>

#include "base/memory.h"

/* NaN is near nothing. */
#define assert_near(value, expected, tolerance) assert_near_at((value), (expected), (tolerance), __FILE__, __LINE__)

static inline void assert_near_at(double value, double expected, double tolerance, const char *file, int line) {
    if (!(fabs(value - expected) <= tolerance)) {
        print_error("%.15g is not within %g of %.15g\n", value, tolerance, expected);
        _fail(file, line);
    }
}

/* Shows the error's own words where the status is not the expected one. */
#define assert_status(call, expected, err) assert_status_at((call), (expected), &(err), __FILE__, __LINE__)
#define assert_ok(call, err) assert_status_at((call), HTSC_OK, &(err), __FILE__, __LINE__)

static inline void assert_status_at(htsc_status status, htsc_status expected, const htsc_error *err, const char *file,
                                    int line) {
    if (status == expected) return;
    print_error("status %s, expected %s: %s\n", htsc_status_name(status), htsc_status_name(expected),
                status == HTSC_OK ? "" : err->message);
    _fail(file, line);
}

#define assert_contains(text, piece) assert_contains_at((text), (piece), __FILE__, __LINE__)

static inline void assert_contains_at(const char *text, const char *piece, const char *file, int line) {
    if (strstr(text, piece) != NULL) return;
    print_error("\"%s\" does not hold \"%s\"\n", text, piece);
    _fail(file, line);
}

/* A folder of a test's own: setup makes it, teardown removes it with all that is in it. */
typedef struct scratch {
    char folder[128];
    char paths[16][512];
    int used;
} scratch;

static inline int scratch_setup(void **state) {
    scratch *s = calloc(1, sizeof *s);
    const char *base = getenv("TMPDIR");
    if (s == NULL) return -1;
    snprintf(s->folder, sizeof s->folder, "%.90s/htscover-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(s->folder) == NULL) {
        free(s);
        return -1;
    }
    *state = s;
    return 0;
}

static inline int scratch_remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

static inline int scratch_teardown(void **state) {
    scratch *s = *state;
    htsc__memory_fail_at(0); /* a failed test may have left it on */
    nftw(s->folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(s);
    return 0;
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

/* Good until 16 more were asked for. */
static inline const char *scratch_path(scratch *s, const char *name) {
    char *path = s->paths[s->used++ % 16];
    snprintf(path, sizeof s->paths[0], "%s/%s", s->folder, name);
    return path;
}

static inline const char *scratch_write_bytes(scratch *s, const char *name, const void *bytes, size_t size) {
    const char *path = scratch_path(s, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
    return path;
}

static inline const char *scratch_write(scratch *s, const char *name, const char *text) {
    return scratch_write_bytes(s, name, text, strlen(text));
}

static inline bool file_exists(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

/* The whole file, ended by a zero; the caller frees. */
static inline char *read_whole(const char *path, size_t *size) {
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    long length = ftell(in);
    assert_true(length >= 0);
    rewind(in);
    char *text = calloc((size_t)length + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)length, in), length);
    fclose(in);
    if (size != NULL) *size = (size_t)length;
    return text;
}

/* Path of shared real data; NULL, with a printed line, where it is not there: then the test calls skip(). */
static inline const char *shared_data(const char *name) {
    static char paths[4][1024];
    static int used;
    char *path = paths[used++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", HTSC_SHARED_DATA_DIR, name);
    if (file_exists(path)) return path;
    print_message("no ../shared/data/%s: this test is skipped\n", name);
    return NULL;
}

/* Two numbers from the same seed every time: splitmix64. */
static inline uint64_t random_bits(uint64_t *seed) {
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline double random_in(uint64_t *seed, double low, double high) {
    return low + (high - low) * ((double)(random_bits(seed) >> 11) * 0x1p-53);
}

/* Makes the n-th allocation fail for n = 1, 2, … until `attempt` gets by without reaching it. Every try but those that
 * never reach it is HTSC_ERR_MEMORY with a message; what leaks is for the leak sanitizer to say. Returns the number of
 * allocations of an undisturbed run. */
static inline long fail_each_allocation(htsc_status (*attempt)(void *ctx, htsc_error *err), void *ctx) {
    for (long n = 1;; n++) {
        htsc_error err = {HTSC_OK, ""};
        htsc__memory_fail_at(n);
        htsc_status status = attempt(ctx, &err);
        long made = htsc__memory_count();
        htsc__memory_fail_at(0);
        if (made < n) {
            assert_status_at(status, HTSC_OK, &err, __FILE__, __LINE__);
            return n - 1;
        }
        if (status != HTSC_ERR_MEMORY || err.message[0] == '\0') {
            print_error("allocation %ld failed: status %s, \"%s\"\n", n, htsc_status_name(status), err.message);
            fail();
        }
        assert_int_equal(err.status, HTSC_ERR_MEMORY);
    }
}

#endif
