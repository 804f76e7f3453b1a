#include "report/map_labels.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* In the measure of the sheet: how far a label would rather go than lie on foreign ground, or take a lesser form. */
static const double foreign_cost = 18, form_cost[HTSC__LABEL_FORMS] = {0, 1.5, 2, 3, 4, 5};

bool htsc__rects_meet(const htsc__rect *a, const htsc__rect *b, double gap) {
    return a->x < b->x + b->width + gap && b->x < a->x + a->width + gap && a->y < b->y + b->height + gap &&
           b->y < a->y + a->height + gap;
}

static bool is_within(const htsc__rect *frame, const htsc__rect *r) {
    return r->x >= frame->x && r->y >= frame->y && r->x + r->width <= frame->x + frame->width &&
           r->y + r->height <= frame->y + frame->height;
}

static uint32_t owner_at(const htsc__label_ground *g, double x, double y) {
    const double column = floor((x - g->area.x) / g->area.width * (double)g->columns);
    const double row = floor((y - g->area.y) / g->area.height * (double)g->rows);
    if (!(column >= 0 && row >= 0 && column < (double)g->columns && row < (double)g->rows)) return UINT32_MAX;
    return g->owner[(size_t)row * g->columns + (size_t)column];
}

/* Share of the rectangle that is not the owner's, by a net of 7 x 3 points. */
static double foreign_share(const htsc__label_ground *g, uint32_t owner, const htsc__rect *r) {
    enum { ACROSS = 7, DOWN = 3 };
    int foreign = 0;
    if (g->owner == NULL || owner == UINT32_MAX) return 0;
    for (int i = 0; i < ACROSS; i++)
        for (int j = 0; j < DOWN; j++)
            foreign += owner_at(g, r->x + r->width * i / (ACROSS - 1), r->y + r->height * j / (DOWN - 1)) != owner;
    return foreign / (double)(ACROSS * DOWN);
}

/* What has been taken so far. */
typedef struct board {
    const htsc__rect *frame;
    const htsc__label_ground *ground;
    double gap;
    htsc__rect *taken;
    size_t count;
} board;

static bool is_free(const board *b, const htsc__rect *r) {
    if (!is_within(b->frame, r)) return false;
    for (size_t i = b->count; i-- > 0;)
        if (htsc__rects_meet(&b->taken[i], r, b->gap)) return false;
    return true;
}

/* Tries the places of one form; true where one is free, the cheapest in *best. */
static bool try_form(const board *b, htsc__label *label, size_t form, double *best_cost) {
    enum { STEPS = 7, TURNS = 12 };
    static const double turn = 2 * 3.14159265358979323846 / TURNS;
    const double width = label->width[form], height = label->height[form];
    bool found = false;
    for (int step = 0; step <= STEPS; step++) {
        const double reach = label->min_distance + (label->max_distance - label->min_distance) * step / STEPS;
        for (int t = 0; t < (reach <= 0 ? 1 : TURNS); t++) {
            /* wide labels reach as far sideways as their own half width more */
            const double x = label->x + reach * cos(t * turn) * (1 + 0.5 * width / (width + height));
            const double y = label->y + reach * sin(t * turn);
            const htsc__rect r = {x - width / 2, y - height / 2, width, height};
            const double share = foreign_share(b->ground, label->owner, &r);
            const double cost = reach + foreign_cost * share + 0.02 * t;
            if (label->at_home && share > 0.5) continue;
            if ((found && cost >= *best_cost) || !is_free(b, &r)) continue;
            found = true;
            *best_cost = cost;
            label->at = r;
            label->form = form;
            label->away = share > 0.5 && reach > 0;
        }
    }
    return found;
}

static void place(board *b, htsc__label *label) {
    double best = INFINITY;
    label->placed = false;
    htsc__label good = *label;
    for (size_t form = 0; form < label->form_count; form++) {
        htsc__label tried = *label;
        double cost = INFINITY;
        if (!try_form(b, &tried, form, &cost)) continue;
        cost += form_cost[form];
        if (cost >= best) continue;
        best = cost;
        good = tried;
        good.placed = true;
    }
    *label = good;
    if (good.placed) b->taken[b->count++] = good.at;
}

htsc_status htsc__labels_place(const htsc__rect *frame, const htsc__label_ground *ground, double gap,
                               size_t taken_count, const htsc__rect *taken, size_t count, htsc__label *labels,
                               htsc_error *err) {
    board b = {frame, ground, gap, htsc__alloc(taken_count + count, sizeof(htsc__rect)), taken_count};
    if (b.taken == NULL) return htsc__error_memory(err, "labels");
    if (taken_count > 0) memcpy(b.taken, taken, taken_count * sizeof *taken);
    for (size_t i = 0; i < count; i++) place(&b, &labels[i]);
    htsc__free(b.taken);
    return HTSC_OK;
}
