/* usage: ask PATH QUESTION ANSWER MILLISECONDS
 * Sends a server on a unix socket a line of QUESTION bytes (25 at least) and receives one of ANSWER bytes, again and again, one after the other. Prints the
 * median time from a question to the end of its answer in nanoseconds, and how often that was done in a second. Never sleeps while it waits, as qga-compare
 * does not. */
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
static const char start[] = "{\"execute\":\"guest-ping\"}";
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

static size_t done_or_fail(ssize_t count, const char *what)
{
    if (count > 0)
        return count;
    if (count == 0 || errno != EAGAIN)
        fail(what);
    return 0;
}

static void ask(int server, const char *question, size_t length, size_t answer)
{
    for (size_t sent = 0; sent < length;)
        sent += done_or_fail(write(server, question + sent, length - sent), "write");
    for (size_t got = 0; got < answer;)
        got += done_or_fail(read(server, received, sizeof received), "read");
}

static int by_size(const void *one, const void *other)
{
    long difference = *(const long *)one - *(const long *)other;
    return (difference > 0) - (difference < 0);
}

int main(int count, char **words)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (count != 5 || strlen(words[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, words[1]);
    size_t length = strtoul(words[2], NULL, 10), answer = strtoul(words[3], NULL, 10);
    long limit = strtol(words[4], NULL, 10) * 1000000;
    if (length < sizeof start)
        return 2;
    char *question = malloc(length);
    memset(question, ' ', length);
    memcpy(question, start, sizeof start - 1);
    question[length - 1] = '\n';

    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(server, (struct sockaddr *)&address, sizeof address))
        fail(words[1]);
    fcntl(server, F_SETFL, O_NONBLOCK);
    ask(server, question, length, answer);

    long asked = 0, first = now(), end = first;
    while (asked < MOST && end - first < limit) {
        long start = end;
        ask(server, question, length, answer);
        end = now();
        times[asked++] = end - start;
    }
    qsort(times, asked, sizeof *times, by_size);
    printf("%ld %.3f\n", times[asked / 2], (double)asked / (end - first) * 1e9);
}
