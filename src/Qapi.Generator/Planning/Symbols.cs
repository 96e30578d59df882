using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>The symbols that a build defines, against which the schema's conditions are held.</summary>
/// <param name="defines">The symbols, separated by commas; <c>*</c> keeps everything whatever its condition says, for code that must know of
/// every platform.</param>
internal sealed class Symbols(string defines)
{
    private readonly bool _everything = defines.Trim() == "*";
    private readonly HashSet<string> _symbols = new(defines.Split(',').Select(symbol => symbol.Trim()), StringComparer.Ordinal);

    /// <summary>Whether this build keeps everything, so that only the running program knows what exists.</summary>
    public bool AreOpen => _everything;

    /// <summary>Whether something exists in this build.</summary>
    /// <param name="condition">Its condition; null: always.</param>
    /// <returns>Whether the condition holds.</returns>
    public bool Allow(Condition? condition) => _everything || Holds(condition);

    private bool Holds(Condition? condition) => condition switch
    {
        null => true,
        SymbolCondition symbol => _symbols.Contains(symbol.Name),
        AllCondition all => all.Conditions.All(Holds),
        AnyCondition any => any.Conditions.Any(Holds),
        NotCondition not => !Holds(not.Operand),
        _ => throw new InvalidOperationException($"A condition of the unknown kind {condition.GetType()}."),
    };
}
