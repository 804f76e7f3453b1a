/* Recommendation ITU-R P.1812 over a validation profile of ITU-R Study Group 3: loss and field strength of each dataset
 * for its own effective radiated power.
 * p1812_profile FILE.csv */
#include <htscover/htscover.h>
#include <stdio.h>

#include "p1812_file.h"

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: p1812_profile FILE.csv\n"), 2;
    p1812_file file;
    if (!p1812_file_read(argv[1], &file)) {
        fprintf(stderr, "p1812_profile: %s\n", file.message);
        p1812_file_clear(&file);
        return 1;
    }
    int code = 0;
    printf("dataset,freq_ghz,time_pct,lb_db,ep_dbuvm\n");
    for (size_t i = 0; i < file.dataset_count && code == 0; i++) {
        const p1812_dataset *d = &file.datasets[i];
        htsc_p1812_options options;
        htsc_p1812_result result;
        htsc_error error;
        p1812_file_options(&file, d, &options);
        if (htsc_p1812_loss(&file.profile, &options, &result, &error) != HTSC_OK) {
            fprintf(stderr, "p1812_profile: %s: dataset %zu: %s\n", argv[1], i, error.message);
            code = 1;
        } else {
            double over_1kw_db = d->erp_dbw - 30;
            printf("%zu,%g,%g,%.8f,%.8f\n", i, d->freq_ghz, d->time_pct, result.loss_db,
                   result.field_dbuvm + over_1kw_db);
        }
    }
    p1812_file_clear(&file);
    return code;
}
