#include "analysis/world.h"

#include <math.h>

static htsc_reach *reach_of(world *w, size_t count, const double *x_m, const double *y_m, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    htsc_reach_options options;
    htsc_reach *reach = NULL;
    htsc_reach_options_init(&options);
    options.jobs = jobs;
    world_good(htsc_reach_create(w->fiber, &options, count, x_m, y_m, &reach, &error), &error);
    return reach;
}

static void test_reach_drop_is_inclusive_and_straight(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w, "access_point_id,operator,technology,max_down_mbps,x_m,y_m\nA,one,GPON,300,500000,2220000\n", NULL);
    const double x_m[] = {500300, 500300.01, 500180, 500000}, y_m[] = {2220000, 2220000, 2220240, 2220000};
    htsc_reach *reach = reach_of(&w, 4, x_m, y_m, 1);
    const htsc_reach_point *p = htsc_reach_get(reach, HTSC_UNION);
    assert_int_equal(p[0].reach_class, HTSC_REACH_FIBER);
    assert_true(p[0].distance_m == 300.0f);
    assert_int_equal(p[1].reach_class, HTSC_REACH_NONE);
    assert_true(isnan(p[1].distance_m));
    assert_true(fabsf(p[2].distance_m - 300.0f) < 1e-3f); /* 180, 240: a 3-4-5 triangle */
    assert_true(p[3].distance_m == 0.0f);
    htsc_reach_free(reach);
    world_clear(&w);
}

/* More than 1 Gb/s wants technology and offer both above it; fibre alone proves neither. */
static void test_reach_gigabit_needs_technology_and_offer(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w,
                "access_point_id,operator,technology,max_down_mbps,x_m,y_m\n"
                "A,a,XGS-PON,2000,500000,2220000\n" /* yes */
                "B,b,XGS-PON,1000,500000,2220000\n" /* exactly 1 Gb/s is not more */
                "C,c,EPON,2000,500000,2220000\n"    /* the technology cannot */
                "D,d,XGS-PON,,500000,2220000\n"     /* no offer declared */
                "E,e,,2000,500000,2220000\n"        /* no technology declared */
                "F,f,P2P,1000.5,500000,2220000\n"   /* yes */
                "G,g,GPON,1500,500000,2220000\n",   /* 2488 Mb/s down: yes */
                NULL);
    const double x_m = 500010, y_m = 2220000;
    htsc_reach *reach = reach_of(&w, 1, &x_m, &y_m, 1);
    const int wanted[] = {2, 1, 1, 1, 1, 2, 2};
    for (uint32_t o = 0; o < 7; o++) assert_int_equal(htsc_reach_get(reach, o)->reach_class, wanted[o]);
    assert_int_equal(htsc_reach_get(reach, HTSC_UNION)->reach_class, HTSC_REACH_GIGABIT);
    htsc_reach_free(reach);
    world_clear(&w);
}

/* Routes count only for an operator that declared no access point. */
static void test_reach_by_route_only_where_no_access_point_is_declared(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w, "access_point_id,operator,x_m,y_m\nA,with,510000,2220000\n",
                "route_id,operator,wkt\n"
                "R1,with,\"LINESTRING (500000 2220000, 501000 2220000)\"\n"
                "R2,without,\"LINESTRING (500000 2220000, 501000 2220000)\"\n");
    const double x_m[] = {500500, 501200, 499700}, y_m[] = {2220290, 2220200, 2220010};
    htsc_reach *reach = reach_of(&w, 3, x_m, y_m, 1);
    assert_int_equal(htsc_reach_get(reach, 0)[0].reach_class, HTSC_REACH_NONE);
    assert_int_equal(htsc_reach_get(reach, 1)[0].reach_class, HTSC_REACH_FIBER);
    assert_true(fabsf(htsc_reach_get(reach, 1)[0].distance_m - 290.0f) < 1e-3f);
    assert_true(fabsf(htsc_reach_get(reach, 1)[1].distance_m - 282.8427f) < 1e-3f); /* past the end: to the end point */
    assert_int_equal(htsc_reach_get(reach, 1)[2].reach_class, HTSC_REACH_NONE);
    htsc_reach_free(reach);
    world_clear(&w);
}

static void test_reach_planned_points_reach_nobody(void **state) {
    (void)state;
    world w;
    world_init(&w);
    /* Their operator counts by access points all the same: its route beside the household does not. */
    world_fiber(&w, "access_point_id,operator,status,x_m,y_m\nA,one,planned,500000,2220000\nB,one,off,500000,2220000\n",
                "route_id,operator,wkt\nR,one,\"LINESTRING (500000 2220000, 501000 2220000)\"\n");
    const double x_m = 500000, y_m = 2220000;
    htsc_reach *reach = reach_of(&w, 1, &x_m, &y_m, 1);
    assert_int_equal(htsc_reach_get(reach, HTSC_UNION)->reach_class, HTSC_REACH_NONE);
    htsc_reach_free(reach);
    world_clear(&w);
}

static double segment_m(double x, double y, const double *a, const double *b) {
    /* the nearest of the ends and of the foot of the perpendicular, written out */
    double best = fmin(hypot(x - a[0], y - a[1]), hypot(x - b[0], y - b[1]));
    double ux = b[0] - a[0], uy = b[1] - a[1], length2 = ux * ux + uy * uy;
    double t = length2 > 0 ? ((x - a[0]) * ux + (y - a[1]) * uy) / length2 : -1;
    if (t > 0 && t < 1) best = fmin(best, fabs((x - a[0]) * uy - (y - a[1]) * ux) / sqrt(length2));
    return best;
}

static void test_reach_in_random_worlds_equals_all_pairs(void **state) {
    (void)state;
    enum { WORLDS = 40, POINTS = 120, ACCESS = 25, CHAIN = 12 };
    uint64_t seed = 7;
    for (int trial = 0; trial < WORLDS; trial++) {
        world w;
        world_init(&w);
        char access[8192] = "access_point_id,operator,x_m,y_m\n",
             routes[4096] = "route_id,operator,wkt\nR,chain,\"LINESTRING (";
        double ax[ACCESS], ay[ACCESS], chain[CHAIN][2], x_m[POINTS], y_m[POINTS];
        for (int i = 0; i < ACCESS; i++) {
            ax[i] = floor(500000 + 5000 * world_random(&seed)), ay[i] = floor(2220000 + 5000 * world_random(&seed));
            snprintf(access + strlen(access), sizeof access - strlen(access), "A%d,points,%.0f,%.0f\n", i, ax[i],
                     ay[i]);
        }
        for (int i = 0; i < CHAIN; i++) {
            chain[i][0] = floor(500000 + 5000 * world_random(&seed)),
            chain[i][1] = floor(2220000 + 5000 * world_random(&seed));
            snprintf(routes + strlen(routes), sizeof routes - strlen(routes), "%s%.0f %.0f", i == 0 ? "" : ", ",
                     chain[i][0], chain[i][1]);
        }
        strcat(routes, ")\"\n");
        for (int i = 0; i < POINTS; i++)
            x_m[i] = 500000 + 5000 * world_random(&seed), y_m[i] = 2220000 + 5000 * world_random(&seed);
        world_fiber(&w, access, routes);
        htsc_reach *reach = reach_of(&w, POINTS, x_m, y_m, 2);
        for (int i = 0; i < POINTS; i++) {
            double to_point = (double)INFINITY, to_chain = (double)INFINITY;
            for (int k = 0; k < ACCESS; k++) to_point = fmin(to_point, hypot(x_m[i] - ax[k], y_m[i] - ay[k]));
            for (int k = 0; k + 1 < CHAIN; k++)
                to_chain = fmin(to_chain, segment_m(x_m[i], y_m[i], chain[k], chain[k + 1]));
            const double wanted[3] = {to_point, to_chain, fmin(to_point, to_chain)};
            const uint32_t layers[3] = {0, 1, HTSC_UNION};
            for (int k = 0; k < 3; k++) {
                const htsc_reach_point *p = htsc_reach_get(reach, layers[k]) + i;
                if (fabs(wanted[k] - 300) < 1e-6) continue; /* too near the bound to tell by another formula */
                assert_int_equal(p->reach_class, wanted[k] <= 300);
                if (wanted[k] <= 300) assert_true(fabs((double)p->distance_m - wanted[k]) < 1e-3);
            }
        }
        htsc_reach_free(reach);
        world_clear(&w);
    }
}

static void test_reach_of_an_empty_network_reaches_nobody(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w, "access_point_id,operator,x_m,y_m\n", NULL);
    const double x_m = 500000, y_m = 2220000;
    htsc_reach *reach = reach_of(&w, 1, &x_m, &y_m, 0);
    assert_int_equal(htsc_reach_get(reach, HTSC_UNION)->reach_class, HTSC_REACH_NONE);
    htsc_reach_free(reach);
    world_clear(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reach_drop_is_inclusive_and_straight),
        cmocka_unit_test(test_reach_gigabit_needs_technology_and_offer),
        cmocka_unit_test(test_reach_by_route_only_where_no_access_point_is_declared),
        cmocka_unit_test(test_reach_planned_points_reach_nobody),
        cmocka_unit_test(test_reach_in_random_worlds_equals_all_pairs),
        cmocka_unit_test(test_reach_of_an_empty_network_reaches_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
