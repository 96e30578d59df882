using System.Text;
using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.State;

/// <summary>
/// The marker file <c>qga.state.isfrozen</c>, under the name that QEMU's agent uses. Empty it says the same as that agent's: file systems are frozen. A
/// second file beside it, <c>qga.state.hook</c>, says that a hook was told of a freeze and not of its end.
/// </summary>
/// <param name="stateDirectory">The folder of the state files.</param>
internal sealed class FreezeMarker(string stateDirectory) : IFreezeMarker
{
    private readonly string _frozen = $"{stateDirectory}/qga.state.isfrozen";
    private readonly string _hook = $"{stateDirectory}/qga.state.hook";

    /// <inheritdoc/>
    public bool IsSet => Libc.Access(_frozen, Libc.F_OK) != Errno.ENOENT;

    /// <inheritdoc/>
    public bool IsAnnounced => Libc.Access(_hook, Libc.F_OK).IsSuccess;

    /// <inheritdoc/>
    public TimeSpan Age => Libc.Stat(Encoding.UTF8.GetBytes(_frozen), out FileStatus status).IsSuccess
        ? DateTime.UtcNow - DateTime.UnixEpoch.AddSeconds(status.ModifiedSeconds)
        : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Announce()
    {
        Make(_hook);
        _ = Libc.Unlink(_frozen);
    }

    /// <inheritdoc/>
    public void Set()
    {
        Make(_hook);
        Make(_frozen);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _ = Libc.Unlink(_frozen);
        _ = Libc.Unlink(_hook);
    }

    private static void Make(string path)
    {
        using SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_CLOEXEC, FilePermissions.ReadWriteForOwner);
    }
}
