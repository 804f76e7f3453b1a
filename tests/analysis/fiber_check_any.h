/* Reach of any operator by looking at all pairs of all: what htsc_fiber_reach_any() is held to. */
#ifndef TESTS_ANALYSIS_FIBER_CHECK_ANY_H
#define TESTS_ANALYSIS_FIBER_CHECK_ANY_H

#include "analysis/fiber_check.h"

enum { CHECK_OPERATORS = 3 };

typedef struct check_offer {
    check_pair pair;
    int operator_number;
} check_offer;

/* Whose terminal and whose gigabit terminal. */
typedef struct check_whose {
    uint32_t terminal, gigabit;
} check_whose;

static inline int check_offer_order(const void *left, const void *right) {
    const check_offer *a = left, *b = right;
    if (a->pair.distance_m != b->pair.distance_m) return a->pair.distance_m < b->pair.distance_m ? -1 : 1;
    if (a->operator_number != b->operator_number) return a->operator_number - b->operator_number;
    if (a->pair.terminal != b->pair.terminal) return a->pair.terminal - b->pair.terminal;
    return a->pair.point - b->pair.point;
}

/* Ports that terminals have, infinite where they are not declared. */
static inline void check_declare(size_t count, const htsc_fiber_terminal *terminals, size_t size, double *left) {
    for (size_t t = 0; t < size; t++)
        left[t] = t < count && terminals[t].ports_free >= 0 ? 1000.0 * (double)terminals[t].ports_free : HUGE_VAL;
}

/* What the points hold, taken off the ports: a port of the terminal, and one more where the gigabit is another's. */
static inline void check_hold(size_t count, const double *households, const htsc_fiber_reach_point *points,
                              const check_whose *whose, double *const *left) {
    for (size_t i = 0; i < count; i++) {
        const htsc_fiber_reach_point *p = &points[i];
        double wanted = round(1000 * households[i]);
        bool same = p->terminal == p->gigabit_terminal && whose[i].terminal == whose[i].gigabit;
        if (p->terminal != UINT32_MAX) left[whose[i].terminal][p->terminal] -= wanted;
        if (p->gigabit_terminal != UINT32_MAX && !same) left[whose[i].gigabit][p->gigabit_terminal] -= wanted;
    }
}

static inline void check_serve_any(const double *households, const check_offer *offers, size_t count, bool gigabit,
                                   double *const *left, htsc_fiber_reach_point *out, check_whose *whose) {
    for (size_t i = 0; i < count; i++) {
        const check_pair *p = &offers[i].pair;
        htsc_fiber_reach_point *o = &out[p->point];
        const uint32_t owner = (uint32_t)offers[i].operator_number;
        double wanted = round(1000 * households[p->point]);
        if (gigabit && (!p->gigabit || o->terminal == UINT32_MAX || o->gigabit_terminal != UINT32_MAX)) continue;
        if (!gigabit && o->terminal != UINT32_MAX) continue;
        if (left[owner][p->terminal] < wanted) continue;
        left[owner][p->terminal] -= wanted;
        if (p->gigabit) o->gigabit_terminal = (uint32_t)p->terminal, whose[p->point].gigabit = owner;
        if (gigabit) continue;
        o->terminal = (uint32_t)p->terminal, whose[p->point].terminal = owner;
        o->distance_m = (float)p->distance_m;
    }
}

/* Best of the operators: with a gigabit, then near, then first. */
static inline int check_best(const htsc_fiber_reach_point *const *each, int point) {
    int best = -1;
    for (int gigabit = 1; gigabit >= 0 && best < 0; gigabit--)
        for (int o = 0; o < CHECK_OPERATORS; o++) {
            const htsc_fiber_reach_point *p = &each[o][point];
            if (p->reach_class == HTSC_REACH_NONE || (gigabit == 1 && p->reach_class != HTSC_REACH_GIGABIT)) continue;
            if (best < 0 || p->distance_m < each[best][point].distance_m) best = o;
        }
    return best;
}

/* The rule itself: what is kept, then what is left. */
static inline void check_any(size_t count, const double *households, const htsc_fiber_reach_point *const *each,
                             check_offer *offers, size_t offer_count, double *const *left, htsc_fiber_reach_point *out,
                             check_whose *whose) {
    for (size_t i = 0; i < count; i++) {
        const int best = check_best(each, (int)i);
        const htsc_fiber_reach_point none = {.terminal = UINT32_MAX, .gigabit_terminal = UINT32_MAX};
        out[i] = best < 0 ? none : each[best][i];
        whose[i].terminal = best < 0 ? UINT32_MAX : (uint32_t)best;
        whose[i].gigabit = out[i].gigabit_terminal == UINT32_MAX ? UINT32_MAX : (uint32_t)best;
    }
    check_hold(count, households, out, whose, left);
    qsort(offers, offer_count, sizeof *offers, check_offer_order);
    check_serve_any(households, offers, offer_count, false, left, out, whose);
    check_serve_any(households, offers, offer_count, true, left, out, whose);
}

static inline void check_world_any(const check_world *worlds, const htsc_fiber_reach_options *o,
                                   const htsc_fiber_reach_point *const *each, htsc_fiber_reach_point *out,
                                   check_whose *whose) {
    static check_pair pairs[1024];
    static check_offer offers[CHECK_OPERATORS * CHECK_POINTS * 1024];
    static double ports[CHECK_OPERATORS][CHECK_TERMINALS + CHECK_ROUTE_POINTS];
    double *const left[CHECK_OPERATORS] = {ports[0], ports[1], ports[2]};
    size_t count = 0;
    int passed[CHECK_POINTS] = {0};
    for (int k = 0; k < CHECK_OPERATORS; k++) {
        check_declare((size_t)worlds[k].terminal_count, worlds[k].terminals, CHECK_TERMINALS + CHECK_ROUTE_POINTS,
                      ports[k]);
        for (int i = 0; i < worlds[k].point_count; i++) {
            int checks;
            const size_t found = check_pairs(&worlds[k], o, i, pairs, &checks);
            if (checks > passed[i]) passed[i] = checks;
            for (size_t n = 0; n < found; n++) offers[count++] = (check_offer){pairs[n], k};
        }
    }
    check_any((size_t)worlds[0].point_count, worlds[0].households, each, offers, count, left, out, whose);
    for (int i = 0; i < worlds[0].point_count; i++) check_conclude(&out[i], passed[i]);
}

#endif
