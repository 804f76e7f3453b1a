/* The parts of a path under way: private to path*.c. */
#ifndef HTSC_REPORT_PATH_PARTS_H
#define HTSC_REPORT_PATH_PARTS_H

#include <htscover/path.h>

#include "analysis/sweep.h"
#include "report/results.h"

/* What a caller's htsc_path is the first member of. */
typedef struct htsc__path {
    htsc_path path;
    htsc__results *results;
    htsc_coverage_options coverage;
    char *site_id;
    htsc__receivers receiver; /* the point alone; of P.1812 */
    htsc__profile *profiles;  /* what those shown point into */
    htsc_path_profile *shown;
    double **lines; /* of each link */
    htsc_path_link *links;
    htsc_path_cell *cells;
} htsc__path;

/* Fills the cells of the site, or tells the problem. */
htsc_status htsc__path_find_cells(htsc__path *p, const htsc_path_options *options, htsc_error *err);
/* Links and levels of the cells that were found. The point is known, the terrain is read. */
htsc_status htsc__path_follow(htsc__path *p, htsc_error *err);

#endif
