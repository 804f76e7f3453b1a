#ifndef HTSC_ANALYSIS_GRAPH_H
#define HTSC_ANALYSIS_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include <htscover/line_net.h>

#include "geo/geometry.h"

/* A way out of a node. */
typedef struct htsc__arc {
    uint32_t to, edge;
} htsc__arc;

/* Lines that meet at their ends as an undirected graph: edge i is line i. Nodes are numbered by owner, x and y. */
typedef struct htsc__graph {
    size_t node_count, edge_count;
    double *node_xy_m;
    uint32_t *from, *to; /* of every edge: nodes at its first and last point */
    double *length_m;
    size_t *first_point; /* edge_count + 1 */
    double *xy_m;
    size_t *first_arc; /* node_count + 1 */
    htsc__arc *arcs;   /* of a node in the order of edges; a ring has two */
} htsc__graph;

/* Keeps copies. HTSC_ERR_LIMIT at 2^31 lines. */
htsc_status htsc__graph_create(const htsc_line_set *lines, htsc__graph **graph, htsc_error *err);
void htsc__graph_free(htsc__graph *graph);
/* component[node]: numbered by their lowest node. */
htsc_status htsc__graph_components(const htsc__graph *graph, uint32_t *component, size_t *count, htsc_error *err);

/* A place on an edge. */
typedef struct htsc__graph_place {
    uint32_t edge;  /* UINT32_MAX: nowhere */
    double along_m; /* from its first point */
    double off_m;   /* from the point that was placed */
} htsc__graph_place;

/* Coordinates of a place. */
void htsc__graph_locate(const htsc__graph *graph, const htsc__graph_place *place, double xy_m[2]);

/* Finds the nearest edge. Only read once created; threads share it. `graph` must outlive it. */
typedef struct htsc__graph_index htsc__graph_index;
htsc_status htsc__graph_index_create(const htsc__graph *graph, htsc__graph_index **index, htsc_error *err);
void htsc__graph_index_free(htsc__graph_index *index);
/* The nearest edge no farther than max_m, the lowest of equally near ones; an edge of UINT32_MAX where there is none.
 */
void htsc__graph_index_nearest(const htsc__graph_index *index, double x_m, double y_m, double max_m,
                               htsc__graph_place *place);
/* All pieces of edges that meet the box: `tell` gets the edge and the first point of the piece. */
void htsc__graph_index_query(const htsc__graph_index *index, const htsc_box *box,
                             void (*tell)(void *ctx, uint32_t edge, size_t point), void *ctx);

/* The graph with its edges split at places; node[i] is the node at place i (UINT32_MAX where it is nowhere). An edge of
 * `graph` becomes several in a row, in order. Places at the ends of an edge are its nodes. */
htsc_status htsc__graph_split(const htsc__graph *graph, size_t count, const htsc__graph_place *places, uint32_t *node,
                              htsc__graph **split, htsc_error *err);

#endif
