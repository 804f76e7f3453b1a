#ifndef HTSC_DATA_PROJECT_READ_H
#define HTSC_DATA_PROJECT_READ_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/project.h>

#include "base/memory.h"
#include "data/project_schema.h"

/* Reading of the project file, section by section. Private to project*.c. */

typedef struct loaded_project {
    htsc_project project; /* first: the handle is this */
    raw_project *raw;
    htsc__pool *texts;
    uint8_t *text;
    size_t size;
} loaded_project;

/* "file:line:column: place reason" as an error; without line and column where the file has no such place. */
htsc_status htsc__project_bad(const loaded_project *l, htsc_error *err, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A number with a range; the fallback where `raw` is NULL. */
typedef struct number_rule {
    const char *key;
    const char *raw;
    double fallback, low, high;
    double *out;
} number_rule;

/* A number that is in [low, high]. */
htsc_status htsc__project_take_number(const loaded_project *l, const char *place, const char *raw, double fallback,
                                      double low, double high, double *out, htsc_error *err);
/* A number that is in (above, high]. */
htsc_status htsc__project_take_number_above(const loaded_project *l, const char *place, const char *raw,
                                            double fallback, double above, double high, double *out, htsc_error *err);
/* Numbers of one mapping; `prefix` is its place with the point behind it, "" at the top. */
htsc_status htsc__project_take_numbers(const loaded_project *l, const char *prefix, const number_rule *rules,
                                       size_t count, htsc_error *err);
/* One of the words; *index is left alone where `raw` is NULL. */
htsc_status htsc__project_take_word(const loaded_project *l, const char *place, const char *raw,
                                    const char *const *words, int count, int *index, htsc_error *err);
htsc_status htsc__project_take_date(const loaded_project *l, const char *place, const char *text, int32_t *date,
                                    htsc_error *err);
/* A path, beside the project file where it is relative; NULL where `raw` is. */
htsc_status htsc__project_take_path(loaded_project *l, const char *place, const char *raw, const char **out,
                                    htsc_error *err);

/* The sections; after project.resolution_m and project.entry_loss_db are known. */
htsc_status htsc__project_take_inputs(loaded_project *l, htsc_error *err);
htsc_status htsc__project_take_land_cover_classes(loaded_project *l, htsc_error *err);
htsc_status htsc__project_take_model(loaded_project *l, htsc_error *err);
htsc_status htsc__project_take_building_entry(loaded_project *l, htsc_error *err);
htsc_status htsc__project_take_rate(loaded_project *l, htsc_error *err);
htsc_status htsc__project_take_fiber(loaded_project *l, htsc_error *err);
/* A list of files; *out has *out_count entries even after a failure. */
htsc_status htsc__project_take_list(loaded_project *l, const char *key, const raw_input *raw, unsigned count,
                                    htsc_input **out, size_t *out_count, htsc_error *err);
/* A file whose path stands at `place` and its field maps at `fields_place`. */
htsc_status htsc__project_take_file(loaded_project *l, const char *place, const char *fields_place,
                                    const raw_input *raw, htsc_input *out, htsc_error *err);
void htsc__project_free_file(const htsc_input *input);
void htsc__project_free_list(htsc_input *inputs, size_t count);
/* Releases what htsc__project_take_inputs and htsc__project_take_land_cover_classes made. */
void htsc__project_free_inputs(htsc_project *project);
/* And what htsc__project_take_fiber made. */
void htsc__project_free_fiber(htsc_project *project);

#endif
