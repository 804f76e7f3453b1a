#ifndef HTSC_BASE_TEXT_H
#define HTSC_BASE_TEXT_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Locale never matters here: the decimal separator is the point, case folding is ASCII's. */

/* The calling thread speaks C until what enter returned is given to leave: for parts that parse numbers by the locale.
 */
locale_t htsc__text_enter_c_locale(void);
void htsc__text_leave_c_locale(locale_t before);

/* The whole text, blanks around it aside, is one finite decimal number (no hex, inf or nan). */
bool htsc__text_to_double(const char *text, double *value);
bool htsc__text_to_int64(const char *text, int64_t *value);
/* "yyyy-mm-dd" of a day that exists -> yyyymmdd. */
bool htsc__text_to_date(const char *text, int32_t *yyyymmdd);
/* Shortest of the usual notations that reads back as the same number; "" for NaN. `size` >= 32. */
void htsc__text_from_double(double value, char *text, size_t size);
/* Fixed number of decimals; "" for NaN. `size` >= 350 covers every double. */
void htsc__text_from_fixed(double value, int decimals, char *text, size_t size);

/* Bytes of the character that `text` begins with, 0 where it is no valid UTF-8 (RFC 3629: no overlong forms, no
 * surrogates). */
size_t htsc__text_character(const char *text);
bool htsc__text_is_utf8(const char *text);
/* Drops an incomplete character from the end. */
void htsc__text_trim_utf8(char *text);
/* Control characters, and bytes that are no UTF-8, become '?'. */
void htsc__text_one_line(char *text);
/* Copies at most size - 1 bytes, never cutting a character. */
void htsc__text_copy(char *to, size_t size, const char *from);
/* Drops ASCII blanks at both ends, in place; returns the new start. */
char *htsc__text_strip(char *text);
bool htsc__text_equal_nocase(const char *a, const char *b);
bool htsc__text_is_blank(const char *text);

#endif
