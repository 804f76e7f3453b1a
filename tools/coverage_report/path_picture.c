#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "coverage_report/language.h"
#include "coverage_report/path_text.h"

enum { COLUMNS = 70, ROWS = 14 };

/* What one column of the picture shows. */
typedef struct slice {
    double ground_m, top_m, line_m, fresnel_m;
    bool cut;
} slice;

typedef struct picture {
    slice slices[COLUMNS];
    double low_m, row_m; /* bottom, height of a row */
    const char *marks[ROWS][COLUMNS];
} picture;

/* Clutter over the terminals is not on the path. */
static double top_of(const htsc_path_profile *p, size_t i) {
    return p->ground_amsl_m[i] + (i == 0 || i + 1 == p->count ? 0 : p->clutter_m[i]);
}

/* Between the points on both sides of the column's middle. */
static void interpolate(const htsc_path_link *link, double at_km, slice *s) {
    const htsc_path_profile *p = link->profile;
    size_t i = 0;
    while (i + 2 < p->count && p->distance_km[i + 1] <= at_km) i++;
    const double step_km = p->distance_km[i + 1] - p->distance_km[i];
    const double share = step_km > 0 ? (at_km - p->distance_km[i]) / step_km : 0;
    const size_t nearest = share < 0.5 ? i : i + 1;
    s->cut = link->line_amsl_m[nearest] < top_of(p, nearest);
    s->ground_m = p->ground_amsl_m[i] + share * (p->ground_amsl_m[i + 1] - p->ground_amsl_m[i]);
    s->top_m = s->ground_m + top_of(p, nearest) - p->ground_amsl_m[nearest];
    s->line_m = link->line_amsl_m[i] + share * (link->line_amsl_m[i + 1] - link->line_amsl_m[i]);
    s->fresnel_m = link->fresnel_m[i] + share * (link->fresnel_m[i + 1] - link->fresnel_m[i]);
}

/* The highest of the points that fall into each column, so that no ridge is lost. */
static void fill_slices(const htsc_path_link *link, picture *pic) {
    const htsc_path_profile *p = link->profile;
    const double total_km = p->distance_km[p->count - 1];
    for (size_t c = 0; c < COLUMNS; c++) interpolate(link, total_km * ((double)c + 0.5) / COLUMNS, &pic->slices[c]);
    for (size_t i = 1; i + 1 < p->count; i++) {
        const size_t c = (size_t)fmin(p->distance_km[i] / total_km * COLUMNS, COLUMNS - 1);
        slice *s = &pic->slices[c];
        s->ground_m = fmax(s->ground_m, p->ground_amsl_m[i]);
        s->top_m = fmax(s->top_m, top_of(p, i));
        if (link->line_amsl_m[i] < top_of(p, i)) s->cut = true;
    }
}

static void set_range(const htsc_path_link *link, picture *pic) {
    const size_t last = link->profile->count - 1;
    double low_m = link->profile->ground_amsl_m[0], high_m = fmax(link->line_amsl_m[0], link->line_amsl_m[last]);
    for (size_t c = 0; c < COLUMNS; c++) {
        const slice *s = &pic->slices[c];
        low_m = fmin(low_m, s->ground_m);
        high_m = fmax(high_m, fmax(s->top_m, s->line_m + s->fresnel_m));
    }
    const double range_m = fmax(high_m - low_m, 10);
    pic->row_m = range_m * 1.08 / ROWS; /* some ground below the lowest point */
    pic->low_m = low_m + range_m - pic->row_m * ROWS;
}

/* Row of a height, the top one 0; it may lie outside. */
static int row_of(const picture *pic, double height_m) {
    return ROWS - 1 - (int)floor((height_m - pic->low_m) / pic->row_m);
}

static void put(picture *pic, double height_m, size_t column, const char *mark, bool over) {
    const int row = row_of(pic, height_m);
    if (row < 0 || row >= ROWS) return;
    const char **at = &pic->marks[row][column];
    if (over || strcmp(*at, " ") == 0) *at = mark;
}

static const char *mark_of(const slice *s, double bottom_m, double row_m) {
    const double ground = (s->ground_m - bottom_m) / row_m, top = (s->top_m - bottom_m) / row_m;
    if (ground >= 0.75) return "█";
    if (top > ground && top >= 0.35) return "▒";
    return ground >= 0.25 ? "▄" : " ";
}

static void fill_marks(const htsc_path_link *link, picture *pic) {
    for (size_t c = 0; c < COLUMNS; c++) {
        const slice *s = &pic->slices[c];
        for (int row = 0; row < ROWS; row++)
            pic->marks[row][c] = mark_of(s, pic->low_m + (ROWS - 1 - row) * pic->row_m, pic->row_m);
        put(pic, s->line_m + s->fresnel_m, c, "·", false);
        put(pic, s->line_m - s->fresnel_m, c, "·", false);
        put(pic, s->line_m, c, s->cut ? "×" : "─", true);
    }
    const size_t last = link->profile->count - 1;
    for (int row = 0; row < ROWS; row++) {
        const double middle_m = pic->low_m + (ROWS - row - 0.5) * pic->row_m;
        if (middle_m > link->profile->ground_amsl_m[0] && middle_m < link->line_amsl_m[0]) pic->marks[row][0] = "│";
    }
    put(pic, link->line_amsl_m[0], 0, "●", true);
    put(pic, link->line_amsl_m[last], COLUMNS - 1, "●", true);
}

/* 0, the middle and the end of the distance, under their columns. */
static void draw_scale(FILE *out, double total_km) {
    char middle[32], end[32];
    snprintf(middle, sizeof middle, "%.2f", total_km / 2);
    snprintf(end, sizeof end, "%.2f km", total_km);
    language_decimal(middle);
    language_decimal(end);
    const int before = COLUMNS / 2 - (int)strlen(middle) / 2;
    fprintf(out, "%7s └", "");
    for (int c = 0; c < COLUMNS - 1; c++) fputs(c == COLUMNS / 2 - 1 || c == COLUMNS - 2 ? "┴" : "─", out);
    fprintf(out, "\n%8s0%*s%s%*s\n", "", before - 1, "", middle, COLUMNS - before - (int)strlen(middle), end);
}

void path_picture(FILE *out, const htsc_path_link *link) {
    picture pic = {.low_m = 0};
    fill_slices(link, &pic);
    set_range(link, &pic);
    fill_marks(link, &pic);
    for (int row = 0; row < ROWS; row++) {
        const bool labelled = row == 0 || row == ROWS / 2 || row == ROWS - 1;
        if (labelled)
            fprintf(out, "%5.0f m ", pic.low_m + (ROWS - row - 0.5) * pic.row_m);
        else
            fprintf(out, "%8s", "");
        size_t width = COLUMNS;
        while (width > 0 && strcmp(pic.marks[row][width - 1], " ") == 0) width--;
        for (size_t c = 0; c < width; c++) fputs(pic.marks[row][c], out);
        fputc('\n', out);
    }
    draw_scale(out, link->profile->distance_km[link->profile->count - 1]);
    fprintf(out, "%8s%s\n", "", _("█ ground  ▒ clutter  ─ direct line  × cut  · first Fresnel zone"));
}
