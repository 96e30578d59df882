/* usage: reply PATH BYTES
 * Listens on a unix socket and answers each line with a line of that many bytes (15 at least): an empty return, padded with spaces. What an agent would
 * be that has nothing to read, to decide or to encode. */
#include "serve.h"
#include <stdlib.h>

static const char start[] = "{\"return\": {}}";
static const size_t most_per_write = 64 << 10;
static char received[256 << 10];

/* Short replies to questions that came together go together. */
static char *replies;
static size_t bytes, most_at_once;

static int answer(int client, size_t lines)
{
    for (size_t sent = 0, length = lines * bytes, some; sent < length; sent += some) {
        some = length - sent < most_per_write ? length - sent : most_per_write;
        if (!send_all(client, replies + sent, some))
            return 0;
    }
    return 1;
}

static void serve(int client)
{
    ssize_t count;
    while ((count = read(client, received, sizeof received)) > 0) {
        size_t lines = 0;
        const char *end = received + count;
        for (const char *at = received; (at = memchr(at, '\n', end - at)); at++)
            lines++;
        for (size_t some; lines > 0; lines -= some) {
            some = lines < most_at_once ? lines : most_at_once;
            if (!answer(client, some))
                return;
        }
    }
}

int main(int count, char **words)
{
    bytes = count == 3 ? strtoul(words[2], NULL, 10) : 0;
    if (bytes < sizeof start)
        return 2;
    most_at_once = bytes < most_per_write ? most_per_write / bytes : 1;
    replies = malloc(most_at_once * bytes);
    memset(replies, ' ', most_at_once * bytes);
    for (size_t number = 0; number < most_at_once; number++) {
        memcpy(replies + number * bytes, start, sizeof start - 1);
        replies[number * bytes + bytes - 1] = '\n';
    }
    return serve_each(words[1], serve);
}
