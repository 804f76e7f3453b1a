#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static atomic_long fail_at;
static atomic_long made;

void htsc__memory_fail_at(long n) {
    atomic_store(&made, 0);
    atomic_store(&fail_at, n);
}

long htsc__memory_count(void) {
    return atomic_load(&made);
}

static int must_fail(void) {
    long n = atomic_fetch_add_explicit(&made, 1, memory_order_relaxed) + 1;
    long at = atomic_load_explicit(&fail_at, memory_order_relaxed);
    return at > 0 && n >= at;
}

void *htsc__alloc(size_t count, size_t size) {
    if (must_fail()) return NULL;
    return calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
}

void *htsc__realloc(void *block, size_t count, size_t size) {
    if (must_fail()) return NULL;
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    size_t bytes = count * size;
    return realloc(block, bytes == 0 ? 1 : bytes);
}

void htsc__free(void *block) {
    free(block);
}

char *htsc__strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = htsc__alloc(size, 1);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

htsc_status htsc__grow(void *items, size_t *capacity, size_t need, size_t item_size, const char *what,
                       htsc_error *err) {
    if (need <= *capacity) return HTSC_OK;
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    while (wanted < need) {
        if (wanted > SIZE_MAX / 2) return htsc__error_memory(err, what);
        wanted *= 2;
    }
    void *old;
    memcpy(&old, items, sizeof old);
    void *grown = htsc__realloc(old, wanted, item_size);
    if (grown == NULL) return htsc__error_memory(err, what);
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return HTSC_OK;
}

/* The pool: blocks of text, and an open-addressing table of what they hold. */
typedef struct block {
    struct block *next;
    size_t used, size;
    char text[];
} block;

struct htsc__pool {
    block *blocks;
    const char **slots;
    size_t slot_count, filled;
};

htsc_status htsc__pool_create(htsc__pool **pool, htsc_error *err) {
    *pool = htsc__alloc(1, sizeof **pool);
    return *pool == NULL ? htsc__error_memory(err, "text") : HTSC_OK;
}

void htsc__pool_free(htsc__pool *pool) {
    if (pool == NULL) return;
    for (block *b = pool->blocks; b != NULL;) {
        block *next = b->next;
        htsc__free(b);
        b = next;
    }
    htsc__free(pool->slots);
    htsc__free(pool);
}

static size_t hash(const char *text) { /* FNV-1a */
    uint64_t h = 14695981039346656037u;
    for (; *text != '\0'; text++) h = (h ^ (unsigned char)*text) * 1099511628211u;
    return (size_t)h;
}

static size_t slot_of(const htsc__pool *pool, const char *text) {
    size_t i = hash(text) & (pool->slot_count - 1);
    while (pool->slots[i] != NULL && strcmp(pool->slots[i], text) != 0) i = (i + 1) & (pool->slot_count - 1);
    return i;
}

static htsc_status widen(htsc__pool *pool, htsc_error *err) {
    if (pool->slot_count > 0 && pool->filled * 2 < pool->slot_count) return HTSC_OK;
    const char **old = pool->slots;
    size_t old_count = pool->slot_count, count = old_count == 0 ? 64 : old_count * 2;
    const char **wider = htsc__alloc(count, sizeof *wider);
    if (wider == NULL) return htsc__error_memory(err, "text");
    pool->slots = wider;
    pool->slot_count = count;
    for (size_t i = 0; i < old_count; i++)
        if (old[i] != NULL) wider[slot_of(pool, old[i])] = old[i];
    htsc__free((void *)old);
    return HTSC_OK;
}

htsc_status htsc__pool_add(htsc__pool *pool, const char *text, const char **stored, bool *added, htsc_error *err) {
    htsc_status status = widen(pool, err);
    if (status != HTSC_OK) return status;
    size_t slot = slot_of(pool, text);
    if (added != NULL) *added = pool->slots[slot] == NULL;
    if (pool->slots[slot] == NULL) {
        size_t size = strlen(text) + 1;
        if (pool->blocks == NULL || pool->blocks->size - pool->blocks->used < size) {
            size_t room = size > 65536 ? size : 65536;
            block *b = htsc__alloc(1, sizeof *b + room);
            if (b == NULL) return htsc__error_memory(err, "text");
            b->size = room;
            b->next = pool->blocks;
            pool->blocks = b;
        }
        char *copy = pool->blocks->text + pool->blocks->used;
        memcpy(copy, text, size);
        pool->blocks->used += size;
        pool->slots[slot] = copy;
        pool->filled++;
    }
    *stored = pool->slots[slot];
    return HTSC_OK;
}
