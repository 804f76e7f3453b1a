/* Any bytes as a CSV of sites, of population and of villages: every row is kept or refused, and refusals are told. */
#include <htscover/htscover.h>
#include <math.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

static void sites_hold(const char *path, htsc_findings *findings) {
    htsc_error error = {HTSC_OK, ""};
    htsc_sites_options options;
    htsc_sites *sites = NULL;
    htsc_read_counts counts = {0, 0, 0};
    htsc_input input = htsc_input_of(path);
    input.crs = "EPSG:3405";
    htsc_sites_options_init(&options);
    FUZZ_HOLDS(htsc_sites_create(&options, &sites, &error) == HTSC_OK);
    if (htsc_sites_read(sites, &input, findings, &counts, &error) == HTSC_OK) {
        FUZZ_HOLDS(counts.read_count == counts.kept_count + counts.refused_count);
        FUZZ_HOLDS(htsc_sites_count(sites) == counts.kept_count);
        FUZZ_HOLDS(htsc_findings_total(findings, HTSC_SEVERITY_ERROR) >= counts.refused_count);
        for (size_t i = 0; i < htsc_sites_count(sites); i++) {
            const htsc_cell *cell = htsc_sites_get(sites, i);
            FUZZ_HOLDS(isfinite(cell->x_m) && isfinite(cell->y_m) && isfinite(cell->eirp_dbm));
            FUZZ_HOLDS(cell->antenna_height_agl_m >= 1 && cell->antenna_height_agl_m <= 300);
            FUZZ_HOLDS(isnan(cell->azimuth_deg) || (cell->azimuth_deg >= 0 && cell->azimuth_deg < 360));
        }
    } else {
        FUZZ_HOLDS(error.message[0] != '\0' && htsc_sites_count(sites) == 0);
    }
    htsc_sites_free(sites);
}

static void people_hold(const char *path, htsc_findings *findings) {
    htsc_villages *villages = NULL;
    htsc_population *people = NULL;
    htsc_input input = htsc_input_of(path);
    FUZZ_HOLDS(htsc_villages_create(HTSC_CRS_VN2000_TM3_105, &villages, NULL) == HTSC_OK);
    htsc_status status = htsc_villages_read(villages, &input, findings, NULL, NULL);
    for (size_t i = 0; status == HTSC_OK && i < htsc_villages_count(villages); i++)
        FUZZ_HOLDS(htsc_villages_get(villages, i)->grid_area_m2 > 0);
    FUZZ_HOLDS(htsc_population_create(villages, &people, NULL) == HTSC_OK);
    status = htsc_population_read_points(people, &input, findings, NULL, NULL);
    for (size_t i = 0; status == HTSC_OK && i < htsc_population_count(people); i++)
        FUZZ_HOLDS(htsc_population_get(people)[i].persons >= 0);
    htsc_population_free(people);
    htsc_villages_free(villages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[64];
    if (path[0] == '\0') snprintf(path, sizeof path, "/tmp/htscover-fuzz-%ld.csv", (long)getpid());
    fuzz_file(path, data, size);
    for (int kind = 0; kind < 2; kind++) {
        htsc_findings *findings = NULL;
        FUZZ_HOLDS(htsc_findings_create(&findings, NULL) == HTSC_OK);
        if (kind == 0)
            sites_hold(path, findings);
        else
            people_hold(path, findings);
        for (size_t i = 0; i < htsc_findings_count(findings) && i < 20; i++) {
            char text[64]; /* short on purpose */
            htsc_finding_text(htsc_findings_get(findings, i), HTSC_LANGUAGE_VI, text, sizeof text);
        }
        htsc_findings_free(findings);
    }
    unlink(path);
    return 0;
}
