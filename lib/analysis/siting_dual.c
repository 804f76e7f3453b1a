#include "analysis/siting_dual.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

/* Below so many entries, threads would cost more than they bring. */
enum { BLOCK = 64, WORTH_THREADS = 1000000 };

/* How much of the last direction stays in the next. */
static const double KEEP = 0.7;

static void price_from(htsc__siting_dual *d, const htsc__siting_state *start) {
    const htsc__siting_problem *p = d->problem;
    double value = 0, weight = 0, asked = 0, cost = (double)start->cost;
    for (uint32_t i = 0; i < p->points; i++) {
        value += (double)p->value[i];
        weight += (double)p->weight[i];
    }
    uint32_t conditions = p->floors + (p->need_all > 0 ? 1 : 0);
    for (uint32_t f = 0; f <= p->floors; f++) {
        asked = (double)(f == p->floors ? p->need_all : p->need[f]);
        if (!(asked > 0)) continue;
        double price = p->goal == HTSC_SITING_MOST ? 0 : cost / (asked * conditions);
        double scale = p->goal == HTSC_SITING_MOST ? (weight > 0 ? 0.5 * value / weight / asked : 0)
                                                   : price / asked * sqrt(conditions);
        *(f == p->floors ? &d->price_all : &d->price_floor[f]) = price;
        *(f == p->floors ? &d->scale_all : &d->scale_floor[f]) = scale;
    }
}

void htsc__siting_dual_refresh(htsc__siting_dual *d) {
    const htsc__siting_problem *p = d->problem;
    for (uint32_t i = 0; i < p->points; i++) {
        double price = d->price_all + (p->floor_of[i] == HTSC_SITING_NONE ? 0 : d->price_floor[p->floor_of[i]]);
        d->most[i] = (p->goal == HTSC_SITING_MOST ? (double)p->value[i] : 0) + price * (double)p->weight[i];
        if (d->price[i] > d->most[i]) d->price[i] = d->most[i];
    }
}

void htsc__siting_dual_start(htsc__siting_dual *d, const htsc__siting_state *start) {
    const htsc__siting_problem *p = d->problem;
    /* What nobody covers pays all it is worth, what several cover nothing. */
    for (uint32_t i = 0; i < p->points; i++)
        d->price[i] = start->cover[i] == 0 ? d->most[i] : start->cover[i] == 1 ? 0.5 * d->most[i] : 0;
    d->fresh = true;
}

htsc_status htsc__siting_dual_create(const htsc__siting_problem *p, const htsc__siting_state *start, int jobs,
                                     htsc__siting_dual **dual, htsc_error *err) {
    htsc__siting_dual *d = *dual = htsc__alloc(1, sizeof *d);
    if (d == NULL) return htsc__error_memory(err, "siting");
    *d = (htsc__siting_dual){.problem = p, .max_sites = p->max_sites, .max_cost = p->max_cost, .jobs = jobs};
    d->most = htsc__alloc(p->points, sizeof *d->most);
    d->price = htsc__alloc(p->points, sizeof *d->price);
    d->price_floor = htsc__alloc(p->floors, sizeof *d->price_floor);
    d->scale_floor = htsc__alloc(p->floors, sizeof *d->scale_floor);
    d->direction = htsc__alloc(p->points, sizeof *d->direction);
    d->direction_floor = htsc__alloc(p->floors, sizeof *d->direction_floor);
    d->got_floor = htsc__alloc(p->floors, sizeof *d->got_floor);
    d->fate = htsc__alloc(p->sites, sizeof *d->fate);
    d->open = htsc__alloc(p->sites, sizeof *d->open);
    d->received = htsc__alloc(p->sites, sizeof *d->received);
    d->order = htsc__alloc(p->sites, sizeof *d->order);
    d->share = htsc__alloc(p->sites, sizeof *d->share);
    d->cover = htsc__alloc(p->points, sizeof *d->cover);
    if (d->most == NULL || d->price == NULL || d->price_floor == NULL || d->scale_floor == NULL ||
        d->got_floor == NULL || d->direction == NULL || d->direction_floor == NULL || d->fate == NULL ||
        d->open == NULL || d->received == NULL || d->order == NULL || d->share == NULL || d->cover == NULL) {
        htsc__siting_dual_free(d);
        *dual = NULL;
        return htsc__error_memory(err, "siting");
    }
    htsc__siting_dual_decide(d, d->fate);
    price_from(d, start);
    htsc__siting_dual_refresh(d);
    htsc__siting_dual_start(d, start);
    return HTSC_OK;
}

void htsc__siting_dual_free(htsc__siting_dual *d) {
    if (d == NULL) return;
    htsc__free(d->most);
    htsc__free(d->price);
    htsc__free(d->price_floor);
    htsc__free(d->scale_floor);
    htsc__free(d->direction);
    htsc__free(d->direction_floor);
    htsc__free(d->got_floor);
    htsc__free(d->fate);
    htsc__free(d->open);
    htsc__free(d->received);
    htsc__free(d->order);
    htsc__free(d->share);
    htsc__free(d->cover);
    htsc__free(d);
}

/* Four partial sums, always the same four: the order of additions does not depend on threads. */
static htsc_status receive(void *ctx, size_t block, htsc_error *err) {
    htsc__siting_dual *d = ctx;
    const htsc__siting_problem *p = d->problem;
    (void)err;
    size_t end = (block + 1) * BLOCK < d->open_count ? (block + 1) * BLOCK : d->open_count;
    for (size_t o = block * BLOCK; o < end; o++) {
        size_t k = p->first_point[d->open[o]], last = p->first_point[d->open[o] + 1];
        const double *price = d->price;
        const uint32_t *point = p->point;
        double a = 0, b = 0, c = 0, e = 0;
        for (; k + 4 <= last; k += 4) {
            a += price[point[k]];
            b += price[point[k + 1]];
            c += price[point[k + 2]];
            e += price[point[k + 3]];
        }
        for (; k < last; k++) a += price[point[k]];
        d->received[o] = (a + b) + (c + e);
    }
    return HTSC_OK;
}

static double profit_of(const htsc__siting_dual *d, size_t place) {
    const htsc__siting_problem *p = d->problem;
    return d->received[place] - (p->goal == HTSC_SITING_MOST ? 0 : (double)p->cost[d->open[place]]);
}

static int by_worth(const void *a, const void *b) {
    const htsc__siting_profit *x = a, *y = b;
    if (x->worth != y->worth) return x->worth > y->worth ? -1 : 1;
    return x->site < y->site ? -1 : x->site > y->site;
}

/* Those that must be in first, then the best; those that bring nothing last. */
static void order_sites(htsc__siting_dual *d, bool by_cost) {
    for (size_t o = 0; o < d->open_count; o++) {
        double profit = profit_of(d, o), cost = (double)d->problem->cost[d->open[o]];
        double worth = !by_cost || profit <= 0 ? profit : cost > 0 ? profit / cost : DBL_MAX;
        if (d->fate[d->open[o]] == HTSC_SITING_IN) worth = HUGE_VAL;
        d->order[o] = (htsc__siting_profit){worth, profit, d->open[o]};
    }
    qsort(d->order, d->open_count, sizeof *d->order, by_worth);
}

/* What the sites bring at most under one of the limits, and which shares of them do. */
static double take(htsc__siting_dual *d, bool by_cost) {
    order_sites(d, by_cost);
    double sum = 0, left = (double)d->max_cost;
    uint32_t taken = 0;
    for (uint32_t j = 0; j < d->problem->sites; j++) d->share[j] = 0;
    d->by_cost = by_cost;
    d->threshold = d->next = 0;
    for (; taken < d->open_count; taken++) {
        const htsc__siting_profit *o = &d->order[taken];
        double cost = (double)d->problem->cost[o->site];
        bool must = d->fate[o->site] == HTSC_SITING_IN;
        if (!must && !(o->profit > 0)) break;
        bool full = by_cost ? cost > left : taken == d->max_sites;
        if (full && must) return -HUGE_VAL;
        if (full) {
            d->next = o->worth;
            d->threshold = by_cost ? o->worth : taken > 0 ? fmax(0, d->order[taken - 1].worth) : HUGE_VAL;
            if (by_cost) {
                d->share[o->site] = left / cost;
                sum += o->profit * (left / cost);
            }
            break;
        }
        d->share[o->site] = 1;
        sum += o->profit;
        left -= cost;
        if (!by_cost && taken + 1 == d->max_sites) d->threshold = fmax(0, o->worth);
    }
    return sum;
}

static double take_best(htsc__siting_dual *d) {
    const htsc__siting_problem *p = d->problem;
    int64_t all = 0;
    for (size_t o = 0; o < d->open_count; o++) all += p->cost[d->open[o]];
    if (all <= d->max_cost) return take(d, false);
    double by_cost = take(d, true);
    if (d->max_sites >= d->open_count) return by_cost;
    double by_count = take(d, false);
    return by_count <= by_cost ? by_count : take(d, true);
}

htsc_status htsc__siting_dual_evaluate(htsc__siting_dual *d, htsc_error *err) {
    const htsc__siting_problem *p = d->problem;
    int jobs = d->open_entries < WORTH_THREADS ? 1 : d->jobs;
    size_t blocks = (d->open_count + BLOCK - 1) / BLOCK;
    htsc_status status = htsc__parallel(blocks, jobs, NULL, HTSC_STAGE_SITING, receive, d, err);
    if (status != HTSC_OK) return status;
    double brought = take_best(d), size = 0, asked = d->price_all * (double)p->need_all;
    for (uint32_t f = 0; f < p->floors; f++) asked += d->price_floor[f] * (double)p->need[f];
    d->kept = 0;
    for (uint32_t i = 0; i < p->points; i++) {
        d->kept += d->most[i] - d->price[i];
        size += d->most[i];
        d->cover[i] = 0;
    }
    d->kept -= asked;
    for (size_t o = 0; o < d->open_count; o++) size += d->received[o] + fabs(profit_of(d, o));
    for (size_t o = 0; o < d->open_count; o++) {
        uint32_t j = d->open[o];
        if (d->share[j] == 0) continue;
        for (size_t k = p->first_point[j]; k < p->first_point[j + 1]; k++) d->cover[p->point[k]] += d->share[j];
    }
    /* The error of a sum of n terms is at most n - 1 roundings of the sum of their sizes; every sum here is shorter
     * than this n. The factor allows for the roundings of the terms, and of sums of sums. */
    double terms = (double)p->points + p->sites + p->floors + 16;
    d->slack = 4 * DBL_EPSILON * terms * (size + fabs(asked));
    d->level = d->kept + brought + d->slack;
    return HTSC_OK;
}

/* A point that is worth something by itself takes coverage; one that pays all takes it where it is free. */
static double excess(const htsc__siting_dual *d, uint32_t i) {
    double wanted = d->price[i] < d->most[i] || d->cover[i] > 1 ? 1 : d->cover[i];
    return d->cover[i] - wanted;
}

/* A direction is the subgradient averaged with those before it: less to and fro. A price that would leave its range by
 * it stays, and does not count in its length. */
static double lean(double *direction, double subgradient, double keep, double price, double most, double scale) {
    *direction = keep * *direction + (1 - keep) * subgradient;
    bool held = *direction > 0 ? price <= 0 : price >= most;
    return held ? 0 : scale * *direction * *direction;
}

static double clamped(double price, double most) {
    return price < 0 ? 0 : price > most ? most : price;
}

bool htsc__siting_dual_step(htsc__siting_dual *d, double towards, double length) {
    const htsc__siting_problem *p = d->problem;
    double norm = 0, got_all = 0, keep = d->fresh ? 0 : KEEP;
    d->fresh = false;
    for (uint32_t f = 0; f < p->floors; f++) d->got_floor[f] = 0;
    for (uint32_t i = 0; i < p->points; i++) {
        double by = excess(d, i), covered = (d->cover[i] - by) * (double)p->weight[i];
        norm += lean(&d->direction[i], by, keep, d->price[i], d->most[i], d->most[i]);
        got_all += covered;
        if (p->floor_of[i] != HTSC_SITING_NONE) d->got_floor[p->floor_of[i]] += covered;
    }
    if (p->need_all > 0)
        norm += lean(&d->direction_all, got_all - (double)p->need_all, keep, d->price_all, HUGE_VAL, d->scale_all);
    for (uint32_t f = 0; f < p->floors; f++)
        norm += lean(&d->direction_floor[f], d->got_floor[f] - (double)p->need[f], keep, d->price_floor[f], HUGE_VAL,
                     d->scale_floor[f]);
    if (!(norm > 0) || !(d->level > towards)) return false;
    double step = length * (d->level - towards) / norm;
    for (uint32_t i = 0; i < p->points; i++)
        d->price[i] = clamped(d->price[i] - step * d->most[i] * d->direction[i], d->most[i]);
    if (p->need_all == 0 && p->floors == 0) return true;
    d->price_all = fmax(0, d->price_all - step * d->scale_all * d->direction_all);
    for (uint32_t f = 0; f < p->floors; f++)
        d->price_floor[f] = fmax(0, d->price_floor[f] - step * d->scale_floor[f] * d->direction_floor[f]);
    htsc__siting_dual_refresh(d);
    return true;
}

double htsc__siting_dual_loss(const htsc__siting_dual *d, size_t place) {
    uint32_t site = d->open[place];
    double profit = profit_of(d, place), cost = (double)d->problem->cost[site];
    if (d->fate[site] == HTSC_SITING_IN) return 0;
    if (d->share[site] > 0) return d->by_cost ? profit - d->threshold * cost : profit - d->next;
    return (d->by_cost ? d->threshold * cost : d->threshold) - profit;
}

void htsc__siting_dual_decide(htsc__siting_dual *d, const uint8_t *fate) {
    const htsc__siting_problem *p = d->problem;
    d->open_count = 0;
    d->open_entries = 0;
    for (uint32_t j = 0; j < p->sites; j++) {
        d->fate[j] = fate[j];
        if (fate[j] == HTSC_SITING_OUT) continue;
        d->open[d->open_count++] = j;
        d->open_entries += p->first_point[j + 1] - p->first_point[j];
    }
}
