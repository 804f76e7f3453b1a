#include "data/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "geo/crs.h"

void htsc__rows_remark(htsc__rows *rows, htsc_severity severity, htsc_finding_code code, const char *column,
                       const char *value, const char *expected) {
    htsc_finding finding = {code, severity, rows->file, rows->row.number, column, value, expected};
    htsc_status status = htsc_findings_append(rows->findings, &finding, NULL);
    if (status != HTSC_OK) rows->failed = status;
}

void htsc__rows_refuse(htsc__rows *rows, htsc_finding_code code, const char *column, const char *value,
                       const char *expected) {
    rows->refused = true;
    htsc__rows_remark(rows, HTSC_SEVERITY_ERROR, code, column, value, expected);
}

static const htsc_field_map *map_of(const htsc_input *input, const char *field) {
    for (size_t i = 0; i < input->field_count; i++)
        if (strcmp(input->fields[i].field, field) == 0) return &input->fields[i];
    return NULL;
}

/* Column of a field, after the input's own mapping; -1 where there is none. */
static htsc_status find_column(const htsc__rows *rows, const char *field, long *column, const char **constant,
                               htsc_error *err) {
    const htsc_field_map *map = map_of(rows->input, field);
    *constant = map != NULL ? map->value : NULL;
    *column = -1;
    if (*constant != NULL) return HTSC_OK;
    *column = htsc__table_find(rows->table, map != NULL && map->column != NULL ? map->column : field);
    if (*column < 0 && map != NULL)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no column \"%s\" to read %s from", rows->input->path,
                               map->column == NULL ? "" : map->column, field);
    return HTSC_OK;
}

static htsc_status missing_column(const htsc__rows *rows, const char *name, htsc_error *err) {
    char have[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < htsc__table_column_count(rows->table) && used < sizeof have - 1; i++)
        used += (size_t)snprintf(have + used, sizeof have - used, "%s%s", i == 0 ? "" : ", ",
                                 htsc__table_column_name(rows->table, i));
    htsc__text_trim_utf8(have);
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no column %s; its heading is: %s", rows->input->path, name,
                           have);
}

/* A map of a field that nobody reads is a slip of the pen, and would go unnoticed. */
static htsc_status check_maps(const htsc__rows *rows, bool placed, htsc_error *err) {
    static const char *const places[] = {"lon_deg", "lat_deg", "x_m", "y_m", "wkt"};
    for (size_t m = 0; m < rows->input->field_count; m++) {
        const char *field = rows->input->fields[m].field;
        bool known = false;
        for (size_t i = 0; i < rows->want_count; i++) known = known || strcmp(field, rows->wants[i].name) == 0;
        for (size_t i = 0; placed && i < sizeof places / sizeof places[0]; i++)
            known = known || strcmp(field, places[i]) == 0;
        if (!known)
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: \"%s\" is no field of such a file (fields:)",
                                   rows->input->path, field);
    }
    return HTSC_OK;
}

static htsc_status bind_fields(htsc__rows *rows, htsc_error *err) {
    for (size_t i = 0; i < rows->want_count; i++) {
        htsc_status status = find_column(rows, rows->wants[i].name, &rows->columns[i], &rows->constants[i], err);
        if (status != HTSC_OK) return status;
        if (rows->wants[i].required && rows->columns[i] < 0 && rows->constants[i] == NULL)
            return missing_column(rows, rows->wants[i].name, err);
    }
    return HTSC_OK;
}

/* Degrees are of WGS 84, or of the geographic CRS that the input names. */
static htsc_status lonlat_crs(const htsc__rows *rows, const char **crs, htsc_error *err) {
    bool geographic = true;
    htsc_status status = HTSC_OK;
    if (*crs == NULL)
        *crs = HTSC_CRS_WGS84;
    else
        status = htsc__crs_is_geographic(*crs, &geographic, err);
    if (status == HTSC_OK && !geographic)
        status =
            htsc__error_set(err, HTSC_ERR_CRS, "%s: lon_deg, lat_deg cannot be in \"%.40s\", which is not in degrees",
                            rows->input->path, *crs);
    return status;
}

/* Where the place comes from, and in which CRS it is. */
static htsc_status bind_place(htsc__rows *rows, htsc__shape_kind shape, const char **crs, htsc_error *err) {
    const char *ignored;
    *crs = rows->input->crs;
    if (htsc__table_has_geometry(rows->table)) {
        rows->source = HTSC__PLACE_GEOMETRY;
        if (htsc__table_crs(rows->table) != NULL) *crs = htsc__table_crs(rows->table);
        if (*crs == NULL)
            return htsc__error_set(err, HTSC_ERR_CRS,
                                   "%s: carries no CRS (a Shapefile needs its .prj); name one (crs:)",
                                   rows->input->path);
        return HTSC_OK;
    }
    if (shape != HTSC__SHAPE_POINT) {
        rows->source = HTSC__PLACE_WKT;
        htsc_status status = find_column(rows, "wkt", &rows->place_columns[0], &ignored, err);
        if (status == HTSC_OK && rows->place_columns[0] < 0) status = missing_column(rows, "wkt", err);
        if (*crs == NULL) *crs = HTSC_CRS_WGS84;
        return status;
    }
    static const char *const names[2][2] = {{"lon_deg", "lat_deg"}, {"x_m", "y_m"}};
    for (int pair = 0; pair < 2; pair++) {
        for (int i = 0; i < 2; i++) {
            htsc_status status = find_column(rows, names[pair][i], &rows->place_columns[i], &ignored, err);
            if (status != HTSC_OK) return status;
        }
        if (rows->place_columns[0] < 0 || rows->place_columns[1] < 0) continue;
        rows->source = pair == 0 ? HTSC__PLACE_LONLAT : HTSC__PLACE_XY;
        if (pair == 0) return lonlat_crs(rows, crs, err);
        if (*crs == NULL)
            return htsc__error_set(err, HTSC_ERR_CRS, "%s: x_m, y_m need a CRS; name one (crs:)", rows->input->path);
        return HTSC_OK;
    }
    return missing_column(rows, "lon_deg and lat_deg, nor x_m and y_m", err);
}

htsc_status htsc__rows_open(htsc__rows *rows, const htsc_input *input, const htsc__field_want *wants, size_t count,
                            htsc__shape_kind shape, const char *working_crs, const htsc_box *near_lonlat,
                            htsc_findings *findings, htsc_error *err) {
    htsc__table *table;
    *rows = (htsc__rows){0};
    htsc_status status = htsc__table_open(input, &table, err);
    if (status != HTSC_OK) return status;
    return htsc__rows_open_table(rows, table, input, wants, count, shape, working_crs, near_lonlat, findings, err);
}

htsc_status htsc__rows_open_table(htsc__rows *rows, htsc__table *table, const htsc_input *input,
                                  const htsc__field_want *wants, size_t count, htsc__shape_kind shape,
                                  const char *working_crs, const htsc_box *near_lonlat, htsc_findings *findings,
                                  htsc_error *err) {
    *rows = (htsc__rows){.table = table};
    rows->input = input;
    rows->file = input->name != NULL ? input->name : input->path;
    rows->findings = findings;
    rows->near_lonlat = near_lonlat;
    rows->wants = wants;
    rows->want_count = count;
    htsc_status status = check_maps(rows, shape != HTSC__SHAPE_NONE, err);
    if (status == HTSC_OK) status = bind_fields(rows, err);
    const char *crs = NULL;
    rows->source = HTSC__PLACE_NONE;
    if (status == HTSC_OK && shape != HTSC__SHAPE_NONE) status = bind_place(rows, shape, &crs, err);
    if (status == HTSC_OK && shape != HTSC__SHAPE_NONE) {
        status = htsc_transform_create(crs, working_crs, &rows->to_working, err);
        if (status == HTSC_OK) status = htsc_transform_create(working_crs, HTSC_CRS_WGS84, &rows->to_lonlat, err);
        if (status != HTSC_OK) status = htsc__error_prefix(err, status, input->path);
    }
    if (status != HTSC_OK) htsc__rows_close(rows);
    return status;
}

void htsc__rows_close(htsc__rows *rows) {
    htsc__table_free(rows->table);
    htsc_transform_free(rows->to_working);
    htsc_transform_free(rows->to_lonlat);
    rows->table = NULL;
    rows->to_working = rows->to_lonlat = NULL;
}

static void settle(htsc__rows *rows) {
    if (rows->counts.read_count == 0) return;
    if (rows->refused)
        rows->counts.refused_count++;
    else
        rows->counts.kept_count++;
}

static void refuse_problem(htsc__rows *rows) {
    switch (rows->row.problem) {
    case HTSC__ROW_GOOD: break;
    case HTSC__ROW_TOO_LONG: htsc__rows_refuse(rows, HTSC_FINDING_TOO_LONG, "", "", ""); break;
    case HTSC__ROW_BAD_ENCODING: htsc__rows_refuse(rows, HTSC_FINDING_BAD_ENCODING, "", "", ""); break;
    case HTSC__ROW_FIELD_COUNT: htsc__rows_refuse(rows, HTSC_FINDING_FIELD_COUNT, "", "", ""); break;
    case HTSC__ROW_BAD_GEOMETRY: htsc__rows_refuse(rows, HTSC_FINDING_BAD_GEOMETRY, "geometry", "", ""); break;
    }
}

static htsc_status next(htsc__rows *rows, bool *more, htsc_error *err) {
    do {
        settle(rows);
        if (rows->failed != HTSC_OK) return htsc__error_set(err, rows->failed, "out of memory for findings");
        htsc_status status = htsc__table_next(rows->table, &rows->row, more, err);
        if (status != HTSC_OK || !*more) return status;
        rows->counts.read_count++;
        rows->refused = false;
        refuse_problem(rows);
    } while (rows->refused);
    return HTSC_OK;
}

htsc_status htsc__rows_each(htsc__rows *rows, htsc__row_fn take, void *ctx, htsc_error *err) {
    bool more = true;
    htsc_status status = next(rows, &more, err);
    while (status == HTSC_OK && more) {
        status = take(ctx, rows, err);
        if (status == HTSC_OK) status = next(rows, &more, err);
    }
    return status;
}

bool htsc__rows_has(const htsc__rows *rows, size_t field) {
    return rows->columns[field] >= 0 || rows->constants[field] != NULL;
}

const char *htsc__rows_text(htsc__rows *rows, size_t field) {
    const char *constant = rows->constants[field];
    if (constant == NULL) return rows->columns[field] < 0 ? "" : rows->row.cells[rows->columns[field]];
    const char *mark = strstr(constant, "{row}");
    if (mark == NULL) return constant;
    snprintf(rows->filled[field], sizeof rows->filled[field], "%.*s%lld%s", (int)(mark - constant), constant,
             (long long)rows->row.number, mark + 5);
    return rows->filled[field];
}

const char *htsc__rows_required_text(htsc__rows *rows, size_t field) {
    const char *text = htsc__rows_text(rows, field);
    if (text[0] == '\0') htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, rows->wants[field].name, "", "");
    if (strlen(text) > 200)
        htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, rows->wants[field].name, text, "<= 200 bytes");
    return text;
}

static bool in_range(const htsc__range *range, double value) {
    if (value < range->low || (range->low_open && !(value > range->low))) return false;
    return value < range->high || (!range->high_open && value <= range->high);
}

double htsc__rows_number(htsc__rows *rows, size_t field, const htsc__range *range) {
    const char *text = htsc__rows_text(rows, field), *name = rows->wants[field].name;
    double value = (double)NAN;
    if (text[0] == '\0') return value;
    if (!htsc__text_to_double(text, &value)) {
        htsc__rows_refuse(rows, HTSC_FINDING_NOT_A_NUMBER, name, text, range->text);
        return (double)NAN;
    }
    if (in_range(range, value)) return value;
    htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, name, text, range->text);
    return (double)NAN;
}

int64_t htsc__rows_whole(htsc__rows *rows, size_t field, int64_t high) {
    char text[64];
    snprintf(text, sizeof text, "whole, [0, %lld]", (long long)high);
    const htsc__range range = {0, (double)high, false, false, text};
    double value = htsc__rows_number(rows, field, &range);
    if (isnan(value)) return -1;
    if (value == floor(value)) return (int64_t)value;
    htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, rows->wants[field].name, htsc__rows_text(rows, field), text);
    return -1;
}

int htsc__rows_word(htsc__rows *rows, size_t field, const char *const *words, size_t count) {
    const char *text = htsc__rows_text(rows, field);
    if (text[0] == '\0') return -1;
    char allowed[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (htsc__text_equal_nocase(text, words[i])) return (int)i;
        if (used < sizeof allowed)
            used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    htsc__rows_refuse(rows, HTSC_FINDING_NOT_ALLOWED, rows->wants[field].name, text, allowed);
    return -1;
}

int32_t htsc__rows_date(htsc__rows *rows, size_t field) {
    const char *text = htsc__rows_text(rows, field);
    int32_t date = 0;
    if (text[0] != '\0' && !htsc__text_to_date(text, &date))
        htsc__rows_refuse(rows, HTSC_FINDING_BAD_DATE, rows->wants[field].name, text, "");
    return date;
}

/* Place in degrees of a pair in the file's CRS; false where it cannot be had. */
static bool to_lonlat(htsc__rows *rows, double x, double y, double *x_m, double *y_m, double *lon_deg,
                      double *lat_deg) {
    *x_m = x, *y_m = y;
    if (htsc_transform_points(rows->to_working, 1, x_m, y_m, NULL) != HTSC_OK || !isfinite(*x_m)) return false;
    *lon_deg = *x_m, *lat_deg = *y_m;
    if (htsc_transform_points(rows->to_lonlat, 1, lon_deg, lat_deg, NULL) != HTSC_OK) return false;
    return isfinite(*lon_deg);
}

static bool is_near(const htsc__rows *rows, double lon_deg, double lat_deg) {
    const htsc_box *box = rows->near_lonlat;
    return box == NULL ||
           (lon_deg >= box->min_x && lon_deg <= box->max_x && lat_deg >= box->min_y && lat_deg <= box->max_y);
}

bool htsc__rows_is_near(htsc__rows *rows, double x_m, double y_m) {
    double lon_deg = x_m, lat_deg = y_m;
    return htsc_transform_points(rows->to_lonlat, 1, &lon_deg, &lat_deg, NULL) == HTSC_OK &&
           is_near(rows, lon_deg, lat_deg);
}

static bool read_coordinate(htsc__rows *rows, int which, const char *name, double *value) {
    const char *text = rows->row.cells[rows->place_columns[which]];
    if (text[0] == '\0') {
        htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, name, "", "");
        return false;
    }
    if (htsc__text_to_double(text, value)) return true;
    htsc__rows_refuse(rows, HTSC_FINDING_NOT_A_NUMBER, name, text, "");
    return false;
}

/* Degrees beyond any place on Earth are out of range, unless their exchange explains them. */
static bool degrees_good(htsc__rows *rows, double lon_deg, double lat_deg, const char *lon_text, const char *lat_text) {
    if (fabs(lat_deg) > 90 && fabs(lat_deg) <= 180 && fabs(lon_deg) <= 90 && is_near(rows, lat_deg, lon_deg)) {
        htsc__rows_refuse(rows, HTSC_FINDING_SWAPPED_LONLAT, "lon_deg", lon_text, "");
        return false;
    }
    if (fabs(lon_deg) > 180) htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, "lon_deg", lon_text, "[-180, 180] deg");
    if (fabs(lat_deg) > 90) htsc__rows_refuse(rows, HTSC_FINDING_OUT_OF_RANGE, "lat_deg", lat_text, "[-90, 90] deg");
    return !rows->refused;
}

bool htsc__rows_point(htsc__rows *rows, double *x_m, double *y_m, double *lon_deg, double *lat_deg) {
    static const char *const names[][2] = {{"geometry", "geometry"}, {"lon_deg", "lat_deg"}, {"x_m", "y_m"}};
    const char *const *name = names[rows->source == HTSC__PLACE_WKT ? 0 : rows->source];
    double x = rows->row.x, y = rows->row.y;
    char shown[64];
    if (rows->source == HTSC__PLACE_GEOMETRY) {
        if (rows->row.shape != HTSC__SHAPE_POINT) {
            htsc__rows_refuse(
                rows, rows->row.shape == HTSC__SHAPE_NONE ? HTSC_FINDING_MISSING_VALUE : HTSC_FINDING_BAD_GEOMETRY,
                "geometry", "", "a point");
            return false;
        }
    } else {
        bool good = read_coordinate(rows, 0, name[0], &x);
        good = read_coordinate(rows, 1, name[1], &y) && good;
        if (!good) return false;
    }
    if (rows->source == HTSC__PLACE_LONLAT &&
        !degrees_good(rows, x, y, rows->row.cells[rows->place_columns[0]], rows->row.cells[rows->place_columns[1]]))
        return false;
    htsc__text_from_double(x, shown, sizeof shown);
    bool placed = to_lonlat(rows, x, y, x_m, y_m, lon_deg, lat_deg);
    if (placed && is_near(rows, *lon_deg, *lat_deg)) return true;
    double other_x_m, other_y_m, other_lon_deg, other_lat_deg;
    htsc_finding_code code = placed ? HTSC_FINDING_FAR_AWAY : HTSC_FINDING_BAD_POSITION;
    if (rows->near_lonlat != NULL && to_lonlat(rows, y, x, &other_x_m, &other_y_m, &other_lon_deg, &other_lat_deg) &&
        is_near(rows, other_lon_deg, other_lat_deg))
        code = HTSC_FINDING_SWAPPED_LONLAT;
    else if (!placed && rows->near_lonlat != NULL)
        code = HTSC_FINDING_FAR_AWAY;
    htsc__rows_refuse(rows, code, name[0], shown, "");
    return false;
}

htsc__geom *htsc__rows_geometry(htsc__rows *rows, htsc__geos *geos, htsc__shape_kind kind) {
    static const char *const kinds[] = {"", "point", "line", "polygon", "other"};
    htsc__geom *geom = NULL;
    htsc_error why = {HTSC_OK, ""};
    htsc_status status = HTSC_ERR_GEOMETRY;
    const char *found = kinds[rows->row.shape];
    bool missing = rows->row.shape == HTSC__SHAPE_NONE;
    if (rows->source == HTSC__PLACE_WKT) {
        const char *wkt = rows->row.cells[rows->place_columns[0]];
        missing = wkt[0] == '\0';
        found = wkt;
        if (!missing) status = htsc__geom_from_wkt(geos, wkt, &geom, &why);
    } else if (rows->row.shape == kind) {
        status = htsc__geom_from_wkb(geos, rows->row.wkb, rows->row.wkb_size, &geom, &why);
    }
    bool right = status == HTSC_OK && !htsc__geom_is_empty(geos, geom) &&
                 (kind == HTSC__SHAPE_POLYGON ? htsc__geom_is_polygonal(geos, geom) : htsc__geom_is_lineal(geos, geom));
    if (right) return geom;
    htsc__geom_free(geos, status == HTSC_OK ? geom : NULL);
    if (missing)
        htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, "geometry", "", kinds[kind]);
    else
        htsc__rows_refuse(rows, HTSC_FINDING_BAD_GEOMETRY, "geometry", why.message[0] != '\0' ? why.message : found,
                          kinds[kind]);
    return NULL;
}
