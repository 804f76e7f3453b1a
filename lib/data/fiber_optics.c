#include "data/fiber_optics.h"

#include <stddef.h>
#include <string.h>

/* The greatest loss of a class, as docs/formats.md has it. */
const char *const htsc__budget_classes[HTSC__BUDGET_CLASS_COUNT] = {"B+", "C+", "N1", "N2", "E1"};
const double htsc__budget_class_db[HTSC__BUDGET_CLASS_COUNT] = {28, 32, 29, 31, 33};

/* Greatest insertion loss of planar splitters with connectors, 1260 to 1650 nm, as makers' data sheets guarantee it
 * (docs/formats.md). */
static const struct {
    long ways;
    double loss_db;
} splitters[] = {{2, 4.3}, {4, 7.4}, {8, 10.7}, {16, 13.9}, {32, 17.2}, {64, 21.5}, {128, 25.5}};

static const char *skip_blanks(const char *text) {
    while (*text == ' ' || *text == '\t') text++;
    return text;
}

/* At most four digits; -1 where there is none. */
static long take_number(const char **text) {
    long number = 0;
    size_t digits = strspn(*text, "0123456789");
    if (digits == 0 || digits > 4) return -1;
    for (size_t i = 0; i < digits; i++) number = 10 * number + ((*text)[i] - '0');
    *text += digits;
    return number;
}

static bool take_separator(const char **text) {
    static const char times[] = "\xc3\x97"; /* U+00D7 */
    if (**text == 'x' || **text == 'X' || **text == ':') {
        (*text)++;
        return true;
    }
    if (strncmp(*text, times, 2) != 0) return false;
    *text += 2;
    return true;
}

/* "1x8", "1:8", "8": ways of one splitter; -1 where it is none. */
static long take_ways(const char **text) {
    *text = skip_blanks(*text);
    long first = take_number(text);
    *text = skip_blanks(*text);
    if (first < 0 || !take_separator(text)) return first;
    *text = skip_blanks(*text);
    long second = take_number(text);
    *text = skip_blanks(*text);
    return first == 1 ? second : -1;
}

static bool add_loss(long ways, double *loss_db) {
    for (size_t i = 0; i < sizeof splitters / sizeof splitters[0]; i++) {
        if (splitters[i].ways != ways) continue;
        *loss_db += splitters[i].loss_db;
        return true;
    }
    return false;
}

bool htsc__splitter_loss_db(const char *text, double *loss_db) {
    *loss_db = 0;
    if (!add_loss(take_ways(&text), loss_db)) return false;
    if (*text != '+') return *text == '\0';
    text++;
    return add_loss(take_ways(&text), loss_db) && *text == '\0';
}
