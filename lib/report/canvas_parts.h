/* Private to canvas*.c. */
#ifndef HTSC_REPORT_CANVAS_PARTS_H
#define HTSC_REPORT_CANVAS_PARTS_H

#include <pango/pangocairo.h>
#include <stddef.h>
#include <stdio.h>

#include "report/canvas.h"

/* The owner unrefs. Width and lines of 0: unbounded. */
PangoLayout *htsc__fonts_layout(htsc__fonts *fonts, const char *text, const htsc__style *style, double width_mm,
                                int max_lines);

/* Letters are drawn this much narrower than their font has them: names are long and places are small. */
#define HTSC__NARROW 0.9

/* Text of a growing file. */
typedef struct htsc__bytes {
    char *data;
    size_t size, capacity;
    bool failed;
} htsc__bytes;

void htsc__bytes_add(htsc__bytes *bytes, const void *data, size_t size);

/* Cairo numbers its parts by a counter of the process and draws letters as outlines. Here parts are numbered by the
 * place where they stand, and the texts (elements, as htsc__svg_text() makes them) are added unseen, to be searched
 * and copied. */
void htsc__svg_finish(const htsc__bytes *svg, const htsc__bytes *texts, const htsc__canvas_about *about,
                      htsc__bytes *out);
void htsc__svg_text(htsc__bytes *texts, const char *text, size_t size, double x_pt, double y_pt, double width_pt,
                    double size_pt);

#endif
