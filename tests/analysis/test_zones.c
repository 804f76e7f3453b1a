#include "analysis/world.h"

#include <geos_c.h>
#include <math.h>

#include "analysis/zones.h"
#include "geo/geometry.h"

/* Three villages: two squares that share a border off the pixel edges, and a triangle with a hole. */
static const char villages_csv[] =
    "code,name,wkt\n"
    "01,Một,\"POLYGON ((500007 2220003, 501013 2220003, 501013 2221011, 500007 2221011, 500007 2220003))\"\n"
    "02,Hai,\"POLYGON ((501013 2220003, 502019 2220003, 502019 2221011, 501013 2221011, 501013 2220003))\"\n"
    "03,Ba,\"POLYGON ((500007 2221011, 502019 2221011, 501000 2222500, 500007 2221011), "
    "(501000 2221200, 501200 2221200, 501100 2221400, 501000 2221200))\"\n";

/* Good within 400 m, weak to 800 m, then nothing; a ring around (501000, 2221000). */
static htsc_status ring_loss(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                             htsc_loss *losses, htsc_error *err) {
    (void)ctx, (void)err;
    for (size_t i = 0; i < count; i++) {
        double distance_m = hypot(receivers[i].x_m - mast->x_m, receivers[i].y_m - mast->y_m);
        losses[i] = (htsc_loss){.los_probability = 1, .los_db = distance_m < 400 ? 80 : distance_m < 800 ? 100 : 120};
    }
    return HTSC_OK;
}

typedef struct fixture {
    world w;
    htsc_study *study;
    htsc_coverage *coverage;
    htsc_zones *zones;
    htsc__geos *geos;
} fixture;

static void build_drawn(fixture *f, double min_area_m2, double simplify_m, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    static htsc_propagation_model model = {"ring", "", 1e6, NULL, ring_loss};
    world_init(&f->w);
    world_villages(&f->w, villages_csv);
    world_population(&f->w, "persons,households,x_m,y_m\n"
                            "10,3,500100,2220100\n" /* far corner of Một: none */
                            "20,5,501005,2221005\n" /* by the mast: good */
                            "30,7,501500,2221000\n" /* Hai, 500 m: weak */
                            "40,9,501000,2222400\n" /* tip of Ba: none */);
    world_sites(&f->w, "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,eirp_dbm,v_beamwidth_deg\n"
                       "A,one,2G,501000,2221000,1.5,900,0,180\n");
    world_good(htsc_study_create(f->w.villages, 20, &f->study, &error), &error);
    htsc_coverage_options options;
    htsc_coverage_options_init(&options);
    options.model = &model;
    options.thresholds[HTSC_TECHNOLOGY_2G] = (htsc_thresholds){true, -110, -90, 0};
    world_good(htsc_coverage_create(f->w.sites, &options, htsc_study_count(f->study), htsc_study_x_m(f->study),
                                    htsc_study_y_m(f->study), &f->coverage, &error),
               &error);
    htsc_zones_options zone_options;
    htsc_zones_options_init(&zone_options);
    zone_options.technology = HTSC_TECHNOLOGY_2G;
    zone_options.min_area_m2 = min_area_m2;
    assert_true(isnan(zone_options.simplify_m));
    zone_options.simplify_m = simplify_m;
    zone_options.jobs = jobs;
    world_good(htsc_zones_create(f->study, f->coverage, f->w.villages, f->w.population, f->w.sites, &zone_options,
                                 &f->zones, &error),
               &error);
    world_good(htsc__geos_create(&f->geos, &error), &error);
}

static void build(fixture *f, double min_area_m2, int jobs) {
    build_drawn(f, min_area_m2, (double)NAN, jobs);
}

static void wreck(fixture *f) {
    htsc__geos_free(f->geos);
    htsc_zones_free(f->zones);
    htsc_coverage_free(f->coverage);
    htsc_study_free(f->study);
    world_clear(&f->w);
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    build(f, 0, 0);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    wreck(*state);
    free(*state);
    return 0;
}

static void test_zones_level_areas_sum_to_the_village(void **state) {
    fixture *f = *state;
    for (size_t v = 0; v < 3; v++) {
        double sum_m2 = 0;
        for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
            sum_m2 += htsc_zones_level_area_m2(f->zones, v, (htsc_level)level);
        double area_m2 = htsc_villages_get(f->w.villages, v)->grid_area_m2;
        assert_true(fabs(sum_m2 - area_m2) <= 1e-9 * area_m2);
    }
    /* The hole is in nobody's area: the triangle is 2012 x 1489 / 2 less 200 x 200 / 2. */
    double wanted_m2 = 2012.0 * 1489 / 2 - 20000;
    assert_true(fabs(htsc_villages_get(f->w.villages, 2)->grid_area_m2 - wanted_m2) <= 1e-6 * wanted_m2);
}

static void test_zones_polygons_have_the_area_of_their_level(void **state) {
    fixture *f = *state;
    double by_zone_m2[3][HTSC_LEVEL_COUNT] = {{0}};
    for (size_t i = 0; i < htsc_zones_count(f->zones); i++) {
        const htsc_zone *z = htsc_zones_get(f->zones, i);
        assert_true(z->level != HTSC_LEVEL_GOOD);
        assert_true(fabs(z->area_m2 - htsc__geom_area(f->geos, htsc__zones_geom(f->zones, i))) <= 1e-9 * z->area_m2);
        by_zone_m2[z->village][z->level] += z->area_m2;
    }
    for (size_t v = 0; v < 3; v++)
        for (int level = 0; level < HTSC_LEVEL_GOOD; level++) {
            double pixels_m2 = htsc_zones_level_area_m2(f->zones, v, (htsc_level)level);
            /* Both are exact: what is left is rounding and crumbs of a thousandth of a square metre. */
            assert_true(fabs(by_zone_m2[v][level] - pixels_m2) <= 0.1 + 1e-9 * pixels_m2);
        }
}

static void test_zones_do_not_overlap(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    for (size_t i = 0; i < htsc_zones_count(f->zones); i++)
        for (size_t j = 0; j < i; j++) {
            htsc__geom *common = NULL;
            world_good(htsc__geom_intersection(f->geos, htsc__zones_geom(f->zones, i), htsc__zones_geom(f->zones, j),
                                               &common, &error),
                       &error);
            assert_true(htsc__geom_area(f->geos, common) < 1e-3);
            htsc__geom_free(f->geos, common);
        }
}

static void test_zones_persons_are_those_inside(void **state) {
    fixture *f = *state;
    double persons = 0, households = 0;
    for (size_t i = 0; i < htsc_zones_count(f->zones); i++) {
        const htsc_zone *z = htsc_zones_get(f->zones, i);
        persons += z->persons, households += z->households;
        assert_int_equal(z->rank, i + 1);
        if (i > 0) assert_true(htsc_zones_get(f->zones, i - 1)->persons >= z->persons);
    }
    assert_true(persons == 10 + 30 + 40); /* all but those by the mast */
    assert_true(households == 3 + 7 + 9);
    const htsc_zone *first = htsc_zones_get(f->zones, 0);
    assert_int_equal(first->village, 2);
    assert_int_equal(first->level, HTSC_LEVEL_NONE);
    assert_true(first->persons == 40);
    assert_string_equal(first->site_id, "A");
    assert_true(first->site_distance_m > 800 - 20 && first->site_distance_m < 1600);
}

static void test_zones_levels_are_means_of_their_pixels(void **state) {
    fixture *f = *state;
    for (size_t i = 0; i < htsc_zones_count(f->zones); i++) {
        const htsc_zone *z = htsc_zones_get(f->zones, i);
        /* EIRP 0 dBm less a constant loss; the pattern's vertical width of 180 degrees takes under 0.1 dB at the
         * horizon. */
        double wanted_dbm = z->level == HTSC_LEVEL_WEAK ? -100 : -120;
        assert_true(fabs(z->mean_rsrp_dbm - wanted_dbm) < 0.1);
        assert_true(z->min_rsrp_dbm <= z->mean_rsrp_dbm + 1e-4);
    }
}

static void test_zones_of_any_jobs_are_the_same(void **state) {
    fixture *one = *state, many;
    memset(&many, 0, sizeof many);
    build(&many, 0, 3);
    assert_int_equal(htsc_zones_count(one->zones), htsc_zones_count(many.zones));
    for (size_t i = 0; i < htsc_zones_count(one->zones); i++) {
        const htsc_zone *a = htsc_zones_get(one->zones, i), *b = htsc_zones_get(many.zones, i);
        assert_memory_equal(&a->area_m2, &b->area_m2, sizeof a->area_m2);
        assert_memory_equal(&a->mean_rsrp_dbm, &b->mean_rsrp_dbm, sizeof a->mean_rsrp_dbm);
        assert_int_equal(a->village, b->village);
        assert_int_equal(GEOSEqualsExact_r(htsc__geos_handle(one->geos), htsc__zones_geom(one->zones, i),
                                           htsc__zones_geom(many.zones, i), 0),
                         1);
    }
    wreck(&many);
}

static htsc_status count_points(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    size_t *counts = ctx; /* points, rings */
    (void)hole, (void)x, (void)y, (void)err;
    counts[0] += count, counts[1]++;
    return HTSC_OK;
}

/* All zones of a village in one: its area, points and rings. */
static double merge_village(const fixture *f, uint32_t village, size_t counts[2]) {
    const htsc__geom *parts[64];
    size_t count = 0;
    htsc__geom *whole = NULL;
    htsc_error error = {HTSC_OK, ""};
    for (size_t i = 0; i < htsc_zones_count(f->zones); i++)
        if (htsc_zones_get(f->zones, i)->village == village) parts[count++] = htsc__zones_geom(f->zones, i);
    world_good(htsc__geom_union(f->geos, parts, count, &whole, &error), &error);
    world_good(htsc__geom_each_ring(f->geos, whole, count_points, counts, &error), &error);
    double area_m2 = htsc__geom_area(f->geos, whole);
    htsc__geom_free(f->geos, whole);
    return area_m2;
}

/* The same zones as with stairs: as many, each with its area, which is far within half a percent; outlines are valid,
 * lie on the same line where zones touch (their union has no cracks) and have far fewer vertices. */
static void test_zones_without_stairs_are_the_same_zones(void **state) {
    fixture *drawn = *state, stairs;
    htsc_error error = {HTSC_OK, ""};
    size_t points[2] = {0}, stair_points[2] = {0};
    memset(&stairs, 0, sizeof stairs);
    build_drawn(&stairs, 0, 0, 0);
    assert_int_equal(htsc_zones_count(drawn->zones), htsc_zones_count(stairs.zones));
    for (size_t i = 0; i < htsc_zones_count(drawn->zones); i++) {
        const htsc_zone *a = htsc_zones_get(drawn->zones, i), *b = NULL;
        for (size_t k = 0; k < htsc_zones_count(stairs.zones) && b == NULL; k++) {
            const htsc_zone *other = htsc_zones_get(stairs.zones, k);
            if (other->village == a->village && other->level == a->level &&
                fabs(other->area_m2 - a->area_m2) <= 1e-9 * a->area_m2 + 1e-6)
                b = other;
        }
        assert_non_null(b);
        assert_true(fabs(a->mean_rsrp_dbm - b->mean_rsrp_dbm) < 0.01);
        assert_int_equal(GEOSisValid_r(htsc__geos_handle(drawn->geos), htsc__zones_geom(drawn->zones, i)), 1);
        world_good(htsc__geom_each_ring(drawn->geos, htsc__zones_geom(drawn->zones, i), count_points, points, &error),
                   &error);
        world_good(
            htsc__geom_each_ring(stairs.geos, htsc__zones_geom(stairs.zones, i), count_points, stair_points, &error),
            &error);
    }
    print_message("outlines: %zu vertices of stairs, %zu drawn\n", stair_points[0], points[0]);
    assert_true(2 * points[0] < stair_points[0]);
    assert_int_equal(points[1], stair_points[1]);
    for (uint32_t v = 0; v < 3; v++) {
        size_t whole[2] = {0}, whole_stairs[2] = {0};
        double area_m2 = merge_village(drawn, v, whole), wanted_m2 = merge_village(&stairs, v, whole_stairs);
        double levels_m2 = htsc_zones_level_area_m2(drawn->zones, v, HTSC_LEVEL_WEAK) +
                           htsc_zones_level_area_m2(drawn->zones, v, HTSC_LEVEL_NONE);
        assert_true(fabs(area_m2 - wanted_m2) <= 1e-9 * wanted_m2 + 1e-3);
        assert_true(fabs(area_m2 - levels_m2) <= 1e-9 * levels_m2 + 1e-3);
        assert_int_equal(whole[1], whole_stairs[1]);
    }
    wreck(&stairs);
}

/* On a village's border zones of one class end where those of the neighbour begin: the union of both villages' is as
 * with stairs, to a hair. */
static void test_zones_without_stairs_meet_across_village_borders(void **state) {
    fixture *drawn = *state, stairs;
    htsc_error error = {HTSC_OK, ""};
    size_t rings[2][2] = {{0}};
    memset(&stairs, 0, sizeof stairs);
    build_drawn(&stairs, 0, 0, 0);
    const fixture *both[2] = {drawn, &stairs};
    for (int k = 0; k < 2; k++) {
        const htsc__geom *parts[64];
        htsc__geom *whole = NULL;
        size_t count = 0;
        for (size_t i = 0; i < htsc_zones_count(both[k]->zones); i++)
            if (htsc_zones_get(both[k]->zones, i)->level == HTSC_LEVEL_WEAK)
                parts[count++] = htsc__zones_geom(both[k]->zones, i);
        world_good(htsc__geom_union(both[k]->geos, parts, count, &whole, &error), &error);
        world_good(htsc__geom_each_ring(both[k]->geos, whole, count_points, rings[k], &error), &error);
        htsc__geom_free(both[k]->geos, whole);
    }
    assert_int_equal(rings[0][1], rings[1][1]);
    wreck(&stairs);
}

static void test_zones_below_no_length_are_refused(void **state) {
    fixture *f = *state;
    static const double bad_m[] = {-1, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < sizeof bad_m / sizeof bad_m[0]; i++) {
        htsc_error error = {HTSC_OK, ""};
        htsc_zones *zones;
        htsc_zones_options options;
        htsc_zones_options_init(&options);
        options.technology = HTSC_TECHNOLOGY_2G;
        options.simplify_m = bad_m[i];
        assert_int_equal(htsc_zones_create(f->study, f->coverage, f->w.villages, f->w.population, f->w.sites, &options,
                                           &zones, &error),
                         HTSC_ERR_ARGUMENT);
        assert_null(zones);
        assert_non_null(strstr(error.message, "simplify_m"));
    }
}

static void test_zones_below_the_least_area_are_counted_not_listed(void **state) {
    fixture *all = *state, some;
    memset(&some, 0, sizeof some);
    build(&some, 400000, 0);
    double listed_m2 = htsc_zones_dropped_area_m2(some.zones), all_m2 = 0;
    for (size_t i = 0; i < htsc_zones_count(some.zones); i++) {
        assert_true(htsc_zones_get(some.zones, i)->area_m2 >= 400000);
        listed_m2 += htsc_zones_get(some.zones, i)->area_m2;
    }
    for (size_t i = 0; i < htsc_zones_count(all->zones); i++) all_m2 += htsc_zones_get(all->zones, i)->area_m2;
    assert_int_equal(htsc_zones_count(some.zones) + htsc_zones_dropped_count(some.zones), htsc_zones_count(all->zones));
    assert_true(htsc_zones_dropped_count(some.zones) > 0);
    double persons = htsc_zones_dropped_persons(some.zones);
    for (size_t i = 0; i < htsc_zones_count(some.zones); i++) persons += htsc_zones_get(some.zones, i)->persons;
    assert_true(persons == 80); /* each once, though a listed zone may cut a corner of one that is not */
    assert_true(fabs(listed_m2 - all_m2) < 0.01);
    wreck(&some);
}

static void test_study_pixels_stand_on_multiples_and_touch_the_area(void **state) {
    fixture *f = *state;
    const htsc_grid_spec *s = htsc_study_spec(f->study);
    assert_true(fmod(s->west, 20) == 0 && fmod(s->north, 20) == 0);
    assert_true(s->west == 500000 && s->north == 2222500);
    /* A pixel's receiver is its centre. */
    for (size_t i = 0; i < htsc_study_count(f->study); i++) {
        assert_true(fmod(htsc_study_x_m(f->study)[i] - 10, 20) == 0);
        assert_true(fmod(htsc_study_y_m(f->study)[i] - 10, 20) == 0);
    }
    double area_m2 = htsc_villages_commune_area_m2(f->w.villages);
    assert_true((double)htsc_study_count(f->study) * 400 > area_m2);
    assert_true((double)htsc_study_count(f->study) * 400 < area_m2 * 1.15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones_level_areas_sum_to_the_village),
        cmocka_unit_test(test_zones_polygons_have_the_area_of_their_level),
        cmocka_unit_test(test_zones_do_not_overlap),
        cmocka_unit_test(test_zones_persons_are_those_inside),
        cmocka_unit_test(test_zones_levels_are_means_of_their_pixels),
        cmocka_unit_test(test_zones_of_any_jobs_are_the_same),
        cmocka_unit_test(test_zones_without_stairs_are_the_same_zones),
        cmocka_unit_test(test_zones_without_stairs_meet_across_village_borders),
        cmocka_unit_test(test_zones_below_no_length_are_refused),
        cmocka_unit_test(test_zones_below_the_least_area_are_counted_not_listed),
        cmocka_unit_test(test_study_pixels_stand_on_multiples_and_touch_the_area),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
