/* What must hold for any siting problem, on generated ones. */
#include "analysis/siting_check.h"

enum { ROUNDS = 60 };

static instance now, other;

static void check_curve(const htsc_siting *siting) {
    const htsc_siting_summary *s = htsc_siting_get_summary(siting);
    double sum = 0, covered = s->before_weight, cost = 0;
    for (size_t k = 0; k < s->site_count; k++) {
        const htsc_siting_site *site = htsc_siting_get(siting, k);
        sum += site->gain;
        covered += site->weight_gain;
        cost += site->cost;
        assert_true(k == 0 || site->gain <= htsc_siting_get(siting, k - 1)->gain);
        assert_true(site->gain <= site->gain_alone && site->weight_gain <= site->weight_alone);
        assert_true(site->bound >= sum);
        assert_true(k == 0 || site->bound >= htsc_siting_get(siting, k - 1)->bound);
        assert_near(site->covered_weight, covered, 1e-6);
    }
    assert_near(s->covered_weight, covered, 1e-6);
    assert_near(s->cost, cost, 1e-6);
}

/* With every subset tried: what is optimal is so, what is bounded is, what is infeasible has no subset at all. */
static void test_siting_create_small_agrees_with_trying_everything(void **state) {
    (void)state;
    int optimal = 0, infeasible = 0, open = 0;
    for (uint64_t seed = 1; seed <= 210; seed++) {
        htsc_siting_options o;
        make_small(&now, seed, &o);
        double best = best_of_all(&now, &o);
        htsc_siting *siting = solved(&now, &o);
        htsc_siting_summary s = *htsc_siting_get_summary(siting);
        check_curve(siting);
        htsc_siting_free(siting);
        if (s.verdict == HTSC_SITING_INFEASIBLE) {
            assert_true(isnan(best) != 0);
            assert_int_not_equal(s.condition, HTSC_SITING_NO_CONDITION);
            assert_true(s.needed > s.possible);
            assert_true(s.explanation[0] != '\0');
            infeasible++;
            continue;
        }
        if (s.verdict == HTSC_SITING_UNKNOWN) {
            open++;
            continue;
        }
        assert_true(!isnan(best));
        assert_int_equal(s.condition, HTSC_SITING_NO_CONDITION);
        bool most = o.goal == HTSC_SITING_MOST;
        assert_true(most ? s.objective <= best && best <= s.bound : s.objective >= best && best >= s.bound);
        if (s.verdict == HTSC_SITING_OPTIMAL) {
            assert_near(s.objective, best, 0);
            optimal++;
        } else {
            open++;
        }
    }
    print_message("of 210: %d proved optimal, %d proved infeasible, %d left open\n", optimal, infeasible, open);
    /* So small that nothing need stay open. */
    assert_true(optimal + infeasible == 210 && infeasible > 5);
}

static void test_siting_curve_is_concave_and_under_its_bound(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_random(&now, seed, 40 + 10 * seed, 1500 + 200 * (double)seed);
        htsc_siting_options o = options_of(4 + seed % 9);
        htsc_siting *siting = solved(&now, &o);
        check_curve(siting);
        /* Nobody covers as much with one site as the bound of one allows. */
        double best_alone = 0;
        for (size_t j = 0; j < now.candidates; j++) {
            double alone = 0;
            for (size_t k = now.first[j]; k < now.first[j + 1]; k++) alone += now.weight[now.covered[k]];
            best_alone = fmax(best_alone, alone);
        }
        assert_true(htsc_siting_get(siting, 0)->bound >= best_alone);
        htsc_siting_free(siting);
    }
}

/* The covered flags, counted by hand from the proposal. */
static void test_siting_covered_is_what_the_sites_cover(void **state) {
    (void)state;
    make_random(&now, 5, 150, 2500);
    now.fixed[3] = now.already[77] = 1;
    htsc_siting_options o = options_of(6);
    htsc_siting *siting = solved(&now, &o);
    const htsc_siting_summary *s = htsc_siting_get_summary(siting);
    double sum = 0;
    for (size_t i = 0; i < now.points; i++) {
        bool covered = i == 77 || covers(&now, 3, i);
        for (size_t k = 0; k < s->site_count; k++)
            covered = covered || covers(&now, htsc_siting_get(siting, k)->candidate, i);
        assert_int_equal(htsc_siting_covered(siting)[i], covered);
        sum += covered ? now.weight[i] : 0;
    }
    assert_near(s->covered_weight, sum, 0);
    htsc_siting_free(siting);
}

/* How rows stand in a file is no reason for another proposal: sites, order and gains are the same places. */
static void test_siting_create_permuted_gives_the_same_sites(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        make_random(&now, seed, 30 + 3 * seed, 2500);
        /* Weights of 1 make ties everywhere. */
        for (size_t i = 0; seed % 2 == 0 && i < now.points; i++) now.weight[i] = now.priority[i] = 1;
        uint32_t point_at[MOST_POINTS], candidate_at[MOST_CANDIDATES];
        uint64_t dice = seed * 31;
        for (uint32_t i = 0; i < now.points; i++) {
            uint32_t a = (uint32_t)random_in(&dice, 0, i + 1.0), b = (uint32_t)random_in(&dice, 0, i + 1.0);
            point_at[i] = point_at[a], point_at[a] = i;
            candidate_at[i] = candidate_at[b], candidate_at[b] = i;
        }
        other = now;
        for (size_t i = 0; i < now.points; i++) {
            other.weight[i] = now.weight[point_at[i]];
            other.priority[i] = now.priority[point_at[i]];
            other.village[i] = now.village[point_at[i]];
        }
        uint32_t new_number[MOST_POINTS];
        for (uint32_t i = 0; i < now.points; i++) new_number[point_at[i]] = i;
        for (size_t j = 0, used = 0; j < now.candidates; j++) {
            uint32_t old = candidate_at[j];
            other.cost[j] = now.cost[old];
            other.rank[j] = now.rank[old];
            for (size_t k = now.first[old + 1]; k > now.first[old]; k--)
                other.covered[used++] = new_number[now.covered[k - 1]];
            other.first[j + 1] = used;
        }
        htsc_siting_options o = options_of(3 + seed % 6);
        if (seed % 3 == 0) o.max_cost = 150;
        if (seed % 5 == 0) now.floor_frac[1] = other.floor_frac[1] = 0.2;
        htsc_siting *a = solved(&now, &o), *b = solved(&other, &o);
        assert_memory_equal(htsc_siting_get_summary(a), htsc_siting_get_summary(b), sizeof(htsc_siting_summary));
        for (size_t k = 0; k < htsc_siting_get_summary(a)->site_count; k++) {
            htsc_siting_site moved = *htsc_siting_get(b, k);
            moved.candidate = candidate_at[moved.candidate];
            assert_memory_equal(htsc_siting_get(a, k), &moved, sizeof moved);
        }
        htsc_siting_free(a);
        htsc_siting_free(b);
    }
}

/* Large enough that threads are used at all. */
static void test_siting_create_threads_give_the_same_bits(void **state) {
    (void)state;
    enum { POINTS = 4000, CANDIDATES = 1200, EACH = 1000 };
    static uint32_t covered[CANDIDATES * EACH];
    static size_t first[CANDIDATES + 1];
    static double weight[POINTS];
    uint64_t dice = 3;
    for (size_t i = 0; i < POINTS; i++) weight[i] = random_in(&dice, 0, 3);
    for (size_t j = 0; j < CANDIDATES; j++) {
        first[j + 1] = first[j] + EACH;
        /* A stretch of points with gaps: neighbours overlap, no two are alike. */
        uint32_t at = (uint32_t)random_in(&dice, 0, POINTS);
        for (size_t k = 0; k < EACH; k++) {
            at += 1 + (uint32_t)random_in(&dice, 0, 2);
            covered[first[j] + k] = at % POINTS;
        }
    }
    htsc_siting_input input = {.candidate_count = CANDIDATES,
                               .first_covered = first,
                               .covered = covered,
                               .demand_count = POINTS,
                               .weight = weight};
    htsc_siting_options o = options_of(3);
    htsc_siting *sitings[2] = {NULL, NULL};
    htsc_error err = {HTSC_OK, ""};
    for (int k = 0; k < 2; k++) {
        o.jobs = k == 0 ? 1 : 5;
        assert_ok(htsc_siting_create(&input, &o, &sitings[k], &err), err);
    }
    const htsc_siting_summary *s = htsc_siting_get_summary(sitings[0]);
    assert_memory_equal(s, htsc_siting_get_summary(sitings[1]), sizeof *s);
    assert_int_equal(s->site_count, 3);
    for (size_t k = 0; k < s->site_count; k++)
        assert_memory_equal(htsc_siting_get(sitings[0], k), htsc_siting_get(sitings[1], k), sizeof(htsc_siting_site));
    htsc_siting_free(sitings[0]);
    htsc_siting_free(sitings[1]);
}

/* What is proved optimal cannot fall with more sites, more candidates, more money; nor can a bound be below what fewer
 * can do. */
static void test_siting_create_more_never_lowers_the_optimum(void **state) {
    (void)state;
    int compared = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_random(&now, seed, 60, 3000);
        size_t all = now.candidates;
        double before = -1;
        for (size_t sites = 0; sites <= 8; sites++) {
            htsc_siting_options o = options_of(sites);
            htsc_siting_summary s = summary_of(&now, &o);
            assert_true(s.bound >= before); /* any bound is above any smaller optimum */
            if (s.verdict != HTSC_SITING_OPTIMAL) continue;
            assert_true(s.objective >= before);
            before = s.objective;
            compared++;
        }
        before = -1;
        for (now.candidates = 1; now.candidates <= all; now.candidates += 7) {
            htsc_siting_options o = options_of(4);
            htsc_siting_summary s = summary_of(&now, &o);
            if (s.verdict != HTSC_SITING_OPTIMAL) continue;
            assert_true(s.objective >= before);
            before = s.objective;
            compared++;
        }
        now.candidates = all;
        before = -1;
        for (double money = 0; money <= 200; money += 25) {
            htsc_siting_options o = options_of(SIZE_MAX);
            o.max_cost = money;
            htsc_siting_summary s = summary_of(&now, &o);
            assert_true(s.cost <= money);
            assert_true(s.bound >= before);
            if (s.verdict != HTSC_SITING_OPTIMAL) continue;
            assert_true(s.objective >= before);
            before = s.objective;
            compared++;
        }
    }
    print_message("%d optima compared\n", compared);
    assert_true(compared > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siting_create_small_agrees_with_trying_everything),
        cmocka_unit_test(test_siting_curve_is_concave_and_under_its_bound),
        cmocka_unit_test(test_siting_covered_is_what_the_sites_cover),
        cmocka_unit_test(test_siting_create_permuted_gives_the_same_sites),
        cmocka_unit_test(test_siting_create_threads_give_the_same_bits),
        cmocka_unit_test(test_siting_create_more_never_lowers_the_optimum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
