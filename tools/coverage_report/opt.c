#include "coverage_report/opt.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coverage_report/language.h"

enum { MAX_OPTIONS = 32 };

static int complain(const command *which, const char *text, const char *value) {
    fprintf(stderr, "coverage_report %s: %s: %s\n", which->name, text, value);
    fprintf(stderr, _("try: coverage_report %s --help\n"), which->name);
    return EXIT_USAGE;
}

static int take(const command *which, const opt *option, const char *value) {
    if (option->flag != NULL) *option->flag = true;
    if (option->text != NULL) *option->text = value;
    if (option->number == NULL) return EXIT_DONE;
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < 1 || number > INT_MAX)
        return complain(which, _("not a whole number above 0"), value);
    *option->number = (int)number;
    return EXIT_DONE;
}

int opt_parse(const command *which, const opt *options, size_t count, int argc, char **argv, const char **operands,
              size_t operand_count, bool *help) {
    struct option longs[MAX_OPTIONS + 2] = {{0}};
    char shorts[2 * MAX_OPTIONS + 3] = ":h";
    size_t used = 2;
    for (size_t i = 0; i < count; i++) {
        longs[i] = (struct option){options[i].name, options[i].argument == NULL ? no_argument : required_argument, NULL,
                                   1000 + (int)i};
        if (options[i].letter == 0) continue;
        shorts[used++] = options[i].letter;
        if (options[i].argument != NULL) shorts[used++] = ':';
    }
    longs[count] = (struct option){"help", no_argument, NULL, 'h'};
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (c == 'h') {
            *help = true;
            return EXIT_DONE;
        }
        if (c == '?') return complain(which, _("unknown option"), argv[optind - 1]);
        if (c == ':') return complain(which, _("this option needs a value"), argv[optind - 1]);
        size_t i = 0;
        while (i < count && c != 1000 + (int)i && c != options[i].letter) i++;
        int code = i < count ? take(which, &options[i], optarg) : EXIT_USAGE;
        if (code != EXIT_DONE) return code;
    }
    for (size_t i = 0; i < operand_count; i++) {
        if (optind >= argc) return complain(which, _("missing"), which->operands);
        operands[i] = argv[optind++];
    }
    if (optind < argc) return complain(which, _("one word too many"), argv[optind]);
    return EXIT_DONE;
}

static void help_line(const char *left, const char *right) {
    printf("  %s%*s %s\n", left, language_columns(left) < 28 ? 28 - language_columns(left) : 0, "", right);
}

void opt_help(const command *which, const opt *options, size_t count) {
    printf(_("usage: coverage_report %s %s [options]\n\n%s\n\noptions:\n"), which->name, which->operands,
           _(which->help));
    for (size_t i = 0; i < count; i++) {
        char left[80], letter[8] = "    ";
        if (options[i].letter != 0) snprintf(letter, sizeof letter, "-%c, ", options[i].letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, options[i].name, options[i].argument == NULL ? "" : " ",
                 options[i].argument == NULL ? "" : _(options[i].argument));
        help_line(left, _(options[i].help));
    }
    help_line("-h, --help", _("this text"));
}
