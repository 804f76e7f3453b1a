#include "geo/shapes.h"

#include "geo/simplify.h"

enum { MOST = 64 };

typedef struct drawn {
    htsc__arcs map;
    size_t stairs; /* vertices of the arcs before */
} drawn;

static drawn draw(int width, int height, const uint8_t *classes, const uint8_t *free_pixels, double tolerance_px) {
    drawn d;
    htsc_error err;
    assert_ok(htsc__arcs_build(width, height, classes, NULL, &d.map, &err), err);
    d.stairs = d.map.vertex_count;
    htsc__arcs_clear(&d.map);
    assert_ok(htsc__arcs_build(width, height, classes, free_pixels, &d.map, &err), err);
    assert_ok(htsc__arcs_simplify(&d.map, free_pixels, tolerance_px, &err), err);
    return d;
}

typedef struct segment {
    double x[2], y[2];
} segment;

typedef struct segments {
    segment *items;
    size_t count, capacity;
    double width, height;
} segments;

static htsc_status take_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    segments *all = ctx;
    (void)hole;
    assert_true(count >= 4);
    for (size_t i = 0; i + 1 < count; i++) {
        bool edge = (x[i] == x[i + 1] && (x[i] == 0 || x[i] == all->width)) ||
                    (y[i] == y[i + 1] && (y[i] == 0 || y[i] == all->height));
        if (edge) continue; /* of the raster: nobody is beyond */
        assert_int_equal(htsc__grow(&all->items, &all->capacity, all->count + 1, sizeof *all->items, "", err), HTSC_OK);
        all->items[all->count++] = (segment){{x[i], x[i + 1]}, {y[i], y[i + 1]}};
    }
    return HTSC_OK;
}

static int by_place(const void *left, const void *right) {
    return memcmp(left, right, sizeof(segment));
}

/* Whoever is on the other side of a line has the very same two points, the other way round. */
static void assert_shared(segments *all) {
    for (size_t i = 0; i < all->count; i++)
        for (int k = 0; k < 2; k++) {
            all->items[i].x[k] += 0.0, all->items[i].y[k] += 0.0; /* no negative zeros */
        }
    if (all->count == 0) return; /* one area alone */
    qsort(all->items, all->count, sizeof *all->items, by_place);
    for (size_t i = 0; i < all->count; i++) {
        const segment *s = &all->items[i];
        const segment back = {{s->x[1], s->x[0]}, {s->y[1], s->y[0]}};
        assert_non_null(bsearch(&back, all->items, all->count, sizeof back, by_place));
        if (i > 0) assert_true(by_place(s, s - 1) != 0);
    }
    free(all->items);
}

/* Valid polygons, each with the area of its pixels, together the raster: so neither gaps nor overlaps. Areas of at most
 * 4096 pixels of 1: sums of that many terms keep 1e-9. */
static void assert_partition(const htsc__arcs *map) {
    htsc__geos *geos = new_geos();
    const htsc_grid_spec spec = {0, map->height, 1, 1, map->width, map->height};
    htsc__geom **polygons = calloc(map->area_count, sizeof(htsc__geom *)), *whole = NULL;
    double *pixels = calloc(map->area_count, sizeof *pixels);
    segments all = {.width = map->width, .height = map->height};
    htsc_error err;
    assert_true(polygons != NULL && pixels != NULL);
    for (int i = 0; i < map->width * map->height; i++) pixels[map->areas[i]]++;
    for (uint32_t a = 0; a < map->area_count; a++) {
        assert_ok(htsc__arcs_polygon(map, a, &spec, geos, &polygons[a], &err), err);
        assert_int_equal(GEOSisValid_r(htsc__geos_handle(geos), polygons[a]), 1);
        assert_near(htsc__geom_area(geos, polygons[a]), pixels[a], 1e-9);
        assert_ok(htsc__geom_each_ring(geos, polygons[a], take_ring, &all, &err), err);
    }
    assert_shared(&all);
    assert_ok(htsc__geom_union(geos, (const htsc__geom *const *)polygons, map->area_count, &whole, &err), err);
    assert_near(htsc__geom_area(geos, whole), (double)map->width * map->height, 1e-9);
    htsc__geom_free(geos, whole);
    for (uint32_t a = 0; a < map->area_count; a++) htsc__geom_free(geos, polygons[a]);
    free(polygons);
    free(pixels);
    htsc__geos_free(geos);
}

/* Blobs: noise averaged over a neighbourhood and cut into `kinds` classes; reach 0 is noise pixel by pixel. */
static void make_blobs(uint64_t *seed, int width, int height, int reach, int kinds, uint8_t *classes) {
    static double noise[MOST * MOST];
    for (int i = 0; i < width * height; i++) noise[i] = random_in(seed, 0, 1);
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            double sum = 0, count = 0;
            for (int r = row - reach; r <= row + reach; r++)
                for (int c = column - reach; c <= column + reach; c++)
                    if (r >= 0 && c >= 0 && r < height && c < width) sum += noise[r * width + c], count++;
            double level = 0.5 + (sum / count - 0.5) * sqrt(count) * (reach > 0 ? 1.5 : 1);
            int kind = (int)floor(level * kinds);
            classes[row * width + column] = (uint8_t)(kind < 0 ? 0 : kind >= kinds ? kinds - 1 : kind);
        }
}

static void test_simplify_random_rasters_stay_partitions(void **state) {
    (void)state;
    static uint8_t classes[MOST * MOST];
    static const double tolerances_px[] = {0.1, 0.5, 1, 4, 100};
    uint64_t seed = 21;
    for (int i = 0; i < 200; i++) {
        int width = 1 + (int)(random_bits(&seed) % MOST), height = 1 + (int)(random_bits(&seed) % MOST);
        make_blobs(&seed, width, height, i % 5, 2 + i % 3, classes);
        drawn d = draw(width, height, classes, NULL, tolerances_px[i / 5 % 5]);
        assert_partition(&d.map);
        htsc__arcs_clear(&d.map);
    }
}

/* Where lines may not leave the pixels they do not: an area has there what its pixels have. */
static void test_simplify_keeps_out_of_bound_pixels(void **state) {
    (void)state;
    static uint8_t classes[40 * 40], free_pixels[40 * 40];
    uint64_t seed = 5;
    htsc__geos *geos = new_geos();
    const htsc_grid_spec spec = {0, 40, 1, 1, 40, 40};
    for (int i = 0; i < 25; i++) {
        make_blobs(&seed, 40, 40, 1 + i % 3, 3, classes);
        make_blobs(&seed, 40, 40, 1 + i % 4, 2, free_pixels);
        drawn d = draw(40, 40, classes, free_pixels, 2);
        assert_partition(&d.map);
        for (uint32_t a = 0; a < d.map.area_count; a++) {
            htsc__geom *polygon = NULL;
            htsc_error err;
            double bound_px = 0, pixels = 0;
            assert_ok(htsc__arcs_polygon(&d.map, a, &spec, geos, &polygon, &err), err);
            for (int k = 0; k < 1600; k++) {
                if (free_pixels[k]) continue;
                htsc__geom *cell = NULL, *common = NULL;
                char wkt[200];
                int x = k % 40, y = 40 - k / 40;
                snprintf(wkt, sizeof wkt, "POLYGON ((%d %d, %d %d, %d %d, %d %d, %d %d))", x, y, x + 1, y, x + 1, y - 1,
                         x, y - 1, x, y);
                pixels += d.map.areas[k] == a;
                if (d.map.area_count > 40 && d.map.areas[k] != a) continue; /* the other way round says the same */
                cell = from_wkt(geos, wkt);
                assert_ok(htsc__geom_intersection(geos, polygon, cell, &common, &err), err);
                bound_px += htsc__geom_area(geos, common);
                htsc__geom_free(geos, common);
                htsc__geom_free(geos, cell);
            }
            assert_near(bound_px, pixels, 1e-9);
            htsc__geom_free(geos, polygon);
        }
        htsc__arcs_clear(&d.map);
    }
    htsc__geos_free(geos);
}

static drawn draw_rows(const char *const *rows, int height, double tolerance_px) {
    uint8_t classes[MOST * MOST];
    int width = (int)strlen(rows[0]);
    for (int i = 0; i < width * height; i++) classes[i] = (uint8_t)rows[i / width][i % width];
    return draw(width, height, classes, NULL, tolerance_px);
}

/* A flight of stairs of one up, one along, becomes one line; its ends, at the raster's edge, stay. */
static void test_simplify_even_stairs_become_a_line(void **state) {
    (void)state;
    static uint8_t classes[30 * 30];
    for (int i = 0; i < 900; i++) classes[i] = i % 30 >= i / 30;
    drawn d = draw(30, 30, classes, NULL, 1);
    size_t inner = 0;
    for (size_t i = 0; i < d.map.arc_count; i++)
        if (d.map.arcs[i].left != HTSC__NO_AREA && d.map.arcs[i].right != HTSC__NO_AREA) inner = d.map.arcs[i].count;
    assert_true(inner >= 2 && inner <= 6);
    assert_partition(&d.map);
    htsc__arcs_clear(&d.map);
}

static void test_simplify_hard_cases(void **state) {
    (void)state;
    static const char *const touching[] = {".......", ".a.a.a.", "..a.a..", ".a.a.a.", "..aaa..", ".a...a.", "......."};
    static const char *const spiral[] = {"aaaaaaaaa", "........a", "aaaaaaa.a", "a.....a.a", "a.aaa.a.a",
                                         "a.a...a.a", "a.aaaaa.a", "a.......a", "aaaaaaaaa"};
    static const char *const nested[] = {"aaaaaaaaa", "aaabbbaaa", "abbbbbbba", "abbaabbba", "abbacaabb",
                                         "abbaaabba", "abbbbbbba", "aabbbbbaa", "aaaaaaaaa"};
    static const char *const single[] = {"...", ".a.", "..."};
    static const char *const strip[] = {"abacabadabacaba"};
    static const struct {
        const char *const *rows;
        int height;
    } cases[] = {{touching, 7}, {spiral, 9}, {nested, 9}, {single, 3}, {strip, 1}};
    static const double tolerances_px[] = {0.2, 1, 10, 1e6};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t k = 0; k < sizeof tolerances_px / sizeof tolerances_px[0]; k++) {
            drawn d = draw_rows(cases[i].rows, cases[i].height, tolerances_px[k]);
            assert_partition(&d.map);
            for (size_t a = 0; a < d.map.arc_count; a++)
                if (d.map.arcs[a].closed) assert_true(d.map.arcs[a].count >= 5);
            htsc__arcs_clear(&d.map);
        }
}

static void test_simplify_single_pixel_stays_as_it_is(void **state) {
    (void)state;
    static const char *const rows[] = {"...", ".a.", "..."};
    drawn d = draw_rows(rows, 3, 1e6);
    assert_int_equal(d.map.vertex_count, d.stairs);
    for (size_t i = 0; i < d.map.vertex_count; i++)
        assert_true(d.map.vertices[i].x == floor(d.map.vertices[i].x) &&
                    d.map.vertices[i].y == floor(d.map.vertices[i].y));
    htsc__arcs_clear(&d.map);
}

static void test_simplify_checkerboard_stays_as_it_is(void **state) {
    (void)state;
    static uint8_t classes[20 * 20];
    for (int i = 0; i < 400; i++) classes[i] = (uint8_t)((i % 20 + i / 20) % 2);
    drawn d = draw(20, 20, classes, NULL, 1e6);
    assert_int_equal(d.map.vertex_count, d.stairs);
    assert_partition(&d.map);
    htsc__arcs_clear(&d.map);
}

static void test_simplify_no_tolerance_leaves_the_stairs(void **state) {
    (void)state;
    static uint8_t classes[40 * 40];
    uint64_t seed = 8;
    htsc__arcs before;
    htsc_error err;
    make_blobs(&seed, 40, 40, 2, 3, classes);
    assert_ok(htsc__arcs_build(40, 40, classes, NULL, &before, &err), err);
    drawn d = draw(40, 40, classes, NULL, 0);
    assert_int_equal(d.map.vertex_count, before.vertex_count);
    for (size_t i = 0; i < before.vertex_count; i++)
        assert_true(d.map.vertices[i].x == before.vertices[i].x && d.map.vertices[i].y == before.vertices[i].y);
    htsc__arcs_clear(&before);
    htsc__arcs_clear(&d.map);
}

/* Rings of classes around a point, as a mast draws them: what is left of the stairs, and how far lines go from them. */
static void test_simplify_discs_lose_most_vertices_and_stay_near(void **state) {
    (void)state;
    static uint8_t classes[MOST * MOST];
    for (int i = 0; i < MOST * MOST; i++) {
        double distance = hypot(i % MOST - 30.3, i / MOST - 33.1);
        classes[i] = distance < 9.7 ? 2 : distance < 26.2 ? 1 : 0;
    }
    drawn d = draw(MOST, MOST, classes, NULL, 1);
    assert_partition(&d.map);
    print_message("discs: %zu vertices of stairs, %zu drawn\n", d.stairs, d.map.vertex_count);
    assert_true(3 * d.map.vertex_count < d.stairs);
    for (size_t i = 0; i < d.map.vertex_count; i++) {
        const htsc__arc_vertex *v = &d.map.vertices[i];
        if (v->x == 0 || v->y == 0 || v->x == MOST || v->y == MOST) continue;
        double distance = hypot(v->x - 0.5 - 30.3, v->y - 0.5 - 33.1);
        assert_true(fmin(fabs(distance - 9.7), fabs(distance - 26.2)) < 1.5); /* a pixel's diagonal */
    }
    htsc__arcs_clear(&d.map);
}

static void test_simplify_again_gives_the_same_bits(void **state) {
    (void)state;
    static uint8_t classes[MOST * MOST];
    uint64_t seed = 77;
    make_blobs(&seed, MOST, MOST, 2, 3, classes);
    drawn a = draw(MOST, MOST, classes, NULL, 1), b = draw(MOST, MOST, classes, NULL, 1);
    assert_int_equal(a.map.vertex_count, b.map.vertex_count);
    for (size_t i = 0; i < a.map.vertex_count; i++) {
        assert_memory_equal(&a.map.vertices[i].x, &b.map.vertices[i].x, sizeof(double));
        assert_memory_equal(&a.map.vertices[i].y, &b.map.vertices[i].y, sizeof(double));
    }
    htsc__arcs_clear(&a.map);
    htsc__arcs_clear(&b.map);
}

static void test_simplify_failing_allocation_is_an_error(void **state) {
    (void)state;
    static uint8_t classes[30 * 30], free_pixels[30 * 30];
    uint64_t seed = 9;
    make_blobs(&seed, 30, 30, 1, 3, classes);
    make_blobs(&seed, 30, 30, 3, 2, free_pixels);
    for (long n = 1;; n++) {
        htsc__arcs map;
        htsc_error err;
        assert_ok(htsc__arcs_build(30, 30, classes, free_pixels, &map, &err), err);
        htsc__memory_fail_at(n);
        htsc_status status = htsc__arcs_simplify(&map, free_pixels, 1, &err);
        htsc__memory_fail_at(0);
        htsc__arcs_clear(&map);
        if (status == HTSC_OK) {
            assert_true(n > 8);
            break;
        }
        assert_int_equal(status, HTSC_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simplify_random_rasters_stay_partitions),
        cmocka_unit_test(test_simplify_keeps_out_of_bound_pixels),
        cmocka_unit_test(test_simplify_even_stairs_become_a_line),
        cmocka_unit_test(test_simplify_hard_cases),
        cmocka_unit_test(test_simplify_single_pixel_stays_as_it_is),
        cmocka_unit_test(test_simplify_checkerboard_stays_as_it_is),
        cmocka_unit_test(test_simplify_no_tolerance_leaves_the_stairs),
        cmocka_unit_test(test_simplify_discs_lose_most_vertices_and_stay_near),
        cmocka_unit_test(test_simplify_again_gives_the_same_bits),
        cmocka_unit_test(test_simplify_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
