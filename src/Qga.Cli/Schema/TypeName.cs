namespace Qga.Cli.Schema;

/// <summary>Names of types as the catalog has them.</summary>
internal static class TypeName
{
    /// <summary>What a list lists; null for what is no list.</summary>
    public static string? ElementOf(string type) => type is ['[', .. string element, ']'] ? element : null;

    /// <summary>Whether it is one of the integers of the language.</summary>
    public static bool IsInteger(string type) => Range(type) is not null;

    /// <summary>What an integer of a type may be; null for other types.</summary>
    public static (Int128 Least, Int128 Most)? Range(string type) => type switch
    {
        "int" or "int64" => (long.MinValue, long.MaxValue),
        "int32" => (int.MinValue, int.MaxValue),
        "int16" => (short.MinValue, short.MaxValue),
        "int8" => (sbyte.MinValue, sbyte.MaxValue),
        "size" or "uint64" => (0, ulong.MaxValue),
        "uint32" => (0, uint.MaxValue),
        "uint16" => (0, ushort.MaxValue),
        "uint8" => (0, byte.MaxValue),
        _ => null,
    };

    /// <summary>A type for people: <c>integer</c>, <c>list of string</c>, <c>GuestFileWhence</c>.</summary>
    public static string ForPeople(string type) => type switch
    {
        "str" => "string",
        "int" => "integer",
        "bool" => "boolean",
        ['[', .. string element, ']'] => $"list of {ForPeople(element)}",
        _ => type,
    };
}
