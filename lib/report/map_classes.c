/* Classes of the ground over its relief, and the hatch that tells the worst class where there is no colour. */
#include <math.h>

#include "analysis/study.h"
#include "base/error.h"
#include "base/memory.h"
#include "report/map_page.h"
#include "report/palette.h"

static const double pixels_per_mm = 3.2, cell_mm = 1.5;
enum { LONGEST_IMAGE = 1800 };

static htsc_status radio_classes(const htsc__map_page *page, htsc__map_classes *c, htsc_error *err) {
    const htsc__results *x = page->x;
    const htsc_signal *signals = htsc_coverage_get(x->pixels, page->technology->technology, HTSC_UNION);
    const uint32_t *pixels = htsc__study_pixels(x->study);
    c->spec = *htsc_study_spec(x->study);
    const size_t count = (size_t)c->spec.width * (size_t)c->spec.height;
    c->of = htsc__alloc(count, 1);
    if (c->of == NULL) return htsc__error_memory(err, "classes");
    for (size_t i = 0; i < count; i++)
        if (pixels[i] != HTSC__NO_PIXEL) c->of[i] = (uint8_t)(1 + htsc_coverage_level(x->pixels, &signals[pixels[i]]));
    static const double opacity[] = {0.45, 0.8, 0.85};
    for (int i = 0; i < HTSC_LEVEL_COUNT; i++) {
        c->rgb[1 + i] = htsc__level_rgb((htsc_level)i);
        c->opacity[1 + i] = opacity[i];
    }
    return HTSC_OK;
}

/* Households of a cell by their class of reach. */
typedef struct cell_households {
    double of[HTSC_CLASS_COUNT];
} cell_households;

static uint8_t class_of(const cell_households *h) {
    const double all = h->of[HTSC_REACH_NONE] + h->of[HTSC_REACH_FIBER] + h->of[HTSC_REACH_GIGABIT];
    if (!(all > 0)) return 0;
    if (h->of[HTSC_REACH_NONE] >= all / 2) return 1;
    return h->of[HTSC_REACH_GIGABIT] >= all / 2 ? 3 : 2;
}

/* Where households are, and what most of them have there. */
static htsc_status fiber_classes(const htsc__map_page *page, htsc__map_classes *c, htsc_error *err) {
    const htsc__results *x = page->x;
    const htsc_grid_spec *s = htsc_study_spec(x->study);
    const htsc_fiber_reach_point *points = x->fiber_results->points[x->operator_count];
    const double cell_m = cell_mm / page->frame.mm_per_m;
    c->spec = (htsc_grid_spec){.west = s->west, .north = s->north, .cell_width = cell_m, .cell_height = cell_m};
    c->spec.width = (int32_t)ceil(s->cell_width * s->width / cell_m);
    c->spec.height = (int32_t)ceil(s->cell_height * s->height / cell_m);
    const size_t count = (size_t)c->spec.width * (size_t)c->spec.height;
    cell_households *cells = htsc__alloc(count, sizeof *cells);
    c->of = htsc__alloc(count, 1);
    if (cells == NULL || c->of == NULL) {
        htsc__free(cells);
        return htsc__error_memory(err, "classes");
    }
    const double *x_m = htsc_population_x_m(x->population), *y_m = htsc_population_y_m(x->population);
    for (size_t i = 0; i < htsc_population_count(x->population); i++) {
        const double column = floor((x_m[i] - s->west) / cell_m), row = floor((s->north - y_m[i]) / cell_m);
        if (!(column >= 0 && row >= 0 && column < c->spec.width && row < c->spec.height)) continue;
        cells[(size_t)row * (size_t)c->spec.width + (size_t)column].of[points[i].reach_class] +=
            htsc_population_get(x->population)[i].households;
    }
    for (size_t i = 0; i < count; i++) c->of[i] = class_of(&cells[i]);
    htsc__free(cells);
    for (int i = 0; i < HTSC_CLASS_COUNT; i++) {
        c->rgb[1 + i] = htsc__reach_rgb((htsc_reach_class)i);
        c->opacity[1 + i] = i == HTSC_REACH_NONE ? 0.35 : 0.85;
    }
    return HTSC_OK;
}

static uint8_t class_at(const htsc__map_classes *c, double x_m, double y_m) {
    const double column = floor((x_m - c->spec.west) / c->spec.cell_width);
    const double row = floor((c->spec.north - y_m) / c->spec.cell_height);
    if (!(column >= 0 && row >= 0 && column < c->spec.width && row < c->spec.height)) return 0;
    return c->of[(size_t)row * (size_t)c->spec.width + (size_t)column];
}

/* A class in a light; the light in steps, so that files stay small. */
static uint32_t pixel_of(const htsc__map_classes *c, uint8_t class, double shade) {
    const double light = round(fmin(fmax(0.66 + 0.34 * shade, 0.62), 1.06) * 48) / 48;
    uint32_t rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double opacity = class == 0 ? 0 : c->opacity[class];
        const double tint = (1 - opacity) * 246 + opacity * (double)(c->rgb[class] >> shift & 255);
        rgb |= (uint32_t)fmin(tint * light, 255) << shift;
    }
    return rgb;
}

static htsc_status paint(htsc__map_page *page, htsc_error *err) {
    const htsc_grid_spec *s = htsc_study_spec(page->x->study);
    const double east_m = s->cell_width * s->width, south_m = s->cell_height * s->height;
    /* whole parts of the study's pixels, so that these stay sharp */
    const double parts = ceil(pixels_per_mm * s->cell_width * page->frame.mm_per_m - 1e-9);
    const double pixel_m = fmax(s->cell_width / parts, fmax(east_m, south_m) / LONGEST_IMAGE);
    const int width = (int)ceil(east_m / pixel_m - 1e-6), height = (int)ceil(south_m / pixel_m - 1e-6);
    page->ground = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    unsigned char *data = cairo_image_surface_get_data(page->ground);
    const int stride = cairo_image_surface_get_stride(page->ground);
    if (data == NULL) return htsc__error_memory(err, "a map");
    cairo_surface_flush(page->ground);
    for (int row = 0; row < height; row++) {
        uint32_t *line = (uint32_t *)(void *)(data + (size_t)row * (size_t)stride);
        for (int column = 0; column < width; column++) {
            const double u = (column + 0.5) / width, v = (row + 0.5) / height;
            line[column] =
                pixel_of(&page->classes, class_at(&page->classes, s->west + u * east_m, s->north - v * south_m),
                         htsc__map_relief_at(page->relief, u, v));
        }
    }
    cairo_surface_mark_dirty(page->ground);
    return HTSC_OK;
}

htsc_status htsc__map_classes_make(htsc__map_page *page, htsc_error *err) {
    htsc_status status =
        page->technology != NULL ? radio_classes(page, &page->classes, err) : fiber_classes(page, &page->classes, err);
    return status == HTSC_OK ? paint(page, err) : status;
}

void htsc__map_ground_draw(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc_grid_spec *s = htsc_study_spec(page->x->study);
    const htsc__map_frame *f = &page->frame;
    cairo_t *cr = canvas->cr;
    cairo_save(cr);
    cairo_translate(cr, htsc__map_x(f, s->west), htsc__map_y(f, s->north));
    cairo_scale(cr, s->cell_width * s->width * f->mm_per_m / cairo_image_surface_get_width(page->ground),
                s->cell_height * s->height * f->mm_per_m / cairo_image_surface_get_height(page->ground));
    cairo_set_source_surface(cr, page->ground, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
}

/* Walks one slanting line and draws it where the ground has the worst class. */
static void hatch_line(const htsc__map_page *page, htsc__canvas *canvas, double x, double y, double end_x,
                       double end_y) {
    static const double step = 0.2, shortest = 0.3;
    const htsc__map_frame *f = &page->frame;
    double from = -1;
    for (int i = 0;; i++) {
        const double at = i * step;
        const bool over = x + at > end_x || y + at > end_y;
        const double x_m = f->west_m + (x + at - f->map.x) / f->mm_per_m;
        const double y_m = f->north_m - (y + at - f->map.y) / f->mm_per_m;
        const bool inside = !over && class_at(&page->classes, x_m, y_m) == 1;
        if (inside && from < 0) from = at;
        if (!inside && from >= 0) {
            if (at - from >= shortest) {
                cairo_move_to(canvas->cr, x + from - step / 2, y + from - step / 2);
                cairo_line_to(canvas->cr, x + at - step / 2, y + at - step / 2);
            }
            from = -1;
        }
        if (over) return;
    }
}

void htsc__map_hatch(const htsc__map_page *page, htsc__canvas *canvas) {
    const htsc_grid_spec *s = &page->classes.spec;
    const htsc__map_frame *f = &page->frame;
    const double x = htsc__map_x(f, s->west), y = htsc__map_y(f, s->north);
    const double width = s->cell_width * s->width * f->mm_per_m, height = s->cell_height * s->height * f->mm_per_m;
    const double apart = page->technology != NULL ? 2.1 : 1.06; /* cells of households are small */
    const int first = (int)ceil((x - height) / apart), last = (int)floor((x + width) / apart);
    for (int i = first; i <= last; i++) { /* where it meets the upper edge, or would */
        const double along = i * apart;
        hatch_line(page, canvas, fmax(along, x), y + fmax(x - along, 0), x + width, y + height);
    }
    htsc__canvas_colour(canvas, page->classes.rgb[1], 0.8);
    cairo_set_line_width(canvas->cr, 0.2);
    cairo_set_line_cap(canvas->cr, CAIRO_LINE_CAP_BUTT);
    cairo_stroke(canvas->cr);
}
