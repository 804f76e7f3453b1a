/* The workbook, read by another hand: its parts as they stand in the archive, and through GDAL. */
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <htscover/htscover.h>

#include "e2e/csv.h"
#include "e2e/run.h"
#include "report/workbook.h"
#include "report/xlsx.h"

/* Names that would act: formulas, header codes, markup, escapes, marks of direction, an emoji. */
#define HOSTILE_WEST "=HYPERLINK(\"\"http://x\"\")"
#define HOSTILE_EAST "@SUM(1) <b>&amp; _x0041_ \xe2\x80\xae\xf0\x9f\x98\x80"
static const char project_text[] =
    "name: \"Xã &[Picture] &R=1+1 <x>\"\ncommune_code: \"00001\"\nperiod: \"+thử & 2026\"\ndate: 2026-09-30\n"
    "operators: [\"=một\", hai]\n"
    "inputs:\n"
    "  villages: {path: villages.csv, crs: \"EPSG:5897\"}\n"
    "  population: [{path: people.csv, crs: \"EPSG:5897\"}]\n"
    "  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n"
    "  fiber_routes: [{path: routes.csv, crs: \"EPSG:5897\"}]\n"
    "  access_points: [{path: points.csv, crs: \"EPSG:5897\"}]\n"
    "  roads: [{path: roads.csv, crs: \"EPSG:5897\"}]\n"
    "  subscriptions: [{path: subscriptions.csv}]\n"
    "technologies: [{name: 4G, covered_dbm: -110, good_dbm: -90}, {name: 5G, covered_dbm: -100, good_dbm: -80}]\n"
    "resolution_m: 100\nmodel: {name: tr38901, scenario: rma}\n"
    "max_drop_m: 200\nfiber: {method: roads}\n"
    "outputs: [tables, workbook]\n"
    "declared: [{id: eid_accounts, numerator: 1, denominator: 3, date: 2026-09-01, source: \"=1+1\"}]\n";
static const char *const files[][2] = {
    {"villages.csv",
     "code,name,wkt\n"
     "01,\"" HOSTILE_WEST
     "\",\"POLYGON ((500000 2220000, 501000 2220000, 501000 2221000, 500000 2221000, 500000 2220000))\"\n"
     "02,\"" HOSTILE_EAST
     "\",\"POLYGON ((501000 2220000, 504000 2220000, 504000 2221000, 501000 2221000, 501000 2220000))\"\n"
     "03,-3,\"POLYGON ((504000 2220000, 512000 2220000, 512000 2221000, 504000 2221000, 504000 2220000))\"\n"},
    {"people.csv", "persons,households,x_m,y_m\n"
                   "1,1,500480,2220510\n2,1,500510,2220510\n3,1,500530,2220510\n4.125,1,501050,2220510\n"
                   "5,1,500220,2220510\n6,1,503800,2220510\n7,1,503830,2220510\n80,20,511510,2220680\n"
                   "=x,1,500100,2220100\n"},
    {"sites.csv", "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,bandwidth_mhz,eirp_dbm\n"
                  "=A+1,=một,5G,500500,2220400,30,3750,100,40\n-B,hai,4G,500600,2220400,30,1800,20,40\n"},
    {"routes.csv", "route_id,operator,wkt\n"
                   "R1,=một,\"LINESTRING (500100 2220500, 500600 2220500)\"\n"
                   "@R2,=một,\"LINESTRING (500600.3 2220500, 501000 2220500)\"\n"
                   "+R3,=một,\"LINESTRING (500600 2220500, 500100 2220500)\"\n"},
    {"points.csv", "access_point_id,operator,technology,max_down_mbps,x_m,y_m\n"
                   "A1,=một,GPON,2500,500500,2220500\nB1,hai,XGS-PON,500,500200,2220500\n"},
    {"roads.csv", "wkt\n\"LINESTRING (500000 2220500, 512000 2220500)\"\n"},
    {"subscriptions.csv", "village_code,operator,speed_mbps,households_count\n01,=một,300,2\n02,hai,300,1\n"}};
enum { FILES = sizeof files / sizeof files[0] };

/* ---- the run ---- */

typedef struct made {
    const char *in, *out, *book;
    json_t *summary;
    csv_sheet villages, ratios;
    xlsx_strings shared;
} made;

static const char *run_project(const char *in, const char *name, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    htsc_report_options options;
    htsc_project *project;
    htsc_report *report;
    const char *out = path_of(in, name);
    if (htsc_project_read(path_of(in, "project.yaml"), &project, &error) != HTSC_OK) fail_msg("%s", error.message);
    htsc_report_options_init(&options);
    options.jobs = jobs;
    if (htsc_report_run(project, out, &options, &report, &error) != HTSC_OK) fail_msg("%s", error.message);
    htsc_report_free(report);
    htsc_project_free(project);
    return out;
}

static int setup(void **state) {
    static made m;
    GDALAllRegister();
    m.in = folder_new();
    for (int i = 0; i < FILES; i++) file_write_text(path_of(m.in, files[i][0]), files[i][1]);
    file_write_text(path_of(m.in, "project.yaml"), project_text);
    m.out = run_project(m.in, "out", 1);
    m.book = path_of(m.out, "bao_cao.xlsx");
    m.summary = json_load_file(path_of(m.out, "summary.json"), 0, NULL);
    assert_non_null(m.summary);
    m.villages = csv_read(path_of(m.out, "villages.csv"));
    m.ratios = csv_read(path_of(m.out, "ratios.csv"));
    m.shared = xlsx_read_strings(m.book);
    *state = &m;
    return 0;
}

static int teardown(void **state) {
    made *m = *state;
    json_decref(m->summary);
    csv_clear(&m->villages);
    csv_clear(&m->ratios);
    xlsx_strings_clear(&m->shared);
    return 0;
}

/* ---- figures ---- */

/* A cell shows what the CSV file has; there, text that would act begins with an apostrophe. */
static void assert_cell_is(const xlsx_cell *c, const char *csv, bool number, const char *where) {
    char shown[400];
    if (!number) {
        const char *plain = csv[0] == '\'' ? csv + 1 : csv;
        if (c->text == NULL && plain[0] == '\0') return;
        if (c->text == NULL) fail_msg("%s: no text, expected \"%s\"", where, plain);
        if (strstr(plain, "_x") == NULL) assert_string_equal(c->text, plain);
        return;
    }
    if (csv[0] == '\0') {
        if (!isnan(c->number)) fail_msg("%s: %g, expected nothing", where, c->number);
        return;
    }
    const char *point = strchr(csv, '.');
    snprintf(shown, sizeof shown, "%.*f", point == NULL ? 0 : (int)strlen(point + 1), c->number);
    if (strcmp(shown, csv) != 0) fail_msg("%s: %s (%.17g), expected %s", where, shown, c->number, csv);
}

static bool is_number_column(const csv_sheet *sheet, size_t column) {
    static const char *const texts[] = {"code", "name", "operator", "region_code", "region_name", "question", "layer"};
    const char *name = sheet->cells[column], *end = strstr(name, "_maximum_operator");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i]) == 0) return false;
    return end == NULL;
}

/* Every cell of the table; `skip` is a column that the workbook shows in words. */
static void assert_table_equals(const xlsx_grid *g, const csv_sheet *sheet, size_t rows_before_gap,
                                const char *const *skip) {
    size_t compared = 0;
    for (size_t r = 1; r < sheet->rows; r++) {
        const size_t row = r + (r > rows_before_gap);
        for (size_t c = 0; c < sheet->columns; c++) {
            char where[160];
            const char *name = sheet->cells[c];
            snprintf(where, sizeof where, "row %zu, %s", r, name);
            bool in_words = false;
            for (size_t i = 0; skip[i] != NULL; i++) in_words |= strcmp(skip[i], name) == 0;
            if (!in_words)
                assert_cell_is(&g->cells[row][c], sheet->cells[r * sheet->columns + c], is_number_column(sheet, c),
                               where);
            compared++;
        }
    }
    assert_true(compared > 100);
}

static void test_villages_equal_the_csv(void **state) {
    const made *m = *state;
    xlsx_grid *g = xlsx_read_grid(m->book, "Thôn", &m->shared);
    assert_int_equal(g->rows, 1 + 3 + 1 + 3);
    assert_table_equals(g, &m->villages, 3, (const char *const[]){NULL});
    assert_string_equal(g->cells[0][0].text, "Mã thôn");
    assert_string_equal(g->cells[0][3].text, "Số người");
    assert_null(g->cells[4][0].text); /* an empty row before the sums */
    assert_string_equal(g->cells[5][0].text, "outside");
    free(g);
}

static void test_operators_equal_the_csv(void **state) {
    const made *m = *state;
    xlsx_grid *g = xlsx_read_grid(m->book, "Theo nhà mạng", &m->shared);
    assert_int_equal(g->rows, m->ratios.rows);
    assert_int_equal(m->ratios.rows, 1 + 3 * 6 * 4);
    assert_table_equals(g, &m->ratios, m->ratios.rows, (const char *const[]){"question", "layer", NULL});
    assert_string_equal(g->cells[1][3].text, "từng nhà mạng");
    assert_string_equal(g->cells[4][3].text, "gộp các nhà mạng");
    assert_string_equal(g->cells[72][2].text, "cáp quang");
    free(g);
}

static void assert_figure(const xlsx_cell *c, const json_t *value, const char *what) {
    const double expected = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (isnan(expected) != isnan(c->number) || fabs(c->number - expected) > 1e-11 * fmax(1, fabs(expected)))
        fail_msg("%s: %.17g, expected %.17g", what, c->number, expected);
}

static void test_scoreboard_equals_the_summary(void **state) {
    const made *m = *state;
    xlsx_grid *g = xlsx_read_grid(m->book, "Bảng chỉ tiêu", &m->shared);
    const json_t *board = json_object_get(m->summary, "scoreboard");
    static const char *const verdicts[6] = {"chưa đạt",        "chưa đạt", "chưa đạt",
                                            "chưa có số liệu", "chưa đạt", "chưa có số liệu"};
    size_t i;
    const json_t *score;
    assert_string_equal(g->cells[1][1].text, "Xã &[Picture] &R=1+1 <x>");
    assert_string_equal(g->cells[2][1].text, "00001");
    assert_string_equal(g->cells[3][1].text, "+thử & 2026");
    assert_true(g->cells[4][1].number == 46295); /* 2026-09-30: days since 1899-12-30 */
    assert_string_equal(g->cells[5][1].text, htsc_version());
    assert_int_equal(g->rows, 8 + 6);
    json_array_foreach((json_t *)(uintptr_t)board, i, score) {
        const xlsx_cell *row = g->cells[8 + i];
        assert_string_equal(row[0].text, json_string_value(json_object_get(score, "label_vi")));
        assert_figure(&row[1], json_object_get(score, "value_pct"), "value");
        assert_figure(&row[2], json_object_get(score, "target_pct"), "target");
        assert_figure(&row[5], json_object_get(score, "numerator"), "numerator");
        assert_figure(&row[6], json_object_get(score, "denominator"), "denominator");
        if (isnan(row[1].number))
            assert_true(isnan(row[3].number));
        else
            assert_true(fabs(row[3].number - (row[1].number - row[2].number)) < 1e-12);
        assert_string_equal(row[4].text, verdicts[i]);
        assert_string_equal(row[7].text, i < 3 ? "tính toán" : "khai báo");
        assert_figure(&row[10], json_object_get(score, "reach_pct"), "reach");
        assert_figure(&row[11], json_object_get(score, "use_pct"), "use");
        assert_figure(&row[12], json_object_get(score, "maximum_operator_pct"), "maximum");
        assert_string_equal(row[13].text, json_string_value(json_object_get(score, "id")));
    }
    assert_true(g->cells[12][8].number == 46266); /* 2026-09-01 */
    assert_string_equal(g->cells[12][9].text, "=1+1");
    free(g);
}

/* ---- text ---- */

static void test_hostile_names_are_text(void **state) {
    const made *m = *state;
    char folder[600];
    snprintf(folder, sizeof folder, "/vsizip/%s", m->book);
    char **parts = VSIReadDirRecursive(folder);
    size_t sheets = 0;
    for (int i = 0; parts != NULL && parts[i] != NULL; i++) {
        const size_t length = strlen(parts[i]);
        assert_null(strstr(parts[i], "externalLink"));
        assert_null(strstr(parts[i], "vbaProject"));
        if (length < 4 || (strcmp(parts[i] + length - 4, ".xml") != 0 && strcmp(parts[i] + length - 4, "rels") != 0) ||
            strcmp(strrchr(parts[i], '/') == NULL ? parts[i] : strrchr(parts[i], '/') + 1, "_rels") == 0)
            continue;
        char *text = xlsx_part(m->book, parts[i]);
        if (strncmp(parts[i], "xl/worksheets/sheet", 19) == 0) {
            sheets++;
            assert_null(strstr(text, "<f>"));
            assert_null(strstr(text, "<f "));
            assert_null(strstr(text, "<hyperlink"));
        }
        assert_null(strstr(text, "TargetMode=\"External\""));
        for (const char *c = text; *c != '\0'; c++)
            if ((unsigned char)*c < 0x20 && *c != '\n' && *c != '\r') fail_msg("%s: byte %d", parts[i], *c);
        free(text);
    }
    CSLDestroy(parts);
    assert_int_equal(sheets, 15);
    xlsx_grid *g = xlsx_read_grid(m->book, "Thôn", &m->shared);
    assert_string_equal(g->cells[1][1].text, "=HYPERLINK(\"http://x\")");
    assert_string_equal(g->cells[2][1].text, "@SUM(1) <b>&amp; _x005F_x0041_ \xe2\x80\xae\xf0\x9f\x98\x80");
    assert_string_equal(g->cells[3][1].text, "-3");
    free(g);
    g = xlsx_read_grid(m->book, "Trạm gốc", &m->shared);
    assert_string_equal(g->cells[1][0].text, "=A+1");
    assert_string_equal(g->cells[1][9].text, "đang phát sóng");
    free(g);
    char *xml = xlsx_sheet(m->book, "Thôn");
    assert_non_null(strstr(xml, "<oddHeader>&amp;LXã &amp;&amp; [Picture] &amp;&amp;R=1+1 &lt;x&gt; (00001)&amp;C"));
    free(xml);
}

static void test_clean_drops_controls_and_cuts_at_a_character(void **state) {
    (void)state;
    static char text[140000], out[280100];
    assert_int_equal(htsc__book_clean("a\x01\x1f\tb\x7f\xc2\x85\xef\xbf\xbf\xffz", out), 4);
    assert_string_equal(out, "ab?z");
    assert_int_equal(htsc__book_clean("_x000A_ _x00_ _xZZZZ_", out), 21);
    assert_string_equal(out, "_x005F_x000A_ _x00_ _xZZZZ_");
    memset(text, 0, sizeof text);
    for (size_t i = 0; i < 20000; i++) memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4); /* two units each */
    assert_int_equal(htsc__book_clean(text, out), 16383);
    assert_int_equal(strlen(out), 4 * 16383);
    memset(text, 0, sizeof text);
    for (size_t i = 0; i < 40000; i++) memcpy(text + 3 * i, "ế", 3);
    assert_int_equal(htsc__book_clean(text, out), 32767);
    assert_int_equal(strlen(out), 3 * 32767);
    memset(text, 'x', 40000);
    text[40000] = '\0';
    htsc__book_header(text, 60, out);
    assert_int_equal(strlen(out), 60);
    htsc__book_header("a&b&[Picture]\x02", 60, out);
    assert_string_equal(out, "a&&b&& [Picture]?");
}

/* ---- shape ---- */

static const char *const names_vi[] = {"Bảng chỉ tiêu",
                                       "Thôn",
                                       "Biểu đồ sóng theo thôn",
                                       "Theo nhà mạng",
                                       "Vùng sóng yếu 4G",
                                       "Vùng sóng yếu 5G",
                                       "Biểu đồ cáp quang",
                                       "Vùng chưa có cáp quang",
                                       "Cáp quang cần xây",
                                       "Trạm gốc",
                                       "Lỗi số liệu đầu vào",
                                       "Chỉnh sửa tuyến cáp",
                                       "Nguồn số liệu",
                                       "Giá trị mặc định",
                                       "Tham số"};
static const char *const names_en[] = {"Scoreboard",
                                       "Villages",
                                       "Chart of signal by village",
                                       "Operators",
                                       "Weak zones 4G",
                                       "Weak zones 5G",
                                       "Chart of fibre",
                                       "Zones without fibre",
                                       "Fibre to build",
                                       "Sites",
                                       "Findings in the inputs",
                                       "Changes of routes",
                                       "Sources",
                                       "Defaults",
                                       "Parameters"};
enum { SHEETS = sizeof names_vi / sizeof names_vi[0] };

static void assert_sheets(const char *book, const char *const *names) {
    GDALDatasetH data = GDALOpenEx(book, GDAL_OF_VECTOR, (const char *const[]){"XLSX", NULL}, NULL, NULL);
    assert_non_null(data);
    assert_int_equal(GDALDatasetGetLayerCount(data), SHEETS);
    for (int i = 0; i < SHEETS; i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(data, i));
        size_t characters = 0;
        assert_string_equal(name, names[i]);
        for (const char *c = name; *c != '\0'; c++) characters += ((unsigned char)*c & 0xc0) != 0x80;
        assert_true(characters <= HTSC__BOOK_NAME);
    }
    GDALClose(data);
}

static void test_sheets_are_named_in_the_language(void **state) {
    const made *m = *state;
    assert_sheets(m->book, names_vi);
    const char *in = folder_copy(m->in);
    file_replace(path_of(in, "project.yaml"), "date: 2026-09-30\n", "date: 2026-09-30\nlanguage: en\n");
    const char *book = path_of(run_project(in, "english", 0), "bao_cao.xlsx");
    assert_sheets(book, names_en);
    xlsx_strings shared = xlsx_read_strings(book);
    xlsx_grid *g = xlsx_read_grid(book, "Scoreboard", &shared);
    assert_string_equal(g->cells[9][0].text, "People covered by 5G");
    assert_string_equal(g->cells[9][4].text, "not met");
    free(g);
    g = xlsx_read_grid(book, "Villages", &shared);
    assert_string_equal(g->cells[5][1].text, "Outside the villages");
    assert_string_equal(g->cells[0][0].text, "Village code");
    free(g);
    xlsx_strings_clear(&shared);
    char *styles = xlsx_part(book, "xl/styles.xml");
    assert_non_null(strstr(styles, "formatCode=\"yyyy-mm-dd\""));
    free(styles);
}

static void assert_has(const char *xml, const char *want) {
    if (strstr(xml, want) == NULL) fail_msg("there is no %s", want);
}

static void test_every_sheet_can_be_read_filtered_and_printed(void **state) {
    const made *m = *state;
    for (int i = 0; i < SHEETS; i++) {
        char *xml = xlsx_sheet(m->book, names_vi[i]);
        assert_has(xml, "state=\"frozen\"");
        assert_has(xml, "<autoFilter ref=\"A");
        assert_has(xml, "<cols><col min=\"1\" max=\"1\" width=\"");
        assert_has(xml, "paperSize=\"9\"");
        assert_has(xml, "orientation=\"landscape\"");
        assert_has(xml, "fitToHeight=\"0\"");
        assert_has(xml, "+thử &amp;&amp; 2026 · 30/09/2026</oddHeader>");
        free(xml);
    }
    char *styles = xlsx_part(m->book, "xl/styles.xml"), *book = xlsx_part(m->book, "xl/workbook.xml"),
         *villages = xlsx_sheet(m->book, "Thôn"), *zones = xlsx_sheet(m->book, "Vùng sóng yếu 5G"),
         *core = xlsx_part(m->book, "docProps/core.xml");
    assert_has(styles, "formatCode=\"dd/mm/yyyy\"");
    assert_has(styles, "formatCode=\"#,##0.0000\"");
    assert_has(styles, "formatCode=\"#,##0.00\"");
    assert_has(styles, "wrapText=\"1\"");
    assert_has(book,
               "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"1\">'Thôn'!$A:$B,'Thôn'!$1:$1</definedName>");
    assert_has(villages, "<pane xSplit=\"2\" ySplit=\"1\" topLeftCell=\"C2\"");
    assert_has(zones, "operator=\"equal\"><formula>\"sóng yếu\"</formula>");
    assert_has(core, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-09-30T00:00:00Z</dcterms:created>");
    assert_has(core, "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">2026-09-30T00:00:00Z</dcterms:modified>");
    /* The sums are not sorted and filtered with the villages. */
    const char *filter = strstr(villages, "<autoFilter ref=\"A1:");
    assert_non_null(filter);
    filter += strlen("<autoFilter ref=\"A1:");
    assert_int_equal(atoi(filter + strspn(filter, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")), 4);
    free(styles);
    free(book);
    free(villages);
    free(zones);
    free(core);
}

static void test_charts_show_the_figures_beside_them(void **state) {
    const made *m = *state;
    static const char *const refers[] = {"'Bảng chỉ tiêu'!$B$9:$B$14", "'Biểu đồ sóng theo thôn'!$D$2:$D$4",
                                         "'Biểu đồ cáp quang'!$C$2:$C$7"};
    for (int i = 0; i < 3; i++) {
        char name[40];
        snprintf(name, sizeof name, "xl/charts/chart%d.xml", i + 1);
        char *chart = xlsx_part(m->book, name);
        assert_has(chart, refers[i]);
        assert_has(chart, "<c:numCache>"); /* for programs that only show */
        assert_has(chart, "<c:orientation val=\"maxMin\"/>");
        if (i == 1) assert_has(chart, "<c:grouping val=\"stacked\"/>");
        free(chart);
    }
    xlsx_grid *g = xlsx_read_grid(m->book, "Biểu đồ sóng theo thôn", &m->shared);
    assert_int_equal(g->rows, 4);
    double before = INFINITY;
    for (size_t r = 1; r < 4; r++) {
        const double without_good = g->cells[r][4].number + g->cells[r][5].number;
        const size_t row = csv_find(&m->villages, "code", g->cells[r][1].text);
        assert_true(without_good <= before);
        before = without_good;
        assert_true(fabs(g->cells[r][3].number - csv_number(&m->villages, row, "5g_persons_good")) <= 0.005);
        assert_true(fabs(g->cells[r][4].number - csv_number(&m->villages, row, "5g_persons_weak")) <= 0.005);
        assert_true(fabs(g->cells[r][5].number - csv_number(&m->villages, row, "5g_persons_none")) <= 0.005);
    }
    assert_string_equal(g->cells[1][1].text, "03"); /* eighty persons far from any site */
    free(g);
    g = xlsx_read_grid(m->book, "Biểu đồ cáp quang", &m->shared);
    double households = 0;
    for (size_t r = 1; r < 7; r++) households += g->cells[r][2].number;
    assert_true(fabs(households - 27) < 1e-9); /* every household has one state */
    assert_string_equal(g->cells[0][4].text, "=một");
    free(g);
}

/* ---- where it comes from ---- */

static const xlsx_cell *row_of(const xlsx_grid *g, size_t column, const char *text) {
    for (size_t r = 1; r < g->rows; r++)
        if (g->cells[r][column].text != NULL && strcmp(g->cells[r][column].text, text) == 0) return g->cells[r];
    fail_msg("there is no row \"%s\"", text);
    return NULL;
}

/* Every value below an object stands on the sheet, under its key and with words of its own. */
static size_t assert_parameters(const xlsx_grid *g, const json_t *object, const char *path) {
    size_t count = 0, i;
    const char *key;
    json_t *value, *member;
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        char at[300];
        snprintf(at, sizeof at, "%s.%s", path, key);
        if (json_is_object(value)) {
            count += assert_parameters(g, value, at);
        } else if (json_is_array(value) && json_is_object(json_array_get(value, 0))) {
            json_array_foreach(value, i, member) {
                json_t *first = json_object_iter_value(json_object_iter(member));
                char one[400];
                if (json_is_string(first))
                    snprintf(one, sizeof one, "%s.%s", at, json_string_value(first));
                else
                    snprintf(one, sizeof one, "%s.%lld", at, (long long)json_integer_value(first));
                count += assert_parameters(g, member, one);
            }
        } else {
            const xlsx_cell *row = row_of(g, 4, at);
            if (strcmp(row[2].text, key) == 0) fail_msg("%s has no words", at);
            if (json_is_number(value)) assert_figure(&row[3], value, at);
            count++;
        }
    }
    return count;
}

static void test_parameters_are_those_of_the_summary(void **state) {
    const made *m = *state;
    xlsx_grid *g = xlsx_read_grid(m->book, "Tham số", &m->shared);
    assert_true(assert_parameters(g, json_object_get(m->summary, "method"), "method") > 20);
    assert_true(assert_parameters(g, json_object_get(m->summary, "fiber"), "fiber") > 30);
    assert_true(row_of(g, 4, "project.date")[3].number == 46295);
    assert_figure(&row_of(g, 4, "findings.error")[3], json_object_get(json_object_get(m->summary, "findings"), "error"),
                  "findings");
    free(g);
}

static void test_sources_and_findings_are_listed(void **state) {
    const made *m = *state;
    xlsx_grid *g = xlsx_read_grid(m->book, "Nguồn số liệu", &m->shared);
    const json_t *inputs = json_object_get(m->summary, "inputs"), *input;
    size_t i;
    assert_int_equal(g->rows, json_array_size(inputs) + 1);
    json_array_foreach((json_t *)(uintptr_t)inputs, i, input) {
        const xlsx_cell *row = g->cells[i + 1];
        assert_string_equal(row[1].text, json_string_value(json_object_get(input, "path")));
        assert_figure(&row[2], json_object_get(input, "read_count"), "read");
        assert_figure(&row[3], json_object_get(input, "kept_count"), "kept");
        assert_figure(&row[4], json_object_get(input, "refused_count"), "refused");
        assert_figure(&row[5], json_object_get(input, "bytes"), "bytes");
        assert_string_equal(row[6].text, json_string_value(json_object_get(input, "sha256")));
        assert_string_not_equal(row[0].text, json_string_value(json_object_get(input, "role")));
    }
    free(g);
    g = xlsx_read_grid(m->book, "Lỗi số liệu đầu vào", &m->shared);
    csv_sheet rejects = csv_read(path_of(m->out, "rejects.csv"));
    assert_true(csv_rows(&rejects) > 0);
    assert_int_equal(g->rows, rejects.rows);
    for (size_t r = 0; r < csv_rows(&rejects); r++) {
        const char *value = csv_text(&rejects, r, "value");
        assert_string_equal(g->cells[r + 1][0].text, csv_text(&rejects, r, "file"));
        assert_true(g->cells[r + 1][1].number == csv_number(&rejects, r, "row"));
        assert_string_equal(g->cells[r + 1][3].text, value[0] == '\'' ? value + 1 : value);
        assert_string_equal(g->cells[r + 1][5].text, csv_text(&rejects, r, "reason_vi"));
    }
    assert_string_equal(row_of(g, 3, "=x")[4].text, "từ chối");
    csv_clear(&rejects);
    free(g);
    g = xlsx_read_grid(m->book, "Chỉnh sửa tuyến cáp", &m->shared);
    csv_sheet changes = csv_read(path_of(m->out, "fiber_changes.csv"));
    assert_true(csv_rows(&changes) > 1);
    assert_int_equal(g->rows, changes.rows);
    for (size_t r = 1; r < changes.rows; r++)
        for (size_t c = 4; c < 7; c++) assert_cell_is(&g->cells[r][c], changes.cells[r * 7 + c], true, "a change");
    csv_clear(&changes);
    free(g);
    g = xlsx_read_grid(m->book, "Giá trị mặc định", &m->shared);
    const xlsx_cell *row = row_of(g, 1, "góc phương vị, độ");
    assert_string_equal(row[0].text, "=một");
    assert_true(row[2].number == 1 && row[3].number == 1 && row[4].number == 100);
    free(g);
}

/* ---- the file ---- */

static void test_same_bytes_for_any_number_of_threads(void **state) {
    const made *m = *state;
    for (int jobs = 1; jobs <= 4; jobs++) {
        char name[16];
        snprintf(name, sizeof name, "again%d", jobs);
        assert_true(files_equal(m->book, path_of(run_project(m->in, name, jobs), "bao_cao.xlsx")));
    }
}

static void test_rows_beyond_a_sheet_are_told(void **state) {
    const made *m = *state;
    htsc_project project = {.name = "Xã", .commune_code = "00001", .period = "thử", .date = 20260930};
    const htsc__results x = {.project = &project};
    const char *path = path_of(m->in, "short.xlsx");
    htsc__book book;
    htsc__sheet sheet;
    assert_int_equal(htsc__book_open(&x, path, 1, &book, NULL), HTSC_OK);
    book.row_limit = 6;
    htsc__sheet_open(&book, (htsc__phrase){"Ngắn", "Short"}, 0, &sheet);
    htsc__sheet_headings(&sheet, &(htsc__phrase){"số", "number"}, 1);
    for (int i = 0; i < 1234; i++) {
        htsc__sheet_number(&sheet, i, 0);
        htsc__sheet_end_row(&sheet);
    }
    htsc__sheet_close(&sheet);
    assert_int_equal(book.cut_count, 1);
    assert_int_equal(book.cut[0].left_out, 1230);
    assert_int_equal(htsc__book_close(&book), HTSC_OK);
    assert_int_equal(htsc__book_check(path, NULL), HTSC_OK);
    xlsx_strings shared = xlsx_read_strings(path);
    xlsx_grid *g = xlsx_read_grid(path, "Ngắn", &shared);
    assert_int_equal(g->rows, 6);
    assert_true(g->cells[4][0].number == 3);
    assert_string_equal(g->cells[5][0].text, "Còn 1.230 dòng nữa không ghi được vào trang tính này.");
    free(g);
    xlsx_strings_clear(&shared);
}

static void make_archive(const char *path, const char *text) {
    char inside[600];
    snprintf(inside, sizeof inside, "/vsizip/%s/a.xml", path);
    remove(path);
    VSILFILE *file = VSIFOpenL(inside, "wb");
    assert_non_null(file);
    assert_int_equal(VSIFWriteL(text, 1, strlen(text), file), strlen(text));
    VSIFCloseL(file);
}

static void test_a_workbook_that_was_cut_is_refused(void **state) {
    const made *m = *state;
    const char *path = path_of(m->in, "cut.zip");
    static const char *const broken[] = {"<a><b></a", "<a><b x=\"1\"></a>", "<a><b x=\"1/></a>", "<a>", "<a/></a>",
                                         "text",      "<a><b</a>"};
    htsc_error error = {HTSC_OK, ""};
    assert_int_equal(htsc__book_check(m->book, NULL), HTSC_OK);
    make_archive(path, "<?xml version=\"1.0\"?>\n<a><b x=\"/>\"/><c>text</c></a>");
    assert_int_equal(htsc__book_check(path, NULL), HTSC_OK);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        make_archive(path, broken[i]);
        if (htsc__book_check(path, &error) != HTSC_ERR_IO) fail_msg("%s was taken", broken[i]);
    }
    size_t size;
    char *whole = file_read(m->book, &size);
    for (size_t keep = 0; keep < size; keep += 1 + size / 50) {
        file_write(path, whole, keep);
        assert_int_not_equal(htsc__book_check(path, NULL), HTSC_OK);
    }
    free(whole);
}

/* What is written row by row says the same, as GDAL reads it. */
static void test_many_rows_are_written_at_once(void **state) {
    const made *m = *state;
    htsc_project project = {.name = "Xã", .commune_code = "00001", .period = "thử", .date = 20260930};
    const htsc__results x = {.project = &project};
    for (int at_once = 0; at_once < 2; at_once++) {
        const char *path = path_of(m->in, at_once ? "once.xlsx" : "memory.xlsx");
        htsc__book book;
        htsc__sheet sheet;
        assert_int_equal(htsc__book_open(&x, path, at_once ? 1000000 : 1, &book, NULL), HTSC_OK);
        assert_true(book.at_once == (at_once == 1));
        htsc__sheet_open(&book, (htsc__phrase){"Nhiều", "Many"}, 1, &sheet);
        htsc__sheet_headings(&sheet, (const htsc__phrase[]){{"tên", "name"}, {"số", "number"}}, 2);
        for (int i = 0; i < 3000; i++) {
            htsc__sheet_text(&sheet, i == 7 ? "=1+1 <ế> _x0041_" : "thôn");
            htsc__sheet_number(&sheet, i / 7.0, 2);
            htsc__sheet_end_row(&sheet);
        }
        htsc__sheet_close(&sheet);
        assert_int_equal(htsc__book_close(&book), HTSC_OK);
        assert_int_equal(htsc__book_check(path, NULL), HTSC_OK);
        CPLSetConfigOption("OGR_XLSX_HEADERS", "FORCE");
        GDALDatasetH data = GDALOpenEx(path, GDAL_OF_VECTOR, (const char *const[]){"XLSX", NULL}, NULL, NULL);
        assert_non_null(data);
        OGRLayerH layer = GDALDatasetGetLayerByName(data, "Nhiều");
        assert_non_null(layer);
        assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 3000);
        for (int i = 0; i < 3000; i++) {
            OGRFeatureH row = OGR_L_GetNextFeature(layer);
            const char *name = OGR_F_GetFieldAsString(row, 0);
            if (i == 7)
                assert_non_null(strstr(name, "=1+1 <ế> "));
            else
                assert_string_equal(name, "thôn");
            assert_true(fabs(OGR_F_GetFieldAsDouble(row, 1) - i / 7.0) <= 1e-13 * i);
            OGR_F_Destroy(row);
        }
        GDALClose(data);
        CPLSetConfigOption("OGR_XLSX_HEADERS", NULL);
        char *xml = xlsx_sheet(path, "Nhiều");
        assert_has(xml, "state=\"frozen\"");
        assert_has(xml, "<autoFilter ref=\"A1:B3001\"/>");
        assert_has(xml, "customHeight=\"1\"");
        assert_null(strstr(xml, "<f>"));
        free(xml);
    }
}

/* Every sheet can be made so: rows that are refused make the workbook long. */
static void test_a_long_workbook_has_every_sheet(void **state) {
    const made *m = *state;
    const char *in = folder_copy(m->in);
    FILE *people = fopen(path_of(in, "people.csv"), "a");
    assert_non_null(people);
    for (int i = 0; i < HTSC__BOOK_MEMORY_ROWS; i++) fprintf(people, "x,%d,0,0\n", i);
    assert_int_equal(fclose(people), 0);
    const char *book = path_of(run_project(in, "long", 0), "bao_cao.xlsx");
    assert_sheets(book, names_vi);
    assert_true(files_equal(book, path_of(run_project(in, "longer", 2), "bao_cao.xlsx")));
    GDALDatasetH data = GDALOpenEx(book, GDAL_OF_VECTOR, (const char *const[]){"XLSX", NULL}, NULL, NULL);
    assert_non_null(data);
    OGRLayerH layer = GDALDatasetGetLayerByName(data, "Lỗi số liệu đầu vào");
    assert_non_null(layer);
    assert_true(OGR_L_GetFeatureCount(layer, 1) > HTSC__BOOK_MEMORY_ROWS);
    GDALClose(data);
    char *villages = xlsx_sheet(book, "Thôn"), *chart = xlsx_part(book, "xl/charts/chart1.xml");
    assert_has(villages, "<is><t>=HYPERLINK(\"http://x\")</t></is>");
    assert_null(strstr(villages, "<f>"));
    assert_has(chart, "'Bảng chỉ tiêu'!$B$9:$B$14");
    free(villages);
    free(chart);
}

/* The parts are cut while they are written; packed they would still fit. */
static void test_a_full_disk_is_told(void **state) {
    const made *m = *state;
    htsc_project project = {.name = "Xã", .commune_code = "00001", .period = "thử", .date = 20260930};
    const htsc__results x = {.project = &project};
    const char *path = path_of(m->in, "full.xlsx");
    struct rlimit before, small;
    htsc__book book;
    htsc__sheet sheet;
    htsc_error error = {HTSC_OK, ""};
    assert_int_equal(htsc__book_open(&x, path, 1, &book, NULL), HTSC_OK);
    htsc__sheet_open(&book, (htsc__phrase){"Dài", "Long"}, 0, &sheet);
    htsc__sheet_headings(&sheet, &(htsc__phrase){"số", "number"}, 1);
    for (int i = 0; i < 20000; i++) {
        htsc__sheet_number(&sheet, 1, 0);
        htsc__sheet_end_row(&sheet);
    }
    htsc__sheet_close(&sheet);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 400000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    htsc_status status = htsc__book_close(&book);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    if (status == HTSC_OK) status = htsc__book_check(path, &error);
    assert_int_equal(status, HTSC_ERR_IO);
    assert_string_equal(error.message, "bao_cao.xlsx: could not be written whole");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_villages_equal_the_csv),
                                       cmocka_unit_test(test_operators_equal_the_csv),
                                       cmocka_unit_test(test_scoreboard_equals_the_summary),
                                       cmocka_unit_test(test_hostile_names_are_text),
                                       cmocka_unit_test(test_clean_drops_controls_and_cuts_at_a_character),
                                       cmocka_unit_test(test_sheets_are_named_in_the_language),
                                       cmocka_unit_test(test_every_sheet_can_be_read_filtered_and_printed),
                                       cmocka_unit_test(test_charts_show_the_figures_beside_them),
                                       cmocka_unit_test(test_parameters_are_those_of_the_summary),
                                       cmocka_unit_test(test_sources_and_findings_are_listed),
                                       cmocka_unit_test(test_same_bytes_for_any_number_of_threads),
                                       cmocka_unit_test(test_rows_beyond_a_sheet_are_told),
                                       cmocka_unit_test(test_a_workbook_that_was_cut_is_refused),
                                       cmocka_unit_test(test_a_full_disk_is_told),
                                       cmocka_unit_test(test_a_long_workbook_has_every_sheet),
                                       cmocka_unit_test(test_many_rows_are_written_at_once)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
