/*
 * What must work when the runtime no longer does: file systems that the agent holds frozen are thawed before the process dies of a fault or of abort(3),
 * and an event loop that does not come back for a minute has the process ended so, for the service manager to start it again. Nothing here allocates
 * memory, takes a lock or calls managed code.
 */
#define _GNU_SOURCE
#include <linux/fs.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* No more file systems are held frozen through here; those beyond are thawed by the agent that is started next. */
enum { MOST_FROZEN = 1024, STACK = 64 << 10 };

/* Descriptors plus one, in the order of their freezes; 0 where one was taken out. One thread at a time changes them, a signal handler reads them. */
static atomic_int frozen[MOST_FROZEN];
static atomic_int frozen_end;

static atomic_uint rounds;
static atomic_int is_waiting;
static atomic_int is_dozing;
static unsigned most_seconds;

int qga_frozen_add(int descriptor)
{
    int end = atomic_load(&frozen_end);
    if (end == MOST_FROZEN) {
        return 0;
    }

    atomic_store(&frozen[end], descriptor + 1);
    atomic_store(&frozen_end, end + 1);
    return 1;
}

void qga_frozen_remove(int descriptor)
{
    int end = atomic_load(&frozen_end);
    for (int i = end - 1; i >= 0; i--) {
        if (atomic_load(&frozen[i]) == descriptor + 1) {
            atomic_store(&frozen[i], 0);
            break;
        }
    }

    while (end > 0 && atomic_load(&frozen[end - 1]) == 0) {
        atomic_store(&frozen_end, --end);
    }
}

/* What lies on another file system was frozen first, and is thawed last. */
static void thaw_all(void)
{
    for (int i = atomic_load(&frozen_end) - 1; i >= 0; i--) {
        int descriptor = atomic_load(&frozen[i]) - 1;
        while (descriptor >= 0 && ioctl(descriptor, FITHAW, 0) == 0) {
        }
    }
}

static void complain(const char *text, size_t length)
{
    struct pollfd standard_error = { 2, POLLOUT, 0 };
    if (poll(&standard_error, 1, 0) > 0 && write(2, text, length) < 0) {
        return;
    }
}

#define COMPLAIN(text) complain("qemu-ga: " text "\n", sizeof "qemu-ga: " text)

/*
 * The managed program ends with _exit(2). Whoever returns from main, or calls exit(3), is the runtime that cannot start: it does not say so, and its status
 * of 255 is none of the agent's.
 */
__attribute__((destructor)) static void end_start(void)
{
    COMPLAIN("error initializing guest agent: the runtime does not start; it lacks memory, address space (ulimit -v) or threads (ulimit -u)");
    _exit(EXIT_FAILURE);
}

/* The runtime, which has handlers of its own for some of these, calls this one for what is not an exception of managed code. */
static void die(int number)
{
    thaw_all();
    COMPLAIN("ended by a fault, or by a lack of memory");
    signal(number, SIG_DFL);

    /* It is blocked now, and ends the process when the handler returns. */
    raise(number);
}

__attribute__((constructor)) static void handle_faults(void)
{
    static const int faults[] = { SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
    struct sigaction action = { .sa_handler = die, .sa_flags = SA_ONSTACK };
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) {
        sigaction(faults[i], &action, 0);
    }
}

/* Counts seconds rather than looking at a clock: a machine that was stopped must not count as a loop that was. */
static void watch_busy_loop(void)
{
    unsigned seen = atomic_load(&rounds), still = 0;
    while (1) {
        struct timespec second = { 1, 0 };
        nanosleep(&second, 0);
        unsigned now = atomic_load(&rounds);
        if (atomic_load(&is_waiting)) {
            return;
        }

        still = now == seen ? still + 1 : 0;
        seen = now;
        if (still == most_seconds) {
            COMPLAIN("the event loop has not come back for too long");
            abort();
        }
    }
}

static void *watch(void *nothing)
{
    while (1) {
        atomic_store(&is_dozing, 1);
        while (atomic_load(&is_waiting) && atomic_load(&is_dozing)) {
            syscall(SYS_futex, &is_dozing, FUTEX_WAIT_PRIVATE, 1, 0, 0, 0);
        }

        atomic_store(&is_dozing, 0);
        watch_busy_loop();
    }

    return nothing;
}

/* The loop is about to wait: it may take as long as it likes. */
void qga_loop_waits(void)
{
    atomic_store(&is_waiting, 1);
}

/* The loop has something to do. */
void qga_loop_works(void)
{
    atomic_store_explicit(&rounds, atomic_load_explicit(&rounds, memory_order_relaxed) + 1, memory_order_relaxed);
    atomic_store(&is_waiting, 0);
    if (atomic_load(&is_dozing)) {
        atomic_store(&is_dozing, 0);
        syscall(SYS_futex, &is_dozing, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
    }
}

/* Returns an error's number. */
int qga_watchdog_start(unsigned seconds)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    most_seconds = seconds;
    int error = pthread_attr_init(&attributes);
    if (error == 0) {
        sigfillset(&all);
        pthread_attr_setstacksize(&attributes, STACK);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        error = pthread_create(&thread, &attributes, watch, 0);
        pthread_sigmask(SIG_SETMASK, &before, 0);
        pthread_attr_destroy(&attributes);
    }

    return error;
}
