#include "analysis/fiber_crew.h"

#include <omp.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/memory.h"

typedef struct member {
    atomic_flag busy;
    bool made;
    htsc__fiber_scout scout;
} member;

struct htsc__fiber_crew {
    const htsc__fiber_run *run;
    size_t count;
    member *members;
};

htsc_status htsc__fiber_crew_create(const htsc__fiber_run *run, int jobs, htsc__fiber_crew **crew, htsc_error *err) {
    *crew = htsc__alloc(1, sizeof **crew);
    if (*crew == NULL) return htsc__error_memory(err, "fibre reach");
    (*crew)->run = run;
    (*crew)->count = (size_t)(jobs > 0 ? jobs : omp_get_max_threads());
    (*crew)->members = htsc__alloc((*crew)->count, sizeof *(*crew)->members);
    if ((*crew)->members == NULL) {
        htsc__fiber_crew_free(*crew);
        *crew = NULL;
        return htsc__error_memory(err, "fibre reach");
    }
    for (size_t i = 0; i < (*crew)->count; i++) atomic_flag_clear(&(*crew)->members[i].busy);
    return HTSC_OK;
}

void htsc__fiber_crew_free(htsc__fiber_crew *crew) {
    if (crew == NULL) return;
    for (size_t i = 0; i < crew->count && crew->members != NULL; i++)
        if (crew->members[i].made) htsc__fiber_scout_clear(&crew->members[i].scout);
    htsc__free(crew->members);
    htsc__free(crew);
}

/* No more blocks run at once than there are members. */
htsc_status htsc__fiber_crew_take(htsc__fiber_crew *crew, htsc__fiber_scout **scout, htsc_error *err) {
    size_t i = 0;
    while (atomic_flag_test_and_set(&crew->members[i].busy)) i = (i + 1) % crew->count;
    member *m = &crew->members[i];
    *scout = &m->scout;
    m->scout.run = crew->run;
    if (m->made) return HTSC_OK;
    htsc_status status = htsc__fiber_scout_create(crew->run, &m->scout, err);
    m->made = status == HTSC_OK;
    if (status == HTSC_OK) return status;
    htsc__fiber_scout_clear(&m->scout);
    atomic_flag_clear(&m->busy);
    return status;
}

void htsc__fiber_crew_return(htsc__fiber_crew *crew, htsc__fiber_scout *scout) {
    for (size_t i = 0; i < crew->count; i++)
        if (scout == &crew->members[i].scout) atomic_flag_clear(&crew->members[i].busy);
}
