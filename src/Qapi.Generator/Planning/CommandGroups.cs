using Qapi.Generator.Model;

namespace Qapi.Generator.Planning;

/// <summary>Puts commands together for the code that serves them.</summary>
internal static class CommandGroups
{
    /// <summary>The commands of each schema module, in the order of their first commands.</summary>
    public static IEnumerable<FamilyModel> Families(Plan plan) =>
        plan.Commands.GroupBy(command => command.Family).Select(family => new FamilyModel(family.Key, new(family)));

    /// <summary>The table of all commands.</summary>
    public static TableModel Table(Plan plan) => new(
        plan.Commands,
        new(plan.Commands.Select(command => command.Family).Distinct()),
        new(plan.Commands
            .SelectMany(command => command.Features)
            .Distinct()
            .OrderBy(feature => feature, StringComparer.Ordinal)
            .Select(feature => new NamedModel(feature, Names.Feature(feature)))),
        plan.Symbols);
}
