/* Figures of the page by region: the same numbers as summary.json's, a list for each question. */
#include <stdio.h>

#include "report/page_parts.h"

json_t *htsc__page_phrase(htsc__phrase phrase) {
    return json_pack("[ss]", phrase.vi, phrase.en);
}

static size_t region_count(const htsc__results *x) {
    return HTSC_REGION_COUNT(htsc_villages_count(x->villages));
}

/* One number of every region. */
typedef double figure(const htsc_tally *tally, int class_index);

static double persons_of(const htsc_tally *tally, int class_index) {
    return tally->persons[class_index];
}

static double households_of(const htsc_tally *tally, int class_index) {
    return tally->households[class_index];
}

static double persons_pct(const htsc_tally *tally, int class_index) {
    return htsc__pct(htsc_tally_persons_from(tally, class_index), htsc_tally_persons(tally));
}

static double households_pct(const htsc_tally *tally, int class_index) {
    return htsc__pct(htsc_tally_households_from(tally, class_index), htsc_tally_households(tally));
}

static double all_persons(const htsc_tally *tally, int class_index) {
    (void)class_index;
    return htsc_tally_persons(tally);
}

static double all_households(const htsc_tally *tally, int class_index) {
    (void)class_index;
    return htsc_tally_households(tally);
}

static json_t *column(bool *bad, const htsc__results *x, const htsc_ratio *ratio, figure *of, int class_index) {
    json_t *list = json_array();
    for (size_t region = 0; region < region_count(x); region++)
        append(bad, list, real(of(htsc_ratio_get(ratio, region), class_index)));
    return list;
}

/* "persons" and "households" are lists by class, the worst first. */
static json_t *layer_json(bool *bad, const htsc__results *x, const htsc_ratio *ratio, int classes) {
    json_t *o = json_object(), *persons = json_array(), *households = json_array();
    for (int c = 0; c < classes; c++) {
        append(bad, persons, column(bad, x, ratio, persons_of, c));
        append(bad, households, column(bad, x, ratio, households_of, c));
    }
    put(bad, o, "persons", persons);
    put(bad, o, "households", households);
    put(bad, o, "persons_pct", column(bad, x, ratio, persons_pct, 1));
    put(bad, o, "households_pct", column(bad, x, ratio, households_pct, 1));
    return o;
}

/* Of each operator, then of any. */
static json_t *layers_json(bool *bad, const htsc__results *x, htsc_ratio *const *ratios) {
    json_t *list = json_array();
    for (size_t i = 0; i <= x->operator_count; i++) append(bad, list, layer_json(bad, x, ratios[i], HTSC_CLASS_COUNT));
    return list;
}

/* The operator that covers most of each region, as an index; null where none covers anybody. */
static json_t *maximum_json(bool *bad, const htsc__results *x, htsc_ratio *const *ratios) {
    json_t *list = json_array();
    for (size_t region = 0; region < region_count(x); region++) {
        const uint32_t most = htsc_ratio_max_operator((const htsc_ratio *const *)ratios, x->operator_count, region);
        append(bad, list, most < x->operator_count ? json_integer(most) : json_null());
    }
    return list;
}

static json_t *coverage_json(bool *bad, const htsc__results *x) {
    json_t *o = json_object();
    for (size_t t = 0; t < x->technology_count; t++) {
        json_t *one = json_object();
        put(bad, one, "layers", layers_json(bad, x, x->technologies[t].ratios));
        put(bad, one, "maximum_operator", maximum_json(bad, x, x->technologies[t].ratios));
        put(bad, o, htsc_technology_name(x->technologies[t].technology), one);
    }
    return o;
}

/* Indoors, and rates: of any operator. */
static json_t *questions_json(bool *bad, const htsc__results *x) {
    json_t *list = json_array();
    for (size_t q = 0; q < x->question_count; q++) {
        json_t *o = layer_json(bad, x, x->questions[q].ratios[x->operator_count], 2);
        put(bad, o, "name", json_string(x->questions[q].name));
        append(bad, list, o);
    }
    return list;
}

static json_t *reach_json(bool *bad, const htsc__results *x) {
    if (x->reach == NULL) return json_null();
    json_t *o = json_object(), *reasons = json_array(), *used = json_array();
    put(bad, o, "layers", layers_json(bad, x, x->reach));
    for (int r = 0; r < HTSC__REASON_COUNT; r++) {
        json_t *one = json_object();
        const htsc_ratio *ratio = x->fiber_results->reasons[r][x->operator_count];
        put(bad, one, "name", json_string(htsc__reason_stem((htsc_fiber_reason)r)));
        put(bad, one, "label", htsc__page_phrase(htsc__reason_phrase((htsc_fiber_reason)r)));
        put(bad, one, "households", column(bad, x, ratio, households_of, 1));
        append(bad, reasons, one);
    }
    for (size_t region = 0; region < region_count(x); region++)
        append(bad, used,
               real(x->subscriptions == NULL ? (double)NAN : htsc__used_households(x, region, x->operator_count)));
    put(bad, o, "reasons", reasons);
    put(bad, o, "used_households", used);
    return o;
}

void htsc__page_put_figures(bool *bad, json_t *root, const htsc__results *x) {
    json_t *o = json_object(), *codes = json_array(), *names = json_array(), *areas = json_array();
    const htsc_ratio *any = x->technologies[0].ratios[x->operator_count];
    for (size_t region = 0; region < region_count(x); region++) {
        append(bad, codes, json_string(htsc__region_code(x, region)));
        append(bad, names, json_string(htsc__region_name(x, region)));
    }
    for (size_t v = 0; v < htsc_villages_count(x->villages); v++)
        append(bad, areas, real(htsc_villages_get(x->villages, v)->area_m2 / 1e6));
    put(bad, o, "codes", codes);
    put(bad, o, "names", names);
    put(bad, o, "area_km2", areas);
    put(bad, o, "persons", column(bad, x, any, all_persons, 0));
    put(bad, o, "households", column(bad, x, any, all_households, 0));
    put(bad, o, "coverage", coverage_json(bad, x));
    put(bad, o, "questions", questions_json(bad, x));
    put(bad, o, "fiber", reach_json(bad, x));
    put(bad, root, "regions", o);
}
