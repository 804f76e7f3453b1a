#ifndef HTSC_BASE_BASE64_H
#define HTSC_BASE_BASE64_H

#include <stddef.h>

/* Characters that `size` bytes become, without the zero byte at the end. */
#define HTSC__BASE64_LENGTH(size) (((size) + 2) / 3 * 4)

/* RFC 4648, section 4, with padding and without line breaks. `text` holds HTSC__BASE64_LENGTH(size) + 1. */
void htsc__base64(const unsigned char *bytes, size_t size, char *text);

#endif
