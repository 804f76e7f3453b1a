#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "free_space.h"
#include "model.h"
#include "tr38901.h"

_Static_assert(sizeof(htsc_tr38901_options) <= sizeof(htsc_model_storage), "storage too small for its parameters");

/* How many receivers from the first on have its height and fit in one batch. */
static size_t same_height_count(const htsc_receiver *receivers, size_t count) {
    const double height_m = receivers[0].height_agl_m;
    size_t limit = count < HTSC__TR38901_BATCH ? count : HTSC__TR38901_BATCH;
    size_t n = 1;
    while (n < limit && !(receivers[n].height_agl_m < height_m || receivers[n].height_agl_m > height_m)) {
        n++;
    }
    return n;
}

static void horizontal_distances(const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                                 double *distance_m) {
    for (size_t i = 0; i < count; i++) {
        double dx = receivers[i].x_m - mast->x_m;
        double dy = receivers[i].y_m - mast->y_m;
        distance_m[i] = sqrt(dx * dx + dy * dy);
    }
}

static htsc_status tr38901_losses(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                                  htsc_loss *losses, htsc_error *err) {
    htsc_tr38901_options options;
    memcpy(&options, ctx, sizeof options);
    htsc_status status = htsc__model_check(mast, receivers, count, err);
    if (status != HTSC_OK) {
        return status;
    }
    const double bound_at_1m_db = htsc__free_space_at_1m_db(mast->freq_mhz);
    double height_m = 0.0; /* of the curve; no receiver has 0 */
    double distance_m[HTSC__TR38901_BATCH];
    htsc__tr38901_curve curve;
    for (size_t start = 0, n; start < count; start += n) {
        const htsc_receiver *first = &receivers[start];
        n = same_height_count(first, count - start);
        if (!(height_m >= first->height_agl_m && height_m <= first->height_agl_m)) {
            height_m = first->height_agl_m;
            htsc__tr38901_curve_init(&options, mast->freq_mhz, mast->antenna_height_agl_m, height_m, &curve);
            curve.bound_at_1m_db = bound_at_1m_db;
        }
        horizontal_distances(mast, first, n, distance_m);
        htsc__tr38901_losses(&curve, distance_m, n, &losses[start]);
    }
    return htsc__model_check_finite(losses, count, err);
}

static const char *model_name(htsc_scenario scenario) {
    switch (scenario) {
    case HTSC_SCENARIO_UMA: return "TR 38.901 UMa";
    case HTSC_SCENARIO_UMI: return "TR 38.901 UMi";
    case HTSC_SCENARIO_RMA: break;
    }
    return "TR 38.901 RMa";
}

htsc_status htsc_model_tr38901(const htsc_tr38901_options *options, htsc_model_storage *storage,
                               htsc_propagation_model *model, htsc_error *err) {
    assert(options != NULL && storage != NULL && model != NULL);
    htsc_tr38901_options read;
    htsc_status status = htsc__tr38901_options_read(options, &read, err);
    if (status != HTSC_OK) {
        return status;
    }
    double limit_m = read.scenario == HTSC_SCENARIO_RMA ? 10000.0 : 5000.0;
    memset(storage, 0, sizeof *storage);
    memcpy(storage, &read, sizeof read);
    *model = (htsc_propagation_model){.name = model_name(read.scenario),
                                      .source = "3GPP TR 38.901 V17.0.0, tables 7.4.1-1 and 7.4.2-1",
                                      .max_distance_m = read.max_distance_m > 0.0 ? read.max_distance_m : limit_m,
                                      .ctx = storage,
                                      .loss = tr38901_losses};
    return HTSC_OK;
}
