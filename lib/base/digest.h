#ifndef HTSC_BASE_DIGEST_H
#define HTSC_BASE_DIGEST_H

#include <stdint.h>

#include <htscover/error.h>

/* SHA-256 of a regular file as 64 hexadecimal digits, and its size. */
htsc_status htsc__digest_file(const char *path, char hex[65], uint64_t *size, htsc_error *err);

#endif
