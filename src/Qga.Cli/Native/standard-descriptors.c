/*
 * Standard input, output and error as a shell closes them (<&-). The number of a descriptor that is closed is given to the next file that the process opens:
 * the runtime's own source of random numbers, opened before any managed code runs, would be read as standard input. An empty file takes the place of each
 * that is closed: reading it ends at once, and writing to it fails, as to what is closed.
 */
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void fill_standard_descriptors(void)
{
    int opened;
    do {
        opened = open("/dev/null", O_RDONLY);
    } while (opened >= 0 && opened <= 2);

    if (opened > 2) {
        close(opened);
    }
}
