#ifndef HTSC_BASE_PARALLEL_H
#define HTSC_BASE_PARALLEL_H

#include <stddef.h>

#include <htscover/error.h>
#include <htscover/progress.h>

/* One block of work. Blocks may run in any order and on any thread, so each writes only what is its own. */
typedef htsc_status (*htsc__block_fn)(void *ctx, size_t block, htsc_error *err);

/*
 * Runs blocks 0 … count - 1 on `jobs` threads (0: all there are). The error that is returned is the one of the lowest
 * failing block, whatever the number of threads: blocks above it may be left out, none below. Between blocks it reports
 * progress and asks whether to stop. `progress` may be NULL.
 */
htsc_status htsc__parallel(size_t count, int jobs, const htsc_progress *progress, htsc_stage stage, htsc__block_fn run,
                           void *ctx, htsc_error *err);

/* For serial work: reports, and returns HTSC_ERR_CANCELLED when asked to stop. */
htsc_status htsc__progress_step(const htsc_progress *progress, htsc_stage stage, size_t done, size_t total,
                                htsc_error *err);

#endif
