/** @file report.h  The main job: from a project file to ratios, scoreboard, tables and shapefiles. */
#ifndef HTSCOVER_REPORT_H
#define HTSCOVER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/progress.h>
#include <htscover/project.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One line of the scoreboard. */
typedef struct htsc_score {
    htsc_target_id target;
    bool declared; /**< a figure the offices declare; else computed here */
    bool known;    /**< there is a figure: declared, or computed over a denominator above 0 */
    double numerator, denominator;
    double value_pct; /**< what is held against the target; NaN where not known */
    double target_pct;
    bool met;           /**< known and value_pct >= target_pct; fiber_households needs its use declared too */
    double reach_pct;   /**< fiber_households: households that can be reached; else NaN */
    double use_pct;     /**< fiber_households: declared use, NaN where not declared; the lower of the two decides */
    double maximum_pct; /**< pop_5g: of the operator that covers most (SDG 9.c.1); else NaN */
    int32_t date;       /**< yyyymmdd of the figure */
    const char *source; /**< of a declared figure; "" else. Borrowed from the project */
} htsc_score;

/** How the main job runs. */
typedef struct htsc_report_options {
    size_t struct_size;
    int jobs;                      /**< threads; 0: all */
    const htsc_progress *progress; /**< may be NULL */
} htsc_report_options;

HTSC_API void htsc_report_options_init(htsc_report_options *options);

/** What a run found and wrote. */
typedef struct htsc_report htsc_report;

/**
 * Runs a project and writes its outputs into `folder` (made where needed): summary.json, rejects.csv, and as the
 * project asks tables, layers, rasters, maps, a workbook and a page (docs/formats.md). The files appear together when
 * all are whole; on any failure none is touched. `project` must outlive the report.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_report_run(const htsc_project *project, const char *folder,
                                                    const htsc_report_options *options, htsc_report **report,
                                                    htsc_error *err);
HTSC_API void htsc_report_free(htsc_report *report);
/** Borrowed. */
HTSC_API const htsc_score *htsc_report_score(const htsc_report *report, htsc_target_id target);
/** Borrowed. */
HTSC_API const htsc_findings *htsc_report_findings(const htsc_report *report);
/** Names of the files written, without the folder. Borrowed. */
HTSC_API size_t htsc_report_file_count(const htsc_report *report);
HTSC_API const char *htsc_report_file(const htsc_report *report, size_t index);
/** Numbers of what was computed: population points, pixels of the study, pairs of mast and point. */
HTSC_API size_t htsc_report_point_count(const htsc_report *report);
HTSC_API size_t htsc_report_pixel_count(const htsc_report *report);
HTSC_API uint64_t htsc_report_pair_count(const htsc_report *report);

#ifdef __cplusplus
}
#endif
#endif
