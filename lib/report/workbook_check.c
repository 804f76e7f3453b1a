/*
 * Whether the workbook is whole. libxlsxwriter does not look at what writing its temporary files says, so a full disk
 * could leave a good archive of cut parts: each part must end where its first element does, with every tag closed.
 */
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "report/workbook.h"

enum { BLOCK = 65536, LOCAL_HEADER = 30 };

/* Tags of a part so far. */
typedef struct tags {
    long depth;
    size_t elements;
    char before, quote; /* the character before; of an attribute we are in */
    bool in_tag, closing, special, broken;
} tags;

static void end_tag(tags *t, bool empty) {
    t->in_tag = false;
    if (t->special) return;
    if (t->closing)
        t->depth--;
    else if (!empty)
        t->depth++;
    t->elements++;
    if (t->depth < 0) t->broken = true;
}

static void read_tags(tags *t, const unsigned char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        const char c = (char)text[i];
        if (t->quote != '\0') {
            if (c == t->quote) t->quote = '\0';
            if (c == '<') t->broken = true;
        } else if (t->in_tag) {
            if (t->before == '<') {
                t->closing = c == '/';
                t->special = c == '?' || c == '!';
            }
            if (c == '"') t->quote = c;
            if (c == '<') t->broken = true;
            if (c == '>') end_tag(t, t->before == '/');
        } else if (c == '<') {
            t->in_tag = true;
        } else if (c == '>') {
            t->broken = true;
        }
        t->before = c;
    }
}

static bool is_whole(const tags *t) {
    return !t->broken && !t->in_tag && t->depth == 0 && t->elements > 0;
}

typedef struct unpacking {
    FILE *file;
    unsigned char packed[BLOCK], text[BLOCK];
} unpacking;

/* One part, which begins here and has `left` packed bytes. */
static bool read_part(unpacking *u, uint64_t left, tags *t) {
    z_stream z = {.next_in = u->packed};
    int said = inflateInit2(&z, -MAX_WBITS);
    while (said == Z_OK) {
        if (z.avail_in == 0) {
            const size_t want = left < BLOCK ? (size_t)left : BLOCK, got = fread(u->packed, 1, want, u->file);
            if (got == 0) break;
            left -= got;
            z.next_in = u->packed;
            z.avail_in = (uInt)got;
        }
        z.next_out = u->text;
        z.avail_out = BLOCK;
        said = inflate(&z, Z_NO_FLUSH);
        if (said == Z_OK || said == Z_STREAM_END) read_tags(t, u->text, BLOCK - z.avail_out);
    }
    inflateEnd(&z);
    return said == Z_STREAM_END && left == 0 && z.avail_in == 0;
}

static uint32_t little(const unsigned char *bytes, int count) {
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--) value = value << 8 | bytes[i];
    return value;
}

/* Walks over the parts, whose sizes stand before them, to the list at the end. */
static bool is_good(unpacking *u) {
    unsigned char head[LOCAL_HEADER];
    size_t parts = 0, got;
    while ((got = fread(head, 1, sizeof head, u->file)) == sizeof head && little(head, 4) == 0x04034b50) {
        tags t = {.depth = 0};
        if (little(head + 8, 2) != Z_DEFLATED || (little(head + 6, 2) & 8) != 0) return false;
        if (fseek(u->file, (long)little(head + 26, 2) + (long)little(head + 28, 2), SEEK_CUR) != 0) return false;
        if (!read_part(u, little(head + 18, 4), &t) || !is_whole(&t)) return false;
        parts++;
    }
    if (got < 4 || little(head, 4) != 0x02014b50 || fseek(u->file, -22, SEEK_END) != 0) return false;
    return fread(head, 1, 22, u->file) == 22 && little(head, 4) == 0x06054b50 && little(head + 10, 2) == parts;
}

htsc_status htsc__book_check(const char *path, htsc_error *err) {
    unpacking *u = htsc__alloc(1, sizeof *u);
    if (u == NULL) return htsc__error_memory(err, "bao_cao.xlsx");
    htsc_status status = htsc__file_open(path, &u->file, err);
    if (status == HTSC_OK) {
        if (!is_good(u)) status = htsc__error_set(err, HTSC_ERR_IO, "bao_cao.xlsx: could not be written whole");
        fclose(u->file);
    }
    htsc__free(u);
    return status;
}
