/* From three files to one ratio: who is covered by 5G in each village.
 * coverage_ratio SITES VILLAGES POPULATION */
#include <htscover/htscover.h>
#include <stdio.h>
#include <stdlib.h>

static htsc_error error;

static void must(htsc_status status) {
    if (status == HTSC_OK) return;
    fprintf(stderr, "coverage_ratio: %s\n", error.message);
    exit(1);
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: coverage_ratio SITES VILLAGES POPULATION\n"), 2;
    htsc_input sites_file = htsc_input_of(argv[1]), villages_file = htsc_input_of(argv[2]),
               people_file = htsc_input_of(argv[3]);
    htsc_findings *findings;
    htsc_villages *villages;
    htsc_population *people;
    htsc_sites *sites;
    htsc_coverage *coverage;
    htsc_ratio *ratio;
    must(htsc_findings_create(&findings, &error));
    must(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, &error));
    must(htsc_villages_read(villages, &villages_file, findings, NULL, &error));
    must(htsc_population_create(villages, &people, &error));
    must(htsc_population_read_points(people, &people_file, findings, NULL, &error));
    htsc_sites_options site_options;
    htsc_sites_options_init(&site_options);
    must(htsc_sites_create(&site_options, &sites, &error));
    must(htsc_sites_read(sites, &sites_file, findings, NULL, &error));

    htsc_model_storage storage;
    htsc_propagation_model model;
    htsc_tr38901_options model_options;
    htsc_tr38901_options_init(&model_options); /* rural macro */
    must(htsc_model_tr38901(&model_options, &storage, &model, &error));
    htsc_coverage_options options;
    htsc_coverage_options_init(&options);
    options.model = &model;
    options.thresholds[HTSC_TECHNOLOGY_5G] = (htsc_thresholds){true, -110, -100, 0};

    size_t count = htsc_population_count(people), n = htsc_villages_count(villages);
    must(htsc_coverage_create(sites, &options, count, htsc_population_x_m(people), htsc_population_y_m(people),
                              &coverage, &error));
    must(htsc_ratio_count_coverage(people, n, coverage, HTSC_TECHNOLOGY_5G, HTSC_UNION, &ratio, &error));
    for (size_t i = 0; i <= HTSC_REGION_OUTSIDE(n); i++) {
        const htsc_tally *tally = htsc_ratio_get(ratio, i);
        printf("%s,%.0f,%.0f\n", i < n ? htsc_villages_get(villages, i)->name : "outside",
               htsc_tally_persons_from(tally, HTSC_LEVEL_WEAK), htsc_tally_persons(tally));
    }
    printf("rows refused: %llu\n", (unsigned long long)htsc_findings_total(findings, HTSC_SEVERITY_ERROR));

    htsc_ratio_free(ratio), htsc_coverage_free(coverage), htsc_sites_free(sites);
    htsc_population_free(people), htsc_villages_free(villages), htsc_findings_free(findings);
    return 0;
}
