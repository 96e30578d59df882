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
/// <param name="SuccessResponse">Whether a reply is sent on success.</param>
/// <param name="Features">The wire names of its features.</param>
internal sealed record CommandModel(
    string WireName, string Name, string Family, string Summary, string? ReturnsText, ArgumentStyle Style, EquatableArray<CodeMember> Members,
    CodeType? Boxed, CodeType? Returns, bool SuccessResponse, EquatableArray<string> Features);

/// <summary>The commands of one schema module.</summary>
internal sealed record FamilyModel(string Name, EquatableArray<CommandModel> Commands);

/// <summary>All commands, in schema order.</summary>
/// <param name="Commands">The commands.</param>
/// <param name="Families">The families that they are in, in schema order.</param>
/// <param name="Features">The features that any of them carries: wire and C# names, in alphabetical order.</param>
internal sealed record TableModel(
    EquatableArray<CommandModel> Commands, EquatableArray<string> Families, EquatableArray<FeatureModel> Features);

/// <summary>A feature of commands.</summary>
internal sealed record FeatureModel(string WireName, string Name);
