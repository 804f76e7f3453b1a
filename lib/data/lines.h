#ifndef HTSC_DATA_LINES_H
#define HTSC_DATA_LINES_H

#include <stddef.h>

#include <htscover/error.h>

/* A small text file, line by line, for formats that are no tables. */
typedef struct htsc__lines {
    const char *path; /* borrowed */
    char *text, *next;
    long number; /* of the line last returned, from 1 */
} htsc__lines;

/* Reads the whole file, without its byte order mark; larger ones and those with a zero byte are refused. */
htsc_status htsc__lines_open(htsc__lines *lines, const char *path, size_t limit_bytes, htsc_error *err);
void htsc__lines_close(htsc__lines *lines);
/* The next line without its end, CR LF too; good until close, and to be written into. NULL after the last. */
char *htsc__lines_next(htsc__lines *lines);
/* The next word between blanks of a line, ended by a zero; *rest moves on. NULL where there is none. */
char *htsc__lines_word(char **rest);

/* "path:line: reason", HTSC_ERR_FORMAT. */
#define htsc__lines_error(lines, err, format, ...) \
    htsc__error_set((err), HTSC_ERR_FORMAT, "%s:%ld: " format, (lines)->path, (lines)->number, __VA_ARGS__)

#endif
