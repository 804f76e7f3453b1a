/* A propagation model of one's own: log-distance loss with one exponent, plugged in where the built-in ones go.
 * own_model SITES EXPONENT LON_DEG LAT_DEG */
#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct log_distance {
    double exponent;
} log_distance;

/* Called from several threads at once: it reads its context and writes only its losses. */
static htsc_status loss(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                        htsc_loss *losses, htsc_error *err) {
    const log_distance *own = ctx;
    const double reference_m = 100;
    (void)err;
    for (size_t i = 0; i < count; i++) {
        double distance_m = fmax(hypot(receivers[i].x_m - mast->x_m, receivers[i].y_m - mast->y_m), 1);
        double free_db = htsc_free_space_loss_db(mast->freq_mhz, fmin(distance_m, reference_m));
        double beyond_db = 10 * own->exponent * log10(fmax(distance_m / reference_m, 1));
        losses[i] = (htsc_loss){.los_probability = 1, .los_db = free_db + beyond_db, .los_sigma_db = 8};
    }
    return HTSC_OK;
}

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "own_model: %s\n", error.message);
    exit(1);
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: own_model SITES EXPONENT LON_DEG LAT_DEG\n"), 2;
    log_distance own = {strtod(argv[2], NULL)};
    double x_m = strtod(argv[3], NULL), y_m = strtod(argv[4], NULL);
    htsc_propagation_model model = {"log-distance", "examples/own_model.c", 20000, &own, loss};

    htsc_transform *to_working;
    htsc_sites *sites;
    htsc_findings *findings;
    htsc_coverage *coverage;
    htsc_input file = htsc_input_of(argv[1]);
    must(htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &to_working, &error));
    must(htsc_transform_points(to_working, 1, &x_m, &y_m, &error));
    htsc_sites_options site_options;
    htsc_sites_options_init(&site_options);
    must(htsc_findings_create(&findings, &error));
    must(htsc_sites_create(&site_options, &sites, &error));
    must(htsc_sites_read(sites, &file, findings, NULL, &error));

    htsc_coverage_options options;
    htsc_coverage_options_init(&options);
    options.model = &model;
    options.thresholds[HTSC_TECHNOLOGY_4G] = (htsc_thresholds){true, -110, -100, 0};
    must(htsc_coverage_create(sites, &options, 1, &x_m, &y_m, &coverage, &error));
    const htsc_signal *best = htsc_coverage_get(coverage, HTSC_TECHNOLOGY_4G, HTSC_UNION);
    printf("model,%s\nlevel,%s\nrsrp_dbm,%.2f\ncovered_probability,%.4f\n", model.name,
           htsc_level_name(htsc_coverage_level(coverage, best)), (double)best->rsrp_dbm,
           (double)best->covered_probability);
    if (best->server != HTSC_NO_SERVER) printf("server,%s\n", htsc_sites_get(sites, best->server)->site_id);

    htsc_coverage_free(coverage), htsc_sites_free(sites), htsc_findings_free(findings), htsc_transform_free(to_working);
    return 0;
}
