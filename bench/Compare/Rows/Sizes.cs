using System.Globalization;

namespace Qga.Compare.Rows;

/// <summary>In what pieces files are read and written.</summary>
internal static class Sizes
{
    /// <summary>The largest piece that both agents read: the limit of guest-file-read.</summary>
    public const int LargestRead = 48 << 20;

    /// <summary>The largest piece that both agents write: the original refuses a request of 64 MiB, to which the text of 48 MiB comes with its frame.</summary>
    public const int LargestWrite = 47 << 20;

    /// <summary>A piece whose price is that of its request, not of its bytes.</summary>
    public const int Small = 4 << 10;

    /// <summary>Pieces that are read.</summary>
    public static IReadOnlyList<int> Reads { get; } = [64 << 10, 1 << 20, 16 << 20, LargestRead];

    /// <summary>Pieces that are written.</summary>
    public static IReadOnlyList<int> Writes { get; } = [64 << 10, 1 << 20, 16 << 20, LargestWrite];

    /// <summary>How many characters bytes become as base64.</summary>
    /// <param name="bytes">How many bytes.</param>
    public static int Base64(int bytes) => (bytes + 2) / 3 * 4;

    /// <summary>A size for people.</summary>
    /// <param name="bytes">How many bytes.</param>
    public static string Name(int bytes) =>
        bytes < 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
