#include "coverage_report/screen.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "coverage_report/language.h"

enum { BAR_CELLS = 30, REJECTS_SHOWN = 5, LABEL_WIDTH = 46 };

static volatile sig_atomic_t stop_asked;
static bool bar_shown;

static void on_signal(int number) {
    stop_asked = 1;
    signal(number, SIG_DFL);
}

static int is_stopped(void *ctx) {
    (void)ctx;
    return stop_asked != 0;
}

static const char *stage_name(htsc_stage stage) {
    switch (stage) {
    case HTSC_STAGE_READ: return _("reading");
    case HTSC_STAGE_COVERAGE: return _("radio coverage");
    case HTSC_STAGE_REACH: return _("fibre reach");
    case HTSC_STAGE_ZONES: return _("weak zones");
    case HTSC_STAGE_WRITE: return _("writing");
    case HTSC_STAGE_SITING: return _("siting");
    }
    return "";
}

static void draw(void *ctx, htsc_stage stage, uint64_t done, uint64_t total) {
    static int last = -1;
    (void)ctx;
    int percent = total == 0 ? 100 : (int)(100 * done / total), mark = (int)stage * 1000 + percent;
    if (mark == last) return;
    last = mark;
    bar_shown = true;
    fprintf(stderr, "\r\033[K[");
    for (int i = 0; i < BAR_CELLS; i++) fputs(i < percent * BAR_CELLS / 100 ? "█" : "░", stderr);
    fprintf(stderr, "] %3d %% %s", percent, stage_name(stage));
    fflush(stderr);
}

void screen_progress(bool quiet, htsc_progress *progress) {
    *progress = (htsc_progress){NULL, NULL, is_stopped};
    if (!quiet && isatty(STDERR_FILENO)) progress->report = draw;
}

void screen_catch_signals(void) {
    struct sigaction action = {0};
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void screen_progress_end(void) {
    if (bar_shown) fputs("\r\033[K", stderr);
    bar_shown = false;
}

static void pad(const char *text, int width) {
    printf("%s%*s", text, language_columns(text) < width ? width - language_columns(text) : 0, "");
}

/* "48,0 %" or "48.0 %". */
static const char *percent_text(double value, char text[32]) {
    if (isnan(value)) return "-";
    snprintf(text, 32, "%.1f %%", value);
    return language_decimal(text);
}

static const char *level_text(double value_dbm, char text[32]) {
    snprintf(text, 32, "%g", value_dbm);
    return language_decimal(text);
}

static const char *target_label(htsc_target_id target) {
    switch (target) {
    case HTSC_TARGET_FIBER_HOUSEHOLDS: return _("Households that reach and use fibre");
    case HTSC_TARGET_POP_5G: return _("People covered by 5G");
    case HTSC_TARGET_ACCESS_1GBPS: return _("People able to get more than 1 Gb/s");
    case HTSC_TARGET_INFOSEC_SYSTEMS: return _("Information systems secured at their level");
    case HTSC_TARGET_EID_ACCOUNTS: return _("People aged 14+ with an electronic identity");
    case HTSC_TARGET_DIGITAL_SIGNATURES: return _("Adults with a digital signature");
    }
    return "";
}

static const char *verdict(const htsc_score *score) {
    if (!score->known) return score->declared ? _("not declared") : _("not computed");
    if (score->target == HTSC_TARGET_FIBER_HOUSEHOLDS && isnan(score->use_pct) && score->value_pct >= score->target_pct)
        return _("use unknown");
    return score->met ? _("met") : _("not met");
}

static void score_line(const htsc_score *score) {
    char value[32], target[32], note[160] = "";
    pad(target_label(score->target), LABEL_WIDTH);
    printf(" %9s  %8s  ", percent_text(score->value_pct, value), percent_text(score->target_pct, target));
    pad(verdict(score), 14);
    pad(score->declared ? _("declared") : _("computed"), 12);
    char first[32], second[32];
    if (score->target == HTSC_TARGET_FIBER_HOUSEHOLDS && score->known)
        snprintf(note, sizeof note, _("reach %s, use %s"), percent_text(score->reach_pct, first),
                 isnan(score->use_pct) ? _("not declared") : percent_text(score->use_pct, second));
    if (score->target == HTSC_TARGET_POP_5G && score->known)
        snprintf(note, sizeof note, _("largest operator %s"), percent_text(score->maximum_pct, first));
    puts(note);
}

void screen_scoreboard(const htsc_project *project, const htsc_report *report) {
    char left[32];
    printf("%s  %s  (%s)\n\n", project->name, project->period, project->commune_code);
    pad(_("Target"), LABEL_WIDTH);
    /* Right-aligned headings, by characters and not by bytes. */
    snprintf(left, sizeof left, "%s", _("reached"));
    printf(" %*s%s  ", 9 - language_columns(left), "", left);
    snprintf(left, sizeof left, "%s", _("target"));
    printf("%*s%s\n", 8 - language_columns(left), "", left);
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) score_line(htsc_report_score(report, (htsc_target_id)i));
    for (size_t i = 0; i < project->technology_count; i++) {
        const htsc_project_technology *t = &project->technologies[i];
        char covered[32], good[32];
        printf(_("%s: covered from %s dBm, good from %s dBm"), htsc_technology_name(t->technology),
               level_text(t->covered_dbm, covered), level_text(t->good_dbm, good));
        printf(i + 1 < project->technology_count ? "; " : "\n");
    }
}

/* What was kept but wants a look: a figure may rest on it. */
static void show_notes(const htsc_findings *findings) {
    unsigned long long notes =
        htsc_findings_total(findings, HTSC_SEVERITY_ANOMALY) + htsc_findings_total(findings, HTSC_SEVERITY_REPAIR);
    size_t shown = 0;
    if (notes == 0) return;
    fprintf(stderr, _("\n%llu findings were kept and want a look; figures rest on them:\n"), notes);
    for (size_t i = 0; i < htsc_findings_count(findings) && shown < REJECTS_SHOWN; i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        char text[512];
        if (f->severity == HTSC_SEVERITY_ERROR) continue;
        htsc_finding_text(f, language_get(), text, sizeof text);
        fprintf(stderr, "  %s:%lld: %s\n", f->file, (long long)f->row, text);
        shown++;
    }
}

void screen_rejects(const htsc_report *report, const char *folder) {
    const htsc_findings *findings = htsc_report_findings(report);
    uint64_t total = htsc_findings_total(findings, HTSC_SEVERITY_ERROR);
    show_notes(findings);
    if (total == 0) return;
    size_t count = htsc_findings_count(findings), shown = 0;
    fprintf(stderr, _("\n%llu values were refused; the rest went on:\n"), (unsigned long long)total);
    for (size_t i = 0; i < count && shown < REJECTS_SHOWN; i++) {
        const htsc_finding *f = htsc_findings_get(findings, i);
        char text[512];
        if (f->severity != HTSC_SEVERITY_ERROR) continue;
        htsc_finding_text(f, language_get(), text, sizeof text);
        fprintf(stderr, "  %s:%lld: %s\n", f->file, (long long)f->row, text);
        shown++;
    }
    fprintf(stderr, _("  all of them: %s/rejects.csv\n"), folder);
}

void screen_files(const htsc_report *report, const char *folder) {
    printf(_("\nwritten:\n"));
    for (size_t i = 0; i < htsc_report_file_count(report); i++) {
        const char *name = htsc_report_file(report, i), *dot = strrchr(name, '.');
        /* A shapefile's parts are one thing to people. */
        if (dot != NULL && (strcmp(dot, ".shx") == 0 || strcmp(dot, ".dbf") == 0 || strcmp(dot, ".prj") == 0 ||
                            strcmp(dot, ".cpg") == 0))
            continue;
        printf("  %s/%s\n", folder, name);
    }
}
