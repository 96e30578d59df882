namespace Qga.Conformance;

/// <summary>Our agent when it may open no more descriptors.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DescriptorLimitTests : IDisposable
{
    private const string Ping = "{\"execute\":\"guest-ping\"}";
    private const string Pong = "{\"return\": {}}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_that_had_to_wait_for_a_descriptor_is_served_when_another_has_closed_its_files()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string limited = _folder.File("limited");
        File.WriteAllText(limited, $"#!/bin/sh\nulimit -n 16\nexec '{AgentUnderTest.Ours!.Program}' \"$@\"\n");
        File.SetUnixFileMode(limited, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using RunningAgent agent = new(limited, _folder, []);
        using Peer first = new(agent.Connect());
        Stack<string> handles = [];
        const string Open = "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"/dev/null\"}}";
        string reply;
        while ((reply = first.Ask(Open)!).StartsWith("{\"return\"", StringComparison.Ordinal))
        {
            handles.Push(reply[11..^1]);
        }

        Assert.EndsWith("Too many open files\"}}", reply, StringComparison.Ordinal);

        using Peer second = new(agent.Connect());
        second.Send(Ping + "\n");
        Assert.Equal(Pong, first.Ask(Ping));
        Assert.Null(second.Read(TimeSpan.Zero));

        first.Ask($"{{\"execute\":\"guest-file-close\",\"arguments\":{{\"handle\":{handles.Pop()}}}}}");
        Assert.Equal(Pong, second.ReadLine());
    }
}
