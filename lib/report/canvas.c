#include "report/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "report/canvas_parts.h"

static const double points_per_mm = 72 / 25.4;

/* What stands behind a canvas until it is closed. */
struct htsc__canvas_file {
    htsc__canvas_kind kind;
    cairo_surface_t *surface;
    const char *name;
    FILE *out;
    htsc__bytes svg, texts; /* of SVG alone */
    const htsc__canvas_about *about;
};

void htsc__bytes_add(htsc__bytes *bytes, const void *data, size_t size) {
    const size_t need = bytes->size + size;
    if (bytes->failed) return;
    if (need > bytes->capacity) {
        const size_t capacity = need + need / 2 + 4096;
        char *grown = htsc__realloc(bytes->data, capacity, 1);
        if (grown == NULL) {
            bytes->failed = true;
            return;
        }
        bytes->data = grown;
        bytes->capacity = capacity;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size = need;
}

static cairo_status_t write_file(void *closure, const unsigned char *data, unsigned int length) {
    return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int length) {
    htsc__bytes *bytes = closure;
    htsc__bytes_add(bytes, data, length);
    return bytes->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void set_about(cairo_surface_t *surface, const htsc__canvas_about *about) {
    char date[32];
    snprintf(date, sizeof date, "%04d-%02d-%02dT00:00:00Z", about->date / 10000, about->date / 100 % 100,
             about->date % 100);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, about->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

static cairo_surface_t *make_surface(struct htsc__canvas_file *f, double width_mm, double height_mm) {
    const double width_pt = width_mm * points_per_mm, height_pt = height_mm * points_per_mm;
    cairo_surface_t *surface = NULL;
    switch (f->kind) {
    case HTSC__CANVAS_PDF:
        surface = cairo_pdf_surface_create_for_stream(write_file, f->out, width_pt, height_pt);
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
        set_about(surface, f->about);
        break;
    case HTSC__CANVAS_SVG:
        surface = cairo_svg_surface_create_for_stream(write_bytes, &f->svg, width_pt, height_pt);
        break;
    case HTSC__CANVAS_PNG:
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width_mm / 25.4 * HTSC__CANVAS_DPI + 0.5),
                                             (int)(height_mm / 25.4 * HTSC__CANVAS_DPI + 0.5));
        break;
    }
    return surface;
}

static void begin_page(htsc__canvas *canvas, double width_mm, double height_mm) {
    htsc__canvas_box(canvas, 0, 0, width_mm, height_mm, 0xffffff, 1);
}

htsc_status htsc__canvas_open(htsc__fonts *fonts, htsc__canvas_kind kind, const char *path, const char *name,
                              double width_mm, double height_mm, const htsc__canvas_about *about, htsc__canvas **canvas,
                              htsc_error *err) {
    htsc__canvas *made = htsc__alloc(1, sizeof *made);
    struct htsc__canvas_file *file = htsc__alloc(1, sizeof *file);
    *canvas = NULL;
    if (made == NULL || file == NULL) {
        htsc__free(made);
        htsc__free(file);
        return htsc__error_memory(err, "a drawing");
    }
    *made = (htsc__canvas){NULL, fonts, file};
    *file = (struct htsc__canvas_file){.kind = kind, .name = name, .about = about};
    file->out = fopen(path, "wb");
    if (file->out == NULL) {
        const int code = errno;
        htsc__canvas_drop(made);
        return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", name, htsc__reason(code));
    }
    file->surface = make_surface(file, width_mm, height_mm);
    made->cr = cairo_create(file->surface);
    const double scale = kind == HTSC__CANVAS_PNG ? HTSC__CANVAS_DPI / 25.4 : points_per_mm;
    cairo_scale(made->cr, scale, scale);
    begin_page(made, width_mm, height_mm);
    *canvas = made;
    return HTSC_OK;
}

void htsc__canvas_next_page(htsc__canvas *canvas, double width_mm, double height_mm) {
    cairo_show_page(canvas->cr);
    cairo_pdf_surface_set_size(canvas->file->surface, width_mm * points_per_mm, height_mm * points_per_mm);
    begin_page(canvas, width_mm, height_mm);
}

void htsc__canvas_drop(htsc__canvas *canvas) {
    if (canvas == NULL) return;
    struct htsc__canvas_file *f = canvas->file;
    if (canvas->cr != NULL) cairo_destroy(canvas->cr);
    if (f->surface != NULL) cairo_surface_destroy(f->surface); /* may write: the file is closed after it */
    if (f->out != NULL) fclose(f->out);
    htsc__free(f->svg.data);
    htsc__free(f->texts.data);
    htsc__free(f);
    htsc__free(canvas);
}

static cairo_status_t write_whole(struct htsc__canvas_file *f) {
    htsc__bytes out = {NULL, 0, 0, false};
    cairo_status_t status = CAIRO_STATUS_SUCCESS;
    if (f->kind == HTSC__CANVAS_PNG) status = cairo_surface_write_to_png_stream(f->surface, write_file, f->out);
    cairo_surface_finish(f->surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(f->surface);
    if (f->kind != HTSC__CANVAS_SVG || status != CAIRO_STATUS_SUCCESS) return status;
    htsc__svg_finish(&f->svg, &f->texts, f->about, &out);
    if (out.failed || f->svg.failed || f->texts.failed)
        status = CAIRO_STATUS_NO_MEMORY;
    else
        status = write_file(f->out, (const unsigned char *)out.data, (unsigned)out.size);
    htsc__free(out.data);
    return status;
}

htsc_status htsc__canvas_close(htsc__canvas *canvas, htsc_error *err) {
    if (canvas == NULL) return HTSC_OK;
    struct htsc__canvas_file *f = canvas->file;
    cairo_status_t drawn = cairo_status(canvas->cr);
    if (f->kind == HTSC__CANVAS_PDF && drawn == CAIRO_STATUS_SUCCESS) cairo_show_page(canvas->cr);
    if (drawn == CAIRO_STATUS_SUCCESS) drawn = write_whole(f);
    htsc_status status = HTSC_OK;
    FILE *out = f->out;
    const char *name = f->name;
    if (drawn == CAIRO_STATUS_SUCCESS || drawn == CAIRO_STATUS_WRITE_ERROR) {
        f->out = NULL;
        cairo_destroy(canvas->cr);
        canvas->cr = NULL;
        cairo_surface_destroy(f->surface);
        f->surface = NULL;
        status = htsc__file_close(out, name, err);
        if (status == HTSC_OK && drawn == CAIRO_STATUS_WRITE_ERROR)
            status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write", name);
    } else if (drawn == CAIRO_STATUS_NO_MEMORY)
        status = htsc__error_memory(err, name);
    else
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot draw: %s", name, cairo_status_to_string(drawn));
    htsc__canvas_drop(canvas);
    return status;
}

/* Lines of a layout as unseen elements of an SVG; x, y is the layout's top left. */
static void note_texts(htsc__canvas *canvas, PangoLayout *layout, double x_mm, double y_mm, double size_mm) {
    PangoLayoutIter *i = pango_layout_get_iter(layout);
    const char *text = pango_layout_get_text(layout);
    do {
        const PangoLayoutLine *line = pango_layout_iter_get_line_readonly(i);
        PangoRectangle logical;
        double x = x_mm, y = y_mm, width = 0;
        pango_layout_iter_get_line_extents(i, NULL, &logical);
        x += HTSC__NARROW * logical.x / PANGO_SCALE;
        y += (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE;
        width = HTSC__NARROW * logical.width / PANGO_SCALE;
        double width_pt = width, size_pt = size_mm, unused = 0;
        cairo_user_to_device(canvas->cr, &x, &y);
        cairo_user_to_device_distance(canvas->cr, &width_pt, &unused);
        cairo_user_to_device_distance(canvas->cr, &unused, &size_pt);
        if (line->length > 0)
            htsc__svg_text(&canvas->file->texts, text + line->start_index, (size_t)line->length, x, y, width_pt,
                           size_pt);
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
}

/* x, y: the layout's top left. */
static void show(htsc__canvas *canvas, PangoLayout *layout, double x_mm, double y_mm, const htsc__style *style) {
    cairo_t *cr = canvas->cr;
    cairo_save(cr);
    cairo_translate(cr, x_mm, y_mm);
    cairo_scale(cr, HTSC__NARROW, 1);
    if (style->halo_mm > 0) {
        cairo_move_to(cr, 0, 0);
        pango_cairo_layout_path(cr, layout);
        htsc__canvas_colour(canvas, 0xffffff, 0.85);
        cairo_set_line_width(cr, 2 * style->halo_mm);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cr);
    }
    cairo_move_to(cr, 0, 0);
    htsc__canvas_colour(canvas, style->rgb, 1);
    pango_cairo_show_layout(cr, layout);
    cairo_new_path(cr);
    cairo_restore(cr);
    if (canvas->file->kind == HTSC__CANVAS_SVG) note_texts(canvas, layout, x_mm, y_mm, style->size_mm);
}

double htsc__canvas_line(htsc__canvas *canvas, double x_mm, double y_mm, double max_width_mm, const char *text,
                         const htsc__style *style) {
    PangoLayout *layout = htsc__fonts_layout(canvas->fonts, text, style, max_width_mm, max_width_mm > 0 ? 1 : 0);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    const double width = HTSC__NARROW * logical.width / PANGO_SCALE;
    const double left = style->align == HTSC__ALIGN_LEFT     ? x_mm
                        : style->align == HTSC__ALIGN_CENTRE ? x_mm - width / 2
                                                             : x_mm - width;
    show(canvas, layout, left, y_mm - (double)pango_layout_get_baseline(layout) / PANGO_SCALE, style);
    g_object_unref(layout);
    return width;
}

double htsc__canvas_paragraph(htsc__canvas *canvas, double x_mm, double y_mm, double width_mm, int max_lines,
                              const char *text, const htsc__style *style) {
    PangoLayout *layout = htsc__fonts_layout(canvas->fonts, text, style, width_mm, max_lines);
    PangoRectangle logical;
    pango_layout_set_alignment(layout, style->align == HTSC__ALIGN_LEFT     ? PANGO_ALIGN_LEFT
                                       : style->align == HTSC__ALIGN_CENTRE ? PANGO_ALIGN_CENTER
                                                                            : PANGO_ALIGN_RIGHT);
    pango_layout_get_extents(layout, NULL, &logical);
    show(canvas, layout, x_mm, y_mm, style);
    g_object_unref(layout);
    return (double)logical.height / PANGO_SCALE;
}

void htsc__canvas_colour(htsc__canvas *canvas, uint32_t rgb, double opacity) {
    cairo_set_source_rgba(canvas->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0,
                          opacity);
}

void htsc__canvas_box(htsc__canvas *canvas, double x_mm, double y_mm, double width_mm, double height_mm, uint32_t rgb,
                      double opacity) {
    htsc__canvas_colour(canvas, rgb, opacity);
    cairo_rectangle(canvas->cr, x_mm, y_mm, width_mm, height_mm);
    cairo_fill(canvas->cr);
}

void htsc__canvas_rule(htsc__canvas *canvas, double x1_mm, double y1_mm, double x2_mm, double y2_mm, double width_mm,
                       uint32_t rgb) {
    htsc__canvas_colour(canvas, rgb, 1);
    cairo_set_line_width(canvas->cr, width_mm);
    cairo_move_to(canvas->cr, x1_mm, y1_mm);
    cairo_line_to(canvas->cr, x2_mm, y2_mm);
    cairo_stroke(canvas->cr);
}
