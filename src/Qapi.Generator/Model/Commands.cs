using Qapi.Model;

namespace Qapi.Generator.Model;

/// <summary>How a command takes its arguments.</summary>
internal enum ArgumentStyle
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>As members, each by itself.</summary>
    Members,

    /// <summary>As one struct or union (<c>'boxed'</c>).</summary>
    Boxed,

    /// <summary>As JSON, unread (<c>'gen': false</c>).</summary>
    Raw,
}

/// <summary>How a command gives its result.</summary>
internal enum ReplyStyle
{
    /// <summary>It returns it.</summary>
    Returned,

    /// <summary>It may complete it later (feature <c>deferred</c>).</summary>
    Deferred,

    /// <summary>It writes it member by member (feature <c>written</c>).</summary>
    Written,
}

/// <summary>A command.</summary>
/// <param name="WireName">Its name on the wire.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Family">The schema module that declares it, as a C# name.</param>
/// <param name="Summary">What it does, as XML.</param>
/// <param name="ReturnsText">What it returns, as XML; null if it returns nothing.</param>
/// <param name="Style">How it takes its arguments.</param>
/// <param name="Members">The arguments; empty unless they are taken as members.</param>
/// <param name="Boxed">The type of a boxed argument.</param>
/// <param name="Returns">The type of the result; null if there is none.</param>
/// <param name="ReplyStyle">How it gives its result.</param>
/// <param name="ResultMembers">The members of a result that is written member by member.</param>
/// <param name="SuccessResponse">Whether a reply is sent on success.</param>
/// <param name="WantsCaller">Whether it wants to know who calls it (feature <c>caller</c>).</param>
/// <param name="IsSlow">Whether it may take longer than others (feature <c>slow</c>).</param>
/// <param name="HasSentinel">Whether the byte 0xFF goes before its reply (feature <c>sentinel</c>).</param>
/// <param name="Condition">Under which symbols it is declared, as a C# expression over <c>symbols</c>; null if always.</param>
/// <param name="Features">The wire names of its features.</param>
internal sealed record CommandModel(
    string WireName, string Name, string Family, string Summary, string? ReturnsText, ArgumentStyle Style, EquatableArray<CodeMember> Members,
    CodeType? Boxed, CodeType? Returns, ReplyStyle ReplyStyle, EquatableArray<CodeMember> ResultMembers, bool SuccessResponse, bool WantsCaller,
    bool IsSlow, bool HasSentinel, string? Condition, EquatableArray<string> Features);

/// <summary>The commands of one schema module.</summary>
internal sealed record FamilyModel(string Name, EquatableArray<CommandModel> Commands);

/// <summary>All commands, in schema order.</summary>
/// <param name="Commands">The commands.</param>
/// <param name="Families">The families that they are in, in schema order.</param>
/// <param name="Features">The features that any of them carries, in alphabetical order.</param>
/// <param name="Symbols">The symbols that their conditions ask for, in alphabetical order; empty if the conditions are decided.</param>
internal sealed record TableModel(
    EquatableArray<CommandModel> Commands, EquatableArray<string> Families, EquatableArray<NamedModel> Features, EquatableArray<NamedModel> Symbols);

/// <summary>A feature or a symbol: its name in the schema and in C#.</summary>
internal sealed record NamedModel(string WireName, string Name);
