#include "broken.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "run.h"

enum { MAX_FAULTS = 4000, LIMIT_S = 20 };

static void fault(char *faults, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(char *faults, const char *format, ...) {
    size_t used = strlen(faults);
    va_list args;
    va_start(args, format);
    used += (size_t)snprintf(faults + used, MAX_FAULTS - used, "\n    ");
    if (used < MAX_FAULTS) vsnprintf(faults + used, MAX_FAULTS - used, format, args);
    va_end(args);
}

static bool reject_is(const csv_sheet *rejects, size_t row, const char *expected) {
    static const char *const columns[] = {"file", "row", "column", "value", "code"};
    for (size_t i = 0; i < 5; i++) {
        const char *cell = csv_text(rejects, row, columns[i]);
        size_t length = strcspn(expected, "|");
        /* "*": any */
        if (!(length == 1 && expected[0] == '*') && (strlen(cell) != length || strncmp(cell, expected, length) != 0))
            return false;
        expected += length + (expected[length] == '|');
    }
    return true;
}

static void check_rejects(const broken *b, const char *out, char *faults) {
    csv_sheet rejects = csv_read(path_of(out, "rejects.csv"));
    size_t wanted = 0, errors = 0;
    for (; wanted < 4 && b->rejects[wanted] != NULL; wanted++) {
        bool found = false;
        for (size_t i = 0; i < csv_rows(&rejects) && !found; i++) found = reject_is(&rejects, i, b->rejects[wanted]);
        char *whole = file_read(path_of(out, "rejects.csv"), NULL);
        if (!found) fault(faults, "rejects.csv lacks %s; it is: %.900s", b->rejects[wanted], whole);
        free(whole);
    }
    for (size_t i = 0; i < csv_rows(&rejects); i++) errors += strcmp(csv_text(&rejects, i, "severity"), "error") == 0;
    if (b->code == 0 && errors > 0) fault(faults, "exit 0, and rejects.csv holds errors");
    if (b->code == 3 && wanted > 0 && errors > wanted) fault(faults, "more errors in rejects.csv than expected");
    csv_clear(&rejects);
}

static void check_outputs(const broken *b, const char *out, char *faults) {
    if (b->code == 0 || b->code == 3) {
        if (folder_count(out, "") != TINY_FILES) fault(faults, "not all of the outputs are there");
        if (file_exists(path_of(out, "rejects.csv"))) check_rejects(b, out, faults);
    } else if (folder_count(out, "") != 0) {
        fault(faults, "something was left in the output folder");
    }
    if (folder_count(out, ".htscover-part-") != 0) fault(faults, "a half-written folder was left");
}

static void check_stderr(const broken *b, const char *err, char *faults) {
    for (size_t i = 0; i < 4 && b->says[i] != NULL; i++)
        if (strstr(err, b->says[i]) == NULL) fault(faults, "stderr lacks \"%s\": %.600s", b->says[i], err);
    if (b->code == 1 && (strchr(err, '\n') == NULL || strchr(err, '\n')[1] != '\0'))
        fault(faults, "stderr is not one line: %.600s", err);
    for (const char *c = err; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 && *c != '\n') {
            fault(faults, "a control character is sent to the terminal");
            break;
        }
}

static bool run_row(const broken *b) {
    const char *in = folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny"), *out = path_of(in, "out");
    char faults[MAX_FAULTS] = "";
    if (b->file != NULL && b->find == NULL) file_write_text(path_of(in, b->file), b->by);
    if (b->file != NULL && b->find != NULL) file_replace(path_of(in, b->file), b->find, b->by);
    if (b->change != NULL) b->change(in);
    run_options o = {.limit_s = LIMIT_S};
    result ran = RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", out, "--lang", "en");
    if (ran.code == RUN_HUNG) fault(faults, "it did not end within %d s", LIMIT_S);
    if (ran.code != b->code) fault(faults, "exit code %d, expected %d: %.600s", ran.code, b->code, ran.err);
    if (ran.code == b->code) check_stderr(b, ran.err, faults);
    if (ran.code == b->code) check_outputs(b, out, faults);
    const char *said = strstr(ran.err, "error: ");
    if (said == NULL) said = strstr(ran.err, "on:\n  ");
    said = said == NULL ? "" : said[0] == 'e' ? said + 7 : said + 6;
    const char *name = strstr(said, in) == said ? said + strlen(in) + 1 : said;
    sheet("%s %d  %-44s %.*s%s", faults[0] == '\0' ? "ok  " : "FAIL", ran.code, b->what, (int)strcspn(name, "\n"), name,
          faults);
    result_clear(&ran);
    folder_remove(in);
    return faults[0] == '\0';
}

void broken_run(const broken *rows, size_t count) {
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) failed += !run_row(&rows[i]);
    if (failed > 0) fail_msg("%zu of %zu broken inputs did not end as they must", failed, count);
}
