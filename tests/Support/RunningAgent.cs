using System.Diagnostics;
using System.Net.Sockets;

namespace Qga.Support;

/// <summary>An agent that was started as a child and listens on a unix socket in a folder of its own.</summary>
public sealed class RunningAgent : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(20);

    private readonly string _program;
    private readonly TemporaryFolder _folder;
    private Process? _process;

    /// <summary>Starts an agent.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="folder">The folder for its socket and its state.</param>
    /// <param name="options">Further words for its command line.</param>
    public RunningAgent(string program, TemporaryFolder folder, IReadOnlyList<string> options)
    {
        (_program, _folder) = (program, folder);
        Directory.CreateDirectory(_folder.File("state"));
        Start(options);
    }

    /// <summary>Its process's number.</summary>
    public int Id => _process!.Id;

    /// <summary>Ends the agent and starts it again with the same state.</summary>
    /// <param name="options">Further words for its command line.</param>
    public void Restart(IReadOnlyList<string> options)
    {
        Dispose();
        Start(options);
    }

    /// <summary>Opens a connection.</summary>
    /// <returns>The connection.</returns>
    public Socket Connect()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(_folder.File("ga.sock")));
                return socket;
            }
            catch (SocketException) when (waited.Elapsed < s_startLimit && _process is { HasExited: false })
            {
                socket.Dispose();
                Thread.Sleep(2);
            }
        }
    }

    /// <summary>Waits for the agent to end by itself.</summary>
    /// <param name="limit">How long.</param>
    /// <returns>Whether it has.</returns>
    public bool HasEnded(TimeSpan limit) => _process!.WaitForExit(limit);

    /// <summary>Ends the agent.</summary>
    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
        File.Delete(_folder.File("ga.sock"));
    }

    private void Start(IReadOnlyList<string> options)
    {
        string[] own = ["-m", "unix-listen", "-p", _folder.File("ga.sock"), "-t", _folder.File("state")];
        var start = new ProcessStartInfo(_program, [.. own, .. options])
        {
            // Its complaints about lost clients and strange options belong into no test's output.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }
}
