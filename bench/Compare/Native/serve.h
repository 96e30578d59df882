/* What programs have in common that serve a unix socket, one client at a time. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int send_all(int client, const char *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t count = write(client, bytes + sent, length - sent);
        if (count < 0)
            return 0;
        sent += count;
    }
    return 1;
}

/* Comes back only where it cannot listen, with the exit status. */
static int serve_each(const char *path, void serve(int client))
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int server = socket(AF_UNIX, SOCK_STREAM, 0);

    if (strlen(path) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, path);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 1)) {
        perror(path);
        return 1;
    }
    for (;;) {
        int client = accept(server, NULL, NULL);
        serve(client);
        close(client);
    }
}
