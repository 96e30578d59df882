using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Qga.Linux.Interop;
using Qga.Support;

namespace Qga.Faults;

/// <summary>One run of a scenario with one fault, or without.</summary>
/// <param name="agent">The agent's executable.</param>
/// <param name="scenario">What is done.</param>
/// <param name="fault">What fails; null: nothing, and the calls are listed.</param>
internal sealed class Trial(string agent, Scenario scenario, Fault? fault) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The calls, where they are listed.</summary>
    public IReadOnlyList<string> Calls { get; private set; } = [];

    /// <summary>How many descriptors the agent has after the scenario.</summary>
    public int Descriptors { get; private set; }

    private string Socket => _folder.File("ga.sock");

    /// <summary>Runs it.</summary>
    /// <param name="descriptors">How many descriptors the agent may have after it; null: any number.</param>
    public Outcome Run(int? descriptors)
    {
        Directory.CreateDirectory(_folder.File("state"));
        string[] words =
        [
            "-m", "unix-listen", "-p", Socket, "-t", _folder.File("state"), "-b", HarmfulCommands.List, .. scenario.Options(_folder),
            .. scenario.IsDaemon ? ["-d", "-f", _folder.File("pid")] : (string[])[],
        ];
        using Conversation talk = new(Socket);
        string? wrong;
        using (Supervised process = new(agent, words, fault, scenario.IsStart))
        {
            try
            {
                wrong = Play(process, talk, descriptors);
                Calls = process.Calls;
            }
            catch (Exception exception) when (exception is TimeoutException or SocketException or InvalidOperationException)
            {
                wrong = exception.Message;
            }

            scenario.Check(talk, _folder);
            wrong ??= talk.Untruths.Count > 0 ? $"untrue: {string.Join("; ", talk.Untruths)}" : null;
            EndDaemon();
            process.WaitForErrors(Limits.Short);
            string target = process.Failed ?? "";
            string said = process.Errors.Trim().ReplaceLineEndings(" / ");

            // The same call of a run may be about something else than that of the run before, and about what cannot fail so.
            string met = target[(target.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            return fault is not null && process.Failed is not null && !fault.Matters(met) ? new(Verdict.NotMet)
                : wrong is not null ? new(Verdict.Wrong, target, said.Length > 0 ? $"{wrong} (log: {said})" : wrong)
                : fault is not null && process.Failed is null ? new(Verdict.NotMet)
                : process.End is { } end && end != "exit 0" ? new(Verdict.Ended, target, $"{end}: {said}")
                : talk.Refusals.Count > 0 ? new(Verdict.Told, target, string.Join("; ", talk.Refusals))
                : new(Verdict.Unnoticed, target, said);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string? Play(Supervised process, Conversation talk, int? descriptors)
    {
        if (!Listens(process))
        {
            // It cannot do its work, and must have said so. What it has said may come after the news of its end.
            process.WaitForErrors(Limits.Short);
            return process.End is not { } end ? "the agent neither serves nor ends"
                : !scenario.IsStart ? $"the agent has ended before the fault: {end}"
                : end != "exit 1" && !IsMemory ? $"the agent's start ended with {end}"
                : process.Errors.Trim().Length == 0 && fault?.Call != "brk" ? "the agent ended without a word"
                : null;
        }

        if (!scenario.IsStart)
        {
            // The first call has the agent start a second thread.
            talk.Ask("guest-get-users");
            talk.Refusals.Clear();
            process.Arm();
        }

        scenario.Run(talk, _folder);
        talk.Close();
        int id = scenario.IsDaemon ? ReadPid() : process.Id;
        if (process.End is { } ended && !scenario.IsDaemon)
        {
            return HasDiedOfMemory(process) ? null : $"the agent has ended: {ended}";
        }

        return Spins(id) ?? CheckDescriptors(process, id, descriptors) ?? CheckPing() ?? Stop(process, id);
    }

    // A daemon's first process must end with 0 exactly if the second one serves.
    private bool Listens(Supervised process)
    {
        if (scenario.IsDaemon)
        {
            return process.HasEnded(Limits.Answer) && process.End == "exit 0";
        }

        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Limits.Answer && process.End is null;)
        {
            if (scenario is Scenarios.VsockScenario ? scenario.Answers(Socket) : Listening.Begins(Socket, TimeSpan.FromMilliseconds(20)))
            {
                return true;
            }
        }

        return false;
    }

    // What the C library and the runtime lack, they end for in their own ways; the C library's start without a word.
    private bool IsMemory => fault?.Call is "mmap" or "mprotect" or "madvise" or "brk" or "mremap";

    // The runtime cannot go on where it has no memory for itself. It says so, and the service manager starts the agent again.
    private bool HasDiedOfMemory(Supervised process) =>
        IsMemory
        && process.End == "signal 6"
        && process.Errors.Contains("qemu-ga: ended by a fault", StringComparison.Ordinal);

    private string? CheckPing()
    {
        long start = Stopwatch.GetTimestamp();
        return scenario.Answers(Socket) && Stopwatch.GetElapsedTime(start) < Limits.Short ? null : "another client is not served";
    }

    private static string? Spins(int id)
    {
        for (int attempt = 1; ; attempt++)
        {
            long before = ProcessorTime(id);
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(Limits.Watched * attempt);
            double share = (ProcessorTime(id) - before) / (Stopwatch.GetElapsedTime(start).TotalMilliseconds * 1e6);
            if (share < 0.5)
            {
                return null;
            }

            if (attempt == 5)
            {
                return $"the agent spins: {100 * share:0} % of a processor";
            }
        }
    }

    private string? CheckDescriptors(Supervised process, int id, int? limit)
    {
        // A file whose number was in a reply that never arrived stays open: nobody can name it.
        bool hasLostReply = fault?.Call is "write" or "writev" && process.Failed?.Contains("socket:[", StringComparison.Ordinal) == true;
        int? most = hasLostReply ? limit + 1 : limit;

        // What closes a connection may come a moment later.
        for (int attempt = 0; ; attempt++)
        {
            Descriptors = Directory.GetFileSystemEntries($"/proc/{id}/fd").Length;
            if (most is null || Descriptors <= most || fault?.Call == "close")
            {
                return null;
            }

            if (attempt == 100)
            {
                return $"{Descriptors} descriptors are open, {limit} without the fault";
            }

            Thread.Sleep(10);
        }
    }

    private string? Stop(Supervised process, int id)
    {
        _ = Libc.Kill(id, Libc.SIGTERM);
        if (scenario.IsDaemon)
        {
            return SpinWait.SpinUntil(() => !IsRunning(id), Limits.Short) ? null : "SIGTERM is ignored";
        }

        return !process.HasEnded(Limits.Short) ? "SIGTERM is ignored" : process.End == "exit 0" ? null : $"SIGTERM ended the agent with {process.End}";
    }

    private int ReadPid() =>
        File.Exists(_folder.File("pid")) && int.TryParse(File.ReadAllText(_folder.File("pid")), out int id) && IsRunning(id)
            ? id
            : throw new InvalidOperationException("the agent says that it serves in the background, and has no pid file");

    private void EndDaemon()
    {
        if (scenario.IsDaemon && File.Exists(_folder.File("pid")) && int.TryParse(File.ReadAllText(_folder.File("pid")), out int id) && IsOurs(id))
        {
            _ = Libc.Kill(id, Libc.SIGKILL);
        }
    }

    private bool IsOurs(int id) => IsRunning(id) && File.ReadAllText($"/proc/{id}/cmdline").Contains(_folder.Path, StringComparison.Ordinal);

    // proc_pid_stat(5): the state stands behind the name, which ends with the last parenthesis.
    private static bool IsRunning(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Nanoseconds of all threads; the first field of schedstat.
    private static long ProcessorTime(int id)
    {
        long sum = 0;
        foreach (string thread in Directory.GetDirectories($"/proc/{id}/task"))
        {
            try
            {
                sum += long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return sum;
    }
}
