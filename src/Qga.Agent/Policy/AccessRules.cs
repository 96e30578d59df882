using Qga.Agent.Generated;

namespace Qga.Agent.Policy;

/// <summary>What a peer may do: a group <c>[policy]</c>, <c>[policy:METHOD]</c> or <c>[policy:METHOD:PEER]</c> of the configuration file.</summary>
/// <param name="group">The group's name, with its brackets.</param>
internal sealed class AccessRules(string group)
{
    public string Group => group;

    /// <summary>The method of the channel that the rules are for; null: of every channel.</summary>
    public string? Method { get; set; }

    /// <summary>The user of the peer on a unix socket, or the CID of the peer on a vsock socket; null: every peer.</summary>
    public uint? Peer { get; set; }

    public Presets Presets { get; set; }

    /// <summary>Commands that may run beyond the presets.</summary>
    public List<string> Allowed { get; init; } = [];

    /// <summary>Commands that may not run in spite of the presets.</summary>
    public List<string> Blocked { get; init; } = [];

    /// <summary>The files that may be opened to read; null: all.</summary>
    public PatternRule? Read { get; set; }

    /// <summary>The files that may be opened to write; null: all.</summary>
    public PatternRule? Write { get; set; }

    /// <summary>The programs that may be run; null: all.</summary>
    public PatternRule? Execute { get; set; }

    /// <summary>The accounts whose password and keys may be touched; null: all.</summary>
    public PatternRule? Users { get; set; }

    /// <summary>Finds the rules for a peer: those of the group that says most of it.</summary>
    /// <param name="all">The rules of all groups, the first ones those of <c>[policy]</c>.</param>
    /// <param name="method">The method of the peer's channel.</param>
    /// <param name="peer">Its user or CID; null where it has none.</param>
    public static AccessRules For(IReadOnlyList<AccessRules> all, string method, uint? peer)
    {
        AccessRules found = all[0];
        foreach (AccessRules rules in all)
        {
            if (rules.Method == method && (rules.Peer is null ? found.Method is null : rules.Peer == peer))
            {
                found = rules;
            }
        }

        return found;
    }

    /// <summary>Judges a command.</summary>
    /// <returns>The rule that refuses it, for people; null if it may run.</returns>
    public string? Refusal(Command command) =>
        Blocked.Contains(command.Name) ? $"it is in 'block' of {Group}"
        : Presets.Include(command) || Allowed.Contains(command.Name) ? null
        : $"it is neither in the presets of {Group} ({PresetNames.Of(Presets)}) nor in 'allow'";
}
