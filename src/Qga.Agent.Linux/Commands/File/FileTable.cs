using System.Diagnostics.CodeAnalysis;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>The open files of all clients. Safe from any thread.</summary>
internal sealed class FileTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, OpenFile> _files = [];

    public void Add(long handle, OpenFile file)
    {
        lock (_gate)
        {
            _files.Add(handle, file);
        }
    }

    public bool TryFind(long handle, [NotNullWhen(true)] out OpenFile? file)
    {
        lock (_gate)
        {
            return _files.TryGetValue(handle, out file);
        }
    }

    /// <summary>Removes a file: no command finds it any more.</summary>
    public bool TryRemove(long handle, [NotNullWhen(true)] out OpenFile? file)
    {
        lock (_gate)
        {
            return _files.Remove(handle, out file);
        }
    }
}
