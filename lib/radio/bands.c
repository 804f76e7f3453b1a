/* Carriers and bands of the standards, as far as terrestrial networks below 7.125 GHz use them. */
#include <math.h>
#include <stddef.h>

#include <htscover/link.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

typedef struct carrier {
    double bandwidth_mhz;
    int blocks_15khz, blocks_30khz, blocks_60khz; /* 0: no such pair */
} carrier;

/* TS 38.101-1 V17, table 5.3.2-1 */
static const carrier nr_carriers[] = {
    {5, 25, 11, 0},    {10, 52, 24, 11},  {15, 79, 38, 18},   {20, 106, 51, 24},  {25, 133, 65, 31},
    {30, 160, 78, 38}, {35, 188, 92, 44}, {40, 216, 106, 51}, {45, 242, 119, 58}, {50, 270, 133, 65},
    {60, 0, 162, 79},  {70, 0, 189, 93},  {80, 0, 217, 107},  {90, 0, 245, 121},  {100, 0, 273, 135},
};

/* TS 36.101 V17, table 5.6-1 */
static const carrier lte_carriers[] = {
    {1.4, 6, 0, 0}, {3, 15, 0, 0}, {5, 25, 0, 0}, {10, 50, 0, 0}, {15, 75, 0, 0}, {20, 100, 0, 0},
};

/* Declared figures may have gone through decimal text; figures of the tables are at least 1.6 MHz and 15 kHz apart. */
static int is_figure(double declared, double figure) {
    return fabs(declared - figure) < 1e-6;
}

static int blocks_in(const carrier *carriers, size_t count, double bandwidth_mhz, double scs_khz) {
    for (size_t i = 0; i < count; i++) {
        if (is_figure(bandwidth_mhz, carriers[i].bandwidth_mhz)) {
            return is_figure(scs_khz, 15.0)   ? carriers[i].blocks_15khz
                   : is_figure(scs_khz, 30.0) ? carriers[i].blocks_30khz
                   : is_figure(scs_khz, 60.0) ? carriers[i].blocks_60khz
                                              : 0;
        }
    }
    return 0;
}

int htsc_resource_blocks(htsc_technology technology, double bandwidth_mhz, double scs_khz) {
    if (technology == HTSC_TECHNOLOGY_5G) {
        return blocks_in(nr_carriers, COUNT_OF(nr_carriers), bandwidth_mhz, scs_khz);
    }
    if (technology == HTSC_TECHNOLOGY_4G) {
        return blocks_in(lte_carriers, COUNT_OF(lte_carriers), bandwidth_mhz, scs_khz);
    }
    return 0;
}

typedef struct downlink {
    int band;
    double low_mhz, high_mhz;
} downlink;

/* TS 38.101-1 V17, table 5.2-1 */
static const downlink nr_bands[] = {
    {1, 2110, 2170},  {2, 1930, 1990},  {3, 1805, 1880},  {5, 869, 894},    {7, 2620, 2690},  {8, 925, 960},
    {20, 791, 821},   {28, 758, 803},   {34, 2010, 2025}, {38, 2570, 2620}, {39, 1880, 1920}, {40, 2300, 2400},
    {41, 2496, 2690}, {66, 2110, 2200}, {71, 617, 652},   {77, 3300, 4200}, {78, 3300, 3800}, {79, 4400, 5000},
};

/* TS 36.101 V17, table 5.5-1 */
static const downlink lte_bands[] = {
    {1, 2110, 2170},  {2, 1930, 1990},  {3, 1805, 1880},  {4, 2110, 2155},  {5, 869, 894},    {7, 2620, 2690},
    {8, 925, 960},    {12, 729, 746},   {20, 791, 821},   {28, 758, 803},   {34, 2010, 2025}, {38, 2570, 2620},
    {39, 1880, 1920}, {40, 2300, 2400}, {41, 2496, 2690}, {66, 2110, 2200},
};

/* One to three digits without a leading zero and nothing after them; 0 for anything else. */
static int band_number(const char *text) {
    int number = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i == 3 || text[i] < '0' || text[i] > '9' || (i == 0 && text[i] == '0')) {
            return 0;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static double centre_mhz(const downlink *bands, size_t count, int number) {
    for (size_t i = 0; i < count; i++) {
        if (bands[i].band == number) {
            return 0.5 * (bands[i].low_mhz + bands[i].high_mhz);
        }
    }
    return (double)NAN;
}

double htsc_band_freq_mhz(htsc_technology technology, const char *band) {
    if (band == NULL) {
        return (double)NAN;
    }
    if (technology == HTSC_TECHNOLOGY_5G) {
        const int named = band[0] == 'n' || band[0] == 'N';
        return named ? centre_mhz(nr_bands, COUNT_OF(nr_bands), band_number(band + 1)) : (double)NAN;
    }
    if ((unsigned)technology <= HTSC_TECHNOLOGY_4G) {
        const int named = band[0] == 'B' || band[0] == 'b';
        return centre_mhz(lte_bands, COUNT_OF(lte_bands), band_number(named ? band + 1 : band));
    }
    return (double)NAN;
}
