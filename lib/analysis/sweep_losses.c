#include <math.h>

#include "analysis/sweep.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct filing {
    size_t count;
    float *loss_db;
} filing;

static htsc_status file_batch(void *ctx, const htsc__sweep_batch *batch, htsc_error *err) {
    (void)err;
    const filing *f = ctx;
    for (size_t i = 0; i < batch->count; i++)
        f->loss_db[batch->band * f->count + batch->receivers[i]] = (float)batch->loss_db[i];
    return HTSC_OK;
}

static htsc_status check_masts(const htsc_mast *masts, size_t count, htsc_error *err) {
    if (count == 0) return htsc__error_set(err, HTSC_ERR_ARGUMENT, "no mast");
    const double ground_m = masts[0].ground_amsl_m;
    if (!isnan(ground_m) && !(ground_m >= -500 && ground_m <= 9000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "ground_amsl_m %g of the mast outside [-500, 9000]", ground_m);
    for (size_t i = 1; i < count; i++) {
        if (masts[i].x_m != masts[0].x_m || masts[i].y_m != masts[0].y_m)
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "mast %zu stands elsewhere than the first", i);
        if (masts[i].ground_amsl_m != ground_m && !(isnan(masts[i].ground_amsl_m) && isnan(ground_m)))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "mast %zu has another ground_amsl_m than the first", i);
    }
    return HTSC_OK;
}

static htsc_status find_ground(const htsc_sweep_options *options, const htsc_mast *mast, double *ground_amsl_m,
                               htsc_error *err) {
    float ground = NAN;
    *ground_amsl_m = mast->ground_amsl_m;
    if (!isnan(mast->ground_amsl_m)) return HTSC_OK;
    htsc_status status = htsc_terrain_sample(options->terrain, 1, &mast->x_m, &mast->y_m, &ground, err);
    if (status != HTSC_OK) return status;
    *ground_amsl_m = (double)ground;
    if (isnan(ground))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "no ground height under the mast at x %.2f m, y %.2f m",
                               mast->x_m, mast->y_m);
    return HTSC_OK;
}

htsc_status htsc_sweep_losses(const htsc_sweep_options *options, size_t mast_count, const htsc_mast *masts,
                              double height_agl_m, size_t count, const double *x_m, const double *y_m, int jobs,
                              float *loss_db, htsc_error *err) {
    htsc__receivers receivers = {0};
    htsc__sweep_band *bands = NULL;
    htsc__sweep_place place = {0};
    htsc_status status = htsc_sweep_options_check(options, err);
    if (status == HTSC_OK) status = check_masts(masts, mast_count, err);
    if (status == HTSC_OK) {
        place = (htsc__sweep_place){masts[0].x_m, masts[0].y_m, (double)NAN, mast_count, NULL};
        status = find_ground(options, &masts[0], &place.ground_amsl_m, err);
    }
    if (status == HTSC_OK) {
        bands = htsc__alloc(mast_count, sizeof *bands);
        if (bands == NULL) status = htsc__error_memory(err, "bands");
    }
    for (size_t i = 0; i < mast_count && status == HTSC_OK; i++)
        status = htsc__sweep_band_init(&bands[i], options, masts[i].freq_mhz, masts[i].antenna_height_agl_m,
                                       height_agl_m, err);
    place.bands = bands;
    if (status == HTSC_OK) status = htsc__receivers_init(&receivers, options, height_agl_m, count, x_m, y_m, jobs, err);
    if (status == HTSC_OK) {
        filing f = {count, loss_db};
        for (size_t i = 0; i < mast_count * count; i++) loss_db[i] = NAN;
        status = htsc__sweep(options, &receivers, &place, jobs, file_batch, &f, err);
    }
    htsc__receivers_clear(&receivers);
    htsc__free(bands);
    return status;
}
