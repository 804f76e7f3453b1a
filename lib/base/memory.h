#ifndef HTSC_BASE_MEMORY_H
#define HTSC_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include <htscover/error.h>

/* All of the library's own allocations pass here, so that tests can fail the n-th. count * size may not overflow. */
void *htsc__alloc(size_t count, size_t size); /* zeroed; a count of 0 gives a valid pointer */
void *htsc__realloc(void *block, size_t count, size_t size);
void htsc__free(void *block);
char *htsc__strdup(const char *text);

/* The n-th allocation from now fails, and all after it; 0 never. For tests; process-wide. */
void htsc__memory_fail_at(long n);
/* Allocations made since the last htsc__memory_fail_at. */
long htsc__memory_count(void);

/* Makes room for `need` items in a growing array: *items has *capacity items of item_size. */
htsc_status htsc__grow(void *items, size_t *capacity, size_t need, size_t item_size, const char *what, htsc_error *err);

/* Strings that live as long as the pool; pointers stay good while it grows. Equal strings are stored once; *added (may
 * be NULL) tells whether this one was new. */
typedef struct htsc__pool htsc__pool;
htsc_status htsc__pool_create(htsc__pool **pool, htsc_error *err);
void htsc__pool_free(htsc__pool *pool);
htsc_status htsc__pool_add(htsc__pool *pool, const char *text, const char **stored, bool *added, htsc_error *err);

#endif
