using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>
/// The program's and its libraries' code in memory. Starting touches most of it, and the kernel maps what lies around; serving needs a fraction.
/// </summary>
public static class ResidentCode
{
    /// <summary>
    /// Releases all of it: what is used again is mapped again from the page cache. The rest no longer counts as memory of this
    /// process, and is the first to go where memory is short; MADV_DONTNEED of madvise(2).
    /// </summary>
    public static void Release()
    {
        using FileContent content = WholeFile.Read("/proc/self/maps");
        ReadOnlySpan<byte> text = content.Bytes;
        foreach (Range range in text.Split((byte)'\n'))
        {
            // 7f3348f13000-7f3348f87000 r-xp 00010000 fd:01 1234  /usr/lib/x86_64-linux-gnu/libm.so.6
            FieldReader fields = new(text[range]);
            ReadOnlySpan<byte> place = fields.Next();
            bool isCode = fields.Next().SequenceEqual("r-xp"u8);
            _ = fields.Next();
            _ = fields.Next();
            _ = fields.Next();

            // Only what no one can have written to: a page that was, would come back as it is in the file.
            if (isCode && fields.Next() is [(byte)'/', ..]
                && place.IndexOf((byte)'-') is > 0 and int dash
                && KernelNumber.TryParseHexadecimal(place[..dash], out ulong start)
                && KernelNumber.TryParseHexadecimal(place[(dash + 1)..], out ulong end))
            {
                _ = Libc.Madvise((nint)start, (nuint)(end - start), Libc.MADV_DONTNEED);
            }
        }
    }
}
