using Qapi.Model;

namespace Qapi.Checking;

/// <content>Alternates.</content>
internal sealed partial class SchemaChecker
{
    private void CheckAlternate(AlternateDefinition alternate)
    {
        Dictionary<string, string> taken = [];
        foreach (Branch branch in alternate.Branches)
        {
            if (JsonKind(branch.Type) is not { } kind)
            {
                Error(branch.Location, $"branch '{branch.Name}' has a type that is not of one JSON kind");
                continue;
            }

            if (taken.TryGetValue(kind, out string? other))
            {
                Error(branch.Location, $"branch '{branch.Name}' cannot be told from branch '{other}': both are {kind}");
                continue;
            }

            taken.Add(kind, branch.Name);
        }

        if (alternate.Branches.FirstOrDefault(branch => JsonKind(branch.Type) == "a string") is { } text)
        {
            foreach (string kind in LooksLike(text.Type).Where(taken.ContainsKey))
            {
                Error(text.Location, $"branch '{text.Name}' cannot be told from branch '{taken[kind]}' where values are written as text");
            }
        }
    }

    /// <summary>The kinds that a string may mean where all values are text, as on QEMU's command line.</summary>
    private IEnumerable<string> LooksLike(TypeReference text)
    {
        EquatableArray<EnumValue> values = _types.Find(text) is EnumDefinition definition ? definition.Values : default;
        bool anything = text is BuiltinReference { Name: "str" };
        if (anything || values.Any(value => value.Name is "on" or "off"))
        {
            yield return "a boolean";
        }

        if (anything || values.Any(value => value.Name.Length > 0 && value.Name[0] is >= '0' and <= '9'))
        {
            yield return "a number";
        }
    }

    /// <summary>The kind of JSON value that a type always is; null if it may be several.</summary>
    private string? JsonKind(TypeReference type) => type switch
    {
        ArrayReference => "a list",
        BuiltinReference { Name: "any" } => null,
        BuiltinReference { Name: "str" or "QType" } => "a string",
        BuiltinReference { Name: "bool" } => "a boolean",
        BuiltinReference { Name: "null" } => "null",
        BuiltinReference => "a number",
        _ => _types.Find(type) switch
        {
            EnumDefinition => "a string",
            StructDefinition or UnionDefinition => "an object",
            _ => null,
        },
    };
}
