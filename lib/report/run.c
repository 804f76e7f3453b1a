#include <htscover/report.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "report/results.h"
#include "report/write.h"

struct htsc_report {
    htsc__results *results;
    htsc__outputs *outputs;
};

void htsc_report_options_init(htsc_report_options *options) {
    *options = (htsc_report_options){.struct_size = sizeof *options};
}

/* In the order of writing; the summary lists the others and comes last. */
static const struct {
    htsc_output kind; /* 0: always */
    htsc_status (*write)(const htsc__results *results, htsc__outputs *outputs, htsc_error *err);
} writers[] = {{HTSC_OUTPUT_TABLES, htsc__write_csv},
               {HTSC_OUTPUT_SHAPEFILES, htsc__write_shapefiles},
               {HTSC_OUTPUT_GEOPACKAGE, htsc__write_geopackage},
               {HTSC_OUTPUT_GRIDS, htsc__write_grids},
               {HTSC_OUTPUT_KMZ, htsc__write_kmz},
               {HTSC_OUTPUT_PAGE, htsc__write_page},
               {HTSC_OUTPUT_MAPS, htsc__write_maps},
               {HTSC_OUTPUT_WORKBOOK, htsc__write_workbook},
               {0, htsc__write_rejects},
               {0, htsc__write_summary}};
enum { WRITER_COUNT = sizeof writers / sizeof writers[0] };

static htsc_status write_all(const htsc__results *results, const char *folder, const htsc_progress *progress,
                             htsc__outputs *outputs, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < WRITER_COUNT && status == HTSC_OK; i++) {
        status = htsc__progress_step(progress, HTSC_STAGE_WRITE, i, WRITER_COUNT, err);
        if (status == HTSC_OK && (writers[i].kind == 0 || (results->project->outputs & (unsigned)writers[i].kind) != 0))
            status = writers[i].write(results, outputs, err);
    }
    if (status == HTSC_OK) status = htsc__drop_stale(folder, outputs, err);
    if (status == HTSC_OK) status = htsc__outputs_commit(outputs, err);
    if (status == HTSC_OK && progress != NULL && progress->report != NULL)
        progress->report(progress->ctx, HTSC_STAGE_WRITE, WRITER_COUNT, WRITER_COUNT);
    return status;
}

htsc_status htsc_report_run(const htsc_project *project, const char *folder, const htsc_report_options *options,
                            htsc_report **report, htsc_error *err) {
    *report = NULL;
    if (options->struct_size != sizeof *options)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "report options of %zu bytes, expected %zu",
                               options->struct_size, sizeof *options);
    htsc_report *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "a report");
    htsc_status status = htsc__results_create(project, options, &made->results, err);
    if (status == HTSC_OK) htsc__scoreboard(made->results);
    if (status == HTSC_OK) status = htsc__outputs_create(folder, &made->outputs, err);
    if (status == HTSC_OK) status = write_all(made->results, folder, options->progress, made->outputs, err);
    if (status != HTSC_OK) {
        htsc_report_free(made);
        return status;
    }
    *report = made;
    return HTSC_OK;
}

void htsc_report_free(htsc_report *report) {
    if (report == NULL) return;
    htsc__outputs_free(report->outputs);
    htsc__results_free(report->results);
    htsc__free(report);
}

const htsc_score *htsc_report_score(const htsc_report *report, htsc_target_id target) {
    return &report->results->scores[target];
}

const htsc_findings *htsc_report_findings(const htsc_report *report) {
    return report->results->findings;
}

size_t htsc_report_file_count(const htsc_report *report) {
    return htsc__outputs_count(report->outputs);
}

const char *htsc_report_file(const htsc_report *report, size_t index) {
    return htsc__outputs_name(report->outputs, index);
}

size_t htsc_report_point_count(const htsc_report *report) {
    return htsc_population_count(report->results->population);
}

size_t htsc_report_pixel_count(const htsc_report *report) {
    return htsc_study_count(report->results->study);
}

uint64_t htsc_report_pair_count(const htsc_report *report) {
    return report->results->pair_count;
}
