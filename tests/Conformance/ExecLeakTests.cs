using System.Text.Json.Nodes;

namespace Qga.Conformance;

/// <summary>What our agent holds after many programs: no more than before.</summary>
public sealed class ExecLeakTests : IDisposable
{
    // Enough for a descriptor or a zombie per program to end the agent's supply of 1024 several times.
    private const int Programs = 3000;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Descriptors_and_children_are_as_many_as_before()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var agent = new RunningAgent(AgentUnderTest.Ours!.Program, _folder, []);
        using Peer peer = new(agent.Connect());
        RunPrograms(peer, 20);
        (int descriptors, string children) = (CountDescriptors(agent.Id), Children(agent.Id));

        RunPrograms(peer, Programs);
        Assert.Equal("", Children(agent.Id));
        Assert.Equal((descriptors, ""), (CountDescriptors(agent.Id), children));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void RunPrograms(Peer peer, int count)
    {
        var running = new Queue<long>();
        for (int number = 0; number < count || running.Count > 0;)
        {
            // Some at a time, of every kind: with and without pipes, with an end of their own, of a signal's, and such as do not start.
            if (number < count && running.Count < 16)
            {
                if (Ask(peer, "guest-exec", Kind(number++))["return"]?["pid"] is JsonNode pid)
                {
                    running.Enqueue((long)pid);
                }
            }
            else if (running.TryDequeue(out long pid)
                && !(bool)Ask(peer, "guest-exec-status", $$"""{"pid": {{pid}}}""")["return"]!["exited"]!)
            {
                running.Enqueue(pid);
            }
        }
    }

    private static string Kind(int number) => (number % 6) switch
    {
        0 => """{"path": "/bin/true"}""",
        1 => """{"path": "/bin/echo", "arg": ["hi"], "capture-output": true}""",
        2 => """{"path": "/bin/cat", "input-data": "aGk=", "capture-output": "merged"}""",
        3 => """{"path": "/bin/sh", "arg": ["-c", "kill -9 $$"], "input-data": "aGk="}""",
        4 => """{"path": "/missing", "input-data": "aGk=", "capture-output": true}""",
        _ => """{"path": "/bin/true", "capture-output": "stderr"}""",
    };

    private static JsonNode Ask(Peer peer, string command, string arguments) =>
        JsonNode.Parse(peer.Ask($$"""{"execute": "{{command}}", "arguments": {{arguments}}}""")!)!;

    private static int CountDescriptors(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;

    // Zombies included; each thread has its own.
    private static string Children(int process) => string.Concat(Directory.GetDirectories($"/proc/{process}/task").Select(ChildrenOfThread));

    private static string ChildrenOfThread(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/children");
        }
        catch (IOException)
        {
            // The thread has ended meanwhile; what it had belongs to another one.
            return "";
        }
    }
}
