using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Qga.Conformance.Starvation;

/// <summary>Our agent in surroundings that a line of shell prepares, with what it says on standard error and how it ends.</summary>
internal sealed class PreparedAgent : IDisposable
{
    private const int Terminate = 15;
    private const int Aborted = 128 + 6;

    /// <summary>How long it may take to serve, to end, or to answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    /// <summary>Starts it. Where QGA_AGENT names no agent, the test is skipped.</summary>
    /// <param name="preparation">What the shell does first; empty: nothing.</param>
    /// <param name="folder">The folder for its socket and its state, in <c>$FOLDER</c>.</param>
    /// <param name="options">Further words for its command line; they win over the usual ones.</param>
    public PreparedAgent(string preparation, TemporaryFolder folder, params string[] options)
        : this(preparation, folder, options, HarmfulCommands.List)
    {
    }

    /// <summary>Starts it with other blocked commands.</summary>
    /// <param name="preparation">What the shell does first; empty: nothing.</param>
    /// <param name="folder">The folder for its socket and its state, in <c>$FOLDER</c>.</param>
    /// <param name="options">Further words for its command line; they win over the usual ones.</param>
    /// <param name="blocked">The commands that may not run.</param>
    public PreparedAgent(string preparation, TemporaryFolder folder, string[] options, string blocked)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        _folder = folder;
        Directory.CreateDirectory(folder.File("state"));
        string[] own = ["-m", "unix-listen", "-p", folder.File("ga.sock"), "-t", folder.File("state")];
        ProcessStartInfo start = new("/bin/sh", ["-c", $"{preparation}\nexec \"$0\" \"$@\"", AgentUnderTest.Ours!.Program, .. own, .. options, "-b", blocked])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FOLDER"] = folder.Path;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has said on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>How it has ended; 128 more than the number of a signal.</summary>
    public int ExitCode => _process.ExitCode;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);

    /// <summary>Waits until it serves.</summary>
    /// <returns>False: it has ended.</returns>
    public bool Serves()
    {
        for (long start = Stopwatch.GetTimestamp(); !_process.HasExited;)
        {
            if (Listening.Begins(_folder.File("ga.sock"), TimeSpan.FromMilliseconds(20)))
            {
                return true;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "the agent neither serves nor ends");
        }

        _process.WaitForExit();
        return false;
    }

    /// <summary>Opens a connection.</summary>
    public Peer Connect() => Peer.Connect(_folder.File("ga.sock"));

    /// <summary>Asks on a connection of its own.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">The object of its arguments; null without.</param>
    /// <returns>The reply; null: the agent has closed the connection.</returns>
    public string? Ask(string command, string? arguments = null)
    {
        using Peer peer = Connect();
        return peer.Ask($"{{\"execute\":\"{command}\"{(arguments is null ? "" : $",\"arguments\":{arguments}")}}}");
    }

    /// <summary>Waits for its end.</summary>
    public bool HasEnded(TimeSpan limit)
    {
        bool hasEnded = _process.WaitForExit(limit);
        if (hasEnded)
        {
            // All that it has said has come by then.
            _process.WaitForExit();
        }

        return hasEnded;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => Assert.Equal(0, Kill(_process.Id, number));

    /// <summary>Requires that it answers pings, and that SIGTERM ends it with status 0.</summary>
    public void AssertServesAndStops()
    {
        Assert.Equal("{\"return\": {}}", Ask("guest-ping"));
        Signal(Terminate);
        Assert.True(HasEnded(Limit), "SIGTERM is ignored");
        Assert.Equal(0, ExitCode);
    }

    /// <summary>Requires that it serves and stops, or has ended with an error and the reason.</summary>
    public void AssertServesOrSaysWhy()
    {
        if (Serves())
        {
            AssertServesAndStops();
        }
        else
        {
            AssertSaidWhy();
        }
    }

    /// <summary>Requires that it has ended with status 1, or of a fault of the runtime, and the reason.</summary>
    public void AssertSaidWhy()
    {
        Assert.Contains(ExitCode, (int[])[1, Aborted]);
        Assert.NotEqual("", Errors.Trim());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }
}
