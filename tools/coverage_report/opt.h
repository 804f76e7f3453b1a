#ifndef COVERAGE_REPORT_OPT_H
#define COVERAGE_REPORT_OPT_H

#include <stdbool.h>
#include <stddef.h>

/* Exit codes of the program. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_REJECTED = 3, EXIT_BELOW_TARGET = 4 };

/* An option of a subcommand. `argument` NULL makes it a flag. */
typedef struct opt {
    char letter; /* 0: none */
    const char *name;
    const char *argument;
    const char *help; /* a message id */
    bool *flag;
    const char **text;
    int *number; /* >= 1 */
} opt;

typedef struct command {
    const char *name;
    const char *operands; /* e.g. "PROJECT.yaml" */
    const char *help;     /* a message id */
    int (*run)(int argc, char **argv);
} command;

/* Parses options anywhere on the line; operands come out in order. EXIT_DONE, or EXIT_USAGE after saying why. */
int opt_parse(const command *which, const opt *options, size_t count, int argc, char **argv, const char **operands,
              size_t operand_count, bool *help);
void opt_help(const command *which, const opt *options, size_t count);

extern const command cmd_path, cmd_run;

#endif
