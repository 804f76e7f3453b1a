/* coverage_report path: how the level at one point comes about. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <htscover/path.h>

#include "coverage_report/language.h"
#include "coverage_report/opt.h"
#include "coverage_report/path_text.h"
#include "coverage_report/screen.h"

typedef struct settings {
    const char *project, *site, *to, *technology, *operator_name, *format, *file, *language;
    double lon_deg, lat_deg;
    int technology_index;
    bool json;
} settings;

static int fail(const htsc_error *error) {
    fprintf(stderr, _("coverage_report: error: %s\n"), error->message);
    return EXIT_FAILED;
}

/* "105.37,20.08" */
static bool parse_place(settings *s) {
    char *end;
    s->lon_deg = strtod(s->to, &end);
    if (end == s->to || *end != ',') return false;
    const char *second = end + 1;
    s->lat_deg = strtod(second, &end);
    return end != second && *end == '\0' && s->lon_deg - s->lon_deg == 0 && s->lat_deg - s->lat_deg == 0;
}

static bool parse_technology(settings *s) {
    s->technology_index = HTSC_PATH_ANY_TECHNOLOGY;
    if (s->technology == NULL) return true;
    for (int i = 0; i < HTSC_TECHNOLOGY_COUNT; i++)
        if (strcmp(s->technology, htsc_technology_name((htsc_technology)i)) == 0) s->technology_index = i;
    return s->technology_index != HTSC_PATH_ANY_TECHNOLOGY;
}

/* EXIT_DONE, or EXIT_USAGE after saying why. */
static int check(settings *s) {
    if (s->site == NULL)
        fprintf(stderr, _("coverage_report path: say which site: --site ID\n"));
    else if (s->to == NULL)
        fprintf(stderr, _("coverage_report path: say which point: --to LON,LAT\n"));
    else if (!parse_place(s))
        fprintf(stderr,
                _("coverage_report path: --to %s: not two numbers LON,LAT in degrees with a comma between them, "
                  "such as 105.37,20.08\n"),
                s->to);
    else if (!parse_technology(s))
        fprintf(stderr, _("coverage_report path: --technology %s: not one of 2G, 3G, 4G, 5G\n"), s->technology);
    else if (s->format != NULL && strcmp(s->format, "text") != 0 && strcmp(s->format, "json") != 0)
        fprintf(stderr, _("coverage_report path: --format %s: neither text nor json\n"), s->format);
    else
        return EXIT_DONE;
    return EXIT_USAGE;
}

static void tell_unknown_site(const htsc_path *path) {
    fprintf(stderr, _("coverage_report: error: no site %s among the %zu of the project\n"), path->site_id,
            path->site_count);
    if (path->near_count > 0) fprintf(stderr, _("  written most alike:"));
    for (size_t i = 0; i < path->near_count; i++) fprintf(stderr, "%s %s", i == 0 ? "" : ",", path->near_ids[i]);
    if (path->near_count > 0) fputc('\n', stderr);
    if (path->refused_count > 0)
        fprintf(stderr, _("  %llu values of the input files were refused: `run` lists them in rejects.csv\n"),
                (unsigned long long)path->refused_count);
}

static int tell_problem(const settings *s, const htsc_path *path) {
    switch (path->problem) {
    case HTSC_PATH_FINE: return EXIT_DONE;
    case HTSC_PATH_UNKNOWN_SITE: tell_unknown_site(path); break;
    case HTSC_PATH_UNKNOWN_OPERATOR:
        fprintf(stderr, _("coverage_report: error: no operator %s in the project; it has:\n"), s->operator_name);
        for (size_t i = 0; i < path->project->operator_count; i++)
            fprintf(stderr, "  %s\n", path->project->operators[i]);
        break;
    case HTSC_PATH_NO_CELL:
        fprintf(stderr, _("coverage_report: error: site %s has no cell of that technology and operator\n"), s->site);
        break;
    case HTSC_PATH_SWAPPED:
        fprintf(stderr,
                _("coverage_report: error: --to %s: longitude and latitude seem to be exchanged; longitude first\n"),
                s->to);
        break;
    case HTSC_PATH_FAR_AWAY:
        fprintf(stderr, _("coverage_report: error: --to %s: more than %g km from the villages\n"), s->to,
                path->project->max_site_distance_km);
        break;
    case HTSC_PATH_NO_GROUND:
        fprintf(stderr, _("coverage_report: error: --to %s: the terrain %s has no height there\n"), s->to,
                path->project->inputs.terrain.name);
        break;
    }
    return EXIT_FAILED;
}

static htsc_status put(const settings *s, const htsc_path *path, FILE *out, htsc_error *error) {
    if (s->json) return htsc_path_write_json(path, out, error);
    path_text(out, path);
    return HTSC_OK;
}

static int fail_file(const char *name) {
    fprintf(stderr, _("coverage_report: error: %s: %s\n"), name, strerror(errno));
    return EXIT_FAILED;
}

/* Aside, then moved into place: a file is whole or not there. */
static int write_file(const settings *s, const htsc_path *path) {
    htsc_error error = {HTSC_OK, ""};
    const size_t size = strlen(s->file) + 32;
    char *aside = malloc(size);
    if (aside == NULL) return fail_file(s->file);
    snprintf(aside, size, "%s.part-%ld", s->file, (long)getpid());
    FILE *out = fopen(aside, "wb");
    int code = out == NULL ? fail_file(s->file) : EXIT_DONE;
    if (out != NULL) {
        const htsc_status status = put(s, path, out, &error);
        const bool bad = ferror(out) != 0;
        if (status != HTSC_OK) code = fail(&error);
        if ((fclose(out) != 0 || bad) && code == EXIT_DONE) code = fail_file(s->file);
        if (code == EXIT_DONE && rename(aside, s->file) != 0) code = fail_file(s->file);
        if (code != EXIT_DONE) unlink(aside);
    }
    free(aside);
    return code;
}

static int follow(const settings *s, const htsc_project *project) {
    htsc_error error = {HTSC_OK, ""};
    htsc_progress progress;
    htsc_path_options options;
    htsc_path *path = NULL;
    htsc_path_options_init(&options);
    options.site_id = s->site;
    options.lon_deg = s->lon_deg;
    options.lat_deg = s->lat_deg;
    options.technology = s->technology_index;
    options.operator_name = s->operator_name;
    options.progress = &progress;
    screen_progress(false, &progress);
    htsc_status status = htsc_path_run(project, &options, &path, &error);
    screen_progress_end();
    if (status == HTSC_ERR_CANCELLED) {
        fprintf(stderr, _("coverage_report: stopped; nothing was written\n"));
        return EXIT_FAILED;
    }
    if (status != HTSC_OK) return fail(&error);
    int code = tell_problem(s, path);
    if (code == EXIT_DONE && s->file != NULL)
        code = write_file(s, path);
    else if (code == EXIT_DONE && put(s, path, stdout, &error) != HTSC_OK && ferror(stdout) == 0)
        code = fail(&error);
    htsc_path_free(path);
    return code;
}

/* The project may be named by --project instead of standing alone. */
static bool has_project_option(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--project") == 0 || strncmp(argv[i], "--project=", 10) == 0) return true;
    return false;
}

static int run(int argc, char **argv) {
    settings s = {0};
    bool help = false;
    const opt options[] = {
        {0, "site", "ID", N_("the site, as the site files write it"), NULL, &s.site, NULL},
        {0, "to", "LON,LAT", N_("the point, WGS 84 degrees"), NULL, &s.to, NULL},
        {0, "technology", "2G|3G|4G|5G", N_("only cells of this technology"), NULL, &s.technology, NULL},
        {0, "operator", N_("NAME"), N_("only cells of this operator"), NULL, &s.operator_name, NULL},
        {0, "format", "text|json", N_("what is printed (default: text)"), NULL, &s.format, NULL},
        {'o', "output", N_("FILE"), N_("where it goes (default: the screen)"), NULL, &s.file, NULL},
        {0, "project", "PROJECT.yaml", N_("the project, instead of standing alone"), NULL, &s.project, NULL},
        {0, "lang", "vi|en", N_("language of messages (default: the project's)"), NULL, &s.language, NULL}};
    const size_t count = sizeof options / sizeof options[0];
    int code =
        opt_parse(&cmd_path, options, count, argc, argv, &s.project, has_project_option(argc, argv) ? 0 : 1, &help);
    if (help) {
        opt_help(&cmd_path, options, count);
        return EXIT_DONE;
    }
    if (code == EXIT_DONE) code = check(&s);
    if (code != EXIT_DONE) return code;
    s.json = s.format != NULL && strcmp(s.format, "json") == 0;
    screen_catch_signals();
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    if (htsc_project_read(s.project, &project, &error) != HTSC_OK) return fail(&error);
    if (!language_is_chosen()) language_set(project->language);
    code = follow(&s, project);
    htsc_project_free(project);
    return code;
}

const command cmd_path = {"path", "PROJECT.yaml", N_("the loss from a site to a point, step by step"), run};
