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
    assert_true(p->scale_to_declared && p->write_tables && p->write_shapefiles);
    assert_true(p->max_drop_m == 300 && p->gigabit_mbps == 1000 && p->min_zone_area_m2 == 0);
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
    assert_true(p->write_tables && !p->write_shapefiles);
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
                 {"max_drop_m", {"1", "20000"}, {"0", "20001"}},
                 {"gigabit_mbps", {"1", "1e6"}, {"0", "1000001"}},
                 {"min_zone_area_m2", {"0", "1e9"}, {"-1", "1.1e9"}}};
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
        {"name: tr38901", "name: @hata", "none of tr38901, free_space"},
        {"scenario: rma", "scenario: @rural", "none of uma, umi, rma"},
        {"{name: tr38901, scenario: rma}", "@{name: tr38901}", "needs a scenario"},
        {"{name: tr38901, scenario: rma}", "@{name: free_space}", "needs max_radius_m"},
        {"scenario: rma", "scenario: rma, max_radius_m: @99", "outside [100, 100000]"},
        {"scenario: rma", "scenario: rma, building_height_m: @51", "outside [5, 50]"},
        {"scenario: rma", "scenario: rma, street_width_m: @4", "outside [5, 50]"},
        {"", "language: @fr\n", "none of vi, en"},
        {"", "scale_to_declared: @maybe\n", "none of false, true"},
        {"", "outputs: [tables, @maps]\n", "none of tables, shapefiles"},
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

static void test_project_read_unknown_keys_are_pointed_at(void **state) {
    static const edit edits[] = {{"", "@colour: red\n", "colour"},
                                 {"covered_dbm: -110", "covered_dbm: -110, @colour: red", "colour"},
                                 {"  villages:", "  @rivers: {path: x}\n  villages:", "rivers"},
                                 {"{path: people.csv}", "{path: people.csv, @colour: red}", "colour"},
                                 {"scenario: rma", "scenario: rma, @colour: red", "colour"}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) assert_bad(*state, edits[i]);
}

static void test_project_read_missing_keys_are_named(void **state) {
    static const edit edits[] = {{"name: Xã Ngọc Lặc\n", "", "name"},
                                 {"commune_code: \"15061\"\n", "", "commune_code"},
                                 {"period: 2026-Q3\n", "", "period"},
                                 {"date: 2026-09-30\n", "", "date"},
                                 {"operators: [Viettel, VNPT]\n", "", "operators"},
                                 {"  villages: {path: villages.gpkg}\n", "", "villages"},
                                 {"model: {name: tr38901, scenario: rma}\n", "", "model"},
                                 {"name: tr38901, ", "", "name"},
                                 {"{path: people.csv}", "{crs: EPSG:4326}", "path"},
                                 {"covered_dbm: -110, ", "", "covered_dbm"},
                                 {"good_dbm: -100", "reference_offset_db: 0", "good_dbm"}};
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
    assert_true(fail_each_allocation(read_project, path) >= 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_project_read_defaults),
        IN_SCRATCH(test_project_read_paths_are_beside_the_project),
        IN_SCRATCH(test_project_read_maps_layers_and_words),
        IN_SCRATCH(test_project_read_ranges),
        IN_SCRATCH(test_project_read_values_that_are_wrong_are_pointed_at),
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
