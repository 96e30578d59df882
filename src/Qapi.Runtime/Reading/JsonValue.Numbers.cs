namespace Qapi.Runtime.Reading;

public static partial class JsonValue
{
    /// <summary>Reads <c>int</c> and <c>int64</c>. A number with a fraction or an exponent does not fit, even if it is whole.</summary>
    public static ReadFault? ReadInt64(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return JsonText.KindOf(text) == JsonKind.Number && JsonNumber.Parse(text, out value, out _, out _) == NumberKind.Signed
            ? null
            : ReadFault.WrongType("integer");
    }

    /// <summary>Reads <c>uint64</c> and <c>size</c>. Negative integers wrap around, as QEMU has it for old clients.</summary>
    public static ReadFault? ReadUInt64(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (JsonText.KindOf(text) != JsonKind.Number)
        {
            return ReadFault.Unfit("uint64");
        }

        NumberKind kind = JsonNumber.Parse(text, out long signed, out value, out _);
        value = kind == NumberKind.Signed ? unchecked((ulong)signed) : value;
        return kind == NumberKind.Double ? ReadFault.Unfit("uint64") : null;
    }

    /// <summary>Reads <c>number</c>.</summary>
    public static ReadFault? ReadDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (JsonText.KindOf(text) != JsonKind.Number)
        {
            return ReadFault.WrongType("number");
        }

        value = JsonNumber.Parse(text, out long signed, out ulong unsigned, out double real) switch
        {
            NumberKind.Signed => signed,
            NumberKind.Unsigned => unsigned,
            _ => real,
        };
        return null;
    }

    /// <summary>Reads <c>int8</c>.</summary>
    public static ReadFault? ReadInt8(ReadOnlySpan<byte> text, out sbyte value)
    {
        ReadFault? fault = ReadInRange(text, sbyte.MinValue, sbyte.MaxValue, "int8_t", out long wide);
        value = (sbyte)wide;
        return fault;
    }

    /// <summary>Reads <c>int16</c>.</summary>
    public static ReadFault? ReadInt16(ReadOnlySpan<byte> text, out short value)
    {
        ReadFault? fault = ReadInRange(text, short.MinValue, short.MaxValue, "int16_t", out long wide);
        value = (short)wide;
        return fault;
    }

    /// <summary>Reads <c>int32</c>.</summary>
    public static ReadFault? ReadInt32(ReadOnlySpan<byte> text, out int value)
    {
        ReadFault? fault = ReadInRange(text, int.MinValue, int.MaxValue, "int32_t", out long wide);
        value = (int)wide;
        return fault;
    }

    /// <summary>Reads <c>uint8</c>.</summary>
    public static ReadFault? ReadUInt8(ReadOnlySpan<byte> text, out byte value)
    {
        ReadFault? fault = ReadUpTo(text, byte.MaxValue, "uint8_t", out ulong wide);
        value = (byte)wide;
        return fault;
    }

    /// <summary>Reads <c>uint16</c>.</summary>
    public static ReadFault? ReadUInt16(ReadOnlySpan<byte> text, out ushort value)
    {
        ReadFault? fault = ReadUpTo(text, ushort.MaxValue, "uint16_t", out ulong wide);
        value = (ushort)wide;
        return fault;
    }

    /// <summary>Reads <c>uint32</c>.</summary>
    public static ReadFault? ReadUInt32(ReadOnlySpan<byte> text, out uint value)
    {
        ReadFault? fault = ReadUpTo(text, uint.MaxValue, "uint32_t", out ulong wide);
        value = (uint)wide;
        return fault;
    }

    private static ReadFault? ReadInRange(ReadOnlySpan<byte> text, long least, long most, string expected, out long value) =>
        ReadInt64(text, out value) ?? (value < least || value > most ? ReadFault.Unfit(expected) : null);

    private static ReadFault? ReadUpTo(ReadOnlySpan<byte> text, ulong most, string expected, out ulong value) =>
        ReadUInt64(text, out value) ?? (value > most ? ReadFault.Unfit(expected) : null);
}
