/* From files of routes to a network: at the edges of the map, and as regulators of West Africa published theirs. */
#include "data/watra.h"

#include <htscover/line_net.h>

enum { KINDS = HTSC_LINE_GAP + 1 };

/* A network of routes, its options the usual ones; each route's owner is its operator. */
static htsc_line_net *net_of_fiber(const htsc_fiber *fiber) {
    size_t count = htsc_fiber_route_count(fiber), *first = calloc(count + 1, sizeof *first);
    uint32_t *owner = calloc(count + 1, sizeof *owner);
    assert_true(first != NULL && owner != NULL);
    for (size_t i = 0; i < count; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        assert_int_equal(first[i], route->first_point); /* one after the other */
        first[i + 1] = route->first_point + route->point_count;
        owner[i] = route->operator_index;
    }
    const htsc_line_set lines = {count, first, htsc_fiber_points(fiber), owner};
    htsc_line_net_options options;
    htsc_line_net *net = NULL;
    htsc_error err;
    htsc_line_net_options_init(&options);
    assert_ok(htsc_line_net_create(&lines, &options, &net, &err), err);
    free(first);
    free(owner);
    return net;
}

static htsc_fiber *fiber_of_wkt(scratch *s, const char *crs, const char *const *wkt, htsc_findings *findings) {
    char text[2048] = "route_id,operator,wkt\n";
    htsc_fiber *fiber = fiber_in(crs, NULL);
    htsc_error err;
    for (size_t i = 0; i < 4 && wkt[i] != NULL; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "R%zu,A,\"LINESTRING (%s)\"\n", i, wkt[i]);
    htsc_input input = htsc_input_of(scratch_write(s, "routes.csv", text));
    assert_ok(htsc_fiber_read_routes(fiber, &input, findings, NULL, &err), err);
    return fiber;
}

/* Length in the plane, and on the ellipsoid of the pieces between points. */
static double line_m(const double *xy_m, size_t points, htsc_transform *to_lonlat) {
    double length_m = 0;
    for (size_t p = 0; p + 1 < points; p++) {
        double x[2] = {xy_m[2 * p], xy_m[2 * p + 2]}, y[2] = {xy_m[2 * p + 1], xy_m[2 * p + 3]};
        htsc_error err;
        if (to_lonlat != NULL) assert_ok(htsc_transform_points(to_lonlat, 2, x, y, &err), err);
        length_m +=
            to_lonlat == NULL ? hypot(x[1] - x[0], y[1] - y[0]) : htsc_geodesic_distance_m(x[0], y[0], x[1], y[1]);
    }
    return length_m;
}

static double net_m(const htsc_line_net *net, htsc_transform *to_lonlat, double *longest_m) {
    const htsc_line_set *lines = htsc_line_net_lines(net);
    double sum_m = 0;
    for (size_t i = 0; i < lines->count; i++) {
        size_t first = lines->first_point[i];
        double length_m = line_m(lines->xy_m + 2 * first, lines->first_point[i + 1] - first, to_lonlat);
        assert_true(isfinite(length_m) && length_m > 0);
        if (longest_m != NULL) *longest_m = fmax(*longest_m, length_m);
        sum_m += length_m;
    }
    return sum_m;
}

#define AEQD(lat, lon) "+proj=aeqd +lat_0=" lat " +lon_0=" lon " +datum=WGS84 +units=m +type=crs"

/*
 * A line of 0.2 degree and one of 0.1 that ends in its middle: three pieces of 0.1 degree each, wherever it is. On the
 * equator of WGS 84 0.1 degree is 11131.949 m, of its meridian 11057.428 m at the equator and 11169.396 m at the poles.
 */
static void test_lines_across_the_edges_of_the_map_are_noded(void **state) {
    static const struct {
        const char *crs, *wkt[3];
        double across_m, along_m; /* of the pieces of the first line, and of the second */
    } cases[] = {
        {"EPSG:32660", {"179.9 0, -179.9 0", "-180 0.1, -180 0"}, 11131.949, 11057.428},
        {"EPSG:32601", {"-179.9 0, 179.9 0", "180 0, 180 -0.1"}, 11131.949, 11057.428},
        {"EPSG:32760", {"179.9 0, 180.1 0", "180 0, 180 -0.1"}, 11131.949, 11057.428}, /* not brought back */
        {AEQD("0", "180"), {"179.9 0, -179.9 0", "180 0, -180 0.1"}, 11131.949, 11057.428},
        {AEQD("0", "180"), {"180 -0.1, 180 0.1", "179.9 0, -180 0"}, 11057.428, 11131.949}, /* along the edge */
        {"EPSG:32631", {"-0.1 0, 0.1 0", "0 0, 0 0.1"}, 11131.949, 11057.428},
        {"EPSG:32630", {"0 0.1, 0 -0.1", "0 0, -0.1 0"}, 11057.428, 11131.949},
        {AEQD("0", "0"), {"-0.1 0, 0.1 0", "0 -0.1, 0 0"}, 11131.949, 11057.428},
        {"EPSG:32661", {"0 89.9, 180 89.9", "90 89.9, 0 90"}, 11169.396, 11169.396}, /* over the pole */
        {"EPSG:32761", {"90 -89.9, -90 -89.9", "-180 -90, 180 -89.9"}, 11169.396, 11169.396},
        {"EPSG:32631", {"3 89.9, -177 89.9", "93 89.9, 3 90"}, 11169.396, 11169.396}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_findings *findings = new_findings();
        htsc_fiber *fiber = fiber_of_wkt(*state, cases[i].crs, cases[i].wkt, findings);
        htsc_transform *to_lonlat = NULL;
        htsc_error err;
        double longest_m = 0;
        assert_no_findings(findings);
        assert_int_equal(htsc_fiber_route_count(fiber), 2);
        /* there and back through a projection, and the expected lengths are to 1 mm */
        assert_near(htsc_fiber_get_route(fiber, 0)->length_m, 2 * cases[i].across_m, 0.01);
        assert_near(htsc_fiber_get_route(fiber, 1)->length_m, cases[i].along_m, 0.01);
        htsc_line_net *net = net_of_fiber(fiber);
        assert_int_equal(htsc_line_net_lines(net)->count, 3);
        assert_ok(htsc_transform_create(cases[i].crs, HTSC_CRS_WGS84, &to_lonlat, &err), err);
        /* 3 degrees from its meridian UTM bends a line of 22 km by 0.5 m, and the end is moved onto it: snap_m */
        assert_near(net_m(net, to_lonlat, &longest_m), 2 * cases[i].across_m + cases[i].along_m, 1);
        assert_near(longest_m, fmax(cases[i].across_m, cases[i].along_m), 1);
        longest_m = 0;
        net_m(net, NULL, &longest_m);
        assert_true(longest_m < 12000); /* in the plane too */
        htsc_transform_free(to_lonlat);
        htsc_line_net_free(net);
        htsc_fiber_free(fiber);
        htsc_findings_free(findings);
    }
}

/* A line that the working CRS would draw around the world, or has no place for, is refused as a row; the one after it
 * is kept, and the network of what is kept stays small. */
static void test_lines_that_the_working_crs_tears_are_refused(void **state) {
    static const struct {
        const char *crs, *wkt[3], *value;
    } cases[] = {
        {AEQD("0", "0"), {"179.9 0, -179.9 0", "0.1 0, 0 0"}, "179.9 0"},
        {AEQD("0", "0"), {"0 0, 0.1 0, 179.9 10, -179.9 10", "0.1 0, 0 0"}, "179.9 10"},
        {"+proj=laea +lat_0=90 +lon_0=0 +datum=WGS84 +units=m +type=crs",
         {"1 -89.9, 179 -89.9", "0 89, 1 89"},
         "1 -89.9"},
        {"+proj=cea +lon_0=105 +datum=WGS84 +units=m +type=crs", {"-74.9 10, -75.1 10", "105 10, 106 10"}, "-74.9 10"},
        {"EPSG:3995", {"10 -89.99, 20 -89.99", "0 89, 1 89"}, "10 -89.99"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_findings *findings = new_findings();
        htsc_fiber *fiber = fiber_of_wkt(*state, cases[i].crs, cases[i].wkt, findings);
        double longest_m = 0;
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_BAD_POSITION, 2, "geometry");
        assert_string_equal(f->value, cases[i].value);
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_int_equal(htsc_fiber_route_count(fiber), 1);
        htsc_line_net *net = net_of_fiber(fiber);
        net_m(net, NULL, &longest_m);
        assert_true(longest_m < 120000);
        htsc_line_net_free(net);
        htsc_fiber_free(fiber);
        htsc_findings_free(findings);
    }
}

/* What a country's lines come to. Lengths in metres: on the ellipsoid where nothing else is said. */
typedef struct country_sum {
    htsc_read_counts counts;
    size_t routes, undeclared, pieces, kinds[KINDS];
    double declared_m, of_declared_m, geodesic_m, net_m;
} country_sum;

/* The CRS that is equidistant from the middle of the country's lines. */
static bool centre_crs(const char *country, char *crs, size_t size) {
    htsc_findings *findings = new_findings();
    htsc_read_counts counts[2];
    htsc_transform *to_lonlat = NULL;
    htsc_error err;
    double low[2] = {180, 90}, high[2] = {-180, -90};
    htsc_fiber *fiber = watra_read(country, WATRA_CRS, false, findings, counts);
    htsc_findings_free(findings);
    if (fiber == NULL) return false;
    assert_ok(htsc_transform_create(WATRA_CRS, HTSC_CRS_WGS84, &to_lonlat, &err), err);
    for (size_t i = 0; i < htsc_fiber_route_count(fiber); i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        for (size_t p = route->first_point; p < route->first_point + route->point_count; p++) {
            double at[2] = {htsc_fiber_points(fiber)[2 * p], htsc_fiber_points(fiber)[2 * p + 1]};
            assert_ok(htsc_transform_points(to_lonlat, 1, &at[0], &at[1], &err), err);
            for (int k = 0; k < 2; k++) low[k] = fmin(low[k], at[k]), high[k] = fmax(high[k], at[k]);
        }
    }
    snprintf(crs, size, WATRA_AEQD, (low[1] + high[1]) / 2, (low[0] + high[0]) / 2);
    htsc_transform_free(to_lonlat);
    htsc_fiber_free(fiber);
    return true;
}

static void add_routes(const htsc_fiber *fiber, country_sum *sum) {
    sum->routes = htsc_fiber_route_count(fiber);
    for (size_t i = 0; i < sum->routes; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        assert_true(isfinite(route->length_m) && route->length_m >= 0);
        sum->geodesic_m += route->length_m;
        if (isnan(route->declared_length_m)) {
            sum->undeclared++;
            continue;
        }
        sum->declared_m += route->declared_length_m;
        sum->of_declared_m += route->length_m;
    }
}

/* In the plane what came in is what came out, what was dropped and what was cut off, but for ends that were moved. */
static void check_log(const htsc_fiber *fiber, const htsc_line_net *net, country_sum *sum) {
    double in_m = 0, gone_m = 0, moved_m = 0, out_m = net_m(net, NULL, NULL);
    for (size_t i = 0; i < sum->routes; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        in_m += line_m(htsc_fiber_points(fiber) + 2 * route->first_point, route->point_count, NULL);
    }
    for (size_t i = 0; i < htsc_line_net_change_count(net); i++) {
        const htsc_line_change *c = htsc_line_net_get_change(net, i);
        assert_true(isfinite(c->x_m) && isfinite(c->y_m) && isfinite(c->length_m) && c->length_m >= 0);
        assert_true(c->line < sum->routes && (c->other_line < sum->routes || c->other_line == UINT32_MAX));
        assert_true((int)c->kind >= 0 && (int)c->kind < KINDS);
        sum->kinds[c->kind]++;
        if (c->kind <= HTSC_LINE_DUPLICATE || c->kind == HTSC_LINE_OVERSHOOT) gone_m += c->length_m;
        if (c->kind >= HTSC_LINE_END_TO_END && c->kind <= HTSC_LINE_SELF_TOUCH) moved_m += c->length_m;
        if (c->kind == HTSC_LINE_GAP) assert_true(c->length_m > 0 && c->length_m <= 100); /* near_miss_m */
    }
    assert_near(out_m, in_m - gone_m, moved_m + 1e-9 * in_m);
}

static void assert_same_net(const htsc_line_net *a, const htsc_line_net *b) {
    const htsc_line_set *p = htsc_line_net_lines(a), *q = htsc_line_net_lines(b);
    assert_int_equal(p->count, q->count);
    assert_memory_equal(p->first_point, q->first_point, (p->count + 1) * sizeof *p->first_point);
    assert_memory_equal(p->xy_m, q->xy_m, 2 * p->first_point[p->count] * sizeof *p->xy_m);
    assert_int_equal(htsc_line_net_change_count(a), htsc_line_net_change_count(b));
    for (size_t i = 0; i < htsc_line_net_change_count(a); i++) {
        const htsc_line_change *c = htsc_line_net_get_change(a, i), *d = htsc_line_net_get_change(b, i);
        assert_true(c->kind == d->kind && c->line == d->line && c->other_line == d->other_line);
        assert_true(c->x_m == d->x_m && c->y_m == d->y_m && c->length_m == d->length_m);
    }
}

static bool sum_country(const char *country, country_sum *sum) {
    char crs[160];
    htsc_read_counts counts[2];
    htsc_transform *to_lonlat = NULL;
    htsc_error err;
    *sum = (country_sum){.routes = 0};
    if (!centre_crs(country, crs, sizeof crs)) return false;
    htsc_findings *findings = new_findings();
    htsc_fiber *fiber = watra_read(country, crs, false, findings, counts);
    sum->counts = counts[1];
    add_routes(fiber, sum);
    htsc_line_net *net = net_of_fiber(fiber), *again = net_of_fiber(fiber);
    assert_same_net(net, again);
    check_log(fiber, net, sum);
    assert_ok(htsc_transform_create(crs, HTSC_CRS_WGS84, &to_lonlat, &err), err);
    sum->pieces = htsc_line_net_lines(net)->count;
    sum->net_m = net_m(net, to_lonlat, NULL);
    /* The scale of such a map is 1 from its middle, and 1 + (r/a)^2/6 across: 1.004 at 1000 km. */
    assert_near(net_m(net, NULL, NULL) / sum->net_m, 1, country[0] == 'c' ? 0.03 : 0.01);
    htsc_transform_free(to_lonlat);
    htsc_line_net_free(net);
    htsc_line_net_free(again);
    htsc_fiber_free(fiber);
    htsc_findings_free(findings);
    return true;
}

static void print_sum(const char *country, const country_sum *s) {
    print_message("%-8s %5llu %6zu %6zu %12.1f %10zu %12.1f %6.3f %10.1f ", country,
                  (unsigned long long)s->counts.kept_count, s->routes, s->pieces, s->declared_m / 1000, s->undeclared,
                  s->geodesic_m / 1000, s->declared_m / s->of_declared_m, s->net_m / 1000);
    for (size_t k = 0; k < KINDS; k++) print_message(" %5zu", s->kinds[k]);
    print_message("\n");
}

static void test_lines_of_west_africa_become_networks(void **state) {
    (void)state;
    country_sum total = {.routes = 0}, sum;
    uint64_t read = 0, kept = 0, refused = 0;
    print_message("country  lines routes pieces  declared km undeclared  geodesic km  ratio network km  changes:");
    for (int k = 0; k < KINDS; k++)
        print_message("%s %s", k == 0 ? "" : ",", htsc_line_change_name((htsc_line_change_kind)k));
    print_message("\n");
    for (size_t i = 0; i < WATRA_COUNTRIES; i++) {
        if (!sum_country(watra_countries[i], &sum)) skip();
        print_sum(watra_countries[i], &sum);
        assert_true(sum.counts.read_count == sum.counts.kept_count + sum.counts.refused_count);
        assert_true(sum.routes >= sum.counts.kept_count && sum.pieces > 0);
        read += sum.counts.read_count, kept += sum.counts.kept_count, refused += sum.counts.refused_count;
        total.routes += sum.routes, total.pieces += sum.pieces, total.undeclared += sum.undeclared;
        total.declared_m += sum.declared_m, total.of_declared_m += sum.of_declared_m;
        total.geodesic_m += sum.geodesic_m, total.net_m += sum.net_m;
        for (size_t k = 0; k < KINDS; k++) total.kinds[k] += sum.kinds[k];
    }
    total.counts = (htsc_read_counts){read, kept, refused};
    print_sum("together", &total);
    assert_int_equal(read, 1219);
    assert_int_equal(refused, 1);                   /* a line of CIV without a geometry; another has no length */
    assert_near(total.declared_m, 64881375.3, 0.1); /* the sum of "distance" over combined_lines.geojson */
    if (!sum_country("combined", &sum)) skip();
    print_sum("combined", &sum);
    assert_true(sum.counts.read_count == read && sum.counts.refused_count == refused);
    assert_int_equal(sum.routes, total.routes);
    assert_int_equal(sum.undeclared, total.undeclared);
    /* the same lines through other projections, there and back */
    assert_near(sum.geodesic_m, total.geodesic_m, 1e-3 * (double)total.routes);
    assert_near(sum.declared_m, total.declared_m, 1e-3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_west_africa_become_networks),
        IN_SCRATCH(test_lines_that_the_working_crs_tears_are_refused),
        IN_SCRATCH(test_lines_across_the_edges_of_the_map_are_noded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
