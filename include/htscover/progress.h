/** @file progress.h  Progress reports and cancellation of long work. */
#ifndef HTSCOVER_PROGRESS_H
#define HTSCOVER_PROGRESS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What long work is doing. Values are never renumbered. */
typedef enum htsc_stage {
    HTSC_STAGE_READ = 0,
    HTSC_STAGE_COVERAGE = 1,
    HTSC_STAGE_REACH = 2,
    HTSC_STAGE_ZONES = 3,
    HTSC_STAGE_WRITE = 4,
    HTSC_STAGE_SITING = 5
} htsc_stage;

/**
 * Told now and then how far work is, and asked whether it should go on.
 * Called from one thread at a time, though not always from the same one.
 */
typedef struct htsc_progress {
    void *ctx; /**< handed to both functions */
    /** `done` of `total` units of a stage are finished; may be NULL. */
    void (*report)(void *ctx, htsc_stage stage, uint64_t done, uint64_t total);
    /** Non-zero stops the work with HTSC_ERR_CANCELLED; may be NULL; called from any thread. */
    int (*cancelled)(void *ctx);
} htsc_progress;

#ifdef __cplusplus
}
#endif
#endif
