/* Text as cells and page headers may hold it. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "report/workbook.h"

/* C0, DEL, C1, and what XML 1.0 has no place for. */
static bool is_control(const char *text, size_t bytes) {
    const unsigned char *s = (const unsigned char *)text;
    if (bytes == 1) return s[0] < 0x20 || s[0] == 0x7f;
    if (bytes == 2) return s[0] == 0xc2 && s[1] < 0xa0;
    return bytes == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe;
}

/* "_x0041_" would be read as the character of that number (ECMA-376-1, 22.9.2.19, ST_Xstring). */
static bool is_escape(const char *s) {
    if (s[0] != '_' || s[1] != 'x') return false;
    for (int i = 2; i < 6; i++)
        if (isxdigit((unsigned char)s[i]) == 0) return false;
    return s[6] == '_';
}

size_t htsc__book_clean(const char *text, char *to) {
    static const char underscore[] = "_x005F_";
    size_t units = 0, characters = 0;
    for (const char *from = text; *from != '\0';) {
        const size_t valid = htsc__text_character(from), bytes = valid == 0 ? 1 : valid;
        const bool escape = is_escape(from);
        const size_t more = escape ? sizeof underscore - 1 : bytes == 4 ? 2 : 1;
        if (valid != 0 && is_control(from, bytes)) {
            from += bytes;
            continue;
        }
        if (units + more > HTSC__BOOK_UNITS) break;
        if (escape) {
            memcpy(to, underscore, sizeof underscore - 1);
            to += sizeof underscore - 1;
        } else if (valid == 0) {
            *to++ = '?';
        } else {
            memcpy(to, from, bytes);
            to += bytes;
        }
        from += bytes;
        units += more;
        characters++;
    }
    *to = '\0';
    return characters;
}

void htsc__book_header(const char *text, size_t most, char *to) {
    size_t count = 0;
    for (const char *from = text; *from != '\0' && count < most; count++) {
        const size_t valid = htsc__text_character(from), bytes = valid == 0 ? 1 : valid;
        if (valid == 0 || is_control(from, bytes)) {
            *to++ = '?';
        } else if (*from == '&') { /* "&[" is a picture to libxlsxwriter, doubled or not */
            memcpy(to, "&& ", 3);
            to += from[1] == '[' ? 3 : 2;
        } else {
            memcpy(to, from, bytes);
            to += bytes;
        }
        from += bytes;
    }
    *to = '\0';
}
