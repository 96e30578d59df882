using System.Text;
using Qga.Agent.Configuration;
using Qga.Agent.Generated;
using Qga.Agent.Linux.State;
using Qga.Agent.Policy;

namespace Qga.Agent.Linux.Explaining;

/// <summary>What <c>--explain-policy</c> prints: the policy of a channel, or what requests would get. Nothing is carried out.</summary>
internal static class PolicyExplanation
{
    // The longest name of a command has fewer characters.
    private const int NameWidth = 34;

    /// <summary>Explains the policy.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="symbols">What the schema's conditions find here.</param>
    /// <param name="requests">Requests as JSON, or names of commands; none: the policy as a whole.</param>
    /// <param name="exitCode">0; 1 where a request is refused.</param>
    public static string Of(AgentSettings settings, Symbols symbols, IReadOnlyList<string> requests, out int exitCode)
    {
        exitCode = 0;
        StringBuilder text = new();
        FreezeState freeze = new(new FreezeMarker(settings.StateDirectory));
        foreach (AccessRules? rules in GroupsFor(settings))
        {
            CommandPolicy policy = new(settings.AllowedCommands, settings.BlockedCommands, freeze, rules);
            string group = rules?.Group ?? "no [policy]";
            if (requests.Count == 0)
            {
                text.Append(group).Append(", ").Append(settings.Method).Append('\n');
                AddRules(text, rules);
                AddCommands(text, symbols, policy);
            }

            foreach (string request in requests)
            {
                RequestExplanation explanation = RequestExplanation.Of(request, symbols, rules, policy);
                exitCode = explanation.IsPermitted ? exitCode : 1;
                text.Append(group).Append(": ").Append(explanation.Text).Append('\n');
            }
        }

        return text.ToString();
    }

    // The one that most peers get, and those of single peers.
    private static List<AccessRules?> GroupsFor(AgentSettings settings)
    {
        if (settings.Policies.Count == 0)
        {
            return [null];
        }

        List<AccessRules?> groups = [AccessRules.For(settings.Policies, settings.Method, peer: null)];
        foreach (AccessRules rules in settings.Policies)
        {
            if (rules.Peer is not null && rules.Method == settings.Method)
            {
                groups.Add(rules);
            }
        }

        return groups;
    }

    private static void AddRules(StringBuilder text, AccessRules? rules)
    {
        if (rules is not null)
        {
            List<string> lines = [];
            PolicyGroups.Dump([rules], lines);
            for (int index = 1; index < lines.Count; index++)
            {
                text.Append("  ").Append(lines[index]).Append('\n');
            }
        }
    }

    private static void AddCommands(StringBuilder text, Symbols symbols, CommandPolicy policy)
    {
        foreach (Command command in Command.DeclaredFor(symbols))
        {
            string verdict = policy.Refusal(command) is { } refusal ? $"off: {refusal}" : "on";
            text.Append("  ").Append(command.Name.PadRight(NameWidth)).Append(verdict).Append('\n');
        }
    }
}
