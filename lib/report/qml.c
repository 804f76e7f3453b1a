#include "report/qml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "report/palette.h"
#include "report/xml.h"

static void put_option(FILE *out, const char *name, const char *value) {
    fprintf(out, "<Option type=\"QString\" name=\"%s\" value=\"%s\"/>", name, value);
}

static void put_colour(FILE *out, const char *name, uint32_t rgb, unsigned alpha) {
    fprintf(out, "<Option type=\"QString\" name=\"%s\" value=\"%u,%u,%u,%u\"/>", name, (unsigned)(rgb >> 16),
            (unsigned)(rgb >> 8 & 255), (unsigned)(rgb & 255), alpha);
}

static void put_fill(FILE *out, const htsc__table *table, uint32_t rgb) {
    const bool outline = table->theme == HTSC__THEME_OUTLINE;
    put_colour(out, "color", rgb, outline ? 0 : 150);
    put_option(out, "style", outline ? "no" : "solid");
    put_colour(out, "outline_color", rgb, 255);
    put_option(out, "outline_style", "solid");
    put_option(out, "outline_width", outline ? "0.4" : "0.2");
}

static void put_symbol(FILE *out, const htsc__table *table, size_t index, uint32_t rgb, htsc__mark mark) {
    static const char *const types[] = {"fill", "line", "marker"},
                             *const classes[] = {"SimpleFill", "SimpleLine", "SimpleMarker"},
                             *const marks[HTSC__MARK_COUNT] = {"circle", "square", "triangle", "diamond"};
    fprintf(out,
            "<symbol type=\"%s\" name=\"%zu\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\"><layer class=\"%s\" "
            "enabled=\"1\" pass=\"0\" locked=\"0\"><Option type=\"Map\">",
            types[table->kind], index, classes[table->kind]);
    if (table->kind == HTSC__SHAPE_POLYGON) put_fill(out, table, rgb);
    if (table->kind == HTSC__SHAPE_LINES) {
        put_colour(out, "line_color", rgb, 255);
        put_option(out, "line_width", "0.6");
        put_option(out, "line_style", table->theme == HTSC__THEME_PLAIN ? "dash" : "solid");
    }
    if (table->kind == HTSC__SHAPE_POINT) {
        put_colour(out, "color", rgb, 255);
        put_option(out, "name", marks[mark]);
        put_option(out, "size", table->theme == HTSC__THEME_OPERATORS ? "2.6" : "1.2");
        put_colour(out, "outline_color", 0xffffff, 255);
        put_option(out, "outline_width", table->theme == HTSC__THEME_OPERATORS ? "0.3" : "0");
    }
    fputs("</Option></layer></symbol>\n", out);
}

typedef struct category {
    const char *value, *label;
    uint32_t rgb;
    htsc__mark mark;
} category;

static category category_of(const htsc__table *table, size_t index) {
    const htsc_language language = table->x->project->language;
    if (table->theme == HTSC__THEME_LEVELS) {
        const htsc_level level = (htsc_level)index;
        return (category){htsc_level_name(level), htsc__say(language, htsc__level_phrase(level)),
                          htsc__level_rgb(level), HTSC__MARK_CIRCLE};
    }
    const char *name = htsc__operator_name(table->x, (uint32_t)index);
    return (category){name, name, htsc__operator_rgb((uint32_t)index), htsc__operator_mark((uint32_t)index)};
}

static void put_categories(FILE *out, const htsc__table *table, const char *attribute) {
    const size_t count = table->theme == HTSC__THEME_OPERATORS ? table->x->operator_count : HTSC_LEVEL_COUNT;
    fprintf(out,
            "<renderer-v2 type=\"categorizedSymbol\" attr=\"%s\" forceraster=\"0\" symbollevels=\"0\" "
            "enableorderby=\"0\">\n<categories>\n",
            attribute);
    for (size_t i = 0; i < count; i++) {
        const category c = category_of(table, i);
        fprintf(out, "<category render=\"true\" symbol=\"%zu\" value=\"", i);
        htsc__xml_text(out, c.value);
        fputs("\" label=\"", out);
        htsc__xml_text(out, c.label);
        fputs("\"/>\n", out);
    }
    fputs("</categories>\n<symbols>\n", out);
    for (size_t i = 0; i < count; i++) {
        const category c = category_of(table, i);
        put_symbol(out, table, i, c.rgb, c.mark);
    }
    fputs("</symbols>\n</renderer-v2>\n", out);
}

static const char *name_of(const htsc__row *columns, const char *key, bool dbf) {
    for (size_t i = 0; key != NULL && i < columns->count; i++)
        if (strcmp(columns->columns[i].key, key) == 0) return dbf ? columns->columns[i].dbf : columns->columns[i].key;
    return "";
}

/* What stands above the columns in QGIS. */
static void put_aliases(FILE *out, const htsc__table *table, const htsc__row *columns, bool dbf) {
    fputs("<aliases>\n", out);
    for (size_t i = 0, index = 0; i < columns->count; i++) {
        const htsc__column *c = &columns->columns[i];
        if (dbf && c->dbf[0] == '\0') continue;
        fprintf(out, "<alias index=\"%zu\" field=\"%s\" name=\"", index++, dbf ? c->dbf : c->key);
        htsc__xml_text(out, table->x->project->language == HTSC_LANGUAGE_VI ? c->vi : c->en);
        fputs("\"/>\n", out);
    }
    fputs("</aliases>\n", out);
}

static void put_all(FILE *out, const htsc__table *table, const htsc__row *columns, bool dbf) {
    const char *label = name_of(columns, table->label_key, dbf), *attribute = name_of(columns, table->style_key, dbf);
    static const int geometry[] = {2, 1, 0};
    fputs("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.16\" "
          "styleCategories=\"Symbology|Labeling|Fields\" labelsEnabled=\"",
          out);
    fprintf(out, "%d\">\n", label[0] != '\0');
    if (attribute[0] != '\0') {
        put_categories(out, table, attribute);
    } else {
        fputs(
            "<renderer-v2 type=\"singleSymbol\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\">\n<symbols>\n",
            out);
        put_symbol(out, table, 0, table->rgb, HTSC__MARK_CIRCLE);
        fputs("</symbols>\n</renderer-v2>\n", out);
    }
    if (label[0] != '\0')
        fprintf(out,
                "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"%s\" "
                "isExpression=\"0\" fontSize=\"9\" fontSizeUnit=\"Point\" textColor=\"34,34,34,255\"><text-buffer "
                "bufferDraw=\"1\" bufferSize=\"0.8\" bufferColor=\"255,255,255,255\"/></text-style></settings>"
                "</labeling>\n",
                label);
    put_aliases(out, table, columns, dbf);
    fprintf(out, "<layerGeometryType>%d</layerGeometryType>\n</qgis>\n", geometry[table->kind]);
}

htsc_status htsc__qml_make(const htsc__table *table, const htsc__row *columns, bool dbf, char **qml, htsc_error *err) {
    char *text = NULL;
    size_t size;
    *qml = NULL;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return htsc__error_memory(err, "a style");
    put_all(out, table, columns, dbf);
    if (fclose(out) == 0) *qml = htsc__strdup(text);
    free(text);
    return *qml == NULL ? htsc__error_memory(err, "a style") : HTSC_OK;
}

htsc_status htsc__qml_write(const htsc__table *table, const htsc__row *columns, htsc__outputs *outputs,
                            htsc_error *err) {
    char name[64];
    const char *path;
    snprintf(name, sizeof name, "%s.qml", table->stem);
    htsc_status status = htsc__outputs_add(outputs, name, &path, err);
    if (status != HTSC_OK) return status;
    FILE *out = fopen(path, "wb");
    if (out == NULL) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", name, htsc__reason(errno));
    put_all(out, table, columns, true);
    return htsc__file_close(out, name, err);
}
