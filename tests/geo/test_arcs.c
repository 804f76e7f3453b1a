#include "geo/shapes.h"

#include "geo/arcs.h"

enum { MOST = 48 };

static htsc__arcs build(int width, int height, const uint8_t *classes, const uint8_t *free_pixels) {
    htsc__arcs map;
    htsc_error err;
    assert_ok(htsc__arcs_build(width, height, classes, free_pixels, &map, &err), err);
    return map;
}

/* A raster drawn with characters, one class each. */
static htsc__arcs build_rows(const char *const *rows, int height) {
    uint8_t classes[MOST * MOST];
    int width = (int)strlen(rows[0]);
    for (int i = 0; i < width * height; i++) classes[i] = (uint8_t)rows[i / width][i % width];
    return build(width, height, classes, NULL);
}

/* Twice the area of a ring, positive counter-clockwise with north up. Corners are whole numbers: this is exact. */
static double twice_area(const htsc__arcs *map, const htsc__arc_ring *ring) {
    double twice = 0;
    for (size_t i = 0; i < ring->count; i++) {
        uint32_t half = map->ring_halves[ring->first + i];
        const htsc__arc *arc = &map->arcs[half / 2];
        for (size_t k = arc->first; k + 1 < arc->first + arc->count; k++) {
            const htsc__arc_vertex *a = &map->vertices[k], *b = a + 1;
            twice += (half % 2 == 0 ? -1 : 1) * (a->x * b->y - b->x * a->y);
        }
    }
    return twice;
}

static const htsc__arc_vertex *half_end(const htsc__arcs *map, uint32_t half, bool at_start) {
    const htsc__arc *arc = &map->arcs[half / 2];
    return &map->vertices[arc->first + ((half % 2 == 0) == at_start ? 0 : arc->count - 1)];
}

static uint32_t half_left(const htsc__arcs *map, uint32_t half) {
    return half % 2 == 0 ? map->arcs[half / 2].left : map->arcs[half / 2].right;
}

/* Every side of every arc is in one ring, of the area on that side; rings are closed and hold their pixels' area. */
static void assert_rings_whole(const htsc__arcs *map) {
    unsigned char *used = calloc(2 * map->arc_count + 1, 1);
    assert_non_null(used);
    for (uint32_t area = 0; area < map->area_count; area++) {
        double twice = 0, pixels = 0;
        for (size_t r = map->area_rings[area]; r < map->area_rings[area + 1]; r++) {
            const htsc__arc_ring *ring = &map->rings[r];
            double part = twice_area(map, ring);
            assert_int_equal(ring->area, area);
            assert_int_equal(ring->hole, r > map->area_rings[area]);
            assert_true(ring->hole ? part < 0 : part > 0);
            twice += part;
            for (size_t i = 0; i < ring->count; i++) {
                uint32_t half = map->ring_halves[ring->first + i];
                uint32_t next = map->ring_halves[ring->first + (i + 1) % ring->count];
                assert_int_equal(half_left(map, half), area);
                assert_int_equal(used[half]++, 0);
                const htsc__arc_vertex *end = half_end(map, half, false), *start = half_end(map, next, true);
                assert_true(end->x == start->x && end->y == start->y);
            }
        }
        for (int i = 0; i < map->width * map->height; i++) pixels += map->areas[i] == area;
        assert_true(twice == 2 * pixels);
    }
    for (uint32_t half = 0; half < 2 * map->arc_count; half++)
        assert_int_equal(used[half], half_left(map, half) != HTSC__NO_AREA);
    free(used);
}

static void assert_valid(const htsc__arcs *map) {
    htsc__geos *geos = new_geos();
    const htsc_grid_spec spec = {538000, 2221000, 30, 30, map->width, map->height};
    for (uint32_t area = 0; area < map->area_count; area++) {
        htsc__geom *polygon = NULL;
        htsc_error err;
        assert_ok(htsc__arcs_polygon(map, area, &spec, geos, &polygon, &err), err);
        assert_int_equal(GEOSisValid_r(htsc__geos_handle(geos), polygon), 1);
        htsc__geom_free(geos, polygon);
    }
    htsc__geos_free(geos);
}

static void test_arcs_random_rasters_are_partitions(void **state) {
    (void)state;
    static uint8_t classes[MOST * MOST];
    uint64_t seed = 11;
    for (int i = 0; i < 120; i++) {
        int width = 1 + (int)(random_bits(&seed) % MOST), height = 1 + (int)(random_bits(&seed) % MOST);
        unsigned kinds = 1 + (unsigned)(random_bits(&seed) % 4);
        for (int k = 0; k < width * height; k++) classes[k] = (uint8_t)(random_bits(&seed) % kinds);
        htsc__arcs map = build(width, height, classes, NULL);
        for (int k = 0; k < width * height; k++) assert_int_equal(map.area_classes[map.areas[k]], classes[k]);
        for (int k = 1; k < width * height; k++)
            if (k % width > 0) assert_int_equal(classes[k] == classes[k - 1], map.areas[k] == map.areas[k - 1]);
        assert_rings_whole(&map);
        assert_valid(&map);
        htsc__arcs_clear(&map);
    }
}

static void test_arcs_one_area_is_a_closed_arc(void **state) {
    (void)state;
    static const char *const rows[] = {"...", "...", "..."};
    htsc__arcs map = build_rows(rows, 3);
    assert_int_equal(map.area_count, 1);
    assert_int_equal(map.arc_count, 1);
    assert_true(map.arcs[0].closed && map.arcs[0].count == 5);
    assert_true(map.vertices[0].x == 0 && map.vertices[0].y == 0 && map.vertices[0].fixed); /* topmost, leftmost */
    htsc__arcs_clear(&map);
}

/* The ring in the middle starts at its topmost, then leftmost corner. */
static void test_arcs_closed_arc_starts_at_its_topmost_corner(void **state) {
    (void)state;
    static const char *const rows[] = {"........", "...aa...", "..aaaa..", ".aaaaaa.", "..aaaa..", "........"};
    htsc__arcs map = build_rows(rows, 6);
    int found = 0;
    for (size_t i = 0; i < map.arc_count; i++) {
        const htsc__arc_vertex *first = &map.vertices[map.arcs[i].first];
        if (map.arcs[i].left == HTSC__NO_AREA || map.arcs[i].right == HTSC__NO_AREA) continue;
        assert_true(map.arcs[i].closed && first->x == 3 && first->y == 1 && !first->fixed);
        found++;
    }
    assert_int_equal(found, 1);
    assert_rings_whole(&map);
    htsc__arcs_clear(&map);
}

static size_t open_arcs(const htsc__arcs *map) {
    size_t count = 0;
    for (size_t i = 0; i < map->arc_count; i++) count += !map->arcs[i].closed;
    return count;
}

static void test_arcs_diagonal_touch(void **state) {
    (void)state;
    /* Two islands, one sea: the sea passes between, each has a line of its own. */
    static const char *const islands[] = {"....", ".a..", "..a.", "...."};
    htsc__arcs map = build_rows(islands, 4);
    assert_int_equal(map.area_count, 3);
    assert_int_equal(map.arc_count, 3);
    assert_int_equal(open_arcs(&map), 0);
    assert_rings_whole(&map);
    assert_valid(&map);
    htsc__arcs_clear(&map);
    /* A ring that closes at a corner: its hole is a lake apart from the sea. */
    static const char *const ring[] = {".....", ".aaa.", ".a.a.", "..aa.", "....."};
    map = build_rows(ring, 5);
    assert_int_equal(map.area_count, 3);
    assert_int_equal(open_arcs(&map), 0);
    assert_rings_whole(&map);
    assert_valid(&map);
    htsc__arcs_clear(&map);
    /* Four areas at one corner: a node of four arcs. */
    static const char *const four[] = {"ab", "ba"};
    map = build_rows(four, 2);
    assert_int_equal(map.area_count, 4);
    assert_rings_whole(&map);
    size_t at_middle = 0;
    for (uint32_t half = 0; half < 2 * map.arc_count; half++) {
        const htsc__arc_vertex *v = half_end(&map, half, true);
        at_middle += v->x == 1 && v->y == 1 && v->fixed;
    }
    assert_int_equal(at_middle, 4);
    htsc__arcs_clear(&map);
}

static void test_arcs_checkerboard_spiral_and_nested_holes(void **state) {
    (void)state;
    static uint8_t classes[20 * 20];
    for (int i = 0; i < 400; i++) classes[i] = (uint8_t)((i % 20 + i / 20) % 2);
    htsc__arcs map = build(20, 20, classes, NULL);
    assert_int_equal(map.area_count, 400);
    assert_rings_whole(&map);
    htsc__arcs_clear(&map);
    static const char *const spiral[] = {"aaaaaaaaa", "........a", "aaaaaaa.a", "a.....a.a", "a.aaa.a.a",
                                         "a.a...a.a", "a.aaaaa.a", "a.......a", "aaaaaaaaa"};
    map = build_rows(spiral, 9);
    assert_int_equal(map.area_count, 2);
    assert_rings_whole(&map);
    assert_valid(&map);
    htsc__arcs_clear(&map);
    static const char *const nested[] = {"aaaaaaa", "abbbbba", "abaaaba", "abababa", "abaaaba", "abbbbba", "aaaaaaa"};
    map = build_rows(nested, 7);
    assert_int_equal(map.area_count, 4);
    assert_int_equal(map.ring_count, 4 + 3);
    assert_rings_whole(&map);
    assert_valid(&map);
    htsc__arcs_clear(&map);
}

/* A corner may move where all four pixels around it may; where a line comes out of those that may not it has a gate. */
static void test_arcs_corners_beside_bound_pixels_are_fixed(void **state) {
    (void)state;
    static const char *const rows[] = {"......", "......", "......", "aaaaaa", "aaaaaa", "aaaaaa"};
    uint8_t classes[36], free_pixels[36];
    for (int i = 0; i < 36; i++) classes[i] = (uint8_t)rows[i / 6][i % 6], free_pixels[i] = i % 6 >= 2;
    htsc__arcs map = build(6, 6, classes, free_pixels);
    int gates = 0;
    for (size_t i = 0; i < map.vertex_count; i++) {
        const htsc__arc_vertex *v = &map.vertices[i];
        assert_true(v->fixed); /* this line has no corners that could move */
        gates += v->x == 2 && v->y == 3;
    }
    assert_int_equal(gates, 1);
    assert_rings_whole(&map);
    htsc__arcs_clear(&map);
}

static void test_arcs_failing_allocation_is_an_error(void **state) {
    (void)state;
    static uint8_t classes[MOST * MOST];
    uint64_t seed = 3;
    for (int k = 0; k < MOST * MOST; k++) classes[k] = (uint8_t)(random_bits(&seed) % 3);
    for (long n = 1;; n++) {
        htsc__arcs map;
        htsc_error err;
        htsc__memory_fail_at(n);
        htsc_status status = htsc__arcs_build(MOST, MOST, classes, NULL, &map, &err);
        htsc__memory_fail_at(0);
        htsc__arcs_clear(&map);
        if (status == HTSC_OK) {
            assert_true(n > 10);
            break;
        }
        assert_int_equal(status, HTSC_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arcs_random_rasters_are_partitions),
        cmocka_unit_test(test_arcs_one_area_is_a_closed_arc),
        cmocka_unit_test(test_arcs_closed_arc_starts_at_its_topmost_corner),
        cmocka_unit_test(test_arcs_diagonal_touch),
        cmocka_unit_test(test_arcs_checkerboard_spiral_and_nested_holes),
        cmocka_unit_test(test_arcs_corners_beside_bound_pixels_are_fixed),
        cmocka_unit_test(test_arcs_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
