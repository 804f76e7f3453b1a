/* Persons per cell of a raster, shared out by exact overlap. */
#include <math.h>
#include <stdio.h>

#include <htscover/crs.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/population.h"
#include "data/villages.h"
#include "geo/overlap.h"

typedef struct share_out {
    htsc_population *population;
    const htsc_grid_spec *spec; /* of the raster */
    htsc_grid_spec parts;       /* its cells divided `split` times each way */
    int split;
    const float *values;
    htsc_transform *to_working;
    double persons_per_household;
    htsc_place place;
    const char *path;
    double covered_cells; /* of the piece being shared out, in parts of cells */
} share_out;

static htsc_status add_part(void *ctx, int column, int row, double share, htsc_error *err) {
    share_out *s = ctx;
    size_t cell = (size_t)(row / s->split) * (size_t)s->spec->width + (size_t)(column / s->split);
    double value = (double)s->values[cell];
    s->covered_cells += share;
    if (!(value > 0)) return HTSC_OK; /* no data, nobody */
    htsc_demand demand = {0};
    demand.persons = value * share / ((double)s->split * s->split);
    demand.households = isnan(s->persons_per_household) ? 0 : demand.persons / s->persons_per_household;
    demand.place = s->place;
    double x_m = s->parts.west + (column + 0.5) * s->parts.cell_width;
    double y_m = s->parts.north - (row + 0.5) * s->parts.cell_height;
    htsc_status status = htsc_transform_points(s->to_working, 1, &x_m, &y_m, err);
    return status == HTSC_OK ? htsc__population_append(s->population, x_m, y_m, &demand, err) : status;
}

/* How often a cell is divided each way so that a part at the middle of the raster is no wider than sample_m. */
static htsc_status find_split(const htsc_grid_spec *spec, htsc_transform *to_working, double sample_m, int *split,
                              htsc_error *err) {
    int32_t middle_column = spec->width / 2, middle_row = spec->height / 2;
    double x[4], y[4], cx = spec->west + middle_column * spec->cell_width,
                       cy = spec->north - middle_row * spec->cell_height;
    for (int i = 0; i < 4; i++) {
        x[i] = cx + (i == 1 ? spec->cell_width : 0);
        y[i] = cy - (i == 2 ? spec->cell_height : 0);
    }
    htsc_status status = htsc_transform_points(to_working, 4, x, y, err);
    if (status != HTSC_OK) return status;
    double widest_m = fmax(hypot(x[1] - x[0], y[1] - y[0]), hypot(x[2] - x[0], y[2] - y[0]));
    double wanted = ceil(widest_m / sample_m - 1e-9);
    if (!(wanted <= 4096 && wanted * fmax(spec->width, spec->height) <= INT32_MAX))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sample_m %g is too fine for raster cells of %g m", sample_m,
                               widest_m);
    *split = wanted < 1 ? 1 : (int)wanted;
    return HTSC_OK;
}

static void count_cells(const htsc_grid *grid, htsc_read_counts *counts) {
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    const float *values = htsc_grid_values(grid);
    *counts = (htsc_read_counts){(uint64_t)spec->width * (uint64_t)spec->height, 0, 0};
    for (uint64_t i = 0; i < counts->read_count; i++) {
        if (values[i] >= 0)
            counts->kept_count++;
        else
            counts->refused_count++;
    }
}

/* No cell of any raster holds more people than the largest city. */
static htsc_status check_cells(const htsc_grid *grid, const char *file, htsc_error *err) {
    static const double most_persons = 1e8;
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    const float *values = htsc_grid_values(grid);
    for (size_t i = 0; i < (size_t)spec->width * (size_t)spec->height; i++)
        if ((double)values[i] > most_persons)
            return htsc__error_set(err, HTSC_ERR_FORMAT,
                                   "%s: a cell of %g persons is above %g: is this a population raster?", file,
                                   (double)values[i], most_persons);
    return HTSC_OK;
}

/* A raster that ends inside the area would leave people out without a word. */
static htsc_status check_covered(const share_out *s, double area, htsc_error *err) {
    double covered = s->covered_cells * s->parts.cell_width * s->parts.cell_height;
    if (covered >= area * 0.999) return HTSC_OK;
    const char *where = s->place.village == HTSC_NO_VILLAGE
                            ? "the commune outside its villages"
                            : htsc_villages_get(s->population->villages, s->place.village)->code;
    return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: covers only %.1f %% of %s: a larger raster is needed", s->path,
                           100 * covered / area, where);
}

static htsc_status share_pieces(share_out *s, htsc_error *err) {
    htsc__geos *geos = NULL;
    htsc__piece *pieces = NULL;
    size_t count = 0;
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__villages_pieces(s->population->villages, geos, &pieces, &count, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        htsc__geom *moved = NULL;
        s->place = pieces[i].place;
        status = htsc__geom_transform(geos, pieces[i].geom, s->to_working, true, &moved, err);
        s->covered_cells = 0;
        if (status == HTSC_OK) status = htsc__overlap_cells(geos, moved, &s->parts, add_part, s, err);
        if (status == HTSC_OK) status = check_covered(s, htsc__geom_area(geos, moved), err);
        htsc__geom_free(geos, moved);
    }
    htsc__pieces_free(geos, pieces, count);
    htsc__geos_free(geos);
    return status;
}

/* Cells without data or below zero that the window holds: told once, with their number. */
static htsc_status tell_voids(const char *file, const htsc_read_counts *counts, htsc_findings *findings,
                              htsc_error *err) {
    if (counts->refused_count == 0) return HTSC_OK;
    char value[64];
    snprintf(value, sizeof value, "%llu / %llu", (unsigned long long)counts->refused_count,
             (unsigned long long)counts->read_count);
    htsc_finding finding = {HTSC_FINDING_VOID, HTSC_SEVERITY_ANOMALY, file, 0, "", value, ""};
    return htsc_findings_append(findings, &finding, err);
}

htsc_status htsc_population_read_raster(htsc_population *population, const htsc_input *input, double sample_m,
                                        double persons_per_household, htsc_findings *findings, htsc_read_counts *counts,
                                        htsc_error *err) {
    if (!(sample_m > 0)) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "sample_m %g is not above 0", sample_m);
    if (!isnan(persons_per_household) && !(persons_per_household > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "persons_per_household %g is not above 0",
                               persons_per_household);
    const char *crs = htsc_villages_crs(population->villages);
    htsc_box bounds = htsc_villages_bounds(population->villages);
    htsc_grid *grid = NULL;
    size_t first = population->count;
    share_out s = {
        .population = population, .path = input->path, .split = 1, .persons_per_household = persons_per_household};
    htsc_read_counts read;
    htsc_status status = htsc_grid_read(input->path, &bounds, crs, &grid, err);
    if (status == HTSC_OK) status = check_cells(grid, input->path, err);
    if (status == HTSC_OK) status = htsc_transform_create(htsc_grid_crs(grid), crs, &s.to_working, err);
    if (status == HTSC_OK) status = find_split(htsc_grid_get_spec(grid), s.to_working, sample_m, &s.split, err);
    if (status == HTSC_OK) {
        s.spec = htsc_grid_get_spec(grid);
        s.values = htsc_grid_values(grid);
        s.parts = *s.spec;
        s.parts.cell_width /= s.split, s.parts.cell_height /= s.split;
        s.parts.width *= s.split, s.parts.height *= s.split;
        status = share_pieces(&s, err);
    }
    if (status == HTSC_OK) {
        count_cells(grid, &read);
        status = tell_voids(input->name != NULL ? input->name : input->path, &read, findings, err);
        if (counts != NULL) *counts = read;
    }
    if (status != HTSC_OK) population->count = first;
    htsc_transform_free(s.to_working);
    htsc_grid_free(grid);
    return status;
}
