/* usage: ask PATH BYTES MILLISECONDS
 * Asks a server on a unix socket for a line of that many bytes, again and again, one question after the other. Prints the median time from a question to
 * the end of its answer in nanoseconds, and the number of bytes that were answered per second. Never sleeps while it waits, as qga-compare does not. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 20 };
static const char question[] = "{\"execute\":\"guest-ping\"}\n";
static char received[256 << 10];
static long times[MOST];

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void ask(int server, size_t bytes)
{
    if (write(server, question, sizeof question - 1) != sizeof question - 1)
        fail("write");
    for (size_t got = 0; got < bytes;) {
        ssize_t count = read(server, received, sizeof received);
        if (count > 0)
            got += count;
        else if (count == 0 || errno != EAGAIN)
            fail("read");
    }
}

static int by_size(const void *one, const void *other)
{
    long difference = *(const long *)one - *(const long *)other;
    return (difference > 0) - (difference < 0);
}

int main(int count, char **words)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (count != 4 || strlen(words[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, words[1]);
    size_t bytes = strtoul(words[2], NULL, 10);
    long limit = strtol(words[3], NULL, 10) * 1000000;

    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(server, (struct sockaddr *)&address, sizeof address))
        fail(words[1]);
    fcntl(server, F_SETFL, O_NONBLOCK);
    ask(server, bytes);

    long asked = 0, first = now(), end = first;
    while (asked < MOST && end - first < limit) {
        long start = end;
        ask(server, bytes);
        end = now();
        times[asked++] = end - start;
    }
    qsort(times, asked, sizeof *times, by_size);
    printf("%ld %.0f\n", times[asked / 2], (double)asked * bytes / (end - first) * 1e9);
}
