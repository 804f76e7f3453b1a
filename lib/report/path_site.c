/* The cells of a site by its name, and the names most like one that nobody has. */
#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/path_parts.h"

enum { LONGEST = 200 }; /* bytes of a site_id */

static int folded(char c) {
    return tolower((unsigned char)c);
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Bytes to insert, drop or exchange until one name is the other; capitals do not count. */
static size_t unlikeness(const char *a, const char *b) {
    size_t row[LONGEST + 1], n = least(strlen(b), LONGEST);
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 0; a[i] != '\0' && i < LONGEST; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= n; j++) {
            const size_t exchanged = diagonal + (folded(a[i]) == folded(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = least(exchanged, 1 + least(row[j], row[j - 1]));
        }
    }
    return row[n];
}

/* Keeps the names most alike, the first of equals first. */
static void keep_near(htsc_path *path, size_t unlike[HTSC_PATH_NEAR_IDS], const char *id) {
    const size_t mine = unlikeness(path->site_id, id);
    size_t at = path->near_count;
    while (at > 0 && unlike[at - 1] > mine) at--;
    if (at == HTSC_PATH_NEAR_IDS) return;
    if (path->near_count < HTSC_PATH_NEAR_IDS) path->near_count++;
    for (size_t i = path->near_count - 1; i > at; i--) {
        unlike[i] = unlike[i - 1];
        path->near_ids[i] = path->near_ids[i - 1];
    }
    unlike[at] = mine;
    path->near_ids[at] = id;
}

static htsc_status count_sites(htsc__path *p, bool unknown, htsc_error *err) {
    const htsc_sites *sites = p->results->sites;
    size_t unlike[HTSC_PATH_NEAR_IDS] = {0};
    htsc__pool *ids = NULL;
    htsc_status status = htsc__pool_create(&ids, err);
    for (size_t i = 0; i < htsc_sites_count(sites) && status == HTSC_OK; i++) {
        const char *id = htsc_sites_get(sites, i)->site_id, *stored;
        bool added = false;
        status = htsc__pool_add(ids, id, &stored, &added, err);
        if (status != HTSC_OK || !added) continue;
        p->path.site_count++;
        if (unknown) keep_near(&p->path, unlike, id);
    }
    htsc__pool_free(ids);
    return status;
}

static bool is_asked(const htsc_cell *cell, const char *operator_name, const htsc_path_options *options) {
    return (options->technology == HTSC_PATH_ANY_TECHNOLOGY || (int)cell->technology == options->technology) &&
           (options->operator_name == NULL || strcmp(operator_name, options->operator_name) == 0);
}

static bool is_operator(const htsc_project *project, const char *name) {
    for (size_t i = 0; i < project->operator_count; i++)
        if (strcmp(project->operators[i], name) == 0) return true;
    return false;
}

htsc_status htsc__path_find_cells(htsc__path *p, const htsc_path_options *options, htsc_error *err) {
    const htsc_sites *sites = p->results->sites;
    htsc_path *path = &p->path;
    size_t of_site = 0;
    for (size_t i = 0; i < htsc_sites_count(sites); i++)
        of_site += strcmp(htsc_sites_get(sites, i)->site_id, path->site_id) == 0 ? 1 : 0;
    htsc_status status = count_sites(p, of_site == 0, err);
    if (status != HTSC_OK) return status;
    p->cells = htsc__alloc(of_site, sizeof *p->cells);
    if (p->cells == NULL) return htsc__error_memory(err, "a path");
    for (size_t i = 0; i < htsc_sites_count(sites); i++) {
        const htsc_cell *cell = htsc_sites_get(sites, i);
        const char *operator_name = htsc__operator_name(p->results, cell->operator_index);
        if (strcmp(cell->site_id, path->site_id) != 0 || !is_asked(cell, operator_name, options)) continue;
        p->cells[path->cell_count++] = (htsc_path_cell){.cell = cell, .operator_name = operator_name};
    }
    path->cells = p->cells;
    if (options->operator_name != NULL && !is_operator(path->project, options->operator_name))
        path->problem = HTSC_PATH_UNKNOWN_OPERATOR;
    else if (of_site == 0)
        path->problem = HTSC_PATH_UNKNOWN_SITE;
    else if (path->cell_count == 0)
        path->problem = HTSC_PATH_NO_CELL;
    return HTSC_OK;
}
