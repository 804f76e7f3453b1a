#include <htscover/finding.h>

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

enum { MAX_KEPT = 200000, MAX_VALUE_BYTES = 80 };

struct htsc_findings {
    htsc_finding *items;
    size_t count, capacity;
    uint64_t totals[3];
    htsc__pool *pool;
};

/* {column}, {value} and {expected} are filled in. */
typedef struct code_text {
    htsc_finding_code code;
    const char *name, *vi, *en;
} code_text;

static const code_text texts[] = {
    {HTSC_FINDING_MISSING_VALUE, "missing_value", "cột {column} không có giá trị{expected}",
     "{column} has no value{expected}"},
    {HTSC_FINDING_NOT_A_NUMBER, "not_a_number", "{column}: \"{value}\" không phải là số{expected}",
     "{column} \"{value}\" is not a number{expected}"},
    {HTSC_FINDING_OUT_OF_RANGE, "out_of_range", "{column}: {value} nằm ngoài khoảng cho phép{expected}",
     "{column} {value} is outside its range{expected}"},
    {HTSC_FINDING_NOT_ALLOWED, "not_allowed", "{column}: \"{value}\" không thuộc các giá trị cho phép{expected}",
     "{column} \"{value}\" is none of the allowed values{expected}"},
    {HTSC_FINDING_UNKNOWN_OPERATOR, "unknown_operator",
     "nhà mạng \"{value}\" không có trong danh sách của dự án{expected}",
     "operator \"{value}\" is not in the project's list{expected}"},
    {HTSC_FINDING_UNKNOWN_TECHNOLOGY, "unknown_technology", "công nghệ \"{value}\" không được biết{expected}",
     "technology \"{value}\" is not known{expected}"},
    {HTSC_FINDING_UNKNOWN_BAND, "unknown_band", "băng tần \"{value}\" không được biết{expected}",
     "band \"{value}\" is not known{expected}"},
    {HTSC_FINDING_BANDWIDTH_SCS, "bandwidth_scs", "không có băng thông {value}{expected} trong tiêu chuẩn",
     "the standard has no bandwidth {value}{expected}"},
    {HTSC_FINDING_SWAPPED_LONLAT, "swapped_lonlat", "hai tọa độ có vẻ bị đổi chỗ ({column} = {value}){expected}",
     "the two coordinates seem to be swapped ({column} = {value}){expected}"},
    {HTSC_FINDING_FAR_AWAY, "far_away", "vị trí ở quá xa khu vực ({column} = {value}){expected}",
     "the position is far from the area ({column} = {value}){expected}"},
    {HTSC_FINDING_BAD_POSITION, "bad_position",
     "không chuyển được vị trí sang hệ tọa độ làm việc ({column} = {value}){expected}",
     "the position cannot be brought to the working CRS ({column} = {value}){expected}"},
    {HTSC_FINDING_DUPLICATE, "duplicate", "trùng với một dòng trước đó: {value}{expected}",
     "repeats an earlier row: {value}{expected}"},
    {HTSC_FINDING_BAD_GEOMETRY, "bad_geometry", "hình học không dùng được: {value}{expected}",
     "the geometry cannot be used: {value}{expected}"},
    {HTSC_FINDING_REPAIRED_GEOMETRY, "repaired_geometry", "hình học sai đã được sửa, cần xác nhận: {value}{expected}",
     "the geometry was wrong and has been repaired, please confirm: {value}{expected}"},
    {HTSC_FINDING_OVERLAP, "overlap", "chồng lấn {value}{expected}; phần chồng thuộc về thôn đứng trước",
     "overlaps {value}{expected}; the common part stays with the earlier one"},
    {HTSC_FINDING_OUTSIDE_COMMUNE, "outside_commune", "nằm ngoài ranh giới xã: {value}{expected}",
     "lies outside the commune: {value}{expected}"},
    {HTSC_FINDING_BAD_DATE, "bad_date", "{column}: \"{value}\" không phải là ngày có thật dạng yyyy-mm-dd",
     "{column} \"{value}\" is no real date of the form yyyy-mm-dd"},
    {HTSC_FINDING_BAD_ENCODING, "bad_encoding", "dòng có ký tự không phải UTF-8",
     "the row holds bytes that are not UTF-8"},
    {HTSC_FINDING_TOO_LONG, "too_long", "dòng dài quá giới hạn hoặc thiếu dấu ngoặc kép đóng",
     "the row is longer than the limit, or a quote is not closed"},
    {HTSC_FINDING_FIELD_COUNT, "field_count", "dòng có nhiều ô hơn dòng tiêu đề",
     "the row has more cells than the heading"},
    {HTSC_FINDING_VOID, "void", "ảnh raster không có dữ liệu ở {value}{expected}",
     "the raster has no data at {value}{expected}"},
    {HTSC_FINDING_TOTAL_MISMATCH, "total_mismatch", "tổng khai báo {value} khác nhiều so với số đếm được{expected}",
     "the declared total {value} differs much from what was counted{expected}"},
    {HTSC_FINDING_LENGTH_MISMATCH, "length_mismatch",
     "{column}: chiều dài khai báo {value} khác nhiều so với chiều dài đo được{expected}",
     "{column}: the declared length {value} differs much from the measured one{expected}"},
    {HTSC_FINDING_UNKNOWN_VILLAGE, "unknown_village", "{column}: không có thôn nào mang mã \"{value}\"{expected}",
     "{column}: no village has the code \"{value}\"{expected}"},
    {HTSC_FINDING_UNKNOWN_OLT, "unknown_olt",
     "{column}: nhà mạng không có OLT \"{value}\" đang hoạt động; chưa kiểm tra được quỹ công suất quang{expected}",
     "{column}: the operator has no OLT \"{value}\" in service; the optical budget is not checked{expected}"},
    {HTSC_FINDING_USE_ABOVE_REACH, "use_above_reach", "số hộ thuê bao {value} lớn hơn số hộ có thể tiếp cận{expected}",
     "the number of subscribing households {value} is above that of households that can be reached{expected}"},
    {HTSC_FINDING_FREE_PORTS_ONLY, "free_ports_only",
     "không khai báo tổng số cổng, chỉ có số cổng trống: {value}; hộ đang thuê bao bị tính như chưa có cổng{expected}",
     "only free ports are declared, not all: {value}; subscribers count as if they had none{expected}"},
    {HTSC_FINDING_BUDGET_UNCHECKED, "budget_unchecked",
     "có OLT nhưng nhà mạng không có tuyến cáp nào: {value}; không kiểm tra được quỹ công suất quang{expected}",
     "OLTs are named, but the operator has no cables: {value}; optical budgets are not checked{expected}"}};

static const code_text *text_of(htsc_finding_code code) {
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].code == code) return &texts[i];
    return NULL;
}

htsc_status htsc_findings_create(htsc_findings **findings, htsc_error *err) {
    *findings = htsc__alloc(1, sizeof **findings);
    if (*findings == NULL) return htsc__error_memory(err, "findings");
    htsc_status status = htsc__pool_create(&(*findings)->pool, err);
    if (status == HTSC_OK) return HTSC_OK;
    htsc_findings_free(*findings);
    *findings = NULL;
    return status;
}

void htsc_findings_free(htsc_findings *findings) {
    if (findings == NULL) return;
    htsc__pool_free(findings->pool);
    htsc__free(findings->items);
    htsc__free(findings);
}

htsc_status htsc_findings_append(htsc_findings *findings, const htsc_finding *finding, htsc_error *err) {
    if ((unsigned)finding->severity > HTSC_SEVERITY_REPAIR || text_of(finding->code) == NULL)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "finding code %d or severity %d is unknown", (int)finding->code,
                               (int)finding->severity);
    if (findings->count < MAX_KEPT) {
        htsc_status status = htsc__grow(&findings->items, &findings->capacity, findings->count + 1,
                                        sizeof *findings->items, "findings", err);
        if (status != HTSC_OK) return status;
        htsc_finding copy = *finding;
        char value[MAX_VALUE_BYTES + 1];
        htsc__text_copy(value, sizeof value, finding->value == NULL ? "" : finding->value);
        const char *file = finding->file == NULL ? "" : finding->file;
        const char *column = finding->column == NULL ? "" : finding->column;
        const char *expected = finding->expected == NULL ? "" : finding->expected;
        status = htsc__pool_add(findings->pool, file, &copy.file, NULL, err);
        if (status == HTSC_OK) status = htsc__pool_add(findings->pool, column, &copy.column, NULL, err);
        if (status == HTSC_OK) status = htsc__pool_add(findings->pool, value, &copy.value, NULL, err);
        if (status == HTSC_OK) status = htsc__pool_add(findings->pool, expected, &copy.expected, NULL, err);
        if (status != HTSC_OK) return status;
        findings->items[findings->count++] = copy;
    }
    findings->totals[finding->severity]++;
    return HTSC_OK;
}

size_t htsc_findings_count(const htsc_findings *findings) {
    return findings->count;
}

uint64_t htsc_findings_total(const htsc_findings *findings, htsc_severity severity) {
    return findings->totals[severity];
}

const htsc_finding *htsc_findings_get(const htsc_findings *findings, size_t index) {
    return &findings->items[index];
}

const char *htsc_finding_code_name(htsc_finding_code code) {
    const code_text *text = text_of(code);
    return text == NULL ? "unknown" : text->name;
}

const char *htsc_severity_name(htsc_severity severity) {
    switch (severity) {
    case HTSC_SEVERITY_ERROR: return "error";
    case HTSC_SEVERITY_ANOMALY: return "anomaly";
    case HTSC_SEVERITY_REPAIR: return "repair";
    }
    return "unknown";
}

static void add(char *text, size_t size, size_t *used, const char *piece, size_t length) {
    for (size_t i = 0; i < length && *used + 1 < size; i++) {
        char c = piece[i];
        text[(*used)++] = (unsigned char)c < 0x20 || c == 0x7f ? ' ' : c;
    }
    text[*used] = '\0';
}

void htsc_finding_text(const htsc_finding *finding, htsc_language language, char *text, size_t size) {
    const code_text *known = text_of(finding->code);
    const char *pattern = known == NULL ? "{value}" : language == HTSC_LANGUAGE_VI ? known->vi : known->en;
    size_t used = 0;
    if (size == 0) return;
    text[0] = '\0';
    while (*pattern != '\0') {
        if (strncmp(pattern, "{column}", 8) == 0) {
            add(text, size, &used, finding->column, strlen(finding->column));
            pattern += 8;
        } else if (strncmp(pattern, "{value}", 7) == 0) {
            add(text, size, &used, finding->value, strlen(finding->value));
            pattern += 7;
        } else if (strncmp(pattern, "{expected}", 10) == 0) {
            if (finding->expected[0] != '\0') add(text, size, &used, " (", 2);
            add(text, size, &used, finding->expected, strlen(finding->expected));
            if (finding->expected[0] != '\0') add(text, size, &used, ")", 1);
            pattern += 10;
        } else {
            add(text, size, &used, pattern++, 1);
        }
    }
    htsc__text_trim_utf8(text);
}
