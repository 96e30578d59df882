using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Policy;

/// <summary>
/// Whether the agent holds file systems frozen. A marker file keeps that over a restart: an agent that starts beside it starts frozen. Any
/// thread may ask; the freeze commands alone change it.
/// </summary>
public sealed class FreezeState
{
    private readonly string marker;
    private volatile bool isFrozen;

    /// <summary>Reads the marker: frozen if it is there, or if there is no telling.</summary>
    /// <param name="stateDirectory">Where the marker is kept; it should not be on a file system that can be frozen.</param>
    public FreezeState(string stateDirectory)
    {
        marker = $"{stateDirectory}/qga.state.isfrozen";
        isFrozen = Libc.Access(marker, Libc.F_OK) != Errno.ENOENT;
    }

    /// <summary>What is to be done once, at the end of the present state; nothing if it is null.</summary>
    public Action? AtThaw { get; set; }

    /// <summary>Whether file systems are (taken to be) frozen.</summary>
    public bool IsFrozen => isFrozen;

    /// <summary>To be called before the first file system is frozen.</summary>
    /// <returns>What went wrong with the marker; the state holds all the same.</returns>
    public Errno Enter()
    {
        using SafeDescriptor file = Libc.Open(marker, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_CLOEXEC, 0x180); // 0600
        Errno error = file.IsInvalid ? Errno.Last : default;
        isFrozen = true;
        return error;
    }

    /// <summary>To be called after the last file system is thawed.</summary>
    /// <returns>What went wrong with the marker; the state has ended all the same.</returns>
    public Errno Leave()
    {
        isFrozen = false;
        Action? deferred = AtThaw;
        AtThaw = null;
        deferred?.Invoke();
        Errno error = Libc.Unlink(marker);
        return error == Errno.ENOENT ? default : error;
    }
}
