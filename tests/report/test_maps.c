/* The map files: whole, the same every time, and unmoved by odd names and odd communes. */
#include <cairo.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <htscover/htscover.h>

#include "base/memory.h"
#include "base/outputs.h"
#include "base/text.h"
#include "e2e/csv.h"
#include "e2e/run.h"
#include "report/results.h"
#include "report/write.h"

/* ---- communes: villages in rows and columns ---- */

typedef struct commune {
    int columns, rows;
    double width_m, height_m; /* of a village */
    const char *const *names; /* NULL: "Thôn 1" … */
    bool people, sites, fiber;
    double good_dbm; /* what counts as good; 0: -100 */
    const char *extra;
} commune;

static FILE *new_file(const char *folder, const char *name) {
    FILE *out = fopen(path_of(folder, name), "wb");
    assert_non_null(out);
    return out;
}

static void quoted(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_villages(const commune *c, const char *in) {
    FILE *villages = new_file(in, "villages.csv"), *people = new_file(in, "people.csv");
    fputs("code,name,wkt\n", villages);
    fputs("persons,households,x_m,y_m\n", people);
    for (int i = 0; i < c->columns * c->rows; i++) {
        const double x = 535000 + i % c->columns * c->width_m, y = 2222000 + i / c->columns * c->height_m;
        char name[32];
        snprintf(name, sizeof name, "Thôn %d", i + 1);
        fprintf(villages, "%04d,", i);
        quoted(villages, c->names != NULL ? c->names[i] : name);
        fprintf(villages, ",\"POLYGON ((%.1f %.1f, %.1f %.1f, %.1f %.1f, %.1f %.1f, %.1f %.1f))\"\n", x, y,
                x + c->width_m, y, x + c->width_m, y + c->height_m, x, y + c->height_m, x, y);
        for (int p = 0; p < 4; p++)
            fprintf(people, "%d,%d,%.1f,%.1f\n", c->people ? 3 + p : 0, c->people ? 1 : 0,
                    x + (p + 0.5) * c->width_m / 4, y + c->height_m / 2);
    }
    assert_int_equal(fclose(villages), 0);
    assert_int_equal(fclose(people), 0);
}

static const char *folder_of(const commune *c) {
    const char *in = folder_new();
    const double width_m = c->columns * c->width_m, height_m = c->rows * c->height_m;
    write_villages(c, in);
    FILE *out = new_file(in, "sites.csv");
    fputs("site_id,operator,technology,status,x_m,y_m,antenna_height_agl_m,freq_mhz,bandwidth_mhz,eirp_dbm\n", out);
    fprintf(out, "A,một,5G,%s,%.1f,%.1f,30,3750,100,60\n", c->sites ? "on_air" : "planned", 535000 + width_m / 3,
            2222000 + height_m / 3);
    assert_int_equal(fclose(out), 0);
    out = new_file(in, "points.csv");
    fprintf(out, "access_point_id,operator,technology,max_down_mbps,x_m,y_m\nP,hai,XGS-PON,2500,%.1f,%.1f\n",
            535000 + width_m / 2, 2222000 + height_m / 2);
    assert_int_equal(fclose(out), 0);
    out = new_file(in, "project.yaml");
    fprintf(
        out,
        "name: Xã thử\ncommune_code: \"00001\"\nperiod: thử\ndate: 2026-09-30\noperators: [một, hai]\n"
        "inputs:\n  villages: {path: villages.csv, crs: \"EPSG:5897\"}\n"
        "  population: [{path: people.csv, crs: \"EPSG:5897\"}]\n  sites: [{path: sites.csv, crs: \"EPSG:5897\"}]\n%s"
        "technologies: [{name: 5G, covered_dbm: -110, good_dbm: %g}]\nresolution_m: %g\n"
        "model: {name: tr38901, scenario: rma}\noutputs: [maps]\n%s",
        c->fiber ? "  access_points: [{path: points.csv, crs: \"EPSG:5897\"}]\n" : "",
        c->good_dbm < 0 ? c->good_dbm : -100, fmax(20, round(fmax(width_m, height_m) / 100)),
        c->extra != NULL ? c->extra : "");
    assert_int_equal(fclose(out), 0);
    return in;
}

static const char *run_maps(const char *in, const char *name, int jobs) {
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    htsc_report *report = NULL;
    htsc_report_options options;
    const char *out = path_of(in, name);
    htsc_report_options_init(&options);
    options.jobs = jobs;
    if (htsc_project_read(path_of(in, "project.yaml"), &project, &error) != HTSC_OK ||
        htsc_report_run(project, out, &options, &report, &error) != HTSC_OK)
        fail_msg("%s", error.message);
    htsc_report_free(report);
    htsc_project_free(project);
    return out;
}

/* ---- files ---- */

static void holds(const char *text, const char *part) {
    if (strstr(text, part) == NULL) fail_msg("\"%s\" is missing", part);
}

static void lacks(const char *text, const char *part) {
    if (strstr(text, part) != NULL) fail_msg("\"%s\" is there", part);
}

static uint32_t big_endian(const char *at) {
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Signature and chunks to the very end, no time in it, and a picture that is not one colour. */
static void check_png(const char *path, int width, int height) {
    size_t size, at = 8;
    char *bytes = file_read(path, &size);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_true(size < 3u << 20);
    bool ended = false;
    while (at + 12 <= size && !ended) {
        ended = memcmp(bytes + at + 4, "IEND", 4) == 0;
        if (memcmp(bytes + at + 4, "tIME", 4) == 0) fail_msg("%s has a time", path);
        at += 12 + (size_t)big_endian(bytes + at);
    }
    assert_true(ended && at == size);
    free(bytes);
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(picture), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(picture), width);
    assert_int_equal(cairo_image_surface_get_height(picture), height);
    const uint32_t *pixels = (const uint32_t *)(const void *)cairo_image_surface_get_data(picture);
    size_t coloured = 0;
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++) {
        const uint32_t red = pixels[i] >> 16 & 255, blue = pixels[i] & 255;
        coloured += red > blue + 20 || blue > red + 20;
    }
    if (coloured * 2000 < (size_t)width * (size_t)height) fail_msg("%s: %zu pixels have a colour", path, coloured);
    cairo_surface_destroy(picture);
}

/* What a program says, or NULL where it is not installed. */
static char *told_by(const char *command, const char *path, int *code) {
    char line[2048];
    snprintf(line, sizeof line, "%s '%s' 2>&1", command, path);
    FILE *in = popen(line, "r");
    assert_non_null(in);
    size_t size = 0, capacity = 1 << 20;
    char *text = calloc(capacity, 1);
    assert_non_null(text);
    size = fread(text, 1, capacity - 1, in);
    text[size] = '\0';
    *code = pclose(in) >> 8;
    if (*code != 127) return text;
    print_message("%.*s is not installed: what it would check is skipped\n", (int)strcspn(command, " "), command);
    free(text);
    return NULL;
}

static void check_svg(const char *path) {
    size_t size;
    int code;
    char *text = file_read(path, &size);
    assert_true(size < 5u << 20);
    assert_true(htsc__text_is_utf8(text));
    assert_true(strncmp(text, "<?xml", 5) == 0 && strcmp(text + size - 7, "</svg>\n") == 0);
    holds(text, "<title>");
    lacks(text, "<script");
    lacks(text, "http://127");
    free(text);
    char *told = told_by("xmllint --huge --noout", path, &code);
    if (told != NULL && code != 0) fail_msg("%s: %s", path, told);
    free(told);
}

static size_t count_of(const char *text, size_t size, const char *part) {
    size_t count = 0;
    const char *end = text + size;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), part, strlen(part))) != NULL; at += strlen(part))
        count++;
    return count;
}

static void check_pdf(const char *path, size_t pages) {
    size_t size;
    char *bytes = file_read(path, &size);
    assert_memory_equal(bytes, "%PDF-1.5", 8);
    assert_int_equal(count_of(bytes, size, "/Type /Page %"), pages);
    assert_int_equal(count_of(bytes, size, "/CreationDate"), 1);
    assert_int_equal(count_of(bytes, size, "/CreationDate (20260930000000Z"), 1);
    assert_int_equal(count_of(bytes, size, "/ModDate"), 0);
    assert_int_equal(count_of(bytes, size, "/JavaScript"), 0);
    free(bytes);
}

/* All of them; the caller frees the PDF's text, NULL where nothing could tell it. */
static char *check_all(const char *out, int width, int height, bool fiber) {
    int code;
    check_png(path_of(out, "gap_map.png"), width, height);
    check_svg(path_of(out, "gap_map.svg"));
    if (fiber) {
        check_png(path_of(out, "gap_map_fiber.png"), width, height);
        check_svg(path_of(out, "gap_map_fiber.svg"));
    }
    check_pdf(path_of(out, "gap_map.pdf"), fiber ? 2 : 1);
    assert_int_equal(folder_count(out, "gap_map"), fiber ? 5 : 3);
    char *text = told_by("pdftotext -enc UTF-8", path_of(out, "gap_map.pdf"), &code);
    if (text == NULL) return NULL;
    free(text);
    assert_int_equal(code, 0);
    char *name = strdup(path_of(out, "gap_map.txt"));
    text = file_read(name, NULL);
    unlink(name);
    free(name);
    return text;
}

enum { LONG = 3307, SHORT = 2339 }; /* 420 and 297 mm at 200 dpi */

/* ---- the commune of testdata ---- */

static void test_maps_of_testdata_have_every_village_by_name(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    file_replace(path_of(in, "project.yaml"), "resolution_m: 30", "outputs: [maps, tables]\nresolution_m: 100");
    file_replace(path_of(in, "project.yaml"), "model: {name: p1812}", "model: {name: tr38901, scenario: rma}");
    const char *out = run_maps(in, "out", 0);
    static const char *const stems[] = {"gap_map", "gap_map_4g", "gap_map_fiber"};
    for (int i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s.png", stems[i]);
        check_png(path_of(out, name), LONG, SHORT);
        snprintf(name, sizeof name, "%s.svg", stems[i]);
        check_svg(path_of(out, name));
    }
    assert_int_equal(folder_count(out, "gap_map"), 7); /* 5G is the plan's own: there is no gap_map_5g */
    check_pdf(path_of(out, "gap_map.pdf"), 3);
    int code;
    char *svg = file_read(path_of(out, "gap_map.svg"), NULL);
    char *pdf = told_by("pdftotext -raw -enc UTF-8 -f 1 -l 1", path_of(out, "gap_map.pdf"), &code);
    if (pdf != NULL) {
        free(pdf);
        pdf = file_read(path_of(out, "gap_map.txt"), NULL);
        for (char *c = pdf; *c != '\0'; c++)
            if (*c == '\n') *c = ' '; /* a name on two lines */
        holds(pdf, "Vùng phủ sóng 5G và các vùng sóng yếu – Xã Ngọc Lặc (dữ liệu giả lập)");
        holds(pdf, "Người dân có khả năng truy nhập trên 1 Gb/s");
    }
    csv_sheet villages = csv_read(path_of(out, "villages.csv"));
    for (size_t v = 0; v < 50; v++) {
        const char *name = csv_text(&villages, v, "name");
        if (pdf != NULL && strstr(pdf, name) == NULL) fail_msg("gap_map.pdf lacks \"%s\"", name);
        char word[64]; /* names may be cut at a blank: the last word stands alone or at the end */
        snprintf(word, sizeof word, "%s</text>", strrchr(name, ' ') + 1);
        if (strstr(svg, word) == NULL) fail_msg("gap_map.svg lacks \"%s\"", name);
    }
    csv_clear(&villages);
    free(svg);
    free(pdf);
}

static void test_maps_are_the_same_bytes_again_and_for_any_threads(void **state) {
    (void)state;
    const commune c = {
        .columns = 4, .rows = 3, .width_m = 1500, .height_m = 1400, .people = true, .sites = true, .fiber = true};
    const char *in = folder_of(&c), *first = run_maps(in, "1", 1);
    for (int jobs = 1; jobs <= 4; jobs++) assert_folders_equal(first, run_maps(in, "again", jobs));
}

/* ---- odd names ---- */

static void test_maps_with_hostile_names_are_whole(void **state) {
    (void)state;
    static char longest[10001], wide[121]; /* the first is refused as a row, the second is taken */
    memset(longest, 'W', 10000);
    memset(wide, 'W', 120);
    const char *const names[] = {"<script>alert(1)</script>",
                                 "]]>&amp;<!--",
                                 "\"onload=\"x",
                                 "=cmd|' /C calc'!A0",
                                 "\xe2\x80\xaeThôn ngược\xe2\x81\xa7",
                                 "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
                                 "\xf0\x9f\x98\x80\xf0\x9f\x8f\xb4\xe2\x80\x8d",
                                 longest,
                                 "%s%n",
                                 "\x01\x02\x1b[2J",
                                 wide,
                                 "Thôn Ngọc Sơn"};
    const commune c = {.columns = 4,
                       .rows = 3,
                       .width_m = 1500,
                       .height_m = 1400,
                       .names = names,
                       .people = true,
                       .sites = true,
                       .fiber = true};
    char *text = check_all(run_maps(folder_of(&c), "out", 0), LONG, SHORT, true);
    if (text == NULL) return;
    holds(text, "Thôn Ngọc Sơn");
    holds(text, "WWWWWWWW");
    holds(text, "…");
    lacks(text, "\xe2\x80\xae");
    free(text);
}

static void test_maps_with_a_hostile_project_name_are_whole(void **state) {
    (void)state;
    const commune c = {.columns = 2, .rows = 2, .width_m = 1500, .height_m = 1400, .people = true, .sites = true};
    const char *in = folder_of(&c);
    char line[4096] = "name: \"</title><script>\\u202e";
    memset(line + strlen(line), 'W', 3900);
    strcat(line, "\"");
    file_replace(path_of(in, "project.yaml"), "name: Xã thử", line);
    free(check_all(run_maps(in, "out", 0), LONG, SHORT, false));
}

/* ---- odd communes ---- */

static void test_maps_of_odd_communes_are_whole(void **state) {
    (void)state;
    static const struct {
        const char *what;
        commune commune;
        int width, height;
        const char *says;
    } odd[] = {
        {"one village",
         {.columns = 1, .rows = 1, .width_m = 900, .height_m = 800, .people = true, .sites = true},
         LONG,
         SHORT,
         "Thôn 1"},
        {"nobody",
         {.columns = 3, .rows = 2, .width_m = 900, .height_m = 800, .sites = true, .fiber = true},
         LONG,
         SHORT,
         "–"},
        {"no site on air",
         {.columns = 3, .rows = 2, .width_m = 900, .height_m = 800, .people = true},
         LONG,
         SHORT,
         "0,0"},
        {"no zone",
         {.columns = 2, .rows = 2, .width_m = 300, .height_m = 300, .people = true, .sites = true, .good_dbm = -109},
         LONG,
         SHORT,
         "Không có."},
        {"long and thin",
         {.columns = 1, .rows = 12, .width_m = 900, .height_m = 2500, .people = true, .sites = true, .fiber = true},
         SHORT,
         LONG,
         "Thôn 12"},
        {"wide and flat",
         {.columns = 16, .rows = 1, .width_m = 2500, .height_m = 900, .people = true, .sites = true, .fiber = true},
         LONG,
         SHORT,
         "Thôn 16"},
        {"five hundred villages",
         {.columns = 25, .rows = 20, .width_m = 600, .height_m = 700, .people = true, .sites = true, .fiber = true},
         LONG,
         SHORT,
         "Thôn"},
        {"English",
         {.columns = 3,
          .rows = 2,
          .width_m = 900,
          .height_m = 800,
          .people = true,
          .sites = true,
          .fiber = true,
          .extra = "language: en\n"},
         LONG,
         SHORT,
         "Legend"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        print_message("%s\n", odd[i].what);
        char *text = check_all(run_maps(folder_of(&odd[i].commune), "out", 0), odd[i].width, odd[i].height,
                               odd[i].commune.fiber);
        if (text != NULL) holds(text, odd[i].says);
        if (text != NULL) lacks(text, "nan");
        free(text);
    }
}

static void test_maps_over_terrain_are_shaded(void **state) {
    (void)state;
    const commune flat = {.columns = 2, .rows = 2, .width_m = 1500, .height_m = 1400, .people = true, .sites = true};
    const char *in = folder_of(&flat), *without = run_maps(in, "without", 0);
    size_t size;
    char *bytes = file_read(HTSC_TESTDATA_DIR "/ngoclac/terrain.tif", &size);
    file_write(path_of(in, "terrain.tif"), bytes, size);
    free(bytes);
    file_replace(path_of(in, "project.yaml"), "inputs:\n", "inputs:\n  terrain: {path: terrain.tif}\n");
    free(check_all(run_maps(in, "with", 0), LONG, SHORT, false));
    assert_false(files_equal(path_of(without, "gap_map.png"), path_of(path_of(in, "with"), "gap_map.png")));
}

/* ---- failures ---- */

typedef struct drawing {
    htsc__results *results;
    const char *folder;
} drawing;

static htsc_status draw(void *ctx, htsc_error *err) {
    const drawing *d = ctx;
    htsc__outputs *outputs = NULL;
    htsc_status status = htsc__outputs_create(d->folder, &outputs, err);
    if (status == HTSC_OK) status = htsc__write_maps(d->results, outputs, err);
    htsc__outputs_free(outputs);
    return status;
}

static void test_maps_with_any_allocation_failing_leak_nothing(void **state) {
    (void)state;
    const commune c = {
        .columns = 2, .rows = 1, .width_m = 900, .height_m = 800, .people = true, .sites = true, .fiber = true};
    const char *in = folder_of(&c);
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    htsc_report_options options;
    drawing d = {NULL, path_of(in, "out")};
    htsc_report_options_init(&options);
    if (htsc_project_read(path_of(in, "project.yaml"), &project, &error) != HTSC_OK ||
        htsc__results_create(project, &options, &d.results, &error) != HTSC_OK)
        fail_msg("%s", error.message);
    htsc__scoreboard(d.results);
    long made;
    for (long n = 1;; n++) {
        htsc_error err = {HTSC_OK, ""};
        htsc__memory_fail_at(n);
        const htsc_status status = draw(&d, &err);
        made = htsc__memory_count();
        htsc__memory_fail_at(0);
        if (made < n) {
            assert_int_equal(status, HTSC_OK);
            break;
        }
        if (status != HTSC_ERR_MEMORY || err.message[0] == '\0')
            fail_msg("allocation %ld failed: %s, \"%s\"", n, htsc_status_name(status), err.message);
    }
    print_message("%ld allocations failed in their turn\n", made);
    assert_nothing_written(d.folder);
    htsc__results_free(d.results);
    htsc_project_free(project);
}

/* A disk that is full after so many bytes of a file: told, and nothing appears. */
static void test_maps_on_a_full_disk_are_an_error(void **state) {
    (void)state;
    const commune c = {.columns = 2, .rows = 1, .width_m = 900, .height_m = 800, .people = true, .sites = true};
    const char *in = folder_of(&c), *out = path_of(in, "out");
    static const rlim_t limits[] = {2000, 100000};
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < 2; i++) {
        htsc_error error = {HTSC_OK, ""};
        htsc_project *project = NULL;
        htsc_report *report = NULL;
        htsc_report_options options;
        htsc_report_options_init(&options);
        assert_int_equal(htsc_project_read(path_of(in, "project.yaml"), &project, &error), HTSC_OK);
        const struct rlimit full = {limits[i], before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
        const htsc_status status = htsc_report_run(project, out, &options, &report, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        if (status != HTSC_ERR_IO || strstr(error.message, "gap_map.") == NULL)
            fail_msg("%s: %s", htsc_status_name(status), error.message);
        assert_null(report);
        assert_nothing_written(out);
        htsc_project_free(project);
    }
    signal(SIGXFSZ, handler);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps_of_testdata_have_every_village_by_name),
        cmocka_unit_test(test_maps_are_the_same_bytes_again_and_for_any_threads),
        cmocka_unit_test(test_maps_with_hostile_names_are_whole),
        cmocka_unit_test(test_maps_with_a_hostile_project_name_are_whole),
        cmocka_unit_test(test_maps_of_odd_communes_are_whole),
        cmocka_unit_test(test_maps_over_terrain_are_shaded),
        cmocka_unit_test(test_maps_with_any_allocation_failing_leak_nothing),
        cmocka_unit_test(test_maps_on_a_full_disk_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
