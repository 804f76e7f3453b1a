/* Texts on maps: names from inputs made harmless, and small words. */
#ifndef HTSC_REPORT_MAP_TEXT_H
#define HTSC_REPORT_MAP_TEXT_H

#include <stddef.h>

enum { HTSC__MAP_NAME_SIZE = 384 };

/* A name as it may be drawn: composed, on one line, without control characters, marks of direction and invisible
 * ones, no more than two accents on a letter, at most 80 characters (then with an ellipsis). What is no UTF-8 becomes
 * '?'. `size` >= HTSC__MAP_NAME_SIZE. */
void htsc__map_text(char *to, size_t size, const char *from);

/* `pattern` with `value` in the place of its '@'. */
void htsc__map_fill(char *to, size_t size, const char *pattern, const char *value);

#endif
