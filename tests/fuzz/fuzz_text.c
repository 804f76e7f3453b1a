/* Any bytes as a number, a date, UTF-8 text. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1), shown[64], cut[16];
    if (text == NULL) abort();
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    double number, again;
    int64_t whole;
    int32_t date;
    if (htsc__text_to_double(text, &number)) {
        FUZZ_HOLDS(isfinite(number));
        htsc__text_from_double(number, shown, sizeof shown);
        FUZZ_HOLDS(htsc__text_to_double(shown, &again) && memcmp(&number, &again, sizeof number) == 0);
    }
    (void)htsc__text_to_int64(text, &whole);
    if (htsc__text_to_date(text, &date)) FUZZ_HOLDS(date >= 19000101 && date <= 99991231);
    htsc__text_copy(cut, sizeof cut, text);
    if (htsc__text_is_utf8(text)) FUZZ_HOLDS(htsc__text_is_utf8(cut));
    (void)htsc__text_strip(text);
    free(text);
    return 0;
}
