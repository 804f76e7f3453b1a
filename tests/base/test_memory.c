#include "base/support.h"

#include "base/memory.h"

static void test_alloc_zero_count_is_a_block(void **state) {
    (void)state;
    void *block = htsc__alloc(0, 8);
    assert_non_null(block);
    htsc__free(block);
    block = htsc__realloc(NULL, 0, 8);
    assert_non_null(block);
    htsc__free(block);
    htsc__free(NULL);
}

static void test_alloc_is_zeroed(void **state) {
    (void)state;
    unsigned char *block = htsc__alloc(1000, 3);
    assert_non_null(block);
    for (size_t i = 0; i < 3000; i++) assert_int_equal(block[i], 0);
    htsc__free(block);
}

static void test_realloc_size_overflow_fails_and_keeps_the_block(void **state) {
    (void)state;
    char *block = htsc__realloc(NULL, 4, 1);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    assert_null(htsc__realloc(block, SIZE_MAX / 2, 3));
    assert_string_equal(block, "abc");
    htsc__free(block);
}

static void test_memory_fail_at_fails_that_one_and_all_after(void **state) {
    (void)state;
    htsc__memory_fail_at(2);
    void *first = htsc__alloc(1, 1);
    assert_non_null(first);
    assert_null(htsc__alloc(1, 1));
    assert_null(htsc__strdup("x"));
    assert_null(htsc__realloc(NULL, 1, 1));
    assert_int_equal(htsc__memory_count(), 4);
    htsc__memory_fail_at(0);
    assert_int_equal(htsc__memory_count(), 0);
    void *again = htsc__alloc(1, 1);
    assert_non_null(again);
    htsc__free(again);
    htsc__free(first);
}

static void test_grow_doubles_and_keeps_what_was_there(void **state) {
    (void)state;
    uint32_t *items = NULL;
    size_t capacity = 0;
    htsc_error err;
    for (uint32_t i = 0; i < 1000; i++) {
        assert_ok(htsc__grow(&items, &capacity, i + 1, sizeof *items, "numbers", &err), err);
        assert_true(capacity > i);
        items[i] = i * 7;
    }
    assert_int_equal(capacity, 1024);
    for (uint32_t i = 0; i < 1000; i++) assert_int_equal(items[i], i * 7);
    htsc__free(items);
}

static void test_grow_overflow_fails_and_leaves_the_array(void **state) {
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    htsc_error err;
    assert_ok(htsc__grow(&items, &capacity, 1, sizeof *items, "numbers", &err), err);
    items[0] = 42;
    size_t before = capacity;
    assert_status(htsc__grow(&items, &capacity, SIZE_MAX, sizeof *items, "numbers", &err), HTSC_ERR_MEMORY, err);
    assert_contains(err.message, "numbers");
    assert_status(htsc__grow(&items, &capacity, SIZE_MAX / 4, sizeof *items, "numbers", &err), HTSC_ERR_MEMORY, err);
    assert_int_equal(capacity, before);
    assert_int_equal(items[0], 42);
    htsc__free(items);
}

static void test_pool_add_equal_texts_are_stored_once(void **state) {
    (void)state;
    htsc__pool *pool = NULL;
    htsc_error err;
    assert_ok(htsc__pool_create(&pool, &err), err);
    const char *first, *second, *empty;
    bool added = false;
    assert_ok(htsc__pool_add(pool, "Ngọc Lặc", &first, &added, &err), err);
    assert_true(added);
    char copy[] = "Ngọc Lặc";
    assert_ok(htsc__pool_add(pool, copy, &second, &added, &err), err);
    assert_false(added);
    assert_ptr_equal(first, second);
    assert_ok(htsc__pool_add(pool, "", &empty, NULL, &err), err);
    assert_string_equal(empty, "");
    htsc__pool_free(pool);
    htsc__pool_free(NULL);
}

/* Enough to fill many blocks and to widen the table many times; one text is larger than a block. */
static void test_pool_add_many_texts_pointers_stay_good(void **state) {
    (void)state;
    enum { COUNT = 30000, LONG = 100000 };
    static const char *kept[COUNT];
    htsc__pool *pool = NULL;
    htsc_error err;
    char text[64];
    assert_ok(htsc__pool_create(&pool, &err), err);
    char *big = malloc(LONG + 1);
    assert_non_null(big);
    memset(big, 'q', LONG);
    big[LONG] = '\0';
    const char *kept_big = NULL;
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "site %d of thirty thousand", i);
        assert_ok(htsc__pool_add(pool, text, &kept[i], NULL, &err), err);
        if (i == COUNT / 2) assert_ok(htsc__pool_add(pool, big, &kept_big, NULL, &err), err);
    }
    for (int i = 0; i < COUNT; i++) {
        const char *again;
        bool added;
        snprintf(text, sizeof text, "site %d of thirty thousand", i);
        assert_string_equal(kept[i], text);
        assert_ok(htsc__pool_add(pool, text, &again, &added, &err), err);
        assert_false(added);
        assert_ptr_equal(again, kept[i]);
    }
    assert_string_equal(kept_big, big);
    free(big);
    htsc__pool_free(pool);
}

static htsc_status fill_pool(void *ctx, htsc_error *err) {
    (void)ctx;
    htsc__pool *pool = NULL;
    htsc_status status = htsc__pool_create(&pool, err);
    for (int i = 0; i < 200 && status == HTSC_OK; i++) {
        char text[16];
        const char *stored;
        snprintf(text, sizeof text, "%d", i);
        status = htsc__pool_add(pool, text, &stored, NULL, err);
        if (status == HTSC_OK) assert_string_equal(stored, text);
    }
    htsc__pool_free(pool);
    return status;
}

static void test_pool_failing_allocation_is_an_error(void **state) {
    (void)state;
    assert_true(fail_each_allocation(fill_pool, NULL) >= 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_zero_count_is_a_block),
        cmocka_unit_test(test_alloc_is_zeroed),
        cmocka_unit_test(test_realloc_size_overflow_fails_and_keeps_the_block),
        cmocka_unit_test(test_memory_fail_at_fails_that_one_and_all_after),
        cmocka_unit_test(test_grow_doubles_and_keeps_what_was_there),
        cmocka_unit_test(test_grow_overflow_fails_and_leaves_the_array),
        cmocka_unit_test(test_pool_add_equal_texts_are_stored_once),
        cmocka_unit_test(test_pool_add_many_texts_pointers_stay_good),
        cmocka_unit_test(test_pool_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
