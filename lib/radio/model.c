#include "model.h"

#include <float.h>
#include <math.h>

#include "base/error.h"

static int is_positive(double value) {
    return value > 0.0 && value <= DBL_MAX;
}

static htsc_status check_mast(const htsc_mast *mast, htsc_error *err) {
    if (!isfinite(mast->x_m) || !isfinite(mast->y_m)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "mast: x_m %g, y_m %g not finite", mast->x_m, mast->y_m);
    }
    if (!is_positive(mast->antenna_height_agl_m)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "mast: antenna_height_agl_m %g not finite and above 0",
                               mast->antenna_height_agl_m);
    }
    if (!is_positive(mast->freq_mhz)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "mast: freq_mhz %g not finite and above 0", mast->freq_mhz);
    }
    return HTSC_OK;
}

static htsc_status refuse_receiver(const htsc_receiver *receiver, size_t index, htsc_error *err) {
    if (!is_positive(receiver->height_agl_m)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver %zu: height_agl_m %g not finite and above 0", index,
                               receiver->height_agl_m);
    }
    return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver %zu: x_m %g, y_m %g not finite", index, receiver->x_m,
                           receiver->y_m);
}

htsc_status htsc__model_check(const htsc_mast *mast, const htsc_receiver *receivers, size_t count, htsc_error *err) {
    htsc_status status = check_mast(mast, err);
    if (status != HTSC_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        const htsc_receiver *r = &receivers[i];
        if (!(fabs(r->x_m) <= DBL_MAX && fabs(r->y_m) <= DBL_MAX && is_positive(r->height_agl_m))) {
            return refuse_receiver(r, i, err);
        }
    }
    return HTSC_OK;
}

htsc_status htsc__model_check_finite(const htsc_loss *losses, size_t count, htsc_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (!(fabs(losses[i].los_db) <= DBL_MAX && fabs(losses[i].nlos_db) <= DBL_MAX)) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "receiver %zu: loss not finite at this distance and height",
                                   i);
        }
    }
    return HTSC_OK;
}
