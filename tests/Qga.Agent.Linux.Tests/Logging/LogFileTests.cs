using System.Text.RegularExpressions;
using Qga.Agent.Linux.Logging;
using Qga.Agent.Linux.Tests.Support;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Logging;

public sealed partial class LogFileTests
{
    private static readonly string s_text = new('x', 100);

    [Fact]
    public async Task A_terminal_that_nobody_reads_holds_nothing_up_and_a_line_that_it_cuts_ends_there()
    {
        using PseudoTerminal terminal = new();
        using SafeDescriptor descriptor = Libc.Open(terminal.Device, Libc.O_WRONLY | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        using LogFile log = new(descriptor.Number);
        log.OpenWithoutBlocking();
        await Write(log, 3000);

        List<string> lines = [];
        string? line;
        do
        {
            log.WriteLine("end\n");
            line = await terminal.Output.ReadLineAsync(TestContext.Current.CancellationToken);
            lines.Add(line!);
        }
        while (line != "end");
        Assert.InRange(lines.Count, 100, 3000);
        Assert.All(lines, read => Assert.Matches(WholeOrCut(), read));
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_holds_nothing_up()
    {
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor readEnd, out SafeDescriptor writeEnd).IsSuccess);
        using (readEnd)
        using (writeEnd)
        using (LogFile log = new(writeEnd.Number))
        {
            log.OpenWithoutBlocking();

            // From several threads: the room that one has seen may be taken by another.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Write(log, 1000)));
        }
    }

    [Fact]
    public void A_pipe_ends_with_the_log()
    {
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor readEnd, out SafeDescriptor writeEnd).IsSuccess);
        using (readEnd)
        {
            using (writeEnd)
            using (LogFile log = new(writeEnd.Number))
            {
                log.OpenWithoutBlocking();
                log.WriteLine("one\n");
            }

            Assert.True(WholeFile.Read(readEnd, out byte[] read).IsSuccess);
            Assert.Equal("one\n"u8.ToArray(), read);
        }
    }

    [Fact]
    public void A_file_is_written_where_others_write_to_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_CLOEXEC);
            using LogFile log = new(file.Number);
            log.OpenWithoutBlocking();
            log.WriteLine("one\n");
            Assert.True(WholeFile.Write(file, "two\n"u8).IsSuccess);
            log.WriteLine("three\n");
            Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_between_characters()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (LogFile log = new())
            {
                Assert.True(log.Open(path).IsSuccess);
                log.WriteLine($"{new string('\u00E4', 5000)}\n");
                log.WriteLine("next\n");
            }

            string[] lines = File.ReadAllLines(path);
            Assert.Equal(2, lines.Length);
            Assert.InRange(lines[0].Length, 2000, 2048);
            Assert.Equal(new string('\u00E4', lines[0].Length), lines[0]);
            Assert.Equal("next", lines[1]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task Write(LogFile log, int count) => await Task.Run(
        () =>
        {
            for (int number = 0; number < count; number++)
            {
                log.WriteLine($"{number:00000}: {s_text}\n");
            }
        },
        TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    [GeneratedRegex("^([0-9]{0,5}|[0-9]{5}:|[0-9]{5}: x{0,100}|e|en|end)$")]
    private static partial Regex WholeOrCut();
}
