#include <htscover/antenna.h>

#include "base/support.h"

/* A file in pieces; NULL leaves the usual one. */
typedef struct pieces {
    const char *header, *horizontal, *vertical; /* the latter two: the keyword line */
    const char *end;                            /* of a line */
    int h_count, v_count;
    double step_deg;
} pieces;

static const char usual_header[] = "NAME Test 65\nMAKE nobody\nFREQUENCY 2140\nH_WIDTH 65\nGAIN 15.5\nTILT ELECTRICAL\n"
                                   "COMMENT synthetic\n";

static double off_deg(double angle_deg) {
    return fabs(remainder(angle_deg, 360.0));
}

/* Losses: an eighth of a dB a degree around, and a tenth a degree from a beam that looks 6 degrees down. */
static size_t put_file(char *text, size_t size, const pieces *p) {
    const char *end = p->end == NULL ? "\n" : p->end;
    double step_deg = p->step_deg > 0 ? p->step_deg : 1;
    int h_count = p->h_count > 0 ? p->h_count : 360, v_count = p->v_count > 0 ? p->v_count : 360;
    size_t used = 0;
    for (const char *c = p->header == NULL ? usual_header : p->header; *c != '\0'; c++) {
        if (*c == '\n')
            used += (size_t)snprintf(text + used, size - used, "%s", end);
        else
            text[used++] = *c;
    }
    used += (size_t)snprintf(text + used, size - used, "%s%s", p->horizontal == NULL ? "HORIZONTAL 360" : p->horizontal,
                             end);
    for (int i = 0; i < h_count; i++)
        used +=
            (size_t)snprintf(text + used, size - used, "%.1f\t%.3f%s", i * step_deg, off_deg(i * step_deg) / 8, end);
    used += (size_t)snprintf(text + used, size - used, "%s%s", p->vertical == NULL ? "VERTICAL 360" : p->vertical, end);
    for (int i = 0; i < v_count; i++)
        used += (size_t)snprintf(text + used, size - used, "%.1f %.3f%s", i * step_deg, off_deg(i * step_deg - 6) / 10,
                                 end);
    assert_true(used < size);
    return used;
}

static htsc_antenna_pattern *read_pieces(scratch *s, const pieces *p) {
    static char text[200000];
    put_file(text, sizeof text, p);
    htsc_antenna_pattern *pattern = NULL;
    htsc_error err;
    assert_ok(htsc_antenna_pattern_read(scratch_write(s, "a.msi", text), &pattern, &err), err);
    return pattern;
}

static void test_antenna_file_read_values_and_directions(void **state) {
    htsc_antenna_pattern *p = read_pieces(*state, &(pieces){.header = NULL});
    assert_string_equal(htsc_antenna_pattern_name(p), "Test 65");
    assert_near(htsc_antenna_pattern_gain_dbi(p), 17.65, 1e-12); /* dBd + 2.15 */
    assert_near(htsc_antenna_pattern_freq_mhz(p), 2140, 0);
    assert_true(isnan(htsc_antenna_pattern_electrical_tilt_deg(p)));
    /* The file's third decimal. */
    assert_near(htsc_antenna_pattern_gain_db(p, 0, -6, 0), 0, 1e-12); /* vertical angles count downwards */
    assert_near(htsc_antenna_pattern_gain_db(p, 0, 14, 0), -2, 1e-12);
    assert_near(htsc_antenna_pattern_gain_db(p, 0, -90, 0), -8.4, 1e-12);
    assert_near(htsc_antenna_pattern_gain_db(p, 0, 90, 0), -9.6, 1e-12);
    assert_near(htsc_antenna_pattern_gain_db(p, 180, -14, 0), -16, 1e-12); /* 166 is behind, below */
    htsc_antenna_pattern_free(p);
}

static void test_antenna_file_read_headers_of_all_kinds(void **state) {
    static const struct {
        const char *header, *name;
        double gain_dbi, freq_mhz, tilt_deg; /* -999: not known */
    } rows[] = {
        {"NAME x\nGAIN 17.5 dBi\nTILT 4\n", "x", 17.5, -999, 4},
        {"name X 1\ngain 17.5dBi\ntilt Electrical 2\n", "X 1", 17.5, -999, 2},
        {"Name\ta\tb \nGain\t10 DBD\nFrequency 2.14 GHz\nTILT MECHANICAL\n", "a\tb", 12.15, 2140, -999},
        {"Panel 65 x\nFREQUENCY 1710-2170\nTILT MECHANICAL 3\n", "Panel 65 x", -999, -999, -999},
        {"741 794\nFREQUENCY 947 MHz\nGAIN\n", "741 794", -999, 947, -999},
        {"NAME x\nTILT ELECTRICAL\nELECTRICAL_TILT 7\n", "x", -999, -999, 7},
        {"ELECTRICAL_TILT -1.5\nTILT 9\nWHAT EVER\n", "", -999, -999, -1.5},
        {"\n  \t\nNAME   spaced   \nCOMMENT GAIN 99\n\n", "spaced", -999, -999, -999},
        {"\xef\xbb\xbfNAME marked\nFREQUENCY none\n", "marked", -999, -999, -999},
        {"NAME caf\xe9\n", "caf?", -999, -999, -999},
        {"", "", -999, -999, -999},
    };
    static const char *const ends[] = {"\n", "\r\n", " \r\n", "\n\n"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < 4; k++) {
            htsc_antenna_pattern *p = read_pieces(*state, &(pieces){.header = rows[i].header, .end = ends[k]});
            double values[3] = {htsc_antenna_pattern_gain_dbi(p), htsc_antenna_pattern_freq_mhz(p),
                                htsc_antenna_pattern_electrical_tilt_deg(p)};
            double expected[3] = {rows[i].gain_dbi, rows[i].freq_mhz, rows[i].tilt_deg};
            if (strchr(rows[i].name, '\t') == NULL) assert_string_equal(htsc_antenna_pattern_name(p), rows[i].name);
            for (int v = 0; v < 3; v++) {
                if (expected[v] <= -999)
                    assert_true(isnan(values[v]));
                else
                    assert_near(values[v], expected[v], 1e-9);
            }
            assert_near(htsc_antenna_pattern_gain_db(p, 0, -6, 0), 0, 1e-12);
            htsc_antenna_pattern_free(p);
        }
    }
}

static void test_antenna_file_read_steps_and_closing_angles(void **state) {
    static const pieces files[] = {
        {.horizontal = "HORIZONTAL 361", .vertical = "Vertical\t361", .h_count = 361, .v_count = 361},
        {.horizontal = "horizontal 360", .h_count = 361, .v_count = 361}, /* closed, and not counted */
        {.horizontal = "HORIZONTAL 720", .vertical = "VERTICAL 720", .h_count = 720, .v_count = 720, .step_deg = 0.5},
        {.horizontal = "HORIZONTAL 72", .vertical = "VERTICAL 72", .h_count = 72, .v_count = 72, .step_deg = 5},
        {.horizontal = "HORIZONTAL 3600",
         .vertical = "VERTICAL 3600",
         .h_count = 3600,
         .v_count = 3600,
         .step_deg = 0.1}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        htsc_antenna_pattern *p = read_pieces(*state, &files[i]);
        assert_near(htsc_antenna_pattern_gain_db(p, 180, 0, 0), -17.4, 1e-9); /* 174 degrees off the beam */
        assert_near(htsc_antenna_pattern_gain_db(p, 0, -40, 0), -3.4, 1e-9);
        htsc_antenna_pattern_free(p);
    }
}

static void check_refused(scratch *s, const char *text, htsc_status status, const char *message) {
    htsc_antenna_pattern *pattern = (htsc_antenna_pattern *)&s;
    htsc_error err = {HTSC_OK, ""};
    const char *path = scratch_write(s, "bad.msi", text);
    assert_status(htsc_antenna_pattern_read(path, &pattern, &err), status, err);
    assert_null(pattern);
    assert_contains(err.message, message);
    assert_true(strncmp(err.message, path, strlen(path)) == 0);
}

/* The good file with one line put in place of line `line`, counted from 1. */
static void check_line_refused(scratch *s, int line, const char *with, const char *message) {
    static char good[200000], bad[200000];
    put_file(good, sizeof good, &(pieces){.header = NULL});
    char *at = good;
    for (int i = 1; i < line; i++) at = strchr(at, '\n') + 1;
    snprintf(bad, sizeof bad, "%.*s%s%s", (int)(at - good), good, with, strchr(at, '\n'));
    check_refused(s, bad, HTSC_ERR_FORMAT, message);
}

static void test_antenna_file_read_bad_lines_name_their_place(void **state) {
    scratch *s = *state; /* the header has 7 lines: HORIZONTAL is line 8, its angle 0 line 9; VERTICAL line 369 */
    check_line_refused(s, 5, "GAIN xx.xxdBi", "bad.msi:5: GAIN \"xx.xxdBi\" is not a number of dBd or dBi");
    check_line_refused(s, 5, "GAIN 15 dBm", "bad.msi:5: GAIN unit \"dBm\" is neither dBd nor dBi");
    check_line_refused(s, 5, "GAIN 70 dBi", "bad.msi:5: GAIN 70 dBi outside [-30, 60]");
    check_line_refused(s, 5, "17.5", "bad.msi:5: \"17.5\" stands before HORIZONTAL or VERTICAL");
    check_line_refused(s, 8, "HORIZONTAL", "bad.msi:8: HORIZONTAL \"\" is not a count of angles in [36, 3601]");
    check_line_refused(s, 8, "HORIZONTAL 35", "bad.msi:8: HORIZONTAL \"35\" is not a count");
    check_line_refused(s, 8, "HORIZONTAL 99999999999999999999", "bad.msi:8: HORIZONTAL \"9999");
    check_line_refused(s, 8, "HORIZONTAL 361", "bad.msi:8: HORIZONTAL announces 361 angles, 360 follow");
    check_line_refused(s, 8, "HORIZONTAL 350", "bad.msi:360: more angles than the 350 announced in line 8");
    check_line_refused(s, 10, "1", "bad.msi:10: expected an angle and an attenuation");
    check_line_refused(s, 10, "1 0.1 0.2", "bad.msi:10: expected an angle and an attenuation");
    check_line_refused(s, 10, "1 0,1", "bad.msi:10: attenuation \"0,1\" is not a number");
    check_line_refused(s, 10, "1x 0.1", "bad.msi:10: angle \"1x\" is not a number");
    check_line_refused(s, 10, "1 -0.1", "bad.msi:10: attenuation -0.1 dB outside [0, 100]");
    check_line_refused(s, 10, "1 100.1", "bad.msi:10: attenuation 100.1 dB outside [0, 100]");
    check_line_refused(s, 10, "1 1e999", "bad.msi:10: attenuation \"1e999\" is not a number");
    check_line_refused(s, 10, "0 0.1", "bad.msi:10: angle 0 deg after 0 deg: angles must increase");
    check_line_refused(s, 10, "361 0.1", "bad.msi:10: angle 361 deg outside [-180, 360]");
    check_line_refused(s, 10, "12 0.1", "bad.msi:10: angle 12 deg after 0 deg: a gap above 10 deg");
    check_line_refused(s, 369, "VERTICAL 5", "bad.msi:369: VERTICAL \"5\" is not a count");
    check_line_refused(s, 369, "HORIZONTAL 360", "bad.msi:369: a second HORIZONTAL; the first is in line 8");
    check_line_refused(s, 700, "NAME late", "bad.msi:369: VERTICAL announces 360 angles, 330 follow");
}

static void test_antenna_file_read_bad_files_are_refused(void **state) {
    scratch *s = *state;
    check_refused(s, "", HTSC_ERR_FORMAT, "has no HORIZONTAL");
    check_refused(s, "NAME x\n", HTSC_ERR_FORMAT, "has no HORIZONTAL");
    static char text[200000];
    put_file(text, sizeof text, &(pieces){.vertical = "VERTICAL 340", .v_count = 340});
    check_refused(s, text, HTSC_ERR_FORMAT, "vertical cut from 0 to 339 deg: a gap above 10 deg");
    *strstr(text, "VERTICAL") = '\0';
    check_refused(s, text, HTSC_ERR_FORMAT, "has no VERTICAL");
    char *big = calloc(1, (1 << 20) + 2);
    assert_non_null(big);
    memset(big, '\n', (1 << 20) + 1);
    check_refused(s, big, HTSC_ERR_LIMIT, "above the limit of 1048576 bytes");
    free(big);
    htsc_antenna_pattern *pattern;
    htsc_error err;
    const char *path = scratch_write_bytes(s, "zero.msi", "NAME a\0b\n", 9);
    assert_status(htsc_antenna_pattern_read(path, &pattern, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "zero byte");
    assert_status(htsc_antenna_pattern_read(s->folder, &pattern, &err), HTSC_ERR_IO, err);
    assert_status(htsc_antenna_pattern_read("/nowhere/a.msi", &pattern, &err), HTSC_ERR_IO, err);
    assert_null(pattern);
}

/* Bytes of a good file changed at random: whatever comes out, it is an error or a pattern that answers. */
static void test_antenna_file_read_damaged_files_never_break(void **state) {
    scratch *s = *state;
    static char good[200000], bad[200000];
    const pieces coarse = {
        .horizontal = "HORIZONTAL 36", .vertical = "VERTICAL 36", .h_count = 36, .v_count = 36, .step_deg = 10};
    size_t size = put_file(good, sizeof good, &coarse);
    uint64_t seed = 2026;
    int read = 0;
    for (int round = 0; round < 3000; round++) {
        memcpy(bad, good, size + 1);
        for (uint64_t i = random_bits(&seed) % 4; i < 4; i++) {
            static const char bytes[] = "0123456789.-+e \t\r\n\xff\x01"
                                        "HVNAMEGTILT";
            bad[random_bits(&seed) % size] = bytes[random_bits(&seed) % (sizeof bytes - 1)];
        }
        size_t length = random_bits(&seed) % 8 == 0 ? random_bits(&seed) % size : size;
        htsc_antenna_pattern *p;
        htsc_error err;
        s->used = 0;
        htsc_status status = htsc_antenna_pattern_read(scratch_write_bytes(s, "d.msi", bad, length), &p, &err);
        if (status != HTSC_OK) {
            assert_null(p);
            continue;
        }
        read++;
        for (double a = -180; a <= 180; a += 45) {
            double gain_db = htsc_antenna_pattern_gain_db(p, a, a / 2, 3);
            assert_true(gain_db <= 0 && gain_db >= -400);
        }
        htsc_antenna_pattern_free(p);
    }
    assert_true(read > 0);
}

static htsc_status read_once(void *ctx, htsc_error *err) {
    htsc_antenna_pattern *p;
    htsc_status status = htsc_antenna_pattern_read(ctx, &p, err);
    htsc_antenna_pattern_free(p);
    return status;
}

static void test_antenna_file_failing_allocation_is_an_error(void **state) {
    static char text[200000];
    put_file(text, sizeof text, &(pieces){.header = NULL});
    char *path = strdup(scratch_write(*state, "a.msi", text));
    assert_true(fail_each_allocation(read_once, path) >= 5);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_antenna_file_read_values_and_directions),
        IN_SCRATCH(test_antenna_file_read_headers_of_all_kinds),
        IN_SCRATCH(test_antenna_file_read_steps_and_closing_angles),
        IN_SCRATCH(test_antenna_file_read_bad_lines_name_their_place),
        IN_SCRATCH(test_antenna_file_read_bad_files_are_refused),
        IN_SCRATCH(test_antenna_file_read_damaged_files_never_break),
        IN_SCRATCH(test_antenna_file_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
