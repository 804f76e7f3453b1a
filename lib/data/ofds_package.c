/* Network packages of the Open Fibre Data Standard, read whole and handed out row by row. */
#include "data/ofds_package.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { MAX_PACKAGE_BYTES = 64 << 20, MAX_PACKAGE_COLUMNS = 2 * HTSC__MAX_FIELDS, KEY_BYTES = 16 };

static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark */

/* Looks for the members of an object, without what they hold. */
typedef struct key_scan {
    int depth;
    bool in_string, escaped;
    char text[KEY_BYTES];
    size_t length;
} key_scan;

/* True where the character ends the name of a member of the outermost object; it is in `text` then. */
static bool scan_key(key_scan *s, char c) {
    if (s->in_string) {
        if (!s->escaped && c == '"') {
            s->in_string = false;
        } else {
            s->escaped = !s->escaped && c == '\\';
            if (s->length < KEY_BYTES) s->text[s->length] = c;
            if (s->length < KEY_BYTES) s->length++;
        }
        return false;
    }
    if (c == '"') s->in_string = true, s->length = 0;
    s->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    return c == ':' && s->depth == 1;
}

static bool is_key(const key_scan *s, const char *name) {
    return s->length == strlen(name) && memcmp(s->text, name, s->length) == 0;
}

htsc_status htsc__ofds_is_package(const char *path, bool *is_package, htsc_error *err) {
    FILE *file;
    key_scan scan = {0};
    *is_package = false;
    const char *ending = strrchr(path, '.');
    if (ending == NULL || (!htsc__text_equal_nocase(ending, ".json") && !htsc__text_equal_nocase(ending, ".geojson")))
        return HTSC_OK;
    htsc_status status = htsc__file_check(path, err);
    if (status == HTSC_OK) status = htsc__file_open(path, &file, err);
    if (status != HTSC_OK) return status;
    for (int c; (c = getc_unlocked(file)) != EOF;) {
        if (!scan_key(&scan, (char)c)) continue;
        *is_package = is_key(&scan, "networks");
        if (*is_package || is_key(&scan, "features")) break;
    }
    fclose(file);
    return HTSC_OK;
}

typedef struct package {
    const char *path;
    json_t *root;
    const json_t *networks; /* of root */
    const char *list, *geometry;
    const char *columns[MAX_PACKAGE_COLUMNS];
    size_t column_count;
    size_t network, item; /* next */
    json_t *names;        /* of organisations of the network, by id */
    char *cells[MAX_PACKAGE_COLUMNS];
    char *text;
    size_t text_size, text_capacity;
    unsigned char *wkb;
    size_t wkb_capacity;
} package;

static void close_package(void *ctx) {
    package *p = ctx;
    json_decref(p->names);
    json_decref(p->root);
    htsc__free(p->text);
    htsc__free(p->wkb);
    htsc__free(p);
}

static htsc_status load(package *p, htsc_error *err) {
    FILE *file;
    struct stat info;
    char start[3];
    json_error_t why;
    htsc_status status = htsc__file_open(p->path, &file, err);
    if (status != HTSC_OK) return status;
    if (fstat(fileno(file), &info) == 0 && info.st_size > MAX_PACKAGE_BYTES) {
        fclose(file);
        return htsc__error_set(err, HTSC_ERR_LIMIT,
                               "%s: has %lld bytes, more than the limit of %d of a network package; give it as GeoJSON",
                               p->path, (long long)info.st_size, (int)MAX_PACKAGE_BYTES);
    }
    if (fread(start, 1, sizeof start, file) != sizeof start || memcmp(start, mark, sizeof start) != 0) rewind(file);
    p->root = json_loadf(file, JSON_ALLOW_NUL, &why);
    fclose(file);
    if (p->root != NULL) return HTSC_OK;
    if (json_error_code(&why) == json_error_out_of_memory) return htsc__error_memory(err, p->path);
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%d:%d: is no JSON: %s", p->path, why.line, why.column, why.text);
}

/* WGS 84 by longitude and latitude is the only one the standard has. */
static bool is_lonlat(const json_t *crs) {
    static const char *const members[] = {"name", "uri"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char *name = json_string_value(json_object_get(crs, members[i]));
        if (name != NULL && strstr(name, "CRS84") == NULL && strstr(name, "4326") == NULL) return false;
    }
    return true;
}

static htsc_status check_networks(const package *p, htsc_error *err) {
    if (!json_is_array(p->networks)) return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: networks is no list", p->path);
    for (size_t i = 0; i < json_array_size(p->networks); i++) {
        const json_t *network = json_array_get(p->networks, i), *list = json_object_get(network, p->list);
        if (!json_is_object(network))
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: networks[%zu] is no object", p->path, i);
        if (list != NULL && !json_is_array(list))
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: networks[%zu].%s is no list", p->path, i, p->list);
        if (!is_lonlat(json_object_get(network, "crs")))
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: networks[%zu].crs is not CRS84, longitude and latitude",
                                   p->path, i);
    }
    return HTSC_OK;
}

static bool some_row_has(const package *p, const char *member) {
    for (size_t i = 0; i < json_array_size(p->networks); i++) {
        const json_t *list = json_object_get(json_array_get(p->networks, i), p->list);
        for (size_t k = 0; k < json_array_size(list); k++)
            if (json_object_get(json_array_get(list, k), member) != NULL) return true;
    }
    return false;
}

static bool has_column(const package *p, const char *name) {
    for (size_t i = 0; i < p->column_count; i++)
        if (htsc__text_equal_nocase(p->columns[i], name)) return true;
    return false;
}

static void name_columns(package *p, const htsc_input *input, const htsc__field_want *wants, size_t count) {
    for (size_t i = 0; i < count; i++) p->columns[p->column_count++] = wants[i].name;
    for (size_t i = 0; i < input->field_count && p->column_count < MAX_PACKAGE_COLUMNS; i++) {
        const char *name = input->fields[i].column;
        if (name != NULL && !has_column(p, name) && some_row_has(p, name)) p->columns[p->column_count++] = name;
    }
}

/* Names of the organisations of a network, by id. */
static htsc_status learn_names(package *p, const json_t *network, htsc_error *err) {
    const json_t *list = json_object_get(network, "organisations");
    json_decref(p->names);
    p->names = json_object();
    if (p->names == NULL) return htsc__error_memory(err, p->path);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *organisation = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(organisation, "id"));
        json_t *name = json_object_get(organisation, "name");
        if (id != NULL && json_is_string(name) && json_object_set(p->names, id, name) != 0)
            return htsc__error_memory(err, p->path);
    }
    return HTSC_OK;
}

/* An organisation that is known by its id gets its name. */
static void give_name(const package *p, json_t *organisation) {
    const char *id = json_string_value(json_object_get(organisation, "id"));
    json_t *name = id == NULL ? NULL : json_object_get(p->names, id);
    if (name != NULL && json_object_get(organisation, "name") == NULL)
        (void)json_object_set(organisation, "name", name); /* without it the row is told */
}

static void give_names(const package *p, const json_t *item) {
    static const char *const fields[] = {"physicalInfrastructureProvider", "transmissionMediumOwner",
                                         "networkProviders"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        json_t *value = json_object_get(item, fields[i]);
        if (json_is_object(value)) give_name(p, value);
        for (size_t k = 0; k < json_array_size(value); k++) give_name(p, json_array_get(value, k));
    }
}

static htsc_status append(package *p, const char *text, htsc_error *err) {
    size_t size = strlen(text) + 1;
    htsc_status status = htsc__grow(&p->text, &p->text_capacity, p->text_size + size, 1, "a row", err);
    if (status != HTSC_OK) return status;
    memcpy(p->text + p->text_size, text, size);
    p->text_size += size;
    return HTSC_OK;
}

static htsc_status append_value(package *p, const json_t *value, htsc__row *row, htsc_error *err) {
    char number[64];
    switch (value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_NULL: return append(p, "", err);
    case JSON_TRUE: return append(p, "true", err);
    case JSON_FALSE: return append(p, "false", err);
    case JSON_STRING:
        if (strlen(json_string_value(value)) != json_string_length(value)) row->problem = HTSC__ROW_BAD_ENCODING;
        return append(p, json_string_value(value), err);
    case JSON_INTEGER: snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value)); break;
    case JSON_REAL: htsc__text_from_double(json_real_value(value), number, sizeof number); break;
    default: {
        char *text = json_dumps(value, JSON_COMPACT);
        htsc_status status = text == NULL ? htsc__error_memory(err, p->path) : append(p, text, err);
        free(text);
        return status;
    }
    }
    return append(p, number, err);
}

static htsc_status read_cells(package *p, const json_t *network, const json_t *item, htsc__row *row, htsc_error *err) {
    size_t starts[MAX_PACKAGE_COLUMNS];
    p->text_size = 0;
    for (size_t i = 0; i < p->column_count; i++) {
        const json_t *value = json_object_get(item, p->columns[i]);
        if (value == NULL && strcmp(p->columns[i], "network") == 0) value = json_object_get(network, "id");
        starts[i] = p->text_size;
        htsc_status status = append_value(p, value, row, err);
        if (status != HTSC_OK) return status;
    }
    for (size_t i = 0; i < p->column_count; i++) p->cells[i] = htsc__text_strip(p->text + starts[i]);
    row->cells = p->cells;
    return HTSC_OK;
}

static htsc_status next_item(void *ctx, htsc__row *row, bool *more, htsc_error *err) {
    package *p = ctx;
    htsc_status status = HTSC_OK;
    const json_t *network = NULL, *list = NULL;
    for (;; p->network++, p->item = 0) {
        *more = p->network < json_array_size(p->networks);
        if (!*more) return HTSC_OK;
        network = json_array_get(p->networks, p->network);
        list = json_object_get(network, p->list);
        if (p->item < json_array_size(list)) break;
    }
    if (p->item == 0) status = learn_names(p, network, err);
    const json_t *item = json_array_get(list, p->item++);
    give_names(p, item);
    if (status == HTSC_OK) status = read_cells(p, network, item, row, err);
    return status == HTSC_OK
               ? htsc__ofds_geometry(json_object_get(item, p->geometry), &p->wkb, &p->wkb_capacity, row, err)
               : status;
}

htsc_status htsc__ofds_package_open(const htsc_input *input, bool spans, const htsc__field_want *wants, size_t count,
                                    htsc__table **table, htsc_error *err) {
    *table = NULL;
    if (input->layer != NULL)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: a network package has no layer \"%s\"", input->path,
                               input->layer);
    package *p = htsc__alloc(1, sizeof *p);
    if (p == NULL) return htsc__error_memory(err, input->path);
    p->path = input->path;
    p->list = spans ? "spans" : "nodes";
    p->geometry = spans ? "route" : "location";
    htsc_status status = load(p, err);
    if (status == HTSC_OK) {
        p->networks = json_object_get(p->root, "networks");
        status = check_networks(p, err);
    }
    if (status != HTSC_OK) {
        close_package(p);
        return status;
    }
    name_columns(p, input, wants, count);
    const htsc__row_source source = {p, next_item, close_package};
    return htsc__table_create(p->path, p->columns, p->column_count, HTSC_CRS_WGS84, &source, table, err);
}
