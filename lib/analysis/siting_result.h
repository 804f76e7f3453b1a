#ifndef HTSC_ANALYSIS_SITING_RESULT_H
#define HTSC_ANALYSIS_SITING_RESULT_H

#include "analysis/siting_work.h"

struct htsc_siting {
    htsc_siting_summary summary;
    htsc_siting_site *sites;
    uint8_t *covered;
};

/* Everything of the result is counted from the caller's lists, not from the presolved problem. */

/* Orders the chosen candidates by gain, fills sites and covered, and the weights of the summary. reached[k]: what the
 * first k gain together, k = 0 … site_count; room for count + 1. */
htsc_status htsc__siting_order(const htsc_siting_input *input, const htsc__siting_numbers *numbers,
                               htsc_siting_goal goal, const uint32_t *chosen, uint32_t count, htsc_siting *siting,
                               int64_t *reached, htsc_error *err);
/* The first condition that fails: with every candidate where the verdict is INFEASIBLE, else with what is covered now.
 * False: none. */
bool htsc__siting_first_failure(const htsc_siting_input *input, const htsc__siting_numbers *numbers,
                                htsc_siting *siting);
/* Puts the condition of the summary into words. */
void htsc__siting_explain(htsc_siting_summary *summary);

#endif
