#include <htscover/subscription.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/fiber_set.h"
#include "data/operators.h"
#include "data/rows.h"

enum { MAX_HOUSEHOLDS = 1000000000 };

/* A village's code and place in the set, for searching. */
typedef struct village_key {
    const char *code;
    uint32_t index;
} village_key;

/* Households of all rows up to this one, in the order of village, operator, row. */
typedef struct running_total {
    uint32_t village_index, operator_index;
    size_t row;
    int64_t before, households_count; /* before: of the ones in front of it */
} running_total;

struct htsc_subscriptions {
    htsc__pool *texts, *keys;
    htsc__operators operators;
    village_key *villages; /* by code */
    size_t village_count;
    htsc_subscription *items;
    size_t count, capacity;
    running_total *totals;
    size_t total_count, total_capacity;
};

static int compare_codes(const void *a, const void *b) {
    return strcmp(((const village_key *)a)->code, ((const village_key *)b)->code);
}

static htsc_status take_villages(htsc_subscriptions *s, const htsc_villages *villages, htsc_error *err) {
    htsc_status status = HTSC_OK;
    size_t count = htsc_villages_count(villages);
    s->villages = htsc__alloc(count, sizeof *s->villages);
    if (s->villages == NULL) return htsc__error_memory(err, "subscriptions");
    s->village_count = count;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        s->villages[i].index = (uint32_t)i;
        status = htsc__pool_add(s->texts, htsc_villages_get(villages, i)->code, &s->villages[i].code, NULL, err);
    }
    if (status == HTSC_OK) qsort(s->villages, count, sizeof *s->villages, compare_codes);
    return status;
}

htsc_status htsc_subscriptions_create(const htsc_villages *villages, const char *const *operators,
                                      size_t operator_count, htsc_subscriptions **subscriptions, htsc_error *err) {
    *subscriptions = NULL;
    htsc_subscriptions *s = htsc__alloc(1, sizeof *s);
    if (s == NULL) return htsc__error_memory(err, "subscriptions");
    htsc_status status = htsc__operators_init(&s->operators, operators, operator_count, err);
    if (status == HTSC_OK) status = htsc__pool_create(&s->texts, err);
    if (status == HTSC_OK) status = htsc__pool_create(&s->keys, err);
    if (status == HTSC_OK) status = take_villages(s, villages, err);
    if (status != HTSC_OK) {
        htsc_subscriptions_free(s);
        return status;
    }
    *subscriptions = s;
    return HTSC_OK;
}

void htsc_subscriptions_free(htsc_subscriptions *subscriptions) {
    if (subscriptions == NULL) return;
    htsc__operators_clear(&subscriptions->operators);
    htsc__pool_free(subscriptions->texts);
    htsc__pool_free(subscriptions->keys);
    htsc__free(subscriptions->villages);
    htsc__free(subscriptions->items);
    htsc__free(subscriptions->totals);
    htsc__free(subscriptions);
}

enum { VILLAGE, OPERATOR, TECHNOLOGY, SPEED, HOUSEHOLDS, DATE, FIELD_COUNT };
static const htsc__field_want wants[FIELD_COUNT] = {{"village_code", true},     {"operator", true},
                                                    {"technology", false},      {"speed_mbps", false},
                                                    {"households_count", true}, {"date", false}};

static uint32_t village_of_row(const htsc_subscriptions *s, htsc__rows *rows) {
    const village_key wanted = {htsc__rows_required_text(rows, VILLAGE), 0};
    if (wanted.code[0] == '\0' || strlen(wanted.code) > 200) return HTSC_NO_VILLAGE;
    const village_key *found = bsearch(&wanted, s->villages, s->village_count, sizeof *s->villages, compare_codes);
    if (found != NULL) return found->index;
    htsc__rows_refuse(rows, HTSC_FINDING_UNKNOWN_VILLAGE, "village_code", wanted.code, "");
    return HTSC_NO_VILLAGE;
}

/* Refuses the second row of a village, operator and speed. */
static htsc_status check_duplicate(htsc_subscriptions *s, htsc__rows *rows, const htsc_subscription *item,
                                   htsc_error *err) {
    char key[96];
    const char *stored;
    bool added;
    snprintf(key, sizeof key, "%u %u %.17g", (unsigned)item->village_index, (unsigned)item->operator_index,
             isnan(item->speed_mbps) ? 0 : item->speed_mbps);
    htsc_status status = htsc__pool_add(s->keys, key, &stored, &added, err);
    if (status == HTSC_OK && !added)
        htsc__rows_refuse(rows, HTSC_FINDING_DUPLICATE, "", htsc__rows_text(rows, VILLAGE),
                          "village_code, operator, speed_mbps");
    return status;
}

static htsc_status read_row(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_subscriptions *s = ctx;
    htsc_subscription item = {0};
    item.village_index = village_of_row(s, rows);
    item.operator_index = htsc__operators_of_row(&s->operators, rows, OPERATOR);
    item.technology = htsc__fiber_technology_of_row(rows, TECHNOLOGY);
    item.speed_mbps = htsc__rows_number(rows, SPEED, &htsc__fiber_speed_range);
    htsc__rows_required_text(rows, HOUSEHOLDS);
    item.households_count = htsc__rows_whole(rows, HOUSEHOLDS, MAX_HOUSEHOLDS);
    item.date = htsc__rows_date(rows, DATE);
    htsc_status status = rows->refused ? HTSC_OK : check_duplicate(s, rows, &item, err);
    if (status != HTSC_OK || rows->refused) return status;
    status = htsc__grow(&s->items, &s->capacity, s->count + 1, sizeof *s->items, "subscriptions", err);
    if (status == HTSC_OK) s->items[s->count++] = item;
    return status;
}

static int compare_totals(const void *a, const void *b) {
    const running_total *one = a, *two = b;
    if (one->village_index != two->village_index) return one->village_index < two->village_index ? -1 : 1;
    if (one->operator_index != two->operator_index) return one->operator_index < two->operator_index ? -1 : 1;
    return one->row < two->row ? -1 : one->row > two->row;
}

/* Every row stands twice: under its village, and under HTSC_ALL_VILLAGES. */
static htsc_status add_up(htsc_subscriptions *s, htsc_error *err) {
    if (s->count == 0) return HTSC_OK;
    htsc_status status = htsc__grow(&s->totals, &s->total_capacity, 2 * s->count, sizeof *s->totals, "totals", err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < s->count; i++) {
        const htsc_subscription *item = &s->items[i];
        s->totals[2 * i] = (running_total){item->village_index, item->operator_index, i, 0, item->households_count};
        s->totals[2 * i + 1] = (running_total){HTSC_ALL_VILLAGES, item->operator_index, i, 0, item->households_count};
    }
    s->total_count = 2 * s->count;
    qsort(s->totals, s->total_count, sizeof *s->totals, compare_totals);
    for (size_t i = 1; i < s->total_count; i++)
        s->totals[i].before = s->totals[i - 1].before + s->totals[i - 1].households_count;
    return HTSC_OK;
}

htsc_status htsc_subscriptions_read(htsc_subscriptions *subscriptions, const htsc_input *input, htsc_findings *findings,
                                    htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    size_t before = subscriptions->count;
    htsc_status status = htsc__rows_open(&rows, input, wants, FIELD_COUNT, HTSC__SHAPE_NONE, NULL, NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_row, subscriptions, err);
    htsc__rows_close(&rows);
    if (status == HTSC_OK) status = add_up(subscriptions, err);
    if (status != HTSC_OK)
        subscriptions->count = before;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

size_t htsc_subscriptions_count(const htsc_subscriptions *subscriptions) {
    return subscriptions->count;
}

const htsc_subscription *htsc_subscriptions_get(const htsc_subscriptions *subscriptions, size_t index) {
    return &subscriptions->items[index];
}

/* Households in front of the first row that does not come before this village, operator and row. */
static int64_t sum_before(const htsc_subscriptions *s, uint32_t village_index, uint32_t operator_index, size_t row) {
    const running_total wanted = {village_index, operator_index, row, 0, 0};
    size_t low = 0, high = s->total_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_totals(&s->totals[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->total_count) return s->totals[low].before;
    return s->total_count == 0 ? 0 : s->totals[low - 1].before + s->totals[low - 1].households_count;
}

int64_t htsc_subscriptions_total(const htsc_subscriptions *subscriptions, uint32_t village_index,
                                 uint32_t operator_index) {
    uint32_t first = operator_index == HTSC_ALL_OPERATORS ? 0 : operator_index;
    return sum_before(subscriptions, village_index, operator_index, SIZE_MAX) -
           sum_before(subscriptions, village_index, first, 0);
}

size_t htsc_subscriptions_operator_count(const htsc_subscriptions *subscriptions) {
    return subscriptions->operators.count;
}

const char *htsc_subscriptions_operator(const htsc_subscriptions *subscriptions, size_t index) {
    return subscriptions->operators.names[index];
}
