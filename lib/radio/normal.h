#ifndef HTSC_RADIO_NORMAL_H
#define HTSC_RADIO_NORMAL_H

/* The value that a standard normal variable stays under with this probability, in (0, 1); to some 1e-15. Recommendation
 * ITU-R P.1057-7, F^-1, of which p1812.h has the approximation that P.1812 prescribes. */
double htsc__normal_quantile(double probability);

#endif
