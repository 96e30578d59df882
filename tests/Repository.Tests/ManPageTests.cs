using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>The manual pages of the agent that are written by hand name what there is, and nothing else.</summary>
public sealed partial class ManPageTests
{
    [Fact]
    public async Task The_agents_page_has_its_options()
    {
        string? agent = Environment.GetEnvironmentVariable("QGA_AGENT");
        Assert.SkipWhen(agent is null, "QGA_AGENT names no executable");
        Command help = await Command.Run(agent!, ["--help"], Tree.Root, TimeSpan.FromSeconds(30));
        IEnumerable<string> told = HelpOption().Matches(help.Output).SelectMany(option => option.Groups["name"].Captures).Select(name => name.Value);
        Assert.Equal(told.Order(StringComparer.Ordinal), Lines("qemu-ga.8", ".It Fl ").SelectMany(Flags).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_files_page_has_the_keys_of_the_file_that_is_shipped()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Tree.Root, "packaging/qemu-ga.conf"));
        IEnumerable<string> shipped = lines.Select(line => ShippedKey().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        IEnumerable<string> told = Lines("qemu-ga.conf.5", ".It Ic ").SelectMany(line => line.Split(' ')).Where(word => ShippedName().IsMatch(word));
        Assert.Equal(shipped.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_agent_knows_every_key_of_the_page()
    {
        string? agent = Environment.GetEnvironmentVariable("QGA_AGENT");
        Assert.SkipWhen(agent is null, "QGA_AGENT names no executable");
        string[] keys = [.. Lines("qemu-ga.conf.5", ".It Ic ").SelectMany(line => line.Split(' ')).Where(word => ShippedName().IsMatch(word))];
        int policy = Array.IndexOf(keys, "presets");
        string file = Path.GetTempFileName();
        try
        {
            // What differs from the defaults is printed.
            await File.WriteAllLinesAsync(
                file,
                ["[general]", .. keys[..policy].Select(key => $"{key}={ValueOf(key)}"), "[policy]", .. keys[policy..].Select(key => $"{key}={ValueOf(key)}")],
                TestContext.Current.CancellationToken);
            Command dump = await Command.Run(agent!, ["-c", file, "-D"], Tree.Root, TimeSpan.FromSeconds(30));
            Assert.Equal(0, dump.ExitCode);
            IEnumerable<string> known = dump.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=')[0]);
            Assert.Equal(keys.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string ValueOf(string key) => key switch
    {
        "daemon" or "retry-path" or "verbose" or "vsock-any-cid" => "true",
        "method" => "vsock-listen",
        "path" => "2:1234",
        "presets" => "audit",
        "allow" or "block" or "allow-rpcs" or "block-rpcs" => "guest-exec",
        "users" => "nobody",
        _ when key.EndsWith("-timeout", StringComparison.Ordinal) || key.EndsWith("-limit", StringComparison.Ordinal) => "7",
        _ => "/srv/x",
    };

    /// <summary>The lines of a page that begin with a macro, without it and with plain hyphens.</summary>
    private static IEnumerable<string> Lines(string page, string macro) =>
        File.ReadLines(Path.Combine(Tree.Root, "packaging/man", page))
            .Where(line => line.StartsWith(macro, StringComparison.Ordinal))
            .Select(line => line[(macro.Length - 3)..].Replace("\\-", "-", StringComparison.Ordinal));

    /// <summary>The options in the arguments of an mdoc macro: the words behind Fl, until another macro.</summary>
    private static IEnumerable<string> Flags(string line)
    {
        bool isFlag = false;
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            isFlag = word switch
            {
                "Fl" => true,
                "Ar" or "Cm" or "Ns" or "Op" or "Oo" or "Oc" => false,
                _ => isFlag,
            };
            if (isFlag && word is not ("Fl" or ","))
            {
                yield return $"-{word}";
            }
        }
    }

    [GeneratedRegex(@"^  (?:(?<name>-\w), |    )(?<name>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpOption();

    [GeneratedRegex("^#([a-z-]+)=")]
    private static partial Regex ShippedKey();

    [GeneratedRegex("^[a-z-]+$")]
    private static partial Regex ShippedName();
}
