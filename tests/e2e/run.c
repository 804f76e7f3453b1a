#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int scratch_file(void) {
    char name[] = "/tmp/htscover-e2e-stream-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    return fd;
}

static void become_nobody(void) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(126);
}

static void run_child(const run_options *o, const char *const *words, int out_fd, int err_fd) {
    enum { MAX_WORDS = 32 };
    char program[] = HTSC_PROGRAM;
    char *argv[MAX_WORDS + 2] = {program};
    for (int i = 0; i < MAX_WORDS && words[i] != NULL; i++) argv[i + 1] = strdup(words[i]);
    for (size_t i = 0; i < sizeof o->env / sizeof o->env[0] && o->env[i] != NULL; i++) putenv(strdup(o->env[i]));
    if (o->folder != NULL && chdir(o->folder) != 0) _exit(126);
    if (o->file_bytes > 0) {
        struct rlimit limit = {o->file_bytes, o->file_bytes};
        signal(SIGXFSZ, SIG_IGN); /* a write beyond then fails, as on a full disk */
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    int null_fd = open("/dev/null", O_RDONLY);
    dup2(null_fd, 0);
    dup2(out_fd, 1);
    dup2(err_fd, 2);
    if (o->as_nobody) become_nobody();
    execv(program, argv);
    _exit(127);
}

run run_start(const run_options *options, const char *const *words) {
    static const run_options plain = {0};
    const run_options *o = options == NULL ? &plain : options;
    run r = {.out_fd = scratch_file(),
             .err_fd = scratch_file(),
             .started_s = now_s(),
             .limit_s = o->limit_s > 0 ? o->limit_s : 300};
    fflush(NULL);
    r.pid = fork();
    assert_true(r.pid >= 0);
    if (r.pid == 0) run_child(o, words, r.out_fd, r.err_fd);
    return r;
}

static char *take_stream(int fd) {
    struct stat info;
    assert_int_equal(fstat(fd, &info), 0);
    char *text = malloc((size_t)info.st_size + 1);
    assert_non_null(text);
    assert_true(pread(fd, text, (size_t)info.st_size, 0) == info.st_size);
    text[info.st_size] = '\0';
    close(fd);
    return text;
}

bool run_is_alive(const run *running) {
    siginfo_t info = {0};
    assert_int_equal(waitid(P_PID, (id_t)running->pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
    return info.si_pid == 0;
}

result run_end(run *running) {
    int status = 0;
    bool hung = false;
    while (waitpid(running->pid, &status, hung ? 0 : WNOHANG) == 0) {
        if (now_s() - running->started_s > running->limit_s) {
            kill(running->pid, SIGKILL);
            hung = true;
        }
        const struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
    }
    result r = {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
                .seconds = now_s() - running->started_s};
    r.out = take_stream(running->out_fd);
    r.err = take_stream(running->err_fd);
    if (hung) r.code = RUN_HUNG;
    return r;
}

result run_words(const run_options *options, const char *const *words) {
    run running = run_start(options, words);
    return run_end(&running);
}

void result_clear(result *r) {
    free(r->out);
    free(r->err);
    r->out = r->err = NULL;
}

void assert_code(const result *r, int code) {
    if (r->code == code) return;
    fail_msg("exit code %d, expected %d\nstdout: %s\nstderr: %s", r->code, code, r->out, r->err);
}

void assert_contains(const char *text, const char *part) {
    if (strstr(text, part) == NULL) fail_msg("\"%s\" does not stand in: %.2000s", part, text);
}

void assert_lacks(const char *text, const char *part) {
    if (strstr(text, part) != NULL) fail_msg("\"%s\" stands in: %.2000s", part, text);
}

void sheet(const char *format, ...) {
    char line[5000];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    print_message("             %s\n", line);
}
