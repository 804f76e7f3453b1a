#ifndef HTSC_DATA_FIBER_H
#define HTSC_DATA_FIBER_H

#include <stdbool.h>

#include <htscover/fiber.h>

/* The operator sent access points, in service or not, good rows or refused: its routes do not count as points to
 * connect to. */
bool htsc__fiber_has_access_points(const htsc_fiber *fiber, uint32_t operator_index);

#endif
