/** @file finding.h  What is wrong with an input, row by row, in Vietnamese and English. */
#ifndef HTSCOVER_FINDING_H
#define HTSCOVER_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What became of the row. */
typedef enum htsc_severity {
    HTSC_SEVERITY_ERROR = 0,   /**< the row was refused */
    HTSC_SEVERITY_ANOMALY = 1, /**< the row was kept; look at it */
    HTSC_SEVERITY_REPAIR = 2   /**< the row was kept after a stated repair */
} htsc_severity;

/** Languages of texts for people. */
typedef enum htsc_language { HTSC_LANGUAGE_VI = 0, HTSC_LANGUAGE_EN = 1 } htsc_language;

/** Kinds of finding. Values are never renumbered; names in docs/formats.md. */
typedef enum htsc_finding_code {
    HTSC_FINDING_MISSING_VALUE = 1,
    HTSC_FINDING_NOT_A_NUMBER = 2,
    HTSC_FINDING_OUT_OF_RANGE = 3,
    HTSC_FINDING_NOT_ALLOWED = 4, /**< not one of the allowed words */
    HTSC_FINDING_UNKNOWN_OPERATOR = 5,
    HTSC_FINDING_UNKNOWN_TECHNOLOGY = 6,
    HTSC_FINDING_UNKNOWN_BAND = 7,
    HTSC_FINDING_BANDWIDTH_SCS = 8, /**< no such bandwidth at that subcarrier spacing */
    HTSC_FINDING_SWAPPED_LONLAT = 9,
    HTSC_FINDING_FAR_AWAY = 10,     /**< position far from the study area */
    HTSC_FINDING_BAD_POSITION = 11, /**< cannot be transformed to the working CRS */
    HTSC_FINDING_DUPLICATE = 12,
    HTSC_FINDING_BAD_GEOMETRY = 13,
    HTSC_FINDING_REPAIRED_GEOMETRY = 14,
    HTSC_FINDING_OVERLAP = 15, /**< polygon overlaps an earlier one */
    HTSC_FINDING_OUTSIDE_COMMUNE = 16,
    HTSC_FINDING_BAD_DATE = 17,
    HTSC_FINDING_BAD_ENCODING = 18,
    HTSC_FINDING_TOO_LONG = 19,
    HTSC_FINDING_FIELD_COUNT = 20,     /**< a row has more fields than the heading */
    HTSC_FINDING_VOID = 21,            /**< raster has no value there */
    HTSC_FINDING_TOTAL_MISMATCH = 22,  /**< a declared total differs much from the counted one */
    HTSC_FINDING_LENGTH_MISMATCH = 23, /**< a declared length differs much from the measured one */
    HTSC_FINDING_UNKNOWN_VILLAGE = 24, /**< no village has this code */
    HTSC_FINDING_UNKNOWN_OLT = 25,     /**< the operator has no such OLT in service */
    HTSC_FINDING_USE_ABOVE_REACH = 26, /**< more households subscribe than can be reached */
    HTSC_FINDING_FREE_PORTS_ONLY = 27, /**< ports are not declared, free ones stand in: subscribers seem to have none */
    HTSC_FINDING_BUDGET_UNCHECKED = 28 /**< OLTs are named, but the operator has no cables */
} htsc_finding_code;

/** One finding. Strings are borrowed from the htsc_findings it came from; never NULL. */
typedef struct htsc_finding {
    htsc_finding_code code;
    htsc_severity severity;
    const char *file;
    int64_t row;          /**< line of a text file, feature of a layer counted from 1, 0 for the whole file */
    const char *column;   /**< "" when no one column is to blame */
    const char *value;    /**< as written, at most 80 bytes of it */
    const char *expected; /**< bound, unit or allowed words; "" when the code says all */
} htsc_finding;

/** A growing list of findings. Append from one thread at a time. */
typedef struct htsc_findings htsc_findings;

HTSC_API HTSC_NODISCARD htsc_status htsc_findings_create(htsc_findings **findings, htsc_error *err);
HTSC_API void htsc_findings_free(htsc_findings *findings);
/** Copies `finding`. The first 200,000 are kept; the rest are counted only. */
HTSC_API HTSC_NODISCARD htsc_status htsc_findings_append(htsc_findings *findings, const htsc_finding *finding,
                                                         htsc_error *err);
HTSC_API size_t htsc_findings_count(const htsc_findings *findings);
/** Number of findings of a severity, those beyond the kept ones included. */
HTSC_API uint64_t htsc_findings_total(const htsc_findings *findings, htsc_severity severity);
/** Borrowed from `findings`; `index` below htsc_findings_count(). */
HTSC_API const htsc_finding *htsc_findings_get(const htsc_findings *findings, size_t index);
/** Name of a code, e.g. "out_of_range". Static storage. */
HTSC_API const char *htsc_finding_code_name(htsc_finding_code code);
/** Name of a severity, e.g. "error". Static storage. */
HTSC_API const char *htsc_severity_name(htsc_severity severity);
/** The finding as a sentence, without the place. Always terminated, never cut inside a character. */
HTSC_API void htsc_finding_text(const htsc_finding *finding, htsc_language language, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
