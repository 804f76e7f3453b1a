/* Any bytes as a project file: read, or refused with a reason; never half a project. */
#include <htscover/project.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[64];
    if (path[0] == '\0') snprintf(path, sizeof path, "/tmp/htscover-fuzz-%ld.yaml", (long)getpid());
    fuzz_file(path, data, size);
    htsc_error error = {HTSC_OK, ""};
    htsc_project *project = NULL;
    htsc_status status = htsc_project_read(path, &project, &error);
    FUZZ_HOLDS((status == HTSC_OK) == (project != NULL));
    FUZZ_HOLDS(status == HTSC_OK || error.message[0] != '\0');
    if (project != NULL) {
        FUZZ_HOLDS(project->technology_count >= 1 && project->operator_count >= 1);
        for (size_t i = 0; i < project->technology_count; i++)
            FUZZ_HOLDS(project->technologies[i].good_dbm >= project->technologies[i].covered_dbm);
        FUZZ_HOLDS(project->resolution_m >= 5 && project->max_drop_m >= 1);
    }
    htsc_project_free(project);
    unlink(path);
    return 0;
}
