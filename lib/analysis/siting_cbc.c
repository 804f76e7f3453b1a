#include <coin/Cbc_C_Interface.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analysis/siting_work.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"

/* CBC's C interface cannot be stopped from outside and reports on standard output. So it runs in a process of its own,
 * which is ended when the caller asks; what it found comes back through a pipe. */

enum { LOOK_EVERY_MS = 50, GRACE_S = 5 };

typedef struct answer {
    int proved, found;
    double possible; /* no objective is below it */
} answer;

/* Columns: open sites, then points. Rows: points, then number of sites, cost, all weight, floors. */
typedef struct model {
    int columns, rows, sites;
    uint32_t *site;   /* by column */
    int *first, *row; /* first[columns + 1] counts the column that is being filled; CoinBigIndex is int in CBC 2.10 */
    double *element, *objective, *row_low, *row_high, *low, *high;
    double cutoff;
} model;

int htsc_siting_has_exact(void) {
    return 1;
}

static void clear_model(model *m) {
    htsc__free(m->site);
    htsc__free(m->first);
    htsc__free(m->row);
    htsc__free(m->element);
    htsc__free(m->objective);
    htsc__free(m->row_low);
    htsc__free(m->row_high);
    htsc__free(m->low);
    htsc__free(m->high);
}

static htsc_status alloc_model(const htsc__siting_problem *p, model *m, htsc_error *err) {
    size_t columns = (size_t)p->sites + p->points, rows = (size_t)p->points + 3 + p->floors;
    size_t elements = p->first_site[p->points] + 2 * (size_t)p->sites + 3 * (size_t)p->points;
    if (elements > INT32_MAX || columns > INT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "exact siting: %zu coefficients are above 2^31", elements);
    m->site = htsc__alloc(p->sites, sizeof *m->site);
    m->first = htsc__alloc(columns + 2, sizeof *m->first);
    m->row = htsc__alloc(elements, sizeof *m->row);
    m->element = htsc__alloc(elements, sizeof *m->element);
    m->objective = htsc__alloc(columns, sizeof *m->objective);
    m->low = htsc__alloc(columns, sizeof *m->low);
    m->high = htsc__alloc(columns, sizeof *m->high);
    m->row_low = htsc__alloc(rows, sizeof *m->row_low);
    m->row_high = htsc__alloc(rows, sizeof *m->row_high);
    m->rows = (int)rows;
    if (m->site == NULL || m->first == NULL || m->row == NULL || m->element == NULL || m->objective == NULL ||
        m->low == NULL || m->high == NULL || m->row_low == NULL || m->row_high == NULL)
        return htsc__error_memory(err, "exact siting");
    return HTSC_OK;
}

static void put(model *m, int row, double element) {
    if (element == 0) return;
    m->row[m->first[m->columns + 1]] = row;
    m->element[m->first[m->columns + 1]++] = element;
}

static void next_column(model *m) {
    m->columns++;
    m->first[m->columns + 1] = m->first[m->columns];
}

static double cost_unit(const htsc__siting_problem *p) {
    return p->goal == HTSC_SITING_FEWEST_SITES ? 1 : HTSC_SITING_COST_UNIT;
}

/* Everything in persons and whole costs; minus the value, or the cost, is made least. */
static htsc_status make_model(const htsc__siting_search *s, model *m, htsc_error *err) {
    const htsc__siting_problem *p = s->problem;
    htsc_status status = alloc_model(p, m, err);
    if (status != HTSC_OK) return status;
    const double weight = HTSC_SITING_WEIGHT_UNIT, cost = cost_unit(p);
    bool most = p->goal == HTSC_SITING_MOST;
    int count_row = (int)p->points, cost_row = count_row + 1, all_row = count_row + 2, floor_row = count_row + 3;
    for (uint32_t j = 0; j < p->sites; j++) {
        if (s->fate[j] == HTSC_SITING_OUT) continue;
        m->site[m->sites++] = j;
        m->low[m->columns] = s->fate[j] == HTSC_SITING_IN ? 1 : 0;
        m->high[m->columns] = 1;
        m->objective[m->columns] = most ? 0 : (double)p->cost[j] / cost;
        for (size_t k = p->first_point[j]; k < p->first_point[j + 1]; k++) put(m, (int)p->point[k], -1);
        if (p->max_sites < p->sites) put(m, count_row, 1);
        if (p->max_cost < INT64_MAX / 4) put(m, cost_row, (double)p->cost[j] / cost);
        next_column(m);
    }
    for (uint32_t i = 0; i < p->points; i++) {
        m->high[m->columns] = 1;
        m->objective[m->columns] = most ? -(double)p->value[i] / weight : 0;
        put(m, (int)i, 1);
        if (p->need_all > 0) put(m, all_row, (double)p->weight[i] / weight);
        if (p->floor_of[i] != HTSC_SITING_NONE) put(m, floor_row + (int)p->floor_of[i], (double)p->weight[i] / weight);
        next_column(m);
    }
    for (int r = 0; r < m->rows; r++) {
        m->row_low[r] = r < all_row    ? -HUGE_VAL
                        : r == all_row ? (double)p->need_all / weight
                                       : (double)p->need[r - floor_row] / weight;
        m->row_high[r] = r < count_row ? 0 : HUGE_VAL;
    }
    m->row_high[count_row] = (double)p->max_sites;
    m->row_high[cost_row] = p->max_cost < INT64_MAX / 4 ? (double)p->max_cost / cost : HUGE_VAL;
    double unit = most ? weight : cost, step = (double)(most ? p->value_step : p->cost_step);
    double objective = (double)htsc__siting_search_objective(s);
    /* Only what is better than the best by a step at least is of interest. */
    m->cutoff = s->best.missing > 0 ? HUGE_VAL : ((most ? -objective : objective) - 0.5 * step) / unit;
    return HTSC_OK;
}

static bool send_all(int to, const void *bytes, size_t size) {
    for (const char *from = bytes; size > 0;) {
        ssize_t sent = write(to, from, size);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        from += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* In the process of its own. */
static void run_cbc(const model *m, double time_limit_s, uint8_t *taken, int to) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0) _exit(1);
    Cbc_Model *cbc = Cbc_newModel();
    Cbc_loadProblem(cbc, m->columns, m->rows, m->first, m->row, m->element, m->low, m->high, m->objective, m->row_low,
                    m->row_high);
    for (int j = 0; j < m->sites; j++) Cbc_setInteger(cbc, j);
    Cbc_setObjSense(cbc, 1);
    Cbc_setLogLevel(cbc, 0);
    Cbc_setAllowableGap(cbc, 0);
    Cbc_setAllowableFractionGap(cbc, 0);
    if (!isinf(m->cutoff)) Cbc_setCutoff(cbc, m->cutoff);
    if (!isinf(time_limit_s)) Cbc_setMaximumSeconds(cbc, time_limit_s);
    Cbc_solve(cbc);
    const double *x = Cbc_bestSolution(cbc);
    answer a = {.proved = Cbc_isProvenOptimal(cbc) || Cbc_isProvenInfeasible(cbc),
                .found = x != NULL && !Cbc_isProvenInfeasible(cbc),
                .possible = Cbc_getBestPossibleObjValue(cbc)};
    for (int j = 0; j < m->sites; j++) taken[j] = a.found && x[j] > 0.5 ? 1 : 0;
    bool sent = send_all(to, &a, sizeof a) && send_all(to, taken, (size_t)m->sites);
    _exit(sent ? 0 : 1);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Waits for the answer; *whole tells whether it came within the time. */
static htsc_status receive_all(const htsc__siting_search *s, int from, void *bytes, size_t size, double until_s,
                               bool *whole, htsc_error *err) {
    *whole = false;
    for (char *to = bytes; size > 0;) {
        htsc_status status = htsc__siting_search_pulse(s, err);
        if (status != HTSC_OK) return status;
        if (now_s() > until_s) return HTSC_OK;
        struct pollfd pipe_end = {.fd = from, .events = POLLIN};
        int ready = poll(&pipe_end, 1, LOOK_EVERY_MS);
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        ssize_t got = ready < 0 ? -1 : read(from, to, size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return htsc__error_set(err, HTSC_ERR_IO, "exact siting: CBC's answer: %s", htsc__reason(errno));
        if (got == 0)
            return htsc__error_set(err, HTSC_ERR_IO, "exact siting: CBC ended without an answer: out of memory?");
        to += got;
        size -= (size_t)got;
    }
    *whole = true;
    return HTSC_OK;
}

static htsc_status ask_cbc(const htsc__siting_search *s, const model *m, double time_limit_s, answer *a, uint8_t *taken,
                           htsc_error *err) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return htsc__error_set(err, HTSC_ERR_IO, "exact siting: no pipe: %s", htsc__reason(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) run_cbc(m, time_limit_s, taken, ends[1]);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return htsc__error_set(err, HTSC_ERR_IO, "exact siting: no process: %s", htsc__reason(errno));
    }
    double until_s = now_s() + time_limit_s + GRACE_S;
    bool whole = false;
    htsc_status status = receive_all(s, ends[0], a, sizeof *a, until_s, &whole, err);
    if (status == HTSC_OK && whole) status = receive_all(s, ends[0], taken, (size_t)m->sites, until_s, &whole, err);
    if (!whole) *a = (answer){.possible = -HUGE_VAL};
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    close(ends[0]);
    return status;
}

/* CBC counts in doubles with tolerances; what it chose is counted again. */
static void take_answer(htsc__siting_search *s, const model *m, const answer *a, const uint8_t *taken, uint8_t *in,
                        bool *proved) {
    const htsc__siting_problem *p = s->problem;
    for (int j = 0; a->found && j < m->sites; j++) in[m->site[j]] = taken[j];
    bool kept = false, holds = true;
    if (a->found) {
        htsc__siting_search_load(s, in);
        holds =
            s->state->missing == 0 && s->state->cost <= s->state->max_cost && s->state->count <= s->state->max_sites;
        kept = holds && htsc__siting_search_keep(s);
    }
    bool most = p->goal == HTSC_SITING_MOST;
    if (a->proved && holds) {
        *proved = true;
        if (!kept && s->best.missing > 0) s->impossible = true;
        s->bound = htsc__siting_search_objective(s);
        return;
    }
    if (!isfinite(a->possible) || fabs(a->possible) > 1e13) return;
    /* Its own tolerance outwards. */
    double possible = a->possible - 1e-6 * fmax(1, fabs(a->possible));
    int64_t best = htsc__siting_search_objective(s);
    int64_t bound = (int64_t)(most ? floor(-possible * HTSC_SITING_WEIGHT_UNIT) : ceil(possible * cost_unit(p)));
    if (s->best.missing == 0 && (most ? bound < best : bound > best)) bound = best;
    if (most ? bound < s->bound : bound > s->bound) s->bound = bound;
}

htsc_status htsc__siting_exact(htsc__siting_search *s, double time_limit_s, bool *proved, htsc_error *err) {
    *proved = htsc__siting_search_done(s);
    if (*proved) return HTSC_OK;
    model m = {0};
    answer a = {0};
    uint8_t *in = htsc__alloc(s->problem->sites, sizeof *in), *taken = htsc__alloc(s->problem->sites, sizeof *taken);
    htsc_status status = in == NULL || taken == NULL ? htsc__error_memory(err, "exact siting") : make_model(s, &m, err);
    if (status == HTSC_OK) status = ask_cbc(s, &m, time_limit_s, &a, taken, err);
    if (status == HTSC_OK) take_answer(s, &m, &a, taken, in, proved);
    clear_model(&m);
    htsc__free(in);
    htsc__free(taken);
    return status;
}
