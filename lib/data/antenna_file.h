#ifndef HTSC_DATA_ANTENNA_FILE_H
#define HTSC_DATA_ANTENNA_FILE_H

#include <htscover/antenna.h>

/* Largest MSI Planet file that htsc_antenna_pattern_read() takes. */
enum { HTSC__ANTENNA_FILE_LIMIT_BYTES = 1 << 20 };

#endif
