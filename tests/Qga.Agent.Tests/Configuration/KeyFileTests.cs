using System.Text;
using Qga.Agent.Configuration;

namespace Qga.Agent.Tests.Configuration;

/// <summary>The complaints are those of the original, release 11.1.3, with the line added.</summary>
public class KeyFileTests
{
    [Theory]
    [InlineData("bad", "Key file contains line “bad” which is not a key-value pair, group, or comment (line 1)")]
    [InlineData("[general]\n\nbad", "Key file contains line “bad” which is not a key-value pair, group, or comment (line 3)")]
    [InlineData("[general\nx=y", "Key file contains line “[general” which is not a key-value pair, group, or comment (line 1)")]
    [InlineData("[general]\n=x", "Key file contains line “=x” which is not a key-value pair, group, or comment (line 2)")]
    [InlineData("[general]\n =x", "Key file contains line “ =x” which is not a key-value pair, group, or comment (line 2)")]
    [InlineData("[general]x", "Key file contains line “[general]x” which is not a key-value pair, group, or comment (line 1)")]
    [InlineData("[a]b]", "Key file contains line “[a]b]” which is not a key-value pair, group, or comment (line 1)")]
    [InlineData("[general]\n\v", "Key file contains line “\v” which is not a key-value pair, group, or comment (line 2)")]
    [InlineData("[general]\nverb\0ose=1", "Key file contains line “verb” which is not a key-value pair, group, or comment (line 2)")]
    [InlineData("[gen\teral]", "Invalid group name: gen\teral (line 1)")]
    [InlineData("[a]\n[general] verbose=1", "Invalid key name: [general] verbose (line 2)")]
    [InlineData("[general]\npath[de=/x", "Invalid key name: path[de (line 2)")]
    [InlineData("[general]\npath]=/x", "Invalid key name: path] (line 2)")]
    [InlineData("[general]\npath[d e]=/x", "Invalid key name: path[d e] (line 2)")]
    [InlineData("daemon=true", "Key file does not start with a group (line 1)")]
    [InlineData("[]", "Invalid group name:  (line 1)")]
    [InlineData("[gen[eral]", "Invalid group name: gen[eral (line 1)")]
    [InlineData("[general]\ndaemon=maybe", "Key file contains key “daemon” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("[general]\ndaemon=TRUE", "Key file contains key “daemon” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("[general]\nverbose=true # c", "Key file contains key “verbose” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("[general]\nverbose= ", "Key file contains key “verbose” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("[general]\npath=/x\\qy", "Key file contains key “path” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("[general]\npath=a\\", "Key file contains key “path” which has a value that cannot be interpreted. (line 2)")]
    public void What_is_wrong_is_said_with_its_line(string content, string complaint)
    {
        Assert.Null(ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), out string? error));
        Assert.Equal(complaint, error);
    }

    [Fact]
    public void A_value_that_is_not_utf8_is_refused_if_it_is_asked_for()
    {
        byte[] content = [.. "[general]\npath=/"u8, 0xFF];

        Assert.Null(ConfigurationFile.Read(content, out string? error));
        Assert.Equal("Key file contains key “path” with value “/\uFFFD” which is not UTF-8 (line 2)", error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# c\n   # d\n [general] \n\n[other]\ndaemon=maybe\n")]
    [InlineData("[general]\ndaemonize=maybe\nda mon=x\nä=1\npath[de]=foo\npath[sr@latin]=foo\n")]
    public void What_is_not_known_means_nothing(string content)
    {
        AgentSettings? settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), out string? error);

        Assert.Null(error);
        Assert.Equal(ConfigurationFile.Dump(new()), ConfigurationFile.Dump(settings!));
    }

    [Fact]
    public void Values_lose_blanks_in_front_and_keep_those_behind_and_the_last_of_a_key_counts()
    {
        AgentSettings? settings = ConfigurationFile.Read(
            "[general]\r\ndaemon = true \r\nmethod=  unix-listen \npath=/x\\sy\\n\\t\\\\z  \n[a]\n[general]\nverbose=0\nverbose=1\r\r\n"u8, out _);

        Assert.NotNull(settings);
        Assert.Equal(
            (true, "unix-listen ", "/x y\n\t\\z  ", true), (settings.Daemonize, settings.Method, settings.Path, settings.Verbose));
    }
}
