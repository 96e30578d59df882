using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <content>What names refer to.</content>
internal sealed partial class SchemaChecker
{
    private void CheckReferences(Definition definition)
    {
        foreach (Member member in definition.OwnMembers())
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
                break;
            case EventDefinition @event:
                CheckPayload(@event.Data, @event.Location);
                break;
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
        if (name is not null && Exists(name, location, "'base'") && _types.Find(name) is not StructDefinition)
        {
            Error(location, $"'base' must be a struct, not {Describe(name)}");
        }
    }

    private void CheckPayload(Payload payload, SourceLocation location)
    {
        if (payload.Type is not { } name)
        {
            CheckConditions(payload.Members, location);
            return;
        }

        if (!Exists(name, location, "'data'"))
        {
            return;
        }

        Definition? type = _types.Find(name);
        if (type is not (StructDefinition or UnionDefinition))
        {
            Error(location, $"'data' must be a struct or a union, not {Describe(name)}");
        }
        else if (type is UnionDefinition && !payload.Boxed && !_isOld)
        {
            Error(location, $"'data' can be {type.Describe()} only with 'boxed': true");
        }
        else if (!payload.Boxed)
        {
            CheckConditions(_types.Contained([type]).SelectMany(part => part.OwnMembers()), location);
        }
    }

    /// <summary>Members that each become an argument of a function must all be there.</summary>
    private void CheckConditions(IEnumerable<Member> members, SourceLocation location)
    {
        if (members.FirstOrDefault(member => member.If is not null) is { } conditional)
        {
            Error(location, $"'data' can have the conditional member '{conditional.Name}' only as a type of its own with 'boxed': true");
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

    private bool Exists(string name, SourceLocation location, string what)
    {
        bool exists = MemberReader.IsBuiltin(name) || _types.Find(name) is not null;
        if (!exists)
        {
            Error(location, $"{what}: there is no type '{name}'");
        }

        return exists;
    }

    private string Describe(string name) => _types.Find(name)?.Describe() ?? $"the language's own type '{name}'";
}
