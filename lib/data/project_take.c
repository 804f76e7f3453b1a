/* Single values of the project file: text to value, with the range and the place of what is wrong. */
#include "data/project_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

htsc_status htsc__project_bad(const loaded_project *l, htsc_error *err, const char *place, const char *format, ...) {
    char reason[400];
    size_t line = 0, column = 0;
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    if (htsc__project_place(l->text, l->size, place, &line, &column))
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%zu:%zu: %s %s", l->project.path, line, column, place, reason);
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: %s %s", l->project.path, place, reason);
}

htsc_status htsc__project_take_number(const loaded_project *l, const char *place, const char *raw, double fallback,
                                      double low, double high, double *out, htsc_error *err) {
    *out = fallback;
    if (raw == NULL) return HTSC_OK;
    if (!htsc__text_to_double(raw, out)) return htsc__project_bad(l, err, place, "\"%.40s\" is not a number", raw);
    if (*out >= low && *out <= high) return HTSC_OK;
    return htsc__project_bad(l, err, place, "%g is outside [%g, %g]", *out, low, high);
}

htsc_status htsc__project_take_number_above(const loaded_project *l, const char *place, const char *raw,
                                            double fallback, double above, double high, double *out, htsc_error *err) {
    *out = fallback;
    if (raw == NULL) return HTSC_OK;
    if (!htsc__text_to_double(raw, out)) return htsc__project_bad(l, err, place, "\"%.40s\" is not a number", raw);
    if (*out > above && *out <= high) return HTSC_OK;
    return htsc__project_bad(l, err, place, "%g is outside (%g, %g]", *out, above, high);
}

htsc_status htsc__project_take_numbers(const loaded_project *l, const char *prefix, const number_rule *rules,
                                       size_t count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const number_rule *r = &rules[i];
        char place[160];
        snprintf(place, sizeof place, "%s%s", prefix, r->key);
        status = htsc__project_take_number(l, place, r->raw, r->fallback, r->low, r->high, r->out, err);
    }
    return status;
}

htsc_status htsc__project_take_word(const loaded_project *l, const char *place, const char *raw,
                                    const char *const *words, int count, int *index, htsc_error *err) {
    char allowed[200] = "";
    size_t used = 0;
    if (raw == NULL) return HTSC_OK;
    for (int i = 0; i < count; i++) {
        if (strcmp(raw, words[i]) == 0) {
            *index = i;
            return HTSC_OK;
        }
        if (used < sizeof allowed)
            used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    return htsc__project_bad(l, err, place, "\"%.60s\" is none of %s", raw, allowed);
}

htsc_status htsc__project_take_date(const loaded_project *l, const char *place, const char *text, int32_t *date,
                                    htsc_error *err) {
    if (htsc__text_to_date(text, date)) return HTSC_OK;
    return htsc__project_bad(l, err, place, "\"%.40s\" is no real date of the form yyyy-mm-dd", text);
}

htsc_status htsc__project_take_path(loaded_project *l, const char *place, const char *raw, const char **out,
                                    htsc_error *err) {
    const char *slash = strrchr(l->project.path, '/');
    *out = raw;
    if (raw == NULL) return HTSC_OK;
    if (raw[0] == '\0') return htsc__project_bad(l, err, place, "is empty");
    if (raw[0] == '/' || slash == NULL) return HTSC_OK;
    size_t size = (size_t)(slash - l->project.path) + strlen(raw) + 2;
    char *joined = htsc__alloc(size, 1);
    if (joined == NULL) return htsc__error_memory(err, "a path");
    snprintf(joined, size, "%.*s/%s", (int)(slash - l->project.path), l->project.path, raw);
    htsc_status status = htsc__pool_add(l->texts, joined, out, NULL, err);
    htsc__free(joined);
    return status;
}
