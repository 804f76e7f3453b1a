#ifndef HTSC_ANALYSIS_GRAPH_PATHS_H
#define HTSC_ANALYSIS_GRAPH_PATHS_H

#include "analysis/graph.h"

/* Shortest paths from one or many nodes (Dijkstra, with a binary heap that lowers keys). Memory for every node is taken
 * once, so that nothing after create can fail; a reset costs what the last search touched. One thread at a time. */
typedef struct htsc__paths {
    const htsc__graph *graph;
    double *distance_m;    /* infinite where the search has not come */
    uint32_t *label;       /* of the nearest start; of equally near ones the lowest */
    uint32_t *parent_edge; /* UINT32_MAX at starts */
    uint32_t *heap, *slot; /* slot: place in the heap, or one of two marks */
    uint32_t *touched;
    size_t heap_count, touched_count;
} htsc__paths;

htsc_status htsc__paths_create(const htsc__graph *graph, htsc__paths **paths, htsc_error *err);
void htsc__paths_free(htsc__paths *paths);
void htsc__paths_reset(htsc__paths *paths);
/* A start. It replaces what is known of the node where it is nearer, or as near with a lower label. May be called again
 * after a search ended: the search goes on from there, and nodes that got nearer come out anew. */
void htsc__paths_start(htsc__paths *paths, uint32_t node, double distance_m, uint32_t label);
/* The next node, by distance and then number, no farther than radius_m; false where there is none. The ways out of it
 * are opened by this call. */
bool htsc__paths_next(htsc__paths *paths, double radius_m, uint32_t *node);
/* The node before this one on its path; UINT32_MAX at a start. */
uint32_t htsc__paths_before(const htsc__paths *paths, uint32_t node);

#endif
