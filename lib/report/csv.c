#include "report/csv.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

htsc_status htsc__csv_open(htsc__csv *csv, htsc__outputs *outputs, const char *name, htsc_error *err) {
    *csv = (htsc__csv){0};
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, name, &path, err);
    if (status != HTSC_OK) return status;
    csv->name = name;
    csv->out = fopen(path, "wb");
    if (csv->out == NULL) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", name, htsc__reason(errno));
    fputs("\xef\xbb\xbf", csv->out);
    return HTSC_OK;
}

static void separate(htsc__csv *csv) {
    if (csv->started) fputc(',', csv->out);
    csv->started = 1;
}

void htsc__csv_text(htsc__csv *csv, const char *text) {
    separate(csv);
    fputc('"', csv->out);
    if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL) fputc('\'', csv->out);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', csv->out);
        fputc((unsigned char)*text < 0x20 ? ' ' : *text, csv->out);
    }
    fputc('"', csv->out);
}

void htsc__csv_number(htsc__csv *csv, double value, int decimals) {
    char text[350];
    separate(csv);
    htsc__text_from_fixed(value, decimals, text, sizeof text);
    fputs(text, csv->out);
}

void htsc__csv_integer(htsc__csv *csv, long long value) {
    separate(csv);
    fprintf(csv->out, "%lld", value);
}

void htsc__csv_end_row(htsc__csv *csv) {
    fputs("\r\n", csv->out);
    csv->started = 0;
}

htsc_status htsc__csv_close(htsc__csv *csv, htsc_error *err) {
    return htsc__file_close(csv->out, csv->name, err);
}
