/* usage: copy PATH FILE r|w BYTES
 * Listens on a unix socket and moves a file's bytes through it as an agent must, without encoding or understanding any: r answers each line with BYTES
 * bytes, for which three quarters as many are read from the file; w takes BYTES bytes of a question, writes three quarters as many to the file, and answers
 * with a line of 15. Base64 makes four characters of three bytes. At the file's end it begins anew. */
#include "serve.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

/* What stays in the processor's second cache between one copy and the other. */
enum { PIECE = 128 << 10 };
static char piece[PIECE];
static const char done[] = "{\"return\": {}}\n";

static int file, writes;
static off_t offset, size;
static size_t bytes;

static void move(size_t count)
{
    if (offset + (off_t)count > size)
        offset = 0;
    if ((writes ? pwrite(file, piece, count, offset) : pread(file, piece, count, offset)) != (ssize_t)count) {
        perror("file");
        exit(1);
    }
    offset += count;
}

static int answer(int client)
{
    for (size_t left = bytes, some; left > 0; left -= some) {
        some = left < PIECE ? left : PIECE;
        move(some / 4 * 3);
        if (some == left)
            piece[some - 1] = '\n';
        if (!send_all(client, piece, some))
            return 0;
    }
    return 1;
}

static void give(int client)
{
    char question[64];
    ssize_t count;
    while ((count = read(client, question, sizeof question)) > 0)
        if (question[count - 1] == '\n' && !answer(client))
            return;
}

static void take(int client)
{
    ssize_t count;
    for (size_t left = bytes; (count = read(client, piece, left < PIECE ? left : PIECE)) > 0;) {
        move(count / 4 * 3);
        left -= count;
        if (left == 0) {
            left = bytes;
            if (!send_all(client, done, sizeof done - 1))
                return;
        }
    }
}

int main(int count, char **words)
{
    struct stat status;
    if (count != 5)
        return 2;
    writes = *words[3] == 'w';
    bytes = strtoul(words[4], NULL, 10);
    file = open(words[2], writes ? O_WRONLY : O_RDONLY);
    if (file < 0 || fstat(file, &status)) {
        perror(words[2]);
        return 1;
    }
    size = status.st_size;
    return serve_each(words[1], writes ? take : give);
}
