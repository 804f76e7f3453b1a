#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *htsc__say(htsc_language language, htsc__phrase phrase) {
    return language == HTSC_LANGUAGE_VI ? phrase.vi : phrase.en;
}

htsc__phrase htsc__target_phrase(htsc_target_id target) {
    static const htsc__phrase phrases[HTSC_TARGET_COUNT] = {
        {"Hộ gia đình tiếp cận và sử dụng cáp quang", "Households that reach and use fibre"},
        {"Dân số được phủ sóng 5G", "People covered by 5G"},
        {"Người dân có khả năng truy nhập trên 1 Gb/s", "People able to get more than 1 Gb/s"},
        {"Hệ thống thông tin bảo đảm an toàn theo cấp độ", "Information systems secured at their level"},
        {"Người từ 14 tuổi có định danh điện tử", "People aged 14+ with an electronic identity"},
        {"Người trưởng thành có chữ ký số", "Adults with a digital signature"}};
    return phrases[target];
}

htsc__phrase htsc__level_phrase(htsc_level level) {
    static const htsc__phrase phrases[] = {
        {"không có sóng", "no signal"}, {"sóng yếu", "weak signal"}, {"sóng tốt", "good signal"}};
    return phrases[level];
}

htsc__phrase htsc__reason_phrase(htsc_fiber_reason reason) {
    static const htsc__phrase phrases[] = {{"đạt trên 1 Gb/s", "more than 1 Gb/s"},
                                           {"quá xa", "too far"},
                                           {"không có đường dẫn", "no path"},
                                           {"vượt quỹ công suất quang", "over optical budget"},
                                           {"hết cổng", "no port"},
                                           {"tốc độ chưa đủ", "too slow"}};
    return phrases[reason];
}

htsc__phrase htsc__verdict_phrase(const htsc_score *score) {
    if (!score->known) return (htsc__phrase){"chưa có số liệu", "not known"};
    if (score->met) return (htsc__phrase){"đạt", "met"};
    if (score->target == HTSC_TARGET_FIBER_HOUSEHOLDS && isnan(score->use_pct))
        return (htsc__phrase){"thiếu số liệu sử dụng", "use unknown"};
    return (htsc__phrase){"chưa đạt", "not met"};
}

htsc__phrase htsc__kind_phrase(const htsc_score *score) {
    return score->declared ? (htsc__phrase){"khai báo", "declared"} : (htsc__phrase){"tính toán", "computed"};
}

void htsc__number_text(htsc_language language, double value, int decimals, char *text, size_t size) {
    char plain[350];
    if (isnan(value)) {
        htsc__text_copy(text, size, "–");
        return;
    }
    htsc__text_from_fixed(value, decimals, plain, sizeof plain);
    const char *from = plain;
    const bool minus = *from == '-' && strpbrk(from, "123456789") != NULL;
    if (*from == '-') from++;
    const size_t whole = strcspn(from, ".");
    const char thousands = language == HTSC_LANGUAGE_VI ? '.' : ',', point = language == HTSC_LANGUAGE_VI ? ',' : '.';
    char out[512];
    size_t used = 0;
    if (minus) out[used++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) out[used++] = thousands;
        out[used++] = from[i];
    }
    for (const char *c = from + whole; *c != '\0'; c++) out[used++] = *c == '.' ? point : *c;
    out[used] = '\0';
    htsc__text_copy(text, size, out);
}

void htsc__date_text(htsc_language language, int32_t yyyymmdd, char *text, size_t size) {
    const int year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
    if (yyyymmdd == 0)
        htsc__text_copy(text, size, "–");
    else if (language == HTSC_LANGUAGE_VI)
        snprintf(text, size, "%02d/%02d/%04d", day, month, year);
    else
        snprintf(text, size, "%04d-%02d-%02d", year, month, day);
}
