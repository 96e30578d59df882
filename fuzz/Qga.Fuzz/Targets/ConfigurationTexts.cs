using System.Text;
using Qga.Agent.Configuration;

namespace Qga.Fuzz.Targets;

/// <summary>What an administrator writes: the configuration is understood or refused with a reason, and what -D prints means the same.</summary>
internal static class ConfigurationTexts
{
    private static readonly string[] s_commands = ["guest-ping", "guest-info"];

    /// <summary>A configuration file.</summary>
    public static void KeyFiles(ReadOnlySpan<byte> input)
    {
        AgentSettings? settings = ConfigurationFile.Read(input, out string? error);
        Check.That(settings is null == (error is not null), "there are settings or there is an error");
        if (settings is not null)
        {
            CheckDump(settings);
        }
    }

    /// <summary>The words of a command line, parted by line feeds; behind an empty one the configuration file.</summary>
    public static void CommandLines(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf("\n\n"u8);
        byte[] file = end < 0 ? [] : input[(end + 2)..].ToArray();
        string[] words = Encoding.UTF8.GetString(end < 0 ? input : input[..end]).Replace("\0", "", StringComparison.Ordinal).Split('\n');
        CommandLineContext context = new("qemu-ga", "0.0", s_commands, null, _ => new(end < 0 ? null : file, "No such file or directory", end < 0));
        CommandLineResult result = CommandLine.Parse(words, context);
        Check.That(result.Settings is not null || result.Output.Length > 0 || result.Complaint.Length > 0, "a command line is run or answered");
        Check.That(result.ExitCode is 0 or 1 && (result.ExitCode == 0 || result.Complaint.Length + result.Output.Length > 0), "who fails says why");
        if (result.Settings is { } settings)
        {
            CheckDump(settings);
        }
    }

    // The lists are printed backwards, each time, and all of their groups as one.
    private static void CheckDump(AgentSettings settings)
    {
        string first = ConfigurationFile.Dump(settings);
        string third = Again(Again(first));
        Check.Same(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(third), "what -D prints is read back");
    }

    private static string Again(string text)
    {
        AgentSettings? read = ConfigurationFile.Read(Encoding.UTF8.GetBytes(text), out string? error);
        Check.That(read is not null, $"what -D prints is a configuration file: {error}");
        return ConfigurationFile.Dump(read!);
    }
}
