namespace Qga.Model.Tests;

/// <summary>A file of the guest as it should be.</summary>
internal sealed class ModelFile
{
    private readonly List<byte> _content = [];

    public bool Exists { get; set; }

    public ReadOnlySpan<byte> Content => _content.ToArray();

    public int Length => _content.Count;

    public void Truncate() => _content.Clear();

    /// <summary>The bytes from a place on, as far as there are any.</summary>
    public byte[] Read(long position, int count) => position >= Length ? [] : [.. _content.Skip((int)position).Take(count)];

    /// <summary>Writes; what is between the end and the place becomes zeros.</summary>
    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Length < position + bytes.Length)
        {
            _content.Add(0);
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            _content[(int)position + i] = bytes[i];
        }
    }
}

/// <summary>An open file as it should be.</summary>
/// <param name="number">The agent's number for it.</param>
/// <param name="file">The file.</param>
/// <param name="mode">How it was opened; as fopen(3) has it.</param>
internal sealed class ModelHandle(long number, ModelFile file, string mode)
{
    public long Number => number;

    public ModelFile File => file;

    public bool CanRead => mode.Contains('r', StringComparison.Ordinal) || mode.Contains('+', StringComparison.Ordinal);

    public bool CanWrite => !mode.Contains('r', StringComparison.Ordinal) || mode.Contains('+', StringComparison.Ordinal);

    public bool IsAppending => mode.Contains('a', StringComparison.Ordinal);

    public bool IsClosed { get; set; }

    public long Position { get; set; }
}
