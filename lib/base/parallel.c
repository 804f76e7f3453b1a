#include "base/parallel.h"

#include <omp.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"

static bool cancelled(const htsc_progress *progress) {
    return progress != NULL && progress->cancelled != NULL && progress->cancelled(progress->ctx) != 0;
}

static void report(const htsc_progress *progress, htsc_stage stage, size_t done, size_t total) {
    if (progress != NULL && progress->report != NULL) progress->report(progress->ctx, stage, done, total);
}

htsc_status htsc__progress_step(const htsc_progress *progress, htsc_stage stage, size_t done, size_t total,
                                htsc_error *err) {
    report(progress, stage, done, total);
    if (cancelled(progress)) return htsc__error_set(err, HTSC_ERR_CANCELLED, "stopped on request");
    return HTSC_OK;
}

htsc_status htsc__parallel(size_t count, int jobs, const htsc_progress *progress, htsc_stage stage, htsc__block_fn run,
                           void *ctx, htsc_error *err) {
    int threads = jobs > 0 ? jobs : omp_get_max_threads();
    atomic_size_t failed_block = count;
    htsc_error failure = {HTSC_OK, ""};
    size_t done = 0;
    omp_lock_t one_at_a_time;
    omp_init_lock(&one_at_a_time);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t block = 0; block < count; block++) {
        if (block > atomic_load(&failed_block)) continue;
        htsc_error mine = {HTSC_OK, ""};
        htsc_status status = cancelled(progress) ? htsc__error_set(&mine, HTSC_ERR_CANCELLED, "stopped on request")
                                                 : run(ctx, block, &mine);
        omp_set_lock(&one_at_a_time);
        report(progress, stage, ++done, count);
        if (status != HTSC_OK && block < atomic_load(&failed_block)) {
            atomic_store(&failed_block, block);
            failure = mine;
            failure.status = status;
        }
        omp_unset_lock(&one_at_a_time);
    }
    omp_destroy_lock(&one_at_a_time);
    if (atomic_load(&failed_block) == count) return HTSC_OK;
    if (err != NULL) *err = failure;
    return failure.status;
}
