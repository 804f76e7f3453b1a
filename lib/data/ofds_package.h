#ifndef HTSC_DATA_OFDS_PACKAGE_H
#define HTSC_DATA_OFDS_PACKAGE_H

#include <jansson.h>

#include "data/rows.h"

/* The JSON form of the Open Fibre Data Standard, a network package: {"networks": [{"nodes": […], "spans": […]}]}. */

/* A file that ends in .json or .geojson and is an object whose member "networks" stands before any "features". */
htsc_status htsc__ofds_is_package(const char *path, bool *is_package, htsc_error *err);

/*
 * The nodes or the spans of all networks of a package as one table, numbered from 1 through the file. Its columns are
 * the names in `wants`, with the members of nodes and spans as cells (objects and lists as JSON), and the further ones
 * that the input maps to and some row has. `network` is the id of the network where the row says none; an organisation
 * without a name gets that of its id among the network's organisations. At most 64 MiB, 2048 levels deep.
 *
 * @return HTSC_ERR_FORMAT (no JSON, or lists that are none, with the place), HTSC_ERR_LIMIT
 */
htsc_status htsc__ofds_package_open(const htsc_input *input, bool spans, const htsc__field_want *wants, size_t count,
                                    htsc__table **table, htsc_error *err);

/* A GeoJSON geometry. Lines are written as WKB into *wkb, which grows. */
htsc_status htsc__ofds_geometry(const json_t *geometry, unsigned char **wkb, size_t *capacity, htsc__row *row,
                                htsc_error *err);

#endif
