#ifndef HTSC_DATA_FIBER_OPTICS_H
#define HTSC_DATA_FIBER_OPTICS_H

#include <stdbool.h>

/* Losses and budgets that words stand for. */

/* Loss of a splitter, or of two one after the other: "1x8", "1:16", "64", "1x4+1x16". False where the ratio is not in
 * the table. */
bool htsc__splitter_loss_db(const char *text, double *loss_db);
/* What htsc__splitter_loss_db understands, for people. */
#define HTSC__SPLITTERS "1x2, 1x4, 1x8, 1x16, 1x32, 1x64, 1x128, or two of them with + between"

/* Names of the budget classes, and the greatest loss each allows, in the same order. */
enum { HTSC__BUDGET_CLASS_COUNT = 5 };
extern const char *const htsc__budget_classes[HTSC__BUDGET_CLASS_COUNT];
extern const double htsc__budget_class_db[HTSC__BUDGET_CLASS_COUNT];

#endif
