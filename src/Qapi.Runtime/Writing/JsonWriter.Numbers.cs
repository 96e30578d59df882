using System.Globalization;

namespace Qapi.Runtime.Writing;

public ref partial struct JsonWriter
{
    private const int LongestInteger = 20;

    /// <summary>The digits that tell any two doubles apart.</summary>
    private const int SignificantDigits = 17;

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The number.</param>
    public void Value(long value)
    {
        BeginValue();
        Reserve(LongestInteger);
        value.TryFormat(_span[_used..], out int length, default, CultureInfo.InvariantCulture);
        _used += length;
        _comma = true;
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The number.</param>
    public void Value(ulong value)
    {
        BeginValue();
        Reserve(LongestInteger);
        value.TryFormat(_span[_used..], out int length, default, CultureInfo.InvariantCulture);
        _used += length;
        _comma = true;
    }

    /// <summary>
    /// Writes a number as C's <c>%.17g</c> does, because QEMU does: <c>0.10000000000000001</c>, <c>100</c>, <c>-0</c>,
    /// <c>1.0000000000000001e+300</c>; an infinite one as <c>inf</c>, which is not JSON.
    /// </summary>
    /// <param name="value">The number.</param>
    public void Value(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8);
            return;
        }

        // d.ddddddddddddddddE+ddd
        Span<byte> scientific = stackalloc byte[32];
        value.TryFormat(scientific, out int length, "E16", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> text = scientific[..length];
        BeginValue();
        Reserve(32);
        if (text[0] == (byte)'-')
        {
            _span[_used++] = (byte)'-';
            text = text[1..];
        }

        Span<byte> digits = stackalloc byte[SignificantDigits];
        digits[0] = text[0];
        text[2..(SignificantDigits + 1)].CopyTo(digits[1..]);
        ReadOnlySpan<byte> significant = digits[..(1 + digits[1..].TrimEnd((byte)'0').Length)];
        int exponent = ExponentOf(text[(SignificantDigits + 2)..]);
        if (exponent is < -4 or >= SignificantDigits)
        {
            WriteScientific(significant, exponent);
        }
        else
        {
            WriteFixed(significant, exponent);
        }

        _comma = true;
    }

    // The text is a sign and digits.
    private static int ExponentOf(scoped ReadOnlySpan<byte> text)
    {
        int magnitude = 0;
        foreach (byte digit in text[1..])
        {
            magnitude = (magnitude * 10) + digit - '0';
        }

        return text[0] == (byte)'-' ? -magnitude : magnitude;
    }

    private void WriteScientific(scoped ReadOnlySpan<byte> significant, int exponent)
    {
        _span[_used++] = significant[0];
        if (significant.Length > 1)
        {
            _span[_used++] = (byte)'.';
            significant[1..].CopyTo(_span[_used..]);
            _used += significant.Length - 1;
        }

        _span[_used++] = (byte)'e';
        _span[_used++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int magnitude = Math.Abs(exponent);
        if (magnitude >= 100)
        {
            _span[_used++] = (byte)('0' + (magnitude / 100));
        }

        _span[_used++] = (byte)('0' + (magnitude / 10 % 10));
        _span[_used++] = (byte)('0' + (magnitude % 10));
    }

    private void WriteFixed(scoped ReadOnlySpan<byte> significant, int exponent)
    {
        // The point stands after the digit of weight one: before all digits for exponents below zero.
        for (int weight = Math.Max(exponent, 0), last = exponent - significant.Length + 1; weight >= Math.Min(last, 0); weight--)
        {
            if (weight == -1)
            {
                _span[_used++] = (byte)'.';
            }

            int index = exponent - weight;
            _span[_used++] = index >= 0 && index < significant.Length ? significant[index] : (byte)'0';
        }
    }
}
