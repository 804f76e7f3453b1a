/* A fuzz target is LLVMFuzzerTestOneInput. Under the fuzz preset libFuzzer drives it; elsewhere replay.c runs it over
 * the committed corpus as an ordinary test. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file with these bytes, for readers that want a path. */
static inline void fuzz_file(const char *path, const uint8_t *data, size_t size) {
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(data, 1, size, out) != size || fclose(out) != 0) abort();
}

/* What must hold whatever the input. */
#define FUZZ_HOLDS(condition) ((condition) ? (void)0 : (fprintf(stderr, "does not hold: %s\n", #condition), abort()))

#endif
