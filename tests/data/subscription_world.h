#ifndef HTSC_TESTS_DATA_SUBSCRIPTION_WORLD_H
#define HTSC_TESTS_DATA_SUBSCRIPTION_WORLD_H

#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/subscription.h>

static const char *const operators[] = {"A", "B"};

/* Two villages, "002" before "001". */
static inline htsc_villages *new_villages(scratch *s) {
    htsc_villages *villages = NULL;
    htsc_findings *findings = new_findings();
    htsc_error err;
    htsc_input input = htsc_input_of(scratch_write(
        s, "villages.csv",
        "code,name,wkt\n"
        "002,Hai,\"POLYGON ((538000 2221000, 538100 2221000, 538100 2221100, 538000 2221100, 538000 2221000))\"\n"
        "001,Một,\"POLYGON ((539000 2221000, 539100 2221000, 539100 2221100, 539000 2221100, 539000 2221000))\"\n"));
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &err), err);
    assert_ok(htsc_villages_read(villages, &input, findings, NULL, &err), err);
    assert_no_findings(findings);
    htsc_findings_free(findings);
    return villages;
}

static inline htsc_subscriptions *new_subscriptions(scratch *s, bool any_operator) {
    htsc_villages *villages = new_villages(s);
    htsc_subscriptions *subscriptions = NULL;
    htsc_error err;
    assert_ok(htsc_subscriptions_create(villages, any_operator ? NULL : operators, any_operator ? 0 : 2, &subscriptions,
                                        &err),
              err);
    htsc_villages_free(villages); /* not kept */
    return subscriptions;
}

#define HEADING "village_code,operator,technology,speed_mbps,households_count,date\n"

static inline htsc_read_counts read_text(htsc_subscriptions *subscriptions, scratch *s, const char *text,
                                         htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "subscriptions.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_subscriptions_read(subscriptions, &input, findings, &counts, &err), err);
    return counts;
}

#endif
