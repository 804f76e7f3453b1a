/** @file site.h  Radio cells as operators declare them. */
#ifndef HTSCOVER_SITE_H
#define HTSCOVER_SITE_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/antenna.h>
#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/grid.h>
#include <htscover/input.h>
#include <htscover/link.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a cell is in its life. */
typedef enum htsc_site_status { HTSC_SITE_ON_AIR = 0, HTSC_SITE_PLANNED = 1, HTSC_SITE_OFF = 2 } htsc_site_status;

/** Fields that were not declared and taken from defaults: bits of htsc_cell.defaulted. */
enum {
    HTSC_CELL_ANTENNA_HEIGHT = 1u << 0,
    HTSC_CELL_AZIMUTH = 1u << 1, /**< not declared: omnidirectional */
    HTSC_CELL_H_BEAMWIDTH = 1u << 2,
    HTSC_CELL_V_BEAMWIDTH = 1u << 3,
    HTSC_CELL_DOWNTILT = 1u << 4,
    HTSC_CELL_FREQ = 1u << 5,
    HTSC_CELL_BANDWIDTH = 1u << 6,
    HTSC_CELL_SCS = 1u << 7,
    HTSC_CELL_EIRP = 1u << 8,
    HTSC_CELL_STATUS = 1u << 9
};
#define HTSC_CELL_FIELD_COUNT 10

/** Column name of bit number `bit` of htsc_cell.defaulted, e.g. "azimuth_deg". Static storage. */
HTSC_API const char *htsc_cell_field_name(unsigned bit);

/** One cell: a sector of a site in one technology and carrier. Strings are borrowed from the htsc_sites. */
typedef struct htsc_cell {
    const char *site_id;
    uint32_t operator_index; /**< into the list given at create */
    htsc_technology technology;
    double x_m, y_m;             /**< working CRS */
    double lon_deg, lat_deg;     /**< WGS 84 */
    double antenna_height_agl_m; /**< [1, 300] */
    double azimuth_deg;          /**< [0, 360); NaN: omnidirectional */
    double h_beamwidth_deg;      /**< (0, 360]; NaN with a pattern */
    double v_beamwidth_deg;      /**< (0, 180]; NaN with a pattern */
    double downtilt_deg;         /**< [-20, 45]; mechanical alone with a pattern */
    double freq_mhz;             /**< [400, 7125] */
    double bandwidth_mhz;        /**< NaN for 2G and 3G */
    double scs_khz;              /**< NaN for 2G and 3G, 15 for 4G */
    double eirp_dbm;             /**< total, [0, 90] */
    htsc_site_status status;
    int32_t on_air_date;                 /**< yyyymmdd, 0 when not declared */
    uint32_t defaulted;                  /**< HTSC_CELL_ bits */
    uint32_t file_index;                 /**< which file read into the set, from 0 */
    int64_t row;                         /**< in that file */
    const htsc_antenna_pattern *pattern; /**< borrowed from the list given at create; NULL: parametric */
} htsc_cell;

/** Values for fields a row does not declare; NaN refuses such a row. One set a technology. */
typedef struct htsc_cell_defaults {
    double antenna_height_agl_m, h_beamwidth_deg, v_beamwidth_deg, downtilt_deg, freq_mhz, bandwidth_mhz, scs_khz,
        eirp_dbm;
} htsc_cell_defaults;

/** A measured pattern that the column `antenna` of site files may name. */
typedef struct htsc_site_pattern {
    const char *name;                    /**< as the files write it; not empty, no two the same */
    const htsc_antenna_pattern *pattern; /**< borrowed; must outlive the htsc_sites and its cells */
} htsc_site_pattern;

/** How site files are understood. */
typedef struct htsc_sites_options {
    size_t struct_size;
    const char *working_crs;      /**< default HTSC_CRS_VN2000_TM3_105 */
    const char *const *operators; /**< allowed names; NULL allows any and collects them */
    size_t operator_count;
    const htsc_box *near_lonlat; /**< WGS 84 degrees; rows outside are refused as far away; NULL accepts the world */
    htsc_cell_defaults
        defaults[HTSC_TECHNOLOGY_COUNT]; /**< NaN but: h 65, v 10 degrees, downtilt 0, scs 30 (5G), 15 (4G) */
    /** Patterns for the column `antenna`; a name that is not listed refuses its row. With a pattern the beam widths are
     *  not looked at, azimuth_deg must be declared, downtilt_deg is the mechanical tilt, and the pattern's own gain, if
     *  known, stands in for an empty gain_dbi beside tx_power_dbm. */
    const htsc_site_pattern *patterns;
    size_t pattern_count; /**< 0 */
} htsc_sites_options;

/** A set of cells. Fill from one thread; then it may be shared. */
typedef struct htsc_sites htsc_sites;

HTSC_API void htsc_sites_options_init(htsc_sites_options *options);
/** `options` is copied. */
HTSC_API HTSC_NODISCARD htsc_status htsc_sites_create(const htsc_sites_options *options, htsc_sites **sites,
                                                      htsc_error *err);
HTSC_API void htsc_sites_free(htsc_sites *sites);
/**
 * Reads one file (CSV, GeoJSON, GeoPackage, Shapefile; columns in docs/formats.md) and appends its cells.
 * Wrong rows go to `findings` and the rest goes on. Cells are kept in file order.
 * A file whose heading lacks a required column, or that cannot be read, is an error and appends nothing; the set may
 * then only be freed.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_sites_read(htsc_sites *sites, const htsc_input *input, htsc_findings *findings,
                                                    htsc_read_counts *counts, htsc_error *err);
HTSC_API size_t htsc_sites_count(const htsc_sites *sites);
/** Borrowed; `index` below htsc_sites_count(). */
HTSC_API const htsc_cell *htsc_sites_get(const htsc_sites *sites, size_t index);
HTSC_API size_t htsc_sites_operator_count(const htsc_sites *sites);
/** Borrowed; `index` below htsc_sites_operator_count(). */
HTSC_API const char *htsc_sites_operator(const htsc_sites *sites, size_t index);

#ifdef __cplusplus
}
#endif
#endif
