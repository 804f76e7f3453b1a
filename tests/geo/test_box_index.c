#include "geo/shapes.h"

#include "base/parallel.h"
#include "geo/box_index.h"

enum { COUNT = 500, QUERIES = 400 };

typedef struct hits {
    unsigned char seen[COUNT];
    int count;
} hits;

static void tell(void *ctx, uint32_t number) {
    hits *h = ctx;
    assert_true(number < COUNT);
    assert_int_equal(h->seen[number], 0); /* once each */
    h->seen[number] = 1;
    h->count++;
}

static bool meet(const htsc_box *a, const htsc_box *b) {
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y && b->min_y <= a->max_y;
}

typedef struct world {
    htsc_box boxes[COUNT], windows[QUERIES];
    htsc__box_index *index;
} world;

static htsc_status check_window(void *ctx, size_t block, htsc_error *err) {
    const world *w = ctx;
    htsc__geos *geos = NULL;
    hits h = {{0}, 0};
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__box_index_query(w->index, geos, &w->windows[block], tell, &h, err);
    for (int i = 0; i < COUNT && status == HTSC_OK; i++)
        if (h.seen[i] != meet(&w->boxes[i], &w->windows[block])) status = HTSC_ERR_GEOMETRY;
    htsc__geos_free(geos);
    return status;
}

/* Many threads share the index, each with its own geos; some boxes are points, some touch by an edge only. */
static void test_box_index_query_equals_looking_at_all_from_many_threads(void **state) {
    (void)state;
    static world w;
    uint64_t seed = 3;
    htsc_error err;
    for (int i = 0; i < COUNT; i++) {
        double x = floor(random_in(&seed, 0, 100)), y = floor(random_in(&seed, 0, 100));
        w.boxes[i] = (htsc_box){x, y, x + (double)(random_bits(&seed) % 5), y + (double)(random_bits(&seed) % 5)};
    }
    for (int i = 0; i < QUERIES; i++) {
        double x = floor(random_in(&seed, -5, 105)), y = floor(random_in(&seed, -5, 105));
        w.windows[i] = (htsc_box){x, y, x + (double)(random_bits(&seed) % 9), y + (double)(random_bits(&seed) % 9)};
    }
    assert_ok(htsc__box_index_create(w.boxes, COUNT, &w.index, &err), err);
    for (int jobs = 1; jobs <= 4; jobs *= 2)
        assert_ok(htsc__parallel(QUERIES, jobs, NULL, HTSC_STAGE_READ, check_window, &w, &err), err);
    htsc__box_index_free(w.index);
}

static void test_box_index_of_no_boxes_tells_nothing(void **state) {
    (void)state;
    htsc__geos *geos = new_geos();
    htsc__box_index *index = NULL;
    htsc_box everywhere = {-1e9, -1e9, 1e9, 1e9};
    hits h = {{0}, 0};
    htsc_error err;
    assert_ok(htsc__box_index_create(NULL, 0, &index, &err), err);
    assert_ok(htsc__box_index_query(index, geos, &everywhere, tell, &h, &err), err);
    assert_int_equal(h.count, 0);
    htsc__box_index_free(index);
    htsc__box_index_free(NULL);
    htsc__geos_free(geos);
}

static htsc_status one_index(void *ctx, htsc_error *err) {
    htsc__box_index *index = NULL;
    htsc_status status = htsc__box_index_create(ctx, 3, &index, err);
    htsc__box_index_free(index);
    return status;
}

static void test_box_index_failing_allocation_is_an_error(void **state) {
    (void)state;
    htsc_box boxes[3] = {{0, 0, 1, 1}, {1, 1, 2, 2}, {5, 5, 6, 6}};
    assert_true(fail_each_allocation(one_index, boxes) >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_box_index_query_equals_looking_at_all_from_many_threads),
        cmocka_unit_test(test_box_index_of_no_boxes_tells_nothing),
        cmocka_unit_test(test_box_index_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
