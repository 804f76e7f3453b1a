#ifndef COVERAGE_REPORT_SCREEN_H
#define COVERAGE_REPORT_SCREEN_H

#include <stdbool.h>

#include <htscover/report.h>

/* What people see on the terminal: the progress bar, the scoreboard, the list of rejects. */

/* From now on Ctrl-C and SIGTERM ask the work to stop; a second one ends at once. */
void screen_catch_signals(void);
/* A bar on standard error while it is a terminal, and whether a signal asked to stop. */
void screen_progress(bool quiet, htsc_progress *progress);
/* Wipes the bar. */
void screen_progress_end(void);

void screen_scoreboard(const htsc_project *project, const htsc_report *report);
/* Refused rows per file, the first few in full, and where the rest stands. */
void screen_rejects(const htsc_report *report, const char *folder);
void screen_files(const htsc_report *report, const char *folder);

#endif
