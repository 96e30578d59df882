using System.Text;
using Qga.Agent.Configuration;

namespace Qga.Agent.Tests.Configuration;

/// <summary>Keys as they were called, or as people have spelled them: a list that is not understood leaves commands open.</summary>
public sealed class OldNamesTests
{
    [Theory]
    [InlineData("blacklist")]
    [InlineData("Blacklist")]
    [InlineData("black_list", null)]
    [InlineData("block_rpcs")]
    [InlineData("block-rpc")]
    [InlineData("blocked-rpcs")]
    [InlineData("blacklist_rpc")]
    public void An_old_name_blocks_and_is_told(string key, string? list = "block-rpcs")
    {
        AgentSettings settings = Read($"[general]\n{key}=guest-exec\n", out string warnings);

        Assert.Equal(list is null ? 0 : 1, settings.BlockedCommands.Count);
        Assert.Equal(list is null ? $"f:2: [general] has no key '{key}'" : $"f:2: '{key}' is an old name of 'block-rpcs'", warnings);
    }

    [Theory]
    [InlineData("allow_rpcs")]
    [InlineData("ALLOW-RPCS")]
    [InlineData("allowed-rpcs")]
    [InlineData("whitelist")]
    public void An_old_name_allows_and_is_told(string key)
    {
        AgentSettings settings = Read($"[general]\n{key}=guest-ping\n", out string warnings);

        Assert.Equal(["guest-ping"], Assert.Single(settings.AllowedCommands));
        Assert.Equal($"f:2: '{key}' is an old name of 'allow-rpcs'", warnings);
    }

    [Fact]
    public void Old_and_new_names_add_up()
    {
        AgentSettings settings = Read("[general]\nblacklist=guest-exec\nblock-rpcs=guest-ping\nblock-rpcs=guest-info\n", out _);

        Assert.Equal(["guest-exec", "guest-info"], settings.BlockedCommands.SelectMany(list => list));
    }

    private static AgentSettings Read(string content, out string warnings)
    {
        List<FileProblem> errors = [];
        List<FileProblem> found = [];
        AgentSettings settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), errors, found);
        Assert.Empty(errors);
        warnings = string.Join('\n', found.Select(problem => problem.At("f")));
        return settings;
    }
}
