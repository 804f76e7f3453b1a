/* What is kept of each point and layer while cells are heard, one after another. */
#ifndef HTSC_ANALYSIS_SIGNALS_H
#define HTSC_ANALYSIS_SIGNALS_H

#include <htscover/coverage.h>

#include "analysis/masts.h"

/* An operator's cells of one technology on one frequency: they disturb each other. */
typedef struct htsc__carrier {
    htsc_technology technology;
    uint32_t operator_index;
    double freq_mhz;
} htsc__carrier;

typedef struct htsc__signals {
    size_t count, operator_count, server_count;
    htsc_signal *layers[HTSC_TECHNOLOGY_COUNT];  /* operators, then the union, `count` each */
    htsc_server *servers[HTSC_TECHNOLOGY_COUNT]; /* the same, `server_count` a point; NULL: not kept */
    float *rates_mbps[HTSC_TECHNOLOGY_COUNT];    /* the same; NULL: not asked for */
    /* Of each carrier, `count` each: the strongest cell and all together. */
    size_t carrier_count;
    htsc__carrier *carriers;
    float *strongest_dbm, *together_mw;
    uint32_t *strongest;
} htsc__signals;

/* Room for what the options ask; everything silent. Numbers the carriers of `masts`. */
htsc_status htsc__signals_init(htsc__signals *signals, const htsc_coverage_options *options, htsc__masts *masts,
                               size_t operator_count, size_t count, htsc_error *err);
void htsc__signals_clear(htsc__signals *signals);
/* After the run: what only it needed. */
void htsc__signals_end(htsc__signals *signals);

/* Signals, servers or rates of a layer. */
static inline size_t htsc__layer(const htsc__signals *s, uint32_t operator_index) {
    return (operator_index == HTSC_UNION ? s->operator_count : operator_index) * s->count;
}

/* A cell is heard at a point at this mean level. Cells of a point must come in the order of the masts. */
void htsc__signals_hear(htsc__signals *signals, const htsc__heard *heard, size_t point, float rsrp_dbm);

/* The best of the operators at points first .. first + count - 1. */
void htsc__signals_unite(htsc__signals *signals, size_t first, size_t count);

/* Rates of the points from their carriers, and the best of the operators'. */
htsc_status htsc__signals_rate(htsc__signals *signals, const htsc_coverage_options *options, const htsc_sites *sites,
                               size_t first, size_t count, htsc_error *err);

#endif
