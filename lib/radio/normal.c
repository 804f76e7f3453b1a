#include "radio/normal.h"

#include <math.h>

#define INVERSE_SQRT_2 0.70710678118654752440
#define SQRT_2_PI 2.50662827463100050242

/* For a probability of at most 1/2. Start: Abramowitz and Stegun 26.2.23, good to 4.5e-4; each step of Halley's method
 * triples the right digits. */
static double lower_quantile(double probability) {
    double t = sqrt(-2.0 * log(probability));
    double top = 2.515517 + t * (0.802853 + t * 0.010328);
    double bottom = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    double x = top / bottom - t;
    for (int i = 0; i < 3; i++) {
        double excess = 0.5 * erfc(-x * INVERSE_SQRT_2) - probability;
        double step = excess * SQRT_2_PI * exp(0.5 * x * x);
        x -= step / (1.0 + 0.5 * x * step);
    }
    return x;
}

double htsc__normal_quantile(double probability) {
    if (probability == 0.5) {
        return 0.0;
    }
    return probability < 0.5 ? lower_quantile(probability) : -lower_quantile(1.0 - probability);
}
