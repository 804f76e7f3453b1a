#include <htscover/refractivity.h>

#include "base/support.h"

enum { ROWS = 121, COLUMNS = 241, TEXT_BYTES = 121 * 241 * 12 };

/* Synthetic maps, plain in both directions, so that bilinear values are known: 300 + lat / 2 + a step of 60 degrees of
 * longitude in a triangle that closes at 360. */
static double n0_at(double lon_deg, double lat_deg) {
    return 300 + lat_deg / 2 + (180 - fabs(fmod(lon_deg + 360, 360.0) - 180)) / 4;
}

static double delta_n_at(double lon_deg, double lat_deg) {
    return 50 - lat_deg / 4 + (180 - fabs(fmod(lon_deg + 360, 360.0) - 180)) / 8;
}

static void put_map(char *text, double (*value)(double, double), const char *gap, const char *end) {
    size_t used = 0;
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++)
            used += (size_t)snprintf(text + used, TEXT_BYTES - used, "%s%.4f%s", c == 0 ? "  " : gap,
                                     value(1.5 * c, 90 - 1.5 * r), c == COLUMNS - 1 ? end : "");
    assert_true(used < TEXT_BYTES);
}

typedef struct maps {
    char n0[TEXT_BYTES], delta_n[TEXT_BYTES];
} maps;

static maps *new_maps(const char *gap, const char *end) {
    maps *m = malloc(sizeof *m);
    assert_non_null(m);
    put_map(m->n0, n0_at, gap, end);
    put_map(m->delta_n, delta_n_at, gap, end);
    return m;
}

static htsc_refractivity *read_maps(scratch *s, const maps *m) {
    htsc_refractivity *map = NULL;
    htsc_error err;
    const char *n0 = scratch_write(s, "N050.TXT", m->n0), *delta_n = scratch_write(s, "DN50.TXT", m->delta_n);
    assert_ok(htsc_refractivity_read(n0, delta_n, &map, &err), err);
    return map;
}

/* 1e-4: the maps' own decimals. */
static void assert_place(const htsc_refractivity *map, double lon_deg, double lat_deg, double n0, double delta_n) {
    double got_n0 = 0, got_delta_n = 0;
    htsc_error err;
    assert_ok(htsc_refractivity_get(map, lon_deg, lat_deg, &got_n0, &got_delta_n, &err), err);
    assert_near(got_n0, n0, 1e-4);
    assert_near(got_delta_n, delta_n, 1e-4);
}

static void test_refractivity_get_is_bilinear_and_wraps(void **state) {
    static const char *const gaps[] = {" ", "\t", "   "}, *const ends[] = {"\n", "\r\n", " \n\n"};
    for (int way = 0; way < 3; way++) {
        maps *m = new_maps(gaps[way], ends[way]);
        htsc_refractivity *map = read_maps(*state, m);
        assert_place(map, 105.37, 20.08, 300 + 10.04 + 105.37 / 4, 50 - 5.02 + 105.37 / 8); /* Thanh Hóa */
        for (double lat = -90; lat <= 90; lat += 0.75)
            for (double lon = -179.25; lon <= 360; lon += 30.75) /* no kink of the triangle but at map points */
                assert_place(map, lon, lat, n0_at(lon, lat), delta_n_at(lon, lat));
        assert_place(map, -254.63, 20.08, 300 + 10.04 + 105.37 / 4, 50 - 5.02 + 105.37 / 8);
        assert_place(map, 825.37, 20.08, 300 + 10.04 + 105.37 / 4, 50 - 5.02 + 105.37 / 8);
        assert_place(map, 359.25, 0, 300 + 0.75 / 4, 50 + 0.75 / 8); /* between the last two columns */
        assert_place(map, -1e-300, 0, 300, 50);                      /* as a turn, just 360 */
        assert_place(map, 0, 90, 345, 27.5);
        assert_place(map, 360, -90, 255, 72.5);
        htsc_refractivity_free(map);
        free(m);
    }
}

static void test_refractivity_get_one_cell_by_hand(void **state) {
    maps *m = new_maps(" ", "\n");
    char *line = m->n0;
    for (int r = 0; r < 46; r++) line = strchr(line, '\n') + 1; /* 21 degrees north */
    /* Columns 70 and 71: 105 and 106.5 degrees; each number takes nine bytes and a blank. */
    for (int r = 0; r < 2; r++, line = strchr(line, '\n') + 1) {
        char *at = line + 2 + 70 * 9;
        memcpy(at, r == 0 ? "310.0000 340.0000" : "330.0000 400.0000", 17);
    }
    htsc_refractivity *map = read_maps(*state, m);
    double n0, delta_n;
    assert_int_equal(htsc_refractivity_get(map, 105.375, 20.25, &n0, &delta_n, NULL), HTSC_OK);
    assert_near(n0, 332.5, 1e-9); /* a quarter along, half down: (317.5 + 347.5) / 2 */
    htsc_refractivity_free(map);
    free(m);
}

static void test_refractivity_get_outside_is_refused(void **state) {
    maps *m = new_maps(" ", "\n");
    htsc_refractivity *map = read_maps(*state, m);
    double n0 = 7, delta_n = 7;
    htsc_error err;
    assert_status(htsc_refractivity_get(map, 0, 90.1, &n0, &delta_n, &err), HTSC_ERR_ARGUMENT, err);
    assert_string_equal(err.message, "lat_deg 90.1 outside [-90, 90]");
    assert_status(htsc_refractivity_get(map, 0, (double)NAN, &n0, &delta_n, &err), HTSC_ERR_ARGUMENT, err);
    assert_status(htsc_refractivity_get(map, (double)INFINITY, 0, &n0, &delta_n, &err), HTSC_ERR_ARGUMENT, err);
    assert_true(n0 == 7 && delta_n == 7);
    htsc_refractivity_free(map);
    free(m);
}

static void check_refused(scratch *s, const char *n0, const char *delta_n, htsc_status status, const char *message) {
    htsc_refractivity *map = (htsc_refractivity *)&s;
    htsc_error err;
    const char *n0_path = scratch_write(s, "N050.TXT", n0), *delta_n_path = scratch_write(s, "DN50.TXT", delta_n);
    assert_status(htsc_refractivity_read(n0_path, delta_n_path, &map, &err), status, err);
    assert_contains(err.message, message);
    assert_null(map);
}

static void test_refractivity_read_bad_files_name_file_and_line(void **state) {
    scratch *s = *state;
    maps *good = new_maps(" ", "\n"), *bad = malloc(sizeof *bad);
    assert_non_null(bad);
    check_refused(s, good->delta_n, good->n0, HTSC_ERR_FORMAT, "N050.TXT:1: N0 27.5 outside [200, 500] N-units");
    check_refused(s, good->n0, good->n0, HTSC_ERR_FORMAT, "DN50.TXT:1: delta N 345 outside [-50, 200) N-units/km");
    check_refused(s, "", good->delta_n, HTSC_ERR_FORMAT, "N050.TXT:0: ends after 0 lines of numbers, expected 121");
    check_refused(s, "300 301\n", good->delta_n, HTSC_ERR_FORMAT, "N050.TXT:1: 2 numbers, expected 241");
    *bad = *good;
    memcpy(strchr(bad->n0, '\n') + 3, "3x", 2);
    check_refused(s, bad->n0, good->delta_n, HTSC_ERR_FORMAT, "N050.TXT:2: \"3x");
    *bad = *good;
    *strchr(bad->n0, '\n') = ' ';
    check_refused(s, bad->n0, good->delta_n, HTSC_ERR_FORMAT, "N050.TXT:1: more than 241 numbers");
    *bad = *good;
    *(strrchr(bad->delta_n, '\n')) = '\0';
    *(strrchr(bad->delta_n, '\n') + 1) = '\0';
    check_refused(s, good->n0, bad->delta_n, HTSC_ERR_FORMAT, "DN50.TXT:120: ends after 120 lines");
    *bad = *good;
    strcat(bad->delta_n, "50\n");
    check_refused(s, good->n0, bad->delta_n, HTSC_ERR_FORMAT, "DN50.TXT:122: more than 121 lines of numbers");
    htsc_refractivity *map;
    htsc_error err;
    assert_status(htsc_refractivity_read("/nowhere/N050.TXT", "x", &map, &err), HTSC_ERR_IO, err);
    htsc_refractivity_free(NULL);
    free(bad);
    free(good);
}

static htsc_status read_once(void *ctx, htsc_error *err) {
    char *const *paths = ctx;
    htsc_refractivity *map;
    htsc_status status = htsc_refractivity_read(paths[0], paths[1], &map, err);
    htsc_refractivity_free(map);
    return status;
}

static void test_refractivity_failing_allocation_is_an_error(void **state) {
    maps *m = new_maps(" ", "\n");
    char *paths[2] = {strdup(scratch_write(*state, "n", m->n0)), strdup(scratch_write(*state, "d", m->delta_n))};
    assert_true(fail_each_allocation(read_once, paths) >= 3);
    free(paths[0]);
    free(paths[1]);
    free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_refractivity_get_is_bilinear_and_wraps),
        IN_SCRATCH(test_refractivity_get_one_cell_by_hand),
        IN_SCRATCH(test_refractivity_get_outside_is_refused),
        IN_SCRATCH(test_refractivity_read_bad_files_name_file_and_line),
        IN_SCRATCH(test_refractivity_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
