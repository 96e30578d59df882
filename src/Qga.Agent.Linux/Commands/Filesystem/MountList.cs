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
    /// <param name="uncovered">Gets the mounts of what has disks of the guest and cannot be listed; null: nobody asks.</param>
    public QapiError? Read(out List<MountedFilesystem> filesystems, List<MountInfo>? uncovered = null)
    {
        const string Failure = "failed to open mtab file: '/proc/self/mounts'";
        Errno error = MountTable.Read(procRoot, out filesystems, uncovered);
        return error.IsSuccess ? null : QapiError.Generic(error.IsShortage ? error.Describe(Failure) : Failure);
    }

    /// <summary>Reads the list with what is mounted in other mount namespaces only, which is at its end.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    /// <param name="uncovered">As for <see cref="Read"/>.</param>
    public QapiError? ReadEverywhere(out List<MountedFilesystem> filesystems, List<MountInfo>? uncovered = null)
    {
        QapiError? error = Read(out filesystems, uncovered);
        if (error is null)
        {
            NamespaceMounts.AddTo(procRoot, filesystems);
        }

        return error;
    }
}
