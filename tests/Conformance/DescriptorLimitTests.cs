using System.Text.RegularExpressions;

namespace Qga.Conformance;

/// <summary>Our agent when it may open no more descriptors.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed partial class DescriptorLimitTests : IDisposable
{
    private const string Ping = "{\"execute\":\"guest-ping\"}";
    private const string Pong = "{\"return\": {}}";
    private const string TooMany = "Too many open files\"}}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_that_had_to_wait_for_a_descriptor_is_served_when_another_has_closed_its_files()
    {
        using RunningAgent agent = Start();
        using Peer first = new(agent.Connect());
        Stack<string> handles = Fill(first);

        using Peer second = new(agent.Connect());
        second.Send(Ping + "\n");
        Assert.Equal(Pong, first.Ask(Ping));
        Assert.Null(second.Read(TimeSpan.Zero));

        Close(first, handles.Pop());
        Assert.Equal(Pong, second.ReadLine());
    }

    [Theory]
    [InlineData("guest-get-disks")]
    [InlineData("guest-get-fsinfo")]
    [InlineData("guest-get-memory-blocks")]
    [InlineData("guest-get-osinfo")]
    [InlineData("guest-get-timezone")]
    [InlineData("guest-get-users")]
    [InlineData("guest-get-vcpus")]
    [InlineData("guest-network-get-route")]
    public void What_cannot_be_opened_is_not_taken_for_absent(string command)
    {
        using RunningAgent agent = Start();
        using Peer peer = new(agent.Connect());
        string request = $"{{\"execute\":\"{command}\"}}";
        string complete = WithoutUsage(peer.Ask(request)!);
        Stack<string> handles = Fill(peer);

        // With one descriptor more each time, until they are enough.
        string reply = peer.Ask(request)!;
        while (WithoutUsage(reply) != complete)
        {
            Assert.EndsWith(TooMany, reply, StringComparison.Ordinal);
            Close(peer, handles.Pop());
            reply = peer.Ask(request)!;
        }
    }

    private RunningAgent Start()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string limited = _folder.File("limited");
        File.WriteAllText(limited, $"#!/bin/sh\nulimit -n 16\nexec '{AgentUnderTest.Ours!.Program}' \"$@\"\n");
        File.SetUnixFileMode(limited, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(limited, _folder, []);
    }

    /// <summary>Opens files until the agent has no descriptor left.</summary>
    /// <returns>Their handles.</returns>
    private static Stack<string> Fill(Peer peer)
    {
        Stack<string> handles = [];
        const string Open = "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"/dev/null\"}}";
        string reply;
        while ((reply = peer.Ask(Open)!).StartsWith("{\"return\"", StringComparison.Ordinal))
        {
            handles.Push(reply[11..^1]);
        }

        Assert.EndsWith(TooMany, reply, StringComparison.Ordinal);
        return handles;
    }

    private static void Close(Peer peer, string handle) =>
        Assert.Equal(Pong, peer.Ask($"{{\"execute\":\"guest-file-close\",\"arguments\":{{\"handle\":{handle}}}}}"));

    // Others write to the machine's disks, too.
    private static string WithoutUsage(string reply) => Usage().Replace(reply, "");

    [GeneratedRegex("\"used-bytes\": [0-9]+")]
    private static partial Regex Usage();
}
