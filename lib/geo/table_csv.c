/* CSV through libcsv, fed line by line so that every row knows the line it starts on. */
#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/table_backend.h"

/* A quoted cell may hold line breaks; a row over more lines than this has a quote that nobody closed. */
enum { MAX_LINES_A_ROW = 64 };

typedef struct csv_file {
    FILE *in;
    struct csv_parser parser;
    bool parser_ready;
    char delimiter;
    char *line; /* HTSC__MAX_LINE_BYTES + 2 */
    size_t line_length;
    bool line_too_long, line_has_zero;
    int64_t line_number;
    /* the row that is being put together */
    char *text;
    size_t text_size, text_capacity;
    size_t starts[HTSC__MAX_COLUMNS + 1];
    size_t field_count;
    bool row_done, out_of_memory;
    char *cells[HTSC__MAX_COLUMNS + 1];
} csv_file;

static void on_field(void *data, size_t size, void *ctx) {
    csv_file *f = ctx;
    if (f->field_count > HTSC__MAX_COLUMNS) return;
    if (f->field_count < HTSC__MAX_COLUMNS) {
        if (htsc__grow(&f->text, &f->text_capacity, f->text_size + size + 1, 1, "a row", NULL) != HTSC_OK) {
            f->out_of_memory = true;
            return;
        }
        f->starts[f->field_count] = f->text_size;
        if (size > 0) memcpy(f->text + f->text_size, data, size);
        f->text[f->text_size + size] = '\0';
        f->text_size += size + 1;
    }
    f->field_count++;
}

static void on_row(int terminator, void *ctx) {
    (void)terminator;
    ((csv_file *)ctx)->row_done = true;
}

/* Reads one line (LF, CRLF or CR) into f->line, ended by one LF. False at the end of the file. */
static bool read_line(csv_file *f) {
    f->line_length = 0;
    f->line_too_long = f->line_has_zero = false;
    int c = getc_unlocked(f->in);
    if (c == EOF) return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(f->in)) {
        if (c == '\r') {
            int next = getc_unlocked(f->in);
            if (next != '\n' && next != EOF) ungetc(next, f->in);
            break;
        }
        if (c == '\0') f->line_has_zero = true;
        if (f->line_length < HTSC__MAX_LINE_BYTES)
            f->line[f->line_length++] = (char)c;
        else
            f->line_too_long = true;
    }
    f->line[f->line_length] = '\n';
    f->line_number++;
    return true;
}

static bool is_blank(const csv_file *f) {
    return strspn(f->line, f->delimiter == '\t' ? " " : " \t") == f->line_length;
}

static htsc_status reset_parser(csv_file *f, htsc_error *err) {
    if (f->parser_ready) csv_free(&f->parser);
    f->parser_ready = csv_init(&f->parser, 0) == 0;
    if (!f->parser_ready) return htsc__error_memory(err, "a CSV file");
    csv_set_delim(&f->parser, (unsigned char)f->delimiter);
    f->text_size = f->field_count = 0;
    f->row_done = false;
    return HTSC_OK;
}

/* Back to just after the first line of a row that never ended. */
static htsc_status rewind_to(csv_file *f, long long offset, int64_t line_number, const char *path, htsc_error *err) {
    if (fseeko(f->in, (off_t)offset, SEEK_SET) != 0)
        return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read again: %s", path, htsc__reason(errno));
    f->line_number = line_number;
    return reset_parser(f, err);
}

/* The row cannot be put together: it is refused, and reading goes on after its first line. */
static htsc_status give_up(csv_file *f, htsc__row *row, long long after_first, const char *path, htsc_error *err) {
    row->problem = HTSC__ROW_TOO_LONG;
    return row->number == f->line_number ? reset_parser(f, err) : rewind_to(f, after_first, row->number, path, err);
}

/* False where the line's quotes cannot be right. Stray quotes are let pass on a row's first line; on those that follow
 * they mean that a quote was never closed and the quotes of later rows are being taken for its own. */
static bool parse_line(csv_file *f, bool first) {
    csv_set_opts(&f->parser, first ? 0 : CSV_STRICT);
    return csv_parse(&f->parser, f->line, f->line_length + 1, on_field, on_row, f) == f->line_length + 1;
}

/* One row into f->text; blank lines are passed over. */
static htsc_status read_row(csv_file *f, htsc__row *row, bool *more, const char *path, htsc_error *err) {
    htsc_status status = reset_parser(f, err);
    if (status != HTSC_OK) return status;
    long long after_first = 0;
    bool has_zero = false;
    row->number = 0;
    while (!f->row_done) {
        bool got = read_line(f);
        if (ferror(f->in)) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read: %s", path, htsc__reason(errno));
        if (!got && row->number == 0) {
            *more = false;
            return HTSC_OK;
        }
        if (row->number == 0) {
            if (is_blank(f)) continue;
            row->number = f->line_number;
            after_first = (long long)ftello(f->in);
        }
        *more = true;
        if (!got || f->line_too_long || f->line_number - row->number >= MAX_LINES_A_ROW)
            return give_up(f, row, after_first, path, err);
        has_zero = has_zero || f->line_has_zero;
        bool good = parse_line(f, f->line_number == row->number);
        if (f->out_of_memory || csv_error(&f->parser) == CSV_ENOMEM) return htsc__error_memory(err, path);
        if (!good) return give_up(f, row, after_first, path, err);
    }
    if (has_zero) row->problem = HTSC__ROW_BAD_ENCODING;
    return HTSC_OK;
}

static htsc_status next_row(htsc__table *table, htsc__row *row, bool *more, htsc_error *err) {
    csv_file *f = table->backend;
    htsc_status status = read_row(f, row, more, table->path, err);
    if (status != HTSC_OK || !*more) return status;
    static char nothing[] = "";
    size_t have = f->field_count < table->column_count ? f->field_count : table->column_count;
    for (size_t i = 0; i < have; i++) f->cells[i] = htsc__text_strip(f->text + f->starts[i]);
    for (size_t i = have; i < table->column_count; i++) f->cells[i] = nothing;
    row->cells = f->cells;
    if (row->problem != HTSC__ROW_GOOD) return HTSC_OK;
    for (size_t i = 0; i < have; i++)
        if (!htsc__text_is_utf8(f->cells[i])) row->problem = HTSC__ROW_BAD_ENCODING;
    for (size_t i = table->column_count; i < f->field_count; i++)
        if (i >= HTSC__MAX_COLUMNS || f->text[f->starts[i]] != '\0') row->problem = HTSC__ROW_FIELD_COUNT;
    return HTSC_OK;
}

static void close_csv(void *backend) {
    csv_file *f = backend;
    if (f == NULL) return;
    if (f->parser_ready) csv_free(&f->parser);
    if (f->in != NULL) fclose(f->in);
    htsc__free(f->line);
    htsc__free(f->text);
    htsc__free(f);
}

/* The one of comma, semicolon and tab that stands most often outside quotes in the heading. */
static char guess_delimiter(const char *line, size_t length) {
    static const char candidates[] = ",;\t";
    size_t counts[3] = {0, 0, 0};
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '"') quoted = !quoted;
        const char *hit = quoted || line[i] == '\0' ? NULL : strchr(candidates, line[i]);
        if (hit != NULL) counts[hit - candidates]++;
    }
    size_t best = 0;
    for (size_t i = 1; i < 3; i++)
        if (counts[i] > counts[best]) best = i;
    return candidates[best];
}

static htsc_status skip_bom(csv_file *f, const char *path, htsc_error *err) {
    unsigned char head[3] = {0, 0, 0};
    size_t got = fread(head, 1, 3, f->in);
    if (got >= 2 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff)))
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is UTF-16; save it as CSV UTF-8", path);
    if (got == 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf) return HTSC_OK;
    rewind(f->in);
    return HTSC_OK;
}

static htsc_status read_heading(htsc__table *table, csv_file *f, htsc_error *err) {
    htsc_status status = skip_bom(f, table->path, err);
    if (status != HTSC_OK) return status;
    long long start = (long long)ftello(f->in);
    do {
        if (!read_line(f)) return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no heading", table->path);
    } while (is_blank(f));
    f->delimiter = guess_delimiter(f->line, f->line_length);
    status = rewind_to(f, start, 0, table->path, err);
    if (status != HTSC_OK) return status;
    htsc__row row = {0};
    bool more = false;
    status = read_row(f, &row, &more, table->path, err);
    if (status != HTSC_OK) return status;
    if (!more) return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no heading", table->path);
    if (row.problem == HTSC__ROW_TOO_LONG)
        return htsc__error_set(err, HTSC_ERR_LIMIT,
                               "%s:%lld: the heading is longer than %d bytes or a quote is not closed", table->path,
                               (long long)row.number, HTSC__MAX_LINE_BYTES);
    if (row.problem != HTSC__ROW_GOOD)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%lld: the heading holds a zero byte; is this a text file?",
                               table->path, (long long)row.number);
    for (size_t i = 0; i < f->field_count && status == HTSC_OK; i++) {
        const char *name = i < HTSC__MAX_COLUMNS ? f->text + f->starts[i] : "";
        if (!htsc__text_is_utf8(name))
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s:%lld: the heading is not UTF-8", table->path,
                                   (long long)row.number);
        status = htsc__table_add_column(table, name, err);
    }
    return status;
}

htsc_status htsc__table_open_csv(htsc__table *table, const htsc_input *input, htsc_error *err) {
    csv_file *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, input->path);
    table->backend = f;
    table->close = close_csv;
    table->next = next_row;
    f->delimiter = ',';
    f->line = htsc__alloc(HTSC__MAX_LINE_BYTES + 2, 1);
    if (f->line == NULL) return htsc__error_memory(err, input->path);
    htsc_status status = htsc__file_open(input->path, &f->in, err);
    return status == HTSC_OK ? read_heading(table, f, err) : status;
}
