using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>The agent's own scanf beside that of the C library, with the formats that the runtime and the C library have for it.</summary>
public sealed class ScanfTests : IDisposable
{
    private const string Program = """
        #include <stdio.h>
        #include <string.h>
        #ifdef OLD
        #define __isoc99_sscanf sscanf
        #define __isoc99_fscanf fscanf
        #else
        int __isoc99_sscanf(const char *, const char *, ...);
        int __isoc99_fscanf(FILE *, const char *, ...);
        #endif
        static const char *texts[] = {
            "00400000-0052d000 r-xp 00000000", "7ffd1a2b3000-7ffd1a2d4000 rw-p", "0x10-0x20", "g-1", "MemAvailable:    8123456 kB", "MemAvailable: kB",
            "MemFree: 1 kB", "6.18.0-rc1", "6", ".18", "4294967295.7", "0-1\n", "0-127,130\n", " 12 - 13", "-5--7", "+3.+4", "", "  ", "0x-1",
            "ffffffffffffffff-2",
        };
        int main(void)
        {
            for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
                const char *text = texts[i];
                unsigned long a = 1, b = 2;
                int d = 3, e = 4;
                unsigned u = 5, v = 6;
                char c = '?';
                int n = __isoc99_sscanf(text, "%lx-%lx", &a, &b);
                printf("%u lx %d %lx %lx\n", i, n, a, b);
                n = __isoc99_sscanf(text, "MemAvailable: %lu %cB", &a, &c);
                printf("%u mem %d %lu %c\n", i, n, a, c);
                n = __isoc99_sscanf(text, "%d.%d", &d, &e);
                printf("%u d.d %d %d %d\n", i, n, d, e);
                n = __isoc99_sscanf(text, "%u.%u", &u, &v);
                printf("%u u.u %d %u %u\n", i, n, u, v);
                FILE *file = fmemopen((void *)text, strlen(text) + 1, "r");
                n = __isoc99_fscanf(file, "%d-%d", &d, &e);
                printf("%u d-d %d %d %d then %d\n", i, n, d, e, getc(file));
                fclose(file);
            }
            return 0;
        }
        """;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Reads_what_the_C_librarys_reads()
    {
        File.WriteAllText(_folder.File("main.c"), Program);
        string expected = Output("cc", "-DOLD", "-w", "-o", _folder.File("theirs"), _folder.File("main.c")) + Output(_folder.File("theirs"));
        string actual = Output("cc", "-w", "-o", _folder.File("ours"), _folder.File("main.c"), "src/Qga.Agent.Linux/Native/scanf.c")
            + Output(_folder.File("ours"));
        Assert.Equal(expected, actual);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string Output(string program, params string[] words)
    {
        ProcessStartInfo start = new(program, words) { WorkingDirectory = ProjectFolder.Root, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(s_limit));
            Assert.Equal(0, process.ExitCode);
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no C compiler");
            throw;
        }
    }
}
