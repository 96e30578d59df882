using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>A condition for people.</summary>
internal static class ConditionText
{
    /// <summary>The condition in words; null if there is none.</summary>
    public static string? Of(Condition? condition) => condition switch
    {
        null => null,
        SymbolCondition symbol => symbol.Name,
        AllCondition all => string.Join(" and ", all.Conditions.Select(Operand)),
        AnyCondition any => string.Join(" or ", any.Conditions.Select(Operand)),
        NotCondition not => $"not {Operand(not.Operand)}",
        _ => throw new InvalidOperationException($"A condition of the unknown kind {condition.GetType()}."),
    };

    private static string Operand(Condition condition) => condition is AllCondition or AnyCondition ? $"({Of(condition)})" : Of(condition)!;
}
