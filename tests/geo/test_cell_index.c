#include "base/support.h"

#include <malloc.h>
#include <math.h>

#include "geo/cell_index.h"
#include "geo/cells.h"

enum { COUNT = 600, QUERIES = 300, WORLDS = 9 };

static bool meet(const htsc_box *a, const htsc_box *b) {
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y && b->min_y <= a->max_y;
}

static double off_m(const htsc_box *b, double x_m, double y_m) {
    return hypot(fmax(fmax(b->min_x - x_m, x_m - b->max_x), 0), fmax(fmax(b->min_y - y_m, y_m - b->max_y), 0));
}

static htsc_box box_at(double x_m, double y_m, double width_m, double height_m) {
    return (htsc_box){x_m, y_m, x_m + width_m, y_m + height_m};
}

/* A power of 10, of a random exponent. */
static double any_size(uint64_t *seed, double low, double high) {
    return pow(10, random_in(seed, low, high));
}

static htsc_box box_of(int world, int i, uint64_t *seed) {
    double x = random_in(seed, 0, 4000), y = random_in(seed, 0, 4000);
    double width = random_in(seed, 0, 90), height = random_in(seed, 0, 90);
    switch (world) {
    case 0: return box_at(520000 + x, 2200000 + y, 0, 0);
    case 1: return box_at(floor(x / 40), floor(y / 40), floor(width / 20), floor(height / 20)); /* touching */
    case 2: return box_at(-17.25, 4.5, 0, 0);                                                   /* one place */
    case 3: return box_at(x, 2200000.1, width, 0);
    case 4: return box_at(1e-3, -y, 0, height);
    case 5: return i == 0 ? box_at(5e6, -3e6, 0, 0) : box_at(x / 8, y / 8, 0, 0);        /* one far away */
    case 6: return box_at(i % 2 == 0 ? x : x + 4e9, i % 3 == 0 ? y : y - 7e8, width, 0); /* places far apart */
    case 7: return box_at(x, y, any_size(seed, -4, 5), any_size(seed, -4, 5));
    default: /* places within places, down to the last bit */
        return box_at(any_size(seed, -12, 12), any_size(seed, -12, 12), i % 5 == 0 ? any_size(seed, -9, 9) : 0, 0);
    }
}

typedef struct hits {
    unsigned char seen[COUNT];
    const htsc_box *boxes;
    double x_m, y_m;
} hits;

static void see(void *ctx, uint32_t number) {
    hits *h = ctx;
    assert_true(number < COUNT);
    assert_int_equal(h->seen[number], 0); /* once each */
    h->seen[number] = 1;
}

/* Squares and roots round; the rest is the same few subtractions. */
static double see_near(void *ctx, uint32_t number, double off_m2) {
    const hits *h = ctx;
    see(ctx, number);
    double off = off_m(&h->boxes[number], h->x_m, h->y_m);
    assert_true(fabs(sqrt(off_m2) - off) <= 1e-14 * off);
    return HUGE_VAL;
}

typedef struct nearest {
    const htsc_box *boxes;
    double x_m, y_m, best_m;
} nearest;

static double draw_in(void *ctx, uint32_t number, double off_m2) {
    nearest *n = ctx;
    (void)off_m2;
    n->best_m = fmin(n->best_m, off_m(&n->boxes[number], n->x_m, n->y_m));
    return htsc__cell_index_most_m2(n->x_m, n->y_m, n->best_m);
}

static void check_nearest(const htsc__cell_index *index, const htsc_box *boxes, const hits *h, double within_m) {
    nearest n = {boxes, h->x_m, h->y_m, HUGE_VAL};
    double best_m = HUGE_VAL;
    htsc__cell_index_near(index, n.x_m, n.y_m, within_m, draw_in, &n);
    for (int i = 0; i < COUNT; i++) best_m = fmin(best_m, off_m(&boxes[i], n.x_m, n.y_m));
    if (best_m <= within_m) assert_true(n.best_m == best_m);
}

/* Near a box of the world, where something is to be found, and at a distance that some of it is away. */
static void check(const htsc__cell_index *index, const htsc_box *boxes, double reach_m, uint64_t *seed) {
    const htsc_box *here = &boxes[random_bits(seed) % COUNT], *there = &boxes[random_bits(seed) % COUNT];
    double aside_m = random_bits(seed) % 3 == 0 ? 0 : reach_m * random_in(seed, -2, 2);
    hits h = {{0}, boxes, here->min_x + aside_m, here->max_y - aside_m};
    const double within[] = {0, reach_m * random_in(seed, 0, 2), off_m(there, h.x_m, h.y_m), 1e10};
    for (int w = 0; w < 4; w++) {
        double hair_m = 1e-13 * (fabs(h.x_m) + fabs(h.y_m) + within[w]);
        memset(h.seen, 0, sizeof h.seen);
        htsc__cell_index_near(index, h.x_m, h.y_m, within[w], see_near, &h);
        for (int i = 0; i < COUNT; i++) {
            double off = off_m(&boxes[i], h.x_m, h.y_m);
            if (off <= within[w]) assert_int_equal(h.seen[i], 1);
            if (off > within[w] + hair_m) assert_int_equal(h.seen[i], 0);
        }
        check_nearest(index, boxes, &h, within[w]);
        htsc_box window = box_at(h.x_m, h.y_m, within[w], within[3 - w]);
        if (w % 2 == 1) window.max_x = there->min_x, window.max_y = there->min_y; /* by one corner, or inside out */
        memset(h.seen, 0, sizeof h.seen);
        htsc__cell_index_query(index, &window, see, &h);
        for (int i = 0; i < COUNT; i++) assert_int_equal(h.seen[i], meet(&boxes[i], &window));
    }
}

static void test_cell_index_queries_equal_looking_at_all(void **state) {
    (void)state;
    static htsc_box boxes[COUNT];
    static const double reaches_m[] = {1e-6, 1, 50, 3000, 1e12};
    uint64_t seed = 11;
    htsc_error err;
    for (int world = 0; world < WORLDS; world++) {
        for (int i = 0; i < COUNT; i++) boxes[i] = box_of(world, i, &seed);
        for (size_t r = 0; r < sizeof reaches_m / sizeof reaches_m[0]; r++) {
            htsc__cell_index *index = NULL;
            assert_ok(htsc__cell_index_create(boxes, COUNT, reaches_m[r], &index, &err), err);
            for (int q = 0; q < QUERIES; q++) check(index, boxes, fmin(reaches_m[r], 3000), &seed);
            htsc__cell_index_free(index);
        }
    }
}

static size_t allocated(void) {
    const struct mallinfo2 now = mallinfo2();
    return now.uordblks + now.hblkhd;
}

/* However the boxes lie: 36 bytes for each, 4 for each of at most 3 cells or 8 in their stead, and what does not grow.
 */
static void test_cell_index_memory_is_bounded_by_the_boxes(void **state) {
    (void)state;
    enum { MANY = 50000 };
    htsc_box *boxes = malloc(MANY * sizeof *boxes);
    uint64_t seed = 12;
    htsc_error err;
    assert_non_null(boxes);
    for (int world = 0; world < WORLDS; world++) {
        for (int i = 0; i < MANY; i++) boxes[i] = box_of(world, i, &seed);
        for (double reach_m = 1e-9; reach_m < 1e10; reach_m *= 1000) {
            htsc__cell_index *index = NULL;
            size_t before = allocated();
            assert_ok(htsc__cell_index_create(boxes, MANY, reach_m, &index, &err), err);
            assert_true(allocated() - before <= 48 * (size_t)MANY + 16384);
            htsc__cell_index_free(index);
        }
    }
    free(boxes);
}

typedef struct tally {
    long told;
} tally;

static double count_one(void *ctx, uint32_t number, double off_m2) {
    (void)number;
    (void)off_m2;
    ((tally *)ctx)->told++;
    return HUGE_VAL;
}

static void count_box(void *ctx, uint32_t number) {
    count_one(ctx, number, 0);
}

static void test_cell_index_of_no_boxes_tells_nothing(void **state) {
    (void)state;
    htsc__cell_index *index = NULL;
    htsc_box everywhere = {-1e9, -1e9, 1e9, 1e9};
    tally t = {0};
    htsc_error err;
    assert_ok(htsc__cell_index_create(NULL, 0, 300, &index, &err), err);
    htsc__cell_index_near(index, 0, 0, 1e9, count_one, &t);
    htsc__cell_index_query(index, &everywhere, count_box, &t);
    assert_int_equal(t.told, 0);
    htsc__cell_index_free(index);
    htsc__cell_index_free(NULL);
}

/* Neither is told, and neither keeps the third from being found. Nothing is near a place that is none. */
static void test_cell_index_not_finite_is_never_near(void **state) {
    (void)state;
    const htsc_box boxes[3] = {{0, (double)NAN, 1, 1}, {0, 0, HUGE_VAL, 1}, {0, 0, 1, 1}};
    htsc__cell_index *index = NULL;
    tally t = {0};
    htsc_error err;
    assert_ok(htsc__cell_index_create(boxes, 3, 300, &index, &err), err);
    htsc__cell_index_near(index, 0.5, 0.5, 1, count_one, &t);
    assert_int_equal(t.told, 1);
    htsc__cell_index_query(index, &boxes[2], count_box, &t);
    assert_int_equal(t.told, 2);
    htsc__cell_index_near(index, (double)NAN, 0.5, 1, count_one, &t);
    htsc__cell_index_near(index, 0.5, HUGE_VAL, 1, count_one, &t);
    htsc__cell_index_near(index, 0.5, 0.5, (double)NAN, count_one, &t);
    assert_int_equal(t.told, 2);
    htsc__cell_index_free(index);
}

static void test_cell_index_extent_beyond_double_is_found(void **state) {
    (void)state;
    const htsc_box boxes[3] = {{-1.5e308, 0, -1.5e308, 0}, {1.5e308, 0, 1.5e308, 0}, {0, 0, 1.7e308, 1}};
    htsc__cell_index *index = NULL;
    tally t = {0};
    htsc_error err;
    assert_ok(htsc__cell_index_create(boxes, 3, 1, &index, &err), err);
    for (int i = 0; i < 3; i++) htsc__cell_index_query(index, &boxes[i], count_box, &t);
    assert_int_equal(t.told, 5); /* the second is in the third */
    htsc__cell_index_free(index);
}

/* Every number once; those in one cell together and ascending, so places that repeat come in a row. */
static void test_cells_order_keeps_all_and_puts_equal_places_together(void **state) {
    (void)state;
    double x_m[COUNT], y_m[COUNT];
    unsigned char seen[COUNT] = {0};
    uint32_t *order = NULL;
    uint64_t seed = 14;
    htsc_error err;
    for (int i = 0; i < COUNT; i++) {
        x_m[i] = i % 60 == 7 ? 5000 : random_in(&seed, -1000, 1000);
        y_m[i] = i % 60 == 7 ? -8000 : random_in(&seed, -1000, 1000);
    }
    assert_ok(htsc__cells_order(COUNT, x_m, y_m, 300, &order, &err), err);
    size_t first = COUNT;
    for (size_t k = 0; k < COUNT; k++) {
        assert_true(order[k] < COUNT);
        assert_int_equal(seen[order[k]]++, 0);
        if (order[k] == 7) first = k;
    }
    for (uint32_t k = 0; k < COUNT / 60; k++) assert_int_equal(order[first + k], 60 * k + 7);
    htsc__free(order);
    assert_ok(htsc__cells_order(0, NULL, NULL, 300, &order, &err), err);
    htsc__free(order);
}

static void test_cell_index_too_many_boxes_is_an_error(void **state) {
    (void)state;
    htsc__cell_index *index = NULL;
    htsc_error err;
    assert_int_equal(htsc__cell_index_create(NULL, UINT32_MAX, 300, &index, &err), HTSC_ERR_LIMIT);
    assert_null(index);
}

static htsc_status one_index(void *ctx, htsc_error *err) {
    htsc__cell_index *index = NULL;
    htsc_status status = htsc__cell_index_create(ctx, COUNT, 1e-6, &index, err);
    htsc__cell_index_free(index);
    return status;
}

static void test_cell_index_failing_allocation_is_an_error(void **state) {
    (void)state;
    static htsc_box boxes[COUNT];
    uint64_t seed = 13;
    for (int i = 0; i < COUNT; i++) boxes[i] = box_of(5, i, &seed);
    assert_true(fail_each_allocation(one_index, boxes) >= 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cell_index_queries_equal_looking_at_all),
        cmocka_unit_test(test_cell_index_memory_is_bounded_by_the_boxes),
        cmocka_unit_test(test_cell_index_of_no_boxes_tells_nothing),
        cmocka_unit_test(test_cell_index_not_finite_is_never_near),
        cmocka_unit_test(test_cell_index_extent_beyond_double_is_found),
        cmocka_unit_test(test_cells_order_keeps_all_and_puts_equal_places_together),
        cmocka_unit_test(test_cell_index_too_many_boxes_is_an_error),
        cmocka_unit_test(test_cell_index_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
