#ifndef HTSC_RADIO_ANTENNA_PATTERN_H
#define HTSC_RADIO_ANTENNA_PATTERN_H

#include <htscover/antenna.h>

enum { HTSC__ANTENNA_MIN_ANGLES = 36, HTSC__ANTENNA_MAX_ANGLES = 3601 };

/* Whether an angle may stand in a cut after `previous_deg` (NaN for the first), with that loss; the error is the bare
 * reason. */
htsc_status htsc__antenna_angle_check(double previous_deg, double angle_deg, double loss_db, htsc_error *err);

/* The gain of htsc_antenna_pattern_gain_db for an azimuth already in [-180, 180]. */
double htsc__antenna_pattern_gain_db(const htsc_antenna_pattern *pattern, double azimuth_deg, double elevation_deg,
                                     double tilt_deg);

#endif
