using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>Reads conditions and features. It proves their form and the form of their names.</summary>
internal static class ConditionReader
{
    /// <summary>Reads the condition of a thing.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="owner">The object that may have the key <c>if</c>.</param>
    public static Condition? Read(Scope scope, ObjectNode owner) => owner["if"] is { } node ? ReadCondition(scope, node) : null;

    /// <summary>Reads the features of a thing.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="owner">The object that may have the key <c>features</c>.</param>
    public static EquatableArray<Feature> ReadFeatures(Scope scope, ObjectNode owner)
    {
        if (owner["features"] is not { } node)
        {
            return default;
        }

        if (node is not ListNode list)
        {
            scope.Error(node.Location, $"'features' is {node.Kind}; it must be a list");
            return default;
        }

        List<Feature> features = [];
        foreach (Node item in list.Items)
        {
            if (NamedItem.Read(scope, item, "feature", "if") is not { } named)
            {
                continue;
            }

            scope.CheckName(item.Location, named.Name, NameKind.Feature, $"feature '{named.Name}'");
            if (features.Any(feature => Names.Fold(feature.Name) == Names.Fold(named.Name)))
            {
                scope.Error(item.Location, $"feature '{named.Name}' stands here twice");
            }

            features.Add(new Feature(named.Name, named.Properties is null ? null : Read(scope, named.Properties)));
        }

        return new EquatableArray<Feature>(features);
    }

    private static Condition? ReadCondition(Scope scope, Node node)
    {
        switch (node)
        {
            case StringNode symbol:
                if (!Names.IsSymbol(symbol.Value))
                {
                    scope.Error(node.Location, $"condition '{symbol.Value}': a symbol must be upper-case letters, digits and '_'");
                }

                return new SymbolCondition(symbol.Value);
            case ObjectNode { Entries: [var only] }:
                return ReadOperator(scope, only);
            default:
                scope.Error(node.Location, "a condition must be a string or an object with one key: 'all', 'any' or 'not'");
                return null;
        }
    }

    private static Condition? ReadOperator(Scope scope, Entry entry)
    {
        switch (entry.Key)
        {
            case "not":
                return ReadCondition(scope, entry.Value) is { } operand ? new NotCondition(operand) : null;
            case "all":
                return new AllCondition(ReadOperands(scope, entry));
            case "any":
                return new AnyCondition(ReadOperands(scope, entry));
            default:
                scope.Error(entry.Location, $"unknown key '{entry.Key}' in a condition; it must be 'all', 'any' or 'not'");
                return null;
        }
    }

    private static EquatableArray<Condition> ReadOperands(Scope scope, Entry entry)
    {
        if (entry.Value is not ListNode { Items.Count: > 0 } list)
        {
            scope.Error(entry.Value.Location, $"'{entry.Key}' of a condition must be a list with at least one condition");
            return default;
        }

        return new EquatableArray<Condition>(list.Items.Select(item => ReadCondition(scope, item)).OfType<Condition>());
    }
}
