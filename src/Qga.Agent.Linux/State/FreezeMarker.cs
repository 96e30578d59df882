using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.State;

/// <summary>The marker file <c>qga.state.isfrozen</c>, under the name that QEMU's agent uses.</summary>
/// <param name="stateDirectory">The folder of the state files.</param>
internal sealed class FreezeMarker(string stateDirectory) : IFreezeMarker
{
    private readonly string _path = $"{stateDirectory}/qga.state.isfrozen";

    /// <inheritdoc/>
    public bool IsSet => Libc.Access(_path, Libc.F_OK) != Errno.ENOENT;

    /// <inheritdoc/>
    public void Set()
    {
        using SafeDescriptor file = Libc.Open(_path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_CLOEXEC, FilePermissions.ReadWriteForOwner);
    }

    /// <inheritdoc/>
    public void Clear() => _ = Libc.Unlink(_path);
}
