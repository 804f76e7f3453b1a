/* coverage_report run: the main job. */
#include <stdio.h>

#include <htscover/project.h>
#include <htscover/report.h>

#include "coverage_report/language.h"
#include "coverage_report/opt.h"
#include "coverage_report/screen.h"

typedef struct settings {
    const char *project, *folder, *language;
    int jobs;
    bool quiet, fail_below_target;
} settings;

static int fail(const htsc_error *error) {
    fprintf(stderr, _("coverage_report: error: %s\n"), error->message);
    return EXIT_FAILED;
}

static bool target_missed(const htsc_report *report) {
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) {
        const htsc_score *score = htsc_report_score(report, (htsc_target_id)i);
        if (score->known && score->value_pct < score->target_pct) return true;
    }
    return false;
}

static int run_project(const settings *s, const htsc_project *project) {
    htsc_error error = {HTSC_OK, ""};
    htsc_progress progress;
    htsc_report_options options;
    htsc_report *report = NULL;
    screen_progress(s->quiet, &progress);
    htsc_report_options_init(&options);
    options.jobs = s->jobs;
    options.progress = &progress;
    htsc_status status = htsc_report_run(project, s->folder, &options, &report, &error);
    screen_progress_end();
    if (status == HTSC_ERR_CANCELLED) {
        fprintf(stderr, _("coverage_report: stopped; nothing was written\n"));
        return EXIT_FAILED;
    }
    if (status != HTSC_OK) return fail(&error);
    if (!s->quiet) {
        screen_scoreboard(project, report);
        screen_files(report, s->folder);
        fflush(stdout);
    }
    screen_rejects(report, s->folder);
    int code = EXIT_DONE;
    if (htsc_findings_total(htsc_report_findings(report), HTSC_SEVERITY_ERROR) > 0) code = EXIT_REJECTED;
    if (s->fail_below_target && target_missed(report)) code = EXIT_BELOW_TARGET;
    htsc_report_free(report);
    return code;
}

static int run(int argc, char **argv) {
    settings s = {0};
    bool help = false;
    const opt options[] = {
        {'o', "output", N_("FOLDER"), N_("where the results go (made where needed)"), NULL, &s.folder, NULL},
        {'j', "jobs", "N", N_("threads (default: all)"), NULL, NULL, &s.jobs},
        {'q', "quiet", NULL, N_("no progress bar and no scoreboard"), &s.quiet, NULL, NULL},
        {0, "lang", "vi|en", N_("language of messages (default: the project's)"), NULL, &s.language, NULL},
        {0, "fail-below-target", NULL, N_("exit with 4 where a known figure is below its target"), &s.fail_below_target,
         NULL, NULL}};
    size_t count = sizeof options / sizeof options[0];
    int code = opt_parse(&cmd_run, options, count, argc, argv, &s.project, 1, &help);
    if (help) {
        opt_help(&cmd_run, options, count);
        return EXIT_DONE;
    }
    if (code != EXIT_DONE) return code;
    if (s.folder == NULL) {
        fprintf(stderr, _("coverage_report run: say where the results go: -o FOLDER\n"));
        return EXIT_USAGE;
    }
    screen_catch_signals();
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    if (htsc_project_read(s.project, &project, &error) != HTSC_OK) return fail(&error);
    if (!language_is_chosen()) language_set(project->language);
    code = run_project(&s, project);
    htsc_project_free(project);
    return code;
}

const command cmd_run = {"run", "PROJECT.yaml", N_("computes ratios, scoreboard, tables, maps and layers of a project"),
                         run};
