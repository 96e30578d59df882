using System.Diagnostics.CodeAnalysis;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>The open files of all clients. Safe from any thread.</summary>
internal sealed class FileTable
{
    /// <summary>
    /// The most files at a time. A service has 1,024 descriptors as a rule, of which connections may take 256 and programs 512: 64 are left for all else.
    /// </summary>
    public const int MaximumFiles = 192;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, OpenFile> _files = [];
    private int _opening;

    /// <summary>Reserves a place for a file that is about to be opened: <see cref="Add"/> takes it, <see cref="Release"/> gives it back.</summary>
    public bool TryReserve()
    {
        lock (_gate)
        {
            int taken = _files.Count + _opening;
            if (taken >= MaximumFiles)
            {
                return false;
            }

            // Now, as there may be no memory for it when the file is open.
            _files.EnsureCapacity(taken + 1);
            _opening++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _opening--;
        }
    }

    public void Add(long handle, OpenFile file)
    {
        lock (_gate)
        {
            _opening--;
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
