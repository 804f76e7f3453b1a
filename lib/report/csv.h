#ifndef HTSC_REPORT_CSV_H
#define HTSC_REPORT_CSV_H

#include <stdio.h>

#include "base/file.h"
#include "base/outputs.h"

/* A CSV file for people with Excel: UTF-8 with byte order mark, commas, CRLF; text that a spreadsheet would take for a
 * formula is held back by an apostrophe. */
typedef struct htsc__csv {
    FILE *out;
    const char *name; /* for messages */
    int started;      /* a cell stands on this line already */
} htsc__csv;

htsc_status htsc__csv_open(htsc__csv *csv, htsc__outputs *outputs, const char *name, htsc_error *err);
void htsc__csv_text(htsc__csv *csv, const char *text);
/* Empty for NaN. */
void htsc__csv_number(htsc__csv *csv, double value, int decimals);
void htsc__csv_integer(htsc__csv *csv, long long value);
void htsc__csv_end_row(htsc__csv *csv);
htsc_status htsc__csv_close(htsc__csv *csv, htsc_error *err);

#endif
