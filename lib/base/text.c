#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void) {
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

locale_t htsc__text_enter_c_locale(void) {
    pthread_once(&c_locale_once, make_c_locale);
    return uselocale(c_locale);
}

void htsc__text_leave_c_locale(locale_t before) {
    uselocale(before);
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_space(const char *text) {
    while (is_space(*text)) text++;
    return text;
}

bool htsc__text_to_double(const char *text, double *value) {
    pthread_once(&c_locale_once, make_c_locale);
    const char *start = skip_space(text);
    if (start[strspn(start, "+-.0123456789eE")] != '\0' && !is_space(start[strspn(start, "+-.0123456789eE")]))
        return false;
    char *end;
    double parsed = strtod_l(start, &end, c_locale);
    if (end == start || *skip_space(end) != '\0' || !isfinite(parsed)) return false;
    *value = parsed;
    return true;
}

bool htsc__text_to_int64(const char *text, int64_t *value) {
    const char *start = skip_space(text);
    char *end;
    errno = 0;
    long long parsed = strtoll(start, &end, 10);
    if (end == start || *skip_space(end) != '\0' || errno != 0) return false;
    *value = parsed;
    return true;
}

static bool digits(const char *text, int count, int *value) {
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool htsc__text_to_date(const char *text, int32_t *yyyymmdd) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const char *start = skip_space(text);
    int year, month, day;
    if (strlen(start) < 10 || !digits(start, 4, &year) || start[4] != '-' || !digits(start + 5, 2, &month) ||
        start[7] != '-' || !digits(start + 8, 2, &day) || *skip_space(start + 10) != '\0')
        return false;
    if (year < 1900 || month < 1 || month > 12) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int last = days[month - 1] + (month == 2 && leap ? 1 : 0);
    if (day < 1 || day > last) return false;
    *yyyymmdd = year * 10000 + month * 100 + day;
    return true;
}

static void print_double(char *text, size_t size, bool fixed, int digits_wanted, double value) {
    locale_t before = htsc__text_enter_c_locale();
    if (fixed)
        snprintf(text, size, "%.*f", digits_wanted, value);
    else
        snprintf(text, size, "%.*g", digits_wanted, value);
    htsc__text_leave_c_locale(before);
}

void htsc__text_from_double(double value, char *text, size_t size) {
    if (isnan(value)) {
        text[0] = '\0';
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        double back;
        print_double(text, size, false, precision, value);
        if (htsc__text_to_double(text, &back) && memcmp(&back, &value, sizeof value) == 0) return;
    }
}

void htsc__text_from_fixed(double value, int decimals, char *text, size_t size) {
    if (isnan(value)) {
        text[0] = '\0';
        return;
    }
    print_double(text, size, true, decimals, value);
    if (text[0] == '-' && text[strspn(text, "-0.")] == '\0') memmove(text, text + 1, strlen(text)); /* no "-0.0" */
}

size_t htsc__text_character(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) return 1;
    if (s[0] >= 0xc2 && s[0] <= 0xdf) return (s[1] & 0xc0) == 0x80 ? 2 : 0;
    if (s[0] >= 0xe0 && s[0] <= 0xef) {
        unsigned low = s[0] == 0xe0 ? 0xa0 : 0x80, high = s[0] == 0xed ? 0x9f : 0xbf;
        return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 ? 3 : 0;
    }
    if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        unsigned low = s[0] == 0xf0 ? 0x90 : 0x80, high = s[0] == 0xf4 ? 0x8f : 0xbf;
        return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 && (s[3] & 0xc0) == 0x80 ? 4 : 0;
    }
    return 0;
}

bool htsc__text_is_utf8(const char *text) {
    for (const char *s = text; *s != '\0';) {
        const size_t n = htsc__text_character(s);
        if (n == 0) return false;
        s += n;
    }
    return true;
}

void htsc__text_trim_utf8(char *text) {
    size_t length = strlen(text), back = 0;
    while (back < length && back < 4 && ((unsigned char)text[length - 1 - back] & 0xc0) == 0x80) back++;
    if (back == length) return;
    const char *last = text + length - 1 - back;
    if ((unsigned char)*last >= 0xc0 && htsc__text_character(last) != back + 1) text[length - 1 - back] = '\0';
}

void htsc__text_one_line(char *text) {
    for (char *c = text; *c != '\0';) {
        size_t n = htsc__text_character(c);
        if (n == 0 || (unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = '?';
            n = 1;
        }
        c += n;
    }
}

void htsc__text_copy(char *to, size_t size, const char *from) {
    size_t length = strlen(from);
    bool cut = length >= size;
    if (cut) length = size - 1;
    memmove(to, from, length);
    to[length] = '\0';
    if (cut) htsc__text_trim_utf8(to);
}

char *htsc__text_strip(char *text) {
    while (is_space(*text)) text++;
    size_t length = strlen(text);
    while (length > 0 && is_space(text[length - 1])) length--;
    text[length] = '\0';
    return text;
}

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool htsc__text_equal_nocase(const char *a, const char *b) {
    while (*a != '\0' && lower(*a) == lower(*b)) a++, b++;
    return lower(*a) == lower(*b);
}

bool htsc__text_is_blank(const char *text) {
    return *skip_space(text) == '\0';
}
