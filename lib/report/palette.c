#include "report/palette.h"

uint32_t htsc__level_rgb(htsc_level level) {
    static const uint32_t colours[] = {0x7f0000, 0xf08a24, 0xc6dbef};
    return colours[level];
}

uint32_t htsc__reach_rgb(htsc_reach_class reach_class) {
    static const uint32_t colours[] = {0x7f0000, 0x8fb8de, 0x08519c};
    return colours[reach_class];
}

/* Okabe and Ito 2008, Color universal design. */
uint32_t htsc__operator_rgb(uint32_t operator_index) {
    static const uint32_t colours[] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0xf0e442, 0x000000};
    return colours[operator_index % 8];
}

htsc__mark htsc__operator_mark(uint32_t operator_index) {
    return (htsc__mark)((operator_index + operator_index / 8) % HTSC__MARK_COUNT);
}
