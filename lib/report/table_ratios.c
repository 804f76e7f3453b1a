/* The long table: every region and question by operator, the one that covers most, and any of them. */
#include <math.h>
#include <stdio.h>

#include "report/table.h"

#define PHRASE(vi, en) ((htsc__phrase){vi, en})

/* A technology, a further question, or fibre. */
typedef struct question {
    const char *name;
    htsc_ratio *const *ratios;
} question;

static question question_at(const htsc__results *x, size_t index) {
    if (index < x->technology_count)
        return (question){htsc_technology_name(x->technologies[index].technology), x->technologies[index].ratios};
    index -= x->technology_count;
    if (index < x->question_count) return (question){x->questions[index].name, x->questions[index].ratios};
    return (question){"fiber", x->reach};
}

static void tally_cells(const htsc_tally *tally, htsc__row *r) {
    static const char *const persons_keys[] = {"persons_class0", "persons_class1", "persons_class2"},
                             *const households_keys[] = {"households_class0", "households_class1", "households_class2"};
    static const htsc__phrase persons_labels[] = {{"số người lớp 0 (không có)", "persons, class 0 (none)"},
                                                  {"số người lớp 1 (yếu; có)", "persons, class 1 (weak; yes)"},
                                                  {"số người lớp 2 (tốt; trên 1 Gb/s)",
                                                   "persons, class 2 (good; gigabit)"}},
                              households_labels[] = {
                                  {"số hộ lớp 0 (không có)", "households, class 0 (none)"},
                                  {"số hộ lớp 1 (yếu; có)", "households, class 1 (weak; yes)"},
                                  {"số hộ lớp 2 (tốt; trên 1 Gb/s)", "households, class 2 (good; gigabit)"}};
    const double persons = htsc_tally_persons(tally), households = htsc_tally_households(tally);
    htsc__row_real(r, "persons", NULL, 16, 4, PHRASE("số người", "persons"), persons);
    for (int i = HTSC_CLASS_COUNT - 1; i >= 0; i--)
        htsc__row_real(r, persons_keys[i], NULL, 16, 4, persons_labels[i], tally->persons[i]);
    htsc__row_real(r, "expected_persons", NULL, 16, 4,
                   PHRASE("số người được phủ theo kỳ vọng", "persons by expectation"), tally->expected_persons);
    htsc__row_real(r, "covered_persons_pct", NULL, 9, 4, PHRASE("người được phủ, %", "persons covered, %"),
                   htsc__pct(htsc_tally_persons_from(tally, 1), persons));
    htsc__row_real(r, "households", NULL, 16, 4, PHRASE("số hộ", "households"), households);
    for (int i = HTSC_CLASS_COUNT - 1; i >= 0; i--)
        htsc__row_real(r, households_keys[i], NULL, 16, 4, households_labels[i], tally->households[i]);
    htsc__row_real(r, "expected_households", NULL, 16, 4,
                   PHRASE("số hộ được phủ theo kỳ vọng", "households by expectation"), tally->expected_households);
    htsc__row_real(r, "covered_households_pct", NULL, 9, 4, PHRASE("hộ được phủ, %", "households covered, %"),
                   htsc__pct(htsc_tally_households_from(tally, 1), households));
}

static void fill(const htsc__table *table, size_t row, htsc__row *r) {
    const htsc__results *x = table->x;
    const size_t layers = x->operator_count + 2, regions = HTSC_REGION_COUNT(htsc_villages_count(x->villages)),
                 layer = row % layers, region = row / layers % regions;
    const question q = question_at(x, row / layers / regions);
    const uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)q.ratios, x->operator_count, region);
    const bool maximum = layer == x->operator_count, any = layer > x->operator_count;
    htsc_tally tally = *htsc_ratio_get(q.ratios[any ? x->operator_count : maximum ? most : layer], region);
    if (maximum && most == x->operator_count)
        tally.expected_persons = tally.expected_households = (double)NAN; /* nobody's */
    htsc__row_text(r, "region_code", NULL, 40, PHRASE("mã thôn", "village code"), htsc__region_code(x, region));
    htsc__row_text(r, "region_name", NULL, 120, PHRASE("thôn", "village"), htsc__region_name(x, region));
    htsc__row_text(r, "question", NULL, 64, PHRASE("nội dung", "question"), q.name);
    htsc__row_text(r, "layer", NULL, 8, PHRASE("cách tính", "layer"), any ? "union" : maximum ? "maximum" : "operator");
    htsc__row_text(r, "operator", NULL, 120, PHRASE("nhà mạng", "operator"),
                   any ? "" : htsc__operator_name(x, maximum ? most : (uint32_t)layer));
    tally_cells(&tally, r);
}

htsc__table htsc__table_ratios(const htsc__results *x) {
    const size_t questions = x->technology_count + x->question_count + (x->reach != NULL);
    return (htsc__table){.x = x,
                         .stem = "ratios",
                         .title = {"Tỷ lệ theo nhà mạng", "Ratios by operator"},
                         .row_count =
                             questions * HTSC_REGION_COUNT(htsc_villages_count(x->villages)) * (x->operator_count + 2),
                         .fill = fill};
}
