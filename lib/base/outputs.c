#include "base/outputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"

static const char stage_prefix[] = ".htscover-part-";

typedef struct output {
    char *name;
    char *staged; /* full path in the stage folder */
    char *target; /* full path where it will be: known before anything moves */
    char *aside;  /* full path in the stage folder of what stood there before */
    bool saved, moved;
} output;

struct htsc__outputs {
    char *folder;
    char *stage;
    output *items;
    size_t count, capacity;
    char **dropped; /* full paths */
    size_t dropped_count, dropped_capacity;
};

static char *join(const char *folder, const char *name) {
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = htsc__alloc(size, 1);
    if (path != NULL) snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static htsc_status make_folders(const char *folder, htsc_error *err) {
    char *path = htsc__strdup(folder);
    if (path == NULL) return htsc__error_memory(err, "a path");
    htsc_status status = HTSC_OK;
    for (char *c = path + 1; status == HTSC_OK; c++) {
        if (*c != '/' && *c != '\0') continue;
        char kept = *c;
        *c = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot make folder: %s", path, htsc__reason(errno));
        *c = kept;
        if (kept == '\0') break;
    }
    struct stat info;
    if (status == HTSC_OK && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: is not a folder", path);
    htsc__free(path);
    return status;
}

static void remove_stage(const char *stage) {
    DIR *dir = opendir(stage);
    if (dir == NULL) return;
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(stage);
}

/* What a crashed run left: stage folders whose process is gone. */
static void remove_stale(const char *folder) {
    DIR *dir = opendir(folder);
    if (dir == NULL) return;
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (strncmp(entry->d_name, stage_prefix, sizeof stage_prefix - 1) != 0) continue;
        long pid = strtol(entry->d_name + sizeof stage_prefix - 1, NULL, 10);
        if (pid <= 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH) continue;
        char *stage = join(folder, entry->d_name);
        if (stage != NULL) remove_stage(stage);
        htsc__free(stage);
    }
    closedir(dir);
}

htsc_status htsc__outputs_create(const char *folder, htsc__outputs **outputs, htsc_error *err) {
    *outputs = NULL;
    if (folder[0] == '\0') return htsc__error_set(err, HTSC_ERR_ARGUMENT, "the output folder has no name");
    htsc_status status = make_folders(folder, err);
    if (status != HTSC_OK) return status;
    remove_stale(folder);
    htsc__outputs *o = htsc__alloc(1, sizeof *o);
    if (o == NULL) return htsc__error_memory(err, "outputs");
    char name[64];
    snprintf(name, sizeof name, "%s%ld-XXXXXX", stage_prefix, (long)getpid());
    o->folder = htsc__strdup(folder);
    char *stage = join(folder, name);
    if (o->folder == NULL || stage == NULL) {
        htsc__free(stage);
        status = htsc__error_memory(err, "outputs");
    } else if (mkdtemp(stage) == NULL) {
        status = htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write here: %s", folder, htsc__reason(errno));
        htsc__free(stage);
    } else {
        o->stage = stage;
    }
    if (status != HTSC_OK) {
        htsc__outputs_free(o);
        return status;
    }
    *outputs = o;
    return HTSC_OK;
}

static void free_item(output *item) {
    htsc__free(item->name);
    htsc__free(item->staged);
    htsc__free(item->target);
    htsc__free(item->aside);
}

htsc_status htsc__outputs_add(htsc__outputs *outputs, const char *name, const char **path, htsc_error *err) {
    htsc_status status =
        htsc__grow(&outputs->items, &outputs->capacity, outputs->count + 1, sizeof *outputs->items, "outputs", err);
    if (status != HTSC_OK) return status;
    output *item = &outputs->items[outputs->count];
    item->name = htsc__strdup(name);
    item->staged = join(outputs->stage, name);
    item->target = join(outputs->folder, name);
    char old_name[300];
    snprintf(old_name, sizeof old_name, "old-%.250s", name);
    item->aside = join(outputs->stage, old_name);
    item->saved = item->moved = false;
    if (item->name == NULL || item->staged == NULL || item->target == NULL || item->aside == NULL) {
        free_item(item);
        return htsc__error_memory(err, "outputs");
    }
    outputs->count++;
    *path = item->staged;
    return HTSC_OK;
}

htsc_status htsc__outputs_drop(htsc__outputs *outputs, const char *name, htsc_error *err) {
    htsc_status status = htsc__grow(&outputs->dropped, &outputs->dropped_capacity, outputs->dropped_count + 1,
                                    sizeof(char *), "outputs", err);
    if (status != HTSC_OK) return status;
    char *path = join(outputs->folder, name);
    if (path == NULL) return htsc__error_memory(err, "outputs");
    outputs->dropped[outputs->dropped_count++] = path;
    return HTSC_OK;
}

static htsc_status sync_file(const char *path, const char *name, htsc_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) close(fd);
    if (!good) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", name, htsc__reason(why));
    return HTSC_OK;
}

/* A folder or a device in the way is found before anything moves. */
static htsc_status check_target(const output *item, htsc_error *err) {
    struct stat info;
    if (lstat(item->target, &info) != 0 || S_ISREG(info.st_mode) || S_ISLNK(info.st_mode)) return HTSC_OK;
    return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: is a %s", item->target,
                           S_ISDIR(info.st_mode) ? "folder" : "device");
}

/* Puts back what stood there before. */
static void take_back(htsc__outputs *outputs) {
    for (size_t i = 0; i < outputs->count; i++) {
        output *item = &outputs->items[i];
        if (!item->moved) continue;
        if (item->saved)
            (void)!rename(item->aside, item->target);
        else
            unlink(item->target);
    }
}

static htsc_status move_all(htsc__outputs *outputs, htsc_error *err) {
    for (size_t i = 0; i < outputs->count; i++) {
        output *item = &outputs->items[i];
        item->saved = link(item->target, item->aside) == 0; /* not on every file system: then there is no way back */
        if (rename(item->staged, item->target) != 0)
            return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", item->target, htsc__reason(errno));
        item->moved = true;
    }
    return HTSC_OK;
}

htsc_status htsc__outputs_commit(htsc__outputs *outputs, htsc_error *err) {
    for (size_t i = 0; i < outputs->count; i++) {
        htsc_status status = sync_file(outputs->items[i].staged, outputs->items[i].name, err);
        if (status == HTSC_OK) status = check_target(&outputs->items[i], err);
        if (status != HTSC_OK) return status;
    }
    htsc_status status = move_all(outputs, err);
    if (status != HTSC_OK) {
        take_back(outputs);
        return status;
    }
    for (size_t i = 0; i < outputs->dropped_count; i++) unlink(outputs->dropped[i]);
    remove_stage(outputs->stage);
    return HTSC_OK;
}

void htsc__outputs_free(htsc__outputs *outputs) {
    if (outputs == NULL) return;
    if (outputs->stage != NULL) remove_stage(outputs->stage);
    for (size_t i = 0; i < outputs->count; i++) free_item(&outputs->items[i]);
    for (size_t i = 0; i < outputs->dropped_count; i++) htsc__free(outputs->dropped[i]);
    htsc__free(outputs->dropped);
    htsc__free(outputs->items);
    htsc__free(outputs->folder);
    htsc__free(outputs->stage);
    htsc__free(outputs);
}

size_t htsc__outputs_count(const htsc__outputs *outputs) {
    return outputs->count;
}

const char *htsc__outputs_staged(const htsc__outputs *outputs, size_t index) {
    return outputs->items[index].staged;
}

const char *htsc__outputs_name(const htsc__outputs *outputs, size_t index) {
    return outputs->items[index].name;
}
