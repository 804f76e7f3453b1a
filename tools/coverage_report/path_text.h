#ifndef COVERAGE_REPORT_PATH_TEXT_H
#define COVERAGE_REPORT_PATH_TEXT_H

#include <stdio.h>

#include <htscover/path.h>

/* A path for people, 80 columns wide. */

void path_text(FILE *out, const htsc_path *path);
/* The ground between mast and point, drawn with characters. The link has a profile. */
void path_picture(FILE *out, const htsc_path_link *link);

#endif
