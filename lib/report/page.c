/* index.html: the page of lib/report/page with the data of one run in it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "report/page_parts.h"
#include "report/palette.h"
#include "report/write.h"

static json_t *colour(uint32_t rgb) {
    return json_sprintf("#%06x", rgb);
}

static json_t *colours_json(bool *bad, const htsc__results *x) {
    static const char *const marks[HTSC__MARK_COUNT] = {"circle", "square", "triangle", "diamond"};
    json_t *o = json_object(), *levels = json_array(), *reach = json_array(), *operators = json_array(),
           *shapes = json_array();
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
        append(bad, levels, colour(htsc__level_rgb((htsc_level)level)));
    for (int c = 0; c <= HTSC_REACH_GIGABIT; c++) append(bad, reach, colour(htsc__reach_rgb((htsc_reach_class)c)));
    for (uint32_t i = 0; i < x->operator_count; i++) {
        append(bad, operators, colour(htsc__operator_rgb(i)));
        append(bad, shapes, json_string(marks[htsc__operator_mark(i)]));
    }
    put(bad, o, "levels", levels);
    put(bad, o, "reach", reach);
    put(bad, o, "operators", operators);
    put(bad, o, "marks", shapes);
    return o;
}

static json_t *levels_json(bool *bad) {
    json_t *list = json_array();
    for (int level = 0; level < HTSC_LEVEL_COUNT; level++)
        append(bad, list, htsc__page_phrase(htsc__level_phrase((htsc_level)level)));
    return list;
}

/* The scoreboard of summary.json with the words for each line. */
static json_t *scores_json(bool *bad, const htsc__results *x) {
    json_t *list = htsc__json_scoreboard(bad, x), *line;
    size_t i;
    json_array_foreach(list, i, line) {
        put(bad, line, "label", htsc__page_phrase(htsc__target_phrase(x->scores[i].target)));
        put(bad, line, "verdict", htsc__page_phrase(htsc__verdict_phrase(&x->scores[i])));
        put(bad, line, "kind_label", htsc__page_phrase(htsc__kind_phrase(&x->scores[i])));
    }
    return list;
}

static htsc_status fill(bool *bad, json_t *root, const htsc__results *x, htsc_error *err) {
    json_t *operators = json_array(), *technologies = htsc__json_technologies(bad, x),
           *project = htsc__json_project(bad, x);
    for (size_t i = 0; i < x->operator_count; i++) append(bad, operators, json_string(x->project->operators[i]));
    put(bad, project, "language", json_string(x->project->language == HTSC_LANGUAGE_EN ? "en" : "vi"));
    put(bad, root, "tool", htsc__json_tool(bad));
    put(bad, root, "project", project);
    put(bad, root, "operators", operators);
    put(bad, root, "colours", colours_json(bad, x));
    put(bad, root, "levels", levels_json(bad));
    put(bad, root, "scoreboard", scores_json(bad, x));
    put(bad, root, "technologies", technologies);
    put(bad, root, "shapefiles", json_boolean((x->project->outputs & HTSC_OUTPUT_SHAPEFILES) != 0));
    htsc__page_put_figures(bad, root, x);
    htsc_status status = htsc__page_put_layers(bad, root, technologies, x, err);
    if (status == HTSC_OK) status = htsc__page_put_fiber(bad, root, x, err);
    if (status == HTSC_OK) status = htsc__page_put_pictures(bad, root, technologies, x, err);
    put(bad, root, "method", htsc__json_method(bad, x));
    put(bad, root, "inputs", htsc__json_inputs(bad, x));
    put(bad, root, "findings", htsc__json_findings(bad, x));
    put(bad, root, "operator_cells", htsc__json_operators(bad, x));
    put(bad, root, "population", htsc__json_population(bad, x));
    return status;
}

/* Inside a script element "<" could end it or begin a comment; in JSON it stands in texts alone. */
static int write_inert(const char *buffer, size_t size, void *out) {
    for (size_t from = 0; from < size;) {
        const char *at = memchr(buffer + from, '<', size - from);
        const size_t to = at == NULL ? size : (size_t)(at - buffer);
        if (fwrite(buffer + from, 1, to - from, out) != to - from) return -1;
        if (at != NULL && fputs("\\u003c", out) < 0) return -1;
        from = at == NULL ? size : to + 1;
    }
    return 0;
}

htsc_status htsc__write_page(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    static const char name[] = "index.html";
    bool bad = false;
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, name, &path, err);
    if (status != HTSC_OK) return status;
    json_t *root = json_object();
    status = fill(&bad, root, results, err);
    if (status == HTSC_OK && bad) status = htsc__error_memory(err, name);
    if (status == HTSC_OK) {
        FILE *out = fopen(path, "wb");
        if (out == NULL) {
            status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write", name);
        } else {
            /* What does not get written is told at close. ASCII: U+2028 and the like are escaped, too. */
            fwrite(htsc__page_before, 1, htsc__page_before_size, out);
            const int dumped =
                json_dump_callback(root, write_inert, out, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12));
            fwrite(htsc__page_after, 1, htsc__page_after_size, out);
            const bool failed = dumped != 0 && !ferror(out);
            status = htsc__file_close(out, name, err);
            if (status == HTSC_OK && failed) status = htsc__error_memory(err, name);
        }
    }
    json_decref(root);
    return status;
}
