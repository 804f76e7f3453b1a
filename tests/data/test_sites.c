#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/site.h>

static const char *const operators[] = {"Lam Sơn Telecom", "Sông Âm Mobile", "Hàm Rồng Net", "Cầu Kiệu Fiber"};
static const htsc_box around = {104.6, 19.4, 106.1, 20.8}; /* some 80 km around the commune */

static htsc_sites_options options_of(void) {
    htsc_sites_options options;
    htsc_sites_options_init(&options);
    options.operators = operators;
    options.operator_count = 4;
    options.near_lonlat = &around;
    return options;
}

static htsc_sites *new_sites(const htsc_sites_options *options) {
    htsc_sites *sites = NULL;
    htsc_error err;
    assert_ok(htsc_sites_create(options, &sites, &err), err);
    return sites;
}

/* One row a rule: only the columns that the rule is about are named, the others come from a row that is good. */
static const char heading[] =
    "site_id,operator,technology,lon_deg,lat_deg,antenna_height_agl_m,azimuth_deg,h_beamwidth_deg,"
    "v_beamwidth_deg,downtilt_deg,freq_mhz,band,bandwidth_mhz,scs_khz,eirp_dbm,tx_power_dbm,gain_dbi,"
    "feeder_loss_db,status,on_air_date";
static const char *const good_values[] = {"LS1",    "Lam Sơn Telecom",
                                          "5G",     "105.37",
                                          "20.08",  "30",
                                          "120",    "65",
                                          "10",     "2",
                                          "3500",   "",
                                          "100",    "30",
                                          "70",     "",
                                          "",       "",
                                          "on_air", "2020-02-29"};
enum { COLUMNS = 20 };

static int column_index(const char *name) {
    int index = 0;
    size_t length = strlen(name);
    for (const char *at = heading;; at = strchr(at, ',') + 1, index++) {
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0')) return index;
        assert_non_null(strchr(at, ','));
    }
}

typedef struct change {
    const char *column, *value;
} change;

/* The good row with up to three changes. */
static void put_row(char *text, size_t size, const change changes[3]) {
    const char *values[COLUMNS];
    memcpy(values, good_values, sizeof values);
    for (int i = 0; i < 3 && changes[i].column != NULL; i++) values[column_index(changes[i].column)] = changes[i].value;
    size_t used = (size_t)snprintf(text, size, "%s\n", heading);
    for (int i = 0; i < COLUMNS; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : ",", values[i]);
    snprintf(text + used, size - used, "\n");
}

static htsc_cell read_good(scratch *s, const htsc_sites_options *options, const change changes[3]) {
    char text[2048];
    put_row(text, sizeof text, changes);
    htsc_input input = htsc_input_of(scratch_write(s, "sites.csv", text));
    htsc_sites *sites = new_sites(options);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_sites_read(sites, &input, findings, &counts, &err), err);
    assert_no_findings(findings);
    assert_int_equal(htsc_sites_count(sites), 1);
    assert_true(counts.read_count == 1 && counts.kept_count == 1 && counts.refused_count == 0);
    htsc_cell cell = *htsc_sites_get(sites, 0);
    assert_string_equal(cell.site_id, changes[0].column != NULL && strcmp(changes[0].column, "site_id") == 0
                                          ? changes[0].value
                                          : "LS1");
    cell.site_id = NULL; /* borrowed */
    htsc_findings_free(findings);
    htsc_sites_free(sites);
    return cell;
}

static void read_bad(scratch *s, const htsc_sites_options *options, const change changes[3], htsc_finding_code code,
                     const char *column) {
    char text[2048];
    put_row(text, sizeof text, changes);
    htsc_input input = htsc_input_of(scratch_write(s, "sites.csv", text));
    input.name = "viettel/sites.csv";
    htsc_sites *sites = new_sites(options);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_sites_read(sites, &input, findings, &counts, &err), err);
    const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, code, 2, column);
    assert_string_equal(f->file, "viettel/sites.csv");
    if (htsc_findings_count(findings) != 1) {
        print_findings(findings);
        fail_msg("%s=\"%s\" is told more than once", changes[0].column, changes[0].value);
    }
    assert_int_equal(htsc_sites_count(sites), 0);
    assert_true(counts.read_count == 1 && counts.kept_count == 0 && counts.refused_count == 1);
    htsc_findings_free(findings);
    htsc_sites_free(sites);
}

static void test_sites_read_whole_row_is_taken_as_declared(void **state) {
    htsc_sites_options options = options_of();
    htsc_cell cell = read_good(*state, &options, (change[3]){{NULL, NULL}});
    assert_int_equal(cell.operator_index, 0);
    assert_int_equal(cell.technology, HTSC_TECHNOLOGY_5G);
    assert_near(cell.lon_deg, 105.37, 1e-8); /* 1 mm: there and back through the working CRS */
    assert_near(cell.lat_deg, 20.08, 1e-8);
    assert_near(cell.x_m, 538500.127, 1e-3); /* the control point, to its last digit */
    assert_near(cell.y_m, 2221151.985, 1e-3);
    assert_true(cell.antenna_height_agl_m == 30 && cell.azimuth_deg == 120 && cell.h_beamwidth_deg == 65);
    assert_true(cell.v_beamwidth_deg == 10 && cell.downtilt_deg == 2 && cell.freq_mhz == 3500);
    assert_true(cell.bandwidth_mhz == 100 && cell.scs_khz == 30 && cell.eirp_dbm == 70);
    assert_int_equal(cell.status, HTSC_SITE_ON_AIR);
    assert_int_equal(cell.on_air_date, 20200229);
    assert_int_equal(cell.defaulted, 0);
    assert_int_equal(cell.file_index, 0);
    assert_int_equal(cell.row, 2);
}

/* Bounds as docs/formats.md states them: what is still good on each side, and what is not. */
static void test_sites_read_ranges_bounds_are_good_and_beyond_is_refused(void **state) {
    static const struct {
        const char *column, *good[2], *bad[3];
    } rules[] = {{"antenna_height_agl_m", {"1", "300"}, {"0.99", "300.01", "-30"}},
                 {"azimuth_deg", {"0", "359.99"}, {"360", "-0.01", "372"}},
                 {"h_beamwidth_deg", {"0.1", "360"}, {"0", "360.1", "-65"}},
                 {"v_beamwidth_deg", {"0.1", "180"}, {"0", "180.1", "-1"}},
                 {"downtilt_deg", {"-20", "45"}, {"-20.1", "45.1", "90"}},
                 {"freq_mhz", {"400", "7125"}, {"399.9", "7125.1", "3.5"}},
                 {"eirp_dbm", {"0", "90"}, {"-0.1", "90.1", "1000"}},
                 {"lon_deg", {"105.0", "105.9"}, {"180.1", "-180.1", "1e9"}},
                 {"lat_deg", {"19.5", "20.7"}, {"-90.1", "-95", "1e9"}}};
    htsc_sites_options options = options_of();
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        for (int k = 0; k < 2; k++) read_good(*state, &options, (change[3]){{rules[i].column, rules[i].good[k]}});
        for (int k = 0; k < 3; k++)
            read_bad(*state, &options, (change[3]){{rules[i].column, rules[i].bad[k]}}, HTSC_FINDING_OUT_OF_RANGE,
                     rules[i].column);
        static const char *const no_numbers[] = {"30m", "1,5", "nan", "0x20", "inf", "?"};
        for (int k = 0; k < 6; k++) {
            char quoted[16];
            snprintf(quoted, sizeof quoted, "\"%s\"", no_numbers[k]);
            read_bad(*state, &options, (change[3]){{rules[i].column, quoted}}, HTSC_FINDING_NOT_A_NUMBER,
                     rules[i].column);
        }
    }
}

static void test_sites_read_transmitter_ranges(void **state) {
    static const struct {
        const char *power, *gain, *feeder, *column;
        double eirp_dbm;
    } rules[] = {{"-10", "10", "0", NULL, 0},
                 {"60", "30", "0", NULL, 90},
                 {"50", "40", "20", NULL, 70},
                 {"46", "17.5", "", NULL, 63.5},
                 {"46", "0", "2", NULL, 44},
                 {"-10.1", "17", "0", "tx_power_dbm", 0},
                 {"60.1", "17", "0", "tx_power_dbm", 0},
                 {"46", "-0.1", "0", "gain_dbi", 0},
                 {"46", "40.1", "0", "gain_dbi", 0},
                 {"46", "17", "-0.1", "feeder_loss_db", 0},
                 {"46", "17", "20.1", "feeder_loss_db", 0},
                 {"60", "40", "0", "eirp_dbm", 0},
                 {"-10", "0", "20", "eirp_dbm", 0}}; /* the sum is out of eirp_dbm's range */
    htsc_sites_options options = options_of();
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        change none = {"eirp_dbm", ""};
        char text[2048], row[2048];
        const char *values[COLUMNS];
        memcpy(values, good_values, sizeof values);
        values[column_index("eirp_dbm")] = none.value;
        values[column_index("tx_power_dbm")] = rules[i].power;
        values[column_index("gain_dbi")] = rules[i].gain;
        values[column_index("feeder_loss_db")] = rules[i].feeder;
        size_t used = 0;
        for (int k = 0; k < COLUMNS; k++)
            used += (size_t)snprintf(row + used, sizeof row - used, "%s%s", k == 0 ? "" : ",", values[k]);
        snprintf(text, sizeof text, "%.500s\n%.1000s\n", heading, row);
        htsc_input input = htsc_input_of(scratch_write(*state, "sites.csv", text));
        htsc_sites *sites = new_sites(&options);
        htsc_findings *findings = new_findings();
        htsc_error err;
        assert_ok(htsc_sites_read(sites, &input, findings, NULL, &err), err);
        if (rules[i].column == NULL) {
            assert_no_findings(findings);
            assert_near(htsc_sites_get(sites, 0)->eirp_dbm, rules[i].eirp_dbm, 1e-12);
            assert_int_equal(htsc_sites_get(sites, 0)->defaulted, 0);
        } else {
            assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_OUT_OF_RANGE, 2, rules[i].column);
            assert_int_equal(htsc_findings_count(findings), 1);
        }
        htsc_findings_free(findings);
        htsc_sites_free(sites);
    }
}

static void test_sites_read_required_values_missing_are_refused(void **state) {
    static const char *const columns[] = {"site_id",  "operator",      "technology",
                                          "lon_deg",  "lat_deg",       "antenna_height_agl_m",
                                          "freq_mhz", "bandwidth_mhz", "eirp_dbm"};
    htsc_sites_options options = options_of();
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        read_bad(*state, &options, (change[3]){{columns[i], ""}}, HTSC_FINDING_MISSING_VALUE, columns[i]);
    /* Transmit power alone is no EIRP. */
    read_bad(*state, &options, (change[3]){{"eirp_dbm", ""}, {"tx_power_dbm", "46"}}, HTSC_FINDING_MISSING_VALUE,
             "gain_dbi");
    read_bad(*state, &options, (change[3]){{"eirp_dbm", ""}, {"gain_dbi", "17"}}, HTSC_FINDING_MISSING_VALUE,
             "eirp_dbm");
}

static void test_sites_read_defaults_are_counted_in_their_bits(void **state) {
    htsc_sites_options options = options_of();
    options.defaults[HTSC_TECHNOLOGY_5G] = (htsc_cell_defaults){25, 70, 12, 3, 3700, 80, 30, 66};
    static const struct {
        const char *column;
        uint32_t bit;
        size_t offset;
        double value;
    } rules[] = {{"antenna_height_agl_m", HTSC_CELL_ANTENNA_HEIGHT, offsetof(htsc_cell, antenna_height_agl_m), 25},
                 {"h_beamwidth_deg", HTSC_CELL_H_BEAMWIDTH, offsetof(htsc_cell, h_beamwidth_deg), 70},
                 {"v_beamwidth_deg", HTSC_CELL_V_BEAMWIDTH, offsetof(htsc_cell, v_beamwidth_deg), 12},
                 {"downtilt_deg", HTSC_CELL_DOWNTILT, offsetof(htsc_cell, downtilt_deg), 3},
                 {"freq_mhz", HTSC_CELL_FREQ, offsetof(htsc_cell, freq_mhz), 3700},
                 {"bandwidth_mhz", HTSC_CELL_BANDWIDTH, offsetof(htsc_cell, bandwidth_mhz), 80},
                 {"scs_khz", HTSC_CELL_SCS, offsetof(htsc_cell, scs_khz), 30},
                 {"eirp_dbm", HTSC_CELL_EIRP, offsetof(htsc_cell, eirp_dbm), 66}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        htsc_cell cell = read_good(*state, &options, (change[3]){{rules[i].column, ""}});
        assert_int_equal(cell.defaulted, rules[i].bit);
        double value;
        memcpy(&value, (const char *)&cell + rules[i].offset, sizeof value);
        assert_near(value, rules[i].value, 0);
    }
    htsc_cell cell = read_good(*state, &options, (change[3]){{"status", ""}, {"on_air_date", ""}});
    assert_int_equal(cell.defaulted, HTSC_CELL_STATUS);
    assert_int_equal(cell.status, HTSC_SITE_ON_AIR);
    assert_int_equal(cell.on_air_date, 0);
    cell = read_good(*state, &options, (change[3]){{"azimuth_deg", ""}});
    assert_int_equal(cell.defaulted, HTSC_CELL_AZIMUTH);
    assert_true(isnan(cell.azimuth_deg) && cell.h_beamwidth_deg == 360);
    for (unsigned bit = 0; bit < HTSC_CELL_FIELD_COUNT; bit++) assert_true(htsc_cell_field_name(bit)[0] != '\0');
    assert_string_equal(htsc_cell_field_name(HTSC_CELL_FIELD_COUNT), "");
    assert_string_equal(htsc_cell_field_name(1), "azimuth_deg");
}

/* The built-in defaults of formats.md: 65, 10, 0, 30; the rest has none. */
static void test_sites_options_init_defaults(void **state) {
    htsc_sites_options options = options_of();
    assert_string_equal(options.working_crs, "EPSG:5897");
    htsc_cell cell = read_good(*state, &options,
                               (change[3]){{"h_beamwidth_deg", ""}, {"v_beamwidth_deg", ""}, {"downtilt_deg", ""}});
    assert_true(cell.h_beamwidth_deg == 65 && cell.v_beamwidth_deg == 10 && cell.downtilt_deg == 0);
    cell = read_good(*state, &options, (change[3]){{"scs_khz", ""}});
    assert_true(cell.scs_khz == 30);
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        const htsc_cell_defaults *d = &options.defaults[t];
        assert_true(isnan(d->antenna_height_agl_m) && isnan(d->freq_mhz) && isnan(d->bandwidth_mhz) &&
                    isnan(d->eirp_dbm));
    }
}

static void test_sites_read_technologies(void **state) {
    static const struct {
        const char *text;
        htsc_technology technology;
    } cases[] = {{"2G", HTSC_TECHNOLOGY_2G},  {"3G", HTSC_TECHNOLOGY_3G},  {"4G", HTSC_TECHNOLOGY_4G},
                 {"5G", HTSC_TECHNOLOGY_5G},  {"lte", HTSC_TECHNOLOGY_4G}, {"NR", HTSC_TECHNOLOGY_5G},
                 {"GSM", HTSC_TECHNOLOGY_2G}, {"UMTS", HTSC_TECHNOLOGY_3G}};
    htsc_sites_options options = options_of();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_cell cell =
            read_good(*state, &options,
                      (change[3]){{"technology", cases[i].text}, {"freq_mhz", "1800"}, {"bandwidth_mhz", "20"}});
        assert_int_equal(cell.technology, cases[i].technology);
        if (cell.technology < HTSC_TECHNOLOGY_4G) assert_true(isnan(cell.bandwidth_mhz) && isnan(cell.scs_khz));
        if (cell.technology == HTSC_TECHNOLOGY_4G) assert_true(cell.scs_khz == 15 && cell.bandwidth_mhz == 20);
    }
    read_bad(*state, &options, (change[3]){{"technology", "6G"}}, HTSC_FINDING_UNKNOWN_TECHNOLOGY, "technology");
    read_bad(*state, &options, (change[3]){{"technology", "4 G"}}, HTSC_FINDING_UNKNOWN_TECHNOLOGY, "technology");
}

static void test_sites_read_bands_and_carriers(void **state) {
    htsc_sites_options options = options_of();
    htsc_cell cell = read_good(*state, &options, (change[3]){{"freq_mhz", ""}, {"band", "n78"}});
    assert_near(cell.freq_mhz, 3550, 0); /* TS 38.101-1 table 5.2-1: 3300 to 3800 MHz */
    assert_int_equal(cell.defaulted, 0);
    cell = read_good(*state, &options, (change[3]){{"freq_mhz", "3650"}, {"band", "n78"}}); /* the closer word wins */
    assert_near(cell.freq_mhz, 3650, 0);
    read_bad(*state, &options, (change[3]){{"freq_mhz", ""}, {"band", "n999"}}, HTSC_FINDING_UNKNOWN_BAND, "band");
    read_bad(*state, &options, (change[3]){{"band", "xyz"}}, HTSC_FINDING_UNKNOWN_BAND, "band");
    read_bad(*state, &options, (change[3]){{"bandwidth_mhz", "7"}}, HTSC_FINDING_BANDWIDTH_SCS, "bandwidth_mhz");
    read_bad(*state, &options, (change[3]){{"bandwidth_mhz", "100"}, {"scs_khz", "15"}}, HTSC_FINDING_BANDWIDTH_SCS,
             "bandwidth_mhz");
    read_bad(*state, &options, (change[3]){{"scs_khz", "45"}}, HTSC_FINDING_BANDWIDTH_SCS, "bandwidth_mhz");
    read_bad(*state, &options, (change[3]){{"scs_khz", "120"}}, HTSC_FINDING_OUT_OF_RANGE, "scs_khz");
    read_bad(*state, &options, (change[3]){{"bandwidth_mhz", "0"}}, HTSC_FINDING_OUT_OF_RANGE, "bandwidth_mhz");
    read_bad(*state, &options, (change[3]){{"technology", "4G"}, {"bandwidth_mhz", "100"}}, HTSC_FINDING_BANDWIDTH_SCS,
             "bandwidth_mhz");
}

static void test_sites_read_words_and_dates(void **state) {
    htsc_sites_options options = options_of();
    assert_int_equal(read_good(*state, &options, (change[3]){{"status", "planned"}}).status, HTSC_SITE_PLANNED);
    assert_int_equal(read_good(*state, &options, (change[3]){{"status", "OFF"}}).status, HTSC_SITE_OFF);
    read_bad(*state, &options, (change[3]){{"status", "on air"}}, HTSC_FINDING_NOT_ALLOWED, "status");
    read_bad(*state, &options, (change[3]){{"on_air_date", "2021-02-29"}}, HTSC_FINDING_BAD_DATE, "on_air_date");
    read_bad(*state, &options, (change[3]){{"on_air_date", "30/09/2020"}}, HTSC_FINDING_BAD_DATE, "on_air_date");
    read_bad(*state, &options, (change[3]){{"operator", "lam sơn telecom"}}, HTSC_FINDING_UNKNOWN_OPERATOR, "operator");
    char longest[202];
    memset(longest, 'x', 200);
    longest[200] = '\0';
    read_good(*state, &options, (change[3]){{"site_id", longest}});
    longest[200] = 'x', longest[201] = '\0';
    read_bad(*state, &options, (change[3]){{"site_id", longest}}, HTSC_FINDING_OUT_OF_RANGE, "site_id");
}

static void test_sites_read_places(void **state) {
    htsc_sites_options options = options_of();
    read_bad(*state, &options, (change[3]){{"lon_deg", "20.08"}, {"lat_deg", "105.37"}}, HTSC_FINDING_SWAPPED_LONLAT,
             "lon_deg");
    read_bad(*state, &options, (change[3]){{"lon_deg", "0"}, {"lat_deg", "0"}}, HTSC_FINDING_FAR_AWAY, "lon_deg");
    read_bad(*state, &options, (change[3]){{"lat_deg", "21.03"}, {"lon_deg", "105.85"}}, HTSC_FINDING_FAR_AWAY,
             "lon_deg");
    read_good(*state, &options, (change[3]){{"lon_deg", " 105.37 "}});
}

static void read_text(scratch *s, const htsc_sites_options *options, const char *text, const char *crs,
                      htsc_status expected, const char *words) {
    htsc_input input = htsc_input_of(scratch_write(s, "t.csv", text));
    input.crs = crs;
    htsc_sites *sites = new_sites(options);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_status(htsc_sites_read(sites, &input, findings, NULL, &err), expected, err);
    if (expected != HTSC_OK) {
        assert_contains(err.message, "t.csv");
        assert_contains(err.message, words);
        assert_int_equal(htsc_sites_count(sites), 0);
    }
    htsc_findings_free(findings);
    htsc_sites_free(sites);
}

static void test_sites_read_heading_that_lacks_a_column_is_an_error(void **state) {
    htsc_sites_options options = options_of();
    read_text(*state, &options, "site_id,technology,lon_deg,lat_deg\n", NULL, HTSC_ERR_FORMAT, "operator");
    read_text(*state, &options, "operator,technology,lon_deg,lat_deg\n", NULL, HTSC_ERR_FORMAT, "site_id");
    read_text(*state, &options, "site_id,operator,lon_deg,lat_deg\n", NULL, HTSC_ERR_FORMAT, "technology");
    read_text(*state, &options, "site_id,operator,technology,lon_deg\n", NULL, HTSC_ERR_FORMAT, "lat_deg");
    read_text(*state, &options, "site_id,operator,technology,x_m,y_m\n", NULL, HTSC_ERR_CRS, "crs");
    read_text(*state, &options, "site_id,operator,technology,x_m,y_m\n", "EPSG:999999", HTSC_ERR_CRS, "EPSG:999999");
    read_text(*state, &options, "site_id,operator,technology,x_m,y_m\n", "EPSG:3405", HTSC_OK, "");
    read_text(*state, &options, "", NULL, HTSC_ERR_FORMAT, "empty");
}

static void test_sites_read_duplicates_across_files_are_refused(void **state) {
    scratch *s = *state;
    htsc_sites_options options = options_of();
    char text[2048];
    put_row(text, sizeof text, (change[3]){{NULL, NULL}});
    const char *row = strchr(text, '\n') + 1;
    char twice[4096];
    snprintf(twice, sizeof twice, "%.2000s%.2000s", text, row);
    htsc_input first = htsc_input_of(scratch_write(s, "a.csv", twice));
    put_row(text, sizeof text, (change[3]){{"azimuth_deg", "240"}}); /* another sector is none */
    htsc_input second = htsc_input_of(scratch_write(s, "b.csv", text));
    htsc_sites *sites = new_sites(&options);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_ok(htsc_sites_read(sites, &first, findings, NULL, &err), err);
    const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 3, "");
    assert_string_equal(f->value, "LS1");
    assert_ok(htsc_sites_read(sites, &second, findings, NULL, &err), err);
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_ok(htsc_sites_read(sites, &first, findings, NULL, &err), err);
    assert_int_equal(htsc_findings_count(findings), 3);
    assert_int_equal(htsc_sites_count(sites), 2);
    assert_int_equal(htsc_sites_get(sites, 1)->file_index, 1);
    htsc_findings_free(findings);
    htsc_sites_free(sites);
}

static void test_sites_read_map_columns_constants_and_rows(void **state) {
    static const htsc_field_map maps[] = {{"site_id", NULL, "FR-{row}-x"},
                                          {"operator", "Operateur", NULL},
                                          {"technology", NULL, "4G"},
                                          {"x_m", "x", NULL},
                                          {"y_m", "y", NULL}};
    htsc_sites_options options;
    htsc_sites_options_init(&options); /* any operator, anywhere */
    options.defaults[HTSC_TECHNOLOGY_4G] = (htsc_cell_defaults){30, 65, 10, 0, 1800, 20, 15, 60};
    htsc_input input = htsc_input_of(
        scratch_write(*state, "t.csv", "Operateur;x;y\n20801;538500.127;2221151.985\n20810;538500;2221151\n"));
    input.crs = "EPSG:5897", input.fields = maps, input.field_count = 5;
    htsc_sites *sites = new_sites(&options);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_ok(htsc_sites_read(sites, &input, findings, NULL, &err), err);
    assert_no_findings(findings);
    assert_int_equal(htsc_sites_count(sites), 2);
    assert_string_equal(htsc_sites_get(sites, 1)->site_id, "FR-3-x");
    assert_int_equal(htsc_sites_operator_count(sites), 2);
    assert_string_equal(htsc_sites_operator(sites, 1), "20810");
    assert_int_equal(htsc_sites_get(sites, 0)->technology, HTSC_TECHNOLOGY_4G);
    htsc_field_map wrong[5];
    memcpy(wrong, maps, sizeof wrong);
    input.fields = wrong;
    wrong[1].column = "Operator";
    assert_status(htsc_sites_read(sites, &input, findings, NULL, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "Operator");
    wrong[1] = maps[1];
    wrong[4].field = "azimut_deg"; /* a slip that would go unnoticed */
    assert_status(htsc_sites_read(sites, &input, findings, NULL, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "azimut_deg");
    assert_int_equal(htsc_sites_count(sites), 2);
    htsc_findings_free(findings);
    htsc_sites_free(sites);
}

/* A long constant keeps its row number, or is refused for its length: it is never cut to something that repeats. */
static void test_sites_read_map_long_constant_is_not_cut(void **state) {
    char constant[160];
    memset(constant, 'x', 100);
    strcpy(constant + 100, "{row}");
    const htsc_field_map maps[] = {{"site_id", NULL, constant}};
    htsc_sites_options options = options_of();
    char text[2048];
    put_row(text, sizeof text, (change[3]){{NULL, NULL}});
    htsc_input input = htsc_input_of(scratch_write(*state, "t.csv", text));
    input.fields = maps, input.field_count = 1;
    htsc_sites *sites = new_sites(&options);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_ok(htsc_sites_read(sites, &input, findings, NULL, &err), err);
    assert_no_findings(findings);
    assert_int_equal(strlen(htsc_sites_get(sites, 0)->site_id), 101);
    htsc_findings_free(findings);
    htsc_sites_free(sites);
}

static void test_sites_create_wrong_options_are_errors(void **state) {
    (void)state;
    htsc_sites_options options = options_of();
    htsc_sites *sites = (htsc_sites *)&options;
    htsc_error err;
    options.working_crs = "EPSG:3857";
    assert_status(htsc_sites_create(&options, &sites, &err), HTSC_ERR_CRS, err);
    assert_null(sites);
    options.working_crs = "EPSG:4326";
    assert_status(htsc_sites_create(&options, &sites, &err), HTSC_ERR_CRS, err);
    options = options_of();
    options.struct_size = 8;
    assert_status(htsc_sites_create(&options, &sites, &err), HTSC_ERR_ARGUMENT, err);
    htsc_sites_free(NULL);
}

/* The synthetic commune: what testdata/README.md says of its three operators. */
static htsc_sites *read_commune_sites(htsc_findings *findings) {
    htsc_sites_options options = options_of();
    htsc_sites *sites = new_sites(&options);
    htsc_error err;
    htsc_input inputs[3] = {htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/sites_lam_son.csv"),
                            htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/sites_song_am.gpkg"),
                            htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/sites_ham_rong.csv")};
    static const uint64_t read[3] = {57, 57, 48}, kept[3] = {57, 57, 31};
    inputs[2].crs = "EPSG:3405";
    for (int i = 0; i < 3; i++) {
        htsc_read_counts counts;
        assert_ok(htsc_sites_read(sites, &inputs[i], findings, &counts, &err), err);
        assert_int_equal(counts.read_count, read[i]);
        assert_int_equal(counts.kept_count, kept[i]);
        assert_int_equal(counts.refused_count, read[i] - kept[i]);
    }
    return sites;
}

static void test_sites_read_faulty_rows_equal_the_expected_rejects(void **state) {
    (void)state;
    htsc_findings *findings = new_findings();
    htsc_sites_free(read_commune_sites(findings));
    FILE *in = fopen(HTSC_TESTDATA_DIR "/ngoclac/expected_rejects.csv", "rb");
    assert_non_null(in);
    char line[256];
    size_t count = 0;
    assert_non_null(fgets(line, sizeof line, in)); /* the heading */
    while (fgets(line, sizeof line, in) != NULL) {
        char *column = strchr(line, ',') + 1, *code = strchr(column, ',') + 1;
        column[-1] = code[-1] = '\0';
        code[strcspn(code, "\r\n")] = '\0';
        assert_true(count < htsc_findings_count(findings));
        const htsc_finding *f = htsc_findings_get(findings, count++);
        assert_int_equal(f->row, strtol(line, NULL, 10));
        assert_string_equal(f->column, column);
        assert_string_equal(htsc_finding_code_name(f->code), code);
        assert_int_equal(f->severity, HTSC_SEVERITY_ERROR);
        assert_contains(f->file, "sites_ham_rong.csv");
    }
    fclose(in);
    assert_int_equal(count, 17);
    assert_int_equal(htsc_findings_count(findings), 17);
    htsc_findings_free(findings);
}

static const htsc_cell *first_of(const htsc_sites *sites, const char *site_id) {
    for (size_t i = 0; i < htsc_sites_count(sites); i++)
        if (strcmp(htsc_sites_get(sites, i)->site_id, site_id) == 0) return htsc_sites_get(sites, i);
    fail_msg("no site %s", site_id);
    return NULL;
}

/* Distance to the nearest cell of an operator. */
static double nearest_m(const htsc_sites *sites, uint32_t operator_index, const htsc_cell *cell) {
    double nearest = (double)INFINITY;
    for (size_t i = 0; i < htsc_sites_count(sites); i++) {
        const htsc_cell *other = htsc_sites_get(sites, i);
        if (other->operator_index == operator_index)
            nearest = fmin(nearest, hypot(other->x_m - cell->x_m, other->y_m - cell->y_m));
    }
    return nearest;
}

/* One came in degrees, the others in EPSG:5897 and EPSG:3405: a lost datum shift would put 224 m between them. 1 cm, to
 * which HRN_01 is written; half of that more for rounding the degrees to 1e-7. */
static void test_sites_read_shared_masts_stand_on_one_place(void **state) {
    (void)state;
    htsc_findings *findings = new_findings();
    htsc_sites *sites = read_commune_sites(findings);
    assert_near(nearest_m(sites, 0, first_of(sites, "SA006")), 0, 0.01);
    assert_near(nearest_m(sites, 0, first_of(sites, "HRN_01")), 0, 0.015);
    htsc_sites_free(sites);
    htsc_findings_free(findings);
}

static void test_sites_read_cells_on_air_on_the_project_date(void **state) {
    (void)state;
    static const int expected[3][2] = {{42, 15}, {41, 9}, {27, 4}};
    htsc_findings *findings = new_findings();
    htsc_sites *sites = read_commune_sites(findings);
    int on_air[3][2] = {{0}};
    for (size_t i = 0; i < htsc_sites_count(sites); i++) {
        const htsc_cell *cell = htsc_sites_get(sites, i);
        assert_true(cell->operator_index < 3);
        if (cell->status == HTSC_SITE_ON_AIR && cell->on_air_date <= 20260930)
            on_air[cell->operator_index][cell->technology == HTSC_TECHNOLOGY_5G]++;
    }
    assert_memory_equal(on_air, expected, sizeof expected);
    htsc_sites_free(sites);
    htsc_findings_free(findings);
}

/* Real data: semicolons, EPSG:2154, other column names, everything else a default. The last of its rows has no place.
 */
static void test_sites_read_arcep_77147_cells(void **state) {
    (void)state;
    const char *path = shared_data("sites/arcep_2018_01_sites_mobiles_FR_L93.csv");
    if (path == NULL) skip();
    static const htsc_field_map maps[] = {{"operator", "Operateur", NULL},
                                          {"x_m", "x", NULL},
                                          {"y_m", "y", NULL},
                                          {"technology", NULL, "4G"},
                                          {"site_id", NULL, "FR-{row}"}};
    static const htsc_box tile = {1, 42, 2, 43};
    htsc_sites_options options;
    htsc_sites_options_init(&options);
    options.working_crs = "EPSG:2154";
    options.defaults[HTSC_TECHNOLOGY_4G] = (htsc_cell_defaults){30, 65, 10, 0, 1800, 20, 15, 60};
    htsc_input input = htsc_input_of(path);
    input.crs = "EPSG:2154", input.fields = maps, input.field_count = 5;
    htsc_sites *all = new_sites(&options);
    options.near_lonlat = &tile;
    htsc_sites *near = new_sites(&options);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_sites_read(all, &input, findings, &counts, &err), err);
    assert_int_equal(counts.read_count, 77148);
    assert_int_equal(counts.kept_count, 77147);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_NOT_A_NUMBER, 77149, "x_m"); /* "#N/A" */
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_NOT_A_NUMBER, 77149, "y_m");
    assert_int_equal(htsc_findings_count(findings), 2);
    size_t inside = 0;
    for (size_t i = 0; i < htsc_sites_count(all); i++) {
        const htsc_cell *cell = htsc_sites_get(all, i);
        if (cell->lon_deg >= 1 && cell->lon_deg <= 2 && cell->lat_deg >= 42 && cell->lat_deg <= 43) inside++;
    }
    assert_int_equal(inside, 215);
    assert_ok(htsc_sites_read(near, &input, findings, &counts, &err), err);
    assert_int_equal(counts.kept_count, 215);
    assert_int_equal(counts.refused_count, 77148 - 215);
    assert_int_equal(htsc_findings_total(findings, HTSC_SEVERITY_ERROR), 2 + 2 + 77147 - 215);
    htsc_findings_free(findings);
    htsc_sites_free(near);
    htsc_sites_free(all);
}

static htsc_status read_two_files(void *ctx, htsc_error *err) {
    char *const *paths = ctx;
    htsc_sites_options options = options_of();
    htsc_sites *sites = NULL;
    htsc_findings *findings = NULL;
    htsc_status status = htsc_sites_create(&options, &sites, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    for (int i = 0; i < 2 && status == HTSC_OK; i++) {
        htsc_input input = htsc_input_of(paths[i]);
        size_t before = htsc_sites_count(sites);
        status = htsc_sites_read(sites, &input, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_sites_count(sites), before);
    }
    htsc_findings_free(findings);
    htsc_sites_free(sites);
    return status;
}

static void test_sites_failing_allocation_is_an_error_and_appends_nothing(void **state) {
    char text[2048], more[4096];
    put_row(text, sizeof text, (change[3]){{NULL, NULL}});
    snprintf(more, sizeof more, "%.2000s%.2000s,,\nLS2,nobody\n", text, strchr(text, '\n') + 1);
    char *paths[2] = {strdup(scratch_write(*state, "a.csv", more)), NULL};
    static char gpkg[] = HTSC_TESTDATA_DIR "/ngoclac/sites_song_am.gpkg";
    paths[1] = gpkg;
    assert_true(fail_each_allocation(read_two_files, paths) >= 30);
    free(paths[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_sites_read_whole_row_is_taken_as_declared),
        IN_SCRATCH(test_sites_read_ranges_bounds_are_good_and_beyond_is_refused),
        IN_SCRATCH(test_sites_read_transmitter_ranges),
        IN_SCRATCH(test_sites_read_required_values_missing_are_refused),
        IN_SCRATCH(test_sites_read_defaults_are_counted_in_their_bits),
        IN_SCRATCH(test_sites_options_init_defaults),
        IN_SCRATCH(test_sites_read_technologies),
        IN_SCRATCH(test_sites_read_bands_and_carriers),
        IN_SCRATCH(test_sites_read_words_and_dates),
        IN_SCRATCH(test_sites_read_places),
        IN_SCRATCH(test_sites_read_heading_that_lacks_a_column_is_an_error),
        IN_SCRATCH(test_sites_read_duplicates_across_files_are_refused),
        IN_SCRATCH(test_sites_read_map_columns_constants_and_rows),
        IN_SCRATCH(test_sites_read_map_long_constant_is_not_cut),
        cmocka_unit_test(test_sites_create_wrong_options_are_errors),
        cmocka_unit_test(test_sites_read_faulty_rows_equal_the_expected_rejects),
        cmocka_unit_test(test_sites_read_shared_masts_stand_on_one_place),
        cmocka_unit_test(test_sites_read_cells_on_air_on_the_project_date),
        cmocka_unit_test(test_sites_read_arcep_77147_cells),
        IN_SCRATCH(test_sites_failing_allocation_is_an_error_and_appends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
