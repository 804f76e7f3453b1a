/* coverage_report: subcommands of libhtscover for offices. Nothing here computes. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <htscover/error.h>

#include "coverage_report/language.h"
#include "coverage_report/opt.h"

static const command *const commands[] = {&cmd_run, &cmd_path};

static void help(FILE *out) {
    fprintf(out,
            _("coverage_report %s - 5G and fibre coverage ratios, weak-signal zones\n\n"
              "usage: coverage_report COMMAND … [--lang vi|en]\n\ncommands:\n"),
            htsc_version());
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(out, "  %s %-18s %s\n", commands[i]->name, commands[i]->operands, _(commands[i]->help));
    fprintf(out, _("\n  --version            versions of the program and its parts\n"
                   "  COMMAND --help       options of a command\n\n"
                   "exit codes: 0 done, 1 failure, 2 usage, 3 some input rejected (outputs are made),\n"
                   "            4 a target missed (with --fail-below-target)\n"));
}

static void version(void) {
    char parts[512];
    htsc_version_parts(parts, sizeof parts);
    printf("coverage_report %s\n%s", htsc_version(), parts);
}

/* A scoreboard that could not be written is a failure; a reader that went away is no reason to talk. */
static int finish(int code) {
    if (fflush(stdout) == 0 && ferror(stdout) == 0) return code;
    if (errno != EPIPE) fprintf(stderr, _("coverage_report: error: the output could not be written\n"));
    return EXIT_FAILED;
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    htsc_language language = HTSC_LANGUAGE_VI;
    const char *bad;
    language_find(argc, argv, &language, &bad);
    language_set(language);
    if (bad != NULL) {
        fprintf(stderr, _("coverage_report: --lang %s: neither vi nor en\n"), bad);
        return EXIT_USAGE;
    }
    int at = 1; /* --lang may stand before the command; it was taken above */
    while (at < argc && strncmp(argv[at], "--lang", 6) == 0) at += argv[at][6] == '=' ? 1 : 2;
    if (at >= argc) {
        help(stderr);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[at], commands[i]->name) == 0) return finish(commands[i]->run(argc - at, argv + at));
    if (strcmp(argv[at], "--version") == 0) {
        version();
        return finish(EXIT_DONE);
    }
    if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
        help(stdout);
        return finish(EXIT_DONE);
    }
    fprintf(stderr, _("coverage_report: %s: no such command; try --help\n"), argv[at]);
    return EXIT_USAGE;
}
