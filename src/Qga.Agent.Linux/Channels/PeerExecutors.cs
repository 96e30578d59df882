using Qga.Agent.Policy;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Channels;

/// <summary>What is behind the sessions of peers for whom there are rules: one executor for each group of rules. For the loop's thread.</summary>
/// <param name="groups">The rules; not empty.</param>
/// <param name="create">Makes what is behind the sessions of those for whom a group is.</param>
internal sealed class PeerExecutors(IReadOnlyList<AccessRules> groups, Func<AccessRules, CallExecutor> create)
{
    private readonly Dictionary<AccessRules, CallExecutor> _executors = [];

    /// <summary>Finds it.</summary>
    /// <param name="method">The method of the peer's channel.</param>
    /// <param name="peer">The peer's user or CID; null where it has none.</param>
    public CallExecutor Of(string method, uint? peer)
    {
        AccessRules rules = AccessRules.For(groups, method, peer);
        if (!_executors.TryGetValue(rules, out CallExecutor? executor))
        {
            executor = create(rules);
            _executors.Add(rules, executor);
        }

        return executor;
    }
}
