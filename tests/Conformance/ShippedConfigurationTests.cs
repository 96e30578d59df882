using System.Text;
using System.Text.RegularExpressions;
using Qga.Agent.Configuration;
using Qga.Agent.Policy;

namespace Qga.Conformance;

/// <summary>packaging/qemu-ga.conf: every key is there, commented out, with the value that holds without it.</summary>
public sealed partial class ShippedConfigurationTests
{
    // These have no default: the line shows what one could look like.
    private static readonly string[] s_examples = ["fsfreeze-hook", "logfile"];

    private readonly string _content = File.ReadAllText(ProjectFolder.PathOf("packaging/qemu-ga.conf"));

    [Fact]
    public void As_it_is_it_sets_nothing() => Assert.Equal(ConfigurationFile.Dump(new()), ConfigurationFile.Dump(Read(_content)));

    [Fact]
    public void With_all_keys_it_says_what_holds_without_them()
    {
        AgentSettings settings = Read(Uncommented(_content));

        Assert.Equal(("/etc/qemu/fsfreeze-hook", "/var/log/qemu-ga.log"), (settings.FsfreezeHook, settings.LogFile));
        AgentSettings expected = settings with { FsfreezeHook = null, LogFile = null, Policies = [] };
        Assert.Equal(ConfigurationFile.Dump(new()), ConfigurationFile.Dump(expected));
        AccessRules rules = Assert.Single(settings.Policies);
        Assert.Equal(Presets.Full, rules.Presets);
        Assert.Empty(rules.Allowed);
        Assert.Empty(rules.Blocked);
        Assert.Null(rules.Read?.Refusal("/etc/shadow"));
        Assert.Null(rules.Write?.Refusal("/etc/shadow"));
        Assert.Null(rules.Execute?.Refusal("/bin/sh"));
        Assert.Null(rules.Users?.Refusal("root"));
    }

    [Fact]
    public void Every_key_that_a_dump_can_have_is_there()
    {
        AgentSettings all = new()
        {
            Path = "/x",
            LogFile = "/x",
            FsfreezeHook = "/x",
            VsockAnyCid = true,
            FreezeLimit = TimeSpan.FromSeconds(1),
            FreezeTimeout = TimeSpan.FromSeconds(1),
            FreezeInclude = ["/x"],
            FreezeExclude = ["/x"],
            CommandTimeout = TimeSpan.FromSeconds(1),
            SlowCommandTimeout = TimeSpan.FromSeconds(1),
            WatchdogTimeout = TimeSpan.FromSeconds(1),
        };
        IEnumerable<string> dumped = Key().Matches(ConfigurationFile.Dump(all)).Select(match => match.Groups[1].Value);
        IEnumerable<string> shipped = CommentedKey().Matches(_content).Select(match => match.Groups[1].Value);

        Assert.Empty(dumped.Except(shipped));
        Assert.Empty(s_examples.Except(shipped));
    }

    private static string Uncommented(string content) => Commented().Replace(content, "$1");

    private static AgentSettings Read(string content)
    {
        List<FileProblem> problems = [];
        AgentSettings settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), problems, problems);
        Assert.Equal("", string.Join('\n', problems.Select(problem => problem.At("qemu-ga.conf"))));
        return settings;
    }

    [GeneratedRegex("^#([a-z[].*)$", RegexOptions.Multiline)]
    private static partial Regex Commented();

    [GeneratedRegex("^([a-z-]+)=", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("^#([a-z-]+)=", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
