#include "free_space.h"

#include <assert.h>
#include <string.h>

#include <htscover/propagation.h>

#include "base/error.h"
#include "model.h"

#define SPEED_OF_LIGHT_M_S 299792458.0
#define SHORTEST_SLANT_M 1.0

double htsc__free_space_at_1m_db(double freq_mhz) {
    return 20.0 * log10(4.0 * HTSC__PI * 1e6 / SPEED_OF_LIGHT_M_S * freq_mhz);
}

double htsc_free_space_loss_db(double freq_mhz, double distance_m) {
    return htsc__free_space_at_1m_db(freq_mhz) + 20.0 * htsc__log10(distance_m);
}

static double slant_distance_m(const htsc_mast *mast, const htsc_receiver *receiver) {
    double dx = receiver->x_m - mast->x_m;
    double dy = receiver->y_m - mast->y_m;
    double dz = receiver->height_agl_m - mast->antenna_height_agl_m;
    double rise = receiver->ground_amsl_m - mast->ground_amsl_m; /* not finite where either ground is unknown */
    if (isfinite(rise)) {
        dz += rise;
    }
    return sqrt(dx * dx + dy * dy + dz * dz);
}

static htsc_status free_space_losses(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers,
                                     size_t count, htsc_loss *losses, htsc_error *err) {
    (void)ctx;
    htsc_status status = htsc__model_check(mast, receivers, count, err);
    if (status != HTSC_OK) {
        return status;
    }
    const double at_1m_db = htsc__free_space_at_1m_db(mast->freq_mhz);
    for (size_t i = 0; i < count; i++) {
        double distance_m = slant_distance_m(mast, &receivers[i]);
        int short_of = distance_m < SHORTEST_SLANT_M;
        double db = at_1m_db + 20.0 * htsc__log10(short_of ? SHORTEST_SLANT_M : distance_m);
        losses[i] = (htsc_loss){
            .los_probability = 1.0, .los_db = db, .nlos_db = db, .validity = short_of ? HTSC_VALIDITY_DISTANCE : 0u};
    }
    return htsc__model_check_finite(losses, count, err);
}

htsc_status htsc_model_free_space(double max_distance_m, htsc_model_storage *storage, htsc_propagation_model *model,
                                  htsc_error *err) {
    assert(storage != NULL && model != NULL);
    if (!(max_distance_m > 0.0) || !isfinite(max_distance_m)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "max_distance_m %g not finite and above 0", max_distance_m);
    }
    memset(storage, 0, sizeof *storage);
    *model = (htsc_propagation_model){.name = "free space",
                                      .source = "Recommendation ITU-R P.525-5, equation (4)",
                                      .max_distance_m = max_distance_m,
                                      .ctx = storage,
                                      .loss = free_space_losses};
    return HTSC_OK;
}
