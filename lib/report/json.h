/* Writing JSON: short words for jansson, and the parts that several documents have. */
#ifndef HTSC_REPORT_JSON_H
#define HTSC_REPORT_JSON_H

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "report/results.h"

/* NaN becomes null: a figure that does not exist is not a zero. */
static inline json_t *real(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static inline json_t *date(int32_t yyyymmdd) {
    return json_sprintf("%04d-%02d-%02d", yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

/* Takes `value`. What could not be made is remembered: a document with a hole is not written. */
static inline void put(bool *bad, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) *bad = true;
}

static inline void append(bool *bad, json_t *list, json_t *value) {
    if (json_array_append_new(list, value) != 0) *bad = true;
}

/* "tool", "project", "inputs" and "technologies", the same in every document. */
json_t *htsc__json_tool(bool *bad);
json_t *htsc__json_project(bool *bad, const htsc__results *x);
json_t *htsc__json_inputs(bool *bad, const htsc__results *x);
json_t *htsc__json_technologies(bool *bad, const htsc__results *x);
/* "scoreboard", "method", "findings", "operators" and "population" of summary.json. */
json_t *htsc__json_scoreboard(bool *bad, const htsc__results *x);
json_t *htsc__json_method(bool *bad, const htsc__results *x);
json_t *htsc__json_findings(bool *bad, const htsc__results *x);
json_t *htsc__json_operators(bool *bad, const htsc__results *x);
json_t *htsc__json_population(bool *bad, const htsc__results *x);
/* Model and parameters, as "method" begins. */
void htsc__json_put_model(bool *bad, json_t *o, const htsc__results *x);
/* Method, networks, zones and build-out of fibre; null without fibre. */
json_t *htsc__json_fiber(bool *bad, const htsc__results *x);
/* Reasons and use of a region, into its "fiber". */
void htsc__json_put_reasons(bool *bad, json_t *o, const htsc__results *x, size_t region);
/* Of a bit of htsc_loss.validity. */
const char *htsc__json_validity_name(unsigned bit);

#endif
