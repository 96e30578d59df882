/*
 * usage: supervise [-a] [-c CALL -n NUMBER -f FAULT] PROGRAM [ARGUMENT]...
 *
 * Runs a program whose system calls are handed to this process first (seccomp_unotify(2)), so that the program under test is the one that is shipped.
 * The NUMBERth CALL since the supervision was armed fails with FAULT: the name of an error, "short" for a read or a write of half as many bytes, which is
 * carried out here, or "hold" for a call that does not return as long as this process lives. Without -c every call is listed.
 *
 * Counting begins with a line on standard input, or at once with -a. The end of standard input ends the program. Standard output has a line for each event:
 *
 *     pid NUMBER                     the program runs
 *     armed                          counting has begun
 *     call NAME TARGET               a call, where none is to fail; the target is a path, or what the descriptor is open on
 *     fault NAME TARGET              the call has failed
 *     exit STATUS | signal NUMBER    the program has ended
 *
 * Only what the program's own executable calls counts, not the programs that it starts; what it does between fork and exec does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum target { NONE, FIRST_FD, FIRST_PATH, SECOND_PATH };

struct call {
    const char *name;
    int number;
    enum target target;
};

#define CALL(name, target) { #name, SYS_##name, target }

static const struct call calls[] = {
    CALL(read, FIRST_FD), CALL(readv, FIRST_FD), CALL(pread64, FIRST_FD), CALL(write, FIRST_FD), CALL(writev, FIRST_FD), CALL(close, FIRST_FD),
    CALL(fstat, FIRST_FD), CALL(lseek, FIRST_FD), CALL(ioctl, FIRST_FD), CALL(fcntl, FIRST_FD), CALL(fsync, FIRST_FD), CALL(getdents64, FIRST_FD),
    CALL(fstatfs, FIRST_FD), CALL(statfs, FIRST_PATH), CALL(openat, SECOND_PATH), CALL(openat2, SECOND_PATH), CALL(newfstatat, SECOND_PATH),
    CALL(statx, SECOND_PATH), CALL(readlinkat, SECOND_PATH), CALL(faccessat, SECOND_PATH), CALL(faccessat2, SECOND_PATH), CALL(unlinkat, SECOND_PATH),
    CALL(renameat2, SECOND_PATH), CALL(fchmod, FIRST_FD), CALL(fchown, FIRST_FD), CALL(flock, FIRST_FD), CALL(ftruncate, FIRST_FD),
    CALL(socket, NONE), CALL(bind, FIRST_FD), CALL(listen, FIRST_FD), CALL(accept4, FIRST_FD), CALL(connect, FIRST_FD), CALL(sendto, FIRST_FD),
    CALL(recvfrom, FIRST_FD), CALL(sendmsg, FIRST_FD), CALL(recvmsg, FIRST_FD), CALL(getsockname, FIRST_FD), CALL(getsockopt, FIRST_FD),
    CALL(setsockopt, FIRST_FD), CALL(epoll_create1, NONE), CALL(epoll_ctl, FIRST_FD), CALL(epoll_pwait, FIRST_FD), CALL(eventfd2, NONE),
    CALL(signalfd4, NONE), CALL(timerfd_create, NONE), CALL(timerfd_settime, FIRST_FD), CALL(memfd_create, NONE), CALL(ppoll, NONE), CALL(pipe2, NONE),
    CALL(dup, FIRST_FD), CALL(dup3, FIRST_FD), CALL(clone, NONE), CALL(clone3, NONE), CALL(execve, FIRST_PATH), CALL(waitid, NONE), CALL(pidfd_open, NONE),
    CALL(setsid, NONE), CALL(close_range, NONE), CALL(mmap, NONE), CALL(mremap, NONE), CALL(mprotect, NONE), CALL(madvise, NONE), CALL(brk, NONE),
    CALL(mlock, NONE), CALL(uname, NONE), CALL(sysinfo, NONE), CALL(prlimit64, NONE), CALL(getrandom, NONE), CALL(sched_getaffinity, NONE),
    CALL(kill, NONE), CALL(umask, NONE), CALL(fchdir, FIRST_FD), CALL(chdir, FIRST_PATH), CALL(setgroups, NONE), CALL(setfsuid, NONE), CALL(setfsgid, NONE),
#ifdef SYS_open
    CALL(open, FIRST_PATH), CALL(stat, FIRST_PATH), CALL(lstat, FIRST_PATH), CALL(access, FIRST_PATH), CALL(readlink, FIRST_PATH), CALL(unlink, FIRST_PATH),
    CALL(rename, FIRST_PATH), CALL(mkdir, FIRST_PATH), CALL(epoll_wait, FIRST_FD), CALL(poll, NONE), CALL(dup2, FIRST_FD), CALL(vfork, NONE),
    CALL(fork, NONE), CALL(pipe, NONE),
#endif
};

static const struct {
    const char *name;
    int number;
} errors[] = {
    { "EINTR", EINTR }, { "EAGAIN", EAGAIN }, { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "ENOMEM", ENOMEM }, { "EMFILE", EMFILE }, { "EACCES", EACCES },
    { "ENOENT", ENOENT }, { "ECONNABORTED", ECONNABORTED }, { "EADDRINUSE", EADDRINUSE }, { "ENOBUFS", ENOBUFS }, { "EPERM", EPERM },
};

enum { CALLS = sizeof calls / sizeof *calls, ERRORS = sizeof errors / sizeof *errors, SHORT = -1, HOLD = -2 };

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static const struct call *find(const char *name)
{
    for (int i = 0; i < CALLS; i++) {
        if (!strcmp(calls[i].name, name)) {
            return &calls[i];
        }
    }

    fprintf(stderr, "supervise: no call %s\n", name);
    exit(2);
}

static int fault_of(const char *name)
{
    for (int i = 0; i < ERRORS; i++) {
        if (!strcmp(errors[i].name, name)) {
            return errors[i].number;
        }
    }

    return !strcmp(name, "short") ? SHORT : !strcmp(name, "hold") ? HOLD : (fprintf(stderr, "supervise: no fault %s\n", name), exit(2), 0);
}

/* In the program's process, before it is executed. execve(2) is always handed over: it would close the listener, and waits until that has been taken. */
static void filter(const struct call *chosen)
{
    struct sock_filter code[CALLS + 3];
    int length = 0;
    code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    int count = chosen ? 2 : CALLS;
    for (int i = 0; i < count; i++) {
        int number = !chosen ? calls[i].number : i == 0 ? chosen->number : SYS_execve;
        code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, count - i, 0);
    }

    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    struct sock_fprog program = { length, code };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program) < 0) {
        _exit(126);
    }
}

static int is_own(int thread, const struct stat *program)
{
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/exe", thread);
    return !stat(path, &status) && status.st_ino == program->st_ino && status.st_dev == program->st_dev;
}

static void describe(const struct seccomp_notif *request, const struct call *call, char *text, size_t room)
{
    char path[64];
    ssize_t length = 0;
    if (call->target == FIRST_FD) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", request->pid, (int)request->data.args[0]);
        length = readlink(path, text, room - 1);
    } else if (call->target != NONE) {
        struct iovec to = { text, room - 1 }, from = { (void *)(uintptr_t)request->data.args[call->target == SECOND_PATH], room - 1 };
        length = process_vm_readv(request->pid, &to, 1, &from, 1, 0);
        if (length < 0) {
            /* The string ends near the end of its page. */
            from.iov_len = 4096 - ((uintptr_t)from.iov_base & 4095);
            length = process_vm_readv(request->pid, &to, 1, &from, 1, 0);
        }
    }

    text[length > 0 ? length : 0] = 0;
    for (char *letter = text; *letter; letter++) {
        *letter = *letter < ' ' ? '?' : *letter;
    }
}

static int thread_group(int thread)
{
    char path[64], line[128];
    int group = thread;
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status) && sscanf(line, "Tgid: %d", &group) != 1) {
    }

    if (status) {
        fclose(status);
    }

    return group;
}

/* Half of a read or a write on the program's own open file: what is behind the descriptor moves as it would have. */
static void cut(const struct seccomp_notif *request, struct seccomp_notif_resp *response)
{
    static char bytes[1 << 16];
    size_t count = request->data.args[2] / 2;
    struct iovec here = { bytes, count < sizeof bytes ? count : sizeof bytes }, there = { (void *)(uintptr_t)request->data.args[1], here.iov_len };
    int process = (int)syscall(SYS_pidfd_open, thread_group(request->pid), 0);
    int file = (int)syscall(SYS_pidfd_getfd, process, (int)request->data.args[0], 0);
    ssize_t moved = -1;
    if (count == 0 || file < 0) {
        response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    } else if (request->data.nr == SYS_read) {
        moved = read(file, bytes, here.iov_len);
        there.iov_len = here.iov_len = moved > 0 ? moved : 0;
        if (moved > 0 && process_vm_writev(request->pid, &here, 1, &there, 1, 0) != moved) {
            fail("process_vm_writev");
        }
    } else if (process_vm_readv(request->pid, &here, 1, &there, 1, 0) == (ssize_t)here.iov_len) {
        moved = write(file, bytes, here.iov_len);
    } else {
        fail("process_vm_readv");
    }

    response->val = moved;
    response->error = response->flags == 0 && moved < 0 ? -errno : 0;
    response->val = moved < 0 ? 0 : moved;
    close(file);
    close(process);
}

static const struct call *by_number(int number)
{
    for (int i = 0; i < CALLS; i++) {
        if (calls[i].number == number) {
            return &calls[i];
        }
    }

    return 0;
}

int main(int count, char **words)
{
    const struct call *chosen = 0;
    int armed = 0, number = 1, fault = 0, option;
    while ((option = getopt(count, words, "+ac:n:f:")) != -1) {
        switch (option) {
        case 'a': armed = 1; break;
        case 'c': chosen = find(optarg); break;
        case 'n': number = atoi(optarg); break;
        case 'f': fault = fault_of(optarg); break;
        default: return 2;
        }
    }

    setvbuf(stdout, 0, _IOLBF, 0);
    struct stat program;
    if (optind == count || stat(words[optind], &program)) {
        fail("supervise");
    }

    /* The lowest free number, which the listener gets in the program's process. */
    int listener = dup(0);
    close(listener);
    int child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        filter(chosen);
        execv(words[optind], words + optind);
        _exit(127);
    }

    int process = (int)syscall(SYS_pidfd_open, child, 0), notifications;
    while ((notifications = (int)syscall(SYS_pidfd_getfd, process, listener, 0)) < 0 && waitpid(child, 0, WNOHANG) == 0) {
        usleep(100);
    }

    if (notifications < 0) {
        fail("seccomp");
    }

    printf("pid %d\n", child);
    struct pollfd waits[] = { { 0, POLLIN, 0 }, { notifications, POLLIN, 0 }, { process, POLLIN, 0 } };
    while (poll(waits, 3, -1) > 0 || errno == EINTR) {
        if (waits[0].revents) {
            char line[64];
            if (read(0, line, sizeof line) <= 0) {
                kill(child, SIGKILL);
                waits[0].fd = -1;
            } else {
                armed = 1;
                puts("armed");
            }
        }

        if (waits[1].revents & POLLIN) {
            struct seccomp_notif request = { 0 };
            if (ioctl(notifications, SECCOMP_IOCTL_NOTIF_RECV, &request)) {
                continue;
            }

            struct seccomp_notif_resp response = { .id = request.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
            if (armed && (!chosen || request.data.nr == chosen->number) && is_own(request.pid, &program)) {
                const struct call *call = by_number(request.data.nr);
                char target[300];
                if (!chosen) {
                    describe(&request, call, target, sizeof target);
                    printf("call %s %s\n", call->name, target);
                } else if (--number == 0) {
                    describe(&request, call, target, sizeof target);
                    response.flags = 0;
                    if (fault == SHORT) {
                        cut(&request, &response);
                    } else {
                        response.error = -fault;
                    }

                    printf("fault %s %s\n", call->name, target);
                    if (fault == HOLD) {
                        continue;
                    }
                }
            }

            ioctl(notifications, SECCOMP_IOCTL_NOTIF_SEND, &response);
        } else if (waits[1].revents && waits[2].fd < 0) {
            /* Nothing is left that the filter applies to: one that went to the background outlives the first process. */
            return 0;
        }

        if (waits[2].revents) {
            int status;
            waitpid(child, &status, 0);
            printf(WIFEXITED(status) ? "exit %d\n" : "signal %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
            waits[2].fd = -1;
        }
    }

    return 0;
}
