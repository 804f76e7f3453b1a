/* Fibre lines and nodes of 16 countries of West Africa, as their regulators published them: ../shared/data. */
#ifndef HTSC_TESTS_DATA_WATRA_H
#define HTSC_TESTS_DATA_WATRA_H

#include "data/fiber_world.h"

enum { WATRA_COUNTRIES = 16 };
static const char *const watra_countries[WATRA_COUNTRIES] = {"BEN", "BFA", "CIV", "CPV", "GAM", "GHA", "GIN", "GNB",
                                                             "LIB", "MAL", "MRT", "NGA", "NIG", "SEN", "SLE", "TGO"};

/* Equidistant from a point in degrees. */
#define WATRA_AEQD "+proj=aeqd +lat_0=%.6f +lon_0=%.6f +datum=WGS84 +units=m +type=crs"
/* From the middle of them all, more or less. */
#define WATRA_CRS "+proj=aeqd +lat_0=11 +lon_0=-5 +datum=WGS84 +units=m +type=crs"

/* Reads the lines, and where asked for the nodes, of a country (or "combined"), all as if they were in service; NULL,
 * with a printed line, where the files are not there. */
static inline htsc_fiber *watra_read(const char *country, const char *crs, bool with_nodes, htsc_findings *findings,
                                     htsc_read_counts counts[2]) {
    static const htsc_field_map node_fields[] = {{"id", "node_id", NULL},
                                                 {"operator", "operator_name", NULL},
                                                 {"status", "node_status", NULL}},
                                span_fields[] = {{"id", "line_id", NULL},
                                                 {"operator", "operator_name", NULL},
                                                 {"length_m", "distance", NULL},
                                                 {"status", NULL, "operational"}};
    char name[64];
    htsc_error err;
    snprintf(name, sizeof name, "fibre/watra/nodes/%s_nodes.geojson", country);
    const char *node_path = shared_data(name);
    snprintf(name, sizeof name, "fibre/watra/lines/%s_lines.geojson", country);
    const char *span_path = shared_data(name);
    if (node_path == NULL || span_path == NULL) return NULL;
    htsc_input nodes = htsc_input_of(node_path), spans = htsc_input_of(span_path);
    nodes.fields = node_fields, nodes.field_count = 3;
    spans.fields = span_fields, spans.field_count = 4;
    htsc_fiber *fiber = fiber_in(crs, NULL);
    assert_ok(htsc_fiber_read_ofds(fiber, with_nodes ? &nodes : NULL, &spans, findings, &counts[0], &counts[1], &err),
              err);
    return fiber;
}

#endif
