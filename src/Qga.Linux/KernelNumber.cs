using System.Buffers.Text;

namespace Qga.Linux;

/// <summary>Numbers in text of the kernel: digits only, without sign, blanks or prefix.</summary>
public static class KernelNumber
{
    /// <summary>Reads decimal digits.</summary>
    /// <returns>False, and 0, where there is anything else, or more than 64 bits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong number) =>
        IsWhole(Utf8Parser.TryParse(text, out number, out int length), text, length, ref number);

    /// <summary>Reads hexadecimal digits.</summary>
    /// <returns>False, and 0, where there is anything else, or more than 64 bits.</returns>
    public static bool TryParseHexadecimal(ReadOnlySpan<byte> text, out ulong number) =>
        IsWhole(Utf8Parser.TryParse(text, out number, out int length, 'x'), text, length, ref number);

    private static bool IsWhole(bool isNumber, ReadOnlySpan<byte> text, int length, ref ulong number)
    {
        isNumber &= length == text.Length;
        number = isNumber ? number : 0;
        return isNumber;
    }
}
