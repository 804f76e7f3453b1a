#ifndef COVERAGE_REPORT_LANGUAGE_H
#define COVERAGE_REPORT_LANGUAGE_H

#include <libintl.h>
#include <stdbool.h>

#include <htscover/finding.h>

#define _(text) gettext(text)
#define N_(text) text /* marks a message id that is translated where it is printed */

/* Messages from now on are in this language. */
void language_set(htsc_language language);
htsc_language language_get(void);
/* --lang was given. */
bool language_is_chosen(void);
/* Columns a UTF-8 text takes on the terminal: its messages hold no wide and no combining characters. */
int language_columns(const char *text);
/* Gives a number the language's decimal mark, in place. */
char *language_decimal(char *text);
/* Looks for --lang among the arguments; true with *language set. *bad is the value that is neither vi nor en. */
int language_find(int argc, char **argv, htsc_language *language, const char **bad);

#endif
