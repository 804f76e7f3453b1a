/* Layers of Shapefiles as the writers of this floor describe them. */
#ifndef HTSC_REPORT_LAYER_H
#define HTSC_REPORT_LAYER_H

#include "base/outputs.h"
#include "base/text.h"
#include "geo/shapefile.h"
#include "report/results.h"

enum { MAX_SHAPE_FIELDS = 48 };

/* A layer being described: fields first, then their values row by row. */
typedef struct layer {
    htsc__field fields[MAX_SHAPE_FIELDS];
    char names[MAX_SHAPE_FIELDS][11];
    htsc__value values[MAX_SHAPE_FIELDS];
    size_t count;
} layer;

static inline void field(layer *l, const char *name, htsc__field_kind kind, int width, int decimals) {
    htsc__text_copy(l->names[l->count], sizeof l->names[l->count], name);
    l->fields[l->count] = (htsc__field){l->names[l->count], kind, width, decimals};
    l->count++;
}

static inline void text(layer *l, const char *value) {
    l->values[l->count++].text = value;
}

static inline void number(layer *l, double value) {
    l->values[l->count++].number = value;
}

/* Opens the five files of `stem` in the set of outputs. */
htsc_status htsc__layer_open(const htsc__results *x, htsc__outputs *outputs, const char *stem, bool lines,
                             const layer *l, htsc__shapefile **file, htsc_error *err);
/* Closes both; `status`, or what closing says where it was good. */
htsc_status htsc__layer_close(htsc__shapefile *file, htsc__geos *geos, htsc_status status, htsc_error *err);

#endif
