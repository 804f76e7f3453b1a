#include <assert.h>
#include <math.h>

#include <htscover/link.h>

#include "base/error.h"

#define SUBCARRIERS_PER_BLOCK 12.0
#define INVERSE_SQRT_2 0.70710678118654752440

const char *htsc_technology_name(htsc_technology technology) {
    switch (technology) {
    case HTSC_TECHNOLOGY_2G: return "2G";
    case HTSC_TECHNOLOGY_3G: return "3G";
    case HTSC_TECHNOLOGY_4G: return "4G";
    case HTSC_TECHNOLOGY_5G: return "5G";
    }
    return "unknown";
}

static htsc_status check_budget(const htsc_link_budget *budget, htsc_error *err) {
    if (!isfinite(budget->eirp_dbm)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "eirp_dbm %g not finite", budget->eirp_dbm);
    }
    if (!isfinite(budget->reference_offset_db)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "reference_offset_db %g not finite",
                               budget->reference_offset_db);
    }
    if (!(budget->extra_loss_db >= 0.0) || !isfinite(budget->extra_loss_db)) {
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "extra_loss_db %g not finite and at least 0",
                               budget->extra_loss_db);
    }
    return HTSC_OK;
}

htsc_status htsc_link_reference_dbm(const htsc_link_budget *budget, double *reference_dbm, htsc_error *err) {
    assert(budget != NULL && reference_dbm != NULL);
    htsc_status status = check_budget(budget, err);
    if (status != HTSC_OK) {
        return status;
    }
    double share_db = 0.0;
    switch (budget->technology) {
    case HTSC_TECHNOLOGY_2G:
    case HTSC_TECHNOLOGY_3G: break;
    case HTSC_TECHNOLOGY_4G:
    case HTSC_TECHNOLOGY_5G: {
        int blocks = htsc_resource_blocks(budget->technology, budget->bandwidth_mhz, budget->scs_khz);
        if (blocks == 0) {
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s has no bandwidth_mhz %g with scs_khz %g",
                                   htsc_technology_name(budget->technology), budget->bandwidth_mhz, budget->scs_khz);
        }
        share_db = 10.0 * log10(SUBCARRIERS_PER_BLOCK * (double)blocks);
        break;
    }
    default: return htsc__error_set(err, HTSC_ERR_ARGUMENT, "technology %d outside [0, 3]", (int)budget->technology);
    }
    *reference_dbm = budget->eirp_dbm - share_db + budget->reference_offset_db - budget->extra_loss_db;
    return HTSC_OK;
}

/* P(margin + N(0, sigma) >= 0). erfc keeps the far tail, which 1 - erf would round to 0. */
static double exceedance(double margin_db, double sigma_db) {
    if (sigma_db > 0.0) {
        return 0.5 * erfc(-margin_db / sigma_db * INVERSE_SQRT_2);
    }
    return margin_db >= 0.0 ? 1.0 : 0.0;
}

double htsc_link_probability(const htsc_loss *loss, double level_dbm_without_loss, double threshold_dbm) {
    const double margin_db = level_dbm_without_loss - threshold_dbm;
    const double p = loss->los_probability;
    double probability = 0.0;
    if (p > 0.0) {
        probability += p * exceedance(margin_db - loss->los_db, loss->los_sigma_db);
    }
    if (p < 1.0) {
        probability += (1.0 - p) * exceedance(margin_db - loss->nlos_db, loss->nlos_sigma_db);
    }
    return probability;
}

double htsc_link_mean_dbm(const htsc_loss *loss, double level_dbm_without_loss) {
    const double p = loss->los_probability;
    return p * (level_dbm_without_loss - loss->los_db) + (1.0 - p) * (level_dbm_without_loss - loss->nlos_db);
}
