#include "base/support.h"

#include <dirent.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/outputs.h"

static void write_staged(htsc__outputs *outputs, const char *name, const char *text) {
    const char *path = NULL;
    htsc_error err;
    assert_ok(htsc__outputs_add(outputs, name, &path, &err), err);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    assert_ok(htsc__file_close(out, path, &err), err);
}

static int entries(const char *folder) {
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) count++;
    closedir(dir);
    return count;
}

static void assert_content(const char *path, const char *expected) {
    char *text = read_whole(path, NULL);
    assert_string_equal(text, expected);
    free(text);
}

static void test_outputs_commit_all_files_appear_and_the_stage_goes(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    const char *folder = scratch_path(s, "kết quả/2026-Q3");
    assert_ok(htsc__outputs_create(folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "1\n");
    write_staged(outputs, "b.csv", "2\n");
    assert_int_equal(htsc__outputs_count(outputs), 2);
    assert_string_equal(htsc__outputs_name(outputs, 0), "a.csv");
    assert_content(htsc__outputs_staged(outputs, 1), "2\n");
    assert_false(file_exists(scratch_path(s, "kết quả/2026-Q3/a.csv"))); /* not before commit */
    assert_ok(htsc__outputs_commit(outputs, &err), err);
    htsc__outputs_free(outputs);
    assert_content(scratch_path(s, "kết quả/2026-Q3/a.csv"), "1\n");
    assert_content(scratch_path(s, "kết quả/2026-Q3/b.csv"), "2\n");
    assert_int_equal(entries(folder), 2);
}

static void test_outputs_free_uncommitted_nothing_appears(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    scratch_write(s, "a.csv", "old\n");
    scratch_write(s, "notes.txt", "mine\n");
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "new\n");
    write_staged(outputs, "b.csv", "new\n");
    htsc__outputs_free(outputs);
    assert_content(scratch_path(s, "a.csv"), "old\n");
    assert_content(scratch_path(s, "notes.txt"), "mine\n");
    assert_int_equal(entries(s->folder), 2);
}

static void test_outputs_commit_unknown_files_are_left_alone(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    scratch_write(s, "notes.txt", "mine\n");
    scratch_write(s, "a.csv", "old\n");
    mkdir(scratch_path(s, ".htscover-part-x"), 0777); /* like a stage, but of no process */
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "new\n");
    assert_ok(htsc__outputs_commit(outputs, &err), err);
    htsc__outputs_free(outputs);
    assert_content(scratch_path(s, "notes.txt"), "mine\n");
    assert_content(scratch_path(s, "a.csv"), "new\n");
    assert_int_equal(entries(s->folder), 3);
}

static void test_outputs_commit_one_file_never_written_moves_none(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    const char *path;
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "1\n");
    assert_ok(htsc__outputs_add(outputs, "b.csv", &path, &err), err);
    assert_status(htsc__outputs_commit(outputs, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "b.csv");
    htsc__outputs_free(outputs);
    assert_int_equal(entries(s->folder), 0);
}

static void test_outputs_commit_a_folder_in_the_way_moves_none(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    scratch_write(s, "a.csv", "old\n");
    assert_int_equal(mkdir(scratch_path(s, "b.csv"), 0777), 0);
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "new\n");
    write_staged(outputs, "b.csv", "new\n");
    assert_status(htsc__outputs_commit(outputs, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "b.csv");
    htsc__outputs_free(outputs);
    assert_content(scratch_path(s, "a.csv"), "old\n");
    assert_int_equal(entries(s->folder), 2);
}

static void test_outputs_commit_a_pipe_in_the_way_moves_none(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    assert_int_equal(mkfifo(scratch_path(s, "b.csv"), 0666), 0);
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "new\n");
    write_staged(outputs, "b.csv", "new\n");
    assert_status(htsc__outputs_commit(outputs, &err), HTSC_ERR_IO, err);
    htsc__outputs_free(outputs);
    assert_int_equal(entries(s->folder), 1);
}

/* A link is replaced, not written through. */
static void test_outputs_commit_replaces_a_link_and_not_what_it_points_to(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = NULL;
    htsc_error err;
    scratch_write(s, "elsewhere.txt", "mine\n");
    assert_int_equal(symlink("elsewhere.txt", scratch_path(s, "a.csv")), 0);
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    write_staged(outputs, "a.csv", "new\n");
    assert_ok(htsc__outputs_commit(outputs, &err), err);
    htsc__outputs_free(outputs);
    assert_content(scratch_path(s, "a.csv"), "new\n");
    assert_content(scratch_path(s, "elsewhere.txt"), "mine\n");
}

static void test_outputs_drop_removes_at_commit_and_not_before(void **state) {
    scratch *s = *state;
    for (int commit = 0; commit < 2; commit++) {
        htsc__outputs *outputs = NULL;
        htsc_error err;
        scratch_write(s, "old.csv", "old\n");
        assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
        write_staged(outputs, "a.csv", "new\n");
        assert_ok(htsc__outputs_drop(outputs, "old.csv", &err), err);
        assert_ok(htsc__outputs_drop(outputs, "never-there.csv", &err), err);
        assert_true(file_exists(scratch_path(s, "old.csv")));
        if (commit) assert_ok(htsc__outputs_commit(outputs, &err), err);
        htsc__outputs_free(outputs);
        assert_int_equal(file_exists(scratch_path(s, "old.csv")), !commit);
    }
    assert_int_equal(entries(s->folder), 1);
}

/* The stage of a process that is gone is removed; that of a living one stays. */
static void test_outputs_create_removes_what_a_crash_left(void **state) {
    scratch *s = *state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        htsc__outputs *left = NULL;
        const char *path = NULL;
        if (htsc__outputs_create(s->folder, &left, NULL) == HTSC_OK &&
            htsc__outputs_add(left, "a.csv", &path, NULL) == HTSC_OK)
            fclose(fopen(path, "wb"));
        _exit(0); /* as a crash would: nothing is cleaned up */
    }
    int ended = 0;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(entries(s->folder), 1);
    char living[64];
    snprintf(living, sizeof living, ".htscover-part-%ld-other", (long)getppid());
    assert_int_equal(mkdir(scratch_path(s, living), 0777), 0);

    htsc__outputs *outputs = NULL;
    htsc_error err;
    assert_ok(htsc__outputs_create(s->folder, &outputs, &err), err);
    assert_int_equal(entries(s->folder), 2); /* its own stage and the living one's */
    htsc__outputs_free(outputs);
    assert_int_equal(entries(s->folder), 1);
    assert_true(file_exists(scratch_path(s, living)));
}

static void test_outputs_create_unwritable_folder_is_an_io_error(void **state) {
    scratch *s = *state;
    htsc__outputs *outputs = (htsc__outputs *)s;
    htsc_error err;
    assert_status(htsc__outputs_create("", &outputs, &err), HTSC_ERR_ARGUMENT, err);
    assert_null(outputs);
    scratch_write(s, "file", "x");
    assert_status(htsc__outputs_create(scratch_path(s, "file/below"), &outputs, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "file/below");
    assert_status(htsc__outputs_create(scratch_path(s, "file"), &outputs, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "file");
    const char *locked = scratch_path(s, "locked");
    assert_int_equal(mkdir(locked, 0555), 0);
    if (access(locked, W_OK) != 0) { /* the superuser may write anywhere */
        assert_status(htsc__outputs_create(locked, &outputs, &err), HTSC_ERR_IO, err);
        assert_contains(err.message, "cannot write here");
    } else if (access("/proc/self", F_OK) == 0) { /* where not even it may */
        assert_status(htsc__outputs_create("/proc/self", &outputs, &err), HTSC_ERR_IO, err);
        assert_contains(err.message, "cannot write here");
    }
    assert_null(outputs);
}

static void test_outputs_free_null_is_fine(void **state) {
    (void)state;
    htsc__outputs_free(NULL);
}

static htsc_status one_output(void *ctx, htsc_error *err) {
    scratch *s = ctx;
    htsc__outputs *outputs = NULL;
    const char *path = NULL;
    htsc_status status = htsc__outputs_create(s->folder, &outputs, err);
    if (status == HTSC_OK) status = htsc__outputs_add(outputs, "a.csv", &path, err);
    if (status == HTSC_OK) {
        fclose(fopen(path, "wb"));
        status = htsc__outputs_commit(outputs, err);
    }
    htsc__outputs_free(outputs);
    return status;
}

static void test_outputs_failing_allocation_leaves_no_stage(void **state) {
    scratch *s = *state;
    assert_true(fail_each_allocation(one_output, s) >= 6);
    assert_int_equal(entries(s->folder), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_outputs_commit_all_files_appear_and_the_stage_goes),
        IN_SCRATCH(test_outputs_free_uncommitted_nothing_appears),
        IN_SCRATCH(test_outputs_commit_unknown_files_are_left_alone),
        IN_SCRATCH(test_outputs_commit_one_file_never_written_moves_none),
        IN_SCRATCH(test_outputs_commit_a_folder_in_the_way_moves_none),
        IN_SCRATCH(test_outputs_commit_a_pipe_in_the_way_moves_none),
        IN_SCRATCH(test_outputs_commit_replaces_a_link_and_not_what_it_points_to),
        IN_SCRATCH(test_outputs_drop_removes_at_commit_and_not_before),
        IN_SCRATCH(test_outputs_create_removes_what_a_crash_left),
        IN_SCRATCH(test_outputs_create_unwritable_folder_is_an_io_error),
        IN_SCRATCH(test_outputs_failing_allocation_leaves_no_stage),
        cmocka_unit_test(test_outputs_free_null_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
