namespace Qapi.Runtime.Reading;

/// <summary>The kinds of JSON values.</summary>
public enum JsonKind
{
    /// <summary>Members between braces.</summary>
    Object,

    /// <summary>Elements between brackets.</summary>
    Array,

    /// <summary>A text between double or single quotes.</summary>
    String,

    /// <summary>An integer, or a number with a fraction or an exponent.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>null</c>.</summary>
    Null,
}
