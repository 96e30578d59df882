using Qapi.Model;

namespace Qapi.Generator.Model;

/// <summary>A member of an object.</summary>
/// <param name="WireName">Its name in JSON.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">Its type.</param>
/// <param name="ArgumentType">Its type where it is an argument, as the serving side reads it.</param>
/// <param name="Optional">Whether it may be absent.</param>
/// <param name="Summary">What it means, as XML.</param>
internal sealed record CodeMember(string WireName, string Name, CodeType Type, CodeType ArgumentType, bool Optional, string Summary);

/// <summary>An enumeration.</summary>
internal sealed record EnumModel(string Name, string Summary, EquatableArray<EnumValueModel> Values);

/// <summary>A value of an enumeration.</summary>
internal sealed record EnumValueModel(string WireName, string Name, string Summary);

/// <summary>An object with fixed members: a struct with those of its bases, or an event's data.</summary>
internal sealed record ObjectModel(string Name, string Summary, EquatableArray<CodeMember> Members);

/// <summary>An object whose further members depend on one of the others.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Summary">What it is, as XML.</param>
/// <param name="Members">The members that are always there, without the discriminator.</param>
/// <param name="Discriminator">The member that decides.</param>
/// <param name="Branches">What its values add.</param>
/// <param name="Plain">The discriminator's values that add nothing, by their C# names.</param>
internal sealed record UnionModel(
    string Name, string Summary, EquatableArray<CodeMember> Members, CodeMember Discriminator, EquatableArray<UnionBranchModel> Branches,
    EquatableArray<string> Plain);

/// <summary>What a discriminator's value adds.</summary>
/// <param name="Value">The value, by its C# name.</param>
/// <param name="Name">The nested record's name.</param>
/// <param name="Content">The struct or union that is added.</param>
/// <param name="Summary">What it means, as XML.</param>
internal sealed record UnionBranchModel(string Value, string Name, CodeType Content, string Summary);

/// <summary>A value that may be of one of several kinds of JSON values.</summary>
internal sealed record AlternateModel(string WireName, string Name, string Summary, EquatableArray<AlternateBranchModel> Branches);

/// <summary>One of an alternate's kinds.</summary>
internal sealed record AlternateBranchModel(string Name, CodeType Type, string Summary);

/// <summary>An event.</summary>
/// <param name="WireName">Its name on the wire.</param>
/// <param name="Data">The type of what it carries.</param>
internal sealed record EventModel(string WireName, CodeType Data);
