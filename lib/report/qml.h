/* Styles that QGIS opens layers with. */
#ifndef HTSC_REPORT_QML_H
#define HTSC_REPORT_QML_H

#include "base/outputs.h"
#include "report/table.h"

/* The style of a table's layer. `dbf`: of the Shapefile, whose columns have other names. The caller frees the text with
 * htsc__free. `columns` is of the described table. */
htsc_status htsc__qml_make(const htsc__table *table, const htsc__row *columns, bool dbf, char **qml, htsc_error *err);
/* The same as a file beside the Shapefile. */
htsc_status htsc__qml_write(const htsc__table *table, const htsc__row *columns, htsc__outputs *outputs,
                            htsc_error *err);

#endif
