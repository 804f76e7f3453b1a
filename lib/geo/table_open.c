/* Which kind of table a file is. */
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "geo/gdal.h"
#include "geo/table_backend.h"

htsc_status htsc__table_open(const htsc_input *input, htsc__table **table, htsc_error *err) {
    *table = NULL;
    htsc_status status = htsc__file_check(input->path, err);
    if (status != HTSC_OK) return status;
    htsc__table *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, input->path);
    t->path = htsc__strdup(input->path);
    if (t->path == NULL)
        status = htsc__error_memory(err, input->path);
    else if (htsc__path_has_ext(input->path, "csv") || htsc__path_has_ext(input->path, "tsv") ||
             htsc__path_has_ext(input->path, "txt"))
        status = htsc__table_open_csv(t, input, err);
    else
        status = htsc__table_open_ogr(t, input, err);
    if (status != HTSC_OK) {
        htsc__table_free(t);
        return status;
    }
    *table = t;
    return HTSC_OK;
}
