namespace Qga.Linux;

/// <summary>
/// A buffer for what the kernel answers, kept for the next answer: a new one each time would cost as much garbage and page faults as the rest of a reply.
/// </summary>
internal static class SpareBuffer
{
    // The most that netlink sends at once; enough for nearly all files of /proc.
    private const int UsualLength = 32 << 10;
    private const int MostKept = 64 << 10;
    private static byte[]? s_spare;

    /// <summary>Takes the buffer, or a new one where another thread has it. Its content is undefined.</summary>
    /// <returns>32 KiB at least.</returns>
    public static byte[] Take() => Interlocked.Exchange(ref s_spare, null) ?? GC.AllocateUninitializedArray<byte>(UsualLength);

    /// <summary>Gives a buffer back, which may have been replaced by a longer one. It must not be used any more.</summary>
    public static void Give(byte[] buffer)
    {
        if (buffer.Length <= MostKept)
        {
            Volatile.Write(ref s_spare, buffer);
        }
    }
}
