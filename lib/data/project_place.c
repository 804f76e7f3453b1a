/* Where in the YAML text a value stands, so that a value out of range can be pointed at. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "data/project_schema.h"

enum { MAX_DEPTH = 32 };

static yaml_node_t *child_by_key(yaml_document_t *document, yaml_node_t *node, const char *key, size_t length) {
    if (node->type != YAML_MAPPING_NODE) return NULL;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (name != NULL && name->type == YAML_SCALAR_NODE && name->data.scalar.length == length &&
            memcmp(name->data.scalar.value, key, length) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

static yaml_node_t *child_by_index(yaml_document_t *document, yaml_node_t *node, size_t index) {
    if (node->type != YAML_SEQUENCE_NODE) return NULL;
    yaml_node_item_t *item = node->data.sequence.items.start + index;
    return item < node->data.sequence.items.top ? yaml_document_get_node(document, *item) : NULL;
}

static yaml_node_t *find(yaml_document_t *document, const char *place) {
    yaml_node_t *node = yaml_document_get_root_node(document);
    while (node != NULL && *place != '\0') {
        if (*place == '[') {
            char *end;
            node = child_by_index(document, node, (size_t)strtoul(place + 1, &end, 10));
            place = end + (*end == ']');
        } else {
            size_t length = strcspn(place, ".[");
            node = child_by_key(document, node, place, length);
            place += length;
        }
        if (*place == '.') place++;
    }
    return node;
}

int htsc__project_place(const uint8_t *text, size_t size, const char *place, size_t *line, size_t *column) {
    yaml_parser_t parser;
    yaml_document_t document;
    int found = 0;
    if (!yaml_parser_initialize(&parser)) return 0;
    yaml_parser_set_input_string(&parser, text, size);
    if (yaml_parser_load(&parser, &document)) {
        yaml_node_t *node = find(&document, place);
        if (node != NULL) {
            *line = node->start_mark.line + 1;
            *column = node->start_mark.column + 1;
            found = 1;
        }
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return found;
}

int htsc__project_key(const uint8_t *text, size_t size, const char *key, size_t *line, size_t *column) {
    yaml_parser_t parser;
    yaml_document_t document;
    int found = 0;
    if (!yaml_parser_initialize(&parser)) return 0;
    yaml_parser_set_input_string(&parser, text, size);
    if (yaml_parser_load(&parser, &document)) {
        size_t best_line = 0, best_column = 0;
        for (yaml_node_t *node = document.nodes.start; node < document.nodes.top; node++) {
            if (node->type != YAML_MAPPING_NODE) continue;
            for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
                yaml_node_t *name = yaml_document_get_node(&document, pair->key);
                if (name == NULL || name->type != YAML_SCALAR_NODE ||
                    strcmp((const char *)name->data.scalar.value, key) != 0)
                    continue;
                size_t at_line = name->start_mark.line + 1, at_column = name->start_mark.column + 1;
                if (at_line < *line || (at_line == *line && at_column < *column)) continue;
                if (found && (at_line > best_line || (at_line == best_line && at_column > best_column))) continue;
                best_line = at_line, best_column = at_column;
                found = 1;
            }
        }
        if (found) *line = best_line, *column = best_column;
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return found;
}

htsc_status htsc__project_scan(const char *path, const uint8_t *text, size_t size, htsc_error *err) {
    yaml_parser_t parser;
    yaml_event_t event;
    size_t documents = 0;
    int depth = 0;
    bool ended = false;
    htsc_status status = HTSC_OK;
    if (!yaml_parser_initialize(&parser)) return htsc__error_memory(err, path);
    yaml_parser_set_input_string(&parser, text, size);
    while (!ended && status == HTSC_OK) {
        if (!yaml_parser_parse(&parser, &event)) {
            /* libyaml counts from 0 */
            status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%zu:%zu: %s", path, parser.problem_mark.line + 1,
                                     parser.problem_mark.column + 1,
                                     parser.problem == NULL ? "is not YAML" : parser.problem);
            break;
        }
        if (event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT) depth++;
        if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) depth--;
        if (depth > MAX_DEPTH) /* libyaml's time grows with the square of it */
            status = htsc__error_set(err, HTSC_ERR_LIMIT, "%s:%zu:%zu: nested deeper than %d", path,
                                     event.start_mark.line + 1, event.start_mark.column + 1, MAX_DEPTH);
        if (event.type == YAML_DOCUMENT_START_EVENT && ++documents == 2)
            status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%zu:1: a second document begins (---)", path,
                                     event.start_mark.line + 1);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}
