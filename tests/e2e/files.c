#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

enum { MAX_FOLDERS = 400, MAX_PATH = 1024 };

static char *folders[MAX_FOLDERS];
static size_t folder_total;

/* Every path ever asked for, freed at the end. */
typedef struct kept_path {
    struct kept_path *next;
    char text[MAX_PATH];
} kept_path;
static kept_path *paths;

void folder_remove(const char *folder) {
    DIR *dir = opendir(folder);
    if (dir == NULL) return;
    struct dirent *entry;
    chmod(folder, 0700);
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char path[2 * MAX_PATH];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
            folder_remove(path);
        else
            unlink(path);
    }
    closedir(dir);
    rmdir(folder);
}

static void remove_all(void) {
    for (size_t i = 0; i < folder_total; i++) {
        folder_remove(folders[i]);
        free(folders[i]);
    }
    while (paths != NULL) {
        kept_path *next = paths->next;
        free(paths);
        paths = next;
    }
}

static void clean_at_exit(void) {
    static bool asked;
    if (!asked) atexit(remove_all);
    asked = true;
}

const char *folder_new(void) {
    char name[] = "/tmp/htscover-e2e-XXXXXX";
    assert_true(folder_total < MAX_FOLDERS);
    assert_non_null(mkdtemp(name));
    chmod(name, 0755);
    clean_at_exit();
    folders[folder_total] = strdup(name);
    return folders[folder_total++];
}

const char *path_of(const char *folder, const char *name) {
    kept_path *path = malloc(sizeof *path);
    assert_non_null(path);
    clean_at_exit();
    assert_true(snprintf(path->text, MAX_PATH, "%s/%s", folder, name) < MAX_PATH);
    path->next = paths;
    paths = path;
    return path->text;
}

const char *folder_copy(const char *from) {
    const char *to = folder_new();
    DIR *dir = opendir(from);
    if (dir == NULL) fail_msg("%s: %s", from, strerror(errno));
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        struct stat info;
        const char *path = path_of(from, entry->d_name);
        size_t size;
        if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) continue;
        char *bytes = file_read(path, &size);
        file_write(path_of(to, entry->d_name), bytes, size);
        free(bytes);
    }
    closedir(dir);
    return to;
}

char *file_read(const char *path, size_t *size) {
    FILE *in = fopen(path, "rb");
    struct stat info;
    if (in == NULL || fstat(fileno(in), &info) != 0) fail_msg("%s: %s", path, strerror(errno));
    char *bytes = malloc((size_t)info.st_size + 1);
    assert_non_null(bytes);
    size_t got = fread(bytes, 1, (size_t)info.st_size, in);
    fclose(in);
    bytes[got] = '\0';
    if (size != NULL) *size = got;
    return bytes;
}

void file_write(const char *path, const void *bytes, size_t size) {
    unlink(path);
    FILE *out = fopen(path, "wb");
    if (out == NULL) fail_msg("%s: %s", path, strerror(errno));
    assert_true(fwrite(bytes, 1, size, out) == size);
    assert_int_equal(fclose(out), 0);
}

void file_write_text(const char *path, const char *text) {
    file_write(path, text, strlen(text));
}

void file_cut(const char *path, double part) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, (off_t)((double)info.st_size * part)), 0);
}

void file_replace(const char *path, const char *find, const char *by) {
    size_t size;
    char *old = file_read(path, &size);
    char *at = strstr(old, find);
    if (at == NULL || strstr(at + 1, find) != NULL) fail_msg("%s: \"%s\" does not stand once in it", path, find);
    size_t before = (size_t)(at - old), after = size - before - strlen(find), length = strlen(by);
    char *new = malloc(before + length + after);
    assert_non_null(new);
    memcpy(new, old, before);
    memcpy(new + before, by, length);
    memcpy(new + before + length, at + strlen(find), after);
    file_write(path, new, before + length + after);
    free(old);
    free(new);
}

bool file_exists(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

bool files_equal(const char *a, const char *b) {
    size_t size_a, size_b;
    char *bytes_a = file_read(a, &size_a), *bytes_b = file_read(b, &size_b);
    bool equal = size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0;
    free(bytes_a);
    free(bytes_b);
    return equal;
}

int folder_count(const char *folder, const char *prefix) {
    DIR *dir = opendir(folder);
    int count = 0;
    if (dir == NULL) return 0;
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
            count++;
    closedir(dir);
    return count;
}

void assert_folders_equal(const char *a, const char *b) {
    DIR *dir = opendir(a);
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        if (!file_exists(path_of(b, entry->d_name))) fail_msg("%s is missing in the second folder", entry->d_name);
        if (!files_equal(path_of(a, entry->d_name), path_of(b, entry->d_name))) fail_msg("%s differs", entry->d_name);
    }
    closedir(dir);
    assert_int_equal(folder_count(a, ""), folder_count(b, ""));
    assert_true(folder_count(a, "") > 0);
}

void assert_nothing_written(const char *folder) {
    struct stat info;
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) return;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            fail_msg("%s was left behind", entry->d_name);
    closedir(dir);
}

void assert_folder_lacks(const char *folder, const char *text) {
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        size_t size;
        char *bytes = file_read(path_of(folder, entry->d_name), &size);
        if (memmem(bytes, size, text, strlen(text)) != NULL) fail_msg("%s holds \"%s\"", entry->d_name, text);
        free(bytes);
    }
    closedir(dir);
}
