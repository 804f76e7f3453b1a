#ifndef HTSC_ANALYSIS_MASTS_H
#define HTSC_ANALYSIS_MASTS_H

#include <htscover/antenna.h>
#include <htscover/coverage.h>

/* Cells that are heard, grouped by mast, height and frequency: they share one loss a receiver. */

typedef struct htsc__heard {
    htsc_antenna antenna;
    double reference_dbm;
    htsc_technology technology;
    uint32_t operator_index;
    uint32_t cell;    /* into the sites */
    uint32_t carrier; /* into the run's carriers, where rates are asked for */
} htsc__heard;

typedef struct htsc__mast_group {
    htsc_mast mast;
    size_t first, count; /* into heard */
} htsc__mast_group;

typedef struct htsc__masts {
    htsc__heard *heard;
    htsc__mast_group *groups;
    size_t heard_count, group_count, silent_count;
} htsc__masts;

/* The cell is on air on the date. */
bool htsc__cell_is_heard(const htsc_cell *cell, int32_t date);

/* Antenna and reference level of a cell whose technology is used; not its numbers. */
htsc_status htsc__heard_init(const htsc_cell *cell, const htsc_coverage_options *options, htsc__heard *heard,
                             htsc_error *err);

/* Groups come in an order that does not depend on the order of the sites. */
htsc_status htsc__masts_create(const htsc_sites *sites, const htsc_coverage_options *options, htsc__masts *masts,
                               htsc_error *err);
void htsc__masts_clear(htsc__masts *masts);

#endif
