using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>
/// Reads definitions from objects. It proves that each has the keys and the kinds of values that the language gives it, and that all names
/// keep the rules; what names refer to is left to the checks.
/// </summary>
internal sealed partial class DefinitionReader
{
    private static readonly (string Keyword, NameKind Name)[] s_keywords =
    [
        ("enum", NameKind.Type), ("struct", NameKind.Type), ("union", NameKind.Type), ("alternate", NameKind.Type),
        ("command", NameKind.Command), ("event", NameKind.Event),
    ];

    private readonly Pragmas _pragmas;
    private readonly Dialect _dialect;
    private readonly ErrorList _errors;
    private readonly List<Draft> _drafts = [];

    private DefinitionReader(Pragmas pragmas, Dialect dialect, ErrorList errors)
    {
        _pragmas = pragmas;
        _dialect = dialect;
        _errors = errors;
    }

    /// <summary>Reads every definition.</summary>
    /// <param name="loaded">What the files say.</param>
    /// <param name="dialect">The schema's dialect.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <returns>The definitions in schema order, their documentation still to be read.</returns>
    public static IReadOnlyList<Draft> Read(Loader loaded, Dialect dialect, ErrorList errors)
    {
        var reader = new DefinitionReader(loaded.Pragmas, dialect, errors);
        foreach (Statement statement in loaded.Statements)
        {
            if (statement.Fragment.Expression is { } expression)
            {
                reader.ReadDefinition(statement.Module, expression, statement.Fragment.Documentation);
            }
        }

        return reader._drafts;
    }

    /// <summary>The kind of definition that an object is, as its keyword of today, and the entry that says so and has its name.</summary>
    private (string Keyword, NameKind Kind, Entry Name)? FindKeyword(ObjectNode expression)
    {
        foreach (Entry entry in expression.Entries)
        {
            string key = (entry.Key, _dialect) switch
            {
                ("type", Dialect.Of2014) => "struct",
                ("union", Dialect.Of2014) when expression["discriminator"] is ObjectNode => "alternate",
                _ => entry.Key,
            };
            if (s_keywords.FirstOrDefault(keyword => keyword.Keyword == key) is { Keyword: not null } found)
            {
                return (found.Keyword, found.Name, entry);
            }
        }

        return null;
    }

    private void ReadDefinition(Module module, ObjectNode expression, CommentBlock? documentation)
    {
        if (FindKeyword(expression) is not var (keyword, kind, entry))
        {
            string keywords = string.Join(", ", s_keywords.Select(known => $"'{known.Keyword}'"));
            _errors.Add(expression.Location, null, $"nothing says what this is: expected one of the keys {keywords}, 'include', 'pragma'");
            return;
        }

        if (entry.Value is not StringNode name)
        {
            _errors.Add(entry.Value.Location, null, $"'{entry.Key}' is {entry.Value.Kind}; it must be a string, the name");
            return;
        }

        var scope = new Scope(_errors, _pragmas, _dialect, $"{keyword} '{name.Value}'", name.Value);
        scope.CheckName(name.Location, name.Value, kind, "");
        if (MemberReader.IsBuiltin(name.Value))
        {
            scope.Error(name.Location, $"'{name.Value}' is one of the language's own types");
        }

        var head = new Head(
            scope, entry.Key, name.Value, module, expression.Location, expression,
            ConditionReader.Read(scope, expression), ConditionReader.ReadFeatures(scope, expression));
        Definition definition = keyword switch
        {
            "enum" => ReadEnum(head),
            "struct" => ReadStruct(head),
            "union" => ReadUnion(head),
            "alternate" => ReadAlternate(head),
            "command" => ReadCommand(head),
            _ => ReadEvent(head),
        };
        _drafts.Add(new Draft(definition, documentation));
    }

    private static EnumDefinition ReadEnum(Head head)
    {
        head.CheckKeys(["data"], "prefix");
        head.Expect<StringNode>("prefix", "a string");
        List<EnumValue> values = [];
        HashSet<string> names = [];
        foreach (Node item in head.Expect<ListNode>("data", "a list")?.Items ?? [])
        {
            if (NamedItem.Read(head.Scope, item, "value", "if", "features") is not { } value)
            {
                continue;
            }

            string what = $"value '{value.Name}'";
            head.Scope.CheckName(item.Location, value.Name, NameKind.EnumValue, what);
            if (!names.Add(Names.Fold(value.Name)))
            {
                head.Scope.Error(item.Location, $"{what} has the name of a value before it");
            }

            values.Add(new EnumValue(
                value.Name, item.Location,
                value.Properties is null ? null : ConditionReader.Read(head.Scope, value.Properties),
                value.Properties is null ? default : ConditionReader.ReadFeatures(head.Scope, value.Properties)));
        }

        return new EnumDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null, new EquatableArray<EnumValue>(values));
    }

    private static StructDefinition ReadStruct(Head head)
    {
        head.CheckKeys(["data"], "base");
        return new StructDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null,
            head.Expect<StringNode>("base", "the name of a struct")?.Value,
            head.ReadMembers("data"));
    }

    private static AlternateDefinition ReadAlternate(Head head)
    {
        head.CheckKeys(["data"], head.Scope.IsOld ? ["discriminator"] : []);
        return new AlternateDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null,
            MemberReader.ReadBranches(head.Scope, head["data"], ofEnum: false));
    }

    private static EventDefinition ReadEvent(Head head)
    {
        head.CheckKeys([], "data", "boxed");
        return new EventDefinition(head.Name, head.Module, head.Location, head.If, head.Features, null, ReadPayload(head));
    }
}
