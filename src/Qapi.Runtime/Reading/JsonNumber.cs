using System.Buffers.Text;

namespace Qapi.Runtime.Reading;

/// <summary>How QEMU represents a number, by its literal.</summary>
public enum NumberKind
{
    /// <summary>An integer from −2^63 to 2^63−1.</summary>
    Signed,

    /// <summary>An integer from 2^63 to 2^64−1.</summary>
    Unsigned,

    /// <summary>Written with a fraction or an exponent (<c>1.0</c>, <c>1e0</c>), or an integer outside of both ranges.</summary>
    Double,
}

/// <summary>Decodes the numbers of validated JSON.</summary>
public static class JsonNumber
{
    /// <summary>Decodes a number as QEMU does.</summary>
    /// <param name="value">The literal.</param>
    /// <param name="signed">The value where the result is <see cref="NumberKind.Signed"/>.</param>
    /// <param name="unsigned">The value where the result is <see cref="NumberKind.Unsigned"/>.</param>
    /// <param name="real">The value where the result is <see cref="NumberKind.Double"/>; infinite beyond the range.</param>
    /// <returns>Which of the three values is set.</returns>
    public static NumberKind Parse(ReadOnlySpan<byte> value, out long signed, out ulong unsigned, out double real)
    {
        real = 0;
        unsigned = 0;
        if (Utf8Parser.TryParse(value, out signed, out int used) && used == value.Length)
        {
            return NumberKind.Signed;
        }

        if (value[0] != (byte)'-' && Utf8Parser.TryParse(value, out unsigned, out used) && used == value.Length)
        {
            return NumberKind.Unsigned;
        }

        real = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        return NumberKind.Double;
    }
}
