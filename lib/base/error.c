#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *htsc_status_name(htsc_status status) {
    switch (status) {
    case HTSC_OK: return "ok";
    case HTSC_ERR_ARGUMENT: return "argument";
    case HTSC_ERR_MEMORY: return "memory";
    case HTSC_ERR_IO: return "io";
    case HTSC_ERR_FORMAT: return "format";
    case HTSC_ERR_CRS: return "crs";
    case HTSC_ERR_GEOMETRY: return "geometry";
    case HTSC_ERR_CANCELLED: return "cancelled";
    case HTSC_ERR_UNSUPPORTED: return "unsupported";
    case HTSC_ERR_LIMIT: return "limit";
    }
    return "unknown";
}

const char *htsc_version(void) {
    return HTSC_VERSION;
}

void htsc__error_write(htsc_error *err, htsc_status status, const char *format, ...) {
    if (err == NULL) return;
    /* A message may quote the old one: format aside first. */
    char message[sizeof err->message];
    locale_t before = htsc__text_enter_c_locale();
    va_list args;
    va_start(args, format);
    int length = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    htsc__text_leave_c_locale(before);
    if (length < 0) message[0] = '\0';
    htsc__text_trim_utf8(message);
    htsc__text_one_line(message);
    err->status = status;
    memcpy(err->message, message, strlen(message) + 1);
}
