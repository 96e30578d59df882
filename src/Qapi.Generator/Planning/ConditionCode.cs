using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>A condition as C#, for the running program to decide.</summary>
internal static class ConditionCode
{
    /// <summary>An expression over <c>symbols</c>, a value of the generated <c>Symbols</c>.</summary>
    public static string Of(Condition condition) => condition switch
    {
        SymbolCondition symbol => $"symbols.HasFlag(Symbols.{Names.Pascal(symbol.Name)})",
        AllCondition all => string.Join(" && ", all.Conditions.Select(Operand)),
        AnyCondition any => string.Join(" || ", any.Conditions.Select(Operand)),
        NotCondition not => $"!{Operand(not.Operand)}",
        _ => throw Unknown(condition),
    };

    /// <summary>The symbols that a condition names.</summary>
    public static IEnumerable<string> SymbolsOf(Condition condition) => condition switch
    {
        SymbolCondition symbol => [symbol.Name],
        AllCondition all => all.Conditions.SelectMany(SymbolsOf),
        AnyCondition any => any.Conditions.SelectMany(SymbolsOf),
        NotCondition not => SymbolsOf(not.Operand),
        _ => throw Unknown(condition),
    };

    private static string Operand(Condition condition) => condition is AllCondition or AnyCondition ? $"({Of(condition)})" : Of(condition);

    private static InvalidOperationException Unknown(Condition condition) => new($"A condition of the unknown kind {condition.GetType()}.");
}
