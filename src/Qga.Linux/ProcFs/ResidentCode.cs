using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>The program's and its libraries' files in memory.</summary>
public static class ResidentCode
{
    /// <summary>
    /// Releases all code. Starting touches most of it, and the kernel maps what lies around; serving needs a fraction. What is used again is mapped again
    /// from the page cache. The rest no longer counts as memory of this process, and is the first to go where memory is short; MADV_DONTNEED of
    /// madvise(2).
    /// </summary>
    public static void Release()
    {
        // Only what no one can have written to: a page that was, would come back as it is in the file.
        ForEachFileMapping(static (permissions, start, length) =>
        {
            if (permissions.SequenceEqual("r-xp"u8))
            {
                _ = Libc.Madvise(start, length, Libc.MADV_DONTNEED);
            }
        });
    }

    /// <summary>Reads all of it into memory and keeps it there; mlock(2).</summary>
    internal static void Lock() => ForEachFileMapping(static (_, start, length) => Libc.Mlock(start, length));

    private static void ForEachFileMapping(MappingAction action)
    {
        using FileContent content = WholeFile.Read("/proc/self/maps");
        ReadOnlySpan<byte> text = content.Bytes;
        foreach (Range range in text.Split((byte)'\n'))
        {
            // 7f3348f13000-7f3348f87000 r-xp 00010000 fd:01 1234  /usr/lib/x86_64-linux-gnu/libm.so.6
            FieldReader fields = new(text[range]);
            ReadOnlySpan<byte> place = fields.Next();
            ReadOnlySpan<byte> permissions = fields.Next();
            _ = fields.Next();
            _ = fields.Next();
            _ = fields.Next();
            if (fields.Next() is [(byte)'/', ..]
                && place.IndexOf((byte)'-') is > 0 and int dash
                && KernelNumber.TryParseHexadecimal(place[..dash], out ulong start)
                && KernelNumber.TryParseHexadecimal(place[(dash + 1)..], out ulong end))
            {
                action(permissions, (nint)start, (nuint)(end - start));
            }
        }
    }

    private delegate void MappingAction(ReadOnlySpan<byte> permissions, nint start, nuint length);
}
