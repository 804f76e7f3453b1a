/* The file and the formats of its cells. */
#include "report/workbook.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/palette.h"

void htsc__book_fail(htsc__book *book, lxw_error error) {
    if (error == LXW_NO_ERROR || book->status != HTSC_OK) return;
    book->status = htsc__error_set(book->err, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? HTSC_ERR_MEMORY : HTSC_ERR_IO,
                                   "bao_cao.xlsx: %s", lxw_strerror(error));
}

lxw_format *htsc__book_fill(lxw_workbook *file, uint32_t rgb) {
    lxw_format *format = workbook_add_format(file);
    if (format == NULL) return NULL;
    /* Relative luminance by the weights of ITU-R BT.709, without its curve. */
    const double light = 0.2126 * (rgb >> 16 & 255) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
    format_set_bg_color(format, rgb);
    format_set_font_color(format, light < 110 ? LXW_COLOR_WHITE : LXW_COLOR_BLACK);
    return format;
}

static lxw_format *cell_format(htsc__book *book, htsc__look look, const char *number_format) {
    lxw_format *format = workbook_add_format(book->file);
    if (format == NULL) {
        htsc__book_fail(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (number_format != NULL) format_set_num_format(format, number_format);
    if (look == HTSC__LOOK_APART) {
        format_set_bold(format);
        format_set_bg_color(format, 0xe7e6e6);
        format_set_top(format, LXW_BORDER_THIN);
    }
    format_set_bottom(format, LXW_BORDER_HAIR);
    format_set_bottom_color(format, 0xa6a6a6);
    return format;
}

static void look_formats(htsc__book *book, htsc__look look) {
    char shown[24] = "#,##0";
    /* As text: who opens a cell and leaves it has no formula then. Excel shows no long text that way. */
    book->text[look] = cell_format(book, look, "@");
    book->long_text[look] = cell_format(book, look, NULL);
    book->any[look] = cell_format(book, look, NULL);
    book->whole[look] = cell_format(book, look, "#,##0");
    book->date[look] = cell_format(book, look, book->language == HTSC_LANGUAGE_VI ? "dd/mm/yyyy" : "yyyy-mm-dd");
    for (int d = 0; d <= HTSC__BOOK_DECIMALS; d++) {
        book->number[look][d] = cell_format(book, look, shown);
        snprintf(shown + strlen(shown), sizeof shown - strlen(shown), d == 0 ? ".0" : "0");
    }
    if (book->status != HTSC_OK) return;
    format_set_text_wrap(book->text[look]);
    format_set_text_wrap(book->long_text[look]);
    lxw_format *const left[] = {book->text[look], book->long_text[look], book->any[look], book->whole[look]};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        format_set_align(left[i], LXW_ALIGN_LEFT);
        format_set_indent(left[i], 1); /* off the number before */
    }
}

static void formats(htsc__book *book) {
    for (int look = 0; look < HTSC__LOOK_COUNT; look++) look_formats(book, (htsc__look)look);
    book->heading = cell_format(book, HTSC__LOOK_APART, NULL);
    book->title = cell_format(book, HTSC__LOOK_PLAIN, NULL);
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
        book->levels[level] = htsc__book_fill(book->file, htsc__level_rgb((htsc_level)level));
    book->unknown = htsc__book_fill(book->file, 0xd9d9d9);
    if (book->status != HTSC_OK) return;
    format_set_text_wrap(book->heading);
    format_set_align(book->heading, LXW_ALIGN_CENTER);
    format_set_align(book->heading, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(book->heading, LXW_BORDER_THIN);
    format_set_bg_color(book->heading, 0xd9e1f2);
    format_set_bottom(book->title, LXW_BORDER_NONE);
    format_set_bold(book->title);
    format_set_font_size(book->title, 14);
}

/* The date is the project's: a clock would make every file another one. */
static void properties(htsc__book *book) {
    const htsc_project *p = book->x->project;
    struct tm day = {.tm_year = p->date / 10000 - 1900, .tm_mon = p->date / 100 % 100 - 1, .tm_mday = p->date % 100};
    const char *const texts[] = {p->name, p->period};
    char tool[64], *clean[2] = {NULL, NULL};
    snprintf(tool, sizeof tool, "libhtscover %s", htsc_version());
    for (int i = 0; i < 2 && book->status == HTSC_OK; i++) {
        clean[i] = htsc__alloc(2 * strlen(texts[i]) + 8, 1);
        if (clean[i] == NULL)
            book->status = htsc__error_memory(book->err, "bao_cao.xlsx");
        else
            htsc__book_clean(texts[i], clean[i]);
    }
    lxw_doc_properties known = {.title = clean[0], .subject = clean[1], .author = tool, .created = timegm(&day)};
    if (book->status == HTSC_OK) htsc__book_fail(book, workbook_set_properties(book->file, &known));
    htsc__free(clean[0]);
    htsc__free(clean[1]);
}

htsc_status htsc__book_open(const htsc__results *x, const char *path, size_t row_count, htsc__book *book,
                            htsc_error *err) {
    *book = (htsc__book){.x = x,
                         .language = x->project->language,
                         .err = err,
                         .at_once = row_count > HTSC__BOOK_MEMORY_ROWS,
                         .row_limit = HTSC__BOOK_ROWS};
    book->folder = htsc__strdup(path);
    if (book->folder == NULL) return book->status = htsc__error_memory(err, "bao_cao.xlsx");
    char *slash = strrchr(book->folder, '/');
    if (slash != NULL) *slash = '\0';
    lxw_workbook_options options = {.constant_memory = book->at_once, .tmpdir = slash == NULL ? NULL : book->folder};
    book->file = workbook_new_opt(path, &options);
    if (book->file == NULL) return book->status = htsc__error_memory(err, "bao_cao.xlsx");
    formats(book);
    if (book->status == HTSC_OK) properties(book);
    return book->status;
}

htsc_status htsc__book_close(htsc__book *book) {
    if (book->file != NULL && book->status != HTSC_OK)
        lxw_workbook_free(book->file);
    else if (book->file != NULL)
        htsc__book_fail(book, workbook_close(book->file)); /* frees it, whatever comes */
    book->file = NULL;
    htsc__free(book->folder);
    htsc__free(book->scratch);
    book->folder = book->scratch = NULL;
    return book->status;
}
