/* Colours and marks that every picture shares. Classes differ in lightness too, for print in grey and for eyes that see
 * no red and green; operators differ in mark too. */
#ifndef HTSC_REPORT_PALETTE_H
#define HTSC_REPORT_PALETTE_H

#include <stdint.h>

#include <htscover/coverage.h>
#include <htscover/reach.h>

typedef enum htsc__mark {
    HTSC__MARK_CIRCLE,
    HTSC__MARK_SQUARE,
    HTSC__MARK_TRIANGLE,
    HTSC__MARK_DIAMOND,
    HTSC__MARK_COUNT
} htsc__mark;

/* 0xRRGGBB. */
uint32_t htsc__level_rgb(htsc_level level);
uint32_t htsc__reach_rgb(htsc_reach_class reach_class);
/* Of an operator by its place in the project; they repeat after eight, with another mark. */
uint32_t htsc__operator_rgb(uint32_t operator_index);
htsc__mark htsc__operator_mark(uint32_t operator_index);

#endif
