#ifndef HTSC_BASE_ERROR_H
#define HTSC_BASE_ERROR_H

#include <htscover/error.h>

/* Writes one line into err (if any). The text is UTF-8 and never cut inside a character; control characters and bytes
 * that are no UTF-8, from file names or values, become '?'. */
void htsc__error_write(htsc_error *err, htsc_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, and is the status: `return htsc__error_set(err, HTSC_ERR_IO, "…", …);` A macro, so that the compiler sees
 * which status comes back. */
#define htsc__error_set(err, status, ...) (htsc__error_write((err), (status), __VA_ARGS__), (htsc_status)(status))

/* Out of memory, naming what for. */
static inline htsc_status htsc__error_memory(htsc_error *err, const char *what) {
    htsc__error_write(err, HTSC_ERR_MEMORY, "out of memory for %s", what);
    return HTSC_ERR_MEMORY;
}

/* Puts "prefix: " before the message that is already there. */
static inline htsc_status htsc__error_prefix(htsc_error *err, htsc_status status, const char *prefix) {
    if (err != NULL) htsc__error_write(err, status, "%s: %s", prefix, err->message);
    return status;
}

#endif
