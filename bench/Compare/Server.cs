using System.Diagnostics;
using System.Globalization;
using Qga.Linux.Interop;

namespace Qga.Compare;

/// <summary>A program that runs as a child of this one and serves a unix socket in a folder of its own.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static int s_started;

    private readonly DirectoryInfo _folder =
        Directory.CreateDirectory(Path.Combine(Leftovers.Folder, Interlocked.Increment(ref s_started).ToString(CultureInfo.InvariantCulture)));

    private readonly Process _process;

    private Server(Func<string, string[]> words)
    {
        SocketPath = PathOf("socket");
        string[] line = words(SocketPath);
        Started = Stopwatch.GetTimestamp();
        _process = Processors.StartServer(new(line[0], line[1..]));
    }

    /// <summary>Where it listens, once it does.</summary>
    public string SocketPath { get; }

    /// <summary>When it was started, as <see cref="Stopwatch"/> counts.</summary>
    public long Started { get; }

    /// <summary>Its files under /proc.</summary>
    public ProcessStatus Status => new(_process.Id);

    /// <summary>Starts an agent without waiting for it.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <param name="prefix">Words before it, of a program that becomes the agent.</param>
    public static Server Agent(string program, params string[] prefix) =>
        new(socket => [.. prefix, program, "-m", "unix-listen", "-p", socket, "-t", Path.GetDirectoryName(socket)!, "-l", socket + ".log"]);

    /// <summary>Starts the C program that answers each line with a line.</summary>
    /// <param name="bytes">The answer's length.</param>
    public static Server Reply(int bytes) => new(socket => [Programs.Native("reply"), socket, bytes.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Starts the C program that moves the file of the measurements through its socket, unencoded.</summary>
    /// <param name="mode">r answers each line with its bytes, w takes bytes for it.</param>
    /// <param name="bytes">How many bytes go through the socket at a time.</param>
    public static Server Copy(string mode, int bytes) =>
        new(socket => [Programs.Native("copy"), socket, Material.File, mode, bytes.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>A path in the server's folder, which goes when the server goes.</summary>
    /// <param name="name">The file's name.</param>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Connects as soon as the server listens.</summary>
    /// <exception cref="TimeoutException">It has ended, or listens too late.</exception>
    public AgentSocket Connect()
    {
        while (true)
        {
            if (AgentSocket.TryConnect(SocketPath) is { } socket)
            {
                return socket;
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(Started) > s_patience)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} does not serve {SocketPath}");
            }

            Thread.SpinWait(200);
        }
    }

    /// <summary>Ends it as a service manager does.</summary>
    /// <returns>Milliseconds until it was gone; infinite if it had to be killed.</returns>
    public double Terminate()
    {
        long start = Stopwatch.GetTimestamp();
        _ = Libc.Kill(_process.Id, Libc.SIGTERM);
        return _process.WaitForExit(s_patience) ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : double.PositiveInfinity;
    }

    /// <summary>Ends it, if it still runs, and removes its folder.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
