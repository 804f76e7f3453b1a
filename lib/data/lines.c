#include "data/lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"

static const char blanks[] = " \t\r\v\f";

htsc_status htsc__lines_open(htsc__lines *lines, const char *path, size_t limit_bytes, htsc_error *err) {
    *lines = (htsc__lines){.path = path};
    FILE *file;
    htsc_status status = htsc__file_open(path, &file, err);
    if (status != HTSC_OK) return status;
    struct stat info;
    size_t size = fstat(fileno(file), &info) == 0 && info.st_size > 0 ? (size_t)info.st_size : 0;
    if (size > limit_bytes) {
        status = htsc__error_set(err, HTSC_ERR_LIMIT, "%s: is above the limit of %zu bytes", path, limit_bytes);
    } else if ((lines->text = htsc__alloc(size + 1, 1)) == NULL) {
        status = htsc__error_memory(err, path);
    } else {
        size = fread(lines->text, 1, size, file);
        if (ferror(file)) status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read: %s", path, htsc__reason(errno));
    }
    fclose(file);
    if (status == HTSC_OK && memchr(lines->text, '\0', size) != NULL)
        status = htsc__error_set(err, HTSC_ERR_FORMAT, "%s: is no text: it holds a zero byte", path);
    if (status != HTSC_OK) {
        htsc__lines_close(lines);
        return status;
    }
    lines->next = lines->text + (strncmp(lines->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
    return HTSC_OK;
}

void htsc__lines_close(htsc__lines *lines) {
    htsc__free(lines->text);
    lines->text = lines->next = NULL;
}

char *htsc__lines_next(htsc__lines *lines) {
    char *line = lines->next;
    if (line[0] == '\0') return NULL;
    size_t length = strcspn(line, "\n");
    lines->next = line + length + (line[length] == '\n' ? 1 : 0);
    if (length > 0 && line[length - 1] == '\r') length--;
    line[length] = '\0';
    lines->number++;
    return line;
}

char *htsc__lines_word(char **rest) {
    char *word = *rest + strspn(*rest, blanks);
    if (word[0] == '\0') {
        *rest = word;
        return NULL;
    }
    size_t length = strcspn(word, blanks);
    *rest = word + length + (word[length] == '\0' ? 0 : 1);
    word[length] = '\0';
    return word;
}
