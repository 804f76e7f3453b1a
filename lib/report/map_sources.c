/* Where the figures come from: model, parameters, thresholds, inputs, tool. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/map_page.h"
#include "report/map_text.h"

enum { TEXT_SIZE = 4096 };

/* A text that grows to its end and no farther. */
typedef struct sink {
    const htsc__results *x;
    char text[TEXT_SIZE];
    size_t used;
} sink;

__attribute__((format(printf, 2, 3))) static void add(sink *s, const char *format, ...) {
    va_list values;
    va_start(values, format);
    const int size = vsnprintf(s->text + s->used, TEXT_SIZE - s->used, format, values);
    va_end(values);
    if (size > 0) s->used += (size_t)size < TEXT_SIZE - s->used ? (size_t)size : TEXT_SIZE - s->used - 1;
    htsc__text_trim_utf8(s->text);
    s->used = strlen(s->text);
}

static const char *say(const sink *s, const char *vi, const char *en) {
    return htsc__say(s->x->project->language, (htsc__phrase){vi, en});
}

static void add_number(sink *s, double value, int decimals, const char *unit) {
    char text[64];
    if (value == floor(value)) decimals = 0;
    htsc__number_text(s->x->project->language, value, decimals, text, sizeof text);
    add(s, "%s%s", text, unit);
}

static void add_name(sink *s, const char *name) {
    char text[HTSC__MAP_NAME_SIZE];
    htsc__map_text(text, sizeof text, name);
    add(s, "%s", text);
}

static void add_radio(sink *s, const htsc__technology_ratios *t) {
    const htsc_project *p = s->x->project;
    add(s, "%s: ", say(s, "Mô hình truyền sóng", "Propagation model"));
    add_name(s, s->x->model.name);
    if (p->model == HTSC_MODEL_P1812) {
        add(s, "; ");
        add_number(s, s->x->sweep.time_pct, 1, " %");
        add(s, " %s, ΔN ", say(s, "thời gian", "of time"));
        add_number(s, s->x->sweep.delta_n, 1, "");
        add(s, ", N0 ");
        add_number(s, s->x->sweep.n0, 1, "");
        if (s->x->clutter != NULL) {
            add(s, "; %s ", say(s, "trước máy thu không có vật cản", "no clutter before the receiver for"));
            add_number(s, s->x->sweep.receiver_gap_m, 1, " m");
        }
    }
    add(s, "; %s ", say(s, "xác suất vị trí", "location probability"));
    add_number(s, 100 * p->location_probability_frac, 1, " %");
    add(s, "; %s ", say(s, "máy thu cao", "receiver at"));
    add_number(s, p->receiver_height_agl_m, 1, " m");
    add(s, "; %s ", say(s, "điểm ảnh", "pixel"));
    add_number(s, p->resolution_m, 1, " m");
    if (p->body_loss_db + p->entry_loss_db > 0) {
        add(s, "; %s ", say(s, "suy hao thêm", "further loss"));
        add_number(s, p->body_loss_db + p->entry_loss_db, 1, " dB");
    }
    add(s, ". %s %s: %s ", say(s, "Ngưỡng", "Thresholds of"), htsc_technology_name(t->technology),
        say(s, "có sóng từ", "covered from"));
    add_number(s, t->settings->covered_dbm, 1, " dBm");
    add(s, ", %s ", say(s, "sóng tốt từ", "good from"));
    add_number(s, t->settings->good_dbm, 1, " dBm");
    add(s, " (%s).\n", say(s, "do đơn vị lập dự án đặt", "set by the project"));
}

static void add_fiber(sink *s) {
    const htsc_project *p = s->x->project;
    add(s, "%s: ", say(s, "Tiếp cận cáp quang", "Reach of fibre"));
    add_number(s, p->max_drop_m, 1, " m");
    add(s, " %s; %s ",
        p->fiber.method == HTSC_FIBER_METHOD_ROADS
            ? say(s, "dọc theo đường giao thông đến điểm truy nhập", "along roads to an access point")
            : say(s, "theo đường thẳng đến điểm truy nhập", "straight to an access point"),
        say(s, "tốc độ cao là trên", "gigabit is above"));
    add_number(s, p->gigabit_mbps, 0, " Mb/s");
    add(s, "; %s. %s ",
        say(s, "kiểm tra quỹ công suất quang và cổng nơi có khai báo",
            "optical budget and ports are checked where declared"),
        say(s, "Hộ cách nhau dưới", "Households closer than"));
    add_number(s, p->fiber.link_m, 0, " m");
    add(s, " %s.\n", say(s, "thuộc cùng một vùng", "are of one zone"));
}

static void add_inputs(sink *s) {
    enum { LISTED = 24 };
    const size_t count = s->x->source_count, listed = count < LISTED ? count : LISTED;
    add(s, "%s: ", say(s, "Tệp đầu vào", "Inputs"));
    for (size_t i = 0; i < listed; i++) {
        add(s, i == 0 ? "" : ", ");
        add_name(s, s->x->sources[i].name);
    }
    if (listed < count) add(s, " %s %zu %s", say(s, "và", "and"), count - listed, say(s, "tệp khác", "more"));
    add(s, ".\n");
}

double htsc__map_sources_draw(const htsc__map_page *page, htsc__canvas *canvas, const htsc__rect *at) {
    static const htsc__style style = {2.35, HTSC__MAP_GREY, false, HTSC__ALIGN_LEFT, 0};
    sink s = {.x = page->x};
    char date[32];
    htsc__date_text(page->x->project->language, page->x->project->date, date, sizeof date);
    const double head = htsc__map_heading(canvas, at, say(&s, "Nguồn số liệu và cách tính", "Sources and method"));
    add(&s, "%s: ", say(&s, "Kỳ", "Period"));
    add_name(&s, page->x->project->period);
    add(&s, "; %s %s.\n", say(&s, "số liệu đến ngày", "state of"), date);
    if (page->technology != NULL)
        add_radio(&s, page->technology);
    else
        add_fiber(&s);
    add_inputs(&s);
    add(&s, "%s: ", say(&s, "Hệ tọa độ", "Coordinate system"));
    add_name(&s, page->x->project->working_crs);
    add(&s, ". %s libhtscover %s. %s", say(&s, "Công cụ:", "Tool:"), htsc_version(),
        say(&s, "Kết quả tính toán theo mô hình, không phải kết quả đo.", "Computed by a model, not measured."));
    const double room = at->height - head;
    const int lines = (int)(room / 2.45);
    if (lines < 1) return head;
    /* the number of lines bounds each paragraph: smaller until all of them fit */
    htsc__style fitting = style;
    while (fitting.size_mm > 1.5 && htsc__fonts_paragraph_height(page->fonts, at->width, 0, s.text, &fitting) > room)
        fitting.size_mm -= 0.1;
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, at->x - 1, at->y, at->width + 2, at->height);
    cairo_clip(canvas->cr);
    const double height = htsc__canvas_paragraph(canvas, at->x, at->y + head, at->width, 0, s.text, &fitting);
    cairo_restore(canvas->cr);
    return head + fmin(height, room);
}
