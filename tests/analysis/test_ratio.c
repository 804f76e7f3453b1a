#include "analysis/world.h"

#include <math.h>

/* Two villages of 1 km side by side; a mast whose level falls by 1 dB per 10 m, without shadowing. */
static const char villages_csv[] =
    "code,name,persons,households,wkt\n"
    "01,Tây,,,\"POLYGON ((500000 2220000, 501000 2220000, 501000 2221000, 500000 2221000, 500000 2220000))\"\n"
    "02,Đông,,,\"POLYGON ((501000 2220000, 502000 2220000, 502000 2221000, 501000 2221000, 501000 2220000))\"\n";
static const char population_csv[] = "persons,households,x_m,y_m\n"
                                     "4,1,500500,2220500\n"  /* 500 m from A: -90: good for one */
                                     "3,1,500000,2220500\n"  /* 1000 m from A: -140: nothing */
                                     "5,2,501300,2220500\n"  /* 300 m from A, 700 m from B */
                                     "2,1,501000,2220500\n"  /* on the border: the first village's; at A */
                                     "7,2,503000,2220500\n"; /* in no village; 1000 m from B */
static const char sites_csv[] =
    "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,eirp_dbm,v_beamwidth_deg\n"
    "A,one,2G,501000,2220500,1.5,900,0,180\n"
    "B,two,2G,502000,2220500,1.5,900,0,180\n";

static htsc_status loss_by_distance(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers,
                                    size_t count, htsc_loss *losses, htsc_error *err) {
    (void)ctx, (void)err;
    for (size_t i = 0; i < count; i++)
        losses[i] = (htsc_loss){.los_probability = 1,
                                .los_db = 40 + hypot(receivers[i].x_m - mast->x_m, receivers[i].y_m - mast->y_m) / 10};
    return HTSC_OK;
}

typedef struct fixture {
    world w;
    htsc_propagation_model model;
    htsc_coverage *coverage;
    htsc_ratio *ratios[3]; /* one, two, any */
} fixture;

static int set_up(void **state) {
    htsc_error error = {HTSC_OK, ""};
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    world_init(&f->w);
    world_villages(&f->w, villages_csv);
    world_population(&f->w, population_csv);
    world_sites(&f->w, sites_csv);
    f->model = (htsc_propagation_model){"by distance", "", 1e6, NULL, loss_by_distance};
    htsc_coverage_options options;
    htsc_coverage_options_init(&options);
    options.model = &f->model;
    options.thresholds[HTSC_TECHNOLOGY_2G] = (htsc_thresholds){true, -112, -92, 0}; /* 720 m, 520 m */
    world_good(htsc_coverage_create(f->w.sites, &options, htsc_population_count(f->w.population),
                                    htsc_population_x_m(f->w.population), htsc_population_y_m(f->w.population),
                                    &f->coverage, &error),
               &error);
    for (uint32_t o = 0; o < 3; o++)
        world_good(htsc_ratio_count_coverage(f->w.population, 2, f->coverage, HTSC_TECHNOLOGY_2G,
                                             o == 2 ? HTSC_UNION : o, &f->ratios[o], &error),
                   &error);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    for (int i = 0; i < 3; i++) htsc_ratio_free(f->ratios[i]);
    htsc_coverage_free(f->coverage);
    world_clear(&f->w);
    free(f);
    return 0;
}

static void expect(const htsc_ratio *ratio, size_t region, double none, double weak, double good, double households) {
    const htsc_tally *t = htsc_ratio_get(ratio, region);
    /* Small whole numbers: sums are exact. */
    assert_true(t->persons[HTSC_LEVEL_NONE] == none);
    assert_true(t->persons[HTSC_LEVEL_WEAK] == weak);
    assert_true(t->persons[HTSC_LEVEL_GOOD] == good);
    assert_true(htsc_tally_households(t) == households);
}

static void test_ratio_of_a_worked_example_is_the_hand_count(void **state) {
    fixture *f = *state;
    /* operator one, mast A: 500 m good, 1000 m none, 300 m good, 0 m good, 2000 m none */
    expect(f->ratios[0], 0, 3, 0, 4 + 2, 3);
    expect(f->ratios[0], 1, 0, 0, 5, 2);
    expect(f->ratios[0], HTSC_REGION_OUTSIDE(2), 7, 0, 0, 2);
    expect(f->ratios[0], HTSC_REGION_TOTAL(2), 10, 0, 11, 7);
    /* operator two, mast B: 1500 none, 2000 none, 700 weak, 1000 none, 1000 none */
    expect(f->ratios[1], 0, 9, 0, 0, 3);
    expect(f->ratios[1], 1, 0, 5, 0, 2);
    expect(f->ratios[1], HTSC_REGION_TOTAL(2), 16, 5, 0, 7);
    expect(f->ratios[2], HTSC_REGION_TOTAL(2), 10, 0, 11, 7);
}

static void test_ratio_without_outline_commune_is_the_villages(void **state) {
    fixture *f = *state;
    expect(f->ratios[0], HTSC_REGION_COMMUNE(2), 3, 0, 11, 5); /* without the seven in no village */
    expect(f->ratios[1], HTSC_REGION_COMMUNE(2), 9, 5, 0, 5);
}

static void test_ratio_max_operator_is_the_one_that_covers_most(void **state) {
    fixture *f = *state;
    const htsc_ratio *operators[] = {f->ratios[0], f->ratios[1]};
    assert_int_equal(htsc_ratio_max_operator(operators, 2, 0), 0);
    assert_int_equal(htsc_ratio_max_operator(operators, 2, 1), 0); /* five each: the first */
    const htsc_ratio *reversed[] = {f->ratios[1], f->ratios[0]};
    assert_int_equal(htsc_ratio_max_operator(reversed, 2, 0), 1);
    assert_int_equal(htsc_ratio_max_operator(operators, 2, HTSC_REGION_OUTSIDE(2)), 2); /* nobody is covered: none */
}

static void test_ratio_expected_is_probability_weighted(void **state) {
    fixture *f = *state;
    /* Without shadowing probabilities are 0 or 1, so expected is covered. */
    const htsc_tally *t = htsc_ratio_get(f->ratios[2], HTSC_REGION_TOTAL(2));
    assert_true(t->expected_persons == htsc_tally_persons_from(t, HTSC_LEVEL_WEAK));
    assert_true(t->expected_households == htsc_tally_households_from(t, HTSC_LEVEL_WEAK));
}

static void test_ratio_for_points_of_another_population_is_refused(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_ratio *ratio = NULL;
    world other;
    world_init(&other);
    world_villages(&other, villages_csv);
    world_population(&other, "persons,x_m,y_m\n1,500500,2220500\n");
    assert_int_equal(
        htsc_ratio_count_coverage(other.population, 2, f->coverage, HTSC_TECHNOLOGY_2G, HTSC_UNION, &ratio, &error),
        HTSC_ERR_ARGUMENT);
    assert_int_equal(
        htsc_ratio_count_coverage(f->w.population, 2, f->coverage, HTSC_TECHNOLOGY_5G, HTSC_UNION, &ratio, &error),
        HTSC_ERR_ARGUMENT);
    assert_null(ratio);
    world_clear(&other);
}

static void test_ratio_of_reach_counts_by_the_same_rule(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_ratio *ratio = NULL;
    htsc_reach *reach = NULL;
    htsc_reach_options options;
    world_fiber(&f->w,
                "access_point_id,operator,technology,max_down_mbps,x_m,y_m\n"
                "A,one,GPON,300,500500,2220500\nB,one,XGS-PON,2000,501300,2220500\n",
                NULL);
    htsc_reach_options_init(&options);
    world_good(htsc_reach_create(f->w.fiber, &options, htsc_population_count(f->w.population),
                                 htsc_population_x_m(f->w.population), htsc_population_y_m(f->w.population), &reach,
                                 &error),
               &error);
    world_good(htsc_ratio_count_reach(f->w.population, 2, reach, HTSC_UNION, &ratio, &error), &error);
    expect(ratio, 0, 3, 4, 2, 3); /* the border household is 300 m from B exactly */
    expect(ratio, 1, 0, 0, 5, 2);
    expect(ratio, HTSC_REGION_OUTSIDE(2), 7, 0, 0, 2);
    htsc_ratio_free(ratio);
    htsc_reach_free(reach);
}

/* Of five points of 4, 3, 5, 2 and 7 persons; reasons are classes of their own, counted by the same rule. */
static void test_ratio_of_fiber_counts_classes_and_reasons(void **state) {
    const fixture *f = *state;
    static const htsc_fiber_reach_point points[] = {{.reach_class = HTSC_REACH_GIGABIT, .reason = HTSC_FIBER_SERVED},
                                                    {.reach_class = HTSC_REACH_FIBER, .reason = HTSC_FIBER_TOO_SLOW},
                                                    {.reach_class = HTSC_REACH_NONE, .reason = HTSC_FIBER_NO_PORT},
                                                    {.reach_class = HTSC_REACH_NONE, .reason = HTSC_FIBER_TOO_FAR},
                                                    {.reach_class = HTSC_REACH_NONE, .reason = HTSC_FIBER_TOO_FAR}};
    static const double persons[] = {4, 2 + 7, 0, 0, 5, 3};
    htsc_error error = {HTSC_OK, ""};
    htsc_ratio *ratio;
    double sum = 0;
    world_good(htsc_ratio_count_fiber(f->w.population, 2, points, &ratio, &error), &error);
    expect(ratio, 0, 2, 3, 4, 3);
    expect(ratio, 1, 5, 0, 0, 2);
    expect(ratio, HTSC_REGION_OUTSIDE(2), 7, 0, 0, 2);
    expect(ratio, HTSC_REGION_TOTAL(2), 14, 3, 4, 7);
    assert_true(htsc_ratio_get(ratio, 0)->expected_persons == 7);
    htsc_ratio_free(ratio);
    for (int r = HTSC_FIBER_SERVED; r <= HTSC_FIBER_TOO_SLOW; r++) {
        world_good(htsc_ratio_count_fiber_reason(f->w.population, 2, points, (htsc_fiber_reason)r, &ratio, &error),
                   &error);
        assert_true(htsc_tally_persons_from(htsc_ratio_get(ratio, HTSC_REGION_TOTAL(2)), 1) == persons[r]);
        sum += htsc_tally_households_from(htsc_ratio_get(ratio, HTSC_REGION_TOTAL(2)), 1);
        htsc_ratio_free(ratio);
    }
    assert_true(sum == 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio_of_a_worked_example_is_the_hand_count),
        cmocka_unit_test(test_ratio_without_outline_commune_is_the_villages),
        cmocka_unit_test(test_ratio_max_operator_is_the_one_that_covers_most),
        cmocka_unit_test(test_ratio_expected_is_probability_weighted),
        cmocka_unit_test(test_ratio_for_points_of_another_population_is_refused),
        cmocka_unit_test(test_ratio_of_reach_counts_by_the_same_rule),
        cmocka_unit_test(test_ratio_of_fiber_counts_classes_and_reasons),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
