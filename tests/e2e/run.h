#ifndef HTSC_TESTS_E2E_RUN_H
#define HTSC_TESTS_E2E_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

/* Folders, files and runs of the real program. What cannot be done ends the test. */

/* ---- folders and files ---- */

/* A new empty folder, removed with all below it when the program ends. Lives until then. */
const char *folder_new(void);
/* "folder/name"; lives until the program ends. */
const char *path_of(const char *folder, const char *name);
/* "testdata/ngoclac", "tests/e2e/tiny": copies a folder's files, not its subfolders, into a new one. */
const char *folder_copy(const char *from);
void folder_remove(const char *folder);

/* The caller frees; ended by a zero byte that is not counted. `size` may be NULL. */
char *file_read(const char *path, size_t *size);
void file_write(const char *path, const void *bytes, size_t size);
void file_write_text(const char *path, const char *text);
/* Cuts to the first `part` of the size. */
void file_cut(const char *path, double part);
/* Replaces what stands exactly once in the file. */
void file_replace(const char *path, const char *find, const char *by);
bool file_exists(const char *path);
bool files_equal(const char *a, const char *b);

/* Every file of both folders has the same name and bytes. */
void assert_folders_equal(const char *a, const char *b);
/* The folder is absent or empty, hidden names included. */
void assert_nothing_written(const char *folder);
/* Number of entries whose name starts with `prefix`. */
int folder_count(const char *folder, const char *prefix);
/* No file below the folder holds these bytes. */
void assert_folder_lacks(const char *folder, const char *text);

/* What a run of tests/e2e/tiny writes: eight layers of six files, three tables, rejects.csv and summary.json. */
enum { TINY_FILES = 8 * 6 + 5 };

/* ---- runs ---- */

typedef struct run_options {
    const char *folder; /* working directory; NULL: the test's */
    const char *env[4]; /* "NAME=value" to add */
    size_t file_bytes;  /* no file may grow beyond; 0: as it is */
    bool as_nobody;     /* gives up root */
    double limit_s;     /* ends a run that hangs, with code RUN_HUNG; 0: 300 s */
} run_options;

typedef struct run {
    pid_t pid;
    int out_fd, err_fd;
    double started_s, limit_s;
} run;

enum { RUN_HUNG = -1000 };

typedef struct result {
    int code; /* exit code, or minus the signal */
    double seconds;
    char *out, *err;
} result;

double now_s(void);
/* `words` ends with NULL; the program's own name is put before it. */
run run_start(const run_options *options, const char *const *words);
result run_end(run *running);
bool run_is_alive(const run *running);
result run_words(const run_options *options, const char *const *words);
void result_clear(result *r);

#define RUN(...) run_words(NULL, (const char *const[]){__VA_ARGS__, NULL})
#define RUN_WITH(options, ...) run_words((options), (const char *const[]){__VA_ARGS__, NULL})

/* Ends the test with both streams shown unless the exit code is `code`. */
void assert_code(const result *r, int code);
void assert_contains(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

/* Shows a line of the sheet; cmocka's own lines say only the test's name. */
void sheet(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
