/* Places of labels on maps, and the sheet they are placed on. */
#include <math.h>
#include <string.h>

#include "base/support.h"
#include "report/map_labels.h"
#include "report/map_page.h"

static const htsc__rect frame = {0, 0, 200, 100};
static const htsc__label_ground nobodys = {{0, 0, 200, 100}, 0, 0, NULL};

static htsc__label label_at(double x, double y, double width, double height) {
    htsc__label l = {.x = x, .y = y, .max_distance = 10, .owner = UINT32_MAX, .form_count = 1};
    l.width[0] = width;
    l.height[0] = height;
    return l;
}

static void place(const htsc__label_ground *ground, size_t taken_count, const htsc__rect *taken, size_t count,
                  htsc__label *labels) {
    htsc_error err;
    assert_ok(htsc__labels_place(&frame, ground, 0.5, taken_count, taken, count, labels, &err), err);
}

static void test_labels_place_alone_lies_on_its_place(void **state) {
    (void)state;
    htsc__label l = label_at(50, 40, 20, 3);
    place(&nobodys, 0, NULL, 1, &l);
    assert_true(l.placed && !l.away && l.form == 0);
    assert_true(l.at.x == 40 && l.at.y == 38.5 && l.at.width == 20 && l.at.height == 3);
}

static void test_labels_place_at_the_edge_stays_inside(void **state) {
    (void)state;
    htsc__label l = label_at(1, 1, 12, 3);
    place(&nobodys, 0, NULL, 1, &l);
    assert_true(l.placed && l.at.x >= 0 && l.at.y >= 0);
}

static void test_labels_place_crowd_nothing_meets_and_twice_the_same(void **state) {
    (void)state;
    enum { COUNT = 400, TAKEN = 60 };
    static htsc__label labels[COUNT], again[COUNT];
    static htsc__rect taken[TAKEN];
    uint64_t seed = 7;
    for (int i = 0; i < TAKEN; i++) taken[i] = (htsc__rect){random_in(&seed, 0, 196), random_in(&seed, 0, 96), 3, 3};
    for (int i = 0; i < COUNT; i++) {
        labels[i] = label_at(random_in(&seed, 0, 200), random_in(&seed, 0, 100), random_in(&seed, 5, 25), 3);
        labels[i].form_count = 2;
        labels[i].width[1] = labels[i].width[0] / 2;
        labels[i].height[1] = 5;
    }
    memcpy(again, labels, sizeof labels);
    place(&nobodys, TAKEN, taken, COUNT, labels);
    place(&nobodys, TAKEN, taken, COUNT, again);
    assert_memory_equal(labels, again, sizeof labels);
    int placed = 0;
    for (int i = 0; i < COUNT; i++) {
        const htsc__label *l = &labels[i];
        if (!l->placed) continue;
        placed++;
        assert_true(l->at.x >= 0 && l->at.y >= 0 && l->at.x + l->at.width <= 200 && l->at.y + l->at.height <= 100);
        assert_true(l->at.width == l->width[l->form] && l->at.height == l->height[l->form]);
        for (int t = 0; t < TAKEN; t++) assert_false(htsc__rects_meet(&l->at, &taken[t], 0.5));
        for (int j = 0; j < i; j++)
            if (labels[j].placed) assert_false(htsc__rects_meet(&l->at, &labels[j].at, 0.5));
    }
    /* There is room for some and not for all: 400 labels of 45 mm2 and more on 20,000 mm2. */
    assert_true(placed > 100 && placed < COUNT);
}

/* The left half is of 1, the right one of 2. */
static void test_labels_place_prefers_its_own_ground(void **state) {
    (void)state;
    static uint32_t owner[200 * 100];
    for (int i = 0; i < 200 * 100; i++) owner[i] = i % 200 < 100 ? 1 : 2;
    const htsc__label_ground halves = {{0, 0, 200, 100}, 200, 100, owner};
    htsc__label labels[2] = {label_at(97, 50, 16, 3), label_at(103, 50, 16, 3)};
    labels[0].owner = 1;
    labels[1].owner = 2;
    place(&halves, 0, NULL, 2, labels);
    assert_true(labels[0].placed && labels[0].at.x + labels[0].at.width <= 100.5);
    assert_true(labels[1].placed && labels[1].at.x >= 99.5);
    assert_false(labels[0].away || labels[1].away);
}

static void test_labels_place_off_its_ground_is_told(void **state) {
    (void)state;
    static uint32_t owner[200 * 100];
    for (int i = 0; i < 200 * 100; i++) owner[i] = 2;
    owner[50 * 200 + 100] = 1; /* a square millimetre */
    const htsc__label_ground tiny = {{0, 0, 200, 100}, 200, 100, owner};
    const htsc__rect taken = {98, 48, 5, 5};
    htsc__label l = label_at(100.5, 50.5, 16, 3);
    l.owner = 1;
    place(&tiny, 1, &taken, 1, &l);
    assert_true(l.placed && l.away);
    l.at_home = true;
    place(&tiny, 1, &taken, 1, &l);
    assert_false(l.placed);
}

static void test_labels_place_takes_a_lesser_form_where_the_first_has_no_room(void **state) {
    (void)state;
    const htsc__rect walls[2] = {{0, 0, 90, 100}, {110, 0, 90, 100}};
    htsc__label l = label_at(100, 50, 30, 3);
    l.form_count = 2;
    l.width[1] = 15;
    l.height[1] = 5;
    place(&nobodys, 2, walls, 1, &l);
    assert_true(l.placed && l.form == 1);
}

static void test_labels_place_without_room_is_left_out_and_the_others_stay(void **state) {
    (void)state;
    const htsc__rect left = {0, 0, 100, 100};
    htsc__label labels[3] = {label_at(30, 50, 10, 3), label_at(150, 50, 10, 3), {.x = 150, .y = 20}};
    place(&nobodys, 1, &left, 3, labels);
    assert_false(labels[0].placed);
    assert_true(labels[1].placed);
    assert_false(labels[2].placed); /* it has no form */
}

static htsc_status attempt(void *ctx, htsc_error *err) {
    htsc__label *l = ctx;
    return htsc__labels_place(&frame, &nobodys, 0.5, 0, NULL, 1, l, err);
}

static void test_labels_place_allocation_failing_is_told(void **state) {
    (void)state;
    htsc__label l = label_at(50, 40, 20, 3);
    assert_true(fail_each_allocation(attempt, &l) > 0);
}

/* ---- the sheet ---- */

static htsc__map_frame fit(double width_m, double height_m) {
    htsc__map_frame f;
    const htsc_box box = {500000, 2220000, 500000 + width_m, 2220000 + height_m};
    htsc__map_frame_fit(&box, &f);
    /* all of the ground is on the map, its middle in the middle */
    assert_true(htsc__map_x(&f, box.min_x) >= f.map.x + 3.9 && htsc__map_y(&f, box.max_y) >= f.map.y + 3.9);
    assert_true(htsc__map_x(&f, box.max_x) <= f.map.x + f.map.width - 3.9);
    assert_true(htsc__map_y(&f, box.min_y) <= f.map.y + f.map.height - 3.9);
    assert_true(fabs(htsc__map_x(&f, box.min_x + width_m / 2) - f.map.x - f.map.width / 2) < 1e-6);
    /* 1 : scale */
    assert_true(fabs((htsc__map_x(&f, box.min_x + 1000) - htsc__map_x(&f, box.min_x)) - 1e6 / f.scale) < 1e-6);
    for (size_t i = 0; i < f.column_count; i++) {
        assert_false(htsc__rects_meet(&f.map, &f.columns[i], 0));
        assert_true(f.columns[i].x + f.columns[i].width <= f.width && f.columns[i].y + f.columns[i].height <= f.height);
    }
    return f;
}

static void test_map_frame_fit_turns_the_sheet_to_the_ground(void **state) {
    (void)state;
    const htsc__map_frame square = fit(12000, 12000), tall = fit(4000, 20000), wide = fit(40000, 8000);
    assert_true(square.width > square.height && square.column_count == 1);
    assert_true(tall.width < tall.height && tall.column_count == 1);
    assert_true(wide.width > wide.height && wide.column_count == 3);
}

static void test_map_frame_fit_scales_are_round(void **state) {
    (void)state;
    /* 265 - 8 mm wide, 247 - 8 mm high: 12 km are 1:50,209 there, so 1:55,000 */
    assert_true(fit(12000, 12000).scale == 55000);
    assert_true(fit(1, 1).scale >= 190 && fit(1, 1).scale <= 250); /* no smaller than 50 m of ground */
    assert_true(fmod(fit(300000, 280000).scale, 50000) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_place_alone_lies_on_its_place),
        cmocka_unit_test(test_labels_place_at_the_edge_stays_inside),
        cmocka_unit_test(test_labels_place_crowd_nothing_meets_and_twice_the_same),
        cmocka_unit_test(test_labels_place_prefers_its_own_ground),
        cmocka_unit_test(test_labels_place_off_its_ground_is_told),
        cmocka_unit_test(test_labels_place_takes_a_lesser_form_where_the_first_has_no_room),
        cmocka_unit_test(test_labels_place_without_room_is_left_out_and_the_others_stay),
        cmocka_unit_test(test_labels_place_allocation_failing_is_told),
        cmocka_unit_test(test_map_frame_fit_turns_the_sheet_to_the_ground),
        cmocka_unit_test(test_map_frame_fit_scales_are_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
