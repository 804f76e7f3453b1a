/* A table whose rows come from elsewhere than a file of rows. */
#include "base/error.h"
#include "base/memory.h"
#include "geo/table_backend.h"

typedef struct made_rows {
    htsc__row_source source;
} made_rows;

static htsc_status next_made(htsc__table *table, htsc__row *row, bool *more, htsc_error *err) {
    const made_rows *made = table->backend;
    row->number = table->row_count + 1;
    return made->source.next(made->source.ctx, row, more, err);
}

static void close_made(void *backend) {
    made_rows *made = backend;
    made->source.close(made->source.ctx);
    htsc__free(made);
}

htsc_status htsc__table_create(const char *path, const char *const *columns, size_t count, const char *crs,
                               const htsc__row_source *source, htsc__table **table, htsc_error *err) {
    *table = NULL;
    htsc__table *t = htsc__alloc(1, sizeof *t);
    made_rows *made = htsc__alloc(1, sizeof *made);
    if (t == NULL || made == NULL) {
        htsc__free(t);
        htsc__free(made);
        source->close(source->ctx);
        return htsc__error_memory(err, path);
    }
    made->source = *source;
    t->backend = made;
    t->next = next_made;
    t->close = close_made;
    t->has_geometry = crs != NULL;
    t->path = htsc__strdup(path);
    htsc_status status = t->path == NULL ? htsc__error_memory(err, path) : HTSC_OK;
    if (status == HTSC_OK && crs != NULL && (t->crs = htsc__strdup(crs)) == NULL)
        status = htsc__error_memory(err, path);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) status = htsc__table_add_column(t, columns[i], err);
    if (status != HTSC_OK) {
        htsc__table_free(t);
        return status;
    }
    *table = t;
    return HTSC_OK;
}
