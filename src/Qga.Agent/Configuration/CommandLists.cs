using System.Text;
using Qga.Agent.Generated;

namespace Qga.Agent.Configuration;

/// <summary>The lists of commands that may not run, and that alone may run: the names that they have had, and what is in them.</summary>
internal static class CommandLists
{
    public const string Block = "block-rpcs";
    public const string Allow = "allow-rpcs";

    // "blacklist" was the name until QEMU 7.2. The others are what distributions and their users have written since.
    private static readonly string[] s_block = [Block, "block-rpc", "blocked-rpcs", "block-list", "blocklist", "blacklist", "blacklist-rpc", "blacklist-rpcs"];
    private static readonly string[] s_allow = [Allow, "allow-rpc", "allowed-rpcs", "allow-list", "allowlist", "whitelist", "whitelist-rpc", "whitelist-rpcs"];

    /// <summary>Finds the list that a key stands for.</summary>
    /// <returns>Its name today; null for any other key.</returns>
    public static string? Find(string key) => Contains(s_block, key) ? Block : Contains(s_allow, key) ? Allow : null;

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

    private static bool Contains(string[] names, string key)
    {
        foreach (string name in names)
        {
            if (IsSame(name, key))
            {
                return true;
            }
        }

        return false;
    }

    // Whatever the case, and with '_' for '-'. The framework's comparisons would bring their tables of all alphabets.
    private static bool IsSame(string name, string key)
    {
        bool isSame = name.Length == key.Length;
        for (int at = 0; isSame && at < name.Length; at++)
        {
            isSame = name[at] == (key[at] is '_' ? '-' : key[at] is >= 'A' and <= 'Z' ? (char)(key[at] | 0x20) : key[at]);
        }

        return isSame;
    }
}
