/** @file subscription.h  Fibre subscriptions as operators declare them: households per village, operator and speed. */
#ifndef HTSCOVER_SUBSCRIPTION_H
#define HTSCOVER_SUBSCRIPTION_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/fiber.h>
#include <htscover/finding.h>
#include <htscover/input.h>
#include <htscover/village.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Households of a village that subscribe to one speed of one operator. */
typedef struct htsc_subscription {
    uint32_t village_index;  /**< into the villages given at create */
    uint32_t operator_index; /**< htsc_subscriptions_operator() */
    htsc_fiber_technology technology;
    double speed_mbps;        /**< downstream, as offered, (0, 1000000]; NaN when not declared */
    int64_t households_count; /**< [0, 1000000000] */
    int32_t date;             /**< yyyymmdd, 0 when not declared */
} htsc_subscription;

/** Stands for all villages, and for all operators, in htsc_subscriptions_total(). */
#define HTSC_ALL_VILLAGES UINT32_MAX
#define HTSC_ALL_OPERATORS UINT32_MAX

/** A set of subscriptions. Fill from one thread; then it may be shared. */
typedef struct htsc_subscriptions htsc_subscriptions;

/**
 * @param villages   complete; not kept
 * @param operators  allowed names, copied; NULL allows any and collects them
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_subscriptions_create(const htsc_villages *villages,
                                                              const char *const *operators, size_t operator_count,
                                                              htsc_subscriptions **subscriptions, htsc_error *err);
HTSC_API void htsc_subscriptions_free(htsc_subscriptions *subscriptions);
/**
 * Reads a table (CSV, GeoPackage; columns in docs/formats.md); geometries are not looked at. A row with the village,
 * operator and speed of an earlier one is refused, across files too. After an error the set may only be freed.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_subscriptions_read(htsc_subscriptions *subscriptions, const htsc_input *input,
                                                            htsc_findings *findings, htsc_read_counts *counts,
                                                            htsc_error *err);
HTSC_API size_t htsc_subscriptions_count(const htsc_subscriptions *subscriptions);
/** In file order. Borrowed; `index` below htsc_subscriptions_count(). */
HTSC_API const htsc_subscription *htsc_subscriptions_get(const htsc_subscriptions *subscriptions, size_t index);
/**
 * Households that subscribe, of a village (or HTSC_ALL_VILLAGES) and an operator (or HTSC_ALL_OPERATORS); those of
 * different operators add up. 0 where nothing was declared. Logarithmic in the number of rows.
 */
HTSC_API int64_t htsc_subscriptions_total(const htsc_subscriptions *subscriptions, uint32_t village_index,
                                          uint32_t operator_index);
HTSC_API size_t htsc_subscriptions_operator_count(const htsc_subscriptions *subscriptions);
/** Borrowed; `index` below htsc_subscriptions_operator_count(). */
HTSC_API const char *htsc_subscriptions_operator(const htsc_subscriptions *subscriptions, size_t index);

#ifdef __cplusplus
}
#endif
#endif
