#ifndef HTSC_TESTS_E2E_BROKEN_H
#define HTSC_TESTS_E2E_BROKEN_H

#include <stddef.h>

/* One way to break the small project of tests/e2e/tiny, and what must come of it. */
typedef struct broken {
    const char *what;
    const char *file; /* that is changed; NULL: `change` does it */
    const char *find; /* stands once in it; NULL: `by` is the whole file */
    const char *by;
    void (*change)(const char *in); /* after the replacement; may be NULL */
    int code;            /* 0: fine; 1: cannot be used, nothing is written; 3: rows are refused, the rest is written */
    const char *says[4]; /* on stderr */
    /* "file|row|column|value|code" of rejects.csv; when code is 3, no other errors may stand there */
    const char *rejects[4];
} broken;

/* Runs every row and prints a line of it; ends the test where some failed, after all have run. */
void broken_run(const broken *rows, size_t count);
#define BROKEN_RUN(rows) broken_run((rows), sizeof(rows) / sizeof(rows)[0])

#endif
