#include "analysis/signals.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

static bool has_rate(htsc_technology technology) {
    return technology == HTSC_TECHNOLOGY_4G || technology == HTSC_TECHNOLOGY_5G;
}

/* Cells of one carrier need not stand together: few carriers, looked through. */
static htsc_status number_carriers(htsc__signals *s, htsc__masts *masts, htsc_error *err) {
    s->carriers = htsc__alloc(masts->heard_count, sizeof *s->carriers);
    if (s->carriers == NULL) return htsc__error_memory(err, "carriers");
    for (size_t g = 0; g < masts->group_count; g++) {
        const htsc__mast_group *group = &masts->groups[g];
        for (size_t h = group->first; h < group->first + group->count; h++) {
            htsc__heard *heard = &masts->heard[h];
            if (!has_rate(heard->technology)) continue;
            const htsc__carrier wanted = {heard->technology, heard->operator_index, group->mast.freq_mhz};
            size_t i = 0;
            while (i < s->carrier_count && (s->carriers[i].technology != wanted.technology ||
                                            s->carriers[i].operator_index != wanted.operator_index ||
                                            s->carriers[i].freq_mhz != wanted.freq_mhz))
                i++;
            if (i == s->carrier_count) s->carriers[s->carrier_count++] = wanted;
            heard->carrier = (uint32_t)i;
        }
    }
    const size_t all = s->carrier_count * s->count;
    s->strongest_dbm = htsc__alloc(all, sizeof *s->strongest_dbm);
    s->together_mw = htsc__alloc(all, sizeof *s->together_mw);
    s->strongest = htsc__alloc(all, sizeof *s->strongest);
    if (s->strongest_dbm == NULL || s->together_mw == NULL || s->strongest == NULL)
        return htsc__error_memory(err, "carriers");
    for (size_t i = 0; i < all; i++) s->strongest[i] = HTSC_NO_SERVER;
    return HTSC_OK;
}

static htsc_status make_layer(htsc__signals *s, int technology, bool rate, htsc_error *err) {
    const size_t all = (s->operator_count + 1) * s->count;
    s->layers[technology] = htsc__alloc(all, sizeof *s->layers[technology]);
    if (s->layers[technology] == NULL) return htsc__error_memory(err, "coverage");
    for (size_t i = 0; i < all; i++) s->layers[technology][i] = (htsc_signal){0, 0, 0, NAN, HTSC_NO_SERVER};
    if (s->server_count > 0) {
        s->servers[technology] = htsc__alloc(all * s->server_count, sizeof *s->servers[technology]);
        if (s->servers[technology] == NULL) return htsc__error_memory(err, "servers");
        for (size_t i = 0; i < all * s->server_count; i++)
            s->servers[technology][i] = (htsc_server){HTSC_NO_SERVER, NAN};
    }
    if (!rate || !has_rate((htsc_technology)technology)) return HTSC_OK;
    s->rates_mbps[technology] = htsc__alloc(all, sizeof *s->rates_mbps[technology]);
    return s->rates_mbps[technology] == NULL ? htsc__error_memory(err, "rates") : HTSC_OK;
}

htsc_status htsc__signals_init(htsc__signals *s, const htsc_coverage_options *options, htsc__masts *masts,
                               size_t operator_count, size_t count, htsc_error *err) {
    *s = (htsc__signals){.count = count, .operator_count = operator_count, .server_count = options->server_count};
    htsc_status status = HTSC_OK;
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT && status == HTSC_OK; t++)
        if (options->thresholds[t].used) status = make_layer(s, t, options->rate != NULL, err);
    if (status == HTSC_OK && options->rate != NULL) status = number_carriers(s, masts, err);
    return status;
}

void htsc__signals_end(htsc__signals *s) {
    htsc__free(s->carriers);
    htsc__free(s->strongest_dbm);
    htsc__free(s->together_mw);
    htsc__free(s->strongest);
    s->carriers = NULL;
    s->strongest_dbm = s->together_mw = NULL;
    s->strongest = NULL;
    s->carrier_count = 0;
}

void htsc__signals_clear(htsc__signals *s) {
    htsc__signals_end(s);
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        htsc__free(s->layers[t]);
        htsc__free(s->servers[t]);
        htsc__free(s->rates_mbps[t]);
    }
    *s = (htsc__signals){0};
}

/* Into the places of a point, behind those that are as strong. */
static void insert(htsc_server *servers, size_t count, htsc_server one) {
    for (size_t i = 0; i < count; i++) {
        if (servers[i].cell != HTSC_NO_SERVER && !(one.rsrp_dbm > servers[i].rsrp_dbm)) continue;
        const htsc_server moved = servers[i];
        servers[i] = one;
        if (moved.cell == HTSC_NO_SERVER) return;
        one = moved;
    }
}

void htsc__signals_hear(htsc__signals *s, const htsc__heard *heard, size_t point, float rsrp_dbm) {
    const size_t at = htsc__layer(s, heard->operator_index) + point;
    htsc_signal *signal = &s->layers[heard->technology][at];
    if (signal->server == HTSC_NO_SERVER || rsrp_dbm > signal->rsrp_dbm) {
        signal->rsrp_dbm = rsrp_dbm;
        signal->server = heard->cell;
    }
    if (s->server_count > 0)
        insert(s->servers[heard->technology] + at * s->server_count, s->server_count,
               (htsc_server){heard->cell, rsrp_dbm});
    if (s->carrier_count == 0 || !has_rate(heard->technology)) return;
    const size_t c = heard->carrier * s->count + point;
    s->together_mw[c] += exp10f(rsrp_dbm / 10);
    if (s->strongest[c] != HTSC_NO_SERVER && !(rsrp_dbm > s->strongest_dbm[c])) return;
    s->strongest[c] = heard->cell;
    s->strongest_dbm[c] = rsrp_dbm;
}

static void unite_servers(htsc__signals *s, int technology, size_t point) {
    const size_t k = s->server_count;
    htsc_server *all = s->servers[technology] + (htsc__layer(s, HTSC_UNION) + point) * k;
    for (uint32_t o = 0; o < s->operator_count; o++) {
        const htsc_server *one = s->servers[technology] + (htsc__layer(s, o) + point) * k;
        for (size_t i = 0; i < k && one[i].cell != HTSC_NO_SERVER; i++) insert(all, k, one[i]);
    }
}

void htsc__signals_unite(htsc__signals *s, size_t first, size_t count) {
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        if (s->layers[t] == NULL) continue;
        htsc_signal *all = s->layers[t] + htsc__layer(s, HTSC_UNION) + first;
        for (uint32_t o = 0; o < s->operator_count; o++) {
            const htsc_signal *one = s->layers[t] + htsc__layer(s, o) + first;
            for (size_t i = 0; i < count; i++) {
                all[i].covered_probability = fmaxf(all[i].covered_probability, one[i].covered_probability);
                all[i].good_probability = fmaxf(all[i].good_probability, one[i].good_probability);
                all[i].indoor_probability = fmaxf(all[i].indoor_probability, one[i].indoor_probability);
                if (one[i].server == HTSC_NO_SERVER) continue;
                if (all[i].server != HTSC_NO_SERVER && one[i].rsrp_dbm <= all[i].rsrp_dbm) continue;
                all[i].rsrp_dbm = one[i].rsrp_dbm;
                all[i].server = one[i].server;
            }
        }
        for (size_t i = 0; s->server_count > 0 && i < count; i++) unite_servers(s, t, first + i);
    }
}

/* The rate a carrier gives at a point. */
static htsc_status rate_of(const htsc__signals *s, const htsc_coverage_options *options, const htsc_sites *sites,
                           size_t carrier, size_t point, double *rate_mbps, htsc_error *err) {
    const size_t c = carrier * s->count + point;
    *rate_mbps = 0;
    if (s->strongest[c] == HTSC_NO_SERVER) return HTSC_OK;
    if (s->strongest_dbm[c] < -400) return HTSC_OK; /* nothing */
    const htsc_cell *cell = htsc_sites_get(sites, s->strongest[c]);
    htsc_rate_options rate = *options->rate;
    htsc_sinr_options sinr = *options->sinr;
    if (cell->technology == HTSC_TECHNOLOGY_4G) {
        sinr.scs_khz = 15;
        rate.efficiency_bps_hz = fmin(rate.efficiency_bps_hz, HTSC_RATE_LTE_64QAM_BPS_HZ);
    } else {
        sinr.scs_khz = cell->scs_khz;
    }
    const double others_mw = (double)s->together_mw[c] - (double)exp10f(s->strongest_dbm[c] / 10);
    const double others_dbm = others_mw > 0 ? 10 * log10(others_mw) : -(double)INFINITY;
    double ratio_db;
    htsc_status status = htsc_sinr_db(&sinr, (double)s->strongest_dbm[c], &others_dbm, 1, &ratio_db, err);
    if (status != HTSC_OK) return status;
    return htsc_rate_mbps(&rate, ratio_db, cell->bandwidth_mhz, rate_mbps, err);
}

htsc_status htsc__signals_rate(htsc__signals *s, const htsc_coverage_options *options, const htsc_sites *sites,
                               size_t first, size_t count, htsc_error *err) {
    for (size_t carrier = 0; carrier < s->carrier_count; carrier++) {
        const htsc__carrier *c = &s->carriers[carrier];
        float *one = s->rates_mbps[c->technology] + htsc__layer(s, c->operator_index);
        float *all = s->rates_mbps[c->technology] + htsc__layer(s, HTSC_UNION);
        for (size_t i = first; i < first + count; i++) {
            double rate_mbps;
            htsc_status status = rate_of(s, options, sites, carrier, i, &rate_mbps, err);
            if (status != HTSC_OK) return status;
            one[i] = fmaxf(one[i], (float)rate_mbps);
            all[i] = fmaxf(all[i], (float)rate_mbps);
        }
    }
    return HTSC_OK;
}
