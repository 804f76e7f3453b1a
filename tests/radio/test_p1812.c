#include <htscover/p1812.h>
#include <htscover/propagation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "radio/p1812.h"

enum { POINTS_MAX = 512 };

/* A profile with room of its own. */
typedef struct path {
    size_t count;
    double distance_km[POINTS_MAX], ground_amsl_m[POINTS_MAX], clutter_m[POINTS_MAX];
    uint8_t zone[POINTS_MAX];
    bool has_clutter, has_zone;
} path;

static htsc_p1812_profile profile_of(const path *p) {
    return (htsc_p1812_profile){p->count, p->distance_km, p->ground_amsl_m, p->has_clutter ? p->clutter_m : NULL,
                                p->has_zone ? p->zone : NULL};
}

static htsc_p1812_options options_of(double freq_ghz, double tx_m, double rx_m) {
    htsc_p1812_options options;
    htsc_p1812_options_init(&options);
    options.freq_ghz = freq_ghz;
    options.tx_height_agl_m = tx_m;
    options.rx_height_agl_m = rx_m;
    return options;
}

static htsc_p1812_result loss_of(const path *p, const htsc_p1812_options *options) {
    htsc_p1812_profile profile = profile_of(p);
    htsc_p1812_result result;
    htsc_error err = {0};
    if (htsc_p1812_loss(&profile, options, &result, &err) != HTSC_OK) fail_msg("%s", err.message);
    return result;
}

/* Vectors ---------------------------------------------------------------------------------------------------------- */

static int split_numbers(const char *text, double *values, int max) {
    int count = 0;
    for (char *end; count < max; text = end + 1) {
        values[count++] = strtod(text, &end);
        assert_true(end != text);
        if (*end != ',') {
            assert_true(*end == '\n' || *end == '\0');
            break;
        }
    }
    return count;
}

enum { COLUMN_COUNT = 25 };

static void check_case(const path *p, const char *name, const double *v, double *worst) {
    htsc_p1812_options options = options_of(v[0], v[1], v[2]);
    options.polarization = v[3] > 1.5 ? HTSC_POLARIZATION_VERTICAL : HTSC_POLARIZATION_HORIZONTAL;
    options.time_pct = v[4];
    options.location_pct = v[5];
    options.location_sigma_db = v[6];
    options.resolution_m = v[7];
    options.mid_latitude_deg = v[8];
    options.delta_n = v[9];
    options.n0 = v[10];
    options.dct_km = v[11];
    options.dcr_km = v[12];
    options.smooth_path_alternative = v[13] > 0.5;
    const htsc_p1812_result r = loss_of(p, &options);
    const htsc_p1812_breakdown *b = &r.breakdown;
    const double found[] = {r.loss_db, b->lbfs_db, b->lb0p_db,    b->ld50_db, b->ldp_db, b->lba_db,
                            b->lbs_db, b->lbc_db,  b->theta_mrad, b->hm_m,    b->b0_pct};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        const double off = fabs(found[i] - v[14 + i]);
        if (!(off <= 1e-6)) fail_msg("%s: result %zu is %.12g, not %.12g", name, i, found[i], v[14 + i]);
        *worst = fmax(*worst, off);
    }
    assert_near(r.field_dbuvm + r.loss_db, 199.36 + 20 * log10(options.freq_ghz), 1e-9);
}

static void test_p1812_loss_vectors_match(void **state) {
    (void)state;
    FILE *file = fopen(HTSC_TEST_DIR "/radio/vectors/p1812.csv", "r");
    assert_non_null(file);
    static path p;
    char line[1024], name[64] = "";
    int profiles = 0, cases = 0;
    double values[COLUMN_COUNT], worst = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') continue;
        if (strncmp(line, "case,", 5) == 0) {
            assert_int_equal(split_numbers(line + 5, values, COLUMN_COUNT), COLUMN_COUNT);
            check_case(&p, name, values, &worst);
            cases++;
            continue;
        }
        int has_clutter, has_zone;
        assert_int_equal(sscanf(line, "profile,%63[^,],%zu,%d,%d", name, &p.count, &has_clutter, &has_zone), 4);
        assert_true(p.count <= POINTS_MAX);
        p.has_clutter = has_clutter != 0;
        p.has_zone = has_zone != 0;
        for (size_t i = 0; i < p.count; i++) {
            assert_non_null(fgets(line, sizeof line, file));
            assert_int_equal(split_numbers(line, values, 4), 4);
            p.distance_km[i] = values[0];
            p.ground_amsl_m[i] = values[1];
            p.clutter_m[i] = values[2];
            p.zone[i] = (uint8_t)values[3];
        }
        profiles++;
    }
    fclose(file);
    print_message("%d profiles, %d cases within %.1e\n", profiles, cases, worst);
    assert_true(profiles >= 60 && cases >= 120);
}

/* Known values ----------------------------------------------------------------------------------------------------- */

static path straight(double total_km, size_t count, double from_m, double to_m) {
    path p = {.count = count};
    for (size_t i = 0; i < count; i++) {
        const double share = count > 1 ? (double)i / (double)(count - 1) : 0;
        p.distance_km[i] = total_km * share;
        p.ground_amsl_m[i] = from_m + (to_m - from_m) * share;
    }
    return p;
}

static void test_p1812_loss_clear_path_is_free_space(void **state) {
    (void)state;
    /* 1 km at 2 GHz between antennas of equal height: 92.4 + 20 log10(2) = 98.4206 dB by (8). */
    path p = straight(1, 30, 5, 5);
    htsc_p1812_options options = options_of(2, 100, 100);
    htsc_p1812_result r = loss_of(&p, &options);
    assert_near(r.loss_db, 98.42059991, 1e-6);
    assert_near(r.field_dbuvm, 106.96, 1e-6); /* 199.36 + 6.0206 - 98.4206 */
    assert_int_equal(r.validity, 0);
}

static void test_p1812_inverse_normal_known_quantiles_match(void **state) {
    (void)state;
    /* Attachment 2 bounds its error by 0.00054. */
    assert_near(htsc__p1812_inverse_normal(0.5), 0, 1e-8);
    assert_near(htsc__p1812_inverse_normal(0.1), 1.281551566, 0.00054);
    assert_near(htsc__p1812_inverse_normal(0.01), 2.326347874, 0.00054);
    assert_near(htsc__p1812_inverse_normal(0.9), -1.281551566, 0.00054);
    assert_near(htsc__p1812_inverse_normal(0), htsc__p1812_inverse_normal(1e-6), 0);
}

static void test_p1812_loss_location_share_adds_its_quantile(void **state) {
    (void)state;
    path p = straight(30, 60, 0, 0);
    p.ground_amsl_m[30] = 200; /* well above free space */
    p.has_clutter = true;
    p.clutter_m[59] = 10;
    htsc_p1812_options options = options_of(3.5, 30, 1.5);
    const double median_db = loss_of(&p, &options).loss_db;
    options.location_pct = 90;
    /* Under the clutter: (0.52 + 0.024 * 3.5) 100^0.28 = 2.192991 dB. */
    assert_near(loss_of(&p, &options).breakdown.sigma_db, 2.192991, 1e-5);
    assert_near(loss_of(&p, &options).loss_db - median_db, 1.28155 * 2.192991, 0.00054 * 2.2);
    options.rx_height_agl_m = 15; /* halfway between the clutter and 10 m over it */
    assert_near(loss_of(&p, &options).breakdown.sigma_db, 2.192991 / 2, 1e-5);
    options.location_sigma_db = 8;
    assert_near(loss_of(&p, &options).breakdown.sigma_db, 8, 0);
    options.location_sigma_db = HTSC_P1812_SIGMA_AUTO;
    p.has_zone = true;
    memset(p.zone, HTSC_P1812_INLAND, sizeof p.zone);
    p.zone[59] = HTSC_P1812_SEA;
    assert_near(loss_of(&p, &options).breakdown.sigma_db, 0, 0);
}

static void test_p1812_loss_zones_have_their_lengths(void **state) {
    (void)state;
    path p = straight(10, 11, 0, 0);
    static const uint8_t zone[11] = {4, 4, 4, 3, 1, 1, 1, 3, 4, 4, 4};
    memcpy(p.zone, zone, sizeof zone);
    p.has_zone = true;
    htsc_p1812_options options = options_of(0.7, 30, 10);
    htsc_p1812_breakdown b = loss_of(&p, &options).breakdown;
    assert_near(b.omega_frac, 0.3, 1e-12);
    assert_near(b.dtm_km, 3.5, 1e-12);
    assert_near(b.dlm_km, 2.5, 1e-12);
    memset(p.zone, HTSC_P1812_SEA, 11);
    b = loss_of(&p, &options).breakdown;
    assert_near(b.omega_frac, 1, 0);
    assert_near(b.dtm_km, 0, 0);
}

/* A terminal at sea is at the coast; one inland couples into the duct only within 5 km of it. */
static void test_p1812_loss_coast_distances_count_near_the_sea(void **state) {
    (void)state;
    path p = straight(150, 151, 0, 0);
    memset(p.zone, HTSC_P1812_SEA, 151);
    p.has_zone = true;
    p.zone[0] = p.zone[150] = HTSC_P1812_COAST;
    htsc_p1812_options options = options_of(2, 30, 10);
    options.time_pct = 1;
    const double far_db = loss_of(&p, &options).breakdown.lba_db;
    options.dct_km = 0.4;
    const double near_db = loss_of(&p, &options).breakdown.lba_db;
    assert_near(near_db - far_db, -3 * exp(-0.25 * 0.4 * 0.4) * (1 + tanh(0.07 * 20)), 1e-9);
    options.dct_km = 5.01;
    assert_near(loss_of(&p, &options).breakdown.lba_db, far_db, 0);
    p.zone[0] = HTSC_P1812_SEA;
    options.dct_km = 500;
    const double at_sea_db = loss_of(&p, &options).breakdown.lba_db;
    options.dct_km = 0;
    assert_near(at_sea_db, loss_of(&p, &options).breakdown.lba_db, 0);
}

/* The alternative is what the Bullington loss of the smooth path tends to with many points. */
static void test_p1812_loss_alternative_is_the_limit_of_fine_profiles(void **state) {
    (void)state;
    static const double lengths_km[] = {3, 12, 25, 45, 90};
    for (size_t i = 0; i < sizeof lengths_km / sizeof *lengths_km; i++) {
        path p = straight(lengths_km[i], POINTS_MAX, 20, 20);
        htsc_p1812_options options = options_of(0.9, 40, 10);
        const htsc_p1812_breakdown by_points = loss_of(&p, &options).breakdown;
        options.smooth_path_alternative = true;
        const htsc_p1812_breakdown by_heights = loss_of(&p, &options).breakdown;
        /* 511 steps see the highest point to within half a step. */
        assert_near(by_points.lbulls50_db, by_heights.lbulls50_db, 0.02);
        assert_near(by_points.lbulls_db, by_heights.lbulls_db, 0.02);
        assert_near(by_points.lbulla_db, by_heights.lbulla_db, 0);
    }
}

/* Properties over random paths ---------------------------------------------------------------------------------------
 */

static uint64_t seed = 20260101;

static double uniform(double low, double high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static void random_path(path *p, double shortest_km, double longest_km) {
    p->count = 3 + (size_t)uniform(0, 80);
    p->has_clutter = uniform(0, 1) < 0.5;
    p->has_zone = uniform(0, 1) < 0.5;
    const double total = exp(uniform(log(shortest_km), log(longest_km)));
    const double rough = pow(10, uniform(0, 2.8));
    const size_t sea_from = (size_t)uniform(0, 80), sea_to = sea_from + (size_t)uniform(0, 80);
    for (size_t i = 0; i < p->count; i++) {
        const double jitter = i > 0 && i + 1 < p->count ? uniform(-0.45, 0.45) : 0;
        p->distance_km[i] = total * ((double)i + jitter) / (double)(p->count - 1);
        p->zone[i] = i >= sea_from && i < sea_to ? HTSC_P1812_SEA
                     : uniform(0, 1) < 0.3       ? HTSC_P1812_COAST
                                                 : HTSC_P1812_INLAND;
        p->ground_amsl_m[i] = p->has_zone && p->zone[i] == HTSC_P1812_SEA ? 0 : uniform(0, rough);
        p->clutter_m[i] = p->has_zone && p->zone[i] == HTSC_P1812_SEA ? 0 : floor(uniform(0, 3)) * 10;
    }
    p->distance_km[0] = 0;
    p->distance_km[p->count - 1] = total;
}

static htsc_p1812_options random_options(void) {
    htsc_p1812_options options = options_of(exp(uniform(log(0.03), log(6))), exp(uniform(0, 8)), exp(uniform(0, 4)));
    options.polarization = uniform(0, 1) < 0.5 ? HTSC_POLARIZATION_HORIZONTAL : HTSC_POLARIZATION_VERTICAL;
    options.mid_latitude_deg = uniform(-90, 90);
    options.delta_n = uniform(20, 100);
    options.n0 = uniform(280, 390);
    options.dct_km = uniform(0, 8);
    options.dcr_km = uniform(0, 8);
    options.smooth_path_alternative = uniform(0, 1) < 0.3;
    return options;
}

enum { RANDOM_PATHS = 4000 };

static void test_p1812_loss_random_paths_keep_to_free_space(void **state) {
    (void)state;
    static path p;
    for (int turn = 0; turn < RANDOM_PATHS; turn++) {
        random_path(&p, 0.01, 900);
        htsc_p1812_options options = random_options();
        htsc_p1812_result r = loss_of(&p, &options);
        assert_true(r.loss_db >= r.breakdown.lbfs_db);
        options.time_pct = uniform(1, 50);
        options.location_pct = uniform(1, 99);
        r = loss_of(&p, &options);
        assert_true(r.loss_db >= r.breakdown.lbfs_db - 2.6 * log10(50 / options.time_pct));
        assert_true(isfinite(r.field_dbuvm));
    }
}

static void test_p1812_loss_less_time_is_not_more_loss(void **state) {
    (void)state;
    static path p;
    static const double times[] = {1, 2, 4, 8, 15, 25, 35, 45, 49, 50};
    int compared = 0;
    for (int turn = 0; turn < RANDOM_PATHS; turn++) {
        random_path(&p, 0.05, 900);
        htsc_p1812_options options = random_options();
        double before = -HUGE_VAL;
        for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
            options.time_pct = times[i];
            const htsc_p1812_result r = loss_of(&p, &options);
            if (r.breakdown.ldb_db > r.breakdown.ld50_db) break; /* the exception the header names */
            if (r.loss_db < before - 1e-9)
                fail_msg("path %d: %.9f dB at %g %%, %.9f before", turn, r.loss_db, times[i], before);
            before = r.loss_db;
            compared++;
        }
    }
    print_message("%d pairs\n", compared);
    assert_true(compared > RANDOM_PATHS);
}

static void test_p1812_loss_swapped_ends_are_equal(void **state) {
    (void)state;
    static path p, q;
    for (int turn = 0; turn < RANDOM_PATHS; turn++) {
        random_path(&p, 0.01, 900);
        htsc_p1812_options options = random_options();
        options.time_pct = uniform(1, 50);
        const double there_db = loss_of(&p, &options).loss_db;
        q = p;
        const size_t last = p.count - 1;
        for (size_t i = 0; i <= last; i++) {
            q.distance_km[i] = p.distance_km[last] - p.distance_km[last - i];
            q.ground_amsl_m[i] = p.ground_amsl_m[last - i];
            q.clutter_m[i] = p.clutter_m[last - i];
            q.zone[i] = p.zone[last - i];
        }
        const htsc_p1812_options forth = options;
        options.tx_height_agl_m = forth.rx_height_agl_m;
        options.rx_height_agl_m = forth.tx_height_agl_m;
        options.dct_km = forth.dcr_km;
        options.dcr_km = forth.dct_km;
        /* Slopes near the ends cancel: millimetres of height over millimetres of distance. */
        assert_near(loss_of(&q, &options).loss_db, there_db, 1e-7);
    }
}

/* The same shape, shrunk towards the mast: no step anywhere, free space at the end. The Recommendation itself steps by
 * hundredths where its parts are pieced together: (12) at -0.78, (33), (35). */
static void test_p1812_loss_towards_the_mast_runs_into_free_space(void **state) {
    (void)state;
    static path p, q;
    for (int turn = 0; turn < 60; turn++) {
        random_path(&p, 1, 1);
        const htsc_p1812_options options = random_options();
        q = p;
        double before_db = 0, before_fs = 0;
        double d = 2;
        for (int step = 0; d > 1e-7; step++) {
            d = 2 * pow(0.9995, step);
            for (size_t i = 0; i < p.count; i++) q.distance_km[i] = p.distance_km[i] * d;
            const htsc_p1812_result r = loss_of(&q, &options);
            if (before_db > 0 && fabs(r.loss_db - before_db) > 0.15) {
                fail_msg("path %d: %.6f dB at %g km, %.6f before; free space %.6f and %.6f", turn, r.loss_db, d,
                         before_db, r.breakdown.lbfs_db, before_fs);
            }
            assert_int_equal(r.validity, d < 0.25 ? HTSC_VALIDITY_DISTANCE : 0);
            before_db = r.loss_db;
            before_fs = r.breakdown.lbfs_db;
        }
        assert_near(before_db, before_fs, 1e-9);
        for (size_t i = 0; i < p.count; i++) q.distance_km[i] = p.distance_km[i] * 1e-5;
        assert_near(loss_of(&q, &options).loss_db, loss_of(&q, &options).breakdown.lbfs_db, 0.05);
    }
}

/* Degenerate paths ---------------------------------------------------------------------------------------------------
 */

static void check_finite(const path *p, double tx_m, double rx_m) {
    static const double freqs[] = {0.03, 0.7, 6}, times[] = {1, 50};
    for (int i = 0; i < 12; i++) {
        htsc_p1812_options options = options_of(freqs[i % 3], tx_m, rx_m);
        options.time_pct = times[i / 3 % 2];
        options.smooth_path_alternative = i >= 6;
        const htsc_p1812_result r = loss_of(p, &options);
        double values[sizeof r.breakdown / sizeof(double)];
        memcpy(values, &r.breakdown, sizeof values);
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            if (!isfinite(values[k])) fail_msg("breakdown %zu is %g", k, values[k]);
        }
        assert_true(isfinite(r.loss_db) && isfinite(r.field_dbuvm));
        assert_true(r.loss_db >= r.breakdown.lbfs_db - 4.42);
    }
}

static void test_p1812_loss_degenerate_paths_are_finite(void **state) {
    (void)state;
    static const double heights[][2] = {{1, 1}, {30, 1.5}, {3000, 1}, {3000, 3000}};
    static const double lengths_km[] = {0, 1e-9, 1e-6, 1e-4, 0.01, 0.25, 5, 300, 3000};
    for (size_t h = 0; h < sizeof heights / sizeof *heights; h++) {
        for (size_t i = 0; i < sizeof lengths_km / sizeof *lengths_km; i++) {
            for (size_t count = 1; count <= 4; count++) {
                if (count == 1 && lengths_km[i] > 0) continue;
                path p = straight(lengths_km[i], count, 10, 10);
                check_finite(&p, heights[h][0], heights[h][1]);
                p = straight(lengths_km[i], count, -400, 8800);
                check_finite(&p, heights[h][0], heights[h][1]);
            }
            path all_sea = straight(lengths_km[i], 40, 0, 0);
            memset(all_sea.zone, HTSC_P1812_SEA, sizeof all_sea.zone);
            all_sea.has_zone = true;
            check_finite(&all_sea, heights[h][0], heights[h][1]);

            path cliff = straight(lengths_km[i], 40, 0, 0);
            for (size_t k = 0; k < 20; k++) cliff.ground_amsl_m[k] = 1500;
            cliff.distance_km[19] = cliff.distance_km[20]; /* two heights at one place */
            check_finite(&cliff, heights[h][0], heights[h][1]);

            path wall = straight(lengths_km[i], 41, 0, 0);
            wall.ground_amsl_m[1] = wall.ground_amsl_m[39] = 9000;
            check_finite(&wall, heights[h][0], heights[h][1]);

            path buried = straight(lengths_km[i], 40, 0, 0);
            for (size_t k = 0; k < 40; k++) buried.clutter_m[k] = 60;
            buried.has_clutter = true;
            check_finite(&buried, heights[h][0], heights[h][1]);

            path bunched = straight(lengths_km[i], 6, 0, 50); /* points on the terminals themselves */
            bunched.distance_km[1] = 0;
            bunched.distance_km[4] = bunched.distance_km[5];
            check_finite(&bunched, heights[h][0], heights[h][1]);
        }
    }
}

/* One point on the line between the antennas to the last bits: both slopes meet on the line, and where is rounding. */
static void test_p1812_loss_grazing_path_has_its_knife_edge(void **state) {
    (void)state;
    static path p;
    for (int turn = 0; turn < 2000; turn++) {
        const double total = uniform(0.3, 9);
        p = straight(total, 12, 0, 0);
        const htsc_p1812_options options = options_of(0.03, 60, 60 + uniform(0, 20));
        const size_t at = 2 + (size_t)uniform(0, 8);
        const double near = p.distance_km[at], far = total - near;
        const double line_m = (60 * far + options.rx_height_agl_m * near) / total;
        const double on_line_m = line_m - 500 / loss_of(&p, &options).breakdown.ae_km * near * far;
        p.ground_amsl_m[at] = on_line_m + (turn % 41 - 20) * 7e-15;
        /* (12) at 0, then (21). */
        const double edge_db = 6.9 + 20 * log10(sqrt(1.01) - 0.1);
        const double expected_db = edge_db + (1 - exp(-edge_db / 6)) * (10 + 0.02 * total);
        assert_near(loss_of(&p, &options).breakdown.lbulla50_db, expected_db, 1e-6);
    }
}

static void test_p1812_loss_receiver_at_the_mast_is_free_space(void **state) {
    (void)state;
    path p = straight(0, 1, 30, 30);
    htsc_p1812_options options = options_of(2.6, 30, 1.5);
    htsc_p1812_result r = loss_of(&p, &options);
    assert_near(r.loss_db, 92.4 + 20 * log10(2.6) + 20 * log10(0.0285), 1e-9);
    assert_int_equal(r.validity, HTSC_VALIDITY_DISTANCE);
    options.rx_height_agl_m = 30; /* at the antenna itself: 1 m */
    r = loss_of(&p, &options);
    assert_near(r.loss_db, 92.4 + 20 * log10(2.6) - 60, 1e-9);
    path two = straight(0, 2, 30, 30);
    assert_near(loss_of(&two, &options).loss_db, r.loss_db, 0);
}

static void test_p1812_loss_no_point_between_is_as_one_halfway(void **state) {
    (void)state;
    path two = straight(6, 2, 10, 90), three = straight(6, 3, 10, 90);
    const htsc_p1812_options options = options_of(0.7, 12, 2);
    assert_near(loss_of(&two, &options).loss_db, loss_of(&three, &options).loss_db, 1e-9);
}

/* Errors -------------------------------------------------------------------------------------------------------------
 */

static void expect_refusal(const path *p, const htsc_p1812_options *options, const char *says) {
    const htsc_p1812_profile profile = profile_of(p);
    htsc_p1812_result result, untouched;
    memset(&result, 0x5a, sizeof result);
    memset(&untouched, 0x5a, sizeof untouched);
    htsc_error err = {0};
    assert_int_equal(htsc_p1812_loss(&profile, options, &result, &err), HTSC_ERR_ARGUMENT);
    if (strstr(err.message, says) == NULL) fail_msg("'%s' lacks '%s'", err.message, says);
    assert_memory_equal(&result, &untouched, sizeof result);
    assert_int_equal(htsc_p1812_loss(&profile, options, &result, NULL), HTSC_ERR_ARGUMENT);
}

static void test_p1812_loss_bad_options_are_refused(void **state) {
    (void)state;
    const path p = straight(5, 10, 0, 0);
    htsc_p1812_options unset, good = options_of(0.7, 30, 1.5), bad;
    htsc_p1812_options_init(&unset);
    expect_refusal(&p, &unset, "freq_ghz 0 outside [0.03, 6]");
    const struct {
        size_t offset;
        double low, high;
        const char *says;
    } ranges[] = {
        {offsetof(htsc_p1812_options, freq_ghz), 0.0299, 6.01, "freq_ghz"},
        {offsetof(htsc_p1812_options, tx_height_agl_m), 0.9, 3001, "tx_height_agl_m"},
        {offsetof(htsc_p1812_options, rx_height_agl_m), 0.9, 3001, "rx_height_agl_m"},
        {offsetof(htsc_p1812_options, time_pct), 0.9, 50.1, "time_pct"},
        {offsetof(htsc_p1812_options, location_pct), 0.9, 99.1, "location_pct"},
        {offsetof(htsc_p1812_options, location_sigma_db), -0.5, 51, "location_sigma_db"},
        {offsetof(htsc_p1812_options, resolution_m), 0, 10001, "resolution_m"},
        {offsetof(htsc_p1812_options, mid_latitude_deg), -91, 91, "mid_latitude_deg"},
        {offsetof(htsc_p1812_options, delta_n), -1, 157, "delta_n"},
        {offsetof(htsc_p1812_options, n0), 199, 501, "n0"},
        {offsetof(htsc_p1812_options, dct_km), -1, 20001, "dct_km"},
        {offsetof(htsc_p1812_options, dcr_km), -1, 20001, "dcr_km"},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const double values[] = {ranges[i].low, ranges[i].high, (double)NAN, HUGE_VAL};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            bad = good;
            memcpy((char *)&bad + ranges[i].offset, &values[k], sizeof(double));
            char says[64];
            snprintf(says, sizeof says, "%s %g outside [", ranges[i].says, values[k]);
            expect_refusal(&p, &bad, says);
        }
    }
    bad = good;
    bad.polarization = (htsc_polarization)3;
    expect_refusal(&p, &bad, "polarization 3 not 1 (horizontal) or 2 (vertical)");
    bad = good;
    bad.struct_size = 8;
    expect_refusal(&p, &bad, "struct_size 8 under");
}

static void test_p1812_loss_bad_profiles_are_refused(void **state) {
    (void)state;
    const htsc_p1812_options options = options_of(0.7, 30, 1.5);
    path p = straight(5, 10, 0, 0);
    p.count = 0;
    expect_refusal(&p, &options, "profile of 0 points");
    p = straight(5, 10, 0, 0);
    p.distance_km[0] = 0.1;
    expect_refusal(&p, &options, "distance_km[0] 0.1 not 0");
    p = straight(5, 10, 0, 0);
    p.distance_km[4] = 0.2;
    expect_refusal(&p, &options, "distance_km[4] 0.2 below the one before, 1.66667");
    p = straight(5, 10, 0, 0);
    p.distance_km[4] = (double)NAN;
    expect_refusal(&p, &options, "distance_km[4] nan below");
    p = straight(3000.5, 10, 0, 0);
    expect_refusal(&p, &options, "distance_km[9] 3000.5 beyond 3000");
    p = straight(5, 10, 0, 0);
    p.ground_amsl_m[9] = HUGE_VAL;
    expect_refusal(&p, &options, "ground_amsl_m[9] inf outside [-500, 9000]");
    p.ground_amsl_m[9] = -9999;
    expect_refusal(&p, &options, "ground_amsl_m[9] -9999 outside [-500, 9000]");
    p = straight(5, 10, 0, 0);
    p.has_clutter = true;
    p.clutter_m[3] = -1;
    expect_refusal(&p, &options, "clutter_m[3] -1 outside [0, 1000]");
    p.clutter_m[3] = (double)NAN;
    expect_refusal(&p, &options, "clutter_m[3] nan outside [0, 1000]");
    p = straight(5, 10, 0, 0);
    p.has_zone = true;
    memset(p.zone, HTSC_P1812_INLAND, sizeof p.zone);
    p.zone[2] = 2;
    expect_refusal(&p, &options, "zone[2] 2 not 1 (sea), 3 (coast) or 4 (inland)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p1812_loss_vectors_match),
        cmocka_unit_test(test_p1812_loss_clear_path_is_free_space),
        cmocka_unit_test(test_p1812_inverse_normal_known_quantiles_match),
        cmocka_unit_test(test_p1812_loss_location_share_adds_its_quantile),
        cmocka_unit_test(test_p1812_loss_zones_have_their_lengths),
        cmocka_unit_test(test_p1812_loss_coast_distances_count_near_the_sea),
        cmocka_unit_test(test_p1812_loss_alternative_is_the_limit_of_fine_profiles),
        cmocka_unit_test(test_p1812_loss_random_paths_keep_to_free_space),
        cmocka_unit_test(test_p1812_loss_less_time_is_not_more_loss),
        cmocka_unit_test(test_p1812_loss_swapped_ends_are_equal),
        cmocka_unit_test(test_p1812_loss_towards_the_mast_runs_into_free_space),
        cmocka_unit_test(test_p1812_loss_degenerate_paths_are_finite),
        cmocka_unit_test(test_p1812_loss_grazing_path_has_its_knife_edge),
        cmocka_unit_test(test_p1812_loss_receiver_at_the_mast_is_free_space),
        cmocka_unit_test(test_p1812_loss_no_point_between_is_as_one_halfway),
        cmocka_unit_test(test_p1812_loss_bad_options_are_refused),
        cmocka_unit_test(test_p1812_loss_bad_profiles_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
