/* Pages drawn in millimetres, and set text, as PDF, PNG or SVG: what Cairo and Pango are used through. */
#ifndef HTSC_REPORT_CANVAS_H
#define HTSC_REPORT_CANVAS_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include <htscover/error.h>

/* DejaVu Sans where it is installed, else Noto Sans, and no other font beside it: what is drawn does not depend on what
 * else the machine has. Where neither is, the machine's own sans serif. For one thread at a time. */
typedef struct htsc__fonts htsc__fonts;
htsc_status htsc__fonts_create(htsc__fonts **fonts, htsc_error *err);
void htsc__fonts_free(htsc__fonts *fonts);

typedef enum htsc__align { HTSC__ALIGN_LEFT, HTSC__ALIGN_CENTRE, HTSC__ALIGN_RIGHT } htsc__align;

typedef struct htsc__style {
    double size_mm; /* of the font, > 0 */
    uint32_t rgb;
    bool bold;
    htsc__align align;
    double halo_mm; /* width of the white edge around the letters; 0: none */
} htsc__style;

typedef enum htsc__canvas_kind { HTSC__CANVAS_PDF, HTSC__CANVAS_PNG, HTSC__CANVAS_SVG } htsc__canvas_kind;

/* What a file says of itself. Clean text (htsc__map_text()). */
typedef struct htsc__canvas_about {
    const char *title, *subject, *author;
    int32_t date; /* yyyymmdd; of the project, never of the clock */
} htsc__canvas_about;

enum { HTSC__CANVAS_DPI = 200 }; /* of PNG */

/* Origin at the top left, y downwards, in mm. Draw through `cr`, text through the functions below. */
typedef struct htsc__canvas {
    cairo_t *cr;
    htsc__fonts *fonts;
    struct htsc__canvas_file *file;
} htsc__canvas;

/* Writes to `path`; `name` is for messages. After the last page, close. */
htsc_status htsc__canvas_open(htsc__fonts *fonts, htsc__canvas_kind kind, const char *path, const char *name,
                              double width_mm, double height_mm, const htsc__canvas_about *about, htsc__canvas **canvas,
                              htsc_error *err);
/* Ends a page of a PDF and begins one of another size. */
void htsc__canvas_next_page(htsc__canvas *canvas, double width_mm, double height_mm);
/* Finishes the file; what went wrong since open is told here. NULL is fine. */
htsc_status htsc__canvas_close(htsc__canvas *canvas, htsc_error *err);
/* Removes a canvas that is not to be finished. NULL is fine. */
void htsc__canvas_drop(htsc__canvas *canvas);

/* One line at baseline y; x is its left, middle or right end as the style aligns it. Wider than max_width_mm (0: any
 * width) it ends in an ellipsis. Returns its width. */
double htsc__canvas_line(htsc__canvas *canvas, double x_mm, double y_mm, double max_width_mm, const char *text,
                         const htsc__style *style);
/* A paragraph of a given width from its top downwards, at most so many lines, the last of them with an ellipsis where
 * there was more. Returns its height. */
double htsc__canvas_paragraph(htsc__canvas *canvas, double x_mm, double y_mm, double width_mm, int max_lines,
                              const char *text, const htsc__style *style);
/* Width of a line, and the height of a paragraph as it would be drawn. */
double htsc__fonts_line_width(htsc__fonts *fonts, const char *text, const htsc__style *style);
double htsc__fonts_paragraph_height(htsc__fonts *fonts, double width_mm, int max_lines, const char *text,
                                    const htsc__style *style);
/* Of one line, above and below its baseline. */
void htsc__fonts_extent(htsc__fonts *fonts, const htsc__style *style, double *ascent_mm, double *descent_mm);

void htsc__canvas_colour(htsc__canvas *canvas, uint32_t rgb, double opacity);
/* Fills, with an edge of its own where edge_mm > 0. */
void htsc__canvas_box(htsc__canvas *canvas, double x_mm, double y_mm, double width_mm, double height_mm, uint32_t rgb,
                      double opacity);
void htsc__canvas_rule(htsc__canvas *canvas, double x1_mm, double y1_mm, double x2_mm, double y2_mm, double width_mm,
                       uint32_t rgb);

#endif
