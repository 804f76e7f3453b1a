/* Coverage by P.1812 over terrain. */
#include "analysis/relief.h"
#include "analysis/world.h"

enum { POINTS = 1200, SERVERS = 3 };

/* Two operators on one mast, one of them on a second; a carrier shared by two cells of each; one cell of 6.5 GHz and
 * one off the terrain, which a sweep cannot compute. */
static const char *const cells[] = {
    "A,one,5G,536000,2221000,35,3500,100,30,66,30,65,8,2\n", "A,one,5G,536000,2221000,35,3500,100,30,66,150,65,8,2\n",
    "A,one,4G,536000,2221000,35,1800,20,15,60,30,65,8,2\n",  "A,one,2G,536000,2221000,25,900,,,55,,,10,0\n",
    "B,two,5G,536000,2221000,30,2600,60,30,64,270,65,8,3\n", "B,two,4G,536000,2221000,30,1800,20,15,61,270,65,8,3\n",
    "C,two,5G,538500,2222500,20,2600,60,30,64,200,65,8,1\n", "C,two,4G,538500,2222500,20,1800,20,15,59.5,200,65,8,1\n",
    "D,one,5G,534000,2219500,40,3500,100,30,65,,,8,2\n",     "E,one,5G,536000,2221000,35,6500,100,30,66,30,65,8,2\n",
    "F,two,4G,542500,2221000,35,1800,20,15,60,30,65,8,2\n",
};
enum { CELLS = sizeof cells / sizeof *cells, LEFT_OUT = 2 };

typedef struct fixture {
    world w;
    scratch *scratch;
    htsc_terrain *terrain;
    htsc_clutter *clutter;
    htsc_sweep_options sweep;
    htsc_rate_options rate;
    htsc_sinr_options sinr;
    htsc_coverage_options options;
    double x_m[POINTS], y_m[POINTS];
} fixture;

static void read_sites(world *w, bool backwards) {
    char csv[4096] = "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,bandwidth_mhz,scs_khz,eirp_dbm,"
                     "azimuth_deg,h_beamwidth_deg,v_beamwidth_deg,downtilt_deg\n";
    static const char *const names[] = {"one", "two"}; /* the operators' order does not come from the file */
    htsc_sites_options options;
    htsc_error error = {HTSC_OK, ""};
    htsc_sites_options_init(&options);
    options.operators = names, options.operator_count = 2;
    world_good(htsc_sites_create(&options, &w->sites, &error), &error);
    for (size_t i = 0; i < CELLS; i++) strcat(csv, cells[backwards ? CELLS - 1 - i : i]);
    world_sites(w, csv);
    assert_int_equal(htsc_sites_count(w->sites), CELLS);
}

static void set_options(fixture *f) {
    htsc_sweep_options_init(&f->sweep);
    f->sweep.terrain = f->terrain;
    f->sweep.clutter = f->clutter;
    f->sweep.max_radius_m = 6000;
    htsc_rate_options_init(&f->rate);
    f->rate.efficiency_bps_hz = HTSC_RATE_NR_256QAM_BPS_HZ;
    htsc_sinr_options_init(&f->sinr);
    htsc_coverage_options_init(&f->options);
    f->options.sweep = &f->sweep;
    f->options.jobs = 2;
    f->options.thresholds[HTSC_TECHNOLOGY_2G] = (htsc_thresholds){true, -95, -80, 0};
    f->options.thresholds[HTSC_TECHNOLOGY_4G] = (htsc_thresholds){true, -110, -95, 0};
    f->options.thresholds[HTSC_TECHNOLOGY_5G] = (htsc_thresholds){true, -110, -95, 0};
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    world_init(&f->w);
    assert_int_equal(scratch_setup((void **)&f->scratch), 0);
    f->terrain = relief_terrain(f->scratch, "hills.tif", relief_hills);
    f->clutter = relief_clutter(f->scratch, "patches.tif", relief_patches);
    read_sites(&f->w, false);
    set_options(f);
    uint64_t seed = 20;
    for (int i = 0; i < POINTS; i++) {
        f->x_m[i] = relief_x_m + random_in(&seed, -5900, 5900);
        f->y_m[i] = relief_y_m + random_in(&seed, -5900, 5900);
    }
    f->x_m[0] = relief_x_m, f->y_m[0] = relief_y_m; /* at a mast */
    f->x_m[1] = relief_x_m + 7000;                  /* off the terrain */
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    htsc_terrain_free(f->terrain);
    htsc_clutter_free(f->clutter);
    world_clear(&f->w);
    scratch_teardown((void **)&f->scratch);
    free(f);
    return 0;
}

static htsc_coverage *cover(const fixture *f, const htsc_coverage_options *options, const htsc_sites *sites) {
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    world_good(htsc_coverage_create(sites, options, POINTS, f->x_m, f->y_m, &coverage, &error), &error);
    return coverage;
}

/* With servers, levels indoors and rates. */
static htsc_coverage_options everything(const fixture *f) {
    static const htsc_building building = HTSC_BUILDING_TRADITIONAL;
    htsc_coverage_options options = f->options;
    options.building = &building;
    options.server_count = SERVERS;
    options.rate = &f->rate;
    options.sinr = &f->sinr;
    return options;
}

static const htsc_technology technologies[] = {HTSC_TECHNOLOGY_2G, HTSC_TECHNOLOGY_4G, HTSC_TECHNOLOGY_5G};
static const uint32_t layers[] = {0, 1, HTSC_UNION};

/* Every layer of two coverages; a server's number is looked up by `same`. */
typedef bool (*same_fn)(uint32_t one, uint32_t other);

static bool same_number(uint32_t one, uint32_t other) {
    return one == other;
}

static bool same_backwards(uint32_t one, uint32_t other) {
    return one == HTSC_NO_SERVER ? other == HTSC_NO_SERVER : one == CELLS - 1 - other;
}

static bool same_level(float a, float b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void assert_same_signal(const htsc_signal *a, const htsc_signal *b, same_fn same) {
    assert_true(same_level(a->covered_probability, b->covered_probability));
    assert_true(same_level(a->good_probability, b->good_probability));
    assert_true(same_level(a->indoor_probability, b->indoor_probability));
    assert_true(same_level(a->rsrp_dbm, b->rsrp_dbm));
    assert_true(same(a->server, b->server));
}

/* Points `first` on of one against all of the other. */
static void assert_same_coverage(const htsc_coverage *one, size_t first, const htsc_coverage *other, same_fn same) {
    const size_t count = htsc_coverage_count(other);
    for (size_t t = 0; t < 3; t++)
        for (size_t l = 0; l < 3; l++) {
            const htsc_signal *a = htsc_coverage_get(one, technologies[t], layers[l]) + first,
                              *b = htsc_coverage_get(other, technologies[t], layers[l]);
            const htsc_server *s = htsc_coverage_servers(one, technologies[t], layers[l]) + first * SERVERS,
                              *r = htsc_coverage_servers(other, technologies[t], layers[l]);
            const float *fast = htsc_coverage_rate_mbps(one, technologies[t], layers[l]),
                        *quick = htsc_coverage_rate_mbps(other, technologies[t], layers[l]);
            assert_int_equal(fast == NULL, quick == NULL);
            for (size_t i = 0; i < count; i++) {
                assert_same_signal(&a[i], &b[i], same);
                if (fast != NULL) assert_true(same_level(fast[first + i], quick[i]));
            }
            for (size_t i = 0; i < count * SERVERS; i++) {
                assert_true(same(s[i].cell, r[i].cell));
                assert_true(same_level(s[i].rsrp_dbm, r[i].rsrp_dbm));
            }
        }
}

static void test_coverage_by_sweep_of_any_jobs_is_the_same_bytes(void **state) {
    fixture *f = *state;
    htsc_coverage_options options = everything(f);
    options.jobs = 1;
    htsc_coverage *one = cover(f, &options, f->w.sites);
    for (options.jobs = 2; options.jobs <= 4; options.jobs++) {
        htsc_coverage *many = cover(f, &options, f->w.sites);
        assert_same_coverage(one, 0, many, same_number);
        assert_int_equal(htsc_coverage_pair_count(one), htsc_coverage_pair_count(many));
        for (unsigned bit = 0; bit < HTSC_VALIDITY_COUNT; bit++)
            assert_int_equal(htsc_coverage_flagged_count(one, bit), htsc_coverage_flagged_count(many, bit));
        htsc_coverage_free(many);
    }
    htsc_coverage_free(one);
}

static void test_coverage_by_sweep_of_cells_in_another_order_is_the_same(void **state) {
    fixture *f = *state;
    const htsc_coverage_options options = everything(f);
    world backwards;
    world_init(&backwards);
    read_sites(&backwards, true);
    htsc_coverage *one = cover(f, &options, f->w.sites), *other = cover(f, &options, backwards.sites);
    assert_same_coverage(one, 0, other, same_backwards);
    htsc_coverage_free(one);
    htsc_coverage_free(other);
    world_clear(&backwards);
}

static void test_coverage_by_sweep_of_points_in_parts_is_the_same_bytes(void **state) {
    fixture *f = *state;
    const htsc_coverage_options options = everything(f);
    htsc_coverage *whole = cover(f, &options, f->w.sites);
    const size_t sizes[] = {1, 500, 37};
    for (size_t first = 0, k = 0; first < POINTS; k++) {
        const size_t n = first + sizes[k % 3] < POINTS ? sizes[k % 3] : POINTS - first;
        htsc_coverage *part = NULL;
        htsc_error error = {HTSC_OK, ""};
        world_good(htsc_coverage_create(f->w.sites, &options, n, f->x_m + first, f->y_m + first, &part, &error),
                   &error);
        assert_same_coverage(whole, first, part, same_number);
        htsc_coverage_free(part);
        first += n;
    }
    htsc_coverage_free(whole);
}

static void test_coverage_by_sweep_union_is_the_best_operator(void **state) {
    fixture *f = *state;
    const htsc_coverage_options options = everything(f);
    htsc_coverage *coverage = cover(f, &options, f->w.sites);
    size_t covered = 0, indoors = 0;
    for (size_t t = 0; t < 3; t++)
        for (size_t i = 0; i < POINTS; i++) {
            const htsc_signal *all = htsc_coverage_get(coverage, technologies[t], HTSC_UNION) + i,
                              *one = htsc_coverage_get(coverage, technologies[t], 0) + i,
                              *two = htsc_coverage_get(coverage, technologies[t], 1) + i;
            const float covered_p = fmaxf(one->covered_probability, two->covered_probability),
                        good_p = fmaxf(one->good_probability, two->good_probability);
            assert_true(same_level(all->covered_probability, covered_p));
            assert_true(same_level(all->good_probability, good_p));
            assert_true(same_level(all->rsrp_dbm, fmaxf(one->rsrp_dbm, two->rsrp_dbm)));
            assert_true(all->good_probability <= all->covered_probability);
            /* Far below the threshold the wider spread indoors reaches it more often. */
            if ((double)all->indoor_probability >= 0.5)
                assert_true(all->indoor_probability <= all->covered_probability);
            assert_true(covered_p >= 0 && covered_p <= 1);
            assert_int_equal(all->server == HTSC_NO_SERVER, isnan(all->rsrp_dbm));
            covered += htsc_coverage_level(coverage, all) != HTSC_LEVEL_NONE;
            indoors += (double)all->indoor_probability > 0.5;
        }
    assert_true(covered > 300 && indoors > 30 && indoors < covered); /* the world is worth looking at */
    htsc_coverage_free(coverage);
}

static void test_coverage_by_sweep_servers_are_sorted_and_lead_with_the_best(void **state) {
    fixture *f = *state;
    const htsc_coverage_options options = everything(f);
    htsc_coverage *coverage = cover(f, &options, f->w.sites);
    size_t full = 0;
    for (size_t t = 0; t < 3; t++)
        for (size_t l = 0; l < 3; l++)
            for (size_t i = 0; i < POINTS; i++) {
                const htsc_signal *signal = htsc_coverage_get(coverage, technologies[t], layers[l]) + i;
                const htsc_server *s = htsc_coverage_servers(coverage, technologies[t], layers[l]) + i * SERVERS;
                assert_int_equal(s[0].cell, signal->server);
                assert_true(same_level(s[0].rsrp_dbm, signal->rsrp_dbm));
                for (size_t k = 1; k < SERVERS && s[k].cell != HTSC_NO_SERVER; k++) {
                    assert_true(s[k].rsrp_dbm <= s[k - 1].rsrp_dbm);
                    assert_int_not_equal(s[k].cell, s[k - 1].cell);
                    full += k == SERVERS - 1;
                }
            }
    assert_true(full > POINTS);
    htsc_coverage_free(coverage);
}

/* By hand ---------------------------------------------------------------------------------------------------------- */

typedef struct by_hand {
    double rsrp_dbm, covered, good, indoor;
} by_hand;

static double ground_at(const fixture *f, double x_m, double y_m) {
    float ground_m;
    htsc_error err;
    assert_ok(htsc_terrain_sample(f->terrain, 1, &x_m, &y_m, &ground_m, &err), err);
    return (double)ground_m;
}

/* Section 4.7 for the place's clutter, or the class' own. */
static double sigma_at(const fixture *f, double x_m, double y_m, double freq_mhz) {
    float height_m, sigma_db;
    htsc_clutter_sample(f->clutter, 1, &x_m, &y_m, &height_m, &sigma_db, NULL);
    if (!isnan(sigma_db)) return (double)sigma_db;
    const double above_m = 1.5 - (double)height_m;
    return (0.52 + 0.024 * freq_mhz / 1000) * pow(100, 0.28) * (above_m < 0 ? 1 : fmax(1 - above_m / 10, 0));
}

static double share_above(double level_dbm, double sigma_db, double threshold_dbm) {
    return 0.5 * erfc((threshold_dbm - level_dbm) / (sigma_db * sqrt(2)));
}

static double gain_of(const htsc_cell *c, double bearing_deg, double elevation_deg) {
    htsc_antenna antenna;
    htsc_antenna_init(&antenna);
    antenna.v_beamwidth_deg = c->v_beamwidth_deg;
    antenna.downtilt_deg = c->downtilt_deg;
    if (!isnan(c->azimuth_deg)) {
        antenna.kind = HTSC_ANTENNA_SECTOR;
        antenna.azimuth_deg = c->azimuth_deg;
        antenna.h_beamwidth_deg = c->h_beamwidth_deg;
    }
    return htsc_antenna_gain_db(&antenna, bearing_deg, elevation_deg);
}

/* One cell alone at one point, from the sweep's loss, pattern and budget. False: not heard. */
static bool hear_by_hand(const fixture *f, const htsc_cell *c, double x_m, double y_m, by_hand *out) {
    htsc_error err;
    const htsc_mast mast = {c->x_m, c->y_m, c->antenna_height_agl_m, NAN, c->freq_mhz};
    const htsc_link_budget budget = {c->technology, c->eirp_dbm, c->bandwidth_mhz, c->scs_khz, 0, 0};
    const htsc_thresholds *t = &f->options.thresholds[c->technology];
    float loss_db;
    double reference_dbm, entry_db, entry_sigma_db;
    assert_ok(htsc_sweep_losses(&f->sweep, 1, &mast, 1.5, 1, &x_m, &y_m, 1, &loss_db, &err), err);
    if (isnan(loss_db)) return false;
    assert_ok(htsc_link_reference_dbm(&budget, &reference_dbm, &err), err);
    const double dx = x_m - c->x_m, dy = y_m - c->y_m;
    const double up_m = ground_at(f, x_m, y_m) + 1.5 - ground_at(f, c->x_m, c->y_m) - c->antenna_height_agl_m;
    const double elevation_deg = atan2(up_m, hypot(dx, dy)) * 180 / M_PI;
    const double sigma_db = sigma_at(f, x_m, y_m, c->freq_mhz);
    assert_ok(htsc_p2109_entry_normal(HTSC_BUILDING_TRADITIONAL, c->freq_mhz / 1000, fabs(elevation_deg), &entry_db,
                                      &entry_sigma_db, &err),
              err);
    out->rsrp_dbm = reference_dbm + gain_of(c, atan2(dx, dy) * 180 / M_PI, elevation_deg) - (double)loss_db;
    out->covered = share_above(out->rsrp_dbm, sigma_db, t->covered_dbm);
    out->good = share_above(out->rsrp_dbm, sigma_db, t->good_dbm);
    out->indoor = share_above(out->rsrp_dbm - entry_db, hypot(sigma_db, entry_sigma_db), t->covered_dbm);
    return true;
}

static bool is_swept(const htsc_cell *c) {
    return c->freq_mhz <= 6000 && c->x_m < 542000;
}

static void test_coverage_by_sweep_equals_cells_by_hand(void **state) {
    fixture *f = *state;
    const htsc_coverage_options options = everything(f);
    htsc_coverage *coverage = cover(f, &options, f->w.sites);
    for (size_t i = 0; i < POINTS; i += 13)
        for (size_t t = 0; t < 3; t++)
            for (uint32_t o = 0; o < 2; o++) {
                const htsc_signal *got = htsc_coverage_get(coverage, technologies[t], o) + i;
                by_hand best = {-HUGE_VAL, 0, 0, 0};
                for (size_t k = 0; k < CELLS; k++) {
                    const htsc_cell *c = htsc_sites_get(f->w.sites, k);
                    by_hand one;
                    if (c->technology != technologies[t] || c->operator_index != o || !is_swept(c)) continue;
                    if (!hear_by_hand(f, c, f->x_m[i], f->y_m[i], &one)) continue;
                    best.rsrp_dbm = fmax(best.rsrp_dbm, one.rsrp_dbm);
                    best.covered = fmax(best.covered, one.covered);
                    best.good = fmax(best.good, one.good);
                    best.indoor = fmax(best.indoor, one.indoor);
                }
                assert_int_equal(isnan(got->rsrp_dbm) != 0, isinf(best.rsrp_dbm) != 0);
                if (isnan(got->rsrp_dbm)) continue;
                /* Floats of losses and levels of some 100 dB, over a sigma of 1.7 dB at least; an entry loss between
                 * whole degrees is a straight line, within 1e-4 dB of its curve. */
                assert_near((double)got->rsrp_dbm, best.rsrp_dbm, 3e-5);
                assert_near((double)got->covered_probability, best.covered, 2e-5);
                assert_near((double)got->good_probability, best.good, 2e-5);
                assert_near((double)got->indoor_probability, fmin(best.indoor, best.covered), 1e-4);
            }
    htsc_coverage_free(coverage);
}

/* Operator two's 5G is two cells on one frequency at two places. */
static void test_coverage_by_sweep_rate_equals_two_cells_by_hand(void **state) {
    fixture *f = *state;
    htsc_coverage_options options = everything(f);
    htsc_sinr_options sinr = f->sinr;
    options.sinr = &sinr;
    sinr.load_frac = 0.6;
    htsc_coverage *coverage = cover(f, &options, f->w.sites);
    const htsc_server *servers = htsc_coverage_servers(coverage, HTSC_TECHNOLOGY_5G, 1);
    const float *rates = htsc_coverage_rate_mbps(coverage, HTSC_TECHNOLOGY_5G, 1);
    size_t compared = 0, between = 0;
    assert_null(htsc_coverage_rate_mbps(coverage, HTSC_TECHNOLOGY_2G, 1));
    for (size_t i = 0; i < POINTS; i++) {
        const htsc_server *s = &servers[i * SERVERS];
        if (s[0].cell == HTSC_NO_SERVER) assert_true(rates[i] <= 0);
        if (s[1].cell == HTSC_NO_SERVER) continue;
        const double other_dbm = (double)s[1].rsrp_dbm;
        double ratio_db, rate_mbps;
        htsc_error err;
        sinr.scs_khz = 30;
        assert_ok(htsc_sinr_db(&sinr, (double)s[0].rsrp_dbm, &other_dbm, 1, &ratio_db, &err), err);
        assert_ok(htsc_rate_mbps(&f->rate, ratio_db, 60, &rate_mbps, &err), err);
        /* Powers are summed as floats: the other cell is known to 1e-7 of the serving one. */
        const double tolerance = s[0].rsrp_dbm - s[1].rsrp_dbm < 30 ? 1e-3 : 0.02;
        assert_near((double)rates[i], rate_mbps, tolerance * rate_mbps);
        compared++;
        between += rate_mbps > 20 && rate_mbps < 400;
    }
    assert_true(compared > POINTS / 2 && between > 50);
    htsc_coverage_free(coverage);
}

static void test_coverage_by_sweep_rate_under_more_load_is_not_higher(void **state) {
    fixture *f = *state;
    htsc_coverage_options options = everything(f);
    htsc_sinr_options sinr = f->sinr;
    options.sinr = &sinr;
    static float before[2][POINTS];
    size_t lower = 0;
    for (int step = 0; step <= 4; step++) {
        sinr.load_frac = 0.25 * step;
        htsc_coverage *coverage = cover(f, &options, f->w.sites);
        for (int t = 0; t < 2; t++) {
            const htsc_technology technology = t == 0 ? HTSC_TECHNOLOGY_4G : HTSC_TECHNOLOGY_5G;
            const float *rates = htsc_coverage_rate_mbps(coverage, technology, HTSC_UNION);
            const double cap_mbps = t == 0 ? HTSC_RATE_LTE_64QAM_BPS_HZ * 20 : HTSC_RATE_NR_256QAM_BPS_HZ * 100;
            for (size_t i = 0; i < POINTS; i++) {
                assert_true(rates[i] >= 0 && (double)rates[i] <= cap_mbps * (1 + 1e-6));
                if (step > 0) assert_true(rates[i] <= before[t][i]);
                lower += step > 0 && rates[i] < before[t][i];
                before[t][i] = rates[i];
            }
        }
        htsc_coverage_free(coverage);
    }
    assert_true(lower > POINTS);
}

static void test_coverage_by_sweep_cells_it_cannot_compute_are_counted(void **state) {
    fixture *f = *state;
    htsc_coverage *coverage = cover(f, &f->options, f->w.sites);
    assert_int_equal(htsc_coverage_left_out_count(coverage), LEFT_OUT);
    assert_int_equal(htsc_coverage_heard_count(coverage), CELLS - LEFT_OUT);
    assert_int_equal(htsc_coverage_silent_count(coverage), 0);
    for (size_t t = 0; t < 3; t++)
        for (size_t i = 0; i < POINTS; i++) {
            const htsc_signal *signal = htsc_coverage_get(coverage, technologies[t], HTSC_UNION) + i;
            assert_true(signal->indoor_probability <= 0); /* not asked for */
            if (signal->server == HTSC_NO_SERVER) continue;
            assert_true(is_swept(htsc_sites_get(f->w.sites, signal->server)));
        }
    /* Off the terrain nobody is heard. */
    assert_int_equal(htsc_coverage_get(coverage, HTSC_TECHNOLOGY_5G, HTSC_UNION)[1].server, HTSC_NO_SERVER);
    /* At the mast receivers are nearer than the source goes: flagged. */
    assert_true(htsc_coverage_flagged_count(coverage, 0) > 0);
    assert_true(htsc_coverage_flagged_count(coverage, 0) < htsc_coverage_pair_count(coverage) / 10);
    assert_int_equal(htsc_coverage_flagged_count(coverage, 5), 0);
    htsc_coverage_free(coverage);
}

/* P.2108's clutter at the terminal takes level and spreads it. */
static void test_coverage_by_sweep_terminal_clutter_lowers_levels(void **state) {
    fixture *f = *state;
    htsc_sweep_options sweep = f->sweep;
    htsc_coverage_options options = f->options;
    options.sweep = &sweep;
    sweep.clutter = NULL;
    htsc_coverage *bare = cover(f, &options, f->w.sites);
    sweep.terminal_clutter = true;
    htsc_coverage *cluttered = cover(f, &options, f->w.sites);
    size_t heard = 0;
    for (size_t i = 0; i < POINTS; i++) {
        const htsc_signal *a = htsc_coverage_get(bare, HTSC_TECHNOLOGY_5G, HTSC_UNION) + i,
                          *b = htsc_coverage_get(cluttered, HTSC_TECHNOLOGY_5G, HTSC_UNION) + i;
        assert_int_equal(isnan(a->rsrp_dbm), isnan(b->rsrp_dbm));
        if (isnan(a->rsrp_dbm)) continue;
        assert_true(b->rsrp_dbm <= a->rsrp_dbm);
        heard++;
    }
    assert_true(heard > POINTS / 2);
    htsc_coverage_free(bare);
    htsc_coverage_free(cluttered);
}

static void assert_refused(const fixture *f, const htsc_coverage_options *options, const char *message) {
    htsc_coverage *coverage = NULL;
    htsc_error error = {HTSC_OK, ""};
    assert_status(htsc_coverage_create(f->w.sites, options, POINTS, f->x_m, f->y_m, &coverage, &error),
                  HTSC_ERR_ARGUMENT, error);
    assert_null(coverage);
    assert_contains(error.message, message);
}

static void test_coverage_by_sweep_options_outside_their_ranges_are_named(void **state) {
    fixture *f = *state;
    htsc_coverage_options o = f->options;
    o.sweep = NULL;
    assert_refused(f, &o, "one of a propagation model and a sweep");
    o = f->options, o.receiver_height_agl_m = 0.5;
    assert_refused(f, &o, "receiver_height_agl_m 0.5");
    o = f->options, o.server_count = 17;
    assert_refused(f, &o, "server_count 17 outside [0, 16]");
    o = f->options, o.rate = &f->rate;
    assert_refused(f, &o, "rates need both rate and sinr options");
    htsc_sweep_options sweep = f->sweep;
    sweep.step_m = 1;
    o = f->options, o.sweep = &sweep;
    assert_refused(f, &o, "step_m 1 outside [5, 500]");
}

static int stop_at_once(void *ctx) {
    (void)ctx;
    return 1;
}

static void test_coverage_by_sweep_cancelled_says_so(void **state) {
    fixture *f = *state;
    htsc_coverage *coverage = NULL;
    htsc_error error = {HTSC_OK, ""};
    const htsc_progress progress = {NULL, NULL, stop_at_once};
    htsc_coverage_options options = everything(f);
    options.progress = &progress;
    assert_status(htsc_coverage_create(f->w.sites, &options, POINTS, f->x_m, f->y_m, &coverage, &error),
                  HTSC_ERR_CANCELLED, error);
    assert_null(coverage);
}

static htsc_status cover_few(void *ctx, htsc_error *err) {
    const fixture *f = ctx;
    htsc_coverage_options options = everything(f);
    options.jobs = 1;
    htsc_coverage *coverage = NULL;
    htsc_status status = htsc_coverage_create(f->w.sites, &options, 20, f->x_m, f->y_m, &coverage, err);
    htsc_coverage_free(coverage);
    return status;
}

static void test_coverage_by_sweep_failing_allocation_is_an_error(void **state) {
    assert_true(fail_each_allocation(cover_few, *state) >= 40);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_coverage_by_sweep_of_any_jobs_is_the_same_bytes),
        IN_WORLD(test_coverage_by_sweep_of_cells_in_another_order_is_the_same),
        IN_WORLD(test_coverage_by_sweep_of_points_in_parts_is_the_same_bytes),
        IN_WORLD(test_coverage_by_sweep_union_is_the_best_operator),
        IN_WORLD(test_coverage_by_sweep_servers_are_sorted_and_lead_with_the_best),
        IN_WORLD(test_coverage_by_sweep_equals_cells_by_hand),
        IN_WORLD(test_coverage_by_sweep_rate_equals_two_cells_by_hand),
        IN_WORLD(test_coverage_by_sweep_rate_under_more_load_is_not_higher),
        IN_WORLD(test_coverage_by_sweep_cells_it_cannot_compute_are_counted),
        IN_WORLD(test_coverage_by_sweep_terminal_clutter_lowers_levels),
        IN_WORLD(test_coverage_by_sweep_options_outside_their_ranges_are_named),
        IN_WORLD(test_coverage_by_sweep_cancelled_says_so),
        IN_WORLD(test_coverage_by_sweep_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
