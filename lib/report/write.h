#ifndef HTSC_REPORT_WRITE_H
#define HTSC_REPORT_WRITE_H

#include "base/outputs.h"
#include "report/table.h"

/* Each writes one kind of file into the set of outputs. */
htsc_status htsc__write_csv(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
htsc_status htsc__write_rejects(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
htsc_status htsc__write_shapefiles(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
htsc_status htsc__write_grids(const htsc__results *x, htsc__outputs *outputs, htsc_error *err);
htsc_status htsc__write_kmz(const htsc__results *x, htsc__outputs *outputs, htsc_error *err);
htsc_status htsc__write_geopackage(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
/* bao_cao.xlsx. */
htsc_status htsc__write_workbook(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
/* The change log of routes and the build-out list. What the project has no inputs for is left out. */
htsc_status htsc__write_fiber_csv(const htsc__results *x, htsc__outputs *outputs, htsc_error *err);
/* A table's first rows as stem.csv. */
htsc_status htsc__write_table_csv(const htsc__table *table, size_t row_count, htsc__outputs *outputs, htsc_error *err);
/* index.html: map, figures and tables in one file that asks for nothing else. */
htsc_status htsc__write_page(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
/* gap_map.pdf and its pictures (docs/formats.md). */
htsc_status htsc__write_maps(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
/* Last: it lists the others with their checksums. */
htsc_status htsc__write_summary(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);

/* Marks the files for removal that an earlier run made in the folder and this one does not. After all writers. */
htsc_status htsc__drop_stale(const char *folder, htsc__outputs *outputs, htsc_error *err);

/* "5g": a technology's part of a file name. */
const char *htsc__technology_stem(htsc_technology technology);

#endif
