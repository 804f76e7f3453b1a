/* Where the figures come from: parameters, input files, and what operators left out. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/json.h"
#include "report/workbook.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

/* Where a value stands: as people read it, and as summary.json has it. */
typedef struct place {
    htsc__phrase group;
    char object[160], path[200];
} place;

static void begin_row(htsc__sheet *s, const place *at, const char *label) {
    htsc__sheet_phrase(s, at->group);
    htsc__sheet_text(s, at->object);
    htsc__sheet_text(s, label);
}

static void end_row(htsc__sheet *s, const char *path) {
    htsc__sheet_text(s, path);
    htsc__sheet_end_row(s);
}

/* "30 – 60" */
static void put_list(htsc__sheet *s, const json_t *list) {
    char text[200] = "", one[64];
    size_t i;
    const json_t *item;
    json_array_foreach((json_t *)(uintptr_t)list, i, item) {
        htsc__number_text(s->book->language, json_number_value(item), 1, one, sizeof one);
        const size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s", i == 0 ? "" : " – ", one);
    }
    htsc__sheet_text(s, text);
}

static void put_value(htsc__sheet *s, const json_t *value) {
    char room[HTSC__BOOK_WORD];
    if (json_is_integer(value))
        htsc__sheet_number(s, (double)json_integer_value(value), -1);
    else if (json_is_real(value))
        htsc__sheet_number(s, json_real_value(value), -1);
    else if (json_is_string(value))
        htsc__sheet_text(s, htsc__book_word(s->book->language, "value", json_string_value(value), room));
    else if (json_is_boolean(value))
        htsc__sheet_phrase(s, json_is_true(value) ? PHRASE("có", "yes") : PHRASE("không", "no"));
    else if (json_is_array(value))
        put_list(s, value);
    else
        htsc__sheet_phrase(s, PHRASE("không có", "none"));
}

static void add(char *to, size_t size, const char *text) {
    const size_t used = strlen(to);
    htsc__text_copy(to + used, size - used, text);
}

static place inner(const place *at, const char *key, const char *label) {
    place in = *at;
    if (in.object[0] != '\0') add(in.object, sizeof in.object, " / ");
    add(in.object, sizeof in.object, label);
    add(in.path, sizeof in.path, ".");
    add(in.path, sizeof in.path, key);
    return in;
}

/* What a member of a list is called: its first value. */
static const char *member_name(const json_t *member, char *room, size_t size) {
    const json_t *first = json_object_iter_value(json_object_iter((json_t *)(uintptr_t)member));
    if (json_is_string(first)) return json_string_value(first);
    snprintf(room, size, "%lld", (long long)json_integer_value(first));
    return room;
}

/* A row for every value, however deep. `names`: keys of this object are names, e.g. of operators. */
static void put_object(htsc__sheet *s, const place *at, const json_t *object, bool names) {
    const htsc_language language = s->book->language;
    const char *key;
    json_t *value, *member;
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        char room[HTSC__BOOK_WORD];
        size_t i;
        const char *label = names ? key : htsc__say(language, htsc__book_key(key));
        if (label == key && !names) label = htsc__book_word(language, "kind", key, room);
        const place in = inner(at, key, label);
        if (json_is_object(value)) {
            put_object(s, &in, value, strcmp(key, "network_changes") == 0);
        } else if (json_is_array(value) && json_is_object(json_array_get(value, 0))) {
            json_array_foreach(value, i, member) {
                const char *name = member_name(member, room, sizeof room);
                const place one = inner(&in, name, name);
                put_object(s, &one, member, false);
            }
        } else {
            begin_row(s, at, label);
            put_value(s, value);
            end_row(s, in.path);
        }
    }
}

static void put_general(htsc__sheet *s) {
    const htsc_project *p = s->book->x->project;
    const place at = {.group = PHRASE("Chung", "General")};
    const struct {
        htsc__phrase label;
        const char *text, *path;
    } rows[] = {{PHRASE("xã", "commune"), p->name, "project.name"},
                {PHRASE("mã xã", "code of the commune"), p->commune_code, "project.commune_code"},
                {PHRASE("kỳ", "period"), p->period, "project.period"},
                {PHRASE("ngày", "date"), NULL, "project.date"},
                {PHRASE("hệ tọa độ làm việc", "working CRS"), p->working_crs, "project.working_crs"},
                {PHRASE("phiên bản công cụ", "version of the tool"), htsc_version(), "tool.version"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin_row(s, &at, htsc__say(s->book->language, rows[i].label));
        if (rows[i].text != NULL)
            htsc__sheet_text(s, rows[i].text);
        else
            htsc__sheet_date(s, p->date);
        end_row(s, rows[i].path);
    }
}

/* How many there were, beyond those that are listed too; and sheets that end before their rows do. */
static void put_limits(htsc__sheet *s) {
    const htsc__book *book = s->book;
    const htsc_findings *findings = book->x->findings;
    const place at = {.group = htsc__book_key("findings")}, cut = {.group = PHRASE("Trang tính bị cắt", "Sheets cut")};
    char room[HTSC__BOOK_WORD], path[64];
    for (int severity = 0; severity <= HTSC_SEVERITY_REPAIR; severity++) {
        const char *name = htsc_severity_name((htsc_severity)severity);
        begin_row(s, &at, htsc__book_word(book->language, "severity", name, room));
        htsc__sheet_number(s, (double)htsc_findings_total(findings, (htsc_severity)severity), -1);
        snprintf(path, sizeof path, "findings.%s", name);
        end_row(s, path);
    }
    begin_row(s, &at, htsc__say(book->language, PHRASE("được liệt kê", "listed")));
    htsc__sheet_number(s, (double)htsc_findings_count(findings), -1);
    end_row(s, "findings.listed");
    for (size_t i = 0; i < book->cut_count; i++) {
        begin_row(s, &cut, book->cut[i].name);
        htsc__sheet_number(s, (double)book->cut[i].left_out, -1);
        end_row(s, "");
    }
}

void htsc__book_parameters(htsc__book *book) {
    static const htsc__phrase labels[] = {{"nhóm", "group"},
                                          {"đối tượng", "subject"},
                                          {"tham số", "parameter"},
                                          {"giá trị", "value"},
                                          {"khóa trong summary.json", "key in summary.json"}};
    bool failed = false, *bad = &failed;
    json_t *method = htsc__json_method(bad, book->x), *fiber = htsc__json_fiber(bad, book->x);
    const place of_method = {.group = htsc__book_key("method"), .path = "method"},
                of_fiber = {.group = htsc__book_key("fiber"), .path = "fiber"};
    htsc__sheet s;
    htsc__sheet_open(book, PHRASE("Tham số", "Parameters"), 3, &s);
    htsc__sheet_headings(&s, labels, sizeof labels / sizeof labels[0]);
    put_general(&s);
    put_object(&s, &of_method, method, false);
    if (json_is_object(fiber)) put_object(&s, &of_fiber, fiber, false);
    put_limits(&s);
    json_decref(method);
    json_decref(fiber);
    if (failed && book->status == HTSC_OK) book->status = htsc__error_memory(book->err, "bao_cao.xlsx");
    htsc__sheet_close(&s);
}

void htsc__book_sources(htsc__book *book) {
    static const htsc__phrase labels[] = {{"loại số liệu", "role"},
                                          {"tệp", "file"},
                                          {"số dòng đọc", "rows read"},
                                          {"số dòng dùng", "rows kept"},
                                          {"số dòng từ chối", "rows refused"},
                                          {"số byte", "bytes"},
                                          {"SHA-256", "SHA-256"}};
    const htsc__results *x = book->x;
    char room[HTSC__BOOK_WORD];
    htsc__sheet s;
    htsc__sheet_open(book, PHRASE("Nguồn số liệu", "Sources"), 2, &s);
    htsc__sheet_headings(&s, labels, sizeof labels / sizeof labels[0]);
    for (size_t i = 0; i < x->source_count; i++) {
        const htsc__source *source = &x->sources[i];
        htsc__sheet_text(&s, htsc__book_word(book->language, "role", source->role, room));
        htsc__sheet_text(&s, source->name);
        htsc__sheet_number(&s, (double)source->counts.read_count, 0);
        htsc__sheet_number(&s, (double)source->counts.kept_count, 0);
        htsc__sheet_number(&s, (double)source->counts.refused_count, 0);
        htsc__sheet_number(&s, (double)source->bytes, 0);
        htsc__sheet_text(&s, source->sha256);
        htsc__sheet_end_row(&s);
    }
    htsc__sheet_close(&s);
}

static void default_row(htsc__sheet *s, const char *name, const char *field, double count, double cells) {
    htsc__sheet_text(s, name);
    htsc__sheet_text(s, field);
    htsc__sheet_number(s, count, 0);
    htsc__sheet_number(s, cells, 0);
    htsc__sheet_number(s, htsc__pct(count, cells), 2);
    htsc__sheet_end_row(s);
}

/* An operator that declared everything has a row too. */
void htsc__book_defaults(htsc__book *book) {
    static const htsc__phrase labels[] = {{"nhà mạng", "operator"},
                                          {"trường không khai báo", "field not declared"},
                                          {"số cell dùng giá trị mặc định", "cells with a default"},
                                          {"số cell", "cells"},
                                          {"tỷ lệ mặc định, %", "share of defaults, %"}};
    bool failed = false;
    json_t *operators = htsc__json_operators(&failed, book->x), *one, *count;
    const char *key;
    size_t i;
    htsc__sheet s;
    htsc__sheet_open(book, PHRASE("Giá trị mặc định", "Defaults"), 1, &s);
    htsc__sheet_headings(&s, labels, sizeof labels / sizeof labels[0]);
    json_array_foreach(operators, i, one) {
        json_t *defaulted = json_object_get(one, "defaulted_count");
        const char *name = book->x->project->operators[i];
        const double cells = json_number_value(json_object_get(one, "cells_count"));
        if (json_object_size(defaulted) == 0)
            default_row(&s, name, htsc__say(book->language, PHRASE("(không có)", "(none)")), 0, cells);
        json_object_foreach(defaulted, key, count)
            default_row(&s, name, htsc__say(book->language, htsc__book_key(key)), json_number_value(count), cells);
    }
    json_decref(operators);
    if (failed && book->status == HTSC_OK) book->status = htsc__error_memory(book->err, "bao_cao.xlsx");
    htsc__sheet_close(&s);
}
