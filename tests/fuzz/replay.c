/* Runs the target over every file of a folder. */
#include <dirent.h>
#include <string.h>

#include "fuzz/fuzz.h"

static int run_file(const char *path) {
    static uint8_t data[1 << 20];
    FILE *in = fopen(path, "rb");
    if (in == NULL) return 1;
    size_t size = fread(data, 1, sizeof data, in);
    fclose(in);
    uint8_t *exact = malloc(size == 0 ? 1 : size); /* so that a read past the end is seen */
    if (exact == NULL) return 1;
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int argc, char **argv) {
    size_t count = 0;
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (dir == NULL) return fprintf(stderr, "usage: replay CORPUS\n"), 2;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (run_file(path) != 0) return fprintf(stderr, "cannot read %s\n", path), 1;
        count++;
    }
    closedir(dir);
    printf("%zu inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
