#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

const char *htsc__reason(int code) {
    const char *text = strerrordesc_np(code);
    return text == NULL ? "unknown reason" : text;
}

htsc_status htsc__file_open(const char *path, FILE **file, htsc_error *err) {
    struct stat info;
    *file = NULL;
    if (path == NULL || path[0] == '\0') return htsc__error_set(err, HTSC_ERR_ARGUMENT, "a file has no name");
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot open: %s", path, htsc__reason(errno));
    htsc_status status = HTSC_OK;
    if (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode))
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: is not a regular file", path);
    else if ((*file = fdopen(fd, "rb")) == NULL)
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot open: %s", path, htsc__reason(errno));
    if (status != HTSC_OK) close(fd);
    return status;
}

htsc_status htsc__file_check(const char *path, htsc_error *err) {
    static const long long limit_bytes = 2LL << 30;
    struct stat info;
    FILE *file;
    htsc_status status = htsc__file_open(path, &file, err);
    if (status != HTSC_OK) return status;
    if (fstat(fileno(file), &info) != 0)
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot open: %s", path, htsc__reason(errno));
    else if (info.st_size == 0)
        status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is empty", path);
    else if (info.st_size > limit_bytes)
        status = htsc__error_set(err, HTSC_ERR_LIMIT, "%s: has %lld bytes, more than the limit of %lld", path,
                                 (long long)info.st_size, limit_bytes);
    fclose(file);
    return status;
}

htsc_status htsc__file_close(FILE *file, const char *path, htsc_error *err) {
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0) failed = true;
    if (failed) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", path, htsc__reason(errno));
    return HTSC_OK;
}
