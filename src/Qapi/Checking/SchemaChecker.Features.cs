using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <content>Features.</content>
internal sealed partial class SchemaChecker
{
    /// <summary>How many different features a schema may have: QEMU keeps them as the bits of a number.</summary>
    private const int MaxFeatures = 64;

    private static readonly HashSet<string> s_notForTypes = ["deprecated", "unstable"];

    /// <summary>The names so far. The two that have a meaning are among them, used or not.</summary>
    private readonly HashSet<string> _features = [.. s_notForTypes];

    private void CheckFeatures(Definition definition)
    {
        foreach (Feature feature in definition.AllFeatures())
        {
            if (_features.Add(feature.Name) && _features.Count == MaxFeatures + 1)
            {
                Error(definition.Location, $"feature '{feature.Name}' is one too many: a schema may have {MaxFeatures} different ones");
            }
        }

        if (definition is CommandDefinition or EventDefinition)
        {
            return;
        }

        foreach (Feature feature in definition.Features.Where(feature => s_notForTypes.Contains(feature.Name)))
        {
            Error(definition.Location, $"feature '{feature.Name}' cannot be that of a type");
        }
    }
}
