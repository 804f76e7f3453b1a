/** @file input.h  How a file of rows is named, mapped and counted. */
#ifndef HTSCOVER_INPUT_H
#define HTSCOVER_INPUT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Field `field` is read from column `column`, or is `value` on every row ("{row}" in it becomes the row number). */
typedef struct htsc_field_map {
    const char *field;
    const char *column; /**< NULL when `value` is set */
    const char *value;  /**< NULL when `column` is set */
} htsc_field_map;

/** A file of rows: CSV, GeoJSON, GeoPackage or Shapefile, told apart by its ending. */
typedef struct htsc_input {
    size_t struct_size;
    const char *path;
    const char *name;  /**< what people are told the file is called; NULL: its path */
    const char *layer; /**< of a GeoPackage; NULL: its only one */
    const char *crs;   /**< of x_m, y_m columns and of files that carry none; NULL: none declared */
    const htsc_field_map *fields;
    size_t field_count;
} htsc_input;

/** Rows of a file: read = kept + refused. */
typedef struct htsc_read_counts {
    uint64_t read_count, kept_count, refused_count;
} htsc_read_counts;

/** An input of `path` alone. */
static inline htsc_input htsc_input_of(const char *path) {
    htsc_input input = {sizeof input, path, NULL, NULL, NULL, NULL, 0};
    return input;
}

#ifdef __cplusplus
}
#endif
#endif
