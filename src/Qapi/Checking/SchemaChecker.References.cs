using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <content>What names refer to.</content>
internal sealed partial class SchemaChecker
{
    private void CheckReferences(Definition definition)
    {
        foreach (Member member in MembersOf(definition))
        {
            CheckType(member.Type, member.Location, $"member '{member.Name}'");
        }

        switch (definition)
        {
            case StructDefinition type:
                CheckBase(type.Base, type.Location);
                break;
            case UnionDefinition union:
                CheckBase(union.Base, union.Location);
                CheckBranches(union.Branches);
                break;
            case AlternateDefinition alternate:
                CheckBranches(alternate.Branches);
                break;
            case CommandDefinition command:
                CheckPayload(command.Arguments, command.Location);
                CheckReturns(command);
                return;
            case EventDefinition @event:
                CheckPayload(@event.Data, @event.Location);
                return;
        }

        foreach (Feature feature in definition.Features.Where(feature => _notForTypes.Contains(feature.Name)))
        {
            Error(definition.Location, $"feature '{feature.Name}' cannot be that of a type");
        }
    }

    private void CheckBranches(EquatableArray<Branch> branches)
    {
        foreach (Branch branch in branches)
        {
            CheckType(branch.Type, branch.Location, $"branch '{branch.Name}'");
        }
    }

    private void CheckType(TypeReference type, SourceLocation location, string what)
    {
        if (type is ArrayReference array)
        {
            CheckType(array.Element, location, what);
        }
        else if (type is NamedReference named)
        {
            if (_types.Find(named) is not { } definition)
            {
                Error(location, $"{what}: there is no type '{named.Name}'");
            }
            else if (definition is CommandDefinition or EventDefinition)
            {
                Error(location, $"{what}: {definition.Describe()} is not a type");
            }
        }
    }

    private void CheckBase(string? name, SourceLocation location)
    {
        if (name is not null && Find(name, location, "'base'") is { } description and not "struct")
        {
            Error(location, $"'base' must be a struct; '{name}' is {description}");
        }
    }

    private void CheckPayload(Payload payload, SourceLocation location)
    {
        if (payload.Type is null || Find(payload.Type, location, "'data'") is not { } description)
        {
            return;
        }

        if (description is not ("struct" or "union"))
        {
            Error(location, $"'data' must be a struct or a union; '{payload.Type}' is {description}");
        }
        else if (description == "union" && !payload.Boxed && !_isOld)
        {
            Error(location, $"'data' can be the union '{payload.Type}' only with 'boxed': true");
        }
    }

    private void CheckReturns(CommandDefinition command)
    {
        if (command.Returns is null)
        {
            return;
        }

        CheckType(command.Returns, command.Location, "'returns'");
        TypeReference type = command.Returns is ArrayReference array ? array.Element : command.Returns;
        bool extensible = type is NamedReference && _types.Find(type) is null or StructDefinition or UnionDefinition;
        if (!extensible && !_isOld && !_returnExceptions.Contains(command.Name))
        {
            Error(command.Location, "'returns' must be a struct, a union, or a list of them, so that it can grow");
        }
    }

    /// <summary>What a name stands for: a keyword, or "one of the language's own types"; null, with an error reported, if nothing.</summary>
    private string? Find(string name, SourceLocation location, string what)
    {
        if (MemberReader.IsBuiltin(name))
        {
            return "one of the language's own types";
        }

        string? kind = _types.Find(name)?.Kind();
        if (kind is null)
        {
            Error(location, $"{what}: there is no type '{name}'");
        }

        return kind;
    }
}
