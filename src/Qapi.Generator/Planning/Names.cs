using System.Text;

namespace Qapi.Generator.Planning;

/// <summary>Makes C# names of the schema's.</summary>
internal static class Names
{
    /// <summary>Names that a record or the generated code itself has in every type.</summary>
    private static readonly HashSet<string> s_taken =
    [
        "Clone", "Content", "Equals", "EqualityContract", "Finalize", "GetHashCode", "GetType", "HasMember", "JsonKind", "JsonString", "JsonText", "JsonValue",
        "MemberwiseClone", "Plain", "PrintMembers", "Read", "ReadFault", "ReadMembers", "ReferenceEquals", "ToString", "UnknownMembers", "Write",
        "WriteMembers",
    ];

    /// <summary>What every class has.</summary>
    private static readonly HashSet<string> s_takenEverywhere =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>What the generated class of commands has besides features.</summary>
    private static readonly HashSet<string> s_takenInCommand = ["All", "Command", "DeclaredFor", "Find", "IsDeclaredFor", "Name", "Number", "SuccessResponse"];

    /// <summary>Types that the generated code uses, or that are made whatever the schema says.</summary>
    private static readonly HashSet<string> s_takenTypes =
    [
        "ArgumentOutOfRangeException", "ArgumentRules", "Base64Text", "Caller", "CancellationToken", "CatalogCommand", "CatalogKind",
        "CatalogMember", "CatalogType", "Command", "CommandCatalog", "CommandResult", "CommandTable", "Deferred",
        "IPayload", "IReadOnlyList", "InvalidOperationException", "JsonAny", "JsonKind", "JsonNull", "JsonString", "JsonText", "JsonValue", "JsonWriter",
        "ObjectReader", "Payload", "QapiError", "ReadFault", "ReadLimits", "ReadOnlySpan", "RemoteCommand", "Symbols", "Task", "TextList", "UnknownMembers",
    ];

    private static readonly HashSet<string> s_keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while",
    ];

    /// <summary>Names that a client's methods use themselves.</summary>
    private static readonly HashSet<string> s_takenInMethods = ["cancellationToken", "i", "writer"];

    /// <summary><c>guest-file-open</c> is <c>GuestFileOpen</c>, <c>BLOCK_JOB_READY</c> is <c>BlockJobReady</c>, <c>QGASeek</c> stays.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <returns>The C# name.</returns>
    public static string Pascal(string wireName)
    {
        bool shouts = wireName.Contains('_') && !wireName.Any(char.IsLower);
        var name = new StringBuilder();
        foreach (string part in wireName.Split(['-', '_', '.', '/'], StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append(char.ToUpperInvariant(part[0])).Append(shouts ? part.Substring(1).ToLowerInvariant() : part.Substring(1));
        }

        return name.Length == 0 || char.IsDigit(name[0]) ? $"_{name}" : name.ToString();
    }

    /// <summary>The name of something inside of a type: what the type has already is kept out of its way.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <param name="type">The C# name of the type around it.</param>
    /// <returns>The C# name.</returns>
    public static string Inside(string wireName, string type)
    {
        string name = Pascal(wireName);
        return name == type || s_taken.Contains(name) ? $"{name}Value" : name;
    }

    /// <summary>The name of a command, which becomes a method.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <returns>The C# name.</returns>
    public static string Command(string wireName) => Pascal(wireName) is var name && s_takenEverywhere.Contains(name) ? $"{name}Command" : name;

    /// <summary>The name of the record for an event: <c>STOP</c> is <c>StopEvent</c>, as event names are capitals throughout.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <returns>The C# name.</returns>
    public static string Event(string wireName) => $"{Pascal(wireName.Any(char.IsLower) ? wireName : wireName.ToLowerInvariant())}Event";

    /// <summary>The name of the commands of a schema file, which becomes a property of their table.</summary>
    /// <param name="module">The file's name.</param>
    /// <returns>The C# name.</returns>
    public static string Family(string module) =>
        Pascal(module) is var name && (s_takenEverywhere.Contains(name) || name is "Find" or "Invoke" or "Rules" or "Symbols") ? $"{name}Family" : name;

    /// <summary>The name of a feature, which becomes a property of commands.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <returns>The C# name.</returns>
    public static string Feature(string wireName) =>
        Pascal(wireName) is var name && (s_takenEverywhere.Contains(name) || s_takenInCommand.Contains(name)) ? $"{name}Feature" : name;

    /// <summary>The name of a type inside of a type.</summary>
    /// <param name="wireName">The schema's name.</param>
    /// <param name="type">The C# name of the type around it.</param>
    /// <param name="members">The C# names of that type's members.</param>
    /// <returns>The C# name.</returns>
    public static string Nested(string wireName, string type, IEnumerable<string> members)
    {
        string name = Inside(wireName, type);
        return s_takenTypes.Contains(name) || members.Contains(name) ? $"{name}Branch" : name;
    }

    /// <summary>Whether a type must not have this name, as the generated code needs it.</summary>
    /// <param name="name">The C# name.</param>
    /// <returns>Whether it is taken.</returns>
    public static bool IsTakenType(string name) => s_takenTypes.Contains(name);

    /// <summary>The name of a parameter.</summary>
    /// <param name="pascal">The C# name of the member that it is for.</param>
    /// <returns>The same in camel case, escaped where C# has that word, and out of the way of the method's own names.</returns>
    public static string Parameter(string pascal)
    {
        string name = Local(pascal);
        return s_keywords.Contains(name) ? $"@{name}" : s_takenInMethods.Contains(name) ? $"{name}Value" : name;
    }

    /// <summary>The name that a member's local variables begin with.</summary>
    /// <param name="pascal">The C# name of the member.</param>
    /// <returns>The same in camel case.</returns>
    public static string Local(string pascal) => char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
}
