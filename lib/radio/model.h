#ifndef HTSC_RADIO_MODEL_H
#define HTSC_RADIO_MODEL_H

#include <htscover/propagation.h>

/* Refuses a mast or receivers that a built-in model cannot compute with: non-finite places, heights or frequencies that
 * are not above 0. Ground heights are not looked at: NaN means unknown. */
htsc_status htsc__model_check(const htsc_mast *mast, const htsc_receiver *receivers, size_t count, htsc_error *err);

/* Refuses losses that are not finite, which only distances or heights far beyond the Earth's give. */
htsc_status htsc__model_check_finite(const htsc_loss *losses, size_t count, htsc_error *err);

#endif
