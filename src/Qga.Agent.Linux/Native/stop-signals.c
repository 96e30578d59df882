/*
 * Blocks SIGTERM and SIGINT before the runtime starts its first thread: every thread inherits the mask, so that the signals wait for the event loop's
 * signalfd from the first moment on. Managed code comes too late: the runtime's finalizer thread is older, and no other thread can change its mask.
 */
#include <signal.h>

__attribute__((constructor)) static void block_stop_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, 0);
}
