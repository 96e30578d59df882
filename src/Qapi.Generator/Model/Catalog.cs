using Qapi.Model;

namespace Qapi.Generator.Model;

/// <summary>The schema for programs that show it: names as on the wire, types as <c>str</c> or <c>[str]</c>, conditions and texts for people.</summary>
internal sealed record CatalogModel(EquatableArray<CatalogCommandModel> Commands, EquatableArray<CatalogTypeModel> Types)
{
    /// <summary>A schema without commands.</summary>
    public static CatalogModel Empty { get; } = new(default, default);
}

/// <summary>A command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Module">The schema file that declares it.</param>
/// <param name="Text">What it does.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Returns">The type of the result; null if there is none.</param>
/// <param name="ReturnsText">What the result is; null if the schema does not say.</param>
/// <param name="Since">The release in which it appeared; null if the schema does not say.</param>
/// <param name="Features">The names of its features.</param>
/// <param name="Condition">When it exists; null: always.</param>
/// <param name="IsAnswered">Whether a reply is sent on success.</param>
/// <param name="HasOpenArguments">Whether there may be others than <paramref name="Arguments"/>.</param>
internal sealed record CatalogCommandModel(
    string Name, string Module, string Text, EquatableArray<CatalogMemberModel> Arguments, string? Returns, string? ReturnsText, string? Since,
    EquatableArray<string> Features, string? Condition, bool IsAnswered, bool HasOpenArguments);

/// <summary>A type; of a union <paramref name="Members"/> are the common ones.</summary>
internal sealed record CatalogTypeModel(
    string Name, string Kind, string Text, EquatableArray<CatalogMemberModel> Members, string? Discriminator, EquatableArray<CatalogMemberModel> Branches,
    string? Since, string? Condition);

/// <summary>An argument, a member, a value or a branch.</summary>
internal sealed record CatalogMemberModel(string Name, string Type, bool IsOptional, string Text, EquatableArray<string> Features, string? Condition);
