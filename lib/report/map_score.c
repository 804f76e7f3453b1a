/* The six targets: bars with the line of the target. */
#include <math.h>
#include <stdio.h>

#include "report/map_page.h"
#include "report/map_text.h"

static const double row_mm = 10.8, bar_mm = 3;

static void draw_bar(htsc__canvas *canvas, const htsc_score *score, double x, double y, double width) {
    htsc__canvas_box(canvas, x, y, width, bar_mm, 0xe6e6e6, 1);
    if (score->known) {
        const double share = fmin(fmax(score->value_pct, 0), 100) / 100;
        htsc__canvas_box(canvas, x, y, width * share, bar_mm, score->met ? 0x2b6a99 : 0xd08a3c, 1);
    }
    const double at = x + width * fmin(fmax(score->target_pct, 0), 100) / 100;
    htsc__canvas_rule(canvas, at, y - 0.8, at, y + bar_mm + 0.8, 0.5, HTSC__MAP_INK);
}

static void draw_score(const htsc__map_page *page, htsc__canvas *canvas, const htsc_score *score, const htsc__rect *at,
                       double y) {
    static const htsc__style name = {2.9, HTSC__MAP_INK, false, HTSC__ALIGN_LEFT, 0};
    static const htsc__style verdict = {2.8, HTSC__MAP_INK, true, HTSC__ALIGN_RIGHT, 0};
    static const htsc__style value = {2.9, HTSC__MAP_INK, true, HTSC__ALIGN_LEFT, 0};
    static const htsc__style small = {2.5, HTSC__MAP_GREY, false, HTSC__ALIGN_RIGHT, 0};
    const htsc_language language = page->x->project->language;
    char pct[40], target[40], text[160];
    const double told = htsc__canvas_line(canvas, at->x + at->width, y + 3.2, at->width / 3,
                                          htsc__say(language, htsc__verdict_phrase(score)), &verdict);
    htsc__canvas_line(canvas, at->x, y + 3.2, at->width - told - 3,
                      htsc__say(language, htsc__target_phrase(score->target)), &name);
    const double bar = at->width * 0.42;
    draw_bar(canvas, score, at->x, y + 5, bar);
    htsc__number_text(language, score->value_pct, 1, pct, sizeof pct);
    htsc__number_text(language, score->target_pct, score->target_pct == floor(score->target_pct) ? 0 : 1, target,
                      sizeof target);
    snprintf(text, sizeof text, score->known ? "%s %%" : "%s", pct);
    htsc__canvas_line(canvas, at->x + bar + 2.5, y + 7.6, 0, text, &value);
    snprintf(text, sizeof text, "%s %s %% · %s", htsc__say(language, (htsc__phrase){"mục tiêu", "target"}), target,
             htsc__say(language, htsc__kind_phrase(score)));
    htsc__canvas_line(canvas, at->x + at->width, y + 7.6, 0, text, &small);
}

double htsc__map_score_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at) {
    const htsc_language language = page->x->project->language;
    const double y =
        at->y + htsc__map_heading(canvas, at, htsc__say(language, (htsc__phrase){"Sáu chỉ tiêu", "The six targets"}));
    for (int i = 0; i < HTSC_TARGET_COUNT; i++) draw_score(page, canvas, &page->x->scores[i], at, y + i * row_mm);
    return y + HTSC_TARGET_COUNT * row_mm - at->y;
}
