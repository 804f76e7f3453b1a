#include "data/population.h"

#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/rows.h"
#include "data/villages.h"

htsc_status htsc_population_create(const htsc_villages *villages, htsc_population **population, htsc_error *err) {
    *population = NULL;
    htsc_population *p = htsc__alloc(1, sizeof *p);
    if (p == NULL) return htsc__error_memory(err, "population");
    size_t count = htsc_villages_count(villages);
    p->villages = villages;
    p->persons_factors = htsc__alloc(count, sizeof *p->persons_factors);
    p->households_factors = htsc__alloc(count, sizeof *p->households_factors);
    if (p->persons_factors == NULL || p->households_factors == NULL) {
        htsc_population_free(p);
        return htsc__error_memory(err, "population");
    }
    for (size_t i = 0; i < count; i++) p->persons_factors[i] = p->households_factors[i] = 1;
    *population = p;
    return HTSC_OK;
}

void htsc_population_free(htsc_population *population) {
    if (population == NULL) return;
    htsc__free(population->items);
    htsc__free(population->x_m);
    htsc__free(population->y_m);
    htsc__free(population->persons_factors);
    htsc__free(population->households_factors);
    htsc__free(population);
}

htsc_status htsc__population_append(htsc_population *population, double x_m, double y_m, const htsc_demand *demand,
                                    htsc_error *err) {
    htsc_population *p = population;
    htsc_status status = htsc__grow(&p->items, &p->item_capacity, p->count + 1, sizeof *p->items, "population", err);
    if (status == HTSC_OK)
        status = htsc__grow(&p->x_m, &p->x_capacity, p->count + 1, sizeof *p->x_m, "population", err);
    if (status == HTSC_OK)
        status = htsc__grow(&p->y_m, &p->y_capacity, p->count + 1, sizeof *p->y_m, "population", err);
    if (status != HTSC_OK) return status;
    p->x_m[p->count] = x_m;
    p->y_m[p->count] = y_m;
    p->items[p->count++] = *demand;
    return HTSC_OK;
}

enum { PERSONS, HOUSEHOLDS, FIELD_COUNT };
static const htsc__field_want wants[FIELD_COUNT] = {{"persons", true}, {"households", false}};
static const htsc__range persons_range = {0, 100000, false, false, "[0, 100000] persons"};
static const htsc__range households_range = {0, 100000, false, false, "[0, 100000] households"};

static htsc_status read_row(void *ctx, htsc__rows *rows, htsc_error *err) {
    htsc_population *p = ctx;
    htsc_demand demand = {0};
    double x_m, y_m, lon_deg, lat_deg;
    demand.persons = htsc__rows_number(rows, PERSONS, &persons_range);
    demand.households = htsc__rows_number(rows, HOUSEHOLDS, &households_range);
    if (htsc__rows_text(rows, PERSONS)[0] == '\0')
        htsc__rows_refuse(rows, HTSC_FINDING_MISSING_VALUE, "persons", "", persons_range.text);
    if (!htsc__rows_has(rows, HOUSEHOLDS)) demand.households = 1;
    if (isnan(demand.households)) demand.households = 0;
    htsc__rows_point(rows, &x_m, &y_m, &lon_deg, &lat_deg);
    return rows->refused ? HTSC_OK : htsc__population_append(p, x_m, y_m, &demand, err);
}

/* Sets the places of what was read since `first`, and drops what is in no village and outside the commune. */
static htsc_status place_new(htsc_population *p, size_t first, const char *file, htsc_findings *findings,
                             htsc_error *err) {
    size_t fresh = p->count - first, kept = first;
    double outside = 0;
    size_t outside_count = 0;
    htsc_place *places = htsc__alloc(fresh, sizeof *places);
    htsc_status status = places == NULL ? htsc__error_memory(err, "population") : HTSC_OK;
    if (status == HTSC_OK && fresh > 0)
        status = htsc_villages_locate(p->villages, fresh, p->x_m + first, p->y_m + first, places, err);
    bool outline = htsc__villages_has_commune(p->villages);
    for (size_t i = 0; i < fresh && status == HTSC_OK; i++) {
        htsc_demand *demand = &p->items[first + i];
        demand->place = places[i];
        if (demand->place.village == HTSC_NO_VILLAGE && !demand->place.in_commune) {
            outside += demand->persons;
            outside_count++;
            if (outline) continue;
        }
        p->x_m[kept] = p->x_m[first + i];
        p->y_m[kept] = p->y_m[first + i];
        p->items[kept++] = *demand;
    }
    if (status == HTSC_OK && outside_count > 0) {
        char value[96], persons[32];
        htsc__text_from_double(outside, persons, sizeof persons);
        snprintf(value, sizeof value, "%zu points, %s persons", outside_count, persons);
        htsc_finding finding = {HTSC_FINDING_OUTSIDE_COMMUNE, HTSC_SEVERITY_ANOMALY, file, 0, "", value, ""};
        status = htsc_findings_append(findings, &finding, err);
    }
    if (status == HTSC_OK) {
        p->persons_outside += p->count - kept > 0 ? outside : 0;
        p->count = kept;
    }
    htsc__free(places);
    return status;
}

htsc_status htsc_population_read_points(htsc_population *population, const htsc_input *input, htsc_findings *findings,
                                        htsc_read_counts *counts, htsc_error *err) {
    htsc__rows rows;
    size_t first = population->count;
    htsc_status status = htsc__rows_open(&rows, input, wants, FIELD_COUNT, HTSC__SHAPE_POINT,
                                         htsc_villages_crs(population->villages), NULL, findings, err);
    if (status == HTSC_OK) status = htsc__rows_each(&rows, read_row, population, err);
    htsc__rows_close(&rows);
    if (status == HTSC_OK) status = place_new(population, first, rows.file, findings, err);
    if (status != HTSC_OK)
        population->count = first;
    else if (counts != NULL)
        *counts = rows.counts;
    return status;
}

/* A factor beyond these is a slip (an empty cell read as 0, a thousands point), not a correction. */
static const double least_factor = 0.1, most_factor = 10;

/* The factor from what was counted to what is declared. One off by more than a fifth is told; one that cannot be a
 * correction, or that has nobody to scale, is an error and not applied. */
static htsc_status find_factor(const htsc_village *village, const char *what, double declared, double counted,
                               double *factor, htsc_findings *findings, htsc_error *err) {
    if (isnan(declared) || (declared == 0 && counted == 0)) return HTSC_OK;
    double wanted = declared / counted; /* infinite where nobody was counted */
    bool applied = wanted >= least_factor && wanted <= most_factor;
    if (applied) *factor = wanted;
    if (fabs(declared - counted) <= counted / 5) return HTSC_OK;
    char value[200], code[64], number[32], expected[350];
    htsc__text_from_double(declared, number, sizeof number);
    htsc__text_copy(code, sizeof code, village->code);
    snprintf(value, sizeof value, "%s %s", code, number);
    htsc__text_from_fixed(counted, 1, expected, sizeof expected);
    htsc_finding finding = {HTSC_FINDING_TOTAL_MISMATCH,
                            applied ? HTSC_SEVERITY_ANOMALY : HTSC_SEVERITY_ERROR,
                            "",
                            0,
                            what,
                            value,
                            expected};
    return htsc_findings_append(findings, &finding, err);
}

htsc_status htsc_population_scale_to_declared(htsc_population *population, htsc_findings *findings, htsc_error *err) {
    size_t count = htsc_villages_count(population->villages);
    double *sums = htsc__alloc(2 * count, sizeof *sums);
    if (sums == NULL) return htsc__error_memory(err, "population");
    for (size_t i = 0; i < population->count; i++) {
        const htsc_demand *demand = &population->items[i];
        if (demand->place.village == HTSC_NO_VILLAGE) continue;
        sums[2 * demand->place.village] += demand->persons;
        sums[2 * demand->place.village + 1] += demand->households;
    }
    htsc_status status = HTSC_OK;
    for (size_t v = 0; v < count && status == HTSC_OK; v++) {
        const htsc_village *village = htsc_villages_get(population->villages, v);
        const double declared[2] = {village->declared_persons, village->declared_households};
        static const char *const names[2] = {"persons", "households"};
        double *factors[2] = {&population->persons_factors[v], &population->households_factors[v]};
        for (int k = 0; k < 2 && status == HTSC_OK; k++) {
            status = find_factor(village, names[k], declared[k], sums[2 * v + (size_t)k], factors[k], findings, err);
        }
    }
    for (size_t i = 0; i < population->count && status == HTSC_OK; i++) {
        htsc_demand *demand = &population->items[i];
        if (demand->place.village == HTSC_NO_VILLAGE) continue;
        demand->persons *= population->persons_factors[demand->place.village];
        demand->households *= population->households_factors[demand->place.village];
    }
    htsc__free(sums);
    return status;
}

size_t htsc_population_count(const htsc_population *population) {
    return population->count;
}

const htsc_demand *htsc_population_get(const htsc_population *population) {
    return population->items;
}

const double *htsc_population_x_m(const htsc_population *population) {
    return population->x_m;
}

const double *htsc_population_y_m(const htsc_population *population) {
    return population->y_m;
}

double htsc_population_persons_factor(const htsc_population *population, size_t village) {
    return population->persons_factors[village];
}

double htsc_population_households_factor(const htsc_population *population, size_t village) {
    return population->households_factors[village];
}

double htsc_population_persons_outside(const htsc_population *population) {
    return population->persons_outside;
}
