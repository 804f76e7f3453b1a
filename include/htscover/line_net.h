/** @file line_net.h  Broken lines made into a network, with a list of what was changed. */
#ifndef HTSCOVER_LINE_NET_H
#define HTSCOVER_LINE_NET_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Lines in a metric CRS. Line i has the points first_point[i] … first_point[i + 1] - 1. Borrowed arrays. */
typedef struct htsc_line_set {
    size_t count;
    const size_t *first_point; /**< count + 1 of them */
    const double *xy_m;        /**< x, y pairs; finite */
    const uint32_t *owner;     /**< lines of different owners never meet; NULL: all of one */
} htsc_line_set;

/** What was done to a line, or found. Values are never renumbered. */
typedef enum htsc_line_change_kind {
    HTSC_LINE_ZERO_LENGTH = 0, /**< dropped: shorter than 1 mm */
    HTSC_LINE_DUPLICATE = 1,   /**< dropped: runs with `other_line` over its whole length */
    HTSC_LINE_MERGED = 2,      /**< `other_line` was its continuation; length of that one */
    HTSC_LINE_REVERSED = 3,    /**< turned round to be merged */
    HTSC_LINE_OVERSHOOT = 4,   /**< an end was cut back to where it crosses `other_line` */
    HTSC_LINE_END_TO_END = 5,  /**< an end was moved onto an end of `other_line` */
    HTSC_LINE_END_TO_LINE = 6, /**< an end was moved onto the inside of `other_line` */
    HTSC_LINE_SELF_TOUCH = 7,  /**< a node was made where the line touches itself */
    HTSC_LINE_GAP = 8          /**< left open: an end this far from another part of the network of its owner */
} htsc_line_change_kind;

/** Name of a kind, e.g. "overshoot". Static storage. */
HTSC_API const char *htsc_line_change_name(htsc_line_change_kind kind);

/** One entry of the list. */
typedef struct htsc_line_change {
    htsc_line_change_kind kind;
    uint32_t line;       /**< index of the input line; of merged lines the lowest */
    uint32_t other_line; /**< UINT32_MAX where there is none */
    double x_m, y_m;     /**< where */
    double length_m;     /**< dropped, joined, cut off, moved or missing */
} htsc_line_change;

/** Tolerances. */
typedef struct htsc_line_net_options {
    size_t struct_size;
    double snap_m;      /**< [0, 10]; loose ends this near an end or a line of their owner are joined to it; 1 */
    double overshoot_m; /**< [0, 50]; loose ends that pass a crossing by no more are cut back to it; 5 */
    double duplicate_m; /**< [0, 10]; lines this near each other from end to end are one; 1 */
    double near_miss_m; /**< [0, 10000]; loose ends this near another part are listed as gaps; 0: none; 100 */
    int shared_points;  /**< not 0: lines also meet where they share a point (roads); 0: cables cross unspliced */
} htsc_line_net_options;

HTSC_API void htsc_line_net_options_init(htsc_line_net_options *options);

/** Clean lines that meet at their ends only. Immutable; may be shared between threads. */
typedef struct htsc_line_net htsc_line_net;

/**
 * Drops lines without length and duplicates, merges end-to-end pieces, cuts overshoots, joins loose ends, splits
 * lines where ends stand on them (which is not listed), and lists the gaps that remain. Crossings are never joined. The
 * result depends on the order of the lines alone. Nothing of `lines` is kept. About n log n.
 *
 * @return HTSC_ERR_ARGUMENT (an option out of range, a coordinate that is not finite), HTSC_ERR_LIMIT (2^32 - 1
 *         points or more), HTSC_ERR_MEMORY
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_line_net_create(const htsc_line_set *lines,
                                                         const htsc_line_net_options *options, htsc_line_net **net,
                                                         htsc_error *err);
HTSC_API void htsc_line_net_free(htsc_line_net *net);
/** The clean lines. Borrowed. */
HTSC_API const htsc_line_set *htsc_line_net_lines(const htsc_line_net *net);
/** Lowest input line that a clean line came from. */
HTSC_API uint32_t htsc_line_net_source(const htsc_line_net *net, size_t line);
HTSC_API size_t htsc_line_net_change_count(const htsc_line_net *net);
/** In the order the changes were made. Borrowed. */
HTSC_API const htsc_line_change *htsc_line_net_get_change(const htsc_line_net *net, size_t index);

#ifdef __cplusplus
}
#endif
#endif
