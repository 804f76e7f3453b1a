#include "geo/shapes.h"

#include "geo/polygonize.h"

typedef struct areas {
    htsc__geos *geos;
    double area[256];
    int count[256], points[256], free_count, last, invalid;
    htsc_box box;
    htsc_status answer;
} areas;

static htsc_status take(void *ctx, uint8_t value, bool all_free, htsc__geom *polygon, htsc_error *err) {
    areas *a = ctx;
    a->free_count += all_free;
    a->last = value;
    a->points[value] += GEOSGetNumCoordinates_r(htsc__geos_handle(a->geos), polygon);
    a->area[value] += htsc__geom_area(a->geos, polygon);
    a->count[value]++;
    if (GEOSisValid_r(htsc__geos_handle(a->geos), polygon) != 1 || !htsc__geom_is_polygonal(a->geos, polygon))
        a->invalid++;
    htsc_status status = htsc__geom_bounds(a->geos, polygon, &a->box, err);
    htsc__geom_free(a->geos, polygon);
    return status == HTSC_OK ? a->answer : status;
}

static areas polygonize(const htsc_grid_spec *spec, const uint8_t *classes) {
    areas a = {.geos = new_geos()};
    htsc_error err;
    assert_ok(htsc__polygonize(a.geos, spec, classes, &(htsc__outline){0}, take, &a, &err), err);
    htsc__geos_free(a.geos);
    return a;
}

/* Number of 4-connected areas of a class. */
static void flood(const htsc_grid_spec *s, const uint8_t *classes, unsigned char *seen, int at) {
    static int stack[4 * 64 * 64];
    int top = 0;
    stack[top++] = at;
    seen[at] = 1;
    while (top > 0) {
        int cell = stack[--top], column = cell % s->width, row = cell / s->width;
        static const int steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        for (int i = 0; i < 4; i++) {
            int c = column + steps[i][0], r = row + steps[i][1], to = r * s->width + c;
            if (c < 0 || r < 0 || c >= s->width || r >= s->height || seen[to] || classes[to] != classes[cell]) continue;
            seen[to] = 1;
            stack[top++] = to;
        }
    }
}

static int components(const htsc_grid_spec *s, const uint8_t *classes, int value) {
    static unsigned char seen[64 * 64];
    int count = 0;
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < s->width * s->height; i++)
        if (classes[i] == value && !seen[i]) {
            flood(s, classes, seen, i);
            count++;
        }
    return count;
}

/* Areas of 900 m2 at coordinates of 2e6 m: sums of shoelaces keep 1e-9 of them. */
static void assert_like_the_pixels(const htsc_grid_spec *spec, const uint8_t *classes) {
    areas a = polygonize(spec, classes);
    double cell = spec->cell_width * spec->cell_height;
    int pixels[256] = {0};
    for (int i = 0; i < spec->width * spec->height; i++) pixels[classes[i]]++;
    assert_int_equal(a.invalid, 0);
    assert_int_equal(a.count[0], 0);
    for (int value = 1; value < 256; value++) {
        assert_near(a.area[value], pixels[value] * cell, 1e-9 * pixels[value] * cell);
        assert_int_equal(a.count[value], components(spec, classes, value));
    }
}

static void test_polygonize_random_classes_area_equals_pixels(void **state) {
    (void)state;
    static uint8_t classes[64 * 64];
    uint64_t seed = 6;
    for (int i = 0; i < 40; i++) {
        htsc_grid_spec spec = {
            538000, 2221000, 30, 30, 1 + (int)(random_bits(&seed) % 40), 1 + (int)(random_bits(&seed) % 40)};
        unsigned kinds = 2 + (unsigned)(random_bits(&seed) % 3);
        for (int k = 0; k < spec.width * spec.height; k++) classes[k] = (uint8_t)(random_bits(&seed) % kinds);
        assert_like_the_pixels(&spec, classes);
    }
}

/* Corners touch, and join nothing. */
static void test_polygonize_checkerboard_every_pixel_alone(void **state) {
    (void)state;
    static uint8_t classes[20 * 20];
    const htsc_grid_spec spec = {0, 20, 1, 1, 20, 20};
    for (int i = 0; i < 400; i++) classes[i] = (uint8_t)((i % 20 + i / 20) % 2);
    areas a = polygonize(&spec, classes);
    assert_int_equal(a.count[1], 200);
    assert_like_the_pixels(&spec, classes);
    for (int i = 0; i < 400; i++) classes[i] = (uint8_t)(1 + classes[i] * 254); /* classes 1 and 255 */
    a = polygonize(&spec, classes);
    assert_int_equal(a.count[1], 200);
    assert_int_equal(a.count[255], 200);
    assert_like_the_pixels(&spec, classes);
}

/* Rings that touch themselves at corners, and rings within rings. */
static void test_polygonize_nested_rings(void **state) {
    (void)state;
    static const char rows[9][10] = {"111111111", "1.......1", "1.22222.1", "1.2...2.1", "1.2.1.2.1",
                                     "1.2...2.1", "1.22222.1", "1.......1", "111111111"};
    static const char touching[5][6] = {"11111", "1.111", "11.11", "111.1", "11111"};
    uint8_t classes[81];
    const htsc_grid_spec spec = {0, 9, 1, 1, 9, 9}, small = {0, 5, 1, 1, 5, 5};
    for (int i = 0; i < 81; i++) classes[i] = rows[i / 9][i % 9] == '.' ? 0 : (uint8_t)(rows[i / 9][i % 9] - '0');
    assert_like_the_pixels(&spec, classes);
    for (int i = 0; i < 25; i++) classes[i] = touching[i / 5][i % 5] == '1';
    assert_like_the_pixels(&small, classes);
}

static void test_polygonize_place_is_the_pixels_edges(void **state) {
    (void)state;
    const htsc_grid_spec spec = {100, 200, 10, 5, 4, 4};
    uint8_t classes[16] = {0};
    classes[2 * 4 + 1] = 7;
    areas a = polygonize(&spec, classes);
    assert_int_equal(a.count[7], 1);
    assert_true(a.box.min_x == 110 && a.box.max_x == 120 && a.box.min_y == 185 && a.box.max_y == 190);
}

static void test_polygonize_answer_of_the_listener_ends_it(void **state) {
    (void)state;
    const htsc_grid_spec spec = {0, 2, 1, 1, 2, 2};
    const uint8_t classes[4] = {1, 2, 3, 4};
    areas a = {.geos = new_geos(), .answer = HTSC_ERR_MEMORY};
    assert_int_equal(htsc__polygonize(a.geos, &spec, classes, &(htsc__outline){0}, take, &a, NULL), HTSC_ERR_MEMORY);
    assert_int_equal(a.count[1] + a.count[2] + a.count[3] + a.count[4], 1);
    htsc__geos_free(a.geos);
}

/* Areas below the least weight come last, along their pixels, and shape nobody: the line beside one is as if it were
 * not there. */
static void test_polygonize_areas_of_little_weight_shape_nobody(void **state) {
    (void)state;
    static uint8_t classes[30 * 30], without[30 * 30];
    static double weights[30 * 30];
    const htsc_grid_spec spec = {0, 30, 1, 1, 30, 30};
    for (int i = 0; i < 900; i++) {
        weights[i] = 0.5;
        without[i] = classes[i] = i % 30 > i / 30;
    }
    classes[12 * 30 + 12] = classes[13 * 30 + 12] = 2; /* on the line, 2 pixels of weight 1 together */
    areas alone = {.geos = new_geos()}, both = {.geos = alone.geos}, pinned = {.geos = alone.geos};
    htsc__outline outline = {1, NULL, weights, 1.5};
    htsc_error err;
    assert_ok(htsc__polygonize(alone.geos, &spec, without, &outline, take, &alone, &err), err);
    assert_ok(htsc__polygonize(alone.geos, &spec, classes, &outline, take, &both, &err), err);
    outline.least_weight = 1;
    assert_ok(htsc__polygonize(alone.geos, &spec, classes, &outline, take, &pinned, &err), err);
    assert_int_equal(both.count[1], 1);
    assert_int_equal(both.count[2], 1);
    assert_int_equal(both.last, 2);
    assert_int_equal(both.points[1], alone.points[1]);
    assert_true(pinned.points[1] > alone.points[1]);
    assert_near(both.area[1], alone.area[1], 0);
    assert_near(both.area[2], 2, 0);
    htsc__geos_free(alone.geos);
}

/* An area all of whose pixels are free is told so; another keeps its stairs where it is not. */
static void test_polygonize_tells_areas_of_free_pixels(void **state) {
    (void)state;
    const htsc_grid_spec spec = {0, 4, 1, 1, 4, 4};
    const uint8_t classes[16] = {1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 3, 3, 1, 1, 3, 3};
    uint8_t free_pixels[16];
    for (int i = 0; i < 16; i++) free_pixels[i] = i != 0 && i != 15;
    areas a = {.geos = new_geos()};
    const htsc__outline outline = {1, free_pixels, NULL, 0};
    htsc_error err;
    assert_ok(htsc__polygonize(a.geos, &spec, classes, &outline, take, &a, &err), err);
    assert_int_equal(a.count[1] + a.count[2] + a.count[3], 3);
    assert_int_equal(a.free_count, 1); /* class 2 */
    htsc__geos_free(a.geos);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polygonize_random_classes_area_equals_pixels),
        cmocka_unit_test(test_polygonize_checkerboard_every_pixel_alone),
        cmocka_unit_test(test_polygonize_nested_rings),
        cmocka_unit_test(test_polygonize_place_is_the_pixels_edges),
        cmocka_unit_test(test_polygonize_answer_of_the_listener_ends_it),
        cmocka_unit_test(test_polygonize_areas_of_little_weight_shape_nobody),
        cmocka_unit_test(test_polygonize_tells_areas_of_free_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
