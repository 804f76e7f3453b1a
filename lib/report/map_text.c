#include "report/map_text.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { MAX_CHARACTERS = 80, MAX_MARKS = 2, MAX_READ = 4096 };

/* Not seen, or changing what stands beside it: controls, directions, joiners, variants, tags, line ends. */
static bool is_unseen(gunichar c) {
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR: return true;
    default: break;
    }
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) || c == 0x034f || c == 0x115f ||
           c == 0x1160 || c == 0x3164 || c == 0xffa0;
}

/* Composed, so that letters and their accents are one character, as fonts and searches want them. */
static char *composed(const char *from) {
    char part[MAX_READ];
    htsc__text_copy(part, sizeof part, from);
    char *valid = g_utf8_make_valid(part, -1);
    for (char *bad = strstr(valid, "\xef\xbf\xbd"); bad != NULL; bad = strstr(bad, "\xef\xbf\xbd")) {
        *bad = '?';
        memmove(bad + 1, bad + 3, strlen(bad + 3) + 1);
    }
    char *nfc = g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_free(valid);
    return nfc;
}

void htsc__map_text(char *to, size_t size, const char *from) {
    static const char ellipsis[] = "…";
    char *text = composed(from);
    size_t used = 0;
    int characters = 0, marks = 0;
    bool blank = true; /* the last one was: blanks at the front and double ones go */
    for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c)) c = ' ';
        if (is_unseen(c) || (c == ' ' && blank)) continue;
        marks = g_unichar_ismark(c) ? marks + 1 : 0;
        if (marks > MAX_MARKS || (marks > 0 && used == 0)) continue;
        if (characters == MAX_CHARACTERS || used + 6 + sizeof ellipsis > size) {
            memcpy(to + used, ellipsis, sizeof ellipsis - 1);
            used += sizeof ellipsis - 1;
            break;
        }
        used += (size_t)g_unichar_to_utf8(c, to + used);
        blank = c == ' ';
        characters++;
    }
    while (used > 0 && to[used - 1] == ' ') used--;
    to[used] = '\0';
    g_free(text);
}

void htsc__map_fill(char *to, size_t size, const char *pattern, const char *value) {
    const size_t before = strcspn(pattern, "@");
    snprintf(to, size, "%.*s%s%s", (int)before, pattern, value, pattern[before] == '\0' ? "" : pattern + before + 1);
    htsc__text_trim_utf8(to);
}
