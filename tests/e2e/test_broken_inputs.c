/* A sheet of broken inputs: each has its own clear line, the right exit code, and no output half-written. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broken.h"
#include "run.h"

#define HEAD \
    "site_id,operator,technology,lon_deg,lat_deg,antenna_height_agl_m,azimuth_deg,freq_mhz,bandwidth_mhz,scs_khz," \
    "eirp_dbm\n"
#define GOOD "S1,Lam Sơn Telecom,4G,105.336,20.106,36,50,1825,20,15,62.5\n"
#define ROW(text) \
    "sites.csv", NULL, \
        HEAD GOOD text "\n" \
                       "S9,Sông Âm Mobile,5G,105.346,20.116,36,50,2550,100,30,65\n", \
        NULL

/* ---- rows of a table ---- */

static const broken row_faults[] = {
    {"text in a number",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36m,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "36m"},
     {"sites.csv|3|antenna_height_agl_m|36m|not_a_number"}},
    {"decimal comma in quotes",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,\"36,5\",50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "36,5"},
     {"sites.csv|3|antenna_height_agl_m|36,5|not_a_number"}},
    {"decimal comma without quotes",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,5,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|||field_count"}},
    {"hexadecimal number",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,0x24,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|antenna_height_agl_m|0x24|not_a_number"}},
    {"value missing",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|antenna_height_agl_m||missing_value"}},
    {"site without a name",
     ROW(",Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|site_id||missing_value"}},
    {"longitude and latitude swapped",
     ROW("S2,Lam Sơn Telecom,4G,20.107,105.336,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "swapped"},
     {"sites.csv|3|lon_deg|20.107|swapped_lonlat"}},
    {"latitude 95",
     ROW("S2,Lam Sơn Telecom,4G,105.336,95,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|lat_deg|95|out_of_range"}},
    {"longitude 1e308",
     ROW("S2,Lam Sơn Telecom,4G,1e308,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|lon_deg|1e308|out_of_range"}},
    {"longitude NaN",
     ROW("S2,Lam Sơn Telecom,4G,NaN,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|lon_deg|NaN|not_a_number"}},
    {"longitude missing",
     ROW("S2,Lam Sơn Telecom,4G,,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|lon_deg||missing_value"}},
    {"site at 0, 0",
     ROW("S2,Lam Sơn Telecom,4G,0,0,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "far"},
     {"sites.csv|3|lon_deg|0|far_away"}},
    {"site in another province",
     ROW("S2,Lam Sơn Telecom,4G,106.7,10.8,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "far"},
     {"sites.csv|3|lon_deg|106.7|far_away"}},
    {"azimuth 372",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,372,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "azimuth_deg 372", "[0, 360)"},
     {"sites.csv|3|azimuth_deg|372|out_of_range"}},
    {"azimuth 360",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,360,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|azimuth_deg|360|out_of_range"}},
    {"power 1e308",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,1e308"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|eirp_dbm|1e308|out_of_range"}},
    {"power 1e999",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,1e999"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|eirp_dbm|1e999|*"}},
    {"power inf",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,inf"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|eirp_dbm|inf|*"}},
    {"operator unknown",
     ROW("S2,Lam Son,4G,105.336,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "Lam Son"},
     {"sites.csv|3|operator|Lam Son|unknown_operator"}},
    {"technology unknown",
     ROW("S2,Lam Sơn Telecom,6G,105.336,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "6G"},
     {"sites.csv|3|technology|6G|unknown_technology"}},
    {"no such bandwidth",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,37,15,62.5"),
     3,
     {"sites.csv:3:", "37"},
     {"sites.csv|3|bandwidth_mhz|37|bandwidth_scs"}},
    {"duplicate site",
     ROW("S1,Lam Sơn Telecom,4G,105.336,20.106,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "S1"},
     {"sites.csv|3|*|*|duplicate"}},
    {"more cells than the heading",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,62.5,x,y"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|||field_count"}},
    {"two faults in a row: both told",
     ROW("S2,Lam Sơn Telecom,4G,105.336,20.107,36m,372,1825,20,15,62.5"),
     3,
     {"sites.csv:3:"},
     {"sites.csv|3|antenna_height_agl_m|36m|not_a_number", "sites.csv|3|azimuth_deg|372|out_of_range"}},
    {"quote never closed",
     ROW("S2,\"Lam Sơn Telecom,4G,105.336,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "quote"},
     {"sites.csv|3|||too_long"}},
    {"bytes of windows-1258",
     ROW("S2,Lam S\xf5n Telecom,4G,105.336,20.107,36,50,1825,20,15,62.5"),
     3,
     {"sites.csv:3:", "UTF-8"},
     {"sites.csv|3|||bad_encoding"}},
    {"persons negative",
     "households.csv",
     "20.102,4,1",
     "20.102,-4,1",
     NULL,
     3,
     {"households.csv:2:", "-4"},
     {"households.csv|2|persons|'-4|out_of_range"}},
    {"persons 1e308",
     "households.csv",
     "20.102,4,1",
     "20.102,1e308,1",
     NULL,
     3,
     {"households.csv:2:", "1e308"},
     {"households.csv|2|persons|1e308|out_of_range"}},
    {"persons missing",
     "households.csv",
     "20.102,4,1",
     "20.102,,1",
     NULL,
     3,
     {"households.csv:2:", "persons"},
     {"households.csv|2|persons||missing_value"}},
    {"date not real",
     "sites.csv",
     "on_air,2019-05-01",
     "on_air,2019-02-30",
     NULL,
     3,
     {"sites.csv:5:", "2019-02-30"},
     {"sites.csv|5|on_air_date|2019-02-30|bad_date"}},
    {"status unknown",
     "sites.csv",
     "on_air,2019-05-01",
     "maybe,2019-05-01",
     NULL,
     3,
     {"sites.csv:5:", "maybe", "planned"},
     {"sites.csv|5|status|maybe|not_allowed"}},
    {"village code twice",
     "villages.geojson",
     "\"V4\"",
     "\"V1\"",
     NULL,
     3,
     {"villages.geojson:4:", "V1"},
     {"villages.geojson|4|code|V1|duplicate"}},
    {"village without a code",
     "villages.geojson",
     "\"V4\"",
     "null",
     NULL,
     3,
     {"villages.geojson:4:", "code"},
     {"villages.geojson|4|code||missing_value"}},
    {"village of no area",
     "villages.geojson",
     "[[[105.34, 20.11], [105.35, 20.11], [105.35, 20.12], [105.34, 20.12], [105.34, 20.11]]]",
     "[[[105.34, 20.11], [105.35, 20.11], [105.34, 20.11]]]",
     NULL,
     3,
     {"villages.geojson:4:"},
     {"villages.geojson|4|geometry|*|bad_geometry"}},
    {"village without a geometry",
     "villages.geojson",
     "{\"type\": \"Polygon\", \"coordinates\": [[[105.34, 20.11], [105.35, 20.11], [105.35, 20.12], [105.34, 20.12], "
     "[105.34, 20.11]]]}",
     "null",
     NULL,
     3,
     {"villages.geojson:4:"},
     {"villages.geojson|4|geometry|*|*"}},
    {"village with a corner at 1e308",
     "villages.geojson",
     "[105.35, 20.12]",
     "[1e308, 20.12]",
     NULL,
     3,
     {"villages.geojson:4:"},
     {"villages.geojson|4|geometry|*|*"}},
    {"village that is a point",
     "villages.geojson",
     "{\"type\": \"Polygon\", \"coordinates\": [[[105.34, 20.11], [105.35, 20.11], [105.35, 20.12], [105.34, 20.12], "
     "[105.34, 20.11]]]}",
     "{\"type\": \"Point\", \"coordinates\": [105.345, 20.115]}",
     NULL,
     3,
     {"villages.geojson:4:", "polygon"},
     {"villages.geojson|4|geometry|*|bad_geometry"}},
    {"village on top of another",
     "villages.geojson",
     "[[[105.34, 20.11], [105.35, 20.11], [105.35, 20.12], [105.34, 20.12], [105.34, 20.11]]]",
     "[[[105.33, 20.10], [105.34, 20.10], [105.34, 20.11], [105.33, 20.11], [105.33, 20.10]]]",
     NULL,
     3,
     {"villages.geojson:4:", "V1"},
     {"villages.geojson|4|geometry|V1|overlap"}},
    {"fibre route that is a point",
     "fiber_routes.geojson",
     "{\"type\": \"LineString\", \"coordinates\": [[105.331, 20.101], [105.345, 20.115]]}",
     "{\"type\": \"Point\", \"coordinates\": [105.331, 20.101]}",
     NULL,
     3,
     {"fiber_routes.geojson:1:"},
     {"fiber_routes.geojson|1|geometry|*|bad_geometry"}},
    {"speed negative",
     "access_points.csv",
     "XGS-PON,2500",
     "XGS-PON,-1",
     NULL,
     3,
     {"access_points.csv:2:", "-1"},
     {"access_points.csv|2|max_down_mbps|'-1|out_of_range"}},
};

static void test_rows_broken_are_refused_and_the_rest_goes_on(void **state) {
    (void)state;
    BROKEN_RUN(row_faults);
}

/* ---- what looks broken and is not, or is repaired and told ---- */

static void write_long_line(const char *in) {
    enum { BYTES = 100 * 1000 * 1000, PIECE = 1000 * 1000 };
    char *piece = malloc(PIECE);
    FILE *out = fopen(path_of(in, "sites.csv"), "ab");
    assert_non_null(piece);
    assert_non_null(out);
    memset(piece, 'x', PIECE);
    for (int i = 0; i < BYTES / PIECE; i++) assert_true(fwrite(piece, 1, PIECE, out) == PIECE);
    fputs("\nS8,Lam Sơn Telecom,4G,105.336,20.107,36,50,65,10,2,1825,20,15,62.5,on_air,2018-03-15\n", out);
    assert_int_equal(fclose(out), 0);
    free(piece);
}

static void crlf_and_bom(const char *in) {
    const char *path = path_of(in, "households.csv");
    char *text = file_read(path, NULL);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs("\xef\xbb\xbf", out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') fputc('\r', out);
        fputc(*c, out);
    }
    assert_int_equal(fclose(out), 0);
    free(text);
}

static void zero_byte(const char *in) {
    static const char row[] = "S2,Lam S\0n Telecom,4G,105.336,20.107,36,50,1825,20,15,62.5\n";
    FILE *out = fopen(path_of(in, "sites.csv"), "ab");
    assert_non_null(out);
    fwrite(row, 1, sizeof row - 1, out);
    assert_int_equal(fclose(out), 0);
}

/* Most villages have nobody here: their declared totals are not the question. */
static void not_scaled(const char *in) {
    file_replace(path_of(in, "project.yaml"), "resolution_m: 100", "resolution_m: 100\nscale_to_declared: false");
}

static const broken odd[] = {
    {"village declares nobody where some are counted",
     "villages.geojson",
     "\"persons\": 9",
     "\"persons\": 0",
     NULL,
     3,
     {"V1 0"},
     {"|0|persons|V1 0|total_mismatch"}},
    {"the small project as it is", NULL, NULL, NULL, NULL, 0, {NULL}, {NULL}},
    {"CRLF and byte order mark", NULL, NULL, NULL, crlf_and_bom, 0, {NULL}, {NULL}},
    {"semicolons",
     "households.csv",
     NULL,
     "lon_deg;lat_deg;persons\n105.332;20.102;4\n",
     not_scaled,
     0,
     {NULL},
     {NULL}},
    {"blank lines and spaces",
     "households.csv",
     NULL,
     "\n lon_deg , lat_deg , persons \n\n 105.332 , 20.102 , 4 \n\n\n",
     not_scaled,
     0,
     {NULL},
     {NULL}},
    {"heading in capitals, columns in another order",
     "households.csv",
     NULL,
     "PERSONS,LAT_DEG,LON_DEG\n4,20.102,105.332\n",
     not_scaled,
     0,
     {NULL},
     {NULL}},
    {"no line end at the end",
     "households.csv",
     NULL,
     "lon_deg,lat_deg,persons\n105.332,20.102,4",
     not_scaled,
     0,
     {NULL},
     {NULL}},
    {"sites with a heading only", "sites.csv", NULL, HEAD, NULL, 0, {NULL}, {NULL}},
    {"village that crosses itself: repaired",
     "villages.geojson",
     "[105.35, 20.12], [105.34, 20.12]",
     "[105.34, 20.12], [105.35, 20.12]",
     NULL,
     0,
     {NULL},
     {"villages.geojson|4|geometry|*|repaired_geometry"}},
    {"villages that overlap: the earlier keeps it",
     "villages.geojson",
     "[[[105.34, 20.11], [105.35, 20.11], [105.35, 20.12], [105.34, 20.12], [105.34, 20.11]]]",
     "[[[105.335, 20.11], [105.35, 20.11], [105.35, 20.12], [105.335, 20.12], [105.335, 20.11]]]",
     NULL,
     0,
     {NULL},
     {"villages.geojson|4|geometry|V3|overlap"}},
    {"declared total far from the count: told",
     "villages.geojson",
     "\"persons\": 9",
     "\"persons\": 90",
     NULL,
     0,
     {NULL},
     {"*|0|persons|V1 90|total_mismatch"}},
    {"100 MB of one line", NULL, NULL, NULL, write_long_line, 3, {"sites.csv:6:"}, {"sites.csv|6|||too_long"}},
    {"zero byte in a row", NULL, NULL, NULL, zero_byte, 3, {"sites.csv:6:"}, {"sites.csv|6|||bad_encoding"}},
};

static void test_odd_but_usable_inputs_go_through(void **state) {
    (void)state;
    BROKEN_RUN(odd);
}

/* ---- tables that cannot be used ---- */

static void long_heading(const char *in) {
    file_write_text(path_of(in, "sites.csv"), "");
    write_long_line(in);
}

static void remove_households(const char *in) {
    unlink(path_of(in, "households.csv"));
}

static void folder_for_households(const char *in) {
    remove_households(in);
    mkdir(path_of(in, "households.csv"), 0777);
}

static void pipe_for_households(const char *in) {
    remove_households(in);
    assert_int_equal(mkfifo(path_of(in, "households.csv"), 0666), 0);
}

static void pipe_for_villages(const char *in) {
    unlink(path_of(in, "villages.geojson"));
    assert_int_equal(mkfifo(path_of(in, "villages.geojson"), 0666), 0);
}

static void device_for_households(const char *in) {
    remove_households(in);
    assert_int_equal(symlink("/dev/zero", path_of(in, "households.csv")), 0);
}

static void loop_for_households(const char *in) {
    remove_households(in);
    assert_int_equal(symlink("households.csv", path_of(in, "households.csv")), 0);
}

static void unknown_crs(const char *in) {
    file_replace(path_of(in, "project.yaml"), "{path: households.csv}", "{path: households.csv, crs: \"EPSG:999999\"}");
}

static void commune_is_villages(const char *in) {
    file_replace(path_of(in, "project.yaml"), "  villages: {path",
                 "  commune: {path: villages.geojson, fields: [{field: code, value: \"00001\"}]}\n  villages: {path");
}

static void utf16(const char *in) {
    static const char bytes[] = "\xff\xfel\0o\0n\0_\0d\0e\0g\0,\0\n\0";
    file_write(path_of(in, "households.csv"), bytes, sizeof bytes - 1);
}

static void random_bytes(const char *in) {
    unsigned char bytes[20000];
    uint32_t seed = 15061;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)((seed = seed * 1664525u + 1013904223u) >> 24);
    file_write(path_of(in, "households.csv"), bytes, sizeof bytes);
}

static const broken files[] = {
    {"table empty", "households.csv", NULL, "", NULL, 1, {"households.csv: is empty"}, {NULL}},
    {"table of blank lines", "households.csv", NULL, "\n\n\n", NULL, 1, {"households.csv", "no heading"}, {NULL}},
    {"table without a heading",
     "households.csv",
     "lon_deg,lat_deg,persons,households\n",
     "",
     NULL,
     1,
     {"households.csv", "persons"},
     {NULL}},
    {"column missing", "sites.csv", ",operator,", ",carrier,", NULL, 1, {"sites.csv", "operator", "carrier"}, {NULL}},
    {"no column for the place",
     "households.csv",
     "lon_deg",
     "longitude",
     NULL,
     1,
     {"households.csv", "lon_deg"},
     {NULL}},
    {"column twice in the heading",
     "sites.csv",
     "status,on_air_date",
     "status,Azimuth_deg",
     NULL,
     1,
     {"sites.csv", "Azimuth_deg", "twice"},
     {NULL}},
    {"metres without a CRS",
     "households.csv",
     "lon_deg,lat_deg",
     "x_m,y_m",
     NULL,
     1,
     {"households.csv", "CRS"},
     {NULL}},
    {"CRS that does not exist",
     "households.csv",
     "lon_deg,lat_deg",
     "x_m,y_m",
     unknown_crs,
     1,
     {"households.csv", "EPSG:999999"},
     {NULL}},
    {"UTF-16", NULL, NULL, NULL, utf16, 1, {"households.csv", "UTF-16"}, {NULL}},
    {"heading in windows-1258",
     "households.csv",
     "households\n",
     "s\xf4 h\xf4\n",
     NULL,
     1,
     {"households.csv", "UTF-8"},
     {NULL}},
    {"heading of 100 MB", NULL, NULL, NULL, long_heading, 1, {"sites.csv:1:", "longer"}, {NULL}},
    {"random bytes", NULL, NULL, NULL, random_bytes, 1, {"households.csv"}, {NULL}},
    {"input that is not there", NULL, NULL, NULL, remove_households, 1, {"households.csv", "No such file"}, {NULL}},
    {"input that is a folder", NULL, NULL, NULL, folder_for_households, 1, {"households.csv", "regular file"}, {NULL}},
    {"input that is a pipe (table)",
     NULL,
     NULL,
     NULL,
     pipe_for_households,
     1,
     {"households.csv", "regular file"},
     {NULL}},
    {"input that is a pipe (layer)",
     NULL,
     NULL,
     NULL,
     pipe_for_villages,
     1,
     {"villages.geojson", "regular file"},
     {NULL}},
    {"input that is an endless device",
     NULL,
     NULL,
     NULL,
     device_for_households,
     1,
     {"households.csv", "regular file"},
     {NULL}},
    {"input that is a circle of links", NULL, NULL, NULL, loop_for_households, 1, {"households.csv"}, {NULL}},
    {"input from the network",
     "project.yaml",
     "path: villages.geojson",
     "path: /vsicurl/http://127.0.0.1:9/villages.geojson",
     NULL,
     1,
     {"/vsicurl/", "cannot open"},
     {NULL}},
    {"input inside an archive",
     "project.yaml",
     "path: villages.geojson",
     "path: /vsizip/villages.zip/villages.geojson",
     NULL,
     1,
     {"/vsizip/", "cannot open"},
     {NULL}},
    {"input from a stream",
     "project.yaml",
     "path: villages.geojson",
     "path: /vsistdin/villages.geojson",
     NULL,
     1,
     {"/vsistdin/", "cannot open"},
     {NULL}},
    {"input that is a connection string",
     "project.yaml",
     "path: villages.geojson",
     "path: \"PG:host=127.0.0.1 dbname=x\"",
     NULL,
     1,
     {"cannot open"},
     {NULL}},
    {"ending that is not read",
     "project.yaml",
     "path: villages.geojson",
     "path: project.yaml",
     NULL,
     1,
     {"project.yaml", "geojson", "gpkg"},
     {NULL}},
    {"all households outside the commune",
     "households.csv",
     NULL,
     "lon_deg,lat_deg,persons\n106.5,20.1,4\n106.6,20.2,3\n",
     commune_is_villages,
     1,
     {"households.csv", "no usable population", "outside the commune"},
     {NULL}},
    {"outline of another commune",
     "project.yaml",
     "  villages: {path",
     "  commune: {path: villages.geojson}\n  villages: {path",
     NULL,
     1,
     {"villages.geojson", "no usable outline of commune 00001"},
     {NULL}},
    {"no usable village",
     "villages.geojson",
     NULL,
     "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"code\": \"V1\", "
     "\"name\": \"A\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[105.33, 20.10], [105.34, 20.10], "
     "[105.33, 20.10]]]}}]}",
     NULL,
     1,
     {"villages.geojson", "village"},
     {NULL}},
    {"no village at all",
     "villages.geojson",
     NULL,
     "{\"type\": \"FeatureCollection\", \"features\": []}",
     NULL,
     1,
     {"villages.geojson"},
     {NULL}},
};

static void test_tables_unusable_fail_with_their_name(void **state) {
    (void)state;
    BROKEN_RUN(files);
}

/* ---- the project file ---- */

#define PROJECT(find, by) "project.yaml", find, by, NULL

static void big_project(const char *in) {
    FILE *out = fopen(path_of(in, "project.yaml"), "ab");
    assert_non_null(out);
    for (int i = 0; i < 200000; i++) fputs("# padding\n", out);
    assert_int_equal(fclose(out), 0);
}

static void deep_project(const char *in) {
    FILE *out = fopen(path_of(in, "project.yaml"), "ab");
    assert_non_null(out);
    fputs("operators: ", out);
    for (int i = 0; i < 200000; i++) fputc('[', out);
    assert_int_equal(fclose(out), 0);
}

static void zero_in_project(const char *in) {
    file_write(path_of(in, "project.yaml"), "name: \0x\n", 9);
}

static void project_folder(const char *in) {
    unlink(path_of(in, "project.yaml"));
    mkdir(path_of(in, "project.yaml"), 0777);
}

static const broken projects[] = {
    {"unknown key", PROJECT("resolution_m: 100", "resolution: 100"), 1, {"project.yaml:26:1:", "resolution"}, {NULL}},
    {"unknown key inside",
     PROJECT("{path: sites.csv}", "{path: sites.csv, file: x}"),
     1,
     {"project.yaml:16:", "file"},
     {NULL}},
    {"key missing", PROJECT("period: 2026-Q3\n", ""), 1, {"project.yaml", "period"}, {NULL}},
    {"key twice",
     PROJECT("resolution_m: 100", "resolution_m: 100\nresolution_m: 50"),
     1,
     {"project.yaml:27:1:", "resolution_m"},
     {NULL}},
    {"target twice",
     PROJECT("resolution_m: 100",
             "resolution_m: 100\ntargets: [{id: pop_5g, target_pct: 50}, {id: pop_5g, target_pct: 40}]"),
     1,
     {"project.yaml:27:", "pop_5g stands twice"},
     {NULL}},
    {"declared figure of the future",
     PROJECT("date: 2026-09-20", "date: 2027-01-01"),
     1,
     {"project.yaml:30:", "later than the project's date"},
     {NULL}},
    {"population listed twice",
     PROJECT("    - {path: households.csv}", "    - {path: households.csv}\n    - {path: ./households.csv}"),
     1,
     {"is the same file as", "counted twice"},
     {NULL}},
    {"degrees in a metric CRS",
     PROJECT("    - {path: sites.csv}", "    - {path: sites.csv, crs: \"EPSG:5897\"}"),
     1,
     {"sites.csv", "not in degrees"},
     {NULL}},
    {"text where a number belongs",
     PROJECT("resolution_m: 100", "resolution_m: fine"),
     1,
     {"project.yaml:26:15:"},
     {NULL}},
    {"list where a text belongs", PROJECT("name: Xã thử nghiệm", "name: [a, b]"), 1, {"project.yaml:2:"}, {NULL}},
    {"text where a list belongs",
     PROJECT("operators: [Lam Sơn Telecom, Sông Âm Mobile]", "operators: Lam"),
     1,
     {"project.yaml:9:12:"},
     {NULL}},
    {"number out of range",
     PROJECT("resolution_m: 100", "resolution_m: 1"),
     1,
     {"project.yaml:26:15:", "resolution_m", "[5, 1000]"},
     {NULL}},
    {"number out of range, in a list",
     PROJECT("{name: 5G, covered_dbm: -110, good_dbm: -100}", "{name: 5G, covered_dbm: -110, good_dbm: -120}"),
     1,
     {"project.yaml:24:45:", "good_dbm", "-120"},
     {NULL}},
    {"number that is not one", PROJECT("resolution_m: 100", "resolution_m: .nan"), 1, {"project.yaml:26:15:"}, {NULL}},
    {"number without end", PROJECT("resolution_m: 100", "resolution_m: 1e999"), 1, {"project.yaml:26:15:"}, {NULL}},
    {"number with a unit", PROJECT("resolution_m: 100", "resolution_m: 100m"), 1, {"project.yaml:26:15:"}, {NULL}},
    {"tab for indentation",
     PROJECT("  villages: {path: villages.geojson}", "\tvillages: {path: villages.geojson}"),
     1,
     {"project.yaml:12:"},
     {NULL}},
    {"indentation wrong",
     PROJECT("    - {path: households.csv}", "  - {path: households.csv}\n - {path: x.csv}"),
     1,
     {"project.yaml:"},
     {NULL}},
    {"bracket not closed", PROJECT("{path: sites.csv}", "{path: sites.csv"), 1, {"project.yaml:17:"}, {NULL}},
    {"aliases that multiply",
     PROJECT("operators: [Lam Sơn Telecom, Sông Âm Mobile]",
             "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d "
             "[*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g "
             "[*f,*f,*f,*f,*f,*f,*f,*f]\noperators: *g"),
     1,
     {"project.yaml:"},
     {NULL}},
    {"alias in a known key",
     PROJECT("operators: [Lam Sơn Telecom, Sông Âm Mobile]",
             "operators: &o [Lam Sơn Telecom, Sông Âm Mobile]\ntargets: *o"),
     1,
     {"project.yaml:"},
     {NULL}},
    {"brackets 200,000 deep", NULL, NULL, NULL, deep_project, 1, {"project.yaml"}, {NULL}},
    {"two documents", PROJECT("declared:", "---\ndeclared:"), 1, {"project.yaml"}, {NULL}},
    {"empty", "project.yaml", NULL, "", NULL, 1, {"project.yaml: is empty"}, {NULL}},
    {"only a comment", "project.yaml", NULL, "# nothing\n", NULL, 1, {"project.yaml"}, {NULL}},
    {"larger than 1 MiB", NULL, NULL, NULL, big_project, 1, {"project.yaml", "larger"}, {NULL}},
    {"zero byte", NULL, NULL, NULL, zero_in_project, 1, {"project.yaml", "UTF-8"}, {NULL}},
    {"bytes of windows-1258", PROJECT("Xã thử nghiệm", "X\xe3 th\xd2 nghi\xebm"), 1, {"project.yaml", "UTF-8"}, {NULL}},
    {"a folder", NULL, NULL, NULL, project_folder, 1, {"project.yaml"}, {NULL}},
    {"date that is not real",
     PROJECT("date: 2026-09-30\nlanguage", "date: 2026-02-30\nlanguage"),
     1,
     {"project.yaml:5:7:", "2026-02-30"},
     {NULL}},
    {"commune code of four digits",
     PROJECT("\"00001\"", "1506"),
     1,
     {"project.yaml:3:15:", "1506", "five digits"},
     {NULL}},
    {"language unknown", PROJECT("language: en", "language: fr"), 1, {"project.yaml:6:11:", "fr"}, {NULL}},
    {"operator twice",
     PROJECT("[Lam Sơn Telecom, Sông Âm Mobile]", "[Lam Sơn Telecom, Lam Sơn Telecom]"),
     1,
     {"project.yaml:9:", "twice"},
     {NULL}},
    {"no operator", PROJECT("[Lam Sơn Telecom, Sông Âm Mobile]", "[]"), 1, {"project.yaml:9:"}, {NULL}},
    {"technology twice", PROJECT("{name: 5G", "{name: 4G"), 1, {"project.yaml:24:", "twice"}, {NULL}},
    {"technology unknown", PROJECT("{name: 5G", "{name: 6G"), 1, {"project.yaml:24:", "6G"}, {NULL}},
    {"model unknown", PROJECT("tr38901, scenario", "p1812x, scenario"), 1, {"project.yaml:27:", "p1812x"}, {NULL}},
    {"free space without a radius",
     PROJECT("{name: tr38901, scenario: rma}", "{name: free_space}"),
     1,
     {"project.yaml:27:", "max_radius_m"},
     {NULL}},
    {"target unknown", PROJECT("id: eid_accounts", "id: eid_account"), 1, {"project.yaml:30:", "eid_account"}, {NULL}},
    {"more than all", PROJECT("numerator: 20", "numerator: 26"), 1, {"project.yaml:30:", "26"}, {NULL}},
    {"denominator 0", PROJECT("denominator: 25", "denominator: 0"), 1, {"project.yaml:30:", "denominator"}, {NULL}},
    {"output unknown", PROJECT("[tables, shapefiles]", "[pdf]"), 1, {"project.yaml:33:", "pdf"}, {NULL}},
    {"no population",
     PROJECT("  population:\n    - {path: households.csv}\n", ""),
     1,
     {"project.yaml", "population"},
     {NULL}},
    {"path empty", PROJECT("{path: villages.geojson}", "{path: \"\"}"), 1, {"project.yaml:12:", "empty"}, {NULL}},
    {"working CRS in degrees", PROJECT("EPSG:5897", "EPSG:4326"), 1, {"project.yaml:7:14:", "EPSG:4326"}, {NULL}},
    {"working CRS that does not exist",
     PROJECT("EPSG:5897", "EPSG:99999"),
     1,
     {"project.yaml:7:14:", "EPSG:99999"},
     {NULL}},
};

static void test_project_broken_is_told_with_its_line(void **state) {
    (void)state;
    BROKEN_RUN(projects);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_broken_are_refused_and_the_rest_goes_on),
        cmocka_unit_test(test_odd_but_usable_inputs_go_through),
        cmocka_unit_test(test_tables_unusable_fail_with_their_name),
        cmocka_unit_test(test_project_broken_is_told_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
