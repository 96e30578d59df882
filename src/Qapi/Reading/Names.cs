namespace Qapi.Reading;

/// <summary>What a name is for.</summary>
internal enum NameKind
{
    /// <summary>A type: CamelCase.</summary>
    Type,

    /// <summary>A command: lower-case, words joined by '-'.</summary>
    Command,

    /// <summary>An event: UPPER_CASE, words joined by '_'.</summary>
    Event,

    /// <summary>A member or branch: as a command.</summary>
    Member,

    /// <summary>An enumeration's value: as a member, but it may begin with a digit.</summary>
    EnumValue,

    /// <summary>A feature: as a command.</summary>
    Feature,
}

/// <summary>How much of the rules for case and for joining words a name is spared.</summary>
internal enum Freedom
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It may have '_' for '-'.</summary>
    Underscores,

    /// <summary>All.</summary>
    Full,
}

/// <summary>The rules for names.</summary>
internal static class Names
{
    /// <summary>What is wrong with a name; null if nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="freedom">What it is spared.</param>
    public static string? Fault(string name, NameKind kind, Freedom freedom)
    {
        string stem = Stem(name);
        bool wellFormed = IsWellFormed(stem) || (kind == NameKind.EnumValue && name.Length > 0 && IsDigit(name[0]) && IsWellFormed("d" + name));
        if (!wellFormed)
        {
            return "must begin with a letter and have only letters, digits, '-' and '_'";
        }

        string folded = Fold(name);
        if (folded.StartsWith("q_", StringComparison.Ordinal))
        {
            return "begins with 'q_' or 'q-', which is reserved";
        }

        return kind switch
        {
            NameKind.Type => TypeFault(stem, freedom),
            NameKind.Event when freedom == Freedom.Full || !stem.Any(c => IsLower(c) || c == '-') => null,
            NameKind.Event => "must be upper case, with '_' between words",
            NameKind.Member when folded == "u" || folded.StartsWith("has_", StringComparison.Ordinal) => "is reserved",
            _ when freedom == Freedom.Full || !stem.Any(c => IsUpper(c) || (c == '_' && freedom == Freedom.None)) => null,
            _ => "must be lower case, with '-' between words",
        };
    }

    /// <summary>The form in which two names of one scope must differ: languages have no '-' or '.' in names.</summary>
    public static string Fold(string name) => name.Replace('-', '_').Replace('.', '_');

    /// <summary>Whether a text can be a symbol of a condition.</summary>
    public static bool IsSymbol(string text) => text.Length > 0 && IsUpper(text[0]) && text.All(c => IsUpper(c) || IsDigit(c) || c == '_');

    /// <summary>
    /// The name without the prefix <c>__RFQDN_</c> under which a vendor may define his own, and without the <c>x-</c> of what is
    /// experimental; "" if the first is ill-formed.
    /// </summary>
    private static string Stem(string name)
    {
        string rest = name.StartsWith("__", StringComparison.Ordinal) ? WithoutVendor(name) : name;
        bool experimental = rest.StartsWith("x-", StringComparison.OrdinalIgnoreCase) && IsWellFormed(rest.Substring(2));
        return experimental ? rest.Substring(2) : rest;
    }

    private static string WithoutVendor(string name)
    {
        int end = name.IndexOf('_', 2);
        bool isValid = end > 2 && name.Skip(2).Take(end - 2).All(c => IsLetter(c) || IsDigit(c) || c is '.' or '-');
        return isValid ? name.Substring(end + 1) : "";
    }

    private static bool IsWellFormed(string stem) =>
        stem.Length > 0 && IsLetter(stem[0]) && stem.All(c => IsLetter(c) || IsDigit(c) || c is '-' or '_');

    private static string? TypeFault(string stem, Freedom freedom) => stem switch
    {
        _ when stem.EndsWith("List", StringComparison.Ordinal) => "ends with 'List', which is reserved",
        _ when freedom == Freedom.Full || (IsUpper(stem[0]) && stem.Any(IsLower) && !stem.Any(c => c is '-' or '_')) => null,
        _ => "must be CamelCase",
    };

    private static bool IsLower(char c) => c is >= 'a' and <= 'z';

    private static bool IsUpper(char c) => c is >= 'A' and <= 'Z';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => IsLower(c) || IsUpper(c);
}
