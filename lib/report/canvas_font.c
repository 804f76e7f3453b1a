/* The font of drawings: one family, whatever else is installed. */
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/canvas_parts.h"

struct htsc__fonts {
    PangoFontMap *map;
    PangoContext *context;
    const char *family;
};

/* Both have all letters of Vietnamese; Liberation Sans, for one, has not. */
static const char *const families[] = {"DejaVu Sans", "Noto Sans"};
enum { FAMILY_COUNT = sizeof families / sizeof families[0] };

/* Path of the upright face of normal width and that weight; of several the first by name. NULL: none. */
static char *find_face(FcConfig *config, const char *family, int weight) {
    char *found = NULL;
    FcPattern *wanted = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_SCALABLE, FcTypeBool, FcTrue, NULL);
    FcObjectSet *fields = FcObjectSetBuild(FC_FILE, FC_WEIGHT, FC_SLANT, FC_WIDTH, FC_VARIABLE, NULL);
    FcFontSet *set = wanted == NULL || fields == NULL ? NULL : FcFontList(config, wanted, fields);
    for (int i = 0; set != NULL && i < set->nfont; i++) {
        FcChar8 *file;
        int has_weight, slant, width;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch ||
            FcPatternGetInteger(set->fonts[i], FC_WEIGHT, 0, &has_weight) != FcResultMatch ||
            FcPatternGetInteger(set->fonts[i], FC_SLANT, 0, &slant) != FcResultMatch ||
            FcPatternGetInteger(set->fonts[i], FC_WIDTH, 0, &width) != FcResultMatch)
            continue;
        if (has_weight != weight || slant != FC_SLANT_ROMAN || width != FC_WIDTH_NORMAL) continue;
        if (found != NULL && strcmp((const char *)file, found) >= 0) continue;
        htsc__free(found);
        found = htsc__strdup((const char *)file);
    }
    if (set != NULL) FcFontSetDestroy(set);
    if (fields != NULL) FcObjectSetDestroy(fields);
    if (wanted != NULL) FcPatternDestroy(wanted);
    return found;
}

/* A configuration that holds one family and no rule; NULL where none of the families is there. */
static FcConfig *one_family(const char **family) {
    FcConfig *machine = FcConfigReference(NULL), *own = NULL; /* the process's own, loaded once */
    for (int i = 0; machine != NULL && own == NULL && i < FAMILY_COUNT; i++) {
        char *regular = find_face(machine, families[i], FC_WEIGHT_REGULAR);
        char *bold = find_face(machine, families[i], FC_WEIGHT_BOLD);
        if (regular != NULL && bold != NULL) own = FcConfigCreate();
        if (own != NULL && (!FcConfigAppFontAddFile(own, (const FcChar8 *)regular) ||
                            !FcConfigAppFontAddFile(own, (const FcChar8 *)bold))) {
            FcConfigDestroy(own);
            own = NULL;
        }
        if (own != NULL) *family = families[i];
        htsc__free(regular);
        htsc__free(bold);
    }
    if (machine != NULL) FcConfigDestroy(machine);
    return own;
}

htsc_status htsc__fonts_create(htsc__fonts **fonts, htsc_error *err) {
    htsc__fonts *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "fonts");
    made->family = "Sans";
    made->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    FcConfig *own = one_family(&made->family);
    if (own != NULL) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(made->map), own);
        FcConfigDestroy(own); /* the map holds it */
    }
    /* A unit of a layout is a millimetre; letters stand where the numbers say, on no pixel grid. */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(made->map), 72);
    made->context = pango_font_map_create_context(made->map);
    pango_context_set_round_glyph_positions(made->context, FALSE);
    pango_context_set_base_dir(made->context, PANGO_DIRECTION_LTR);
    pango_context_set_language(made->context, pango_language_from_string("vi"));
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(made->context, options);
    cairo_font_options_destroy(options);
    *fonts = made;
    return HTSC_OK;
}

void htsc__fonts_free(htsc__fonts *fonts) {
    if (fonts == NULL) return;
    g_object_unref(fonts->context);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), NULL); /* it does not let go of it by itself */
    g_object_unref(fonts->map);
    htsc__free(fonts);
}

PangoLayout *htsc__fonts_layout(htsc__fonts *fonts, const char *text, const htsc__style *style, double width_mm,
                                int max_lines) {
    PangoLayout *layout = pango_layout_new(fonts->context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, fonts->family);
    pango_font_description_set_absolute_size(font, style->size_mm * PANGO_SCALE);
    if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, text, -1);
    if (width_mm > 0) {
        pango_layout_set_width(layout, (int)(width_mm / HTSC__NARROW * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, max_lines > 0 ? -max_lines : -1000);
    } else
        pango_layout_set_single_paragraph_mode(layout, TRUE);
    return layout;
}

double htsc__fonts_line_width(htsc__fonts *fonts, const char *text, const htsc__style *style) {
    PangoRectangle logical;
    PangoLayout *layout = htsc__fonts_layout(fonts, text, style, 0, 0);
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return HTSC__NARROW * logical.width / PANGO_SCALE;
}

double htsc__fonts_paragraph_height(htsc__fonts *fonts, double width_mm, int max_lines, const char *text,
                                    const htsc__style *style) {
    PangoRectangle logical;
    PangoLayout *layout = htsc__fonts_layout(fonts, text, style, width_mm, max_lines);
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return (double)logical.height / PANGO_SCALE;
}

void htsc__fonts_extent(htsc__fonts *fonts, const htsc__style *style, double *ascent_mm, double *descent_mm) {
    PangoRectangle ink, logical;
    PangoLayout *layout = htsc__fonts_layout(fonts, "Ậg", style, 0, 0); /* as high and as low as Vietnamese gets */
    pango_layout_get_extents(layout, &ink, &logical);
    const int baseline = pango_layout_get_baseline(layout);
    g_object_unref(layout);
    *ascent_mm = (double)(baseline - ink.y) / PANGO_SCALE;
    *descent_mm = (double)(ink.y + ink.height - baseline) / PANGO_SCALE;
}
