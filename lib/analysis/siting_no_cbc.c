#include "analysis/siting_work.h"
#include "base/error.h"

/* In place of siting_cbc.c where CBC was not there at build time. Options with `exact` are refused before. */
int htsc_siting_has_exact(void) {
    return 0;
}

htsc_status htsc__siting_exact(htsc__siting_search *search, double time_limit_s, bool *proved, htsc_error *err) {
    (void)search;
    (void)time_limit_s;
    *proved = false;
    return htsc__error_set(err, HTSC_ERR_UNSUPPORTED, "this build has no CBC");
}
