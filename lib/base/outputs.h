#ifndef HTSC_BASE_OUTPUTS_H
#define HTSC_BASE_OUTPUTS_H

#include <stddef.h>

#include <htscover/error.h>

/*
 * A set of output files that appears whole or not at all. Files are made in a hidden folder inside the output folder
 * and moved into place together by commit; discard (or a later run, after a crash) removes what was not committed.
 * Files in the output folder that are not in the set are left alone.
 */
typedef struct htsc__outputs htsc__outputs;

/* Makes `folder` (and its parents) where needed. */
htsc_status htsc__outputs_create(const char *folder, htsc__outputs **outputs, htsc_error *err);
/* Where to write the file that will be `folder`/`name`. Borrowed. Names hold no slash. Listed in this order. */
htsc_status htsc__outputs_add(htsc__outputs *outputs, const char *name, const char **path, htsc_error *err);
/* The file `folder`/`name` of an earlier set is removed when this one is committed; it need not be there. */
htsc_status htsc__outputs_drop(htsc__outputs *outputs, const char *name, htsc_error *err);
/* Syncs the files and moves them into place, the last-added one last. */
htsc_status htsc__outputs_commit(htsc__outputs *outputs, htsc_error *err);
/* Removes what was not committed, and the handle. */
void htsc__outputs_free(htsc__outputs *outputs);
size_t htsc__outputs_count(const htsc__outputs *outputs);
/* Where the file stands until commit. Borrowed. */
const char *htsc__outputs_staged(const htsc__outputs *outputs, size_t index);
const char *htsc__outputs_name(const htsc__outputs *outputs, size_t index);

#endif
