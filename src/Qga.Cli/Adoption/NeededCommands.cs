using Qga.Cli.Failures;
using Qga.Contracts;

namespace Qga.Cli.Adoption;

/// <summary>The agent's commands without which nothing can be put in its place.</summary>
internal static class NeededCommands
{
    // Only ours has it.
    private const string Own = "__qga_freeze-report";

    private static readonly string[] s_names =
        ["guest-exec", "guest-exec-status", "guest-file-open", "guest-file-write", "guest-file-flush", "guest-file-close"];

    /// <summary>Whether an agent is this project's.</summary>
    public static bool IsOwn(GuestAgentInfo info) => info.SupportedCommands.Any(command => command.Name == Own);

    /// <summary>Those that the guest's configuration blocks.</summary>
    public static IReadOnlyList<string> BlockedIn(GuestAgentInfo info) =>
        [.. s_names.Where(name => info.SupportedCommands.Any(command => command.Name == name && !command.Enabled))];

    /// <summary>Requires all of them.</summary>
    /// <exception cref="VerbException">The agent is too old for one, or the guest's configuration blocks one.</exception>
    public static void Require(GuestAgentInfo info)
    {
        if (BlockedIn(info) is { Count: > 0 } blocked)
        {
            throw new BlockedException(
                $"the guest blocks {string.Join(", ", blocked)}; its administrator opens them (block-rpcs or allow-rpcs in /etc/qemu/qemu-ga.conf, "
                    + "FILTER_RPC_ARGS, BLOCK_RPCS or BLACKLIST_RPC in /etc/sysconfig/qemu-ga) and restarts its agent");
        }

        if (s_names.Except(info.SupportedCommands.Select(command => command.Name)).ToArray() is { Length: > 0 } missing)
        {
            throw new VerbException($"the guest's agent {info.Version} has no {string.Join(", ", missing)}");
        }
    }
}
