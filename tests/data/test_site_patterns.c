#include "data/reading.h"

#include <htscover/site.h>

/* Full circle, 12.5 dB a quarter turn; the gain is the maker's. */
static htsc_antenna_pattern *new_pattern(double gain_dbi) {
    double angle_deg[36], loss_db[36];
    for (int i = 0; i < 36; i++) angle_deg[i] = 10 * i, loss_db[i] = fabs(remainder(10.0 * i, 360.0)) / 7.2;
    htsc_antenna_cut cut = {36, angle_deg, loss_db};
    htsc_antenna_pattern_info info;
    htsc_antenna_pattern_info_init(&info);
    info.gain_dbi = gain_dbi;
    htsc_antenna_pattern *pattern = NULL;
    htsc_error err;
    assert_ok(htsc_antenna_pattern_create(&cut, &cut, &info, &pattern, &err), err);
    return pattern;
}

typedef struct change {
    const char *column, *value;
} change;

/* A good row with up to three changes; antenna NULL leaves that column out. */
static void put_row(char *text, size_t size, const char *antenna, const change changes[3]) {
    static const char *const columns[][2] = {{"site_id", "LS1"},        {"operator", "Lam Sơn Telecom"},
                                             {"technology", "5G"},      {"lon_deg", "105.37"},
                                             {"lat_deg", "20.08"},      {"antenna_height_agl_m", "30"},
                                             {"azimuth_deg", "120"},    {"h_beamwidth_deg", "65"},
                                             {"v_beamwidth_deg", "10"}, {"downtilt_deg", "2"},
                                             {"freq_mhz", "3500"},      {"bandwidth_mhz", "100"},
                                             {"eirp_dbm", "70"},        {"scs_khz", "30"},
                                             {"status", "on_air"},      {"tx_power_dbm", ""},
                                             {"gain_dbi", ""}};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    size_t used = 0;
    for (int i = 0; i < COLUMNS; i++) used += (size_t)snprintf(text + used, size - used, "%s,", columns[i][0]);
    used += (size_t)snprintf(text + used, size - used, "%s\n", antenna == NULL ? "note" : "antenna");
    for (int i = 0; i < COLUMNS; i++) {
        const char *value = columns[i][1];
        for (int k = 0; k < 3 && changes[k].column != NULL; k++)
            if (strcmp(changes[k].column, columns[i][0]) == 0) value = changes[k].value;
        used += (size_t)snprintf(text + used, size - used, "%s,", value);
    }
    snprintf(text + used, size - used, "%s\n", antenna == NULL ? "" : antenna);
}

static htsc_sites_options options_of(const htsc_site_pattern *patterns, size_t count) {
    htsc_sites_options options;
    htsc_sites_options_init(&options);
    assert_true(options.patterns == NULL && options.pattern_count == 0);
    options.patterns = patterns, options.pattern_count = count;
    return options;
}

/* The cell, or NULL where the row was refused; good until the next call. */
static const htsc_cell *read_row(scratch *s, const htsc_sites_options *options, const char *antenna,
                                 const change changes[3], htsc_findings *findings) {
    static htsc_cell cell;
    char text[2048];
    put_row(text, sizeof text, antenna, changes);
    htsc_input input = htsc_input_of(scratch_write(s, "sites.csv", text));
    htsc_sites *sites = NULL;
    htsc_error err;
    assert_ok(htsc_sites_create(options, &sites, &err), err);
    assert_ok(htsc_sites_read(sites, &input, findings, NULL, &err), err);
    bool kept = htsc_sites_count(sites) == 1;
    if (kept) cell = *htsc_sites_get(sites, 0);
    cell.site_id = NULL; /* borrowed */
    htsc_sites_free(sites);
    return kept ? &cell : NULL;
}

static void test_sites_read_named_pattern_is_taken(void **state) {
    htsc_antenna_pattern *a = new_pattern(17.65), *b = new_pattern((double)NAN);
    const htsc_site_pattern patterns[] = {{"ăng-ten A", a}, {"B", b}};
    htsc_sites_options options = options_of(patterns, 2);
    htsc_findings *findings = new_findings();
    /* Beam widths are not even looked at; the tilt is. */
    const htsc_cell *cell = read_row(*state, &options, "ăng-ten A",
                                     (change[3]){{"h_beamwidth_deg", "?"}, {"v_beamwidth_deg", "999"}}, findings);
    assert_no_findings(findings);
    assert_non_null(cell);
    assert_ptr_equal(cell->pattern, a);
    assert_true(isnan(cell->h_beamwidth_deg) && isnan(cell->v_beamwidth_deg));
    assert_true(cell->azimuth_deg == 120 && cell->downtilt_deg == 2 && cell->eirp_dbm == 70 && cell->defaulted == 0);
    cell = read_row(*state, &options, "B", (change[3]){{"downtilt_deg", ""}}, findings);
    assert_no_findings(findings);
    assert_ptr_equal(cell->pattern, b);
    assert_int_equal(cell->defaulted, HTSC_CELL_DOWNTILT);
    htsc_findings_free(findings);
    htsc_antenna_pattern_free(a);
    htsc_antenna_pattern_free(b);
}

static void test_sites_read_pattern_gain_stands_in_for_gain_dbi(void **state) {
    htsc_antenna_pattern *a = new_pattern(17.65), *b = new_pattern((double)NAN);
    const htsc_site_pattern patterns[] = {{"A", a}, {"B", b}};
    htsc_sites_options options = options_of(patterns, 2);
    htsc_findings *findings = new_findings();
    static const change power = {"tx_power_dbm", "46"}, no_eirp = {"eirp_dbm", ""};
    const htsc_cell *cell = read_row(*state, &options, "A", (change[3]){no_eirp, power}, findings);
    assert_near(cell->eirp_dbm, 63.65, 1e-12);
    assert_int_equal(cell->defaulted, 0);
    cell = read_row(*state, &options, "A", (change[3]){no_eirp, power, {"gain_dbi", "15"}}, findings);
    assert_near(cell->eirp_dbm, 61, 1e-12); /* what the row says goes first */
    cell = read_row(*state, &options, "A", (change[3]){power, {"gain_dbi", "15"}}, findings);
    assert_near(cell->eirp_dbm, 70, 0); /* and eirp_dbm before both */
    assert_no_findings(findings);
    assert_null(read_row(*state, &options, "B", (change[3]){no_eirp, power}, findings));
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_MISSING_VALUE, 2, "gain_dbi");
    assert_int_equal(htsc_findings_count(findings), 1);
    htsc_findings_free(findings);
    htsc_antenna_pattern_free(a);
    htsc_antenna_pattern_free(b);
}

static void test_sites_read_pattern_unknown_or_without_azimuth_is_refused(void **state) {
    htsc_antenna_pattern *a = new_pattern(17.65);
    const htsc_site_pattern patterns[] = {{"A", a}, {"A2", a}};
    htsc_sites_options options = options_of(patterns, 2), none = options_of(NULL, 0);
    htsc_findings *findings = new_findings();
    assert_null(read_row(*state, &options, "a", (change[3]){{NULL, NULL}}, findings));
    const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_NOT_ALLOWED, 2, "antenna");
    assert_string_equal(f->value, "a");
    assert_string_equal(f->expected, "A, A2");
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_null(read_row(*state, &none, "A", (change[3]){{"freq_mhz", "1"}}, findings)); /* and the rest */
    assert_int_equal(htsc_findings_count(findings), 3);
    assert_null(read_row(*state, &options, "A2", (change[3]){{"azimuth_deg", ""}}, findings));
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_MISSING_VALUE, 2, "azimuth_deg");
    assert_int_equal(htsc_findings_count(findings), 4);
    htsc_findings_free(findings);
    htsc_antenna_pattern_free(a);
}

/* An empty column, and none at all, give the same cell, to the last bit, whatever patterns there are. */
static void test_sites_read_without_pattern_nothing_changes(void **state) {
    htsc_antenna_pattern *a = new_pattern(17.65);
    const htsc_site_pattern patterns[] = {{"A", a}};
    htsc_sites_options options = options_of(NULL, 0), listed = options_of(patterns, 1);
    static const change changes[][3] = {{{NULL, NULL}},
                                        {{"azimuth_deg", ""}},
                                        {{"h_beamwidth_deg", ""}, {"downtilt_deg", ""}},
                                        {{"eirp_dbm", ""}, {"tx_power_dbm", "40"}, {"gain_dbi", "12"}}};
    htsc_findings *findings = new_findings();
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        htsc_cell plain = *read_row(*state, &options, NULL, changes[i], findings);
        assert_null(plain.pattern);
        const htsc_cell *empty = read_row(*state, &listed, "", changes[i], findings);
        assert_no_findings(findings);
        assert_memory_equal(empty, &plain, sizeof plain);
    }
    htsc_findings_free(findings);
    htsc_antenna_pattern_free(a);
}

static void test_sites_create_wrong_patterns_are_errors(void **state) {
    (void)state;
    htsc_antenna_pattern *a = new_pattern(10);
    const htsc_site_pattern bad[][2] = {{{"A", a}, {"A", a}}, {{"A", a}, {"", a}}, {{"A", NULL}, {"B", a}}};
    static const char *const messages[] = {"a second pattern \"A\"", "patterns[1] lacks its name or its pattern",
                                           "patterns[0] lacks its name or its pattern"};
    for (int i = 0; i < 3; i++) {
        htsc_sites_options options = options_of(bad[i], 2);
        htsc_sites *sites;
        htsc_error err;
        assert_status(htsc_sites_create(&options, &sites, &err), HTSC_ERR_ARGUMENT, err);
        assert_string_equal(err.message, messages[i]);
        assert_null(sites);
    }
    htsc_antenna_pattern_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_sites_read_named_pattern_is_taken),
        IN_SCRATCH(test_sites_read_pattern_gain_stands_in_for_gain_dbi),
        IN_SCRATCH(test_sites_read_pattern_unknown_or_without_azimuth_is_refused),
        IN_SCRATCH(test_sites_read_without_pattern_nothing_changes),
        cmocka_unit_test(test_sites_create_wrong_patterns_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
