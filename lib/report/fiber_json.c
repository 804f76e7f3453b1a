/* What summary.json says of fibre beyond the ratios. */
#include "report/json.h"

static json_t *parameters_json(bool *bad, const htsc__results *x) {
    const htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_reach_options *r = &f->options;
    json_t *o = json_object();
    put(bad, o, "max_drop_m", real(r->max_drop_m));
    put(bad, o, "gigabit_above_mbps", real(r->gigabit_mbps));
    put(bad, o, "max_off_road_m", real(r->max_off_road_m));
    put(bad, o, "route_step_m", real(r->route_step_m));
    put(bad, o, "attach_m", real(r->attach_m));
    put(bad, o, "db_per_km", real(r->db_per_km));
    put(bad, o, "splices_per_km", real(r->splices_per_km));
    put(bad, o, "splice_db", real(r->splice_db));
    put(bad, o, "connectors", real(r->connector_count));
    put(bad, o, "connector_db", real(r->connector_db));
    put(bad, o, "default_splitter_db", real(r->default_splitter_db));
    put(bad, o, "default_budget_db", real(r->default_budget_db));
    put(bad, o, "margin_db", real(r->margin_db));
    put(bad, o, "max_optical_path_km", real(r->max_optical_path_km));
    put(bad, o, "snap_m", real(f->cable_options.snap_m));
    put(bad, o, "overshoot_m", real(f->cable_options.overshoot_m));
    put(bad, o, "duplicate_m", real(f->cable_options.duplicate_m));
    put(bad, o, "near_miss_m", real(f->cable_options.near_miss_m));
    put(bad, o, "link_m", real(f->gap_options.link_m));
    put(bad, o, "outline_m", real(f->gap_options.outline_m));
    put(bad, o, "buildout_max_off_road_m", real(f->gap_options.max_off_road_m));
    put(bad, o, "min_cluster_households", real(x->project->fiber.min_cluster_households));
    return o;
}

static json_t *counts_json(bool *bad, const htsc__results *x) {
    json_t *o = json_object();
    const size_t roads = x->roads == NULL ? 0 : htsc_roads_count(x->roads),
                 subscriptions = x->subscriptions == NULL ? 0 : htsc_subscriptions_count(x->subscriptions);
    put(bad, o, "routes_count", json_integer((json_int_t)htsc_fiber_route_count(x->fiber)));
    put(bad, o, "access_points_count", json_integer((json_int_t)htsc_fiber_access_point_count(x->fiber)));
    put(bad, o, "olts_count", json_integer((json_int_t)htsc_fiber_olt_count(x->fiber)));
    put(bad, o, "roads_count", json_integer((json_int_t)roads));
    put(bad, o, "subscriptions_count", json_integer((json_int_t)subscriptions));
    return o;
}

/* Every kind that occurs, with the length of all its changes. */
static json_t *changes_json(bool *bad, const htsc_line_net *net) {
    json_t *o = json_object();
    for (int kind = HTSC_LINE_ZERO_LENGTH; kind <= HTSC_LINE_GAP; kind++) {
        size_t count = 0;
        double length_m = 0;
        for (size_t i = 0; i < htsc_line_net_change_count(net); i++) {
            const htsc_line_change *c = htsc_line_net_get_change(net, i);
            if ((int)c->kind != kind) continue;
            count++;
            length_m += c->length_m;
        }
        if (count == 0) continue;
        json_t *one = json_object();
        put(bad, one, "count", json_integer((json_int_t)count));
        put(bad, one, "length_m", real(length_m));
        put(bad, o, htsc__change_stem((htsc_line_change_kind)kind), one);
    }
    return o;
}

static json_t *networks_json(bool *bad, const htsc__results *x) {
    json_t *o = json_object();
    for (size_t i = 0; i < x->operator_count; i++)
        if (x->fiber_results->cables[i].net != NULL)
            put(bad, o, x->project->operators[i], changes_json(bad, x->fiber_results->cables[i].net));
    return o;
}

static json_t *zones_json(bool *bad, const htsc__results *x) {
    const htsc__fiber_results *f = x->fiber_results;
    double households[2] = {0, 0}, persons[2] = {0, 0}; /* not listed, listed */
    const size_t count = htsc_fiber_gap_zone_count(f->gap);
    for (size_t i = 0; i < count; i++) {
        const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, i);
        households[f->rank[i] > 0] += zone->households;
        persons[f->rank[i] > 0] += zone->persons;
    }
    json_t *o = json_object();
    put(bad, o, "count", json_integer((json_int_t)f->ranked_count));
    put(bad, o, "persons", real(persons[1]));
    put(bad, o, "households", real(households[1]));
    put(bad, o, "not_listed_count", json_integer((json_int_t)(count - f->ranked_count)));
    put(bad, o, "not_listed_persons", real(persons[0]));
    put(bad, o, "not_listed_households", real(households[0]));
    return o;
}

static json_t *buildout_json(bool *bad, const htsc__results *x) {
    const htsc_fiber_gap *gap = x->fiber_results->gap;
    const size_t count = htsc_fiber_gap_build_count(gap);
    const htsc_fiber_build *last = count == 0 ? NULL : htsc_fiber_gap_get_build(gap, count - 1);
    if (x->fiber_results->roads == NULL) return json_null();
    json_t *o = json_object();
    put(bad, o, "steps_count", json_integer((json_int_t)count));
    put(bad, o, "length_m", real(last == NULL ? 0 : last->cumulative_length_m));
    put(bad, o, "households", real(last == NULL ? 0 : last->cumulative_households));
    put(bad, o, "reached_households_pct", real(last == NULL ? (double)NAN : 100 * last->cumulative_frac));
    return o;
}

json_t *htsc__json_fiber(bool *bad, const htsc__results *x) {
    if (x->fiber_results == NULL) return json_null();
    json_t *o = json_object();
    put(bad, o, "method", json_string(x->project->fiber.method == HTSC_FIBER_METHOD_ROADS ? "roads" : "straight"));
    put(bad, o, "parameters", parameters_json(bad, x));
    put(bad, o, "networks", counts_json(bad, x));
    put(bad, o, "network_changes", networks_json(bad, x));
    put(bad, o, "zones", zones_json(bad, x));
    put(bad, o, "buildout", buildout_json(bad, x));
    return o;
}

static json_t *reasons_json(bool *bad, const htsc__results *x, size_t region, size_t layer) {
    json_t *o = json_object(), *persons = json_object(), *households = json_object();
    for (int r = 0; r < HTSC__REASON_COUNT; r++) {
        const htsc_tally *tally = htsc_ratio_get(x->fiber_results->reasons[r][layer], region);
        put(bad, persons, htsc__reason_stem((htsc_fiber_reason)r), real(htsc_tally_persons_from(tally, 1)));
        put(bad, households, htsc__reason_stem((htsc_fiber_reason)r), real(htsc_tally_households_from(tally, 1)));
    }
    put(bad, o, "persons", persons);
    put(bad, o, "households", households);
    return o;
}

static json_t *used_json(bool *bad, const htsc__results *x, size_t region, size_t layer) {
    const double used = htsc__used_households(x, region, layer);
    json_t *o = json_object();
    put(bad, o, "households", real(used));
    put(bad, o, "households_pct",
        real(htsc__pct(used, htsc_tally_households(htsc_ratio_get(x->reach[layer], region)))));
    return o;
}

void htsc__json_put_reasons(bool *bad, json_t *o, const htsc__results *x, size_t region) {
    typedef json_t *part_json(bool *bad, const htsc__results *x, size_t region, size_t layer);
    static part_json *const parts[] = {reasons_json, used_json};
    static const char *const keys[] = {"reasons", "used"};
    for (int p = 0; p < (x->subscriptions == NULL ? 1 : 2); p++) {
        json_t *all = json_object(), *operators = json_object();
        for (size_t i = 0; i < x->operator_count; i++)
            put(bad, operators, x->project->operators[i], parts[p](bad, x, region, i));
        put(bad, all, "operators", operators);
        put(bad, all, "union", parts[p](bad, x, region, x->operator_count));
        put(bad, o, keys[p], all);
    }
}
