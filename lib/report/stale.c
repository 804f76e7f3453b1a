/* What an earlier run left in the folder and this one does not make again, as that run's own summary lists it. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/write.h"

static bool is_made_again(const htsc__outputs *outputs, const char *name) {
    for (size_t i = 0; i < htsc__outputs_count(outputs); i++)
        if (strcmp(htsc__outputs_name(outputs, i), name) == 0) return true;
    return false;
}

htsc_status htsc__drop_stale(const char *folder, htsc__outputs *outputs, htsc_error *err) {
    size_t size = strlen(folder) + sizeof "/summary.json";
    char *path = htsc__alloc(size, 1);
    if (path == NULL) return htsc__error_memory(err, "a path");
    snprintf(path, size, "%s/summary.json", folder);
    json_t *summary = json_load_file(path, 0, NULL); /* none, or not ours: nothing is stale */
    htsc__free(path);
    htsc_status status = HTSC_OK;
    size_t i;
    json_t *file;
    json_array_foreach(json_object_get(summary, "files"), i, file) {
        const char *name = json_string_value(json_object_get(file, "name"));
        if (name == NULL || name[0] == '.' || strchr(name, '/') != NULL || is_made_again(outputs, name)) continue;
        status = htsc__outputs_drop(outputs, name, err);
        if (status != HTSC_OK) break;
    }
    json_decref(summary);
    return status;
}
