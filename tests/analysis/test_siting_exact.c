/* Branch and bound against another formulation of the same problems, and against trying everything. */
#include <coin/Cbc_C_Interface.h>

#include <limits.h>

#include "analysis/siting_check.h"

static instance now;

/* Least uncovered weight: z_i >= 1 - sum of x_j over who covers i, with no presolve and no bound of ours. */
static double least_uncovered(const instance *n, size_t sites) {
    size_t columns = n->candidates + n->points, rows = n->points + 1;
    static int first[MOST_CANDIDATES + MOST_POINTS + 1], row[MOST_ENTRIES + MOST_CANDIDATES + MOST_POINTS];
    static double element[MOST_ENTRIES + MOST_CANDIDATES + MOST_POINTS], objective[MOST_CANDIDATES + MOST_POINTS],
        row_low[MOST_POINTS + 1], row_high[MOST_POINTS + 1], low[MOST_CANDIDATES + MOST_POINTS],
        high[MOST_CANDIDATES + MOST_POINTS];
    int used = 0;
    for (size_t c = 0; c < columns; c++) {
        first[c] = used;
        objective[c] = c < n->candidates ? 0 : n->weight[c - n->candidates];
        high[c] = 1;
        for (size_t k = c < n->candidates ? n->first[c] : 0; c < n->candidates && k < n->first[c + 1]; k++) {
            row[used] = (int)n->covered[k];
            element[used++] = 1;
        }
        row[used] = c < n->candidates ? (int)n->points : (int)(c - n->candidates);
        element[used++] = 1;
    }
    first[columns] = used;
    for (size_t r = 0; r < rows; r++) {
        row_low[r] = r < n->points ? 1 : 0;
        row_high[r] = r < n->points ? 1e30 : (double)sites;
    }
    Cbc_Model *cbc = Cbc_newModel();
    Cbc_loadProblem(cbc, (int)columns, (int)rows, first, row, element, low, high, objective, row_low, row_high);
    for (size_t c = 0; c < n->candidates; c++) Cbc_setInteger(cbc, (int)c);
    Cbc_setLogLevel(cbc, 0);
    Cbc_setAllowableGap(cbc, 0);
    Cbc_solve(cbc);
    assert_true(Cbc_isProvenOptimal(cbc));
    double uncovered = Cbc_getObjValue(cbc);
    Cbc_deleteModel(cbc);
    return uncovered;
}

static void test_siting_create_exact_equals_another_formulation(void **state) {
    (void)state;
    int equal = 0, proved = 0;
    double worst_pct = 0, worst_gap_pct = 0;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        uint64_t dice = seed;
        size_t count = (size_t)random_in(&dice, 30, 301), sites = (size_t)random_in(&dice, 2, 13);
        make_random(&now, 1000 + seed, count, random_in(&dice, 800, 5000));
        double total = 0;
        for (size_t i = 0; i < now.points; i++) total += now.weight[i];
        double optimum = total - least_uncovered(&now, sites);
        htsc_siting_options o = options_of(sites);
        htsc_siting_summary quick = summary_of(&now, &o);
        o.exact = 1;
        htsc_siting_summary exact = summary_of(&now, &o);
        /* Weights are whole: the other optimum is within CBC's tolerance of a whole number. */
        assert_near(optimum, round(optimum), 1e-4);
        optimum = round(optimum);
        assert_int_equal(exact.verdict, HTSC_SITING_OPTIMAL);
        assert_near(exact.objective, optimum, 0);
        assert_true(quick.objective <= optimum && quick.bound >= optimum);
        worst_pct = fmax(worst_pct, 100 * (optimum - quick.objective) / optimum);
        worst_gap_pct = fmax(worst_gap_pct, quick.gap_pct);
        equal += quick.objective == optimum;
        proved += quick.verdict == HTSC_SITING_OPTIMAL;
    }
    print_message(
        "without CBC: %d of 50 are optimal, %d proved so, the worst is %.3f %% below, the widest gap %.3f %%\n", equal,
        proved, worst_pct, worst_gap_pct);
    assert_true(worst_pct <= 1 && worst_gap_pct <= 1 && equal > 40);
}

/* Fixed sites, points covered before, priorities, floors, reach, budgets, the three goals. */
static void test_siting_create_exact_small_equals_trying_everything(void **state) {
    (void)state;
    int infeasible = 0;
    for (uint64_t seed = 1; seed <= 210; seed++) {
        htsc_siting_options o;
        make_small(&now, seed, &o);
        double best = best_of_all(&now, &o);
        o.exact = 1;
        htsc_siting_summary s = summary_of(&now, &o);
        if (best != best) {
            assert_int_equal(s.verdict, HTSC_SITING_INFEASIBLE);
            assert_true(s.needed > s.possible);
            infeasible++;
            continue;
        }
        assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
        assert_near(s.objective, best, 0);
        assert_near(s.gap_pct, 0, 0);
    }
    print_message("of 210: %d infeasible\n", infeasible);
    assert_true(infeasible > 5);
}

/* Presolve drops and merges; who is left out of it must not matter. A twin of each candidate that covers one point
 * less, and two halves of each point, are nothing new. */
static void test_siting_create_exact_with_what_presolve_drops_is_the_same(void **state) {
    (void)state;
    static instance wider;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_random(&now, seed, 60, 3000);
        memset(&wider, 0, sizeof wider);
        for (size_t i = 0; i < now.points; i++)
            for (int half = 0; half < 2; half++) add_point(&wider, now.weight[i] / 2, now.village[i]);
        wider.villages = now.villages;
        for (size_t j = 0; j < now.candidates; j++)
            for (int twin = 0; twin < 2; twin++) {
                int points[2 * MOST_POINTS + 1], used = 0;
                for (size_t k = now.first[j] + (size_t)twin; k < now.first[j + 1]; k++) {
                    points[used++] = (int)(2 * now.covered[k]);
                    points[used++] = (int)(2 * now.covered[k] + 1);
                }
                points[used] = -1;
                add_candidate(&wider, now.cost[j] + twin, points);
            }
        htsc_siting_options o = options_of(4);
        o.exact = 1;
        htsc_siting *a = solved(&now, &o), *b = solved(&wider, &o);
        const htsc_siting_summary *x = htsc_siting_get_summary(a), *y = htsc_siting_get_summary(b);
        assert_near(x->objective, y->objective, 0);
        assert_int_equal(x->candidates_left, y->candidates_left);
        assert_int_equal(x->demand_left, y->demand_left);
        for (size_t k = 0; k < x->site_count; k++)
            assert_int_equal(2 * htsc_siting_get(a, k)->candidate, htsc_siting_get(b, k)->candidate);
        htsc_siting_free(a);
        htsc_siting_free(b);
    }
}

/* A problem whose bound does not close by itself: projective-plane-like overlaps. */
static void make_hard(instance *n) {
    memset(n, 0, sizeof *n);
    n->villages = 1;
    uint64_t dice = 11;
    for (int i = 0; i < 300; i++) add_point(n, floor(random_in(&dice, 50, 60)), 0);
    for (int j = 0; j < 200; j++) {
        int points[24];
        for (int k = 0; k < 23; k++) points[k] = (int)random_in(&dice, 0, 300);
        points[23] = -1;
        add_candidate(n, 1, points);
    }
}

static void test_siting_create_exact_out_of_time_still_has_a_bound(void **state) {
    (void)state;
    make_hard(&now);
    htsc_siting_options o = options_of(12);
    htsc_siting_summary quick = summary_of(&now, &o);
    assert_int_equal(quick.verdict, HTSC_SITING_FEASIBLE);
    o.exact = 1;
    o.time_limit_s = 1;
    htsc_siting_summary s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_FEASIBLE);
    assert_true(s.objective >= quick.objective && s.bound <= quick.bound && s.bound >= s.objective);
    assert_true(s.gap_pct > 0);
}

static int stop_after(void *ctx) {
    int *left = ctx;
    return (*left)-- <= 0;
}

static void test_siting_create_exact_cancelled_ends_branch_and_bound(void **state) {
    (void)state;
    make_hard(&now);
    htsc_siting_options o = options_of(12);
    /* How often it asks before branch and bound; then it is asked to stop a little later, within it. */
    int asked = INT_MAX;
    o.progress = &(htsc_progress){.ctx = &asked, .cancelled = stop_after};
    (void)summary_of(&now, &o);
    int left = INT_MAX - asked + 10;
    htsc_progress stop = {.ctx = &left, .cancelled = stop_after};
    o.progress = &stop;
    o.exact = 1;
    htsc_siting_input input = input_of(&now);
    htsc_siting *siting = NULL;
    htsc_error err = {HTSC_OK, ""};
    assert_status(htsc_siting_create(&input, &o, &siting, &err), HTSC_ERR_CANCELLED, err);
    assert_null(siting);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siting_create_exact_equals_another_formulation),
        cmocka_unit_test(test_siting_create_exact_small_equals_trying_everything),
        cmocka_unit_test(test_siting_create_exact_with_what_presolve_drops_is_the_same),
        cmocka_unit_test(test_siting_create_exact_out_of_time_still_has_a_bound),
        cmocka_unit_test(test_siting_create_exact_cancelled_ends_branch_and_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
