/* The gap maps: one page for each technology and one for fibre, together as PDF, each as PNG and SVG. */
#include <stdio.h>

#include "base/error.h"
#include "report/map_page.h"
#include "report/write.h"

static const htsc__technology_ratios *page_technology(const htsc__results *x, size_t page) {
    size_t first = 0; /* the plan's own: 5G, else the project's first */
    for (size_t i = 0; i < x->technology_count; i++)
        if (x->technologies[i].technology == HTSC_TECHNOLOGY_5G) first = i;
    if (page == 0) return &x->technologies[first];
    return page >= x->technology_count ? NULL : &x->technologies[page <= first ? page - 1 : page];
}

static htsc_status write_picture(const htsc__map_page *page, htsc__canvas_kind kind, const char *name,
                                 htsc__outputs *outputs, htsc_error *err) {
    const char *path;
    htsc__canvas *canvas;
    htsc_status status = htsc__outputs_add(outputs, name, &path, err);
    if (status == HTSC_OK)
        status = htsc__canvas_open(page->fonts, kind, path, name, page->frame.width, page->frame.height, &page->about,
                                   &canvas, err);
    if (status != HTSC_OK) return status;
    status = htsc__map_page_draw(page, canvas, err);
    if (status == HTSC_OK) return htsc__canvas_close(canvas, err);
    htsc__canvas_drop(canvas);
    return status;
}

static htsc_status write_pictures(const htsc__map_page *page, bool first, htsc__outputs *outputs, htsc_error *err) {
    char stem[32] = "gap_map", name[40];
    if (!first)
        snprintf(stem, sizeof stem, "gap_map_%s",
                 page->technology == NULL ? "fiber" : htsc__technology_stem(page->technology->technology));
    snprintf(name, sizeof name, "%s.png", stem);
    htsc_status status = write_picture(page, HTSC__CANVAS_PNG, name, outputs, err);
    snprintf(name, sizeof name, "%s.svg", stem);
    return status == HTSC_OK ? write_picture(page, HTSC__CANVAS_SVG, name, outputs, err) : status;
}

/* Opens the PDF at the first page. */
static htsc_status add_to_pdf(const htsc__map_page *page, const char *path, htsc__canvas **pdf, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (*pdf == NULL)
        status = htsc__canvas_open(page->fonts, HTSC__CANVAS_PDF, path, "gap_map.pdf", page->frame.width,
                                   page->frame.height, &page->about, pdf, err);
    else
        htsc__canvas_next_page(*pdf, page->frame.width, page->frame.height);
    return status == HTSC_OK ? htsc__map_page_draw(page, *pdf, err) : status;
}

htsc_status htsc__write_maps(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    const size_t count = results->technology_count + (results->fiber_results != NULL);
    htsc__map_shared shared;
    htsc__canvas *pdf = NULL;
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, "gap_map.pdf", &path, err);
    if (status != HTSC_OK) return status;
    status = htsc__map_shared_make(results, &shared, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        htsc__map_page page;
        status = htsc__map_page_make(&shared, page_technology(results, i), &page, err);
        if (status == HTSC_OK) status = add_to_pdf(&page, path, &pdf, err);
        if (status == HTSC_OK) status = write_pictures(&page, i == 0, outputs, err);
        htsc__map_page_clear(&page);
    }
    if (status == HTSC_OK)
        status = htsc__canvas_close(pdf, err);
    else
        htsc__canvas_drop(pdf);
    htsc__map_shared_clear(&shared);
    return status;
}
