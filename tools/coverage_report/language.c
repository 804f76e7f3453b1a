#include "coverage_report/language.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static htsc_language current = HTSC_LANGUAGE_VI;
static bool chosen;

/* The catalogues are found from the program itself, so that a copied folder works. */
static void bind_catalogue(void) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 32);
    if (length <= 0) return;
    path[length] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL) return;
        *slash = '\0';
    }
    strcat(path, "/share/locale");
    bindtextdomain("htscover", path);
    bind_textdomain_codeset("htscover", "UTF-8");
    textdomain("htscover");
}

void language_set(htsc_language language) {
    current = language;
    /* glibc looks at LANGUAGE only where the locale is not plain "C"; C.UTF-8 is built in. Numbers keep the point. */
    setenv("LANGUAGE", language == HTSC_LANGUAGE_VI ? "vi" : "en", 1);
    setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_CTYPE, "C.UTF-8");
    bind_catalogue();
}

bool language_is_chosen(void) {
    return chosen;
}

htsc_language language_get(void) {
    return current;
}

int language_columns(const char *text) {
    int count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

char *language_decimal(char *text) {
    if (current == HTSC_LANGUAGE_VI)
        for (char *c = text; *c != '\0'; c++)
            if (*c == '.') *c = ',';
    return text;
}

int language_find(int argc, char **argv, htsc_language *language, const char **bad) {
    *bad = NULL;
    for (int i = 1; i < argc && argv[i] != NULL; i++) {
        const char *value = NULL;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) value = argv[i + 1];
        if (strncmp(argv[i], "--lang=", 7) == 0) value = argv[i] + 7;
        if (value == NULL) continue;
        if (strcmp(value, "vi") != 0 && strcmp(value, "en") != 0) {
            *bad = value;
            return 0;
        }
        chosen = true;
        *language = value[0] == 'v' ? HTSC_LANGUAGE_VI : HTSC_LANGUAGE_EN;
        return 1;
    }
    return 0;
}
