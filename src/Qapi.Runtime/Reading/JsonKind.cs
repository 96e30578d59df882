namespace Qapi.Runtime.Reading;

/// <summary>The kinds of JSON values.</summary>
public enum JsonKind
{
    /// <summary>Members in braces.</summary>
    Object,

    /// <summary>Elements in brackets.</summary>
    Array,

    /// <summary>A text in either kind of quotes.</summary>
    String,

    /// <summary>An integer or a fraction.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>null</c>.</summary>
    Null,
}
