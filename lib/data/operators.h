#ifndef HTSC_DATA_OPERATORS_H
#define HTSC_DATA_OPERATORS_H

#include "base/memory.h"
#include "data/rows.h"

/* Names of operators: a fixed list, or collected as they come. */
typedef struct htsc__operators {
    htsc__pool *pool;
    const char **names;
    size_t count, capacity;
    bool open; /* any name is taken */
} htsc__operators;

htsc_status htsc__operators_init(htsc__operators *operators, const char *const *names, size_t count, htsc_error *err);
void htsc__operators_clear(htsc__operators *operators);
/* Index of the operator of a row; refuses the row and returns UINT32_MAX where it is missing or unknown. */
uint32_t htsc__operators_of_row(htsc__operators *operators, htsc__rows *rows, size_t field);
/* Index of a name that is there already; UINT32_MAX where it is not. */
uint32_t htsc__operators_find(const htsc__operators *operators, const char *name);
/* Index of a name, not empty and at most 200 bytes; refuses the row and returns UINT32_MAX where it is unknown. */
uint32_t htsc__operators_of_name(htsc__operators *operators, htsc__rows *rows, const char *column, const char *name);

#endif
