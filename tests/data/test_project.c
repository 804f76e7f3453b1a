#include "base/comma_locale.h"

#include <htscover/project.h>
#include <htscover/propagation.h>

#include "base/text.h"

/* The least that a project may say. */
static const char least[] = "name: Xã Ngọc Lặc\n"
                            "commune_code: \"15061\"\n"
                            "period: 2026-Q3\n"
                            "date: 2026-09-30\n"
                            "operators: [Viettel, VNPT]\n"
                            "inputs:\n"
                            "  villages: {path: villages.gpkg}\n"
                            "  population: [{path: people.csv}]\n"
                            "technologies:\n"
                            "  - {name: 4G, covered_dbm: -110, good_dbm: -100}\n"
                            "  - {name: 5G, covered_dbm: -108.5, good_dbm: -100}\n"
                            "model: {name: tr38901, scenario: rma}\n";

/* `least` with `from` replaced by `to`; an empty `from` adds `to` at the end. The '@' in `to` is taken out, and its
 * place is where the error must point. */
typedef struct edit {
    const char *from, *to, *words;
} edit;

static const char *write_edited(scratch *s, const edit *e, int *line, int *column) {
    static char text[65536];
    const char *hit = e->from[0] == '\0' ? least + strlen(least) : strstr(least, e->from);
    assert_non_null(hit);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(hit - least), least, e->to, hit + strlen(e->from));
    char *mark = strchr(text, '@');
    *line = *column = 0;
    if (mark != NULL) {
        *line = *column = 1;
        for (const char *c = text; c < mark; c++) {
            /* libyaml counts characters, not bytes */
            if (*c == '\n')
                ++*line, *column = 1;
            else if (((unsigned char)*c & 0xc0) != 0x80)
                ++*column;
        }
        memmove(mark, mark + 1, strlen(mark));
    }
    return scratch_write(s, "project.yaml", text);
}

static void assert_bad(scratch *s, edit e) {
    int line, column;
    char place[64];
    htsc_project *project = (htsc_project *)s;
    htsc_error err = {HTSC_OK, ""};
    const char *path = write_edited(s, &e, &line, &column);
    htsc_status status = htsc_project_read(path, &project, &err);
    if (status != HTSC_ERR_FORMAT) fail_msg("\"%s\" gives status %s: %s", e.to, htsc_status_name(status), err.message);
    assert_null(project);
    assert_contains(err.message, e.words);
    assert_int_equal(strncmp(err.message, path, strlen(path)), 0);
    assert_true(htsc__text_is_utf8(err.message));
    if (line == 0) return;
    snprintf(place, sizeof place, "project.yaml:%d:%d: ", line, column);
    assert_contains(err.message, place);
}

static htsc_project *read_edited(scratch *s, edit e) {
    int line, column;
    htsc_project *project = NULL;
    htsc_error err;
    assert_ok(htsc_project_read(write_edited(s, &e, &line, &column), &project, &err), err);
    return project;
}

static void test_project_read_defaults(void **state) {
    htsc_project *p = read_edited(*state, (edit){"", "", ""});
    assert_string_equal(p->name, "Xã Ngọc Lặc");
    assert_string_equal(p->commune_code, "15061");
    assert_string_equal(p->period, "2026-Q3");
    assert_int_equal(p->date, 20260930);
    assert_int_equal(p->language, HTSC_LANGUAGE_VI);
    assert_string_equal(p->working_crs, "EPSG:5897");
    assert_int_equal(p->operator_count, 2);
    assert_string_equal(p->operators[1], "VNPT");
    assert_true(p->location_probability_frac == 0.9 && p->receiver_height_agl_m == 1.5 && p->resolution_m == 30);
    assert_true(p->body_loss_db == 0 && p->entry_loss_db == 0 && p->max_site_distance_km == 80);
    assert_true(p->max_radius_m == 0 && p->building_height_m == 5 && p->street_width_m == 20);
    assert_true(isnan(p->persons_per_household));
    assert_true(p->scale_to_declared && p->outputs == HTSC_OUTPUT_ALL);
    assert_true(p->max_drop_m == 300 && p->gigabit_mbps == 1000 && p->min_zone_area_m2 == 0);
    assert_true(p->simplify_m == 30); /* resolution_m */
    assert_int_equal(p->model, HTSC_MODEL_TR38901);
    assert_int_equal(p->scenario, HTSC_SCENARIO_RMA);
    static const double plan_pct[HTSC_TARGET_COUNT] = {90, 50, 65, 100, 65, 37};
    assert_memory_equal(p->target_pct, plan_pct, sizeof plan_pct);
    assert_int_equal(p->declared_count, 0);
    assert_int_equal(p->technology_count, 2);
    const htsc_project_technology *five = &p->technologies[1];
    assert_int_equal(five->technology, HTSC_TECHNOLOGY_5G);
    assert_true(five->covered_dbm == -108.5 && five->good_dbm == -100 && five->reference_offset_db == 0);
    assert_true(five->h_beamwidth_deg == 65 && five->v_beamwidth_deg == 10 && five->downtilt_deg == 0 &&
                five->scs_khz == 30);
    assert_true(isnan(five->antenna_height_agl_m) && isnan(five->freq_mhz) && isnan(five->bandwidth_mhz) &&
                isnan(five->eirp_dbm));
    assert_true(p->technologies[0].scs_khz == 15);
    htsc_project_free(p);
    htsc_project_free(NULL);
}

static void test_project_read_paths_are_beside_the_project(void **state) {
    scratch *s = *state;
    htsc_project *p =
        read_edited(s, (edit){"{path: people.csv}", "{path: people.csv}, {path: /srv/people.csv, crs: EPSG:3405}", ""});
    assert_string_equal(p->inputs.villages.path, scratch_path(s, "villages.gpkg"));
    assert_string_equal(p->inputs.villages.name, "villages.gpkg"); /* what people are told */
    assert_int_equal(p->inputs.population_count, 2);
    assert_string_equal(p->inputs.population[0].path, scratch_path(s, "people.csv"));
    assert_string_equal(p->inputs.population[1].path, "/srv/people.csv");
    assert_string_equal(p->inputs.population[1].crs, "EPSG:3405");
    assert_null(p->inputs.commune.path);
    assert_null(p->inputs.terrain.path);
    assert_null(p->inputs.population_raster.path);
    assert_int_equal(p->inputs.site_count, 0);
    htsc_project_free(p);
}

static void test_project_read_maps_layers_and_words(void **state) {
    htsc_project *p =
        read_edited(*state, (edit){"  population:",
                                   "  sites:\n    - {path: a.gpkg, layer: sites, fields: [{field: operator, column: "
                                   "Operateur}, {field: technology, value: 4G}]}\n  population:",
                                   ""});
    const htsc_input *sites = &p->inputs.sites[0];
    assert_int_equal(p->inputs.site_count, 1);
    assert_string_equal(sites->layer, "sites");
    assert_int_equal(sites->field_count, 2);
    assert_string_equal(sites->fields[0].column, "Operateur");
    assert_null(sites->fields[0].value);
    assert_string_equal(sites->fields[1].value, "4G");
    assert_int_equal(sites->struct_size, sizeof *sites);
    htsc_project_free(p);
    p = read_edited(
        *state,
        (edit){"",
               "language: en\nscale_to_declared: false\noutputs: [tables]\ntargets: [{id: pop_5g, target_pct: 62.5}]\n",
               ""});
    assert_int_equal(p->language, HTSC_LANGUAGE_EN);
    assert_false(p->scale_to_declared);
    assert_true(p->outputs == HTSC_OUTPUT_TABLES);
    assert_true(p->target_pct[HTSC_TARGET_POP_5G] == 62.5 && p->target_pct[HTSC_TARGET_FIBER_HOUSEHOLDS] == 90);
    htsc_project_free(p);
    p = read_edited(*state, (edit){"{name: 4G,", "{name: 3G, defaults: {eirp_dbm: 60, antenna_height_agl_m: 30},", ""});
    assert_true(p->technologies[0].reference_offset_db == -10 && p->technologies[0].eirp_dbm == 60 &&
                p->technologies[0].antenna_height_agl_m == 30);
    htsc_project_free(p);
}

/* Every number with a range in docs/formats.md: its bounds are good, and what lies beyond points at the value. */
static void test_project_read_ranges(void **state) {
    static const struct {
        const char *key, *good[2], *bad[2];
    } rules[] = {{"location_probability_frac", {"0.5", "0.99"}, {"0.49", "0.991"}},
                 {"receiver_height_agl_m", {"0.5", "30"}, {"0.4", "30.1"}},
                 {"resolution_m", {"5", "1000"}, {"4.9", "1001"}},
                 {"body_loss_db", {"0", "30"}, {"-1", "31"}},
                 {"entry_loss_db", {"0", "60"}, {"-1", "61"}},
                 {"max_site_distance_km", {"1", "2000"}, {"0", "2001"}},
                 {"persons_per_household", {"1", "100"}, {"0.9", "101"}},
                 {"max_drop_m", {"1", "10000"}, {"0", "10001"}},
                 {"gigabit_mbps", {"1", "1e6"}, {"0", "1000001"}},
                 {"min_zone_area_m2", {"0", "1e9"}, {"-1", "1.1e9"}},
                 {"simplify_m", {"0", "1000"}, {"-1", "1001"}}};
    char text[128];
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        for (int k = 0; k < 2; k++) {
            snprintf(text, sizeof text, "%s: %s\n", rules[i].key, rules[i].good[k]);
            htsc_project_free(read_edited(*state, (edit){"", text, ""}));
            snprintf(text, sizeof text, "%s: @%s\n", rules[i].key, rules[i].bad[k]);
            assert_bad(*state, (edit){"", text, rules[i].key});
            assert_bad(*state, (edit){"", text, "outside ["});
        }
    static const char *const no_numbers[] = {"abc", "30m", "1,5", "nan", ".inf", "0x1e", "[1]", "{a: 1}", "1e400", ""};
    for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++) {
        snprintf(text, sizeof text, "resolution_m: %s\n", no_numbers[i]);
        assert_bad(*state, (edit){"", text, ""});
    }
}

static void test_project_read_values_that_are_wrong_are_pointed_at(void **state) {
    static const edit edits[] = {
        {"name: Xã Ngọc Lặc", "name: @\"\"", "name is empty"},
        {"\"15061\"", "@1506", "five digits"},
        {"\"15061\"", "@\"1506x\"", "five digits"},
        {"date: 2026-09-30", "date: @2026-09-31", "no real date"},
        {"date: 2026-09-30", "date: @30/09/2026", "no real date"},
        {"date: 2026-09-30", "date: @Ngày ba mươi tháng chín năm hai nghìn không trăm hai mươi sáu", "no real date"},
        {"[Viettel, VNPT]", "[Viettel, @Viettel]", "stands twice"},
        {"[Viettel, VNPT]", "[Viettel, @\"\"]", "is empty"},
        {"{path: villages.gpkg}", "{path: @\"\"}", "is empty"},
        {"  population: [{path: people.csv}]\n", "", "neither population nor population_raster"},
        {"name: 4G", "name: @6G", "none of 2G, 3G, 4G, 5G"},
        {"name: 5G", "name: @4G", "stands twice"},
        {"covered_dbm: -110", "covered_dbm: @-151", "outside [-150, -30]"},
        {"covered_dbm: -110", "covered_dbm: @-29", "outside [-150, -30]"},
        {"good_dbm: -100", "good_dbm: @-111", "outside [-110, -30]"},
        {"good_dbm: -100", "good_dbm: @nan", "not a number"},
        {"good_dbm: -100", "good_dbm: -100, reference_offset_db: @31", "outside [-30, 30]"},
        {"good_dbm: -100", "good_dbm: -100, defaults: {eirp_dbm: @91}", "outside [0, 90]"},
        {"good_dbm: -100", "good_dbm: -100, defaults: {antenna_height_agl_m: @0.5}", "outside [1, 300]"},
        {"good_dbm: -100", "good_dbm: -100, defaults: {freq_mhz: @399}", "outside [400, 7125]"},
        {"name: tr38901", "name: @hata", "none of tr38901, free_space, p1812"},
        {"scenario: rma", "scenario: @rural", "none of uma, umi, rma"},
        {"{name: tr38901, scenario: rma}", "@{name: tr38901}", "needs a scenario"},
        {"{name: tr38901, scenario: rma}", "@{name: free_space}", "needs max_radius_m"},
        {"scenario: rma", "scenario: rma, max_radius_m: @99", "outside [100, 100000]"},
        {"scenario: rma", "scenario: rma, building_height_m: @51", "outside [5, 50]"},
        {"scenario: rma", "scenario: rma, street_width_m: @4", "outside [5, 50]"},
        {"scenario: rma", "scenario: rma, time_pct: @50", "belongs to p1812, not to tr38901"},
        {"name: tr38901, scenario: rma", "name: @p1812", "needs inputs.terrain"},
        {"", "building_entry: {type: @wooden}\n", "none of traditional, thermally_efficient"},
        {"", "entry_loss_db: 0.5\nbuilding_entry: @{type: traditional}\n", "counted twice"},
        {"", "land_cover_classes:\n  @- {code: 1, category: open}\n", "without inputs.land_cover"},
        {"  villages:", "  land_cover: {path: @\"\"}\n  villages:", "is empty"},
        {"  villages:", "  antennas: [{path: @\"\"}]\n  villages:", "is empty"},
        {"  villages:", "  antennas: [{path: a.msi}, {path: @b/A.txt}]\n  villages:", "\"A\" a second time"},
        {"  villages:", "  antennas: [{path: @patterns/.msi}]\n  villages:", "no name before its ending"},
        {"  villages:", "  antennas: [{path: @patterns/}]\n  villages:", "no name before its ending"},
        {"", "language: @fr\n", "none of vi, en"},
        {"", "scale_to_declared: @maybe\n", "none of false, true"},
        {"", "outputs: [tables, @plans]\n", "none of tables, shapefiles"},
        {"", "working_crs: @EPSG:3857\n", "Web Mercator"},
        {"", "working_crs: @EPSG:4326\n", "degree"},
        {"", "working_crs: @EPSG:999999\n", "999999"},
        {"", "targets: [{id: @nothing, target_pct: 5}]\n", "none of fiber_households"},
        {"", "targets: [{id: pop_5g, target_pct: @101}]\n", "outside [0, 100]"},
        {"", "declared: [{id: @nothing, numerator: 1, denominator: 2, date: 2026-01-01, source: x}]\n",
         "none of fiber_households"},
        {"", "declared: [{id: @pop_5g, numerator: 1, denominator: 2, date: 2026-01-01, source: x}]\n", "computed"},
        {"", "declared: [{id: eid_accounts, numerator: @3, denominator: 2, date: 2026-01-01, source: x}]\n",
         "outside [0, 2]"},
        {"", "declared: [{id: eid_accounts, numerator: 0, denominator: @0, date: 2026-01-01, source: x}]\n",
         "outside ["},
        {"", "declared: [{id: eid_accounts, numerator: 1, denominator: 2, date: @2026-02-30, source: x}]\n",
         "no real date"},
        {"",
         "declared:\n  - {id: eid_accounts, numerator: 1, denominator: 2, date: 2026-01-01, source: x}\n"
         "  - {id: @eid_accounts, numerator: 1, denominator: 2, date: 2026-01-01, source: x}\n",
         "stands twice"},
        {"{path: people.csv}", "{path: people.csv, fields: [@{field: persons}]}", "one of column and value"},
        {"{path: people.csv}",
         "{path: people.csv, fields: [{field: a, value: b}, @{field: persons, column: a, value: b}]}",
         "one of column and value"}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) assert_bad(*state, edits[i]);
}

/* `least` with terrain, without its model, with `inputs` among its inputs and `end` at its end. */
static const char *on_terrain(const char *inputs, const char *end) {
    static char text[8192];
    const char *model = strstr(least, "model:"), *villages = strstr(least, "  villages:");
    snprintf(text, sizeof text, "%.*s  terrain: {path: dem}\n%s%.*s%s", (int)(villages - least), least, inputs,
             (int)(model - villages), villages, end);
    return text;
}

static htsc_project *read_on_terrain(scratch *s, const char *inputs, const char *end) {
    return read_edited(s, (edit){least, on_terrain(inputs, end), ""});
}

static void assert_bad_on_terrain(scratch *s, const char *inputs, const char *end, const char *words) {
    assert_bad(s, (edit){least, on_terrain(inputs, end), words});
}

static void assert_p1812_defaults(const htsc_project *p) {
    assert_int_equal(p->model, HTSC_MODEL_P1812);
    assert_true(p->max_radius_m == 10000 && p->profile_step_m == 30 && p->receiver_gap_m == 30 && p->time_pct == 50);
    assert_true(p->delta_n == 45 && p->n0 == 325);
    assert_null(p->delta_n_path);
    assert_null(p->n0_path);
    assert_int_equal(p->polarization, HTSC_POLARIZATION_VERTICAL);
    assert_true(p->location_sigma_db == HTSC_P1812_SIGMA_AUTO && p->location_resolution_m == 100);
    assert_int_equal(p->terminal_clutter, HTSC_TERMINAL_CLUTTER_NONE);
}

static void test_project_read_without_model_is_p1812_on_terrain(void **state) {
    htsc_project *p = read_on_terrain(*state, "", "");
    assert_p1812_defaults(p);
    assert_null(p->inputs.land_cover.path);
    assert_int_equal(p->land_cover_class_count, 0);
    assert_null(p->land_cover_classes);
    assert_int_equal(p->inputs.antenna_count, 0);
    assert_int_equal(p->building_entry, HTSC_PROJECT_BUILDING_NONE);
    assert_false(p->rate.used);
    assert_int_equal(p->rate.at_least_count, 0);
    htsc_project_free(p);
    p = read_on_terrain(*state, "", "model: {name: p1812}\n");
    assert_p1812_defaults(p);
    htsc_project_free(p);
    /* without terrain the place is that of the inputs */
    char flat[1024];
    const char *model = strstr(least, "model:"), *villages = strstr(least, "  villages:");
    snprintf(flat, sizeof flat, "%.*s  @%.*s", (int)(villages - least), least, (int)(model - villages) - 2,
             villages + 2);
    assert_bad(*state, (edit){least, flat, "inputs has no terrain"});
}

/* Terrain alone changes nothing for who names another model. */
static void test_project_read_other_models_on_terrain(void **state) {
    htsc_project *p = read_on_terrain(*state, "", "model: {name: tr38901, scenario: umi}\n");
    assert_int_equal(p->model, HTSC_MODEL_TR38901);
    assert_int_equal(p->scenario, HTSC_SCENARIO_UMI);
    assert_true(p->max_radius_m == 0);
    htsc_project_free(p);
    p = read_on_terrain(*state, "", "model: {name: free_space, max_radius_m: 100, scenario: uma}\n");
    assert_int_equal(p->model, HTSC_MODEL_FREE_SPACE);
    assert_true(p->max_radius_m == 100);
    htsc_project_free(p);
}

static void test_project_read_profile_step_does_not_follow_resolution(void **state) {
    static const double cases[] = {5, 30, 1000};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "resolution_m: %g\n", cases[i]);
        htsc_project *p = read_on_terrain(*state, "", text);
        assert_true(p->profile_step_m == 30 && p->receiver_gap_m == 30 && p->location_resolution_m == 100);
        htsc_project_free(p);
    }
}

static void test_project_read_p1812_keys(void **state) {
    scratch *s = *state;
    htsc_project *p = read_on_terrain(s, "",
                                      "model: {name: p1812, max_radius_m: 20000, profile_step_m: 25, time_pct: 10, "
                                      "delta_n: 50.5, n0: 380, polarization: horizontal, location_sigma_db: 5.5, "
                                      "location_resolution_m: 250, terminal_clutter: p2108, receiver_gap_m: 12.5}\n");
    assert_true(p->max_radius_m == 20000 && p->profile_step_m == 25 && p->time_pct == 10 && p->delta_n == 50.5);
    assert_true(p->n0 == 380 && p->location_sigma_db == 5.5 && p->location_resolution_m == 250 &&
                p->receiver_gap_m == 12.5);
    assert_int_equal(p->polarization, HTSC_POLARIZATION_HORIZONTAL);
    assert_int_equal(p->terminal_clutter, HTSC_TERMINAL_CLUTTER_P2108);
    htsc_project_free(p);
    p = read_on_terrain(s, "",
                        "model: {name: p1812, polarization: vertical, location_sigma_db: auto, terminal_clutter: none, "
                        "delta_n_file: itu/DN50.TXT, n0_file: /srv/N050.TXT}\n");
    assert_string_equal(p->delta_n_path, scratch_path(s, "itu/DN50.TXT"));
    assert_string_equal(p->n0_path, "/srv/N050.TXT");
    assert_int_equal(p->polarization, HTSC_POLARIZATION_VERTICAL);
    assert_true(p->location_sigma_db == HTSC_P1812_SIGMA_AUTO);
    assert_int_equal(p->terminal_clutter, HTSC_TERMINAL_CLUTTER_NONE);
    htsc_project_free(p);
}

/* Bounds are good, what lies beyond points at the value, and so does what is no number. */
static void test_project_read_p1812_ranges(void **state) {
    static const struct {
        const char *key, *good[2], *bad[2];
    } rules[] = {{"max_radius_m", {"250", "100000"}, {"249", "100001"}},
                 {"profile_step_m", {"5", "500"}, {"4.9", "501"}},
                 {"receiver_gap_m", {"1", "1000"}, {"0", "1000.1"}},
                 {"time_pct", {"1", "50"}, {"0.9", "50.1"}},
                 {"delta_n", {"0", "150"}, {"-1", "151"}},
                 {"n0", {"200", "500"}, {"199", "501"}},
                 {"location_sigma_db", {"0", "30"}, {"-1", "30.1"}},
                 {"location_resolution_m", {"1", "1000"}, {"0.9", "1001"}}};
    char text[128];
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        for (int k = 0; k < 2; k++) {
            snprintf(text, sizeof text, "model: {name: p1812, %s: %s}\n", rules[i].key, rules[i].good[k]);
            htsc_project_free(read_on_terrain(*state, "", text));
            snprintf(text, sizeof text, "model: {name: p1812, %s: @%s}\n", rules[i].key, rules[i].bad[k]);
            assert_bad_on_terrain(*state, "", text, "outside [");
            snprintf(text, sizeof text, "model: {name: p1812, %s: @some}\n", rules[i].key);
            assert_bad_on_terrain(*state, "", text, "number");
        }
}

static void test_project_read_p1812_words_and_pairs_are_pointed_at(void **state) {
    static const struct {
        const char *inputs, *end, *words;
    } cases[] = {{"", "model: {name: p1812, polarization: @slant}\n", "none of horizontal, vertical"},
                 {"", "model: {name: p1812, location_sigma_db: @automatic}\n", "neither auto nor a number"},
                 {"", "model: {name: p1812, terminal_clutter: @p452}\n", "none of none, p2108"},
                 {"", "model: {name: p1812, scenario: @rma}\n", "scenario belongs to tr38901, not to p1812"},
                 {"", "model: {name: p1812, building_height_m: @5}\n", "belongs to tr38901, not to p1812"},
                 {"", "model: {name: p1812, street_width_m: @20}\n", "belongs to tr38901, not to p1812"},
                 {"", "model:\n  name: p1812\n  delta_n_file: @a\n", "without n0_file"},
                 {"", "model:\n  name: p1812\n  n0_file: @a\n", "without delta_n_file"},
                 {"", "model: {name: p1812, n0_file: a, delta_n_file: @\"\"}\n", "is empty"},
                 {"", "model: {name: p1812, n0_file: @\"\", delta_n_file: a}\n", "is empty"},
                 {"", "model: {name: p1812, n0_file: a, delta_n_file: b, delta_n: @45}\n", "give numbers or maps"},
                 {"", "model: {name: p1812, n0_file: a, delta_n_file: b, n0: @325}\n", "give numbers or maps"},
                 {"  land_cover: {path: lc}\n", "model:\n  name: p1812\n  terminal_clutter: @p2108\n",
                  "clutter would be counted twice"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_bad_on_terrain(*state, cases[i].inputs, cases[i].end, cases[i].words);
    htsc_project_free(
        read_on_terrain(*state, "  land_cover: {path: lc}\n", "model: {name: p1812, terminal_clutter: none}\n"));
}

static void test_project_read_p1812_keys_with_other_models_are_refused(void **state) {
    static const char *const keys[] = {"profile_step_m: @30",
                                       "receiver_gap_m: @30",
                                       "time_pct: @50",
                                       "delta_n: @45",
                                       "n0: @325",
                                       "delta_n_file: @a",
                                       "n0_file: @a",
                                       "polarization: @vertical",
                                       "location_sigma_db: @auto",
                                       "location_resolution_m: @30",
                                       "terminal_clutter: @none"};
    char text[128];
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        snprintf(text, sizeof text, "model: {name: tr38901, scenario: rma, %s}\n", keys[i]);
        assert_bad_on_terrain(*state, "", text, "belongs to p1812, not to tr38901");
        snprintf(text, sizeof text, "model: {name: free_space, max_radius_m: 5000, %s}\n", keys[i]);
        assert_bad_on_terrain(*state, "", text, "belongs to p1812, not to free_space");
    }
}

static void test_project_read_land_cover_and_its_classes(void **state) {
    scratch *s = *state;
    htsc_project *p = read_on_terrain(s, "  land_cover: {path: cover.vrt}\n", "");
    assert_string_equal(p->inputs.land_cover.path, scratch_path(s, "cover.vrt"));
    assert_string_equal(p->inputs.land_cover.name, "cover.vrt");
    assert_int_equal(p->land_cover_class_count, 0);
    htsc_project_free(p);
    p = read_on_terrain(s, "  land_cover: {path: cover}\n",
                        "land_cover_classes:\n"
                        "  - {code: 10, name: Rừng, category: trees, height_m: 15, sigma_db: 7}\n"
                        "  - {code: 0, category: water}\n  - {code: 255, category: open, height_m: 0, sigma_db: 0}\n"
                        "  - {code: 20, category: suburban, height_m: 100, sigma_db: 30}\n"
                        "  - {code: 50, category: dense_urban}\n");
    static const htsc_clutter_category categories[] = {HTSC_CLUTTER_TREES, HTSC_CLUTTER_WATER, HTSC_CLUTTER_OPEN,
                                                       HTSC_CLUTTER_SUBURBAN, HTSC_CLUTTER_DENSE_URBAN};
    static const int32_t codes[] = {10, 0, 255, 20, 50};
    const htsc_clutter_class *c = p->land_cover_classes;
    assert_int_equal(p->land_cover_class_count, 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(c[i].code, codes[i]);
        assert_int_equal(c[i].category, categories[i]);
    }
    assert_string_equal(c[0].name, "Rừng");
    assert_null(c[1].name);
    assert_true(c[0].height_m == 15 && c[0].sigma_db == 7 && c[2].height_m == 0 && c[2].sigma_db == 0);
    assert_true(c[3].height_m == 100 && c[3].sigma_db == 30 && isnan(c[4].height_m) && isnan(c[4].sigma_db));
    htsc_project_free(p);
}

static void test_project_read_wrong_land_cover_classes_are_pointed_at(void **state) {
    static const edit cases[] = {{"", "{code: @256, category: open}", "256 is outside [0, 255]"},
                                 {"", "{code: @-1, category: open}", "-1 is outside [0, 255]"},
                                 {"", "{code: @1.5, category: open}", "not a whole number"},
                                 {"", "{code: @rừng, category: open}", "not a whole number"},
                                 {"", "{code: 1, category: open}, {code: @1, category: open}", "1 stands twice"},
                                 {"", "{code: 1, category: @forest}", "none of water, open, suburban, trees"},
                                 {"", "{code: 1, category: @Open}", "none of water, open, suburban, trees"},
                                 {"", "{code: 1, category: open, name: @\"\"}", "is empty"},
                                 {"", "{code: 1, category: open, height_m: @-0.1}", "outside [0, 100]"},
                                 {"", "{code: 1, category: open, height_m: @100.1}", "outside [0, 100]"},
                                 {"", "{code: 1, category: open, height_m: @nan}", "not a number"},
                                 {"", "{code: 1, category: open, sigma_db: @-0.1}", "outside [0, 30]"},
                                 {"", "{code: 1, category: open, sigma_db: @30.1}", "outside [0, 30]"},
                                 {"", "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[160];
        snprintf(text, sizeof text, "land_cover_classes: [%s]\n", cases[i].to);
        assert_bad_on_terrain(*state, "  land_cover: {path: lc}\n", text, cases[i].words);
    }
    char text[320] = "land_cover_classes: [{code: 1, category: open, name: @";
    memset(text + strlen(text), 'x', 201);
    strcat(text, "}]\n");
    assert_bad_on_terrain(*state, "  land_cover: {path: lc}\n", text, "longer than 200 bytes");
}

static void test_project_read_antennas_are_named_by_their_files(void **state) {
    scratch *s = *state;
    htsc_project *p =
        read_on_terrain(s, "  antennas: [{path: patterns/AX-65.6T.msi}, {path: /srv/Ăng ten.pln}, {path: omni}]\n", "");
    assert_int_equal(p->inputs.antenna_count, 3);
    assert_string_equal(p->inputs.antennas[0].path, scratch_path(s, "patterns/AX-65.6T.msi"));
    assert_string_equal(p->inputs.antennas[0].name, "patterns/AX-65.6T.msi");
    assert_string_equal(p->inputs.antennas[1].path, "/srv/Ăng ten.pln");
    assert_string_equal(p->inputs.antenna_names[0], "AX-65.6T");
    assert_string_equal(p->inputs.antenna_names[1], "Ăng ten");
    assert_string_equal(p->inputs.antenna_names[2], "omni");
    htsc_project_free(p);
}

static void test_project_read_building_entry(void **state) {
    static const char *const types[] = {"traditional", "thermally_efficient"};
    for (int i = 0; i < 2; i++) {
        char text[80];
        snprintf(text, sizeof text, "entry_loss_db: 0\nbuilding_entry: {type: %s}\n", types[i]);
        htsc_project *p = read_edited(*state, (edit){"", text, ""});
        assert_int_equal(p->building_entry,
                         i == 0 ? HTSC_PROJECT_BUILDING_TRADITIONAL : HTSC_PROJECT_BUILDING_THERMALLY_EFFICIENT);
        htsc_project_free(p);
    }
}

static void test_project_read_rate(void **state) {
    htsc_project *p = read_edited(*state, (edit){"", "rate: {load_frac: 0.5}\n", ""});
    assert_true(p->rate.used && p->rate.load_frac == 0.5 && p->rate.noise_figure_db == 7 &&
                p->rate.max_efficiency_bps_hz == 7.4);
    assert_int_equal(p->rate.at_least_count, 0);
    htsc_project_free(p);
    p = read_edited(*state, (edit){"",
                                   "rate: {load_frac: 1, noise_figure_db: 9, max_efficiency_bps_hz: 5.5, "
                                   "at_least_mbps: [1e-3, 2, 10, 30, 50, 100, 1000, 10000]}\n",
                                   ""});
    static const double rates_mbps[] = {1e-3, 2, 10, 30, 50, 100, 1000, 10000};
    assert_true(p->rate.load_frac == 1 && p->rate.noise_figure_db == 9 && p->rate.max_efficiency_bps_hz == 5.5);
    assert_int_equal(p->rate.at_least_count, 8);
    assert_memory_equal(p->rate.at_least_mbps, rates_mbps, sizeof rates_mbps);
    htsc_project_free(p);
}

static void test_project_read_rate_ranges(void **state) {
    static const char *const good[] = {"load_frac: 0",
                                       "load_frac: 0, noise_figure_db: 0",
                                       "load_frac: 0, noise_figure_db: 20",
                                       "load_frac: 0, max_efficiency_bps_hz: 0.11",
                                       "load_frac: 0, max_efficiency_bps_hz: 20",
                                       "load_frac: 0, at_least_mbps: []"};
    static const edit bad[] = {{"", "load_frac: @-0.1", "outside [0, 1]"},
                               {"", "load_frac: @1.1", "outside [0, 1]"},
                               {"", "load_frac: @half", "not a number"},
                               {"", "load_frac: 0, noise_figure_db: @-1", "outside [0, 20]"},
                               {"", "load_frac: 0, noise_figure_db: @21", "outside [0, 20]"},
                               {"", "load_frac: 0, max_efficiency_bps_hz: @0.1", "outside (0.1, 20]"},
                               {"", "load_frac: 0, max_efficiency_bps_hz: @20.1", "outside (0.1, 20]"},
                               {"", "load_frac: 0, max_efficiency_bps_hz: @auto", "not a number"},
                               {"", "load_frac: 0, at_least_mbps: [@0]", "outside (0, 10000]"},
                               {"", "load_frac: 0, at_least_mbps: [10, @10001]", "outside (0, 10000]"},
                               {"", "load_frac: 0, at_least_mbps: [10, @10]", "10 is not above the one before it, 10"},
                               {"", "load_frac: 0, at_least_mbps: [10, 20, @15]", "15 is not above"},
                               {"", "load_frac: 0, at_least_mbps: [10, @fast]", "not a number"},
                               {"", "load_frac: 0, at_least_mbps: @[1, 2, 3, 4, 5, 6, 7, 8, 9]", "9 values"}};
    char text[160];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, "rate: {%s}\n", good[i]);
        htsc_project_free(read_edited(*state, (edit){"", text, ""}));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(text, sizeof text, "rate: {%s}\n", bad[i].to);
        assert_bad(*state, (edit){"", text, bad[i].words});
    }
}

static void test_project_read_unknown_keys_are_pointed_at(void **state) {
    static const edit edits[] = {{"", "@colour: red\n", "colour"},
                                 {"covered_dbm: -110", "covered_dbm: -110, @colour: red", "colour"},
                                 {"  villages:", "  @rivers: {path: x}\n  villages:", "rivers"},
                                 {"{path: people.csv}", "{path: people.csv, @colour: red}", "colour"},
                                 {"scenario: rma", "scenario: rma, @colour: red", "colour"},
                                 {"  villages:", "  antennas: [{path: a.msi, @crs: x}]\n  villages:", "crs"},
                                 {"", "building_entry: {type: traditional, @colour: red}\n", "colour"},
                                 {"", "rate: {load_frac: 0, @colour: red}\n", "colour"},
                                 {"", "land_cover_classes: [{code: 1, category: open, @colour: red}]\n", "colour"}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) assert_bad(*state, edits[i]);
}

static void test_project_read_missing_keys_are_named(void **state) {
    static const edit edits[] = {{"name: Xã Ngọc Lặc\n", "", "name"},
                                 {"commune_code: \"15061\"\n", "", "commune_code"},
                                 {"period: 2026-Q3\n", "", "period"},
                                 {"date: 2026-09-30\n", "", "date"},
                                 {"operators: [Viettel, VNPT]\n", "", "operators"},
                                 {"  villages: {path: villages.gpkg}\n", "", "villages"},
                                 {"model: {name: tr38901, scenario: rma}\n", "", "give inputs.terrain, or model"},
                                 {"name: tr38901, ", "", "name"},
                                 {"{path: people.csv}", "{crs: EPSG:4326}", "path"},
                                 {"covered_dbm: -110, ", "", "covered_dbm"},
                                 {"good_dbm: -100", "reference_offset_db: 0", "good_dbm"},
                                 {"", "building_entry: {}\n", "type"},
                                 {"", "rate: {noise_figure_db: 7}\n", "load_frac"},
                                 {"", "land_cover_classes: [{code: 1}]\n", "category"},
                                 {"", "land_cover_classes: [{category: open}]\n", "code"},
                                 {"  villages:", "  antennas: [{}]\n  villages:", "path"}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) assert_bad(*state, edits[i]);
}

/* Each message has a line and a column, though libcyaml chooses which. */
static void test_project_read_wrong_types_have_a_place(void **state) {
    static const edit edits[] = {{"[Viettel, VNPT]", "Viettel", ""},
                                 {"[Viettel, VNPT]", "[]", ""},
                                 {"[Viettel, VNPT]", "[[Viettel]]", ""},
                                 {"{path: villages.gpkg}", "villages.gpkg", ""},
                                 {"name: Xã Ngọc Lặc", "name: [a]", ""},
                                 {"name: Xã Ngọc Lặc", "name: {a: b}", ""},
                                 {"[{path: people.csv}]", "{path: people.csv}", ""},
                                 {"{name: tr38901, scenario: rma}", "tr38901", ""}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        int line, column;
        unsigned at_line = 0, at_column = 0;
        htsc_project *project = NULL;
        htsc_error err = {HTSC_OK, ""};
        const char *path = write_edited(*state, &edits[i], &line, &column);
        assert_status(htsc_project_read(path, &project, &err), HTSC_ERR_FORMAT, err);
        assert_int_equal(sscanf(err.message + strlen(path), ":%u:%u: ", &at_line, &at_column), 2);
        assert_true(at_line >= 1 && at_line <= 13 && at_column >= 1);
    }
}

static void test_project_read_broken_yaml_has_a_place(void **state) {
    static const char *const texts[] = {"name: [a\n", "name: \"a\n",      "\tname: a\n",     "name: a\n  b: c\n",
                                        "a: b: c\n",  "name: *nowhere\n", "%YAML 9.9\n---\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        unsigned line = 0, column = 0;
        htsc_project *project = NULL;
        htsc_error err;
        const char *path = scratch_write(*state, "project.yaml", texts[i]);
        assert_status(htsc_project_read(path, &project, &err), HTSC_ERR_FORMAT, err);
        if (sscanf(err.message + strlen(path), ":%u:%u: ", &line, &column) != 2)
            fail_msg("\"%s\": %s", texts[i], err.message);
        assert_true(line >= 1 && column >= 1);
    }
}

/* Ten lists of ten of the one before: 10^10 words in less than a kilobyte. */
static void test_project_read_aliases_are_refused(void **state) {
    char text[8192] = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 10; i++)
        snprintf(text + strlen(text), 256, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    strcat(text, least);
    htsc_project *project = NULL;
    htsc_error err;
    assert_status(htsc_project_read(scratch_write(*state, "bomb.yaml", text), &project, &err), HTSC_ERR_FORMAT, err);
    assert_null(project);
    assert_bad(*state, (edit){"[Viettel, VNPT]", "[&a Viettel, *a]", ""});
    assert_bad(*state, (edit){"period: 2026-Q3\ndate: 2026-09-30", "period: &a x\ndate: *a", ""});
}

static void test_project_read_a_key_twice_is_refused(void **state) {
    static const edit edits[] = {{"", "period: other\n", "period"},
                                 {"", "@period: other\n", "period"},
                                 {"", "operators: [Khác]\n", "operators"},
                                 {"", "resolution_m: 20\nresolution_m: 30\n", "resolution_m"},
                                 {"", "model: {name: free_space, max_radius_m: 5000}\n", "model"},
                                 {"{path: people.csv}", "{path: people.csv, @path: other.csv}", "path"}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) assert_bad(*state, edits[i]);
}

static void test_project_read_files_that_are_none(void **state) {
    scratch *s = *state;
    static const char zero[] = "name: a\0b\n";
    char *huge = malloc((1 << 20) + 2);
    assert_non_null(huge);
    memset(huge, '#', (1 << 20) + 1);
    huge[(1 << 20) + 1] = '\0';
    const char *fifo = scratch_path(s, "pipe.yaml");
    assert_int_equal(mkfifo(fifo, 0666), 0);
    const struct {
        const char *path;
        htsc_status status;
        const char *words;
    } cases[] = {{scratch_write(s, "empty.yaml", ""), HTSC_ERR_FORMAT, "empty"},
                 {scratch_write(s, "latin.yaml", "name: th\xf4n\n"), HTSC_ERR_FORMAT, "UTF-8"},
                 {scratch_write_bytes(s, "zero.yaml", zero, sizeof zero - 1), HTSC_ERR_FORMAT, "UTF-8"},
                 {scratch_write_bytes(s, "wide.yaml", "\xff\xfen\0a\0", 6), HTSC_ERR_FORMAT, "UTF-8"},
                 {scratch_write(s, "huge.yaml", huge), HTSC_ERR_LIMIT, "1048576"},
                 {scratch_write(s, "comment.yaml", "# nothing\n"), HTSC_ERR_FORMAT, "comment.yaml"},
                 {scratch_write(s, "nothing.yaml", "---\n...\n"), HTSC_ERR_FORMAT, "nothing.yaml"},
                 {scratch_write(s, "list.yaml", "[1, 2]\n"), HTSC_ERR_FORMAT, "list.yaml"},
                 {scratch_path(s, "absent.yaml"), HTSC_ERR_IO, "absent.yaml"},
                 {s->folder, HTSC_ERR_IO, "regular"},
                 {fifo, HTSC_ERR_IO, "regular"}};
    free(huge);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_project *project = NULL;
        htsc_error err;
        assert_status(htsc_project_read(cases[i].path, &project, &err), cases[i].status, err);
        assert_null(project);
        assert_contains(err.message, cases[i].words);
    }
}

static void test_project_read_bom_and_second_document(void **state) {
    char text[4096];
    htsc_project *project = NULL;
    htsc_error err;
    snprintf(text, sizeof text, "\xef\xbb\xbf%s", least);
    assert_ok(htsc_project_read(scratch_write(*state, "bom.yaml", text), &project, &err), err);
    htsc_project_free(project);
    snprintf(text, sizeof text, "%s---\n%s", least, least);
    assert_status(htsc_project_read(scratch_write(*state, "two.yaml", text), &project, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "two.yaml:13:1");
}

/* Half a million brackets: neither the stack nor the clock may give out. */
static void test_project_read_deep_nesting_is_refused(void **state) {
    static const char opening[] = "[{";
    for (int k = 0; k < 2; k++) {
        enum { DEPTH = 500000 };
        char *text = malloc(DEPTH + 16);
        assert_non_null(text);
        strcpy(text, "name: ");
        memset(text + 6, opening[k], DEPTH);
        strcpy(text + 6 + DEPTH, "\n");
        htsc_project *project = NULL;
        htsc_error err;
        assert_status(htsc_project_read(scratch_write(*state, "deep.yaml", text), &project, &err), HTSC_ERR_LIMIT, err);
        free(text);
    }
}

static void test_project_read_under_a_comma_locale_keeps_the_point(void **state) {
    locale_t comma = comma_locale(*state);
    if (comma == (locale_t)0) skip();
    htsc_project *project = NULL;
    htsc_error err, wrong;
    int line, column;
    locale_t before = uselocale(comma);
    htsc_status status = htsc_project_read(
        write_edited(*state, &(edit){"", "location_probability_frac: 0.95\n", ""}, &line, &column), &project, &err);
    double covered_dbm = status == HTSC_OK ? project->technologies[1].covered_dbm : 0,
           probability = status == HTSC_OK ? project->location_probability_frac : 0;
    htsc_project_free(project);
    htsc_status refused = htsc_project_read(
        write_edited(*state, &(edit){"", "resolution_m: 4.5\n", ""}, &line, &column), &project, &wrong);
    uselocale(before);
    freelocale(comma);
    assert_status(status, HTSC_OK, err);
    assert_true(covered_dbm == -108.5 && probability == 0.95);
    assert_status(refused, HTSC_ERR_FORMAT, wrong);
    assert_contains(wrong.message, "4.5 is outside");
}

static void test_project_read_testdata_project(void **state) {
    (void)state;
    htsc_project *p = NULL;
    htsc_error err;
    assert_ok(htsc_project_read(HTSC_TESTDATA_DIR "/ngoclac/project.yaml", &p, &err), err);
    assert_int_equal(p->operator_count, 4);
    assert_string_equal(p->operators[0], "Lam Sơn Telecom");
    assert_int_equal(p->inputs.site_count, 3);
    assert_string_equal(p->inputs.sites[2].crs, "EPSG:3405");
    assert_string_equal(p->inputs.terrain.path, HTSC_TESTDATA_DIR "/ngoclac/terrain.tif");
    assert_int_equal(p->declared_count, 4);
    assert_int_equal(p->declared[0].target, HTSC_TARGET_FIBER_HOUSEHOLDS);
    assert_true(p->declared[0].numerator == 5120 && p->declared[0].denominator == 7004);
    assert_int_equal(p->declared[1].date, 20260915);
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) assert_true(htsc_target_name((htsc_target_id)i)[0] != '\0');
    assert_string_equal(htsc_target_name((htsc_target_id)HTSC_TARGET_COUNT), "");
    htsc_project_free(p);
}

static htsc_status read_project(void *ctx, htsc_error *err) {
    htsc_project *project = NULL;
    htsc_status status = htsc_project_read(ctx, &project, err);
    if (status != HTSC_OK) assert_null(project);
    htsc_project_free(project);
    return status;
}

static void test_project_failing_allocation_is_an_error(void **state) {
    (void)state;
    static char path[] = HTSC_TESTDATA_DIR "/ngoclac/project.yaml";
    static char all_keys_path[] = HTSC_TEST_DIR "/fuzz/corpus/project/p1812.yaml";
    assert_true(fail_each_allocation(read_project, path) >= 100);
    assert_true(fail_each_allocation(read_project, all_keys_path) >= 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_project_read_defaults),
        IN_SCRATCH(test_project_read_paths_are_beside_the_project),
        IN_SCRATCH(test_project_read_maps_layers_and_words),
        IN_SCRATCH(test_project_read_ranges),
        IN_SCRATCH(test_project_read_values_that_are_wrong_are_pointed_at),
        IN_SCRATCH(test_project_read_without_model_is_p1812_on_terrain),
        IN_SCRATCH(test_project_read_other_models_on_terrain),
        IN_SCRATCH(test_project_read_profile_step_does_not_follow_resolution),
        IN_SCRATCH(test_project_read_p1812_keys),
        IN_SCRATCH(test_project_read_p1812_ranges),
        IN_SCRATCH(test_project_read_p1812_words_and_pairs_are_pointed_at),
        IN_SCRATCH(test_project_read_p1812_keys_with_other_models_are_refused),
        IN_SCRATCH(test_project_read_land_cover_and_its_classes),
        IN_SCRATCH(test_project_read_wrong_land_cover_classes_are_pointed_at),
        IN_SCRATCH(test_project_read_antennas_are_named_by_their_files),
        IN_SCRATCH(test_project_read_building_entry),
        IN_SCRATCH(test_project_read_rate),
        IN_SCRATCH(test_project_read_rate_ranges),
        IN_SCRATCH(test_project_read_unknown_keys_are_pointed_at),
        IN_SCRATCH(test_project_read_missing_keys_are_named),
        IN_SCRATCH(test_project_read_wrong_types_have_a_place),
        IN_SCRATCH(test_project_read_broken_yaml_has_a_place),
        IN_SCRATCH(test_project_read_aliases_are_refused),
        IN_SCRATCH(test_project_read_a_key_twice_is_refused),
        IN_SCRATCH(test_project_read_files_that_are_none),
        IN_SCRATCH(test_project_read_bom_and_second_document),
        IN_SCRATCH(test_project_read_deep_nesting_is_refused),
        IN_SCRATCH(test_project_read_under_a_comma_locale_keeps_the_point),
        cmocka_unit_test(test_project_read_testdata_project),
        cmocka_unit_test(test_project_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
