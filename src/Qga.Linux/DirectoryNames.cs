using System.Runtime.InteropServices;

namespace Qga.Linux;

/// <summary>Goes through the names in a directory, "." and ".." left out, in the order of the file system; getdents64(2).</summary>
/// <param name="directory">The directory, from where it stands.</param>
/// <param name="buffer">Room for some entries: <see cref="Room"/> bytes are usual, 280 the least.</param>
public ref struct DirectoryNames(KernelFile directory, Span<byte> buffer)
{
    /// <summary>How large a buffer should be: about 128 short names.</summary>
    public const int Room = 4096;

    private readonly KernelFile _directory = directory;
    private readonly Span<byte> _buffer = buffer;
    private ReadOnlySpan<byte> _rest;

    /// <summary>The current name: bytes of no known encoding, until the next step.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Why there are no more; 0 at the end of the directory. Where it could not be opened, why.</summary>
    public Errno Error { get; private set; }

    /// <summary>Steps to the next.</summary>
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
}
