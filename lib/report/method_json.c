/* What every JSON document says of where its figures come from. */
#include <htscover/error.h>

#include "report/json.h"

json_t *htsc__json_tool(bool *bad) {
    json_t *o = json_object();
    put(bad, o, "name", json_string("libhtscover"));
    put(bad, o, "version", json_string(htsc_version()));
    return o;
}

json_t *htsc__json_project(bool *bad, const htsc__results *x) {
    const htsc_project *p = x->project;
    json_t *o = json_object();
    put(bad, o, "name", json_string(p->name));
    put(bad, o, "commune_code", json_string(p->commune_code));
    put(bad, o, "period", json_string(p->period));
    put(bad, o, "date", date(p->date));
    put(bad, o, "working_crs", json_string(p->working_crs));
    return o;
}

json_t *htsc__json_technologies(bool *bad, const htsc__results *x) {
    json_t *list = json_array();
    for (size_t i = 0; i < x->technology_count; i++) {
        const htsc_project_technology *t = x->technologies[i].settings;
        json_t *o = json_object();
        put(bad, o, "technology", json_string(htsc_technology_name(t->technology)));
        put(bad, o, "covered_dbm", real(t->covered_dbm));
        put(bad, o, "good_dbm", real(t->good_dbm));
        put(bad, o, "reference_offset_db", real(t->reference_offset_db));
        append(bad, list, o);
    }
    return list;
}

json_t *htsc__json_inputs(bool *bad, const htsc__results *x) {
    json_t *list = json_array();
    for (size_t i = 0; i < x->source_count; i++) {
        const htsc__source *s = &x->sources[i];
        json_t *o = json_object();
        put(bad, o, "role", json_string(s->role));
        put(bad, o, "path", json_string(s->name));
        put(bad, o, "sha256", json_string(s->sha256));
        put(bad, o, "bytes", json_integer((json_int_t)s->bytes));
        put(bad, o, "read_count", json_integer((json_int_t)s->counts.read_count));
        put(bad, o, "kept_count", json_integer((json_int_t)s->counts.kept_count));
        put(bad, o, "refused_count", json_integer((json_int_t)s->counts.refused_count));
        append(bad, list, o);
    }
    return list;
}

/* Parameters of P.1812. */
static void put_sweep(bool *bad, json_t *o, const htsc__results *x) {
    const htsc_sweep_options *w = &x->sweep;
    const bool automatic = w->location_sigma_db < 0;
    put(bad, o, "profile_step_m", real(w->step_m));
    put(bad, o, "receiver_gap_m", real(w->receiver_gap_m));
    put(bad, o, "time_pct", real(w->time_pct));
    put(bad, o, "delta_n", real(w->delta_n));
    put(bad, o, "n0", real(w->n0));
    put(bad, o, "mid_latitude_deg", real(w->mid_latitude_deg));
    put(bad, o, "polarization", json_string(w->polarization == HTSC_POLARIZATION_VERTICAL ? "vertical" : "horizontal"));
    put(bad, o, "location_sigma_db", automatic ? json_string("auto") : real(w->location_sigma_db));
    put(bad, o, "location_resolution_m", real(w->location_resolution_m));
    put(bad, o, "terminal_clutter", json_string(w->terminal_clutter ? "ITU-R P.2108-1" : "none"));
}

void htsc__json_put_model(bool *bad, json_t *o, const htsc__results *x) {
    static const char *const buildings[] = {"none", "ITU-R P.2109-2 traditional", "ITU-R P.2109-2 thermally efficient"};
    const htsc_project *p = x->project;
    put(bad, o, "model", json_string(x->model.name));
    put(bad, o, "model_source", json_string(x->model.source));
    put(bad, o, "max_distance_m", real(x->model.max_distance_m));
    if (p->model == HTSC_MODEL_TR38901) {
        put(bad, o, "building_height_m", real(p->building_height_m));
        put(bad, o, "street_width_m", real(p->street_width_m));
    }
    if (p->model == HTSC_MODEL_P1812) put_sweep(bad, o, x);
    put(bad, o, "location_probability_frac", real(p->location_probability_frac));
    put(bad, o, "receiver_height_agl_m", real(p->receiver_height_agl_m));
    put(bad, o, "resolution_m", real(p->resolution_m));
    put(bad, o, "body_loss_db", real(p->body_loss_db));
    put(bad, o, "entry_loss_db", real(p->entry_loss_db));
    put(bad, o, "building_entry", json_string(buildings[p->building_entry]));
}

const char *htsc__json_validity_name(unsigned bit) {
    static const char *const flags[HTSC_VALIDITY_COUNT] = {
        "distance", "frequency", "tx_height", "rx_height", "raised_to_free_space", "terrain_unknown"};
    return flags[bit];
}
