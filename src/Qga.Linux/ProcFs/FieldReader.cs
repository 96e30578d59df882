using System.Buffers.Text;

namespace Qga.Linux.ProcFs;

/// <summary>The fields of a line of the kernel's: what stands between blanks and tabs, however many.</summary>
/// <param name="line">The line, without its line feed.</param>
public ref struct FieldReader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>The next field; empty behind the last.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _rest = _rest.TrimStart(" \t"u8);
        int end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> field = end < 0 ? _rest : _rest[..end];
        _rest = _rest[field.Length..];
        return field;
    }

    /// <summary>The next field as a decimal number.</summary>
    /// <param name="number">The number; 0 where there is none.</param>
    /// <returns>False where the field is missing or no such number.</returns>
    public bool TryNext(out ulong number) => KernelNumber.TryParse(Next(), out number);

    /// <summary>The next field as a decimal number of 32 bits, which the kernel may have printed as a signed one.</summary>
    /// <param name="number">The number; 0 where there is none.</param>
    /// <returns>False where the field is missing or no such number.</returns>
    public bool TryNext(out uint number)
    {
        ReadOnlySpan<byte> field = Next();
        bool isValid = Utf8Parser.TryParse(field, out long value, out int length) && length == field.Length && value is >= int.MinValue and <= uint.MaxValue;
        number = isValid ? (uint)value : 0;
        return isValid;
    }

    /// <summary>The next field as a hexadecimal number.</summary>
    /// <param name="number">The number; 0 where there is none.</param>
    /// <returns>False where the field is missing or no such number.</returns>
    public bool TryNextHexadecimal(out uint number)
    {
        bool isValid = KernelNumber.TryParseHexadecimal(Next(), out ulong value) && value <= uint.MaxValue;
        number = isValid ? (uint)value : 0;
        return isValid;
    }
}
