/* One map being made: what is computed once for all its files, and what each part of it draws. */
#ifndef HTSC_REPORT_MAP_PAGE_H
#define HTSC_REPORT_MAP_PAGE_H

#include <htscover/grid.h>

#include "data/villages.h"
#include "report/canvas.h"
#include "report/map_labels.h"
#include "report/results.h"
#include "report/words.h"

/* The sheet: where its parts stand, in mm, and what of the ground is on it. */
typedef struct htsc__map_frame {
    double width, height; /* of the sheet */
    htsc__rect map;
    htsc__rect columns[3]; /* of panels: one beside the map, or three below it */
    size_t column_count;
    double scale; /* 1 : scale */
    double mm_per_m, west_m, north_m;
} htsc__map_frame;

/* The sheet and the scale at which the ground is largest, a round number. */
void htsc__map_frame_fit(const htsc_box *ground, htsc__map_frame *frame);
double htsc__map_x(const htsc__map_frame *frame, double x_m);
double htsc__map_y(const htsc__map_frame *frame, double y_m);

/* Heights as light and shade, over the raster of the study. */
typedef struct htsc__map_relief {
    int width, height;
    float *shade;          /* 1: as level ground; NULL: no terrain */
    double step_u, step_v; /* of a node, of the whole */
} htsc__map_relief;

htsc_status htsc__map_relief_make(const htsc__results *x, htsc__map_relief *relief, htsc_error *err);
void htsc__map_relief_clear(htsc__map_relief *relief);
/* u, v: [0, 1] from the west and from the north. */
double htsc__map_relief_at(const htsc__map_relief *relief, double u, double v);

/* Outlines in paths' order: the area, its villages. */
typedef struct htsc__map_border {
    htsc__geos *geos;
    htsc__piece *pieces;
    size_t piece_count;
    htsc__geom *outline; /* of the commune */
} htsc__map_border;

htsc_status htsc__map_border_make(const htsc__results *x, htsc__map_border *border, htsc_error *err);
void htsc__map_border_clear(htsc__map_border *border);
/* The path of a geometry's rings on the sheet, without those that are nowhere `least_mm` wide and high. */
htsc_status htsc__map_path(htsc__canvas *canvas, const htsc__map_frame *frame, htsc__geos *geos, const htsc__geom *geom,
                           double least_mm, htsc_error *err);
/* A chain of x, y pairs as a path; points nearer than a line is wide are left out. */
void htsc__map_chain(htsc__canvas *canvas, const htsc__map_frame *frame, size_t count, const double *xy_m);

/* Classes of cells of the ground. */
enum { HTSC__MAP_CLASSES = 4 }; /* 0: nothing to show; then none, weak, good, or as much of fibre */
typedef struct htsc__map_classes {
    htsc_grid_spec spec;
    uint8_t *of; /* row by row */
    uint32_t rgb[HTSC__MAP_CLASSES];
    double opacity[HTSC__MAP_CLASSES];
} htsc__map_classes;

/* The mark of a site, an access point or an OLT on the sheet, mm. */
typedef struct htsc__map_mark {
    double x, y, size;
    uint32_t operator_index;
    bool hollow;
} htsc__map_mark;

typedef struct htsc__map_page {
    const htsc__results *x;
    const htsc__technology_ratios *technology; /* NULL: of fibre */
    htsc__fonts *fonts;
    const htsc__map_border *border;
    const htsc__map_relief *relief;
    htsc__map_frame frame;
    htsc__map_classes classes;
    cairo_surface_t *ground; /* classes over relief */
    htsc__map_mark *marks;
    size_t mark_count, mark_capacity;
    size_t *mark_counts; /* of each operator, off the sheet too */
    htsc__label *labels; /* zones by rank, then villages */
    size_t zone_count, village_count, left_out_count;
    char title[640], subject[640], author[64];
    htsc__canvas_about about;
} htsc__map_page;

/* What all pages share. */
typedef struct htsc__map_shared {
    const htsc__results *x;
    htsc__fonts *fonts;
    htsc__map_border border;
    htsc__map_relief relief;
    htsc__map_frame frame;
    uint32_t *owner; /* villages on the map's rectangle */
    size_t owner_columns, owner_rows;
} htsc__map_shared;

htsc_status htsc__map_shared_make(const htsc__results *x, htsc__map_shared *shared, htsc_error *err);
void htsc__map_shared_clear(htsc__map_shared *shared);
htsc_status htsc__map_page_make(const htsc__map_shared *shared, const htsc__technology_ratios *technology,
                                htsc__map_page *page, htsc_error *err);
void htsc__map_page_clear(htsc__map_page *page);
htsc_status htsc__map_page_draw(const htsc__map_page *page, htsc__canvas *canvas, htsc_error *err);

/* Parts of a page, in the order they are made. */
htsc_status htsc__map_classes_make(htsc__map_page *page, htsc_error *err);
htsc_status htsc__map_marks_make(htsc__map_page *page, htsc_error *err);
htsc_status htsc__map_names_make(const htsc__map_shared *shared, htsc__map_page *page, htsc_error *err);

/* Parts drawn on the map. */
void htsc__map_ground_draw(const htsc__map_page *page, htsc__canvas *canvas);
void htsc__map_hatch(const htsc__map_page *page, htsc__canvas *canvas);
void htsc__map_cables_draw(const htsc__map_page *page, htsc__canvas *canvas);
void htsc__map_grid_draw(const htsc__map_page *page, htsc__canvas *canvas); /* crosses, under all that is named */
void htsc__map_marks_draw(const htsc__map_page *page, htsc__canvas *canvas);
void htsc__map_mark_draw(htsc__canvas *canvas, const htsc__map_mark *mark);
void htsc__map_names_draw(const htsc__map_page *page, htsc__canvas *canvas);
void htsc__map_frame_draw(const htsc__map_page *page, htsc__canvas *canvas);
/* A circle with a number, as zones have it. */
void htsc__map_number(htsc__canvas *canvas, double x_mm, double y_mm, unsigned number);

/* Panels: each is drawn from the top of the rectangle and returns the height it took, 0 where it has nothing. */
double htsc__map_score_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at);
double htsc__map_legend_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at);
double htsc__map_table_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at);
double htsc__map_sources_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at);
/* Heading of a panel; returns its height. */
double htsc__map_heading(htsc__canvas *canvas, const htsc__rect *at, const char *text);
/* Line of a route of an operator, in legend and map alike: colour, width, dashes. */
void htsc__map_cable_pen(htsc__canvas *canvas, uint32_t operator_index);
void htsc__map_build_pen(htsc__canvas *canvas, bool casing);

/* How many zones are numbered and listed. */
enum { HTSC__MAP_ZONES = 10 };
/* Zones that are listed on the page; place and village of the one of rank `index` + 1. */
size_t htsc__map_zone_count(const htsc__map_page *page);
void htsc__map_zone_place(const htsc__map_page *page, size_t index, double *x_m, double *y_m);

#define HTSC__MAP_INK 0x1a1a1a
#define HTSC__MAP_GREY 0x595959

#endif
