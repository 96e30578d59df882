using Qapi.Model;

namespace Qapi.Generator.Model;

/// <summary>Everything that is to be emitted, decided; what the emitters print needs nothing else. Symbols are those that the conditions of
/// commands ask for, where this build leaves them open.</summary>
internal sealed record Plan(
    EquatableArray<EnumModel> Enums, EquatableArray<ObjectModel> Objects, EquatableArray<UnionModel> Unions, EquatableArray<AlternateModel> Alternates,
    EquatableArray<CommandModel> Commands, EquatableArray<EventModel> Events, EquatableArray<NamedModel> Symbols, CatalogModel Catalog,
    EquatableArray<PlanError> Errors)
{
    /// <summary>Nothing at all.</summary>
    public static Plan Empty { get; } = new(default, default, default, default, default, default, default, CatalogModel.Empty, default);
}

/// <summary>Something in a schema that C# code cannot be made from.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Message">What is the matter.</param>
internal sealed record PlanError(SourceLocation Location, string Message);
