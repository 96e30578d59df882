using Qga.Linux.Interop;
using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>The start of an agent on a vsock port, where the machine can connect to itself.</summary>
internal sealed class VsockScenario : Scenario
{
    private const uint FirstPort = 52017;
    private const uint LoopbackCid = 1;

    private static uint s_nextPort = FirstPort;

    private readonly uint _port = FirstPort;

    public VsockScenario()
    {
    }

    private VsockScenario(uint port) => _port = port;

    /// <inheritdoc/>
    public override string Name => "start on vsock";

    /// <inheritdoc/>
    public override bool IsStart => true;

    /// <inheritdoc/>
    public override string? Obstacle
    {
        get
        {
            using SafeDescriptor socket = Libc.Socket(Libc.AF_VSOCK, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
            Errno error = socket.IsInvalid ? Errno.Last : Libc.Bind(socket, new VsockAddress(LoopbackCid, _port));
            return error.IsSuccess ? null : error.Describe("no vsock loopback");
        }
    }

    /// <inheritdoc/>
    public override Scenario ForTrial() => new VsockScenario(Interlocked.Increment(ref s_nextPort));

    /// <inheritdoc/>
    public override string[] Options(TemporaryFolder folder) => ["-m", "vsock-listen", "-p", $"{LoopbackCid}:{_port}", "--vsock-any-cid"];

    /// <inheritdoc/>
    public override bool Answers(string path)
    {
        using SafeDescriptor socket = Libc.Socket(Libc.AF_VSOCK, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        if (!Libc.Connect(socket, new VsockAddress(LoopbackCid, _port)).IsSuccess || Libc.Write(socket, "{\"execute\":\"guest-ping\"}\n"u8) < 0)
        {
            return false;
        }

        Span<byte> reply = stackalloc byte[64];
        nint length = Libc.Read(socket, reply);
        return length > 0 && reply[..(int)length].StartsWith("{\"return\""u8);
    }

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
    }
}
