namespace Qapi.Generator.Model;

/// <summary>How values of a type are read and written.</summary>
internal enum TypeKind
{
    /// <summary>One of the language's own types.</summary>
    Builtin,

    /// <summary>Text on the wire, bytes everywhere else.</summary>
    Payload,

    /// <summary>An enumeration.</summary>
    Enum,

    /// <summary>A struct, a union or an alternate.</summary>
    Complex,

    /// <summary>A list of one of the others.</summary>
    List,
}

/// <summary>A type as the generated code uses it.</summary>
/// <param name="Kind">How its values are read and written.</param>
/// <param name="Name">The C# name, without the <c>?</c> of an optional member.</param>
/// <param name="IsValueType">Whether null stands for "absent" only as <c>Nullable&lt;T&gt;</c>.</param>
/// <param name="Reader">The method of <c>JsonValue</c> that reads a built-in type.</param>
/// <param name="JsonKind">The kind of JSON value that carries it; null if any can.</param>
/// <param name="Element">What a list lists.</param>
/// <param name="IsInPlace">Whether a value stays in the receive buffer; it knows itself whether it is absent.</param>
internal sealed record CodeType(
    TypeKind Kind, string Name, bool IsValueType, string? Reader = null, string? JsonKind = null, CodeType? Element = null, bool IsInPlace = false);
