#ifndef HTSC_ANALYSIS_ZONES_H
#define HTSC_ANALYSIS_ZONES_H

#include <htscover/zone.h>

#include "geo/geometry.h"

/* A zone's outline in the working CRS. Borrowed. */
const htsc__geom *htsc__zones_geom(const htsc_zones *zones, size_t index);

/* What every village of a run reads. */
typedef struct htsc__zone_run {
    const htsc_study *study;
    const htsc_coverage *coverage;
    const htsc_signal *signals;
    const htsc_villages *villages;
    const htsc_zones_options *options;
} htsc__zone_run;

/* Zones of one village; geometries belong to the caller. */
typedef struct htsc__village_zones {
    htsc_zone *zones;
    htsc__geom **geoms;
    size_t count, zone_capacity, geom_capacity;
    double level_area_m2[HTSC_LEVEL_COUNT];
} htsc__village_zones;

/* Outlines, areas and levels of one village's zones; persons and sites are added later. */
htsc_status htsc__zone_village(const htsc__zone_run *run, size_t village, htsc__geos *geos, htsc__village_zones *out,
                               htsc_error *err);
void htsc__village_zones_clear(htsc__village_zones *zones, htsc__geos *geos);

#endif
