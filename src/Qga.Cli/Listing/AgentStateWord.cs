using Qga.Cli.Guests;
using Qga.Cli.Output;

namespace Qga.Cli.Listing;

/// <summary>The words for an agent's state, in tables and in JSON.</summary>
internal static class AgentStateWord
{
    public static State Of(AgentState state) => state switch
    {
        AgentState.Answers => State.Good("answers"),
        AgentState.Frozen => State.Warning("frozen"),
        AgentState.Silent => State.Bad("silent"),
        AgentState.NotRunning => State.Bad("not running"),
        AgentState.NoPort => State.Warning("no port"),
        AgentState.Paused => State.Warning("paused"),
        AgentState.Off => State.Warning("off"),
        AgentState.NoAccess => State.Bad("no access"),
        AgentState.Unreachable => State.Bad("unreachable"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
