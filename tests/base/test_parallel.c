#include "base/support.h"

#include <stdatomic.h>

#include "base/error.h"
#include "base/parallel.h"

enum { BLOCKS = 997 };

typedef struct work {
    double out[BLOCKS];
    atomic_int ran;
    size_t fail_from, fail_to; /* blocks in [from, to) fail */
} work;

/* A sum that depends on the order of its terms. */
static htsc_status run_block(void *ctx, size_t block, htsc_error *err) {
    work *w = ctx;
    double sum = 0;
    for (int i = 1; i < 200; i++) sum += 1.0 / ((double)block + i * 0.37);
    w->out[block] = sum;
    atomic_fetch_add(&w->ran, 1);
    if (block >= w->fail_from && block < w->fail_to)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "block %zu is bad", block);
    return HTSC_OK;
}

static void test_parallel_any_number_of_jobs_same_bits(void **state) {
    (void)state;
    static work first, other;
    static const int jobs[] = {2, 3, 4, 0};
    htsc_error err;
    memset(&first, 0, sizeof first);
    assert_ok(htsc__parallel(BLOCKS, 1, NULL, HTSC_STAGE_COVERAGE, run_block, &first, &err), err);
    assert_int_equal(atomic_load(&first.ran), BLOCKS);
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        memset(&other, 0, sizeof other);
        assert_ok(htsc__parallel(BLOCKS, jobs[i], NULL, HTSC_STAGE_COVERAGE, run_block, &other, &err), err);
        assert_int_equal(atomic_load(&other.ran), BLOCKS);
        assert_memory_equal(first.out, other.out, sizeof first.out);
    }
}

static void test_parallel_no_blocks_is_done_at_once(void **state) {
    (void)state;
    htsc_error err;
    assert_ok(htsc__parallel(0, 4, NULL, HTSC_STAGE_COVERAGE, run_block, NULL, &err), err);
}

/* Many blocks fail at about the same time; the lowest is told, every time. */
static void test_parallel_lowest_failing_block_is_told(void **state) {
    (void)state;
    static work w;
    for (int jobs = 1; jobs <= 4; jobs++)
        for (int again = 0; again < 50; again++) {
            htsc_error err = {HTSC_OK, ""};
            memset(&w, 0, sizeof w);
            w.fail_from = 100, w.fail_to = BLOCKS;
            assert_status(htsc__parallel(BLOCKS, jobs, NULL, HTSC_STAGE_COVERAGE, run_block, &w, &err), HTSC_ERR_FORMAT,
                          err);
            assert_string_equal(err.message, "block 100 is bad");
            assert_int_equal(err.status, HTSC_ERR_FORMAT);
            assert_true(atomic_load(&w.ran) < BLOCKS); /* it does not go on for long */
        }
    w.fail_from = 5;
    assert_int_equal(htsc__parallel(BLOCKS, 2, NULL, HTSC_STAGE_COVERAGE, run_block, &w, NULL), HTSC_ERR_FORMAT);
}

typedef struct watch {
    atomic_int asked, inside;
    int cancel_after;
    uint64_t last_done, last_total, reports;
    htsc_stage stage;
    bool in_order;
} watch;

static void on_report(void *ctx, htsc_stage stage, uint64_t done, uint64_t total) {
    watch *w = ctx;
    assert_int_equal(atomic_fetch_add(&w->inside, 1), 0); /* one thread at a time */
    if (done != w->last_done + 1) w->in_order = false;
    w->last_done = done, w->last_total = total, w->stage = stage, w->reports++;
    atomic_fetch_sub(&w->inside, 1);
}

static int on_cancelled(void *ctx) {
    watch *w = ctx;
    return atomic_fetch_add(&w->asked, 1) >= w->cancel_after;
}

static void test_parallel_reports_every_block_in_order(void **state) {
    (void)state;
    static work w;
    for (int jobs = 1; jobs <= 4; jobs *= 2) {
        watch seen = {.in_order = true, .cancel_after = BLOCKS + 1};
        htsc_progress progress = {&seen, on_report, on_cancelled};
        htsc_error err;
        memset(&w, 0, sizeof w);
        assert_ok(htsc__parallel(BLOCKS, jobs, &progress, HTSC_STAGE_ZONES, run_block, &w, &err), err);
        assert_true(seen.in_order);
        assert_int_equal(seen.reports, BLOCKS);
        assert_int_equal(seen.last_total, BLOCKS);
        assert_int_equal(seen.stage, HTSC_STAGE_ZONES);
    }
}

static void test_parallel_cancel_stops_early(void **state) {
    (void)state;
    static work w;
    for (int jobs = 1; jobs <= 4; jobs++) {
        watch seen = {.cancel_after = 20};
        htsc_progress progress = {&seen, NULL, on_cancelled};
        htsc_error err;
        memset(&w, 0, sizeof w);
        assert_status(htsc__parallel(BLOCKS, jobs, &progress, HTSC_STAGE_COVERAGE, run_block, &w, &err),
                      HTSC_ERR_CANCELLED, err);
        assert_int_equal(atomic_load(&w.ran), 20);
    }
}

static void test_progress_step_reports_and_cancels(void **state) {
    (void)state;
    watch seen = {.cancel_after = 1};
    htsc_progress progress = {&seen, on_report, on_cancelled};
    htsc_error err;
    assert_ok(htsc__progress_step(NULL, HTSC_STAGE_READ, 1, 9, &err), err);
    assert_ok(htsc__progress_step(&progress, HTSC_STAGE_READ, 1, 9, &err), err);
    assert_int_equal(seen.last_total, 9);
    assert_status(htsc__progress_step(&progress, HTSC_STAGE_READ, 2, 9, &err), HTSC_ERR_CANCELLED, err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parallel_any_number_of_jobs_same_bits),
        cmocka_unit_test(test_parallel_no_blocks_is_done_at_once),
        cmocka_unit_test(test_parallel_lowest_failing_block_is_told),
        cmocka_unit_test(test_parallel_reports_every_block_in_order),
        cmocka_unit_test(test_parallel_cancel_stops_early),
        cmocka_unit_test(test_progress_step_reports_and_cancels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
