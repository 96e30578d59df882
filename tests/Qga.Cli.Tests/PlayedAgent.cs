using System.Text.Json;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>A fake agent on a unix socket in a folder of its own, where a test has other files as well.</summary>
internal sealed class PlayedAgent : IAsyncDisposable
{
    private readonly TemporaryPlace _place = new();

    public PlayedAgent() => Address = Fake.Listen(File("ga.sock")).Path;

    /// <summary>The agent.</summary>
    public FakeGuestAgent Fake { get; } = new();

    /// <summary>Where it is reached.</summary>
    public string Address { get; }

    /// <summary>The commands that were called besides handshakes, with their arguments where they had some.</summary>
    public IReadOnlyList<string> Calls =>
        [.. Fake.Requests.Select(request => request.Arguments == "{}" ? request.Command : $"{request.Command} {request.Arguments}")];

    /// <summary>Starts one whose guest has three file systems that can be frozen.</summary>
    public static PlayedAgent WithFileSystems(out FakeFreezing freezing)
    {
        PlayedAgent agent = new();
        freezing = agent.Fake.Freezing;
        freezing.Mountpoints = ["/", "/home", "/srv"];
        return agent;
    }

    /// <summary>A file in the folder.</summary>
    public string File(string name) => Path.Combine(_place.Path, name);

    /// <summary>Answers a command with a result.</summary>
    public PlayedAgent On(string command, string result)
    {
        Fake.SetResult(command, result);
        return this;
    }

    /// <summary>Answers a command with what comes of its arguments; null: not at all.</summary>
    public PlayedAgent On(string command, Func<JsonElement, string?> result)
    {
        Fake.SetHandler(command, request =>
        {
            using JsonDocument arguments = JsonDocument.Parse(request.Arguments);
            return result(arguments.RootElement) is string answer ? FakeReply.Return(answer) : FakeReply.None;
        });
        return this;
    }

    /// <summary>Refuses a command.</summary>
    public PlayedAgent Refuse(string command, string text)
    {
        Fake.SetError(command, text);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Fake.DisposeAsync();
        _place.Dispose();
    }
}
