#include "base/support.h"

#include <sys/resource.h>

#include "geo/table.h"

static htsc__table *open_table(const char *path) {
    htsc__table *table = NULL;
    htsc_input input = htsc_input_of(path);
    htsc_error err;
    assert_ok(htsc__table_open(&input, &table, &err), err);
    return table;
}

static htsc__table *open_text(scratch *s, const char *text) {
    return open_table(scratch_write(s, "t.csv", text));
}

/* The next row is good, starts at this line, and holds these cells. */
static void assert_row(htsc__table *table, int64_t number, const char *first, const char *second) {
    htsc__row row;
    bool more = false;
    htsc_error err;
    assert_ok(htsc__table_next(table, &row, &more, &err), err);
    assert_true(more);
    assert_int_equal(row.number, number);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_string_equal(row.cells[0], first);
    assert_string_equal(row.cells[1], second);
    assert_int_equal(row.shape, HTSC__SHAPE_NONE);
}

static void assert_problem(htsc__table *table, int64_t number, htsc__row_problem problem) {
    htsc__row row;
    bool more = false;
    htsc_error err;
    assert_ok(htsc__table_next(table, &row, &more, &err), err);
    assert_true(more);
    assert_int_equal(row.number, number);
    assert_int_equal(row.problem, problem);
}

/* And nothing after it; closes. */
static void assert_end(htsc__table *table) {
    htsc__row row;
    bool more = true;
    htsc_error err;
    for (int again = 0; again < 2; again++) {
        assert_ok(htsc__table_next(table, &row, &more, &err), err);
        assert_false(more);
    }
    htsc__table_free(table);
}

static void assert_refused(scratch *s, const void *bytes, size_t size, htsc_status status, const char *words) {
    const char *path = scratch_write_bytes(s, "t.csv", bytes, size);
    htsc_input input = htsc_input_of(path);
    htsc__table *table = NULL;
    htsc_error err;
    assert_status(htsc__table_open(&input, &table, &err), status, err);
    assert_null(table);
    assert_contains(err.message, "t.csv");
    assert_contains(err.message, words);
}

static void test_table_csv_delimiters_are_told_from_the_heading(void **state) {
    static const char *const texts[] = {"a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "\"a\",\"b\"\n\"1\",\"2\"\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        htsc__table *table = open_text(*state, texts[i]);
        assert_int_equal(htsc__table_column_count(table), 2);
        assert_string_equal(htsc__table_column_name(table, 0), "a");
        assert_string_equal(htsc__table_column_name(table, 1), "b");
        assert_row(table, 2, "1", "2");
        assert_end(table);
    }
    /* Commas within quotes do not outvote the semicolon; decimals in rows are nobody's business. */
    htsc__table *table = open_text(*state, "\"a, of x, y, z\";b\n1,5;2\n");
    assert_int_equal(htsc__table_column_count(table), 2);
    assert_row(table, 2, "1,5", "2");
    assert_end(table);
}

static void test_table_csv_line_ends_and_bom(void **state) {
    static const char *const texts[] = {"a,b\n1,2\n3,4\n",
                                        "a,b\r\n1,2\r\n3,4\r\n",
                                        "a,b\r1,2\r3,4\r",
                                        "a,b\n1,2\n3,4",
                                        "a,b\r\n1,2\r\n3,4\r",
                                        "\xef\xbb\xbf"
                                        "a,b\r\n1,2\r\n3,4"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        htsc__table *table = open_text(*state, texts[i]);
        assert_int_equal(htsc__table_find(table, "A"), 0);
        assert_int_equal(htsc__table_find(table, "b"), 1);
        assert_int_equal(htsc__table_find(table, "c"), -1);
        assert_null(htsc__table_crs(table));
        assert_false(htsc__table_has_geometry(table));
        assert_row(table, 2, "1", "2");
        assert_row(table, 3, "3", "4");
        assert_end(table);
    }
}

static void test_table_csv_blank_lines_are_passed_over_and_counted(void **state) {
    htsc__table *table = open_text(*state, "\n\na,b\n\n1,2\n  \n\t\n3,4\n\n");
    assert_row(table, 5, "1", "2");
    assert_row(table, 8, "3", "4");
    assert_end(table);
    table = open_text(*state, "a\tb\n\t\n1\t2\n"); /* in a table of tabs, a tab is an empty row */
    assert_row(table, 2, "", "");
    assert_row(table, 3, "1", "2");
    assert_end(table);
}

static void test_table_csv_blanks_around_cells_and_names_are_dropped(void **state) {
    htsc__table *table = open_text(*state, " a , b\t\n 1 ,\" 2 \"\n");
    assert_int_equal(htsc__table_find(table, "a"), 0);
    assert_int_equal(htsc__table_find(table, "b"), 1);
    assert_row(table, 2, "1", "2");
    assert_end(table);
}

static void test_table_csv_short_rows_are_filled_up(void **state) {
    htsc__table *table = open_text(*state, "a,b\n1\n,\n2,,,\n");
    assert_row(table, 2, "1", "");
    assert_row(table, 3, "", "");
    assert_row(table, 4, "2", ""); /* more cells, all empty */
    assert_end(table);
}

static void test_table_csv_quotes(void **state) {
    htsc__table *table = open_text(*state, "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n5\" tall,\"\"\n");
    assert_row(table, 2, "x, y", "say \"hi\"");
    assert_row(table, 3, "5\" tall", ""); /* a stray quote in a bare cell */
    assert_end(table);
}

/* A row's number is the line on which it starts. */
static void test_table_csv_line_breaks_in_quotes_row_number_is_the_first_line(void **state) {
    htsc__table *table = open_text(*state, "a,b\n\"1\n\n\n1\",x\n2,\"y\r\ny\"\n3,z\n");
    assert_row(table, 2, "1\n\n\n1", "x");
    assert_row(table, 6, "2", "y\ny");
    assert_row(table, 8, "3", "z");
    assert_end(table);
}

static void test_table_csv_unclosed_quote_refuses_just_that_row(void **state) {
    htsc__table *table = open_text(*state, "a,b\n1,\"open\n2,x\n3,y\n");
    assert_problem(table, 2, HTSC__ROW_TOO_LONG);
    assert_row(table, 3, "2", "x");
    assert_row(table, 4, "3", "y");
    assert_end(table);
    table = open_text(*state, "a,b\n1,x\n2,\"open"); /* in the last line */
    assert_row(table, 2, "1", "x");
    assert_problem(table, 3, HTSC__ROW_TOO_LONG);
    assert_end(table);
}

/* The next row's own quotes may not be taken for the missing one: that would swallow a good row and say nothing. */
static void test_table_csv_unclosed_quote_before_quoted_rows_swallows_none(void **state) {
    htsc__table *table = open_text(*state, "a,b\n1,\"open\n2,\"x\"\n3,\"y, z\"\n\"4\",w\n");
    assert_problem(table, 2, HTSC__ROW_TOO_LONG);
    assert_row(table, 3, "2", "x");
    assert_row(table, 4, "3", "y, z");
    assert_row(table, 5, "4", "w");
    assert_end(table);
}

static void test_table_csv_unclosed_quote_over_many_lines(void **state) {
    char text[4096] = "a,b\n1,\"open\n";
    for (int i = 0; i < 200; i++) snprintf(text + strlen(text), 32, "%d,x\n", i);
    htsc__table *table = open_text(*state, text);
    assert_problem(table, 2, HTSC__ROW_TOO_LONG);
    for (int i = 0; i < 200; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        assert_row(table, 3 + i, number, "x");
    }
    assert_end(table);
}

/* A quoted cell may go over 64 lines, and not over 65. */
static void test_table_csv_lines_a_row_limit(void **state) {
    for (int lines = 64; lines <= 65; lines++) {
        char text[1024] = "a,b\n1,\"", cell[256] = "";
        for (int i = 1; i < lines; i++) strcat(cell, "x\n");
        strcat(text, cell);
        strcat(text, "\"\n2,y\n");
        htsc__table *table = open_text(*state, text);
        if (lines == 64) {
            cell[strlen(cell) - 1] = '\0'; /* the last line break counts as a blank at the end */
            assert_row(table, 2, "1", cell);
            assert_row(table, 2 + 64, "2", "y");
            assert_end(table);
        } else {
            assert_problem(table, 2, HTSC__ROW_TOO_LONG);
            htsc__table_free(table);
        }
    }
}

static void test_table_csv_zero_byte_refuses_the_row(void **state) {
    static const char text[] = "a,b\n1,x\0y\n2,\"p\n\0q\"\n3,z\n";
    htsc__table *table = open_table(scratch_write_bytes(*state, "t.csv", text, sizeof text - 1));
    assert_problem(table, 2, HTSC__ROW_BAD_ENCODING);
    assert_problem(table, 3, HTSC__ROW_BAD_ENCODING); /* on the second line of a row: the whole row */
    assert_row(table, 5, "3", "z");
    assert_end(table);
}

static void test_table_csv_not_utf8_refuses_the_row(void **state) {
    htsc__table *table = open_text(*state, "a,b\n1,th\xf4n\n2,thôn\n3,\xed\xa0\x80\n4,Ngọc Lặc\n");
    assert_problem(table, 2, HTSC__ROW_BAD_ENCODING);
    assert_row(table, 3, "2", "thôn");
    assert_problem(table, 4, HTSC__ROW_BAD_ENCODING);
    assert_row(table, 5, "4", "Ngọc Lặc");
    assert_end(table);
}

static void test_table_csv_too_many_fields_refuses_the_row(void **state) {
    char text[4096] = "a,b\n1,2,3\n";
    for (int i = 0; i < 600; i++) strcat(text, "9,");
    strcat(text, "\n4,5\n");
    htsc__table *table = open_text(*state, text);
    assert_problem(table, 2, HTSC__ROW_FIELD_COUNT);
    assert_problem(table, 3, HTSC__ROW_FIELD_COUNT);
    assert_row(table, 4, "4", "5");
    assert_end(table);
}

static void test_table_csv_heading_alone_has_no_rows(void **state) {
    assert_end(open_text(*state, "a,b"));
    assert_end(open_text(*state, "a,b\r\n"));
    assert_end(open_text(*state, "a,b\n\n \n"));
}

static void test_table_csv_files_without_a_usable_heading_are_errors(void **state) {
    scratch *s = *state;
    static const char with_zero[] = "a\0b,c\n";
    assert_refused(s, "", 0, HTSC_ERR_FORMAT, "empty");
    assert_refused(s, "\n\n", 2, HTSC_ERR_FORMAT, "heading");
    assert_refused(s, "\xef\xbb\xbf", 3, HTSC_ERR_FORMAT, "heading");
    assert_refused(s,
                   "\xff\xfe"
                   "a\0,\0b\0",
                   8, HTSC_ERR_FORMAT, "UTF-16");
    assert_refused(s, with_zero, sizeof with_zero - 1, HTSC_ERR_FORMAT, "zero byte");
    assert_refused(s, "a,th\xf4n\n", 7, HTSC_ERR_FORMAT, "UTF-8");
    assert_refused(s, "a,\"b\n1,2\n", 9, HTSC_ERR_LIMIT, "quote");
    assert_refused(s, "code,name,Code\n", 15, HTSC_ERR_FORMAT, "Code");
    assert_refused(s, "code,\"code \"\n", 13, HTSC_ERR_FORMAT, "twice");
}

static void test_table_csv_more_than_256_columns_is_an_error(void **state) {
    for (int columns = 256; columns <= 258; columns++) {
        char text[4096] = "";
        size_t used = 0;
        for (int i = 0; i < columns; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%sc%d", i == 0 ? "" : ",", i);
        if (columns == 256) {
            htsc__table *table = open_text(*state, text);
            assert_int_equal(htsc__table_column_count(table), 256);
            assert_end(table);
        } else {
            assert_refused(*state, text, used, HTSC_ERR_LIMIT, "256");
        }
    }
}

static void test_table_open_what_is_no_file_is_an_io_error(void **state) {
    scratch *s = *state;
    htsc__table *table = NULL;
    htsc_error err;
    htsc_input input = htsc_input_of(scratch_path(s, "absent.csv"));
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "absent.csv");
    input = htsc_input_of("");
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_ARGUMENT, err);
    const char *folder = scratch_path(s, "folder.csv");
    assert_int_equal(mkdir(folder, 0777), 0);
    input = htsc_input_of(folder);
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_IO, err);
    const char *fifo = scratch_path(s, "pipe.csv"); /* would wait for ever */
    assert_int_equal(mkfifo(fifo, 0666), 0);
    input = htsc_input_of(fifo);
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_IO, err);
    input = htsc_input_of("/vsicurl/http://127.0.0.1/x.csv");
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_IO, err);
}

static long peak_kib(void) {
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* 100 MB in one line, as a heading and as a row. The memory limit is a third of the file: it may not be held whole. */
static void test_table_csv_endless_line_is_refused_in_little_memory(void **state) {
    enum { CHUNK = 1 << 20, CHUNKS = 100 };
    scratch *s = *state;
    char *chunk = malloc(CHUNK);
    assert_non_null(chunk);
    memset(chunk, 'x', CHUNK);
    const char *heading = scratch_path(s, "heading.csv"), *row = scratch_path(s, "row.csv");
    FILE *outs[2] = {fopen(heading, "wb"), fopen(row, "wb")};
    assert_true(outs[0] != NULL && outs[1] != NULL);
    fputs("a,b\n", outs[1]);
    for (int i = 0; i < CHUNKS; i++)
        for (int k = 0; k < 2; k++) assert_int_equal(fwrite(chunk, 1, CHUNK, outs[k]), CHUNK);
    fputs("\n1,2\n", outs[1]);
    fclose(outs[0]);
    fclose(outs[1]);
    free(chunk);
    long before_kib = peak_kib();
    htsc__table *table = NULL;
    htsc_error err;
    htsc_input input = htsc_input_of(heading);
    assert_status(htsc__table_open(&input, &table, &err), HTSC_ERR_LIMIT, err);
    assert_contains(err.message, "heading.csv:1");
    table = open_table(row);
    assert_problem(table, 2, HTSC__ROW_TOO_LONG);
    assert_row(table, 3, "1", "2");
    assert_end(table);
    assert_true(peak_kib() - before_kib < 33 * 1024);
}

/* A line of exactly 1 MiB is read, one byte more is not. */
static void test_table_csv_line_limit(void **state) {
    enum { LIMIT = 1 << 20 };
    for (int extra = 0; extra <= 1; extra++) {
        char *text = malloc(LIMIT + 64);
        assert_non_null(text);
        strcpy(text, "a,b\n");
        memset(text + 4, 'x', LIMIT - 2 + (size_t)extra);
        strcpy(text + 4 + LIMIT - 2 + extra, ",y\n1,2\n");
        htsc__table *table = open_text(*state, text);
        free(text);
        if (extra == 0) {
            htsc__row row;
            bool more;
            htsc_error err;
            assert_ok(htsc__table_next(table, &row, &more, &err), err);
            assert_int_equal(row.problem, HTSC__ROW_GOOD);
            assert_int_equal(strlen(row.cells[0]), LIMIT - 2);
            assert_string_equal(row.cells[1], "y");
        } else {
            assert_problem(table, 2, HTSC__ROW_TOO_LONG);
        }
        assert_row(table, 3, "1", "2");
        assert_end(table);
    }
}

static htsc_status read_all(void *ctx, htsc_error *err) {
    htsc_input input = htsc_input_of(ctx);
    htsc__table *table = NULL;
    htsc__row row;
    bool more = true;
    htsc_status status = htsc__table_open(&input, &table, err);
    while (status == HTSC_OK && more) status = htsc__table_next(table, &row, &more, err);
    htsc__table_free(table);
    return status;
}

static void test_table_csv_failing_allocation_is_an_error(void **state) {
    char *path = strdup(scratch_write(*state, "t.csv", "a,b\n1,2\n\"3\n3\",4\n5,6,7\n"));
    assert_true(fail_each_allocation(read_all, path) >= 6);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_table_csv_delimiters_are_told_from_the_heading),
        IN_SCRATCH(test_table_csv_line_ends_and_bom),
        IN_SCRATCH(test_table_csv_blank_lines_are_passed_over_and_counted),
        IN_SCRATCH(test_table_csv_blanks_around_cells_and_names_are_dropped),
        IN_SCRATCH(test_table_csv_short_rows_are_filled_up),
        IN_SCRATCH(test_table_csv_quotes),
        IN_SCRATCH(test_table_csv_line_breaks_in_quotes_row_number_is_the_first_line),
        IN_SCRATCH(test_table_csv_unclosed_quote_refuses_just_that_row),
        IN_SCRATCH(test_table_csv_unclosed_quote_before_quoted_rows_swallows_none),
        IN_SCRATCH(test_table_csv_unclosed_quote_over_many_lines),
        IN_SCRATCH(test_table_csv_lines_a_row_limit),
        IN_SCRATCH(test_table_csv_zero_byte_refuses_the_row),
        IN_SCRATCH(test_table_csv_not_utf8_refuses_the_row),
        IN_SCRATCH(test_table_csv_too_many_fields_refuses_the_row),
        IN_SCRATCH(test_table_csv_heading_alone_has_no_rows),
        IN_SCRATCH(test_table_csv_files_without_a_usable_heading_are_errors),
        IN_SCRATCH(test_table_csv_more_than_256_columns_is_an_error),
        IN_SCRATCH(test_table_open_what_is_no_file_is_an_io_error),
        IN_SCRATCH(test_table_csv_endless_line_is_refused_in_little_memory),
        IN_SCRATCH(test_table_csv_line_limit),
        IN_SCRATCH(test_table_csv_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
