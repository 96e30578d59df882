/* usage: client SOCKET r|w GUEST-FILE HOST-FILE PIECE
 * Copies a file between a guest agent and this host as any client must, and does nothing else: r asks for PIECE bytes at a time and writes three quarters as
 * many bytes to the host's file as it receives; w reads the host's file and sends four thirds as many. What it writes is not the content, which would have to
 * be decoded. One request is under way at a time. PIECE is a multiple of 3. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char received[256 << 10];
static int server;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void send_all(const char *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t count = write(server, bytes + sent, length - sent);
        if (count <= 0)
            fail("send");
        sent += count;
    }
}

/* Receives a reply, and returns how many bytes it had; its last part stays in the buffer. */
static size_t receive(int file)
{
    size_t length = 0;
    ssize_t count;
    do {
        count = read(server, received, sizeof received - 1);
        if (count <= 0)
            fail("receive");
        if (length == 0 && memcmp(received, "{\"return\"", 9) != 0)
            fail("the agent refuses");
        if (file >= 0 && write(file, received, count / 4 * 3) < 0)
            fail("write");
        length += count;
    } while (received[count - 1] != '\n');
    received[count] = 0;
    return length;
}

static long open_in_guest(const char *path, char mode)
{
    char request[4400];
    int length = snprintf(request, sizeof request, "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"%s\",\"mode\":\"%c\"}}\n", path, mode);
    send_all(request, length);
    receive(-1);
    return atol(strchr(received, ':') + 1);
}

static void from_guest(long handle, int file, size_t piece)
{
    char request[200];
    int length = snprintf(
        request, sizeof request, "{\"execute\":\"guest-file-read\",\"arguments\":{\"handle\":%ld,\"count\":%zu}}\n", handle, piece);
    do
        send_all(request, length);
    while (receive(file) > piece);
}

static void to_guest(long handle, int file, size_t piece)
{
    size_t text = piece / 3 * 4;
    char *request = malloc(text + 200);
    int head = sprintf(request, "{\"execute\":\"guest-file-write\",\"arguments\":{\"handle\":%ld,\"buf-b64\":\"", handle);
    ssize_t count;
    for (;;) {
        count = read(file, request + head, piece);
        if (count <= 0)
            break;
        size_t length = (count + 2) / 3 * 4;
        memset(request + head, 'A', length);
        memcpy(request + head + length, "\"}}\n", 4);
        send_all(request, head + length + 4);
        receive(-1);
    }
}

int main(int count, char **words)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (count != 6 || strlen(words[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, words[1]);
    char mode = *words[2];
    size_t piece = strtoul(words[5], NULL, 10);
    server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(server, (struct sockaddr *)&address, sizeof address))
        fail(words[1]);
    int file = mode == 'r' ? open(words[4], O_WRONLY | O_CREAT | O_TRUNC, 0600) : open(words[4], O_RDONLY);
    if (file < 0)
        fail(words[4]);
    long handle = open_in_guest(words[3], mode);
    (mode == 'r' ? from_guest : to_guest)(handle, file, piece);
    return 0;
}
