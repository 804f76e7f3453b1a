#ifndef HTSC_GEO_BOX_INDEX_H
#define HTSC_GEO_BOX_INDEX_H

#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

#include "geo/geometry.h"

/* Finds which of many boxes meet a box. Once created it is only read: threads may share it, each with its own geos. */
typedef struct htsc__box_index htsc__box_index;

htsc_status htsc__box_index_create(const htsc_box *boxes, size_t count, htsc__box_index **index, htsc_error *err);
void htsc__box_index_free(htsc__box_index *index);
/* Calls `tell` with the number of each box that meets `box`, in no set order. */
htsc_status htsc__box_index_query(const htsc__box_index *index, htsc__geos *geos, const htsc_box *box,
                                  void (*tell)(void *ctx, uint32_t number), void *ctx, htsc_error *err);

#endif
