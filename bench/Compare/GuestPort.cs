using System.Globalization;
using Qga.Machines;

namespace Qga.Compare;

/// <summary>The agent's virtio-serial port of a guest that runs under emulation, used by one program of the guest after the other.</summary>
internal sealed class GuestPort : IDisposable
{
    private const string Device = "/dev/virtio-ports/org.qemu.guest_agent.0";

    // A script that starts a thousand programs takes minutes where others use the processors too.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly Machine _machine;

    private GuestPort(Machine machine) => _machine = machine;

    /// <summary>Our agent in the guest.</summary>
    public const string Ours = "/guest/bin/qemu-ga";

    /// <summary>The original in the guest.</summary>
    public const string Original = "/usr/sbin/qemu-ga";

    /// <summary>A file of the guest in its memory, of <see cref="FileSize"/> bytes.</summary>
    public const string File = "/guest/data";

    /// <summary>A file of the guest in its memory, to be written.</summary>
    public const string Written = "/guest/written";

    /// <summary>How many bytes <see cref="File"/> has.</summary>
    public const int FileSize = 16 << 20;

    /// <summary>Boots a guest, which takes about ten seconds.</summary>
    public static GuestPort Start() => Wait(StartAsync());

    /// <summary>The socket of QEMU's that leads to the port.</summary>
    public string SocketPath => _machine.Files.AgentSocket;

    /// <summary>Lets an agent serve the port.</summary>
    /// <param name="program">The agent's binary in the guest.</param>
    /// <param name="measure">What is done with it meanwhile.</param>
    public T WithAgent<T>(string program, Func<AgentSocket, T> measure) => WhileServing(program, () =>
    {
        using AgentSocket socket = Connect();
        return measure(socket);
    });

    /// <summary>Lets an agent serve the port, for a client that connects by itself.</summary>
    /// <param name="program">The agent's binary in the guest.</param>
    /// <param name="measure">What is done with it meanwhile.</param>
    public T WhileServing<T>(string program, Func<T> measure)
    {
        Run($"systemd-run --quiet --collect --unit=measured {program} -m virtio-serial -p {Device} -t /guest");
        try
        {
            // What is sent before the agent has opened the port is lost.
            Wait(_machine.ConnectAgentAsync()).DisposeAsync().AsTask().GetAwaiter().GetResult();
            return measure();
        }
        finally
        {
            Run("systemctl stop measured");
        }
    }

    /// <summary>Lets cat write files to the port.</summary>
    /// <param name="files">Their paths, separated by spaces.</param>
    /// <param name="measure">What is done meanwhile.</param>
    public double WithCatFrom(string files, Func<AgentSocket, double> measure)
    {
        using AgentSocket socket = Connect();
        Task<string> cat = _machine.Shell.RunAsync($"cat {files} > {Device}", s_patience);
        double result = measure(socket);
        Wait(cat);
        return result;
    }

    /// <summary>Lets cat write to a file what comes through the port.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="bytes">How many bytes will come.</param>
    /// <param name="send">Sends them.</param>
    /// <returns>The time from the end of its last write until this returns.</returns>
    public TimeSpan WithCatTo(string file, long bytes, Action<AgentSocket> send)
    {
        using AgentSocket socket = Connect();
        string cat = Run($"""
            rm -f {file}
            cat {Device} > {file} 2> /dev/null < /dev/null &
            until [ {Device} -ef /proc/$!/fd/3 ]; do sleep 0.1; done
            echo $!
            """);
        send(socket);

        // "1795694552.123456789": the last change in seconds.
        string nanoseconds = Run(string.Create(CultureInfo.InvariantCulture, $"""
            until [ "$(stat -c %s {file})" = {bytes} ]; do sleep 0.05; done
            now=$(date +%s%N)
            kill {cat}
            echo $((now - $(stat -c %.9Y {file} | tr -d .)))
            """));
        return TimeSpan.FromMicroseconds(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000);
    }

    /// <summary>Runs a script of sh in the guest.</summary>
    /// <param name="script">The script.</param>
    /// <returns>What it printed.</returns>
    public string Run(string script) => Wait(_machine.Shell.RunAsync(script, s_patience));

    /// <inheritdoc/>
    public void Dispose() => _machine.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static async Task<GuestPort> StartAsync()
    {
        Machine machine = await Machine.StartAsync(new() { Agent = Programs.Ours, Memory = "1G" });
        GuestPort port = new(machine);
        await machine.Shell.RunAsync($"guest-load && head -c {FileSize} /dev/urandom > {File}", s_patience);
        return port;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    // It leaves the processor to the guest, which needs all of them.
    private AgentSocket Connect() =>
        AgentSocket.TryConnect(SocketPath, sleeps: true) ?? throw new TimeoutException("QEMU does not serve the agent's port");
}
