using System.Runtime.InteropServices;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>Enumerates the names in a directory without "." and "..", in the order of the file system; getdents64(2).</summary>
/// <param name="directory">The directory, read from its current position.</param>
/// <param name="buffer">Room for some entries: usually <see cref="Room"/> bytes, 280 at least.</param>
public ref struct DirectoryNames(KernelFile directory, Span<byte> buffer)
{
    /// <summary>The usual length of the buffer: room for about 128 short names.</summary>
    public const int Room = 4096;

    private readonly KernelFile _directory = directory;
    private readonly Span<byte> _buffer = buffer;
    private ReadOnlySpan<byte> _rest;

    /// <summary>The current name, in no known encoding; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Why there are no more names; success at the end of the directory.</summary>
    public Errno Error { get; private set; }

    /// <summary>Advances to the next name; false after the last.</summary>
    public bool Read()
    {
        do
        {
            if (_rest.IsEmpty)
            {
                Error = _directory.ReadEntries(_buffer, out int length);
                _rest = _buffer[..length];
            }

            if (_rest.IsEmpty)
            {
                return false;
            }

            // struct linux_dirent64: (0) d_ino, (8) d_off, (16) d_reclen of 2 bytes, (18) d_type, (19) d_name up to a zero.
            int size = MemoryMarshal.Read<ushort>(_rest[16..]);
            ReadOnlySpan<byte> name = _rest[19..size];
            Current = name[..name.IndexOf((byte)0)];
            _rest = _rest[size..];
        }
        while (Current.SequenceEqual("."u8) || Current.SequenceEqual(".."u8));
        return true;
    }

    /// <summary>Reads all names of a directory.</summary>
    /// <param name="path">The directory's path.</param>
    /// <param name="names">The names; those before an error where there was one.</param>
    public static Errno ReadAll(string path, out List<string> names)
    {
        using KernelFile directory = KernelFile.Open(path);
        return ReadAll(directory, out names);
    }

    /// <summary>Reads all names of an open directory, from where it stands.</summary>
    /// <param name="directory">Not closed here; one that could not be opened gives its error.</param>
    /// <param name="names">The names; those before an error where there was one.</param>
    public static Errno ReadAll(KernelFile directory, out List<string> names)
    {
        names = [];
        DirectoryNames entries = new(directory, stackalloc byte[Room]);
        while (entries.Read())
        {
            names.Add(Encoding.UTF8.GetString(entries.Current));
        }

        return entries.Error;
    }
}
