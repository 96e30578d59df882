using Qga.Compare.Rows;

namespace Qga.Compare;

/// <summary>What is read and written: one file for all measurements, so that it is in the page cache and the disk is not kept busy with new ones.</summary>
internal static class Material
{
    private static readonly byte[] Bytes = MakePayload();

    private static readonly Lazy<string> Written = new(() =>
    {
        string path = Path.Combine(Leftovers.Folder, "data");
        System.IO.File.WriteAllBytes(path, Bytes);
        return path;
    });

    /// <summary>As many bytes as the largest piece has, in no order.</summary>
    public static ReadOnlySpan<byte> Payload => Bytes;

    /// <summary>The path of a file of that many bytes.</summary>
    public static string File => Written.Value;

    private static byte[] MakePayload()
    {
        byte[] payload = new byte[Sizes.LargestRead];
        new Random(1).NextBytes(payload);
        return payload;
    }
}
