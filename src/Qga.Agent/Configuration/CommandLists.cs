using System.Text;
using Qga.Agent.Generated;

namespace Qga.Agent.Configuration;

/// <summary>The lists of commands that may not run, and that alone may run: the names that they have had, and what is in them.</summary>
internal static class CommandLists
{
    public const string Block = "block-rpcs";
    public const string Allow = "allow-rpcs";

    /// <summary>
    /// Finds the list that a key stands for: <c>blacklist</c> until QEMU 7.2, and what distributions and their users have written since.
    /// </summary>
    /// <returns>Its name today; null for any other key.</returns>
    public static string? Find(string key) => key.Replace('_', '-').ToLowerInvariant() switch
    {
        Block or "block-rpc" or "blocked-rpcs" or "block-list" or "blocklist" or "blacklist" or "blacklist-rpc" or "blacklist-rpcs" => Block,
        Allow or "allow-rpc" or "allowed-rpcs" or "allow-list" or "allowlist" or "whitelist" or "whitelist-rpc" or "whitelist-rpcs" => Allow,
        _ => null,
    };

    /// <summary>Looks for names that no command has: what is meant to be blocked would stay open.</summary>
    /// <param name="key">The list's name, as it was given.</param>
    /// <param name="names">The names of commands.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Problem(string key, string[] names)
    {
        string? unknown = null;
        foreach (string name in names)
        {
            if (name.Length > 0 && Command.Find(Encoding.UTF8.GetBytes(name)) is null)
            {
                unknown = unknown is null ? $"'{name}'" : $"{unknown}, '{name}'";
            }
        }

        return unknown is null ? null : $"'{key}' names what is no command: {unknown}";
    }
}
