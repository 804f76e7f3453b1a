#include "analysis/network.h"

/* A trunk of 1000 m with a branch of 400 m in its middle and one of 300 m at its end. */
static const char *const clean = "0 0, 500 0, 1000 0; 500 0, 500 400; 1000 0, 1000 300";

/* The same ways as in the clean network; a metre is what a joint may move. */
static void assert_same_ways(const htsc_line_net *net) {
    assert_near(net_way_m(net, 0, 0, 500, 400), 900, 1);
    assert_near(net_way_m(net, 0, 0, 1000, 300), 1300, 1);
    assert_near(net_way_m(net, 500, 400, 1000, 300), 1200, 1);
    assert_near(net_way_m(net, 250, 0, 1000, 0), 750, 1);
}

static void test_clean_network_is_noded_and_nothing_is_reported(void **state) {
    (void)state;
    htsc_line_net *net = net_of(clean, NULL);
    assert_same_ways(net);
    /* That the trunk is split where the branch's end stands moves nothing. The end pieces make one line. */
    assert_int_equal(htsc_line_net_change_count(net), 1);
    assert_int_equal(change_of(net, HTSC_LINE_MERGED)->line, 0);
    assert_int_equal(change_of(net, HTSC_LINE_MERGED)->other_line, 2);
    assert_int_equal(htsc_line_net_lines(net)->count, 3);
    htsc_line_net_free(net);
}

/* Two branches that end at one point of the trunk, a point of its own or not, are joined to it, not to each other past
 * it; so is one that touches it to within a millimetre. */
static void test_ends_that_meet_on_a_line_are_joined_to_it(void **state) {
    (void)state;
    const char *const texts[] = {"0 0, 500 0, 1000 0; 500 0, 500 400; 500 0, 500 -300",
                                 "0 0, 1000 0; 500 400, 500 0; 500 -300, 500 0",
                                 "0 0, 1000 0; 500 400, 500 0.0005; 500 -300, 500 0.0005"};
    for (int k = 0; k < 3; k++) {
        htsc_line_net *net = net_of(texts[k], NULL);
        assert_near(net_way_m(net, 0, 0, 500, 400), 900, 0.001);
        assert_near(net_way_m(net, 1000, 0, 500, -300), 800, 0.001);
        assert_near(net_way_m(net, 500, 400, 500, -300), 700, 0.001);
        assert_int_equal(htsc_line_net_lines(net)->count, 4);
        htsc_line_net_free(net);
    }
}

static void test_two_point_pieces_are_merged_whatever_their_direction(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 250 0; 500 0, 250 0; 500 0, 1000 0; 500 0, 500 200; 500 400, 500 200; 1000 0, "
                                "1000 150; 1000 300, 1000 150",
                                NULL);
    assert_same_ways(net);
    assert_int_equal(changes_of(net, HTSC_LINE_MERGED), 4);
    assert_int_equal(changes_of(net, HTSC_LINE_REVERSED), 3);
    const htsc_line_change *c = change_of(net, HTSC_LINE_REVERSED);
    assert_int_equal(c->line, 1);
    assert_true(c->length_m == 250);
    assert_int_equal(htsc_line_net_lines(net)->count, 3);
    htsc_line_net_free(net);
}

static void test_overshoot_of_3_m_is_cut_back_to_the_crossing(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 1000 0; 500 -3, 500 400; 1000 0, 1000 300", NULL);
    assert_same_ways(net);
    assert_int_equal(changes_of(net, HTSC_LINE_OVERSHOOT), 1);
    const htsc_line_change *c = change_of(net, HTSC_LINE_OVERSHOOT);
    assert_int_equal(c->line, 1);
    assert_int_equal(c->other_line, 0);
    assert_near(c->length_m, 3, 1e-9); /* of coordinates near 1000 */
    assert_near(c->y_m, -3, 0);
    htsc_line_net_free(net);
}

static void test_tail_that_is_no_overshoot_stays(void **state) {
    (void)state;
    /* 6 m is too much; a tail of 3 m on which another line hangs is in use. Cables cross without a joint. */
    htsc_line_net *net = net_of("0 0, 1000 0; 500 -6, 500 400", NULL);
    assert_int_equal(htsc_line_net_change_count(net), 1);
    assert_near(change_of(net, HTSC_LINE_GAP)->length_m, 6, 0);
    assert_true(isinf(net_way_m(net, 0, 0, 500, 400)));
    htsc_line_net_free(net);
    net = net_of("0 0, 1000 0; 500 -3, 500 400; 500 -3, 700 -3; 500 -3, 500 -80", NULL);
    assert_int_equal(changes_of(net, HTSC_LINE_OVERSHOOT), 0);
    assert_near(net_way_m(net, 700, -3, 500, 400), 603, 1e-9);
    htsc_line_net_free(net);
}

static void test_duplicated_cable_is_dropped(void **state) {
    (void)state;
    htsc_line_net *net =
        net_of("0 0, 500 0, 1000 0; 500 0, 500 400; 1000 0, 1000 300; 1000 0.4, 300 0.4, 0 0.2; 500 0, 500 400", NULL);
    assert_same_ways(net);
    assert_int_equal(changes_of(net, HTSC_LINE_DUPLICATE), 2);
    assert_int_equal(change_of(net, HTSC_LINE_DUPLICATE)->line, 3);
    assert_int_equal(change_of(net, HTSC_LINE_DUPLICATE)->other_line, 0);
    assert_near(change_of(net, HTSC_LINE_DUPLICATE)->length_m, 1000, 0.1);
    htsc_line_net_free(net);
    /* Neighbours 2 m apart, and short pieces in a row, are no duplicates. */
    net = net_of("0 0, 100 0; 0 2, 100 2; 200 0, 200.5 0; 200.5 0, 201 0", NULL);
    assert_int_equal(changes_of(net, HTSC_LINE_DUPLICATE), 0);
    htsc_line_net_free(net);
}

static void test_gaps_of_5_cm_are_bridged(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 700 0; 700.05 0, 1000 0; 500 0.05, 500 400; 1000 0.05, 1000 300", NULL);
    assert_same_ways(net);
    assert_int_equal(changes_of(net, HTSC_LINE_END_TO_END), 2);
    assert_int_equal(changes_of(net, HTSC_LINE_END_TO_LINE), 1);
    assert_near(change_of(net, HTSC_LINE_END_TO_END)->length_m, 0.05, 1e-9);
    assert_int_equal(changes_of(net, HTSC_LINE_GAP), 0);
    htsc_line_net_free(net);
}

static void test_gap_of_50_m_is_reported_and_left_open(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 700 0; 750 0, 1000 0; 500 0, 500 400; 1000 0, 1000 300", NULL);
    assert_true(isinf(net_way_m(net, 0, 0, 1000, 300)));
    assert_near(net_way_m(net, 0, 0, 500, 400), 900, 1e-9);
    assert_int_equal(changes_of(net, HTSC_LINE_GAP), 1);
    const htsc_line_change *c = change_of(net, HTSC_LINE_GAP);
    assert_near(c->length_m, 50, 1e-9);
    assert_near(c->x_m, 700, 0);
    assert_int_equal(c->line, 0);
    assert_int_equal(c->other_line, 1);
    htsc_line_net_free(net);
    net = net_of("0 0, 700 0; 801 0, 1000 0", NULL); /* beyond the near miss */
    assert_int_equal(htsc_line_net_change_count(net), 0);
    htsc_line_net_free(net);
}

static void test_self_touching_line_is_noded(void **state) {
    (void)state;
    /* Out and round a loop of 400 m and back onto its own course, then on. */
    htsc_line_net *net = net_of("0 0, 500 0, 500 100, 600 100, 600 0, 500 0, 500 -300", NULL);
    assert_near(net_way_m(net, 0, 0, 500, -300), 800, 1e-9);
    assert_int_equal(changes_of(net, HTSC_LINE_SELF_TOUCH), 1);
    assert_int_equal(htsc_line_net_lines(net)->count, 3);
    htsc_line_net_free(net);
    /* An end 0.5 m from its own line. */
    net = net_of("0 0, 500 0, 500 100, 300 100, 300 0.5", NULL);
    assert_near(net_way_m(net, 0, 0, 300, 100), 400, 1);
    assert_int_equal(changes_of(net, HTSC_LINE_SELF_TOUCH), 1);
    htsc_line_net_free(net);
}

static void test_zero_length_lines_are_dropped(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 500 0, 1000 0; 7 7; 500 0, 500 400; 3 3, 3 3, 3 3; 1000 0, 1000 300", NULL);
    assert_same_ways(net);
    assert_int_equal(changes_of(net, HTSC_LINE_ZERO_LENGTH), 2);
    assert_int_equal(change_of(net, HTSC_LINE_ZERO_LENGTH)->line, 1);
    htsc_line_net_free(net);
}

static void test_owners_never_meet(void **state) {
    (void)state;
    htsc_line_net *net = net_of("@1 0 0, 500 0; @2 500 0, 1000 0; @2 0 0.2, 500 0.2", NULL);
    assert_int_equal(htsc_line_net_change_count(net), 1);
    assert_int_equal(change_of(net, HTSC_LINE_END_TO_END)->line, 1); /* both of owner 2 */
    assert_true(isinf(net_way_m(net, 10, 0, 900, 0)));
    htsc_line_net_free(net);
}

static void test_roads_meet_at_shared_points_and_cables_do_not(void **state) {
    (void)state;
    const char *text = "0 0, 500 0, 1000 0; 500 -200, 500 0, 500 400";
    htsc_line_net_options options;
    htsc_line_net_options_init(&options);
    htsc_line_net *net = net_of(text, &options);
    assert_true(isinf(net_way_m(net, 0, 0, 500, 400)));
    htsc_line_net_free(net);
    options.shared_points = 1;
    net = net_of(text, &options);
    assert_near(net_way_m(net, 0, 0, 500, 400), 900, 1e-9);
    htsc_line_net_free(net);
    net = net_of("0 0, 1000 0; 500 -200, 500 400", &options); /* a bridge */
    assert_true(isinf(net_way_m(net, 0, 0, 500, 400)));
    htsc_line_net_free(net);
}

static void test_empty_and_absurd_input(void **state) {
    (void)state;
    htsc_line_net *net = net_of("", NULL);
    assert_int_equal(htsc_line_net_lines(net)->count, 0);
    htsc_line_net_free(net);
    lines l = {.count = 0};
    lines_add(&l, "0 0, 10 0; 0 0, 5 nan");
    htsc_line_set set = lines_set(&l);
    htsc_line_net_options options;
    htsc_error err;
    htsc_line_net_options_init(&options);
    assert_status(htsc_line_net_create(&set, &options, &net, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "line 1: point 1");
    assert_null(net);
    options.snap_m = -1;
    assert_status(htsc_line_net_create(&set, &options, &net, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "snap_m -1 is outside [0, 10]");
}

static htsc_status attempt(void *ctx, htsc_error *err) {
    static lines l;
    htsc_line_net_options options;
    htsc_line_net *net = NULL;
    (void)ctx;
    l.count = 0;
    lines_add(&l,
              "0 0, 700 0; 700.05 0, 1000 0; 500 -3, 500 400; 1000 0, 1000 300; 1050 0, 1100 0; 1 1, 1 1; 0 0, 700 0");
    htsc_line_set set = lines_set(&l);
    htsc_line_net_options_init(&options);
    options.shared_points = 1;
    htsc_status status = htsc_line_net_create(&set, &options, &net, err);
    htsc_line_net_free(net);
    return status;
}

static void test_failing_allocations_are_reported(void **state) {
    (void)state;
    assert_true(fail_each_allocation(attempt, NULL) > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_network_is_noded_and_nothing_is_reported),
        cmocka_unit_test(test_ends_that_meet_on_a_line_are_joined_to_it),
        cmocka_unit_test(test_two_point_pieces_are_merged_whatever_their_direction),
        cmocka_unit_test(test_overshoot_of_3_m_is_cut_back_to_the_crossing),
        cmocka_unit_test(test_tail_that_is_no_overshoot_stays),
        cmocka_unit_test(test_duplicated_cable_is_dropped),
        cmocka_unit_test(test_gaps_of_5_cm_are_bridged),
        cmocka_unit_test(test_gap_of_50_m_is_reported_and_left_open),
        cmocka_unit_test(test_self_touching_line_is_noded),
        cmocka_unit_test(test_zero_length_lines_are_dropped),
        cmocka_unit_test(test_owners_never_meet),
        cmocka_unit_test(test_roads_meet_at_shared_points_and_cables_do_not),
        cmocka_unit_test(test_empty_and_absurd_input),
        cmocka_unit_test(test_failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
