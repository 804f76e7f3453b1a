#ifndef HTSC_TESTS_BASE_COMMA_LOCALE_H
#define HTSC_TESTS_BASE_COMMA_LOCALE_H

#include <locale.h>

#include "base/support.h"

/* glibc's newlocale loses a copy of LOCPATH; the leak sanitizer is told so. */
__attribute__((visibility("default"), used)) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:__argz_add_sep";
}

/* A locale whose decimal separator is the comma: one of the system's, else one that localedef makes in the scratch
 * folder. (locale_t)0, with a printed line, where neither can be had. */
static inline locale_t comma_locale(scratch *s) {
    static const char *const names[] = {"vi_VN.UTF-8", "vi_VN.utf8", "de_DE.UTF-8", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        locale_t found = newlocale(LC_ALL_MASK, names[i], (locale_t)0);
        if (found != (locale_t)0) return found;
    }
    char command[512];
    snprintf(command, sizeof command, "localedef -c -i vi_VN -f UTF-8 '%s/vi_VN.UTF-8' >/dev/null 2>&1", s->folder);
    if (system(command) >= 0) {
        setenv("LOCPATH", s->folder, 1);
        locale_t made = newlocale(LC_ALL_MASK, "vi_VN.UTF-8", (locale_t)0);
        unsetenv("LOCPATH");
        if (made != (locale_t)0) return made;
    }
    print_message("no locale with a decimal comma: this test is skipped\n");
    return (locale_t)0;
}

#endif
