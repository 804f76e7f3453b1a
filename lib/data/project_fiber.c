/* What the project says of fibre: its own inputs, and how reach, budget and gaps are computed. */
#include "data/project_read.h"

#include <math.h>
#include <stdio.h>

#include "base/error.h"

static htsc_status take_network(loaded_project *l, unsigned index, htsc_error *err) {
    const raw_ofds *raw = &l->raw->inputs->ofds[index];
    htsc_project_ofds *network = &l->project.inputs.ofds[index];
    const raw_input nodes = {raw->nodes, NULL, raw->crs, raw->node_fields, raw->node_fields_count},
                    spans = {raw->spans, NULL, raw->crs, raw->span_fields, raw->span_fields_count};
    char entry[60], file[80], fields[80];
    snprintf(entry, sizeof entry, "inputs.ofds[%u]", index);
    if (raw->nodes == NULL && raw->spans == NULL)
        return htsc__project_bad(l, err, entry, "names neither nodes nor spans");
    if (raw->nodes == NULL && raw->node_fields_count > 0)
        return htsc__project_bad(l, err, entry, "has node_fields without nodes");
    if (raw->spans == NULL && raw->span_fields_count > 0)
        return htsc__project_bad(l, err, entry, "has span_fields without spans");
    snprintf(file, sizeof file, "%s.nodes", entry);
    snprintf(fields, sizeof fields, "%s.node_fields", entry);
    htsc_status status = htsc__project_take_file(l, file, fields, &nodes, &network->nodes, err);
    snprintf(file, sizeof file, "%s.spans", entry);
    snprintf(fields, sizeof fields, "%s.span_fields", entry);
    return status == HTSC_OK ? htsc__project_take_file(l, file, fields, &spans, &network->spans, err) : status;
}

static htsc_status take_networks(loaded_project *l, htsc_error *err) {
    htsc_project_inputs *in = &l->project.inputs;
    unsigned count = l->raw->inputs->ofds_count;
    htsc_status status = HTSC_OK;
    if (count == 0) return HTSC_OK;
    in->ofds = htsc__alloc(count, sizeof *in->ofds);
    if (in->ofds == NULL) return htsc__error_memory(err, "networks");
    in->ofds_count = count;
    for (unsigned i = 0; i < count && status == HTSC_OK; i++) status = take_network(l, i, err);
    return status;
}

static htsc_status take_method(loaded_project *l, const raw_fiber *raw, htsc_error *err) {
    static const char *const methods[] = {"straight", "roads"};
    int method = HTSC_FIBER_METHOD_STRAIGHT;
    htsc_status status = htsc__project_take_word(l, "fiber.method", raw->method, methods, 2, &method, err);
    l->project.fiber.method = (htsc_fiber_method)method;
    if (status == HTSC_OK && method == HTSC_FIBER_METHOD_ROADS && l->project.inputs.road_count == 0)
        status = htsc__project_bad(l, err, "fiber.method", "roads needs inputs.roads");
    return status;
}

static htsc_status check_whole(const loaded_project *l, const char *place, double value, htsc_error *err) {
    if (value == floor(value)) return HTSC_OK;
    return htsc__project_bad(l, err, place, "%g is not a whole number", value);
}

static htsc_status take_numbers(loaded_project *l, const raw_fiber *r, htsc_error *err) {
    htsc_project_fiber *f = &l->project.fiber;
    const number_rule rules[] = {
        {"max_off_road_m", r->max_off_road_m, 50, 0, 1000, &f->max_off_road_m},
        {"snap_m", r->snap_m, 1, 0, 10, &f->snap_m},
        {"overshoot_m", r->overshoot_m, 5, 0, 50, &f->overshoot_m},
        {"attach_m", r->attach_m, 20, 0, 500, &f->attach_m},
        {"db_per_km", r->db_per_km, 0.35, 0.1, 1, &f->db_per_km},
        {"splices_per_km", r->splices_per_km, 0.5, 0, 10, &f->splices_per_km},
        {"splice_db", r->splice_db, 0.1, 0, 1, &f->splice_db},
        {"connectors", r->connectors, 2, 0, 20, &f->connectors},
        {"connector_db", r->connector_db, 0.5, 0, 2, &f->connector_db},
        {"margin_db", r->margin_db, 3, 0, 10, &f->margin_db},
        {"link_m", r->link_m, 200, 10, 5000, &f->link_m},
        {"min_cluster_households", r->min_cluster_households, 1, 1, 1e6, &f->min_cluster_households}};
    htsc_status status = htsc__project_take_numbers(l, "fiber.", rules, sizeof rules / sizeof rules[0], err);
    if (status == HTSC_OK) status = check_whole(l, "fiber.connectors", f->connectors, err);
    if (status == HTSC_OK) status = check_whole(l, "fiber.min_cluster_households", f->min_cluster_households, err);
    return status;
}

htsc_status htsc__project_take_fiber(loaded_project *l, htsc_error *err) {
    static const raw_fiber none = {0};
    const raw_inputs *raw = l->raw->inputs;
    const raw_fiber *fiber = l->raw->fiber == NULL ? &none : l->raw->fiber;
    htsc_project_inputs *in = &l->project.inputs;
    htsc_status status = htsc__project_take_list(l, "olts", raw->olts, raw->olts_count, &in->olts, &in->olt_count, err);
    if (status == HTSC_OK)
        status = htsc__project_take_list(l, "roads", raw->roads, raw->roads_count, &in->roads, &in->road_count, err);
    if (status == HTSC_OK)
        status = htsc__project_take_list(l, "subscriptions", raw->subscriptions, raw->subscriptions_count,
                                         &in->subscriptions, &in->subscription_count, err);
    if (status == HTSC_OK) status = take_networks(l, err);
    if (status == HTSC_OK) status = take_method(l, fiber, err);
    return status == HTSC_OK ? take_numbers(l, fiber, err) : status;
}

void htsc__project_free_fiber(htsc_project *project) {
    htsc_project_inputs *in = &project->inputs;
    htsc__project_free_list(in->olts, in->olt_count);
    htsc__project_free_list(in->roads, in->road_count);
    htsc__project_free_list(in->subscriptions, in->subscription_count);
    for (size_t i = 0; i < in->ofds_count; i++) {
        htsc__project_free_file(&in->ofds[i].nodes);
        htsc__project_free_file(&in->ofds[i].spans);
    }
    htsc__free(in->ofds);
}
