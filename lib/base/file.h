#ifndef HTSC_BASE_FILE_H
#define HTSC_BASE_FILE_H

#include <stdio.h>

#include <htscover/error.h>

/* What an errno means, in English whatever the locale. */
const char *htsc__reason(int code);
/* Opens a regular file for reading; folders, pipes and devices are refused without waiting for them. */
htsc_status htsc__file_open(const char *path, FILE **file, htsc_error *err);
/* It can be opened, holds something, and is not above 2 GiB. */
htsc_status htsc__file_check(const char *path, htsc_error *err);
/* fclose that reports what earlier writes hid. `path` is for the message. */
htsc_status htsc__file_close(FILE *file, const char *path, htsc_error *err);

#endif
