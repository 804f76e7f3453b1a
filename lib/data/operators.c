#include "data/operators.h"

#include <string.h>

static htsc_status append(htsc__operators *operators, const char *name, htsc_error *err) {
    htsc_status status = htsc__grow(&operators->names, &operators->capacity, operators->count + 1,
                                    sizeof *operators->names, "operators", err);
    if (status == HTSC_OK)
        status = htsc__pool_add(operators->pool, name, &operators->names[operators->count], NULL, err);
    if (status == HTSC_OK) operators->count++;
    return status;
}

htsc_status htsc__operators_init(htsc__operators *operators, const char *const *names, size_t count, htsc_error *err) {
    *operators = (htsc__operators){0};
    operators->open = names == NULL;
    htsc_status status = htsc__pool_create(&operators->pool, err);
    for (size_t i = 0; names != NULL && i < count && status == HTSC_OK; i++) status = append(operators, names[i], err);
    return status;
}

void htsc__operators_clear(htsc__operators *operators) {
    htsc__pool_free(operators->pool);
    htsc__free(operators->names);
    *operators = (htsc__operators){0};
}

uint32_t htsc__operators_find(const htsc__operators *operators, const char *name) {
    for (size_t i = 0; i < operators->count; i++)
        if (strcmp(operators->names[i], name) == 0) return (uint32_t)i;
    return UINT32_MAX;
}

uint32_t htsc__operators_of_name(htsc__operators *operators, htsc__rows *rows, const char *column, const char *name) {
    uint32_t found = htsc__operators_find(operators, name);
    if (found != UINT32_MAX) return found;
    if (!operators->open) {
        htsc__rows_refuse(rows, HTSC_FINDING_UNKNOWN_OPERATOR, column, name, "");
        return UINT32_MAX;
    }
    if (append(operators, name, NULL) != HTSC_OK) {
        rows->failed = HTSC_ERR_MEMORY;
        return UINT32_MAX;
    }
    return (uint32_t)(operators->count - 1);
}

uint32_t htsc__operators_of_row(htsc__operators *operators, htsc__rows *rows, size_t field) {
    const char *name = htsc__rows_required_text(rows, field);
    if (name[0] == '\0' || strlen(name) > 200) return UINT32_MAX;
    return htsc__operators_of_name(operators, rows, rows->wants[field].name, name);
}
