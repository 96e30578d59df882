using System.Diagnostics.CodeAnalysis;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>The files that are open, for every client. Nothing blocks under its lock.</summary>
internal sealed class FileTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, OpenFile> _files = [];

    /// <summary>Puts a file in.</summary>
    /// <param name="handle">Its number; new.</param>
    /// <param name="file">The file.</param>
    public void Add(long handle, OpenFile file)
    {
        lock (_gate)
        {
            _files.Add(handle, file);
        }
    }

    /// <summary>Finds a file.</summary>
    /// <param name="handle">Its number.</param>
    /// <param name="file">The file.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(long handle, [NotNullWhen(true)] out OpenFile? file)
    {
        lock (_gate)
        {
            return _files.TryGetValue(handle, out file);
        }
    }

    /// <summary>Takes a file out: no command finds it any more.</summary>
    /// <param name="handle">Its number.</param>
    /// <param name="file">The file.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRemove(long handle, [NotNullWhen(true)] out OpenFile? file)
    {
        lock (_gate)
        {
            return _files.Remove(handle, out file);
        }
    }
}
