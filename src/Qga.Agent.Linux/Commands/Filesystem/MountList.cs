using Qapi.Runtime.Errors;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Filesystem;

/// <summary>The mounted file systems that the commands work on.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class MountList(string procRoot)
{
    /// <summary>Reads the list as it is now.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    public QapiError? Read(out List<MountedFilesystem> filesystems)
    {
        const string Failure = "failed to open mtab file: '/proc/self/mounts'";
        Errno error = MountTable.Read(procRoot, out filesystems);
        return error.IsSuccess ? null : QapiError.Generic(error.IsShortage ? error.Describe(Failure) : Failure);
    }
}
