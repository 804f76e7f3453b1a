/** @file error.h  Status codes and the caller-owned error of every fallible function. */
#ifndef HTSCOVER_ERROR_H
#define HTSCOVER_ERROR_H

#include <stddef.h>

#include <htscover/export.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HTSC_NODISCARD __attribute__((warn_unused_result))
#else
#define HTSC_NODISCARD
#endif

/** Result of a fallible function. Values are never renumbered. */
typedef enum htsc_status {
    HTSC_OK = 0,
    HTSC_ERR_ARGUMENT = 1,    /**< a value passed by the caller is outside its stated range */
    HTSC_ERR_MEMORY = 2,      /**< an allocation failed */
    HTSC_ERR_IO = 3,          /**< a file cannot be opened, read or written */
    HTSC_ERR_FORMAT = 4,      /**< a file is not what it should be */
    HTSC_ERR_CRS = 5,         /**< a coordinate reference system is unknown or a shift is unavailable */
    HTSC_ERR_GEOMETRY = 6,    /**< a geometry cannot be used or repaired */
    HTSC_ERR_CANCELLED = 7,   /**< the progress callback asked to stop */
    HTSC_ERR_UNSUPPORTED = 8, /**< a well-formed request this build does not serve */
    HTSC_ERR_LIMIT = 9        /**< an input is larger than a stated limit */
} htsc_status;

/**
 * What went wrong, in one line: value, unit, bound and place.
 * Owned by the caller; every function takes it last and accepts NULL; written only on failure.
 */
typedef struct htsc_error {
    htsc_status status;
    char message[1024]; /**< UTF-8, one line, never cut inside a character */
} htsc_error;

/** Name of a status, e.g. "io". Static storage; never NULL. */
HTSC_API const char *htsc_status_name(htsc_status status);

/** Version of the library that is running, e.g. "0.1.0". Static storage. */
HTSC_API const char *htsc_version(void);

/**
 * Versions of the library and the parts it runs on, one "name version" a line. Thread-safe.
 * @param[out] text  at least `size` bytes, always terminated
 */
HTSC_API void htsc_version_parts(char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
