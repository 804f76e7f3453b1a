#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/canvas_parts.h"

static void add(htsc__bytes *out, const char *text) {
    htsc__bytes_add(out, text, strlen(text));
}

static void add_escaped(htsc__bytes *out, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) switch (text[i]) {
        case '&': add(out, "&amp;"); break;
        case '<': add(out, "&lt;"); break;
        case '>': add(out, "&gt;"); break;
        case '"': add(out, "&quot;"); break;
        default: htsc__bytes_add(out, text + i, 1);
        }
}

void htsc__svg_text(htsc__bytes *texts, const char *text, size_t size, double x_pt, double y_pt, double width_pt,
                    double size_pt) {
    char head[320];
    char x[4][G_ASCII_DTOSTR_BUF_SIZE];
    const double values[4] = {x_pt, y_pt, width_pt, size_pt};
    for (int i = 0; i < 4; i++) g_ascii_formatd(x[i], sizeof x[i], "%.2f", values[i]);
    snprintf(head, sizeof head,
             "<text x=\"%s\" y=\"%s\" textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\" font-size=\"%s\">", x[0],
             x[1], x[2], x[3]);
    add(texts, head);
    add_escaped(texts, text, size);
    add(texts, "</text>\n");
}

enum { MAX_PARTS = 64 };

/* The place of a part's number among those met so far, from 1. */
static unsigned renumber(unsigned long *met, size_t *count, unsigned long number) {
    for (size_t i = 0; i < *count; i++)
        if (met[i] == number) return (unsigned)i + 1;
    if (*count < MAX_PARTS) met[(*count)++] = number;
    return (unsigned)*count;
}

/* Cairo's own text with surface12, image34 … numbered anew. It holds no letters of ours: they are outlines. */
static void add_numbered(htsc__bytes *out, const char *from, const char *end) {
    static const char *const names[] = {"surface", "image", "source"};
    unsigned long met[MAX_PARTS];
    size_t count = 0;
    const char *kept = from;
    while (from < end) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        if (quote == NULL) break;
        const char *at = quote + 1;
        if (at < end && *at == '#') at++;
        from = quote + 1;
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
            const size_t length = strlen(names[n]);
            char *after;
            if ((size_t)(end - at) <= length || memcmp(at, names[n], length) != 0) continue;
            if (at[length] < '0' || at[length] > '9') continue;
            const unsigned long number = strtoul(at + length, &after, 10);
            char text[32];
            snprintf(text, sizeof text, "%u", renumber(met, &count, number));
            htsc__bytes_add(out, kept, (size_t)(at + length - kept));
            add(out, text);
            kept = from = after;
            break;
        }
    }
    htsc__bytes_add(out, kept, (size_t)(end - kept));
}

void htsc__svg_finish(const htsc__bytes *svg, const htsc__bytes *texts, const htsc__canvas_about *about,
                      htsc__bytes *out) {
    htsc__bytes whole = {NULL, 0, 0, false}; /* ended by a zero, for strstr and strtoul */
    htsc__bytes_add(&whole, svg->data, svg->size);
    htsc__bytes_add(&whole, "", 1);
    const char *root = whole.failed ? NULL : strstr(whole.data, "<svg ");
    const char *body = root == NULL ? NULL : strchr(root, '>');
    const char *end = body == NULL ? NULL : strstr(body, "</svg>");
    if (end == NULL) {
        out->failed = true;
    } else {
        htsc__bytes_add(out, whole.data, (size_t)(body + 1 - whole.data));
        add(out, "\n<title>");
        add_escaped(out, about->title, strlen(about->title));
        add(out, "</title>\n<desc>");
        add_escaped(out, about->subject, strlen(about->subject));
        add(out, "</desc>");
        add_numbered(out, body + 1, end);
        add(out, "<g fill-opacity=\"0\" font-family=\"DejaVu Sans, Noto Sans, sans-serif\">\n");
        htsc__bytes_add(out, texts->data, texts->size);
        add(out, "</g>\n</svg>\n");
    }
    htsc__free(whole.data);
}
