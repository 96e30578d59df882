/* usage: peak FILE PROGRAM WORD...
 * Runs a program and writes to FILE how many KiB of memory it had at most (ru_maxrss of getrusage(2)). Ends as the program does. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
    struct rusage usage;
    int status;
    if (count < 3)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        execv(words[2], words + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0)
        return 1;
    FILE *file = fopen(words[1], "w");
    if (!file)
        return 1;
    fprintf(file, "%ld\n", usage.ru_maxrss);
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
