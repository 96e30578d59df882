/* usage: reply PATH BYTES
 * Listens on a unix socket and answers each line with a line of that many bytes (15 at least): an empty return, padded with spaces. What an agent would
 * be that has nothing to read, to decide or to encode. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char start[] = "{\"return\": {}}";
static const size_t most_per_write = 64 << 10;
static size_t most_at_once;
static char received[256 << 10];

static int send_all(int client, const char *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        size_t left = length - sent;
        ssize_t count = write(client, bytes + sent, left < most_per_write ? left : most_per_write);
        if (count < 0)
            return -1;
        sent += count;
    }
    return 0;
}

static void serve(int client, const char *replies, size_t bytes)
{
    ssize_t count;
    while ((count = read(client, received, sizeof received)) > 0) {
        size_t lines = 0;
        const char *end = received + count;
        for (const char *at = received; (at = memchr(at, '\n', end - at)); at++)
            lines++;
        for (size_t some; lines > 0; lines -= some) {
            some = lines < most_at_once ? lines : most_at_once;
            if (send_all(client, replies, some * bytes) < 0)
                return;
        }
    }
}

int main(int count, char **words)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t bytes = count == 3 ? strtoul(words[2], NULL, 10) : 0;
    if (bytes < sizeof start || strlen(words[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, words[1]);

    /* Short replies to questions that came together go together. */
    most_at_once = bytes < most_per_write ? most_per_write / bytes : 1;
    char *replies = malloc(most_at_once * bytes);
    memset(replies, ' ', most_at_once * bytes);
    for (size_t number = 0; number < most_at_once; number++) {
        memcpy(replies + number * bytes, start, sizeof start - 1);
        replies[number * bytes + bytes - 1] = '\n';
    }

    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 1)) {
        perror(words[1]);
        return 1;
    }
    for (;;) {
        int client = accept(server, NULL, NULL);
        serve(client, replies, bytes);
        close(client);
    }
}
