using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>
/// This process' memory, kept from being taken away: a page that has to be read back from a disk which is frozen or suspended would stop whoever needs it.
/// Tests replace it. mlock(2).
/// </summary>
public class PinnedMemory
{
    /// <summary>
    /// Has the program and its libraries read into memory as a whole, and keeps them there with all else that this process has touched, and will touch of
    /// what it has. What the kernel refuses (RLIMIT_MEMLOCK) stays as it is.
    /// </summary>
    public virtual void Pin()
    {
        ResidentCode.Lock();
        _ = Libc.MlockAll(Libc.MCL_CURRENT | Libc.MCL_ONFAULT);
    }

    /// <summary>Lets go of it.</summary>
    public virtual void Unpin() => _ = Libc.MunlockAll();
}
