#include <math.h>
#include <stdio.h>
#include <string.h>

#include <htscover/site.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/operators.h"
#include "data/rows.h"
#include "geo/crs.h"

struct htsc_sites {
    htsc_sites_options options;
    char *working_crs;
    htsc_box near_lonlat;
    bool has_near;
    htsc__operators operators;
    htsc_site_pattern *patterns; /* names in `texts` */
    htsc__pool *texts;
    htsc__pool *keys; /* of rows already there */
    htsc_cell *cells;
    size_t count, capacity;
    uint32_t file_count;
};

/* clang-format off */
enum {
    SITE_ID, OPERATOR, TECHNOLOGY, HEIGHT, AZIMUTH, H_WIDTH, V_WIDTH, DOWNTILT, FREQ, BAND, BANDWIDTH, SCS, EIRP, POWER,
    GAIN, FEEDER, STATUS, ON_AIR, ANTENNA, FIELD_COUNT
};

static const htsc__field_want wants[FIELD_COUNT] = {
    {"site_id", true},          {"operator", true},        {"technology", true},     {"antenna_height_agl_m", false},
    {"azimuth_deg", false},     {"h_beamwidth_deg", false}, {"v_beamwidth_deg", false}, {"downtilt_deg", false},
    {"freq_mhz", false},        {"band", false},           {"bandwidth_mhz", false}, {"scs_khz", false},
    {"eirp_dbm", false},        {"tx_power_dbm", false},   {"gain_dbi", false},      {"feeder_loss_db", false},
    {"status", false},          {"on_air_date", false},    {"antenna", false}};
/* clang-format on */

static const htsc__range height_range = {1, 300, false, false, "[1, 300] m"};
static const htsc__range azimuth_range = {0, 360, false, true, "[0, 360) deg"};
static const htsc__range h_width_range = {0, 360, true, false, "(0, 360] deg"};
static const htsc__range v_width_range = {0, 180, true, false, "(0, 180] deg"};
static const htsc__range downtilt_range = {-20, 45, false, false, "[-20, 45] deg"};
static const htsc__range freq_range = {400, 7125, false, false, "[400, 7125] MHz"};
static const htsc__range bandwidth_range = {0, 100, true, false, "(0, 100] MHz"};
static const htsc__range scs_range = {15, 60, false, false, "15, 30, 60 kHz"};
static const htsc__range eirp_range = {0, 90, false, false, "[0, 90] dBm"};
static const htsc__range power_range = {-10, 60, false, false, "[-10, 60] dBm"};
static const htsc__range gain_range = {0, 40, false, false, "[0, 40] dBi"};
static const htsc__range feeder_range = {0, 20, false, false, "[0, 20] dB"};

const char *htsc_cell_field_name(unsigned bit) {
    static const char *const names[HTSC_CELL_FIELD_COUNT] = {
        "antenna_height_agl_m", "azimuth_deg", "h_beamwidth_deg", "v_beamwidth_deg", "downtilt_deg", "freq_mhz",
        "bandwidth_mhz",        "scs_khz",     "eirp_dbm",        "status"};
    return bit < HTSC_CELL_FIELD_COUNT ? names[bit] : "";
}

void htsc_sites_options_init(htsc_sites_options *options) {
    *options = (htsc_sites_options){0};
    options->struct_size = sizeof *options;
    options->working_crs = HTSC_CRS_VN2000_TM3_105;
    for (int t = 0; t < HTSC_TECHNOLOGY_COUNT; t++) {
        double scs_khz = t == HTSC_TECHNOLOGY_5G ? 30 : t == HTSC_TECHNOLOGY_4G ? 15 : (double)NAN;
        double none = (double)NAN;
        options->defaults[t] = (htsc_cell_defaults){none, 65, 10, 0, none, none, scs_khz, none};
    }
}

static htsc_status copy_patterns(htsc_sites *s, const htsc_sites_options *options, htsc_error *err) {
    s->patterns = htsc__alloc(options->pattern_count, sizeof *s->patterns);
    if (s->patterns == NULL) return htsc__error_memory(err, "sites");
    for (size_t i = 0; i < options->pattern_count; i++) {
        const htsc_site_pattern *given = &options->patterns[i];
        bool added = true;
        if (given->name == NULL || given->name[0] == '\0' || given->pattern == NULL)
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "patterns[%zu] lacks its name or its pattern", i);
        htsc_status status = htsc__pool_add(s->texts, given->name, &s->patterns[i].name, &added, err);
        if (status != HTSC_OK) return status;
        if (!added) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "a second pattern \"%s\"", given->name);
        s->patterns[i].pattern = given->pattern;
    }
    s->options.patterns = s->patterns;
    return HTSC_OK;
}

htsc_status htsc_sites_create(const htsc_sites_options *options, htsc_sites **sites, htsc_error *err) {
    *sites = NULL;
    if (options->struct_size != sizeof *options)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sites options of %zu bytes, expected %zu", options->struct_size,
                               sizeof *options);
    htsc_status status = htsc__crs_check_metric(options->working_crs, err);
    if (status != HTSC_OK) return status;
    htsc_sites *s = htsc__alloc(1, sizeof *s);
    if (s == NULL) return htsc__error_memory(err, "sites");
    s->options = *options;
    s->working_crs = htsc__strdup(options->working_crs);
    if (options->near_lonlat != NULL) {
        s->near_lonlat = *options->near_lonlat;
        s->has_near = true;
    }
    if (s->working_crs == NULL) status = htsc__error_memory(err, "sites");
    if (status == HTSC_OK)
        status = htsc__operators_init(&s->operators, options->operators, options->operator_count, err);
    if (status == HTSC_OK) status = htsc__pool_create(&s->texts, err);
    if (status == HTSC_OK) status = htsc__pool_create(&s->keys, err);
    if (status == HTSC_OK) status = copy_patterns(s, options, err);
    if (status != HTSC_OK) {
        htsc_sites_free(s);
        return status;
    }
    *sites = s;
    return HTSC_OK;
}

void htsc_sites_free(htsc_sites *sites) {
    if (sites == NULL) return;
    htsc__operators_clear(&sites->operators);
    htsc__free(sites->patterns);
    htsc__pool_free(sites->texts);
    htsc__pool_free(sites->keys);
    htsc__free(sites->cells);
    htsc__free(sites->working_crs);
    htsc__free(sites);
}

static bool read_technology(htsc__rows *rows, htsc_technology *technology) {
    static const char *const words[] = {"2G", "3G", "4G", "5G", "GSM", "UMTS", "LTE", "NR"};
    const char *text = htsc__rows_required_text(rows, TECHNOLOGY);
    if (text[0] == '\0') return false;
    for (int i = 0; i < 8; i++) {
        if (!htsc__text_equal_nocase(text, words[i])) continue;
        *technology = (htsc_technology)(i % 4);
        return true;
    }
    htsc__rows_refuse(rows, HTSC_FINDING_UNKNOWN_TECHNOLOGY, "technology", text, "2G, 3G, 4G, 5G");
    return false;
}

/* The declared number, else the default with its bit set, else a refusal. */
static double number_or_default(htsc__rows *rows, size_t field, const htsc__range *range, double fallback, uint32_t bit,
                                htsc_cell *cell) {
    bool refused = rows->refused;
    rows->refused = false;
    double value = htsc__rows_number(rows, field, range);
    bool wrong = rows->refused;
    rows->refused = refused || wrong;
    if (!isnan(value) || wrong) return value;
    if (isnan(fallback)) {
        htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, wants[field].name, "", range->text);
        return value;
    }
    cell->defaulted |= bit;
    return fallback;
}

static void refuse_antenna(const htsc_sites *sites, htsc__rows *rows, const char *name) {
    char allowed[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < sites->options.pattern_count && used < sizeof allowed; i++)
        used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", i == 0 ? "" : ", ",
                                 sites->patterns[i].name);
    htsc__text_trim_utf8(allowed);
    htsc__rows_refuse(rows, HTSC_FINDING_NOT_ALLOWED, wants[ANTENNA].name, name, allowed);
}

/* The pattern that the row names. False: it names one that is not listed. */
static bool read_pattern(const htsc_sites *sites, htsc__rows *rows, htsc_cell *cell) {
    const char *name = htsc__rows_text(rows, ANTENNA);
    if (name[0] == '\0') return true;
    for (size_t i = 0; i < sites->options.pattern_count; i++)
        if (strcmp(sites->patterns[i].name, name) == 0) cell->pattern = sites->patterns[i].pattern;
    if (cell->pattern == NULL) refuse_antenna(sites, rows, name);
    return cell->pattern != NULL;
}

static void read_beam(htsc__rows *rows, const htsc_cell_defaults *defaults, htsc_cell *cell) {
    cell->azimuth_deg = htsc__rows_number(rows, AZIMUTH, &azimuth_range);
    if (htsc__rows_text(rows, AZIMUTH)[0] == '\0') {
        cell->defaulted |= HTSC_CELL_AZIMUTH;
        cell->h_beamwidth_deg = 360;
    } else {
        cell->h_beamwidth_deg =
            number_or_default(rows, H_WIDTH, &h_width_range, defaults->h_beamwidth_deg, HTSC_CELL_H_BEAMWIDTH, cell);
    }
    cell->v_beamwidth_deg =
        number_or_default(rows, V_WIDTH, &v_width_range, defaults->v_beamwidth_deg, HTSC_CELL_V_BEAMWIDTH, cell);
}

static void read_antenna(htsc__rows *rows, const htsc_cell_defaults *defaults, htsc_cell *cell) {
    cell->antenna_height_agl_m =
        number_or_default(rows, HEIGHT, &height_range, defaults->antenna_height_agl_m, HTSC_CELL_ANTENNA_HEIGHT, cell);
    if (cell->pattern == NULL) {
        read_beam(rows, defaults, cell);
    } else {
        cell->azimuth_deg = number_or_default(rows, AZIMUTH, &azimuth_range, (double)NAN, 0, cell);
        cell->h_beamwidth_deg = cell->v_beamwidth_deg = (double)NAN;
    }
    cell->downtilt_deg =
        number_or_default(rows, DOWNTILT, &downtilt_range, defaults->downtilt_deg, HTSC_CELL_DOWNTILT, cell);
}

static void read_carrier(htsc__rows *rows, const htsc_cell_defaults *defaults, htsc_cell *cell) {
    const char *band = htsc__rows_text(rows, BAND);
    double band_mhz = band[0] == '\0' ? (double)NAN : htsc_band_freq_mhz(cell->technology, band);
    if (band[0] != '\0' && isnan(band_mhz)) htsc__rows_refuse(rows, HTSC_FINDING_UNKNOWN_BAND, "band", band, "");
    bool declared = htsc__rows_text(rows, FREQ)[0] != '\0' || band[0] != '\0';
    if (declared && htsc__rows_text(rows, FREQ)[0] == '\0')
        cell->freq_mhz = band_mhz;
    else
        cell->freq_mhz = number_or_default(rows, FREQ, &freq_range, defaults->freq_mhz, HTSC_CELL_FREQ, cell);
    cell->bandwidth_mhz = cell->scs_khz = (double)NAN;
    if (cell->technology < HTSC_TECHNOLOGY_4G) return;
    cell->bandwidth_mhz =
        number_or_default(rows, BANDWIDTH, &bandwidth_range, defaults->bandwidth_mhz, HTSC_CELL_BANDWIDTH, cell);
    cell->scs_khz = 15;
    if (cell->technology == HTSC_TECHNOLOGY_5G)
        cell->scs_khz = number_or_default(rows, SCS, &scs_range, defaults->scs_khz, HTSC_CELL_SCS, cell);
    if (isnan(cell->bandwidth_mhz) || isnan(cell->scs_khz)) return;
    if (htsc_resource_blocks(cell->technology, cell->bandwidth_mhz, cell->scs_khz) > 0) return;
    char value[32], expected[64];
    htsc__text_from_double(cell->bandwidth_mhz, value, sizeof value);
    snprintf(expected, sizeof expected, "%s, %.0f kHz", htsc_technology_name(cell->technology), cell->scs_khz);
    htsc__rows_refuse(rows, HTSC_FINDING_BANDWIDTH_SCS, "bandwidth_mhz", value, expected);
}

/* eirp_dbm, or transmit power + gain (declared, else the pattern's) - feeder loss, or the default. */
static void read_power(htsc__rows *rows, const htsc_cell_defaults *defaults, htsc_cell *cell) {
    bool has_eirp = htsc__rows_text(rows, EIRP)[0] != '\0', has_power = htsc__rows_text(rows, POWER)[0] != '\0';
    if (has_eirp || !has_power) {
        cell->eirp_dbm = number_or_default(rows, EIRP, &eirp_range, defaults->eirp_dbm, HTSC_CELL_EIRP, cell);
        return;
    }
    double power_dbm = htsc__rows_number(rows, POWER, &power_range);
    double own_dbi = cell->pattern == NULL ? (double)NAN : htsc_antenna_pattern_gain_dbi(cell->pattern);
    double gain_dbi = number_or_default(rows, GAIN, &gain_range, own_dbi, 0, cell);
    double feeder_db = htsc__rows_number(rows, FEEDER, &feeder_range);
    cell->eirp_dbm = power_dbm + gain_dbi - (isnan(feeder_db) ? 0 : feeder_db);
    if (isnan(cell->eirp_dbm) || (cell->eirp_dbm >= eirp_range.low && cell->eirp_dbm <= eirp_range.high)) return;
    char value[32];
    htsc__text_from_double(cell->eirp_dbm, value, sizeof value);
    htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, "eirp_dbm", value, eirp_range.text);
}

static void read_life(htsc__rows *rows, htsc_cell *cell) {
    static const char *const words[] = {"on_air", "planned", "off"};
    int word = htsc__rows_word(rows, STATUS, words, 3);
    if (htsc__rows_text(rows, STATUS)[0] == '\0') cell->defaulted |= HTSC_CELL_STATUS;
    cell->status = word < 0 ? HTSC_SITE_ON_AIR : (htsc_site_status)word;
    cell->on_air_date = htsc__rows_date(rows, ON_AIR);
}

static htsc_status refuse_duplicate(htsc_sites *sites, htsc__rows *rows, const htsc_cell *cell, htsc_error *err) {
    char key[512];
    const char *stored;
    bool added;
    snprintf(key, sizeof key, "%s %s %.3f MHz az %.1f op %u", cell->site_id, htsc_technology_name(cell->technology),
             cell->freq_mhz, isnan(cell->azimuth_deg) ? -1.0 : cell->azimuth_deg, (unsigned)cell->operator_index);
    htsc_status status = htsc__pool_add(sites->keys, key, &stored, &added, err);
    if (status == HTSC_OK && !added) htsc__rows_refuse(rows, HTSC_FINDING_DUPLICATE, "", cell->site_id, "");
    return status;
}

static htsc_status read_row(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_sites *sites = ctx;
    htsc_cell cell = {0};
    const char *site_id = htsc__rows_required_text(rows, SITE_ID);
    cell.operator_index = htsc__operators_of_row(&sites->operators, rows, OPERATOR);
    bool known = read_technology(rows, &cell.technology);
    htsc__rows_point(rows, &cell.x_m, &cell.y_m, &cell.lon_deg, &cell.lat_deg);
    read_life(rows, &cell);
    if (known) {
        const htsc_cell_defaults *defaults = &sites->options.defaults[cell.technology];
        bool listed = read_pattern(sites, rows, &cell); /* else what it would ask of the row is unknown */
        if (listed) read_antenna(rows, defaults, &cell);
        read_carrier(rows, defaults, &cell);
        if (listed) read_power(rows, defaults, &cell);
    }
    if (rows->refused) return HTSC_OK;
    htsc_status status = htsc__pool_add(sites->texts, site_id, &cell.site_id, NULL, err);
    if (status == HTSC_OK)
        status = cell.status == HTSC_SITE_ON_AIR ? refuse_duplicate(sites, rows, &cell, err) : HTSC_OK;
    if (status != HTSC_OK || rows->refused) return status;
    status = htsc__grow(&sites->cells, &sites->capacity, sites->count + 1, sizeof *sites->cells, "sites", err);
    if (status != HTSC_OK) return status;
    cell.file_index = sites->file_count;
    cell.row = rows->row.number;
    sites->cells[sites->count++] = cell;
    return HTSC_OK;
}

htsc_status htsc_sites_read(htsc_sites *sites, const htsc_input *input, htsc_findings *findings,
                            htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    htsc_status status = htsc__rows_open(&rows, input, wants, FIELD_COUNT, HTSC__SHAPE_POINT, sites->working_crs,
                                         sites->has_near ? &sites->near_lonlat : NULL, findings, err);
    if (status != HTSC_OK) return status;
    size_t before = sites->count;
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_row, sites, err);
    htsc__rows_close(&rows);
    if (status != HTSC_OK) {
        sites->count = before;
        return status;
    }
    sites->file_count++;
    if (counts != NULL) *counts = rows.counts;
    return HTSC_OK;
}

size_t htsc_sites_count(const htsc_sites *sites) {
    return sites->count;
}

const htsc_cell *htsc_sites_get(const htsc_sites *sites, size_t index) {
    return &sites->cells[index];
}

size_t htsc_sites_operator_count(const htsc_sites *sites) {
    return sites->operators.count;
}

const char *htsc_sites_operator(const htsc_sites *sites, size_t index) {
    return sites->operators.names[index];
}
