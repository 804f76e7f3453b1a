#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

static htsc_status digest_stream(FILE *in, EVP_MD_CTX *ctx, const char *path, uint64_t *size, htsc_error *err) {
    unsigned char buffer[65536];
    size_t got;
    *size = 0;
    while ((got = fread(buffer, 1, sizeof buffer, in)) > 0) {
        if (EVP_DigestUpdate(ctx, buffer, got) != 1) return htsc__error_memory(err, "a checksum");
        *size += got;
    }
    if (ferror(in)) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read: %s", path, htsc__reason(errno));
    return HTSC_OK;
}

htsc_status htsc__digest_file(const char *path, char hex[65], uint64_t *size, htsc_error *err) {
    EVP_MD_CTX *ctx = NULL;
    FILE *in;
    htsc_status status = htsc__file_open(path, &in, err);
    if (status != HTSC_OK) return status;
    ctx = EVP_MD_CTX_new();
    if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
        status = htsc__error_memory(err, "a checksum");
        goto done;
    }
    status = digest_stream(in, ctx, path, size, err);
    if (status != HTSC_OK) goto done;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(ctx, digest, &length) != 1 || length != 32) {
        status = htsc__error_memory(err, "a checksum");
        goto done;
    }
    for (unsigned i = 0; i < length; i++) snprintf(hex + (size_t)i * 2, 3, "%02x", digest[i]);
done:
    EVP_MD_CTX_free(ctx);
    fclose(in);
    return status;
}
