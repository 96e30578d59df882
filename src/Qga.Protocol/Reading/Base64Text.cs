using System.Buffers;

namespace Qga.Protocol.Reading;

/// <summary>
/// Bytes that came as base64, still in the receive buffer. Decoding is as lax as clients know it: line feeds are passed over, an
/// incomplete group of four at the end is dropped, <c>=</c> inside counts as zero bits (and at a group's third and fourth place takes
/// away the byte that ends there).
/// </summary>
public readonly ref struct Base64Text
{
    private static readonly SearchValues<byte> s_digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\\"u8);

    private readonly ReadOnlySpan<byte> _body;

    private Base64Text(ReadOnlySpan<byte> body)
    {
        _body = body;
        IsPresent = true;
    }

    /// <summary>Whether the argument was given; an empty string is given too.</summary>
    public bool IsPresent { get; }

    /// <summary>Takes a JSON string.</summary>
    /// <param name="value">The string with its quotes, out of a sound text.</param>
    /// <returns>What it carries.</returns>
    public static Base64Text FromValue(ReadOnlySpan<byte> value) => new(value[1..^1]);

    /// <summary>Looks through the whole string.</summary>
    /// <returns>How many bytes it decodes to; −1 if it has a character that base64 does not (<c>Base64 data contains invalid characters</c>).</returns>
    public int Measure()
    {
        int special = _body.IndexOfAnyExcept(s_digits);
        if (special < 0)
        {
            return _body.Length / 4 * 3;
        }

        if (_body[special..].ContainsAnyExcept(s_allowed))
        {
            return -1;
        }

        bool onlyPadding = _body.Length % 4 == 0 && special >= _body.Length - 2 && !_body[special..].Contains((byte)'\\') && _body[^1] == (byte)'=';
        return onlyPadding ? (_body.Length / 4 * 3) - (_body.Length - special) : MeasureByReading();
    }

    /// <summary>Begins to decode. Only for a string that <see cref="Measure"/> found good.</summary>
    /// <returns>The reader, at the first byte.</returns>
    public Base64Reader Read() => new(_body);

    private int MeasureByReading()
    {
        Span<byte> scratch = stackalloc byte[1536];
        Base64Reader reader = Read();
        int total = 0;
        while (reader.Read(scratch) is > 0 and int length)
        {
            total += length;
        }

        return reader.IsInvalid ? -1 : total;
    }
}
