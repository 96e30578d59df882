using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <content>Commands, and what they and events carry.</content>
internal sealed partial class DefinitionReader
{
    private static CommandDefinition ReadCommand(Head head)
    {
        head.CheckKeys([], "data", "boxed", "returns", "success-response", "gen", "allow-oob", "allow-preconfig", "coroutine");
        bool allowOob = ReadFlag(head, "allow-oob", false);
        bool coroutine = ReadFlag(head, "coroutine", false);
        if (allowOob && coroutine)
        {
            head.Scope.Error(head["coroutine"]!.Location, "'allow-oob' and 'coroutine' exclude each other");
        }

        return new CommandDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null,
            ReadPayload(head),
            head["returns"] is { } returns ? MemberReader.ReadType(head.Scope, returns, "'returns'") : null,
            ReadFlag(head, "success-response", true),
            ReadFlag(head, "gen", true),
            allowOob,
            ReadFlag(head, "allow-preconfig", false),
            coroutine);
    }

    /// <summary>A flag, which may only be written when it differs from what holds without it.</summary>
    private static bool ReadFlag(Head head, string key, bool otherwise)
    {
        switch (head[key])
        {
            case null:
                return otherwise;
            case BoolNode flag when flag.Value != otherwise:
                return flag.Value;
            case StringNode { Value: "no" } when head.Scope.IsOld && otherwise:
                return false;
            case { } other:
                head.Scope.Error(other.Location, $"'{key}' may only be {(otherwise ? "false" : "true")}");
                return otherwise;
        }
    }

    private static Payload ReadPayload(Head head)
    {
        bool boxed = ReadFlag(head, "boxed", false);
        switch (head["data"])
        {
            case StringNode type:
                return new Payload(default, type.Value, boxed);
            case var other when boxed:
                head.Scope.Error((other ?? head.Expression).Location, "'boxed' needs the name of a type as 'data'");
                return new Payload(default, null, boxed);
            case null:
                return new Payload(default, null, false);
            case ObjectNode members:
                return new Payload(MemberReader.ReadMembers(head.Scope, members), null, false);
            case { } other:
                head.Scope.Error(other.Location, $"'data' is {other.Kind}; it must be an object with the members, or the name of a type");
                return new Payload(default, null, false);
        }
    }
}
