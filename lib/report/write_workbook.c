/* bao_cao.xlsx: everything the run says, for people with Excel. */
#include <stdio.h>

#include "base/text.h"
#include "report/workbook.h"
#include "report/write.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

static void zone_sheets(htsc__book *book) {
    static const htsc__phrase titles[HTSC_TECHNOLOGY_COUNT] = {{"Vùng sóng yếu 2G", "Weak zones 2G"},
                                                               {"Vùng sóng yếu 3G", "Weak zones 3G"},
                                                               {"Vùng sóng yếu 4G", "Weak zones 4G"},
                                                               {"Vùng sóng yếu 5G", "Weak zones 5G"}};
    for (size_t t = 0; t < book->x->technology_count; t++) {
        const htsc__table zones = htsc__table_zones(book->x, t);
        htsc__book_table(book, &zones, titles[book->x->technologies[t].technology], 3);
    }
}

static void fiber_sheets(htsc__book *book) {
    const htsc__table zones = htsc__table_fiber_zones(book->x);
    htsc__book_fiber_chart(book);
    htsc__book_table(book, &zones, PHRASE("Vùng chưa có cáp quang", "Zones without fibre"), 3);
    if (book->x->fiber_results->roads != NULL) {
        const htsc__table buildout = htsc__table_buildout(book->x);
        htsc__book_table(book, &buildout, PHRASE("Cáp quang cần xây", "Fibre to build"), 1);
    }
}

/* What was made of the inputs; parameters last, since they tell which sheets were cut. */
static void origin_sheets(htsc__book *book) {
    const htsc__table sites = htsc__table_sites(book->x);
    htsc__book_table(book, &sites, PHRASE("Trạm gốc", "Sites"), 2);
    htsc__book_findings(book);
    if (book->x->fiber_results != NULL) htsc__book_changes(book);
    htsc__book_sources(book);
    htsc__book_defaults(book);
    htsc__book_parameters(book);
}

static size_t row_count(const htsc__results *x) {
    size_t count = htsc__table_ratios(x).row_count + htsc_villages_count(x->villages) + htsc_sites_count(x->sites) +
                   htsc_findings_count(x->findings);
    for (size_t t = 0; t < x->technology_count; t++) count += htsc_zones_count(x->technologies[t].zones);
    return count;
}

htsc_status htsc__write_workbook(const htsc__results *results, htsc__outputs *outputs, htsc_error *err) {
    htsc__book book;
    const char *path;
    htsc_status status = htsc__outputs_add(outputs, "bao_cao.xlsx", &path, err);
    if (status != HTSC_OK) return status;
    const locale_t before = htsc__text_enter_c_locale();
    status = htsc__book_open(results, path, row_count(results), &book, err);
    if (status == HTSC_OK) {
        const htsc__table ratios = htsc__table_ratios(results);
        htsc__book_scoreboard(&book);
        htsc__book_villages(&book);
        htsc__book_signal_chart(&book);
        htsc__book_table(&book, &ratios, PHRASE("Theo nhà mạng", "Operators"), 2);
        zone_sheets(&book);
        if (results->fiber_results != NULL) fiber_sheets(&book);
        origin_sheets(&book);
    }
    status = htsc__book_close(&book);
    htsc__text_leave_c_locale(before);
    return status == HTSC_OK ? htsc__book_check(path, err) : status;
}
