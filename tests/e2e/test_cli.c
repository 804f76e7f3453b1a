/* What people type, and what comes of it: words, exit codes, silence, signals. */
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "run.h"

static const char *tiny(void) {
    return folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny");
}

static void sleep_s(double seconds) {
    const struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

static void test_version_names_the_parts(void **state) {
    (void)state;
    result ran = RUN("--version");
    assert_code(&ran, 0);
    assert_string_equal(ran.err, "");
    static const char *const parts[] = {"coverage_report ", "GDAL ", "PROJ ", "GEOS ", "htscover "};
    for (size_t i = 0; i < 4; i++) assert_contains(ran.out, parts[i]);
    for (const char *line = ran.out; *line != '\0'; line = strchr(line, '\n') + 1) { /* "name version" a line */
        const char *digit = strpbrk(line, "0123456789");
        assert_non_null(digit);
        assert_true(digit < strchr(line, '\n'));
    }
    result_clear(&ran);
}

static void test_help_in_both_languages(void **state) {
    (void)state;
    static const char *const options[] = {"--output", "--jobs", "--quiet", "--lang", "--fail-below-target", "--help"};
    result general[2] = {RUN("--help", "--lang", "vi"), RUN("--help", "--lang", "en")};
    result of_run[2] = {RUN("run", "--help", "--lang", "vi"), RUN("run", "--help", "--lang", "en")};
    for (int i = 0; i < 2; i++) {
        assert_code(&general[i], 0);
        assert_code(&of_run[i], 0);
        assert_string_equal(general[i].err, "");
        assert_contains(general[i].out, "run");
        for (size_t k = 0; k < 6; k++) assert_contains(of_run[i].out, options[k]);
    }
    assert_contains(general[1].out, "usage");
    assert_contains(of_run[1].out, "threads");
    assert_true(strcmp(general[0].out, general[1].out) != 0);
    assert_true(strcmp(of_run[0].out, of_run[1].out) != 0);
    assert_lacks(of_run[0].out, "threads");
    assert_lacks(general[0].out, "usage");
    for (int i = 0; i < 2; i++) {
        result_clear(&general[i]);
        result_clear(&of_run[i]);
    }
}

static void test_usage_wrong_exits_2_and_says_why(void **state) {
    (void)state;
    const char *in = tiny(), *project = path_of(in, "project.yaml"), *out = path_of(in, "out");
    const struct {
        const char *words[8], *says;
    } uses[] = {
        {{NULL}, "usage"},
        {{"--lang", "en"}, "--lang"},
        {{"walk"}, "walk"},
        {{"--nonsense"}, "--nonsense"},
        {{"run"}, "PROJECT.yaml"},
        {{"run", project}, "-o"},
        {{"run", project, "-o"}, "-o"},
        {{"run", project, "--output"}, "--output"},
        {{"run", project, "-o", out, "--nonsense"}, "--nonsense"},
        {{"run", project, "-o", out, "-x"}, "-x"},
        {{"run", project, "-o", out, "-j", "0"}, "0"},
        {{"run", project, "-o", out, "-j", "x"}, "x"},
        {{"run", project, "-o", out, "-j", "-1"}, "-1"},
        {{"run", project, "-o", out, "-j", "2x"}, "2x"},
        {{"run", project, "-o", out, "-j", "99999999999"}, "99999999999"},
        {{"run", project, "-o", out, "--jobs"}, "--jobs"},
        {{"run", project, "-o", out, "--jobs=1.5"}, "1.5"},
        {{"run", project, project, "-o", out}, "project.yaml"},
        {{"run", project, "-o", out, "--quiet=yes"}, "--quiet"},
        {{"run", project, "-o", out, "--lang", "xx"}, "xx"},
        {{"run", project, "-o", out, "--lang=fr"}, "fr"},
        {{"run", project, "-o", out, "--lang"}, "--lang"},
        {{"run", "-o", out}, "PROJECT.yaml"},
    };
    size_t failed = 0;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        const run_options o = {.env = {"LC_ALL=C"}};
        result ran = run_words(&o, uses[i].words);
        bool good = ran.code == 2 && ran.out[0] == '\0' && (i == 0 || strstr(ran.err, uses[i].says) != NULL);
        sheet("%s %d  %.60s", good ? "ok  " : "FAIL", ran.code, ran.err);
        failed += !good;
        assert_false(file_exists(out));
        result_clear(&ran);
    }
    assert_int_equal(failed, 0);
}

static void test_project_absent_exits_1_and_names_it(void **state) {
    (void)state;
    const char *in = tiny();
    result ran = RUN("run", path_of(in, "no/such.yaml"), "-o", path_of(in, "out"));
    assert_code(&ran, 1);
    assert_contains(ran.err, "no/such.yaml");
    assert_string_equal(ran.out, "");
    assert_false(file_exists(path_of(in, "out")));
    result_clear(&ran);
}

/* Four projects, four codes. */
static void test_exit_codes_of_a_run(void **state) {
    (void)state;
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac"), *project = path_of(in, "project.yaml");
    file_replace(project, "resolution_m: 30", "outputs: [tables]\nresolution_m: 200");
    result ran = RUN("run", project, "-o", path_of(in, "a"), "--fail-below-target");
    assert_code(&ran, 4);
    assert_true(file_exists(path_of(in, "a/summary.json")));
    result_clear(&ran);
    ran = RUN("run", project, "-o", path_of(in, "b"));
    assert_code(&ran, 3);
    result_clear(&ran);
    file_replace(project, "    - {path: sites_ham_rong.csv, crs: \"EPSG:3405\"}\n", "");
    file_replace(project, "  subscriptions:\n    - {path: subscriptions.csv}\n", ""); /* above reach here and there */
    ran = RUN("run", project, "-o", path_of(in, "c"));
    assert_code(&ran, 0);
    assert_string_equal(ran.err, "");
    result_clear(&ran);
    ran = RUN("run", project, "-o", path_of(in, "c"), "--fail-below-target");
    assert_code(&ran, 4);
    result_clear(&ran);
    file_replace(project, "{id: fiber_households, target_pct: 90}", "{id: fiber_households, target_pct: 0}");
    file_replace(project, "{id: pop_5g, target_pct: 50}", "{id: pop_5g, target_pct: 0}");
    file_replace(project, "{id: access_1gbps, target_pct: 65}", "{id: access_1gbps, target_pct: 0}");
    file_replace(project, "{id: infosec_systems, target_pct: 100}", "{id: infosec_systems, target_pct: 0}");
    file_replace(project, "{id: digital_signatures, target_pct: 37}", "{id: digital_signatures, target_pct: 0}");
    ran = RUN("run", project, "-o", path_of(in, "d"), "--fail-below-target");
    assert_code(&ran, 0);
    result_clear(&ran);
    folder_remove(in);
}

static void test_quiet_says_nothing(void **state) {
    (void)state;
    const char *in = tiny();
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", path_of(in, "out"), "--quiet");
    assert_code(&ran, 0);
    assert_string_equal(ran.out, "");
    assert_string_equal(ran.err, "");
    result_clear(&ran);
}

/* What a terminal shows of a run. */
static char *on_a_terminal(const char *project, const char *out) {
    int master, slave, status;
    char buffer[4096], *text = calloc(1, 1), program[] = HTSC_PROGRAM;
    size_t size = 0;
    assert_non_null(text);
    if (openpty(&master, &slave, NULL, NULL, NULL) != 0) { /* a bare chroot has no /dev/pts */
        sheet("SKIPPED: no terminal can be had here");
        skip();
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        char *argv[] = {program,     strdup("run"),    strdup(project), strdup("-o"),
                        strdup(out), strdup("--lang"), strdup("en"),    NULL};
        close(master);
        login_tty(slave);
        execv(program, argv);
        _exit(127);
    }
    close(slave);
    for (ssize_t got; (got = read(master, buffer, sizeof buffer)) > 0;) {
        text = realloc(text, size + (size_t)got + 1);
        assert_non_null(text);
        memcpy(text + size, buffer, (size_t)got);
        size += (size_t)got;
        text[size] = '\0';
    }
    close(master);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return text;
}

static void test_progress_on_a_terminal_and_none_in_a_pipe(void **state) {
    (void)state;
    const char *in = tiny(), *project = path_of(in, "project.yaml");
    result ran = RUN("run", project, "-o", path_of(in, "out"));
    assert_code(&ran, 0);
    assert_string_equal(ran.err, "");
    assert_lacks(ran.out, "\r");
    assert_lacks(ran.out, "\033");
    assert_lacks(ran.out, "█");
    result_clear(&ran);
    char *shown = on_a_terminal(project, path_of(in, "terminal"));
    assert_contains(shown, "█");
    assert_contains(shown, "100 %");
    assert_contains(shown, "\033[K"); /* wiped before the scoreboard */
    assert_lacks(strstr(shown, "People covered by 5G"), "█");
    free(shown);
    assert_folders_equal(path_of(in, "out"), path_of(in, "terminal"));
}

static void test_output_place_unusable_exits_1(void **state) {
    (void)state;
    const char *in = tiny(), *project = path_of(in, "project.yaml"), *file = path_of(in, "file");
    file_write_text(file, "mine\n");
    const char *const places[] = {file, path_of(file, "below"), "/proc/htscover", "/dev/null", ""};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        result ran = RUN("run", project, "-o", places[i], "--lang", "en");
        if (places[i][0] == '\0' && ran.code == 2) ran.code = 1; /* no name at all may count as usage */
        assert_code(&ran, 1);
        assert_string_equal(ran.out, "");
        if (places[i][0] != '\0') assert_contains(ran.err, i == 1 ? file : places[i]);
        sheet("ok   1  %.110s", ran.err);
        result_clear(&ran);
    }
    char *kept = file_read(file, NULL);
    assert_string_equal(kept, "mine\n");
    free(kept);
    assert_int_equal(folder_count(in, ".htscover"), 0);
}

static void test_output_folder_not_writable_exits_1(void **state) {
    (void)state;
    const char *in = tiny(), *locked = path_of(in, "locked");
    assert_int_equal(mkdir(locked, 0755), 0);
    assert_int_equal(chmod(locked, 0555), 0);
    chmod(in, 0755);
    run_options o = {.as_nobody = true, .folder = "/"};
    result ran = RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", locked, "--lang", "en");
    if (ran.code == 126 || ran.code == 127) {
        sheet("SKIPPED: the program cannot be run as another user here");
        skip();
    }
    assert_code(&ran, 1);
    assert_contains(ran.err, "locked");
    assert_contains(ran.err, "denied");
    assert_nothing_written(locked);
    result_clear(&ran);
}

/* Outputs that already stand there and are folders cannot be replaced: nothing is. */
static void test_output_name_taken_by_a_folder_exits_1(void **state) {
    (void)state;
    const char *in = tiny(), *out = path_of(in, "out");
    assert_int_equal(mkdir(out, 0755), 0);
    assert_int_equal(mkdir(path_of(out, "rejects.csv"), 0755), 0);
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "--lang", "en");
    assert_code(&ran, 1);
    assert_contains(ran.err, "rejects.csv");
    assert_int_equal(folder_count(out, ".htscover-part-"), 0);
    assert_int_equal(folder_count(out, ""), 1);
    result_clear(&ran);
}

/* A job of many seconds. */
static const char *long_job(void) {
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    file_replace(path_of(in, "project.yaml"), "resolution_m: 30", "resolution_m: 5");
    return in;
}

/* The program has come so far that it catches the signal: loading its many libraries may take a busy machine a second.
 */
static bool catches(pid_t pid, int number) {
    char path[64], line[256];
    unsigned long long caught = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL)
        if (strncmp(line, "SigCgt:", 7) == 0) caught = strtoull(line + 7, NULL, 16);
    if (in != NULL) fclose(in);
    return (caught >> (number - 1) & 1) != 0;
}

static void stop_by(int number, double after_s) {
    const char *in = long_job(), *out = path_of(in, "out");
    const char *const words[] = {"run", path_of(in, "project.yaml"), "-o", out, "--lang", "en", NULL};
    run running = run_start(NULL, words);
    while (run_is_alive(&running) && !catches(running.pid, number)) sleep_s(0.005);
    sleep_s(after_s);
    assert_true(run_is_alive(&running));
    double asked_s = now_s();
    kill(running.pid, number);
    result ran = run_end(&running);
    double took_s = now_s() - asked_s;
    assert_code(&ran, 1);
    assert_contains(ran.err, "stopped");
    assert_string_equal(ran.out, "");
    assert_nothing_written(out);
    sheet("ok   1  signal %d after %.1f s: stopped in %.2f s", number, after_s, took_s);
    /* the whole job is minutes; a second or two, and room for a busy machine and for sanitizers */
    if (took_s > 60) fail_msg("it went on for %.1f s", took_s);
    result_clear(&ran);
    folder_remove(in);
}

static void test_interrupt_stops_and_writes_nothing(void **state) {
    (void)state;
    static const double after_s[] = {0.3, 1.5, 4};
    for (size_t i = 0; i < 3; i++) stop_by(SIGINT, after_s[i]);
}

static void test_terminate_stops_and_writes_nothing(void **state) {
    (void)state;
    stop_by(SIGTERM, 1);
}

/* Killed outright while it writes: what stood there stays, and the next run clears the rest away. */
static void test_kill_leaves_old_outputs_and_next_run_cleans(void **state) {
    (void)state;
    const char *in = tiny(), *out = path_of(in, "out"), *before = path_of(in, "before");
    const char *project = path_of(in, "project.yaml");
    result ran = RUN("run", project, "-o", before);
    assert_code(&ran, 0);
    result_clear(&ran);
    ran = RUN("run", project, "-o", out);
    assert_code(&ran, 0);
    result_clear(&ran);
    file_replace(project, "resolution_m: 100", "resolution_m: 5"); /* many zones: a second of writing */
    int caught = 0;
    for (int attempt = 0; attempt < 6 && caught == 0; attempt++) {
        const char *const words[] = {"run", project, "-o", out, "-q", NULL};
        run running = run_start(NULL, words);
        while (run_is_alive(&running) && folder_count(out, ".htscover-part-") == 0) sleep_s(0.0005);
        kill(running.pid, SIGKILL);
        ran = run_end(&running);
        caught = folder_count(out, ".htscover-part-");
        if (ran.code == -SIGKILL && caught > 0) {
            assert_true(files_equal(path_of(before, "summary.json"), path_of(out, "summary.json")));
            assert_true(files_equal(path_of(before, "villages.csv"), path_of(out, "villages.csv")));
        }
        result_clear(&ran);
    }
    if (caught == 0) {
        sheet("SKIPPED: the program wrote faster than it could be killed");
        skip();
    }
    file_replace(project, "resolution_m: 5\n", "resolution_m: 100\n");
    ran = RUN("run", project, "-o", out);
    assert_code(&ran, 0);
    assert_int_equal(folder_count(out, ".htscover-part-"), 0);
    assert_folders_equal(before, out);
    result_clear(&ran);
}

/* A folder that another run, still alive, is writing is let alone. */
static void test_stage_of_a_living_run_is_let_alone(void **state) {
    (void)state;
    const char *in = tiny(), *out = path_of(in, "out");
    char name[64];
    snprintf(name, sizeof name, ".htscover-part-%ld-abcdef", (long)getpid());
    assert_int_equal(mkdir(out, 0755), 0);
    assert_int_equal(mkdir(path_of(out, name), 0755), 0);
    file_write_text(path_of(path_of(out, name), "summary.json"), "{}");
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out);
    assert_code(&ran, 0);
    assert_true(file_exists(path_of(path_of(out, name), "summary.json")));
    result_clear(&ran);
}

static void test_two_runs_into_one_folder_at_once(void **state) {
    (void)state;
    const char *in = tiny(), *out = path_of(in, "out"), *alone = path_of(in, "alone");
    const char *const words[] = {"run", path_of(in, "project.yaml"), "-o", out, "-q", NULL};
    run running[4];
    for (int i = 0; i < 4; i++) running[i] = run_start(NULL, words);
    for (int i = 0; i < 4; i++) {
        result ran = run_end(&running[i]);
        assert_code(&ran, 0);
        result_clear(&ran);
    }
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", alone);
    assert_code(&ran, 0);
    assert_folders_equal(alone, out);
    result_clear(&ran);
}

static void test_screen_closed_pipe_and_full_device(void **state) {
    (void)state;
    const char *in = tiny();
    char command[2000];
    snprintf(command, sizeof command, "%s run %s -o %s | true", HTSC_PROGRAM, path_of(in, "project.yaml"),
             path_of(in, "out"));
    int status = system(command);
    assert_int_equal(status, 0);
    assert_int_equal(folder_count(path_of(in, "out"), ".htscover-part-"), 0);
    assert_int_equal(folder_count(path_of(in, "out"), ""), TINY_FILES);
    /* what could not be shown is not a success */
    snprintf(command, sizeof command, "%s run %s -o %s > /dev/full", HTSC_PROGRAM, path_of(in, "project.yaml"),
             path_of(in, "out"));
    status = system(command);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
}

static void test_language_of_the_project_and_of_the_option(void **state) {
    (void)state;
    const char *in = tiny(), *project = path_of(in, "project.yaml");
    result english = RUN("run", project, "-o", path_of(in, "a"));
    assert_code(&english, 0);
    assert_contains(english.out, "People covered by 5G");
    result asked = RUN("run", project, "-o", path_of(in, "b"), "--lang", "vi");
    assert_code(&asked, 0);
    assert_lacks(asked.out, "People covered by 5G");
    assert_contains(asked.out, "36,7 %");
    file_replace(project, "language: en", "language: vi");
    result vietnamese = RUN("run", project, "-o", path_of(in, "b"));
    assert_code(&vietnamese, 0);
    assert_string_equal(vietnamese.out, asked.out);
    result_clear(&english);
    result_clear(&asked);
    result_clear(&vietnamese);
}

/* msgfmt counts on stderr: "94 translated messages." and nothing else. */
static void test_catalogue_vietnamese_is_complete(void **state) {
    (void)state;
    char line[300] = "";
    FILE *pipe = popen(HTSC_MSGFMT " --check --statistics -o /dev/null " HTSC_SOURCE_DIR
                                   "/tools/po/vi.po 2>&1 | grep -v warning",
                       "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    pclose(pipe);
    sheet("%.100s", line);
    assert_contains(line, "translated message");
    assert_lacks(line, "untranslated");
    assert_lacks(line, "fuzzy");
    assert_true(strtol(line, NULL, 10) >= 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_names_the_parts),
        cmocka_unit_test(test_help_in_both_languages),
        cmocka_unit_test(test_usage_wrong_exits_2_and_says_why),
        cmocka_unit_test(test_project_absent_exits_1_and_names_it),
        cmocka_unit_test(test_exit_codes_of_a_run),
        cmocka_unit_test(test_quiet_says_nothing),
        cmocka_unit_test(test_progress_on_a_terminal_and_none_in_a_pipe),
        cmocka_unit_test(test_output_place_unusable_exits_1),
        cmocka_unit_test(test_output_folder_not_writable_exits_1),
        cmocka_unit_test(test_output_name_taken_by_a_folder_exits_1),
        cmocka_unit_test(test_interrupt_stops_and_writes_nothing),
        cmocka_unit_test(test_terminate_stops_and_writes_nothing),
        cmocka_unit_test(test_kill_leaves_old_outputs_and_next_run_cleans),
        cmocka_unit_test(test_stage_of_a_living_run_is_let_alone),
        cmocka_unit_test(test_two_runs_into_one_folder_at_once),
        cmocka_unit_test(test_screen_closed_pipe_and_full_device),
        cmocka_unit_test(test_language_of_the_project_and_of_the_option),
        cmocka_unit_test(test_catalogue_vietnamese_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
