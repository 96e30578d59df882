using Qga.Agent.Generated;

namespace Qga.Agent.Policy;

/// <summary>Sets of commands that an administrator can name. Which command is in which the schema says, as a feature of the command.</summary>
[Flags]
internal enum Presets
{
    None = 0,
    Audit = 1,
    FileRead = 2,
    FileWrite = 4,
    Filesystem = 8,
    Power = 16,
    Accounts = 32,
    Exec = 64,
    Full = 128,
}

internal static class PresetNames
{
    // In the order of the bits.
    private static readonly string[] s_names = ["audit", "file-read", "file-write", "filesystem", "power", "accounts", "exec", "full"];

    /// <summary>Every name, with commas between them.</summary>
    public static string All => Of((Presets)0xFF);

    /// <summary>Finds a preset by its name.</summary>
    /// <returns>The preset; <see cref="Presets.None"/> if there is none of that name.</returns>
    public static Presets Find(string name)
    {
        for (int bit = 0; bit < s_names.Length; bit++)
        {
            if (s_names[bit] == name)
            {
                return (Presets)(1 << bit);
            }
        }

        return Presets.None;
    }

    /// <summary>The names of presets, with commas between them.</summary>
    public static string Of(Presets presets)
    {
        string names = "";
        for (int bit = 0; bit < s_names.Length; bit++)
        {
            if (((int)presets & (1 << bit)) != 0)
            {
                names += names.Length == 0 ? s_names[bit] : $", {s_names[bit]}";
            }
        }

        return names;
    }

    /// <summary>Whether presets include a command. One without a preset of its own is in <see cref="Presets.Full"/> alone.</summary>
    public static bool Include(this Presets presets, Command command) =>
        command.Basic || ((presets & (Presets.Full | Of(command))) != 0);

    private static Presets Of(Command command) =>
        (command.Audit ? Presets.Audit : 0)
        | (command.FileRead ? Presets.FileRead : 0)
        | (command.FileWrite ? Presets.FileWrite : 0)
        | (command.Filesystem ? Presets.Filesystem : 0)
        | (command.Power ? Presets.Power : 0)
        | (command.Accounts ? Presets.Accounts : 0)
        | (command.Exec ? Presets.Exec : 0);
}
