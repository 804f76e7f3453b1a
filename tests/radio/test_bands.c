#include <htscover/link.h>

#include "near.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const double nr_bandwidths_mhz[] = {5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100};

/* TS 38.101-1 V17, table 5.3.2-1, a row a spacing as the table has them; 0 for its N/A. */
static const int nr_15khz[] = {25, 52, 79, 106, 133, 160, 188, 216, 242, 270, 0, 0, 0, 0, 0};
static const int nr_30khz[] = {11, 24, 38, 51, 65, 78, 92, 106, 119, 133, 162, 189, 217, 245, 273};
static const int nr_60khz[] = {0, 11, 18, 24, 31, 38, 44, 51, 58, 65, 79, 93, 107, 121, 135};

static void test_resource_blocks_5g_is_the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(nr_bandwidths_mhz); i++) {
        assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, nr_bandwidths_mhz[i], 15.0), nr_15khz[i]);
        assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, nr_bandwidths_mhz[i], 30.0), nr_30khz[i]);
        assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, nr_bandwidths_mhz[i], 60.0), nr_60khz[i]);
    }
}

/* A carrier's blocks fit in its bandwidth, and fill all but a fifth of it: TS 38.101-1 table 5.3.3-1 leaves guards. 5
 * MHz at 30 kHz, 10 and 15 MHz at 60 kHz are the narrowest. */
static void test_resource_blocks_5g_fill_the_carrier(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(nr_bandwidths_mhz); i++) {
        for (double scs_khz = 15.0; scs_khz <= 60.0; scs_khz *= 2.0) {
            int blocks = htsc_resource_blocks(HTSC_TECHNOLOGY_5G, nr_bandwidths_mhz[i], scs_khz);
            double used_frac = 12.0 * blocks * scs_khz / 1000.0 / nr_bandwidths_mhz[i];
            assert_true(blocks == 0 || (used_frac > 0.79 && used_frac < 0.99));
        }
    }
}

/* The shares in dB as commonly quoted, to their two decimals. */
static void test_resource_blocks_5g_shares_in_decibels(void **state) {
    (void)state;
    static const double quoted[][2] = {{20, 27.87}, {40, 31.04}, {50, 32.03}, {80, 34.16}, {100, 35.15}};
    for (size_t i = 0; i < COUNT_OF(quoted); i++) {
        int blocks = htsc_resource_blocks(HTSC_TECHNOLOGY_5G, quoted[i][0], 30.0);
        assert_near(10.0 * log10(12.0 * blocks), quoted[i][1], 0.0051);
    }
}

static void test_resource_blocks_4g_is_the_table(void **state) {
    (void)state;
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 1.4, 15.0), 6);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 3.0, 15.0), 15);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 5.0, 15.0), 25);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 10.0, 15.0), 50);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 15.0, 15.0), 75);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 20.0, 15.0), 100);
}

static void test_resource_blocks_no_such_pair_is_0(void **state) {
    (void)state;
    const double none = (double)NAN;
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, 12.0, 30.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, 100.0, 120.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, none, 30.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_5G, 100.0, none), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 20.0, 30.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_4G, 100.0, 15.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_3G, 5.0, 15.0), 0);
    assert_int_equal(htsc_resource_blocks(HTSC_TECHNOLOGY_2G, 0.2, 15.0), 0);
}

typedef struct named_band {
    const char *name;
    double centre_mhz;
} named_band;

static void check_bands(htsc_technology technology, const named_band *bands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_near(htsc_band_freq_mhz(technology, bands[i].name), bands[i].centre_mhz, 0.0);
    }
}

static void test_band_freq_5g_is_the_middle_of_the_downlink(void **state) {
    (void)state;
    static const named_band bands[] = {
        {"n1", 2140.0},  {"n2", 1960.0},  {"n3", 1842.5},  {"n5", 881.5},   {"n7", 2655.0},
        {"n8", 942.5},   {"n20", 806.0},  {"n28", 780.5},  {"n34", 2017.5}, {"n38", 2595.0},
        {"n39", 1900.0}, {"n40", 2350.0}, {"n41", 2593.0}, {"n66", 2155.0}, {"n71", 634.5},
        {"n77", 3750.0}, {"n78", 3550.0}, {"n79", 4700.0}, {"N78", 3550.0},
    };
    check_bands(HTSC_TECHNOLOGY_5G, bands, COUNT_OF(bands));
}

static void test_band_freq_4g_is_the_middle_of_the_downlink(void **state) {
    (void)state;
    static const named_band bands[] = {
        {"B1", 2140.0},  {"B2", 1960.0},  {"B3", 1842.5},  {"B4", 2132.5},  {"B5", 881.5},   {"B7", 2655.0},
        {"B8", 942.5},   {"B12", 737.5},  {"B20", 806.0},  {"B28", 780.5},  {"B34", 2017.5}, {"B38", 2595.0},
        {"B39", 1900.0}, {"B40", 2350.0}, {"B41", 2593.0}, {"B66", 2155.0}, {"b3", 1842.5},  {"3", 1842.5},
    };
    check_bands(HTSC_TECHNOLOGY_4G, bands, COUNT_OF(bands));
}

static void test_band_freq_unknown_name_is_nan(void **state) {
    (void)state;
    static const char *const not_5g[] = {"",     "n",    "n0",   "n4",    "78",  "B3", "n078",
                                         "n78 ", " n78", "n78a", "n7812", "n-1", "nn1"};
    static const char *const not_4g[] = {"",    "B",  "B0",  "n3",      "B71",        "B03",
                                         "B3a", "03", "BB3", "1000003", "B4294967299"};
    for (size_t i = 0; i < COUNT_OF(not_5g); i++) {
        assert_true(isnan(htsc_band_freq_mhz(HTSC_TECHNOLOGY_5G, not_5g[i])));
    }
    for (size_t i = 0; i < COUNT_OF(not_4g); i++) {
        assert_true(isnan(htsc_band_freq_mhz(HTSC_TECHNOLOGY_4G, not_4g[i])));
    }
    assert_true(isnan(htsc_band_freq_mhz(HTSC_TECHNOLOGY_5G, NULL)));
    assert_true(htsc_band_freq_mhz(HTSC_TECHNOLOGY_3G, "B1") == htsc_band_freq_mhz(HTSC_TECHNOLOGY_4G, "B1"));
    assert_true(isnan(htsc_band_freq_mhz(HTSC_TECHNOLOGY_2G, "900")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resource_blocks_5g_is_the_table),
        cmocka_unit_test(test_resource_blocks_5g_fill_the_carrier),
        cmocka_unit_test(test_resource_blocks_5g_shares_in_decibels),
        cmocka_unit_test(test_resource_blocks_4g_is_the_table),
        cmocka_unit_test(test_resource_blocks_no_such_pair_is_0),
        cmocka_unit_test(test_band_freq_5g_is_the_middle_of_the_downlink),
        cmocka_unit_test(test_band_freq_4g_is_the_middle_of_the_downlink),
        cmocka_unit_test(test_band_freq_unknown_name_is_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
