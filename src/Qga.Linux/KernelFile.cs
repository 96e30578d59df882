using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>
/// A file or directory of the kernel (/proc, /sys) that is opened, read and closed again within a method. Unlike a <see cref="SafeDescriptor"/> it costs no
/// object: an inventory opens hundreds of them.
/// </summary>
public readonly ref struct KernelFile
{
    private readonly int _descriptor;

    private KernelFile(int descriptor)
    {
        _descriptor = descriptor;
        Error = descriptor < 0 ? Errno.Last : default;
    }

    /// <summary>Borrows an open file, to read from it; not to be disposed of, and only while the other is kept alive.</summary>
    internal KernelFile(SafeDescriptor file)
        : this(file.Number)
    {
    }

    /// <summary>Why it is not open; 0 where it is.</summary>
    public Errno Error { get; }

    /// <summary>Opens a file.</summary>
    public static KernelFile Open(string path) => new(Libc.OpenToRead(path));

    /// <summary>Opens a file below this directory.</summary>
    /// <param name="path">Its path from here.</param>
    /// <returns>The file, or its error; where this directory is not open, the error of that.</returns>
    public KernelFile Open(scoped ReadOnlySpan<byte> path) => Error.IsSuccess ? new(Libc.OpenToRead(_descriptor, path, default)) : this;

    /// <summary>Opens a file in a directory in this one.</summary>
    /// <param name="directory">The directory in this one.</param>
    /// <param name="path">The path of the file from there.</param>
    /// <returns>The file, or its error; where this directory is not open, the error of that.</returns>
    public KernelFile Open(scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> path) =>
        Error.IsSuccess ? new(Libc.OpenToRead(_descriptor, directory, path)) : this;

    /// <summary>Checks that something exists below this directory.</summary>
    /// <param name="path">Its path from here.</param>
    public Errno Find(scoped ReadOnlySpan<byte> path) => Error.IsSuccess ? Libc.AccessAt(_descriptor, path) : Error;

    /// <summary>Reads what a symbolic link in this directory says.</summary>
    /// <param name="name">The link's name.</param>
    /// <param name="target">The answer, as text.</param>
    /// <returns>What went wrong; EINVAL where it is no link.</returns>
    public Errno ReadLink(scoped ReadOnlySpan<byte> name, out string target)
    {
        target = "";
        return Error.IsSuccess ? Libc.ReadLinkAt(_descriptor, name, out target) : Error;
    }

    /// <summary>Reads on from where the file stands. All of an attribute in sysfs comes at once, if there is room for it.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="length">How many there are; 0 at the end.</param>
    /// <returns>What went wrong; where the file is not open, why.</returns>
    public Errno Read(scoped Span<byte> buffer, out int length)
    {
        length = 0;
        return Error.IsSuccess ? Libc.Read(_descriptor, buffer, out length) : Error;
    }

    /// <summary>Reads the next entries of a directory.</summary>
    /// <param name="buffer">Gets structures of getdents64(2).</param>
    /// <param name="length">How many bytes there are; 0 at the end.</param>
    /// <returns>What went wrong; where the directory is not open, why.</returns>
    internal Errno ReadEntries(scoped Span<byte> buffer, out int length)
    {
        length = 0;
        return Error.IsSuccess ? Libc.GetDents(_descriptor, buffer, out length) : Error;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
        }
    }
}
