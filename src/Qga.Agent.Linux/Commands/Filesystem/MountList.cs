using Qapi.Runtime.Errors;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Filesystem;

/// <summary>The mounted file systems that the commands work on.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class MountList(string procRoot)
{
    /// <summary>Reads the list as it is now.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    public QapiError? Read(out List<MountedFilesystem> filesystems) =>
        MountTable.Read(procRoot, out filesystems).IsSuccess ? null : QapiError.Generic("failed to open mtab file: '/proc/self/mounts'");
}
