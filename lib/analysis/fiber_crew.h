#ifndef HTSC_ANALYSIS_FIBER_CREW_H
#define HTSC_ANALYSIS_FIBER_CREW_H

#include "analysis/fiber_run.h"

/* Scouts for as many threads as there are, made when first taken and used by one block after the other. What they find
 * does not depend on what they did before. They belong to the demand: a crew made for one operator's run may look for
 * the outlets of another's. */
typedef struct htsc__fiber_crew htsc__fiber_crew;

htsc_status htsc__fiber_crew_create(const htsc__fiber_run *run, int jobs, htsc__fiber_crew **crew, htsc_error *err);
void htsc__fiber_crew_free(htsc__fiber_crew *crew);
/* A scout that looks for the outlets of the crew's run, until its member run is another. */
htsc_status htsc__fiber_crew_take(htsc__fiber_crew *crew, htsc__fiber_scout **scout, htsc_error *err);
void htsc__fiber_crew_return(htsc__fiber_crew *crew, htsc__fiber_scout *scout);

#endif
