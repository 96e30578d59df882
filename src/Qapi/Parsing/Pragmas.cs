using Qapi.Errors;

namespace Qapi.Parsing;

/// <summary>What the schema's <c>pragma</c> directives say, all of them together: they hold for the whole schema.</summary>
internal sealed class Pragmas
{
    private readonly Dictionary<string, HashSet<string>> _exceptions = new()
    {
        ["command-name-exceptions"] = [],
        ["command-returns-exceptions"] = [],
        ["documentation-exceptions"] = [],
        ["member-name-exceptions"] = [],
    };

    /// <summary>Whether every definition must have documentation.</summary>
    public bool DocumentationRequired { get; private set; }

    /// <summary>Commands whose names may have '_' in them.</summary>
    public ISet<string> CommandNames => _exceptions["command-name-exceptions"];

    /// <summary>Commands that may return what can never be extended.</summary>
    public ISet<string> CommandReturns => _exceptions["command-returns-exceptions"];

    /// <summary>Definitions whose members need no documentation.</summary>
    public ISet<string> Documentation => _exceptions["documentation-exceptions"];

    /// <summary>Types whose members may have upper case and '_' in their names.</summary>
    public ISet<string> MemberNames => _exceptions["member-name-exceptions"];

    /// <summary>Takes in a directive.</summary>
    /// <param name="value">What stands behind <c>'pragma':</c>.</param>
    /// <param name="errors">Takes what is wrong with it.</param>
    public void Read(Node value, ErrorList errors)
    {
        if (value is not ObjectNode pragma)
        {
            errors.Add(value.Location, null, $"'pragma' is {value.Kind}; it must be an object");
            return;
        }

        foreach (Entry entry in pragma.Entries)
        {
            if (entry.Key == "doc-required")
            {
                ReadDocumentationRequired(entry.Value, errors);
            }
            else if (_exceptions.TryGetValue(entry.Key, out HashSet<string>? names))
            {
                ReadNames(entry, names, errors);
            }
            else
            {
                errors.Add(entry.Location, null, $"unknown pragma '{entry.Key}'");
            }
        }
    }

    private static void ReadNames(Entry entry, HashSet<string> names, ErrorList errors)
    {
        if (entry.Value is not ListNode list)
        {
            errors.Add(entry.Value.Location, null, $"pragma '{entry.Key}' is {entry.Value.Kind}; it must be a list of strings");
            return;
        }

        foreach (Node item in list.Items)
        {
            if (item is StringNode name)
            {
                names.Add(name.Value);
            }
            else
            {
                errors.Add(item.Location, null, $"pragma '{entry.Key}' lists {item.Kind}; it must be a list of strings");
            }
        }
    }

    private void ReadDocumentationRequired(Node value, ErrorList errors)
    {
        if (value is BoolNode required)
        {
            DocumentationRequired = required.Value;
        }
        else
        {
            errors.Add(value.Location, null, $"pragma 'doc-required' is {value.Kind}; it must be a boolean");
        }
    }
}
