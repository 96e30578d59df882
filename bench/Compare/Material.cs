using Qga.Compare.Rows;

namespace Qga.Compare;

/// <summary>What is read and written: one file for all measurements, so that it is in the page cache and the disk is not kept busy with new ones.</summary>
internal static class Material
{
    // As cp(1) writes: of a file that was written at once, ext4 keeps pieces in the page cache that are so large that 4 KiB in the middle of
    // one take it half as long again, whoever writes them.
    private const int AsCopied = 128 << 10;

    private static readonly byte[] s_bytes = MakePayload();

    private static readonly Lazy<string> s_written = new(() =>
    {
        string path = Path.Combine(Leftovers.Folder, "data");
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (byte[] piece in s_bytes.Chunk(AsCopied))
        {
            file.Write(piece);
        }

        return path;
    });

    /// <summary>As many bytes as the largest piece has, in no order.</summary>
    public static ReadOnlySpan<byte> Payload => s_bytes;

    /// <summary>The path of a file of that many bytes.</summary>
    public static string File => s_written.Value;

    private static byte[] MakePayload()
    {
        byte[] payload = new byte[Sizes.LargestRead];
        new Random(1).NextBytes(payload);
        return payload;
    }
}
