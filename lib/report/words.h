/* What deliverables say, in both languages, and how each language writes numbers and dates. */
#ifndef HTSC_REPORT_WORDS_H
#define HTSC_REPORT_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/coverage.h>
#include <htscover/fiber_reach.h>
#include <htscover/finding.h>
#include <htscover/project.h>
#include <htscover/report.h>

typedef struct htsc__phrase {
    const char *vi, *en;
} htsc__phrase;

const char *htsc__say(htsc_language language, htsc__phrase phrase);

htsc__phrase htsc__target_phrase(htsc_target_id target);
htsc__phrase htsc__level_phrase(htsc_level level);
/* Why a household has no fibre, or not a gigabit. */
htsc__phrase htsc__reason_phrase(htsc_fiber_reason reason);
/* Met, not met, or what is missing to say. */
htsc__phrase htsc__verdict_phrase(const htsc_score *score);
/* Computed here, or declared by an office. */
htsc__phrase htsc__kind_phrase(const htsc_score *score);

/* "1.234,5" and "1,234.5"; an en dash for NaN. Never "-0". `size` >= 32 covers what is below 1e15. */
void htsc__number_text(htsc_language language, double value, int decimals, char *text, size_t size);
/* "30/09/2026" and "2026-09-30"; an en dash for 0. `size` >= 16. */
void htsc__date_text(htsc_language language, int32_t yyyymmdd, char *text, size_t size);

#endif
